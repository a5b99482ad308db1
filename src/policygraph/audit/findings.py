"""What somebody should look at, as the graph holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policygraph import chain, queries
from policygraph.store import Store

if TYPE_CHECKING:
    from policygraph.chain import Graph

#: The severities of findings, the worst first.
SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Something to look at, as the graph holds it."""

    iri: str
    kind: str
    severity: str
    message_vi: str
    message_en: str
    focus: str
    file: str | None
    quote: str | None


def findings_of(store: Store, graph: Graph) -> tuple[AuditFinding, ...]:
    found = [
        AuditFinding(
            str(row["finding"]),
            str(row["kind"]),
            str(row["severity"]),
            str(row["message"] or ""),
            str(row["messageEn"] or ""),
            chain.label(graph, str(row["focus"])) if row["focus"] in graph else str(row["focus"] or ""),
            None if row["file"] is None else str(row["file"]),
            None if row["quote"] is None else str(row["quote"]),
        )
        for row in queries.records(store, "findings")
    ]
    return tuple(
        sorted(found, key=lambda item: (SEVERITIES.index(item.severity), item.file or "", item.kind, item.iri))
    )
