"""One query at a time, in a process of its own that may be killed at any moment: ``python -m policygraph.web.worker``.

A line of JSON asks (`Question`), a line of JSON and so many bytes answer. The engine may fall over or run without an
end; only this process goes with it.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from policygraph.store import PREFIXES, Table
from policygraph.web.formats import graph, table

_LINE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Question:
    """What the server asks a worker: a query that the guard has let pass, and the bounds of its answer."""

    query: str
    form: str  #: SELECT, ASK, CONSTRUCT or DESCRIBE
    answer: str  #: the name of a form of `policygraph.web.formats`; "html" gives JSON
    union: bool  #: the default graph is all graphs together
    base: str | None = None  #: what relative IRIs are relative to
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    state: str = ""
    seconds: int = 10
    rows: int = 100_000
    size: int = 64_000_000

    def line(self) -> bytes:
        """The question as one line."""
        return json.dumps(asdict(self)).encode() + b"\n"


class Failed(Exception):
    """Why there is no answer; ``problem`` is the kind of a `policygraph.web.guard.Refused`."""

    def __init__(self, problem: str, **values: object) -> None:
        super().__init__(problem)
        self.said = {"problem": problem, **values}


def main(folder: str, memory: int, state: str) -> None:
    """Answer questions from standard input until it ends. ``state`` names the present state of the store."""
    _bound(memory)
    from policygraph.export.answers import xlsx_bytes

    answers: BinaryIO = sys.stdout.buffer
    store = _open(folder)
    bool(store.query("ASK { ?s ?p ?o }"))  # what an engine puts off until its first query is done now
    xlsx_bytes(Table((), ()))  # the writer of workbooks takes a while to load
    answers.write(b"{}\n")  # ready
    answers.flush()
    for line in sys.stdin.buffer:
        asked = Question(**json.loads(line))
        if asked.state != state:
            store, state = _open(folder), asked.state
        with _alarm(asked.seconds):
            head, body = _answered(store, asked)
        answers.write(json.dumps(head | {"length": len(body)}).encode() + b"\n" + body)
        answers.flush()


def _open(folder: str) -> ox.Store:
    from policygraph import store

    return store.engine(Path(folder))


def _bound(memory: int) -> None:
    """No more memory than this, no core files, and an end when the server ends."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextlib.contextmanager
def _alarm(seconds: int) -> Any:
    """The system ends this process a little after the time is over, should the server not do so."""
    import signal

    if not hasattr(signal, "alarm"):
        yield
        return
    signal.alarm(seconds + 2)
    try:
        yield
    finally:
        signal.alarm(0)


def _answered(store: ox.Store, asked: Question) -> tuple[dict[str, Any], bytes]:
    try:
        rows, body = _run(store, asked)
        if len(body) > asked.size:
            raise Failed("size", limit=asked.size // 1_000_000)
        return {"rows": rows}, body
    except Failed as failed:
        return failed.said, b""
    except SyntaxError as error:
        return _syntax(str(error)), b""
    except MemoryError:
        return {"problem": "memory"}, b""
    except (ValueError, OSError, RuntimeError) as error:
        return {"problem": "engine", "detail": str(error).splitlines()[0][:200] if str(error) else ""}, b""


def _run(store: ox.Store, asked: Question) -> tuple[int, bytes]:
    """The number of rows, and the answer in its form."""
    graphs: dict[str, Any] = {"use_default_graph_as_union": asked.union}
    if asked.default_graphs or asked.named_graphs:
        graphs = {
            "default_graph": [ox.NamedNode(iri) for iri in asked.default_graphs],
            "named_graphs": [ox.NamedNode(iri) for iri in asked.named_graphs],
        }
    found = store.query(asked.query, base_iri=asked.base, prefixes=PREFIXES, **graphs)
    form = "json" if asked.answer == "html" else asked.answer
    if isinstance(found, ox.QueryBoolean):
        return 1, table(Table((), (), bool(found)), form)
    rows = list(itertools.islice(found, asked.rows + 1))
    if len(rows) > asked.rows:
        raise Failed("rows", limit=asked.rows)
    if isinstance(found, ox.QueryTriples):
        return len(rows), graph(rows, "nt" if asked.answer == "html" else form)
    names = tuple(variable.value for variable in found.variables)
    return len(rows), table(Table(names, tuple(tuple(row[name] for name in names) for row in rows)), form)


def _syntax(said: str) -> dict[str, Any]:
    """Where the parser stopped, and what it waited for."""
    match = _LINE.match(said)
    if match is None:
        return {"problem": "syntax", "detail": said.splitlines()[0][:200]}
    return {"problem": "syntax", "line": int(match[1]), "column": int(match[2]), "detail": match[3][:200]}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
