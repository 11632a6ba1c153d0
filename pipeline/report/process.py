"""One file in, one verified report out: the stages in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from document.page import Page, Word
from document.record import Report, Source
from document.table import Grid
from ingest.file.source import File, open_file
from ingest.page.prepare import PreparedPage, prepare
from ingest.page.words import tokens
from ingest.read.engine import Engine, choose
from ingest.read.number_reader import NumberReader
from ingest.read.read import read
from normalize.reports import restore
from normalize.text import tidy
from parsers.facts.document_split import has_heading
from parsers.parse import parse
from parsers.structure.find import find
from pipeline.report.user_data import NOTHING, Own, restorer
from verify.verify import verify

ReadPage = tuple[Page, tuple[Grid, ...]]
"""A page as read, with the grids on it."""

number_reader = lru_cache(maxsize=1)(NumberReader)
engine_for = lru_cache(maxsize=2)(choose)
"""One engine of each kind a process: loading language data takes longer than a cell."""

MOST_TOGETHER = 24
"""Pages whose pixels are kept while their tables are found: 8 MB each."""


def with_tables(looks: Iterable[PreparedPage]) -> Iterator[tuple[PreparedPage, tuple[Grid, ...]]]:
    """Each page with the cells of its tables, not yet read.

    Pages that follow each other are looked at together up to one that has no table or begins
    a letter, because a page with few rows does not show its columns.
    """
    together: list[tuple[PreparedPage, tuple[Word, ...]]] = []
    for step in looks:
        page = step.image.page
        figures = number_reader() if step.image.pixels is not None else None
        seen = tokens(step.image, figures)
        if has_heading(page):
            yield from _laid_out(together)
            together = []
        together.append((step, seen))
        ends = len(seen) < 2 and len(page.rules) < 4 and not page.blank
        if ends or len(together) >= MOST_TOGETHER:
            yield from _laid_out(together)
            together = []
    yield from _laid_out(together)


def _laid_out(
    together: Sequence[tuple[PreparedPage, tuple[Word, ...]]],
) -> Iterator[tuple[PreparedPage, tuple[Grid, ...]]]:
    grids = find([(step.image.page, seen) for step, seen in together])
    yield from zip((step for step, _ in together), grids, strict=True)


def process(
    path: Path,
    *,
    password: str | None = None,
    engine: str = "auto",
    strict: bool = False,
    own: Own = NOTHING,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """The report in a file, every figure with its verdict.

    engine: "auto", "tesserocr" or "pytesseract". strict: repair and derive nothing.
    own: layout files and a model of the user's.
    progress: called with pages done and pages in all, after each page.
    Raises BangdiemError when the file cannot be read at all.
    """
    file = open_file(path)
    pages = read_pages(file, password=password, engine=engine, progress=progress)
    return understood(file, pages, strict=strict, own=own)


def read_pages(
    file: File,
    *,
    password: str | None = None,
    engine: str = "auto",
    wanted: range | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[ReadPage]:
    """The pages of a file as read. Pages that follow each other share the columns of a table;
    so the parts of a long file are read apart, and a table that runs over a seam is joined later.

    wanted: numbers of the pages to read, the first is 1; None for all.
    """
    pages: list[ReadPage] = []

    def reader() -> Engine:
        return engine_for(engine)

    for step, found in with_tables(prepare(file, reader, password, wanted)):
        scanned = step.image.pixels is not None
        seen = (reader(), number_reader()) if scanned else (None, None)
        page, grids = read(step.image, found, *seen)
        pages.append(tidy(page, grids))
        if progress:
            progress(len(pages), len(wanted) if wanted else step.count)
    return pages


def understood(
    file: File, pages: Iterable[ReadPage], *, strict: bool = False, own: Own = NOTHING
) -> Report:
    """The report that all the pages of a file make, verified."""
    read_all = list(pages)
    source = Source(file.path.name, file.sha256, len(read_all))
    report = restore(parse(source, read_all, file.notes, own.layouts), restorer(own.model))
    return verify(report, strict=strict)
