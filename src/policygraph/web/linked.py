"""Linked data: what an IRI of the graph leads to, and what this collection says of itself."""

from __future__ import annotations

from http import HTTPStatus

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from policygraph.identity import ID, NATION, ONTOLOGY, place_iri
from policygraph.labels import pair
from policygraph.store import PREFIXES
from policygraph.web.answers import cell
from policygraph.web.formats import FORMS, GRAPHS, HTML, TURTLE, Form, choose, graph
from policygraph.web.frame import page, site
from policygraph.web.guard import Refused
from policygraph.web.library import Snapshot
from policygraph.web.words import LANGUAGES

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_DCT = "http://purl.org/dc/terms/"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
_NATION = place_iri(NATION)
_DATE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
_A = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_W3C_NAMES = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV", "ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF_XML",
    "trig": "TriG", "nq": "N-Quads",
}  # fmt: skip

#: The pages that things of the graph have, by the first step of their IRI.
PAGES = {kind: f"/{kind}/" for kind in ("document", "agency", "collective", "place")}


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _triple(subject: str, predicate: str, value: str | ox.Literal) -> ox.Triple:
    return ox.Triple(_node(subject), _node(predicate), value if isinstance(value, ox.Literal) else _node(value))


def _graph(request: Request, triples: list[ox.Triple], form: Form) -> Response:
    body = graph(sorted(triples, key=str), form.ending)
    return Response(body, headers={"vary": "accept"}, media_type=form.media)


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def service_description(request: Request, form: Form) -> Response:
    """What the endpoint offers, in the words of SPARQL 1.1 Service Description."""
    here = site(request).library.current()
    service = _base(request) + "/sparql"
    data, whole = service + "#dataset", service + "#graph"
    triples = [
        _triple(service, _A, _SD + "Service"),
        _triple(service, _SD + "endpoint", service),
        _triple(service, _SD + "supportedLanguage", _SD + "SPARQL11Query"),
        _triple(service, _SD + "feature", _SD + "UnionDefaultGraph"),
        _triple(service, _SD + "defaultDataset", data),
        _triple(data, _A, _SD + "Dataset"),
        _triple(data, _SD + "defaultGraph", whole),
        _triple(whole, _A, _SD + "Graph"),
    ]
    offered = dict.fromkeys(f.name for forms in FORMS.values() for f in forms if f.name in _W3C_NAMES)
    triples += [_triple(service, _SD + "resultFormat", _FORMATS + _W3C_NAMES[name]) for name in offered]
    for name in sorted(here.graphs):
        node = service + "#" + name.rsplit("/", 1)[-1]
        triples += [
            _triple(data, _SD + "namedGraph", node),
            _triple(node, _A, _SD + "NamedGraph"),
            _triple(node, _SD + "name", name),
        ]
    return _graph(request, triples, form)


def describe_collection(request: Request) -> Response:
    """VoID and DCAT: what the collection is and of when, how large, through which services and in which forms."""
    form = choose(request.headers.get("accept"), GRAPHS, request.query_params.get("format")) or TURTLE
    here, base = site(request).library.current(), _base(request)
    data = base + "/#collection"
    triples = [
        _triple(data, _A, _VOID + "Dataset"),
        _triple(data, _A, _DCAT + "Dataset"),
        *(_triple(data, _DCT + "title", words) for words in _words("dcat.title")),
        *(_triple(data, _DCT + "description", words) for words in _words("web.footer")),
        _triple(data, _VOID + "sparqlEndpoint", base + "/sparql"),
        _triple(data, _VOID + "uriSpace", ox.Literal(ID)),
        _triple(data, _VOID + "exampleResource", min(here.documents, default=ID)),
        _triple(data, _DCT + "language", _LANGUAGE + "VIE"),
        _triple(data, _DCT + "spatial", _NATION),
        _triple(data, _DCT + "conformsTo", ONTOLOGY.removesuffix("#")),
        _triple(data, _DCAT + "landingPage", base + "/"),
        _triple(data, _DCAT + "version", ox.Literal(here.state)),
    ]
    triples += [_triple(data, _VOID + name, ox.Literal(count)) for name, count in _sizes(here)]
    triples += [*_days(here, data), *_services(base, data)]
    vocabularies = {iri for name, iri in PREFIXES.items() if name not in ("pgi", "pgg")}
    triples += [_triple(data, _VOID + "vocabulary", iri) for iri in sorted(vocabularies)]
    return _graph(request, triples, form)


def _words(key: str) -> list[ox.Literal]:
    return [ox.Literal(said, language=language) for said, language in zip(pair(key), LANGUAGES, strict=True)]


def _sizes(here: Snapshot) -> list[tuple[str, int]]:
    ((counted,),) = here.store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").values()
    loaded = sum(bool(document.file) for document in here.documents.values())
    return [("triples", int(counted or 0)), ("documents", loaded)]


def _days(here: Snapshot, data: str) -> list[ox.Triple]:
    """From when to when the loaded documents were issued."""
    issued = sorted(document.issued for document in here.documents.values() if document.file and document.issued)
    if not issued:
        return []
    period = data + "-period"
    ends = zip(("startDate", "endDate"), (issued[0], issued[-1]), strict=True)
    return [
        _triple(data, _DCT + "temporal", period),
        _triple(period, _A, _DCT + "PeriodOfTime"),
        *(_triple(period, _DCAT + name, ox.Literal(day.isoformat(), datatype=_DATE)) for name, day in ends),
    ]


def _services(base: str, data: str) -> list[ox.Triple]:
    """The endpoint and the JSON API as services, the endpoint's graph forms as distributions."""
    endpoint, api = base + "/sparql", base + "/api/"
    found = []
    for service, described, standard in (
        (endpoint, endpoint, "http://www.w3.org/TR/sparql11-protocol/"),
        (api, api + "openapi.json", "https://spec.openapis.org/oas/v3.1.0"),
    ):
        found += [
            _triple(service, _A, _DCAT + "DataService"),
            _triple(service, _DCAT + "servesDataset", data),
            _triple(service, _DCAT + "endpointURL", service),
            _triple(service, _DCAT + "endpointDescription", described),
            _triple(service, _DCT + "conformsTo", standard),
        ]
    for form in GRAPHS:
        access = f"{endpoint}#{form.name}"
        found += [
            _triple(data, _DCAT + "distribution", access),
            _triple(access, _A, _DCAT + "Distribution"),
            _triple(access, _DCAT + "accessURL", endpoint),
            _triple(access, _DCAT + "accessService", endpoint),
            _triple(access, _DCAT + "mediaType", "https://www.iana.org/assignments/media-types/" + form.media),
        ]
    return found


def prefixes(request: Request) -> Response:
    """The prefixes that queries need not declare."""
    if choose(request.headers.get("accept"), (Form("json", "application/json", "json"), TURTLE)) is TURTLE:
        text = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
        return Response(text, media_type="text/turtle")
    return JSONResponse(PREFIXES)


def thing(request: Request) -> Response:
    """``/id/...``: see other, a page for people or data for programs."""
    tail = request.path_params["tail"]
    form = choose(request.headers.get("accept"), (HTML, *GRAPHS), request.query_params.get("format"))
    if form is None:
        raise Refused("not-acceptable", HTTPStatus.NOT_ACCEPTABLE, form="GET", known=", ".join(f.media for f in GRAPHS))
    kind, _, rest = tail.partition("/")
    here = site(request).library.current()
    whole = ID + tail
    if form is HTML and kind in PAGES and (whole in here.documents or whole in here.agencies or whole in here.places):
        return RedirectResponse(PAGES[kind] + rest, HTTPStatus.SEE_OTHER)
    query = "" if form is HTML else f"?format={form.name}"
    return RedirectResponse(f"/data/{tail}{query}", HTTPStatus.SEE_OTHER)


def data(request: Request) -> Response:
    """``/data/...``: what the graph says of one node, as a page or as triples."""
    iri = ID + request.path_params["tail"]
    form = choose(request.headers.get("accept"), (HTML, *GRAPHS), request.query_params.get("format")) or TURTLE
    here = site(request).library.current()
    try:
        node = ox.NamedNode(iri)
    except ValueError as error:
        raise Refused("http-404", HTTPStatus.NOT_FOUND) from error
    triples = here.store.construct("CONSTRUCT { ?thing ?p ?o } WHERE { ?thing ?p ?o }", thing=node)
    if not triples:
        raise Refused("http-404", HTTPStatus.NOT_FOUND)
    if form is HTML:
        rows = [(cell(here, triple.predicate), cell(here, triple.object)) for triple in triples]
        return page(request, "thing.html", iri=iri, name=here.name(iri), rows=rows)
    return _graph(request, triples, form)
