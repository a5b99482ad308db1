"""Zip packages (Word, Excel, OpenDocument, archives) and their XML, read within limits and without trust."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from policygraph.sources.options import Options, problem
from policygraph.text import squeeze

#: More entries than this in one package is an attack or a mistake.
_MOST_ENTRIES = 20_000
#: What is larger than this, packed to less than one part in so many, holds nothing but repetition.
_LARGE, _MOST_RATIO = 20_000_000, 200
#: The XML of a document is no larger than so many times the largest text.
_XML_PER_TEXT = 3
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The members of a zip file. Raises `SourceError` where it is broken, locked or unpacks to too much."""

    def __init__(self, path: Path, data: bytes, options: Options) -> None:
        self.path, self._most_xml = path, _XML_PER_TEXT * options.max_bytes
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise problem(path, "broken-zip") from error
        entries = self._zip.infolist()
        size = sum(entry.file_size for entry in entries)
        packed = any(e.file_size > max(_LARGE, _MOST_RATIO * e.compress_size) for e in entries)
        if size > options.max_unpacked or len(entries) > _MOST_ENTRIES or packed:
            raise problem(path, "zip-bomb", size=f"{size / 1e6:,.0f}", limit=f"{options.max_unpacked / 1e6:,.0f}",
                          entries=len(entries))  # fmt: skip
        if any(entry.flag_bits & 1 for entry in entries):
            raise problem(path, "locked")
        self.names = [entry.filename for entry in entries if not entry.is_dir()]

    def has(self, name: str) -> bool:
        """True where there is such a member."""
        return name in self._zip.NameToInfo

    def read(self, name: str) -> bytes:
        """The bytes of a member; no more of them than the directory says, whatever it unpacks to."""
        try:
            with self._zip.open(name) as member:
                data = member.read(self._zip.NameToInfo[name].file_size + 1)
        except (KeyError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise problem(self.path, "broken-zip") from error
        if len(data) != self._zip.NameToInfo[name].file_size:
            raise problem(self.path, "broken-zip")
        return data

    def xml(self, name: str) -> Any:
        """The root element of an XML member; `None` where there is no such member."""
        if not self.has(name):
            return None
        if (size := self._zip.NameToInfo[name].file_size) > self._most_xml:
            raise problem(self.path, "too-large", size=f"{size / 1e6:.0f}", limit=f"{self._most_xml / 1e6:.0f}")
        return parse(self.path, self.read(name))

    def related(self, name: str) -> dict[str, str]:
        """The members that ``name`` refers to: relation id -> member."""
        top, leaf = posixpath.split(name)
        root = self.xml(f"{top}/_rels/{leaf}.rels")
        if root is None:
            return {}
        return {
            item.get("Id", ""): posixpath.normpath(posixpath.join("/" + top, item.get("Target", ""))).lstrip("/")
            for item in root.iter(_RELATIONS)
            if item.get("TargetMode") != "External"
        }


def parse(path: Path, data: bytes) -> Any:
    """The root of an XML document that declares no entities; any other is refused."""
    from lxml import etree

    if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", data):
        raise problem(path, "doctype")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise problem(path, "broken-xml", detail=squeeze(error.msg)[:200]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise problem(path, "doctype")
    return root
