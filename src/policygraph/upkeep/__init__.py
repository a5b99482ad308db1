"""A store in a folder over the years: is it sound, a copy of it in one file, and that copy back."""

from policygraph.upkeep.check import check
from policygraph.upkeep.copies import Copied, backup, restore

__all__ = ["Copied", "backup", "check", "restore"]
