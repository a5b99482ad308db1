"""Which body a name means: that of the text's place, on the text's date; never one of another place.

A name that the tables know gives that agency; a term that stands for several gives a collective of the place; a proper
name that the tables do not know gives a body known only from texts, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from policygraph import identity
from policygraph.facts import AgencyAlias, DocumentFacts, Header
from policygraph.labels import pair
from policygraph.link.model import Body, Reason
from policygraph.text import fold, slug
from policygraph.vocab import Agency, Province, Unresolved, Vocabulary, lists, phrases

# bodies that speak for their whole place; what others name unknown ("Phòng Tổ chức") may be their own parts
_GENERAL = {"people_committee", "people_council", "party_committee", "party_caucus", "government", "assembly",
            "national_assembly_delegation", "person_office", "state_body"}  # fmt: skip

_KNOWN_FROM_TEXTS: Reason = (
    "chỉ biết qua lời văn bản, không có trong bảng cơ quan",
    "known only from texts, not in the tables of agencies",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when a text speaks: what its names are resolved by."""

    source: str  #: key of the source
    place: Province | None
    on: date | None
    issuer: Agency | None
    issuer_name: str | None
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: folded name -> names, as the text says

    @property
    def place_slug(self) -> str | None:
        """The slug of the text's place; "vn" where a national body speaks; `None` where nothing tells."""
        if self.place:
            return self.place.slug
        return identity.NATION if self.issuer and self.issuer.place_id is None else None

    @property
    def base(self) -> str:
        """The piece of IRIs for what belongs to the text's place; the source's own where no place is known."""
        return self.place_slug or self.nowhere

    @property
    def nowhere(self) -> str:
        """The piece of IRIs for what belongs to a place that the text does not tell."""
        return f"unplaced/{self.source}"

    @property
    def own(self) -> str:
        """The piece of IRIs for bodies that no table knows: inside the issuer, unless it speaks for its place."""
        if self.issuer:
            general = self.issuer.kind in _GENERAL
            return self.issuer.place_slug if general else f"{self.issuer.place_slug}/{slug(self.issuer.iri_name)}"
        return f"{self.base}/{slug(self.issuer_name)[:80]}" if self.issuer_name else self.base


def setting(facts: DocumentFacts, vocab: Vocabulary) -> Setting:
    """The setting of a source."""
    header = facts.header
    place = vocab.province(header.place.value) if header.place else None
    on = day(facts)
    name = header.issuer.value if header.issuer else None
    issuer = vocab.find_agency(name, place.id if place else None, on) if name else None
    office = vocab.split_office(name) if name and issuer is None else None
    if office:  # who holds an office speaks for the body
        issuer = vocab.find_agency(office[1], place.id if place else None, on)
    return Setting(facts.source.key, place, on, issuer, name, _aliases(facts.aliases))


def _aliases(stated: tuple[AgencyAlias, ...]) -> Mapping[str, tuple[str, ...]]:
    """The names that the text defines; one that it gives to different bodies is nobody's."""
    meant: dict[str, set[tuple[str, ...]]] = {}
    for one in stated:
        meant.setdefault(fold(one.alias), set()).add(tuple(dict.fromkeys(map(fold, one.names))))
    plain = {alias for alias, folded in meant.items() if len(folded) == 1 and (alias,) not in folded}
    # the first wording counts, so that labels do not depend on a later spelling
    return {fold(one.alias): one.names for one in reversed(stated) if fold(one.alias) in plain}


def day(facts: DocumentFacts) -> date | None:
    """The day on which the text speaks: its own date, else the youngest date that it cites, which it cannot precede."""
    issued = _issued(facts.header)
    return issued or max((r.issued for r in facts.references if r.issued), default=None)


def _issued(header: Header) -> date | None:
    return header.issued.value if header.issued else None


class Bodies:
    """Resolves names and remembers how each body is written."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._vocab = vocab
        self._found: dict[str, Body] = {}
        self._written: dict[str, Counter[str]] = {}
        self._plural = {fold(word) for word in lists("name_phrases", vocab.folder).get("plural", ())}
        self._levels = {fold(place.kind.word) for place in vocab.provinces}

    def resolve(self, name: str, where: Setting, on: date | None) -> Body | Unresolved:
        """The body of a name in the work of a text."""
        if fold(name) in where.aliases:
            return self._aliased(name, where, on)
        known = self.known(name, where, on)
        if isinstance(known, Body) or known.candidates:
            return known
        words = fold(name).split()
        if self._plural & set(words):
            return self._add(self._collective(name, slug(name), where.own, where, ()), name)
        return self._add(self._local(name, where, on), name)

    def why(self, name: str, where: Setting, on: date | None) -> Reason | None:
        """Why a name of the text's own means its body; `None` for other names, and where the tables say the same."""
        names = where.aliases.get(fold(name), ())
        if len(names) != 1:
            return None  # a collective of several says it itself
        aside, plain = Bodies(self._vocab), replace(where, aliases={})
        known, meant = aside.known(name, plain, on), aside.resolve(names[0], plain, on)
        same = isinstance(known, Body) and isinstance(meant, Body) and known.iri == meant.iri
        return None if same else pair("reason.alias-of-the-text", name=names[0])

    def _aliased(self, name: str, where: Setting, on: date | None) -> Body | Unresolved:
        """The body of a name that the text itself defines: that of the one name, or a collective of several."""
        names, plain = where.aliases[fold(name)], replace(where, aliases={})
        if len(names) == 1:
            return self.resolve(names[0], plain, on)
        aside = Bodies(self._vocab)  # what nobody is charged under its own name need not be in the graph
        meant = {one: aside.resolve(one, plain, on) for one in names}
        bodies = [body for body in meant.values() if isinstance(body, Body)]
        keys = sorted({body.agency for body in bodies if body.agency})
        members = tuple(keys) if all(isinstance(body, Body) and body.agency for body in meant.values()) else ()
        # the same alias of other bodies is another collective
        parts = sorted(body.iri if isinstance(body, Body) else fold(one) for one, body in meant.items())
        mark = sha256(" ".join(parts).encode()).hexdigest()[:6]
        iri = f"{identity.collective_iri(where.base, slug(name))}-{mark}"
        reason = pair("reason.alias-of-several", names="; ".join(names))
        return self._add(Body(iri, name, where.place_slug, True, None, members, reason), name)

    def known(self, name: str, where: Setting, on: date | None) -> Body | Unresolved:
        """The body of a name as far as the tables know it."""
        place = where.place.id if where.place else None
        agency = self._vocab.resolve_agency(name, place, on)
        if isinstance(agency, Agency):
            return self._add(of_agency(agency), name)
        term = self._vocab.find_collective(name, on)
        if term is None:
            return agency
        members: tuple[str, ...] = ()
        if place and on:
            members = tuple(sorted(member.key for member in self._vocab.closed_list(term, place, on)))
        return self._add(self._collective(term.name_vi, term.id, where.base, where, members), name)

    def _collective(self, name: str, key: str, base: str, where: Setting, members: tuple[str, ...]) -> Body:
        # the same words before and after a reorganisation stand for other members: another collective
        mark = f"-{sha256(' '.join(members).encode()).hexdigest()[:6]}" if members else ""
        reason: Reason | None = None
        if members:
            day = where.on.isoformat() if where.on else ""
            reason = (
                f"thành viên suy ra từ bảng cơ quan của {where.place.label if where.place else ''} vào ngày {day}",
                f"members inferred from the tables of agencies of the place on {day}",
            )
        return Body(identity.collective_iri(base, key) + mark, name, where.place_slug, True, None, members, reason)

    def _local(self, name: str, where: Setting, on: date | None) -> Body:
        """A body that no table knows: of the province where the name says so, else of the text's issuer.

        Who holds an office is where the office's body is; some names say that they are the nation's.
        """
        office = self._vocab.split_office(name)
        body = self._vocab.find_agency(office[1], where.place.id if where.place else None, on) if office else None
        if of_the_nation(name, self._vocab) or (body and body.place_id is None):
            return Body(identity.agency_iri(identity.NATION, name), name, identity.NATION, reason=_KNOWN_FROM_TEXTS)
        label, scope = name, where.own
        last = fold(name).split()[-1]
        if where.place and last in self._levels and last == fold(where.place.kind.word):
            label, scope = f"{name} {where.place.name}", where.place.slug
        elif where.place and fold(where.place.name) in fold(name):
            scope = where.place.slug
        return Body(identity.agency_iri(scope, name), label, where.place_slug, reason=_KNOWN_FROM_TEXTS)

    def _add(self, body: Body, name: str) -> Body:
        self._found.setdefault(body.iri, body)
        self._written.setdefault(body.iri, Counter())[body.label] += 1
        return body

    def met(self) -> tuple[tuple[Body, Mapping[str, int]], ...]:
        """Every body that was met, in order of IRI, with how often it is written under which label."""
        return tuple((body, dict(self._written[iri])) for iri, body in sorted(self._found.items()))


def of_agency(agency: Agency) -> Body:
    """A body of the tables."""
    place = agency.place_slug if agency.place_id else identity.NATION
    return Body(agency.iri, agency.name_vi, place, agency=agency.key)


def of_the_nation(name: str, vocab: Vocabulary) -> bool:
    """Whether the name of a body that no table knows says that it is the nation's ("Ban Chỉ đạo Trung ương ...")."""
    known = (phrase for phrase in phrases("name_phrases", vocab.folder) if phrase.kind == "of_the_nation")
    return any(phrase.pattern.match(name.lower()) for phrase in known)


def document_scope(
    number: str | None, base: str, issuer: Agency | None, issuer_name: str | None, where: Setting, vocab: Vocabulary
) -> str:
    """The piece of a document's IRI that says whose number it is; ``base`` is the place, where nothing else tells.

    The symbol in the number decides where it belongs to one level only (``TTg``, ``TW``; ``TU``); else the issuer.
    Numbers of bodies that no table knows are kept apart by the body's name, since "05/KH-UBND" is every commune's.
    What no symbol and no name gives to the nation is not the nation's: every province has a 01-KH/BCĐ.
    """
    parsed = identity.parse_number(number) if number else None
    levels = {row.jurisdiction for row in vocab.find_issuers(parsed.issuer)} if parsed and parsed.issuer else set()
    if levels == {"national"}:
        return identity.NATION
    if issuer is not None:
        return issuer.place_slug
    if base == identity.NATION and number and "national" not in levels:
        base = _whose(issuer_name, levels, where, vocab)
    if levels == {"provincial"} or not issuer_name:
        return base
    return f"{base}/{slug(issuer_name)[:80]}"


def _whose(issuer_name: str | None, levels: set[str], where: Setting, vocab: Vocabulary) -> str:
    """The place of a number that neither its symbol nor a body of the tables gives to the nation."""
    if levels - {"any"}:
        return where.nowhere  # some province's, in a text of the nation that does not say whose
    if (issuer_name and of_the_nation(issuer_name, vocab)) or where.base == identity.NATION:
        return identity.NATION
    return where.base if issuer_name else where.nowhere
