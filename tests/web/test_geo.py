"""An office's own map: drawn with the states of the tiles, refused with reasons where it cannot be."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tools.server import serve

from policygraph.web.geo import GeoError, read
from policygraph.web.tiles import GENERATIONS, tiles

CONCLUSION = "vn/69-kl-tw/2024-01-11"


def square(x: float, y: float, size: float = 0.9) -> list[list[float]]:
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def feature(name: object, x: float = 105, y: float = 20, **also: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"ten": name, **also},
            "geometry": {"type": "Polygon", "coordinates": [square(x, y)]}}  # fmt: skip


def written(folder: Path, *features: dict[str, Any]) -> Path:
    path = folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), "utf-8")
    return path


def whole(folder: Path, generation: str) -> Path:
    """A map of squares where the tiles lie."""
    return written(folder, *(feature(tile.name, 102 + tile.column, 23 - tile.row) for tile in tiles(generation)))


@pytest.fixture(scope="module", params=GENERATIONS)
def drawn(
    five: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[str, str]]:
    """The page of a directive with a map of that generation, and the generation."""
    server, address = serve(five, "--geo", str(whole(tmp_path_factory.mktemp("geo"), request.param)))
    page = httpx.get(f"{address}/directive/{CONCLUSION}", params={"as-of": "2026-01-01"}).text
    yield page, request.param
    server.terminate()
    server.wait(10)


def test_the_map_says_what_the_tiles_say(drawn: tuple[str, str]) -> None:
    page, generation = drawn
    areas = re.findall(r'<path class="area (\w+)"[^>]*><title>([^:]*):', page)
    block = page.split(f'class="tiles g{generation}"')[1].split("</ul>")[0]
    cells = re.findall(r'<li class="tile \w+ \w+ (\w+)" title="([^:]*):', block)
    assert sorted(areas) == sorted(cells)
    assert len(areas) == int(generation)
    assert page.count('<tspan class="glyph">') == int(generation)


@pytest.mark.parametrize("said", ["Tỉnh Ninh Bình", "ninh binh", "37", 37, "NINH BÌNH"])
def test_a_province_is_known_by_name_or_code(tmp_path: Path, said: object) -> None:
    (shape,) = read(written(tmp_path, feature(said))).shapes
    assert shape.tile.name == "Ninh Bình"


def test_archipelagos_belong_to_their_provinces(tmp_path: Path) -> None:
    path = written(tmp_path, feature("Đà Nẵng", 108, 16), feature("quần đảo Hoàng Sa", 112, 16),
                   feature("Khánh Hòa", 109, 12), feature("Trường Sa", 114, 10))  # fmt: skip
    found = read(path)
    assert [shape.tile.name for shape in found.shapes] == ["Đà Nẵng", "Khánh Hòa"]
    assert all(shape.path.count("M") == 2 for shape in found.shapes)
    assert len(found.missing) == int(found.generation) - 2


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([feature("Atlantis")], "đối tượng 1: không thuộc tính nào là tên hoặc mã một tỉnh (atlantis)"),
        ([feature("Huế"), feature("Huế")], "thành phố Huế: có hai đối tượng"),
        ([feature("Huế", x=585_000)], "đối tượng 1: cần Polygon hoặc MultiPolygon"),
        ([feature("Huế") | {"geometry": {"type": "Point", "coordinates": [105, 20]}}], "đối tượng 1: cần Polygon"),
        ([feature("Huế") | {"geometry": None}], "đối tượng 1: cần Polygon"),
        ([feature("Lào Cai", nua="Huế")], "chỉ tới nhiều tỉnh"),
        ([], "không phải GeoJSON"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, features: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(GeoError, match=r"map\.geojson: ") as caught:
        read(written(tmp_path, *features))
    assert said in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff\xfe{}", b"null", b'{"features": 3}'])
def test_files_that_are_no_map(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(GeoError, match=r"x\.json: "):
        read(tmp_path / "x.json")


def test_the_command_says_it_in_a_line(five: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "policygraph.cli",
        "serve",
        "--store",
        str(five),
        "--geo",
        str(tmp_path / "none.json"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "none.json: không đọc được bản đồ" in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
