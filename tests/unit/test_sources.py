"""Reading files: encodings, refusals in one line, and the text-integrity check."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

import pytest

from policygraph import sources
from policygraph.errors import SourceError
from policygraph.resources import folder
from policygraph.text import SourceText

TEXT = "ỦY BAN NHÂN DÂN\nTỈNH TRÀ VINH\n"


def written(folder: Path, data: bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    source = sources.read(written(tmp_path, data))
    assert source.text == TEXT
    assert source.name == "a.txt"
    assert len(source.sha256) == 64


@pytest.mark.parametrize("name", ["a.xyz", "a.docx", "a"])
def test_a_file_is_what_its_bytes_are_not_what_its_name_says(tmp_path: Path, name: str) -> None:
    assert sources.read(written(tmp_path, TEXT.encode(), name)).media_type == "text/plain"


LEGACY = "Ủy ban nhân dân tỉnh Quảng Ngãi đề nghị các sở, ban, ngành thực hiện kế hoạch, ưu tiên cấp ủy cơ sở"


def old_font(encoding: str) -> str:
    """The text as it was typed in an old font (capitals with marks are small letters in TCVN3)."""
    import csv

    with (folder("data") / "formats" / "legacy.csv").open(encoding="utf-8", newline="") as rows:
        table = {row["letter"]: row["written"] for row in csv.DictReader(rows) if row["encoding"] == encoding}
    text = unicodedata.normalize("NFC", LEGACY)
    return "".join(table.get(letter) or table.get(letter.lower(), letter) for letter in text)


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("Windows-1258", unicodedata.normalize("NFC", LEGACY)),
        ("TCVN3", old_font("TCVN3").encode("latin-1")),
        ("VNI", old_font("VNI").encode("latin-1")),
        ("TCVN3", old_font("TCVN3").encode()),  # copied out of an old font into a Unicode file
        ("VNI", old_font("VNI").encode()),
    ],
)
def test_old_encodings_are_read_and_reported(tmp_path: Path, encoding: str, data: str | bytes) -> None:
    if isinstance(data, str):  # Windows writes letters with their hat, and the tone behind them
        data = b"".join(map(windows_1258, data))
    source = sources.read(written(tmp_path, data))
    assert unicodedata.normalize("NFC", source.text).lower() == LEGACY.lower()
    (remark,) = [finding for finding in sources.check(source) if finding.kind == "legacy-encoding"]
    assert encoding in remark.message_vi


def test_tables_of_formats_are_sound() -> None:
    import csv

    tables = {}
    for name in ("legacy", "page_furniture"):
        with (folder("data") / "formats" / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
            tables[name] = [tuple(row.values()) for row in csv.DictReader(rows)]
        assert tables[name] == sorted(set(tables[name])), "sorted, each once"
    pairs = [(encoding, written) for encoding, written, _ in tables["legacy"]]
    assert len(pairs) == len(set(pairs)), "one letter for each way of writing"
    for _, written, letter in tables["legacy"]:
        assert len(letter) == 1 == len(unicodedata.normalize("NFC", letter))
        assert 1 <= len(written.encode("latin-1")) <= 2
    for word, example in tables["page_furniture"]:
        assert word in example


def windows_1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        *base, tone = unicodedata.normalize("NFD", letter)
        if tone not in "\u0300\u0301\u0303\u0309\u0323":  # the dot below comes before the hat
            base[-1], tone = tone, base[-1]
        return unicodedata.normalize("NFC", "".join(base)).encode("cp1258") + tone.encode("cp1258")


def test_modern_text_is_never_taken_for_an_old_encoding(documents: list[Path]) -> None:
    for path in documents:
        assert sources.read(path).layout.remarks == ()


def test_text_is_kept_character_for_character(tmp_path: Path) -> None:
    odd = "dòng 1\r\ndo\u0300ng 2\t\u00a0\u200b – \n\n"
    assert sources.read(written(tmp_path, odd.encode())).text == odd


def test_few_broken_bytes_are_read_and_reported(tmp_path: Path) -> None:
    data = (TEXT * 50).encode()
    source = sources.read(written(tmp_path, data[:100] + b"\xff" + data[100:]))
    assert source.text.count("\ufffd") >= 1
    kinds = [finding.kind for finding in sources.check(source)]
    assert "replacement-characters" in kinds


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", "rỗng"),
        ("blank.txt", b" \n\t\n", "rỗng"),
        ("binary.txt", bytes(range(256)) * 20, "nhị phân"),
        ("word.txt", b"PK\x03\x04" + b"x" * 100, "Word"),
        ("scan.txt", b"%PDF-1.7 ...", "PDF"),
        ("old.txt", b"\xe1\xba \xff\xfe\xe1 xx" * 40, "UTF-8"),
        ("big.txt", b"x" * 2000, "quá lớn"),
        ("word.docx", b"MZ\x90\x00" + b"x" * 300, "chương trình"),
        ("sheet.xls", b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "định dạng"),
        ("locked.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    ],
)
def test_refusals_say_what_where_and_what_to_do_in_one_line(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = written(tmp_path, data, name)
    with pytest.raises(SourceError) as caught:
        sources.read(path, sources.Options(max_bytes=15000 if name != "big.txt" else 1000))
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    assert words in message
    assert ";" in message, "the remedy"


def test_missing_path_and_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="không có tệp"):
        sources.read(tmp_path / "none.txt")
    with pytest.raises(SourceError):
        sources.read(tmp_path)


def test_find_walks_folders_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", ".hidden.txt", "c.bin", "sub/d.TXT", ".git/e.txt", "~$b.docx", "f.docx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    found = sources.find([tmp_path, tmp_path / "b.txt", tmp_path / "gone.txt"])
    assert [path.relative_to(tmp_path.resolve()).as_posix() for path in found] == [
        "a.md", "b.txt", "f.docx", "gone.txt", "sub/d.TXT",
    ]  # fmt: skip


def check(text: str) -> list[str]:
    return [finding.kind for finding in sources.check(SourceText("a.txt", "0" * 64, "text/plain", text))]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Ủy ban nhân dân tỉnh Trà Vinh, ngày 05/3/2025: 44-45% – “xong”…", []),
        ("hòa hoà quỳ quý Đắk Lắk", []),
        ("Trường Đại ho\u0323c Trà Vinh", ["mixed-unicode-forms"]),
        (unicodedata.normalize("NFD", "Trường Đại học"), ["mixed-unicode-forms"]),
        ("Ủy bаn", ["look-alike-letters"]),  # Cyrillic а
        ("nghị ᴠiệc", ["look-alike-letters"]),
        ("công nghệ α và β", []),  # Greek on its own is no look-alike
        ("QUYẾT ÐỊNH", ["look-alike-d"]),
        ("a\x07b", ["control-characters"]),
        ("a\u200bb", ["invisible-characters"]),
        ("\uf0b7 Sở Nội vụ", ["private-use-characters"]),
        ("Sở \u0309 Y tế", ["lone-diacritics"]),
        ("Uû ban nh©n d©n tØnh, c«ng v¨n, th«ng t­, ®Ò nghÞ, kÕ ho¹ch, nh©n d©n, c¸n bé, c«ng", ["legacy-font"]),
        ("Uûy ban nhaân daân tænh Quaûng Ngaõi, coâng taùc ñoái ngoaïi, nhaân daân", ["legacy-font"]),
    ],
)
def test_integrity(text: str, kinds: list[str]) -> None:
    assert [kind for kind in check(text) if kind != "invisible-characters" or kind in kinds] == kinds


def test_finding_shows_the_word() -> None:
    text = "Sở Khoa học và Công nghệ, Trường Đại ho\u0323c Trà Vinh"
    (finding,) = sources.check(SourceText("a.txt", "0" * 64, "text/plain", text))
    assert finding.evidence is not None
    assert finding.evidence.quote == "ho\u0323c" == text[finding.evidence.start : finding.evidence.end]
