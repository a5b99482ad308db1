"""The validation report to read: a stand-alone page, a workbook; and to pass on: JSON and SHACL's own form.

Every result has an id that stays the same between builds, says what is wrong and what to do, and quotes the words.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from string import Template

from policygraph.errors import PolicyGraphError
from policygraph.export.files import clean, write
from policygraph.export.sheets import Row, Sheet, packed
from policygraph.findings import Severity
from policygraph.identity import ID
from policygraph.labels import both, pair, vi
from policygraph.resources import folder
from policygraph.validate import Result, ValidationReport, as_json, as_turtle, render_text, said

_FOLDED = 12  # more results of one rule than this are folded where they only inform
_DATELESS = date(1980, 1, 1)  # a report has no date of its own; the earliest that the file format knows
_COLUMNS = ("severity", "id", "fault", "todo", "quote", "file", "focus", "faultEn", "todoEn", "rule")


def report_bytes(report: ValidationReport, form: str) -> bytes:
    """The report as a file in one of `REPORTS`; the same report gives the same bytes.

    Raises `PolicyGraphError` for a form that is not known.
    """
    if form not in REPORTS:
        raise PolicyGraphError(both("report.format", form=form, forms=", ".join(REPORTS)))
    return REPORTS[form](report)


def write_report(report: ValidationReport, path: Path, form: str) -> None:
    """Write the report. Raises `PolicyGraphError` where the file cannot be written or the form is not known."""
    write(path, report_bytes(report, form))


def form_of(path: Path) -> str:
    """The form that a file's ending asks for: "text" where it asks for none.

    >>> form_of(Path("a.html")), form_of(Path("report"))
    ('html', 'text')
    """
    ending = path.suffix.lower().lstrip(".")
    return ending if ending in REPORTS else "text"


# ---------------------------------------------------------------------------------------------- the page


def _page(report: ValidationReport) -> bytes:
    template = Template((folder("data") / "interface" / "validation.html").read_text("utf-8"))
    failed = len(report.by_severity[Severity.VIOLATION])
    verdict = both("validate.conforms") if report.conforms else both("validate.fails", count=failed)
    counts = {str(severity): len(results) for severity, results in report.by_severity.items()}
    values = {
        "title": _safe(vi("report.title")),
        "heading": _two("report.title"),
        "verdict": _safe(verdict),
        "state": "good" if report.conforms else "bad",
        "counts": _safe(both("report.counts", **counts)),
        "summary": _summary(report),
        "body": "\n".join(_severity(severity, results) for severity, results in report.by_severity.items() if results),
    }
    return template.substitute(values).encode("utf-8")


def _rules(results: tuple[Result, ...]) -> list[tuple[str, list[Result]]]:
    """The results by rule, in order of name."""
    ordered = sorted(results, key=lambda result: result.name)  # stable: inside a rule the report's order stays
    return [(name, list(group)) for name, group in groupby(ordered, key=lambda result: result.name)]


def _summary(report: ValidationReport) -> str:
    if not report.results:
        return f"<p>{_two('report.none')}</p>"
    heads = "".join(f"<th>{_two(f'column.{key}')}</th>" for key in ("severity", "rule", "count", "fault"))
    rows = [
        f'<tr><td>{_badge(severity)}</td><td><a href="#{_anchor(severity, name)}"><code>{_safe(name)}</code></a></td>'
        f'<td class="count">{len(group)}</td><td>{_example(group)}</td></tr>'
        for severity, results in report.by_severity.items()
        for name, group in _rules(results)
    ]
    body = "\n".join(rows)
    return f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>\n{body}\n</tbody></table></div>'


def _example(results: list[Result]) -> str:
    """What the results of a rule say, or the first of them where they differ."""
    faults = list(dict.fromkeys((one.fault_vi, one.fault_en) for one in map(said, results)))
    return _said(*faults[0]) + (" …" if len(faults) > 1 else "")


def _severity(severity: Severity, results: tuple[Result, ...]) -> str:
    groups = "\n".join(_rule(severity, name, group) for name, group in _rules(results))
    return f"<h2>{_two(f'validate.{severity}')} ({len(results)})</h2>\n{groups}"


def _rule(severity: Severity, name: str, results: list[Result]) -> str:
    """One rule with its results; what they all say is said once."""
    words = [said(result) for result in results]
    faults = {(one.fault_vi, one.fault_en) for one in words}
    todos = {(one.todo_vi, one.todo_en) for one in words}
    head = [_languages("p", *next(iter(faults)))] if len(faults) == 1 else []
    head += [_todo(*next(iter(todos)))] if len(todos) == 1 else []
    items = [
        _item(result, [*([_languages("p", one.fault_vi, one.fault_en)] if len(faults) > 1 else []),
                       *([_todo(one.todo_vi, one.todo_en)] if len(todos) > 1 else [])])
        for result, one in zip(results, words, strict=True)
    ]  # fmt: skip
    shown = "" if severity == Severity.INFO and len(results) > _FOLDED else " open"
    summary = f"<summary>{_badge(severity)} <code>{_safe(name)}</code> ({len(results)})</summary>"
    inside = "\n".join([*head, "<ol>", *items, "</ol>"])
    return f'<details class="rule" id="{_anchor(severity, name)}"{shown}>{summary}\n{inside}\n</details>'


def _item(result: Result, words: list[str]) -> str:
    quote = f"<blockquote>«{_safe(' '.join(result.quote.split()))}»</blockquote>" if result.quote else ""
    identifier = _safe(result.id)
    where = [f'<a href="#{identifier}"><code>{identifier}</code></a>']
    where += [_safe(result.file)] if result.file else []
    where.append(f"<code>{_safe(result.focus.removeprefix(ID))}</code>")
    return f'<li id="{identifier}">{"".join(words)}{quote}<div class="where">{" · ".join(where)}</div></li>'


def _todo(vietnamese: str, english: str) -> str:
    return f'<p class="todo"><b>{_safe(vi("report.todo"))}.</b> {_said(vietnamese, english)}</p>'


def _languages(tag: str, vietnamese: str, english: str) -> str:
    return f"<{tag}>{_said(vietnamese, english)}</{tag}>"


def _said(vietnamese: str, english: str) -> str:
    if vietnamese == english:
        return _safe(vietnamese)
    return f'{_safe(vietnamese)} <span class="en" lang="en">{_safe(english)}</span>'


def _two(key: str) -> str:
    return _said(*pair(key))


def _badge(severity: Severity) -> str:
    return f'<span class="severity {severity}">{_safe(vi(f"severity.{severity}"))}</span>'


def _anchor(severity: Severity, name: str) -> str:
    return _safe(f"rule-{severity}-{name}")


def _safe(text: str) -> str:
    return html.escape(clean(text))


# ---------------------------------------------------------------------------------------------- the workbook


def _workbook(report: ValidationReport) -> bytes:
    parts = [
        Sheet("results", _COLUMNS, (_row(result) for result in report.results)),
        Sheet("rules", ("severity", "rule", "count", "fault"), _counted(report)),
    ]
    return packed(parts, _DATELESS)


def _row(result: Result) -> Row:
    words, severity = said(result), vi(f"severity.{result.severity}")
    where = (result.quote, result.file, result.focus.removeprefix(ID))
    return (severity, result.id, words.fault_vi, words.todo_vi, *where, words.fault_en, words.todo_en, result.name)


def _counted(report: ValidationReport) -> Iterator[Row]:
    for severity, results in report.by_severity.items():
        for name, group in _rules(results):
            yield (vi(f"severity.{severity}"), name, len(group), said(group[0]).fault_vi)


#: The forms of a report, each with what makes it.
REPORTS: dict[str, Callable[[ValidationReport], bytes]] = {
    "text": lambda report: f"{render_text(report)}\n".encode(),
    "json": lambda report: f"{as_json(report)}\n".encode(),
    "html": _page,
    "xlsx": _workbook,
    "ttl": lambda report: as_turtle(report).encode(),
}
