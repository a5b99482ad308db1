"""Agencies and provinces: what they are given to do and under what, who came before and after, what they issued."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from policygraph import chain, succession, vocab
from policygraph.audit import State
from policygraph.chain import ROLES, Document, Proof
from policygraph.identity import ID
from policygraph.queries import Row
from policygraph.succession import Event, Outcome, Succession
from policygraph.text import slug
from policygraph.web.coverage import day_of, signs
from policygraph.web.document import path_of, sentence_at
from policygraph.web.frame import page, site
from policygraph.web.guard import Refused
from policygraph.web.words import Words, language_of

if TYPE_CHECKING:
    from policygraph.web.library import Snapshot

_SHOWN = 200  #: tasks of a role that a page lists; the files hold all


@dataclass(frozen=True, slots=True)
class Duty:
    """One task of an agency."""

    document: Document
    path: str
    text: str
    via: str
    schedule: str
    end: date | None
    sentence: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One step of what became of a body."""

    when: str
    kind: str
    old: str
    new: str
    part: str
    instrument: str


# ---------------------------------------------------------------------------------------------- agencies


def agency(request: Request) -> Response:
    """The page of an agency, or of a collective of agencies."""
    here, as_of = site(request).library.current(), day_of(request)
    iri = f"{ID}{request.scope['path'].split('/', 2)[1]}/{request.path_params['tail']}"
    body = here.agencies.get(iri)
    if body is None:
        raise Refused("http-404", HTTPStatus.NOT_FOUND)
    duties = _duties(here, iri)
    documents = {duty.document.iri for role in ("lead", "coordinate") for duty in duties.get(role, ())}
    words = Words(language_of(request))
    return page(
        request,
        "agency.html",
        body=body,
        iri=iri,
        as_of=as_of,
        roles=[(role, duties[role]) for role in ROLES if role in duties],
        shown=_SHOWN,
        path_of=path_of,
        issued=sorted(
            (d for d in here.documents.values() if d.issuer == body.name), key=lambda d: (str(d.issued), d.iri)
        ),
        under=_under(here, documents),
        fate=_fate(here, words, iri, as_of),
        short=iri.removeprefix(ID),
    )


def _duties(here: Snapshot, iri: str) -> dict[str, list[Duty]]:
    """The tasks by role, those with the earliest date first; each once a role."""
    found: dict[str, dict[str, Duty]] = defaultdict(dict)
    for row in here.records("tasks-of-agency", agency=iri):
        document = here.documents[str(row["document"])]
        end = row["end"]
        found[str(row["role"])].setdefault(str(row["task"]), Duty(
            document, str(row["path"] or ""), str(row["text"]), str(row["via"] or ""), str(row["schedule"] or ""),
            end if isinstance(end, date) else None, _sentence(here, document, row),
        ))  # fmt: skip
    return {
        role: sorted(duties.values(), key=lambda duty: (duty.end or date.max, duty.document.iri))
        for role, duties in found.items()
    }


def _sentence(here: Snapshot, document: Document, row: Row) -> str | None:
    start, end = row["from"], row["to"]
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    return sentence_at(here, document, Proof(str(row["file"]), start, end, str(row["quote"])))


def _under(here: Snapshot, documents: set[str]) -> list[tuple[Document, int]]:
    """The central directives above the plans that give the work, with the number of those plans."""
    count: dict[str, set[str]] = defaultdict(set)
    for iri in documents:
        for step in chain.up(here.relations, iri):
            if here.documents[step.upper].central:
                count[step.upper].add(iri)
    ranked = sorted(count, key=lambda iri: (-len(count[iri]), iri))
    return [(here.documents[iri], len(count[iri])) for iri in ranked]


# ---------------------------------------------------------------------------------------------- before and after


@dataclass(frozen=True, slots=True)
class Fate:
    """Who holds on the day what the body held, in words, and through which changes."""

    verdict: str
    holders: tuple[tuple[str, str | None], ...]  #: name, and address where the store knows the body
    changes: tuple[Change, ...]
    origins: tuple[Change, ...]


def _fate(here: Snapshot, words: Words, iri: str, as_of: date) -> Fate | None:
    """What the tables of changes say of an agency; `None` where no table knows it."""
    tables = vocab.load()
    known = succession.of_iri(iri, tables)
    if known is None:
        return None
    found = succession.holders(known, as_of, tables)
    paths = [path for holder in found.holders for path in holder.paths] + [end.path for end in found.ends]
    events = dict.fromkeys(event for path in paths for event in path)
    return Fate(
        _verdict(words, found),
        tuple((holder.name, _address(here, holder.agency)) for holder in found.holders if holder.agency != known),
        tuple(_change(words, event) for event in events),
        tuple(_change(words, event) for event in succession.origins(known, tables)),
    )


def _address(here: Snapshot, agency: vocab.Agency | None) -> str | None:
    known = agency is not None and agency.iri in here.agencies
    return f"/id/{agency.iri.removeprefix(ID)}" if agency and known else None


def _verdict(words: Words, found: Succession) -> str:
    day = words.day(found.on)
    if found.outcome is Outcome.NOT_YET:
        return words("succession.not-yet", day=day, start=_written(found.agency.valid_from))
    if found.outcome in (Outcome.ENDED, Outcome.UNKNOWN):
        return words("succession.ended" if found.outcome is Outcome.ENDED else "succession.unknown", day=day)
    if found.decided:
        return words("succession.same" if found.outcome is Outcome.SAME else "succession.passed", day=day)
    why = "; ".join(words(f"doubt.{doubt}") for doubt in found.doubts)
    return f"{words('succession.undecided', day=day)} ({why})"


def _change(words: Words, event: Event) -> Change:
    part = words.named("part", slug(event.part)) if event.part else ""
    return Change(
        _written(event.when), words(f"change.{event.kind}"), event.old, event.new, part,
        event.instrument or words("succession.no-instrument"),
    )  # fmt: skip


def _written(when: str) -> str:
    """A day, a month or a year as it is known.

    >>> _written("2025-03-01"), _written("2025-02")
    ('01/03/2025', '02/2025')
    """
    return "/".join(reversed(when.split("-")))


# ---------------------------------------------------------------------------------------------- provinces


def place(request: Request) -> Response:
    """The page of a province or another place."""
    here, as_of = site(request).library.current(), day_of(request)
    iri = f"{ID}place/{request.path_params['tail']}"
    name = here.places.get(iri)
    if name is None:
        raise Refused("http-404", HTTPStatus.NOT_FOUND)
    rows = [row for row in here.place_rows if row["place"] == iri]
    report = here.coverage(as_of)
    cells = [cell for cell in report.cells if cell.place.iri == iri]
    own = [d for d in here.documents.values() if d.jurisdiction == iri]
    return page(
        request,
        "place.html",
        iri=iri,
        name=name,
        as_of=as_of,
        path_of=path_of,
        signs=signs(request),
        valid=rows[0],
        heirs=[(here.places.get(heir, heir), f"/id/{heir.removeprefix(ID)}") for heir in _column(rows, "succeededBy")],
        before=[
            (str(row["name"]), f"/id/{str(row['place']).removeprefix(ID)}")
            for row in here.place_rows
            if row["succeededBy"] == iri
        ],
        loaded=sorted((d for d in own if d.file), key=lambda d: (str(d.issued), d.iri), reverse=True),
        cited=sorted((d for d in own if not d.file), key=lambda d: (str(d.issued), d.iri), reverse=True),
        agencies=[
            (str(row["name"]), f"/id/{str(row['agency']).removeprefix(ID)}", row["leads"], row["coordinates"])
            for row in here.busy
            if row["place"] == name
        ],
        known=[cell for cell in cells if cell.state is not State.NOT_DECIDABLE],
        cells=len(cells),
    )


def _column(rows: list[Row], name: str) -> list[str]:
    return sorted({str(row[name]) for row in rows if row[name]})
