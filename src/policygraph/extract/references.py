"""The mentions of one document brought together, and what the text says the document is.

Two documents of one number are told apart by their dates; a short form that fits several stays with none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from policygraph.extract.mentions import Mention
from policygraph.extract.names import Names, phrase_patterns, word_pairs
from policygraph.facts import SELF, Reference
from policygraph.findings import Finding, Severity
from policygraph.identity import DocumentNumber
from policygraph.text import NormalText, Span, fold, squeeze
from policygraph.vocab import Province, lists


@dataclass
class _Group:
    """All mentions of one document."""

    key: str
    members: list[Mention] = field(default_factory=list)


class Gatherer:
    """Brings the mentions of one document together and says what it is."""

    def __init__(
        self,
        normal: NormalText,
        names: Names,
        place: Province | None,
        own: DocumentNumber | None,
        issued: date | None,
        issuer: str | None,
    ) -> None:
        self.normal, self.names, self.place = normal, names, place
        self.own, self.issued, self.own_issuer = own, issued, issuer
        self.findings: list[Finding] = []
        self._places: dict[date, Province] = {}  #: the province of the text as it was on a day

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
        numbers = [m.number.key if m.number else "" for m in mentions]
        for m, number in zip(mentions, numbers, strict=True):
            if m.number:
                canonical.setdefault(number, m.number.canonical)
                if m.issued:
                    dates.setdefault(number, Counter())[m.issued] += 1
        keyed: list[Mention] = []
        last: dict[str, tuple[int, str]] = {}
        for m, number in zip(mentions, numbers, strict=True):
            if m.number is None:
                keyed.append(m)
                continue
            key = self._key(m, canonical[number], dates.get(number, Counter()), last)
            if m.issued:
                last[number] = (m.end, key)
            keyed.append(m._replace(key=key))
        return keyed

    def _key(self, m: Mention, canonical: str, dates: Counter[date], last: dict[str, tuple[int, str]]) -> str:
        assert m.number is not None
        if self.own and m.number.key == self.own.key and (m.issued in (None, self.issued) or self.issued is None):
            return SELF
        years = {day.year for day in dates}
        if len(years) < 2:
            if len(dates) > 1 and m.issued and m.issued != dates.most_common(1)[0][0]:
                self._report(
                    "date-conflict", Severity.WARNING, m, "mang hai ngày khác nhau", "carries two different dates"
                )
            return canonical
        if m.issued:
            return f"{canonical}#{min(day for day in dates if day.year == m.issued.year)}"
        near = last.get(m.number.key)
        if near and m.start - near[0] < 400:
            return near[1]
        self._report(
            "ambiguous-reference", Severity.WARNING, m, "có thể là nhiều văn bản", "may be any of several documents"
        )
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
            m._replace(key=numbered.get(_law_key(m.title)) or best[_law_key(m.title)]) if m.title else m
            for m in mentions
        ]

    def _title_in(self, m: Mention) -> str | None:
        """The title between the word and the number of a numbered law."""
        if m.number is None:
            return None
        text = self.normal.text[m.span.start : m.span.end]
        match = phrase_patterns()["law"].match(text.lower())
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
        written = _without_head(written) if written else None
        codes = self.names.vocab.find_issuers(number.issuer, issued) if number and number.issuer else ()
        national = bool(codes) and not any(row.local for row in codes)
        if written is None:
            name = (
                codes[0].name_vi
                if {row.jurisdiction for row in codes} == {"national"}
                and len({row.name_vi for row in codes}) == 1
                and codes[0].shared != "yes"
                else None
            )
            if name or national or not codes:
                return name, None, False
            return None, self._place_on(issued), self.place is not None
        named = self.names.place_in(written, issued or self.issued)
        if named:
            return self.names.complete(written, named, issued), named, False
        body = self.names.vocab.find_agency(written, self.place.id if self.place else None, issued or self.issued)
        local = body.place_id is not None if body else bool(codes) and not national
        place = self._place_on(issued) if local else None
        name = self.names.complete(
            _from_capitals(written, self.normal, body.name_vi if body else None), place, issued or self.issued
        )
        return self._with_own_commune(name), place, place is not None

    def _place_on(self, day: date | None) -> Province | None:
        """The province of the text as it was on the day: the one of that name, where another took the name over."""
        if self.place is None or day is None:
            return self.place
        if day not in self._places:
            self._places[day] = self.names.vocab.find_province(self.place.name, day) or self.place
        return self._places[day]

    def _with_own_commune(self, name: str) -> str:
        """«Đảng ủy xã», «Huyện ủy» in a text of a commune or district, with its name."""
        level = phrase_patterns()["local_level"].search(name.lower())
        word = (level["seat"] or level.group()) if level else ""
        at = (self.own_issuer or "").lower().find(f"{word} ") if word else -1
        own = self.own_issuer[at + len(word) :].split(",")[0] if self.own_issuer and at >= 0 else ""
        return f"{name}{own}" if own.strip()[:1].isupper() else name

    def _misprints(self, members: list[Mention]) -> None:
        """A number that is more than the printed one without blanks was repaired: somebody should look."""
        seen = set()
        for m in members:
            if m.number and m.number.misprinted and m.number.written not in seen and not self._only_capitals(m):
                seen.add(m.number.written)
                severity = Severity.WARNING if m.number.repaired else Severity.INFO
                self._report(
                    "misprinted-number",
                    severity,
                    m,
                    f"in sai, đọc là {m.number.canonical}",
                    f"is misprinted, read as {m.number.canonical}",
                )
            if m.bad_date:
                self._report(
                    "invalid-date",
                    Severity.WARNING,
                    m,
                    "mang một ngày không có trong lịch",
                    "carries a date that no calendar has",
                )

    @staticmethod
    def _only_capitals(m: Mention) -> bool:
        """In a title in capitals «TTG» is no slip."""
        return (
            m.number is not None
            and m.number.written.upper() == m.number.canonical.upper()
            and m.number.written.isupper()
        )

    def _report(self, kind: str, severity: Severity, m: Mention, vi: str, en: str) -> None:
        written = self.normal.written(m.span)
        self.findings.append(
            Finding(kind, severity, f"«{written}» {vi}.", f"“{written}” {en}.", self.normal.source.name,
                    self.normal.evidence(m.span, "reference"), m.key or (m.number.canonical if m.number else None))
        )  # fmt: skip


def _without_head(name: str) -> str:
    """The body whose head the text names: «Giám đốc Sở Y tế»."""
    head = next((word for word in lists("reference_phrases")["heads"] if name.lower().startswith(f"{word} ")), "")
    body = name[len(head) :].lstrip()
    return body[:1].upper() + body[1:]


def _most_used(titles: Counter[str]) -> str:
    """The title printed most often, the first of them on a tie; one in capitals only where there is no other."""
    return max(titles, key=lambda title: (not title.isupper(), titles[title]))


@lru_cache(maxsize=4096)
def _law_key(title: str) -> str:
    """One key for the ways of writing a law's name: abbreviations written out, no year, no case."""
    name = re.sub(r"\s(?:19|20)\d\d$|,", "", squeeze(title).lower())
    name = " ".join(word_pairs("law_words").get(word, word) for word in name.split(" "))
    for short, full in word_pairs("law_names").items():
        name = f"{name.removesuffix(short)}{full}" if name.endswith(short) else name
    return fold(name)


def _from_capitals(written: str, normal: NormalText, fallback: str | None) -> str:
    """A name in capitals as the text prints it elsewhere, else as the table has it."""
    if not written.isupper():
        return written
    for match in re.finditer(re.escape(written.lower()).replace(r"\ ", r"\s+"), normal.lowered):
        found = normal.text[match.start() : match.end()]
        if not found.isupper():
            return squeeze(found)
    return fallback or written.capitalize()
