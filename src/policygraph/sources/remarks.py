"""What a reader had to decide, as findings: each kind with how grave it is; the words stand in the labels."""

from __future__ import annotations

from policygraph.findings import Finding, Severity
from policygraph.labels import pair
from policygraph.text import SourceText

SEVERITIES = {
    "legacy-encoding": Severity.INFO,
    "tracked-changes": Severity.WARNING,
    "torn-words": Severity.INFO,
    "second-reader": Severity.INFO,
    "read-by-ocr": Severity.WARNING,
    "unread-pages": Severity.WARNING,
}


def findings(source: SourceText) -> tuple[Finding, ...]:
    """One finding for each remark, in the order in which they were made.

    >>> from policygraph.text import Layout, Remark
    >>> page = SourceText("a.docx", "0" * 64, "text/plain", "x", Layout(remarks=(Remark("legacy-encoding", "VNI"),)))
    >>> [found.message_en for found in findings(page)]
    ['The file is in the old VNI coding; it was read as Unicode.']
    """
    made = []
    for remark in source.layout.remarks:
        vi, en = pair(f"remark.{remark.kind}", detail=remark.detail)
        made.append(Finding(remark.kind, SEVERITIES[remark.kind], vi, en, source.name))
    return tuple(made)
