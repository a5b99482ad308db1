"""What the pages of documents, chains, coverage, agencies and places say, read as HTML."""

from __future__ import annotations

import html
import itertools
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import httpx
import networkx as nx
import pytest

from policygraph import chain, queries, store
from policygraph.web.columns import MOST, draw
from policygraph.web.discs import discs, dots
from policygraph.web.document import cut, path_of
from policygraph.web.grouped import GROUPS
from policygraph.web.library import Library, Snapshot
from policygraph.web.said import Fact, Place
from policygraph.web.tiles import GENERATIONS, tiles

PLAN = "tinh-ninh-binh/177-kh-ubnd/2024-09-30"
CONCLUSION = "vn/69-kl-tw/2024-01-11"


@pytest.fixture(scope="module")
def here(five: Path) -> Snapshot:
    return Library(str(five)).current()


def words(page: httpx.Response) -> str:
    """The text of a page, blanks made one."""
    assert page.status_code == 200, page.text[:300]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


# ------------------------------------------------------------------------------------------------ documents


def test_a_document_and_what_is_around_it(client: httpx.Client) -> None:
    page = client.get(f"/document/{PLAN}")
    said = words(page)
    assert "Kế hoạch 177/KH-UBND" in said
    assert re.search(r"Thực hiện 2 Kế hoạch 183-KH/TU", said)
    assert "Nhiệm vụ (35)" in said
    # the name of what it carries out leads to the sentence that says so
    link = re.search(r'href="(/read/[^"]*)">Quyết định 709/QĐ-TTg', page.text)
    assert link
    sentence = client.get(html.unescape(link[1]))
    assert "709/QĐ-TTg" in re.sub(r"<[^>]+>", "", re.findall(r'<mark id="here">(.*?)</mark>', sentence.text, re.S)[0])


def test_a_document_that_is_only_named(client: httpx.Client) -> None:
    said = words(client.get(f"/document/{CONCLUSION}"))
    assert "Kho chưa có văn bản này" in said
    assert "Được triển khai bởi" in said


def test_every_place_of_a_fact_is_quoted(client: httpx.Client, here: Snapshot) -> None:
    """The marked words of each fact are the words at its offsets, on the page too."""
    document = next(d for d in here.documents.values() if d.number == "177/KH-UBND")
    (source,) = here.sources[document.iri]
    text = here.text(source.key)
    assert text is not None
    facts = here.said(source.key).facts(document.iri)
    assert {"task", "lead", "coordinate", "schedule", "mention", "implements", "target", "header"} <= {
        f.kind for f in facts
    }
    for fact in facts[::9]:
        page = client.get(f"/read/{PLAN}", params={"at": str(fact.place)}).text
        (shown,) = re.findall(r'<mark id="here">(.*?)</mark>', page, re.S)
        assert html.unescape(re.sub(r"<[^>]+>", "", shown)) == text.text[fact.place.start : fact.place.end]


def test_the_reader_shows_the_whole_text(client: httpx.Client, here: Snapshot) -> None:
    for iri, sources in here.sources.items():
        page = client.get(f"/read/{iri.split('/document/')[1]}")
        (shown,) = re.findall(r'<section class="text"[^>]*>(.*?)</section>', page.text, re.S)
        text = here.text(sources[0].key)
        assert text is not None
        assert html.unescape(re.sub(r"<[^>]+>", "", shown)) == text.text


def test_each_fact_leads_to_words_and_back(client: httpx.Client) -> None:
    page = client.get(f"/read/{PLAN}").text
    targets = set(re.findall(r'<li id="(f\d+)"', page))
    assert set(re.findall(r'<a class="m [^"]*" href="#(f\d+)"', page)) <= targets
    assert len(targets) > 100


def test_pieces_are_the_text_again() -> None:
    facts = [
        Fact("a", "", Place(0, 5)),
        Fact("b", "", Place(3, 8)),
        Fact("c", "", Place(3, 8)),
        Fact("d", "", Place(9, 9)),
    ]
    for at in (None, Place(1, 4), Place(8, 10)):
        stretches = cut("0123456789", facts, at)
        assert "".join(piece.text for stretch in stretches for piece in stretch.pieces) == "0123456789"
        assert "".join(p.text for s in stretches if s.here for p in s.pieces) == (
            "0123456789"[at.start : at.end] if at else ""
        )


@pytest.mark.parametrize("at", ["x", "5-2", "0-999999999", "-1-5", "1-2-3", "99999999999999-2", "<b>"])
def test_a_place_that_is_none_marks_nothing(client: httpx.Client, at: str) -> None:
    page = client.get(f"/read/{PLAN}", params={"at": at})
    assert page.status_code == 200
    assert 'id="here"' not in page.text


# ------------------------------------------------------------------------------------------------ chains


def test_chain_from_politburo_to_department(client: httpx.Client, five: Path) -> None:
    page = client.get(f"/chain/{PLAN}")
    said = words(page)
    for name in (
        "Kết luận 69-KL/TW",
        "Quyết định 709/QĐ-TTg",
        "Kế hoạch 183-KH/TU",
        "Sở Khoa học và Công nghệ tỉnh Ninh Bình",
    ):
        assert name in said
    levels = re.findall(r'<text class="level"[^>]*>([^<]*)', page.text)
    assert levels == [
        "Trung ương Đảng",
        "Quốc hội, Chính phủ, bộ",
        "Tỉnh ủy, thành ủy",
        "HĐND, UBND tỉnh",
        "Sở, ngành, huyện, xã",
    ]
    # the table holds the steps that the command walks, and no other
    with store.open(five, read_only=True) as opened:
        graph = chain.load(opened)
    plan = "https://w3id.org/policygraph/id/document/" + PLAN
    steps = {
        (chain.label(graph, s.lower), chain.label(graph, s.upper))
        for s in (*chain.up(graph, plan), *chain.down(graph, plan))
    }
    table = page.text.split('id="table"')[1]
    rows = [re.findall(r"<td>(.*?)</td>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)]
    found = {tuple(html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in (row[0], row[2])) for row in rows if row}
    assert steps == {pair for pair in found if not pair[0].startswith(("Sở", "các", "UBND", "Báo", "Đài", "Liên"))}


def test_nothing_is_hidden_silently() -> None:
    """Drawn nodes and those that are counted in a "+n" are all nodes; at most so many are drawn."""
    for size in (3, 40, 400, 2000):
        columns = {"top": 0} | {f"n{i}": 3 for i in range(size)}
        edges = {("top", key) for key in columns if key != "top"}
        for whole in (False, True):
            picture = draw(columns, edges, {"top"}, whole)
            drawn = [spot for spot in picture.spots if not spot.more]
            assert len(picture.spots) <= MOST
            assert len(drawn) + picture.hidden == len(columns)
            assert sum(spot.more for spot in picture.spots) == picture.hidden
            assert {"top"} <= {spot.key for spot in drawn}


def test_few_crossings() -> None:
    """Two fans side by side, given crosswise, are drawn without a crossing."""
    columns = {"a": 0, "b": 0} | {f"n{i}": 3 for i in range(8)}
    edges = {("a" if i % 2 else "b", f"n{i}") for i in range(8)}
    picture = draw(columns, edges, columns, whole=False)
    height = {spot.key: spot.y for spot in picture.spots}
    crossing = [
        (one, two) for one in edges for two in edges
        if (height[one[0]] - height[two[0]]) * (height[one[1]] - height[two[1]]) < 0
    ]  # fmt: skip
    assert crossing == []


def test_a_directive_says_in_how_many_provinces(client: httpx.Client) -> None:
    said = words(client.get(f"/chain/{CONCLUSION}"))
    assert "34 tỉnh, 2 có" in said
    assert "34 tỉnh, thành phố: 2 đã thấy triển khai" in said


def test_siblings_are_folded_with_their_places() -> None:
    columns = {"top": 0} | {f"n{i}": 3 for i in range(30)}
    picture = draw(columns, {("top", key) for key in columns if key != "top"}, {"top"}, whole=False)
    (fold,) = [spot for spot in picture.spots if spot.more]
    assert set(fold.members) == set(columns) - {spot.key for spot in picture.spots}


def test_plans_with_something_below_them_are_folded_too() -> None:
    """Of fifty provinces each with a Party plan and a plan under it, the same few are drawn, with their links."""
    columns = {"top": 0} | {f"p{i:02}": 2 for i in range(50)} | {f"u{i:02}": 3 for i in range(50)}
    edges = {("top", f"p{i:02}") for i in range(50)} | {(f"p{i:02}", f"u{i:02}") for i in range(50)}
    picture = draw(columns, edges, {"top"}, whole=False)
    assert {spot.key: spot.more for spot in picture.spots if spot.more} == {"top|2": 45, "top|3": 45}
    assert {edge for edge in picture.edges if edge[0] != "top"} == {(f"p{i:02}", f"u{i:02}") for i in range(5)} | {
        ("top|2", "top|3")
    }
    assert picture.height < 600


def test_the_picture_of_a_chain_as_a_file(client: httpx.Client) -> None:
    """The file holds its style and the boxes of the page, its links lead to this server."""
    found = client.get(f"/chain/{CONCLUSION}", params={"format": "svg"})
    assert found.headers["content-type"] == "image/svg+xml"
    assert found.headers["content-disposition"] == 'attachment; filename="ket-luan-69-kl-tw.svg"'
    drawn, shown = (client.get(f"/chain/{CONCLUSION}", params=p).text for p in ({"format": "svg"}, {}))
    root = ET.fromstring(drawn)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    boxes = root.findall(".//{http://www.w3.org/2000/svg}a")
    assert len(boxes) == len(re.findall(r'<a href="[^"]*" class="(?:node|chip)', shown)) > 10
    assert {box.get("href", "").split("/", 3)[2] for box in boxes} == {client.base_url.netloc.decode()}
    assert ".node rect" in drawn


# ------------------------------------------------------------------------------------------------ the whole graph


def test_the_whole_graph_is_all_documents_and_relations(client: httpx.Client, here: Snapshot) -> None:
    for by in GROUPS:
        said = client.get("/api/graph", params={"group": by}).json()
        assert {node["path"] for node in said["nodes"]} == {path_of(iri) for iri in here.documents}
        pairs = {(said["nodes"][lower]["full"], relation, said["nodes"][upper]["full"])
                 for lower, upper, relation in said["edges"]}  # fmt: skip
        graph = here.relations.subgraph(here.documents)
        stated = {
            (here.name(lower), edge["relation"], here.name(upper)) for lower, upper, edge in graph.edges(data=True)
        }
        assert pairs == stated
        assert sum(group["count"] for group in said["groups"]) == len(said["nodes"])
    table = words(client.get("/graph"))
    assert "39 văn bản được biết" in table
    national = [d for d in here.documents.values() if d.jurisdiction is None]
    assert f"Cả nước 0 {len(national)} " in table
    assert len(national) > 10
    assert client.get("/graph", params={"group": "colour"}).status_code == 400


@pytest.mark.parametrize("sizes", [[], [1], [3, 1, 1], [100, *range(200, 1, -3)], [1, 5000, 2, 2, 2]])
def test_discs_lie_apart_and_hold_their_dots(sizes: list[int]) -> None:
    found = discs({f"g{number}": size for number, size in enumerate(sizes)})
    assert [disc.group for disc in found] == [f"g{number}" for number in range(len(sizes))]
    for one, two in itertools.combinations(found, 2):
        assert math.dist((one.x, one.y), (two.x, two.y)) >= one.radius + two.radius
    for disc, size in zip(found, sizes, strict=True):
        spots = dots(disc, [str(number) for number in range(size)]).values()
        assert all(math.dist((disc.x, disc.y), spot) <= disc.radius for spot in spots)


def test_the_whole_graph_is_saved(client: httpx.Client, here: Snapshot, tmp_path: Path) -> None:
    """As SVG with a dot a document, and as GEXF that networkx reads, with the places of the picture."""
    root = ET.fromstring(client.get("/graph", params={"format": "svg"}).content)
    assert len(root.findall("{http://www.w3.org/2000/svg}circle")) == len(here.documents)
    (tmp_path / "whole.gexf").write_bytes(client.get("/graph", params={"format": "gexf"}).content)
    graph = nx.read_gexf(tmp_path / "whole.gexf")
    assert set(graph) == set(here.documents)
    assert all("position" in node["viz"] for _, node in graph.nodes(data=True))
    assert client.get("/graph", params={"format": "exe"}).status_code == 400


def test_a_neighbourhood_is_saved(client: httpx.Client, tmp_path: Path) -> None:
    near = client.get(f"/api/neighbours/{CONCLUSION}", params={"depth": 2}).json()
    found = client.get(f"/explore/{CONCLUSION}", params={"depth": 2, "format": "gexf"})
    assert found.headers["content-disposition"] == 'attachment; filename="ket-luan-69-kl-tw.gexf"'
    (tmp_path / "near.gexf").write_bytes(found.content)
    assert set(nx.read_gexf(tmp_path / "near.gexf")) == {node["id"] for node in near["nodes"]}


# ------------------------------------------------------------------------------------------------ coverage


def test_coverage_of_a_directive(client: httpx.Client) -> None:
    said = words(client.get(f"/directive/{CONCLUSION}", params={"as-of": "2026-01-01"}))
    assert "tính đến 01/01/2026" in said
    assert "đã triển khai: 2 / 34" in said
    assert "không xác định được: 32 / 34" in said
    assert "đã triển khai: 2 / 63" in said
    assert "sau 263 ngày" in said
    assert "37 địa phương khác: không xác định được." in said
    assert "Hoàng Sa" in said
    assert "Trường Sa" in said


def test_coverage_before_anything_was_issued(client: httpx.Client) -> None:
    said = words(client.get(f"/directive/{CONCLUSION}", params={"as-of": "2023-01-01"}))
    assert "ban hành sau 01/01/2023" in said
    assert client.get("/coverage", params={"as-of": "1990-01-01"}).status_code == 200
    assert client.get("/coverage", params={"as-of": "nonsense", "page": "x"}).status_code == 200


def test_matrix_and_filters(client: httpx.Client) -> None:
    said = words(client.get("/coverage", params={"as-of": "2026-01-01"}))
    assert "Kết luận 69-KL/TW" in said
    assert "15 trên 15 chỉ đạo" in said
    assert "2 / 39" in said
    few = words(client.get("/coverage", params={"as-of": "2026-01-01", "found": "yes", "tier": "politburo"}))
    assert "1 trên 15 chỉ đạo" in few


def test_merged_provinces_count_as_asked(client: httpx.Client) -> None:
    """Ninh Bình of today is made of three: one of them carries the conclusion out, not all."""

    def shown(succession: str) -> str:
        params = {"as-of": "2026-01-01", "succession": succession}
        return words(client.get(f"/directive/{CONCLUSION}", params=params)).split("63 tỉnh")[0]

    assert "đã triển khai: 2 / 34" in shown("any")
    assert "đã triển khai" not in shown("all").split("Tính đến")[0]
    assert "không xác định được: 34 / 34" in shown("reissued")
    matrix = words(client.get("/coverage", params={"as-of": "2026-01-01", "succession": "any"}))
    assert "2 / 34" in matrix
    assert client.get("/coverage", params={"succession": "some"}).status_code == 400


@pytest.mark.parametrize("generation", GENERATIONS)
def test_tiles_are_all_provinces(generation: str) -> None:
    found = tiles(generation)
    names = [tile.name for tile in found if not tile.island]
    assert len(names) == len(set(names)) == int(generation)
    assert [tile.name for tile in found if tile.island] == ["Hoàng Sa", "Trường Sa"]
    islands = {tile.name: tile.members[0].rsplit("/", 1)[-1] for tile in found if tile.island}
    assert "da-nang" in islands["Hoàng Sa"]
    assert "khanh-hoa" in islands["Trường Sa"]


def test_a_merged_province_stands_for_those_it_was_made_of() -> None:
    (tile,) = [tile for tile in tiles("34") if tile.name == "Quảng Trị"]
    assert {member.rsplit("/", 1)[-1] for member in tile.members} >= {"tinh-quang-tri", "tinh-quang-binh"}


def test_a_province_that_became_a_city_is_one_tile() -> None:
    (tile,) = [tile for tile in tiles("34") if tile.name == "Đồng Nai"]
    assert [form.rsplit("/", 1)[-1] for form in tile.forms] == ["tinh-dong-nai-2025", "thanh-pho-dong-nai"]


# ------------------------------------------------------------------------------------------------ bodies, questions


def test_an_agency(client: httpx.Client) -> None:
    said = words(client.get("/agency/tinh-ninh-binh/so-khoa-hoc-va-cong-nghe", params={"as-of": "2026-01-01"}))
    assert "Việc được giao chủ trì (26)" in said
    assert "nằm trong «các sở, ngành»" in said
    assert "Kết luận 69-KL/TW" in said
    assert "01/07/2025 hợp nhất, sáp nhập" in said


def test_a_place(client: httpx.Client) -> None:
    said = words(client.get("/place/tinh-ninh-binh", params={"as-of": "2026-01-01"}))
    assert "đến 30/06/2025 → tỉnh Ninh Bình" in said
    assert "Kế hoạch 177/KH-UBND" in said


def test_questions_take_names(client: httpx.Client) -> None:
    assert "Kế hoạch 183-KH/TU" in words(client.get("/questions/citations-of", params={"document": "69-kl/tw"}))
    several = words(client.get("/questions/tasks-of-agency", params={"agency": "so kh"}))
    assert "có thể là nhiều thứ" in several
    assert client.get("/questions/none").status_code == 404


def test_a_question_is_one_click_from_the_query_page(client: httpx.Client) -> None:
    """Each question stands there; one without parameters is answered at its link, another asks for what it needs."""
    block = (
        client.get("/sparql", headers={"accept": "text/html"}).text.split('class="examples"')[1].split("</details>")[0]
    )
    links = [html.unescape(link) for link in re.findall(r'href="([^"]*)"', block)]
    assert len(links) == len(queries.catalogue())
    asked = [link for link in links if link.startswith("/sparql?query=")]
    assert len(asked) == sum(not query.params for query in queries.catalogue())
    for link in asked[::12]:
        answer = client.get(link, headers={"accept": "text/html"})
        assert answer.status_code == 200, link
        assert "<h2>Kết quả</h2>" in answer.text
    (other,) = [link for link in links if link == "/questions/citations-of"]
    assert "văn bản được viện dẫn" in words(client.get(other))


# ------------------------------------------------------------------------------------------------ everything


def test_no_link_is_dead(client: httpx.Client) -> None:
    """From the first page, every address that a page gives is one that answers."""
    seen, waiting = set(), ["/", "/?q=so", "/coverage", "/questions", "/sparql", f"/document/{PLAN}", f"/read/{PLAN}",
                            f"/chain/{PLAN}", f"/directive/{CONCLUSION}", "/place/tinh-ninh-binh"]  # fmt: skip
    dead = []
    for start in waiting:
        page = client.get(start)
        assert page.status_code == 200, start
        for link in re.findall(r'(?:href|src|action)="(/[^"#]*)', page.text):
            address = html.unescape(link)
            if address in seen or len(seen) > 400:
                continue
            seen.add(address)
            status = client.get(address, headers={"accept": "text/html"}, follow_redirects=True).status_code
            if status != 200:
                dead.append((start, address, status))
    assert len(seen) > 100
    assert dead == []


# ------------------------------------------------------------------------------------------------ the API


def test_the_api_is_described(client: httpx.Client) -> None:
    said = client.get("/api/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    tails = {"agency": "agency/tinh-ninh-binh/so-khoa-hoc-va-cong-nghe", "document": PLAN}
    for path, entry in said["paths"].items():
        tail = tails.get(path.split("/")[2], CONCLUSION)
        found = client.get(path.replace("{tail}", tail))
        assert found.status_code == 200, path
        assert found.headers["content-type"] == "application/json"
        assert found.json()
        assert entry["get"]["summary"]
        if "{tail}" in path:
            missing = client.get(path.replace("{tail}", "nothing"))
            assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")


def test_the_api_says_what_the_pages_say(client: httpx.Client) -> None:
    said = client.get(f"/api/document/{PLAN}").json()
    assert said["document"]["number"] == "177/KH-UBND"
    assert len(said["tasks"]) == 35
    assert said["tasks"][0]["place"]["end"] > said["tasks"][0]["place"]["start"]
    assert client.get("/api/search", params={"q": "ke hoach 177"}).json()["hits"][0]["iri"] == said["document"]["iri"]
    places = client.get(f"/api/coverage/{CONCLUSION}", params={"as-of": "2026-01-01"}).json()["places"]
    assert sum(item["state"] == "implemented" for item in places) == 2
    assert client.get("/api/search", params={"page": "x"}).status_code == 400
