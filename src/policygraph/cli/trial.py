"""``policygraph demo``: the five real documents, from text to answers, in one go."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph import audit, build, chain, export, resources, store, validate
from policygraph.cli import loading, say
from policygraph.labels import both

if TYPE_CHECKING:
    from policygraph.chain import Assignment, Graph, Step

    Trail = tuple[tuple[Step, ...], Assignment]


def run(location: str | None, out: Path, as_of: date) -> None:
    """Build, validate, show one chain and the coverage, write the page and the workbook, say what to try next."""
    with loading.bar() as progress:
        report = build.build([resources.folder("data") / "documents"], location, progress=progress, prune=True)
    say.build_report(report)
    with store.open(location, read_only=True) as opened:
        checked = validate.validate(opened)
        graph = chain.load(opened)
        audited = audit.audit(opened, as_of)
        export.page(opened, out / "graph.html")
        found = chain.longest_trail(graph, "politburo")
        export.workbook(audited, out / "audit.xlsx")
        counts = {str(severity): len(of_it) for severity, of_it in checked.by_severity.items()}
        say.line(both("demo.conforms" if checked.conforms else "demo.fails", **counts))
        _trail(graph, found)
    say.coverage(audited)
    say.loose(audited)
    say.heading("demo.files")
    say.line(f"  {out / 'graph.html'}  {both('demo.page')}")
    say.line(f"  {out / 'audit.xlsx'}  {both('demo.workbook')}")
    _next(graph, found, location)


def _trail(graph: Graph, found: Trail | None) -> None:
    """One chain from the Politburo to a provincial department, each step with its sentence."""
    say.heading("demo.chain")
    if found is None:
        say.line("  " + both("audit.none"))
        return
    steps, lead = found
    say.line(chain.label(graph, steps[0].upper))
    for step in steps:
        say.step_line(graph, step, step.lower, up=False)
    indent = "  " * (len(steps) + 1)
    say.line(f"{indent}← {both('role.lead')}: {chain.label(graph, lead.agency or '')}")
    say.proofs(lead.proofs, indent + "    ")
    say.line(f"{indent}    {lead.task.path}: {lead.task.text}")
    say.proofs(chain.task_proofs(graph, lead.task), indent + "    ")


def _next(graph: Graph, found: Trail | None, location: str | None) -> None:
    """Three commands to try, with names that this store knows."""
    at = f" --store {location}" if location else ""
    say.heading("demo.next")
    if found:
        steps, lead = found
        say.line(f"  policygraph trace {chain.data(graph, steps[0].upper).number}{at}")
        say.line(f'  policygraph trace "{chain.label(graph, lead.agency or "")}" --up{at}')
    say.line(f"  policygraph audit{at}")
