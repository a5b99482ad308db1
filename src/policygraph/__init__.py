"""policygraph: who must do what, by when, because of which directive, and where the text says so.

In a notebook::

    import policygraph as pg
    g = pg.open("policygraph-store")
    g.query("documents")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from policygraph.notebook import Graph

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(location: str | Path | None = None) -> Graph:
    """The graph of a store, to read: in a folder, or behind a URL (see `policygraph.store.open`).

    Raises `StoreError` with the command that builds one where there is none.

    >>> open("no-such-store")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    policygraph.errors.StoreError: no-such-store: ...
    """
    from policygraph import store
    from policygraph.notebook import Graph

    return Graph(store.open(location, read_only=True))
