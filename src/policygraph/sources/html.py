"""Web pages as saved from portals and by Word: text as a browser draws it, without what surrounds the document.

What surrounds it is known by its element (nav, aside), by the words of its class or id (data/formats), and by being
mostly links; never by the site. A large part of the page is never left out for its name.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

from policygraph.resources import folder
from policygraph.sources import marks
from policygraph.sources.decode import decode
from policygraph.sources.options import Options, problem
from policygraph.sources.writer import Writer
from policygraph.text import SourceText

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
))  # fmt: skip
_NEVER_TEXT = frozenset((
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "head", "title", "meta",
    "link", "button", "select", "input", "textarea", "audio", "video", "canvas", "map",
))  # fmt: skip
_AROUND = frozenset(["nav", "aside", "footer"])
_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "complementary"])
#: So many links with so large a share of the words make a menu.
_LINKS, _LINK_SHARE = 3, 0.8
#: A part with more of the page's words than this is the page.
_LARGE = 0.3
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{3,30})", re.IGNORECASE)
_BLANKS = re.compile("[ \t\r\n\f]+")
#: A line break that was asked for, until the blanks of the source are settled.
_BREAK = "\x0b"
_AROUND_BREAK = re.compile(f" *{_BREAK} *")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_UPPER = re.compile(r"text-transform\s*:\s*uppercase", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[?\d{1,3}\]?")


def read(path: Path, data: bytes, options: Options) -> SourceText:
    """The page's text, tables as tables; menus and other furniture listed as removed."""
    from lxml import etree, html

    declared = _CHARSET.search(data[:4096])
    text, legacy = decode(path, data, declared[1].decode("ascii") if declared else None)
    out = Writer(path, "text/html")
    if legacy:
        out.remark("legacy-encoding", legacy)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except etree.ParserError as error:  # not one whole tag, and no word outside
        raise problem(path, "empty") from error
    if any("depth" in error.message for error in parser.error_log):
        raise problem(path, "nested")  # the parser leaves out what lies deeper
    _Page(root, out).write()
    return out.source(data)


@cache
def _words_of_furniture() -> frozenset[str]:
    with (folder("data") / "formats" / "page_furniture.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file))


class _Page:
    """One page on its way to text: a walk over its elements, in order, without recursion."""

    def __init__(self, root: Any, out: Writer) -> None:
        self._root, self._out = root, out
        self._inline: list[str] = []
        self._pre = self._upper = 0
        self._lists: list[list[Any]] = []  # kind of label, next number
        self._label = ""
        self._sizes = _sizes(root)
        self._all = max(1, self._sizes[root][0])

    def write(self) -> None:
        """Write the whole page."""
        from lxml import etree

        walk = etree.iterwalk(self._root, events=("start", "end"))
        left_out = None
        for event, element in walk:
            if event == "start":
                if (kind := self._furniture(element)) is not None:
                    left_out = element
                    self._out.drop(kind, _all_text(element) if kind else "")
                    walk.skip_subtree()
                else:
                    self._open(element)
            else:
                if element is not left_out:
                    self._close(element)
                self._say(element.tail)
        self._flush()

    def _furniture(self, element: Any) -> str | None:
        """Why the element is left out; "" where it never holds text, `None` where it is text."""
        tag = element.tag
        if tag in _NEVER_TEXT:
            return ""
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
            return "hidden"
        if tag in ("a", "sup") and self._is_note_mark(element):
            return "footnote-mark"
        if tag not in _BLOCKS or tag in ("body", "tr", "td", "th", "tbody"):
            return None
        words, linked, links = self._sizes[element]
        if words > _LARGE * self._all and tag != "nav":
            return None
        if links >= _LINKS and linked >= _LINK_SHARE * words > 0:
            return "menu"
        named = re.split(r"[^a-z]+", f"{element.get('class', '')} {element.get('id', '')}".lower())
        if tag in _AROUND or element.get("role") in _ROLES or not _words_of_furniture().isdisjoint(named):
            return "menu"
        return None

    @staticmethod
    def _is_note_mark(element: Any) -> bool:
        link = element if element.tag == "a" else next(iter(element.iter("a")), None)
        target = link.get("href", "") if link is not None else ""
        return "#" in target and bool(_FOOTNOTE.fullmatch(_all_text(element).strip()))

    def _open(self, element: Any) -> None:
        tag = element.tag
        if tag == "br":
            self._inline.append(_BREAK)
            return
        if tag in _BLOCKS:
            self._flush()
        self._pre += tag == "pre"
        if tag == "table":
            self._out.open_table()
        elif tag == "tr" and self._in_table(element):
            self._out.open_row()
        elif tag in ("td", "th") and self._in_row(element):
            self._out.open_cell(_number(element.get("colspan")), _number(element.get("rowspan")))
        elif tag in ("ol", "ul"):
            kind = element.get("type", "1") if tag == "ol" else "-"
            self._lists.append([kind, _number(element.get("start"))])
        elif tag == "li":
            self._label = self._next_label(element)
        self._upper += bool(_UPPER.search(element.get("style", "")))
        self._say(element.text)

    def _close(self, element: Any) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
        self._pre -= tag == "pre"
        if tag == "table":
            self._out.close_table()
        elif tag == "tr" and self._in_table(element):
            self._out.close_row()
        elif tag in ("td", "th") and self._in_row(element):
            self._out.close_cell()
        elif tag in ("ol", "ul"):
            self._lists.pop()
        self._upper -= bool(_UPPER.search(element.get("style", "")))

    @staticmethod
    def _in_table(row: Any) -> bool:
        above = row.getparent()
        if above is not None and above.tag in ("thead", "tbody", "tfoot"):
            above = above.getparent()
        return above is not None and above.tag == "table"

    def _in_row(self, cell: Any) -> bool:
        above = cell.getparent()
        return above is not None and above.tag == "tr" and self._in_table(above)

    def _next_label(self, element: Any) -> str:
        if not self._lists:
            return "-"
        kind, number = self._lists[-1]
        number = _number(element.get("value"), number)
        self._lists[-1][1] = number + 1
        return "-" if kind == "-" else marks.label(marks.HTML.get(kind, "decimal"), number) + marks.closing(kind)

    def _say(self, text: str | None) -> None:
        if text:
            text = text.replace("\n", _BREAK) if self._pre else _BLANKS.sub(" ", text)
            self._inline.append(text.upper() if self._upper else text)

    def _flush(self) -> None:
        """What stood since the last block, as the browser would set it."""
        text, self._inline = "".join(self._inline), []
        if not text.strip():
            return
        text = _AROUND_BREAK.sub("\n", re.sub("  +", " ", text))
        if self._label:
            text, self._label = f"{self._label} {text.lstrip()}", ""
        self._out.line(text)


def _number(value: str | None, default: int = 1) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 7 else default


def _all_text(element: Any) -> str:
    return " ".join(element.itertext())


def _sizes(root: Any) -> dict[Any, tuple[int, int, int]]:
    """For each element: letters of its text, those inside links, and the number of links."""
    from lxml import etree

    sizes: dict[Any, tuple[int, int, int]] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        words, linked, links = len((element.text or "").strip()), 0, 0
        for child in element:
            inner = sizes[child]
            words, linked, links = words + inner[0], linked + inner[1], links + inner[2]
            words += len((child.tail or "").strip())
        if element.tag in _NEVER_TEXT:
            words, linked, links = 0, 0, 0
        sizes[element] = (words, words, 1) if element.tag == "a" and element.get("href") else (words, linked, links)
    return sizes
