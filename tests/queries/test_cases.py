"""Every named question parses, says what its columns are, and answers its case.

A case is a folder of the question's name: ``expected.csv``, ``params.json`` where it takes parameters, and
``data.trig`` where the shared ``collection.trig`` is not enough.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.queries.load import COLLECTION, load

from policygraph import queries
from policygraph.resources import folder
from policygraph.store import Table

HERE = Path(__file__).parent
NAMES = [query.name for query in queries.catalogue()]
OURS = [path for name in queries.FOLDERS for path in sorted((folder("queries") / name).glob("*.rq"))]


def answer(name: str) -> Table:
    own = HERE / name / "data.trig"
    params = HERE / name / "params.json"
    given = json.loads(params.read_text("utf-8")) if params.exists() else {}
    with load(own if own.exists() else COLLECTION) as store:
        return queries.run(store, name, **given)


def test_every_file_is_in_the_catalogue() -> None:
    assert [query.path for query in queries.catalogue()] == OURS
    assert len(OURS) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_answer(name: str) -> None:
    table = answer(name)
    with (HERE / name / "expected.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))
    found = [list(table.columns), *([cell or "" for cell in row] for row in table.values())]
    assert found == expected
    assert len(expected) > 1, "a case without rows shows nothing"


@pytest.mark.parametrize("name", NAMES)
def test_header_says_the_columns(name: str) -> None:
    assert answer(name).columns == queries.get(name).columns


@pytest.mark.parametrize("name", NAMES)
def test_the_file_runs_anywhere(name: str) -> None:
    """As it stands, without our parameters, another SPARQL engine reads it."""
    from rdflib.plugins.sparql import prepareQuery

    prepareQuery(queries.get(name).text)


def test_no_case_without_a_question() -> None:
    cases = {path.parent.name for path in HERE.glob("*/expected.csv")}
    assert cases == set(NAMES)
