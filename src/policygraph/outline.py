"""The shape of a document: its regions and the tree of its provisions. Plain frozen values."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from policygraph.findings import Finding
from policygraph.reading import Reading
from policygraph.text import NormalText, Span
from policygraph.values import value


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


@value
class Cell:
    """One cell of a table row under the column head that says what it holds."""

    column: str  #: the column's head as written, squeezed; "" where the table has none
    span: Span


@value
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


@value
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


@value
class Outline:
    """A document's normal text, regions, provisions (in reading order) and what looked wrong on the way."""

    text: NormalText
    regions: Regions
    provisions: tuple[Provision, ...]
    findings: tuple[Finding, ...] = field(default=())
    furniture: tuple[Span, ...] = field(default=())  #: page numbers and gazette marks inside the text
    reading: Reading | None = field(default=None, compare=False, repr=False)  #: made once by `structure.parse`

    def read(self) -> Reading:
        """The text as a reader reads it."""
        return self.reading or Reading(self.text, self.furniture, (p.body for p in self.provisions))

    def children(self, index: int | None) -> tuple[Provision, ...]:
        """The provisions directly below ``index``; of the document itself for `None`."""
        return tuple(p for p in self.provisions if p.parent == index)
