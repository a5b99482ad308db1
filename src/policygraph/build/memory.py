"""How much memory a build may take: how many workers fit, and how many lines are gathered before they are written.

What a text takes to be read is bounded by the limits of `sources.Options`; recognising scans takes more than is
counted here.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from policygraph.errors import PolicyGraphError
from policygraph.labels import both

MB = 1_000_000
GATHERED = 100 * MB  #: N-Quads that are gathered where nobody sets a limit: the engine merges what few loads left less

# measured on 10,000 documents of 20 kB (benchmarks/scale.py)
_SELF = 200 * MB  #: this process before it writes anything
_ENGINE = 120 * MB  #: what the store keeps for itself
_WORKER = 130 * MB  #: one worker process
_TIMES = 6  #: of the lines that are written at a time, all copies together
_LEAST = 21 * MB  #: lines at a time: fewer are not loaded in bulk, and fill the engine's buffers instead


@dataclass(frozen=True, slots=True)
class Limit:
    """So many megabytes for this process and its workers; `None` for as much as it takes.

    >>> Limit(None).workers("8"), Limit(500).workers("8"), Limit(600).workers("dask://host:8786")
    ('8', '1', 'dask://host:8786')
    """

    megabytes: int | None = None

    def workers(self, wanted: int | str) -> str:
        """As many of the workers as fit; at least this process. Raises `PolicyGraphError` where not even it does."""
        if self.megabytes is None or not str(wanted).isdecimal():
            return str(wanted)
        left = self.megabytes * MB - self.least()
        if left < 0:
            raise PolicyGraphError(both("memory.too-small", limit=self.megabytes, least=self.least() // MB))
        fit = left // _WORKER  # one worker is this process itself, which needs no other
        return str(min(int(wanted), fit) if fit > 1 else 1)

    @staticmethod
    def least() -> int:
        """The bytes with which a build of any size can begin."""
        return _SELF + _ENGINE + _TIMES * _LEAST

    def gathered(self, workers: int | str) -> int:
        """How many bytes of lines may be gathered now. Raises `PolicyGraphError` where what is left is too little."""
        if self.megabytes is None:
            return GATHERED
        others = int(workers) if str(workers).isdecimal() and int(workers) > 1 else 0
        taken = max(resident(), _SELF) + _ENGINE + others * _WORKER
        left = (self.megabytes * MB - taken) // _TIMES
        if left < _LEAST:
            least = -(-(taken + _TIMES * _LEAST) // MB)
            raise PolicyGraphError(both("memory.too-small", limit=self.megabytes, least=least))
        return min(GATHERED, left)


def resident() -> int:
    """The bytes of memory that this process holds; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
