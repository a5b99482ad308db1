"""What is wrong or doubtful in a graph: shapes, checks and the findings that reading left, as one list of results.

Shapes (``shapes/*.ttl``) say what one node must look like; checks (``queries/check/*.rq``) compare nodes; findings are
nodes of the graph. No inference is used. Only violations make a graph not conform: faults of the documents are
warnings, since a true graph of a faulty document is a good graph.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policygraph import labels, resources
from policygraph.errors import QueryError, ShapeError, StoreError
from policygraph.findings import Severity
from policygraph.identity import ONTOLOGY
from policygraph.store import Table, plain

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node, URIRef

    from policygraph.store import Store

CHECK = "https://w3id.org/policygraph/check/"  #: a check's IRI is this and its name
FINDING = "https://w3id.org/policygraph/finding/"  #: the IRI of a kind of finding is this and the kind

_SH = "http://www.w3.org/ns/shacl#"
_LANGUAGES = ("vi", "en")
_SEVERITIES = (Severity.VIOLATION, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that somebody should look at: what rule, on what node, in which words of which file."""

    shape: str  #: IRI of the property shape, of the check, or of the kind of finding
    severity: Severity
    focus: str  #: IRI of the node it speaks of
    path: str | None
    value: str | None
    message_vi: str
    message_en: str
    file: str | None
    quote: str | None

    @property
    def name(self) -> str:
        """The last piece of the shape's IRI: "task-has-lead", "invalid-date"."""
        return re.split(r"[/#]", self.shape)[-1]


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All results in one order; ``conforms`` where none of them is a violation."""

    conforms: bool
    results: tuple[Result, ...]

    @property
    def by_severity(self) -> dict[Severity, tuple[Result, ...]]:
        """The results of each severity, the worst first; every severity is there.

        >>> list(report_of([]).by_severity)
        [<Severity.VIOLATION: 'violation'>, <Severity.WARNING: 'warning'>, <Severity.INFO: 'info'>]
        """
        return {severity: tuple(r for r in self.results if r.severity == severity) for severity in _SEVERITIES}


def report_of(results: Iterable[Result]) -> ValidationReport:
    """The report of these results: each once, in order.

    >>> report_of([]).conforms
    True
    """
    ordered = tuple(sorted(set(results), key=_order))
    return ValidationReport(all(r.severity != Severity.VIOLATION for r in ordered), ordered)


def _order(result: Result) -> tuple[object, ...]:
    texts = (result.file, result.shape, result.focus, result.path, result.value, result.quote, result.message_en)
    return (_SEVERITIES.index(result.severity), *(text or "" for text in texts), result.message_vi)


def validate(store: Store) -> ValidationReport:
    """Everything that shapes, checks and findings say of the graph in ``store``.

    Where a shape and a finding speak of the same fault, the finding is kept: it quotes the words.
    Raises `ShapeError` or `QueryError`, naming the file, if a shape or a check is broken.
    """
    with _quiet_rdflib():
        data = data_graph(store)
        findings = list(_findings(data))
        shaped = _without_repeats(shape_results(data), findings)
        return report_of([*shaped, *check_results(store, data), *findings])


@contextmanager
def _quiet_rdflib() -> Iterator[None]:
    """rdflib logs a stack trace for each literal like "2022-06-31"; the shapes say the same in words."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def data_graph(store: Store) -> Graph:
    """All triples of the store, of whatever named graph, as one rdflib graph."""
    from rdflib import Graph

    triples = store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    return Graph().parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")


# --- shapes -----------------------------------------------------------------------------------------------------------


def shape_files() -> tuple[Path, ...]:
    """The files of shapes, in order of name.

    >>> [path.name for path in shape_files()][:2]
    ['agency.ttl', 'change-event.ttl']
    """
    return tuple(sorted(resources.folder("shapes").glob("*.ttl")))


def shapes_graph(files: Iterable[Path] | None = None) -> Graph:
    """The shapes as one graph; raises `ShapeError` naming the file that is not Turtle."""
    from rdflib import Graph

    shapes = Graph()
    for path in shape_files() if files is None else files:
        try:
            shapes.parse(path, format="turtle")
        except Exception as error:  # rdflib raises whatever its parser trips over
            raise ShapeError(labels.both("shape.unreadable", file=path, reason=_line(error))) from error
    return shapes


def shape_results(data: Graph, files: Iterable[Path] | None = None) -> list[Result]:
    """What the shapes say of ``data``; ``files`` are other shapes than the package's own."""
    from rdflib import URIRef
    from rdflib.namespace import RDF

    chosen = tuple(shape_files() if files is None else files)
    shapes = shapes_graph(chosen)
    report = _run(data, shapes, chosen)
    results = []
    for node in report.subjects(RDF.type, URIRef(_SH + "ValidationResult")):
        results.append(_result(node, report, shapes, data))
    return sorted(results, key=_order)


def _run(data: Graph, shapes: Graph, files: tuple[Path, ...]) -> Graph:
    from rdflib import Graph

    try:
        return _pyshacl(data, shapes)
    except Exception as error:  # pyshacl has several; find the file that has the fault
        for path in files:
            try:
                _pyshacl(Graph(), shapes_graph([path]))
                _pyshacl(data, shapes_graph([path]))
            except Exception as fault:
                raise ShapeError(labels.both("shape.broken", file=path, reason=_line(fault))) from fault
        raise ShapeError(labels.both("shape.broken", file="shapes", reason=_line(error))) from error


def _pyshacl(data: Graph, shapes: Graph) -> Graph:
    import pyshacl
    from rdflib import Graph

    # severities are read from the results: pyshacl's own flag counts warnings as failures
    _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True, do_owl_imports=False)
    if not isinstance(report, Graph):
        raise ValueError(text)
    return report


def _result(node: Node, report: Graph, shapes: Graph, data: Graph) -> Result:
    from rdflib import URIRef

    def one(name: str) -> Node | None:
        return report.value(node, URIRef(_SH + name))

    focus, shape, value = one("focusNode"), one("sourceShape"), one("value")
    messages = _messages(report, node, URIRef(_SH + "resultMessage"))
    path = shapes.value(shape, URIRef(_SH + "path")) if shape else None
    file, quote = _place(data, focus)
    return Result(
        shape=str(shape),
        severity=Severity(str(one("resultSeverity")).rsplit("#", 1)[-1].lower()),
        focus=str(focus),
        path=None if path is None else _path(shapes, path),
        value=None if value is None else str(value),
        message_vi=messages[0],
        message_en=messages[1],
        file=file,
        quote=quote,
    )


def _messages(graph: Graph, node: Node, predicate: URIRef) -> tuple[str, str]:
    """The Vietnamese and the English message; either stands in for the other where one is missing."""
    texts = {getattr(text, "language", None): str(text) for text in sorted(graph.objects(node, predicate), key=str)}
    vi, en = (texts.get(language) for language in _LANGUAGES)
    other = next(iter(texts.values()), "")
    return vi or en or other, en or vi or other


def _path(shapes: Graph, path: Node) -> str:
    """A property path as SPARQL writes it, with short names for the ontology's own properties."""
    from rdflib import URIRef
    from rdflib.collection import Collection
    from rdflib.namespace import RDF

    if isinstance(path, URIRef):
        return re.sub(f"^{re.escape(ONTOLOGY)}", "pg:", str(path))
    alternatives = shapes.value(path, URIRef(_SH + "alternativePath"))
    if alternatives is not None:
        return "|".join(_path(shapes, item) for item in Collection(shapes, alternatives))
    if shapes.value(path, RDF.first) is not None:
        return "/".join(_path(shapes, item) for item in Collection(shapes, path))
    return str(path)


def _without_repeats(results: Iterable[Result], findings: Iterable[Result]) -> Iterator[Result]:
    """The results but for those of which a finding tells: a shape names the kind of finding for the same fault."""
    from rdflib import URIRef

    kinds = {
        str(shape): FINDING + str(kind)
        for shape, kind in shapes_graph().subject_objects(URIRef(ONTOLOGY + "findingKind"))
    }
    known = list(findings)
    for result in results:
        kind = kinds.get(result.shape)
        if not any(finding.shape == kind and _same_fault(result, finding) for finding in known):
            yield result


def _same_fault(result: Result, finding: Result) -> bool:
    """The same node, or words of the same file of which one holds the other."""
    if result.focus == finding.focus:
        return True
    if not (result.quote and finding.quote and result.file == finding.file):
        return False
    return finding.quote in result.quote or result.quote in finding.quote


# --- where it stands --------------------------------------------------------------------------------------------------


def _place(data: Graph, focus: Node | None) -> tuple[str | None, str | None]:
    """The file and the words behind a node: its own evidence, else the file of its document."""
    from rdflib import URIRef

    def pg(name: str) -> URIRef:
        return URIRef(ONTOLOGY + name)

    if focus is None:
        return None, None
    if (source := data.value(focus, pg("source"))) is not None:  # a loaded document: its whole file
        return _name(data, source), None
    evidence = focus if (focus, pg("quote"), None) in data else _first_evidence(data, focus)
    if evidence is not None:
        quote = data.value(evidence, pg("quote"))
        return _name(data, data.value(evidence, pg("inSource"))), None if quote is None else str(quote)
    if (source := data.value(focus, pg("inSource"))) is not None:
        return _name(data, source), None
    document = data.value(focus, pg("statedIn"))
    return _place(data, document) if document is not None and document != focus else (None, None)


def _first_evidence(data: Graph, focus: Node) -> Node | None:
    """The evidence that stands first, in the first of the files."""
    from rdflib import URIRef

    def at(evidence: Node) -> tuple[str, int, str]:
        start = str(data.value(evidence, URIRef(ONTOLOGY + "startOffset")) or "0")
        name = _name(data, data.value(evidence, URIRef(ONTOLOGY + "inSource"))) or ""
        return name, int(start) if start.isdigit() else 0, str(evidence)

    return min(data.objects(focus, URIRef(ONTOLOGY + "evidence")), key=at, default=None)


def _name(data: Graph, source: Node | None) -> str | None:
    from rdflib import URIRef

    if source is None:
        return None
    names = sorted(str(name) for name in data.objects(source, URIRef(ONTOLOGY + "fileName")))
    return names[0] if names else None


# --- findings ---------------------------------------------------------------------------------------------------------


def _findings(data: Graph) -> Iterator[Result]:
    """The pg:Finding nodes of the graph."""
    from rdflib import URIRef
    from rdflib.namespace import RDF

    for node in data.subjects(RDF.type, URIRef(ONTOLOGY + "Finding")):
        values = {name: data.value(node, URIRef(ONTOLOGY + name)) for name in ("findingKind", "severity", "focus")}
        if str(values["severity"]) not in set(_SEVERITIES):
            continue  # the shapes of findings report it
        messages = _messages(data, node, URIRef(ONTOLOGY + "message"))
        file, quote = _place(data, node)
        if file is None and values["focus"] is not None:
            file, _ = _place(data, values["focus"])
        yield Result(
            shape=FINDING + str(values["findingKind"]),
            severity=Severity(str(values["severity"])),
            focus=str(values["focus"] or node),
            path=None,
            value=None,
            message_vi=messages[0],
            message_en=messages[1],
            file=file,
            quote=quote,
        )


# --- checks -----------------------------------------------------------------------------------------------------------

_HEADER = ("title-vi", "title-en", "message-vi", "message-en")


@dataclass(frozen=True, slots=True)
class Check:
    """One file of ``queries/check``: its name ends in the severity of its rows."""

    name: str
    severity: Severity
    title_vi: str
    title_en: str
    message_vi: str
    message_en: str
    text: str


def checks(folder: Path | None = None) -> tuple[Check, ...]:
    """The checks in order of name; raises `QueryError` listing every file whose name or header is wrong.

    >>> "implements-cycle-warning" in [check.name for check in checks()]
    True
    """
    files = sorted((folder or resources.folder("queries") / "check").glob("*.rq"))
    made, problems = [], []
    for path in files:
        try:
            made.append(read_check(path))
        except QueryError as error:
            problems.append(str(error))
    if problems:
        raise QueryError("\n".join(problems))
    return tuple(made)


def read_check(path: Path) -> Check:
    """The check in ``path``; raises `QueryError` if its name or header is wrong."""
    text = path.read_text("utf-8")
    ending = path.stem.rsplit("-", 1)[-1]
    if ending not in set(_SEVERITIES):
        raise QueryError(f"{path.name}: the name must end in -violation, -warning or -info")
    header = dict(re.findall(r"^# ([a-z]+-[a-z]+): *(\S.*?) *$", text, re.MULTILINE))
    if missing := [key for key in _HEADER if key not in header]:
        raise QueryError(f"{path.name}:1: the header lacks {', '.join(missing)}; add '# {missing[0]}: ...'")
    title_vi, title_en, message_vi, message_en = (header[key] for key in _HEADER)
    return Check(path.stem, Severity(ending), title_vi, title_en, message_vi, message_en, text)


def check_results(store: Store, data: Graph, chosen: Iterable[Check] | None = None) -> list[Result]:
    """What the checks find in ``store``; ``data`` is its `data_graph`, for files and quotes."""
    results = []
    for check in checks() if chosen is None else chosen:
        try:
            table = store.select(check.text)
        except StoreError as error:
            raise QueryError(f"{check.name}.rq: {error}") from error
        if "focus" not in table.columns:
            raise QueryError(f"{check.name}.rq: the query must give a column ?focus")
        results += _first_of_each(_check_rows(check, table, data))
    return results


def _check_rows(check: Check, table: Table, data: Graph) -> Iterator[Result]:
    from rdflib import URIRef

    for row in table.rows:
        cells = {name: plain(term) for name, term in zip(table.columns, row, strict=True) if term is not None}
        file, quote = _place(data, URIRef(cells.get("evidence", cells["focus"])))
        if file is None:
            file, quote = _place(data, URIRef(cells["focus"]))
        yield Result(
            shape=CHECK + check.name,
            severity=check.severity,
            focus=cells["focus"],
            path=None,
            value=None,
            message_vi=_fill(check.message_vi, cells),
            message_en=_fill(check.message_en, cells),
            file=file,
            quote=quote,
        )


def _first_of_each(results: Iterable[Result]) -> list[Result]:
    """One result for each focus and message: several evidences of one fault are one fault."""
    kept: dict[tuple[str, str], Result] = {}
    for result in sorted(results, key=_order):
        kept.setdefault((result.focus, result.message_en), result)
    return list(kept.values())


def _fill(message: str, cells: Mapping[str, str]) -> str:
    """The message with each ``{name}`` replaced by the row's cell; an IRI of the ontology by its short name.

    >>> _fill("{relation} of {number}", {"relation": ONTOLOGY + "implements"})
    'pg:implements of ?'
    """
    return re.sub(r"\{(\w+)\}", lambda m: cells.get(m[1], "?").replace(ONTOLOGY, "pg:"), message)


# --- reports ----------------------------------------------------------------------------------------------------------


def render_text(report: ValidationReport, limit: int | None = None) -> str:
    """The report for people: a verdict, then each severity with at most ``limit`` results (all for `None`).

    >>> print(render_text(report_of([])))
    Đạt: không có vi phạm / Conforms: no violation
    """
    count = len(report.by_severity[Severity.VIOLATION])
    lines = [labels.both("validate.conforms") if report.conforms else labels.both("validate.fails", count=count)]
    for severity, results in report.by_severity.items():
        if not results:
            continue
        lines += ["", f"{labels.both(f'validate.{severity}')} ({len(results)})"]
        for result in results[:limit]:
            lines += _lines(result)
        if limit is not None and len(results) > limit:
            lines.append("  " + labels.both("validate.more", count=len(results) - limit))
    return "\n".join(lines)


def _lines(result: Result) -> list[str]:
    lines = [f"- {result.message_vi}", f"  {result.message_en}"]
    lines.append("  " + " · ".join(part for part in (result.name, result.file, result.focus) if part))
    if result.quote:
        words = " ".join(result.quote.split())
        lines.append(f"  «{words if len(words) <= 200 else words[:199] + '…'}»")
    return lines


def as_json(report: ValidationReport) -> str:
    """The report for programs; the same report gives the same text.

    >>> print(as_json(report_of([])))
    {
     "conforms": true,
     "counts": {
      "violation": 0,
      "warning": 0,
      "info": 0
     },
     "results": []
    }
    """
    counts = {str(severity): len(results) for severity, results in report.by_severity.items()}
    content: dict[str, Any] = {"conforms": report.conforms, "counts": counts, "results": []}
    content["results"] = [asdict(result) for result in report.results]
    return json.dumps(content, ensure_ascii=False, indent=1)


def _line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
