"""``make docs``: write what each shown command prints into the documentation."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs.blocks import ROOT, prepare, renewed

FILES = ["README.md"]


def main() -> int:
    """Renew every file; prints the names of those that changed."""
    for name in FILES:
        path = ROOT / name
        with tempfile.TemporaryDirectory() as folder:
            new = renewed(path.read_text("utf-8"), prepare(Path(folder)))
        if new != path.read_text("utf-8"):
            path.write_text(new, "utf-8")
            print(f"{name}: renewed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
