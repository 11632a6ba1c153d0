"""Who does the jobs: this very process, or processes of this machine; pipeline.workers.dask has the
machines of a Dask cluster. Only the one who hands out jobs writes results."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Protocol

from pipeline.workers.job import Job
from pipeline.workers.perform import Process, perform
from pipeline.workers.supervisor import Done, Limits, Supervisor

OnPage = Callable[[int, int, int], None]
"""Told the number of a job, its pages done and its pages in all."""


class Executor(Protocol):
    """Does jobs in any order, several at once."""

    @property
    def room(self) -> int:
        """How many jobs it takes at once; more would only wait."""
        ...

    def start(self, number: int, job: Job) -> None:
        """Take a job; number: by which it is told apart."""
        ...

    def wait(self, on_page: OnPage) -> tuple[int, Done]:
        """The next job that came to its end. Only to be called while one is under way."""
        ...

    def close(self) -> None:
        """End all; jobs under way are lost."""
        ...


class Serial:
    """One job after the other in this process, with no limits: what a crash would take along
    is the caller's own."""

    room = 1

    def __init__(self, process: Process | None = None) -> None:
        """process: reads a document instead of the stages."""
        self._process = process
        self._waiting: deque[tuple[int, Job]] = deque()

    def start(self, number: int, job: Job) -> None:
        self._waiting.append((number, job))

    def wait(self, on_page: OnPage) -> tuple[int, Done]:
        number, job = self._waiting.popleft()
        began = time.monotonic()

        def progress(done: int, total: int) -> None:
            on_page(number, done, total)

        answer = perform(job, progress, self._process)
        return number, Done(answer, 1, time.monotonic() - began, 0)

    def close(self) -> None:
        self._waiting.clear()


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Processes:
    """As many worker processes as wanted, each with its limits; started when first needed."""

    def __init__(self, size: int, limits: Limits | None = None) -> None:
        self.room = size
        self._limits = limits or Limits()
        self._jobs: SimpleQueue[tuple[int, Job] | None] = SimpleQueue()
        self._said: SimpleQueue[tuple[int, Done | tuple[int, int] | Exception]] = SimpleQueue()
        self._supervisors: list[Supervisor] = []
        self._threads: list[threading.Thread] = []
        self._busy = 0

    def start(self, number: int, job: Job) -> None:
        self._busy += 1
        if len(self._threads) < min(self._busy, self.room):
            supervisor = Supervisor(self._limits)
            thread = threading.Thread(target=self._serve, args=(supervisor,), daemon=True)
            self._supervisors.append(supervisor)
            self._threads.append(thread)
            thread.start()
        self._jobs.put((number, job))

    def _serve(self, supervisor: Supervisor) -> None:
        while (order := self._jobs.get()) is not None:
            number, job = order

            def progress(done: int, total: int, number: int = number) -> None:
                self._said.put((number, (done, total)))

            try:
                self._said.put((number, supervisor.run(job, progress)))
            except Exception as error:  # goes to the one who waits
                self._said.put((number, error))

    def wait(self, on_page: OnPage) -> tuple[int, Done]:
        while True:
            try:
                number, said = self._said.get(timeout=0.5)
            except Empty:
                continue  # wakes up for Ctrl-C where a lock would not
            if isinstance(said, tuple):
                on_page(number, *said)
                continue
            self._busy -= 1
            if isinstance(said, Exception):
                raise said
            return number, said

    def close(self) -> None:
        for _ in self._threads:
            self._jobs.put(None)
        for supervisor in self._supervisors:
            supervisor.close()
        for thread in self._threads:
            thread.join(timeout=10)
