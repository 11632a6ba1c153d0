"""One file in, one verified report out: the stages in their order."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from document.page import Page
from document.record import Report, Source
from document.table import Grid
from ingest.engine import Engine, choose
from ingest.look import look
from ingest.number_reader import NumberReader
from ingest.read import read
from ingest.source import open_file
from normalize.reports import restore
from normalize.restore import Restorer
from normalize.text import tidy
from parsers.grid import find
from parsers.parse import parse
from verify.verify import verify

restorer = lru_cache(maxsize=1)(Restorer)
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
    pages: list[tuple[Page, tuple[Grid, ...]]] = []

    def reader() -> Engine:
        return engine_for(engine)

    for step in look(file, reader, password):
        sheet = step.sheet
        seen = (reader(), number_reader()) if sheet.pixels is not None else (None, None)
        page, grids = read(sheet, find(sheet.page), *seen)
        pages.append(tidy(page, grids))
        if progress:
            progress(len(pages), step.count)
    source = Source(path.name, file.sha256, len(pages))
    report = restore(parse(source, pages, file.notes), restorer())
    return verify(report, strict=strict)
