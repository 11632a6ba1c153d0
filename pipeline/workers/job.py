"""One job: what is ordered, and what can be answered.

A short document is one job. A long one takes several (pipeline.workers.long_document): its pages
are prepared and read some at a time, and between and after that it is taken as a whole. What goes
from job to job is packed, so that who only hands out jobs loads nothing heavy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from export.summary import Summary
from pipeline.report.user_data import NOTHING, UserData

ENGINES = ("auto", "tesserocr", "pytesseract")

UNEXPECTED, NO_TABLE, SOME_FAILED, PAGES_LOST = 1, 9, 10, 11
"""Exit codes that belong to no error class: a fault of the program, nothing to export, several
inputs of which at least one failed, a document read without one of its pages."""

Progress = Callable[[int, int], None]
"""Told pages done and pages in all of the job."""


class State(StrEnum):
    """What became of a document."""

    DONE = "done"
    PARTIAL = "partial"
    """Read, but a page was lost or no table was found."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """Left out: no document, and no failure either."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How each file is read.

    password: for encrypted PDFs. engine: one of ENGINES. strict: repair and derive nothing.
    user_data: layout files and a model of the user's.
    """

    password: str | None = None
    engine: str = "auto"
    strict: bool = False
    user_data: UserData = NOTHING

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise ValueError(f"engine {self.engine!r} is none of {', '.join(ENGINES)}")


@dataclass(frozen=True, slots=True)
class Whole:
    """Do all, or answer Long."""


@dataclass(frozen=True, slots=True)
class Prepare:
    """Look at some pages. wanted: their numbers, the first is 1."""

    wanted: range


@dataclass(frozen=True, slots=True)
class Find:
    """Find the tables of all pages. outlines: of the parts in page order."""

    outlines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Read some pages. pages, grids: as they came of preparing and finding."""

    pages: bytes
    grids: bytes


@dataclass(frozen=True, slots=True)
class Understand:
    """Make the report. read: the pages of the parts in page order."""

    read: tuple[bytes, ...]


Step = Whole | Prepare | Find | Read | Understand


@dataclass(frozen=True, slots=True)
class Job:
    """An order: a document, and what is to be done with it.

    sha256: of the content that is meant; "" takes what is there.
    """

    path: Path
    settings: Settings
    sha256: str = ""
    step: Step = Whole()


@dataclass(frozen=True, slots=True)
class Long:
    """A document that is to be worked on by parts: how many pages it has."""

    pages: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """Pages that were looked at. outline: what tables are found from. pages: with their pixels."""

    outline: bytes
    pages: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """The tables of all pages, by part."""

    grids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ReadPart:
    """Pages as read."""

    read: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """A document that was read.

    data: the bytes of reports/NAME.json. state: DONE or PARTIAL. summary: what waits for a person.
    exit_code, message: of a document that is not all there; 0 and "" otherwise.
    pictures: PNG bytes of pages that were not understood, by page number.
    """

    data: bytes
    state: State
    pages: int
    summary: Summary
    exit_code: int = 0
    message: str = ""
    pictures: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that cannot be read: the error's class, code, what and remedy, in one line
    without the path; trace: where an unexpected one came from."""

    error: str
    exit_code: int
    message: str
    trace: str = ""


Answer = Long | Prepared | Found | ReadPart | Finished | Failed
