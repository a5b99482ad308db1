"""Is the ontology free of contradictions, alone and with the data of a store? HermiT answers, through owlready2.

Owlready2 works in a `World` of its own: its default world is shared by the whole process. Nothing is downloaded.
"""

from __future__ import annotations

import io
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policygraph import labels, resources
from policygraph.errors import PolicyGraphError, ShapeError
from policygraph.identity import ONTOLOGY

if TYPE_CHECKING:
    from rdflib import Graph

    from policygraph.store import Store

JAVA = "java"  #: the program that runs HermiT


@dataclass(frozen=True, slots=True)
class ReasonReport:
    """What the reasoner said.

    ``consistent`` is `None` where it could not run; then ``skipped_because`` says why, in Vietnamese and English.
    ``unsatisfiable`` lists the classes that can have no member, as IRIs.

    >>> ReasonReport(True).ok, ReasonReport(True, ("urn:x",)).ok, ReasonReport(None, skipped_because="no Java").ok
    (True, False, False)
    """

    consistent: bool | None
    unsatisfiable: tuple[str, ...] = ()
    skipped_because: str | None = None
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Consistent, and every class can have members."""
        return self.consistent is True and not self.unsatisfiable


def ontology_files(alignments: bool = True) -> tuple[Path, ...]:
    """The files of the ontology: terms, schemes and, if asked for, alignments.

    >>> [path.name for path in ontology_files()][:2]
    ['alignments.ttl', 'policygraph.ttl']
    """
    folder = resources.folder("ontology")
    found = sorted([*folder.glob("*.ttl"), *folder.glob("schemes/*.ttl")])
    return tuple(path for path in found if alignments or path.name != "alignments.ttl")


def ontology_graph(alignments: bool = True) -> Graph:
    """The ontology as one rdflib graph.

    Raises `ShapeError`, naming the file, if one cannot be read.
    """
    return read_turtle(ontology_files(alignments))


def read_turtle(files: tuple[Path, ...]) -> Graph:
    """The triples of Turtle files; raises `ShapeError`, naming the file, if one cannot be read."""
    from rdflib import Graph

    graph = Graph()
    for path in files:
        try:
            graph.parse(path, format="turtle")
        except Exception as error:  # rdflib raises whatever its parser trips over
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise ShapeError(labels.both("shape.unreadable", file=path, reason=reason)) from error
    return graph


def check(store: Store | None = None, *, alignments: bool = True) -> ReasonReport:
    """Whether the ontology, with the data of ``store`` if one is given, is consistent and every class satisfiable.

    Without Java nothing is checked and the report says so.
    """
    if shutil.which(JAVA) is None:
        return ReasonReport(None, skipped_because=labels.both("reason.no-java"))
    graph = ontology_graph(alignments)
    if store is not None:
        _add_data(graph, store)
    return _run_hermit(graph)


def check_graph(graph: Graph) -> ReasonReport:
    """The same for any OWL graph."""
    if shutil.which(JAVA) is None:
        return ReasonReport(None, skipped_because=labels.both("reason.no-java"))
    return _run_hermit(graph)


def _add_data(graph: Graph, store: Store) -> None:
    triples = store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    graph.parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")


def _run_hermit(graph: Graph) -> ReasonReport:
    import owlready2

    started = time.perf_counter()
    world = owlready2.World()
    try:
        ontology = world.get_ontology(ONTOLOGY)
        triples = graph.serialize(format="nt", encoding="utf-8")
        ontology.load(fileobj=io.BytesIO(triples), format="ntriples", only_local=True)
        consistent, unsatisfiable = _classify(owlready2, world)
    finally:
        world.close()
    return ReasonReport(consistent, unsatisfiable, seconds=round(time.perf_counter() - started, 2))


def _classify(owlready2: Any, world: Any) -> tuple[bool, tuple[str, ...]]:
    try:
        # OWL 2's datatype map has no xsd:date; HermiT would refuse the dates of the data
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
    except owlready2.OwlReadyInconsistentOntologyError:
        return False, ()
    except owlready2.OwlReadyJavaError as error:
        reason = next((line for line in str(error).splitlines() if "xception" in line), str(error)[:300])
        raise PolicyGraphError(labels.both("reason.failed", reason=reason.strip())) from error
    nothing = owlready2.Nothing
    return True, tuple(sorted({str(c.iri) for c in world.inconsistent_classes() if c is not nothing}))
