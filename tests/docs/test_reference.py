"""The ontology reference: up to date, complete, every link leads somewhere, nothing comes from the network."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, URIRef
from rdflib.namespace import OWL
from tools import reference

PAGES = {language: (reference.OUT / name).read_text("utf-8") for language, name in reference.PAGES.items()}
VI = reference.Reference("vi")
TERMS = {name for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty) for name in VI.names(kind)}

each_page = pytest.mark.parametrize("language", PAGES)


@each_page
def test_page_is_up_to_date(language: str) -> None:
    assert PAGES[language] == reference.page(language), "run `make docs`"


@each_page
def test_every_term_has_an_entry_with_label_definition_and_example(language: str) -> None:
    parts = re.findall(r'<section class="term" id="(\w+)".*?</section>', PAGES[language], re.DOTALL)
    assert sorted(parts) == sorted(TERMS)
    found = reference.Reference(language)
    terms = [*found.classes, *(term for _, _, group in found.groups for term in group)]
    assert all(term.label and term.other and term.definition and term.examples for term in terms)
    for term in terms:
        assert reference.terms_linked(term.definition) in PAGES[language]


@each_page
def test_every_message_of_the_shapes_is_there(language: str) -> None:
    found = reference.Reference(language)
    for shape in {shape for _, shape in found.owned}:
        message = found.said(shape, reference.SH.message, found.shapes)
        assert message
        assert reference.terms_linked(message) in PAGES[language], shape


def test_groups_hold_every_property_once() -> None:
    grouped = Counter(term.id for _, _, terms in VI.groups for term in terms)
    assert set(grouped) | set(VI.names(OWL.Class)) == TERMS
    assert set(grouped.values()) == {1}


@each_page
def test_links_lead_to_an_anchor_and_anchors_are_unique(language: str) -> None:
    anchors = Counter(re.findall(r'\bid="([^"]+)"', PAGES[language]))
    assert set(anchors.values()) == {1}
    assert set(re.findall(r'href="#([^"]+)"', PAGES[language])) <= set(anchors)
    assert set(re.findall(r'href="(\w+\.html)"', PAGES[language])) <= set(reference.PAGES.values())


@each_page
def test_nothing_is_asked_of_the_network(language: str) -> None:
    page = PAGES[language]
    assert not re.search(r"\bsrc=|<link\b|@import|url\((?!#)|<iframe|<img|fetch\(|XMLHttp", page)
    assert "default-src 'none'" in page


@each_page
def test_all_is_to_be_read_without_the_script(language: str) -> None:
    """Only the box to type in, and what it says when nothing fits, wait for the script."""
    hidden = re.findall(r"<(\w+)[^>]*\shidden[ >]", PAGES[language].split("<script>")[0])
    assert hidden == ["input", "p"]


def test_arrows_of_the_picture_are_those_of_the_ontology() -> None:
    graph, picture = VI.graph, VI.data["picture"]
    assert set(picture["boxes"]) <= set(VI.names(OWL.Class))
    for arrow in picture["arrows"]:
        start, end = (URIRef(reference.PG + arrow[key]) for key in ("from", "to"))
        if "terms" not in arrow:
            assert (start, RDFS.subClassOf, end) in graph
        for name in arrow.get("terms", ()):
            term = URIRef(reference.PG + name)
            domains = set(graph.transitive_objects(start, RDFS.subClassOf))
            for what, allowed in ((RDFS.domain, domains), (RDFS.range, {end})):
                stated = {value for upper in graph.transitive_objects(term, RDFS.subPropertyOf)
                          for value in graph.objects(upper, what)}  # fmt: skip
                assert stated <= allowed, (name, what)


def test_picture_shows_every_class_but_the_most_general() -> None:
    assert set(VI.names(OWL.Class)) - set(VI.data["picture"]["boxes"]) == {"Statement"}


@pytest.mark.parametrize(("typed", "found"), [("don vi", "Provision"), ("Directive", "Directive")])
def test_search_needs_no_diacritics(typed: str, found: str, tmp_path: Path, tool: Callable[..., str]) -> None:
    hook = f"""<script>var box = document.getElementById("search"); box.value = "{typed}";
    box.dispatchEvent(new Event("input"));
    document.title = Array.from(document.querySelectorAll(".term:not([hidden])")).map(t => t.id).join(" ");</script>"""
    page = tmp_path / "page.html"
    page.write_text(PAGES["vi"].replace("</body>", hook + "</body>"), "utf-8")
    browser = tool("chromium", "chromium-browser", "google-chrome")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    command = [browser, *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    title = re.search(r"<title>(.*?)</title>", done.stdout.decode("utf-8"))
    assert title is not None
    shown = title[1].split()
    assert found in shown
    assert len(shown) < 10


def test_terms_of_others_are_named_by_prefix() -> None:
    for _, theirs in VI.aligned():
        assert all(re.fullmatch(r"\w+:\w+", link.code) and link.href.startswith("http") for link in theirs)
    assert {link.code for ours, _ in VI.aligned() for link in [ours]} <= {f"pg:{name}" for name in TERMS}
    assert (URIRef(reference.PG + "implements"), RDF.type, OWL.ObjectProperty) in VI.graph
