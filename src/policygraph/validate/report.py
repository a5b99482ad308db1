"""What validation gives: results, their order, and the report for people and for programs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from policygraph import labels
from policygraph.findings import Severity

SEVERITIES = (Severity.VIOLATION, Severity.WARNING, Severity.INFO)  #: the worst first


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that somebody should look at: what rule, on what node, in which words of which file."""

    shape: str  #: IRI of the property shape, of the check, or of the kind of finding
    severity: Severity
    focus: str  #: IRI of the node it speaks of
    path: str | None
    value: str | None
    message_vi: str
    message_en: str
    file: str | None
    quote: str | None
    node: str | None = None  #: IRI of the pg:Finding, where the result is one
    component: str | None = None  #: IRI of the SHACL constraint component that found it

    @property
    def name(self) -> str:
        """The last piece of the shape's IRI: "task-has-lead", "invalid-date"."""
        return re.split(r"[/#]", self.shape)[-1]

    @property
    def id(self) -> str:
        """The same for the same fault in every build, whatever the message says: "task-has-lead-5d1f0c2a"."""
        said = (self.shape, self.node or self.focus, self.path, self.value, self.quote)
        return f"{self.name}-{hashlib.sha256(chr(0).join(part or '' for part in said).encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong and what to do, apart; nothing to do is an empty string."""

    fault_vi: str
    fault_en: str
    todo_vi: str
    todo_en: str


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All results in one order; ``conforms`` where none of them is a violation."""

    conforms: bool
    results: tuple[Result, ...]

    @property
    def by_severity(self) -> dict[Severity, tuple[Result, ...]]:
        """The results of each severity, the worst first; every severity is there.

        >>> list(report_of([]).by_severity)
        [<Severity.VIOLATION: 'violation'>, <Severity.WARNING: 'warning'>, <Severity.INFO: 'info'>]
        """
        return {severity: tuple(r for r in self.results if r.severity == severity) for severity in SEVERITIES}


def report_of(results: Iterable[Result]) -> ValidationReport:
    """The report of these results: each once, in order.

    >>> report_of([]).conforms
    True
    """
    ordered = tuple(sorted(set(results), key=order))
    return ValidationReport(all(r.severity != Severity.VIOLATION for r in ordered), ordered)


def order(result: Result) -> tuple[object, ...]:
    texts = (result.file, result.shape, result.focus, result.path, result.value, result.quote, result.message_en)
    last = (result.message_vi, result.node, result.component)
    return (SEVERITIES.index(result.severity), *(text or "" for text in (*texts, *last)))


def said(result: Result) -> Said:
    """What is wrong, and what to do: as the catalogue advises (``advice.<name>``), else as the message ends.

    >>> shape = "urn:x/s"
    >>> said(Result(shape, Severity.WARNING, "urn:f", None, None, "Sai; hãy sửa.", "Wrong; mend it.", None, None))
    Said(fault_vi='Sai.', fault_en='Wrong.', todo_vi='Hãy sửa.', todo_en='Mend it.')
    """
    vi, en = result.message_vi, result.message_en
    if advice := labels.find(f"advice.{result.name}"):
        return Said(_capital(vi), _capital(en), advice.vi, advice.en)
    if "; " in vi and "; " in en:
        (fault_vi, todo_vi), (fault_en, todo_en) = vi.rsplit("; ", 1), en.rsplit("; ", 1)
        return Said(f"{_capital(fault_vi)}.", f"{_capital(fault_en)}.", _capital(todo_vi), _capital(todo_en))
    return Said(_capital(vi), _capital(en), *labels.pair(f"advice.{result.severity}"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def render_text(report: ValidationReport, limit: int | None = None) -> str:
    """The report for people: a verdict, then each severity with at most ``limit`` results (all for `None`).

    >>> print(render_text(report_of([])))
    Đạt: không có vi phạm / Conforms: no violation
    """
    count = len(report.by_severity[Severity.VIOLATION])
    lines = [labels.both("validate.conforms") if report.conforms else labels.both("validate.fails", count=count)]
    for severity, results in report.by_severity.items():
        if not results:
            continue
        lines += ["", f"{labels.both(f'validate.{severity}')} ({len(results)})"]
        for result in results[:limit]:
            lines += _lines(result)
        if limit is not None and len(results) > limit:
            lines.append("  " + labels.both("validate.more", count=len(results) - limit))
    return "\n".join(lines)


def _lines(result: Result) -> list[str]:
    words = said(result)
    lines = [f"- {words.fault_vi}", f"  {words.fault_en}", f"  → {words.todo_vi} / {words.todo_en}"]
    lines.append("  " + " · ".join(part for part in (result.id, result.file, result.focus) if part))
    if result.quote:
        quote = " ".join(result.quote.split())
        lines.append(f"  «{quote if len(quote) <= 200 else quote[:199] + '…'}»")
    return lines


def as_json(report: ValidationReport) -> str:
    """The report for programs; the same report gives the same text.

    >>> print(as_json(report_of([])))
    {
     "conforms": true,
     "counts": {
      "violation": 0,
      "warning": 0,
      "info": 0
     },
     "results": []
    }
    """
    counts = {str(severity): len(results) for severity, results in report.by_severity.items()}
    content: dict[str, Any] = {"conforms": report.conforms, "counts": counts, "results": []}
    for result in report.results:
        words = said(result)
        todo = {"todo_vi": words.todo_vi, "todo_en": words.todo_en}
        content["results"].append({"id": result.id, "rule": result.name, **asdict(result), **todo})
    return json.dumps(content, ensure_ascii=False, indent=1)
