"""A PDF that may unpack to much is opened by a process of its own first: ``python -m policygraph.sources.trial``.

pdfium unpacks without a bound, and makes some hundred bytes of a sign. A bomb ends there, with the process, and is
refused; what the process reads within its memory, the caller can read, too.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import zlib
from pathlib import Path

from policygraph.sources.options import Deadline, Options, problem

#: What unpacks to less cannot hurt.
_LARGE = 2_000_000
#: Bytes of address space that a reader may take, the interpreter among them, and for each byte of the file: a packed
#: page of words becomes some three hundred times its size, a bomb a hundred thousand times.
_MEMORY, _EACH = 280_000_000, 400
_STREAM = re.compile(rb"(?<!end)stream\r?\n?")
_CHUNK = 64_000
#: Filters that zlib knows, or that hold a picture, which is unpacked only when it is drawn.
_KNOWN = re.compile(
    rb"/Filter\s*\[?\s*/(?:FlateDecode|DCTDecode|JPXDecode|CCITTFaxDecode|JBIG2Decode)\s*(?:\]|/(?!\w*Decode\b)|>)"
)
_NUMBERED, _DICTIONARY = re.compile(rb"(?:^|[\r\n])\s*\d+\s+\d+\s+$"), re.compile(rb"\s*<<[^#%()]*>>\s*stream\r?\n?")


def check(path: Path, data: bytes, options: Options) -> None:
    """Raise `SourceError` where reading the PDF takes too much memory or time."""
    if not is_large(data):
        return
    command = [sys.executable, "-m", "policygraph.sources.trial"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=options.seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise problem(path, "too-slow", seconds=f"{options.seconds:g}") from error
    if done.returncode:
        raise problem(path, "pdf-bomb", limit=f"{bound(len(data)) / 1e6:.0f}")


def bound(size: int) -> int:
    """The bytes of memory in which a PDF of ``size`` bytes has to be read.

    >>> bound(1_000_000)
    680000000
    """
    return _MEMORY + _EACH * size


def is_large(data: bytes) -> bool:
    """True where the streams of a PDF unpack to much, or nobody can tell without reading it.

    >>> packed = zlib.compress(bytes(3_000_000))
    >>> is_large(b"4 0 obj<</Filter/FlateDecode>>stream\\n" + packed + b"\\nendstream")
    True
    >>> is_large(b"4 0 obj<</Filter/FlateDecode>>stream\\n" + zlib.compress(b"BT ET") + b"\\nendstream")
    False
    """
    if b"/Encrypt" in data:
        return True
    left = _LARGE
    for match in _STREAM.finditer(data):
        if not _is_plain(data[max(0, match.start() - 1000) : match.end()]):
            return True
        left -= _size(data, match.end(), left)
        if left < 0:
            return True
    return False


def _is_plain(before: bytes) -> bool:
    """True where a stream's dictionary is written so that its filter can be told without a reader."""
    number, _, dictionary = before.rpartition(b"obj")
    return bool(
        _NUMBERED.search(number)
        and _DICTIONARY.fullmatch(dictionary)
        and dictionary.count(b"<<") == dictionary.count(b">>")
        and (b"/Filter" not in dictionary or _KNOWN.search(dictionary))
    )


def _size(data: bytes, begin: int, most: int) -> int:
    """The bytes that a stream unpacks to, or holds; somewhat more than ``most`` where it is more."""
    end = data.find(b"endstream", begin)
    end, size, unpack = len(data) if end < 0 else end, 0, zlib.decompressobj()
    with contextlib.suppress(zlib.error):
        for at in range(begin, end, _CHUNK):
            size += len(unpack.decompress(data[at : min(end, at + _CHUNK)], most - size + 1))
            if size > most:
                return size
    return max(size, end - begin)


def main() -> None:
    """Read what standard input holds as the reader does, within bounds."""
    data = sys.stdin.buffer.read()
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = bound(len(data))
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdfium2

    from policygraph.sources import pdf

    with contextlib.suppress(pypdfium2.PdfiumError):  # the reader says so itself
        pdf.text_layer(pypdfium2.PdfDocument(data), Deadline(Path(), Options().seconds))


if __name__ == "__main__":
    main()
