"""Status sheets: workbooks in which agencies report how far tasks are, read into a graph of their own.

A sheet with a column of ids and one of states reports tasks; a sheet with a column for each bucket publishes figures
without naming tasks. A row that cannot be understood is a finding that names sheet and row, and says nothing else.
"""

from policygraph.status.keep import Imported, bring
from policygraph.status.sheet import CHOICES, COUNT_COLUMNS, TASK_COLUMNS, read, titles

__all__ = ["CHOICES", "COUNT_COLUMNS", "TASK_COLUMNS", "Imported", "bring", "read", "titles"]
