"""What an auditor asks: which central directive is carried out where, what is unassigned, undated, overdue.

The report says what the collection shows, never what happened: beside every figure stand what the collection holds,
the cut-off date and the rule.
"""

from policygraph.audit.chains import Loose
from policygraph.audit.conflicts import Conflict
from policygraph.audit.coverage import ENOUGH, Carrying, Cell, Deadline, Place, Rules, carried_out_by, cells_of, matrix
from policygraph.audit.duties import Duty, duties_of
from policygraph.audit.findings import SEVERITIES, AuditFinding
from policygraph.audit.merging import Merging
from policygraph.audit.periods import Period, periods
from policygraph.audit.report import AuditReport, Holding, audit
from policygraph.audit.reported import Published, Reported
from policygraph.audit.standing import GROUPS, Share, Standing, formula, shares, standings
from policygraph.audit.states import State, side
from policygraph.audit.tasks import Part, TaskRow
from policygraph.facts import Timing

__all__ = [
    "ENOUGH",
    "GROUPS",
    "SEVERITIES",
    "AuditFinding",
    "AuditReport",
    "Carrying",
    "Cell",
    "Conflict",
    "Deadline",
    "Duty",
    "Holding",
    "Loose",
    "Merging",
    "Part",
    "Period",
    "Place",
    "Published",
    "Reported",
    "Rules",
    "Share",
    "Standing",
    "State",
    "TaskRow",
    "Timing",
    "audit",
    "carried_out_by",
    "cells_of",
    "duties_of",
    "formula",
    "matrix",
    "periods",
    "shares",
    "side",
    "standings",
]
