"""Jobs on a Dask cluster (dask.distributed): the same function with the same limits.

Each thread of a Dask worker keeps one worker process of ours, so that a crash or a leak costs a
job and never the Dask worker. The cluster reads the documents by their paths: they lie in a
folder that all machines see under one name. Results come back and are written here.
"""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from typing import Any

from document.errors import ClusterRefused, EngineFailed
from pipeline.report.fingerprint import program
from pipeline.workers.executors import OnPage
from pipeline.workers.job import Failed, Job
from pipeline.workers.supervisor import Done, Limits, Supervisor

LOCAL = "local"
CONNECT_SECONDS = 20
ASK_SECONDS = 2.0
"""How long the number of workers is taken for known."""
ALONE_SECONDS = 60.0
"""How long to wait for a worker when there is none."""
AHEAD = 2
"""Jobs a thread of the cluster: one that it does, and one that is already there."""

_idle: SimpleQueue[Supervisor] = SimpleQueue()
"""The supervisors of this Dask worker that have nothing to do."""


def do(job: Job, limits: Limits, expected: str) -> Done:
    """One job, on a Dask worker. expected: the program that the results are to come from.

    Raises ClusterRefused when this machine has another one.
    """
    if program() != expected:
        what = f"a worker has another bangdiem ({program()}, not {expected})"
        raise ClusterRefused("cluster", what, "Install the same version on all machines")
    try:
        supervisor = _idle.get_nowait()
    except Empty:
        supervisor = Supervisor(limits)
    try:
        return supervisor.run(job)
    finally:
        _idle.put(supervisor)


class DaskCluster:
    """An Executor of the threads of a Dask cluster, as many as there are at any time."""

    def __init__(self, address: str, size: int, limits: Limits | None = None) -> None:
        """address: tcp://HOST:PORT of a scheduler, or LOCAL for one of this machine.

        size: workers of a local cluster. Raises ClusterRefused.
        """
        if find_spec("distributed") is None:
            what = "Dask is not installed"
            raise ClusterRefused("--cluster", what, "Type: pip install 'bangdiem[cluster]'")
        import dask
        import distributed

        # Dask has no types to speak of.
        dask_client: Any = distributed.Client
        self._limits = limits or Limits()
        self._local: Any = None
        # What is lost is told once, by us.
        for logger in ("distributed", "distributed.client", "asyncio"):
            logging.getLogger(logger).setLevel(logging.CRITICAL)
        # A nanny's process may start no other one unless it is told so.
        dask.config.set({"distributed.worker.daemon": False})
        if address == LOCAL:
            self._local = distributed.LocalCluster(
                n_workers=size, threads_per_worker=1, dashboard_address=None, silence_logs=50
            )
            address = self._local.scheduler_address
        try:
            self._client = dask_client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            what = f"cannot be reached ({str(error) or type(error).__name__})"
            remedy = "Start dask scheduler and dask worker, and check the address"
            raise ClusterRefused(address, what, remedy) from error
        self._ended: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        self._futures: dict[int, Any] = {}
        self._address, self._peopled = address, time.monotonic()
        self._threads, self._asked = 0, float("-inf")

    @property
    def room(self) -> int:
        # Workers come and go; to ask for each job would cost a message to the scheduler.
        if time.monotonic() - self._asked > ASK_SECONDS:
            self._threads = sum(self._client.nthreads().values())
            self._asked = time.monotonic()
        return max(1, self._threads * AHEAD)

    def processes(self) -> dict[str, int]:
        """The process of each Dask worker, by its address."""
        found: dict[str, int] = self._client.run(os.getpid)
        return found

    def start(self, number: int, job: Job) -> None:
        # pure=False: the same job twice is done twice; results are never looked up by value.
        future: Any = self._client.submit(do, job, self._limits, program(), pure=False)
        self._futures[number] = future
        future.add_done_callback(lambda ended: self._ended.put((number, ended)))

    def wait(self, on_page: OnPage) -> tuple[int, Done]:  # noqa: ARG002 - pages stay unseen
        while True:
            try:
                number, future = self._ended.get(timeout=ASK_SECONDS)
                break
            except Empty:
                self._still_there()
        if future.status == "cancelled":  # as all are when the scheduler is gone
            self._still_there()
        del self._futures[number]
        return number, _outcome(future)

    def _still_there(self) -> None:
        """Raises ClusterRefused when the scheduler is lost, or all workers for a minute."""
        try:
            if self._client.status == "running" and self._client.nthreads():
                self._peopled = time.monotonic()
                return
        except (OSError, TimeoutError):
            pass
        if self._client.status != "running":
            what = "the scheduler was lost"
        elif time.monotonic() - self._peopled > ALONE_SECONDS:
            what = "no worker is left"
        else:
            return
        remedy = "Start the cluster again, then the same command: it goes on where it was"
        raise ClusterRefused(self._address, what, remedy)

    def close(self) -> None:
        with suppress(Exception):
            self._client.cancel(list(self._futures.values()))
        self._client.close()
        if self._local is not None:
            self._local.close()


def _outcome(future: Any) -> Done:
    """What a future holds; the loss of Dask workers is the failure of the job alone."""
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker

    try:
        done: Done = future.result()
    except (KilledWorker, FutureCancelledError) as error:
        what = f"the workers of the cluster that read it were lost ({type(error).__name__})"
        message = f"{what}. Look at the file and at the logs of the workers"
        return Done(Failed(EngineFailed.__name__, EngineFailed.exit_code, message), 2, 0.0, 0)
    return done
