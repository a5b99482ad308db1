"""Which mentions are one document: jurisdiction, number and date, never the number alone.

- A dated mention is exactly the document of that date.
- An undated one is the only dated (or loaded) one that can be meant, not issued after the text that cites it; where
  none or several can, it stays apart, and the candidates are named.
- What has no number is known by its kind and whole title within its place, else by its source. It is a copy of a
  numbered one only where kind, whole title, what both carry out, issuer and date leave exactly one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from policygraph import identity
from policygraph.link.model import Reason
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
    parents: frozenset[tuple[str, date | None]] = frozenset()  #: numbers and dates of what a loaded one carries out


@dataclass(frozen=True, slots=True)
class Identified:
    """A mention's document, why, and which others it could be."""

    iri: str
    reason: Reason | None = None
    candidates: tuple[str, ...] = ()


def number_key(number: str) -> str:
    """One key for all spellings of a number; leading zeros do not tell documents apart.

    >>> number_key("04-CTr/TU") == number_key("4-CTR/TU"), number_key("229/QĐ-TTg") == number_key("229-QĐ/TW")
    (True, False)
    """
    return re.sub(r"^0+(?=\d)", "", slug(number))


def identify(mentions: Sequence[Mention]) -> dict[tuple[str, str], Identified]:
    """The document of each mention, by source and key. The order of the mentions does not matter."""
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    found: dict[tuple[str, str], Identified] = {}
    for mention in mentions:
        if mention.number:
            groups[mention.scope, number_key(mention.number)].append(mention)
    for (scope, key), group in groups.items():
        found |= _group(scope, key, group)
    originals: dict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.number and mention.loaded:
            originals[_content(mention)].append(mention)
    for mention in mentions:
        if not mention.number:
            fits = {found[m.source, m.key].iri for m in originals[_content(mention)] if _same(mention, m)}
            found[mention.source, mention.key] = _copy(_unnumbered(mention), tuple(sorted(fits)))
    return found


def _content(mention: Mention) -> tuple[object, ...]:
    """What two copies of one document share whether or not the number is on them."""
    return mention.scope, mention.document_type, fold(mention.title or ""), mention.parents


def _same(copy: Mention, original: Mention) -> bool:
    """Whether a text without number can be a copy: enough is said, and nothing of it against."""
    telling = copy.loaded and copy.parents and len(fold(copy.title or "").split()) >= _WORDS
    day = copy.issued in (None, original.issued)
    return bool(telling) and day and (None in (copy.issuer, original.issuer) or copy.issuer == original.issuer)


def _copy(own: str, candidates: tuple[str, ...]) -> Identified:
    return Identified(candidates[0], _COPY) if len(candidates) == 1 else Identified(own, None, candidates)


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


def _group(scope: str, key: str, group: Iterable[Mention]) -> dict[tuple[str, str], Identified]:
    """The documents of one number in one place."""
    members = list(group)
    days = sorted({mention.issued for mention in members if mention.issued})
    dated = {day: identity.document_iri(scope, _official(key), day) for day in days}
    found: dict[tuple[str, str], Identified] = {}
    for mention in members:  # what is dated, and what is loaded: the candidates
        if mention.issued:
            found[mention.source, mention.key] = Identified(dated[mention.issued])
        elif mention.loaded:
            fits = tuple(iri for day, iri in dated.items() if _fits(mention, day, members))
            found[mention.source, mention.key] = _choose(_undated(mention, key), fits)
    themselves = {m.source: found[m.source, m.key].iri for m in members if m.loaded}
    for mention in members:
        if mention.source in themselves and not mention.loaded and not mention.issued:
            found[mention.source, mention.key] = Identified(themselves[mention.source])  # its own number
        elif (mention.source, mention.key) not in found:
            fits = tuple(iri for day, iri in dated.items() if _fits(mention, day, members))
            others = sorted({iri for iri in themselves.values() if iri not in dated.values()})
            found[mention.source, mention.key] = _choose(_undated(mention, key), (*fits, *others))
    return found


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
    if re.match(r"\d+-(?:19|20)\d\d-", key):
        return iri
    title = fold(mention.title or "")
    by_title = mention.loaded and len(title.split()) >= _WORDS
    return f"{iri}/{sha256(title.encode()).hexdigest()[:8] if by_title else mention.source}"


def _fits(mention: Mention, day: date, group: Iterable[Mention]) -> bool:
    if mention.until and not mention.loaded and day > mention.until:
        return False
    issuers = {m.issuer for m in group if m.issued == day and m.issuer}
    national = mention.scope == identity.NATION
    # one symbol serves several central organs (20-NQ/TW): where both texts name the organ, it must be the same
    return not (national and mention.issuer and issuers and mention.issuer not in issuers)


def _official(key: str) -> str:
    """The number's key with the zero that the rules put before numbers below ten: ``04-ctr-tu``."""
    return re.sub(r"^(\d)(?!\d)", r"0\1", key)


def same_year_conflicts(
    mentions: Iterable[Mention], found: Mapping[tuple[str, str], Identified]
) -> dict[str, tuple[str, ...]]:
    """Documents whose number another one bears in the same place and year: a slip in a date, or two series.

    Gives the IRI of the worse attested one with those of the others; of both where they are attested alike. A loaded
    document is its own best witness.
    """
    by_year: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    witnesses: dict[str, set[str]] = defaultdict(set)
    loaded = set()
    for mention in mentions:
        if mention.number and mention.issued:
            iri = found[mention.source, mention.key].iri
            by_year[mention.scope, number_key(mention.number), mention.issued.year].add(iri)
            witnesses[iri].add(mention.source)
            if mention.loaded:
                loaded.add(iri)
    weight = {iri: (iri in loaded, len(sources)) for iri, sources in witnesses.items()}
    doubtful: dict[str, tuple[str, ...]] = {}
    for iris in by_year.values():
        for iri in iris:
            others = tuple(sorted(iris - {iri}))
            if any(weight[other] >= weight[iri] for other in others):
                doubtful[iri] = others
    return doubtful
