"""Keeps one worker process: gives it jobs one after another, watches its time and memory, and
starts another when it is lost or has served long enough."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

import psutil

from document.errors import BangdiemError, EngineFailed
from pipeline.report.fingerprint import ROOT
from pipeline.workers.job import Answer, Failed, Job, Progress

LOOK_SECONDS = 0.25
"""How often time and memory of a worker are looked at."""
CHILDREN_EVERY = 4
"""Of these looks, how many go by between two that count the memory of what a worker started;
to find that takes a look at every process of the machine."""
START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a job may need. seconds: wall time; memory: bytes, of a worker and its Tesseract.

    jobs: after so many a worker is replaced, which gives back what libraries leak.
    """

    seconds: float = 600.0
    memory: int = 2 << 30
    jobs: int = 100


@dataclass(frozen=True, slots=True)
class Done:
    """A job that came to its end: attempts it took, wall seconds of all, and the most bytes of
    memory that were seen (0 when the job was over before the first look)."""

    answer: Answer
    attempts: int
    seconds: float
    memory: int


class _Lost(Exception):
    """The worker is gone; the message completes 'the process that read it ...'."""


class _Worker:
    """The worker process and what it has said."""

    def __init__(self, seconds: float) -> None:
        self.jobs = 0
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(paths),
            "OMP_THREAD_LIMIT": "1",
            "PYTHONFAULTHANDLER": "1",
        }
        # A Dask worker sets it: memory of page pictures then goes to the system and back.
        environment.pop("MALLOC_TRIM_THRESHOLD_", None)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.workers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            env=environment,
            start_new_session=True,
        )
        self.said: SimpleQueue[Any] = SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        with suppress(Empty):
            if self.said.get(timeout=seconds) == "ready":
                return
        last = self.last_words()
        self.kill()
        raise BangdiemError(
            "bangdiem", f"no process can be started ({last})", "Run bangdiem doctor"
        )

    def _listen(self) -> None:
        """Pass on what the worker says; None when it will say no more."""
        stream = self._process.stdout
        assert stream is not None
        with suppress(EOFError, OSError, ValueError, pickle.UnpicklingError):
            while True:
                self.said.put(pickle.load(stream))
        self.said.put(None)

    def order(self, job: Job) -> None:
        """Raises _Lost when it is gone."""
        stream = self._process.stdin
        assert stream is not None
        self.jobs += 1
        try:
            pickle.dump(job, stream, pickle.HIGHEST_PROTOCOL)
            stream.flush()
        except OSError as error:
            raise _Lost("was gone before it began") from error

    def memory(self, children: bool) -> int:
        """Bytes that it holds now, with what it started if asked; 0 when it is gone."""
        try:
            process = psutil.Process(self._process.pid)
            all_of_it = [process, *(process.children(recursive=True) if children else ())]
            return sum(p.memory_info().rss for p in all_of_it)
        except psutil.Error:
            return 0

    def ended(self) -> str:
        """How it ended, for a person."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        code = self._process.returncode
        if code is None:
            return "stopped answering"
        if code >= 0:
            return f"ended with code {code}"
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        last = self.last_words()
        return f"was ended by the signal {name}{f' ({last})' if last else ''}"

    def last_words(self) -> str:
        """The last line that it wrote on standard error, "" without one."""
        self._words.seek(0)
        lines = self._words.read()[-2000:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:200] if lines else ""

    def kill(self) -> None:
        """End it and all that it started, and wait until it is gone."""
        if hasattr(os, "killpg"):
            with suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._words):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


class Supervisor:
    """One worker at a time. Not to be used by two threads at once, but for `close`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._worker: _Worker | None = None
        self._closed = False

    def run(self, job: Job, progress: Progress | None = None) -> Done:
        """Do the job; when the worker is lost or its Tesseract fails, once more.

        Raises BangdiemError when no worker can be started.
        """
        began, memory = time.monotonic(), 0
        answer: Answer | None = None
        for attempt in (1, 2):
            try:
                answer, used = self._attempt(job, progress)
                memory = max(memory, used)
            except _Lost as lost:
                answer = _given_up(lost, attempt)
            if not (isinstance(answer, Failed) and answer.error == EngineFailed.__name__):
                break
            if self._closed:
                break
        assert answer is not None
        return Done(answer, attempt, time.monotonic() - began, memory)

    def _attempt(self, job: Job, progress: Progress | None) -> tuple[Answer, int]:
        worker = self._ready()
        try:
            worker.order(job)
            answer, memory = self._watched(worker, progress)
        except _Lost:
            self._drop()
            raise
        if worker.jobs >= self._limits.jobs:
            self._drop()
        return answer, memory

    def _watched(self, worker: _Worker, progress: Progress | None) -> tuple[Answer, int]:
        """The worker's answer, and the most memory seen. Raises _Lost."""
        end = time.monotonic() + self._limits.seconds
        most, looks = 0, 0
        while True:
            try:
                said = worker.said.get(timeout=LOOK_SECONDS)
            except Empty:
                said = ()
            if said is None:
                raise _Lost(worker.ended())
            if isinstance(said, Answer):
                return said, most
            if said and progress:
                progress(*said)
            looks += 1
            most = max(most, worker.memory(looks % CHILDREN_EVERY == 0))
            if most > self._limits.memory:
                raise _Lost(f"needed more than {self._limits.memory >> 20} MB of memory")
            if time.monotonic() > end:
                raise _Lost(f"took longer than {self._limits.seconds:g} seconds")

    def _ready(self) -> _Worker:
        if self._worker is None and not self._closed:
            self._worker = _Worker(START_SECONDS)
        if self._closed:  # perhaps while it was started
            self._drop()
        if self._worker is None:
            raise _Lost("was stopped")
        return self._worker

    def _drop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()

    def close(self) -> None:
        """End the worker; a job that it has is lost."""
        self._closed = True
        self._drop()


def _given_up(lost: _Lost, attempt: int) -> Failed:
    times = "" if attempt == 1 else ", twice"
    what = f"the process that read it {lost}{times}"
    return Failed(
        EngineFailed.__name__,
        EngineFailed.exit_code,
        f"{what}. Look at the file; --time-limit and --memory-limit allow more",
    )
