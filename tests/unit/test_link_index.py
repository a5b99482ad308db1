"""The index of a collection: whatever was put in and taken out on the way, it says what linking the rest says."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from tests.samples import NINH_BINH, TRA_VINH, Sample

from policygraph import link
from policygraph.facts import DocumentFacts, Relation
from policygraph.link import Index
from policygraph.vocab import load

TITLES = [f"Triển khai thực hiện nhiệm vụ thứ {n} của chương trình hành động trên địa bàn tỉnh" for n in range(2)]
NUMBERS = ["20-NQ/TW", "504/QĐ-UBND", "24/KH-UBND", "709/QĐ-TTg"]
DAYS = [None, date(2012, 11, 1), date(2017, 10, 25), date(2017, 10, 26)]
ISSUERS = [None, "Ban Chấp hành Trung ương", "Thủ tướng Chính phủ"]
ISSUERS += ["Ban chỉ đạo Chuyển đổi số", "Ban Chỉ đạo Chuyển đổi số"]


def document(chance: random.Random, name: str) -> DocumentFacts:
    """A document that cites some of few numbers, and may itself be one of them, dated or not."""
    sample = Sample(name).head(
        chance.choice([None, *NUMBERS]), chance.choice(DAYS), chance.choice([None, NINH_BINH, TRA_VINH]),
        chance.choice(ISSUERS), title=chance.choice([None, *TITLES]),
    )  # fmt: skip
    for number in chance.sample(NUMBERS, chance.randint(0, 3)):
        place, issuer, title = chance.choice([None, NINH_BINH]), chance.choice(ISSUERS), chance.choice([None, *TITLES])
        sample.names(number, chance.choice(DAYS), place=place, issuer=issuer, title=title)
        if chance.random() < 0.7:
            sample.cites(Relation.IMPLEMENTS, number)
    return sample.facts()


@pytest.mark.parametrize("seed", range(60))
def test_the_way_does_not_matter(seed: int) -> None:
    chance, vocab = random.Random(seed), load()
    there: dict[str, DocumentFacts] = {}
    pool = [document(chance, f"{n}.txt") for n in range(8)]
    with closing(sqlite3.connect(":memory:")) as db:
        index = Index(db)
        for _ in range(20):
            facts = chance.choice(pool)
            if facts.source.key in there and chance.random() < 0.5:
                del there[facts.source.key]
                index.remove(facts.source.key)
            else:
                there[facts.source.key] = facts
                index.put(link.state(facts, vocab))
            if chance.random() < 0.6:
                index.settle()
        index.settle()
        expected = link.link(list(there.values()), vocab)
        assert {work.iri: work for work in index.works()} == expected.works
        assert {body.iri: body for body in index.bodies()} == expected.bodies
        found = {key: link.resolve(one, link.state(one, vocab), index.view(key)) for key, one in there.items()}
        assert found == {document.facts.source.key: document for document in expected.documents}
        steps = {work: sorted(index.uppers(work)) for work in expected.works}
        fresh = Index(sqlite3.connect(":memory:"))
        for one in there.values():
            fresh.put(link.state(one, vocab))
        fresh.settle()
        assert steps == {work: sorted(fresh.uppers(work)) for work in expected.works}


@pytest.mark.parametrize("seed", range(30))
def test_what_is_not_called_stale_has_not_changed(seed: int) -> None:
    """A source whose view changed must be written again: `Index` must have said so."""
    chance, vocab = random.Random(seed), load()
    pool = [document(chance, f"{n}.txt") for n in range(8)]
    with closing(sqlite3.connect(":memory:")) as db:
        index, views = Index(db), {}
        for facts in pool:
            index.put(link.state(facts, vocab))
            index.settle()
            stale = {key for (key,) in db.execute("SELECT source FROM stale")}
            now = {one.source.key: index.view(one.source.key) for one in pool if index.view(one.source.key).found}
            assert {key for key, view in now.items() if views.get(key) != view} <= stale
            db.execute("DELETE FROM stale")
            views = now
