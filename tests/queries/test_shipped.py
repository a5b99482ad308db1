"""Every named question on the five real documents: what must be among its answers (``shipped.yaml``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from policygraph import build, naming, queries, store
from policygraph.store import Store

EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("shipped.yaml").read_text("utf-8"))
NAMES = [query.name for query in queries.catalogue()]


@pytest.fixture(scope="module")
def five(documents: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    at = tmp_path_factory.mktemp("five") / "store"
    build.build(documents, at)
    with store.open(at, read_only=True) as opened:
        yield opened


def test_every_question_says_what_it_answers_on_the_shipped_documents() -> None:
    assert sorted(EXPECTED) == sorted(NAMES), "add the question, and what must be among its answers, to shipped.yaml"
    assert all(case.get("rows") is not None or case.get("holds") for case in EXPECTED.values())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_answer_holds_what_it_must(five: Store, name: str) -> None:
    case = EXPECTED[name]
    params = naming.resolved(five, queries.get(name), case.get("params", {}))
    table = queries.run(five, name, **params)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.values()]
    if "rows" in case:
        assert len(rows) == case["rows"]
    for wanted in case.get("holds", ()):
        given = {column: queries.expanded(str(value)) for column, value in wanted.items()}
        assert set(given) <= set(table.columns)
        assert any(row | given == row for row in rows), f"no row of {name} has {wanted}"
