"""Every place where a text names a document: by number in any form, by a short name, or a law by its title.

`scan` finds the places, `gather` brings the places of one document together. Two documents of one number are told
apart by their dates; a short form that fits several stays with none of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache

from policygraph import vocab as vocabulary
from policygraph.dates import find_date
from policygraph.extract.names import Names, names_of, spaced
from policygraph.facts import SELF, Reference
from policygraph.findings import Finding, Severity
from policygraph.identity import DocumentNumber, find_numbers, parse_number
from policygraph.text import NormalText, Span, fold, squeeze
from policygraph.vocab import Province, Vocabulary

_LOOK_BACK = 240
#: «của Bộ»: the ministry that speaks
_BARE_MINISTRY = re.compile(r"bộ(?=\s+(?:về|ban|hướng|quy|v/v)|[,;.)])")
_PROVINCIAL_PARTY = re.compile(r"(?:tỉnh|thành)\s+(?:ủy|uỷ)")
_AMENDING = re.compile(r"sửa\s+đổi")
_CLAUSE = re.compile(r"[;.()]|\n[ \t]*\n|:(?!\s*(?:số|\d))")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that names a document.

    ``span`` goes from the word for the kind to the number; ``end`` is the end of date and issuer behind it.
    ``short`` says that the place gives less than the number ("Kết luận 93"), ``defines`` that it stands in a
    bracket that defines a short name.
    """

    span: Span
    end: int
    number: DocumentNumber | None
    kind: str | None
    issued: date | None = None
    bad_date: bool = False
    issuer: str | None = None
    title: str | None = None
    short: bool = False
    defines: bool = False
    key: str = ""

    @property
    def start(self) -> int:
        """Where the mention begins."""
        return self.span.start


@cache
def phrase_patterns() -> dict[str, re.Pattern[str]]:
    """The phrases about references: one pattern for each kind."""
    kinds: dict[str, list[str]] = {}
    for phrase in vocabulary.phrases("reference_phrases"):
        kinds.setdefault(phrase.kind, []).append(phrase.pattern.pattern)
    return {kind: re.compile("|".join(found)) for kind, found in kinds.items()}


class Scanner:
    """Finds mentions in one text."""

    def __init__(
        self, normal: NormalText, vocab: Vocabulary, names: Names | None = None, place: Province | None = None,
        bounds: tuple[int, ...] = (),
    ) -> None:
        self.text, self.low, self.vocab, self.place = normal.text, normal.lowered, vocab, place
        self.bounds = bounds  #: no date or issuer is read over these places: the end of the title, for one
        self.names = names or names_of(vocab)
        nouns = {*(name.lower() for name in vocab.document_type_names), *vocabulary.lists("reference_phrases")["nouns"]}
        self.nouns = _noun_pattern(tuple(sorted(nouns)))

    def mentions(self) -> list[Mention]:
        """All mentions in reading order, short forms and laws included."""
        found = self._numbered()
        found += self._laws(found)
        found.sort(key=lambda m: m.span.start)
        found += self._short_forms(found)
        found.sort(key=lambda m: m.span.start)
        return [replace(m, defines=self._defines(m)) for m in found]

    # ------------------------------------------------------------------ by number

    def _numbered(self) -> list[Mention]:
        found: list[Mention] = []
        for match in find_numbers(self.text):
            mention = self._mention(match, found[-1] if found else None)
            if mention:
                found.append(mention)
        return found

    def _mention(self, match: re.Match[str], last: Mention | None) -> Mention | None:
        at = match.start()
        floor = max(0, at - _LOOK_BACK, last.span.end if last else 0)
        before = self.low[floor:at]
        so = phrase_patterns()["so"].search(before)
        if phrase_patterns()["no_document"].search(before):
            return None
        begin = floor + so.start() if so else at
        kind, start, issuer = self._kind_before(floor, begin, bool(so), last)
        number = parse_number(match.group(), self.names.code(kind) if kind else "", self.vocab.is_party_code)
        if number is None or not self._credible(number, kind, bool(so)):
            return None
        if kind is None:
            kind = self._kind_of(number, floor, begin, last)
        mention = Mention(Span(start, at + len(match.group())), at + len(match.group()), number, kind, issuer=issuer)
        return self._attributes(mention)

    def _kind_before(self, floor: int, begin: int, so: bool, last: Mention | None) -> tuple[str | None, int, str | None]:
        """The word for the kind before the number: next to it, or with an issuer or a title between them."""
        near = list(self.nouns.finditer(self.low, max(floor, begin - 60), begin))
        if near and not self.low[near[-1].end() : begin].strip():
            match = near[-1]
            return self.names.kind(match.group()), match.start(), self._issuer_before(floor, match.start())
        if not so:
            return None, begin, None
        clause = max([floor, *(m.end() for m in _CLAUSE.finditer(self.low, floor, begin))])
        far = list(self.nouns.finditer(self.low, clause, begin))
        for match in reversed(far):
            between = self.low[match.end() : begin].strip()
            body = re.match(r"\s+của\s+", self.low[match.end() : begin])
            if body:
                name = self.names.read(self.low, self.text, match.end() + body.end())
                if name and not self.low[name.end : begin].strip(" :\n"):
                    return self.names.kind(match.group()), match.start(), name.written
            if self._titled(match, between):
                outer = self._amending(far, match)
                return self.names.kind(outer.group()), outer.start(), None
        return None, begin, None

    def _amending(self, nouns: list[re.Match[str]], inner: re.Match[str]) -> re.Match[str]:
        """«Pháp lệnh sửa đổi, bổ sung một số điều của Pháp lệnh X số N»: the number is the amending one's."""
        for outer in nouns:
            if outer.end() < inner.start() and phrase_patterns()["amend"].match(self.low[outer.end() : inner.start()].lstrip()):
                return outer
        return inner

    def _titled(self, match: re.Match[str], between: str) -> bool:
        """A title stands between kind and number: «Luật Đất đai số 31/2024/QH15», «Kế hoạch năm ... số 487/KH-...»."""
        return bool(between) and len(between) < 160 and not re.search(r"[,]\s*(?:ngày|số)|\d/", between) and (
            self.text[match.start()].isupper() and not self.nouns.search(between)
        )

    def _issuer_before(self, floor: int, start: int) -> str | None:
        """«của Ban Thường vụ Tỉnh ủy tại Công văn số 186-CV/TU»: who speaks stands before the document."""
        match = re.search(r"(?:của|\bdo)\s+((?:[^;.:\n]|\n(?!\s*\n)){3,120}?)\s+tại\s*(?:các\s+)?$", self.low[floor:start])
        if not match:
            return None
        begin = floor + match.start(1)
        begin = floor + match.start() + self.low[floor + match.start() : floor + match.end()].rfind("của ") + 4
        name = self.names.read(self.low, self.text, begin)
        return name.written if name and re.match(r"\s+tại", self.low[name.end : name.end + 8]) else None

    def _credible(self, number: DocumentNumber, kind: str | None, so: bool) -> bool:
        """A number without «số» and without a kind before it must have a symbol that every reader knows."""
        if kind or so:
            return any(c.isupper() for c in number.written) or so
        return bool(number.kind and number.written.upper() != number.written.lower() and number.written[-2:].strip() and (
            any(c.isupper() for c in number.written) and (self.vocab.find_issuers(number.issuer) or number.year)
        )) or bool(number.year and re.match(r"(?:QH|UBTVQH)\d", number.issuer))

    def _kind_of(self, number: DocumentNumber, floor: int, begin: int, last: Mention | None) -> str | None:
        """The kind where no word says it: that of the list the number stands in, else that of its symbol."""
        if last and last.kind and not last.title and last.number and last.number.kind == number.kind:
            if re.fullmatch(r"[\s,;]*(?:và\s+)?", self.low[last.end : begin]) or number.kind:
                if self.names.code(last.kind) in (number.kind, ""):
                    return last.kind
        return self.names.kind_of(number.kind, number.party) if number.kind else (
            self.names.kind_of("CV", number.party) if not number.year else None
        )

    def _attributes(self, mention: Mention) -> Mention:
        """Date and issuer behind the number, within the title or the text below it."""
        found = self._behind(mention)
        over = [bound for bound in self.bounds if mention.span.end <= bound < found.end]
        if not over:
            return found
        whole = self.low
        self.low = whole[: min(over)]
        found = self._behind(mention)
        self.low = whole
        return found

    def _behind(self, mention: Mention) -> Mention:
        end, patterns = mention.span.end, phrase_patterns()
        unit = patterns["unit_after"].match(self.low, end)
        end = unit.end() if unit else end
        year = patterns["year_after"].match(self.low, end)
        end = year.end() if year else end
        issued, bad = None, False
        found = patterns["date_after"].match(self.low, end)
        if found:
            end = found.end()
            told = find_date(found["date"])
            issued, bad = (told[0], told[0] is None) if told else (None, False)
        issuer = mention.issuer
        by = patterns["by_after"].match(self.low, end)
        name = self.names.read(self.low, self.text, by.end()) if by else None
        ministry = _BARE_MINISTRY.match(self.low, by.end()) if by and not name else None
        if ministry:
            return replace(mention, end=ministry.end(), issued=issued, bad_date=bad, issuer=ministry.group().capitalize())
        if name is None and found and not by:
            gap = re.compile(r"[ \t*]*\n?[ \t*]*(?=\w)").match(self.text, end)
            name = self.names.read_known(self.low, self.text, gap.end()) if gap else None
        if name:
            end, issuer = name.end, name.written
        late = patterns["date_after"].match(self.low, end) if name and not found else None
        if late:
            end, told = late.end(), find_date(late["date"])
            issued, bad = (told[0], told[0] is None) if told else (None, False)
        number = self._local(mention.number, issuer)
        return replace(mention, number=number, end=end, issued=issued, bad_date=bad, issuer=issuer)

    def _local(self, number: DocumentNumber | None, issuer: str | None) -> DocumentNumber | None:
        """«13-NQ/TƯ của Tỉnh ủy»: the symbol of the Centre misread where the province speaks."""
        if number is None or issuer is None or "TƯ" not in number.written.upper():
            return number
        body = self.names.vocab.find_agency(issuer, self.place.id if self.place else None)
        local = body.place_id if body else self.names.place_in(issuer) or _PROVINCIAL_PARTY.search(issuer.lower())
        return parse_number(number.written, number.kind, self.vocab.is_party_code, {"TƯ": "TU"}) if local else number

    # ------------------------------------------------------------------ laws by title

    def _laws(self, numbered: list[Mention]) -> list[Mention]:
        """Laws, codes and ordinances named by title; one that carries its number is already found."""
        taken = [(m.span.start, m.span.end) for m in numbered]
        starts = [start for start, _ in taken]
        found = []
        for match in _law_pattern().finditer(self.low):
            at = bisect_left(starts, match.start() + 1) - 1
            inside = at >= 0 and taken[at][0] <= match.start() < taken[at][1]
            if not self.text[match.start()].isupper():
                continue
            if inside and taken[at][0] == match.start():
                found += self._amended(match)
                continue
            law = self._law(match)
            if law:
                found += [law, *self._amended(match)]
        return found

    def _amended(self, match: re.Match[str]) -> list[Mention]:
        """The laws inside the title of a law that amends them."""
        if not match["name"] or not _AMENDING.match(match["name"]):
            return []
        inner = _law_pattern().finditer(self.low, match.start("name"), match.end())
        return [Mention(Span(*m.span()), m.end(), None, self.names.kind(m["word"]), title=squeeze(self.text[m.start() : m.end()]))
                for m in inner]  # fmt: skip

    def _law(self, match: re.Match[str]) -> Mention | None:
        if match["name"]:
            end = match.end()
        elif self.text[match.end("word") : match.end("word") + 9].lstrip()[:1].isupper() and not self.text[match.start() : match.end()].isupper():
            stop = _law_stop().search(self.low, match.end("word") + 1, match.end("word") + 130)
            end = min(stop.start() if stop else len(self.low), match.end("word") + 120)
        else:
            return None
        written = squeeze(self.text[match.start() : end])
        if len(written.split()) < 2:
            return None
        year = re.match(r"\s(?:19|20)\d\d(?![\d/])", self.text[end : end + 6])
        if year:
            written, end = written + year.group(), end + 5
        kind = self.names.kind(match["word"])
        return self._attributes(Mention(Span(match.start(), end), end, None, kind, title=written))

    # ------------------------------------------------------------------ short forms

    def _short_forms(self, found: list[Mention]) -> list[Mention]:
        """«Kết luận 93», «Công văn số 186»: a kind and a serial that one document of this text has."""
        serials: dict[str, list[Mention]] = {}
        for mention in found:
            if mention.number:
                serials.setdefault(mention.number.serial.lstrip("0"), []).append(mention)
        if not serials:
            return []
        spans = [(m.span.start, m.span.end) for m in found]
        starts = [a for a, _ in spans]
        short = []
        for match in _short_pattern(self.nouns.pattern).finditer(self.low):
            at = bisect_left(starts, match.end()) - 1
            if at >= 0 and spans[at][1] > match.start():
                continue
            kind = self.names.kind(match["kind"])
            fits = [m for m in serials.get(match["serial"].lstrip("0"), ()) if _kinds_meet(m.kind, kind)]
            keys = {m.number.key for m in fits if m.number}
            if len(keys) == 1 and fits:
                span = Span(match.start(), match.end())
                short.append(self._attributes(Mention(span, span.end, fits[0].number, kind, short=True)))
        return short

    def _defines(self, mention: Mention) -> bool:
        """True in a bracket that holds nothing but names, or that says «sau đây gọi tắt là»."""
        opening = self.low.rfind("(", max(0, mention.start - 260), mention.start)
        if opening < 0 or ")" in self.low[opening : mention.start]:
            return False
        lead = phrase_patterns()["alias"].match(self.low, opening)
        if lead:
            return lead.end() <= mention.start + 1
        return not self.low[opening + 1 : mention.start].strip(" *\n") and (
            self.low[mention.end : mention.end + 40].lstrip(" *\n")[:1] == ")"
        )


@cache
def _noun_pattern(nouns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){spaced(vocabulary.trie(nouns))}(?:\s+liên\s+tịch|\s+hành\s+động)?(?!\w)")


@cache
def _law_pattern() -> re.Pattern[str]:
    lists = vocabulary.lists("reference_phrases")
    names = {name.lower() for name in lists["laws"]}
    for short, long in _pairs("law_words").items():
        names |= {name.replace(long, short) for name in names if long in name}
    law = spaced(vocabulary.trie(names))
    kinds = r"(?:bộ\s+luật|luật|pháp\s+lệnh)"
    amending = rf"sửa\s+đổi\s*,?\s*bổ\s+sung\s+(?:một\s+số\s+điều\s+)?(?:của\s+)?(?:các\s+)?{kinds}\s+{law}(?:(?:\s+và|\s*,)\s+{kinds}\s+{law}){{0,3}}"
    law = rf"{amending}|{law}"
    return re.compile(rf"(?<!\w)(?P<word>bộ\s+luật|luật|pháp\s+lệnh|hiến\s+pháp)(?:\s+(?P<name>{law})(?!\w)|(?=\s))")


@cache
def _law_stop() -> re.Pattern[str]:
    words = "|".join(vocabulary.lists("reference_phrases")["law_stops"])
    return re.compile(rf"[,;:.()\n|\"“]|\s(?:{words})(?!\w)")


@cache
def _short_pattern(nouns: str) -> re.Pattern[str]:
    units = "|".join(map(re.escape, vocabulary.lists("reference_phrases")["units"]))
    return re.compile(
        rf"(?P<kind>{nouns})\s{{1,3}}(?:số\s*:?\s{{0,2}})?(?P<serial>\d{{1,5}})(?![\w%]|[./,-]\d|\s?[-/]\s?\w|\s+(?:{units})(?!\w))"
    )


def _kinds_meet(one: str | None, other: str | None) -> bool:
    """True where two words can mean one kind: «Chương trình» and «Chương trình hành động»."""
    if one is None or other is None:
        return True
    a, b = one.lower(), other.lower()
    return a.startswith(b) or b.startswith(a)


# ---------------------------------------------------------------------------------------------- gathering


@dataclass
class _Group:
    """All mentions of one document."""

    key: str
    members: list[Mention] = field(default_factory=list)


class Gatherer:
    """Brings the mentions of one document together and says what it is."""

    def __init__(
        self, normal: NormalText, names: Names, place: Province | None, own: DocumentNumber | None, issued: date | None,
        issuer: str | None,
    ) -> None:
        self.normal, self.names, self.place = normal, names, place
        self.own, self.issued, self.own_issuer = own, issued, issuer
        self.findings: list[Finding] = []

    def gather(self, mentions: list[Mention]) -> tuple[list[Mention], tuple[Reference, ...]]:
        """The mentions with their keys, and one reference for each document in order of first mention."""
        keyed = self._laws(self._dated(mentions))
        groups: dict[str, _Group] = {}
        for mention in keyed:
            if mention.key and mention.key != SELF:
                groups.setdefault(mention.key, _Group(mention.key)).members.append(mention)
        return keyed, tuple(self._reference(group) for group in groups.values())

    # ------------------------------------------------------------------ keys

    def _dated(self, mentions: list[Mention]) -> list[Mention]:
        """Keys of numbered documents; one number with dates of two years is two documents."""
        dates: dict[str, Counter[date]] = {}
        canonical: dict[str, str] = {}
        for m in mentions:
            if m.number:
                canonical.setdefault(m.number.key, m.number.canonical)
                if m.issued:
                    dates.setdefault(m.number.key, Counter())[m.issued] += 1
        keyed: list[Mention] = []
        last: dict[str, tuple[int, str]] = {}
        for m in mentions:
            if m.number is None:
                keyed.append(m)
                continue
            key = self._key(m, canonical[m.number.key], dates.get(m.number.key, Counter()), last)
            if m.issued:
                last[m.number.key] = (m.end, key)
            keyed.append(replace(m, key=key))
        return keyed

    def _key(self, m: Mention, canonical: str, dates: Counter[date], last: dict[str, tuple[int, str]]) -> str:
        assert m.number is not None
        if self.own and m.number.key == self.own.key and (m.issued in (None, self.issued) or self.issued is None):
            return SELF
        years = {day.year for day in dates}
        if len(years) < 2:
            if len(dates) > 1 and m.issued and m.issued != dates.most_common(1)[0][0]:
                self._report("date-conflict", Severity.WARNING, m, "mang hai ngày khác nhau", "carries two different dates")
            return canonical
        if m.issued:
            return f"{canonical}#{min(day for day in dates if day.year == m.issued.year)}"
        near = last.get(m.number.key)
        if near and m.start - near[0] < 400:
            return near[1]
        self._report("ambiguous-reference", Severity.WARNING, m, "có thể là nhiều văn bản", "may be any of several documents")
        return canonical

    def _laws(self, mentions: list[Mention]) -> list[Mention]:
        """Keys of laws named by title: the number where the text gives it anywhere, else the title most used."""
        numbered: dict[str, str] = {}
        for m in mentions:
            title = self._title_in(m)
            if title and m.key:
                numbered.setdefault(title, m.key)
        titles: dict[str, Counter[str]] = {}
        for m in mentions:
            if m.title:
                titles.setdefault(_law_key(m.title), Counter())[m.title] += 1
        best = {key: _most_used(found) for key, found in titles.items()}
        return [
            replace(m, key=numbered.get(_law_key(m.title)) or best[_law_key(m.title)]) if m.title else m for m in mentions
        ]

    def _title_in(self, m: Mention) -> str | None:
        """The title between the word and the number of a numbered law."""
        if m.number is None:
            return None
        text = self.normal.text[m.span.start : m.span.end]
        match = _law_pattern().match(text.lower())
        return _law_key(text[: match.end()]) if match and match["name"] else None

    # ------------------------------------------------------------------ one document

    def _reference(self, group: _Group) -> Reference:
        members = group.members
        numbers = [m.number for m in members if m.number]
        issued = next(iter(Counter(m.issued for m in members if m.issued).most_common(1)), (None,))[0]
        kind = next((m.kind for m in members if m.kind and not m.short), None) or members[0].kind
        issuer, place, inferred = self._issuer(members, numbers[0] if numbers else None, issued)
        printed = [number.written for number in numbers if number.misprinted]
        number = numbers[0].canonical if numbers else None
        self._misprints(members)
        return Reference(
            key=group.key,
            number=number,
            document_type=kind,
            issued=issued,
            issuer=issuer,
            title=self._law_title(members, group.key),
            place=place.id if place else None,
            variants=tuple(dict.fromkeys(printed)),
            aliases=self._aliases(members, group.key),
            mentions=tuple(self.normal.evidence(m.span, "reference") for m in members),
            place_inferred=inferred,
        )

    def _law_title(self, members: list[Mention], key: str) -> str | None:
        titles = Counter(m.title for m in members if m.title)
        return _most_used(titles) if titles else None

    def _aliases(self, members: list[Mention], key: str) -> tuple[str, ...]:
        found = []
        for m in members:
            if m.short or m.defines:
                by_issuer = m.defines and m.issuer and self.normal.text[m.end : m.end + 3].strip(" *\n")[:1] == ")"
                found.append(self.normal.written(Span(m.span.start, m.end if by_issuer else m.span.end)))
            elif m.title and m.title != key:
                found.append(m.title)
        return tuple(dict.fromkeys(found))

    def _issuer(
        self, members: list[Mention], number: DocumentNumber | None, issued: date | None
    ) -> tuple[str | None, Province | None, bool]:
        """Full name, province, and whether the province is that of the text."""
        told = [m.issuer for m in members if m.issuer]
        written = next((name for name in told if not name.isupper()), told[0] if told else None)
        if written and " " not in written and self.own_issuer and self.own_issuer.startswith(written + " "):
            written = self.own_issuer
        codes = self.names.vocab.find_issuers(number.issuer, issued) if number and number.issuer else ()
        national = bool(codes) and all(row.jurisdiction == "national" for row in codes)
        if written is None:
            name = codes[0].name_vi if national and len({row.name_vi for row in codes}) == 1 and codes[0].shared != "yes" else None
            if name or national or not codes:
                return name, None, False
            return None, self.place, self.place is not None
        named = self.names.place_in(written, issued or self.issued)
        if named:
            return self.names.complete(written, named, issued), named, False
        body = self.names.vocab.find_agency(written, self.place.id if self.place else None, issued or self.issued)
        local = body.place_id is not None if body else bool(codes) and not national
        place = self.place if local else None
        name = self.names.complete(_from_capitals(written, self.normal, body.name_vi if body else None), place, issued or self.issued)
        return name, place, place is not None

    def _misprints(self, members: list[Mention]) -> None:
        """A number that is more than the printed one without blanks was repaired: somebody should look."""
        seen = set()
        for m in members:
            if m.number and m.number.misprinted and m.number.written not in seen and not self._only_capitals(m):
                seen.add(m.number.written)
                severity = Severity.WARNING if m.number.repaired else Severity.INFO
                self._report("misprinted-number", severity, m, f"in sai, đọc là {m.number.canonical}", f"is misprinted, read as {m.number.canonical}")
            if m.bad_date:
                self._report("invalid-date", Severity.WARNING, m, "mang một ngày không có trong lịch", "carries a date that no calendar has")

    @staticmethod
    def _only_capitals(m: Mention) -> bool:
        """In a title in capitals «TTG» is no slip."""
        return m.number is not None and m.number.written.upper() == m.number.canonical.upper() and m.number.written.isupper()

    def _report(self, kind: str, severity: Severity, m: Mention, vi: str, en: str) -> None:
        written = self.normal.written(m.span)
        self.findings.append(
            Finding(kind, severity, f"«{written}» {vi}.", f"“{written}” {en}.", self.normal.source.name,
                    self.normal.evidence(m.span, "reference"), m.key or (m.number.canonical if m.number else None))
        )  # fmt: skip


def _most_used(titles: Counter[str]) -> str:
    """The title printed most often, the first of them on a tie; one in capitals only where there is no other."""
    return max(titles, key=lambda title: (not title.isupper(), titles[title]))


@cache
def _pairs(name: str) -> dict[str, str]:
    """A word list of «short=long» entries."""
    return dict(pair.split("=", 1) for pair in vocabulary.lists("reference_phrases")[name])


@lru_cache(maxsize=4096)
def _law_key(title: str) -> str:
    """One key for the ways of writing a law's name: abbreviations written out, no year, no case."""
    name = re.sub(r"\s(?:19|20)\d\d$", "", squeeze(title).lower())
    name = " ".join(_pairs("law_words").get(word, word) for word in name.split(" "))
    word, _, rest = name.partition(" ")
    rest = rest.removeprefix("lệnh ") if word == "pháp" else rest
    return fold(name.replace(rest, _pairs("law_names").get(rest, rest)))


def _from_capitals(written: str, normal: NormalText, fallback: str | None) -> str:
    """A name in capitals as the text prints it elsewhere, else as the table has it."""
    if not written.isupper():
        return written
    for match in re.finditer(re.escape(written.lower()).replace(r"\ ", r"\s+"), normal.lowered):
        found = normal.text[match.start() : match.end()]
        if not found.isupper():
            return squeeze(found)
    return fallback or written.capitalize()
