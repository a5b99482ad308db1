"""Targets: one per objective, and the indicators that tasks and preambles state."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from policygraph import vocab as vocabulary
from policygraph.dates import year_end
from policygraph.extract import marks, schedules
from policygraph.extract.responsibilities import RoleReader
from policygraph.extract.tasks import any_phrase, heading_kind
from policygraph.facts import Target
from policygraph.findings import Finding
from policygraph.outline import Kind, Outline, Provision
from policygraph.reading import Reading
from policygraph.text import NormalText, Span, holds, place_tones
from policygraph.vocab import Vocabulary

#: A clause of fewer words is no objective.
_FEWEST_WORDS = 4
#: A heading that names its year is no longer.
_HEADING = 120
#: How far before a figure the words may stand that say how it is meant.
_BEFORE = 60
#: How far behind a comma the words may go that tell whether a new indicator begins.
_AHEAD = 80
#: How far around a comma the figures of an indicator may stand.
_WINDOW = 400
_SENTENCE = re.compile(r"[.!?…] +(?:[-+] )?(?=[^\W\da-zđ]|\d[\d.,]* ?%)|[.!?…]+[/. ]*$")
_CLAUSE = re.compile(r";\s")
_COMMA = re.compile(r", ")
_BRACKET = re.compile(r" ?\((?P<inside>[^()]*\d[^()]*)\)")
_DIGIT = re.compile("[0-9]")
_SHARES = "%‰"
#: The centuries of the years that targets name.
_YEARS = (("19", "20"),)
_PERCENT = re.compile(r"\d\s?%")


def read(outline: Outline, vocab: Vocabulary | None = None) -> tuple[tuple[Target, ...], tuple[Finding, ...]]:
    """The targets of a document in reading order.

    >>> from policygraph.structure import parse
    >>> from policygraph.text import SourceText
    >>> text = "I. MỤC TIÊU\\n1. Đến năm 2030, trên 50% doanh nghiệp đổi mới; đứng trong top đầu 20 tỉnh."
    >>> found, _ = read(parse(SourceText("a.txt", "0" * 64, "text/plain", text)))
    >>> [(t.value, t.unit, t.comparator, str(t.by)) for t in found]
    [(50.0, '%', '>', '2030-12-31'), (20.0, 'tỉnh', '<=', '2030-12-31')]
    """
    return tuple(_TargetReader(outline).targets()), ()


class _Value(NamedTuple):
    value: float | None = None
    upper: float | None = None
    unit: str | None = None
    comparator: str | None = None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    several = ("comparator", "multiple", "indicator")
    found = {p.kind: p.pattern for p in vocabulary.phrases("target_phrases") if p.kind not in several}
    units = (place_tones(unit.lower()) for unit in vocabulary.lists("target_phrases")["units"])
    return found | {"unit": re.compile(rf" ?(?P<unit>{vocabulary.trie(units)})(?!\w)")}


@cache
def _stating() -> dict[str, tuple[vocabulary.Phrase, ...]]:
    """The phrases that state a target inside a task."""
    found = vocabulary.phrases("target_phrases")
    return {kind: tuple(p for p in found if p.kind == kind) for kind in ("strive", "indicator", "standard")}


@cache
def _comparators() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = vocabulary.phrases("target_phrases")
    return tuple((str(p.extra["sign"]), p.pattern) for p in found if p.kind == "comparator")


@cache
def _done() -> re.Pattern[str]:
    """What is done so and so many times, right before the figure: what it counts may be in no list."""
    return re.compile(rf"{vocabulary.trie(vocabulary.lists('target_phrases')['done'], opening=True)} $")


class _Unit(NamedTuple):
    name: str | None = None
    times: int = 1


@cache
def _multiples() -> tuple[tuple[int, re.Pattern[str]], ...]:
    found = vocabulary.phrases("target_phrases")
    return tuple((int(str(p.extra["times"])), p.pattern) for p in found if p.kind == "multiple")


class _TargetReader:
    def __init__(self, outline: Outline) -> None:
        self._normal: NormalText = outline.text
        self._reading: Reading = outline.read()
        self._outline = outline
        self._low, self._p = self._reading.low, _patterns()
        self._roles = RoleReader(self._reading)
        self._modes: dict[int, str] = {}
        self._aiming: dict[int, bool] = {}  # a lead-in has many items
        self._years: dict[int, date | None] = {}
        self._parents = {p.parent for p in outline.provisions if p.parent is not None}

    def targets(self) -> Iterator[Target]:
        """All targets in reading order: the preamble's, then those of each provision."""
        preamble = self._outline.regions.preamble
        if preamble is not None:
            yield from self._stated(self._reading.find(preamble), None, figures=False)
        for provision in self._outline.provisions:
            span = self._words(provision)
            if len(span) < _FEWEST_WORDS and provision.index not in self._parents:
                continue
            mode = self._mode(provision, span)
            self._modes[provision.index] = mode
            self._years[provision.index] = self._heading_year(provision, span)
            if mode == "skip" or provision.kind == Kind.ANNEX:
                continue
            if mode == "objective" and not self._is_heading(provision, span):
                yield from self._objectives(span, self._inherited_year(provision))
            elif mode == "":
                yield from self._stated(span, self._inherited_year(provision))

    def _words(self, provision: Provision) -> Span:
        if provision.cells:
            return self._reading.find(provision.cells[0].span)
        return self._reading.bodies[provision.index]

    # ---------------------------------------------------------------------------------- where targets stand

    def _mode(self, provision: Provision, span: Span) -> str:
        """ "objective", "skip" (purpose, content, attributes), or "" where only stated indicators count."""
        above = self._modes.get(provision.parent, "") if provision.parent is not None else ""
        low = self._low[span.start : min(span.end, span.start + 120)]
        section = heading_kind(low) if self._may_open(provision, span) else None
        if section in ("section.purpose", "section.content", "section.funds"):
            return "skip"
        if above == "skip":
            return "objective" if section == "section.objective" else "skip"
        if section == "section.objective" or above == "objective":
            return "objective"
        if self._aims(provision):
            return "objective"
        if provision.index not in self._parents and any_phrase("attribute.").match(low):
            return "skip"
        return ""

    def _may_open(self, provision: Provision, span: Span) -> bool:
        colon = self._low.find(":", span.start, min(span.end, span.start + 40))
        heads = provision.index in self._parents or provision.kind in (Kind.ROMAN, Kind.PART)
        return heads or len(span) < 60 or colon > 0 or bool(self._run_in(span))

    def _run_in(self, span: Span) -> int:
        """Where an objective begins behind a heading on its line that bears no mark; 0 where none stands there."""
        start = self._past("label.run_in", span.start, span.end)
        return start if start > span.start and self._reading.text[start].isupper() else 0

    def _aims(self, provision: Provision) -> bool:
        """True below a lead-in that ends "với mục tiêu:"."""
        parent = provision.parent
        if parent is None:
            return False
        if parent not in self._aiming:
            above = self._words(self._outline.provisions[parent])
            end = self._low[max(above.start, above.end - 24) : above.end]
            self._aiming[parent] = self._p["aim"].search(end) is not None
        return self._aiming[parent]

    def _is_heading(self, provision: Provision, span: Span) -> bool:
        text = self._reading.text[span.start : span.end].rstrip(" *")
        return text.endswith(":") or (provision.index in self._parents and not text.endswith((".", ";")))

    def _heading_year(self, provision: Provision, span: Span) -> date | None:
        if provision.index not in self._parents:
            return None
        if self._modes[provision.index] == "objective":
            match = self._p["by.heading"].search(self._low, span.start, min(span.end, span.start + 200))
        elif len(span) < _HEADING:
            match = self._p["by.section"].match(self._low[span.start : span.end])
        else:
            return self._opening_year(span)  # "Đến năm 2050: 100% ...;" holds for what stands below it, too
        return year_end(int(match["y"])) if match else None

    def _inherited_year(self, provision: Provision) -> date | None:
        index = provision.parent
        while index is not None:
            if self._years.get(index):
                return self._years[index]
            index = self._outline.provisions[index].parent
        return None

    # ---------------------------------------------------------------------------------- objectives

    def _objectives(self, span: Span, year: date | None) -> Iterator[Target]:
        """Each clause of an objective: the year at its head holds for its sentences."""
        start = self._run_in(span) or self._past("label", span.start, span.end)
        opening = self._p["by.opening"].match(self._low[start : min(span.end, start + 160)])
        item_year = _year_of(opening) if opening else None
        for sentence in self._split(Span(start, span.end), _SENTENCE):
            current = item_year or year
            for clause in self._split(sentence, _CLAUSE):
                sign: str | None = None
                for part in self._parts(clause):
                    opened = self._p["by.opening"].match(self._low[part.start : min(part.end, part.start + 160)])
                    if opened:
                        current = _year_of(opened) or current
                    if opened and not self._is_half(part, opened):
                        part = Span(min(part.start + opened.end(), part.end), part.end)
                    for target in self._target(part, current, sign):
                        sign = target.comparator
                        yield target

    def _is_half(self, part: Span, opened: re.Match[str]) -> bool:
        """True where a year and a figure are all there is: "đến năm 2025 đạt 60%", the rest stands with the next."""
        return len(self._low[part.start + opened.end() : part.end].split()) < _FEWEST_WORDS

    def _split(self, span: Span, mark: re.Pattern[str]) -> Iterator[Span]:
        start = span.start
        checked, depth = span.start, 0
        for match in mark.finditer(self._reading.text, span.start, span.end):
            depth += self._depth(checked, match.start())
            checked = match.start()
            if depth <= 0:
                yield Span(start, match.start())
                start, depth = match.end(), 0
        if start < span.end:
            yield Span(start, span.end)

    def _parts(self, clause: Span) -> Iterator[Span]:
        """A clause cut where a new indicator begins behind a comma or "và", and a bracket with a figure of its own."""
        start, checked, depth = clause.start, clause.start, 0
        for joint in self._joints(clause):
            rest = self._low[joint.end() : min(clause.end, joint.end() + _AHEAD)]
            depth += self._depth(checked, joint.start())
            checked = joint.start()
            if depth > 0:
                continue
            if self._p["rider"].match(rest) and not self._has_figure(start, joint, clause.end):
                yield from self._with_bracket(Span(start, joint.start()))
                return
            if self._opens(start, joint, rest, clause.end):
                yield from self._with_bracket(Span(start, joint.start()))
                start = joint.end()
        yield from self._with_bracket(Span(start, clause.end))

    def _joints(self, clause: Span) -> list[re.Match[str]]:
        """Where a clause may be cut: its commas, and "và" before a figure."""
        patterns = (_COMMA, self._p["and"], self._p["and.year"])
        found = (pattern.finditer(self._low, clause.start, clause.end) for pattern in patterns)
        return sorted(chain.from_iterable(found), key=lambda match: match.start())

    def _opens(self, start: int, joint: re.Match[str], rest: str, end: int) -> bool:
        """True where a new indicator begins behind the joint."""
        if joint.re is self._p["and.year"]:
            return self._p["by"].search(self._low, max(start, joint.start() - _WINDOW), joint.start()) is not None
        if joint.group() == ", " and self._p["among"].match(rest):
            return self._measured(self._low[max(start, joint.start() - _WINDOW) : joint.start()])
        if joint.group() != ", ":
            return self._p["figure"].search(self._low, max(start, joint.start() - _WINDOW), joint.start()) is not None
        return bool(self._p["reached"].match(rest)) and self._new_indicator(start, joint, end)

    def _has_figure(self, start: int, comma: re.Match[str], end: int) -> bool:
        """True where a share stands before the comma or any figure behind it."""
        share = _PERCENT.search(self._low, max(start, comma.start() - _WINDOW), comma.start())
        return bool(share) or any(c.isdigit() for c in self._low[comma.end() : min(end, comma.end() + _WINDOW)])

    def _depth(self, start: int, at: int) -> int:
        return self._low.count("(", start, at) - self._low.count(")", start, at)

    def _new_indicator(self, start: int, comma: re.Match[str], end: int) -> bool:
        """Both sides of the comma must stand alone: a figure on both, or a verb of reaching behind a whole clause."""
        opening = self._p["by.opening"].match(self._low[start : min(start + 160, comma.start() + 1)])
        if opening and opening.end() >= comma.start() - start:
            return False
        following = self._low.find(", ", comma.end(), end)
        if following > 0 and _DIGIT.search(self._low, comma.end(), following) is None:
            following = self._low.find(", ", following + 2, end)
        after = self._low[comma.end() : min(following if following > 0 else end, comma.end() + _WINDOW)]
        before = self._low[max(start, comma.start() - _WINDOW) : comma.start()]
        if self._measured(after) and self._measured(before):
            return True
        return bool(self._p["reached.alone"].match(after)) and len(before.split()) >= 2 * _FEWEST_WORDS

    def _measured(self, low: str) -> bool:
        """True where a share, or a figure with its unit, stands in the words."""
        return bool(_PERCENT.search(low)) or any(
            self._unit(low, number.end()).name and not self._p["not-value"].search(low[: number.start()])
            for number in self._p["number"].finditer(low)
        )

    def _with_bracket(self, part: Span) -> Iterator[Span]:
        for match in _BRACKET.finditer(self._low, part.start, part.end):
            if len(match["inside"].split()) > _FEWEST_WORDS and match.start() - part.start > 20:
                yield Span(part.start, match.start())
                yield Span(*match.span("inside"))
                return
        yield part

    # ---------------------------------------------------------------------------------- stated indicators

    def _stated(self, span: Span, year: date | None, *, figures: bool = True) -> Iterator[Target]:
        """Indicators inside a task: what is striven for, shares, states to be reached by a year.

        The figures of a preamble describe what is; only what it strives for counts there.
        """
        if len(span) < _FEWEST_WORDS:
            return
        here = frozenset(marks.here(self._reading, span.start, span.end))  # asked once a clause
        lying = [kind for kind in ("strive", "indicator", "standard") if _lying(kind, here)]
        if not lying:
            return
        figures = figures and _DIGIT.search(self._low, span.start, span.end) is not None
        kinds = lying if figures else [kind for kind in lying if kind == "strive"]
        if not any(_first(kind, here, self._low, span.start, span.end) for kind in kinds):
            return
        item_year = self._opening_year(span) or year
        for sentence in self._split(span, _SENTENCE):
            plans = self._p["so-far"].match(self._low[sentence.start : sentence.start + 80]) is None
            for clause in self._split(sentence, _CLAUSE):
                standard = self._p["standard"].search(self._low, clause.start, clause.end)
                strive = self._p["strive"].search(self._low, clause.start, clause.end)
                if strive:
                    yield from self._striven(sentence, clause, strive, item_year)
                elif figures and plans and _first("indicator", here, self._low[clause.start : clause.end]):
                    own_year = self._opening_year(clause) or item_year
                    yield from self._indicators(clause, here, own_year or self._deadline(sentence))
                elif figures and standard:
                    comma = self._low.find(",", standard.end(), clause.end)
                    part = Span(clause.start, comma if comma > 0 else clause.end)
                    yield from self._target(part, year_end(int(standard["y"])))

    def _opening_year(self, words: Span) -> date | None:
        """The year that stands at the head of an item or clause and holds for it: "đến năm 2025, 100% xã có điện"."""
        opening = self._p["by.opening"].match(self._low[words.start : min(words.end, words.start + 160)])
        return _year_of(opening) if opening else None

    def _striven(self, sentence: Span, clause: Span, strive: re.Match[str], year: date | None) -> Iterator[Target]:
        start = strive.end()
        found = self._p["by"].finditer(self._low, sentence.start, strive.start())
        before = [m for m in found if self._holds_on(m, clause.start)]
        opened = self._p["by.opening"].match(self._low[start : min(clause.end, start + 160)])
        current = _year_of(opened) or (_year_of(before[-1]) if before else year)
        joined = self._figure_behind_and(start, clause.end)
        if joined is None:
            yield from self._row(self._parts_of_figures(Span(start, clause.end)), current)
            return
        yield from self._row((Span(start, joined.start), Span(joined.end, clause.end)), current)

    def _holds_on(self, year: re.Match[str], clause: int) -> bool:
        """True for a year that holds for what is striven for: no part of a date, and not the end of a programme."""
        if self._p["named-day"].search(self._low[max(0, year.start() - _BEFORE) : year.start("y")]):
            return False
        return year.start() >= clause or self._p["by.during"].match(year.group()) is not None

    def _row(self, parts: Iterable[Span], year: date | None) -> Iterator[Target]:
        """The targets of a clause, one after the other."""
        sign: str | None = None
        for part in parts:
            for target in self._target(part, year, sign):
                sign = target.comparator
                yield target

    def _figure_behind_and(self, start: int, end: int) -> Span | None:
        """Two aims joined by "và", the second with the only figure."""
        percent = _PERCENT.search(self._low, start, end)
        if percent is None:
            return None
        joined = self._p["joined"].search(self._low, start, percent.start())
        return Span(*joined.span()) if joined else None

    def _indicators(self, clause: Span, here: frozenset[str], year: date | None) -> Iterator[Target]:
        yield from self._row(self._parts_with_indicator(clause, here), year)

    def _deadline(self, sentence: Span) -> date | None:
        """The day by which the work is to be done that a sentence with an indicator states."""
        if self._p["by"].search(self._low, sentence.start, sentence.end) is None:
            return None
        time = schedules.read_text(self._reading, sentence.start, sentence.end)
        return time.end if time and not time.recurrence else None

    def _parts_with_indicator(self, clause: Span, here: frozenset[str]) -> Iterator[Span]:
        for part in self._parts_of_figures(clause):
            figure = _first("indicator", here, self._low[part.start : part.end])
            until = part.start + figure.end() if figure else part.start
            if figure and not self._is_described(part.start, until):
                opens = [m.end() for m in self._p["opens"].finditer(self._low, part.start, until)]
                start = self._roles.behind_bodies(max([part.start, *opens]), until)
                yield Span(start, part.end)

    def _is_described(self, at: int, figure: int) -> bool:
        """True where a figure tells what was done, or which bodies are meant: "các xã có tỷ lệ dưới 50%"."""
        if schedules.quoted(self._reading.text, at, figure):
            return True  # the name of a scheme
        return self._p["whose"].search(self._low, at, figure) is not None or self._roles.is_told(at, figure)

    def _parts_of_figures(self, clause: Span) -> Iterator[Span]:
        opening = self._p["by.opening"].match(self._low[clause.start : min(clause.end, clause.start + 160)])
        start = clause.start + opening.end() if opening else clause.start
        yield from self._parts(Span(min(start, clause.end), clause.end))

    # ---------------------------------------------------------------------------------- one target

    def _past(self, name: str, at: int, end: int) -> int:
        match = self._p[name].match(self._low[at : min(end, at + 160)])
        return at + match.end() if match else at

    def _target(self, part: Span, year: date | None, sign: str | None = None) -> Iterator[Target]:
        """The target of a part; one that opens with its figure is meant as ``sign`` of the one before it says."""
        text = self._reading.text
        start, end = self._past("lead-in", part.start, part.end), part.end
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and text[end - 1] in " .;,:/*":
            end -= 1
        if len(text[start:end].split()) < _FEWEST_WORDS and not _PERCENT.search(text, start, end):
            return
        if self._p["rider"].match(self._low[start:end]):
            return
        span = Span(start, end)
        found = self._value(span)
        years = self._p["by"].finditer(self._low, start, end) if holds(self._low, _YEARS, start, end) else ()
        own = [m for m in years if not self._is_base(m) and not self._is_dated(m)]
        by = self._last_day(start, end, own[0]) if own else year
        evidence = self._normal.evidence(self._reading.source(span), "target")
        bare = sign and found.comparator == "=" and text[start].isdigit()
        yield Target(text[start:end], evidence, found.value, found.upper, found.unit,
                     sign if bare else found.comparator, by)  # fmt: skip

    def _last_day(self, start: int, end: int, year: re.Match[str]) -> date | None:
        """The last day of what the clause names: its month or quarter where it says one, else its year."""
        return schedules.last_day(self._low[start:end], year.start("y") - start) or _year_of(year)

    def _is_dated(self, match: re.Match[str]) -> bool:
        """True for the year in the date of a document; the day by which something is to be done is none."""
        before = self._low[max(0, match.start() - _BEFORE) : match.start("y")]
        day = self._p["named-day"].search(before)
        return day is not None and self._p["until"].search(before[: day.start()]) is None

    def _is_base(self, match: re.Match[str]) -> bool:
        before = max(0, match.start() - 30)
        found = self._p["base"].finditer(self._low, before, match.end())
        return any(base.end() >= match.end() - 1 and base.start() <= match.start() for base in found)

    def _value(self, span: Span) -> _Value:
        """The figure of a clause: a share first, else so many out of so many, else the first number with a unit."""
        low = self._low[span.start : span.end]
        best: tuple[re.Match[str], _Unit] | None = None
        aged = 0
        for number in self._p["number"].finditer(low):
            before = low[max(0, number.start() - _BEFORE) : number.start()]
            unit = self._unit(low, self._range_end(low, number))
            if unit.name and unit.name[0] in _SHARES:
                return self._figure(low, number, unit)
            age = self._p["years-old"].match(low, number.end()) if self._p["aged"].search(before) else None
            aged = age.end() if age else aged  # whom the indicator is about: "trẻ em từ 3 đến 5 tuổi"
            if number.start() < aged:
                continue
            if self._p["not-value"].search(before) and not self._p["rank"].search(before):
                continue
            if best is None and (unit.name or self._is_counted(before)):
                best = (number, unit)
        parted = "/" in low
        rate = self._p["rate"].search(low) if parted else None
        if rate:
            return self._figure(low, rate, _Unit(rate["per"]))
        ratio = self._p["ratio"].search(low) if parted else None
        if ratio and (of := self._unit(low, ratio.end())).name:
            return _Value(_number(ratio["a"]), None, of.name, "=")
        if best is None:
            return self._by_subject(low) or (_Value(comparator=">") if self._p["level"].search(low) else _Value())
        return self._figure(low, *best)

    def _by_subject(self, low: str) -> _Value | None:
        """A figure whose unit its subject says: "số bác sĩ/vạn dân đạt 9,5"."""
        said = self._p["per-subject"].search(low)
        number = self._p["number"].match(low, said.end()) if said else None
        return self._figure(low, number, _Unit(said["unit"])) if said and number else None

    def _is_counted(self, before: str) -> bool:
        """True where the words before a figure tell that it counts something, though its unit is in no list."""
        return bool(self._p["rank"].search(before) or self._sign(before) or _done().search(before))

    def _unit(self, low: str, at: int) -> _Unit:
        """What a figure counts, with what that is counted by ("giường bệnh/10.000 dân"), and in which multiples."""
        times, multiple = next(((n, m) for n, p in _multiples() if (m := p.match(low[at : at + 16]))), (1, None))
        unit = self._p["unit"].match(low, at + multiple.end() - 1 if multiple else at)
        if unit is None:
            return _Unit()
        per = self._p["per"].match(low[unit.end() :])
        return _Unit(unit["unit"] + (per.group() if per else ""), times)

    def _range_end(self, low: str, number: re.Match[str]) -> int:
        span = self._p["range"].match(low, number.start())
        return span.end() if span else number.end()

    def _figure(self, low: str, number: re.Match[str], unit: _Unit) -> _Value:
        span = self._p["range"].match(low, number.start())
        if span:
            return _Value(_number(span["a"]) * unit.times, _number(span["b"]) * unit.times, unit.name, "range")
        before, after = low[max(0, number.start() - _BEFORE) : number.start()], low[number.end() : number.end() + 40]
        sign = self._sign(before) or (">=" if self._p["suffix"].match(after) else None)
        if self._p["rank"].search(before):
            sign = "<="
        return _Value(_number(number["value"]) * unit.times, None, unit.name, sign or "=")

    def _sign(self, before: str) -> str | None:
        return next((sign for sign, pattern in _comparators() if pattern.search(before)), None)


@lru_cache(maxsize=4096)
def _lying(kind: str, here: frozenset[str]) -> tuple[vocabulary.Phrase, ...]:
    """The phrases that may state a target in this way where these marks lie."""
    return tuple(phrase for phrase in _stating()[kind] if marks.lie(phrase.marks, here))


def _first(kind: str, here: frozenset[str], low: str, at: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
    """The first place that states a target in this way, by the marks that lie ``here``."""
    found = []
    for phrase in _lying(kind, here):
        planned = tuple(phrase.extra.get("planned", ()))
        for match in phrase.pattern.finditer(low, at, end):
            if not low.endswith(planned, 0, match.start()):
                found.append(match)
                break
    return min(found, key=lambda match: match.start(), default=None)


def _year_of(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    year = next((value for value in match.groupdict().values() if value), None)
    return year_end(int(year)) if year else None


def _number(text: str) -> float:
    """A figure as written in Vietnamese: a dot between thousands, a comma before decimals.

    >>> _number("2.000"), _number("99,5"), _number("1.234.567,8")
    (2000.0, 99.5, 1234567.8)
    """
    return float(text.replace(".", "").replace(",", "."))
