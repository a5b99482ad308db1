"""The ontology says what it uses, uses what it says, in two languages, and stays inside OWL 2 RL."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, SH, SKOS

from policygraph import lineage, reason, resources, validate
from policygraph.audit import State
from policygraph.facts import Relation, Role, Timing
from policygraph.findings import Severity
from policygraph.identity import SCHEME, concept_iri
from policygraph.outline import Kind
from policygraph.progress import Status

PG = "https://w3id.org/policygraph/ontology#"
ELI = "http://data.europa.eu/eli/ontology#"
ROOT = Path(__file__).resolve().parents[2]
VOCAB = resources.folder("data") / "vocab"

#: Properties without rdfs:domain, and why.
NO_DOMAIN = {
    "jurisdiction": "documents and agencies have one",
    "path": "provisions and tasks have one",
    "text": "provisions, tasks and targets have one",
    "order": "provisions, tasks and targets have one",
    "provision": "tasks and targets may have one",
    "asWritten": "responsibilities, schedules and status counts have one",
    "endDate": "schedules and targets have one",
    "kind": "agencies have one; places may",
    "tier": "agencies and collectives have one",
    "validFrom": "agencies and places have one",
    "validTo": "agencies and places have one",
    "succeededBy": "agencies and places have one",
    "evidence": "anything stated has it",
    "certainty": "anything stated has it",
    "inSource": "evidence, findings and status reports have it",
    **dict.fromkeys(
        ["status", "reportedOn", "reportedBy", "reportSource", "note", "sheet", "row"],
        "status reports and status counts have one",
    ),
    "findingKind": "findings have it, and shapes that speak of the same fault",
    # a sub-property takes the domain of its super-property
    **dict.fromkeys([str(relation) for relation in Relation], "sub-property of pg:cites"),
    **dict.fromkeys(
        [
            "implementedBy",
            "continuedBy",
            "basisFor",
            "proposes",
            "amendedBy",
            "replacedBy",
            "repealedBy",
            "approvedBy",
            "mentionedBy",
        ],
        "sub-property of pg:citedBy",
    ),
}
#: Properties without rdfs:range, and why.
NO_RANGE = {
    **dict.fromkeys(
        ["issued", "startDate", "endDate", "validFrom", "validTo", "changeDate", "reportedOn", "completedOn"],
        "OWL 2's datatype map has no xsd:date",
    ),
    "message": "OWL 2's datatype map has no rdf:langString",
    "relation": "its values are properties",
    "focus": "a finding may speak of anything",
    "succeededBy": "agencies and places",
    "original": "agencies and places",
    "resulting": "agencies and places",
    **{name: why for name, why in NO_DOMAIN.items() if why.startswith("sub-property")},
}
ABSTRACT = {"Statement", "Body"}


@cache
def ontology() -> Graph:
    return Graph().parse(resources.folder("ontology") / "policygraph.ttl")


@cache
def alignments() -> Graph:
    return Graph().parse(resources.folder("ontology") / "alignments.ttl")


@cache
def everything() -> Graph:
    return reason.ontology_graph()


def short(term: object) -> str:
    return str(term).removeprefix(PG)


def of_type(kind: URIRef) -> set[str]:
    return {short(term) for term in ontology().subjects(RDF.type, kind) if str(term).startswith(PG)}


CLASSES = of_type(OWL.Class)
OBJECT = of_type(OWL.ObjectProperty)
DATA = of_type(OWL.DatatypeProperty)
TERMS = sorted(CLASSES | OBJECT | DATA)


# --- terms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TERMS)
def test_term_is_labelled_and_defined_in_both_languages(name: str) -> None:
    term = URIRef(PG + name)
    for predicate in (RDFS.label, SKOS.definition):
        assert sorted(text.language for text in ontology().objects(term, predicate)) == ["en", "vi"]
    for text in ontology().objects(term, SKOS.definition):
        assert str(text).endswith("."), text


def test_every_subject_of_our_namespace_has_one_kind() -> None:
    kinds = [CLASSES, OBJECT, DATA]
    assert not any(a & b for a, b in combinations(kinds, 2))
    subjects = {short(term) for term in ontology().subjects() if str(term).startswith(PG)}
    assert subjects == set(TERMS)


def test_every_term_of_ours_that_is_used_is_declared() -> None:
    terms = {term for triple in everything() for term in triple if isinstance(term, URIRef)}
    used = {short(term) for term in terms if term.startswith(PG)}
    assert used == set(TERMS)


@pytest.mark.parametrize(
    ("predicate", "allowed"), [(RDFS.domain, NO_DOMAIN), (RDFS.range, NO_RANGE)], ids=["domain", "range"]
)
def test_properties_have_domain_and_range_or_a_reason(predicate: URIRef, allowed: dict[str, str]) -> None:
    without = {name for name in OBJECT | DATA if (URIRef(PG + name), predicate, None) not in ontology()}
    assert without == set(allowed)


def test_classes_start_with_a_capital_and_properties_do_not() -> None:
    assert all(name[0].isupper() for name in CLASSES)
    assert all(name[0].islower() for name in OBJECT | DATA)


def test_relations_are_below_cites_and_closures_are_not() -> None:
    for relation in Relation:
        supers = set(ontology().objects(URIRef(PG + relation), RDFS.subPropertyOf))
        assert URIRef(PG + "cites") in supers, relation
    closed = {short(term) for term in ontology().subjects(RDF.type, OWL.TransitiveProperty)}
    assert closed == {"implementsTransitively"}, "what texts state is never transitive"
    assert not list(ontology().objects(URIRef(PG + "implementsTransitively"), RDFS.subPropertyOf))


def test_every_relation_has_an_inverse_below_cited_by() -> None:
    for relation in Relation:
        inverse = ontology().value(None, OWL.inverseOf, URIRef(PG + relation))
        assert inverse is not None, relation
        assert (inverse, RDFS.subPropertyOf, URIRef(PG + "citedBy")) in ontology()


def test_top_classes_are_pairwise_disjoint() -> None:
    tops = {name for name in CLASSES if (URIRef(PG + name), RDFS.subClassOf, None) not in ontology()}
    groups = [tops, {"Citation", "Task", "Responsibility", "Target"}, {"Agency", "CollectiveAgency"}]
    stated = {frozenset(map(short, pair)) for pair in ontology().subject_objects(OWL.disjointWith)}
    assert {frozenset(pair) for group in groups for pair in combinations(group, 2)} <= stated


def test_header_is_fixed_and_licensed() -> None:
    head = URIRef("https://w3id.org/policygraph/ontology")
    graph = ontology()
    assert (head, RDF.type, OWL.Ontology) in graph
    assert graph.value(head, DCTERMS.license) == URIRef("https://www.apache.org/licenses/LICENSE-2.0")
    for predicate in (DCTERMS.title, DCTERMS.description):
        assert sorted(text.language for text in graph.objects(head, predicate)) == ["en", "vi"]
    version = str(graph.value(head, OWL.versionInfo))
    assert graph.value(head, OWL.versionIRI) == URIRef(f"{head}/{version}")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(graph.value(head, DCTERMS.created)))


def test_nothing_is_imported_and_nothing_is_blank() -> None:
    for graph in (everything(), ontology()):
        assert not list(graph.triples((None, OWL.imports, None)))
        # names of blank nodes change with each build
        assert not [term for triple in graph for term in triple if isinstance(term, BNode)]


# --- profile ----------------------------------------------------------------------------------------------------------

RL_AXIOMS = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf, OWL.disjointWith}
RL_TYPES = {
    OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.Ontology,
    OWL.FunctionalProperty, OWL.TransitiveProperty, OWL.SymmetricProperty,
}  # fmt: skip
RL_DATATYPES = {
    URIRef(f"http://www.w3.org/2001/XMLSchema#{name}")
    for name in ("string", "integer", "decimal", "boolean", "dateTime")
}


def test_ontology_is_owl_2_rl() -> None:
    """Named classes and these axioms only: all of them are in OWL 2 RL in every place where they stand here."""
    graph = ontology() + alignments()
    annotations = set(graph.subjects(RDF.type, OWL.AnnotationProperty)) | {RDFS.label, RDFS.comment, OWL.versionInfo}
    assert set(graph.predicates()) <= RL_AXIOMS | annotations | {RDF.type, OWL.versionIRI}
    assert set(graph.objects(None, RDF.type)) <= RL_TYPES
    for name in DATA:
        assert set(ontology().objects(URIRef(PG + name), RDFS.range)) <= RL_DATATYPES


def test_ontology_is_owl_2_dl() -> None:
    """Every term has one kind, and no property that must be simple is transitive or above a transitive one."""
    graph = ontology() + alignments()
    kinds = [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty]
    for one, other in combinations(kinds, 2):
        assert not set(graph.subjects(RDF.type, one)) & set(graph.subjects(RDF.type, other))
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        of_kind = set(graph.subjects(RDF.type, kind))
        for lower, upper in graph.subject_objects(RDFS.subPropertyOf):
            assert (lower in of_kind) == (upper in of_kind), (lower, upper)
    for predicate in (RDFS.subClassOf, RDFS.domain, OWL.disjointWith):
        used = set(graph.objects(None, predicate))
        assert used <= set(graph.subjects(RDF.type, OWL.Class))
    functional = {short(term) for term in graph.subjects(RDF.type, OWL.FunctionalProperty)}
    assert functional <= DATA, "a functional object property would merge nodes instead of reporting two"


@pytest.mark.usefixtures("java")
@pytest.mark.parametrize("with_alignments", [True, False])
def test_ontology_is_consistent_and_every_class_can_have_members(with_alignments: bool) -> None:
    report = reason.check(alignments=with_alignments)
    assert report.ok, report


# --- alignments -------------------------------------------------------------------------------------------------------


def test_alignments_only_place_our_terms_below_others() -> None:
    graph = alignments()
    head = URIRef("https://w3id.org/policygraph/alignments")
    for subject, predicate, value in graph:
        if subject == head:
            continue
        if str(subject).startswith(PG):
            assert predicate in {RDFS.subClassOf, RDFS.subPropertyOf}
            assert not str(value).startswith(PG)
        else:
            assert predicate == RDF.type, "other people's terms are declared and nothing else"


def test_alignments_of_the_vocabulary_are_there() -> None:
    expected = {
        "implements": "ensures_implementation_of", "basedOn": "based_on", "cites": "cites", "amends": "amends",
        "repeals": "repeals", "replaces": "repeals", "issued": "date_document", "number": "id_local",
    }  # fmt: skip
    for ours, theirs in expected.items():
        assert (URIRef(PG + ours), RDFS.subPropertyOf, URIRef(ELI + theirs)) in alignments()


def test_party_documents_are_not_declared_legal_resources() -> None:
    used = {str(term) for triple in alignments() for term in triple}
    wrong = {"LegalResource", "LegalResourceSubdivision", "implements", "implemented_by"}
    assert not used & {ELI + name for name in wrong}


# --- schemes ----------------------------------------------------------------------------------------------------------


def rows(table: str) -> list[dict[str, str]]:
    with (VOCAB / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def concepts(scheme: str) -> dict[str, URIRef]:
    """The concepts of a scheme by the last piece of their IRI."""
    members = everything().subjects(SKOS.inScheme, URIRef(SCHEME + scheme))
    return {str(concept).rsplit("/", 1)[-1]: URIRef(concept) for concept in members}


SCHEMES = ("role", "tier", "agency-kind", "coverage-status", "document-type", "task-status", "schedule-kind")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_scheme_is_labelled_and_its_concepts_lie_in_it(scheme: str) -> None:
    graph, node = everything(), URIRef(SCHEME + scheme)
    assert (node, RDF.type, SKOS.ConceptScheme) in graph
    for predicate in (SKOS.prefLabel, SKOS.definition):
        assert sorted(text.language for text in graph.objects(node, predicate)) == ["en", "vi"]
    assert concepts(scheme)
    for concept in concepts(scheme).values():
        assert str(concept).startswith(f"{SCHEME}{scheme}/")
        assert (concept, RDF.type, SKOS.Concept) in graph


@pytest.mark.parametrize("scheme", [name for name in SCHEMES if name != "document-type"])
def test_concepts_are_labelled_and_defined_in_both_languages(scheme: str) -> None:
    graph = everything()
    for key, concept in concepts(scheme).items():
        for predicate in (SKOS.prefLabel, SKOS.definition):
            assert sorted(text.language for text in graph.objects(concept, predicate)) == ["en", "vi"], concept
        assert str(graph.value(concept, SKOS.notation)) == key


def test_schemes_are_all_the_files() -> None:
    assert {path.stem for path in reason.ontology_files() if path.parent.name == "schemes"} == set(SCHEMES)


def test_roles_are_those_of_the_facts() -> None:
    assert set(concepts("role")) == set(Role)


def test_timings_and_statuses_are_concepts() -> None:
    assert {*concepts("schedule-kind"), Timing.NONE} == set(Timing)
    assert set(concepts("task-status")) == set(Status)


def test_states_of_the_audit_are_concepts() -> None:
    assert set(State) <= set(concepts("coverage-status"))


@pytest.mark.parametrize(("scheme", "table"), [("agency-kind", "agency_kinds.csv"), ("tier", "tiers.csv")])
def test_scheme_agrees_with_its_table(scheme: str, table: str) -> None:
    graph, found = everything(), concepts(scheme)
    grouping = {"national", "provincial"} if scheme == "tier" else set()
    assert {row["id"] for row in rows(table)} == set(found) - grouping
    for row in rows(table):
        labels = {text.language: str(text) for text in graph.objects(found[row["id"]], SKOS.prefLabel)}
        assert labels == {"vi": row["name_vi"], "en": row["name_en"]}
        if row.get("jurisdiction") in grouping:
            assert graph.value(found[row["id"]], SKOS.broader) == found[row["jurisdiction"]]


def test_document_types_agree_with_their_table() -> None:
    graph, names = everything(), {row["name_vi"] for row in rows("document_types.csv")}
    expected = {concept_iri("document-type", name): name for name in names}
    assert len(expected) == len(names), "two names with one slug"
    assert {str(concept) for concept in concepts("document-type").values()} == set(expected)
    for iri, name in expected.items():
        own = [row for row in rows("document_types.csv") if row["name_vi"] == name]
        concept = URIRef(iri)
        assert list(graph.objects(concept, SKOS.prefLabel)) == [Literal(name, lang="vi")], "exactly one, Vietnamese"
        english = {Literal(row["name_en"], lang="en") for row in own if row["name_en"]}
        assert set(graph.objects(concept, SKOS.altLabel)) == english
        assert {str(code) for code in graph.objects(concept, SKOS.notation)} == {r["code"] for r in own if r["code"]}


# --- what code, shapes and queries name -------------------------------------------------------------------------------


def files_that_name_terms() -> Iterator[Path]:
    yield from sorted((ROOT / "src").rglob("*.py"))
    yield from sorted(resources.folder("shapes").glob("*.ttl"))
    yield from sorted(resources.folder("queries").rglob("*.rq"))


@pytest.mark.parametrize("path", list(files_that_name_terms()), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_term_named_exists(path: Path) -> None:
    named = set(re.findall(r"(?<![\w-])pg:([A-Za-z]\w*)", path.read_text("utf-8")))
    assert named <= set(TERMS), f"not in ontology/policygraph.ttl: {sorted(named - set(TERMS))}"


def test_every_term_that_rdf_writes_exists() -> None:
    """``add(iri, number=...)``, ``a(iri, "Document")`` and ``pg("lead")`` of rdf name terms of the ontology."""
    written: set[str] = set()
    source = ROOT / "src" / "policygraph"
    files = [path for path in (source / "rdf.py", *sorted((source / "rdf").glob("*.py"))) if path.exists()]
    for node in (node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        strings = {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
        if name == "add":
            written |= {keyword.arg for keyword in node.keywords if keyword.arg}
        elif name in {"a", "pg"}:
            written |= strings
    assert {"number", "Evidence", "quote"} <= written, "the ways in which rdf writes have changed"
    assert written <= set(TERMS), f"not in ontology/policygraph.ttl: {sorted(written - set(TERMS))}"


@cache
def shapes() -> Graph:
    return validate.shapes_graph()


def test_every_class_has_a_shape() -> None:
    targets = {short(target) for target in shapes().objects(None, SH.targetClass)}
    below = {"Directive", "CentralDirective", "ImplementingPlan"}  # always typed pg:Document as well
    assert targets == CLASSES - ABSTRACT - below


def test_every_stated_property_has_a_shape() -> None:
    paths = {short(term) for term in shapes().objects() if str(term).startswith(PG)}
    inferred = {short(term) for term in ontology().subjects(OWL.inverseOf)} - {"task", "responsibility"}
    assert (OBJECT | DATA) - paths == inferred | {"implementsTransitively"}


@pytest.mark.parametrize(
    ("shape", "values"),
    [
        ("provision-kind", set(Kind)),
        ("finding-severity", set(Severity)),
        ("citation-relation", set(Relation)),
        ("match-kind", set(lineage.Kind)),
    ],
)
def test_lists_of_shapes_are_those_of_the_code(shape: str, values: set[str]) -> None:
    listed = shapes().value(URIRef(f"https://w3id.org/policygraph/shape/{shape}"), SH["in"])
    assert {short(value) for value in Collection(shapes(), listed)} == values


def test_change_kinds_of_the_tables_are_those_of_the_shape() -> None:
    listed = shapes().value(URIRef("https://w3id.org/policygraph/shape/change-event-kind"), SH["in"])
    known = {str(value) for value in Collection(shapes(), listed)}
    assert {row["kind"] for table in ("agency_changes.csv", "province_changes.csv") for row in rows(table)} <= known
