"""Linked facts and tables to quads: the only package that writes triples.

No blank nodes and no clock: the same facts give the same quads. What one source says goes to its own graph; agencies
and places go to the reference graph; what rules derive goes to the inferred graph.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from policygraph import identity
from policygraph.link import Linked
from policygraph.rdf.derived import alike, carried_out, inferred, reachable
from policygraph.rdf.ontology import ontology_quads
from policygraph.rdf.reference import Piece, Reference, reference
from policygraph.rdf.source import SourceGraph
from policygraph.rdf.status import status_lines
from policygraph.rdf.terms import RDFS, SKOS, XSD, fingerprint, lines
from policygraph.vocab import Vocabulary

__all__ = ["RDFS", "SKOS", "XSD", "Piece", "Reference", "SourceGraph", "alike", "carried_out", "fingerprint", "graphs",
           "lines", "ontology_quads", "reachable", "status_lines"]  # fmt: skip


def graphs(linked: Linked, vocab: Vocabulary, loaded_at: Mapping[str, str] | None = None) -> dict[str, list[ox.Quad]]:
    """All named graphs of the collection but the ontology's: name -> quads in order.

    ``loaded_at`` gives the time of loading (``xsd:dateTime``) by source key, where the caller wants it kept.
    """
    made: dict[str, bytes] = {}
    for document in linked.documents:
        writer = SourceGraph(document, linked.works, vocab, (loaded_at or {}).get(document.facts.source.key))
        made[writer.graph.name] = writer.write()
    made[identity.REFERENCE_GRAPH] = reference(linked, vocab)
    made[identity.INFERRED_GRAPH] = inferred(linked)
    return {name: list(dict.fromkeys(ox.parse(data, format=ox.RdfFormat.N_QUADS))) for name, data in made.items()}
