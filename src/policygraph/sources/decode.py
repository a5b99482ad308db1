"""Bytes to characters: UTF-8, UTF-16, and the encodings of old Vietnamese files, which are told by what they say."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from policygraph.resources import folder
from policygraph.sources import letters
from policygraph.sources.options import problem

#: Up to this share of undecodable places a text is read with U+FFFD there; the integrity check reports them.
TOLERATED = 0.005
#: A legacy encoding is believed where so many of the words are Vietnamese syllables,
_BELIEVED = 0.85
#: and, where the bytes are sound UTF-8, so many more than before.
_BETTER = 0.25

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the next one
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Decoded(NamedTuple):
    """The characters, and the legacy encoding that they came in, if any."""

    text: str
    legacy: str | None = None


def decode(path: Path, data: bytes, declared: str | None = None) -> Decoded:
    """The characters of a text in any encoding that is used for Vietnamese, or a `SourceError` in one line.

    ``declared`` is what the file says of itself (an HTML page's charset); it is tried before the legacy ones.

    >>> decode(Path("a.txt"), "\\ufeffKế hoạch".encode()).text
    'Kế hoạch'
    >>> decode(Path("a.txt"), "Uû ban nh©n d©n tØnh".encode("latin-1"))
    Decoded(text='Uỷ ban nhân dân tỉnh', legacy='TCVN3')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_lossy(path, data[len(mark) :], encoding))
    try:
        sound = data.decode("utf-8")
        return Decoded(sound) if letters.dense(data) else _unfonted(sound)
    except UnicodeDecodeError:
        pass
    if declared and (text := _try(data, declared)) is not None and letters.share(text) >= _BELIEVED:
        return Decoded(text)
    found = {name: read(data) for name, read in _LEGACY.items()}
    best = max(found, key=lambda name: letters.share(found[name]))
    if letters.share(found[best]) >= _BELIEVED:
        return Decoded(found[best], best)
    return Decoded(_lossy(path, data, "utf-8"))


def unfont(text: str, encoding: str) -> str:
    """Letters that stand for Vietnamese ones in an old font, as the ones they stand for.

    >>> unfont("Uyû ban nhaân daân tænh Quaûng Ngaõi", "VNI")
    'Uỷ ban nhân dân tỉnh Quảng Ngãi'
    """
    table = _tables()[encoding]
    return _pattern(encoding).sub(lambda match: table[match.group()], text)


def _unfonted(text: str) -> Decoded:
    """Sound Unicode whose letters stand for others: text that was copied out of an old font."""
    if text.isascii() or (now := letters.share(text)) >= _BELIEVED:
        return Decoded(text)
    found = {name: unfont(text, name) for name in _tables()}
    best = max(found, key=lambda name: letters.share(found[name]))
    better = letters.share(found[best])
    return Decoded(found[best], best) if better >= _BELIEVED and better >= now + _BETTER else Decoded(text)


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    with (folder("data") / "formats" / "legacy.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            tables.setdefault(row["encoding"], {})[row["written"]] = row["letter"]
    return tables


@cache
def _pattern(encoding: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _tables()[encoding]), key=len, reverse=True)))


#: Each reads any bytes; what it makes of them says whether it was the right one.
_LEGACY: Mapping[str, Callable[[bytes], str]] = {
    "Windows-1258": lambda data: data.decode("cp1258", errors="replace"),
    "TCVN3": lambda data: unfont(data.decode("latin-1"), "TCVN3"),
    "VNI": lambda data: unfont(data.decode("latin-1"), "VNI"),
}


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _lossy(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        broken = text.count("\ufffd") - data.count("\ufffd".encode(encoding))
        if broken <= max(1, TOLERATED * len(text)):
            return text
        raise problem(path, "encoding", encoding=encoding.upper(), broken=broken, first=error.start) from error
