"""The notebooks of the documentation: run from top to bottom, and kept with what they show."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from tests.docs.blocks import ROOT

NOTEBOOKS = sorted((ROOT / "docs").glob("*.ipynb"))


def executed(path: Path, folder: Path) -> str:
    """The notebook with its outputs written anew, run in ``folder``; raises where a cell fails.

    Times of running and the version of Python are left out: the same program gives the same notebook.
    """
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(folder)}}
    ).execute()
    notebook.metadata["language_info"] = {"name": "python"}
    return str(nbformat.writes(notebook, ensure_ascii=False, indent=1)).rstrip() + "\n"
