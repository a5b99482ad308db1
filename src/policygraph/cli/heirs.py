"""``policygraph agency`` and ``trace --as-of``: who holds on a day what a body held, with the events in between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from policygraph import audit, chain, store, succession
from policygraph.audit import Duty
from policygraph.cli import say
from policygraph.errors import PolicyGraphError
from policygraph.labels import both, find, pair, vi
from policygraph.progress import Status
from policygraph.succession import Event, Holder, Outcome, Succession
from policygraph.text import slug
from policygraph.vocab import Agency, Province, Unresolved, Vocabulary, load

_SHOWN = 5  # tasks of a role, where not all are asked for


def show(name: str, province: str | None, on: date, location: str | None, *, every: bool = False) -> None:
    """Every body that bears the name, one after another: who holds on the day what it held, and what that was."""
    vocab = load()
    found = named(name, province, vocab)
    given = _given(found, location, on)
    for place, agency in enumerate(found):
        if place:
            say.line()
        say.line(_titled(agency))
        answer(succession.holders(agency, on, vocab), "  ")
        came_from(agency, on, vocab)
        duties(given.get(agency.iri, ()), on, every=every)


def named(name: str, province: str | None, vocab: Vocabulary) -> tuple[Agency, ...]:
    """All bodies of the tables that the name can mean, the oldest first; of one province, where one is said.

    Raises `PolicyGraphError` where there is none, and says what is missing.

    >>> [agency.key for agency in named("Sở KH&ĐT", "Ninh Thuận", load())]
    ['so-ke-hoach-va-dau-tu@58@63']
    """
    head, comma, tail = name.rpartition(",")
    if comma and province is None and vocab.find_provinces(tail):
        # as this program itself writes a district's body: "UBND huyện Gia Viễn, tỉnh Ninh Bình"
        name, province = head, tail
    places = _places(province, vocab) if province else (None,)
    answers = [vocab.resolve_agency(name, place.id if place else None) for place in places]
    found = {agency.key: agency for item in answers for agency in _meant(item)}
    if not found:
        raise _unknown(name, [item.reason for item in answers if isinstance(item, Unresolved)], vocab)
    return tuple(sorted(found.values(), key=lambda agency: (agency.first, agency.key)))


def _places(name: str, vocab: Vocabulary) -> tuple[Province, ...]:
    key = slug(name)
    found = vocab.find_provinces(name) or tuple(
        place for place in vocab.provinces if key and key in (slug(place.name), slug(place.label))
    )
    if not found:
        raise PolicyGraphError(both("agency.no-province", text=name))
    return tuple(place for place in found if place.generation != "former") or found


def _meant(answer: Agency | Unresolved) -> tuple[Agency, ...]:
    return (answer,) if isinstance(answer, Agency) else answer.candidates


def _unknown(name: str, reasons: list[str], vocab: Vocabulary) -> PolicyGraphError:
    """What is missing in a name that means no body."""
    if "plural" in reasons or vocab.find_collective(name):
        return PolicyGraphError(both("agency.plural", text=name))
    if "no-place" in reasons:
        return PolicyGraphError(both("agency.no-place", text=name))
    by_slug = {slug(known): known for known in vocab.all_agency_names()}
    near = [by_slug[key] for key in get_close_matches(slug(name), list(by_slug), n=5, cutoff=0.7)]
    lines = [
        both("agency.unknown", text=name),
        *([both("find.near")] if near else []),
        *(f"  {other}" for other in near),
    ]
    return PolicyGraphError("\n".join(lines))


def _given(found: Iterable[Agency], location: str | None, on: date) -> dict[str, tuple[Duty, ...]]:
    """What the store gives each of the bodies to do; nothing where there is no store and none was asked for."""
    if location is None and not store.exists():
        return {}
    with store.open(location, read_only=True) as opened:
        return {agency.iri: audit.duties_of(opened, agency.iri, on) for agency in found}


def duties(found: tuple[Duty, ...], on: date, *, every: bool) -> None:
    """What an agency has to do, by role; the first few of each role, or every one."""
    for role in chain.ROLES:
        mine = [duty for duty in found if duty.role == role]
        if mine:
            say.line(f"  {both(f'role.{role}')}: {both('gap.tasks', count=len(mine))}")
        for duty in mine if every else mine[:_SHOWN]:
            _duty(duty, on)
        if len(mine) > _SHOWN and not every:
            say.line(f"    {both('agency.more', count=len(mine) - _SHOWN)}")


def _duty(duty: Duty, on: date) -> None:
    """One task: by when, what, for whom, because of what, and in which words."""
    task = duty.task
    when = f"{task.schedule} [{vi(f'timing.{task.timing}')}]" if task.schedule else vi("timing.none")
    say.line(f"    - {task.path or '-'}: {task.text}")
    say.line(f"        {both('column.schedule')}: {when}")
    stands = task.bucket(on)
    if stands is not Status.NO_INFORMATION or task.passed(on):
        date_said = f" ({both('status.passed')})" if task.passed(on) else ""
        say.line(f"        {both('column.taskStatus')}: {both(f'task-status.{stands}')}{date_said}")
    for role in ("reportTo", "submitTo"):
        if names := duty.receivers(role):
            say.line(f"        {both(f'role.{role}')}: {'; '.join(dict.fromkeys(names))}")
    if task.output:
        say.line(f"        {both('column.output')}: {task.output}")
    above = f" → {'; '.join(duty.directives)}" if duty.directives else ""
    say.line(f"        {task.document.label}{above}" + (f" ({both('agency.via')}: {duty.via})" if duty.via else ""))
    if task.proof:
        say.proofs((task.proof,), "        ")


# ---------------------------------------------------------------------------------------------- one answer


def of_iri(iri: str, on: date, indent: str, seen: date | None = None) -> None:
    """Who holds on the day what an agency of a store held; nothing for bodies that no table knows.

    ``seen`` is the date of a text that shows it at work.
    """
    agency = succession.of_iri(iri, load())
    if agency:
        answer(succession.holders(agency, on, load(), seen), indent)


def answer(found: Succession, indent: str) -> None:
    """The holders, each with its ways; where it is not decided, why."""
    say.line(indent + _verdict(found))
    # what holds itself and nothing else needs no list
    listed = found.holders if len(found.holders) > 1 or found.outcome is not Outcome.SAME else ()
    for holder in listed:
        say.line(f"{indent}  → {_titled(holder.agency) if holder.agency else holder.name}{_because(holder, found)}")
        _ways(holder.paths, indent + "      ")
    if not listed:
        _ways([path for holder in found.holders for path in holder.paths], indent + "  ")
    alone = len(found.ends) == 1 and not listed
    for end in found.ends:
        if not alone:
            say.line(f"{indent}  → {end.name}: {both('succession.end', day=_when(end.when))}")
        _ways([end.path], indent + ("  " if alone else "      "))


def _verdict(found: Succession) -> str:
    day = chain.shown(found.on)
    if found.outcome is Outcome.NOT_YET:
        return both("succession.not-yet", day=day, start=_when(found.agency.valid_from))
    if found.outcome in (Outcome.ENDED, Outcome.UNKNOWN):
        return both("succession.ended" if found.outcome is Outcome.ENDED else "succession.unknown", day=day)
    if found.decided:
        return both("succession.same" if found.outcome is Outcome.SAME else "succession.passed", day=day)
    why = zip(*(pair(f"doubt.{doubt}") for doubt in found.doubts), strict=True)
    heads = pair("succession.undecided", day=day)
    return " / ".join(f"{head} ({'; '.join(words)})" for head, words in zip(heads, why, strict=True))


def _because(holder: Holder, found: Succession) -> str:
    """The doubts of one of several holders."""
    if len(found.holders) == 1 or not holder.doubts:
        return ""
    return f" ({', '.join(both(f'doubt.{doubt}.short') for doubt in holder.doubts)})"


def _ways(paths: Iterable[succession.Path], indent: str) -> None:
    several = [path for path in paths if path]
    for number, path in enumerate(several, 1):
        mark = f"{number}. " if len(several) > 1 else ""
        for step, event in enumerate(path):
            say.line(f"{indent}{' ' * len(mark) if step else mark}{_event(event)}")


def _event(event: Event) -> str:
    """One change: when, what, from what to what, which share, by which instrument."""
    names = " → ".join(filter(None, (event.old, event.new)))
    about = [f"[{event.instrument or both('succession.no-instrument')}]"]
    if event.part:
        label = find(f"part.{slug(event.part)}")
        part = f"{label.vi} / {label.en}" if label else event.part
        about.insert(0, f"({both('succession.part')}: {part})")
    if not event.checked:
        about.append(f"({both('succession.unchecked')})")
    return f"{_when(event.when)} {both(f'change.{event.kind}')}: {names} {' '.join(about)}"


def came_from(agency: Agency, on: date, vocab: Vocabulary) -> None:
    """For a body that did not exist yet: what it was made of."""
    if on < agency.first:
        for event in succession.origins(agency, vocab):
            say.line(f"    {_event(event)}")


def _titled(agency: Agency) -> str:
    """The name with the time in which the body exists, as far as the tables know it."""
    first, last = succession.lifetime(agency, load())
    return f"{agency.name_vi} [{_when(first) or '…'} – {_when(last) or '…'}]" if first or last else agency.name_vi


def _when(written: str) -> str:
    """A day, a month or a year as Vietnamese offices write it.

    >>> _when("2025-03-01"), _when("2025-02"), _when("2008")
    ('01/03/2025', '02/2025', '2008')
    """
    return "/".join(reversed(written.split("-")))
