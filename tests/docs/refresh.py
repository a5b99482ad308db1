"""``make docs``: write what each shown command prints, and what the notebooks show, into the documentation."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs.blocks import ROOT, prepare, renewed
from tests.docs.notebooks import NOTEBOOKS, executed

FILES = ["README.md"]


def main() -> int:
    """Renew every file; prints the names of those that changed."""
    for path in [ROOT / name for name in FILES] + NOTEBOOKS:
        old = path.read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            new = executed(path, Path(folder)) if path in NOTEBOOKS else renewed(old, prepare(Path(folder)))
        if new != old:
            path.write_text(new, "utf-8")
            print(f"{path.relative_to(ROOT)}: renewed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
