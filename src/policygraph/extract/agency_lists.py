"""Lists of agencies in running text: where each name begins and ends, and where the list ends and the work begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from policygraph import vocab
from policygraph.reading import Reading
from policygraph.text import Span, place_tones

#: No name is longer than this; what runs on is no name.
LONGEST = 160
#: "Chủ tịch UBND các huyện" is three deep; nothing real is deeper than this.
_DEEPEST = 6

#: A name in small letters has no more words behind its head.
_PLAIN_WORDS = 9
#: The name of a place at the end of a body's name is no longer than this.
_PLACE_REACH = 40
#: The lists and the phrases with which a body or a person in office begins: where none does, nothing is tried.
_OPENING = ("alone", "bodies", "generic", "heads", "nouns", "persons")
_OPENING_PHRASES = (
    "several", "articles", "short-name", "open-noun", "joint-office", "staff", "steering", "steering-about",
)  # fmt: skip
_CAPITAL = "[A-ZĐÀÁẢÃẠÂẦẤẨẪẬĂẰẮẲẴẶÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ]"
_PROPER = re.compile(f" {_CAPITAL}")
_END = r"(?!\w)"
_PUNCTUATION = r"[,;](?= |$)|[:.()/](?=\W|$)|[()“”\"]"
_PLACE_NUMBER = r" \d{1,2}(?=[,;:)]|\.(?!\d)|$| [^\W\d])"
_CAPITALS = rf"{_CAPITAL}\w*(?: {_CAPITAL}\w*){{0,3}}"
_BRACKET = re.compile(rf" \((?={_CAPITAL})[^()]{{3,70}}\)(?=[ ,;:.]|$)")
_OF_PARENT = re.compile(rf"[^,;:.()]{{1,40}}? [-–] (?={_CAPITAL})")
_MORE_CAPITALS = re.compile(rf"[^,;:.()]{{1,40}}? (?P<and>\w+) (?={_CAPITAL})")


class Mention(NamedTuple):
    """An agency in the text: its name as written, one body each, and where (in the reading)."""

    name: str
    span: Span


def _words(name: str) -> set[str]:
    return {place_tones(word.lower()) for word in vocab.lists("agency_words")[name]}


def _any(words: Iterable[str]) -> str:
    return f"(?:{vocab.trie(words)}){_END}"


def _short_places() -> str:
    """Places of one syllable (Huế, Vinh); longer ones are seen by their capitals."""
    found = vocab.load()
    names = {row.name for row in found.provinces} | {row.name for row in found.districts}
    return f"(?:{vocab.trie(name for name in names if ' ' not in name and name.isalpha())})"


@cache
def lexicon() -> dict[str, re.Pattern[str]]:
    """Patterns by name: the phrases of agency_words.yaml, and what is made of its lists and of all agency names."""
    found = {phrase.kind: phrase.pattern for phrase in vocab.phrases("agency_words")}
    names = [place_tones(name.lower()) for name in vocab.load().all_agency_names()]
    piece = {kind: pattern.pattern for kind, pattern in found.items()}
    nouns = f"{_any(_words('nouns'))}(?!{piece['no-noun']})"
    joined = f"{_any(_words('nouns') - _words('never_joined'))}(?!{piece['no-noun']})"
    more = f"(?:(?:{piece['comma']}){joined}|{piece['and']}{_any(_words('after_and'))}|{piece['more-nouns']})"
    tails = {match["tail"] for name in names if (match := found["tail-head"].match(name))}
    person, unit = _any(_words("persons")), piece["unit"] + _END
    made = {
        "known": f"{_any(names)}(?!{piece['no-body']})",
        "compound": _compounds(found["conjunction"]),
        "field-and": _inner_and(tails, found["and"]),
        "tail": _any(tails),
        "collective": f"{piece['articles']}{nouns}{more}*",
        "joined": f"(?:{piece['comma']}|{piece['and']}|{piece['more-nouns'][:1]})(?P<noun>{joined})",
        "person": f"{person}(?:(?:, |{piece['and']}|/){person})*",
        "alone": _any(_words("alone")),
        "head": _any(_words("heads")),
        "plain-head": _any(_words("plain_heads")),
        "body": f"{_any(_words('bodies'))}(?!{piece['no-body']})",
        "qualifier": f"(?:{piece['qualifier']}){_END}",
        "stop": f"{_PUNCTUATION}|{piece['conjunction']}|{piece['level-end']}| (?={_any(_words('verbs'))})",
        "document": _any(place_tones(name.lower()) for name in vocab.load().document_type_names),
        "no-verb": _any(_words("no_verbs")),
        "bare": f"{_any(_words('generic'))}(?:{piece['comma']}{_any(_words('generic'))})+"
        f"(?:{piece['and']}{_any(_words('after_and'))})?",
        "in-names": _any(_words("in_names")),
        "placed": rf" {unit}(?: {_CAPITAL}\w*){{0,4}}$",
        "place-name": rf"(?:{_CAPITAL}\w*(?:[ -]{_CAPITAL}\w*){{1,4}}|{_short_places()}{_END}"
        rf"|\d{{1,2}}(?=[,;:]|{piece['and']}))(?: \d{{1,2}})?(?=[,;:.)]|$| [^\W\d_A-Z])",
        "person-name": rf"(?: {_CAPITAL}\w*){{2,5}}",
        "one-place": rf"(?:{_places()})(?!\w)(?:{piece['place-closed']}|(?= [^\W\d_A-Z]))",
        "unit-word": f" {unit}",
        "joined-unit": f"(?:{piece['articles']})?{unit}",
        "joint-end": f"{piece['place-joint']}$",
        # a name of a few words between two marks of a list
        "proper-name": rf"{_CAPITAL}[^\s,;:.()]*(?: [^\s,;:.()]+){{1,7}}?(?={piece['place-joint']})",
        # up to a colon, the end, a capital or the work; a full stop closes a sentence that is work itself
        "charged-field": rf"(?:,? (?!{_CAPITAL})[^\W\d_]+){{1,15}}?(?= ?:|$| {_CAPITAL}|{piece['charged-end']})",
        "reach": f"{piece['reach-from']}{_CAPITALS}{piece['reach-to']}{_CAPITALS}",
        "places": rf"(?: (?:{_places()})(?!\w))(?:{piece['place-joint']}(?:{_places()})(?!\w))+",
        "work": f" {_any(_words('verbs'))}",
        "deed": f" {_any(_words('verbs') - _words('circumstances'))}",
        "plain-deed": f" {_any(_words('verbs') - _words('circumstances') - _words('in_names'))}",
        "place": rf"(?: {unit}|{piece['island']})?(?:(?: {_CAPITAL}[\w-]*){{2,5}}(?!\w)(?! [^\W\dA-Z]\w* {_CAPITAL})"
        f"| {_short_places()}{_END}|(?= \\d))(?:{_PLACE_NUMBER})?|(?: {unit})",
    }
    made["fixed"] = "|".join(piece[kind] for kind in ("joint-office", "steering", "party-of", "steering-about"))
    opening = (piece[kind] for kind in _OPENING_PHRASES)
    words = {word.split(" ")[0] for kind in _OPENING for word in _words(kind)} | {name.split(" ")[0] for name in names}
    begins = "|".join([_any(words), *(re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern in opening)])
    made["begins"] = f"(?P<article>{piece['article']})?(?P<body>{begins})?"
    made["short"] = "|".join(piece[kind] for kind in ("short-name", "open-noun"))
    return found | {name: re.compile(pattern) for name, pattern in made.items()}


def _compounds(conjunction: re.Pattern[str]) -> str:
    """A blank inside a compound before what would end a name, with the words on both sides."""
    verbs, found, tails = _words("verbs"), [], set()
    for words in sorted(_words("compounds")):
        for blank in re.finditer(" ", words):
            tail = words[blank.end() :]
            joins = conjunction.match(words, blank.start())
            if joins or any(tail == verb or tail.startswith(f"{verb} ") for verb in verbs):
                found.append(f"(?<=(?<!\\w){words[: blank.start()]}) (?={tail}{_END})")
                tails.add(tail)
    return f"(?= {_any(tails)})(?:{'|'.join(found)})"  # few words are the second of a compound


def _inner_and(fields: Iterable[str], joint: re.Pattern[str]) -> str:
    """The "and" inside the name of a field ("tài nguyên và môi trường"), with the words on both sides."""
    found = []
    for field in fields:
        joints = list(joint.finditer(field))
        if len(joints) == 1 and "," not in field:
            before, after = field[: joints[0].start()], field[joints[0].end() :]
            found.append(f"(?<=(?<!\\w){before}){joints[0][0]}(?={after}{_END})")
    return "|".join(sorted(found))


def _places() -> str:
    """Districts, towns and provinces as they are written."""
    found = vocab.load()
    return vocab.trie({row.name for row in found.provinces} | {row.name for row in found.districts})


class AgencyReader:
    """Reads agencies from one reading."""

    def __init__(self, reading: Reading) -> None:
        self._text, self._low, self._words = reading.text, reading.low, lexicon()
        self._depth = 0
        self._lists: dict[tuple[int, int, bool, bool], tuple[list[Mention], int]] = {}  #: an item is asked twice

    def read_partners(self, at: int, end: int) -> tuple[list[Mention], int]:
        """As `read_list`, behind words that only bodies follow: a proper name that no table knows counts, too."""
        found, last = self.read_list(at, end)
        start = self._past("separator", last, end) if found else at
        name = self._words["proper-name"].match(self._text, start, end) if start > last or not found else None
        if name is None or self.names_work(start, name.end()):
            return found, last
        more, stop = self.read_list(self._past("separator", name.end(), end), end, bare=False)
        return ([*found, self._mention(start, name.end()), *more], stop) if more else (found, last)

    def read_list(self, at: int, end: int, *, bare: bool = True, joint: bool = False) -> tuple[list[Mention], int]:
        """The agencies listed from ``at`` on, and where the list ends; ``([], at)`` where no list begins.

        ``bare`` lets bodies without article or capital letter in ("cấp ủy"); ``joint`` lets "X cùng Y" be a list.
        """
        key = (at, end, bare, joint)
        if key not in self._lists:
            self._lists[key] = self._listed(*key)
        found, last = self._lists[key]
        return [*found], last

    def _listed(self, at: int, end: int, bare: bool, joint: bool) -> tuple[list[Mention], int]:
        found: list[Mention] = []
        headed: Mention | None = None
        last = at
        while True:
            group: list[Mention] = []
            begins = self._words["begins"].match(self._low, at, end)
            if begins and begins.lastgroup:
                titled, at = at, max(at, begins.end("article"))
                if begins.lastgroup == "body":
                    group = self._elliptic(at, end) or self._one(at, end, bare)
                if not group and at > titled:
                    group = self._titled(titled, end)
                elif group and self._text[titled].isupper() and self._words["comrades"].match(self._low, titled, at):
                    group[0] = self._mention(titled, group[0].span.end)
            stop = self._go_on(found, headed, at, end) if headed and not group else None
            if group:
                found += group
                headed = group[-1]
                last = headed.span.end
            elif stop is None:
                break
            else:
                last = stop
            at = self._past("separator", last, end)
            at = self._past("joint", last, end) if at == last and joint else at
            at = self._past_remark(last, end) if at == last else at
            if at == last:
                break
        return found, last

    def _past_remark(self, last: int, end: int) -> int:
        """Past a remark in brackets behind a body, where the list goes on: "Phòng Kinh tế (cán bộ thú y), các thôn"."""
        remark = self._words["remark"].match(self._low, last, end) if self._low.startswith(" (", last) else None
        after = self._past("separator", remark.end(), end) if remark else last
        return after if remark and after > remark.end() else last

    def opens_work(self, at: int, end: int) -> bool:
        """True where a verb or a circumstance of the work stands right behind a list."""
        if self._low[at : at + 2] in (", ", ": "):
            at += 1
        return bool(self._words["work"].match(self._low, at, end))

    def deed(self, at: int, end: int) -> int:
        """Where the first verb of doing stands, circumstances and times left out; ``end`` where there is none."""
        found = (m.start() for m in self._words["deed"].finditer(self._low, at, end))
        return next((start for start in found if self._text[start + 1].islower()), end)

    def begins_deed(self, at: int, end: int) -> bool:
        """True where a verb of doing stands right there, behind a blank."""
        return bool(self._words["deed"].match(self._low, at, end)) and self._text[at + 1].islower()

    def begins_sentence(self, at: int, end: int) -> bool:
        """True where work that no name holds begins with a capital: a heading and its sentence on one line."""
        return bool(self._words["plain-deed"].match(self._low, at, end))

    def names_work(self, at: int, end: int) -> bool:
        """True where a verb, a conjunction or a new body stands behind the first word."""
        if self._words["conjunction"].search(self._low, at, end):
            return True
        starts = [i + 1 for i in range(at, end - 1) if self._low[i] == " "]
        return any(self._opens(i, end) or self._is_verb(i, end) for i in starts)

    def _is_verb(self, at: int, end: int) -> bool:
        """True for a word of work; a capital letter makes it part of a name."""
        return not self._text[at].isupper() and bool(self._words["work"].match(self._low, at - 1, end))

    def separator(self, at: int, end: int) -> Span:
        """The next mark or conjunction between two bodies; the end where there is none."""
        match = self._words["separator"].search(self._low, at, end)
        return Span(*match.span()) if match else Span(end, end)

    def _past(self, name: str, at: int, end: int) -> int:
        match = self._words[name].match(self._low, at, end)
        return match.end() if match else at

    def _mention(self, start: int, end: int, before: str = "") -> Mention:
        return Mention(before + self._text[start:end].strip(), Span(start, end))

    def _head_of(self, mention: Mention) -> str:
        head = self._words["head"].match(mention.name.lower())
        return mention.name[: head.end()] if head else ""

    def _go_on(self, found: list[Mention], headed: Mention, at: int, end: int) -> int | None:
        """After a comma without the head word of ``headed``: another name of its kind, or the rest of the last one."""
        head = self._head_of(headed) if self._text[at : at + 1].isupper() else ""
        if not head:
            return None
        if self._opens(at, end) and self._text[at - 2] in ",;":  # a body that nothing could read is no rest of a name
            return None
        other = self._another_place(found[-1], at, end)
        if other is not None:
            found.append(other)
            return other.span.end
        tail = self._tail(at, end) if self._has_tails(head) else None
        if tail is not None:
            found.append(self._mention(at, tail, f"{head} "))
            return tail
        stop = self._name_end(at, end)
        if stop is None or (stop < end and self._low[stop] not in ":.") or "(" in found[-1].name:
            return None
        found[-1] = self._mention(found[-1].span.start, stop)
        return stop

    def _another_place(self, before: Mention, at: int, end: int) -> Mention | None:
        """The same body of another place: "UBND thị xã Sông Cầu, Tuy Hòa"."""
        place = self._words["one-place"].match(self._text, at, end)
        first = self._words["placed"].search(before.name) if place else None
        if place is None or first is None or first.group().count(" ") < 2:
            return None
        unit = self._words["unit-word"].match(first.group().lower())
        return self._mention(at, place.end(), before.name[: first.start() + unit.end()] + " ") if unit else None

    def _has_tails(self, head: str) -> bool:
        """True for a head word that may stand once before several names ("Sở A, B")."""
        return bool(self._words["tail-head"].match(f"{head.lower()} ....."))

    def _tail(self, at: int, end: int) -> int | None:
        """The end of a known name that stands without its head word, if nothing more of a name follows."""
        match = self._words["tail"].match(self._low, at, end)
        if match is None:
            return None
        stop = match.end()
        closed = stop >= end or self._words["stop"].match(self._low, stop, end) or self._low[stop] in ".;,:"
        return stop if closed else None

    def _titled(self, at: int, end: int) -> list[Mention]:
        """A person by name, with the office behind it: "đồng chí Trần An, Phó Chủ tịch UBND xã"."""
        title = self._words["titled"].match(self._low, at, end)
        name = self._words["person-name"].match(self._text, title.end() - 1, end) if title else None
        if name is None:
            return []
        stop = name.end()
        office = self._words["office-behind"].match(self._low, stop, end)
        person = self._words["person"].match(self._low, office.end(), end) if office else None
        stop = (self._person(office.end(), person.end(), end) if office and person else None) or stop
        works = not self._text[stop:end].strip(" :.;") or self.opens_work(stop, end)
        return [self._mention(at, stop)] if works and not self._words["appointed"].match(self._low, stop, end) else []

    # -------------------------------------------------------------------------------------- one agency

    def _one(self, at: int, end: int, bare: bool) -> list[Mention]:
        stop = self._agency(at, end, bare)
        if stop is None:
            return []
        several = self._low.rfind(" ", at, stop) if self._low[stop : stop + 1] == ":" else -1
        several = self._low.rfind(" ", at, several) + 1 if several > at else at
        # behind another kind of body only a reader knows of which kind each is
        mixed = several > at and self._words["joint-end"].search(self._low, at, several)
        group = self._elliptic(several, end) if several > at and not mixed else []
        if group:  # "các đơn vị liên quan của các Bộ: Tài chính, Xây dựng"
            units = self._words["joined-unit"].match(self._low, several, end)
            if units or self._words["person"].match(self._low, at, several):  # "Chủ tịch UBND các huyện: A, B"
                return [Mention(self._held(at, several, one), one.span) for one in group]
            before = self._text[at:several] + group[0].name
            return [Mention(before, Span(at, group[0].span.end)), *group[1:]]
        return [self._mention(at, stop)]

    def _held(self, at: int, several: int, body: Mention) -> str:
        """The office of a list with one of its bodies, as the list writes its head: "Chủ tịch UBND huyện A"."""
        office = self._words["articles"].sub("", self._text[at:several])
        head = self._past("articles", several, len(self._text))
        return office + (body.name[0].lower() if self._text[head].islower() else body.name[0]) + body.name[1:]

    def _agency(self, at: int, end: int, bare: bool) -> int | None:
        """Where the agency that begins at ``at`` ends, or `None`; bodies of bodies of bodies end somewhere."""
        if self._depth >= _DEEPEST:
            return None
        self._depth += 1
        try:
            return self._collective_or_single(at, end, bare)
        finally:
            self._depth -= 1

    def _collective_or_single(self, at: int, end: int, bare: bool) -> int | None:
        low = self._low
        collective = self._words["collective"].match(low, at, end)
        if collective:
            stop = self._collective(collective)
            field = self._field(stop, end)
            if field is not None:
                return self._qualified(self._with_place(field, end), end)
            if _PROPER.match(self._text, stop, end) and "," not in low[at:stop]:  # "các Vụ Thị trường ngoài nước"
                return self._name_end(stop + 1, end) or stop
            return self._qualified(self._last_place(at, stop, end), end)
        return self._single(at, end, bare)

    def _field(self, noun: int, end: int) -> int | None:
        """The end of the field behind the noun for several offices: "các phòng giáo dục và đào tạo"."""
        if self._low[noun : noun + 1] != " ":
            return None
        held = self._words["field-head"].search(self._low, max(0, noun - 12), noun)
        return self._tail(noun + 1, end) if held else None

    def _single(self, at: int, end: int, bare: bool) -> int | None:
        """The end of one body: a person in office, a name with a capital letter, or a plain word for a body."""
        low, words = self._low, self._words
        upper = self._text[at : at + 1].isupper()
        person = words["person"].match(low, at, end)
        if person and (upper or bare):
            office = self._person(at, self._first_office(at, person.end()), end)
            if office is not None:
                return office
        named = self._named(at, end) if upper else None
        if named is not None:
            longer = words["body"].match(low, at, end)  # "Hội đồng Phối hợp phổ biến, giáo dục pháp luật tỉnh"
            return self._qualified(longer.end(), end) if longer and longer.end() > named else named
        sector = words["sector"].match(low, at, end) if bare else None
        if sector and _PROPER.match(self._text, sector.end(), end):
            return self._name_end(sector.end() + 1, end)
        staff = words["staff"].match(low, at, end) if bare or upper else None
        if staff:
            return self._qualified(staff.end(), end)
        several = words["bare"].match(low, at, end) if bare and not upper else None
        if several:
            return self._qualified(several.end(), end)
        body = words["body"].match(low, at, end) if bare or upper else None
        return self._qualified(self._with_place(body.end(), end), end) if body else None

    def _first_office(self, at: int, stop: int) -> int:
        """The end of the first of several offices, where a capital opens the next: "Bộ trưởng, Thủ trưởng ..."."""
        comma = self._low.find(", ", at, stop)
        apart = comma > 0 and self._text[comma + 2].isupper() and self._words["alone"].fullmatch(self._low, at, comma)
        return comma if apart else stop

    def opens(self, at: int, end: int) -> bool:
        """True where a new body begins, with an article or a capital letter."""
        written = self._text[at : at + 1].isupper() or self._words["articles"].match(self._low, at, end)
        return bool(written) and self._opens(at, end)

    def _collective(self, match: re.Match[str]) -> int:
        """Past the nouns of a collective; a noun with a capital name behind it is a body of its own."""
        at, stop = match.span()
        start = self._low.find(" ", at, stop) + 1
        for joined in self._words["joined"].finditer(self._low, start, stop):
            noun = joined.start("noun")
            longer = " " in joined["noun"] and self._text[start].islower()  # "các đoàn thể, Ban Quản lý các khu ..."
            named = self._text[noun].isupper() and (longer or _PROPER.match(self._text, joined.end()))
            if named and joined.end() >= stop:
                return joined.start()
        return stop

    def _last_place(self, at: int, stop: int, end: int) -> int:
        """Past the name behind the last of several kinds of places: "các quận, huyện, thành phố Thủ Đức"."""
        if not self._words["of-a-place"].search(self._low[at:stop]):
            return stop
        several = self._words["places"].match(self._text, stop, end)
        if several:
            return several.end()
        if not self._words["joined-units"].search(self._low, at, stop):
            return stop
        place = self._words["place"].match(self._text, stop, end)
        return place.end() if place and place.group()[1:2].isupper() else stop

    def _named(self, at: int, end: int) -> int | None:
        """The end of a known name, or of an unknown one with a head word; the longer of the two."""
        short = self._words["short"].match(self._low, at, end)
        if short:
            return short.end()
        known = self._words["known"].match(self._low, at, end)
        fixed = self._fixed(at, end)
        if fixed is not None and not (known and known.end() > fixed):
            return self._with_place(fixed, end)
        stop = self._with_place(known.end(), end) if known else None
        units = self._words["units"].match(self._low, self._low.rfind(" ", at, known.end()), end) if known else None
        if units:  # "UBND quận, huyện, thị xã" though "UBND quận" is known
            return self._qualified(self._last_place(units.start(), units.end(), end), end)
        longer = known and self._words["compound"].match(self._low, known.end(), end)
        if stop is not None and not longer and not self._goes_on_in_capitals(stop, end):
            return stop
        unknown = self._unknown(at, end)
        units = self._words["units"].match(self._low, self._low.rfind(" ", at, unknown), end) if unknown else None
        if units:
            return self._qualified(self._last_place(units.start(), units.end(), end), end)
        other = self._past("level", unknown, end) if unknown is not None else None
        return max((x for x in (stop, other) if x is not None), default=None)

    def _fixed(self, at: int, end: int) -> int | None:
        """The end of a name with a set form: an office of two bodies, a committee named after its matter."""
        if not self._words["fixed"].match(self._low, at, end):
            return None
        for kind in ("joint-office", "steering"):
            match = self._words[kind].match(self._low, at, end)
            if match:
                return match.end()
        party = self._words["party-of"].match(self._low, at, end)
        body = self._agency(party.end(), end, False) if party and self._text[party.end()].isupper() else None
        if body is not None:
            return body
        about = self._words["steering-about"].match(self._low, at, end)
        return self._name_end(about.end(), end) if about else None

    def _goes_on_in_capitals(self, at: int, end: int) -> bool:
        """True where a known name is only the beginning of a longer one."""
        after = self._past("and", at, end)
        start = after if after > at else at + 3 if self._low.startswith(" - ", at) else at + 1
        if start >= end or not self._text[start].isupper() or self._text[at] != " ":
            return False
        return not self._opens(start, end) and not self._words["document"].match(self._low, start, end)

    def _person(self, at: int, stop: int, end: int) -> int | None:
        """A person in office with the body behind: "Chủ tịch UBND các huyện"; some stand alone."""
        if self._low[stop : stop + 1] == " ":
            inner = self._agency(stop + 1, end, True)
            if inner is not None:
                return inner
            several = self._words["bare"].match(self._low, stop + 1, end)
            if several:
                return self._qualified(several.end(), end)
            word = self._words["one-word"].match(self._low, stop + 1, end)
            if word:
                return word.end()
            level = self._words["level"].match(self._low, stop, end)
            if level:  # "Chánh Thanh tra tỉnh"
                return level.end()
            named = self._words["person-name"].match(self._text, stop, end)
            if named:
                return named.end()
            if self._text[stop + 1 : stop + 2].isupper():  # "Trưởng phòng Tài chính - Kế hoạch huyện"
                return self._name_end(stop + 1, end)
        alone = self._words["alone"].match(self._low, at, end)
        return self._qualified(alone.end(), end) if alone and self._text[at].isupper() else None

    def _qualified(self, at: int, end: int) -> int:
        """Past what belongs to a collective: "có liên quan", "cấp tỉnh", "của Bộ Tài chính"."""
        for _ in range(4):
            if self._low[at : at + 1] != " ":
                return at
            units = self._words["units"].match(self._low, at, end)
            if units:
                at = self._last_place(units.start(), units.end(), end)
                continue
            reach = self._words["reach"].match(self._text, at, end)
            if reach:
                return reach.end()
            match = self._words["qualifier"].match(self._low, at, end)
            owner = self._owner(at, end) if match and self._words["of"].match(self._low, at, end) else None
            if match and owner is not None and owner > match.end():
                at = owner  # "đảng ủy trực thuộc Tỉnh ủy": more than "trực thuộc"
                continue
            if match:
                at = match.end()
                if self._words["of-a-place"].search(match.group()):
                    place = self._words["place"].match(self._text, at, end)
                    at = place.end() if place else at
                continue
            inner = self._owner(at, end) or self._charged(at, end)
            if inner is None:
                return at
            at = inner
        return at

    def _charged(self, at: int, end: int) -> int | None:
        """Past the field of one of many bodies: "thực hiện công tác quản lý nhà nước về tài chính, kế hoạch"."""
        charged = self._words["charged"].match(self._low, at, end)
        field = self._words["charged-field"].match(self._text, charged.end(), end) if charged else None
        return field.end() if field else None

    def _owner(self, at: int, end: int) -> int | None:
        of = self._words["of"].match(self._low, at, end)
        if of is None:
            return None
        start = of.start("several") + 1 if of["several"] else of.end()
        inner = self._agency(start, end, False)
        if inner is None:
            short = self._words["short-body"].match(self._low, start, end)
            inner = short.end() if short else None
        if inner is None and _PROPER.match(self._text, start - 1, end):
            place = self._words["place"].match(self._text, start - 1, end)
            inner = place.end() if place else None
        return inner

    def _with_place(self, at: int, end: int) -> int:
        """Past the level, place or bracket that belongs to a name: "tỉnh", "Trà Vinh", "các huyện, thị xã"."""
        if self._low[at : at + 1] != " ":
            return self._past("committees", at, end)
        units = self._words["units"].match(self._low, at, end)
        if units:
            return self._qualified(self._last_place(units.start(), units.end(), end), end)
        placed = self._words["placed"].search(self._text, max(0, at - _PLACE_REACH), at)
        several = None if placed else self._words["collective"].match(self._low, at + 1, end)
        if several:
            stop = self._collective(several)
            return self._qualified(self._last_place(at + 1, stop, end), end)
        at = self._past("branch", at, end)
        for name, text in (("level", self._low), ("place", self._text), ("committees", self._low)):
            match = self._words[name].match(text, at, end)
            if match and not (name == "place" and self._opens(at + 1, end)):
                at = match.end()
        bracket = _BRACKET.match(self._text, at, end)
        return bracket.end() if bracket else at

    def _unknown(self, at: int, end: int) -> int | None:
        """A body that no table knows: a head word, a capital letter, up to a mark or to the work."""
        head = self._words["head"].match(self._low, at, end)
        if head is None:
            return None
        stop = head.end()
        following = self._text[stop + 1 : stop + 4]
        if self._text[at:stop].isupper() and len(following) == 3 and following.isalpha() and following.isupper():
            return None  # a heading in capitals: nothing tells a name from a title
        if _PROPER.match(self._text, stop, end):
            return self._seated(at, self._name_end(stop + 1, end, tails=self._has_tails(self._low[at:stop])), end)
        with_place = self._with_place(stop, end)
        if with_place > stop:
            return with_place
        if self._words["in-the"].match(self._low, stop, end) or self._words["belongs"].match(self._low, stop, end):
            return self._name_end(stop + 1, end)
        written = self._text[at:stop]
        return stop if len(written) > 3 and written.isupper() else self._in_small_letters(at, stop, end)

    def _seated(self, at: int, stop: int | None, end: int) -> int | None:
        """Past the place of a branch: "Phân hiệu Trường Đại học Bình Dương tại Cà Mau"."""
        branch = stop is not None and self._words["branch-of"].match(self._low, at)
        seat = self._words["seat"].match(self._low, stop, end) if stop and branch else None
        place = self._words["place"].match(self._text, seat.end() - 1, end) if seat else None
        return place.end() if place else stop

    def _in_small_letters(self, at: int, stop: int, end: int) -> int | None:
        """A name of which only the head has a capital: inside a sentence, or with the word for its level behind."""
        if self._low[stop : stop + 1] != " " or not self._words["plain-head"].fullmatch(self._low, at, stop):
            return None
        last = self._name_end(stop + 1, end)
        if last is None or not 0 < len(self._low[stop:last].split()) <= _PLAIN_WORDS:
            return None
        inside = at > 1 and self._low[at - 1] == " " and self._low[at - 2] not in ".:;-+*"
        return last if inside or self._words["of-a-place"].search(self._low[at:last]) else None

    def _name_end(self, at: int, end: int, *, tails: bool = True) -> int | None:
        """The mark, conjunction or verb at which a name ends; conjunctions before a capital belong to the name.

        With ``tails`` the end of a known name behind a comma begins a name of its own.
        """
        limit = min(end, at + LONGEST)
        begin = at
        for _ in range(12):
            stop = self._words["stop"].search(self._low, begin, limit)
            if stop is None:
                return limit if limit == end else None
            mark, after = stop.group(), stop.end()
            if self._words["level-end"].match(mark + " a"):  # "Hội Luật gia tỉnh tập hợp ..."
                if self._text[after + 1 : after + 2].islower():
                    return after
                begin = after
                continue
            rest = self._rest_to_level(stop.start(), end)
            if rest is not None:
                return rest
            if mark == "," and self._words["name-comma"].match(self._low, stop.start()):
                begin = after + 1
                continue
            if mark == "," or (mark.strip().isalpha() and mark.startswith(" ")):
                inside = any(self._words[kind].match(self._low, stop.start()) for kind in ("compound", "field-and"))
                if inside or self._in_name(mark, after + 1, end, tails=tails):
                    begin = after + 1
                    continue
            elif mark == " " and self._stays_in_name(stop.start(), after, limit, end):
                begin = after
                continue
            elif mark == "(":
                bracket = _BRACKET.match(self._text, stop.start() - 1, end)
                return bracket.end() if bracket else max(at, stop.start() - 1)
            return stop.start()
        return None

    def _rest_to_level(self, at: int, end: int) -> int | None:
        """Past small words that close a name with the word for its level: "và bảo vệ cây trồng, vật nuôi huyện"."""
        rest = self._words["name-rest"].match(self._low, at, end)
        if rest is None or not self._text[at : rest.end()].islower():
            return None
        several = rest.start("several") if rest["several"] else -1
        starts = (i + 1 for i in range(at, rest.end()) if self._low[i] == " " and i + 1 != several)
        bodies = ("body", "known", "person", "articles")  # in small letters no other word begins a body
        body = any(self._words[kind].match(self._low, i, end) for i in starts for kind in bodies)
        return None if body else rest.end()

    def _stays_in_name(self, blank: int, at: int, limit: int, end: int) -> bool:
        """True where the verb at ``at`` is none: a capital, the end of a compound, or a word that names hold too."""
        inside = self._text[at].isupper() or bool(self._words["compound"].match(self._low, blank, end))
        placed = self._words["placed"].search(self._text, max(0, blank - _PLACE_REACH), blank)
        return inside or (not placed and self._is_part_of_name(at, limit, end))

    def _is_part_of_name(self, at: int, limit: int, end: int) -> bool:
        """True for a word that is a verb elsewhere, where the next stop is a plain verb or the end."""
        if self._words["no-verb"].match(self._low, at):
            return True
        match = self._words["in-names"].match(self._low, at)
        if match is None or self._words["drafts"].match(self._low, at):
            return False
        following = self._words["stop"].search(self._low, match.end(), min(limit, match.end() + 60))
        if following is None:
            return min(limit, match.end() + 60) == end
        if following.group() != " ":
            return following.group() == ":"
        inner = self._words["in-names"].match(self._low, following.end())
        return inner is None or self._is_part_of_name(following.end(), limit, end)

    def _in_name(self, mark: str, at: int, end: int, *, tails: bool) -> bool:
        """True where what follows a conjunction or comma is the rest of the name: a capital that opens no new body."""
        if self._opens(at, end):
            return False
        parent = _OF_PARENT.match(self._text, at, end) if mark == "," else None
        if parent and self._opens(parent.end(), end):
            return True  # "Ban Gia đình - Xã hội, Kinh tế - Hội LHPN tỉnh": a desk, then the body it belongs to
        if not self._text[at : at + 1].isupper():
            return False
        if mark != ",":
            return True
        following = _MORE_CAPITALS.match(self._text, at, end)
        if following is None or (tails and self._tail(at, end) is not None):
            return False
        joins = self._words["conjunction"].match(self._low, following.start("and") - 1, end)
        return bool(joins) and not self._opens(following.end(), end)

    def _opens(self, at: int, end: int) -> bool:
        """True where a new body begins."""
        return any(self._words[name].match(self._low, at, end) for name in ("head", "person", "articles", "known"))

    # -------------------------------------------------------------------------------------- "Các Sở: A, B; C"

    def _elliptic(self, at: int, end: int) -> list[Mention]:
        """The bodies of a list whose head word stands once, each with its head word put back."""
        match = self._words["several"].match(self._low, at, end)
        if match is None:
            return []
        start, articles = match.end(), self._words["articles"]
        first = self._text[start : start + 1]
        if not first.isupper() and not (match["colon"] and first.isdigit()):
            return []
        tail = articles.match(self._low, at) and self._tail(start, end)
        if not (match["colon"] or tail or self._several_places(match.end("head"), start, end)):
            return []
        head = self._text[match.start("head") : match.end("head")]
        inner = articles.search(head.lower())
        head = head[: inner.start()] + head[inner.end() :] if inner else head
        return self._named_once(head[:1].upper() + head[1:], start, end)

    def _several_places(self, head: int, at: int, end: int) -> bool:
        """True where two names of places follow a word for their kind: "các huyện ủy Ba Tri, Bình Đại"."""
        first = self._words["place-name"].match(self._text, at, end)
        if first is None or not self._words["party-level"].search(self._low, max(0, head - 12), head):
            return False
        second = self._past("separator", first.end(), end)
        return second > first.end() and bool(self._words["place-name"].match(self._text, second, end))

    def _named_once(self, head: str, start: int, end: int) -> list[Mention]:
        places = self._words["of-a-place"].search(head.lower()) or self._words["party-level"].search(head.lower())
        if places:
            return self._placed_once(head[: places.start()], head, start, end)
        found: list[Mention] = []
        while start < end and self._text[start].isupper():
            stop = self._tail(start, end)
            if found and self._opens(start, end) and not self._is_known(head, start, stop):
                break
            stop = stop or self._name_end(start, end)
            if stop is None or stop <= start:
                break
            found.append(self._mention(start, stop, f"{head} "))
            after = self._past("separator", stop, end)
            if after == stop:
                break
            start = after
        return found

    def _placed_once(self, before: str, head: str, start: int, end: int) -> list[Mention]:
        """The same body of several places; another kind of place may follow: "UBND các huyện: A, B; thành phố C"."""
        found: list[Mention] = []
        while start < end:
            other = self._words["unit-word"].match(self._low, start - 1, end) if found else None
            at = other.end() + 1 if other else start
            name = self._words["place-name"].match(self._text, at, end)
            if name is None:
                break
            unit = self._text[start : at - 1] if before else self._text[start : at - 1].capitalize()
            head = before + unit if other else head
            found.append(self._mention(at, name.end(), f"{head} "))
            after = self._past("separator", name.end(), end)
            if after == name.end():
                break
            start = after
        return found

    def _is_known(self, head: str, at: int, stop: int | None) -> bool:
        """True where the head word with these words is a known body, as "Bộ" with "Công an"."""
        return stop is not None and bool(self._words["known"].fullmatch(f"{head} {self._low[at:stop]}".lower()))
