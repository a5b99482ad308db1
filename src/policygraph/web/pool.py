"""A few warm workers, and an end to every query: who does not answer in time is killed and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
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
    One that is not done after ``grace`` seconds makes room for the next; ``long`` such go on beside, no more, and
    leave the processors to the others. ``known`` of them are kept in mind: asked again, they are long from the start.
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
    known: int = 256


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
        self._known: dict[tuple[str, str], None] = {}  #: what took long in this state of the store, oldest first
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
            with contextlib.ExitStack() as turn:
                await self._turn(question, turn)
                head, body = await self._asked_of(question, turn)
        finally:
            self._asked -= 1
        if problem := head.pop("problem", None):
            raise Refused(str(problem), _STATUS.get(str(problem), 400), **head)
        return Answer(head["rows"], body)

    async def _turn(self, question: Question, turn: contextlib.ExitStack) -> None:
        """Wait until fewer queries run than may, as long as a query may take; what is known as long does not wait."""
        if (question.state, question.query) in self._known:
            await self._as_long(turn)
            return
        try:
            await asyncio.wait_for(self._running.acquire(), self.limits.seconds)
        except TimeoutError:
            raise Refused("busy", 503) from None
        turn.callback(self._running.release)

    async def _as_long(self, turn: contextlib.ExitStack) -> None:
        if self._long.locked():
            raise Refused("busy", 503)
        await self._long.acquire()
        turn.pop_all().close()
        turn.callback(self._long.release)

    async def _asked_of(self, question: Question, turn: contextlib.ExitStack) -> tuple[dict[str, Any], bytes]:
        """What a worker answers; one that does not, in time or at all, is replaced, as is one that was slowed down."""
        worker = await self._idle.get()
        try:
            answer, slowed = await self._within(worker, question, turn)
        except BaseException as error:
            # also where the client went away: nobody waits for this worker's answer any more
            self._renew(worker)
            if isinstance(error, TimeoutError):
                raise Refused("slow", 503, limit=question.seconds) from None
            if isinstance(error, ConnectionError | EOFError | ValueError):
                raise Refused("crash", 503) from None
            raise
        if slowed:
            self._renew(worker)
        else:
            self._idle.put_nowait(worker)
        return answer

    def _renew(self, worker: Process) -> None:
        task = asyncio.get_running_loop().create_task(self._replace(worker))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _within(
        self, worker: Process, question: Question, turn: contextlib.ExitStack
    ) -> tuple[tuple[dict[str, Any], bytes], bool]:
        """The answer, if it comes in time, and whether the worker was slowed down for it.

        What takes long gives its turn back, so that short queries need not wait.
        """
        asked = (question.state, question.query)
        answer = asyncio.ensure_future(_exchange(worker, question))
        try:
            await asyncio.wait([answer], timeout=min(self.limits.grace, question.seconds))
            if answer.done():
                self._known.pop(asked, None)
                return await answer, False
            if asked not in self._known:
                self._note(asked)
                await self._as_long(turn)
            _slow_down(worker)
            return await asyncio.wait_for(answer, max(0.0, question.seconds - self.limits.grace)), True
        finally:
            answer.cancel()

    def _note(self, asked: tuple[str, str]) -> None:
        if len(self._known) >= self.limits.known:
            del self._known[next(iter(self._known))]
        self._known[asked] = None


def _slow_down(worker: Process) -> None:
    """Other processes go first from now on."""
    with contextlib.suppress(AttributeError, OSError):  # systems without priorities; a worker that is gone
        os.setpriority(os.PRIO_PROCESS, worker.pid, 15)


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
