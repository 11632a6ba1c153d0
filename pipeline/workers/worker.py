"""A process that does jobs: python -m pipeline.workers.worker. Jobs come by standard input,
answers go by standard output, both pickled; see pipeline.workers.supervisor for the other end.

It ends with its input, at once and with all that it started: when the supervisor is killed, nobody
waits for the answer.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from queue import SimpleQueue
from typing import Any, BinaryIO

from pipeline.workers.job import Job
from pipeline.workers.perform import perform


def _end() -> None:
    """End this process, and what it started, without another word."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _listen(source: BinaryIO, jobs: SimpleQueue[Job]) -> None:
    while True:
        try:
            jobs.put(pickle.load(source))
        except (EOFError, OSError, pickle.UnpicklingError):
            _end()


def main() -> None:
    """Do jobs until the input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Libraries that print must not print into the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    jobs: SimpleQueue[Job] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()

    def tell(message: Any) -> None:
        pickle.dump(message, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()

    tell("ready")
    while True:
        tell(perform(jobs.get(), progress=lambda done, total: tell((done, total))))


if __name__ == "__main__":
    main()
