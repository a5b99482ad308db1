"""The API against its own description: whatever schemathesis asks, no fault, and answers as described."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import LONG
from tools.server import serve

from policygraph.build import build

Figure = Callable[..., None]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> Iterator[str]:
    at = tmp_path_factory.mktemp("api") / "s"
    build(documents, at)
    server, address = serve(at, "--time-limit", "2")
    yield address
    assert server.poll() is None, "the server fell over"
    server.terminate()
    server.wait(20)


@pytest.fixture(scope="module")
def tails(address: str) -> dict[str, list[str]]:
    """Names that the store knows, of documents and of agencies: what follows /id/document/ and /id/."""

    def named(pattern: str, prefix: str) -> list[str]:
        query = f"SELECT DISTINCT ?x {{ {pattern} }} ORDER BY ?x LIMIT 20"
        found = httpx.get(address + "/sparql", params={"query": query}).json()["results"]["bindings"]
        return [row["x"]["value"].removeprefix(f"https://w3id.org/policygraph/id/{prefix}") for row in found]

    return {"documents": named("?x pg:source ?s", "document/"), "agencies": named("?document pg:issuer ?x", "")}


@pytest.mark.reliability("F4")
def test_the_api_is_as_it_is_described(address: str, tails: dict[str, list[str]], figure: Figure) -> None:
    """All checks of each operation: no fault, statuses, media types, schemas, methods that are not described."""
    schema = schemathesis.openapi.from_url(address + "/api/openapi.json")
    cases, statuses = 0, Counter[tuple[str, int]]()
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        names = tails["agencies" if "agency" in operation.path else "documents"]

        @settings(
            max_examples=400 if LONG else 15,
            deadline=None,
            derandomize=not LONG,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), known=st.just("") | st.sampled_from(names))
        def asked(case: schemathesis.Case, known: str) -> None:
            """Half of the names are some that the store knows: made-up ones find nothing."""
            nonlocal cases
            cases += 1
            if known and "tail" in case.path_parameters:
                case.path_parameters["tail"] = known
            statuses[case.path, case.call_and_validate().status_code] += 1

        asked()
    found = {path: count for (path, status), count in statuses.items() if status == 200}
    assert found.keys() == {operation.path for operation in operations}, "each finds something"
    figure(
        f"{cases} cases of schemathesis on {len(operations)} operations, {sum(found.values())} of them answered with"
        " what was asked for: 0 faults, every answer as described"
    )


@pytest.mark.reliability("F4")
def test_the_description_names_every_route_of_the_api(address: str) -> None:
    from policygraph.web.app import _routes

    described = httpx.get(address + "/api/openapi.json").json()["paths"]
    paths = {getattr(route, "path", "").replace(":path}", "}") for route in _routes()}
    assert {path for path in paths if path.startswith("/api/")} - {"/api/openapi.json"} == set(described)
