"""Which form an answer takes: media types, which of them a client wants most, and the bytes of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from policygraph.store import Table, results


@dataclass(frozen=True, slots=True)
class Form:
    """One form of an answer; ``name`` is what ``?format=`` says, ``also`` are other media types for it."""

    name: str
    media: str
    ending: str
    also: tuple[str, ...] = ()


JSON = Form("json", "application/sparql-results+json", "json", ("application/json",))
XML = Form("xml", "application/sparql-results+xml", "xml", ("application/xml", "text/xml"))
CSV = Form("csv", "text/csv", "csv")
TSV = Form("tsv", "text/tab-separated-values", "tsv")
XLSX = Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
HTML = Form("html", "text/html", "html", ("application/xhtml+xml",))
TURTLE = Form("ttl", "text/turtle", "ttl", ("application/x-turtle",))
N_TRIPLES = Form("nt", "application/n-triples", "nt", ("text/plain",))
JSON_LD = Form("jsonld", "application/ld+json", "jsonld", ("application/json",))
RDF_XML = Form("rdf", "application/rdf+xml", "rdf", ("application/xml", "text/xml"))
TRIG = Form("trig", "application/trig", "trig")
N_QUADS = Form("nq", "application/n-quads", "nq")

#: What a query of each form can be answered in, what we would choose ourselves first.
GRAPHS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, TRIG, N_QUADS)
FORMS: dict[str, tuple[Form, ...]] = {
    "SELECT": (JSON, XML, CSV, TSV, XLSX, HTML),
    "ASK": (JSON, XML, HTML),
    "CONSTRUCT": (*GRAPHS, HTML),
    "DESCRIBE": (*GRAPHS, HTML),
}


def choose(accept: str | None, offered: Iterable[Form], wanted: str | None = None) -> Form | None:
    """The form that a client wants most, ours first among equals; `None` where it takes none of them.

    ``wanted`` is the name of a form (``?format=csv``) and outweighs the header; a name that is not known does not
    (clients send names of their own beside a header that says what they mean).

    >>> choose("text/csv;q=0.5, application/sparql-results+xml", FORMS["SELECT"]).name
    'xml'
    >>> choose("*/*", FORMS["SELECT"]).name, choose(None, FORMS["ASK"]).name
    ('json', 'json')
    >>> choose("image/png", FORMS["ASK"]), choose("text/*", FORMS["SELECT"]).name
    (None, 'csv')
    """
    offers = tuple(offered)
    for form in offers:
        if wanted in (form.name, form.media):
            return form
    ranges = _ranges(accept or "*/*")
    ranked = [(-_quality(form, ranges), order, form) for order, form in enumerate(offers)]
    best = min(ranked, key=lambda item: item[:2])
    return best[2] if best[0] < 0 else None


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        media, *params = (piece.strip().lower() for piece in part.split(";"))
        quality = next((piece.partition("=")[2] for piece in params if piece.replace(" ", "").startswith("q=")), "1")
        try:
            found.append((media, float(quality)))
        except ValueError:
            found.append((media, 0.0))
    return found


def _quality(form: Form, ranges: list[tuple[str, float]]) -> float:
    """What the client gives the form: the most exact range that takes it in decides."""
    exact = (form.media, *form.also)
    for medias in (exact, (form.media.split("/")[0] + "/*",), ("*/*",)):
        given = [quality for media, quality in ranges if media in medias]
        if given:
            return max(given)
    return 0.0


def table(answer: Table, form: str) -> bytes:
    """The answer of a SELECT or ASK query as ``json``, ``xml``, ``csv``, ``tsv`` or ``xlsx``.

    >>> table(Table((), (), truth=True), "json")
    b'{"head":{},"boolean":true}'
    """
    if form == "xlsx":
        from policygraph.export.answers import xlsx_bytes

        return xlsx_bytes(answer)
    if form == "json":
        text = json.dumps(results.json_value(answer), ensure_ascii=False, separators=(",", ":"))
    else:
        text = {"xml": results.xml_text, "csv": results.csv_text, "tsv": results.tsv_text}[form](answer)
    return text.encode("utf-8", "replace")


def graph(triples: Sequence[Any], form: str) -> bytes:
    """The answer of a CONSTRUCT or DESCRIBE query in the format of that file ending."""
    import pyoxigraph as ox

    known = ox.RdfFormat.from_extension(form)
    if known is None:
        raise ValueError(f"no graph format {form!r}")
    return ox.serialize(triples, format=known) or b""
