"""Finding documents, agencies and places by what people type: in a hurry, without marks, half a word.

An SQLite full-text index lies beside the store and is made anew when the store changed. Both sides are folded in the
same way; user text goes in as quoted tokens only.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policygraph.build.state import BROKEN
from policygraph.chain import Document
from policygraph.text import fold, slug, squeeze, unmark

if TYPE_CHECKING:
    from policygraph.web.library import Snapshot

FACETS = ("kind", "type", "tier", "province", "year", "findings")
PAGE = 20  #: hits on a page
_SCHEMA = """
CREATE TABLE things(id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, label TEXT, detail TEXT, type TEXT, tier TEXT,
  province TEXT, year TEXT, findings TEXT, loaded INTEGER, source TEXT, issued TEXT);
CREATE TABLE texts(source TEXT PRIMARY KEY, written TEXT, folded TEXT);
CREATE VIRTUAL TABLE words USING fts5(number, name, other, marked, body, content='',
  tokenize="unicode61 remove_diacritics 0", prefix='2 3');
CREATE TABLE state(value TEXT);
"""
# a hit in a number weighs most, one somewhere in the text least
_WEIGHT = "bm25(words, 8.0, 4.0, 1.5, 1.0, 0.3)"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; ``quote`` is where its text says what was looked for."""

    iri: str
    kind: str  #: document, agency or place
    label: str
    detail: str
    loaded: bool
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, how many there are in all, and for each facet the values left with their counts."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


# ---------------------------------------------------------------------------------------------- what is typed


def tokens(text: str) -> list[str]:
    """The words of a text without marks; what stands between numbers and letters does not matter.

    >>> tokens("183- KH/TU"), tokens("Kế hoạch 177")
    (['183', 'kh', 'tu'], ['ke', 'hoach', '177'])
    """
    return [word for word in slug(text).split("-") if word]


def marked(text: str) -> list[str]:
    """The words with their marks, in one spelling.

    >>> marked("Kế hoạch, Khánh Hoà")
    ['kế', 'hoạch', 'khánh', 'hòa']
    """
    return re.findall(r"[^\W_]+", fold(text))


_TWICE = re.compile(r"(aa|ee|oo|dd)")


def untelex(word: str) -> str:
    """A word typed with Telex keys, without them: what a keyboard that composes nothing leaves.

    >>> untelex("kees"), untelex("hoachj"), untelex("ddieen"), untelex("truwowngf")
    ('ke', 'hoach', 'dien', 'truong')
    """
    bare = _TWICE.sub(lambda match: match[1][0], word.replace("w", ""))
    return re.sub(r"(?<=[aeiouy])([a-z]*?)[sfrxj]$", r"\1", bare)


def passes(text: str) -> list[str]:
    """The full-text queries to try, the strictest first: as marked, as folded, the last word unfinished, Telex keys.

    >>> passes("kê ho")
    ['marked : ("kê" "ho")', '"ke" "ho"', '"ke" "ho" *']
    """
    plain, exact = tokens(text), marked(text)
    if not plain:
        return []
    tried = [] if exact == plain else [f"marked : ({_all(exact)})"]
    tried += [_all(plain), f"{_all(plain)} *"]
    raw = [untelex(word) for word in plain]
    return tried if raw == plain else [*tried, f"{_all(raw)} *"]


def _all(words: Iterable[str]) -> str:
    """All of the words, each quoted: nothing that is typed is an operator."""
    return " ".join('"' + word.replace('"', "") + '"' for word in words)


# ---------------------------------------------------------------------------------------------- the index


def initials(name: str) -> set[str]:
    """The short forms that a name suggests: of all its words, and without the first one or two.

    >>> sorted(initials("Sở Khoa học và Công nghệ"))
    ['hcn', 'khcn', 'skhcn']
    """
    words = [word for word in tokens(name) if word != "va"]
    letters = "".join(word[0] for word in words)
    return {letters[start:] for start in range(3) if len(letters) - start > 1}


class Index:
    """The index of one state of the store."""

    def __init__(self, here: Snapshot) -> None:
        self._made: tempfile.TemporaryDirectory[str] | None = None
        self.path = Path(here.location) / "search.sqlite"
        if _state(self.path) == here.state:
            return
        try:
            _build(self.path, here)
        except (OSError, sqlite3.OperationalError):  # a folder that must not be written: the index lives with us
            self._made = tempfile.TemporaryDirectory(prefix="policygraph-")
            self.path = Path(self._made.name) / "search.sqlite"
            _build(self.path, here)

    def search(self, text: str, chosen: Mapping[str, str], page: int = 1) -> Found:
        """What ``text`` means, best first, among what has the chosen facets; without a text all documents."""
        with _open(self.path) as db:
            _collect(db, passes(text))
            where, values = _filter(chosen)
            groups = _groups(db)
            total = sum(_counts(groups, "kind", chosen).values())
            rows = db.execute(
                "SELECT iri, kind, label, detail, loaded, source FROM hits JOIN things USING (id)"
                f" WHERE {where} ORDER BY pass, score, issued DESC, label LIMIT ? OFFSET ?",
                (*values, PAGE, PAGE * (page - 1)),
            ).fetchall()
            hits = tuple(
                Hit(iri, kind, label, detail, bool(loaded), _quote(db, source, label, text))
                for iri, kind, label, detail, loaded, source in rows
            )
            return Found(hits, total, {name: _values(groups, name, chosen) for name in FACETS})


@contextlib.contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA temp_store = MEMORY")
        yield db


def _state(path: Path) -> str | None:
    """The state of the store that an index was made for."""
    if not path.exists():
        return None
    try:
        with _open(path) as db:
            row = db.execute("SELECT value FROM state").fetchone()
    except BROKEN:
        return None
    return row[0] if row else None


def _build(path: Path, here: Snapshot) -> None:
    """Write the index beside the old one, then put it in its place."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    known = _known_texts(path)
    with _open(new) as db:
        db.executescript(_SCHEMA)
        for number, (thing, words) in enumerate(_things(here), 1):
            body = _body(db, here, thing["source"], known)
            names = ", ".join(thing)
            marks = ", ".join("?" for _ in thing)
            db.execute(f"INSERT INTO things(id, {names}) VALUES (?, {marks})", (number, *thing.values()))
            db.execute("INSERT INTO words(rowid, number, name, other, marked, body) VALUES (?, ?, ?, ?, ?, ?)",
                       (number, *words, body))  # fmt: skip
        db.execute("INSERT INTO state VALUES (?)", (here.state,))
        db.commit()
    new.replace(path)


def _known_texts(path: Path) -> dict[str, tuple[str, str]]:
    """The texts of the index before: the name of a source is the hash of its bytes, so they still hold."""
    if not path.exists():
        return {}
    try:
        with _open(path) as db:
            return {row[0]: (row[1], row[2]) for row in db.execute("SELECT source, written, folded FROM texts")}
    except BROKEN:
        return {}


def _body(db: sqlite3.Connection, here: Snapshot, source: str, known: Mapping[str, tuple[str, str]]) -> str:
    """The folded text of a document, kept for quotes."""
    if not source:
        return ""
    written, folded = known.get(source) or ("", "")
    if not written:
        said = here.text(source)
        if said is None:
            return ""
        written = squeeze(unicodedata.normalize("NFC", said.text))
        folded = unmark(written)
    db.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", (source, written, folded))
    return folded


Words = tuple[str, str, str, str]


def _things(here: Snapshot) -> Iterator[tuple[dict[str, Any], Words]]:
    """Everything that can be found: its row, and its words by column."""
    names: dict[str, list[str]] = {}
    for row in [*here.records("names"), *here.records("agency-names")]:
        names.setdefault(str(row.get("document") or row.get("agency")), []).append(str(row["name"]))
    findings = {str(row["source"]) for row in here.records("finding-counts") if row["severity"] != "info"}
    for document in here.documents.values():
        yield _document(here, document, names.get(document.iri, []), findings)
    for agency in here.agencies.values():
        also = names.get(agency.iri, [])
        short = {form for name in [agency.name, *also] for form in initials(_own_name(name, agency.place))}
        thing = _thing(agency.iri, "agency", agency.name, agency.place or "", province=agency.place or "")
        yield thing, _words("", [agency.name], [*also, *short, agency.place or ""])
    for iri, name in here.places.items():
        yield _thing(iri, "place", name, "", province=name), _words("", [name], [])


def _own_name(name: str, place: str | None) -> str:
    """An agency's name without that of its place."""
    return name.removesuffix(place).strip() if place else name


def _document(here: Snapshot, document: Document, also: list[str], findings: set[str]) -> tuple[dict[str, Any], Words]:
    sources = here.sources.get(document.iri, ())
    known = [document.title] if document.title else []
    thing = _thing(
        document.iri, "document", document.label, document.title or "", type=document.type or "",
        tier=document.tier or "", province=document.place or "",
        year=str(document.issued.year) if document.issued else "",
        findings="yes" if findings & {source.iri for source in sources} else "no" if sources else "",
        loaded=int(bool(document.file)), source=sources[0].key if sources else "",
        issued=document.issued.isoformat() if document.issued else "",
    )  # fmt: skip
    squeezed = [re.sub(r"[^a-z0-9]", "", unmark(document.number))] if document.number else []
    other = [*also, *squeezed, document.issuer or "", document.place or "", document.file or "", str(thing["year"])]
    return thing, _words(document.number or "", [document.type or "", *known], other)


def _thing(iri: str, kind: str, label: str, detail: str, **known: Any) -> dict[str, Any]:
    blank = {
        "type": "",
        "tier": "",
        "province": "",
        "year": "",
        "findings": "",
        "loaded": 0,
        "source": "",
        "issued": "",
    }
    return {"iri": iri, "kind": kind, "label": label, "detail": detail} | blank | known


def _words(number: str, name: list[str], other: list[str]) -> Words:
    every = " ".join((number, *name, *other))
    columns = (" ".join(tokens(part)) for part in (number, " ".join(name), " ".join(other)))
    return (*columns, " ".join(marked(every)))  # type: ignore[return-value]


# ---------------------------------------------------------------------------------------------- asking it


def _collect(db: sqlite3.Connection, tried: list[str]) -> None:
    """A table of what is hit: by which pass first, and how well."""
    db.execute("CREATE TEMP TABLE hits(id INTEGER PRIMARY KEY, pass INTEGER, score REAL)")
    for number, match in enumerate(tried):
        db.execute(
            f"INSERT INTO hits SELECT words.rowid, ?, {_WEIGHT} * (1 + things.loaded)"
            " FROM words JOIN things ON things.id = words.rowid"
            " WHERE words MATCH ? AND words.rowid NOT IN (SELECT id FROM hits)",  # weighing is what takes time
            (number, match),
        )
    if not tried:
        db.execute("INSERT INTO hits SELECT id, 1 - loaded, 0 FROM things WHERE kind = 'document'")


def _filter(chosen: Mapping[str, str]) -> tuple[str, list[str]]:
    known = {name: value for name, value in chosen.items() if name in FACETS and value}
    return " AND ".join(f"{name} = ?" for name in known) or "1", list(known.values())


def _groups(db: sqlite3.Connection) -> list[tuple[str | int, ...]]:
    """How many hits have which values of all facets: these are few, and every count follows from them."""
    names = ", ".join(FACETS)
    return db.execute(f"SELECT {names}, COUNT(*) FROM hits JOIN things USING (id) GROUP BY {names}").fetchall()


def _counts(groups: Iterable[tuple[str | int, ...]], name: str, chosen: Mapping[str, str]) -> Counter[str]:
    """How many hits that have the chosen values have which value of one facet."""
    wanted = [(FACETS.index(other), value) for other, value in chosen.items() if other in FACETS and value]
    found: Counter[str] = Counter()
    for group in groups:
        if all(group[place] == value for place, value in wanted):
            found[str(group[FACETS.index(name)])] += int(group[-1])
    return found


def _values(
    groups: Iterable[tuple[str | int, ...]], name: str, chosen: Mapping[str, str]
) -> tuple[tuple[str, int], ...]:
    """The values of one facet among what the other facets leave: years the last first, others the most frequent."""
    found = _counts(groups, name, {other: value for other, value in chosen.items() if other != name})
    ranked = sorted((value, count) for value, count in found.items() if value)
    return tuple(reversed(ranked) if name == "year" else sorted(ranked, key=lambda item: -item[1]))


def _quote(db: sqlite3.Connection, source: str, label: str, text: str) -> str | None:
    """Words around the first place of the text that has what was looked for, where the name alone does not have it."""
    plain = tokens(text)
    missing = [word for word in plain if word not in tokens(label)]
    if not source or not missing:
        return None
    row = db.execute("SELECT written, folded FROM texts WHERE source = ?", (source,)).fetchone()
    if row is None or len(row[0]) != len(row[1]):
        return None
    wanted = r"\W+".join(map(re.escape, plain))
    match = re.search(wanted, row[1]) or re.search(rf"\b{re.escape(missing[0])}", row[1])
    if match is None:
        return None
    start, end = max(0, match.start() - 80), min(len(row[0]), match.end() + 120)
    return f"{'…' if start else ''}{row[0][start:end]}{'…' if end < len(row[0]) else ''}"
