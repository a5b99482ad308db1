"""Where the parts of a page lie: letterhead, title, preamble, body, signature, recipients, annexes.

Layout after Decree 30/2020/NĐ-CP annex I and Party guidance 36-HD/VPTW; phrases are data (header_phrases.yaml).
Texts come as they come: a whole letterhead in one line, tables instead of columns, headings of crawlers above it,
recipients before or after the signature. `find` always gives an answer; what a text does not have is `None`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import islice, pairwise

from policygraph import vocab as vocabulary
from policygraph.identity import find_numbers
from policygraph.outline import Regions
from policygraph.structure import tables
from policygraph.text import SMALL, NormalText, Span, squeeze
from policygraph.vocab import Vocabulary

#: The letterhead, title and preamble stand within so many characters.
_HEAD_LIMIT = 12_000
#: A title is no longer than this.
_TITLE_LIMIT = 1_500
#: A paragraph on one line is longer than a wrapped line.
_WRAP = 100
#: The place before a date is shorter than this.
_PLACE = 100
#: So many lines are tried as the office above a signature.
_CANDIDATES = 200
_MARKUP = " \t\n*_#>|~="
_LINES = re.compile(r"\n[^\n]+")
_BREAK = re.compile(r"\n[ \t*]*(?:[-_=*~]{3,}[ \t]*)?(?=\n)|\n[ \t*]*[-_=~]{3,}|(?<=\s)-{4,}|\|")
_SMALL_WORD = re.compile(rf"[^\W\d_]*[{SMALL}][^\W\d_]*")


def find(normal: NormalText, vocab: Vocabulary | None = None) -> Regions:
    """The regions of ``normal``; total: any text gives an answer and every span lies inside the text.

    A decision that brings a plan: title and preamble are the decision's, the body goes on to the end of the plan,
    so that signature and recipients may lie inside the body. A letter has its ``V/v`` line as title.

    >>> from policygraph.text import SourceText
    >>> page = "Số: 5/KH-UBND\\nKẾ HOẠCH\\nVỀ AN TOÀN\\nCăn cứ luật, như sau:\\nI. MỤC ĐÍCH\\n1. A"
    >>> regions = find(NormalText(SourceText("a.txt", "0" * 64, "text/plain", page)))
    >>> regions.title.of(page), regions.preamble.of(page), regions.body.of(page)
    ('VỀ AN TOÀN', 'Căn cứ luật, như sau:', 'I. MỤC ĐÍCH\\n1. A')
    """
    return _Page(normal, vocab or vocabulary.load()).regions()


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The phrases of the page: one pattern for each kind, to be searched in lower-case text."""
    kinds: dict[str, list[str]] = {}
    for phrase in vocabulary.phrases("header_phrases"):
        kinds.setdefault(phrase.kind, []).append(phrase.pattern.pattern)
    return {kind: re.compile("|".join(found)) for kind, found in kinds.items() if kind != "issues"}


@cache
def _below_top() -> dict[str, re.Pattern[str]]:
    """The phrases as they stand below the first line, where a line feed is before what opens a line."""
    return {kind: re.compile(found.pattern.replace(r"(?:^|\n)", r"\n")) for kind, found in patterns().items()}


def openings(kind: str, low: str, start: int, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """The places where a phrase opens a line; behind a line feed, which all but the top of a text has, found fast."""
    top = patterns()[kind].match(low, 0, end) if start == 0 else None
    if top:
        yield top
    yield from _below_top()[kind].finditer(low, top.end() if top else start, end)


def datelines(low: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The place-and-date lines in a stretch of text; looked for only where the day stands.

    The name of a place may run over two lines: where it does, its second line alone comes next.
    """
    day = patterns()["dateline_day"].search(low, start, end)
    for match in patterns()["dateline"].finditer(low, max(start, day.start() - _PLACE), end) if day else ():
        yield match
        wrap = match.group().find("\n", 0, match.start("date") - match.start())
        if wrap >= 0:
            yield from patterns()["dateline"].finditer(low, match.start() + wrap + 1, match.end())


@cache
def name_line() -> re.Pattern[str]:
    """A line that may hold a person's name, after academic or military titles."""
    titles = vocabulary.trie(vocabulary.lists("header_phrases")["titles"]).replace(r"\ ", r"\s{1,3}")
    return re.compile(
        rf"[ \t*_|]*(?:(?i:{titles})[.,]?[ \t]*){{0,3}}"
        r"(?P<name>[^\W\d_]{1,10}(?:(?:[ \t]+|['’])[^\W\d_]{1,10}){1,5})[ \t*_|.`]*(?=\n|\||$)"
    )


@cache
def _kind_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    tails = vocabulary.trie(vocabulary.lists("header_phrases")["kind_tails"]).replace(r"\ ", r"\s{1,16}")
    words = vocabulary.trie((name.lower() for name in names), opening=True).replace(r"\ ", r"\s{1,16}")
    return re.compile(rf"(?:{words})(?:\s{{1,5}}(?:{tails})(?=\s))?(?!\w)")


@cache
def _kind_capitals(names: tuple[str, ...]) -> re.Pattern[str]:
    """The first letter of a word in capitals, where a kind of document may begin."""
    letters = "".join(sorted({name[0].upper() for name in names}))
    return re.compile(rf"[{letters}](?<!\w.)(?![{SMALL}])")


@cache
def _behalf_capitals() -> re.Pattern[str]:
    """The capitals with which those who sign for others say so, the second one or a stroke behind it."""
    signs = (sign.upper() for sign in vocabulary.lists("header_phrases")["on_behalf"])
    return re.compile("|".join(rf"{sign[0]}(?<![\w/].)(?=/|{sign[1:2]})" for sign in signs))


@cache
def _office_pattern() -> re.Pattern[str]:
    words = vocabulary.trie(vocabulary.lists("header_phrases")["offices"]).replace(r"\ ", r"\s{1,16}")
    column = patterns()["column"].pattern
    return re.compile(rf"(?:\n[ \t>#*]*|\|[ \t*]*|{column})(?P<office>{words})(?!\w)")


@cache
def _opener_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<=[\s.;])(?:{patterns()['opener'].pattern})")


@cache
def _line_label() -> re.Pattern[str]:
    return re.compile(rf"\n[ \t*#]*(?:{patterns()['first_label'].pattern})")


@cache
def _text_label() -> re.Pattern[str]:
    """The first label of the body: on a line of its own, or in a line after a mark that ends a sentence."""
    label = patterns()["first_label"].pattern
    return re.compile(rf"(?:(?<=\n)[ \t*#>|]*|(?<=[:;.,…”\")/])[ \t\n]+[ \t*#]*)(?P<label>{label})")


@cache
def _speaker_pattern() -> re.Pattern[str]:
    """A line that says that a body meets, issues or orders: no title goes on with it."""
    words = vocabulary.trie(vocabulary.lists("header_phrases")["body_openers"]).replace(r"\ ", r"\s{1,16}")
    verbs = "|".join(vocabulary.lists("header_phrases")["speaking_verbs"]).replace(" ", r"\s+")
    verb_tails = "|".join(vocabulary.lists("header_phrases")["verb_tails"])
    return re.compile(rf"\n[ \t*]*(?P<body>{words})\s(?!{verb_tails})[^\n]{{0,120}}?\s(?:{verbs})(?!\w)")


class _Page:
    """One text on its way to its regions."""

    def __init__(self, normal: NormalText, vocab: Vocabulary) -> None:
        self.normal, self.text, self.low = normal, normal.text, normal.lowered
        self.kinds = _kind_pattern(vocab.document_type_names)
        self.capitals = _kind_capitals(vocab.document_type_names)
        table = tables.first_held(normal)
        self.limit = min(len(self.text), _HEAD_LIMIT, len(self.text) if table is None else table)
        self._furniture: dict[int, int] = {}  # line that was looked at -> where its furniture ends
        self.dateline = self._find_dateline()
        self.anchor = self._find_anchor()
        self.letter = self._find_letter()

    def regions(self) -> Regions:
        if (alone := self._annexes_alone()) is not None:
            return alone
        type_word, title, after = self._title()
        body_start = self._body_start(after)
        head_end = type_word.start if type_word else (title.start if title else 0)
        if self.letter is not None:
            head_end = self.letter
        preamble = self._trimmed(after, body_start)
        signature = self._signature(body_start)
        recipients = self._recipients(body_start, signature)
        body_end, annexes = self._ends(body_start, signature, recipients, type_word)
        return Regions(
            Span(0, head_end), type_word, title, preamble, Span(body_start, max(body_start, body_end)),
            recipients, signature, annexes,
        )  # fmt: skip

    def _annexes_alone(self) -> Regions | None:
        """The regions of a file that begins with the heading of an annex: the document lies in another file."""
        first = patterns()["annex"].search(self.low, 0, _TITLE_LIMIT)
        if first is None or self.text[: first.start()].strip(_MARKUP) or not self._annex(first, 0) or self.dateline:
            return None
        headings = [m for m in patterns()["annex"].finditer(self.low) if self._annex(m, 0)]
        nothing = Span(0, 0)
        return Regions(nothing, None, None, None, nothing, None, None, self._split(headings))

    def attached(self, outer: Regions) -> Regions | None:
        """The regions of what this document brings with it."""
        closing = [span for span in (outer.signature, outer.recipients) if span]
        at = self._attached(max((span.end for span in closing), default=0), outer.type_word) if closing else None
        kind = self.kinds.match(self.low, at) if at is not None else None
        if kind is None or kind.start() >= outer.body.end:
            return None
        title = self._title_after(kind.end(), len(self.text))
        after = title.end if title else kind.end()
        start = min(self._body_start(after), outer.body.end)
        return Regions(
            Span(kind.start(), kind.start()), Span(*kind.span()), title, self._trimmed(after, start),
            Span(start, outer.body.end), None, None,
        )  # fmt: skip

    # ------------------------------------------------------------------ letterhead and title

    def _in_furniture(self, at: int) -> bool:
        """True in a line that a crawler or the gazette put on the page."""
        line = max(0, self.low.rfind("\n", 0, at))
        if line not in self._furniture:
            match = patterns()["furniture"].match(self.low, line)
            self._furniture[line] = match.end() if match else -1
        return self._furniture[line] > at

    def _find_dateline(self) -> int:
        """Where the place-and-date line of the letterhead ends; 0 where there is none above the text."""
        for match in datelines(self.low, 0, min(self.limit, 4000)):
            if self.text[match.start()].isupper() and not self._in_furniture(match.start()):
                return match.end()
        return 0

    def _find_anchor(self) -> int:
        """The end of the dateline, else of the number: what stands below it in a letterhead that runs together."""
        if self.dateline:
            return self.dateline
        for match in find_numbers(self.text[: min(self.limit, 2000)]):
            if patterns()["number_label"].search(self.low[max(0, match.start() - 14) : match.start()]):
                return match.end()
        return 0

    def _find_letter(self) -> int | None:
        """Where «Kính gửi» stands, if the page is a letter: no kind of document in capitals above it."""
        match = next(openings("letter", self.low, 0, min(self.limit, 5000)), None)
        first = next(self._capital_kinds(), None) if match else None
        return None if match is None or (first and first.start() < match.start()) else match.start()

    def _capital_kinds(self) -> Iterator[re.Match[str]]:
        """Kinds of documents that stand in capitals where a title may begin."""
        last = 0
        for capitals in self.capitals.finditer(self.text, 0, self.limit):
            at = capitals.start()
            match = self.kinds.match(self.low, at, self.limit) if at >= last else None
            if match and not self.text[at : match.end()].isupper():  # «KẾ HOẠCH | Phối hợp ...»: the kind ends its line
                stop = self.low.find("\n", at, match.end())
                match = self.kinds.match(self.low, at, stop) if stop > 0 else None
            if match and self.text[at : match.end()].isupper() and not self._in_furniture(at):
                line = self.text[self.low.rfind("\n", 0, at) + 1 : at].strip(_MARKUP)
                apart = self.anchor and self.anchor <= at and not (line and line.split()[-1].isupper())
                if not line or apart:  # «HỘI LUẬT GIA» is no law
                    last = match.end()
                    yield match

    def _title(self) -> tuple[Span | None, Span | None, int]:
        """Type word, title, and where the text goes on after them."""
        if self.letter is not None:
            return None, self._subject(self.letter), self.letter
        late = (m for m in self._capital_kinds() if m.start() >= self.dateline)
        match = next(late, None) or next(self._capital_kinds(), None)
        if match is None:
            match = self._plain_kind()
        if match is None:
            subject = self._subject(min(self.limit, 3000))
            return None, subject, max(self.dateline, subject.end if subject else 0)
        type_word = Span(*match.span())
        title = self._title_after(type_word.end)
        return type_word, title, title.end if title else type_word.end

    def _plain_kind(self) -> re.Match[str] | None:
        """A kind of document that opens a line without capitals: «Chỉ thị về việc ...»."""
        for match in self.kinds.finditer(self.low, 0, min(self.limit, 3000)):
            line = self.low.rfind("\n", 0, match.start())
            opens = not self.low[line + 1 : match.start()].strip(_MARKUP) or match.start() == self.dateline
            if opens and self.text[match.start()].isupper() and not self._in_furniture(match.start()):
                return match
        return None

    def _subject(self, end: int) -> Span | None:
        """The «V/v» line above ``end``, up to the next cell, dateline or empty line."""
        for match in patterns()["subject"].finditer(self.low, 0, end):
            if self._in_furniture(match.start()):
                continue
            stops = [end, match.end() + _TITLE_LIMIT]
            stops += [m.start() for m in (_BREAK.search(self.text, match.end(), end),) if m]
            found = datelines(self.low, match.end(), end)
            date = next((m for m in found if self.text[m.start()].isupper()), None)
            if date and "\n" in self.text[match.end() : date.start() + 1]:
                stops.append(self.text.rfind("\n", match.end(), date.start() + 1))
            elif date:
                stops.append(date.start())
            motto = patterns()["motto"].search(self.low, match.end(), end)
            stops += [motto.start()] if motto else []
            return self._trimmed(match.end(), min(stops))
        return None

    def _title_after(self, start: int, limit: int | None = None) -> Span | None:
        """The subject below the type word."""
        limit = self.limit if limit is None else limit
        while start < limit and self.text[start] in _MARKUP + ":-.":
            start += 1
        owner = patterns()["title_owner"].match(self.low, start, limit)
        if owner and self.text[start : owner.end()].isupper() and self.text[owner.end("gap")].islower():
            start = owner.end("gap")
        stop = min(limit, start + _TITLE_LIMIT)
        first = re.compile(r"[^\W\d_]{2,}").search(self.text, start, stop)
        if first is None:
            return None
        if first.group().isupper() or self.text[first.end() : first.end() + 9].isupper():
            end = self._capital_end(start, stop)
        else:
            end = self._plain_end(start, stop)
        return self._trimmed(start, end)

    def _capital_end(self, start: int, stop: int) -> int:
        """Where capitals end; symbols inside document numbers may be in lower case."""
        numbers = [m.span() for m in find_numbers(self.text[start:stop])]
        end = stop
        for match in _SMALL_WORD.finditer(self.text, start, stop):
            at = match.start() - start
            if len(match.group()) > 1 and not any(a <= at < b for a, b in numbers) and match.start() > start + 3:
                end = match.start()
                break
        bracket = patterns()["attached"].search(self.low, start, end)
        end = min(end, bracket.start()) if bracket else end
        label = patterns()["first_label"].search(self.low, start, min(stop, end + 2))  # a letter follows a label
        if label and self.text[label.start() - 1] in "\n.:; ":
            end = min(end, label.start())
        end = self._until_break(start, end)
        authority = patterns()["authority"].search(self.low[start:end].rstrip())
        if authority and not patterns()["of_end"].search(self.low[start : start + authority.start()]):
            end = start + authority.start()
        below = patterns()["about"].match(self.low, end)
        if below and below["small"] and not self.text[below.start("small")].islower():
            return end
        return self._plain_end(below.end(), stop) if below and "\n" in self.text[end - 2 : below.end()] else end

    def _until_break(self, start: int, end: int) -> int:
        """The title stops at an empty line, unless what follows is more of it, in capitals."""
        for match in _BREAK.finditer(self.text, start, end):
            rest = self.text[match.end() : end].strip(_MARKUP + "-_")
            if not rest or match.group() == "|" or patterns()["authority"].match("\n" + rest.lower().split("\n")[0]):
                return match.start()
            return match.start() if self.text[start : match.start()].count(" ") > 3 else end
        return end

    def _plain_end(self, start: int, stop: int) -> int:
        """Where a title in small letters ends: an empty line, a long line, or a word that opens the grounds."""
        block = _BREAK.search(self.text, start, stop)
        end = block.start() if block else stop
        line = self.text.find("\n", start, end)
        if line > 0 and line - start > _WRAP:
            end = line
        stops = [end]
        stops += [m.start() for m in (_line_label().search(self.low, start, end),) if m]
        stops += [
            m.start() for m in _opener_pattern().finditer(self.low, start + 8, end) if self.text[m.start()].isupper()
        ]
        stops += [
            m.start() for m in _speaker_pattern().finditer(self.low, start, end) if self.text[m.start("body")].isupper()
        ]
        stops += [line.start() for line in _LINES.finditer(self.text, start, end) if self._decides(line.group())]
        return min(stops)

    def _decides(self, line: str) -> bool:
        """True for a line in capitals that names who decides, below a title in small letters."""
        return self._capitals(line) and patterns()["decider"].match(line.strip(" \n*").lower()) is not None

    # ------------------------------------------------------------------ body

    def _body_start(self, start: int) -> int:
        """The first label below the title; else what follows «như sau:»; else the end of the title."""
        gap = len(self.text[start : start + 50]) - len(self.text[start : start + 50].lstrip(_MARKUP))
        if patterns()["first_label"].match(self.low, start + gap):
            return start + gap
        lead = patterns()["lead_in"].search(self.low, start, min(len(self.text), start + _HEAD_LIMIT))
        for match in _text_label().finditer(self.low, start, min(len(self.text), start + 2 * _HEAD_LIMIT)):
            at = match.start("label")
            own_line = "\n" in self.text[max(start - 1, match.start() - 1) : at] or match.start() == start
            if own_line or self.text[match.end() :].lstrip(" *\n")[:1].isupper():
                begin = match.start() if own_line else at
                return begin + len(self.text[begin:at]) - len(self.text[begin:at].lstrip())
        if lead:
            return min(len(self.text), lead.end() + len(re.match(r"\s*", self.text[lead.end() :]).group()))  # type: ignore[union-attr]
        return start

    # ------------------------------------------------------------------ end of the page

    def _signature(self, start: int) -> Span | None:
        """The first block of «TM.», «KT.» ... or of an office in capitals above a name."""
        for match in self.normal.capitalised(_behalf_capitals(), patterns()["on_behalf"], start):
            head = self.text[match.start() : match.end() + 12]
            if not self._capitals(head) or self._in_furniture(match.start()):
                continue
            return self._trimmed(match.start(), self._signature_end(match.start()))
        for match in islice(_office_pattern().finditer(self.low, start), _CANDIDATES):
            line = self.text[match.end() : match.end() + 80].split("\n")[0].split("|")[0]
            begin = match.start("office")
            if self._capitals(self.text[begin : match.end()]) and self._signs(match.end(), line):
                return self._trimmed(begin, self._signature_end(begin))
        return None

    def _signs(self, end: int, line: str) -> bool:
        """A name follows, in the line or below it, and the line holds nothing but capitals or the name."""
        name = name_line().match(line) if line.strip() else None
        if name and is_name(name["name"]):
            return True
        if line.strip(_MARKUP) and not self._capitals(line):
            return False
        below = self.text[end + len(line) : end + len(line) + 300]
        return any(is_name(m["name"]) for m in map(name_line().match, below.split("\n")) if m)

    @staticmethod
    def _capitals(text: str) -> bool:
        letters = [c for c in text if c.isalpha()]
        return bool(letters) and all(c.isupper() for c in letters)

    def _signature_end(self, start: int) -> int:
        """Lines of capitals, then at most one name (also below the recipients)."""
        cell = self.text.find("|", start)
        stop = min(
            len(self.text), start + 700, cell if cell > 0 and "\n" not in self.text[start:cell] else len(self.text)
        )
        end = start
        for match in re.finditer(r"[^\n]+", self.text[start:stop]):
            line = match.group()
            at = start + match.end()
            bare = line.strip(_MARKUP + "()[].")
            if not bare or self._capitals(bare) or patterns()["signed"].match(bare.lower()):
                end = at
                continue
            tail = re.search(rf"\s+(?=[^\W\d_][{SMALL}])", line) if end == start else None
            name = name_line().match(line, tail.end() if tail else 0)
            if tail and (broken := self._broken_name(start + match.start() + tail.end(), at)):
                return broken
            if name and is_name(name["name"]):
                return start + match.start() + name.end("name")
            break
        return (
            max(end, min(stop, self.text.find("\n", start) if "\n" in self.text[start:stop] else stop))
            if end == start
            else end
        )

    def _broken_name(self, begin: int, line_end: int) -> int | None:
        """The end of a name behind its office that the last line end breaks: "PHÓ CHỦ TỊCH Giàng | A Dình"."""
        rest = self.text[line_end:].strip()
        whole = f"{squeeze(self.text[begin:line_end])} {rest}"
        return line_end + len(self.text[line_end:].rstrip()) if rest and "\n" not in rest and is_name(whole) else None

    def _recipients(self, start: int, signature: Span | None) -> Span | None:
        """From «Nơi nhận» to its file line, the signature, the end of its cell or an empty line."""
        match = next(openings("recipients", self.low, start), None)
        match = match or patterns()["recipients_inline"].search(self.low, start)
        if match is None:
            return None
        begin = match.start() + len(match.group()) - len(match.group().lstrip(_MARKUP))
        stops = [len(self.text), begin + 6000]
        cell = self.text.find("|", match.end(), begin + 6000)
        if cell > 0 and "\n" not in self.text[match.end() : cell].strip("\n"):
            stops.append(cell)
        if signature and "\n" in self.text[begin : max(begin, signature.start)]:
            stops.append(signature.start)
        annex = next(openings("annex", self.low, match.end(), min(stops)), None)
        stops += [annex.start()] if annex else []
        if signature and min(stops) == signature.start and self._is_inside(match.start()):
            return self._trimmed(begin, signature.start)  # all stands behind one another: lines tell nothing
        return Span(begin, self._list_end(match.end(), min(stops)))

    def _is_inside(self, at: int) -> bool:
        """True where words stand before the place on its line, and no cell of a table ends there."""
        return bool(self.text[self.text.rfind("\n", 0, at) + 1 : at].strip(_MARKUP))

    def _list_end(self, start: int, stop: int) -> int:
        end, items = start, 0
        for line in re.finditer(r"[^\n]+", self.text[start:stop]):
            bare = line.group().strip()
            if not bare.strip(_MARKUP + "-"):
                continue
            bullet = re.match(r"[-+•–]|\*\s", bare)
            if items and not bullet and self._capitals(bare):
                break
            if items and not bullet and self._ended(end) and not patterns()["file_line"].match(bare.lower()):
                name = name_line().match(bare)
                if (name and is_name(name["name"])) or not bare.endswith((";", ",")):
                    break
            end, items = start + line.end(), items + 1
            if patterns()["file_line"].match(bare.lower()):
                break
        return max(start, len(self.text[:end].rstrip()))

    def _ended(self, end: int) -> bool:
        return self.text[:end].rstrip()[-1:] in ";.,"

    def _ends(
        self, start: int, signature: Span | None, recipients: Span | None, type_word: Span | None
    ) -> tuple[int, tuple[Span, ...]]:
        """Where the body ends, and the annexes."""
        closing = [span for span in (signature, recipients) if span]
        first = min([self._closing_dateline(start), *(span.start for span in closing)])
        last = max((span.end for span in closing), default=len(self.text))
        last = max(last, first) if closing else first
        headings = [m for m in openings("annex", self.low, start) if self._annex(m, last)]
        attached = self._attached(last, type_word) if closing else None
        if attached is not None:
            inner = [m for m in headings if m.start() > attached]
            again = self._signature(attached + 1)
            body_end = min([len(self.text), *(m.start() for m in inner), *([again.start] if again else [])])
            return body_end, self._split(inner)
        if not closing or (headings and headings[0].start() < first):
            body_end = min([first, *(m.start() for m in headings[:1])])
            return self._trim_end(start, body_end), self._split(headings)
        headings = [m for m in headings if m.start() >= first]
        if not headings:
            headings = list(islice(openings("annex_list", self.low, last), 1))
        rest = self._trimmed(last, headings[0].start() if headings else len(self.text))
        extra = (rest,) if rest and len(rest) > 200 else ()
        return self._trim_end(start, first), extra + self._split(headings)

    def _closing_dateline(self, start: int) -> int:
        """A place-and-date line at the end of a text without signature closes the body."""
        for match in datelines(self.low, max(start, len(self.text) - 1500), len(self.text)):
            if self.text[match.start()].isupper() and self.text[: match.start()].rstrip(" \t*_|")[-1:] == "\n":
                return match.start()
        return len(self.text)

    def _annex(self, match: re.Match[str], last: int) -> bool:
        """A heading of an annex: in capitals, or a short line."""
        word = patterns()["annex_word"].search(match.group())
        if word and self.text[match.start() + word.start() : match.end()].replace(" ", "").isupper():
            return True
        line = self.text[match.end() :].split("\n", 1)[0]
        return (len(line) < 40 and match.start() >= last) or len(line.strip(_MARKUP)) < 12

    def _attached(self, last: int, type_word: Span | None) -> int | None:
        """Where a document brought by this one begins: a kind in capitals on its own line below the signature."""
        for match in self.kinds.finditer(self.low, last, min(len(self.text), last + 1500)):
            line = self.text.rfind("\n", 0, match.start())
            opens = not self.text[line + 1 : match.start()].strip(_MARKUP)
            annex = patterns()["annex"].search(self.low, last, match.start())
            if opens and self.text[match.start() : match.end()].isupper() and type_word and not annex:
                return match.start()
        return None

    def _split(self, headings: list[re.Match[str]]) -> tuple[Span, ...]:
        """One span for each annex, from its heading to the next."""
        starts = [m.start() + len(m.group()) - len(m.group().lstrip(_MARKUP)) for m in headings]
        spans = [self._trimmed(a, b) for a, b in pairwise([*starts, self._text_end()]) if b > a]
        return tuple(span for span in spans if span)

    def _text_end(self) -> int:
        """The end of the text without what a crawler put below it."""
        end = len(self.text)
        for match in reversed(list(openings("furniture", self.low, max(0, end - 800)))):
            if not self.text[match.end() : end].strip():
                end = match.start()
        return end

    def _trim_end(self, start: int, end: int) -> int:
        return start + len(self.text[start:end].rstrip(" \t\n|*_"))

    def _trimmed(self, start: int, end: int) -> Span | None:
        """The span without white space and markup at its ends; `None` if nothing is left."""
        piece = self.text[start:end]
        begin = start + len(piece) - len(piece.lstrip(_MARKUP + "-"))
        last = begin + len(self.text[begin:end].rstrip(" \t\n*_#>|"))
        if self.text.endswith("---", begin, last):
            last = begin + len(self.text[begin:last].rstrip("-").rstrip())
        return Span(begin, last) if last > begin else None


def is_name(name: str) -> bool:
    """Looks like a person's name: two to six words, each with a capital first.

    >>> is_name("Lê An"), is_name("H’Yim Niê"), is_name("Kế hoạch")
    (True, True, False)
    """
    words = re.sub("['’]", " ", name).split()
    return 2 <= len(words) <= 6 and all(w[0].isupper() and (len(w) == 1 or w[1:].islower()) for w in words)


def attached(normal: NormalText, regions: Regions, vocab: Vocabulary | None = None) -> Regions | None:
    """The plan that a decision brings, in offsets of the whole text; `None` where it brings none.

    >>> from policygraph.text import SourceText
    >>> page = "QUYẾT ĐỊNH\\nBAN HÀNH KẾ HOẠCH A\\nCăn cứ B;\\nĐiều 1. Ban hành.\\nTM. ỦY BAN\\nCHỦ TỊCH\\nLê An"
    >>> normal = NormalText(SourceText("a.txt", "0" * 64, "text/plain", page + "\\nKẾ HOẠCH\\nLÀM A\\nI. MỤC TIÊU"))
    >>> attached(normal, find(normal)).title.of(normal.text)
    'LÀM A'
    """
    closing = [span.end for span in (regions.signature, regions.recipients) if span]
    if not closing or regions.body.end <= max(closing):
        return None
    return _Page(normal, vocab or vocabulary.load()).attached(regions)
