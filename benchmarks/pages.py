"""How long the server takes for each kind of page: ``python -m benchmarks.pages [DOCUMENTS]`` (2,000 unless told else).

Prints the time to build and to open the collection, then the middle and the 95th percentile of 200 requests a kind of
page, each to another document, agency or text: as a client waits (without a browser, one request at a time), and, where
the system tells, what the server itself computed, which a busy machine does not change.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

import httpx
from tools.server import serve

from benchmarks.corpus import store
from policygraph import chain, identity
from policygraph import store as stores

REQUESTS = 200
SETTLE = 10  #: seconds after the start: what no first reader waits for is counted then
#: What a page may take, in milliseconds, of 95 in 100 requests.
BOUNDS = {"search": 100, "document": 100, "read": 100, "chain": 100, "coverage": 300, "directive": 300, "agency": 100}


def main(documents: int, folder: Path) -> int:
    """Print the figures; the number of bounds that were not kept."""
    start = time.perf_counter()
    at = store(folder, documents)
    print(f"collection of {documents} documents: built in {time.perf_counter() - start:.0f} s (0 where it was there)")
    start = time.perf_counter()
    server, address = serve(at)
    print(f"server ready after {time.perf_counter() - start:.1f} s")
    try:
        with httpx.Client(base_url=address, timeout=600) as client:
            time.sleep(SETTLE)
            return sum(_measured(client, server.pid, name, where) for name, where in _addresses(at).items())
    finally:
        server.terminate()


def _addresses(at: Path) -> dict[str, Callable[[], str]]:
    """For each kind of page, something that gives one address after another."""
    chance = random.Random(1)
    with stores.open(at, read_only=True) as opened:
        known, agencies = chain.documents(opened), chain.agencies(opened)
    loaded = [_tail(d.iri) for d in known.values() if d.file]
    central = [_tail(d.iri) for d in known.values() if d.central]
    busy = [iri.removeprefix(identity.ID) for iri, agency in agencies.items() if agency.used and "/agency/" in iri]
    words = sorted({word for d in known.values() for word in (d.title or "").split() if len(word) > 1})
    numbers = [d.number for d in known.values() if d.number]

    def typed() -> str:
        few = " ".join(chance.sample(words, 2)) if chance.random() < 0.5 else f"ke hoach {chance.choice(numbers)}"
        return str(httpx.URL("/", params={"q": few}))

    return {
        "search": typed,
        "document": lambda: f"/document/{chance.choice(loaded)}",
        "read": lambda: f"/read/{chance.choice(loaded)}",
        "chain": lambda: f"/chain/{chance.choice([*loaded, *central])}",
        "coverage": lambda: f"/coverage?page={chance.randint(1, 3)}",
        "directive": lambda: f"/directive/{chance.choice(central)}",
        "agency": lambda: f"/{chance.choice(busy)}",
    }


def _tail(iri: str) -> str:
    return iri.split("/id/document/")[1]


def _measured(client: httpx.Client, server: int, name: str, where: Callable[[], str]) -> bool:
    """Print one line; true where the bound was not kept."""
    first, _ = _took(client, server, where())
    waited, computed = zip(*(_took(client, server, where()) for _ in range(REQUESTS)), strict=True)
    cuts, own = quantiles(waited, n=20), quantiles(computed, n=20)
    said = f"{name:10} first {first:6.0f} ms   middle {cuts[9]:6.1f} ms   95 % {cuts[18]:6.1f} ms"
    if own[18]:
        said += f"   computed: middle {own[9]:6.1f} ms   95 % {own[18]:6.1f} ms"
    over = bool((own[18] or cuts[18]) > BOUNDS[name])
    print(f"{said}   {'OVER' if over else 'within'} {BOUNDS[name]}")
    return over


def _took(client: httpx.Client, server: int, address: str) -> tuple[float, float]:
    """Milliseconds until the answer was there, and how many of them the server computed (0: not known)."""
    start, before = time.perf_counter(), _computed(server)
    client.get(address).raise_for_status()
    return (time.perf_counter() - start) * 1000, (_computed(server) - before) / 1e6


def _computed(server: int) -> int:
    """Nanoseconds that the threads of a process ran, as Linux counts them; 0 elsewhere."""
    threads = Path(f"/proc/{server}/task")
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads.glob("*"))


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    main(size, Path(tempfile.gettempdir()) / "policygraph-benchmark")
