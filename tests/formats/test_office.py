"""OpenDocument, Word 97-2003 and RTF, through LibreOffice where it is installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import require_tool
from tests.formats import render
from tests.formats.facts import said

from policygraph import sources
from policygraph.errors import SourceError


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> dict[str, list[Path]]:
    """The five documents in each format, by ending."""
    soffice = require_tool("soffice", "libreoffice")
    folder = tmp_path_factory.mktemp("office")
    words = []
    for path in documents:
        words.append(folder / f"{path.stem}.docx")
        words[-1].write_bytes(render.docx(render.page(path.read_text("utf-8"))))
    return {"odt": render.office(soffice, folder, words, "odt"), **{
        ending: render.office(soffice, folder, words[1:2], ending) for ending in ("doc", "rtf")
    }}  # fmt: skip


@pytest.mark.parametrize("ending", ["odt", "doc", "rtf"])
def test_documents_say_the_same(written: dict[str, list[Path]], documents: list[Path], ending: str) -> None:
    originals = {path.stem: path for path in documents}
    for path in written[ending]:
        assert said(sources.read(path)) == said(sources.read(originals[path.stem])), path.name


def test_without_libreoffice_one_line_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1 x}")
    with pytest.raises(SourceError, match=r"soffice.*apt-get install libreoffice-writer"):
        sources.read(path)


def test_a_broken_document_is_one_line(tmp_path: Path) -> None:
    require_tool("soffice", "libreoffice")
    path = tmp_path / "a.odt"
    import io
    import zipfile

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    path.write_bytes(data.getvalue())
    with pytest.raises(SourceError) as caught:
        sources.read(path)
    assert "\n" not in str(caught.value)
