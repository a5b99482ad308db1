"""`Finding`: the one type for "somebody should look at this", in Vietnamese and in English."""

from __future__ import annotations

from enum import StrEnum

from policygraph.text import Evidence
from policygraph.values import value


class Severity(StrEnum):
    """How bad: a violation breaks a rule, a warning is doubtful, info is good to know."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@value
class Finding:
    """Something an auditor should look at, with the words that show it.

    ``kind`` names the rule ("invalid-date", "misprinted-number", "repeated-label", "missing-number", ...) and is
    stable between builds; ``source`` is the file's name; ``evidence`` is absent only where the finding is that
    something is missing; ``focus`` is the IRI or key of what it speaks of, where there is one.
    """

    kind: str
    severity: Severity
    message_vi: str
    message_en: str
    source: str | None = None
    evidence: Evidence | None = None
    focus: str | None = None
