"""A long document, worked on by parts: which jobs it takes, and in which order.

Only the work on pixels is split. The tables are found over all pages, and so is the report made;
that is why no page comes out otherwise than if the document had been read in one go.
"""

from __future__ import annotations

import os
from dataclasses import replace
from enum import IntEnum
from pathlib import Path
from tempfile import TemporaryFile

from export.files import refusing
from pipeline.workers.job import (
    Answer,
    Find,
    Found,
    Job,
    Prepare,
    Prepared,
    Read,
    ReadPart,
    Step,
    Understand,
)

PAGES_A_JOB = 4
"""One core needs about five seconds for so many; to open the file once more costs hundredths."""
LONG = 2 * PAGES_A_JOB
"""Pages above which a document is worked on by parts."""


class Phase(IntEnum):
    """What is done with a long document, one after the other."""

    PREPARE = 0
    FIND = 1
    READ = 2
    UNDERSTAND = 3


class LongDocument:
    """Tells the jobs of a document phase by phase, and keeps what they answer.

    The pixels wait in a file without a name: those of 200 pages are 100 MB.
    """

    def __init__(self, job: Job, pages: int, folder: Path, pages_a_job: int = PAGES_A_JOB) -> None:
        """job: the one that answered that the document is long. folder: where pixels wait."""
        self._job, self.pages = job, pages
        self._parts = parts(pages, pages_a_job)
        self._phase = Phase.PREPARE
        self._outlines = [b""] * len(self._parts)
        self._grids: tuple[bytes, ...] = ()
        self._read = [b""] * len(self._parts)
        self._pixels = _Shelf(folder)
        self._waiting = len(self._parts)

    def places(self) -> range:
        """What the jobs of this phase are told apart by."""
        by_part = self._phase in (Phase.PREPARE, Phase.READ)
        return range(len(self._parts) if by_part else 1)

    def job(self, place: int) -> Job:
        """The job of a place in this phase."""
        return replace(self._job, step=self._step(place))

    def _step(self, place: int) -> Step:
        match self._phase:
            case Phase.PREPARE:
                return Prepare(self._parts[place])
            case Phase.FIND:
                return Find(tuple(self._outlines))
            case Phase.READ:
                return Read(self._pixels.taken(place), self._grids[place])
            case Phase.UNDERSTAND:
                return Understand(tuple(self._read))

    def take(self, place: int, answer: Answer) -> bool:
        """Keep an answer; whether it was the last of its phase, so that the next one begins."""
        match answer:
            case Prepared(outline, pages):
                self._outlines[place] = outline
                self._pixels.put(place, pages)
            case Found(grids):
                self._outlines, self._grids = [], grids
            case ReadPart(read):
                self._read[place] = read
        self._waiting -= 1
        if self._waiting:
            return False
        self._phase = Phase(self._phase + 1)
        self._waiting = len(self.places())
        return True


def parts(pages: int, pages_a_job: int = PAGES_A_JOB) -> list[range]:
    """The pages of a long document by job.

    >>> parts(9)
    [range(1, 5), range(5, 9), range(9, 10)]
    """
    return [
        range(first, min(first + pages_a_job, pages + 1))
        for first in range(1, pages + 1, pages_a_job)
    ]


class _Shelf:
    """Bytes by place, on the disk until they are taken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with refusing(folder):
            self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - gone with the shelf
        self._where: dict[int, tuple[int, int]] = {}

    def put(self, place: int, data: bytes) -> None:
        with refusing(self._folder):
            self._where[place] = self._file.seek(0, os.SEEK_END), len(data)
            self._file.write(data)
            self._file.flush()

    def taken(self, place: int) -> bytes:
        start, length = self._where[place]
        with refusing(self._folder):
            self._file.seek(start)
            return self._file.read(length)
