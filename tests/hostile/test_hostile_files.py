"""Files made to hurt: one clear line each, in bounded time and memory, and the batch goes on."""

from __future__ import annotations

import io
import resource
import shutil
import time
import zipfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from policygraph.build import build
from policygraph.sources import Options

XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
ENTITIES = "".join(f'<!ENTITY {name} "{f"&{above};" * 10}">' for above, name in pairwise("abcdefghe"))
LAUGHS = f'<!DOCTYPE l [<!ENTITY a "ha">{ENTITIES}]>'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'
SPAN = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="?"/></w:tcPr></w:tc></w:tr></w:tbl><w:p>'
SENSELESS = BODY.replace("<w:p>", SPAN).replace("&e;", "x")
MEGABYTE = 1_000_000
LIMITS = Options(max_unpacked=50 * MEGABYTE)


def package(files: Mapping[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


def bomb() -> bytes:
    """A hundred kilobytes that unpack to a thousand times as much."""
    return package({"word/document.xml": bytes(100 * MEGABYTE)})


def lying_bomb() -> bytes:
    """The same, with a directory that says it is small."""
    data = bytearray(bomb())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def nested() -> bytes:
    data = package({"a.txt": "x"})
    for _ in range(6):
        data = package({"a.zip": data})
    return data


def utf16() -> bytes:
    said = '<?xml version="1.0" encoding="utf-16"?>' + XXE.partition("?>")[2] + BODY
    return package({"word/document.xml": said.encode("utf-16")})


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.docx": (bomb, "bung ra quá lớn"),
    "lying.docx": (lying_bomb, "hỏng"),
    "nested.zip": (nested, "lồng nhau"),
    "xxe.docx": (lambda: package({"word/document.xml": XXE + BODY}), "DOCTYPE"),
    "laughs.docx": (lambda: package({"word/document.xml": LAUGHS + BODY}), "DOCTYPE"),
    "utf16.docx": (utf16, "DOCTYPE"),
    "xxe.xlsx": (lambda: package({"xl/workbook.xml": XXE + "<workbook/>"}), "DOCTYPE"),
    "empty.docx": (lambda: package({"word/document.xml": "<w/>"}), "không có nội dung"),
    "senseless.docx": (lambda: package({"word/document.xml": SENSELESS}), "vô nghĩa"),
    "program.docx": (lambda: b"MZ\x90\x00" + bytes(5000), "chương trình"),
    "broken.jsonl": (lambda: b'{"text": "a"}\n{"text": \n', "dòng 2"),
    "deep.jsonl": (lambda: b'{"text": "a"}\n{"text": ' + b"[" * 200_000, "dòng 2"),
}


@pytest.mark.parametrize("name", FILES)
def test_one_line_and_the_batch_goes_on(tmp_path: Path, documents: list[Path], name: str) -> None:
    make, words = FILES[name]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(make())
    shutil.copy(documents[4], folder / "good.txt")
    start, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = build([folder], tmp_path / "s", options=LIMITS)
    (failure,) = report.failures
    assert words in str(failure.reason)
    assert "\n" not in str(failure.reason)
    assert any(file.path.name == "good.txt" and file.reason is None for file in report.files)
    assert time.process_time() - start < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 60_000, "kilobytes"


def test_limits_are_options(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(package({"word/document.xml": BODY.replace("&e;", "x" * 3000)}))
    assert not build([tmp_path / "a.docx"], tmp_path / "s").failures
    (failure,) = build([tmp_path / "a.docx"], tmp_path / "t", options=Options(max_unpacked=2000)).failures
    assert "0 MB" in str(failure.reason)
