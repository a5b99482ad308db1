"""The shape of a document: its regions and the tree of its provisions. Plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from policygraph.findings import Finding
from policygraph.text import NormalText, Span


class Kind(StrEnum):
    """What opens a provision (Decree 30/2020/NĐ-CP annex I; Party guidance 36-HD/VPTW)."""

    PART = "part"  #: Phần I
    CHAPTER = "chapter"  #: Chương I
    SECTION = "section"  #: Mục 1
    ARTICLE = "article"  #: Điều 1.
    ROMAN = "roman"  #: I.  I-
    NUMBER = "number"  #: 1.  1.1.  3.2.1.
    LETTER = "letter"  #: a)  b/
    DASH = "dash"  #: -
    PLUS = "plus"  #: +
    PARAGRAPH = "paragraph"  #: text without a label under a heading
    ROW = "row"  #: a row of a table
    ANNEX = "annex"  #: Phụ lục


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row under the column head that says what it holds."""

    column: str  #: the column's head as written, squeezed; "" where the table has none
    span: Span


@dataclass(frozen=True, slots=True)
class Provision:
    """One labelled (or plain) unit. Spans are in the outline's normal text.

    ``span`` is its own text, label included and children excluded; ``body`` leaves the label out.
    ``index`` is its place in `Outline.provisions`; ``parent`` is the parent's index.
    """

    index: int
    parent: int | None
    kind: Kind
    label: str  #: as printed: "II.", "b)", "-"; "" for a plain paragraph or row without number
    path: str  #: "II.2.b.-1"; annex rows "PL.II.3"; unnumbered closing paragraphs "K.1"
    span: Span
    body: Span
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Regions:
    """Where the parts of the page lie, in the normal text; `None` where the text has no such part.

    ``head`` holds motto, issuer, number, place and date; ``title`` the subject below the type word
    (the type word itself is ``type_word``); ``preamble`` what stands between title and first provision;
    ``body`` everything from the first provision to the signature; each annex is a region of its own.
    """

    head: Span
    type_word: Span | None
    title: Span | None
    preamble: Span | None
    body: Span
    recipients: Span | None
    signature: Span | None
    annexes: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's normal text, regions, provisions (in reading order) and what looked wrong on the way."""

    text: NormalText
    regions: Regions
    provisions: tuple[Provision, ...]
    findings: tuple[Finding, ...] = field(default=())

    def children(self, index: int | None) -> tuple[Provision, ...]:
        """The provisions directly below ``index``; of the document itself for `None`."""
        return tuple(p for p in self.provisions if p.parent == index)
