"""A report with its words restored: running text, headings, criteria, reasons, officials.

Each page is judged: a text that an engine of another language read is decoded anew; text read
in Vietnamese has marks that slipped put right; exact text keeps every legal syllable. Figures
and facts are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from document.change import Change
from document.page import Page
from document.record import Column, Passage, Record, Report, Table
from normalize.restore import (
    ENOUGH_WORDS,
    MARKED,
    Damage,
    Restored,
    Restorer,
    marked_share,
    words_of,
)


class _Desk:
    """Texts on their way through the restorer, changes collected with their places."""

    def __init__(self, restorer: Restorer, damages: Mapping[int, Damage]) -> None:
        """damages: by page number."""
        self._restorer, self._damages = restorer, damages
        self.changes: list[Change] = []

    def texts(
        self, page: int, texts: Sequence[str], places: Sequence[str], *, running: bool = False
    ) -> list[str]:
        """The texts of a page restored; places: where each stands."""
        damage = self._damages.get(page, Damage.NONE)
        done: Iterable[Restored] = self._restorer.restore(texts, damage, running=running)
        restored = []
        for found, place in zip(done, places, strict=True):
            restored.append(found.text)
            self.changes += (replace(c, where=place) for c in found.changes)
        return restored


def damages(report: Report) -> dict[int, Damage]:
    """What happened to the text of each page, by its number.

    A page that was read here was read in Vietnamese. Of the others one with few words is
    judged with all the rest: a cell, or a page with a signature, is too short to tell.
    """
    given = [page for page in report.pages if not page.dpi]
    words = {page.number: [w for line in page.lines for w in words_of(line)] for page in given}
    together = [w for some in words.values() for w in some]

    def judged(own: Sequence[str]) -> Damage:
        share = marked_share(own if len(own) >= ENOUGH_WORDS else together)
        return Damage.NONE if share >= MARKED else Damage.MISREAD

    found = {page.number: Damage.SLIPPED for page in report.pages}
    return found | {number: judged(own) for number, own in words.items()}


def restore(report: Report, restorer: Restorer) -> Report:
    """The report with its words restored and the changes told."""
    desk = _Desk(restorer, damages(report))
    tables = tuple(_table(table, desk) for table in report.tables)
    pages = tuple(_page(page, desk) for page in report.pages)
    return replace(report, tables=tables, pages=pages, changes=tuple(desk.changes))


def _page(page: Page, desk: _Desk) -> Page:
    places = [f"page {page.number} line {k}" for k in range(1, len(page.lines) + 1)]
    return replace(page, lines=tuple(desk.texts(page.number, page.lines, places, running=True)))


def _table(table: Table, desk: _Desk) -> Table:
    name, first = f"table {table.number}", table.pages[0]
    headings = [c.header for c in table.columns]
    places = [f"{name} heading {k}" for k in range(1, len(headings) + 1)]
    headers = desk.texts(first, headings, places)
    columns = tuple(
        _column(column, header) for column, header in zip(table.columns, headers, strict=True)
    )
    records: list[Record] = []
    for page, some in groupby(table.records, lambda r: r.pages[0] if r.pages else first):
        here = list(some)
        passages = [t for r in here for t in r.texts]
        places = [f"{name} row {r.row} {t.column}" for r in here for t in r.texts]
        texts = iter(desk.texts(page, [p.text for p in passages], places))
        records += (_record(record, texts) for record in here)
    title = desk.texts(first, [table.title], [f"{name} title"])[0]
    return replace(table, columns=columns, records=tuple(records), title=title)


def _column(column: Column, header: str) -> Column:
    """The header restored; the name stays: figures and passages are looked up by it."""
    return replace(column, header=header)


def _record(record: Record, texts: Iterable[str]) -> Record:
    following = iter(texts)
    passages: list[Passage] = [replace(t, text=next(following)) for t in record.texts]
    return replace(record, texts=tuple(passages))
