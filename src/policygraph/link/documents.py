"""Which mentions are one document: jurisdiction, number and date, never the number alone.

- A dated mention is exactly the document of that date.
- An undated one is the only dated (or loaded) one that can be meant, not issued after the text that cites it; where
  none or several can, or the only one is three terms older, it stays apart, and the candidates are named.
- What has no number is known by its kind and whole title within its place, else by its source. It is a copy of a
  numbered one only where kind, whole title, what both carry out, issuer and date leave exactly one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from policygraph import identity
from policygraph.link.model import Identified, Reason
from policygraph.text import fold, slug

_ONLY_ONE: Reason = (
    "văn bản duy nhất trong bộ sưu tập mang số này của nơi này có thể là văn bản được nói tới",
    "the only document of the collection with this number in this place that can be meant",
)

_COPY: Reason = (
    "bản không ghi số: cùng loại, cùng trích yếu, cùng thực hiện những văn bản ấy với đúng một văn bản có số",
    "a copy without a number: kind, title and what it carries out are those of exactly one numbered document",
)

#: A title shorter than this many words says too little to be an identity.
_WORDS = 8

#: Three terms of office. Numbers begin again each term or year: an older document is not meant by its number alone.
_YEARS = 15

_WITH_YEAR = re.compile(r"\d+-(?:19|20)\d\d-")


@dataclass(frozen=True, slots=True)
class Mention:
    """One document as one source names it (or is it: ``loaded``)."""

    source: str  #: key of the source
    key: str  #: key of the reference within the source, or SELF
    scope: str  #: the place piece of the IRI
    number: str | None
    issued: date | None
    document_type: str | None
    issuer: str | None  #: IRI of a body
    title: str | None
    loaded: bool
    until: date | None  #: issue date of the source: what it cites is not younger
    content: str | None = None  #: what copies of a loaded one share, see `content`


def number_key(number: str) -> str:
    """One key for all spellings of a number; leading zeros do not tell documents apart.

    >>> number_key("04-CTr/TU") == number_key("4-CTR/TU"), number_key("229/QĐ-TTg") == number_key("229-QĐ/TW")
    (True, False)
    """
    return re.sub(r"^0+(?=\d)", "", slug(number))


def content(scope: str, document_type: str | None, title: str | None, parents: Iterable[tuple[str, str]]) -> str | None:
    """What copies of one document share whether or not the number is on them; `None` where too little is said.

    ``parents`` are the numbers and dates of what it carries out.

    >>> content("ninh-binh", "Kế hoạch", "Một trích yếu dài hơn tám chữ thì đủ", []) is None
    True
    """
    words = fold(title or "")
    if not parents or len(words.split()) < _WORDS:
        return None
    return sha256(repr((scope, document_type, words, sorted(parents))).encode()).hexdigest()[:16]


def identify_unnumbered(mention: Mention, originals: Iterable[tuple[Mention, str]]) -> Identified:
    """The document of a mention without number; ``originals`` are numbered ones of the same `content`, with IRIs."""
    fits = tuple(sorted({iri for original, iri in originals if _same(mention, original)}))
    own = _unnumbered(mention)
    return Identified(fits[0], _COPY) if len(fits) == 1 else Identified(own, None, fits)


def _same(copy: Mention, original: Mention) -> bool:
    """Whether nothing that is said speaks against a copy."""
    day = copy.issued in (None, original.issued)
    return day and (None in (copy.issuer, original.issuer) or copy.issuer == original.issuer)


def _unnumbered(mention: Mention) -> str:
    title = fold(mention.title or "")
    kind = mention.document_type or ""
    if mention.loaded and len(title.split()) < _WORDS:
        return identity.untitled_document_iri(mention.scope, kind, mention.source)
    day = f"-{mention.issued.isoformat()}" if mention.issued else ""
    short = slug(title)
    if len(short) > 80:
        # the whole title counts: plans of one province often begin with the same hundred letters
        short = f"{short[:80].rsplit('-', 1)[0]}-{sha256(title.encode()).hexdigest()[:8]}"
    return identity.untitled_document_iri(mention.scope, kind, short + day)


class Series:
    """All that the collection says of one number in one place: enough to tell which document a mention of it is.

    ``issuers`` are the days of its documents, each with those who are said to have issued it; ``loaded`` the mentions
    that are the document itself.
    """

    def __init__(
        self, scope: str, key: str, issuers: Mapping[date, frozenset[str]], loaded: Iterable[Mention] = ()
    ) -> None:
        self._key, self._issuers = key, issuers
        self.days = {day: identity.document_iri(scope, _official(key), day) for day in sorted(issuers)}
        self._own = {mention.source: self._loaded(mention).iri for mention in loaded}
        self._undated = tuple(sorted(set(self._own.values()) - set(self.days.values())))

    def identify(self, mention: Mention) -> Identified:
        """The document of one mention of this number."""
        if mention.issued:
            return Identified(self.days[mention.issued])
        if mention.loaded:
            return self._loaded(mention)
        if mention.source in self._own:
            return Identified(self._own[mention.source])  # its own number
        own, fits = _undated(mention, self._key), (*self._fitting(mention), *self._undated)
        return Identified(own, None, fits) if self._distant(mention, fits) else _choose(own, fits)

    def _loaded(self, mention: Mention) -> Identified:
        if mention.issued:
            return Identified(self.days[mention.issued])
        return _choose(_undated(mention, self._key), self._fitting(mention))

    def _distant(self, mention: Mention, fits: tuple[str, ...]) -> bool:
        """Whether the only document that can be meant is too old for a number that others have borne since."""
        days = [day for day, iri in self.days.items() if fits == (iri,)]
        since = mention.until.year - days[0].year if mention.until and days else 0
        return since > _YEARS and not _WITH_YEAR.match(self._key)

    def _fitting(self, mention: Mention) -> tuple[str, ...]:
        return tuple(iri for day, iri in self.days.items() if _fits(mention, day, self._issuers[day]))


def _choose(own: str, candidates: tuple[str, ...]) -> Identified:
    """Exactly one candidate, or apart with the candidates named."""
    if candidates == (own,):
        return Identified(own)
    return Identified(candidates[0], _ONLY_ONE) if len(candidates) == 1 else Identified(own, None, candidates)


def _undated(mention: Mention, key: str) -> str:
    """The document of a mention without a date, as far as the mention alone tells.

    A number that holds its year is enough. Any other number comes again each year or term, so that two texts which
    give no date need not mean one document: it is known by its source, a loaded one by its whole title.
    """
    iri = identity.document_iri(mention.scope, _official(key), None)
    if _WITH_YEAR.match(key):
        return iri
    title = fold(mention.title or "")
    by_title = mention.loaded and len(title.split()) >= _WORDS
    return f"{iri}/{sha256(title.encode()).hexdigest()[:8] if by_title else mention.source}"


def _fits(mention: Mention, day: date, issuers: frozenset[str]) -> bool:
    if mention.until and not mention.loaded and day > mention.until:
        return False
    national = mention.scope == identity.NATION
    # one symbol serves several central organs (20-NQ/TW): where both texts name the organ, it must be the same
    return not (national and mention.issuer and issuers and mention.issuer not in issuers)


def _official(key: str) -> str:
    """The number's key with the zero that the rules put before numbers below ten: ``04-ctr-tu``."""
    return re.sub(r"^(\d)(?!\d)", r"0\1", key)


def rivals(weights: Mapping[str, tuple[bool, int]]) -> dict[str, tuple[str, ...]]:
    """Of the documents that bear one number in one place and year: those that may be a slip in a date, or two series.

    ``weights`` says of each IRI whether it is loaded and how many sources give its date: a loaded document is its own
    best witness. Gives the worse attested one with the others; both where they are attested alike.

    >>> rivals({"a": (True, 1), "b": (False, 5)})
    {'b': ('a',)}
    """
    doubtful = {}
    for iri, weight in weights.items():
        others = tuple(sorted(weights.keys() - {iri}))
        if any(weights[other] >= weight for other in others):
            doubtful[iri] = others
    return doubtful
