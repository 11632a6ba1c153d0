"""Does a job, from its order to its answer: the same function in every kind of execution.

Nothing heavy is imported before a job is done, so that who only hands out jobs stays light.
"""

from __future__ import annotations

import pickle
import traceback
import zlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from document.errors import BangdiemError
from export.summary import Summary
from pipeline.report.user_data import NOTHING, UserData
from pipeline.workers.job import (
    NO_TABLE,
    PAGES_LOST,
    UNEXPECTED,
    Answer,
    Failed,
    Find,
    Finished,
    Found,
    Job,
    Long,
    Prepare,
    Prepared,
    Progress,
    Read,
    ReadPart,
    Settings,
    State,
    Understand,
    Whole,
)
from pipeline.workers.long_document import LONG

if TYPE_CHECKING:
    from document.record import Report
    from ingest.file.source import File
    from pipeline.report.process import ReadPage


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


def perform(job: Job, progress: Progress | None = None, process: Process | None = None) -> Answer:
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
    from parsers.structure.find import find
    from pipeline.report.process import prepare_pages, read_document, read_pages

    file, wish = open_file(job.path), job.settings
    if job.sha256 and file.sha256 != job.sha256:
        raise changed(job.path)
    match job.step:
        case Whole():
            if (count := _count(file, wish.password)) > LONG:
                return Long(count)
            pages = read_document(
                file, password=wish.password, engine=wish.engine, progress=progress
            )
            return _understood(file, pages, wish)
        case Prepare(wanted):
            seen = list(
                prepare_pages(file, password=wish.password, engine=wish.engine, wanted=wanted)
            )
            outline = [(page.page, page.figures) for page in seen]
            return Prepared(_packed(outline), _packed(seen, level=0))
        case Find(outlines):
            parts = [_unpacked(outline) for outline in outlines]
            grids = iter(find([page for part in parts for page in part]))
            return Found(tuple(_packed([next(grids) for _ in part]) for part in parts))
        case Read(packed, cells):
            some = read_pages(
                _unpacked(packed), _unpacked(cells), engine=wish.engine, progress=progress
            )
            return ReadPart(_packed(list(some)))
        case Understand(read):
            return _understood(file, [page for part in read for page in _unpacked(part)], wish)


def _understood(file: File, pages: Sequence[ReadPage], wish: Settings) -> Finished:
    """The answer for a document of which all pages were read, with pictures of what is unclear."""
    from export.document import pictured
    from pipeline.report.draw import drawn
    from pipeline.report.process import understand

    report = understand(file, pages, strict=wish.strict, user_data=wish.user_data)
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


def _packed(value: Any, level: int = 1) -> bytes:
    """level: 0 for what holds pixels, which are packed already."""
    return zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), level)


def _unpacked(packed: bytes) -> Any:
    return pickle.loads(zlib.decompress(packed))


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
        Summary.of(report),
        code,
        message,
    )
