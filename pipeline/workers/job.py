"""One job, from its order to its answer: the same function in every kind of execution.

Nothing heavy is imported before a job runs, so that who only hands out jobs stays light.
"""

from __future__ import annotations

import pickle
import traceback
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from document.errors import BangdiemError
from pipeline.report.user_data import NOTHING, UserData

if TYPE_CHECKING:
    from document.record import Report
    from ingest.file.source import File
    from pipeline.report.process import ReadPage

ENGINES = ("auto", "tesserocr", "pytesseract")

UNEXPECTED, NO_TABLE, SOME_FAILED, PAGES_LOST = 1, 9, 10, 11
"""Exit codes that belong to no error class: a fault of the program, nothing to export, several
inputs of which at least one failed, a document read without one of its pages."""

PAGES_A_JOB = 4
"""A longer document is read in parts of so many pages: one core needs about five seconds for
them, and to open the file once more costs hundredths of a second."""
LONG = 2 * PAGES_A_JOB
"""Pages above which a document is read in parts."""

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
class Job:
    """An order: a document, some pages of it, or its pages as they came back to be joined.

    sha256: of the content that is meant; "" takes what is there.
    wanted: numbers of the pages to read; None for the document as a whole.
    parts: the answers of all parts, in page order; empty unless they are to be joined.
    """

    path: Path
    settings: Settings
    sha256: str = ""
    wanted: range | None = None
    parts: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """A document that was read.

    data: the bytes of reports/NAME.json. state: DONE or PARTIAL.
    exit_code, message: of a document that is not all there; 0 and "" otherwise.
    pictures: PNG bytes of pages that were not understood, by page number.
    """

    data: bytes
    state: State
    pages: int
    review: int
    checks: int
    exit_code: int = 0
    message: str = ""
    pictures: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Some pages of a document, packed; only `run` looks into them."""

    packed: bytes


@dataclass(frozen=True, slots=True)
class TooLong:
    """A document that is to be read in parts: how many pages it has."""

    pages: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that cannot be read: the error's class, code, what and remedy, in one line
    without the path; trace: where an unexpected one came from."""

    error: str
    exit_code: int
    message: str
    trace: str = ""


Answer = Finished | Part | TooLong | Failed


class Process(Protocol):
    """What reads one file in one go; pipeline.report.process.process is the real one."""

    def __call__(
        self,
        path: Path,
        *,
        password: str | None = None,
        engine: str = "auto",
        strict: bool = False,
        user_data: UserData = NOTHING,
        progress: Progress | None = None,
    ) -> Report: ...


def parts(pages: int) -> list[range]:
    """The pages of a long document by job.

    >>> parts(9)
    [range(1, 5), range(5, 9), range(9, 10)]
    """
    return [
        range(first, min(first + PAGES_A_JOB, pages + 1))
        for first in range(1, pages + 1, PAGES_A_JOB)
    ]


def run(job: Job, progress: Progress | None = None, process: Process | None = None) -> Answer:
    """Do a job; whatever goes wrong with it is in the answer.

    process: reads a whole document instead of the stages, for documents that are never split.
    """
    try:
        if process is None:
            return _by_stages(job, progress)
        wish = job.settings
        return finished(
            process(
                job.path,
                password=wish.password,
                engine=wish.engine,
                strict=wish.strict,
                user_data=wish.user_data,
                progress=progress,
            )
        )
    except BangdiemError as error:
        where = "" if error.where == str(job.path) else f"{error.where}: "
        message = f"{where}{error.what}. {error.remedy}"
        return Failed(type(error).__name__, error.exit_code, message)
    except Exception as error:
        what = f"unexpected {type(error).__name__}: {error}. "
        message = what + "The other inputs are not affected; report it with --debug"
        return Failed(type(error).__name__, UNEXPECTED, message, traceback.format_exc())


def _by_stages(job: Job, progress: Progress | None) -> Answer:
    from ingest.file.source import changed, open_file
    from pipeline.report.process import read_pages

    file = open_file(job.path)
    if job.sha256 and file.sha256 != job.sha256:
        raise changed(job.path)
    wish = job.settings
    if job.parts:
        pages = [page for part in job.parts for page in _unpacked(part)]
        return _understood(file, pages, wish)
    if job.wanted is None and (count := _count(file, wish.password)) > LONG:
        return TooLong(count)
    read = read_pages(
        file, password=wish.password, engine=wish.engine, wanted=job.wanted, progress=progress
    )
    if job.wanted is not None:
        return Part(_packed(read))
    return _understood(file, read, wish)


def _understood(file: File, pages: list[ReadPage], wish: Settings) -> Finished:
    """The answer for a document of which all pages were read, with pictures of what is unclear."""
    from export.document import pictured
    from pipeline.report.draw import drawn
    from pipeline.report.process import understood

    report = understood(file, pages, strict=wish.strict, user_data=wish.user_data)
    shown = set(pictured(report))
    pictures = tuple(
        (read[0].number, drawn(file, read, report, wish.password, wish.engine))
        for read in pages
        if read[0].number in shown
    )
    return replace(finished(report), pictures=pictures)


def _count(file: File, password: str | None) -> int:
    """How many pages a file has, told without reading one; 1 for what has no pages."""
    from ingest.file.source import raw_pages

    if file.kind == "text" or not file.head.startswith((b"%PDF", b"II*\0", b"MM\0*")):
        return 1
    with closing(raw_pages(file, password)) as pages:  # type: ignore[type-var]
        return next((count for count, _ in pages), 0)


def _packed(pages: list[ReadPage]) -> bytes:
    return zlib.compress(pickle.dumps(pages, pickle.HIGHEST_PROTOCOL), 1)


def _unpacked(part: bytes) -> list[ReadPage]:
    pages: list[ReadPage] = pickle.loads(zlib.decompress(part))
    return pages


def finished(report: Report) -> Finished:
    """The answer for a report: its bytes, and what the journal keeps of it."""
    from export.document import encoded

    code, message = 0, ""
    lost = [str(page.number) for page in report.pages if page.lost]
    if not any(table.records for table in report.tables):
        code = NO_TABLE
        message = "no table was found. Look at its pages with bangdiem inspect"
        report = replace(report, notes=(*report.notes, "no table was found"))
    if lost:
        code = PAGES_LOST
        what = f"page {', '.join(lost)} could not be read"
        message = f"{what}. Look at the notes in reports.csv, and scan it again"
    return Finished(
        encoded(report),
        State.PARTIAL if code else State.DONE,
        len(report.pages),
        report.review,
        len(report.checks),
        code,
        message,
    )
