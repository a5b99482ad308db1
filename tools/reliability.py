"""The promises of ``tools/reliability.toml``, the tests that hold them, what they measured: ``docs/reliability.md``.

``python -m tools.reliability`` runs every test that names a promise in its long form (hours); ``--short`` in the form
of ``make test``. Codes choose promises (``R1 S4``), what else follows goes to pytest (``-k soak``). A run replaces what
is known of the tests that it ran, in ``docs/reliability.json``; a short form that passes leaves the figures of a long
one. The page tells of each promise when, in which form and beside how much other work it was last measured.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from tools.machine import machine

ROOT = Path(__file__).resolve().parents[1]
PROMISES = Path(__file__).with_suffix(".toml")
OUT = ROOT / "docs" / "reliability.md"
KNOWN = OUT.with_suffix(".json")
PYTEST = [sys.executable, "-m", "pytest", "-m", "reliability", "tests"]
W3C, REASONS = ROOT / "docs" / "w3c.json", Path(__file__).with_name("w3c.toml")


@dataclass(frozen=True, slots=True)
class Ran:
    """One test: which promises it holds, how it went (passed, failed, skipped), what it measured, when and where."""

    name: str
    file: str
    promises: tuple[str, ...]
    outcome: str
    figures: tuple[str, ...]
    why: str
    when: str
    where: str
    form: str  #: long or short
    load: float = 0.0  #: processes that others kept running in the minute before


def promises() -> dict[str, dict[str, str]]:
    """The promises by code."""
    with PROMISES.open("rb") as file:
        return tomllib.load(file)


def run(more: list[str], form: str) -> list[Ran]:
    """Run the tests and tell how it went."""
    chosen = [f"--promise={word}" for word in more if word in promises()]
    rest = [word for word in more if word not in promises()]
    long = {**os.environ, "POLICYGRAPH_LONG": "1"} if form == "long" else None
    load = round(os.getloadavg()[0], 1)
    with tempfile.TemporaryDirectory(prefix="policygraph-reliability-") as folder:
        report = Path(folder) / "report.xml"
        command = [*PYTEST, f"--junitxml={report}", *chosen, *rest]
        with contextlib.suppress(KeyboardInterrupt):  # what was run until then is told
            subprocess.run(command, cwd=ROOT, env=long, check=False)
        return list(_read(report, form, load))


def _read(report: Path, form: str, load: float) -> Iterator[Ran]:
    """The tests of a report of pytest."""
    today, here = date.today().isoformat(), machine()
    for case in ET.parse(report).iter("testcase"):
        said = [(item.get("name", ""), item.get("value", "")) for item in case.iter("property")]
        bad, skipped = [*case.iter("failure"), *case.iter("error")], [*case.iter("skipped")]
        yield Ran(
            name=case.get("name", ""),
            file=case.get("classname", "").replace(".", "/") + ".py",
            promises=tuple(sorted({value for name, value in said if name == "promise"})),
            outcome="failed" if bad else "skipped" if skipped else "passed",
            figures=tuple(value for name, value in said if name == "figure"),
            why=next((item.get("message", "").split("\n")[0][:160] for item in (*bad, *skipped)), ""),
            when=today,
            where=here,
            form=form,
            load=load,
        )


def there() -> set[tuple[str, str]]:
    """The tests that hold promises now, by file and name: what is known of others is forgotten."""
    every = {**os.environ, "POLICYGRAPH_LONG": "1"}  # the long forms have cases that the short ones lack
    command = [*PYTEST, "--collect-only"]
    done = subprocess.run(command, cwd=ROOT, env=every, capture_output=True, encoding="utf-8", check=True)
    lines = (line.partition("::") for line in done.stdout.splitlines() if "::" in line)
    return {(file, name) for file, _, name in lines}


def known() -> dict[tuple[str, str], Ran]:
    """What earlier runs told, by file and name."""
    if not KNOWN.exists():
        return {}
    found = [Ran(**{**item, "promises": tuple(item["promises"]), "figures": tuple(item["figures"])})
             for item in json.loads(KNOWN.read_text("utf-8"))]  # fmt: skip
    return {(test.file, test.name): test for test in found}


def merged(before: dict[tuple[str, str], Ran], ran: list[Ran]) -> dict[tuple[str, str], Ran]:
    """What is known now: a short form says nothing new beside a long one, unless it fails."""
    tests = dict(before)
    for test in ran:
        old = tests.get((test.file, test.name))
        if old and (old.form, test.form, test.outcome) == ("long", "short", "passed"):
            continue
        tests[test.file, test.name] = test
    return tests


def written(tests: list[Ran]) -> str:
    """The page."""
    of: dict[str, list[Ran]] = defaultdict(list)
    for test in tests:
        for code in test.promises:
            of[code].append(test)
    lines = [
        "# What it promises, and what was measured",
        "",
        f"Written by `make reliability`, measured on {_where(tests) or 'no machine yet'}."
        " Short forms of the tests run with `make test`."
        " *Reach* is how far the long form is meant to go; where it was not run, or falls short, the row says so."
        " *Load* is how many processes others kept running in the minute before: this machine has few processors, and"
        " what depends on time wants it quiet.",
        "",
        "| | Promise | Reach | Tests | Last run | Measured |",
        "|---|---|---|---|---|---|",
    ]
    for code, said in promises().items():
        cells = (code, said["promise"], said["reach"], _tests(of[code]), _runs(of[code]), _measured(of[code]))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", *_w3c()]) + "\n"


def _where(tests: list[Ran]) -> str:
    return "; ".join(sorted({test.where for test in tests}))


def _runs(tests: list[Ran]) -> str:
    """The days and forms of the runs, and the load of the machine before them."""
    loads: dict[str, list[float]] = defaultdict(list)
    for test in tests:
        loads[f"{test.when}, {test.form}"].append(test.load)
    return "<br>".join(f"{said}, load {max(loads[said]):.1f}" for said in sorted(loads))


def _tests(tests: list[Ran]) -> str:
    files = sorted({test.file for test in tests})
    return "<br>".join(f"`{file}`" for file in files) or "**none**"


def _measured(tests: list[Ran]) -> str:
    """How many passed, and the figures; what failed or was skipped by name."""
    if not tests:
        return "**not measured**"
    passed = sum(test.outcome == "passed" for test in tests)
    parts = [f"{passed} of {len(tests)} passed"]
    parts += [figure for test in tests for figure in test.figures]
    parts += [f"**{test.outcome}**: `{test.name}` ({test.why})" for test in tests if test.outcome != "passed"]
    return "<br>".join(_cell(part) for part in dict.fromkeys(parts))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _w3c() -> list[str]:
    """What came of the W3C's suites when they were last run."""
    if not W3C.exists():
        return []
    said = json.loads(W3C.read_text("utf-8"))
    reasons = tomllib.loads(REASONS.read_text("utf-8"))
    left = "; ".join(f"`{name}`: {why}" for name, why in said["left out"].items())
    lines = [
        "## The W3C's suites",
        "",
        f"`make w3c SUITES=FOLDER` on {said['date']}, on {said['machine']}; FOLDER holds clones of"
        " https://github.com/w3c/rdf-tests and https://github.com/w3c/data-shapes. Queries go the way of the endpoint's"
        " (guard, worker, writers of answers), shapes through `policygraph.validate`: pyshacl as the reference, and our"
        f" own rules, which refuse shapes that they do not know. Left out: {left}.",
        "",
        "| Suite | Passed | Not passed, and why |",
        "|---|---|---|",
    ]
    for name, suite in said["suites"].items():
        failed = "<br>".join(f"`{test}`: {_cell(reasons.get(test, why))}" for test, why in suite["failed"].items())
        lines.append(f"| {name} | {suite['passed']} of {suite['total']} | {failed} |")
    return lines


def main() -> None:
    """Run, keep what was told, write the page."""
    arguments = sys.argv[1:]
    form = "short" if "--short" in arguments else "long"
    ran = run([one for one in arguments if one != "--short"], form)
    now = there()
    tests = merged(known(), ran)  # read late: another run may have told something meanwhile
    ordered = [tests[key] for key in sorted(tests.keys() & now)]
    KNOWN.write_text(json.dumps([asdict(test) for test in ordered], ensure_ascii=False, indent=1) + "\n", "utf-8")
    OUT.write_text(written(ordered), "utf-8")
    failed = [test.name for test in ran if test.outcome == "failed"]
    print(f"{OUT.relative_to(ROOT)}: {len(ran)} tests, {len(failed)} failed {' '.join(failed)}")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
