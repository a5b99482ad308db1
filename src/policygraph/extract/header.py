"""Who issued a document, what, when and where: letterhead first, then number, first sentence and signature.

Nothing is filled in from outside the text. What is absent is `None` and a finding says so.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from itertools import islice, pairwise, takewhile

from policygraph import vocab as vocabulary
from policygraph.dates import find_date
from policygraph.extract.names import names_of, phrase_patterns, spaced
from policygraph.facts import Header, Stated, StatedDate
from policygraph.findings import Finding, Severity
from policygraph.identity import DocumentNumber, find_numbers, parse_number
from policygraph.outline import Outline
from policygraph.structure.regions import datelines, is_name, name_line, openings, patterns
from policygraph.text import SMALL, Span, fold, place_tones, squeeze, unmark
from policygraph.vocab import Province, Vocabulary

_ITEM = re.compile(
    r"(?:^|\n)[ \t]*(?:[-+*•]+|\d{1,2}[.)])[ \t]*|(?<=[;,.:])[ \t]+-[ \t]*"
    rf"|(?<=[;.:])[ \t]*\n|\n(?![ \t]*[{SMALL}(])"
)
#: How many copies are kept, on a line of its own below the file line.
_COPIES = re.compile(r"\(?\d{1,3}[a-z]?\)?")
_BODY_LIMIT = 60_000
#: The right of two columns on one line.
_COLUMN = re.compile(r"(?<=\S)[ \t]{4,}(?P<right>[^\W\d_][^\n]*)")


def read(outline: Outline, vocab: Vocabulary) -> tuple[Header, tuple[Finding, ...]]:
    """The header of a document, and what is missing or wrong in it."""
    reader = _Header(outline, vocab)
    return reader.header(), tuple(reader.findings)


@cache
def _issues() -> re.Pattern[str]:
    found = [p.pattern.pattern for p in vocabulary.phrases("header_phrases") if p.kind == "issues"]
    return re.compile("|".join(re.sub(r"\(\?P<body>", "(", p) for p in found))


class _Header:
    """Reads the header of one outline."""

    def __init__(self, outline: Outline, vocab: Vocabulary) -> None:
        self.normal, self.regions, self.vocab = outline.text, outline.regions, vocab
        self.text, self.low = outline.text.text, outline.text.lowered
        self.names = names_of(vocab)
        self._on: date | None = None  #: the day of the text, once it is read
        self.findings: list[Finding] = []
        self.furniture = [m.span() for m in openings("furniture", self.low, 0, self.regions.head.end)]

    def header(self) -> Header:
        """All fields, each with its place in the text."""
        number, at = self._number()
        kind = self._kind(number)
        issued = self._issued(at)
        on = issued.value if issued else None
        issuer, place = self._issuer_and_place(number, on)
        title = self.regions.title
        return Header(
            number=self._stated(at, str(number), "header.number", self._rescued(at)) if number and at else None,
            number_as_written=self.normal.written(at) if at else None,
            document_type=kind,
            issued=issued,
            issuer=issuer,
            place=place,
            title=self._stated(title, self._plain(title), "header.title") if title else None,
            signer=self._signer(),
            recipients=self._recipients(),
        )

    def _stated(self, span: Span, value: str, rule: str, inferred: bool = False) -> Stated:
        return Stated(value, self.normal.evidence(span, rule), inferred)

    def _plain(self, span: Span) -> str:
        """The words of a span without marks of bold type."""
        return squeeze(re.sub(r"\*{1,2}(?=\s|$|\W)|(?<!\w)\*{1,2}", "", self.normal.written(span)))

    def _missing(self, kind: str, vi: str, en: str, severity: Severity = Severity.WARNING) -> None:
        self.findings.append(Finding(kind, severity, vi, en, self.normal.source.name))

    def _report(self, kind: str, severity: Severity, span: Span, vi: str, en: str) -> None:
        evidence = self.normal.evidence(span, "header")
        self.findings.append(Finding(kind, severity, vi, en, self.normal.source.name, evidence))

    # ------------------------------------------------------------------ number, kind, date

    @property
    def _head(self) -> Span:
        """Letterhead; of a letter also the lines that hold its subject."""
        return self.regions.head

    def _number(self) -> tuple[DocumentNumber | None, Span | None]:
        """The number of the page: behind «Số» in the letterhead; else behind «kèm theo» in an annex."""
        head = self._head
        loose = None
        for match in find_numbers(self.text[head.start : head.end]):
            at = Span(head.start + match.start(), head.start + match.end())
            number = self._parsed(match.group())
            if number is None or any(a <= at.start < b for a, b in self.furniture):
                continue
            if patterns()["number_label"].search(self.low[max(0, at.start - 14) : at.start]):
                self._check_number(number, at)
                return number, at
            if number.kind and self.text[max(0, at.start - 9) : at.start].rstrip(" *|")[-1:] in ("\n", ""):
                loose = loose or (number, at)
        if loose:
            return loose
        rescued = self._from_annex()
        if rescued:
            return rescued
        blank = patterns()["number_blank"].search(self.low, head.start, max(head.end, 1))
        if blank:
            self._report("missing-number", Severity.WARNING, Span(*blank.span()), "Số văn bản để trống.",
                         "The number was left blank.")  # fmt: skip
        else:
            self._missing("missing-number", "Văn bản không ghi số, ký hiệu.", "The document carries no number.")
        return None, None

    def _parsed(self, text: str) -> DocumentNumber | None:
        word = self.regions.type_word
        code = self.names.code(self.normal.text[word.start : word.end]) if word else ""
        local = phrase_patterns()["provincial_party"].search(self.low, 0, self._head.end)
        return parse_number(text, code, self.vocab.is_party_code, {"TƯ": "TU"} if local else None)

    def _check_number(self, number: DocumentNumber, at: Span) -> None:
        if number.misprinted:
            severity = Severity.WARNING if number.repaired else Severity.INFO
            self._report("misprinted-number", severity, at, f"Số «{number.written}» in sai, đọc là {number}.",
                         f"The number “{number.written}” is misprinted, read as {number}.")  # fmt: skip

    def _from_annex(self) -> tuple[DocumentNumber, Span] | None:
        """«(Kèm theo Kế hoạch số 24/KH-UBND ...)» gives the number that the letterhead lost."""
        word = self.regions.type_word
        kind = squeeze(self.low[word.start : word.end]) if word else None
        for region in self.regions.annexes:
            for match in patterns()["attached"].finditer(self.low, region.start, min(region.end, region.start + 1500)):
                rest = self.text[match.end() : match.end() + 120]
                found = find_numbers(rest)
                number = self._parsed(found[0].group()) if found else None
                if number and kind and squeeze(rest[: found[0].start()].lower()).startswith(kind):
                    return number, Span(match.end() + found[0].start(), match.end() + found[0].end())
        return None

    def _rescued(self, at: Span) -> bool:
        return at.start >= max(self._head.end, 1)

    def _kind(self, number: DocumentNumber | None) -> Stated | None:
        word = self.regions.type_word
        if word:
            name = self.names.kind(self.text[word.start : word.end])
            return self._stated(word, name, "header.type") if name else None
        letter = next(openings("letter", self.low, 0, self.regions.body.start or len(self.low)), None)
        if letter or (number and not number.kind):
            name = self.names.kind_of("CV", bool(number and number.party))
            span = Span(*letter.span()) if letter else self.regions.title
            return self._stated(span, name, "header.type", inferred=True) if name and span else None
        name = self.names.kind_of(number.kind, number.party) if number else None
        span = self.regions.title or Span(0, min(1, len(self.text)))
        return self._stated(span, name, "header.type", inferred=True) if name else None

    def _issued(self, number: Span | None) -> StatedDate | None:
        """The dateline of the letterhead; else the one that closes the text; else the day behind «kèm theo»."""
        line = self._dateline()
        if line:
            return self._date(Span(*line.span("date")))
        if number and self._rescued(number):
            told = patterns()["day_word"].match(self.low, number.end)
            found = find_date(self.low[number.end : number.end + 40])
            if told and found and found[1] <= told.end() - number.end:
                return self._date(Span(number.end + found[1], number.end + found[2]))
        blank = patterns()["dateline_blank"].search(self.low, 0, self._head.end)
        if blank:
            self._report("missing-date", Severity.WARNING, Span(*blank.span()), "Ngày ban hành để trống.",
                         "The date was left blank.")  # fmt: skip
        else:
            self._missing("missing-date", "Văn bản không ghi ngày ban hành.", "The document carries no date.")
        return None

    def _dateline(self) -> re.Match[str] | None:
        """The place-and-date line: in the letterhead, or on a line of its own at the end."""
        word, title = self.regions.type_word, self.regions.title
        end = word.start if word else max(self._head.end, title.start if title else 0)
        for match in datelines(self.low, 0, end):
            if self.text[match.start()].isupper() and not any(a <= match.start() < b for a, b in self.furniture):
                return match
        for match in datelines(self.low, max(self.regions.body.end - 5, 0), len(self.low)):
            opens = self.text[: match.start()].rstrip(" \t*_|")[-1:] in ("\n", "")
            annexed = any(region.start <= match.start() for region in self.regions.annexes)
            if opens and not annexed and self.text[match.start()].isupper():
                return match
        return None

    def _date(self, span: Span) -> StatedDate | None:
        found = find_date(self.low[span.start : span.end])
        written = self.normal.written(span)
        value = found[0] if found else None
        if value is None:
            self._report("invalid-date", Severity.WARNING, span, f"Không có ngày «{written}» trong lịch.",
                         f"No calendar has the date “{written}”.")  # fmt: skip
        return StatedDate(value, written, self.normal.evidence(span, "header.issued"))

    # ------------------------------------------------------------------ issuer and place

    def _issuer_and_place(self, number: DocumentNumber | None, on: date | None) -> tuple[Stated | None, Stated | None]:
        self._on = on
        written, span, rule = self._issuer_words(number)
        if written is None or span is None:
            self._missing("missing-issuer", "Không rõ cơ quan ban hành.", "The issuer is not named.")
            place, at, inferred = self._place(None, on)
            return None, self._placed(place, at, inferred)
        body = self.vocab.find_agency(written, None, on)
        if (body and body.place_id is None) or self._is_national(written, number, on):
            name = self._decided_by(self.names.expand(written))
            return self._stated(span, name, rule, rule != "header.issuer"), None
        place, at, inferred = self._place(written, on)
        name = self._decided_by(self._below_province(self.names.complete(written, place, on)))
        return self._stated(span, name, rule, rule != "header.issuer"), self._placed(place, at, inferred)

    def _decided_by(self, name: str) -> str:
        """The head who decides for the body, where the line above the grounds says so: «BỘ TRƯỞNG BỘ Y TẾ»."""
        preamble = self.regions.preamble
        line = self.text[preamble.start : preamble.end].split("\n")[0].strip(" *") if preamble else ""
        held = patterns()["office_holder"].match(line.lower()) if line.isupper() else None
        if held is None or not fold(name).startswith(fold(held["body"])):
            return name
        return f"{held['office'].capitalize()} {name}"

    def _below_province(self, name: str) -> str:
        """A body of a district or commune, with the name of its place from the dateline: «Phú Lộc, ngày ...»."""
        level, line = patterns()["level_alone"].search(name.lower()), self._dateline()
        place = squeeze(line["place"]) if level and line else ""
        known = level and f"{level['level']} {place}" in squeeze(self.low)
        return f"{name} {self.normal.written(Span(*line.span('place')))}" if line and known else name

    def _placed(self, place: Province | None, at: Span | None, inferred: bool) -> Stated | None:
        return self._stated(at, place.id, "header.place", inferred) if place and at else None

    def _is_national(self, written: str, number: DocumentNumber | None, on: date | None) -> bool:
        """True where neither the name nor the number leaves room for a province."""
        rows = self.vocab.find_issuers(number.issuer) if number and number.issuer else ()
        if patterns()["central_office"].match(written.lower()):
            return True
        if phrase_patterns()["level_last"].search(written.lower()):
            return False
        national = bool(rows) and all(row.jurisdiction == "national" for row in rows)
        return national and not self.names.place_in(written, on)

    def _issuer_words(self, number: DocumentNumber | None) -> tuple[str | None, Span | None, str]:
        """The issuer as the text names it: letterhead, then first sentence, then signature, then number."""
        for source in (self._from_letterhead, self._from_sentence, self._from_signature):
            found = source(number)
            if found:
                return self._spoken_for(found, number)
        return None, None, ""

    def _spoken_for(self, found: tuple[str, Span, str], number: DocumentNumber | None) -> tuple[str, Span, str]:
        """The Party's letterhead names the committee; the signature says which of its organs speaks for it."""
        span = self.regions.signature
        if span is None or number is None or not number.party:
            return found
        line = self.text[span.start : span.end].split("\n")[0]
        mark = patterns()["on_behalf"].match(line.lower())
        words = squeeze(line[mark.end() :].strip(" *|")) if mark else ""
        if not words or fold(words) in fold(found[0]):
            return found
        at = (
            Span(span.start + line.index(words), span.start + line.index(words) + len(words)) if words in line else span
        )
        central = self.vocab.find_agency(words)
        if central and central.place_id is None and central.kind == "party_committee":
            return central.name_vi, at, "header.issuer"
        if patterns()["committee"].match(words.lower()) and phrase_patterns()["party_committee"].match(
            found[0].lower()
        ):
            return f"{words.capitalize()} {found[0]}", at, "header.issuer"
        return found

    def _from_letterhead(self, number: DocumentNumber | None) -> tuple[str, Span, str] | None:
        for row in self.vocab.find_issuers(number.issuer) if number and number.issuer else ():
            # letters that a scan set apart («B Ộ LAO ĐỘNG») are read together where the number tells the name
            apart = r"\s*".join(re.escape(c) for c in re.sub(r"\s+", "", row.name_vi.lower()))
            match = re.compile(rf"(?<!\w){apart}(?!\w)").search(self.low, 0, self._head.end)
            printed = match is not None and not any(a <= match.start() < b for a, b in self.furniture)
            if match and printed and row.jurisdiction == "national" and not self._has_local_body(match.end()):
                return row.name_vi, Span(*match.span()), "header.issuer"
        lines = self._head_lines()
        if not lines:
            return None
        name = self._cased(lines[-1])
        place = self._place_below(lines[-1])
        if place and not self.names.place_in(name, self._on):
            name = f"{name} {place}"
        if number and number.party and patterns()["committee"].match(name.lower()):
            named = (self.names.place_in(line.of(self.text), self._on) for line in lines)
            province = next(filter(None, named), None)
            name = self._committee(name, number, province) if province else name
        return self._of_parent(name, lines, number), lines[-1], "header.issuer"

    def _has_local_body(self, below: int) -> bool:
        """True where a body of a province stands below the central one whose symbol the number bears."""
        lines = [line for line in self._head_lines() if line.start >= below]
        return any(self.names.province.search(squeeze(line.of(self.low))) for line in lines)

    def _of_parent(self, name: str, lines: list[Span], number: DocumentNumber | None) -> str:
        """«UBND TỈNH X | VĂN PHÒNG» is the office of the body above it; a central one is known by its symbol."""
        for row in self.vocab.find_issuers(number.issuer) if number and number.issuer else ():
            if row.jurisdiction == "national" and fold(row.name_vi).startswith(f"{fold(name)} "):
                return row.name_vi
        offices = vocabulary.lists("header_phrases")["bare_offices"]
        office = next((one for one in offices if fold(one) == fold(name)), None)
        branch = patterns()["branch"].match(name.lower())
        desk = patterns()["desk"].match(name.lower())
        if len(lines) < 2 or not (office or branch or desk):
            return name
        above = self.names.expand(self._cased(lines[-2]))
        local = patterns()["district"].search(above.lower()) or patterns()["level_name"].search(above.lower())
        if desk and local:  # «UBND HUYỆN X | PHÒNG NỘI VỤ»
            return f"{name} {above[local.start() :].split(',')[0]}"
        if not (office or branch):
            return name
        if branch and not branch["office"]:  # «NGÂN HÀNG NHÀ NƯỚC | CHI NHÁNH TỈNH X»
            return f"{above} {name}"
        if branch:  # «ĐOÀN TNCS HỒ CHÍ MINH | BAN CHẤP HÀNH TỈNH X»
            return f"{name[: branch.end('office')].capitalize()} {above}{name[branch.end('office') :]}"
        return f"{office} {above}"

    def _committee(self, name: str, number: DocumentNumber, province: Province) -> str:
        """«ĐẢNG BỘ TỈNH X | BAN THƯỜNG VỤ»: the committee of the province whose symbol the number bears."""
        for row in self.vocab.find_issuers(number.issuer):
            agency = self.vocab.agency(f"{row.template_id}@{province.id}") if row.template_id else None
            if agency and agency.name_vi.lower().startswith(name.lower() + " "):
                return agency.name_vi
        return name

    def _place_below(self, line: Span) -> str | None:
        """«HỘI ĐỒNG NHÂN DÂN | motto | TỈNH LONG AN»: the second line of a name, cut off by the other column."""
        for match in patterns()["level_line"].finditer(self.low, line.end, max(self._head.end, line.end)):
            words = list(takewhile(str.isupper, self.text[match.start() : match.end()].strip(" *").split(" ")))
            if len(words) > 1:
                place = self.names.place_in(" ".join(words), self._on)
                return place.label if place else self._cased_words(" ".join(words).lower())
        return None

    def _head_lines(self) -> list[Span]:
        """The names of bodies in the letterhead, the issuer last."""
        head = self._head
        number = next((m for m in find_numbers(self.text[: head.end])), None)
        end = number.start() if number else head.end
        kinds = ("motto", "furniture")
        blocked = [m.span() for kind in kinds for m in patterns()[kind].finditer(self.low, 0, head.end)]
        line = self._dateline()
        pieces: list[Span] = []
        cursor = head.start
        for a, b in sorted([*blocked, *([line.span()] if line else [])]):
            pieces.append(Span(cursor, min(max(cursor, a), head.end)))
            cursor = max(cursor, b)
        pieces.append(Span(min(cursor, head.end), head.end))
        found: list[Span] = []
        for piece in pieces:
            if piece.start <= max(end, head.start) or not found:
                found += self._bodies(piece)
        return found

    def _bodies(self, piece: Span) -> list[Span]:
        """Names of bodies in capitals in one piece of the letterhead."""
        found = []
        for chunk in re.finditer(r"[^\n|_=*#]+(?:\n[^\n|_=*#]+)*", self.text[piece.start : piece.end]):
            start = piece.start + chunk.start()
            cut = patterns()["number_any"].search(chunk.group().lower())
            text = chunk.group()[: cut.start()] if cut else chunk.group()
            begins: list[int] = []
            known = 0  # no name begins inside one that the tables know
            for m in _opener().finditer(text.lower()):
                if m.start() >= known and text[m.start()].isupper() and _starts_body(text, m):
                    begins.append(m.start())
                    name = self.names.known.match(text.lower(), m.start())
                    known = name.end() if name else 0
            for a, b in pairwise([*begins, len(text)]):
                words = text[a:b].rstrip(" \n-.:,")
                if len(words) > 3 and words.upper() == words:
                    found.append(Span(start + a, start + a + len(words)))
        return found

    def _cased(self, span: Span) -> str:
        """A name in capitals as the text prints it elsewhere, else with its first letter in capitals."""
        written = self.normal.written(span)
        pattern = re.compile(re.escape(written.lower()).replace(r"\ ", r"\s+"))
        for match in pattern.finditer(self.low, span.end):
            found = self.text[match.start() : match.end()]
            if not found.isupper() and found[0].isupper():
                return squeeze(found)
        body = self.vocab.find_agency(written)
        if body:
            return body.name_vi
        for inner in islice(_opener().finditer(written.lower()), 1, None):  # «BAN THƯỜNG VỤ HỘI LIÊN HIỆP PHỤ NỮ ...»
            body = self.vocab.find_agency(self.names.expand(written[inner.start() :]))
            if body:
                return f"{self._cased_words(written[: inner.start()].strip())} {body.name_vi}"
        return self._cased_words(written)

    @staticmethod
    def _cased_words(written: str) -> str:
        """Capitals for an office that the lists know, for the first letter and for places; the rest small."""
        offices = vocabulary.lists("header_phrases")["bare_offices"]
        office = next((one for one in offices if fold(one) == fold(written)), None)
        name = " ".join(word if _is_short(word) else word.lower() for word in written.split(" "))
        return office or _local_name(_with_places(written[:1] + name[1:]))

    def _from_sentence(self, number: DocumentNumber | None) -> tuple[str, Span, str] | None:
        """«..., Ủy ban nhân dân tỉnh ban hành Kế hoạch ...»"""
        start = self.regions.preamble.start if self.regions.preamble else self.regions.body.start
        end = self.regions.preamble.end if self.regions.preamble else min(len(self.text), start + 3000)
        best = None
        for match in _issues().finditer(self.low, max(0, start - 1), end):
            group = next(i for i in range(1, (match.lastindex or 0) + 1) if match.group(i))
            a, b = match.span(group)
            words = self.text[a:b]
            if (
                words[:1].isupper()
                and not patterns()["already"].search(words.lower())
                and _opener().match(words.lower())
            ):
                best = (squeeze(words), Span(a, b), "header.issuer.sentence")
        return best

    def _from_signature(self, number: DocumentNumber | None) -> tuple[str, Span, str] | None:
        """«TM. ỦY BAN NHÂN DÂN», «T/M BAN CÁN SỰ ĐẢNG», «THỦ TƯỚNG»."""
        span = self.regions.signature
        if span:
            line = self.text[span.start : span.end].split("\n")[0]
            marks = [m for m in patterns()["on_behalf"].finditer(line.lower()) if line[m.start()].isupper()]
            ends = [m.start() for m in marks[1:]] or [len(line)]
            words = line[marks[0].end() if marks else 0 : ends[0]].strip(" *|")
            if _opener().match(words.lower()):
                a = span.start + line.index(words)
                return self._cased(Span(a, a + len(words))), Span(a, a + len(words)), "header.issuer.signature"
        rows = (
            [r for r in self.vocab.find_issuers(number.issuer) if r.shared != "yes"] if number and number.issuer else []
        )
        names = {r.name_vi for r in rows}
        return (names.pop(), Span(0, min(1, len(self.text))), "header.issuer.number") if len(names) == 1 else None

    def _place(self, issuer: str | None, on: date | None) -> tuple[Province | None, Span | None, bool]:
        """The province: of the issuer's name, of the dateline, else the one the body speaks of (inferred)."""
        place = self.names.place_in(issuer, on) if issuer else None
        if place and issuer:
            at = self.low.find(place.name.lower())
            return place, Span(at, at + len(place.name)) if at >= 0 else Span(0, min(1, len(self.text))), False
        for span in self._head_lines():
            place = self.names.place_in(self.text[span.start : span.end], on)
            if place:
                return place, span, False
        for span in self._head_lines():
            district = patterns()["district"].search(squeeze(span.of(self.low)))
            place = self.vocab.province_of_district(district["name"], on) if district else None
            if place:
                return place, span, True
        line = self._dateline()
        if line:
            name = self.normal.written(Span(*line.span("place"))).split("\n")[-1]
            place = self.vocab.find_province(squeeze(name), on) or self.names.place_in(name, on)
            if place:
                return place, Span(*line.span("place")), line.start() >= self.regions.body.start
        return self._place_of_body(on)

    def _place_of_body(self, on: date | None) -> tuple[Province | None, Span | None, bool]:
        """The one province that the text speaks of; the one named most, where it is named with «tỉnh» or alone."""
        counts: Counter[str] = Counter()
        first: dict[str, Span] = {}
        b = 0
        for capital in self.names.province_capital.finditer(self.text, 0, _BODY_LIMIT):
            a = capital.start()
            match = self.names.province.match(self.low, a, _BODY_LIMIT) if a >= b else None
            if match is None:
                continue
            b = match.end()
            if not patterns()["no_place"].match(self.low[b : b + 8]):
                name = squeeze(match.group())
                counts[name] += 3 if patterns()["place_level"].search(self.low[max(0, a - 12) : a]) else 1
                first.setdefault(name, Span(a, b))
        ranked = counts.most_common(2)
        if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
            return None, None, False
        name = ranked[0][0]
        return self.vocab.find_province(name, on or self._newest_date()), first[name], True

    def _newest_date(self) -> date | None:
        """The newest full date that the text names: it is no older."""
        found = [find_date(m.group()) for m in patterns()["full_date"].finditer(self.low, 0, _BODY_LIMIT)]
        days = [told[0] for told in found if told and told[0]]
        return min(max(days, default=None) or date.max, date.max) if days else None

    # ------------------------------------------------------------------ signature and recipients

    def _signer(self) -> Stated | None:
        """The name below the signature, be it beside or after the recipients."""
        found = self._signer_below() or self._signer_beside() or self._signer_after()
        if found is None:
            self._missing("missing-signer", "Văn bản không ghi người ký.", "No signer is printed.", Severity.INFO)
        return found

    def _signer_below(self) -> Stated | None:
        span = self.regions.signature
        lines = re.split(r"\n", self.text[span.start : span.end]) if span else []
        if span and len(lines) == 2 and is_name(f"{lines[0].split()[-1]} {lines[1].strip()}"):
            return self._name_in(" ".join(lines), span.start)  # a line end broke the name behind its office
        for line in reversed(lines):
            assert span
            name = self._name_in(line, span.start + self.text[span.start : span.end].rindex(line))
            if name:
                return name
        return None

    def _signer_after(self) -> Stated | None:
        """The name behind the recipients, where the page set them between office and name."""
        span = self.regions.signature
        if span is None:
            return None
        after = max(span.end, self.regions.recipients.end if self.regions.recipients else 0)
        for line in re.finditer(r"[^\n]*[^\W\d_][^\n]*", self.text[after : after + 300]):
            name = self._name_in(line.group(), after + line.start())
            if name:
                return name
            bare = line.group().strip(" *|()[].")
            if not self._office(bare) and not patterns()["signed"].match(bare.lower()):
                break
        return None

    def _signer_beside(self) -> Stated | None:
        """The name in the right column, on a line of the recipients."""
        region = self.regions.recipients
        for line in _COLUMN.finditer(self.text, region.start, region.end) if region else ():
            name = line["right"].rstrip(" \t*|")
            if is_name(name):
                at = line.start("right")
                return self._stated(Span(at, at + len(name)), squeeze(name), "header.signer")
        return None

    def _name_in(self, line: str, at: int) -> Stated | None:
        match = name_line().match(line)
        if match and is_name(match["name"]):
            return self._stated(
                Span(at + match.start("name"), at + match.end("name")), squeeze(match["name"]), "header.signer"
            )
        tail = re.search(r"(?:[^\W\d_]+\s+){1,5}[^\W\d_]+\s*[*|]*$", line)
        words = tail.group().split() if tail else []
        while words and words[0].isupper() and len(words[0]) > 1:
            words = words[1:]
        name = " ".join(words).strip(" *|")
        if tail and is_name(name) and any(c.islower() for c in name):
            start = at + line.rindex(words[0], 0, len(line))
            start = at + line.find(name) if name in line else start
            return self._stated(Span(start, start + len(name)), name, "header.signer")
        return None

    def _beside(self, words: str) -> bool:
        """True for what stands in the column of the signature: an office, a name, «Đã ký»."""
        return self._office(words) or is_name(words) or bool(patterns()["signed"].match(words.lower()))

    @staticmethod
    def _office(words: str) -> bool:
        """True for an office in capitals that stood in the other column."""
        if not words.isupper():
            return False
        office = vocabulary.lists("header_phrases")["offices"]
        return squeeze(words).lower() in office or patterns()["on_behalf"].match(words.lower()) is not None

    def _recipients(self) -> tuple[Stated, ...]:
        """The items under «Nơi nhận», without dash and closing mark."""
        region = self.regions.recipients
        if region is None:
            self._missing(
                "missing-recipients", "Văn bản không có mục Nơi nhận.", "There is no list of recipients.", Severity.INFO
            )
            return ()
        label = patterns()["recipients"].match(self.low, region.start) or patterns()["recipients_inline"].match(
            self.low, region.start
        )
        start = label.end() if label else region.start + 9
        found = []
        cursor = start
        for mark in [*_ITEM.finditer(self.text, start, region.end), None]:
            end = mark.start() if mark else region.end
            piece = self.text[cursor:end]
            columns = [column.strip(" \t\n*_|") for column in re.split(r"\s{2,}", piece.strip(" \t\n*_|"))]
            while len(columns) > 1 and self._beside(columns[-1]):
                columns.pop()
            last = piece.rfind(columns[-1]) + len(columns[-1])
            bare = piece[:last].strip(" \t\n*_|").lstrip("-+• *").rstrip(";,.: ")
            if len(bare) > 1 and re.search(r"\w", bare) and not self._office(bare) and not _COPIES.fullmatch(bare):
                at = cursor + piece.index(bare)
                found.append(
                    self._stated(Span(at, at + len(bare)), self._plain(Span(at, at + len(bare))), "header.recipient")
                )
            cursor = mark.end() if mark else end
        return tuple(found)


@cache
def _opener() -> re.Pattern[str]:
    words = vocabulary.lists("header_phrases")["body_openers"]
    return re.compile(rf"(?<!\w){spaced(vocabulary.trie(words))}(?!\w)")


def _starts_body(text: str, match: re.Match[str]) -> bool:
    """True where an opener starts a name of its own: at the head of a line, or not joined to what stands before."""
    before = text[: match.start()]
    around = (*before.split()[-1:], match.group(), *text[match.end() :].split()[:1])
    if before.split() and any(f"{a} {b}".lower() in _place_names() for a, b in pairwise(around)):
        return False  # "thành phố Hải Phòng", "thành phố Hội An"
    if not before.strip() or before.rstrip(" *").endswith("\n"):
        words = before.split()
        return not (words and words[-1].lower() in _joints())
    words = before.split()
    if words[-1].lower() in _joints() or words[-1] == "-":
        return False
    inner = vocabulary.lists("header_phrases")["inner_openers"]
    return squeeze(match.group()).lower() in inner and len(words) > 3


def _local_name(name: str) -> str:
    """The name of a district or commune with capitals: "xã cần giuộc" is "xã Cần Giuộc"."""
    match = patterns()["level_name"].search(name)
    return name[: match.start("name")] + " ".join(w.capitalize() for w in match["name"].split()) if match else name


@cache
def _place_names() -> dict[str, str]:
    """The names of provinces and districts, by their letters in lower case."""
    found = vocabulary.load()
    names = [row.name for row in found.districts] + [row.name for row in found.provinces]
    return {place_tones(name.lower()): name for name in names}


def _is_short(word: str) -> bool:
    """True for letters that stand for words: no syllable has none of the vowels (THPT, TNCS)."""
    return len(word) > 1 and word.isupper() and not set(unmark(word.lower())) & set("aeiouy")


@cache
def _place_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){vocabulary.trie(name for name in _place_names() if ' ' in name)}(?!\w)")


def _with_places(name: str) -> str:
    """A name with the capitals of the places in it: "Điện lực quảng trị" is "Điện lực Quảng Trị"."""
    found = _place_pattern().finditer(place_tones(name.lower()))
    for match in found:
        name = name[: match.start()] + _place_names()[match.group()] + name[match.end() :]
    return name


@cache
def _joints() -> frozenset[str]:
    return frozenset(vocabulary.lists("header_phrases")["name_joints"])
