"""Tasks: the smallest items that state work for somebody, with roles, schedule and output, each with evidence."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from policygraph import vocab as vocabulary
from policygraph.extract import schedules
from policygraph.extract.responsibilities import NOBODY, RoleReader, Roles, inherited, merged
from policygraph.extract.schedules import Time
from policygraph.facts import Reference, Responsibility, Role, Schedule, Stated, Task
from policygraph.findings import Finding, Severity
from policygraph.outline import Kind, Outline, Provision
from policygraph.reading import Reading
from policygraph.structure.tables import column_kind
from policygraph.text import Evidence, NormalText, Span, place_tones, squeeze, unmark
from policygraph.vocab import Vocabulary

#: No clause is read further back than this.
_CLAUSE_REACH = 1000
#: No work is said in fewer letters.
_SHORTEST = 2
#: The label of an attribute line is no longer than this.
_LABEL_REACH = 60
#: Attribute lines that say who does the work.
_WHO = ("attribute.lead", "attribute.doers", "attribute.coordinate")
_RULES = {role: f"task.{role}" for role in Role}
_BULLETS = (Kind.LETTER, Kind.DASH, Kind.PLUS)
#: A heading in capitals has no more letters.
_HEADING_REACH = 200
_WORD = re.compile(r"\S+")
_INLINE = re.compile(r"[.;:,(] (?=[^\W\da-z])|\((?=[^\W\d])|; ")


def read(
    outline: Outline, references: Sequence[Reference], vocab: Vocabulary | None = None
) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    """The tasks of a document in reading order, and what was seen but not understood.

    >>> from policygraph.structure import parse
    >>> from policygraph.text import SourceText
    >>> text = "KẾ HOẠCH\\nI. NHIỆM VỤ\\n1. Sở Y tế chủ trì, phối hợp với Sở Tài chính rà soát, báo cáo UBND tỉnh."
    >>> (task,), _ = read(parse(SourceText("a.txt", "0" * 64, "text/plain", text)), ())
    >>> [(r.role.value, r.as_written) for r in task.responsibilities]
    [('lead', 'Sở Y tế'), ('coordinate', 'Sở Tài chính'), ('reportTo', 'UBND tỉnh')]
    """
    reader = _TaskReader(outline, references)
    return tuple(reader.tasks()), tuple(reader.findings)


@cache
def phrases(prefix: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Kind and pattern of the headings whose kind begins with ``prefix``."""
    return tuple((p.kind, p.pattern) for p in vocabulary.phrases("headings") if p.kind.startswith(prefix))


@cache
def any_phrase(prefix: str) -> re.Pattern[str]:
    """One pattern for all headings whose kind begins with ``prefix``: most lines are none of them."""
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern) for _, pattern in phrases(prefix)))


@cache
def _unmarked() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The labels of attribute lines without diacritics."""
    return tuple((kind, re.compile(unmark(pattern.pattern))) for kind, pattern in phrases("attribute."))


def heading_kind(low: str) -> str | None:
    """What a heading opens (purpose, objectives, organisation ...), from its words in lower case."""
    if not any_phrase("section.").match(low):
        return None
    return next((kind for kind, pattern in phrases("section.") if pattern.match(low)), None)


class Attribute(NamedTuple):
    """A line that belongs to an item: its kind, its label, and where its value stands in the reading."""

    kind: str
    label: Span
    value: Span


@dataclass(slots=True)
class _Extra:
    """What attribute lines add to an item."""

    roles: Roles = NOBODY
    time: Time | None = None
    output: Span | None = None


@dataclass(slots=True)
class _Draft:
    """A task before its attribute lines are read."""

    provision: Provision
    text: Span
    roles: Roles
    extra: _Extra


class _TaskReader:
    def __init__(self, outline: Outline, references: Sequence[Reference]) -> None:
        self._normal: NormalText = outline.text
        self._reading: Reading = outline.read()
        self._roles = RoleReader(self._reading)
        self._provisions = outline.provisions
        self._mentions = sorted((m.start, m.end, r.key) for r in references for m in r.mentions)
        self.findings: list[Finding] = []
        self._below: dict[int | None, list[Provision]] = {}
        for provision in self._provisions:
            self._below.setdefault(provision.parent, []).append(provision)
        self._spans = self._reading.bodies
        self._attributes = [self._attribute(provision) for provision in self._provisions]
        self._take_contents()

    def tasks(self) -> Iterator[Task]:
        """All tasks in reading order."""
        drafts: list[_Draft] = []
        for provision in self._below.get(None, ()):
            drafts += self._walk(provision, NOBODY)
        drafts.sort(key=lambda draft: draft.provision.index)
        for draft in drafts:
            if draft.roles.lead or draft.extra.roles.lead:
                yield self._task(draft)

    # ---------------------------------------------------------------------------------- attribute lines

    def _take_contents(self) -> None:
        """ "a) Nội dung: ..." beside "c) Đơn vị thực hiện: ..." describes the item above as it does: no task itself."""
        for below in self._below.values():
            kinds = {found.kind for child in below if (found := self._attributes[child.index])}
            if kinds.isdisjoint(_WHO):
                continue
            for child in below:
                span = self._spans[child.index]
                alone = child.kind in _BULLETS and child.index not in self._below
                if alone and self._attributes[child.index] is None and self._is_content(span):
                    self._attributes[child.index] = Attribute("attribute.other", Span(span.start, span.start), span)

    def _is_content(self, span: Span) -> bool:
        low = self._reading.low[span.start : min(span.end, span.start + 60)]
        return any(pattern.match(low) for _, pattern in phrases("content."))

    def _attribute(self, provision: Provision) -> Attribute | None:
        """The provision as an attribute line, or `None`."""
        if provision.kind in (Kind.ROW, Kind.ROMAN, Kind.ARTICLE, Kind.CHAPTER, Kind.ANNEX, Kind.PART):
            return None
        span = self._spans[provision.index]
        if len(span) < _SHORTEST:
            return None
        found = self._attribute_at(span.start, span.end, whole=True)
        if found and not self._trimmed(found.value.start, found.value.end):  # "Tổ chức thực hiện:" opens a list
            below = self._below.get(provision.index, ())
            return found if below and all(self._attribute(child) for child in below) else None
        return found

    def _attribute_at(self, at: int, end: int, *, whole: bool) -> Attribute | None:
        low = self._reading.low[at : min(end, at + 160)]
        if not any_phrase("attribute.").match(low):
            return self._slipped(at, end, low) if whole else None
        for kind, pattern in phrases("attribute."):
            match = pattern.match(low)
            if match is None:
                continue
            if kind == "attribute.schedule-bare":
                time = schedules.read_text(self._reading, at, end) if end - at <= 110 else None
                if not whole or time is None or end - time.span.end > 2:
                    continue
                return Attribute("attribute.schedule", Span(at, at), Span(at, end))
            return Attribute(kind, Span(at, at + match.end()), Span(min(at + match.end(), end), end))
        return None

    def _slipped(self, at: int, end: int, low: str) -> Attribute | None:
        """An attribute line whose label lost a mark or bears a wrong one: "Thòi gian:", "Co quan phối hợp:"."""
        label = low[: low.find(":", 0, _LABEL_REACH) + 1]
        plain = unmark(label) if label else ""
        kind = next((kind for kind, pattern in _unmarked() if pattern.fullmatch(plain)), None) if label else None
        if kind is None:
            return None
        span = Span(at, at + len(label))
        written = span.of(self._reading.text)
        self.findings.append(self._finding(
            "misprinted-label", span, f"Nhãn «{written}» in sai dấu, được đọc theo chữ không dấu.",
            f"The label “{written}” bears wrong marks; it was read without them.", Severity.INFO))  # fmt: skip
        return Attribute(kind, span, Span(span.end, end))

    def _inline(self, span: Span) -> tuple[Span, list[Attribute]]:
        """An item's own words, and the attributes that run on in the same paragraph."""
        found: list[Attribute] = []
        end = span.end
        if self._reading.text.find(":", span.start, end) < 0:
            return span, found  # the label of each ends with a colon
        for mark in _INLINE.finditer(self._reading.text, span.start + 20, span.end):
            attribute = self._attribute_at(mark.end(), end, whole=False)
            if attribute is not None and len(attribute.value) > 1 and ":" in attribute.label.of(self._reading.text):
                if found:
                    found[-1] = found[-1]._replace(value=Span(found[-1].value.start, mark.start()))
                else:
                    span = Span(span.start, mark.start() + (self._reading.text[mark.start()] in ".;"))
                found.append(attribute)
        return span, found

    def _parted(self, attribute: Attribute) -> Iterator[Attribute]:
        """The attribute, and those that follow it on its line: "Đơn vị chủ trì: X; đơn vị phối hợp: Y"."""
        end = attribute.value.end
        for mark in _INLINE.finditer(self._reading.text, attribute.value.start, end):
            other = self._attribute_at(mark.end(), end, whole=False)
            if other is not None and len(other.value) > 1 and ":" in other.label.of(self._reading.text):
                yield attribute._replace(value=Span(attribute.value.start, mark.start()))
                attribute = other
        yield attribute

    def _take(self, attribute: Attribute, extra: _Extra) -> None:
        """Add what an attribute line says."""
        for part in self._parted(attribute):
            self._take_one(part, extra)

    def _take_one(self, attribute: Attribute, extra: _Extra) -> None:
        at, end = attribute.value.start, attribute.value.end
        if attribute.kind == "attribute.schedule":
            extra.time = extra.time or self._time_line(at, end)
            told = self._roles.receivers(attribute.label.start, attribute.label.end)
            extra.roles = merged(extra.roles, told) if told else extra.roles
        elif attribute.kind == "attribute.output":
            extra.output = extra.output or self._trimmed(at, end)
            extra.roles = merged(extra.roles, Roles(submit_to=self._roles.presented(at, end)))
        elif attribute.kind == "attribute.lead":
            extra.roles = merged(extra.roles, Roles(self._roles.plain(at, end)))
        elif attribute.kind == "attribute.coordinate":
            extra.roles = merged(extra.roles, Roles(coordinate=self._roles.plain(at, end)))
        elif attribute.kind == "attribute.doers":
            extra.roles = merged(extra.roles, self._roles.doers(self._skip(at, end), end))

    def _time_line(self, at: int, end: int) -> Time | None:
        """The time of a line or cell; one that only says on what it depends is reported, and is none."""
        time = schedules.read_line(self._reading, at, end)
        if time is None or not schedules.is_condition(time, self._reading.low[time.span.start : time.span.end]):
            return time
        words = time.span.of(self._reading.text)
        self.findings.append(self._finding(
            "conditional-time", time.span, f"«{words}» là điều kiện, không phải thời hạn.",
            f"“{words}” is a condition, no time.", Severity.INFO))  # fmt: skip
        return None

    def _skip(self, at: int, end: int) -> int:
        while at < end and not self._reading.text[at].isalnum():
            at += 1
        return at

    def _trimmed(self, at: int, end: int) -> Span:
        text = self._reading.text
        while at < end and text[at] in " :-":
            at += 1
        while end > at and text[end - 1] in " .;,":
            end -= 1
        return Span(at, end)

    # ---------------------------------------------------------------------------------- the tree

    def _walk(self, provision: Provision, above: Roles) -> list[_Draft]:
        """The drafts at and below a provision; ``above`` are the roles that its lead-ins give."""
        if self._attributes[provision.index]:
            return []
        if provision.kind == Kind.ROW:
            return self._row(provision, above)
        span = self._spans[provision.index]
        children = self._below.get(provision.index, [])
        if len(span) < _SHORTEST and not children:
            return []
        if self._section(provision, span, children) in ("section.purpose", "section.objective"):
            return []
        own = self._own(self._sentence(provision, span), leads_in=bool(children))
        lines = [child for child in children if not self._names_document(child)]
        if all(self._attributes[child.index] for child in lines):
            draft = self._leaf(provision, span, own, above)
            if draft:
                for child in lines:
                    self._attach([draft], child)
            return [draft] if draft else []
        return self._branch(provision, span, own, above)

    def _names_document(self, provision: Provision) -> bool:
        """True for an item that begins with a numbered document and states no work: a lead-in's list of them."""
        span = self._spans[provision.index]
        if provision.kind == Kind.ROW or self._attributes[provision.index] or self._below.get(provision.index):
            return False
        return _numbered_document().match(self._reading.low, span.start, span.end) is not None

    def _sentence(self, provision: Provision, span: Span) -> Span:
        """What stands behind a heading in capitals on its line: "III. NHIỆM VỤ Các sở, ngành tập trung ...:"."""
        if provision.kind is not Kind.ROMAN:
            return span
        words = list(_WORD.finditer(self._reading.text, span.start, min(span.end, span.start + _HEADING_REACH)))
        first = next((n for n, word in enumerate(words) if any(map(str.islower, word.group()))), 0)
        return Span(words[first].start(), span.end) if first > 1 and words[first].group()[0].isupper() else span

    def _section(self, provision: Provision, span: Span, children: list[Provision]) -> str | None:
        """What a heading opens; an item without children is one only where it is short or ends with a colon."""
        colon = self._reading.text.find(":", span.start, min(span.end, span.start + 40))
        if not (children or provision.kind == Kind.ROMAN or len(span) < 60 or colon > 0):
            return None
        return heading_kind(self._reading.low[span.start : min(span.end, span.start + 120)])

    def _own(self, span: Span, *, leads_in: bool) -> Roles:
        """The roles that the provision's own words give."""
        low = self._reading.low[span.start : span.start + 40]
        for _, pattern in phrases("heading."):
            match = pattern.match(low)
            if match is None:
                continue
            start = span.start + match.end()
            colon = self._reading.text.find(":", start, min(span.end, start + 160))
            stop = span.end if leads_in and colon < 0 else colon
            lead = self._roles.concerning(start, stop) if stop > start else ()
            if lead:
                return merged(Roles(lead), self._roles.read(stop, span.end)._replace(lead=(), work=stop + 1))
        return self._roles.read(span.start, span.end)

    def _branch(self, provision: Provision, span: Span, own: Roles, above: Roles) -> list[_Draft]:
        """A heading or lead-in; or an item that is complete and has paragraphs below it."""
        if self._roles.is_enforcement(span.start, span.end):
            own = above = NOBODY
        context = inherited(own) if own.lead else above
        item = self._complete(provision, span, own, above)
        drafts = [item] if item else []
        group = list(drafts)
        after_attribute = False
        for child in self._below[provision.index]:
            if self._attributes[child.index]:
                self._attach(group, child)
                after_attribute = True
                continue
            if after_attribute:
                group, after_attribute = [], False
            if item and self._belongs(child):
                more = self._roles.read(self._spans[child.index].start, self._spans[child.index].end)
                item.extra.roles = merged(item.extra.roles, more._replace(lead=()))
                continue
            found = self._walk(child, context)
            group += found
            drafts += found
        return drafts

    def _complete(self, provision: Provision, span: Span, own: Roles, above: Roles) -> _Draft | None:
        """The provision as a task of its own where its sentence is closed and only paragraphs stand below it."""
        text = self._reading.text[span.start : span.end].rstrip(" *")
        below = [c for c in self._below[provision.index] if not self._attributes[c.index]]
        loose = all(c.kind == Kind.PARAGRAPH for c in below)
        closed = text.endswith((".", ";")) and len(span) > 60
        if not closed or provision.kind == Kind.ROMAN or not (loose or self._first_is_loose(below)):
            return None
        return self._leaf(provision, span, own, above)

    def _first_is_loose(self, below: list[Provision]) -> bool:
        return below[0].kind == Kind.PARAGRAPH

    def _belongs(self, child: Provision) -> bool:
        """A paragraph behind a complete item that names no doer of its own goes with the item."""
        if child.kind != Kind.PARAGRAPH or self._below.get(child.index):
            return False
        span = self._spans[child.index]
        return not self._roles.subject(span.start, span.end)[0]

    def _attach(self, group: list[_Draft], line: Provision) -> None:
        """Give what an attribute line (and the lines below it) says to the items above it."""
        attributes = [self._attributes[line.index]]
        attributes += [self._attributes[child.index] for child in self._below.get(line.index, ())]
        for draft in group:
            for attribute in attributes:
                if attribute:
                    self._take(attribute, draft.extra)

    def _leaf(self, provision: Provision, span: Span, own: Roles, above: Roles) -> _Draft | None:
        """An item without items below it, as a draft; agencies without work are reported, not made a task."""
        low = self._reading.low
        if self._roles.is_enforcement(span.start, span.end):
            return None
        if own.lead and self._skip(own.work, span.end) >= span.end:
            if provision.kind not in (Kind.ARTICLE, Kind.ROMAN, Kind.ANNEX):
                self.findings.append(self._not_understood(span))
            return None
        if own.lead and self._roles.is_member(own.work, span.end):
            return None
        if not own.lead and not above.lead and not self._roles.is_told(span.start, span.end):
            own = self._roles.late(own, span.end)
        if not own.lead and not low[span.start : span.end].strip(" .;:-"):
            return None
        extra = _Extra()
        text, inline = self._inline(span)
        for attribute in inline:
            self._take(attribute, extra)
        if inline:
            own = self._own(text, leads_in=False)
        roles = own if own.lead else merged(above, own)
        return _Draft(provision, text, roles, extra)

    def _row(self, provision: Provision, above: Roles) -> list[_Draft]:
        """A row of a table of tasks: its cells say who, with whom, when and what comes of it."""
        extra, text, own = _Extra(), None, NOBODY
        for cell in provision.cells:
            span = self._reading.find(cell.span)
            kind = column_kind(cell.column)
            if kind == "column.task" and text is None:
                text, own = span, self._roles.read(span.start, span.end)
            elif kind == "column.lead":
                extra.roles = merged(extra.roles, Roles(self._roles.cell(span.start, span.end)))
            elif kind == "column.doers":
                extra.roles = merged(extra.roles, self._roles.doers(span.start, span.end, cell=True))
            elif kind == "column.coordinate":
                extra.roles = merged(extra.roles, Roles(coordinate=self._roles.cell(span.start, span.end)))
            elif kind == "column.submit":
                extra.roles = merged(extra.roles, Roles(submit_to=self._roles.cell(span.start, span.end)))
            elif kind == "column.schedule":
                extra.time = extra.time or self._time_line(span.start, span.end)
            elif kind == "column.output":
                extra.output = extra.output or self._trimmed(span.start, span.end)
                extra.roles = merged(extra.roles, Roles(submit_to=self._roles.presented(span.start, span.end)))
        if text is None:
            return []
        if extra.roles.lead:
            own = own._replace(lead=())
        return [_Draft(provision, text, own if own.lead or extra.roles.lead else merged(above, own), extra)]

    # ---------------------------------------------------------------------------------- drafts to tasks

    def _task(self, draft: _Draft) -> Task:
        span = self._reading.source(draft.text)
        roles = draft.roles
        if draft.extra.roles.lead and all(doer.span in roles.inherited for doer in roles.lead):
            roles = roles._replace(lead=())  # a line that names who does this one, not who does all below the lead-in
        roles = merged(roles, draft.extra.roles) if draft.extra.roles else roles
        time = self._time(draft)
        schedule = self._schedule(time) if time else None
        output = draft.extra.output
        stated = Stated(output.of(self._reading.text), self._evidence(output, "task.output")) if output else None
        evidence = self._normal.evidence(span, "task")
        return Task(
            draft.provision.path, draft.text.of(self._reading.text), draft.provision.index, evidence,
            tuple(self._responsibilities(roles)), schedule, stated,
            self._carries_out(evidence.start, evidence.end), _routine(schedule, stated),
        )  # fmt: skip

    def _time(self, draft: _Draft) -> Time | None:
        """The line of times, else what the item's own sentences say."""
        said = draft.extra.time
        if said is None:
            start, end = draft.text.start, draft.text.end
            work = self._skip(draft.roles.work, end) if start < draft.roles.work < end else start
            time = schedules.read_text(self._reading, start, end, work)
            return None if time and self._of_a_title(time.span, draft.text) else time
        if said.recurrence:
            low = self._reading.low[draft.text.start : draft.text.end]
            own = schedules.numbered(low)
            return said._replace(recurrence=tuple(dict.fromkeys([*said.recurrence, *own])))
        return said

    def _of_a_title(self, span: Span, item: Span) -> bool:
        """True for a period in the title of a document that the item names: "Nghị quyết 42 về A, giai đoạn ..."."""
        if not any_phrase("titled.period").match(self._reading.low[span.start : span.end]):
            return False
        at = self._reading.source(span).start
        last = bisect_left(self._mentions, (at,)) - 1
        named = last >= 0 and self._mentions[last][0] >= self._reading.source(item).start
        between = self._normal.source.text[self._mentions[last][1] : at].lower() if named else ""
        return any_phrase("titled.words").match(between) is not None

    def _schedule(self, time: Time) -> Schedule:
        evidence = self._evidence(time.span, "task.schedule")
        if time.invalid:
            self.findings.append(self._finding(
                "invalid-date", time.span, f"Không có ngày này trong lịch: «{evidence.quote}».",
                f"No calendar has this date: “{evidence.quote}”."))  # fmt: skip
        words = time.span.of(self._reading.text)
        return Schedule(words, evidence, time.start, time.end, time.recurrence, time.invalid, time.kind)

    def _responsibilities(self, roles: Roles) -> Iterator[Responsibility]:
        above = roles.inherited
        for role, mentions in roles.by_role():
            for mention in mentions:
                evidence = self._evidence(mention.span, _RULES[role])
                yield Responsibility(role, mention.name, evidence, bool(above) and mention.span in above)

    def _evidence(self, span: Span, rule: str) -> Evidence:
        return self._normal.evidence(self._reading.source(span), rule)

    def _carries_out(self, start: int, end: int) -> tuple[str, ...]:
        """The documents that the task itself is told to carry out: named right behind such a verb, or in its list.

        What a document named before it carries out ("Kế hoạch số 47 thực hiện Chương trình số 14") is not the task's.
        """
        raw, found = self._normal.source.text, []
        first, behind = (bisect_left(self._mentions, (place,)) for place in (start, end + 1))
        last = -_CLAUSE_REACH
        for at, stop, key in self._mentions[first:behind]:
            if stop > end:
                continue
            floor = max(start, at - _CLAUSE_REACH)
            clause = max(floor, *(raw.rfind(mark, floor, at) for mark in ("; ", ". ", ";\n", ".\n")))
            before = place_tones(squeeze_keeping_end(raw[clause:at]))
            verb = carried().search(before)
            own = verb and not _named().search(before[: verb.start()])
            if own or (at - last < _CLAUSE_REACH and _between().match(place_tones(squeeze_keeping_end(raw[last:at])))):
                found.append(key)
                last = stop
        return tuple(dict.fromkeys(found))

    def _not_understood(self, span: Span) -> Finding:
        words = span.of(self._reading.text)
        return self._finding("doer-without-work", span, f"Có cơ quan nhưng không thấy việc: «{words[:120]}».",
                             f"A doer but no work was understood: “{words[:120]}”.", Severity.INFO)  # fmt: skip

    def _finding(self, kind: str, span: Span, vi: str, en: str, severity: Severity = Severity.WARNING) -> Finding:
        return Finding(kind, severity, vi, en, self._normal.source.name, self._evidence(span, f"task.{kind}"))


def squeeze_keeping_end(text: str) -> str:
    """NFC, lower case, single blanks; a blank at the end stays."""
    tail = " " if text[-1:].isspace() else ""
    return squeeze(unicodedata.normalize("NFC", text)).lower() + tail


@cache
def carried() -> re.Pattern[str]:
    """A verb of carrying out, then at most the kind and "số" of the document, at the end of a text."""
    return re.compile(_role_phrase("carries-out").removesuffix("$") + _document())


@cache
def _between() -> re.Pattern[str]:
    """Between two documents of one list, which one verb governs."""
    return re.compile(_role_phrase("carries-out.list") + _document())


@cache
def _named() -> re.Pattern[str]:
    """A kind of document: behind it, a verb tells what that document does."""
    return re.compile(rf"\b(?:{_kinds()})(?!\w)")


@cache
def _numbered_document() -> re.Pattern[str]:
    return re.compile(rf"(?:{_kinds()}){_role_phrase('carries-out.number-word')} ?\d")


def _kinds() -> str:
    return vocabulary.trie(place_tones(name.lower()) for name in vocabulary.load().document_type_names)


def _document() -> str:
    return f"(?:{_kinds()})?(?:{_role_phrase('carries-out.number-word')})? ?$"


def _role_phrase(kind: str) -> str:
    return next(p.pattern.pattern for p in vocabulary.phrases("role_phrases") if p.kind == kind)


def _routine(schedule: Schedule | None, output: Stated | None) -> bool | None:
    """Standing work repeats; assigned work has a product or a date."""
    if output or (schedule and (schedule.start or schedule.end)):
        return False
    return True if schedule and schedule.recurrence else None
