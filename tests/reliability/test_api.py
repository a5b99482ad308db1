"""The API against its own description: whatever schemathesis asks, no fault, and answers as described."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
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


@pytest.mark.reliability("F4")
def test_the_api_is_as_it_is_described(address: str, figure: Figure) -> None:
    """All checks of each operation: no fault, statuses, media types, schemas, methods that are not described."""
    schema = schemathesis.openapi.from_url(address + "/api/openapi.json")
    cases = 0
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:

        @settings(
            max_examples=400 if LONG else 15,
            deadline=None,
            derandomize=not LONG,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def asked(case: schemathesis.Case) -> None:
            nonlocal cases
            cases += 1
            case.call_and_validate()

        asked()
    figure(f"{cases} cases of schemathesis on {len(operations)} operations: 0 faults, every answer as described")


@pytest.mark.reliability("F4")
def test_the_description_names_every_route_of_the_api(address: str) -> None:
    from policygraph.web import api

    described = httpx.get(address + "/api/openapi.json").json()["paths"]
    served = {route.path.replace(":path}", "}") for route in api.ROUTES} - {"/api/openapi.json"}
    assert served <= set(described)
