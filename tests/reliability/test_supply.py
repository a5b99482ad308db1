"""What the project stands on: bounded, locked, licensed as it allows; nothing is fetched when it runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from tests.conftest import ROOT
from tools import licences

pytestmark = pytest.mark.reliability("S12")
Figure = Callable[..., None]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = ROOT / "requirements-dev.lock"
#: Words of licences under which the project may use a package as a library.
ALLOWED = (
    *("MIT", "BSD", "0BSD", "Apache", "ISC", "PSF", "Python Software", "MPL", "Mozilla Public", "LGPL", "Zlib", "W3C"),
    *("CC0", "Unlicense", "HPND", "OFL", "BlueOak", "WTFPL"),
)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(extra: str) -> Iterator[Requirement]:
    """What an extra asks for; what it takes from other extras of the project, too."""
    for text in PROJECT["optional-dependencies"][extra]:
        one = Requirement(text)
        if one.name == "policygraph":
            for inner in one.extras:
                yield from wanted(inner)
        else:
            yield one


def test_what_users_install_has_a_lower_and_an_upper_bound() -> None:
    asked = [*map(Requirement, PROJECT["dependencies"]), *(one for extra in licences.EXTRAS for one in wanted(extra))]
    for one in asked:
        signs = {spec.operator for spec in one.specifier}
        assert ">=" in signs, one
        assert signs & {"<", "<="}, one


def locked() -> dict[str, str]:
    """The versions of the lock file; each has the hashes of its files."""
    found: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", LOCK.read_text("utf-8")):
        name, _, rest = block.partition("==")
        assert "--hash=sha256:" in rest, name
        found.setdefault(canonical(name), re.split(r"[\s;\\]", rest)[0])
    return found


def test_the_lock_agrees_with_what_is_asked_for(figure: Figure) -> None:
    """Where it does not: make lock."""
    versions = locked()
    asked = [*map(Requirement, PROJECT["dependencies"]), *wanted("dev")]
    for one in asked:
        assert canonical(one.name) in versions, f"{one.name} is not locked: make lock"
        assert one.specifier.contains(versions[canonical(one.name)], prereleases=True), f"{one}: make lock"
    figure(f"{len(versions)} packages locked with hashes")
    assert "://" not in LOCK.read_text("utf-8"), "no address of a package host"


def test_every_licence_is_one_that_the_project_allows(figure: Figure) -> None:
    found = [*licences.installed(), *licences.bundled()]
    assert len(found) > 60
    for item in found:
        assert any(word in item.licence for word in ALLOWED), item
        assert "AGPL" not in item.licence, item
        assert not re.search(r"(?<!L)GPL", item.licence), item
    figure(f"{len(found)} packages, every licence allowed")


def test_the_list_of_licences_names_what_is_installed() -> None:
    """Where it does not: make licences."""
    listed = set(re.findall(r"^\| (\S+) \|", (ROOT / "docs" / "licences.md").read_text("utf-8"), re.MULTILINE))
    missing = {item.name for item in (*licences.installed(), *licences.bundled())} - listed
    assert not missing, f"{missing}: make licences"


def test_what_comes_from_npm_is_locked_by_hash() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))
    assert all(item.get("integrity") for path, item in lock["packages"].items() if path and not item.get("link"))


def test_it_runs_with_the_network_cut(tmp_path: Path, documents: list[Path], figure: Figure) -> None:
    """In a network name space of its own, where not even this machine can be reached."""
    cut = ["unshare", "--map-root-user", "--net"]
    try:
        subprocess.run([*cut, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system gives no network name space to a process (unshare --net)")
    program = [*cut, sys.executable, "-m", "policygraph.cli"]
    at = ["--store", str(tmp_path / "s")]
    commands = [
        ["build", *map(str, documents[:2])],
        ["validate"],
        ["audit", "--as-of", "2025-06-30", "--out", str(tmp_path / "a.xlsx")],
        ["trace", "69-KL/TW"],
        ["query", "tasks"],
        ["export", str(tmp_path / "g.html")],
        ["export", str(tmp_path / "g.jsonld")],
        ["check"],
    ]
    for words in commands:
        done = subprocess.run([*program, *words, *at], capture_output=True, encoding="utf-8", check=False)
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout or done.stderr
    assert (tmp_path / "g.html").stat().st_size > 10_000
    figure(f"{len(commands)} commands without a network")
