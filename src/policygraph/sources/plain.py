"""Plain text and Markdown: bytes to characters. Markdown marks stay; the patterns know them."""

from __future__ import annotations

import codecs
from pathlib import Path

from policygraph.errors import SourceError

#: Up to this share of undecodable places a text is read with U+FFFD there; the integrity check reports them.
TOLERATED = 0.005

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KINDS = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word/Excel/ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word/Excel 97-2003"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"{\\rtf", "RTF"),
)


def extract(path: Path, data: bytes) -> str:
    """The characters of a text file in UTF-8 (with or without byte order mark) or UTF-16 (with one).

    >>> extract(Path("a.txt"), "\ufeffKế hoạch".encode())
    'Kế hoạch'
    >>> extract(Path("a.txt"), codecs.BOM_UTF16_LE + "Kế hoạch".encode("utf-16-le"))
    'Kế hoạch'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(path, data[len(mark) :], encoding)
    _refuse_binary(path, data)
    return _decode(path, data, "utf-8")


def _refuse_binary(path: Path, data: bytes) -> None:
    kind = next((name for magic, name in _KINDS if data.startswith(magic)), None)
    if kind is None and b"\x00" not in data[:65536] and _control_share(data[:65536]) < 0.02:
        return
    said = f"tệp nhị phân{f' ({kind})' if kind else ''}, không phải văn bản thuần (a binary file, not plain text)"
    raise SourceError(path, said, "hãy lưu lại dạng văn bản UTF-8 (save it as UTF-8 text)")


def _control_share(data: bytes) -> float:
    odd = sum(data.count(bytes([byte])) for byte in range(32) if byte not in b"\t\n\r\f\v\x1a\x1b")
    return odd / len(data) if data else 0.0


def _decode(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        broken = text.count("\ufffd") - data.count("\ufffd".encode(encoding))
        if broken <= max(1, TOLERATED * len(text)):
            return text
        raise SourceError(
            path,
            f"không phải {encoding.upper()}: {broken} chỗ hỏng, chỗ đầu ở byte {error.start}"
            f" ({broken} broken places, the first at byte {error.start})",
            "hãy lưu lại dạng UTF-8; tệp có thể dùng bảng mã cũ (save it as UTF-8; it may be in a legacy encoding)",
        ) from error
