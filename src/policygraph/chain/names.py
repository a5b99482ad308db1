"""What a name means in a store: a document by number, short name or file, an agency by any of its names."""

from __future__ import annotations

from dataclasses import dataclass

from policygraph import queries
from policygraph.chain.model import Document
from policygraph.chain.read import agencies, documents
from policygraph.errors import PolicyGraphError
from policygraph.labels import both
from policygraph.store import Store
from policygraph.text import fold, slug, squeeze


@dataclass(frozen=True, slots=True)
class Match:
    """What a name may mean."""

    iri: str
    kind: str  #: "document" or "agency"
    label: str


class NotFound(PolicyGraphError):
    """A name that means nothing in the store, or more than one thing; ``candidates`` are listed, none is guessed."""

    def __init__(self, text: str, candidates: tuple[Match, ...] = (), near: tuple[Match, ...] = ()) -> None:
        self.text, self.candidates, self.near = text, candidates, near
        head = both("find.several" if candidates else "find.none", text=text)
        if near and not candidates:
            head += f"; {both('find.near')}"
        lines = [f"  {match.label}  <{match.iri}>" for match in candidates or near]
        super().__init__("\n".join([head, *lines]))


def find(store: Store, text: str) -> tuple[Match, ...]:
    """What ``text`` may mean: documents by number, short name or file, agencies by name; the closest reading wins.

    Number styles, case, blanks and diacritics do not matter. Several matches are all given, none is chosen, but for
    one case: where of several agencies of one name the documents speak of only one, it is that one.
    """
    things, wanted = _things(store), squeeze(text)
    for reading in (_as_written, _as_slug, _as_words):
        hits = [thing for thing in things if reading(wanted, thing)]
        if hits:
            return tuple(thing.match for thing in _spoken_of(hits))
    return ()


def _spoken_of(hits: list[_Thing]) -> list[_Thing]:
    """Of agencies that all bear one name (before and after a merger), the one that the documents speak of."""
    used = [thing for thing in hits if thing.used]
    one_name = {(thing.match.kind, slug(thing.match.label)) for thing in hits}
    return used if len(used) == 1 and len(one_name) == 1 else hits


def one(store: Store, text: str, kinds: tuple[str, ...] = ("document", "agency")) -> Match:
    """The one thing that ``text`` means. Raises `NotFound` where it is none or several, and lists them."""
    hits = tuple(match for match in find(store, text) if match.kind in kinds)
    if len(hits) == 1:
        return hits[0]
    raise NotFound(text, hits, () if hits else _near(store, text, kinds))


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that can be found: what it is called, and the words by which a document may be described."""

    match: Match
    names: tuple[str, ...]
    words: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()  #: the words of its kind and number; at least one of them must be said
    used: bool = True


def _things(store: Store) -> list[_Thing]:
    names: dict[str, list[str]] = {}
    for row in [*queries.records(store, "names"), *queries.records(store, "agency-names")]:
        names.setdefault(str(row.get("document") or row.get("agency")), []).append(str(row["name"]))
    found = [_document_thing(document, names.get(document.iri, [])) for document in documents(store).values()]
    for agency in agencies(store).values():
        match = Match(agency.iri, "agency", agency.name)
        found.append(_Thing(match, tuple(names.get(agency.iri, [agency.name])), used=agency.used))
    return found


def _document_thing(document: Document, names: list[str]) -> _Thing:
    stem = document.file.rsplit(".", 1)[0] if document.file else None
    called = (document.number, document.name, document.file, stem, *names)
    year = str(document.issued.year) if document.issued else None
    own = _words(document.type, document.number)
    match = Match(document.iri, "document", document.label)
    words = own | _words(document.issuer, document.place, year)
    return _Thing(match, tuple(filter(None, called)), words, own)


def _words(*texts: str | None) -> frozenset[str]:
    return frozenset(slug(" ".join(filter(None, texts))).split("-")) - {""}


def _as_written(text: str, thing: _Thing) -> bool:
    return text.strip("<>") == thing.match.iri or any(fold(text) == fold(name) for name in thing.names)


def _as_slug(text: str, thing: _Thing) -> bool:
    return bool(slug(text)) and any(slug(text) == slug(name) for name in thing.names)


def _as_words(text: str, thing: _Thing) -> bool:
    """All words said are words of the thing; of an agency, of one of its names, and its first word is said first."""
    said = [word for word in slug(text).split("-") if word]
    if thing.match.kind == "agency":
        names = [slug(name).split("-") for name in thing.names]
        return any(said[:1] == name[:1] and set(said) <= set(name) for name in names)
    # a number that is said must be the document's number or year: days and counts are not among its words
    meant = set(said) - {"so", "cua", "ngay", "nam"}
    return bool(meant & thing.own) and meant <= thing.words


def _near(store: Store, text: str, kinds: tuple[str, ...]) -> tuple[Match, ...]:
    from difflib import get_close_matches

    things = [thing for thing in _things(store) if thing.match.kind in kinds]
    by_slug = {slug(name): thing.match for thing in things for name in thing.names}
    close = get_close_matches(slug(text), list(by_slug), n=5, cutoff=0.6)
    return tuple(dict.fromkeys(by_slug[name] for name in close))
