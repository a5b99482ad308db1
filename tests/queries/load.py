"""The small collection of the tests, in a store in memory."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from policygraph import store
from policygraph.store import Store

COLLECTION = Path(__file__).with_name("collection.trig")
DOCUMENT = "https://w3id.org/policygraph/id/document/"


def load(path: Path = COLLECTION) -> Store:
    """A store that holds the TriG file."""
    return fill(ox.parse(path=str(path), format=ox.RdfFormat.TRIG))


def fill(quads) -> Store:  # type: ignore[no-untyped-def]
    """A store that holds the quads."""
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        graphs.setdefault(quad.graph_name.value, []).append(quad)
    made = store.memory()
    for name, members in graphs.items():
        made.replace(name, members)
    return made
