"""The embedded store: atomic replacement, one writer and many readers, bound terms, stable dumps."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from policygraph import store
from policygraph.errors import StoreError

A, B, P = (ox.NamedNode(f"https://w3id.org/policygraph/id/{name}") for name in "abp")


def quads(graph: str, *words: str) -> list[ox.Quad]:
    return [ox.Quad(A, P, ox.Literal(word), ox.NamedNode(graph)) for word in words]


def test_replace_and_remove(tmp_path: Path) -> None:
    with store.open(tmp_path / "s") as kept:
        kept.replace("urn:g", quads("urn:g", "x", "y"))
        kept.replace("urn:h", quads("urn:h", "z"))
        kept.replace("urn:g", quads("urn:g", "y", 'quote " and\nline'))
        assert kept.graphs() == ("urn:g", "urn:h")
    with store.open(tmp_path / "s") as kept:
        found = kept.select("SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } } ORDER BY ?o")
        assert found.values() == [('quote " and\nline',), ("y",)]
        kept.remove("urn:g")
        assert kept.graphs() == ("urn:h",)


def test_reads_the_union_of_all_graphs() -> None:
    with store.memory() as kept:
        kept.replace("urn:g", quads("urn:g", "x"))
        kept.replace("urn:h", quads("urn:h", "x", "z"))
        assert kept.select("SELECT DISTINCT ?o { ?s ?p ?o } ORDER BY ?o").values() == [("x",), ("z",)]
        assert len(kept.construct("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")) == 2
        assert kept.ask("ASK { ?s ?p 'z' }")
        assert not kept.ask("ASK { ?s ?p 'none' }")


def test_one_writer_and_readers_beside_it(tmp_path: Path) -> None:
    with store.open(tmp_path / "s") as writer:
        writer.replace("urn:g", quads("urn:g", "x"))
        with pytest.raises(StoreError, match="another process is writing"):
            store.open(tmp_path / "s")
        with store.open(tmp_path / "s", read_only=True) as reader:
            assert reader.ask("ASK { ?s ?p 'x' }")
            with pytest.raises(StoreError, match="cannot be written"):
                reader.replace("urn:g", [])
    with store.open(tmp_path / "s") as again:
        assert again.graphs() == ("urn:g",)


def test_locations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match="ENGINE"):
        store.open("file:///tmp/store")
    with pytest.raises(StoreError, match="no store here"):
        store.open(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="other things"):
        store.open(tmp_path / "other")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError):
        store.open(tmp_path / "file")
    monkeypatch.setenv(store.ENVIRONMENT, str(tmp_path / "from-environment"))
    with store.open() as kept:
        assert kept.location == str(tmp_path / "from-environment")


@pytest.mark.parametrize("query", ["SELECT ?x {", "not sparql", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"])
def test_bad_queries_get_one_line(query: str) -> None:
    with store.memory() as kept, pytest.raises(StoreError) as caught:
        kept.select(query)
    assert "\n" not in str(caught.value)


def test_wrong_form_of_query() -> None:
    with store.memory() as kept:
        for call, query in ((kept.select, "ASK { }"), (kept.ask, "SELECT * { }"), (kept.construct, "ASK { }")):
            with pytest.raises(StoreError):
                call(query)


@pytest.mark.parametrize(
    "value", ["x", 'a" . ?s ?p ?o . "', "}\n# comment", "\\", "ự\u0301", "?o", "<urn:x>", "'''", "\t\r"]
)
def test_a_bound_value_is_only_ever_a_value(value: str) -> None:
    with store.memory() as kept:
        kept.replace("urn:g", quads("urn:g", value, "other"))
        query = 'SELECT ?s ?word { ?s ?p ?word # ?word\n FILTER(?word != "?word") { SELECT ?s { ?s ?p ?word } } }'
        assert kept.select(query, word=ox.Literal(value)).values() == [(A.value, value)]
        assert kept.ask("ASK { ?s ?p $word }", word=ox.Literal(value))
        missing = "SELECT ?s { ?s ?p ?o FILTER NOT EXISTS { ?s ?p ?word } }"
        assert kept.select(missing, word=ox.Literal(value)).values() == []
        assert len(kept.select(missing, word=ox.Literal("absent"))) == 2


def test_only_terms_can_be_bound() -> None:
    with store.memory() as kept, pytest.raises(ValueError, match="only an IRI or a literal"):
        kept.ask("ASK { ?s ?p ?o }", s=ox.BlankNode("b"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's JSON-LD reader uses what rdflib has retired
@pytest.mark.parametrize("form", store.FORMATS)
def test_dumps_hold_everything_and_do_not_depend_on_order(form: str) -> None:
    texts = []
    for turn in (1, -1):
        with store.memory() as kept:
            for name in ("urn:g", "urn:h")[::turn]:
                kept.replace(name, quads(name, "ế", "y", 'line\nbreak "quoted"')[::turn])
            texts.append(kept.dump(form))
    assert texts[0] == texts[1]
    assert "ế".encode() in texts[0]
    if form == "jsonld":
        back = Dataset()
        back.parse(data=json.dumps(json.loads(texts[0])), format="json-ld")
        assert len({*back.quads()}) == 6
    else:
        kind = {"nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "ttl": ox.RdfFormat.TURTLE}[form]
        assert len(set(ox.parse(texts[0], format=kind))) == (3 if form == "ttl" else 6)


def test_dump_of_one_graph() -> None:
    with store.memory() as kept:
        kept.replace("urn:g", quads("urn:g", "x"))
        kept.replace("urn:h", quads("urn:h", "z"))
        assert kept.dump("nq", "urn:h") == f'{A} {P} "z" <urn:h> .\n'.encode()
        with pytest.raises(ValueError, match="no format"):
            kept.dump("pdf")
