"""One file in, one verified report out: prepare, find, read, parse, restore, verify.

To prepare and to read takes pixels and goes page by page; tables are found, and what was read is
understood, over the whole document. Who shares out the work (pipeline.workers) calls the same
functions, some pages at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from document.page import Page
from document.record import Report, Source
from document.table import Grid
from ingest.file.source import File, open_file
from ingest.page.prepare import prepare
from ingest.page.words import tokens
from ingest.read.engine import choose
from ingest.read.number_reader import NumberReader
from ingest.read.read import read
from normalize.reports import restore
from normalize.text import tidy
from parsers.parse import parse
from parsers.structure.find import find
from pipeline.report.user_data import NOTHING, UserData, restorer
from pipeline.report.waiting import WaitingPage
from verify.verify import verify

Grids = tuple[Grid, ...]
"""The tables on one page, from top to bottom."""
ReadPage = tuple[Page, Grids]
"""A page as read, with the grids on it."""

number_reader = lru_cache(maxsize=1)(NumberReader)
engine_for = lru_cache(maxsize=2)(choose)
"""One engine of each kind a process: loading language data takes longer than a cell."""


def process(
    path: Path,
    *,
    password: str | None = None,
    engine: str = "auto",
    strict: bool = False,
    user_data: UserData = NOTHING,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """The report in a file, every figure with its verdict.

    engine: "auto", "tesserocr" or "pytesseract". strict: repair and derive nothing.
    user_data: layout files and a model of the user's.
    progress: called with pages done and pages in all, after each page that was read.
    Raises BangdiemError when the file cannot be read at all.
    """
    file = open_file(path)
    pages = read_document(file, password=password, engine=engine, progress=progress)
    return understand(file, pages, strict=strict, user_data=user_data)


def read_document(
    file: File,
    *,
    password: str | None = None,
    engine: str = "auto",
    progress: Callable[[int, int], None] | None = None,
) -> list[ReadPage]:
    """All pages of a file as read: prepared, tables found over all of them, read."""
    prepared = list(prepare_pages(file, password=password, engine=engine))
    grids = find([(page.page, page.figures) for page in prepared])
    return list(read_pages(prepared, grids, engine=engine, progress=progress))


def prepare_pages(
    file: File, *, password: str | None = None, engine: str = "auto", wanted: range | None = None
) -> Iterator[WaitingPage]:
    """Pages upright and clean, each with its phrases that are figures, pixels packed.

    wanted: numbers of the pages, the first is 1; None for all.
    """
    for step in prepare(file, lambda: engine_for(engine), password, wanted):
        figures = number_reader() if step.image.pixels is not None else None
        yield WaitingPage.of(step.image, tokens(step.image, figures))


def read_pages(
    pages: Sequence[WaitingPage],
    grids: Sequence[Grids],
    *,
    engine: str = "auto",
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[ReadPage]:
    """The text of pages and of the cells on them. grids: of each page."""
    for done, (prepared, found) in enumerate(zip(pages, grids, strict=True), 1):
        image = prepared.image
        scanned = image.pixels is not None
        by = (engine_for(engine), number_reader()) if scanned else (None, None)
        yield tidy(*read(image, found, *by))
        if progress:
            progress(done, len(pages))


def understand(
    file: File, pages: Iterable[ReadPage], *, strict: bool = False, user_data: UserData = NOTHING
) -> Report:
    """The report that all the pages of a file make: parsed, its words restored, verified."""
    read_all = list(pages)
    source = Source(file.path.name, file.sha256, len(read_all))
    parsed = parse(source, read_all, file.notes, user_data.layouts)
    return verify(restore(parsed, restorer(user_data.model)), strict=strict)
