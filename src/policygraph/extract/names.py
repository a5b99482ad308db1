"""Names of bodies as texts write them: where a name ends, written out, completed with the place of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from policygraph import vocab as vocabulary
from policygraph.extract.agency_lists import lexicon
from policygraph.text import fold, holds, squeeze
from policygraph.vocab import Province, Vocabulary

_WORDS_LIMIT = 140
#: So many answers are kept.
_KEPT = 4096
#: No name of a place is longer.
_PLACE_LIMIT = 40
_PLACE_NAME = re.compile(
    r"(?:\s(?=[^\W\d_])[^\Wa-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ][\w'’-]*){1,4}(?!\w)"
)
_EMPTY_LINE = re.compile(r"\n\s*\n")
_BREAK = r"\n\s*\n|\n\s*[-+*•]"
#: How a pattern says that a word begins.
_WORD = r"(?<!\w)"


class BodyName(NamedTuple):
    """A body's name in a text: where it ends, what is printed, and the term or place behind it."""

    end: int
    written: str


class Names:
    """Reads names of bodies and of kinds of documents with the help of the tables."""

    def __init__(self, vocab: Vocabulary) -> None:
        self.vocab = vocab
        provinces = spaced(vocabulary.trie(place.name.lower() for place in vocab.provinces))
        kinds = spaced(vocabulary.trie(name.lower() for name in vocab.document_type_names))
        self.nouns = _nouns(vocab)
        self.known = _known(vocab)
        self.province = _province(vocab)
        self.province_capital = capitals(place.name for place in vocab.provinces)
        self._province_part = re.compile(provinces)
        self._place_tail = _place_tail(provinces)
        self._stop, self._open_stop = _stops(kinds)
        # a committee with the matter that it is for, as the lists of agencies know it
        self._steering = re.compile(lexicon()["steering"].pattern.replace("\\ ", " ").replace(" ", r"\s{1,16}"))
        # texts name the same few kinds, bodies and places again and again
        self._kind_of_word = lru_cache(_KEPT)(self._kind)
        self._completed = lru_cache(_KEPT)(self._complete)
        self._place_of = lru_cache(_KEPT)(self._place_in)

    # ------------------------------------------------------------------ kinds of documents

    def kind(self, word: str) -> str | None:
        """The name of the kind that a word means; `None` for words such as "văn bản" that name none."""
        return self._kind_of_word(word)

    def _kind(self, word: str) -> str | None:
        words = squeeze(word).split()
        found = self.vocab.find_document_type(" ".join(words)) or self.vocab.find_document_type(" ".join(words[:2]))
        return found.name_vi if found else None

    def code(self, kind: str) -> str:
        """The symbol of a kind in numbers, empty where it has none."""
        found = self.vocab.find_document_type(kind)
        return found.code if found else ""

    def kind_of(self, code: str, party: bool) -> str | None:
        """The kind that a symbol stands for."""
        system = "party" if party else "state"
        found = self.vocab.find_document_type(code, system) or self.vocab.find_document_type(code)
        return found.name_vi if found else None

    # ------------------------------------------------------------------ reading

    def read(self, low: str, text: str, start: int) -> BodyName | None:
        """The name that begins at ``start``; `None` where nothing there looks like a body."""
        limit = min(len(low), start + _WORDS_LIMIT)
        opened = phrase_patterns()["open_name"].match(low, start)
        loose = self._loose_end(low, text, start, limit, opened)
        office = phrase_patterns()["office_of"].match(low, start)
        match = self.known.match(low, start) or (self.known.match(low, office.end()) if office else None)
        if match and not low[match.end() : match.end() + 1].isalnum():
            end = match.end()
            if opened and loose > end and not self._place_tail.match(low, end):
                end = loose
        elif text[start : start + 1].isalpha() and 3 < loose - start < _WORDS_LIMIT:
            end = loose
        else:
            return None
        return self._with_tail(low, text, start, end)

    def _loose_end(self, low: str, text: str, start: int, limit: int, opened: re.Match[str] | None) -> int:
        """Where a name ends that no table need know; one of a steering committee may hold commas."""
        if opened is None:
            stop = self._stop.search(low, start, limit)
            return stop.start() if stop else limit
        about = self._steering.match(low, start)
        for stop in self._open_stop.finditer(low, about.end() if about else opened.end(), limit):
            inside = phrase_patterns()["open_comma"].match(low, stop.start())
            if not inside or not text[inside.start("next")].islower():
                return stop.start()
        return limit

    def read_body(self, low: str, text: str, start: int) -> BodyName | None:
        """As `read`, where a name of the tables, a committee or a person in office begins; else `None`."""
        opens = (self.known, phrase_patterns()["open_name"], phrase_patterns()["office_of"])
        return self.read(low, text, start) if any(pattern.match(low, start) for pattern in opens) else None

    def read_known(self, low: str, text: str, start: int) -> BodyName | None:
        """As `read`, but only a name of the tables."""
        match = self.known.match(low, start)
        if match is None or low[match.end() : match.end() + 1].isalnum():
            return None
        return self._with_tail(low, text, start, match.end())

    def _with_tail(self, low: str, text: str, start: int, end: int) -> BodyName:
        patterns = phrase_patterns()
        for tail in (patterns["name_party"], self._place_tail, self._place_tail, patterns["name_term"]):
            found = tail.match(low, end)
            if found and not _EMPTY_LINE.search(found.group()):
                end = found.end()
            elif tail is self._place_tail:
                end = self._local_name(low, text, start, end)
        return BodyName(end, squeeze(text[start:end]))

    def _local_name(self, low: str, text: str, start: int, end: int) -> int:
        """Past the name of a place below the province ("Huyện ủy Ý Yên"), which no table need know."""
        if not phrase_patterns()["local_level"].search(low[start:end]):
            return end
        stop = self._stop.search(low, end, end + _PLACE_LIMIT)
        limit = stop.start() if stop else end + _PLACE_LIMIT
        name = _PLACE_NAME.match(text, end, limit)
        if name is None or (text[start:end].isupper() and not (stop and name.end() == limit)):
            return end
        return name.end()

    # ------------------------------------------------------------------ completing

    def complete(self, written: str, place: Province | None, on: date | None = None) -> str:
        """The full name: abbreviations written out, the province of the text added where the name leaves it open."""
        return self._completed(written, place, on)

    def _complete(self, written: str, place: Province | None, on: date | None) -> str:
        term = phrase_patterns()["name_term"].search(written.lower())
        bare = written[: term.start()] if term else written
        found = self.vocab.find_agency(bare, place.id if place else None, on)
        name = self.expand(written)
        if found and found.place_id and fold(found.name_vi).startswith(fold(self.expand(bare))):
            return found.name_vi
        if place is None or (found and not found.place_id) or self._province_part.search(name.lower()):
            return name
        if phrase_patterns()["level_last"].search(name.lower()):
            return f"{name} {place.name}"
        return f"{name} {place.label}" if found else name

    def place_in(self, name: str, on: date | None = None) -> Province | None:
        """The province that a name carries, if one does."""
        return self._place_of(name, on)

    def _place_in(self, name: str, on: date | None) -> Province | None:
        found = list(self.province.finditer(squeeze(name).lower()))
        return self.vocab.find_province(found[-1].group(), on) if found else None

    def expand(self, written: str) -> str:
        """Abbreviations of bodies written out: "UBND tỉnh" is "Ủy ban nhân dân tỉnh"."""
        words = [word_pairs("short_names").get(word.lower(), word) for word in squeeze(written).split(" ")]
        name = " ".join(words)
        return name[:1].upper() + name[1:]


def _nouns(vocab: Vocabulary) -> re.Pattern[str]:
    """A word for a document, with what may belong to it ("Chương trình hành động"), in lower case."""
    words = {name.lower() for name in vocab.document_type_names}
    words.update(vocabulary.lists("reference_phrases")["nouns"])
    return re.compile(rf"{spaced(vocabulary.trie(words, opening=True))}(?:\s+{_words('kind_tails')})?(?!\w)")


def _known(vocab: Vocabulary) -> re.Pattern[str]:
    """All names of bodies, longest first, with any white space between words."""
    names = {squeeze(name).lower() for name in vocab.all_agency_names()}
    return re.compile(spaced(vocabulary.trie(name for name in names if len(name) > 3)))


def _province(vocab: Vocabulary) -> re.Pattern[str]:
    """Any name of a province, as words of its own, in lower case."""
    names = vocabulary.trie((place.name.lower() for place in vocab.provinces), opening=True)
    return re.compile(rf"{spaced(names)}(?!\w)")


def _place_tail(provinces: str) -> re.Pattern[str]:
    """The place or level with which the name of a body ends."""
    level, nation = _words("levels"), _words("nation_words")
    return re.compile(rf"\s+(?:(?:(?:{level})\s+)?(?:{provinces})|{level}|{nation})(?!\w)")


def _stops(kinds: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What ends a name that no table need know; and one of a committee, which may hold more."""
    document = rf"\s(?:{_words('list_words')}\s+){{1,2}}(?:{kinds})(?!\w)"
    word = rf"{_not_counted()}\s(?:{_words('issuer_stops')})(?!\w)"
    return (
        re.compile(rf"[,;:.()\[\]“”\"|…]|{_BREAK}|{word}|{document}"),
        re.compile(rf"[,;:()|…]|\.\s|{_BREAK}|\s(?:{_words('open_stops')})(?!\w)|{document}"),
    )


@lru_cache(maxsize=4)
def names_of(vocab: Vocabulary) -> Names:
    """The reader of names for a vocabulary, made once."""
    return Names(vocab)


@cache
def phrase_patterns() -> dict[str, re.Pattern[str]]:
    """The phrases about references: one pattern for each kind, to be searched in lower-case text."""
    kinds: dict[str, list[str]] = {}
    for phrase in vocabulary.phrases("reference_phrases"):
        kinds.setdefault(phrase.kind, []).append(phrase.pattern.pattern)
    return {kind: re.compile(spaced(_either(found))) for kind, found in kinds.items()}


def _either(patterns: list[str]) -> str:
    """Any of the patterns; where each begins with a word, this is looked at once a letter."""
    if all(pattern.startswith(_WORD) for pattern in patterns):
        return f"{_WORD}(?:{'|'.join(pattern.removeprefix(_WORD) for pattern in patterns)})"
    return "|".join(patterns)


class _Needed(NamedTuple):
    """What the matches of a phrase need: its marks, and one of some words as the last, if it says so."""

    marks: vocabulary.Marks
    last: tuple[str, ...]


@cache
def _needed() -> dict[str, tuple[_Needed, ...]]:
    """What the phrases about references need, by kind."""
    kinds: dict[str, dict[_Needed, None]] = {}
    for phrase in vocabulary.phrases("reference_phrases"):
        needed = _Needed(phrase.marks, tuple(filter(None, str(phrase.extra.get("last", "")).split("|"))))
        kinds.setdefault(phrase.kind, {})[needed] = None
    return {kind: tuple(needed) for kind, needed in kinds.items()}


def search_phrase(kind: str, words: str) -> re.Match[str] | None:
    """The first phrase of a kind in lower-case ``words``, sought only where what one of them needs is."""
    for marks, last in _needed()[kind]:
        if (not last or words.rstrip().endswith(last)) and holds(words, marks):
            return phrase_patterns()[kind].search(words)
    return None


def search_phrases(kinds: Iterable[str], words: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The first phrase of each kind in lower-case ``words``."""
    for kind in kinds:
        match = search_phrase(kind, words)
        if match:
            yield kind, match


def capitals(names: Iterable[str]) -> re.Pattern[str]:
    """Where one of the names may begin in a text: its first letter as a capital, its second letter behind it.

    >>> [match.start() for match in capitals(["Luật", "pháp lệnh"]).finditer("Luật, PHÁP LỆNH, luật, Lệnh, tPh")]
    [0, 6]
    """
    seconds: dict[str, set[str]] = {}
    for name in names:
        seconds.setdefault(name[0].upper(), set()).update((name[1].lower(), name[1].upper()))
    letters = (f"{first}(?<!\\w.)(?=[{''.join(sorted(found))}])" for first, found in sorted(seconds.items()))
    return re.compile("|".join(letters))


@cache
def word_pairs(name: str) -> dict[str, str]:
    """A word list of «short=long» entries."""
    return dict(pair.split("=", 1) for pair in vocabulary.lists("reference_phrases")[name])


def _words(name: str) -> str:
    """A pattern for a word list."""
    return spaced(vocabulary.trie(vocabulary.lists("reference_phrases")[name]))


def _not_counted() -> str:
    """Not behind the word for an ordinal: the fifth is no year, though both are one word."""
    return "".join(rf"(?<!{word})" for word in vocabulary.lists("headings")["ordinal"])


def spaced(pattern: str) -> str:
    """``pattern`` with any short run of white space where it has a blank."""
    return f"(?:{pattern})".replace(r"\ ", r"\s{1,16}")
