"""Facts on disk: `DocumentFacts` to JSON and back, so that an unchanged file is not read twice.

Values are written as lists in the order of their fields: plain data, so that reading a cache runs no code. An
evidence is written as its place only; its quote is cut out of the text again. What was written is good only for
the program and the tables that wrote it; `version` names both.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from policygraph.facts import DocumentFacts
from policygraph.reading import Reading
from policygraph.resources import folder
from policygraph.text import Evidence, Layout, NormalText, SourceText

Beside = TypeVar("Beside")
Writer = Callable[[Any], Any]
Reader = Callable[[Any, NormalText], Any]  #: gets the document's text beside the plain value


def dumps(facts: DocumentFacts, beside: Any = None) -> bytes:
    """The facts as JSON; `loads` gives them back equal (but for the identity of the text object).

    ``beside`` is another value with fields, of the same text, which `loads_both` gives back.
    """
    source = facts.source
    head = [source.name, source.sha256, source.media_type, source.text, _writer(Layout)(source.layout)]
    value = _writer(DocumentFacts)(facts)
    kind: Any = type(beside)
    other = None if beside is None else _writer(kind)(beside)
    return json.dumps([version(), head, value, other], ensure_ascii=False, separators=(",", ":")).encode()


def source(data: bytes) -> SourceText:
    """The source of what any version of `dumps` wrote. Raises `ValueError` where it is something else."""
    try:
        return _source(json.loads(data)[1])
    except (TypeError, LookupError, ValueError) as error:
        raise ValueError(f"not facts: {error}") from error


def loads(data: bytes) -> DocumentFacts:
    """What this `version` of `dumps` wrote. Raises `ValueError` where it is something else.

    >>> loads(b"[]")
    Traceback (most recent call last):
    ValueError: not facts: not enough values to unpack (expected 4, got 0)
    """
    return _loaded(data, None)[0]


def loads_both(data: bytes, kind: type[Beside]) -> tuple[DocumentFacts, Beside]:
    """See `loads`; with the value of this kind that was written beside the facts."""
    facts, beside = _loaded(data, kind)
    return facts, cast("Beside", beside)


def _loaded(data: bytes, kind: Any) -> tuple[DocumentFacts, object]:
    try:
        written_by, head, value, other = json.loads(data)
        if written_by != version():
            raise ValueError(f"written by version {written_by}")
        text = NormalText(_source(head))
        return _reader(DocumentFacts)(value, text), _reader(kind)(other, text) if kind else None
    except (TypeError, KeyError, IndexError, AttributeError, ValueError) as error:
        raise ValueError(f"not facts: {error}") from error


def _source(head: list[Any]) -> SourceText:
    bare = SourceText(*head[:4])
    layout: list[Any] = next(iter(head[4:]), [])  # there was none before files other than text were read
    return replace(bare, layout=_reader(Layout)(layout, NormalText(bare))) if any(layout) else bare


@cache
def version() -> str:
    """The version of the reader: a hash of this package's code and of the tables in ``data/vocab``."""
    digest = hashlib.sha256()
    for top, pattern in ((Path(__file__).parent, "**/*.py"), (folder("data") / "vocab", "**/*")):
        for path in sorted(top.glob(pattern)):
            if path.is_file() and "_resources" not in path.parts:
                digest.update(path.relative_to(top).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _identity(value: Any) -> Any:
    return value


def _plain(value: Any, _: NormalText) -> Any:
    return value


@cache
def _writer(kind: Any) -> Writer:
    """How a value of the type becomes plain data."""
    if get_origin(kind) in (Union, types.UnionType):
        inner = _writer(_optional(kind))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple:
        one = _writer(get_args(kind)[0])
        return lambda values: [one(value) for value in values]
    if get_origin(kind) is Mapping:
        each = _writer(get_args(kind)[1])
        return lambda values: {key: each(value) for key, value in values.items()}
    if kind is Evidence:
        return lambda evidence: [evidence.start, evidence.end, evidence.rule]
    if kind in (SourceText, NormalText, Reading):
        return lambda value: None
    if kind is date:
        return lambda value: value.isoformat()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: value.value
    if is_dataclass(kind):
        parts = _fields(kind, _writer)
        return lambda value: [write(getattr(value, name)) for name, write in parts]
    return _identity


@cache
def _reader(kind: Any) -> Reader:
    """How plain data becomes a value of the type."""
    if get_origin(kind) in (Union, types.UnionType):
        inner = _reader(_optional(kind))
        return lambda value, text: None if value is None else inner(value, text)
    if get_origin(kind) is tuple:
        one = _reader(get_args(kind)[0])
        if one is _plain:
            return lambda values, text: tuple(values)
        return lambda values, text: tuple([one(value, text) for value in values])
    if get_origin(kind) is Mapping:
        each = _reader(get_args(kind)[1])
        return lambda values, text: {key: each(value, text) for key, value in values.items()}
    if kind is Evidence:
        return _evidence
    if kind is SourceText:
        return lambda _, text: text.source
    if kind is NormalText:
        return lambda _, text: text
    if kind is Reading:
        return lambda *_: None
    if kind is date:
        return lambda value, _: date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value, _: kind(value)
    if is_dataclass(kind):
        return _record(kind)
    return _plain


def _record(kind: Any) -> Reader:
    """How a list becomes a value of a class with fields; most fields are plain, and stand as they are."""
    readers = [read for _, read in _fields(kind, _reader)]
    others = [(place, read) for place, read in enumerate(readers) if read is not _plain]

    def record(values: list[Any], text: NormalText) -> Any:
        if len(values) != len(readers):
            raise ValueError(f"{kind.__name__} has {len(readers)} fields, not {len(values)}")
        for place, read in others:
            values[place] = read(values[place], text)
        return kind(*values)

    return record


def _evidence(place: list[Any], text: NormalText) -> Evidence:
    start, end, rule = place
    return Evidence(start, end, text.source.text[start:end], rule)


def _optional(kind: Any) -> Any:
    """The one type beside `None`; our values have no other unions."""
    (inner,) = [option for option in get_args(kind) if option is not type(None)]
    return inner


def _fields(kind: Any, make: Callable[[Any], Any]) -> list[tuple[str, Any]]:
    hints = get_type_hints(kind)
    return [(field.name, make(hints[field.name])) for field in fields(kind) if field.init]
