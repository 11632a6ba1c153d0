"""Many files, one after the other: each becomes a report in the output folder or a failure with
its reason; one bad file does not stop the rest."""

from __future__ import annotations

import hashlib
import os
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Protocol

from document.errors import BangdiemError, MissingInput, NotADocument
from document.record import Report
from export.document import save
from export.files import folder
from export.tables import Sink, writing

SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".txt"})
"""What is taken from a folder; a file that is named itself is always tried."""

ENGINES = ("auto", "tesserocr", "pytesseract")

UNEXPECTED, NO_TABLE, SOME_FAILED = 1, 9, 10
"""Exit codes that belong to no error class: a fault of the program, nothing to export, and
several inputs of which at least one failed."""

_STEM_BYTES = 200
"""A file name has at most 255 bytes; the hash and the suffix need their part."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How each file is read.

    password: for encrypted PDFs. engine: one of ENGINES. strict: repair and derive nothing.
    """

    password: str | None = None
    engine: str = "auto"
    strict: bool = False

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise ValueError(f"engine {self.engine!r} is none of {', '.join(ENGINES)}")


class Process(Protocol):
    """What reads one file; pipeline.process.process is the real one."""

    def __call__(
        self,
        path: Path,
        *,
        password: str | None = None,
        engine: str = "auto",
        strict: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Report: ...


class Status(StrEnum):
    """What became of an input; the values stand in reports.csv."""

    CONVERTED = "converted"
    NO_TABLE = "no_table"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to convert.

    path: the file. label: its path as the user gave it, or as found below a given folder.
    problem: what is already known to be wrong with it.
    """

    path: Path
    label: str
    problem: BangdiemError | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one input.

    name: its NAME in reports/NAME.json. message: for a failure or a missing table, one line.
    trace: the traceback of an unexpected error, "" otherwise.
    report: None for a failure; it is not kept after the watcher has seen it.
    """

    name: str
    path: Path
    status: Status
    exit_code: int = 0
    message: str = ""
    trace: str = ""
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all: the results without their reports, and the code for the shell."""

    results: tuple[Result, ...]
    exit_code: int


class Watcher(Protocol):
    """Who is told how far it is: begin once, then opened, pages..., closed for each input."""

    def begin(self, files: int) -> None: ...

    def opened(self, path: Path) -> None: ...

    def pages(self, done: int, total: int) -> None: ...

    def closed(self, result: Result) -> None: ...


class Unwatched:
    """A Watcher that looks away."""

    def begin(self, files: int) -> None:
        """Nothing."""

    def opened(self, path: Path) -> None:
        """Nothing."""

    def pages(self, done: int, total: int) -> None:
        """Nothing."""

    def closed(self, result: Result) -> None:
        """Nothing."""


def convert(
    paths: Sequence[Path],
    out: Path,
    settings: Settings | None = None,
    watcher: Watcher | None = None,
    process: Process | None = None,
) -> Outcome:
    """Convert files and folders into reports/NAME.json, records.csv, reports.csv, checks.csv.

    Raises OutputRefused when the folder cannot be written; all other trouble is a Result.
    """
    settings, watcher = settings or Settings(), watcher or Unwatched()
    if process is None:
        from pipeline.process import process as read_one

        process = read_one
    inputs = collect(paths)
    reports = folder(folder(out) / "reports")
    watcher.begin(len(inputs))
    results: list[Result] = []
    with writing(out) as sink:
        for found, name in zip(inputs, names(inputs), strict=True):
            watcher.opened(found.path)
            result = _one(found, name, settings, watcher, process)
            _keep(result, reports, sink)
            watcher.closed(result)
            results.append(replace(result, report=None))
    return Outcome(tuple(results), exit_code(results))


def collect(paths: Iterable[Path]) -> tuple[Input, ...]:
    """The files behind the paths, folders searched to the bottom; none of them twice.

    Hidden files and folders are left out below a folder, as are files without one of SUFFIXES.
    """
    found: dict[Path, Input] = {}
    for path in paths:
        for item in _below(path):
            found.setdefault(item.path.resolve(), item)
    return tuple(found.values())


def _below(path: Path) -> Iterator[Input]:
    if not path.is_dir():
        yield Input(path, path.as_posix(), _unfit(path))
        return
    empty = True
    for item in _walk(path):
        empty = False
        yield item
    if empty:
        what = "no PDF, image or text file in this folder"
        problem = MissingInput(str(path), what, f"Files need one of {' '.join(sorted(SUFFIXES))}")
        yield Input(path, path.as_posix(), problem)


def _walk(top: Path) -> Iterator[Input]:
    closed: list[OSError] = []
    for place, folders, files in os.walk(top, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith(".") and path.is_file():
                yield Input(path, path.as_posix())
    for error in closed:
        path = Path(error.filename or top)
        problem = MissingInput(
            str(path), f"folder cannot be read ({error.strerror})", "Check its rights"
        )
        yield Input(path, path.as_posix(), problem)


def _unfit(path: Path) -> BangdiemError | None:
    """A pipe or a device would be waited for without end."""
    if path.exists() and not path.is_file():
        return NotADocument(str(path), "not a file", "Copy it to a file first")
    return None


def names(inputs: Sequence[Input]) -> list[str]:
    """NAME for each input: its stem, with a hash of its path where stems meet.

    Stems are compared without case and in NFC, as the most forgiving file system does. All
    that meet get a hash, so that a name does not depend on the order of the inputs.
    """
    stems = [_stem(item.path) for item in inputs]
    counts = Counter(stem.casefold() for stem in stems)
    taken: set[str] = {key for key, count in counts.items() if count == 1}
    chosen = []
    for item, stem in zip(inputs, stems, strict=True):
        name = stem
        if counts[stem.casefold()] > 1:
            digest = hashlib.sha256(_nfc(item.label)).hexdigest()
            lengths = range(8, len(digest) + 1)
            name = next(
                f"{stem}-{digest[:n]}"
                for n in lengths
                if f"{stem}-{digest[:n]}".casefold() not in taken
            )
            taken.add(name.casefold())
        chosen.append(name)
    return chosen


def _nfc(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogateescape")


def _stem(path: PurePath) -> str:
    """The stem in NFC, bytes that are no UTF-8 as question marks, not longer than allowed."""
    stem = unicodedata.normalize("NFC", path.stem).encode("utf-8", "replace").replace(b"?", b"_")
    return stem[:_STEM_BYTES].decode("utf-8", "ignore") or "_"


def _one(found: Input, name: str, settings: Settings, watcher: Watcher, process: Process) -> Result:
    """Read one input; whatever goes wrong with it is in the result."""
    try:
        if found.problem:
            raise found.problem
        report = process(
            found.path,
            password=settings.password,
            engine=settings.engine,
            strict=settings.strict,
            progress=watcher.pages,
        )
    except BangdiemError as error:
        return Result(name, found.path, Status.FAILED, error.exit_code, str(error))
    except Exception as error:
        what = f"{found.path}: unexpected {type(error).__name__}: {error}. "
        message = what + "The other inputs are not affected; report it with --debug"
        return Result(name, found.path, Status.FAILED, UNEXPECTED, message, traceback.format_exc())
    if any(table.records for table in report.tables):
        return Result(name, found.path, Status.CONVERTED, report=report)
    message = f"{found.path}: no table was found. Look at its pages with bangdiem inspect"
    report = replace(report, notes=(*report.notes, "no table was found"))
    return Result(name, found.path, Status.NO_TABLE, NO_TABLE, message, report=report)


def _keep(result: Result, reports: Path, sink: Sink) -> None:
    if result.report is None:
        sink.fail(result.name, result.path.name, result.exit_code, result.message)
        return
    save(result.report, reports / f"{result.name}.json")
    sink.add(
        result.name,
        result.report,
        status=result.status.value,
        exit_code=result.exit_code,
        message=result.message,
    )


def exit_code(results: Sequence[Result]) -> int:
    """The code for the shell: what the only input gave, SOME_FAILED for one failure of many,
    else NO_TABLE if that happened, else 0."""
    if any(r.status is Status.FAILED for r in results):
        return results[0].exit_code if len(results) == 1 else SOME_FAILED
    return max((r.exit_code for r in results), default=0)
