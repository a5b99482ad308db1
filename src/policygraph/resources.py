"""Where ontology/, shapes/, queries/, data/ and web/ lie, in a checkout or in an installed wheel; and memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from policygraph.errors import PolicyGraphError

FOLDERS = ("ontology", "shapes", "queries", "data", "web")


@cache
def root() -> Path:
    """The folder that holds the resource folders.

    An installed wheel carries them as ``policygraph/_resources``; a checkout (also an
    editable install) has them at its top.

    >>> sorted(p.name for p in root().iterdir() if p.name in FOLDERS)
    ['data', 'ontology', 'queries', 'shapes', 'web']
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "_resources", package.parents[1]):
        if all((candidate / folder).is_dir() for folder in FOLDERS):
            return candidate
    raise PolicyGraphError(
        f"policygraph's {', '.join(f'{name}/' for name in FOLDERS)} are missing beside {package}; reinstall the package"
    )


def folder(name: str) -> Path:
    """One of the resource folders, e.g. ``folder("shapes")`` or ``folder("data") / "vocab"``.

    >>> folder("shapes").name
    'shapes'
    """
    if name not in FOLDERS:
        raise ValueError(f"no resource folder {name!r}; there are {', '.join(FOLDERS)}")
    return root() / name


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles of garbage meanwhile: reading makes many values and no cycle, and each search goes over all.

    >>> with uncollected():
    ...     gc.isenabled()
    False
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
