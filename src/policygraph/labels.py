"""What the program says to people: one catalogue, Vietnamese first, English beside (``data/interface/labels.csv``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from policygraph.errors import VocabularyError
from policygraph.resources import folder


@dataclass(frozen=True, slots=True)
class Label:
    """One thing to say, in both languages; ``{name}`` in it is filled by `both`, `pair` and `vi`."""

    vi: str
    en: str


@cache
def catalogue() -> Mapping[str, Label]:
    """All labels by key. Raises `VocabularyError` naming each row that is repeated or lacks a language."""
    path = folder("data") / "interface" / "labels.csv"
    labels: dict[str, Label] = {}
    problems = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if row["key"] in labels:
                problems.append(f"row {number}: key {row['key']!r} is there twice")
            if not row["vi"] or not row["en"]:
                problems.append(f"row {number}: {row['key']!r} needs both languages")
            labels[row["key"]] = Label(row["vi"] or "", row["en"] or "")
    if problems:
        raise VocabularyError(path, problems)
    return labels


def both(key: str, **values: object) -> str:
    """What stands under ``key`` in both languages; said once where both are the same.

    >>> both("column.quote")
    'Trích dẫn / Quote'
    """
    vietnamese, english = pair(key, **values)
    return vietnamese if vietnamese == english else f"{vietnamese} / {english}"


def pair(key: str, **values: object) -> tuple[str, str]:
    """What stands under ``key``, in Vietnamese and in English.

    >>> pair("place.until", day="30/06/2025")
    ('đến 30/06/2025', 'until 30/06/2025')
    """
    label = catalogue()[key]
    return label.vi.format_map(values), label.en.format_map(values)


def vi(key: str, **values: object) -> str:
    """What stands under ``key`` in Vietnamese.

    >>> vi("relation.implements")
    'thực hiện'
    """
    return catalogue()[key].vi.format_map(values)


def find(key: str) -> Label | None:
    """The label under ``key``, or `None`."""
    return catalogue().get(key)
