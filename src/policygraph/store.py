"""Where the graph lives: one protocol, and the embedded store (Oxigraph in a folder).

Queries see the union of all named graphs as their default graph; ``GRAPH ?g { }`` still tells who said what.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import pyoxigraph as ox

from policygraph.errors import StoreError
from policygraph.identity import GRAPH, ID, ONTOLOGY, SCHEME

if TYPE_CHECKING:
    from rdflib import Dataset, Graph

#: A term of the graph, as queries take and give it.
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

ENVIRONMENT = "POLICYGRAPH_STORE"
DEFAULT = "policygraph-store"
FORMATS = ("nq", "trig", "ttl", "jsonld")
_INSIDE = "oxigraph"  #: the engine's own folder inside a store's folder

#: The prefixes of exports.
PREFIXES = {
    "pg": ONTOLOGY,
    "pgs": SCHEME,
    "pgi": ID,
    "pgg": GRAPH,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
}


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a SELECT query: column names, and rows of terms (`None` where unbound).

    ``truth`` is the answer of an ASK query, whose one cell says the same.

    >>> Table(("n",), ((ox.Literal("a"),), (None,))).values()
    [('a',), (None,)]
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    truth: bool | None = None

    def values(self) -> list[tuple[str | None, ...]]:
        """The rows as plain strings: an IRI, or the words of a literal."""
        return [tuple(None if term is None else plain(term) for term in row) for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)


def plain(term: Term) -> str:
    """The IRI or the words of a term.

    >>> plain(ox.Literal("Kế hoạch", language="vi"))
    'Kế hoạch'
    """
    return str(term) if isinstance(term, ox.Triple) else str(term.value)


class Store(Protocol):
    """What the rest of the program asks of a store; a remote one offers the same."""

    location: str

    def replace(self, graph: str, quads: Iterable[ox.Quad]) -> None:
        """Make ``graph`` hold exactly these quads; all of it happens or nothing."""

    def remove(self, graph: str) -> None:
        """Forget ``graph`` and all it holds."""

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""

    def select(self, query: str, /, **terms: Term) -> Table:
        """The rows of a SELECT query; ``terms`` are bound to the variables of their names.

        A triple that several graphs hold may come several times: say DISTINCT.
        """

    def ask(self, query: str, /, **terms: Term) -> bool:
        """The answer of an ASK query."""

    def construct(self, query: str, /, **terms: Term) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query, sorted, each once."""

    def dump(self, form: str, graph: str | None = None) -> bytes:
        """All quads, or those of one graph, in one of `FORMATS`: the same store gives the same bytes."""

    def close(self) -> None:
        """Let go of the store."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None:
        """Close it."""


def where(location: str | Path | None = None) -> str:
    """The location to use: the one given, else ``$POLICYGRAPH_STORE``, else ``policygraph-store`` here.

    >>> where("my-store")
    'my-store'
    """
    return str(location or os.environ.get(ENVIRONMENT) or DEFAULT)


def open(location: str | Path | None = None, read_only: bool = False) -> Store:
    """The store at ``location`` (see `where`); made if it is not there, unless ``read_only``.

    One process may write; any number may read beside it.
    """
    at = where(location)
    if re.match(r"[a-z][a-z0-9+.-]+://", at, re.IGNORECASE):
        raise StoreError(f"{at}: chỉ mở được thư mục, không mở được URL (only folders can be opened; this is a URL)")
    return EmbeddedStore(Path(at), read_only)


def exists(location: str | Path | None = None) -> bool:
    """True where there is a store at ``location`` (see `where`).

    >>> exists("/no/such/place")
    False
    """
    return (Path(where(location)) / _INSIDE).is_dir()


def memory() -> Store:
    """A store that lives and dies with the program: for checks and examples.

    >>> with memory() as store:
    ...     store.replace("urn:g", [ox.Quad(*[ox.NamedNode("urn:a")] * 3, ox.NamedNode("urn:g"))])
    ...     store.ask("ASK { ?x ?x ?x }"), store.graphs()
    (True, ('urn:g',))
    """
    return EmbeddedStore(None, False)


class EmbeddedStore:
    """Oxigraph: on disk in ``<folder>/oxigraph``, or in memory."""

    def __init__(self, folder: Path | None, read_only: bool) -> None:
        self.location = str(folder) if folder else ":memory:"
        self._store = _open(folder, read_only) if folder else ox.Store()

    def replace(self, graph: str, quads: Iterable[ox.Quad]) -> None:
        """See `Store.replace`: one transaction drops the old graph and writes the new one."""
        triples = (quad.triple for quad in quads)
        data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        name = _iri(graph)
        self._update(f"DROP SILENT GRAPH {name};\nINSERT DATA {{ GRAPH {name} {{\n{data.decode()}}} }}")

    def remove(self, graph: str) -> None:
        """See `Store.remove`."""
        self._update(f"DROP SILENT GRAPH {_iri(graph)}")

    def _update(self, text: str) -> None:
        try:
            self._store.update(text)
        except (OSError, RuntimeError, SyntaxError) as error:
            raise StoreError(f"{self.location}: không ghi được (cannot be written): {_line(error)}") from error

    def graphs(self) -> tuple[str, ...]:
        """See `Store.graphs`."""
        return tuple(sorted(str(name.value) for name in self._store.named_graphs()))

    def select(self, query: str, /, **terms: Term) -> Table:
        """See `Store.select`."""
        result = self._query(query, terms)
        if not isinstance(result, ox.QuerySolutions):
            raise StoreError("truy vấn phải là SELECT (a SELECT query is needed here)")
        names = tuple(variable.value for variable in result.variables)
        rows = self._drain(result)
        return Table(names, tuple(tuple(row[name] for name in names) for row in rows))

    def ask(self, query: str, /, **terms: Term) -> bool:
        """See `Store.ask`."""
        result = self._query(query, terms)
        if not isinstance(result, ox.QueryBoolean):
            raise StoreError("truy vấn phải là ASK (an ASK query is needed here)")
        return bool(result)

    def construct(self, query: str, /, **terms: Term) -> list[ox.Triple]:
        """See `Store.construct`."""
        result = self._query(query, terms)
        if not isinstance(result, ox.QueryTriples):
            raise StoreError("truy vấn phải là CONSTRUCT hay DESCRIBE (a CONSTRUCT or DESCRIBE query is needed here)")
        return sorted(set(self._drain(result)), key=str)

    def _query(self, query: str, terms: Mapping[str, Term]) -> Any:
        bound = bind(query, terms)
        try:
            return self._store.query(bound, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise StoreError(f"truy vấn sai cú pháp (the query is not SPARQL): {_line(error)}") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(f"truy vấn không chạy được (the query cannot be run): {_line(error)}") from error

    def _drain(self, result: Iterable[Any]) -> list[Any]:
        try:
            return list(result)
        except (OSError, RuntimeError) as error:
            raise StoreError(f"truy vấn không chạy được (the query cannot be run): {_line(error)}") from error

    def dump(self, form: str, graph: str | None = None) -> bytes:
        """See `Store.dump`."""
        if form not in FORMATS:
            raise ValueError(f"no format {form!r}; there are {', '.join(FORMATS)}")
        quads = self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph) if graph else None)
        if form != "nq":
            return _interchange(quads, form)
        data = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        return b"".join(sorted(data.splitlines(keepends=True)))

    def close(self) -> None:
        """See `Store.close`; RocksDB lets go of its lock when the last handle is gone."""
        self._store = ox.Store()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _open(folder: Path, read_only: bool) -> ox.Store:
    inside = folder / _INSIDE
    try:
        if read_only:
            if not inside.is_dir():
                raise StoreError(
                    f"{folder}: chưa có kho dữ liệu (there is no store here);"
                    " hãy chạy (run): policygraph build <documents>"
                )
            return _read_only(inside)
        _refuse_other_folder(folder)
        inside.mkdir(parents=True, exist_ok=True)
        return ox.Store(str(inside))
    except (OSError, RuntimeError) as error:
        if "lock" in str(error).lower():
            said = "một tiến trình khác đang ghi kho này (another process is writing this store)"
            raise StoreError(f"{folder}: {said}; hãy đợi nó xong (wait until it is done)") from error
        raise StoreError(f"{folder}: không mở được kho (the store cannot be opened): {_line(error)}") from error


def _read_only(inside: Path) -> ox.Store:
    """The store as it is now; a writer beside it may just have put new files in place of old ones: then again."""
    for wait in (0.02, 0.05, 0.1, 0.2, 0.5):
        try:
            return ox.Store.read_only(str(inside))
        except (OSError, RuntimeError) as error:
            if "No such file" not in str(error):
                raise
            time.sleep(wait)
    return ox.Store.read_only(str(inside))


def _refuse_other_folder(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _INSIDE).is_dir():
        raise StoreError(
            f"{folder}: thư mục này chứa thứ khác, không phải kho (this folder holds other things, not a store);"
            " hãy chọn thư mục mới (choose a new folder)"
        )


def _line(error: BaseException) -> str:
    """The first line of an engine's message, short enough to read."""
    line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return line if len(line) <= 200 else line[:200] + " ..."


def _iri(text: str) -> str:
    try:
        return str(ox.NamedNode(text))
    except ValueError as error:
        raise ValueError(f"not an IRI: {text!r}") from error


# What a variable's name may stand inside without being one: comments, strings, IRIs.
_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>)"""
    r"""|(?P<select>\bSELECT\b)|(?P<open>\{)|(?P<variable>[?$](?P<name>\w+))""",
    re.IGNORECASE | re.DOTALL,
)


def bind(query: str, terms: Mapping[str, Term]) -> str:
    """The query with each variable of ``terms`` replaced by its term, also inside sub-queries and filters.

    Works on the query's tokens: names inside strings, comments and IRIs stay, and a term is written in its own
    escaped form, so that no value can change the query. A bound variable in a SELECT list stays a column.

    >>> bind('SELECT ?s WHERE { ?s ?p ?o FILTER(?o = "?o") }', {"o": ox.Literal('a" }')})
    'SELECT ?s WHERE { ?s ?p "a\\\\" }" FILTER("a\\\\" }" = "?o") }'
    >>> bind("SELECT ?s ?o { ?s ?p ?o }", {"o": ox.NamedNode("urn:x")})
    'SELECT ?s (<urn:x> AS ?o) { ?s ?p <urn:x> }'
    """
    if not terms:
        return query
    for name, term in terms.items():
        if not isinstance(term, ox.NamedNode | ox.Literal):
            raise ValueError(f"?{name}: only an IRI or a literal can be bound, not {term!r}")
    pieces, last, listing = [], 0, -1  # listing: where the SELECT list began, -1 outside of one
    for match in _TOKEN.finditer(query):
        if match["select"]:
            listing = match.end()
        elif match["open"]:
            listing = -1
        elif match["name"] in terms:
            written, before = str(terms[match["name"]]), query[max(listing, 0) : match.start()]
            column = listing >= 0 and before.count("(") == before.count(")")
            pieces += [query[last : match.start()], f"({written} AS {match['variable']})" if column else written]
            last = match.end()
    return "".join(pieces) + query[last:]


def _interchange(quads: Iterable[ox.Quad], form: str) -> bytes:
    """The quads in a form for other programs, written by rdflib."""
    from rdflib import Dataset, Graph

    data, union = Dataset(), Graph()
    for quad in quads:
        triple = _rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)
        if form == "ttl":
            union.add(triple)
        else:
            data.graph(_rdflib(quad.graph_name)).add(triple)
    if form == "jsonld":
        return _json_ld(data)
    if form == "ttl":
        return _turtle(union).encode()
    # one block a graph, in order of name: rdflib's own TriG writer orders graphs by chance
    blocks = []
    for name in sorted({str(graph.identifier) for graph in data.graphs() if len(graph)}):
        head, body = _split_prefixes(_turtle(data.graph(name)))
        blocks.append(f"{head}\n<{name}> {{\n{body}}}\n")
    return "\n".join(blocks).encode()


def _rdflib(term: Any) -> Any:
    from rdflib import Literal, URIRef

    if isinstance(term, ox.Literal):
        kind = None if term.language else URIRef(term.datatype.value)
        plain_string = kind == URIRef(PREFIXES["xsd"] + "string")
        return Literal(term.value, lang=term.language, datatype=None if plain_string else kind, normalize=False)
    return URIRef(term.value)


def _turtle(graph: Graph) -> str:
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri, replace=True)
    return graph.serialize(format="turtle")


def _split_prefixes(turtle: str) -> tuple[str, str]:
    lines = turtle.splitlines(keepends=True)
    count = next((n for n, line in enumerate(lines) if not line.startswith("@prefix")), len(lines))
    return "".join(lines[:count]), "".join(lines[count:])


def _json_ld(data: Dataset) -> bytes:
    import json
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's writer uses names that rdflib has retired
        raw = json.loads(data.serialize(format="json-ld", context=PREFIXES, auto_compact=False))
    return (json.dumps(_ordered(raw), ensure_ascii=False, indent=1) + "\n").encode()


def _ordered(value: Any) -> Any:
    """JSON-LD lists are sets here (there are no RDF lists in the data): one order for all."""
    import json

    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=lambda item: json.dumps(item, ensure_ascii=False, sort_keys=True))
    return value
