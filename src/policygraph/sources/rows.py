"""Corpora: .jsonl and .parquet, one document a row. The text is one column, the document's name may be another."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from policygraph.sources.options import Options, problem

#: So many rows show which column holds the texts.
_LOOKED_AT = 50
Row = Mapping[str, Any]


def texts(path: Path, rows: Iterable[Row], options: Options) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each row's document; rows without text are passed over.

    The text column is the one given, else the one with the most characters in the first rows.
    """
    ahead: list[Row] = []
    rest = iter(rows)
    for row in rest:
        ahead.append(row)
        if len(ahead) == _LOOKED_AT:
            break
    if not ahead:
        return
    column = _column(path, ahead, options)
    named = options.columns.get("name")
    for number, row in enumerate(_chain(ahead, rest), 1):
        text = row.get(column)
        if isinstance(text, str) and text.strip():
            yield str(row.get(named) or number) if named else str(number), text.encode("utf-8", "replace")


def _chain(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest


def _column(path: Path, rows: list[Row], options: Options) -> str:
    letters: Counter[str] = Counter()
    for row in rows:
        letters.update({name: len(text) for name, text in row.items() if isinstance(text, str)})
    known = sorted({name for row in rows for name in row})
    for wanted in filter(None, (options.columns.get("text"), options.columns.get("name"))):
        if wanted not in known:
            raise problem(path, "no-column", column=wanted, columns=", ".join(known[:30]))
    if "text" in options.columns:
        return options.columns["text"]
    if not letters:
        raise problem(path, "no-text-column", columns=", ".join(known[:30]))
    return letters.most_common(1)[0][0]


def jsonl(path: Path, data: bytes) -> Iterator[Row]:
    """The objects of a JSON Lines file; a line that is none ends it with a `SourceError`."""
    for number, line in enumerate(io.BytesIO(data.removeprefix(b"\xef\xbb\xbf")), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise problem(path, "broken-jsonl", line=number) from error
        if isinstance(row, dict):
            yield row


def parquet(path: Path, data: bytes) -> Iterator[Row]:
    """The rows of a Parquet file, a batch at a time."""
    import pyarrow
    from pyarrow import parquet as reader

    try:
        for batch in reader.ParquetFile(io.BytesIO(data)).iter_batches(batch_size=256):
            yield from batch.to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        raise problem(path, "broken-parquet", detail=str(error).split("\n")[0][:100]) from error
