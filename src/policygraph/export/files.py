"""Writing files, and keeping words words."""

from __future__ import annotations

import re
from pathlib import Path

from policygraph.errors import PolicyGraphError
from policygraph.labels import both

# what no XML file and no terminal may be given: control characters but for tab and line end, and turns of direction
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    r"""``text`` without control characters and without those that turn the order of letters around.

    >>> clean("a\x1b[31mb\x00")
    'a[31mb'
    """
    return _CONTROL.sub("", text)


def write(path: Path, content: bytes) -> None:
    """Write a file and the folders above it. Raises `PolicyGraphError` saying why it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise PolicyGraphError(both("export.unwritable", path=path, reason=error.strerror or error)) from error
