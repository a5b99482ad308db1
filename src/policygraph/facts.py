"""What one document says, as frozen values with evidence. No graph, no other document, no guess.

Everything here was read from the text; repairs and completions are marked (``repaired``, ``inferred``).
Strings are as printed, in NFC with single blanks; dates are real dates or `None`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from policygraph.findings import Finding
from policygraph.outline import Outline
from policygraph.text import Evidence, SourceText
from policygraph.values import value

#: The reference key that stands for the document itself.
SELF = "SELF"


class Relation(StrEnum):
    """How one document stands to another; each is a property of the vocabulary, ``pg:<value>``."""

    IMPLEMENTS = "implements"
    CONTINUES = "continues"
    BASED_ON = "basedOn"
    PROPOSED_IN = "proposedIn"
    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    APPROVES = "approves"
    MENTIONS = "mentions"


class Role(StrEnum):
    """What an agency does for a task; the notations of ``pgs:role/``."""

    LEAD = "lead"
    COORDINATE = "coordinate"
    REPORT_TO = "reportTo"
    SUBMIT_TO = "submitTo"


class Timing(StrEnum):
    """What kind of time a task has; the notations of ``pgs:schedule-kind``, and `NONE` where the text gives none."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"
    START_ONLY = "startOnly"
    RECURRING = "recurring"
    CONDITIONAL = "conditional"
    WORDS_ONLY = "wordsOnly"
    INVALID = "invalid"
    NONE = "none"

    @property
    def due(self) -> bool:
        """True where it falls once and ends on a day: what can be overdue.

        >>> Timing.QUARTER.due, Timing.START_ONLY.due, Timing.RECURRING.due
        (True, False, False)
        """
        return self in (Timing.DAY, Timing.MONTH, Timing.QUARTER, Timing.YEAR, Timing.RANGE)

    @property
    def dated(self) -> bool:
        """True where the text gives a usable date or period."""
        return self.due or self in (Timing.START_ONLY, Timing.RECURRING)


@value
class Stated:
    """A value that the text states, with the place; ``inferred`` where it was completed from elsewhere in the text."""

    value: str
    evidence: Evidence
    inferred: bool = False


@value
class StatedDate:
    """A date that the text states. ``value`` is `None` where no calendar has it."""

    value: date | None
    as_written: str
    evidence: Evidence


@value
class Header:
    """Who issued what, when and where. Absent is `None`: never filled from outside the text.

    ``number`` is canonical ("177/KH-UBND"); ``number_as_written`` what stands on the page.
    ``document_type`` is the name of the kind ("Kế hoạch"); ``issuer`` the full name
    ("Ủy ban nhân dân tỉnh Ninh Bình"); ``place`` the id of a row of provinces.csv, marked inferred where only the
    body names it (a national document has none).
    """

    number: Stated | None = None
    number_as_written: str | None = None
    document_type: Stated | None = None
    issued: StatedDate | None = None
    issuer: Stated | None = None
    place: Stated | None = None
    title: Stated | None = None
    signer: Stated | None = None
    recipients: tuple[Stated, ...] = ()


@value
class Reference:
    """A document that this text names, gathered from all its mentions.

    ``key`` is unique within this text: the canonical number, with ``#`` and the date added where one number
    stands for two documents; the title for a law named without number. ``issuer`` is completed with the place of
    the citing document ("Ban Thường vụ Tỉnh ủy Ninh Bình"). ``place`` as in `Header`, `None` for national.
    """

    key: str
    number: str | None
    document_type: str | None
    issued: date | None
    issuer: str | None
    title: str | None
    place: str | None
    variants: tuple[str, ...]  #: other printed forms: "69/KL-TW", "183- KH/TU"
    aliases: tuple[str, ...]  #: short names that the text defines or uses: "Chỉ thị 42"
    mentions: tuple[Evidence, ...]  #: every place that names it, in reading order
    place_inferred: bool = False


@value
class Citation:
    """The text states that ``citing`` stands in ``relation`` to ``cited`` (keys of references, or `SELF`)."""

    citing: str
    relation: Relation
    cited: str
    evidence: Evidence


@value
class Responsibility:
    """An agency, as the text names it, in a role for a task. ``inherited`` where the words stand in a lead-in above."""

    role: Role
    as_written: str
    evidence: Evidence
    inherited: bool = False


@value
class Schedule:
    """When. ``recurrence`` holds ISO 8601 durations ("P1Y") or "continuous".

    ``invalid`` where no calendar has the date; ``kind`` says what the dates are worth.
    """

    as_written: str
    evidence: Evidence
    start: date | None = None
    end: date | None = None
    recurrence: tuple[str, ...] = ()
    invalid: bool = False
    kind: Timing = Timing.WORDS_ONLY


@value
class Task:
    """Work that the document gives to somebody (GUIDE: the smallest item that states work, with a doer)."""

    path: str
    text: str
    provision: int  #: index of the provision in the outline
    evidence: Evidence
    responsibilities: tuple[Responsibility, ...]
    schedule: Schedule | None = None
    output: Stated | None = None
    carries_out: tuple[str, ...] = ()  #: keys of references that the task itself is told to carry out
    routine: bool | None = None  #: standing work (True) or assigned with a product or date (False)


@value
class Target:
    """An indicator. ``comparator`` is one of ``>= > = ~ <= < range``; ``upper`` only for ranges."""

    text: str
    evidence: Evidence
    value: float | None = None
    upper: float | None = None
    unit: str | None = None
    comparator: str | None = None
    by: date | None = None


@value
class AgencyAlias:
    """A name that the text itself gives to an agency, or to all agencies of a list ("các cơ quan, đơn vị")."""

    alias: str
    names: tuple[str, ...]  #: what it stands for, as written
    evidence: Evidence


@value
class DocumentFacts:
    """All that one source says."""

    source: SourceText
    outline: Outline
    header: Header
    references: tuple[Reference, ...]
    citations: tuple[Citation, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    findings: tuple[Finding, ...]
    aliases: tuple[AgencyAlias, ...] = ()

    def carries_out(self, citation: Citation) -> bool:
        """True where the citing document carries the cited one out.

        So does the document of a province that says of itself that it goes on with another ("Tiếp tục thực hiện Chỉ
        thị ..."); a national one has others carry it on.
        """
        goes_on = citation.relation is Relation.CONTINUES and citation.citing == SELF and self.header.place is not None
        return goes_on or citation.relation is Relation.IMPLEMENTS
