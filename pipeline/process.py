"""One file in, one verified report out: the stages in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from document.page import Page
from document.record import Report, Source
from document.table import Grid
from ingest.engine import Engine, choose
from ingest.look import look
from ingest.number_reader import NumberReader
from ingest.read import read
from ingest.source import File, open_file
from normalize.text import tidy
from parsers.grid import find
from parsers.parse import parse
from verify.verify import verify

ReadPage = tuple[Page, tuple[Grid, ...]]
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
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """The report in a file, every figure with its verdict.

    engine: "auto", "tesserocr" or "pytesseract". strict: repair and derive nothing.
    progress: called with pages done and pages in all, after each page.
    Raises BangdiemError when the file cannot be read at all.
    """
    file = open_file(path)
    pages = read_pages(file, password=password, engine=engine, progress=progress)
    return understood(file, pages, strict=strict)


def read_pages(
    file: File,
    *,
    password: str | None = None,
    engine: str = "auto",
    wanted: range | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[ReadPage]:
    """The pages of a file as read, each for itself; no page knows of another.

    wanted: numbers of the pages to read, the first is 1; None for all.
    """
    pages: list[ReadPage] = []

    def reader() -> Engine:
        return engine_for(engine)

    for step in look(file, reader, password, wanted):
        sheet = step.sheet
        seen = (reader(), number_reader()) if sheet.pixels is not None else (None, None)
        page, grids = read(sheet, find(sheet.page), *seen)
        pages.append(tidy(page, grids))
        if progress:
            progress(len(pages), len(wanted) if wanted else step.count)
    return pages


def understood(file: File, pages: Iterable[ReadPage], *, strict: bool = False) -> Report:
    """The report that all the pages of a file make, verified."""
    read_all = list(pages)
    source = Source(file.path.name, file.sha256, len(read_all))
    return verify(parse(source, read_all, file.notes), strict=strict)
