"""Beside a graph on disk: what answers about documents ask for, where a look-up takes a microsecond.

One SQLite file, ``summary.sqlite``, holds what is said of documents, agencies and who carries out what, statement by
statement, with the graph that says so; and where the words stand that say so. It is made when a store that was written
is closed, graph by graph, and bears a mark of the engine's files as they are then: it is read as long as they are the
same, and else the graph itself is asked. So whatever writes the graph, no answer is older than it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from policygraph.identity import ONTOLOGY

INSIDE = "oxigraph"  #: the engine's own folder inside a store's folder
FILE = "summary.sqlite"
_FORMAT = 1
_REMEMBERED = 300_000  #: terms whose numbers are kept in memory
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = f"{_RDF}type"
#: The properties that are kept, wherever they are said.
_KEPT = (
    *(ONTOLOGY + name for name in ("number", "issued", "title", "documentType", "issuer", "jurisdiction", "source")),
    *(ONTOLOGY + name for name in ("citing", "cited", "relation", "carriesOut", "implements", "continues")),
    *(ONTOLOGY + name for name in ("tier", "fileName")), f"{_RDFS}label", f"{_SKOS}prefLabel",
)  # fmt: skip
#: Of what is cited or told to be carried out: where that is said, and in which words. Everything has these.
_OF_LINKS = tuple(ONTOLOGY + name for name in ("statedIn", "evidence"))
_OF_WORDS = tuple(ONTOLOGY + name for name in ("quote", "inSource"))
_LINKING = (f"{ONTOLOGY}cited", f"{ONTOLOGY}carriesOut")
#: The classes whose members are kept.
CLASSES = tuple(
    ONTOLOGY + name for name in ("Document", "CentralDirective", "ImplementingPlan", "Agency", "CollectiveAgency")
)
_PROPERTIES = (_TYPE, *_KEPT, *_OF_LINKS, *_OF_WORDS)
_NUMBER = {name: number for number, name in enumerate(_PROPERTIES)}
_TABLES = """
CREATE TABLE state(mark TEXT);
CREATE TABLE terms(id INTEGER PRIMARY KEY, text TEXT, datatype TEXT, UNIQUE(text, datatype));
CREATE TABLE facts(thing INTEGER, property INTEGER, value INTEGER, graph INTEGER,
  PRIMARY KEY(thing, property, value, graph)) WITHOUT ROWID;
CREATE INDEX facts_value ON facts(property, value);
CREATE INDEX facts_graph ON facts(graph);
"""
# a file that is made anew and not finished is thrown away
_NEW = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
#: What is kept of one graph.
_GRAPH = f"""SELECT ?s ?p ?o {{ GRAPH ?graph {{
  {{ VALUES ?p {{ {" ".join(f"<{name}>" for name in _KEPT)} }} ?s ?p ?o }}
  UNION {{ VALUES ?o {{ {" ".join(f"<{name}>" for name in CLASSES)} }} ?s a ?o BIND(<{_TYPE}> AS ?p) }}
}} }}"""
_CITED, _CITING, _RELATION, _STATED, _EVIDENCE, _QUOTE, _IN, _FILE = (
    _NUMBER[ONTOLOGY + name]
    for name in ("cited", "citing", "relation", "statedIn", "evidence", "quote", "inSource", "fileName")
)
_STEPS = f"({_NUMBER[ONTOLOGY + 'implements']}, {_NUMBER[ONTOLOGY + 'continues']})"
# the joins are in the order in which they are quick, each one look-up; what is told twice is dropped as numbers
_NAMED = """(SELECT terms.id FROM json_each(?) AS name CROSS JOIN terms
  ON terms.text=name.value AND terms.datatype='') AS wanted"""
_MEMBERS = f"""(SELECT DISTINCT member.thing AS id FROM terms CROSS JOIN facts AS member
  ON member.property={_NUMBER[_TYPE]} AND member.value=terms.id WHERE terms.text=? AND terms.datatype='') AS wanted"""
_VALUES = """SELECT thing.text, value.text, value.datatype
  FROM (SELECT DISTINCT thing, value FROM facts WHERE property=?) AS told
  CROSS JOIN terms AS thing ON thing.id=told.thing CROSS JOIN terms AS value ON value.id=told.value"""
_OF = """SELECT thing.text, told.property, value.text, value.datatype FROM (SELECT DISTINCT f.thing, f.property, f.value
  FROM {things} CROSS JOIN facts AS f ON f.thing=wanted.id AND f.property IN ({numbers})) AS told
  CROSS JOIN terms AS thing ON thing.id=told.thing CROSS JOIN terms AS value ON value.id=told.value"""
_CHAIN = """WITH RECURSIVE found(id) AS (SELECT wanted.id FROM {named} UNION
  SELECT step.{to} FROM found CROSS JOIN facts AS step ON step.{of}=found.id AND step.property IN {steps})"""
_DOWN = _CHAIN.format(to="thing", of="value", steps=_STEPS, named=_NAMED)
_UP = _CHAIN.format(to="value", of="thing", steps=_STEPS, named=_NAMED)
_FOUND = "SELECT text FROM found CROSS JOIN terms USING (id)"
_WHOLE = f"""(SELECT DISTINCT f.thing AS link, g.value AS citing, r.value AS relation, c.value AS cited,
  s.value AS stated FROM {{where}} CROSS JOIN facts AS g ON g.thing=f.thing AND g.property={_CITING}
  CROSS JOIN facts AS c ON c.thing=f.thing AND c.property={_CITED}
  CROSS JOIN facts AS r ON r.thing=f.thing AND r.property={_RELATION}
  CROSS JOIN facts AS s ON s.thing=f.thing AND s.property={_STATED}) AS told
  CROSS JOIN terms AS link ON link.id=told.link CROSS JOIN terms AS citing ON citing.id=told.citing
  CROSS JOIN terms AS relation ON relation.id=told.relation CROSS JOIN terms AS cited ON cited.id=told.cited
  CROSS JOIN terms AS stated ON stated.id=told.stated"""
_LINK = "link.text, citing.text, relation.text, cited.text, stated.text"
_EVERY = f"(SELECT DISTINCT thing FROM facts WHERE property={_CITED}) AS f"
_LINKS = f"SELECT {_LINK} FROM {_WHOLE.format(where=_EVERY)}"
_SAID = f"""SELECT DISTINCT {_LINK}, at.text, quote.text, file.text
  FROM {_WHOLE.format(where="found CROSS JOIN facts AS f ON f.property={end} AND f.value=found.id")}
  LEFT JOIN facts AS e ON e.thing=told.link AND e.property={_EVIDENCE} LEFT JOIN terms AS at ON at.id=e.value
  LEFT JOIN facts AS q ON q.thing=e.value AND q.property={_QUOTE} LEFT JOIN terms AS quote ON quote.id=q.value
  LEFT JOIN facts AS i ON i.thing=e.value AND i.property={_IN}
  LEFT JOIN facts AS n ON n.thing=i.value AND n.property={_FILE} LEFT JOIN terms AS file ON file.id=n.value
  WHERE relation.text IN ('{ONTOLOGY}implements', '{ONTOLOGY}continues')"""
_WORDS = f"""SELECT DISTINCT thing.text, at.text, quote.text, file.text FROM {_NAMED}
  CROSS JOIN facts AS e ON e.thing=wanted.id AND e.property={_EVIDENCE}
  CROSS JOIN facts AS q ON q.thing=e.value AND q.property={_QUOTE}
  CROSS JOIN facts AS i ON i.thing=e.value AND i.property={_IN}
  CROSS JOIN facts AS n ON n.thing=i.value AND n.property={_FILE}
  CROSS JOIN terms AS thing ON thing.id=wanted.id CROSS JOIN terms AS at ON at.id=e.value
  CROSS JOIN terms AS quote ON quote.id=q.value CROSS JOIN terms AS file ON file.id=n.value"""

#: A statement: thing, property, value, and the datatype of a value that is no node (empty for a node).
Fact = tuple[str, str, str, str]
#: Subject, predicate (IRI) and object, as the engine has them.
Row = tuple[Any, str, Any]
#: Lines that left a graph, and lines that came.
Change = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Summary:
    """What is kept beside one state of a graph. Every answer is `None` once the file tells of another state."""

    folder: Path
    mark: str

    def _rows(self, query: str, *values: object) -> list[tuple[str, ...]] | None:
        """The answer, read in one step with the mark."""
        with suppress(sqlite3.Error), _reading(self.folder) as db:
            db.execute("BEGIN")
            if db.execute("SELECT mark FROM state").fetchall() == [(self.mark,)]:
                return db.execute(query, values).fetchall()
        return None

    def values(self, name: str) -> list[tuple[str, str, str]] | None:
        """Everything that has a property (IRI) with its values and their datatypes; `None` where it is not kept."""
        return self._rows(_VALUES, _NUMBER[name]) if name in _KEPT else None  # type: ignore[return-value]

    def members(self, kind: str) -> list[str] | None:
        """Everything of a class (IRI); `None` where it is not kept."""
        rows = (
            self._rows(f"SELECT terms.text FROM {_MEMBERS} CROSS JOIN terms USING (id)", kind)
            if kind in CLASSES
            else None
        )
        return None if rows is None else [thing for (thing,) in rows]

    def about(self, things: Iterable[str], names: Iterable[str]) -> list[Fact] | None:
        """What these properties (IRIs) say of some things."""
        return self._facts(_NAMED, json.dumps(list(things)), names)

    def about_all(self, kind: str, names: Iterable[str]) -> list[Fact] | None:
        """What these properties (IRIs) say of everything of a class (IRI)."""
        return self._facts(_MEMBERS, kind, names)

    def _facts(self, things: str, which: str, names: Iterable[str]) -> list[Fact] | None:
        numbers = ", ".join(str(_NUMBER[name]) for name in names)
        rows = self._rows(_OF.format(things=things, numbers=numbers), which)
        if rows is None:
            return None
        return [(thing, _PROPERTIES[int(number)], text, kind) for thing, number, text, kind in rows]

    def chain(self, documents: Iterable[str], *, up: bool) -> list[str] | None:
        """The documents above or below some in their chains, as ``chain-above`` and ``chain-below`` say."""
        rows = self._rows(f"{_UP if up else _DOWN} {_FOUND}", json.dumps(list(documents)))
        return None if rows is None else [text for (text,) in rows]

    def chain_links(self, documents: Iterable[str], *, up: bool) -> list[tuple[str, ...]] | None:
        """The statements that the documents of chains carry out, or are carried out by, others: with their words.

        Link, citing, relation, cited, stated in, evidence, quote and file: the columns of the question ``chain-links``.
        """
        return self._rows(
            f"{_UP if up else _DOWN} {_SAID.format(end=_CITING if up else _CITED)}", json.dumps(list(documents))
        )

    def words(self, things: Iterable[str]) -> list[tuple[str, ...]] | None:
        """Thing, evidence, quote and file, of statements and of tasks that are told to carry out a document.

        All that the graph has of a thing, or nothing where the thing is none of these.
        """
        return self._rows(_WORDS, json.dumps(list(things)))

    def links(self) -> list[tuple[str, ...]] | None:
        """All statements that a document stands in a relation to another: the columns of the question ``links``."""
        return self._rows(_LINKS)


def of(folder: Path) -> Summary | None:
    """The summary of the graph as it is now; `None` where there is none, or it is of another state."""
    with suppress(sqlite3.Error, OSError):
        if (folder / FILE).exists():
            mark = _mark(folder)
            with _reading(folder) as db:
                if db.execute("SELECT mark FROM state").fetchall() == [(mark,)]:
                    return Summary(folder, mark)
    return None


def _reading(folder: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{(folder / FILE).resolve().as_uri()}?mode=ro", uri=True))


def _mark(folder: Path) -> str:
    """What tells one state of the engine's files from another: any write makes a file longer, or another file."""
    inside, digest = folder / INSIDE, hashlib.sha256()
    for name in ("IDENTITY", "CURRENT"):
        digest.update((inside / name).read_bytes() if (inside / name).exists() else b"")
    for path in sorted(inside.iterdir()):
        if not path.name.startswith(("LOG", "LOCK", "OPTIONS")):
            digest.update(f"{path.name} {path.stat().st_size}\n".encode())
    return f"{_FORMAT} {digest.hexdigest()}"


# ---------------------------------------------------------------------------------------------- making it


class _Scattered(Exception):
    """Several graphs describe one statement, which no graph of ours does: then there is no summary."""


def renew(folder: Path, engine: ox.Store, written: Mapping[str, list[Change] | None] | None) -> None:
    """Bring the summary up to date with graphs that were written, or make it anew (`None`).

    ``written``: of each graph its changes, or `None` where it was written whole. It holds for no state of the graph
    before `seal`; where it cannot be made there is none.
    """
    path = folder / FILE
    try:
        if written is None:
            path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as db, db:
            if written is None:
                db.executescript(f"{_NEW}{_TABLES}")
            _Making(db, engine).renew(written)
    except (sqlite3.Error, OSError, RuntimeError, _Scattered):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def seal(folder: Path) -> None:
    """Note that the summary tells of the engine's files as they are now, which nobody has open for writing."""
    with suppress(sqlite3.Error, OSError):
        if (folder / FILE).exists():
            with closing(sqlite3.connect(folder / FILE)) as db, db:
                db.execute("DELETE FROM state")
                db.execute("INSERT INTO state VALUES (?)", (_mark(folder),))


def agrees(folder: Path, engine: ox.Store) -> bool:
    """Whether the summary holds what one that is made anew of the graph would hold. Raises `sqlite3.Error`."""
    statements = """SELECT thing.text, property, value.text, value.datatype, graph.text FROM {name}.facts AS facts
      CROSS JOIN {name}.terms AS thing ON thing.id=facts.thing CROSS JOIN {name}.terms AS value ON value.id=facts.value
      CROSS JOIN {name}.terms AS graph ON graph.id=facts.graph"""
    with closing(sqlite3.connect("")) as db:
        db.executescript(f"{_NEW}{_TABLES}")
        _Making(db, engine).renew(None)
        db.commit()
        db.execute("ATTACH ? AS kept", (str(folder / FILE),))
        made, kept = (statements.format(name=name) for name in ("main", "kept"))
        ways = (f"SELECT count(*) FROM ({a} EXCEPT {b})" for a, b in ((made, kept), (kept, made)))
        return all(db.execute(way).fetchone() == (0,) for way in ways)


class _Making:
    """A summary that is written."""

    def __init__(self, db: sqlite3.Connection, engine: ox.Store) -> None:
        self._db, self._engine = db, engine
        self._terms: dict[tuple[str, str], int] = {}

    def renew(self, written: Mapping[str, list[Change] | None] | None) -> None:
        """See `renew`."""
        self._db.execute("DELETE FROM state")
        if written is None:
            for name in self._engine.named_graphs():
                self._add(str(name.value))
            return
        for graph, changes in written.items():
            if changes is None or not all(self._changed(graph, *change) for change in changes):
                self._db.execute("DELETE FROM facts WHERE graph=?", (self._id(graph, ""),))
                self._alone(graph, self._add(graph))

    def _add(self, graph: str) -> set[str]:
        """Keep what a graph says; the things whose words it gives."""
        name = ox.NamedNode(graph)
        found = [(s, p.value, o) for s, p, o in self._rows(_GRAPH.replace("?graph", str(name)))]
        things: set[str] = set()
        wanted = {thing for thing, predicate, _ in found if predicate in _LINKING}
        for properties in (_OF_LINKS, _OF_WORDS):
            more = [row for thing in wanted for row in self._described(thing, properties, name)]
            things |= {thing.value for thing in wanted}
            wanted = {
                term for _, predicate, term in more if predicate == _OF_LINKS[1] and isinstance(term, ox.NamedNode)
            }
            found += more
        self._keep(graph, found)
        return things

    def _rows(self, query: str) -> Iterable[Any]:
        return self._engine.query(query)  # type: ignore[return-value]

    def _described(self, thing: Any, properties: Iterable[str], graph: ox.NamedNode) -> Iterator[Row]:
        for name in properties:
            for quad in self._engine.quads_for_pattern(thing, ox.NamedNode(name), None, None):
                if quad.graph_name != graph:
                    raise _Scattered
                yield thing, name, quad.object

    def _alone(self, graph: str, things: set[str]) -> None:
        """Make sure that a graph describes no statement of another one."""
        properties = " ".join(f"<{name}>" for name in (*_OF_LINKS, *_OF_WORDS))
        query = f"SELECT DISTINCT ?s {{ GRAPH <{graph}> {{ VALUES ?p {{ {properties} }} ?s ?p ?o }} }}"
        others = [thing.value for (thing,) in self._rows(query) if thing.value not in things]
        known = [_NUMBER[name] for name in (*_OF_LINKS, *_OF_WORDS)]
        places = ", ".join(map(str, known))
        for thing in others:
            row = self._db.execute(
                "SELECT 1 FROM terms CROSS JOIN facts ON thing=id"
                f" WHERE text=? AND datatype='' AND property IN ({places}) LIMIT 1", (thing,)
            ).fetchone()  # fmt: skip
            if row:
                raise _Scattered

    def _changed(self, graph: str, removed: bytes, added: bytes) -> bool:
        """Follow a change of a graph; not possible where it touches statements and their words."""
        rows = []
        for lines in (removed, added):
            found = [(q.subject, q.predicate.value, q.object) for q in ox.parse(lines, format=ox.RdfFormat.N_QUADS)]
            if any(predicate in (*_LINKING, *_OF_LINKS, *_OF_WORDS) for _, predicate, _ in found):
                return False
            rows.append([row for row in found if row[1] in _KEPT or (row[1] == _TYPE and row[2].value in CLASSES)])
        self._db.executemany(
            "DELETE FROM facts WHERE thing=? AND property=? AND value=? AND graph=?", self._numbered(graph, rows[0])
        )
        self._keep(graph, rows[1])
        return True

    def _keep(self, graph: str, found: Iterable[Row]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO facts VALUES (?, ?, ?, ?)", self._numbered(graph, found))

    def _numbered(self, graph: str, found: Iterable[Row]) -> list[tuple[int, int, int, int]]:
        if len(self._terms) > _REMEMBERED:
            self._terms.clear()
        name = self._id(graph, "")
        return [(self._id(s.value, ""), _NUMBER[p], self._id(o.value, _datatype(o)), name) for s, p, o in found]

    def _id(self, text: str, datatype: str) -> int:
        key = text, datatype
        if key not in self._terms:
            row = self._db.execute("SELECT id FROM terms WHERE text=? AND datatype=?", key).fetchone()
            made = row[0] if row else self._db.execute("INSERT INTO terms(text, datatype) VALUES (?, ?)", key).lastrowid
            self._terms[key] = int(made or 0)
        return self._terms[key]


def _datatype(term: Any) -> str:
    return str(term.datatype.value) if isinstance(term, ox.Literal) else ""
