"""Plain text and Markdown: characters as they come. Markdown marks stay; the patterns know them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from policygraph.sources.decode import decode
from policygraph.sources.options import Options, problem
from policygraph.text import Layout, Remark, SourceText

_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\v\x1a\x1b")


def read(path: Path, data: bytes, options: Options) -> SourceText:
    """The text of the file, character for character."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse_binary(path, data)
    text, legacy = decode(path, data)
    layout = Layout(remarks=(Remark("legacy-encoding", legacy),)) if legacy else Layout()
    kind = "markdown" if path.suffix.lower() == ".md" else "plain"
    return SourceText(path.name, hashlib.sha256(data).hexdigest(), f"text/{kind}", text, layout)


def _refuse_binary(path: Path, data: bytes) -> None:
    if b"\x00" in data[:65536] or _control_share(data[:65536]) >= 0.02:
        raise problem(path, "binary")


def _control_share(data: bytes) -> float:
    return 1 - len(data.translate(None, _CONTROL)) / len(data) if data else 0.0
