"""Who carries out what: the documents, tasks and agencies of a store as a NetworkX graph, walked up and down.

Every edge points up (agency -> task -> document -> the document it carries out) and carries its sentences. Only
``implements``, and ``continues`` marked as such, make a chain: a legal basis, a mention and a task's own order are
other edges and never count for one another.
"""

from typing import TYPE_CHECKING

from policygraph.chain.faults import Fault, faults
from policygraph.chain.given import Charge, charges, task_rows
from policygraph.chain.model import CHAIN, ROLES, Agency, Assignment, Document, Lead, Leads, Proof, Step, Task, shown
from policygraph.chain.names import Match, NotFound, find, one
from policygraph.chain.read import (
    Quotes,
    agencies,
    around,
    documents,
    documents_among,
    leads,
    load,
    of_agency,
    relations,
)
from policygraph.chain.walk import (
    all_paths,
    assignments,
    data,
    documents_of,
    down,
    label,
    longest_trail,
    on,
    proofs,
    quotes,
    sentences,
    statements,
    task_proofs,
    up,
)

if TYPE_CHECKING:
    from policygraph.chain.read import Graph

__all__ = [
    "CHAIN", "ROLES", "Agency", "Assignment", "Charge", "Document", "Fault", "Graph", "Lead", "Leads", "Match",
    "NotFound", "Proof", "Quotes", "Step",
    "Task", "agencies", "all_paths", "around", "assignments", "charges", "data", "documents", "documents_among",
    "documents_of", "down", "faults", "find",
    "label", "leads", "load", "longest_trail", "of_agency", "on", "one", "proofs",
    "quotes", "relations", "sentences", "shown", "statements", "task_proofs", "task_rows", "up",
]  # fmt: skip
