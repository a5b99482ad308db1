"""More than five hundred bad files: made by generators, and by mutations of the shipped documents.

``KINDS`` maps a kind of fault to its files, name -> a function that makes the bytes. The same each time.
"""

from __future__ import annotations

import io
import json
import random
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from itertools import pairwise

from tests.conftest import DOCUMENTS
from tests.formats import render

Make = Callable[[], bytes]
Files = dict[str, Make]
MEGABYTE = 1_000_000
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODT = "application/vnd.oasis.opendocument.text"


@cache
def shipped(number: int) -> str:
    """The head and the tail of a shipped document: long enough to have every part."""
    text = sorted(DOCUMENTS.glob("*.txt"))[number].read_text("utf-8")
    return text[:3500] + text[-1500:]


def package(files: Mapping[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", how) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


def word(body: str, head: str = "") -> bytes:
    inside = f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return package({"word/document.xml": inside})


def opendocument(content: str, **more: bytes) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    root = f'<office:document-content xmlns:office="{space}office:1.0" xmlns:text="{space}text:1.0">'
    files = {"mimetype": ODT, "content.xml": content or root + "</office:document-content>"}
    return package({**files, **more})


@cache
def real(kind: str) -> bytes:
    """A sound file of this kind."""
    parts = render.page(shipped(0))
    return {"docx": render.docx, "xlsx": render.xlsx, "html": render.web}[kind](parts)


# ------------------------------------------------------------------------------------------------ mutations


def cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def flipped(data: bytes, seed: int, share: float) -> bytes:
    dice, out = random.Random(seed), bytearray(data)
    for _ in range(max(1, int(len(out) * share))):
        out[dice.randrange(len(out))] = dice.randrange(256)
    return bytes(out)


def sown(text: str, seed: int, *what: str) -> str:
    """The text with these pieces put in at forty places."""
    dice = random.Random(seed)
    for _ in range(40):
        at = dice.randrange(len(text))
        text = text[:at] + dice.choice(what) + text[at:]
    return text


def truncated() -> Iterator[tuple[str, Make]]:
    for number in range(5):
        for step in range(12):
            yield f"cut-{number}-{step}.txt", lambda n=number, s=step: cut(shipped(n).encode(), (s + 0.37) / 12)  # type: ignore[misc]
    for kind in ("docx", "xlsx", "html"):
        for step in range(10):
            yield f"cut-{step}.{kind}", lambda k=kind, s=step: cut(real(k), (s + 0.5) / 10)  # type: ignore[misc]


def corrupted() -> Iterator[tuple[str, Make]]:
    for number in range(5):
        for seed, share in enumerate((0.0005, 0.002, 0.01, 0.05, 0.3)):
            yield f"flip-{number}-{seed}.txt", partial(flipped, shipped(number).encode(), seed, share)
    for kind in ("docx", "xlsx"):
        for seed in range(20):
            share = (0.0001, 0.001, 0.01, 0.1)[seed % 4]
            yield f"flip-{seed}.{kind}", lambda k=kind, s=seed, r=share: flipped(real(k), s, r)  # type: ignore[misc]


_CODED: dict[str, Callable[[str], bytes]] = {
    "utf16le": lambda text: text.encode("utf-16-le"),
    "utf16be": lambda text: text.encode("utf-16-be"),
    "utf16bom": lambda text: text.encode("utf-16"),
    "utf32": lambda text: text.encode("utf-32"),
    "utf32le": lambda text: text.encode("utf-32-le"),
    "utf7": lambda text: text.encode("utf-7"),
    "latin1": lambda text: text.encode("latin-1", "replace"),
    "ascii": lambda text: text.encode("ascii", "ignore"),
    "mojibake": lambda text: text.encode().decode("latin-1").encode(),
    "mojibake1252": lambda text: text.encode().decode("cp1252", "replace").encode(),
    "double": lambda text: text.encode().decode("latin-1").encode().decode("latin-1").encode(),
    "cp1258": lambda text: unicodedata.normalize("NFD", text).encode("cp1258", "replace"),
    "shiftjis": lambda text: text.encode("shift-jis", "replace"),
    "ebcdic": lambda text: text.encode("cp500", "replace"),
    "html-entities": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "backslashes": lambda text: text.encode("unicode-escape"),
    "bom-inside": lambda text: text.replace("\n", "\n\ufeff").encode(),
    "two-encodings": lambda text: text[:2500].encode() + text[2500:].encode("utf-16-le"),
    "half-latin": lambda text: text[:2500].encode() + text[2500:].encode("latin-1", "replace"),
    "overlong": lambda text: text.encode().replace(b"/", b"\xc0\xaf"),
}


def encodings() -> Iterator[tuple[str, Make]]:
    for number in range(5):
        for name, code in _CODED.items():
            yield f"{name}-{number}.txt", lambda c=code, n=number: c(shipped(n))  # type: ignore[misc]


def _mixed(text: str, seed: int) -> str:
    dice = random.Random(seed)
    return "".join(unicodedata.normalize(dice.choice(["NFC", "NFD"]), letter) for letter in text)


_ODD: dict[str, tuple[str, ...]] = {
    "nul": ("\x00",),
    "controls": tuple(map(chr, range(1, 9))),
    "c1": ("\x80", "\x8d", "\x9b31m"),
    "escapes": ("\x1b[31m", "\x1b]0;title\x07", "\x1b[2J"),
    "bidi": ("\u202e", "\u202d", "\u2067", "\u2069", "\u200f"),
    "invisible": ("\u200b", "\u200d", "\u2060", "\u00ad"),
    "marks": ("\u0301" * 30, "\u0323\u0302"),
    "noncharacters": ("\ufffe", "\uffff", "\U0010ffff"),
    "private": ("\ue000", "\uf0b7"),
    "separators": ("\u2028", "\u2029", "\x0b", "\x0c", "\x85"),
    "look-alikes": ("аВ", "сB", "ΟA"),
    "tags": ("\U000e0041", "\U000e0001"),
}


def letters() -> Iterator[tuple[str, Make]]:
    for number in range(5):
        for name, what in _ODD.items():
            yield f"{name}-{number}.txt", lambda n=number, w=what: sown(shipped(n), n, *w).encode()  # type: ignore[misc]
        yield f"nfd-{number}.txt", lambda n=number: unicodedata.normalize("NFD", shipped(n)).encode()  # type: ignore[misc]
        yield f"mixed-{number}.txt", lambda n=number: _mixed(shipped(n), n).encode()  # type: ignore[misc]
        yield (
            f"surrogates-{number}.txt",
            lambda n=number: sown(shipped(n), n, "\ud800", "\udfff").encode("utf-8", "surrogatepass"),  # type: ignore[misc]
        )


# ------------------------------------------------------------------------------------------------ other things

_MAGIC = {
    "png": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(300),
    "tiff": b"II*\x00" + bytes(300),
    "elf": b"\x7fELF" + bytes(300),
    "exe": b"MZ\x90\x00" + bytes(300),
    "gzip": zlib.compress(b"x" * 3000),
    "sqlite": b"SQLite format 3\x00" + bytes(500),
    "class": b"\xca\xfe\xba\xbe" + bytes(300),
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "locked-ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "parquet": b"PAR1" + bytes(100) + b"PAR1",
    "random": random.Random(1).randbytes(3000),
    "zeros": bytes(3000),
    "empty": b"",
    "blank": b"\n\t \r\n",
    "one-byte": b"\xc3",
    "zip-head": b"PK\x03\x04" + bytes(100),
    "zip-foot": b"PK\x05\x06" + bytes(18),
}
_NAMES = ("txt", "md", "docx", "xlsx", "pdf", "html", "zip", "jsonl")


def disguised() -> Iterator[tuple[str, Make]]:
    for name, data in _MAGIC.items():
        for ending in _NAMES:
            yield f"{name}.{ending}", partial(bytes, data)


# ------------------------------------------------------------------------------------------------ XML (S4)

_XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LAUGHS = "<!DOCTYPE l [" + '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{above};" * 10}">' for above, name in pairwise("abcdefghijk")
) + "]>"  # fmt: skip
_QUADRATIC = '<!DOCTYPE q [<!ENTITY a "' + "x" * 50_000 + '">]>'
_PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>'
_REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
_PROLOGUES = {
    "xxe": _XXE,
    "laughs": _LAUGHS,
    "quadratic": _QUADRATIC,
    "parameter": _PARAMETER,
    "remote-dtd": _REMOTE,
    "public": '<!DOCTYPE x PUBLIC "-//A//B" "http://127.0.0.1:9/x.dtd">',
    "plain-doctype": "<!DOCTYPE x>",
}


def xml() -> Iterator[tuple[str, Make]]:
    """DTDs of every kind in every kind of file that holds XML."""
    text = "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>"
    for name, head in _PROLOGUES.items():
        yield f"{name}.docx", partial(word, text, head)
        yield f"{name}.xlsx", partial(package, {"xl/workbook.xml": head + "<workbook/>"})
        yield f"{name}.odt", partial(opendocument, head + "<a>&e;</a>")
    said = f'<?xml version="1.0" encoding="utf-16"?>{_XXE}<w:document xmlns:w="{W}"/>'
    yield "utf16.docx", partial(package, {"word/document.xml": said.encode("utf-16")})
    body = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>'
    for part in ("styles", "numbering"):
        yield f"{part}.docx", partial(package, {"word/document.xml": body, f"word/{part}.xml": _XXE + "<x/>"})


def unpackable() -> Iterator[tuple[str, Make]]:
    """XML that is no document: broken, senseless, endless."""
    bodies = {
        "nothing": "",
        "open": "<w:p><w:r>",
        "deep": "<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000,
        "span": '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr></w:tc></w:tr></w:tbl>',
        "negative": '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="-5"/></w:tcPr></w:tc></w:tr></w:tbl>',
        "words": '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr></w:tc></w:tr></w:tbl>',
        "comment": "<!-- " + "x" * 100_000,
        "cdata": "<w:p><w:r><w:t><![CDATA[" + "]" * 1000 + "</w:t></w:r></w:p>",
        "control": "<w:p><w:r><w:t>&#1;</w:t></w:r></w:p>",
        "include": '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
        "attributes": "<w:p " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/>",
        "numbering": '<w:p><w:pPr><w:numPr><w:ilvl w:val="99"/><w:numId w:val="-1"/></w:numPr></w:pPr></w:p>',
    }
    for name, body in bodies.items():
        yield f"{name}.docx", partial(word, body)
    sheets = {"none": "<workbook/>", "text": "x", "broken": "<workbook><sheets><sheet"}
    for name, inside in sheets.items():
        yield f"{name}.xlsx", partial(package, {"xl/workbook.xml": inside})
    yield "no-content.odt", partial(package, {"mimetype": ODT})


# ------------------------------------------------------------------------------------------------ archives (S5)


def _lying() -> bytes:
    data = bytearray(package({"word/document.xml": bytes(100 * MEGABYTE)}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def _nested(depth: int) -> bytes:
    data = package({"a.txt": "x"})
    for _ in range(depth):
        data = package({"a.zip": data})
    return data


def _overlapping(entries: int) -> bytes:
    """A directory whose entries all name the same packed bytes."""
    one = bytearray(package({"a.txt": bytes(20 * MEGABYTE)}))
    start, end = one.rfind(b"PK\x01\x02"), one.rfind(b"PK\x05\x06")
    entry, foot = bytes(one[start:end]), bytearray(one[end:])
    directory = b"".join(entry.replace(b"a.txt", b"%05d" % n) for n in range(entries))
    foot[8:12] = struct.pack("<HH", entries, entries)
    foot[12:16] = struct.pack("<L", len(directory))
    return bytes(one[:start]) + directory + bytes(foot)


def _locked() -> bytes:
    data = bytearray(package({"a.txt": "x"}))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def archives() -> Iterator[tuple[str, Make]]:
    zeros = bytes(100 * MEGABYTE)
    for ending, inner in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml"), ("zip", "a.txt")):
        yield f"ratio.{ending}", partial(package, {inner: zeros})
    yield "ratio.odt", partial(opendocument, "", **{"Pictures/a.bin": zeros})
    yield "lying.docx", _lying
    yield "nested.zip", partial(_nested, 6)
    yield "overlapping.zip", partial(_overlapping, 2000)
    yield "locked.zip", _locked
    yield "members.zip", lambda: package({f"{n}.txt": "" for n in range(30_000)}, zipfile.ZIP_STORED)
    yield "same-names.zip", lambda: package({"a.txt": ""}) + package({"a.txt": ""})
    yield "names.zip", lambda: package(dict.fromkeys(("../a.txt", "/etc/a.txt", "C:\\a.txt", "a\x00b.txt"), ""))
    yield "no-documents.zip", partial(package, {"a.mp4": "x"})


# ------------------------------------------------------------------------------------------------ PDF (S5)


def pdf(*objects: str | bytes, trailer: str = "/Root 1 0 R", xref: int | None = None) -> bytes:
    data = b"%PDF-1.4\n"
    for number, item in enumerate(objects, 1):
        body = item.encode("latin-1") if isinstance(item, str) else item
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return data + f"trailer<</Size {len(objects) + 1} {trailer}>>\nstartxref\n{xref or 0}\n%%EOF".encode()


def _stream(data: bytes, more: str = "") -> bytes:
    return b"<</Length %d %s>>stream\n" % (len(data), more.encode()) + data + b"\nendstream"


def _deflated(data: bytes) -> bytes:
    return _stream(zlib.compress(data), "/Filter/FlateDecode")


@cache
def _packed() -> bytes:
    """Two hundred megabytes of nothing."""
    return zlib.compress(bytes(200 * MEGABYTE), 9)


_CATALOG = "<</Type/Catalog/Pages 2 0 R>>"
_ONE = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
_PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"


def pdfs() -> Iterator[tuple[str, Make]]:
    made = {
        "head-only": b"%PDF-1.4\n",
        "binary": b"%PDF-1.4\n" + bytes(range(256)) * 10,
        "self-parent": pdf(_CATALOG, "<</Type/Pages/Kids[2 0 R]/Count 1>>"),
        "kids-loop": pdf(_CATALOG, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"),
        "no-pages": pdf("<</Type/Catalog>>"),
        "count": pdf(_CATALOG, "<</Type/Pages/Kids[3 0 R]/Count 99999999>>", _PAGE, _stream(b"")),
        "negative-count": pdf(_CATALOG, "<</Type/Pages/Kids[]/Count -1>>"),
        "ten-thousand-pages": pdf(
            _CATALOG,
            "<</Type/Pages/Kids[" + "3 0 R " * 10_000 + "]/Count 10000>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
        ),
        "flate-bomb": pdf(_CATALOG, _ONE, _PAGE, _stream(_packed(), "/Filter/FlateDecode")),
        "double-flate": pdf(_CATALOG, _ONE, _PAGE,
            _stream(zlib.compress(_packed()), "/Filter[/FlateDecode/FlateDecode]")),
        "hidden-flate": pdf(_CATALOG, _ONE, _PAGE, _stream(_packed(), "/Filter 5 0 R"), "/FlateDecode"),
        "escaped-flate": pdf(_CATALOG, _ONE, _PAGE, _stream(_packed(), "/Filter/#46lateDecode")),
        "commented-flate": pdf(_CATALOG, _ONE, _PAGE,
            _stream(_packed(), "/Filter[/FlateDecode/FlateDecode]\n% 4 0 obj<<\n")),
        "graphics-bomb": pdf(_CATALOG, _ONE, _PAGE, _deflated(b"q " * 10 * MEGABYTE)),
        "letters-bomb": pdf(_CATALOG, _ONE, _PAGE, _deflated(b"BT(a)Tj ET " * MEGABYTE)),
        "huge-box": pdf(_CATALOG, _ONE, _PAGE.replace("600 800", "1e9 1e9"), _stream(b"BT ET")),
        "nan-box": pdf(_CATALOG, _ONE, _PAGE.replace("600 800", "-5 x"), _stream(b"BT ET")),
        "locked": pdf(_CATALOG, _ONE, _PAGE, _stream(b""), "<</Filter/Standard/V 1/R 2/O(" + "x" * 32 + ")/U("
                      + "y" * 32 + ")/P -4>>", trailer="/Root 1 0 R/Encrypt 5 0 R/ID[(a)(a)]"),
        "form-loop": pdf(_CATALOG, _ONE, _PAGE.replace("/Contents", "/Resources<</XObject<</F 5 0 R>>>>/Contents"),
                         _stream(b"/F Do"), _stream(b"/F Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
                                                     "/Resources<</XObject<</F 5 0 R>>>>")),
        "nested-arrays": pdf(_CATALOG, _ONE, _PAGE, "[" * 50_000 + "]" * 50_000),
        "deep-graphics": pdf(_CATALOG, _ONE, _PAGE, _stream(b"q " * 200_000)),
        "script": pdf("<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>", _ONE, _PAGE,
                      _stream(b"")),
        "huge-xref": b"%PDF-1.4\nxref\n0 99999999\n" + b"0000000000 65535 f \n" * 1000 + b"trailer<</Root 1 0 R>>",
        "xref-loop": pdf(_CATALOG, _ONE, trailer="/Root 1 0 R/Prev 9", xref=9),
        "image-bomb": pdf(_CATALOG, _ONE, _PAGE.replace("/Contents", "/Resources<</XObject<</I 5 0 R>>>>/Contents"),
                          _stream(b"/I Do"), _stream(zlib.compress(bytes(MEGABYTE)), "/Type/XObject/Subtype/Image/"
                          "Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode")),
    }  # fmt: skip
    for name, data in made.items():
        yield f"{name}.pdf", partial(bytes, data)


# ------------------------------------------------------------------------------------------------ shapes of texts


def shapes() -> Iterator[tuple[str, Make]]:
    """Texts, pages and rows that go on for ever in one direction; the full sizes are read by make reliability."""
    deep = 3000
    plain = {
        "bullets": "- Rà soát.\n" * 4_000,
        "one-line": "không có dòng nào ở đây " * 8000,
        "indented": "\n".join(" " * (n % 500) + f"{n}. a" for n in range(2000)),
        "levels": "\n".join("1." * (n % 60) + f"{n} Rà soát" for n in range(2000)),
        "brackets": "(" * 20_000 + ")" * 20_000,
        "asterisks": "*" * 50_000,
        "blank-lines": "KẾ HOẠCH" + "\n" * 100_000 + "x",
        "tables": "| a " * 5000 + "\n" + "|---" * 5000,
        "headings": "#" * 20_000 + " KẾ HOẠCH\n",
        "numbers": "9" * 100_000,
        "dates": "31/02/2024 " * 5000,
        "roman": "IVXLCDM" * 5000,
        "citations": "69-KL/TW, " * 5000,
        "agencies": "Sở Y tế, " * 5000,
        "tabs": "\t" * 50_000 + "x",
        "carriage": "Kế hoạch\r" * 2000,
    }
    for name, text in plain.items():
        yield f"{name}.txt", partial(str.encode, text)
    pages = {
        "deep": "<div>" * deep + "x" + "</div>" * deep,
        "open": "<html><body>" + "<b>" * deep + "x",
        "tables": "<table><tr><td>" * 300 + "x",
        "spans": '<table><tr><td colspan="99999999" rowspan="99999999">x</td></tr></table>',
        "attributes": "<p " + "a=1 " * 20_000 + ">x</p>",
        "comment": "<html><!--" + "-" * 100_000 + "<p>x",
        "entities": "<p>" + "&amp;" * 20_000 + "&#x110000;&#0;&#xD800;</p>",
        "script": "<html><script>while(1);</script><style>*{}</style></html>",
        "charset": '<html><meta charset="utf-7"><p>+ADw-script+AD4-</p>',
        "charset-unknown": '<html><meta charset="no-such"><p>Kế hoạch</p>',
        "refresh": '<html><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/"><p>x</p>',
        "frames": '<html><frameset><frame src="file:///etc/passwd"></frameset></html>',
    }
    for name, text in pages.items():
        yield f"{name}.html", partial(str.encode, text)
    rows = {
        "cut": '{"text": "a"}\n{"text": \n',
        "deep": '{"text": "a"}\n{"text": ' + "[" * 100_000,
        "deep-first": '{"a":' * 5000 + "1" + "}" * 5000,
        "no-text": '{"a": 1}\n' * 100,
        "types": '{"text": 1}\n{"text": null}\n{"text": ["a"]}\n[1]\n"x"\n',
        "surrogates": json.dumps({"text": "Kế hoạch \ud800"}) + "\n",
        "nan": '{"text": NaN}\n{"text": Infinity}\n{"text": 1e999}\n',
        "number": '{"text": "x", "n": ' + "9" * 10_000 + "}\n",
        "names": json.dumps({"text": "", "name": "../../etc/passwd"}) + "\n",
        "no-newline": '{"text": "' + "x" * 100_000,
    }
    for name, text in rows.items():
        yield f"{name}.jsonl", partial(str.encode, text)


_GROUPS = {
    "truncated": truncated,
    "corrupted": corrupted,
    "encodings": encodings,
    "letters": letters,
    "disguised": disguised,
    "xml": xml,
    "unpackable": unpackable,
    "archives": archives,
    "pdfs": pdfs,
    "shapes": shapes,
}
KINDS: dict[str, Files] = {kind: dict(make()) for kind, make in _GROUPS.items()}
