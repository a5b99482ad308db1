"""The validation report as text, JSON, page, workbook and SHACL: what it says, and that words stay words."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, SH

from policygraph import build, labels, store, validate
from policygraph.errors import PolicyGraphError
from policygraph.export import REPORTS, form_of, report_bytes, write_report
from policygraph.export.validation import _FOLDED
from policygraph.findings import Severity
from policygraph.validate import Result, ValidationReport, report_of, said
from policygraph.validate.place import messages

PAYLOADS = [
    "<script>alert(1)</script>", "</title><img src=x onerror=alert(1)>", '" onmouseover="alert(1)', "$body ${title} $$",
    "=HYPERLINK(\"http://x\";\"y\")", "+1+1", "-2", "@SUM(A1)", "\t=1", "&lt;b&gt;", "a\x00b\x1b[31m", "{count} {0}",
    "]]> --> ''' \\\"", "ngày 31/6/2022 «điểm»",
]  # fmt: skip


def result(severity: Severity = Severity.WARNING, **changed: str | None) -> Result:
    values: dict[str, str | None] = {
        "shape": "https://w3id.org/policygraph/shape/task-has-lead", "focus": "https://w3id.org/policygraph/id/x",
        "path": "pg:lead", "value": None, "message_vi": "Không có ai chủ trì; hãy xem câu trích.",
        "message_en": "No lead; look at the quote.", "file": "a.txt", "quote": "Xây dựng đề án",
    }  # fmt: skip
    return Result(severity=severity, **(values | changed))  # type: ignore[arg-type]


def nasty(text: str) -> Result:
    return result(message_vi=text, message_en=text, quote=text, file=text, value=text, focus=f"urn:x:{len(text)}")


@pytest.fixture(scope="module")
def five(documents: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValidationReport]:
    folder = tmp_path_factory.mktemp("five") / "store"
    build.build(documents, folder)
    with store.open(folder, read_only=True) as opened:
        yield validate.validate(opened)


class Elements(HTMLParser):
    """The elements, attributes and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)


# --- ids and words ----------------------------------------------------------------------------------------------------


def test_ids_are_unique_and_the_same_in_every_build(
    five: ValidationReport, documents: list[Path], tmp_path: Path
) -> None:
    ids = [one.id for one in five.results]
    assert len(set(ids)) == len(ids) > 20
    build.build(documents[::-1], tmp_path / "store")
    with store.open(tmp_path / "store", read_only=True) as opened:
        assert [one.id for one in validate.validate(opened).results] == ids


def test_id_does_not_hang_on_the_wording() -> None:
    assert result().id == result(message_vi="Khác", message_en="Other", file="b.txt").id
    differing = [result(quote="x"), result(focus="urn:y"), result(value="1"), result(path="pg:text"), result()]
    assert len({one.id for one in differing}) == len(differing)
    assert re.fullmatch(r"task-has-lead-[0-9a-f]{8}", result().id)


def test_two_findings_of_one_kind_on_one_document_have_two_ids() -> None:
    assert result(node="urn:a", quote=None).id != result(node="urn:b", quote=None).id


def test_what_to_do_is_told_apart() -> None:
    words = said(result())
    assert (words.fault_vi, words.todo_vi) == ("Không có ai chủ trì.", "Hãy xem câu trích.")
    assert (words.fault_en, words.todo_en) == ("No lead.", "Look at the quote.")


def test_advice_of_the_catalogue_comes_first() -> None:
    words = said(result(shape="https://w3id.org/policygraph/finding/missing-number", message_vi="Không số."))
    assert words.fault_vi == "Không số."
    assert (words.todo_vi, words.todo_en) == labels.pair("advice.missing-number")


@pytest.mark.parametrize("severity", list(Severity))
def test_without_advice_the_severity_says_what_to_do(severity: Severity) -> None:
    words = said(result(severity, message_vi="Sai", message_en="Wrong"))
    assert (words.todo_vi, words.todo_en) == labels.pair(f"advice.{severity}")


def test_every_finding_and_doubt_of_the_five_has_advice_of_its_own(five: ValidationReport) -> None:
    general = {labels.pair(f"advice.{severity}") for severity in Severity}
    for one in five.results:
        words = said(one)
        assert (words.todo_vi, words.todo_en) not in general, one.name


def test_every_doubtful_shape_and_check_says_what_to_do() -> None:
    shapes = validate.shapes_graph()
    texts = [
        (str(shape), *messages(shapes, shape, SH.message))
        for severity in (SH.Warning, SH.Info)
        for shape in shapes.subjects(SH.severity, severity)
    ]
    texts += [(validate.CHECK + check.name, check.message_vi, check.message_en) for check in validate.checks()]
    general = {labels.pair(f"advice.{severity}") for severity in Severity}
    assert len(texts) > 30
    for shape, vietnamese, english in texts:
        words = said(result(shape=shape, message_vi=vietnamese, message_en=english))
        assert (words.todo_vi, words.todo_en) not in general, shape


def test_advice_is_for_something_that_exists() -> None:
    source = Path(validate.__file__).parents[1]
    code = "".join(path.read_text("utf-8") for path in sorted(source.rglob("*.py")))
    shapes = {str(shape).rsplit("/", 1)[-1] for shape in validate.shapes_graph().subjects(SH.severity, None)}
    names = {key.removeprefix("advice.") for key in labels.catalogue() if key.startswith("advice.")}
    unknown = {name for name in names - set(Severity) - shapes if f'"{name}"' not in code}
    assert not unknown


# --- forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", REPORTS)
def test_the_same_report_gives_the_same_bytes(form: str, five: ValidationReport) -> None:
    assert report_bytes(five, form) == report_bytes(report_of(reversed(five.results)), form)


@pytest.mark.parametrize("form", REPORTS)
def test_an_empty_report_can_be_written(form: str, tmp_path: Path) -> None:
    write_report(report_of([]), tmp_path / "deep" / f"report.{form}", form)
    assert (tmp_path / "deep" / f"report.{form}").stat().st_size > 0


def test_an_unknown_form_is_said() -> None:
    with pytest.raises(PolicyGraphError, match=r"pdf.*text, json, html, xlsx, ttl"):
        report_bytes(report_of([]), "pdf")


def test_form_follows_the_ending() -> None:
    assert [form_of(Path(name)) for name in ("a.HTML", "a.xlsx", "a.txt", "a")] == ["html", "xlsx", "text", "text"]


def test_json_says_id_quote_and_what_to_do(five: ValidationReport) -> None:
    content = json.loads(report_bytes(five, "json"))
    assert len(content["results"]) == len(five.results)
    date = next(one for one in content["results"] if one["rule"] == "invalid-date")
    assert date["quote"] == "Trước ngày 31/6/2022"
    assert date["file"] == "003_241023ceb20e6f40.txt"
    assert date["todo_vi"] == labels.vi("advice.invalid-date")
    assert date["id"].startswith("invalid-date-")


def test_page_says_everything_once_and_links_to_each_result(five: ValidationReport) -> None:
    page = report_bytes(five, "html").decode("utf-8")
    found = Elements(page)
    anchors = [value for name, value in found.attributes if name == "id"]
    assert len(set(anchors)) == len(anchors)
    assert {one.id for one in five.results} <= set(anchors)
    links = {value for name, value in found.attributes if name == "href" and value}
    assert {link.removeprefix("#") for link in links} <= set(anchors)
    words = " ".join(" ".join(found.words).split())
    for one in five.results:
        assert " ".join((one.quote or "").split()) in words
        assert (one.file or "") in words


def test_page_asks_nothing_of_the_network_and_has_no_script(five: ValidationReport) -> None:
    page = report_bytes(five, "html").decode("utf-8")
    assert not re.search(r"\bsrc=|<link\b|@import|url\(|<script|https?://[^<]*\.(?:js|css)", page)
    assert "default-src 'none'" in page


def test_page_folds_long_lists_that_only_inform() -> None:
    many = [result(Severity.INFO, focus=f"urn:{n}") for n in range(_FOLDED + 1)]
    page = report_bytes(report_of([*many, result()]), "html").decode("utf-8")
    opened = [" open" in tag for tag in re.findall(r"<details[^>]*>", page)]
    assert opened == [True, False]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_stay_words_on_the_page(payload: str) -> None:
    page = report_bytes(report_of([nasty(payload)]), "html").decode("utf-8")
    found = Elements(page)
    assert not {"script", "img", "b>"} & set(found.tags)
    assert {name for name, _ in found.attributes} <= {
        "lang", "charset", "name", "content", "http-equiv", "class", "href", "id", "open"
    }  # fmt: skip
    visible = " ".join(re.sub(r"[\x00\x1b]", "", payload).split())
    assert visible in " ".join(" ".join(found.words).split())
    assert html.escape(visible) in " ".join(page.split())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_stay_words_in_the_workbook(payload: str) -> None:
    made = openpyxl.load_workbook(io.BytesIO(report_bytes(report_of([nasty(payload)]), "xlsx")))
    sheet = made.worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}, "no cell is a formula"
    assert re.sub(r"[\x00\x1b]", "", payload) in [cell.value for cell in cells]
    if payload.startswith(("=", "+", "-", "@", "\t")):
        assert all(cell.quotePrefix for cell in cells if str(cell.value) == payload)


def test_workbook_has_a_row_a_result_and_counts_by_rule(five: ValidationReport) -> None:
    made = openpyxl.load_workbook(io.BytesIO(report_bytes(five, "xlsx")))
    results, rules = made.worksheets
    rows = list(results.iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == [one.id for one in five.results]
    assert sum(int(str(row[2])) for row in rules.iter_rows(min_row=2, values_only=True)) == len(five.results)
    assert results.freeze_panes == "B2"


def test_shacl_report_is_one(five: ValidationReport) -> None:
    graph = Graph().parse(data=report_bytes(five, "ttl").decode("utf-8"), format="turtle")
    (top,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(top, SH.conforms) == Literal(True)
    nodes = set(graph.objects(top, SH.result))
    assert len(nodes) == len(five.results)
    assert {str(graph.value(node, DCTERMS.identifier)) for node in nodes} == {one.id for one in five.results}
    for node in nodes:
        for predicate in (RDF.type, SH.focusNode, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent):
            assert len(list(graph.objects(node, predicate))) == 1, predicate
            assert isinstance(graph.value(node, predicate), URIRef)
        assert sorted(text.language for text in graph.objects(node, SH.resultMessage)) == ["en", "vi"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_stay_words_in_turtle(payload: str) -> None:
    graph = Graph().parse(data=report_bytes(report_of([nasty(payload)]), "ttl").decode("utf-8"), format="turtle")
    (node,) = graph.subjects(RDF.type, SH.ValidationResult)
    assert graph.value(node, SH.value) == Literal(payload)
    assert graph.value(node, DCTERMS.source) == Literal(payload)
