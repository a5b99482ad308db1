"""What an auditor asks: which central directive is carried out where, what is unassigned, undated, overdue.

The report says what the collection shows, never what happened: beside every figure stand what the collection holds,
the cut-off date and the rule.
"""

from policygraph.audit.cells import ENOUGH, Carrying, Cell, Coverage, Deadline, Place, Rules
from policygraph.audit.chains import Loose
from policygraph.audit.conflicts import Conflict
from policygraph.audit.covering import carried_out_by, coverage, coverage_of, deadlines_of, matrix
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
    "Coverage",
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
    "coverage",
    "coverage_of",
    "deadlines_of",
    "duties_of",
    "formula",
    "matrix",
    "periods",
    "shares",
    "side",
    "standings",
]
