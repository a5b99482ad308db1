"""What the engine alone takes of a load: ``python -m benchmarks.engine [DOCUMENTS] [BYTES]``.

The graphs of so many documents are made first. Then their lines are loaded into an empty store as a build loads them,
and packed: processor seconds of the engine and all its threads, nothing else. Beside it as many quads of short IRIs,
and what reading and writing these lines takes without storing them. No load is faster than the engine on so many
processors, were all else free.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from benchmarks import corpus
from policygraph import link, rdf, sources
from policygraph.build.memory import GATHERED
from policygraph.extract import extract
from policygraph.vocab import load

PROCESSORS = 2


def graphs(documents: int, size: int, folder: Path) -> list[bytes]:
    """The N-Quads lines of each document's graph, linked as a collection."""
    corpus.write(folder, documents, size=size)
    vocab = load()
    texts = [text for path in sorted(folder.iterdir()) for _, text in sources.documents(path)]
    linked = link.link([extract(text, vocab) for text in texts if not isinstance(text, Exception)], vocab)
    return [rdf.SourceGraph(document, linked.works, vocab, None).write() for document in linked.documents]


def batches(lines: list[bytes]) -> Iterator[bytes]:
    """The lines as a build hands them over."""
    batch: list[bytes] = []
    for one in lines:
        batch.append(one)
        if sum(map(len, batch)) > GATHERED:
            yield b"".join(batch)
            batch = []
    if batch:
        yield b"".join(batch)


def stored(lines: list[bytes]) -> tuple[float, float]:
    """Processor seconds of loading the lines into an empty store, and of packing it."""
    with tempfile.TemporaryDirectory() as at:
        store = ox.Store(at)

        def loading() -> None:
            for batch in batches(lines):
                store.bulk_load(batch, format=ox.RdfFormat.N_QUADS, lenient=True)

        def packing() -> None:
            store.flush()
            store.optimize()

        return took(loading), took(packing)


def took(call: Callable[[], object]) -> float:
    """Processor seconds of this process, its threads with it."""
    start = time.process_time()
    call()
    return time.process_time() - start


def short(quads: int) -> list[bytes]:
    """As many quads of short IRIs, five of a subject."""
    end = b"> <urn:g> .\n"
    return [b"".join(b"<urn:s%d> <urn:p%d> <urn:o%d" % (n // 5, n % 5, n % 1000) + end for n in range(quads))]


def main(documents: int = 300, size: int = 21_000) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        lines = graphs(documents, size, Path(name))
    data = b"".join(lines)
    quads = data.count(b"\n")
    print(f"{documents} documents of {size / 1000:.0f} kB: {quads / documents:.0f} quads a document, "
          f"{len(data) / quads:.0f} bytes a line")  # fmt: skip
    parsed = took(lambda: [None for _ in ox.parse(data, format=ox.RdfFormat.N_QUADS, lenient=True)])
    terms = list(ox.parse(data[: data.index(b"\n", len(data) // 20) + 1], format=ox.RdfFormat.N_QUADS))
    written = took(lambda: ox.serialize(terms, format=ox.RdfFormat.N_QUADS)) * quads / len(terms)
    loading, packing = stored(lines)
    simple, _ = stored(short(quads))
    for what, seconds in (
        ("writing lines of terms that are there", written), ("reading lines", parsed), ("loading in bulk", loading),
        ("packing after it", packing), ("loading as many quads of short IRIs", simple),
    ):  # fmt: skip
        print(f"{what}: {seconds / quads * 1e6:.2f} microseconds a quad")
    each = (loading + packing) / documents
    rate = f"{PROCESSORS / each:.0f} documents a second on {PROCESSORS} processors, were all else free"
    print(f"the engine: {each * 1000:.1f} ms a document: {rate}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
