"""What a figure was measured on, in a line."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """Processors, memory, system and Python of this machine.

    >>> "Python" in machine()
    True
    """
    info = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] \
        if info.exists() else []  # fmt: skip
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    processor = names[0] if names else platform.processor() or platform.machine()
    return (f"{os.cpu_count()} x {processor}, {memory:.0f} GiB, {platform.system()},"
            f" Python {platform.python_version()}")  # fmt: skip


if __name__ == "__main__":
    print(machine())
