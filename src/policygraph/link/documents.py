"""Which mentions are one document: jurisdiction, number and date, never the number alone.

- A dated mention is exactly the document of that date.
- An undated one is the only dated one that can be meant (not issued after the text that cites it); where none or
  several can, it stays apart, and the candidates are named.
- What has no number is known by its kind and whole title within its place, else by its source.
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
        else:
            found[mention.source, mention.key] = Identified(_unnumbered(mention))
    for (scope, key), group in groups.items():
        found |= _group(scope, key, group)
    return found


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
    iris = {day: identity.document_iri(scope, _official(key), day) for day in {m.issued for m in members} - {None}}
    undated = identity.document_iri(scope, _official(key), None)
    found: dict[tuple[str, str], Identified] = {}
    for mention in members:
        if mention.issued:
            found[mention.source, mention.key] = Identified(iris[mention.issued])
            continue
        fits = sorted(day for day in iris if day and _fits(mention, day, members))
        candidates = tuple(iris[day] for day in fits)
        if len(candidates) == 1:
            reason = (
                f"văn bản duy nhất trong bộ sưu tập mang số này của nơi này và có ngày ({fits[0]:%d/%m/%Y})",
                f"the only document of the collection with this number in this place that has a date ({fits[0]})",
            )
            found[mention.source, mention.key] = Identified(candidates[0], reason)
        else:
            found[mention.source, mention.key] = Identified(undated, None, candidates)
    return found


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
