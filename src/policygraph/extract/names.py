"""Names of bodies as texts write them: where a name ends, written out, completed with the place of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from policygraph import vocab as vocabulary
from policygraph.text import fold, squeeze
from policygraph.vocab import Province, Vocabulary

_WORDS_LIMIT = 140
_TERM = re.compile(r"\s*,?\s*\(?\s*kh(?:óa|oá)\s+[ivxlc]+\s*\)?", re.IGNORECASE)
#: These names go on with what the body is for.
_OPEN_NAME = re.compile(r"ban\s+chỉ\s+đạo|tổ\s+công\s+tác|hội\s+đồng\s+(?!nhân|dân|thi)|ủy\s+ban\s+an\s+toàn")
_PARTY_TAIL = re.compile(r"\s+đảng(?!\w)(?:\s+cộng\s+sản\s+việt\s+nam)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body's name in a text: where it ends, what is printed, and the term or place behind it."""

    end: int
    written: str


class Names:
    """Reads names of bodies and of kinds of documents with the help of the tables."""

    def __init__(self, vocab: Vocabulary) -> None:
        self.vocab = vocab

    # ------------------------------------------------------------------ kinds of documents

    def kind(self, word: str) -> str | None:
        """The name of the kind that a word means; `None` for words such as "văn bản" that name none."""
        words = squeeze(word).split()
        found = self.vocab.find_document_type(" ".join(words)) or self.vocab.find_document_type(" ".join(words[:2]))
        return found.name_vi if found else None

    def code(self, kind: str) -> str:
        """The symbol of a kind in numbers, empty where it has none."""
        found = self.vocab.find_document_type(kind)
        return found.code if found else ""

    def kind_of(self, code: str, party: bool) -> str | None:
        """The kind that a symbol stands for."""
        found = self.vocab.find_document_type(code, "party" if party else "state") or self.vocab.find_document_type(code)
        return found.name_vi if found else None

    # ------------------------------------------------------------------ patterns

    @cached_property
    def kinds(self) -> str:
        """A pattern of all words for kinds of documents, in lower case."""
        return spaced(vocabulary.trie(name.lower() for name in self.vocab.document_type_names))

    @cached_property
    def known(self) -> re.Pattern[str]:
        """All names of bodies, longest first, with any white space between words."""
        names = {squeeze(name).lower() for name in self.vocab.all_agency_names()}
        return re.compile(spaced(vocabulary.trie(name for name in names if len(name) > 3)))

    @cached_property
    def provinces(self) -> str:
        """A pattern of all names of provinces, in lower case."""
        return spaced(vocabulary.trie(place.name.lower() for place in self.vocab.provinces))

    @cached_property
    def _place_tail(self) -> re.Pattern[str]:
        level = r"(?:tỉnh|thành\s+phố|tp\.?|thủ\s+đô)"
        place = rf"(?:{level}\s+)?(?:{self.provinces})(?!\w)|{level}(?!\w)|quốc\s+gia(?!\w)|việt\s+nam(?!\w)"
        return re.compile(rf"\s+(?:{place})")

    @cached_property
    def _stop(self) -> re.Pattern[str]:
        stops = spaced(vocabulary.trie(vocabulary.lists("reference_phrases")["issuer_stops"]))
        return re.compile(
            rf"[,;:.()\[\]“”\"|…]|\n\s*\n|\n\s*[-+*•]|\s(?:{stops})(?!\w)|\s(?:và|các)\s+(?:các\s+)?(?:{self.kinds})(?!\w)"
        )

    @cached_property
    def _open_stop(self) -> re.Pattern[str]:
        ends = r"về|ban\s+hành|phê\s+duyệt|triển\s+khai|hướng\s+dẫn|quy\s+định|thực\s+hiện|để|nhằm"
        return re.compile(rf"[,;:()|…]|\.\s|\n\s*\n|\n\s*[-+*•]|\s(?:{ends})(?!\w)|\s(?:và|các)\s+(?:các\s+)?(?:{self.kinds})(?!\w)")

    @cached_property
    def _short_names(self) -> dict[str, str]:
        return dict(pair.split("=", 1) for pair in vocabulary.lists("reference_phrases")["short_names"])

    # ------------------------------------------------------------------ reading

    def read(self, low: str, text: str, start: int) -> BodyName | None:
        """The name that begins at ``start``; `None` where nothing there looks like a body."""
        limit = min(len(low), start + _WORDS_LIMIT)
        opened = _OPEN_NAME.match(low, start)
        stop = (self._open_stop if opened else self._stop).search(low, opened.end() if opened else start, limit)
        loose = stop.start() if stop else limit
        match = self.known.match(low, start)
        if match and not low[match.end() : match.end() + 1].isalnum():
            end = match.end()
            if opened and loose > end and not self._place_tail.match(low, end):
                end = loose
        elif text[start : start + 1].isalpha() and 3 < loose - start < _WORDS_LIMIT:
            end = loose
        else:
            return None
        return self._with_tail(low, text, start, end)

    def read_known(self, low: str, text: str, start: int) -> BodyName | None:
        """As `read`, but only a name of the tables."""
        match = self.known.match(low, start)
        if match is None or low[match.end() : match.end() + 1].isalnum():
            return None
        return self._with_tail(low, text, start, match.end())

    def _with_tail(self, low: str, text: str, start: int, end: int) -> BodyName:
        for tail in (_PARTY_TAIL, self._place_tail, self._place_tail, _TERM):
            found = tail.match(low, end)
            if found and not re.search(r"\n\s*\n", found.group()):
                end = found.end()
        return BodyName(end, squeeze(text[start:end]))

    # ------------------------------------------------------------------ completing

    def complete(self, written: str, place: Province | None, on: date | None = None) -> str:
        """The full name: abbreviations written out, the province of the text added where the name leaves it open."""
        term = _TERM.search(written)
        bare = written[: term.start()] if term else written
        found = self.vocab.find_agency(bare, place.id if place else None, on)
        name = self.expand(written)
        if found and found.place_id and fold(found.name_vi).startswith(fold(self.expand(bare))):
            return found.name_vi
        if place is None or (found and not found.place_id) or re.search(self.provinces, name.lower()):
            return name
        if re.search(r"(?:^|\s)(?:tỉnh|thành phố)$", name.lower()):
            return f"{name} {place.name}"
        return f"{name} {place.label}" if found else name

    def place_in(self, name: str, on: date | None = None) -> Province | None:
        """The province that a name carries, if one does."""
        found = list(re.finditer(rf"(?<!\w)(?:{self.provinces})(?!\w)", squeeze(name).lower()))
        return self.vocab.find_province(found[-1].group(), on) if found else None

    def expand(self, written: str) -> str:
        """Abbreviations of bodies written out: "UBND tỉnh" is "Ủy ban nhân dân tỉnh"."""
        words = [self._short_names.get(word.lower(), word) for word in squeeze(written).split(" ")]
        name = " ".join(words)
        return name[:1].upper() + name[1:]


@lru_cache(maxsize=4)
def names_of(vocab: Vocabulary) -> Names:
    """The reader of names for a vocabulary, made once."""
    return Names(vocab)


def spaced(pattern: str) -> str:
    """``pattern`` with any short run of white space where it has a blank."""
    return f"(?:{pattern})".replace(r"\ ", r"\s{1,5}")
