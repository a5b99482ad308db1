"""What somebody should look at, as the graph holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policygraph import queries
from policygraph.store import Store

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


def findings_of(store: Store, labels: Mapping[str, str]) -> tuple[AuditFinding, ...]:
    """The findings, the worst first; ``labels``: what people call the things that they speak of."""
    found = [
        AuditFinding(
            str(row["finding"]),
            str(row["kind"]),
            str(row["severity"]),
            str(row["message"] or ""),
            str(row["messageEn"] or ""),
            labels.get(str(row["focus"]), str(row["focus"] or "")),
            None if row["file"] is None else str(row["file"]),
            None if row["quote"] is None else str(row["quote"]),
        )
        for row in queries.rows(queries.unordered(store, "findings"))
    ]
    return tuple(sorted(found, key=_order))


def _order(item: AuditFinding) -> tuple[int, str, str, str, str, str]:
    return SEVERITIES.index(item.severity), item.file or "", item.kind, item.iri, item.focus, item.quote or ""
