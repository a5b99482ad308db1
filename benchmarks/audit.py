"""The auditor's answers on a collection of a million quads: ``python -m benchmarks.audit [DOCUMENTS]``.

Prints processor time: the page of one agency (the one that leads most), the audit, and each form of the report.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from benchmarks import corpus
from policygraph import audit, queries, store
from policygraph.export import AUDITS

T = TypeVar("T")
AS_OF = date(2026, 1, 1)
PAGE, BOOK = 0.1, 10.0  # seconds that one agency's page and the workbook may take


def main(documents: int) -> None:
    """Build the collection where it is not there yet, and print a line for each answer."""
    at = corpus.store(Path(tempfile.gettempdir()) / "policygraph-bench", documents)
    with store.open(at, read_only=True) as opened:
        quads = len(opened.dump("nq").splitlines())
        agencies = sorted(queries.records(opened, "agencies"), key=lambda row: -int(str(row["leads"])))
        busiest = next(str(row["agency"]) for row in agencies if "/agency/" in str(row["agency"]))
        audit.duties_of(opened, busiest, AS_OF)  # the first answer also reads the tables
        page, duties = timed(lambda: audit.duties_of(opened, busiest, AS_OF))
        took, report = timed(lambda: audit.audit(opened, AS_OF))
    print(f"{documents} documents, {quads} quads, {len(report.tasks)} tasks")
    print(f"agency page ({len(duties)} duties): {1000 * page:.0f} ms (at most {1000 * PAGE:.0f})")
    print(f"audit: {took:.1f} s")
    for form, writer in AUDITS.items():
        seconds, data = timed(lambda writer=writer: writer(report))  # type: ignore[misc]
        bound = f" (at most {BOOK:.0f})" if form == "xlsx" else ""
        print(f"{form}: {seconds:.1f} s{bound}, {len(data) / 1e6:.1f} MB")


def timed(call: Callable[[], T]) -> tuple[float, T]:
    """What a call gives, and the processor time that it took in seconds."""
    start = time.process_time()
    found = call()
    return time.process_time() - start, found


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else corpus.MILLION)
