"""What a person reads in a notebook: a chain with its sentences, tasks beside each other with differing words marked.

Words of documents are always words: nothing of them becomes markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from policygraph import chain
from policygraph.labels import both, vi
from policygraph.notebook.frames import frame
from policygraph.parallels import Parallel
from policygraph.text import squeeze

if TYPE_CHECKING:
    import pandas as pd

_STYLE = {
    "new": "background:rgba(46,160,67,.25);text-decoration:none",
    "gone": "background:rgba(248,81,73,.22);text-decoration:line-through",
    "quote": "opacity:.75;font-size:90%",
}


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One step of a chain with its nearest sentence; ``depth`` counts from 1."""

    depth: int
    relation: str
    label: str
    quote: str
    place: str  #: file and offsets of the quote
    repeated: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """A chain to read."""

    title: str
    lines: tuple[TraceLine, ...]

    def __str__(self) -> str:
        said = [self.title]
        for line in self.lines:
            indent = "  " * line.depth
            said.append(f"{indent}{line.relation}: {line.label}")
            said += [f"{indent}  «{line.quote}» [{line.place}]"] if line.quote else []
        return "\n".join(said)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        parts = [f"<p><b>{escape(self.title)}</b></p>"]
        for line in self.lines:
            quote = f'<br><span style="{_STYLE["quote"]}">«{escape(line.quote)}» [{escape(line.place)}]</span>'
            again = f" ({escape(both('trace.repeated'))})" if line.repeated else ""
            parts.append(
                f'<div style="margin-left:{1.5 * line.depth}em"><i>{escape(line.relation)}</i>: '
                f"{escape(line.label)}{again}{quote if line.quote and not line.repeated else ''}</div>"
            )
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Lineage:
    """Tasks with the words of others, to read; ``frame`` gives them as a table."""

    title: str
    parallels: tuple[Parallel, ...]
    labels: Mapping[str, str]

    @property
    def frame(self) -> pd.DataFrame:
        """A row a pair: paths, document, side ("takes", "gives", "beside"), kind, score, shared words, marked text."""
        columns = ("path", "otherDocument", "otherPath", "side", "kind", "score", "shared", "marked", "task", "other")
        rows = [
            (item.path, self.labels[item.other_document], item.other_path, str(item.side), str(item.kind), item.score,
             item.shared, item.marked, item.task, item.other)
            for item in self.parallels
        ]  # fmt: skip
        return frame(columns, rows)

    def __len__(self) -> int:
        return len(self.parallels)

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self)}>"

    def _repr_html_(self) -> str:
        head = [both(f"column.{name}") for name in ("path", "document", "score", "marked")]
        rows = "".join(f"<tr>{''.join(self._cells(item))}</tr>" for item in self.parallels)
        cells = "".join(f'<th style="text-align:left">{escape(name)}</th>' for name in head)
        return f"<p><b>{escape(self.title)}</b></p><table><tr>{cells}</tr>{rows}</table>"

    def _cells(self, item: Parallel) -> Iterable[str]:
        kind = f"{vi(f'lineage.side.{item.side}')}; {vi(f'lineage.kind.{item.kind}')}"
        other = f"{item.other_path} · {self.labels[item.other_document]}"
        words = " ".join(_piece(piece.kind, piece.text) for piece in item.pieces)
        for cell in (escape(item.path), escape(other), f"{item.score:.0%}<br>{escape(kind)}", words):
            yield f'<td style="text-align:left;vertical-align:top;min-width:7em">{cell}</td>'


def _piece(kind: str, text: str) -> str:
    tag = {"new": "ins", "gone": "del"}.get(kind)
    return f'<{tag} style="{_STYLE[kind]}">{escape(text)}</{tag}>' if tag else escape(text)


def trace_line(graph: chain.Graph, step: chain.Step, *, up: bool) -> TraceLine:
    shown = step.upper if up else step.lower
    relation = f"{'→' if up else '←'} {both(f'relation.{step.relation}')}"
    first = step.proofs[0] if step.proofs else None
    place = f"{first.file}:{first.start}-{first.end}" if first else ""
    quote = squeeze(first.quote) if first else ""
    return TraceLine(step.depth, relation, chain.label(graph, shown), quote, place, step.repeated)
