"""One target under atheris, which follows what code an input reaches: ``python -m tests.fuzz.guided NAME``.

What follows the name goes to libFuzzer (``-max_total_time=600``, a folder of inputs to begin with).
"""

from __future__ import annotations

import sys


def main() -> None:
    """Feed the target that the command line names."""
    import atheris

    with atheris.instrument_imports(include=["policygraph"]):
        from tests.fuzz import harness
    atheris.Setup([sys.argv[0], *sys.argv[2:]], harness.TARGETS[sys.argv[1]])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
