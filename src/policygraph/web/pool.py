"""A few warm workers, and an end to every query: who does not answer in time is killed and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from policygraph.web.guard import Refused
from policygraph.web.worker import Question


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: ``seconds`` of evaluation, ``memory`` bytes a worker.

    ``workers`` queries run at once, ``waiting`` others wait; ``spare`` workers stand ready for those that are killed.
    One that is not done after ``grace`` seconds makes room for the next; ``long`` such go on beside, no more.
    """

    seconds: int = 10
    rows: int = 100_000
    size: int = 64_000_000
    memory: int = 2 << 30
    workers: int = 2
    waiting: int = 8
    spare: int = 2
    grace: float = 0.5
    long: int = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker made of a query."""

    rows: int
    body: bytes


class Pool:
    """Workers on one store. Use `start` and `stop` within one running loop."""

    def __init__(self, folder: str, limits: Limits, state: Callable[[], str]) -> None:
        self.folder, self.limits, self.state = folder, limits, state
        self._idle: asyncio.Queue[Process] = asyncio.Queue()
        self._all: set[Process] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._running = asyncio.Semaphore(limits.workers)
        self._long = asyncio.Semaphore(limits.long)
        self._asked = 0

    async def start(self) -> None:
        """Start the workers; returns when all are ready."""
        await asyncio.gather(*(self._add() for _ in range(self.limits.workers + self.limits.long + self.limits.spare)))

    async def stop(self) -> None:
        """End all workers."""
        for task in self._starting:
            task.cancel()
        for worker in set(self._all):
            await self._end(worker)

    async def _add(self) -> None:
        """One more worker, ready to be asked."""
        worker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "policygraph.web.worker", self.folder, str(self.limits.memory), self.state()),
            stdin=PIPE,
            stdout=PIPE,
            limit=1 << 20,
        )
        self._all.add(worker)
        assert worker.stdout is not None
        await worker.stdout.readline()
        self._idle.put_nowait(worker)

    async def _end(self, worker: Process) -> None:
        self._all.discard(worker)
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()

    async def _replace(self, worker: Process) -> None:
        await self._end(worker)
        await self._add()

    async def ask(self, question: Question) -> Answer:
        """The answer, or `Refused` with why there is none: the query is at fault, too slow, or all are busy."""
        if self._asked >= self.limits.workers + self.limits.long + self.limits.waiting:
            raise Refused("busy", 503)
        self._asked += 1
        try:
            await self._turn()
            head, body = await self._asked_of(question)
        finally:
            self._asked -= 1
        if problem := head.pop("problem", None):
            raise Refused(str(problem), _STATUS.get(str(problem), 400), **head)
        return Answer(head["rows"], body)

    async def _turn(self) -> None:
        """Wait until fewer queries run than may, as long as a query may take."""
        try:
            await asyncio.wait_for(self._running.acquire(), self.limits.seconds)
        except TimeoutError:
            raise Refused("busy", 503) from None

    async def _asked_of(self, question: Question) -> tuple[dict[str, Any], bytes]:
        """What a worker answers; one that does not, in time or at all, is replaced."""
        with contextlib.ExitStack() as turn:
            turn.callback(self._running.release)
            worker = await self._idle.get()
            try:
                answer = await self._within(asyncio.ensure_future(_exchange(worker, question)), question, turn)
            except BaseException as error:
                # also where the client went away: nobody waits for this worker's answer any more
                task = asyncio.get_running_loop().create_task(self._replace(worker))
                self._starting.add(task)
                task.add_done_callback(self._starting.discard)
                if isinstance(error, TimeoutError):
                    raise Refused("slow", 503, limit=question.seconds) from None
                if isinstance(error, ConnectionError | EOFError | ValueError):
                    raise Refused("crash", 503) from None
                raise
            self._idle.put_nowait(worker)
            return answer

    async def _within(
        self, answer: asyncio.Future[tuple[dict[str, Any], bytes]], question: Question, turn: contextlib.ExitStack
    ) -> tuple[dict[str, Any], bytes]:
        """The answer, if it comes in time; what takes long gives its turn back, so that short queries need not wait."""
        try:
            await asyncio.wait([answer], timeout=min(self.limits.grace, question.seconds))
            if not answer.done():
                if self._long.locked():
                    raise Refused("busy", 503)
                await self._long.acquire()
                turn.pop_all().close()
                turn.callback(self._long.release)
            return await asyncio.wait_for(answer, max(0.0, question.seconds - self.limits.grace))
        finally:
            answer.cancel()


_STATUS = {"size": 413, "rows": 413, "memory": 503, "engine": 400}


async def _exchange(worker: Process, question: Question) -> tuple[dict[str, Any], bytes]:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(question.line())
    await worker.stdin.drain()
    line = await worker.stdout.readline()
    if not line:
        raise EOFError
    head = json.loads(line)
    return head, await worker.stdout.readexactly(head.pop("length"))
