"""Word documents (.docx): what Word shows with all tracked changes accepted.

Numbers that Word draws, capitals that it only shows, text boxes and footnotes are text; running heads, deleted and
hidden words, comments are listed as left out. Runs set in the old TCVN3 and VNI fonts are read as Vietnamese.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from policygraph.sources.decode import unfont
from policygraph.sources.numbering import Numbering, W, value
from policygraph.sources.options import Options, problem
from policygraph.sources.package import Package
from policygraph.sources.writer import Writer
from policygraph.text import SourceText

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN = "word/document.xml"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}
_DELETED = frozenset((W + "del", W + "moveFrom"))
#: How the names of parts begin that are not part of the text.
_PARTS = {"word/header": "running-head", "word/footer": "running-head", "word/commen": "comment"}
#: A text box in a text box in a text box is an attack.
_DEEPEST = 12


def read(path: Path, data: bytes, options: Options) -> SourceText:
    """The text of the document, tables as tables."""
    package = Package(path, data, options)
    root = package.xml(_MAIN)
    body = None if root is None else root.find(W + "body")
    if body is None:
        raise problem(path, "not-word")
    out = Writer(path, MEDIA_TYPE)
    document = _Document(package, out)
    document.blocks(body, 0)
    document.notes()
    document.left_out(root)
    return out.source(data)


class _Document:
    """One document on its way to text."""

    def __init__(self, package: Package, out: Writer) -> None:
        self._package, self._out = package, out
        self._numbering = Numbering(package.xml("word/numbering.xml"))
        self._styles = _styles(package.xml("word/styles.xml"))
        self._fonts: set[str] = set()
        self._boxes: list[Any] = []
        self._begun = ""  # of a paragraph whose end was deleted: it goes on in the next
        self._notes: list[str] = []

    # ------------------------------------------------------------------------------------------ blocks

    def blocks(self, parent: Any, depth: int) -> None:
        """Paragraphs and tables, in order; content controls and custom elements are looked through."""
        if depth > _DEEPEST:
            return
        for element in parent:
            tag = element.tag
            if tag == W + "p":
                self._paragraph(element, depth)
            elif tag == W + "tbl":
                self._table(element, depth)
            elif isinstance(tag, str) and tag not in _DELETED and len(element):
                self.blocks(element, depth + 1)

    def _table(self, table: Any, depth: int) -> None:
        self._out.open_table()
        for row in _inner(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            self._out.open_row()
            for cell in _inner(row, "tc"):
                properties = cell.find(W + "tcPr")
                columns = int(value(properties, "gridSpan") or 1)
                merged = properties.find(W + "vMerge") if properties is not None else None
                if merged is not None and merged.get(W + "val") != "restart":
                    self._out.same_as_above(columns)
                    continue
                self._out.open_cell(columns)
                self.blocks(cell, depth + 1)
                self._out.close_cell()
            self._out.close_row()
        self._out.close_table()

    def _paragraph(self, paragraph: Any, depth: int) -> None:
        properties = paragraph.find(W + "pPr")
        style = self._styles.get(value(properties, "pStyle") or "", {})
        boxes, self._boxes = self._boxes, []
        text = self._begun + self._runs(paragraph, style)
        self._begun = ""
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._begun = text
        elif text.strip():
            label = self._label(properties, style)
            self._out.line(f"{label} {text}" if label else text)
        else:
            self._out.gap()
        own, self._boxes = self._boxes, boxes
        for box in own:
            self.blocks(box, depth + 1)

    def _label(self, properties: Any, style: dict[str, str]) -> str:
        number = value(properties, "numPr", "numId") or style.get("numId")
        depth = value(properties, "numPr", "ilvl") or style.get("ilvl") or "0"
        return self._numbering.next(number, int(depth)).strip() if number and number != "0" else ""

    # ------------------------------------------------------------------------------------------ runs

    def _runs(self, parent: Any, style: dict[str, str]) -> str:
        """The text of the runs below; text boxes are put aside until the paragraph ends."""
        found: list[str] = []
        todo = [iter(parent)]
        while todo:
            element = next(todo[-1], None)
            if element is None:
                todo.pop()
            elif element.tag == W + "r":
                found.append(self._run(element, style))
            elif element.tag not in _DELETED and element.tag != W + "pPr":
                todo.append(iter(element))
        return "".join(found)

    def _run(self, run: Any, style: dict[str, str]) -> str:
        properties = run.find(W + "rPr")
        text = "".join(map(self._piece, run))
        if not text:
            return ""
        shown = {**style, **self._styles.get(value(properties, "rStyle") or "", {}), **_looks(properties)}
        if shown.get("vanish") == "1":
            self._out.drop("hidden", text)
            return ""
        font = shown.get("font", "").lower()
        encoding = "TCVN3" if font.startswith(".vn") else "VNI" if font.startswith("vni") else None
        if encoding:
            self._fonts.add(encoding)
            text = unfont(text, encoding)
        capitals = shown.get("caps") == "1" or (font.startswith(".vn") and font.endswith("h"))
        return text.upper() if capitals else text

    def _piece(self, element: Any) -> str:
        tag = element.tag
        if tag == W + "t":
            return element.text or ""
        if not isinstance(tag, str) or tag == W + "rPr":
            return ""
        if tag == W + "sym":
            code = element.get(W + "char", "")
            return chr(int(code, 16)) if code and len(code) <= 5 else ""
        if tag in (W + "footnoteReference", W + "endnoteReference"):
            self._notes.append(f"{tag.removeprefix(W).removesuffix('Reference')}s {element.get(W + 'id')}")
        for box in element.iter(W + "txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                self._boxes.append(box)
        return _SIGNS.get(tag.removeprefix(W), "")

    # ------------------------------------------------------------------------------------------ the rest

    def notes(self) -> None:
        """Footnotes and endnotes that the text refers to, below it."""
        texts: dict[str, Any] = {}
        for kind in ("footnotes", "endnotes") if self._notes else ():
            root = self._package.xml(f"word/{kind}.xml")
            texts |= {f"{kind} {note.get(W + 'id')}": note for note in (root if root is not None else ())}
        for key in list(self._notes):
            if key in texts:
                self._out.gap()
                self.blocks(texts[key], 0)

    def left_out(self, root: Any) -> None:
        """Tell what is in the file and not in the text."""
        inserted = sum(1 for _ in root.iter(W + "ins", W + "moveTo"))
        deleted = ["".join(t.text or "" for t in one.iter(W + "delText", W + "t")) for one in root.iter(*_DELETED)]
        for words in deleted:
            self._out.drop("deleted", words)
        if inserted or deleted:
            self._out.remark("tracked-changes", f"+{inserted} -{len(deleted)}")
        for name in self._package.names:
            kind = _PARTS.get(name[:11])
            if kind and name.endswith(".xml"):
                parts = self._package.xml(name)
                self._out.drop(kind, " ".join(t.text or "" for t in parts.iter(W + "t")))
        for encoding in sorted(self._fonts):
            self._out.remark("legacy-encoding", encoding)


def _inner(parent: Any, name: str) -> list[Any]:
    """The rows of a table, the cells of a row: also those inside content controls, not those of inner tables."""
    found = []
    for child in parent:
        if child.tag == W + name:
            found.append(child)
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            found += _inner(child, name)
    return found


def _looks(properties: Any) -> dict[str, str]:
    """What of a run's looks changes what is read: capitals, hidden, font."""
    if properties is None:
        return {}
    found = {}
    for name in ("caps", "vanish"):
        if (mark := properties.find(W + name)) is not None:
            found[name] = "0" if mark.get(W + "val") in ("0", "false", "off") else "1"
    fonts = properties.find(W + "rFonts")
    if fonts is not None and (font := fonts.get(W + "ascii") or fonts.get(W + "hAnsi")):
        found["font"] = font
    return found


def _styles(root: Any) -> dict[str, dict[str, str]]:
    """Style -> looks and list, its own and those of the styles that it is based on."""
    if root is None:
        return {}
    own: dict[str, dict[str, str]] = {}
    based: dict[str, str | None] = {}
    for style in root.iter(W + "style"):
        name = style.get(W + "styleId", "")
        own[name] = _looks(style.find(W + "rPr"))
        for key in ("numId", "ilvl"):
            if (said := value(style, "pPr", "numPr", key)) is not None:
                own[name][key] = said
        based[name] = value(style, "basedOn")
    default = _looks(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
    found = {"": default}
    for name in own:
        chain, at = [name], based[name]
        while at in own and at not in chain:
            chain.append(str(at))
            at = based[str(at)]
        found[name] = {**default, **{k: v for one in reversed(chain) for k, v in own[one].items()}}
    return found
