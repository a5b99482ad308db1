"""Every place where a text names a document: by number in any form, by a short name, or a law by its title."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from functools import cache
from typing import NamedTuple

from policygraph import vocab as vocabulary
from policygraph.dates import find_date
from policygraph.extract.names import Names, capitals, names_of, phrase_patterns, search_phrase
from policygraph.identity import ANY_NUMBER, DocumentNumber, parse_number
from policygraph.text import NormalText, Span, squeeze
from policygraph.vocab import Province, Vocabulary

#: The rest of an issuer's symbol behind a blank: «30/CV- U BATGTQG».
_BROKEN = re.compile(r"\s([A-ZĐ]{2,14})(?!\w)")
_LOOK_BACK = 240
#: The first letter of a word that may bear a capital.
_WORD = re.compile(r"(?<!\w)[^\W\d_a-z]")
_GAP = re.compile(r"[ \t*]*\n?[ \t*]*(?=\w)")
#: How far before a verb the name of who issued a document may begin, and the day before the name.
_BODY_REACH, _DAY_REACH = 120, 40
#: What a body does to issue a document is said in fewer letters.
_VERB_REACH = 40
#: How long the name of a law may be.
_TITLE_REACH = 160
#: A kind and the word for "number" behind it have no more letters.
_NOUN_REACH = 120


class Mention(NamedTuple):
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


class _Behind(NamedTuple):
    """What stands behind a number: where it ends, the date, and who issued the document."""

    end: int
    issued: date | None
    bad_date: bool
    issuer: str | None
    ministry: bool = False  #: a ministry without its name


class _Before(NamedTuple):
    """What stands before a number: its kind, where the kind begins, who issued the document, and on which day."""

    kind: str | None
    start: int
    issuer: str | None = None
    date: str | None = None


class Scanner:
    """Finds mentions in one text."""

    def __init__(
        self,
        normal: NormalText,
        vocab: Vocabulary,
        names: Names | None = None,
        place: Province | None = None,
        bounds: tuple[int, ...] = (),
    ) -> None:
        self.normal = normal
        self.text, self.low, self.vocab, self.place = normal.text, normal.placed, vocab, place
        self.numbers = normal.matches(ANY_NUMBER)
        self.bounds = bounds  #: no date or issuer is read over these places: the end of the title, for one
        self.names = names or names_of(vocab)
        self.nouns = self.names.nouns

    def mentions(self) -> list[Mention]:
        """All mentions in reading order, short forms and laws included."""
        found = self._numbered()
        found += self._laws(found)
        found.sort(key=lambda m: m.span.start)
        found += self._short_forms(found)
        found.sort(key=lambda m: m.span.start)
        return [m._replace(defines=True) if self._defines(m) else m for m in found]

    # ------------------------------------------------------------------ by number

    def _numbered(self) -> list[Mention]:
        found: list[Mention] = []
        for match in self.numbers:
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
        told = self._before(floor, begin, bool(so))
        kind = told.kind
        number, end = self._number(match, self.names.code(kind) if kind else "")
        if number is None or not self._credible(number, kind, bool(so)):
            return None
        if kind is None:
            kind = self._kind_of(number, begin, last)
        found = self._attributes(Span(told.start, end), number, kind, told.issuer)
        return self._dated_before(found, told.date) if told.date and found.issued is None else found

    def _number(self, match: re.Match[str], kind: str) -> tuple[DocumentNumber | None, int]:
        """The number and where it ends; a symbol that a scan broke goes on where only the whole is known."""
        number = parse_number(match.group(), kind, self.vocab.is_party_code)
        rest = _BROKEN.match(self.text, match.end())
        if number and rest and not self.vocab.find_issuers(number.issuer):
            whole = parse_number(match.group() + rest[1], kind, self.vocab.is_party_code)
            if whole and self.vocab.find_issuers(whole.issuer):
                return whole, rest.end()
        return number, match.end()

    def _dated_before(self, mention: Mention, written: str) -> Mention:
        """The mention with the day that stands before who issued the document."""
        day = find_date(written)
        return mention._replace(issued=day[0], bad_date=day[0] is None) if day else mention

    def _before(self, floor: int, begin: int, so: bool) -> _Before:
        """The word for the kind before the number: next to it, or with an issuer or a title between them."""
        near = list(self.nouns.finditer(self.low, max(floor, begin - 60), begin))
        if near and not self.low[near[-1].end() : begin].strip():
            match = self._law_around(floor, near[-1])
            kind, start = self.names.kind(match.group()), match.start()
            return self._issued_before(floor, start, kind) or _Before(kind, start, self._issuer_before(floor, start))
        if not so:
            return _Before(None, begin)
        clause = max([floor, *(m.end() for m in phrase_patterns()["clause_end"].finditer(self.low, floor, begin))])
        far = list(self.nouns.finditer(self.low, clause, begin))
        for match in reversed(far):
            between = self.low[match.end() : begin].strip()
            body = phrase_patterns()["of_body"].match(self.low[match.end() : begin])
            if body:
                name = self.names.read(self.low, self.text, match.end() + body.end())
                if name and not self.low[name.end : begin].strip(" :\n"):
                    return _Before(self.names.kind(match.group()), match.start(), name.written)
            if self._titled(match, between):
                outer = self._amending(far, match)
                return _Before(self.names.kind(outer.group()), outer.start())
        return _Before(None, begin)

    def _law_around(self, floor: int, noun: re.Match[str]) -> re.Match[str]:
        """The noun, or the word for the law whose name it closes: «Luật Phổ biến, giáo dục pháp luật số 07»."""
        if self.text[noun.start()].islower():
            for outer in self.nouns.finditer(self.low, max(floor, noun.start() - _TITLE_REACH), noun.start()):
                law = phrase_patterns()["law"].match(self.low, outer.start())
                if law and law["name"] and law.end() == noun.end() and self.text[outer.start()].isupper():
                    return outer
        return noun

    def _amending(self, nouns: list[re.Match[str]], inner: re.Match[str]) -> re.Match[str]:
        """«Pháp lệnh sửa đổi, bổ sung một số điều của Pháp lệnh X số N»: the number is the amending one's."""
        for outer in nouns:
            law = phrase_patterns()["law"].match(self.low, outer.start())
            if law and law["name"] and phrase_patterns()["amending"].match(law["name"]) and inner.start() < law.end():
                return outer  # "Luật sửa đổi, bổ sung một số điều của Luật X và Luật Y số N"
            if outer.end() < inner.start() and phrase_patterns()["amend"].match(
                self.low[outer.end() : inner.start()].lstrip()
            ):
                return outer
        return inner

    def _titled(self, match: re.Match[str], between: str) -> bool:
        """A title stands between kind and number: «Luật Đất đai số 31/2024/QH15», «Kế hoạch năm ... số 487/KH-...»."""
        return (
            bool(between)
            and len(between) < 160
            and not phrase_patterns()["other_number"].search(between)
            and self.text[match.start()].isupper()
            and (not self.nouns.search(between) or self._is_law(match, between))
        )

    def _is_law(self, match: re.Match[str], between: str) -> bool:
        """True where the title is that of a law whose name holds a word for a document: «Luật Giao dịch điện tử»."""
        law = phrase_patterns()["law"].match(self.low, match.start())
        return law is not None and bool(law["name"]) and law["name"] == between

    def _issued_before(self, floor: int, start: int, kind: str | None) -> _Before | None:
        """«Ngày 11/3/2022, UBND tỉnh ban hành Quyết định số 654»: day and issuer stand before the document."""
        near = max(floor, start - _VERB_REACH)
        verb = search_phrase("issuing", self.low[near:start])
        end = near + verb.start() if verb else floor
        for word in _WORD.finditer(self.text, max(floor, end - _BODY_REACH), end):
            at = word.start()
            name = self.names.read_body(self.low, self.text, at) if word.group().isupper() else None
            if name and name.end == end:
                day = phrase_patterns()["day_before"].search(self.low[max(0, at - _DAY_REACH) : at])
                return _Before(kind, start, name.written, day["date"] if day else None)
        return None

    def _issuer_before(self, floor: int, start: int) -> str | None:
        """«của Ban Thường vụ Tỉnh ủy tại Công văn số 186-CV/TU»: who speaks stands before the document."""
        said = search_phrase("said_in", self.low[floor:start])
        while said:
            begin = floor + said.start("body")
            name = self.names.read(self.low, self.text, begin)
            if name and phrase_patterns()["at"].match(self.low[name.end : name.end + 8]):
                return name.written
            floor = begin
            said = search_phrase("said_in", self.low[floor:start])
        return None

    def _credible(self, number: DocumentNumber, kind: str | None, so: bool) -> bool:
        """A number without «số» and without a kind before it must have a symbol that every reader knows."""
        capitals = any(c.isupper() for c in number.written)
        if kind or so:
            return capitals or so
        known = bool(number.year or self.vocab.find_issuers(number.issuer))
        assembly = bool(number.year and re.match(r"(?:QH|UBTVQH)\d", number.issuer))
        return capitals and ((bool(number.kind) and known) or assembly)

    def _kind_of(self, number: DocumentNumber, begin: int, last: Mention | None) -> str | None:
        """The kind where no word says it: that of the list the number stands in, else that of its symbol."""
        if last and last.kind and last.number and last.number.kind == number.kind:
            listed = number.kind or phrase_patterns()["glue"].match(self.low[last.end : begin])
            if listed and self.names.code(last.kind) in (number.kind, ""):
                return last.kind
        if number.kind:
            return self.names.kind_of(number.kind, number.party)
        return None if number.year else self.names.kind_of("CV", number.party)

    def _attributes(
        self,
        span: Span,
        number: DocumentNumber | None,
        kind: str | None,
        issuer: str | None = None,
        *,
        title: str | None = None,
        short: bool = False,
    ) -> Mention:
        """The mention with date and issuer behind the number, within the title or the text below it."""
        found = self._behind(span.end, issuer)
        over = [bound for bound in self.bounds if span.end <= bound < found.end]
        if over:
            whole = self.low
            self.low = whole[: min(over)]
            found = self._behind(span.end, issuer)
            self.low = whole
        number = number if found.ministry else self._local(number, found.issuer)
        return Mention(span, found.end, number, kind, found.issued, found.bad_date, found.issuer, title, short)

    def _behind(self, end: int, issuer: str | None) -> _Behind:
        patterns = phrase_patterns()
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
        by = patterns["by_after"].match(self.low, end)
        name = self.names.read(self.low, self.text, by.end()) if by else None
        ministry = patterns["bare_ministry"].match(self.low, by.end()) if by and not name else None
        if ministry:
            return _Behind(ministry.end(), issued, bad, ministry.group().capitalize(), ministry=True)
        if name is None and found and not by:
            gap = _GAP.match(self.text, end)
            name = self.names.read_known(self.low, self.text, gap.end()) if gap else None
        if name:
            end, issuer = name.end, name.written
        late = patterns["date_after"].match(self.low, end) if name and not found else None
        if late:
            end, told = late.end(), find_date(late["date"])
            issued, bad = (told[0], told[0] is None) if told else (None, False)
        return _Behind(end, issued, bad, issuer)

    def _local(self, number: DocumentNumber | None, issuer: str | None) -> DocumentNumber | None:
        """«13-NQ/TƯ của Tỉnh ủy»: the symbol of the Centre misread where the province speaks."""
        if number is None or issuer is None or "TƯ" not in number.written.upper():
            return number
        body = self.names.vocab.find_agency(issuer, self.place.id if self.place else None)
        local = (
            body.place_id
            if body
            else self.names.place_in(issuer) or phrase_patterns()["provincial_party"].search(issuer.lower())
        )
        return parse_number(number.written, number.kind, self.vocab.is_party_code, {"TƯ": "TU"}) if local else number

    # ------------------------------------------------------------------ laws by title

    def _laws(self, numbered: list[Mention]) -> list[Mention]:
        """Laws, codes and ordinances named by title; one that carries its number is already found."""
        taken = [(m.span.start, m.span.end) for m in numbered]
        starts = [start for start, _ in taken]
        found = []
        for match in self.normal.capitalised(_law_capitals(), phrase_patterns()["law"]):
            at = bisect_left(starts, match.start() + 1) - 1
            inside = at >= 0 and taken[at][0] <= match.start() < taken[at][1]
            if inside and taken[at][0] == match.start():
                found += self._amended(match)
                continue
            law = self._law(match)
            if law:
                found += [law, *self._amended(match)]
        return found

    def _amended(self, match: re.Match[str]) -> list[Mention]:
        """The laws inside the title of a law that amends them."""
        if not match["name"] or not phrase_patterns()["amending"].match(match["name"]):
            return []
        found = []
        for inner in phrase_patterns()["law"].finditer(self.low, match.start("name"), match.end()):
            span, kind = Span(*inner.span()), self.names.kind(inner["word"])
            found.append(Mention(span, span.end, None, kind, title=squeeze(span.of(self.text))))
        return found

    def _law(self, match: re.Match[str]) -> Mention | None:
        if match["name"]:
            end = match.end()
        elif (
            self.text[match.end("word") : match.end("word") + 9].lstrip(" \t")[:1].isupper()
            and not self.text[match.start() : match.end()].isupper()
        ):
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
        return self._attributes(Span(match.start(), end), None, kind, title=written)

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
        for serial in _bare_serial().finditer(self.low):
            numbered = serials.get(serial.group().lstrip("0"))
            start = max(0, serial.start() - _NOUN_REACH)
            noun = _noun_before(self.nouns.pattern).search(self.low, start, serial.start()) if numbered else None
            if noun is None or numbered is None:
                continue
            at = bisect_left(starts, serial.end()) - 1
            if at >= 0 and spans[at][1] > noun.start():
                continue
            kind = self.names.kind(noun["kind"])
            fits = [m for m in numbered if _kinds_meet(m.kind, kind)]
            keys = {m.number.key for m in fits if m.number}
            if len(keys) == 1:
                short.append(self._attributes(Span(noun.start(), serial.end()), fits[0].number, kind, short=True))
        return short

    def _defines(self, mention: Mention) -> bool:
        """True in a bracket that holds nothing but names, or that says «sau đây gọi tắt là»."""
        opening = self.low.rfind("(", max(0, mention.start - 260), mention.start)
        if opening < 0 or ")" in self.low[opening : mention.start]:
            return False
        lead = phrase_patterns()["alias"].match(self.low, opening)
        if lead:
            return lead.end() <= mention.start + 1
        if mention.issued and search_phrase("proposal", self.low[max(0, opening - _LOOK_BACK) : opening + 1]):
            return False  # "Theo đề nghị của X (Tờ trình số 5 ngày ...)"
        return not self.low[opening + 1 : mention.start].strip(" *\n") and (
            self.low[mention.end : mention.end + 40].lstrip(" *\n")[:1] == ")"
        )


@cache
def _law_capitals() -> re.Pattern[str]:
    """The capital with which a law's kind begins."""
    return capitals(vocabulary.lists("reference_phrases")["law_kinds"])


@cache
def _law_stop() -> re.Pattern[str]:
    words = "|".join(vocabulary.lists("reference_phrases")["law_stops"])
    return re.compile(rf"[,;:.()\n|\"“]|\s(?:{words})(?!\w)")


@cache
def _bare_serial() -> re.Pattern[str]:
    """One to five digits that are no part of a number, a date or an amount."""
    units = "|".join(map(re.escape, vocabulary.lists("reference_phrases")["units"]))
    return re.compile(rf"[0-9](?<=[\s:ố].)[0-9]{{0,4}}(?![\w%]|[./,-]\d|\s?[-/]\s?\w|\s+(?:{units})(?!\w))")


@cache
def _noun_before(nouns: str) -> re.Pattern[str]:
    """A kind of document at the end of the words before a bare serial."""
    return re.compile(rf"(?P<kind>{nouns})\s{{1,5}}{phrase_patterns()['number_word'].pattern}$")


def _kinds_meet(one: str | None, other: str | None) -> bool:
    """True where two words can mean one kind: «Chương trình» and «Chương trình hành động»."""
    if one is None or other is None:
        return True
    a, b = one.lower(), other.lower()
    return a.startswith(b) or b.startswith(a)
