"""Pages of scans and PDF files as pictures, where the file that was read still lies where it was."""

from __future__ import annotations

from collections import OrderedDict
from http import HTTPStatus
from threading import Lock, Semaphore
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from policygraph.sources import picture
from policygraph.web.document import found, source_of
from policygraph.web.guard import Refused

if TYPE_CHECKING:
    from pathlib import Path

_KEPT = 32  #: pictures in memory, some 100 kB each
_kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
_keeping = Lock()
_drawing = Semaphore(2)


def show(request: Request) -> Response:
    """``/page/...?n=3``: one page of a document's source as a PNG."""
    here, document = found(request)
    source = source_of(request, here, document)
    said = request.query_params.get("n", "1")
    if not said.isdecimal() or not 1 <= int(said) <= 10_000:
        raise Refused("parameter", name="n")
    path = here.file(source.key) if source else None
    drawn = _drawn(source.key, path, int(said)) if source and path else None
    if drawn is None:
        raise Refused("http-404", HTTPStatus.NOT_FOUND)
    # the name of a source is the hash of its bytes: its pages never change
    return Response(drawn, headers={"cache-control": "private, max-age=86400"}, media_type="image/png")


def _drawn(key: str, path: Path, number: int) -> bytes | None:
    with _keeping:
        if (key, number) in _kept:
            _kept.move_to_end((key, number))
            return _kept[key, number]
    with _drawing:
        made = picture.of_page(path, number)
    if made is not None:
        with _keeping:
            _kept[key, number] = made
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
    return made
