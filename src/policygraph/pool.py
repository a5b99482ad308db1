"""Who works: this process, worker processes beside it, or a cluster. The same batches give the same results."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from types import TracebackType
from typing import Any, Self, TypeVar

from policygraph.errors import PolicyGraphError
from policygraph.labels import both

Batch = TypeVar("Batch")
Result = TypeVar("Result")

CLUSTER = "dask://"
#: When circles are looked for: facts are many small values without any, and a look at all of them costs a tenth.
_SELDOM = (100_000, 50, 100)
_AHEAD = 2  #: batches in hand for each worker: one is worked at, one waits


class Pool:
    """Maps functions over batches. ``workers`` is a number, or ``dask://host:port``; 1 works in this process.

    Raises `PolicyGraphError` where ``workers`` is neither, or nobody answers there.
    """

    def __init__(self, workers: int | str = 1) -> None:
        self._size, self._address = _read(workers)
        self._executor: Executor | None = None
        self._client: Any = None
        self._usual = gc.get_threshold()

    def map(self, work: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """The result of each batch, as they are done; few batches are in hand at a time. One batch needs no helper."""
        waiting = iter(batches)
        first = list(islice(waiting, 2))
        if len(first) < 2 or (self._size == 1 and not self._address):
            yield from map(work, chain(first, waiting))
            return
        executor, futures = self._open(), set[Future[Result]]()
        waiting = chain(first, waiting)
        try:
            for batch in islice(waiting, _AHEAD * self._size):
                futures.add(executor.submit(work, batch))
            while futures:
                done, futures = wait(futures, return_when=FIRST_COMPLETED)
                for batch in islice(waiting, len(done)):
                    futures.add(executor.submit(work, batch))
                yield from (future.result() for future in done)
        except BrokenProcessPool as error:
            raise PolicyGraphError(both("workers.broken")) from error
        finally:
            for future in futures:
                future.cancel()

    def _open(self) -> Executor:
        if self._executor is None:
            self._executor = self._cluster() if self._address else ProcessPoolExecutor(
                self._size, multiprocessing.get_context("forkserver"), _begin
            )  # fmt: skip
        return self._executor

    def _cluster(self) -> Executor:
        try:
            import distributed
        except ImportError as error:
            raise PolicyGraphError(both("workers.no-dask")) from error
        connect: Any = distributed.Client
        try:
            self._client = connect("tcp://" + self._address.removeprefix(CLUSTER), timeout=10, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise PolicyGraphError(both("workers.unreachable", at=self._address)) from error
        self._size = max(1, sum(self._client.nthreads().values()))
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def __enter__(self) -> Self:
        self._usual = gc.get_threshold()
        gc.set_threshold(*_SELDOM)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        gc.set_threshold(*self._usual)
        if isinstance(self._executor, ProcessPoolExecutor):
            self._executor.shutdown(wait=kind is None, cancel_futures=True)
        if self._client is not None:
            self._client.close()


def _begin() -> None:
    """Make ready a worker: Ctrl-C goes to every process of a terminal, and the one that writes says when to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*_SELDOM)


def _read(workers: int | str) -> tuple[int, str]:
    """The number of workers and the address of the cluster.

    >>> _read("2"), _read("dask://127.0.0.1:8786")
    ((2, ''), (1, 'dask://127.0.0.1:8786'))
    """
    text = str(workers)
    if text.startswith(CLUSTER):
        return 1, text
    if not text.isdecimal() or int(text) < 1:
        raise PolicyGraphError(both("workers.unknown", text=text))
    return int(text), ""
