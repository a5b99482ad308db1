"""What a collection says, on disk: linking one more document reads what the document touches, not the collection.

A table of mentions, and sums of them: the days of each number, the votes for each property of a document, the labels of
each body. What a document or a body is follows from the sums alone, so that neither the order of loading nor its
splitting changes anything. `Index.settle` brings up to date what was touched, and notes the sources (`stale`) and the
shared nodes (`changed`) whose triples may have become others.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any

from policygraph.facts import SELF
from policygraph.identity import NATION
from policygraph.link.documents import Mention, Series, identify_unnumbered, number_key, rivals
from policygraph.link.model import Body, Identified, View, Work
from policygraph.link.statement import Said, Statement

_TABLES = """
CREATE TABLE IF NOT EXISTS mentions(source, key, scope, number_key, number, issued, document_type, issuer, title,
    loaded, until, place, weight, content, iri, why, PRIMARY KEY(source, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mentions_number ON mentions(scope, number_key, loaded) WHERE number_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS mentions_iri ON mentions(iri);
CREATE INDEX IF NOT EXISTS mentions_new ON mentions(scope, number_key) WHERE iri IS NULL;
CREATE INDEX IF NOT EXISTS mentions_content ON mentions(content) WHERE content IS NOT NULL;
CREATE INDEX IF NOT EXISTS mentions_issuer ON mentions(issuer) WHERE issuer IS NOT NULL;
CREATE TABLE IF NOT EXISTS days(scope, number_key, issued, issuer, n, PRIMARY KEY(scope, number_key, issued, issuer))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS votes(iri, field, value, n, PRIMARY KEY(iri, field, value)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS works(iri PRIMARY KEY, number, document_type, issued, issuer, place, title, copies, others)
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS works_place ON works(place);
CREATE INDEX IF NOT EXISTS works_issuer ON works(issuer);
CREATE TABLE IF NOT EXISTS named(iri, source, body, day, PRIMARY KEY(iri, source)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS named_source ON named(source);
CREATE INDEX IF NOT EXISTS named_day ON named(iri, day);
CREATE TABLE IF NOT EXISTS labels(source, iri, label, n, PRIMARY KEY(source, iri, label)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bodies(iri PRIMARY KEY, body, seen) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS carries(source, citing, cited, PRIMARY KEY(source, citing, cited)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS above(source, lower, upper, PRIMARY KEY(source, lower, upper)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS above_lower ON above(lower, upper);
CREATE INDEX IF NOT EXISTS above_upper ON above(upper, lower);
CREATE TABLE IF NOT EXISTS names(source, key, PRIMARY KEY(source, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tasks(source, position, key, text, start, stop, PRIMARY KEY(source, position)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS touched(kind, one, two, everyone, PRIMARY KEY(kind, one, two)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stale(source PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changed(kind, name, PRIMARY KEY(kind, name)) WITHOUT ROWID;
"""
#: The tables that follow from what the sources say, whatever the order; the others list what is to be done.
FOLLOWS = ("mentions", "days", "votes", "works", "named", "labels", "bodies", "carries", "above", "names", "tasks")
_MENTION = ("source", "key", "scope", "number", "issued", "document_type", "issuer", "title", "loaded", "until",
            "content")  # fmt: skip
_FIELDS = ("number", "document_type", "issued", "issuer", "place", "title")
_COLUMNS = ", ".join((*_MENTION, "place", "weight", "iri", "why"))
_OWN = 1_000_000  #: what a document says of itself outweighs any number of others
_SLICE = 2_000  #: so many numbers are settled at a time


class Index:
    """The linked collection as tables of a SQLite database; ``settle`` must follow ``put`` and ``remove``."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        db.executescript(_TABLES)
        self._votes: Counter[tuple[str, str, str]] = Counter()
        self._touched: list[tuple[str, str, str, bool]] = []

    # ------------------------------------------------------------------------------------------ what is said

    def put(self, statement: Statement) -> None:
        """Take in what a source says, in place of what it said before."""
        source = statement.source
        self.remove(source)
        for item in statement.said:
            mention = item.mention
            number = number_key(mention.number) if mention.number else None
            row = (source, mention.key, mention.scope, number, mention.number, _text(mention.issued),
                   mention.document_type, mention.issuer, mention.title, mention.loaded, _text(mention.until),
                   item.place, item.weight, mention.content, None, None)  # fmt: skip
            self.db.execute(f"INSERT INTO mentions VALUES ({', '.join('?' * len(row))})", row)
            if number is None:
                self._touch("unnumbered", source, mention.key)
            else:
                self._touch("number", mention.scope, number, self._day(mention, number, 1) or mention.loaded)
            if mention.content:
                self._touch("content", mention.content)
        self._names(statement)
        self.db.executemany("INSERT INTO carries VALUES (?, ?, ?)", [(source, *pair) for pair in statement.carries_out])
        self.db.executemany("INSERT INTO names VALUES (?, ?)", [(source, key) for key in statement.names])
        tasks = [(source, place, t.key, t.text, t.start, t.end) for place, t in enumerate(statement.tasks)]
        self.db.executemany("INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?)", tasks)
        self._mark("stale", source)
        self._count()

    def _names(self, statement: Statement) -> None:
        """Take in which bodies a source names, and under which labels."""
        source, on = statement.source, _text(statement.on)
        named = [(one.body.iri, source, _packed(one.body), on if one.at_work else None) for one in statement.bodies]
        labels = [(source, one.body.iri, *label) for one in statement.bodies for label in one.labels.items()]
        self.db.executemany("INSERT INTO named VALUES (?, ?, ?, ?)", named)
        self.db.executemany("INSERT INTO labels VALUES (?, ?, ?, ?)", labels)
        for _, iri, label, times in labels:
            self._votes[iri, "label", label] += times
            self._touch("body", iri)

    def remove(self, source: str) -> None:
        """Forget what a source said."""
        for item, iri, _ in self._select("source=?", (source,)):
            mention = item.mention
            number = number_key(mention.number) if mention.number else None
            if iri:
                self._vote(iri, item, -1)
            if number is not None:
                self._touch("number", mention.scope, number, self._day(mention, number, -1) or mention.loaded)
            if mention.content:
                self._touch("content", mention.content)
        for iri, label, times in self.db.execute("SELECT iri, label, n FROM labels WHERE source=?", (source,)):
            self._votes[iri, "label", label] -= times
            self._touch("body", iri)
        for (lower,) in self.db.execute("SELECT lower FROM above WHERE source=?", (source,)):
            self._mark("changed", "above", lower)
        if self.db.execute("SELECT 1 FROM tasks WHERE source=?", (source,)).fetchone():
            self._mark("changed", "tasks", "")
        for table in ("mentions", "named", "labels", "carries", "above", "names", "tasks", "stale"):
            self.db.execute(f"DELETE FROM {table} WHERE source=?", (source,))
        self._count()

    def _day(self, mention: Mention, number: str, n: int) -> bool:
        """Count a dated mention; true where the days of the number, or who issued on one, are others than before."""
        if not mention.issued:
            return False
        key = (mention.scope, number, _text(mention.issued), mention.issuer or "")
        self.db.execute("INSERT INTO days VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING", key)
        where = "WHERE scope=? AND number_key=? AND issued=? AND issuer=?"
        ((count,),) = self.db.execute(f"UPDATE days SET n=n+? {where} RETURNING n", (n, *key)).fetchall()
        if count == 0:
            self.db.execute(f"DELETE FROM days {where}", key)
        return bool(count == 0 or (n > 0 and count == n))

    def _touch(self, kind: str, one: str, two: str = "", everyone: bool = False) -> None:
        """Note what must be settled; ``everyone`` where also mentions that were settled before may mean another."""
        self._touched.append((kind, one, two, everyone))

    def _mark(self, table: str, *row: str) -> None:
        self.db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    def _vote(self, iri: str, item: Said, sign: int) -> None:
        mention = item.mention
        weight = sign * (_OWN if mention.loaded else item.weight)
        day = _text(mention.issued)
        values = (mention.number, mention.document_type, day, mention.issuer, item.place, mention.title)
        for field, value in zip(_FIELDS, values, strict=True):
            if value is not None:
                self._votes[iri, field, value] += weight
        self._votes[iri, "said", ""] += sign
        self._votes[iri, "loaded", ""] += sign * mention.loaded
        self._touch("work", iri)

    def _count(self) -> None:
        """Write the votes that were gathered, and what is to be settled."""
        rows = [(*key, n) for key, n in self._votes.items() if n]
        self.db.executemany("INSERT INTO votes VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n=n+excluded.n", rows)
        self.db.executemany("DELETE FROM votes WHERE iri=? AND field=? AND value=? AND n=0", [row[:3] for row in rows])
        self._votes.clear()
        self.db.executemany(
            "INSERT INTO touched VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET everyone=max(everyone, excluded.everyone)",
            self._touched,
        )
        self._touched.clear()

    # ------------------------------------------------------------------------------------------ what follows

    def settle(self) -> None:
        """Bring up to date all that was touched."""
        while numbers := self._taken("number", _SLICE):
            others: dict[str, tuple[str, ...]] = {}
            for scope, number, everyone in numbers:
                others |= self._series(scope, number, bool(everyone))
            self._works(others)
        for source, key, _ in self._taken("unnumbered"):
            self._unnumbered("source=? AND key=?", (source, key))
        for what, _, _ in self._taken("content"):
            self._unnumbered("content=? AND number_key IS NULL", (what,))
        self._works({})
        for iri, _, _ in self._taken("body"):
            self._body(iri)
        for (source,) in self.db.execute("SELECT source FROM stale").fetchall():
            self._above(source)

    def _taken(self, kind: str, most: int = -1) -> list[tuple[str, str, int]]:
        """What was touched, taken from the list."""
        self._count()
        found = self.db.execute(
            "SELECT one, two, everyone FROM touched WHERE kind=? ORDER BY one, two LIMIT ?", (kind, most)
        ).fetchall()
        self.db.executemany(
            "DELETE FROM touched WHERE kind=? AND one=? AND two=?", [(kind, one, two) for one, two, _ in found]
        )
        return found

    def _select(self, where: str, values: Iterable[object]) -> list[tuple[Said, str | None, Identified | None]]:
        rows = self.db.execute(f"SELECT {_COLUMNS} FROM mentions WHERE {where}", tuple(values)).fetchall()
        return [_said(row) for row in rows]

    def _series(self, scope: str, number: str, everyone: bool) -> Mapping[str, tuple[str, ...]]:
        """Identify the mentions of a number; what is said of dates within one year, by IRI."""
        issuers: dict[date, set[str]] = defaultdict(set)
        key = (scope, number)
        for day, issuer in self.db.execute("SELECT issued, issuer FROM days WHERE scope=? AND number_key=?", key):
            issuers[date.fromisoformat(day)] |= {issuer} - {""}
        loaded = [item.mention for item, _, _ in self._select("scope=? AND number_key=? AND loaded=1", key)]
        series = Series(scope, number, {day: frozenset(names) for day, names in issuers.items()}, loaded)
        chosen = self._select("scope=? AND number_key=? AND iri IS NULL", key)
        if everyone:  # what is dated stays what it is
            chosen += self._select("scope=? AND number_key=? AND iri IS NOT NULL AND issued IS NULL", key)
        for item, _, before in chosen:
            self._identified(item, before, series.identify(item.mention))
        return self._rivals(series)

    def _identified(self, item: Said, before: Identified | None, now: Identified) -> None:
        """Write down which document a mention is."""
        if before == now:
            return
        mention = item.mention
        why = json.dumps([now.reason, now.candidates], ensure_ascii=False) if now.reason or now.candidates else None
        self.db.execute(
            "UPDATE mentions SET iri=?, why=? WHERE source=? AND key=?", (now.iri, why, mention.source, mention.key)
        )
        if before is None or before.iri != now.iri:
            if before:
                self._vote(before.iri, item, -1)
            self._vote(now.iri, item, 1)
            if mention.content and mention.number:
                self._touch("content", mention.content)
        self._mark("stale", mention.source)

    def _rivals(self, series: Series) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = dict.fromkeys(series.days.values(), ())
        years = Counter(day.year for day in series.days)
        for year in (year for year, count in years.items() if count > 1):
            found |= rivals({iri: self._witnesses(iri) for day, iri in series.days.items() if day.year == year})
        return found

    def _witnesses(self, iri: str) -> tuple[bool, int]:
        ((loaded, sources),) = self.db.execute(
            "SELECT coalesce(max(loaded), 0), count(DISTINCT source) FROM mentions"
            " WHERE iri=? AND number IS NOT NULL AND issued IS NOT NULL",
            (iri,),
        ).fetchall()
        return bool(loaded), int(sources)

    def _unnumbered(self, where: str, values: Iterable[object]) -> None:
        for item, _, before in self._select(where, values):
            what = item.mention.content
            originals = self._select("content=? AND number_key IS NOT NULL", (what,)) if what else []
            named = [(original.mention, iri) for original, iri, _ in originals if iri]
            self._identified(item, before, identify_unnumbered(item.mention, named))

    def _works(self, others: Mapping[str, tuple[str, ...]]) -> None:
        """Decide anew what the touched documents are, as all sources together describe them."""
        for iri in sorted({one for one, _, _ in self._taken("work")} | others.keys()):
            before = self.db.execute("SELECT * FROM works WHERE iri=?", (iri,)).fetchone()
            rival = _listed(others[iri]) if iri in others else before[-1] if before else ""
            now = self._decided(iri, rival)
            if before == now:
                continue
            self.db.execute("DELETE FROM works WHERE iri=?", (iri,))
            if now:
                self.db.execute(f"INSERT INTO works VALUES ({', '.join('?' * len(now))})", now)
            self.db.execute(
                "INSERT OR IGNORE INTO stale SELECT DISTINCT source FROM mentions WHERE iri=?", (iri,)
            )  # fmt: skip
            for row in (before, now):
                if row and row[5] and row[5] != NATION:
                    self._mark("changed", "node", f"place:{row[5]}")

    def _decided(self, iri: str, rival: str) -> tuple[Any, ...] | None:
        """The row of a document; `None` where nobody names it."""
        votes: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for field, value, n in self.db.execute("SELECT field, value, n FROM votes WHERE iri=?", (iri,)):
            votes[field].append((value, n))
        if not votes["said"]:
            return None
        copies = votes["loaded"][0][1] if votes["loaded"] else 0
        return (iri, *(_best(votes[field]) for field in _FIELDS), copies, rival)

    def _body(self, iri: str) -> None:
        """Decide anew what a body is: as the first source has it, under the label that is written most often."""
        before = self.db.execute("SELECT body, seen FROM bodies WHERE iri=?", (iri,)).fetchone()
        first = self.db.execute("SELECT body FROM named WHERE iri=? ORDER BY source LIMIT 1", (iri,)).fetchone()
        self.db.execute("DELETE FROM bodies WHERE iri=?", (iri,))
        now = None
        if first:
            votes = self.db.execute("SELECT value, n FROM votes WHERE iri=? AND field='label'", (iri,)).fetchall()
            label = min(votes, key=lambda vote: (-vote[1], vote[0]))[0]
            (seen,) = self.db.execute("SELECT max(day) FROM named WHERE iri=?", (iri,)).fetchone()
            now = _packed(replace(_body(first[0]), label=label)), seen
            self.db.execute("INSERT INTO bodies VALUES (?, ?, ?)", (iri, *now))
        if before == now:
            return
        self._mark("changed", "node", _body((now or before)[0]).node)
        if before and now and _body(before[0]).label != _body(now[0]).label:
            self.db.execute(
                "INSERT OR IGNORE INTO stale SELECT source FROM mentions WHERE issuer=?"
                " UNION SELECT source FROM mentions JOIN works USING(iri) WHERE works.issuer=?", (iri, iri)
            )  # fmt: skip

    def _above(self, source: str) -> None:
        """Which documents the source says are carried out by which, by IRI."""
        before = set(self.db.execute("SELECT lower, upper FROM above WHERE source=?", (source,)))
        now = set(self.db.execute(
            "SELECT a.iri, b.iri FROM carries JOIN mentions a ON a.source=carries.source AND a.key=citing"
            " JOIN mentions b ON b.source=carries.source AND b.key=cited WHERE carries.source=? AND a.iri<>b.iri",
            (source,),
        ))  # fmt: skip
        gone, new = ([(source, *edge) for edge in edges] for edges in (before - now, now - before))
        self.db.executemany("DELETE FROM above WHERE source=? AND lower=? AND upper=?", gone)
        self.db.executemany("INSERT INTO above VALUES (?, ?, ?)", new)
        for lower, _ in before ^ now:
            self._mark("changed", "above", lower)

    # ------------------------------------------------------------------------------------------ what is known

    def differs(self, other: sqlite3.Connection) -> list[str]:
        """The tables of which another database, which should hold the same collection, holds other rows."""

        def rows(db: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
            return iter(db.execute(f"SELECT * FROM {table}"))  # in the order of the primary key

        return [table for table in FOLLOWS
                if any(one != two for one, two in zip_longest(rows(self.db, table), rows(other, table)))]  # fmt: skip

    def view(self, source: str) -> View:
        """What the collection makes of the documents that a source names."""
        rows = self.db.execute("SELECT key, iri, why FROM mentions WHERE source=?", (source,)).fetchall()
        found = {key: _found(iri, why) for key, iri, why in rows}
        works, copies, others, labels = {}, {}, {}, {}
        for row in self.db.execute(
            "SELECT * FROM works WHERE iri IN (SELECT iri FROM mentions WHERE source=?)", (source,)
        ):
            works[row[0]], copies[row[0]], others[row[0]] = _work(row), row[7], tuple(row[8].split())
        for iri, body in self.db.execute(
            "SELECT iri, body FROM bodies WHERE iri IN (SELECT issuer FROM mentions WHERE source=?1"
            " UNION SELECT issuer FROM works WHERE iri IN (SELECT iri FROM mentions WHERE source=?1))", (source,)
        ):  # fmt: skip
            labels[iri] = _body(body).label
        return View(found, works, copies, others, labels)

    def works(self) -> Iterator[Work]:
        """Every document, in order of IRI."""
        return map(_work, self.db.execute("SELECT * FROM works ORDER BY iri"))

    def bodies(self) -> Iterator[Body]:
        """Every body, in order of IRI."""
        return (_body(body) for (body,) in self.db.execute("SELECT body FROM bodies ORDER BY iri"))

    def body(self, iri: str) -> Body | None:
        """One body, where some source names it."""
        row = self.db.execute("SELECT body FROM bodies WHERE iri=?", (iri,)).fetchone()
        return _body(row[0]) if row else None

    def seen(self, iri: str) -> date | None:
        """The youngest text that shows a body at work."""
        row = self.db.execute("SELECT seen FROM bodies WHERE iri=?", (iri,)).fetchone()
        return _date(row[0]) if row else None

    def has_place(self, slug: str) -> bool:
        """Whether some document is of that place."""
        return self.db.execute("SELECT 1 FROM works WHERE place=? LIMIT 1", (slug,)).fetchone() is not None

    def places(self) -> Iterator[str]:
        """The slugs of the places of all documents but the national ones."""
        return (slug for (slug,) in self.db.execute("SELECT DISTINCT place FROM works WHERE place<>?", (NATION,)))

    def uppers(self, iri: str) -> list[str]:
        """What a document is said to carry out."""
        return [upper for (upper,) in self.db.execute("SELECT DISTINCT upper FROM above WHERE lower=?", (iri,))]

    def steps(self) -> Iterator[tuple[str, str]]:
        """Each document with one that it is said to carry out."""
        return iter(self.db.execute("SELECT DISTINCT lower, upper FROM above"))

    def cited(self) -> Iterator[tuple[str, str]]:
        """Each loaded document with one that it names."""
        return iter(self.db.execute(
            "SELECT DISTINCT a.iri, b.iri FROM names JOIN mentions a ON a.source=names.source AND a.key=?"
            " JOIN mentions b ON b.source=names.source AND b.key=names.key WHERE a.iri<>b.iri", (SELF,)
        ))  # fmt: skip

    def tasks(self) -> Iterator[tuple[str, str, str, str, int, int]]:
        """Document, source, key, words and place of each task: by date, those without one last, then by document."""
        return iter(self.db.execute(
            "SELECT works.iri, tasks.source, tasks.key, text, start, stop FROM tasks"
            " JOIN mentions ON mentions.source=tasks.source AND mentions.key=? JOIN works USING(iri)"
            " ORDER BY coalesce(works.issued, '9999-12-31'), works.iri, tasks.source, position", (SELF,)
        ))  # fmt: skip

    def count_tasks(self) -> int:
        """How many tasks there are."""
        ((count,),) = self.db.execute("SELECT count(*) FROM tasks").fetchall()
        return int(count)

    def work(self, iri: str) -> Work | None:
        """One document, where some source names it."""
        row = self.db.execute("SELECT * FROM works WHERE iri=?", (iri,)).fetchone()
        return _work(row) if row else None

    def lowers(self, iri: str) -> list[str]:
        """What is said to carry out a document."""
        return [lower for (lower,) in self.db.execute("SELECT DISTINCT lower FROM above WHERE upper=?", (iri,))]


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _listed(iris: Iterable[str]) -> str:
    return " ".join(iris)


def _best(votes: Iterable[tuple[str, int]]) -> str | None:
    """The value with most votes; the longer and then the first in order of two."""
    return min((vote for vote in votes), key=lambda vote: (-vote[1], -len(vote[0]), vote[0]), default=(None, 0))[0]


def _found(iri: str, why: str | None) -> Identified:
    reason, candidates = json.loads(why) if why else (None, ())
    return Identified(iri, (reason[0], reason[1]) if reason else None, tuple(candidates))


def _said(row: Iterable[Any]) -> tuple[Said, str | None, Identified | None]:
    """What was said, the document's IRI and how it was found, where it was; parents and evidence are not kept."""
    *cells, place, weight, iri, why = row
    values = dict(zip(_MENTION, cells, strict=True))
    values |= {"issued": _date(values["issued"]), "until": _date(values["until"]), "loaded": bool(values["loaded"])}
    return Said(Mention(**values), place, weight, None), iri, _found(iri, why) if iri else None


def _work(row: tuple[Any, ...]) -> Work:
    iri, number, document_type, issued, issuer, place, title = row[:7]
    return Work(iri, number, document_type, _date(issued), issuer, place, title)


def _packed(body: Body) -> str:
    cells = body.iri, body.label, body.place, body.collective, body.agency, body.members, body.reason
    return json.dumps(cells, ensure_ascii=False)


def _body(text: str) -> Body:
    iri, label, place, collective, agency, members, reason = json.loads(text)
    return Body(iri, label, place, collective, agency, tuple(members), (reason[0], reason[1]) if reason else None)
