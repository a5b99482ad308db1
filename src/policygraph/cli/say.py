"""What commands print, as plain lines: whole in a pipe, wrapped by the terminal itself on a screen."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from policygraph import chain
from policygraph.chain import Proof, Step
from policygraph.export.files import clean
from policygraph.labels import both, catalogue, pair, vi
from policygraph.text import squeeze

if TYPE_CHECKING:
    from policygraph.audit import AuditReport, Carrying, Cell, TaskRow
    from policygraph.build import BuildReport
    from policygraph.chain import Document, Graph, Leads
    from policygraph.evaluate import Evaluation
    from policygraph.queries import Query
    from policygraph.reason import ReasonReport

_SHOWN = 10  # rows of a list that the audit prints; the workbook holds all
_PLACES = 8  # columns of places that fit on a screen; of more, the audit prints how many are in which state


def line(text: str = "") -> None:
    """One line (or several) of the answer."""
    typer.echo(clean(text))


def note(text: str) -> None:
    """Something beside the answer, on standard error."""
    typer.echo(clean(text), err=True)


def error(text: str) -> None:
    """Why nothing, or not all, could be done."""
    note(f"lỗi / error: {text}")


def heading(key: str, **values: object) -> None:
    """An empty line and a title."""
    title = both(key, **values)
    line(f"\n{title}\n{'-' * len(title)}")


def table(heads: list[str], rows: Iterable[tuple[str, ...]]) -> None:
    """A table with nothing cut off: as wide as the screen (or ``COLUMNS``), in a pipe as wide as it needs."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    screen = sys.stdout.isatty() or "COLUMNS" in os.environ
    drawn = Table(box=box.SIMPLE_HEAD if screen else box.ASCII2, show_edge=False, pad_edge=False)
    for head in heads:
        drawn.add_column(Text(clean(head)), overflow="fold", max_width=None if screen else 44)
    for row in rows:
        drawn.add_row(*(Text(clean(cell)) for cell in row))
    console = Console(width=None if screen else 1000, highlight=False, no_color=not sys.stdout.isatty())
    with console.capture() as capture:
        console.print(drawn)
    for drawn_line in capture.get().splitlines():
        typer.echo(drawn_line.rstrip())


# ---------------------------------------------------------------------------------------------- reports


def build_report(report: BuildReport) -> None:
    """What became of the files, and what the store holds."""
    for failure in report.failures:
        error(failure.reason or str(failure.path))
    for item in report.files:
        if item.same_as:
            note(both("build.same", path=item.path, other=item.same_as))
    for doubt in report.doubts:
        todo = catalogue()[f"advice.{doubt.kind}"]
        said = (f"{doubt.message_vi} {todo.vi}", f"{doubt.message_en} {todo.en}")
        note(f"{doubt.source}: " + " / ".join(said))
    if report.nothing_done:
        return
    done = Counter(str(item.outcome) for item in report.files)
    line(both("build.files", **{name: done[name] for name in ("loaded", "changed", "unchanged", "removed", "failed")}))
    if done["gone"]:
        note(both("build.gone", gone=done["gone"]))
    if not report.lineage:
        note(both("build.no-lineage"))
    line(both("build.holds", location=report.location, documents=report.documents, cited=report.cited,
              tasks=report.tasks, citations=report.citations, agencies=report.agencies))  # fmt: skip


def evaluation(found: Evaluation, *, errors: bool) -> None:
    """The figures of a comparison; with ``errors`` also each thing missed or wrong."""
    rows = [
        (name, *map(_share, (score.precision, score.recall, score.f1)), f"{score.found}/{score.wrong}/{score.missed}")
        for name, score in found.scores.items()
    ]
    table([both("evaluate.category"), "P", "R", "F1", both("evaluate.counts")], rows)
    line(both("evaluate.overall", value=f"{found.overall:.3f}", documents=found.documents))
    for name in found.absent:
        note(both("evaluate.absent", name=name))
    for name, faults in found.errors.items() if errors else ():
        line(f"\n{name}")
        for fault in faults:
            line(f"  {fault}")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def reason_report(report: ReasonReport) -> None:
    """What the reasoner said."""
    if report.skipped_because:
        error(report.skipped_because)
    elif report.ok:
        line(both("reason.consistent"))
    elif report.consistent:
        line(both("reason.unsatisfiable", classes=", ".join(report.unsatisfiable)))
    else:
        line(both("reason.inconsistent"))


def questions(catalogue: tuple[Query, ...]) -> None:
    """The named questions with their parameters."""
    for query in catalogue:
        params = " ".join(p.name if p.required else f"[{p.name}]" for p in query.params)
        line(f"{query.name} {params}".rstrip())
        line(f"    {query.title_vi} / {query.title_en}")


# ---------------------------------------------------------------------------------------------- chains


def proofs(found: tuple[Proof, ...], indent: str, most: int = 1) -> None:
    """Quoted sentences with file and offsets; how many more there are."""
    for proof in found[:most]:
        line(f"{indent}«{squeeze(proof.quote)}» [{proof.file}:{proof.start}-{proof.end}]")
    if len(found) > most:
        line(f"{indent}{both('trace.more-quotes', count=len(found) - most)}")


def document_chain(graph: Graph, iri: str, *, up: bool, leads: Leads | None = None, on: date | None = None) -> None:
    """The chain of a document with its sentences; below each loaded plan, who leads its tasks (and who holds them)."""
    line(chain.label(graph, iri))
    steps = chain.up(graph, iri) if up else chain.down(graph, iri)
    if not steps:
        line("  " + both("trace.nothing-up" if up else "trace.nothing-down"))
    for step in steps:
        step_line(graph, step, step.upper if up else step.lower, up=up)
        if leads and not up and not step.repeated:
            lead_line(chain.data(graph, step.lower), leads, "  " * (step.depth + 1), on)
    if leads and not steps and not up:
        lead_line(chain.data(graph, iri), leads, "  ", on)


def step_line(graph: Graph, step: Step, shown: str, *, up: bool) -> None:
    """One link and its sentence."""
    indent, arrow = "  " * step.depth, "→" if up else "←"
    found = chain.faults(graph, step, up=up)
    unheld, wrong = chain.Fault.NOT_HELD in found, [fault for fault in found if fault is not chain.Fault.NOT_HELD]
    again = "trace.repeated" if step.repeated else f"chain.{chain.Fault.NOT_HELD}" if unheld else ""
    label = chain.label(graph, shown) + (f" [{both(again)}]" if again else "")
    line(f"{indent}{arrow} {both(f'relation.{step.relation}')}: {label}")
    if wrong or not step.repeated:
        proofs(step.proofs, indent + "    ")
    for fault in wrong:
        line(f"{indent}    ! {both(f'chain.{fault}')}")


def lead_line(document: Document, leads: Leads, indent: str, on: date | None = None) -> None:
    """Who leads how many tasks of a document; with a day, who holds that responsibility then."""
    found = leads.get(document.iri, ())
    names = [f"{lead.name} ({lead.tasks})" for lead in found]
    if on is None and names:
        line(f"{indent}  {both('trace.leads')}: {'; '.join(names)}")
    elif names:
        line(f"{indent}  {both('trace.leads')}:")
        for lead, shown in zip(found, names, strict=True):
            line(f"{indent}    {shown}")
            held(lead.agency, on, indent + "      ", document.issued)


def held(node: str, on: date | None, indent: str, seen: date | None) -> None:
    """Who holds on a day what an agency held; nothing without a day."""
    if on:
        from policygraph.cli import heirs

        heirs.of_iri(node, on, indent, seen)


def agency(graph: Graph, iri: str, on: date | None = None) -> None:
    """What an agency is given, by document: the chain above the document, then its tasks with their sentences."""
    line(chain.label(graph, iri))
    given = chain.assignments(graph, iri)
    dates = [issued for item in given if (issued := chain.data(graph, item.task.document).issued)]
    held(iri, on, "  ", max(dates, default=None))
    if not given:
        line("  " + both("trace.nothing-given"))
    for document in dict.fromkeys(item.task.document for item in given):
        line()
        document_chain(graph, document, up=True)
        for item in given:
            if item.task.document == document:
                assignment(item, "    ")


def assignment(item: chain.Assignment, indent: str) -> None:
    """A task given to an agency, with the words that give it."""
    line(f"{indent}{item.task.path or '-'} [{both(f'role.{item.role}')}] {item.task.text}")
    proofs(item.proofs, indent + "    ")


# ---------------------------------------------------------------------------------------------- audit


def audit_report(report: AuditReport, within: int | None = None) -> None:
    """The audit in short, with what falls due ``within`` so many days; the workbook holds every row."""
    line(both("audit.head", day=chain.shown(report.as_of)))
    for key, part, whole in report.figures():
        line(f"  {part} / {whole}  {both(f'figure.{key}')}")
    coverage(report)
    loose(report)
    heading("audit.overdue", day=chain.shown(report.as_of))
    some([_due(task) for task in report.overdue])
    if within is not None:
        heading("audit.due-soon", days=within)
        some([_due(task) for task in report.due_within(within)])
    heading("audit.conflicts")
    some([f"{t.path or '-'}  {t.text}  ({'; '.join(t.agencies('lead'))}; {t.document.name})"
          for conflict in report.conflicts for t in conflict.tasks])  # fmt: skip
    heading("audit.unassigned")
    some([f"{task.path or '-'}  {task.text}  ({task.document.name})" for task in report.unassigned])
    heading("audit.findings")
    some(
        [f"{vi(f'severity.{f.severity}')}: {f.message_vi} / {f.message_en}  [{f.file or ''}]" for f in report.findings]
    )
    heading("audit.rules")
    for rule in report.rules():
        line(f"- {rule.vi}\n  {rule.en}")


def _due(task: TaskRow) -> str:
    return f"{chain.shown(task.due)}  {task.text}  ({'; '.join(task.agencies('lead'))}; {task.document.name})"


def some(rows: list[str]) -> None:
    """The first rows of a list, and how many more there are."""
    for row in rows[:_SHOWN]:
        line("  " + row)
    if len(rows) > _SHOWN:
        line("  " + both("audit.more", count=len(rows) - _SHOWN))
    if not rows:
        line("  " + both("audit.none"))


def coverage(report: AuditReport) -> None:
    """The matrix of the directives that some place carries out, and the places of which something is known.

    Of more places than a screen is wide, it gives how many are in which state; the workbook holds every cell.
    """
    from policygraph.audit import State

    heading("audit.coverage")
    places = report.known_places
    found = {cell.directive.iri for cell in report.cells if cell.state.found}
    directives = [directive for directive in report.directives if directive.iri in found]
    if len(places) <= _PLACES:
        heads = [f"{place.label} [{place.held}]" for place in places]
        rows = [tuple(_cell(report.by_pair[d.iri, place.iri]) for place in places) for d in directives]
    else:
        known = [state for state in State if any(cell.state is state for cell in report.cells)]
        heads = [vi(f"state.{state}") for state in known]
        counts = Counter((cell.directive.iri, cell.state) for cell in report.cells)
        rows = [tuple(str(counts[d.iri, state] or "") for state in known) for d in directives]
    names = [directive.label for directive in directives]
    table([vi("column.directive"), *heads], [(name, *row) for name, row in zip(names, rows, strict=True)])
    states = dict.fromkeys(cell.state for cell in report.cells if cell.place in places)
    line("; ".join("{} = {}".format(*pair(f"state.{state}")) for state in states))
    line(both("audit.held"))
    rest = len(report.places) - len(places)
    line(both("audit.other-places", count=rest))
    line(both("audit.other-directives", count=len(report.directives) - len(found)))
    for directive in report.directives:
        if directive.iri not in found and directive.iri in report.continued:
            newer = ", ".join(document.name for document in report.continued[directive.iri])
            line("  " + both("audit.continued", name=directive.name, by=newer))


def _cell(cell: Cell) -> str:
    from policygraph.audit import State

    words = vi(f"state.{cell.state}")
    behind = [_behind(item) for item in cell.carrying]
    if cell.late and cell.state is not State.IMPLEMENTED_LATE:
        words += f" ({vi('audit.late')})"
    if not behind:
        others = cell.superseded_by if cell.state is State.SUPERSEDED else cell.missing
        told = cell.state in (State.SUPERSEDED, State.INTERMEDIATE_MISSING)
        behind = [document.name for document in others] if told else []
    return f"{words}: {', '.join(behind)}" if behind else words


def _behind(item: Carrying) -> str:
    """A document behind a cell, how many days after, by when it was asked for."""
    said = [vi("audit.days", days=item.lag)] if item.lag is not None else []
    said += [vi("audit.asked", day=chain.shown(item.due))] if item.due else []
    name = item.document.number or item.document.name
    return f"{name} ({'; '.join(said)})" if said else name


def loose(report: AuditReport) -> None:
    """The plans with no central directive in their chain."""
    heading("audit.loose")
    if not report.loose:
        line("  " + both("audit.none"))
    for item in report.loose:
        above = "; ".join(item.carries_out) or both("trace.nothing-up")
        line(f"  {item.document.label} → {above}")
        proofs(item.proofs, "      ")


def day(value: Any) -> str:
    """A date as Vietnamese offices write it; empty for anything else."""
    return chain.shown(value) if isinstance(value, date) else ""
