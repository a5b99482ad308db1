"""Search and what all pages share."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from policygraph import store
from policygraph.build import build
from policygraph.identity import ID, ONTOLOGY
from policygraph.labels import catalogue
from policygraph.resources import folder
from policygraph.web.library import Library


def hits(client: httpx.Client, text: str, **facets: str) -> list[str]:
    page = client.get("/", params={"q": text, **facets})
    assert page.status_code == 200
    found = re.findall(r'<li class="(?:document|agency|place)[^"]*">\s*<a href="[^"]*">([^<]*)', page.text)
    return [unescape(name) for name in found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ke hoach 177", "Kế hoạch 177/KH-UBND"),
        ("177/kh-ubnd", "Kế hoạch 177/KH-UBND"),
        ("177kh", "Kế hoạch 177/KH-UBND"),
        ("kees hoachj 177", "Kế hoạch 177/KH-UBND"),
        ("Kế hoạch 177", "Kế hoạch 177/KH-UBND"),
        ("kế hoạch 177/KH-UBN", "Kế hoạch 177/KH-UBND"),
        ("183- KH/TU", "Kế hoạch 183-KH/TU"),
        ("so khcn ninh binh", "Sở Khoa học và Công nghệ tỉnh Ninh Bình"),
        ("sở khoa học và công nghệ ninh bình", "Sở Khoa học và Công nghệ tỉnh Ninh Bình"),
        ("ket luan 69", "Kết luận 69-KL/TW"),
        ("Nghi quyet 20 trung uong", "Nghị quyết 20-NQ/TW"),
    ],
)
def test_what_people_type(client: httpx.Client, text: str, first: str) -> None:
    assert hits(client, text)[0].startswith(first)


@pytest.mark.parametrize(
    "text", ['"', "177/KH-UBND OR *", "a AND (", "NEAR(x", "{marked}:x", "-", "*", "'; DROP TABLE", "\x00"]
)
def test_nothing_that_is_typed_is_an_operator(client: httpx.Client, text: str) -> None:
    assert client.get("/", params={"q": text}).status_code == 200


def test_facets_narrow(client: httpx.Client) -> None:
    every, quang_ngai = hits(client, "ke hoach"), hits(client, "ke hoach", province="tỉnh Quảng Ngãi")
    assert set(quang_ngai) < set(every)
    assert all("Quảng Ngãi" in name for name in quang_ngai)
    assert hits(client, "ke hoach", province="tỉnh Quảng Ngãi", year="2021", type="Kế hoạch")[0].startswith(
        "Kế hoạch 167"
    )
    assert hits(client, "", findings="yes") != hits(client, "", findings="no")


def test_a_place_in_the_text_is_quoted(client: httpx.Client) -> None:
    page = client.get("/", params={"q": "chuyen giao cong nghe"}).text
    assert re.search(r"<blockquote>[^<]*chuyển giao công nghệ", page)


def test_two_languages(client: httpx.Client) -> None:
    with httpx.Client(base_url=client.base_url) as reader:
        assert '<html lang="vi">' in reader.get("/").text
        english = reader.get("/", params={"lang": "en"})
        assert '<html lang="en">' in english.text
        assert "httponly" in english.headers["set-cookie"].lower()
        assert catalogue()["web.home.title"].en in reader.get("/").text


def test_every_label_of_a_template_exists() -> None:
    named = set()
    for path in (folder("web") / "templates").glob("*.html"):
        named |= set(re.findall(r"\bt\(['\"]([\w.-]+)['\"](?!\s*\+)", path.read_text("utf-8")))
    assert len(named) > 20
    assert {key for key in named if not key.endswith(".")} <= set(catalogue())


def test_no_template_trusts_a_text_or_holds_a_script() -> None:
    for path in (folder("web") / "templates").glob("*.html"):
        text = path.read_text("utf-8")
        assert "|safe" not in text.replace(" ", ""), path.name
        assert "autoescape false" not in text, path.name
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path.name
        assert not re.search(r"\son\w+=|\sstyle=", text), path.name


@pytest.mark.parametrize("path", ["/", "/sparql", "/nowhere", "/static/site.css", "/sparql?query=x", "/prefixes"])
def test_headers_of_every_answer(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers
    assert len(headers["x-request-id"]) == 12


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "", "localhost.evil"])
def test_other_hosts_are_not_answered(client: httpx.Client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1234", "[::1]:80"])
def test_own_hosts_are(client: httpx.Client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/id/x",
        "/data/nothing/here",
        "/data/a b<c>",
        "/static/../site.css",
        "/static/%2e%2e/templates/base.html",
    ],
)
def test_unknown_pages_say_so(client: httpx.Client, path: str) -> None:
    found = client.get(path, headers={"accept": "text/html"}, follow_redirects=True)
    assert found.status_code == 404
    assert "Traceback" not in found.text


def test_addresses_of_things(client: httpx.Client) -> None:
    path = "/id/agency/tinh-ninh-binh/so-khoa-hoc-va-cong-nghe"
    data = client.get(path, headers={"accept": "text/turtle"})
    assert data.status_code == 303
    turtle = client.get(data.headers["location"])
    assert turtle.headers["content-type"].split(";")[0] == "text/turtle"
    assert "Sở Khoa học và Công nghệ tỉnh Ninh Bình" in turtle.text
    assert client.get(path, headers={"accept": "image/png"}).status_code == 406


def test_the_collection_describes_itself(client: httpx.Client) -> None:
    said = client.get("/.well-known/void")
    assert said.status_code == 200
    assert "http://rdfs.org/ns/void#triples" in said.text
    assert client.get("/prefixes").json()["pg"] == "https://w3id.org/policygraph/ontology#"
    assert client.get("/dcat").text == said.text


def test_the_catalogue_has_what_dcat_asks_for(client: httpx.Client) -> None:
    """Title and description in both languages, period, services that answer, and forms that can be had."""
    store = ox.Store()
    store.load(client.get("/dcat").content, format=ox.RdfFormat.TURTLE)
    prefixes = "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/>"

    def values(pattern: str) -> list[str]:
        found = store.query(f"{prefixes} SELECT DISTINCT ?x {{ ?data a dcat:Dataset . {pattern} }} ORDER BY ?x")
        assert isinstance(found, ox.QuerySolutions)
        return [str(row["x"].value) for row in found]

    assert len(values("?data dct:title ?x")) == len(values("?data dct:description ?x")) == 2
    assert values("?data dct:temporal/dcat:startDate ?x") == ["2021-11-29"]
    assert len(values("?x a dcat:DataService ; dcat:servesDataset ?data")) == 2
    for description in values("?s dcat:servesDataset ?data ; dcat:endpointDescription ?x"):
        assert client.get(description).status_code == 200
    medias = [media.split("media-types/")[1] for media in values("?data dcat:distribution/dcat:mediaType ?x")]
    assert len(medias) == 6
    for media in medias:
        found = client.get("/sparql", params={"query": "CONSTRUCT {} {}"}, headers={"accept": media})
        assert found.headers["content-type"].split(";")[0] == media


def test_what_was_loaded_meanwhile_is_shown_once_the_load_is_done(tmp_path: Path, documents: list[Path]) -> None:
    build(documents[:1], tmp_path / "s")
    library, new = Library(str(tmp_path / "s")), ox.NamedNode(f"{ID}document/vn/1-qd-ttg/2024-01-01")
    held = set(library.current().documents)
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    with store.open(tmp_path / "s") as writing:
        assert set(library.current().documents) == held
        writing.replace("urn:g", [ox.Quad(new, kind, ox.NamedNode(f"{ONTOLOGY}Document"), ox.NamedNode("urn:g"))])
    assert set(library.current().documents) == held | {new.value}
