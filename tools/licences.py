"""The licences of what an installation brings: ``python -m tools.licences`` writes ``docs/licences.md``.

Python's packages are those that the project and its extras ask for, and what those ask for, as they are installed here;
what the pages use from npm is taken from its lock file.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "licences.md"
EXTRAS = ("ocr", "parquet", "cluster", "notebook")
#: Where a package does not say its licence in its own data, what its files say.
SAID = {"sortedcontainers": "Apache-2.0", "locket": "BSD-2-Clause", "jsuri": "MIT"}
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """A package with the licence that it names."""

    name: str
    version: str
    licence: str


def asked() -> list[str]:
    """What the project itself and its extras ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [*project["dependencies"], *(one for name in EXTRAS for one in project["optional-dependencies"][name])]


def installed() -> list[Package]:
    """The packages of an installation with all extras, each once."""
    found: dict[str, Package] = {}
    waiting = [Requirement(text) for text in asked()]
    while waiting:
        wanted = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name in found and not wanted.extras:
            continue
        try:
            here = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system or another Python
        found[name] = Package(name, here.version, _licence(name, here))
        for needed in map(Requirement, here.requires or ()):
            if needed.marker is None or any(needed.marker.evaluate({"extra": one}) for one in ("", *wanted.extras)):
                waiting.append(needed)
    return sorted(found.values())


def _licence(name: str, here: metadata.Distribution) -> str:
    """The SPDX expression where there is one, else the classifier, else the field, in a word or two."""
    said = here.metadata
    if "License-Expression" in said:
        return said["License-Expression"]
    classified = [item.removeprefix(_CLASSIFIER) for item in said.get_all("Classifier") or [] if _CLASSIFIER in item]
    return " and ".join(classified) or SAID.get(name) or _first((said.get_all("License") or [""])[0])


def _first(text: str) -> str:
    return text.strip().splitlines()[0][:60] if text.strip() else "?"


def bundled() -> Iterator[Package]:
    """What the pages use from npm and carry along: not what only builds or tests them."""
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))
    for path, item in sorted(lock["packages"].items()):
        if path and not item.get("dev"):
            yield Package(path.rpartition("node_modules/")[2], item["version"], item.get("license") or _npm(path))


def _npm(path: str) -> str:
    return SAID.get(path.rpartition("node_modules/")[2], "?")


def page() -> str:
    """The list as a page."""
    lines = [
        "# Licences of what an installation brings",
        "",
        "Written by `make licences`. policygraph itself is under Apache-2.0. owlready2 is under the LGPL: it is used as"
        " a library, unchanged, and may be replaced.",
        "",
        "## Python packages (with all extras)",
        "",
        "| Package | Version | Licence |",
        "|---|---|---|",
        *(f"| {item.name} | {item.version} | {item.licence} |" for item in installed()),
        "",
        "## From npm, bundled into the pages",
        "",
        "| Package | Version | Licence |",
        "|---|---|---|",
        *(f"| {item.name} | {item.version} | {item.licence} |" for item in bundled()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    OUT.write_text(page(), "utf-8")
    print(f"{OUT.relative_to(ROOT)}: {len(installed())} Python packages, {len(list(bundled()))} from npm")
