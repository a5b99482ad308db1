"""One page of a PDF or of a picture file as a PNG, in a process of its own: ``python -m policygraph.sources.picture``.

What a stranger's file does to its reader stays there: the server that asks only ever gets a picture, or nothing.
"""

from __future__ import annotations

import contextlib
import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

WIDTH = 1240  #: dots across: an A4 page at 150 dpi
_TALLEST = 4 * WIDTH
_SECONDS = 20
_MEMORY = 1 << 30


def of_page(path: Path, number: int) -> bytes | None:
    """The page of that number (from 1) as a PNG; `None` where the file has no such page or cannot be drawn in time."""
    command = [sys.executable, "-m", "policygraph.sources.picture", str(path), str(number)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout.startswith(b"\x89PNG") else None


def main(path: Path, number: int) -> None:
    """Write the picture to standard output."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = path.read_bytes()
    sys.stdout.buffer.write(_of_pdf(data, number) if data[:1024].find(b"%PDF") >= 0 else _of_image(data, number))


def _of_pdf(data: bytes, number: int) -> bytes:
    import pypdfium2

    page = pypdfium2.PdfDocument(data)[number - 1]
    width, height = page.get_size()
    bitmap = page.render(scale=min(WIDTH / width, _TALLEST / height), rev_byteorder=True, grayscale=True)
    rows = bytes(bitmap.buffer)
    lines = [rows[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height)]
    return png(bitmap.width, lines)


def _of_image(data: bytes, number: int) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        image.seek(number - 1)
        page = image.convert("RGB")
        page.thumbnail((WIDTH, _TALLEST))
        made = io.BytesIO()
        page.save(made, "PNG")
        return made.getvalue()


def png(width: int, lines: list[bytes]) -> bytes:
    r"""Lines of grey dots, a byte a dot, as a PNG file (ISO/IEC 15948).

    >>> png(2, [b"\x00\xff"])[:8]
    b'\x89PNG\r\n\x1a\n'
    """

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, len(lines), 8, 0, 0, 0, 0)
    dots = zlib.compress(b"".join(b"\x00" + line for line in lines), 6)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", dots) + part(b"IEND", b"")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
