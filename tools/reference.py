"""``make docs``: the ontology as two HTML pages, one a language, made from ontology/ and shapes/.

The same files give the same bytes. The pages ask nothing of the network and work without their script.
"""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, SH, SKOS
from rdflib.term import Node

from policygraph import reason, resources, validate
from tools import diagram

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "docs" / "ontology"
PAGES = {"vi": "index.html", "en": "en.html"}
PG = "https://w3id.org/policygraph/ontology#"
HEAD = URIRef("https://w3id.org/policygraph/ontology")
#: Schemes in the order of the page.
SCHEMES = ("role", "document-type", "agency-kind", "tier", "coverage-status")


@dataclass(frozen=True)
class Link:
    """A term to point at: where it stands and what to call it."""

    href: str
    label: str
    code: str


@dataclass(frozen=True)
class Rule:
    """What a shape asks of a property or a class."""

    key: str
    severity: str
    on: str
    message: str


@dataclass(frozen=True)
class Term:
    """One entry of the page."""

    id: str
    kind: str
    label: str
    other: str
    definition: str
    notes: tuple[str, ...]
    examples: tuple[str, ...]
    traits: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Link, ...]], ...]
    rules: tuple[Rule, ...]
    key: str


class Reference:
    """What the pages say, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.data = _settings()
        folder = resources.folder("ontology")
        self.graph = Graph().parse(folder / "policygraph.ttl")
        self.alignments = Graph().parse(folder / "alignments.ttl")
        self.everything = reason.ontology_graph()
        self.shapes = validate.shapes_graph()

    # ------------------------------------------------------------------------------------------ words

    def word(self, key: str) -> str:
        """What the page says under ``key`` of reference.toml."""
        found: list[str] = self.data["words"][key]
        return found[self.language == "en"]

    def said(self, node: Node, predicate: URIRef, graph: Graph | None = None, language: str | None = None) -> str:
        """The words of a node in the language, or in whatever language there is."""
        texts = [text for text in (graph or self.graph).objects(node, predicate) if isinstance(text, Literal)]
        wanted = language or self.language
        return next((str(text) for text in sorted(texts) if text.language == wanted), str(min(texts, default="")))

    def label(self, name: str) -> str:
        """A term's label."""
        return self.said(URIRef(PG + name), RDFS.label)

    # ------------------------------------------------------------------------------------------ terms

    def names(self, kind: URIRef) -> list[str]:
        """Our terms of a kind, in the order of the file."""
        found = {short(term) for term in self.graph.subjects(RDF.type, kind) if is_ours(term)}
        text = (resources.folder("ontology") / "policygraph.ttl").read_text("utf-8")
        order = [name for name in re.findall(r"^pg:(\w+) a ", text, re.MULTILINE) if name in found]
        assert set(order) == found
        return order

    @cached_property
    def classes(self) -> list[Term]:
        """Every class."""
        return [self.term(name) for name in self.names(OWL.Class)]

    @cached_property
    def groups(self) -> list[tuple[str, str, list[Term]]]:
        """Every property, by group: id, title, terms."""
        return [
            (group["id"], group["title"][self.language == "en"], [self.term(name) for name in group["terms"]])
            for group in self.data["groups"]
        ]

    def term(self, name: str) -> Term:
        """One entry."""
        node = URIRef(PG + name)
        types = set(self.graph.objects(node, RDF.type))
        kind = "class" if OWL.Class in types else "object" if OWL.ObjectProperty in types else "data"
        traits = [key for key, type_ in (("functional", OWL.FunctionalProperty), ("transitive", OWL.TransitiveProperty))
                  if type_ in types]  # fmt: skip
        label, other = (self.said(node, RDFS.label, language=one) for one in ("vi", "en"))
        if self.language == "en":
            label, other = other, label
        definition = self.said(node, SKOS.definition)
        notes = [str(text) for text in self.graph.objects(node, SKOS.scopeNote) if text.language == self.language]  # type: ignore[attr-defined]
        rows = self.class_rows(node) if kind == "class" else self.property_rows(node)
        return Term(
            id=name,
            kind=kind,
            label=label,
            other=other,
            definition=definition,
            notes=tuple(sorted(notes)),
            examples=tuple(sorted(str(text) for text in self.graph.objects(node, SKOS.example))),
            traits=tuple(self.word(key) for key in traits),
            rows=tuple((self.word(key), tuple(links)) for key, links in rows if links),
            rules=tuple(self.rules(node)),
            key=folded(f"{name} {label} {other}"),
        )

    def class_rows(self, node: URIRef) -> list[tuple[str, list[Link]]]:
        graph = self.graph
        return [
            ("above", self.links(graph.objects(node, RDFS.subClassOf))),
            ("below", self.links(graph.subjects(RDFS.subClassOf, node))),
            ("has", self.links({*graph.subjects(RDFS.domain, node), *self.shaped_properties(node)})),
            ("value_of", self.links(graph.subjects(RDFS.range, node))),
            ("aligned", self.links(self.alignments.objects(node, RDFS.subClassOf))),
        ]

    def property_rows(self, node: URIRef) -> list[tuple[str, list[Link]]]:
        graph = self.graph
        domain = set(graph.objects(node, RDFS.domain))
        inverse = {*graph.objects(node, OWL.inverseOf), *graph.subjects(OWL.inverseOf, node)}
        return [
            ("domain", self.links(domain)),
            ("used_on", [] if domain else self.links(self.targets(node))),
            ("range", self.links(graph.objects(node, RDFS.range))),
            ("above", self.links(graph.objects(node, RDFS.subPropertyOf))),
            ("below", self.links(graph.subjects(RDFS.subPropertyOf, node))),
            ("inverse", self.links(inverse)),
            ("aligned", self.links(self.alignments.objects(node, RDFS.subPropertyOf))),
        ]

    def links(self, nodes: Iterable[Node]) -> list[Link]:
        """Links to terms, ours to their entry, others' to where they are defined; in order of code."""
        made = []
        for node in {str(node) for node in nodes if isinstance(node, URIRef)}:
            ours = is_ours(URIRef(node))
            code = self.graph.namespace_manager.qname(node) if ours else self.prefixes.qname(node)
            href = f"#{short(URIRef(node))}" if ours else node
            made.append(Link(href, self.label(short(URIRef(node))) if ours else "", code))
        return sorted(made, key=lambda link: link.code)

    @cached_property
    def prefixes(self) -> Any:
        """Prefixes of both files."""
        return self.alignments.namespace_manager

    # ------------------------------------------------------------------------------------------ shapes

    @cached_property
    def owned(self) -> list[tuple[Node, Node]]:
        """Node shapes with their property shapes, in order."""
        pairs = [(owner, shape) for owner, shape in self.shapes.subject_objects(SH.property)]
        return sorted(pairs, key=lambda pair: (str(pair[1]), str(pair[0])))

    def rules(self, node: URIRef) -> Iterator[Rule]:
        """What the shapes ask of the values of a property; of a class, what is not asked of a property of ours."""
        for owner in sorted(self.shapes.subjects(SH.targetClass, node), key=str):
            if (owner, SH.message, None) in self.shapes:
                yield self.rule(owner, owner)
        for owner, shape in self.owned:
            path = set(self.on_path(self.shapes.value(shape, SH.path)))
            foreign = (owner, SH.targetClass, node) in self.shapes and not any(map(is_ours, path))
            if node in path or foreign:
                yield self.rule(shape, owner)

    def rule(self, shape: Node, owner: Node) -> Rule:
        severity = str(self.shapes.value(shape, SH.severity)).rsplit("#", 1)[-1].lower()
        on, message = (self.said(*pair, self.shapes) for pair in ((owner, SH.name), (shape, SH.message)))
        return Rule(str(shape).rsplit("/", 1)[-1], severity, on, message)

    def on_path(self, path: Node | None) -> Iterator[Node]:
        """The properties of a SHACL path."""
        if isinstance(path, URIRef):
            yield path
        elif isinstance(path, BNode):
            for inner in self.shapes.objects(path, SH.alternativePath):
                yield from self.on_path(inner)
            if (path, RDF.first, None) in self.shapes:
                for item in Collection(self.shapes, path):
                    yield from self.on_path(item)

    def targets(self, node: URIRef) -> set[Node]:
        """The classes whose shapes speak of a property."""
        owners = [owner for owner, shape in self.owned if self.shapes.value(shape, SH.path) == node]
        return {target for owner in owners for target in self.shapes.objects(owner, SH.targetClass)}

    def shaped_properties(self, node: URIRef) -> set[Node]:
        """Properties without a domain of which the shapes of a class speak."""
        owners = set(self.shapes.subjects(SH.targetClass, node))
        paths = {self.shapes.value(shape, SH.path) for owner, shape in self.owned if owner in owners}
        return {path for path in paths if isinstance(path, URIRef) and (path, RDFS.domain, None) not in self.graph}

    # ------------------------------------------------------------------------------------------ the rest

    def schemes(self) -> Iterator[tuple[str, str, str, list[tuple[str, str, str, str]]]]:
        """Each scheme: id, title, definition, and rows of code, name, other name, meaning."""
        for key in SCHEMES:
            node = URIRef(f"https://w3id.org/policygraph/scheme/{key}")
            concepts = sorted(self.everything.subjects(SKOS.inScheme, node), key=str)
            rows = [self.concept(URIRef(str(concept))) for concept in concepts]
            title, meaning = (self.said(node, what, self.everything) for what in (SKOS.prefLabel, SKOS.definition))
            yield f"scheme-{key}", title, meaning, rows

    def concept(self, node: URIRef) -> tuple[str, str, str, str]:
        graph = self.everything
        notations = ", ".join(sorted(str(text) for text in graph.objects(node, SKOS.notation)))
        vi = self.said(node, SKOS.prefLabel, graph, "vi")
        alternatives = sorted(str(text) for text in graph.objects(node, SKOS.altLabel))
        en = " / ".join(alternatives) or self.said(node, SKOS.prefLabel, graph, "en")
        names = (vi, en) if self.language == "vi" else (en, vi)
        return notations, *names, self.said(node, SKOS.definition, graph)

    def aligned(self) -> list[tuple[Link, list[Link]]]:
        """Our terms with what they are below in other vocabularies."""
        found = {URIRef(str(term)) for term in self.alignments.subjects() if is_ours(term)}
        order = self.names(OWL.Class) + [name for group in self.data["groups"] for name in group["terms"]]
        above = {
            short(term): [*self.alignments.objects(term, RDFS.subClassOf),
                          *self.alignments.objects(term, RDFS.subPropertyOf)] for term in found
        }  # fmt: skip
        return [(self.links([URIRef(PG + name)])[0], self.links(above[name])) for name in order if name in above]

    def head(self) -> dict[str, str]:
        """What the ontology says of itself."""
        keys = {"title": DCTERMS.title, "description": DCTERMS.description, "version": OWL.versionInfo,
                "license": DCTERMS.license}  # fmt: skip
        return {key: self.said(HEAD, predicate) or str(self.graph.value(HEAD, predicate))
                for key, predicate in keys.items()}  # fmt: skip

    def counts(self) -> str:
        """How much there is."""
        numbers = {
            "classes": len(self.classes),
            "properties": sum(len(terms) for _, _, terms in self.groups),
            "concepts": len(set(self.everything.subjects(RDF.type, SKOS.Concept))),
            "shapes": len({shape for _, shape in self.owned}),
        }
        return self.word("counts").format(**numbers)

    def picture(self) -> Markup:
        """The drawing."""
        return diagram.svg(self.data["picture"], self.label, self.word("picture"))


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads((HERE / "reference.toml").read_text("utf-8"))


def is_ours(node: Node) -> bool:
    """True for terms of our namespace."""
    return str(node).startswith(PG)


def short(node: Node) -> str:
    """The name of a term without its namespace."""
    return str(node).removeprefix(PG)


def folded(text: str) -> str:
    """Lower case without diacritics, as people type.

    >>> folded("Đơn vị nội dung")
    'don vi noi dung'
    """
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return bare.lower().replace("đ", "d")


def terms_linked(text: str) -> Markup:
    """The text, escaped, with each ``pg:name`` leading to its entry."""
    return Markup(re.sub(r"\bpg:(\w+)", r'<a href="#\1"><code>pg:\1</code></a>', str(escape(text))))


def page(language: str) -> str:
    """The page in one language."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["linked"] = terms_linked
    reference = Reference(language)
    other = next(one for one in PAGES if one != language)
    made = environment.get_template("reference.html.jinja").render(
        r=reference, w=reference.word, language=language, other=other, other_page=PAGES[other]
    )
    return re.sub(r"\n{2,}", "\n", made).strip() + "\n"


def main() -> int:
    """Write both pages; prints the names of those that changed."""
    OUT.mkdir(parents=True, exist_ok=True)
    for language, name in PAGES.items():
        path, made = OUT / name, page(language)
        if not path.exists() or path.read_text("utf-8") != made:
            path.write_text(made, "utf-8")
            print(f"{path.relative_to(HERE.parent)}: renewed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
