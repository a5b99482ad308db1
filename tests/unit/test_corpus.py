"""The collection that the benchmarks measure: the same for the same seed, and chains as in the originals."""

from __future__ import annotations

from pathlib import Path

from benchmarks import corpus

from policygraph import chain
from policygraph import store as stores


def test_the_same_seed_gives_the_same_documents() -> None:
    assert list(corpus.documents(20)) == list(corpus.documents(20))
    assert list(corpus.documents(20)) != list(corpus.documents(20, seed=1))


def test_every_document_is_another_one() -> None:
    texts = [item.text for item in corpus.documents(600)]
    assert len(set(texts)) == len(texts)


def test_chains_join_as_in_the_originals(tmp_path: Path) -> None:
    with stores.open(corpus.store(tmp_path, 5), read_only=True) as opened:
        graph = chain.load(opened)
    central = [document.iri for document in chain.documents_of(graph).values() if document.central]
    plans = [document.iri for document in chain.documents_of(graph).values() if document.file]
    assert len(plans) == 5
    assert max(len(way) for top in central for plan in plans for way in chain.all_paths(graph, top, plan)) >= 2
