"""What a graph of documents is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policygraph.labels import vi

#: The relations that make a chain.
CHAIN = ("implements", "continues")
#: What an agency can be for a task, the weightiest first.
ROLES = ("lead", "coordinate", "reportTo", "submitTo")


@dataclass(frozen=True, slots=True, order=True)
class Proof:
    """The words that say so, and where they stand."""

    file: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a document; ``file`` only where its text is loaded."""

    iri: str
    number: str | None = None
    type: str | None = None
    issued: date | None = None
    issuer: str | None = None
    tier: str | None = None
    jurisdiction: str | None = None
    place: str | None = None
    title: str | None = None
    file: str | None = None
    central: bool = False
    plan: bool = False

    @property
    def name(self) -> str:
        """Kind and number, as people say it.

        >>> Document("urn:d", number="69-KL/TW", type="Kết luận").name
        'Kết luận 69-KL/TW'
        """
        kind = self.type or vi("document.kind-unknown")
        if self.number:
            return f"{kind} {self.number}"
        return self.title or kind if not self.file else f"{kind} {vi('document.unnumbered')}"

    @property
    def label(self) -> str:
        """The name with date and issuer: enough to tell two documents of one number apart.

        >>> Document("urn:d", "69-KL/TW", "Kết luận", date(2024, 1, 11), "Bộ Chính trị").label
        'Kết luận 69-KL/TW (11/01/2024, Bộ Chính trị)'
        """
        known = [shown(self.issued), self.issuer or self.place, self.file if not self.number else None]
        inside = ", ".join(item for item in known if item)
        return f"{self.name} ({inside})" if inside else self.name


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the graph holds it."""

    iri: str
    document: str
    path: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency or a collective of agencies; ``used`` where the documents give it something or it issued one."""

    iri: str
    name: str
    place: str | None = None
    used: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One link: ``lower`` stands in ``relation`` to ``upper``, and ``proofs`` say so, the nearest first.

    ``repeated``: the link leads to a document shown before; what follows it is not shown again. ``circle``: that
    document is on the way to this link.
    """

    depth: int
    upper: str
    lower: str
    relation: str
    proofs: tuple[Proof, ...]
    repeated: bool = False
    circle: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """An agency in a role for a task, with the words."""

    agency: str | None
    as_written: str
    role: str
    task: Task
    proofs: tuple[Proof, ...]


def shown(day: date | None) -> str:
    """A date as Vietnamese offices write it, empty for none.

    >>> shown(date(2024, 9, 5))
    '05/09/2024'
    """
    return day.strftime("%d/%m/%Y") if day else ""


@dataclass(frozen=True, slots=True)
class Lead:
    """An agency and how many tasks of a document it leads."""

    agency: str
    name: str
    tasks: int


#: Who leads the tasks of each document, those with most tasks first.
Leads = dict[str, tuple[Lead, ...]]
