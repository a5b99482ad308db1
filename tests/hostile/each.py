"""What reading each file of a folder costs, in a process of its own each: ``python -m tests.hostile.each FOLDER``.

A JSON line a file: its name, the line of the refusal (or null), seconds of processor time, megabytes at most; those of
helpers that were started for it are in both.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from policygraph import sources
from policygraph.errors import SourceError
from policygraph.sources import package, pdf, sheet, word  # noqa: F401  what every reader needs counts for none of them


def one(path: Path) -> dict[str, object]:
    """Read it, and tell."""
    refused, begun = None, time.process_time()
    try:
        sources.read(path)
    except SourceError as error:
        refused = str(error)
    own, helpers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "name": path.name,
        "refused": refused,
        "seconds": time.process_time() - begun + helpers.ru_utime + helpers.ru_stime,
        "memory": max(own.ru_maxrss, helpers.ru_maxrss) / 1000,
    }


def main() -> None:
    """Each file in turn, so that none sees what another left behind."""
    for path in sorted(Path(sys.argv[1]).iterdir()):
        child = os.fork()
        if not child:
            print(json.dumps(one(path)), flush=True)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
