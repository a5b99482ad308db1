"""OpenDocument, Word 97-2003 and RTF: LibreOffice makes a .docx of them, in a profile of its own, without macros."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from policygraph.resources import folder
from policygraph.sources import word
from policygraph.sources.options import Options, problem
from policygraph.sources.package import Package
from policygraph.text import SourceText

_MEDIA_TYPES = {
    ".odt": "application/vnd.oasis.opendocument.text",
    ".doc": "application/msword",
    ".rtf": "application/rtf",
}


def read(path: Path, data: bytes, options: Options) -> SourceText:
    """The text of the document as LibreOffice reads it."""
    ending = ".odt" if data.startswith(b"PK") else ".rtf" if data.startswith(b"{") else ".doc"
    if ending == ".odt":
        _bounded(Package(path, data, options))
    made = _converted(path, data, ending, options)
    source = word.read(path, made, options)
    return replace(source, sha256=hashlib.sha256(data).hexdigest(), media_type=_MEDIA_TYPES[ending])


def _bounded(package: Package) -> None:
    """Raise `SourceError` where the package unpacks to too much, or holds XML that declares entities or is none."""
    for name in package.names:
        if name.endswith(".xml") and not name.startswith("META-INF/"):  # OpenOffice 2 declared a DOCTYPE there
            package.xml(name)


@cache
def _profile() -> tempfile.TemporaryDirectory[str]:
    """LibreOffice's own folder for this process, removed at its end: setting it up takes longer than a document.

    It follows no links and runs nothing: it would fetch a picture from wherever a document says.
    """
    made = tempfile.TemporaryDirectory(prefix="policygraph-office-")
    (Path(made.name) / "user").mkdir()
    shutil.copy(folder("data") / "formats" / "libreoffice.xcu", Path(made.name) / "user" / "registrymodifications.xcu")
    return made


def _converted(path: Path, data: bytes, ending: str, options: Options) -> bytes:
    with tempfile.TemporaryDirectory(prefix="policygraph-") as name:
        given, made = Path(name) / f"document{ending}", Path(name) / "out" / "document.docx"
        given.write_bytes(data)
        program = shutil.which("soffice") or shutil.which("libreoffice") or "soffice"
        command = [
            program, f"-env:UserInstallation={Path(_profile().name).as_uri()}", "--headless", "--norestore",
            "--convert-to", "docx", "--outdir", str(made.parent), str(given),
        ]  # fmt: skip
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            run.wait(options.seconds)
        except subprocess.TimeoutExpired as error:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            raise problem(path, "too-slow", seconds=f"{options.seconds:g}") from error
        if not made.exists():
            raise problem(path, "conversion")
        return made.read_bytes()
