"""What has nothing to do with a document changes nothing of what is said of it: other documents, copies, file names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import pytest
from tests.conftest import LONG, ROOT

from policygraph import link, rdf, vocab
from policygraph.extract import extract
from policygraph.facts import DocumentFacts
from policygraph.identity import SOURCE_GRAPHS
from policygraph.link.documents import number_key
from policygraph.text import SourceText, fold

Figure = Callable[..., None]
TEXTS = sorted((ROOT / "tests" / "composed" / "texts").glob("*.txt"))
FINDING = "/finding/"


def source(name: str, data: bytes) -> SourceText:
    return SourceText(name, hashlib.sha256(data).hexdigest(), "text/plain", data.decode("utf-8"))


@cache
def collection() -> tuple[DocumentFacts, ...]:
    return tuple(extract(source(path.name, path.read_bytes())) for path in TEXTS)


def chosen() -> tuple[DocumentFacts, ...]:
    return collection()[:: 1 if LONG else 9]


def said(of: DocumentFacts, among: Iterable[DocumentFacts]) -> set[str]:
    """The lines of one document's graph, linked with others."""
    words = vocab.load()
    linked = link.link(list(among), words)
    (document,) = (one for one in linked.documents if one.facts.source.key == of.source.key)
    return set(rdf.SourceGraph(document, linked.works, words, None).write().decode().splitlines())


def names(facts: DocumentFacts) -> set[str]:
    """What a document names, and is: keys of numbers, folded titles of what has none."""
    own = {number_key(facts.header.number.value)} if facts.header.number else set()
    return own | {number_key(r.number) if r.number else fold(r.title or "") for r in facts.references}


@pytest.mark.reliability("F7")
def test_documents_that_name_nothing_in_common_do_not_meet(figure: Figure) -> None:
    others = 0
    for facts in chosen():
        strangers = [one for one in collection() if not names(one) & names(facts)]
        assert said(facts, [facts]) == said(facts, [facts, *strangers]), facts.source.name
        others += len(strangers)
    assert others > 5 * len(chosen())
    figure(f"{len(chosen())} documents, each the same among {others // len(chosen())} others in the mean")


@pytest.mark.reliability("F7")
def test_a_copy_adds_its_own_statements_and_a_finding(figure: Figure) -> None:
    """The same text with one more line end is another file: what the first says stays, word for word."""
    known = [facts for facts in chosen() if facts.header.number and facts.header.issued]
    for facts in known:
        copy = extract(source("copy.txt", facts.source.text.encode("utf-8") + b"\n"))
        alone, among = said(facts, [facts]), said(facts, [facts, copy])
        assert alone <= among, facts.source.name
        assert all(FINDING in line.split(" ", 1)[0] for line in among - alone), facts.source.name
    assert len(known) > len(chosen()) // 2
    figure(f"{len(known)} documents beside a copy")


@pytest.mark.reliability("F7")
def test_the_name_of_a_file_says_nothing(figure: Figure) -> None:
    for facts in chosen():
        other = extract(replace(facts.source, name="zz-renamed.txt"))
        one, two = said(facts, [facts]), said(other, [other])
        assert all("zz-renamed.txt" in line for line in two - one), facts.source.name
        assert {line.split(" ", 2)[1] for line in two - one} == {line.split(" ", 2)[1] for line in one - two}
    figure(f"{len(chosen())} files under another name")


def test_every_graph_is_its_sources_own() -> None:
    facts = collection()[0]
    assert all(f"<{SOURCE_GRAPHS}{facts.source.key}>" in line for line in said(facts, [facts]))
