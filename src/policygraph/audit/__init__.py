"""What an auditor asks: which central directive is carried out where, what is unassigned, undated, overdue.

The report says what the collection shows, never what happened: beside every figure stand what the collection holds,
the cut-off date and the rule.
"""

from policygraph.audit.chains import Loose
from policygraph.audit.coverage import ENOUGH, Carrying, Cell, Place, State, carried_out_by, side
from policygraph.audit.findings import SEVERITIES, AuditFinding
from policygraph.audit.report import AuditReport, Holding, audit
from policygraph.audit.tasks import TaskRow, Timing

__all__ = [
    "ENOUGH",
    "SEVERITIES",
    "AuditFinding",
    "AuditReport",
    "Carrying",
    "Cell",
    "Holding",
    "Loose",
    "Place",
    "State",
    "TaskRow",
    "Timing",
    "audit",
    "carried_out_by",
    "side",
]
