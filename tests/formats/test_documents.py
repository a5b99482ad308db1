"""The five documents as Word and as web page: every fact is that of the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.formats import render
from tests.formats.facts import said

from policygraph import sources


@pytest.mark.parametrize("ending", ["docx", "html"])
@pytest.mark.parametrize("number", range(5))
def test_documents_say_the_same(tmp_path: Path, documents: list[Path], number: int, ending: str) -> None:
    original = sources.read(documents[number])
    path = tmp_path / f"a.{ending}"
    path.write_bytes((render.docx if ending == "docx" else render.web)(render.page(original.text)))
    assert said(sources.read(path)) == said(original)


def test_what_a_reader_decided_reaches_the_graph(tmp_path: Path) -> None:
    from tests.formats.test_word import p, word

    from policygraph import store
    from policygraph.build import build
    from policygraph.validate import validate

    added = "<w:p><w:ins><w:r><w:t>Sở Y tế báo cáo.</w:t></w:r></w:ins></w:p>"
    path = word(tmp_path, p("KẾ HOẠCH") + p("Về A") + added)
    build([path], tmp_path / "s")
    with store.open(tmp_path / "s", read_only=True) as graph:
        report = validate(graph)
        assert report.conforms
        assert graph.ask(
            'PREFIX pg: <https://w3id.org/policygraph/ontology#> ASK { ?f pg:findingKind "tracked-changes" }'
        )
