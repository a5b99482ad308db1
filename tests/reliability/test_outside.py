"""Nothing leaves: a listener on this machine must see no connection, whatever asks for one."""

from __future__ import annotations

import contextlib
import io
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from tests.conftest import LONG, require_tool
from tools.server import serve

from policygraph import sources, store
from policygraph.build import build
from policygraph.errors import PolicyGraphError, SourceError

Figure = Callable[[str], None]


class Canary:
    """A listener that notes every connection."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                try:
                    self.seen.append(connection.recv(200).split(b"\r\n")[0])
                except OSError:
                    self.seen.append(b"?")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    listener = Canary()
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, documents: list[Path]) -> Path:
    at = tmp_path_factory.mktemp("kept") / "s"
    build(documents[4:], at)
    return at


def queries(at: str) -> list[str]:
    """Every way in which a query could reach outside."""
    call = f"SERVICE <{at}> {{ ?s ?p ?o }}"
    return [
        f"SELECT * {{ {call} }}",
        f"SELECT * {{ service <{at}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{at}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SeRvIcE\n#c\n<{at}>{{?s ?p ?o}} }}",
        f"PREFIX x: <{at}> SELECT * {{ SERVICE x: {{ ?s ?p ?o }} }}",
        f"PREFIX x: <{at}> SELECT * {{ SERVICE x:y {{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(<{at}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?e {{ <{at}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
        f"SELECT * {{ {{ SELECT * {{ {call} }} }} }}",
        f"SELECT * {{ ?a ?b ?c OPTIONAL {{ {call} }} }} LIMIT 1",
        f"SELECT * {{ ?a ?b ?c MINUS {{ {call} }} }} LIMIT 1",
        f"SELECT * {{ ?a ?b ?c FILTER EXISTS {{ {call} }} }} LIMIT 1",
        f"SELECT * {{ ?a ?b ?c FILTER NOT EXISTS {{ {call} }} }} LIMIT 1",
        f"SELECT * {{ FILTER(trueSERVICE<{at}>{{}}) }}",
        f"SELECT * {{ {{}} UNION {{ {call} }} }}",
        f"SELECT * {{ GRAPH ?g {{ {call} }} }}",
        f"ASK {{ {call} }}",
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {call} }}",
        f"DESCRIBE ?s {{ {call} }}",
        f"BASE <{at}> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{at}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{at}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"PREFIX x: <{at}> SELECT * FROM x:y {{ ?s ?p ?o }}",
        f"BASE <{at}> SELECT * FROM <x> {{ ?s ?p ?o }}",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        f"LOAD <{at}>",
        f"LOAD SILENT <{at}> INTO GRAPH <urn:g>",
        f"INSERT {{ ?s ?p ?o }} WHERE {{ {call} }}",
        f"DELETE {{ ?s ?p ?o }} USING <{at}> WHERE {{ ?s ?p ?o }}",
        f"SELECT * {{ GRAPH <{at}> {{ ?s ?p ?o }} }}",
    ]


@pytest.mark.reliability("S1")
def test_no_query_calls_anybody(kept: Path, canary: Canary, figure: Figure) -> None:
    """Through the server in every way of asking, through the command, in Python."""
    asked = 0
    server, address = serve(kept, "--time-limit", "5")
    try:
        with httpx.Client(base_url=address, timeout=30) as client:
            for text in queries(canary.address):
                ways = [
                    client.get("/sparql", params={"query": text}),
                    client.post("/sparql", data={"query": text}),
                    client.post("/sparql", content=text, headers={"content-type": "application/sparql-query"}),
                    client.post("/sparql", content=text, headers={"content-type": "application/sparql-update"}),
                    client.post("/sparql", data={"update": text}),
                ]
                assert all(found.status_code < 500 for found in ways), text
                asked += len(ways)
            for name in ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri", "graph"):
                for at in (canary.address, "file:///etc/passwd"):
                    client.get("/sparql", params={"query": "ASK { ?s ?p ?o }", name: at})
                    asked += 1
            for path in ("/data/", "/id/", "/document/", "/read/", "/explore/", "/api/document/", "/directive/"):
                client.get(path + canary.address)
                asked += 1
    finally:
        server.terminate()
        server.wait(20)
    with store.open(kept, read_only=True) as opened:
        for text in queries(canary.address):
            for ask in (opened.select, opened.ask, opened.construct):
                with contextlib.suppress(PolicyGraphError):
                    ask(text)
                asked += 1
    for text in queries(canary.address)[:3]:
        command = [sys.executable, "-m", "policygraph.cli", "sparql", "-", "--store", str(kept)]
        done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 2
        assert "SERVICE" in done.stderr
        asked += 1
    assert canary.seen == []
    figure(f"{asked} calls with {len(queries(''))} queries: 0 connections")


# ------------------------------------------------------------------------------------------------ documents


def zipped(files: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


def odt(body: str) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    names = {"office": "office", "text": "text", "draw": "drawing", "svg": "svg-compatible", "script": "script"}
    said = " ".join(f'xmlns:{name}="{space}{part}:1.0"' for name, part in names.items())
    content = (
        f'<office:document-content {said} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body>'
        f"<office:text><text:p>Xin</text:p>{body}</office:text></office:body></office:document-content>"
    )
    manifest = (
        f'<m:manifest xmlns:m="{space}manifest:1.0"><m:file-entry m:full-path="/" m:media-type='
        '"application/vnd.oasis.opendocument.text"/><m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>'
        "</m:manifest>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content,
                   "META-INF/manifest.xml": manifest})  # fmt: skip


def docx(body: str, relations: str) -> bytes:
    space = "http://schemas.openxmlformats.org/"
    w, r = f"{space}wordprocessingml/2006/main", f"{space}officeDocument/2006/relationships"
    main = (
        f'<w:document xmlns:w="{w}" xmlns:r="{r}"><w:body><w:p><w:r><w:t>Xin</w:t></w:r></w:p>{body}</w:body>'
        "</w:document>"
    )
    rels = f'<Relationships xmlns="{space}package/2006/relationships">{relations}</Relationships>'
    return zipped({"word/document.xml": main, "word/_rels/document.xml.rels": rels,
                   "word/_rels/settings.xml.rels": rels})  # fmt: skip


def calling(at: str) -> dict[str, bytes]:
    """Documents that ask their reader to fetch something."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def related(what: str) -> str:
        return f'<Relationship Id="r1" Type="{kind}/{what}" Target="{at}{what}" TargetMode="External"/>'

    frame = '<text:p><draw:frame svg:width="2cm" svg:height="2cm">{}</draw:frame></text:p>'
    field = '<w:p><w:fldSimple w:instr=" {} &quot;{}f&quot; "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
    texts = {
        "image.html": f'<html><img src="{at}i.png"><p>Xin</p></html>',
        "script.html": f'<html><script src="{at}s.js"></script><p>Xin</p></html>',
        "style.html": f'<link rel="stylesheet" href="{at}c.css"><style>@import "{at}d.css";</style><p>Xin</p>',
        "frame.html": f'<html><iframe src="{at}f"></iframe><object data="{at}o"></object><p>Xin</p></html>',
        "refresh.html": f'<html><meta http-equiv="refresh" content="0;url={at}"><base href="{at}"><p>Xin</p></html>',
        "svg.html": f'<html><svg><image href="{at}v.png"/><use href="{at}u.svg#a"/></svg><p>Xin</p></html>',
        "dtd.html": f'<!DOCTYPE html SYSTEM "{at}x.dtd"><html><p>Xin</p></html>',
        "image.md": f"# Kế hoạch\n![x]({at}m.png)\n<img src='{at}n.png'>",
        "context.jsonl": f'{{"@context": "{at}c.jsonld", "text": "Xin"}}\n',
        "include.rtf": f'{{\\rtf1 Xin {{\\field{{\\*\\fldinst INCLUDEPICTURE "{at}r.png"}}{{\\fldrslt x}}}}\\par}}',
        "text.rtf": f'{{\\rtf1 Xin {{\\field{{\\*\\fldinst INCLUDETEXT "{at}r.doc"}}{{\\fldrslt x}}}}\\par}}',
        "template.rtf": f"{{\\rtf1 {{\\*\\template {at}t.dot}} Xin\\par}}",
    }
    made = {name: text.encode() for name, text in texts.items()}
    made |= {f"{what}.docx": docx("", related(what)) for what in
             ("attachedTemplate", "image", "aFChunk", "oleObject", "frame", "hyperlink", "subDocument")}  # fmt: skip
    made |= {f"{what}.docx": docx(field.format(what, at), "") for what in ("INCLUDEPICTURE", "INCLUDETEXT", "DDE")}
    made["image.odt"] = odt(frame.format(f'<draw:image xlink:href="{at}i.png" xlink:show="embed"/>'))
    made["ole.odt"] = odt(frame.format(f'<draw:object-ole xlink:href="{at}ole"/>'))
    made["object.odt"] = odt(frame.format(f'<draw:object xlink:href="{at}object"/>'))
    made["plugin.odt"] = odt(frame.format(f'<draw:plugin xlink:href="{at}p"/>'))
    made["frame.odt"] = odt(frame.format(f'<draw:floating-frame xlink:href="{at}f"/>'))
    made["section.odt"] = odt(
        f'<text:section text:name="s"><text:section-source xlink:href="{at}s.odt"/></text:section>'
    )
    book = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/>'
        "<externalReferences/></workbook>"
    )
    made["links.xlsx"] = zipped({"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": related("externalLink")})
    return made


@pytest.mark.reliability("S1")
def test_no_document_makes_its_reader_call(tmp_path: Path, canary: Canary, figure: Figure) -> None:
    made = calling(canary.address)
    if not LONG:  # LibreOffice takes its time: those that it would have called for
        office = {"image.odt", "ole.odt", "text.rtf"}
        made = {name: data for name, data in made.items() if name in office or not name.endswith((".odt", ".rtf"))}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        with contextlib.suppress(SourceError):
            assert sources.read(tmp_path / name).text
    assert canary.seen == []
    figure(f"{len(made)} documents that ask their reader to fetch something: 0 connections")


@pytest.mark.reliability("S1")
@pytest.mark.parametrize("ending", ["odt", "rtf"])
def test_no_document_shows_a_file_of_the_machine(tmp_path: Path, ending: str) -> None:
    require_tool("soffice", "libreoffice")
    secret = tmp_path / "secret.txt"
    secret.write_text("khóa của máy này", "utf-8")
    section = f'<text:section text:name="s"><text:section-source xlink:href="{secret.as_uri()}"/></text:section>'
    rtf = f'{{\\rtf1 Xin {{\\field{{\\*\\fldinst INCLUDETEXT "{secret.as_posix()}"}}{{\\fldrslt x}}}}\\par}}'
    path = tmp_path / f"a.{ending}"
    path.write_bytes(odt(section) if ending == "odt" else rtf.encode())
    text = sources.read(path).text
    assert "Xin" in text
    assert "khóa" not in text


@pytest.mark.reliability("S1")
def test_no_ontology_is_fetched(kept: Path, canary: Canary, tmp_path: Path, java: str) -> None:
    """What a graph says to import is not followed: not by validation, reasoning, export, comparison."""
    from policygraph import export, reason, validate

    iri = ox.NamedNode(canary.address + "ontology")
    imports = ox.NamedNode("http://www.w3.org/2002/07/owl#imports")
    shapes = ox.NamedNode("http://www.w3.org/ns/shacl#shapesGraph")
    graph = "https://w3id.org/policygraph/graph/curation"
    shutil.copytree(kept, tmp_path / "s")
    with store.open(tmp_path / "s") as opened:
        about = ox.NamedNode("https://w3id.org/policygraph/ontology")
        opened.replace(graph, [ox.Quad(about, p, iri, ox.NamedNode(graph)) for p in (imports, shapes)])
        validate.validate(opened)
        for ending in ("jsonld", "ttl", "trig", "html", "graphml"):
            export.export(opened, tmp_path / f"out.{ending}")
        reason.check_graph(reason.ontology_graph())
    assert canary.seen == []
