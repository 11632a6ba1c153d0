"""A report with its words restored: running text, headings, criteria, reasons, officials.

A text that an engine of another language read is decoded anew; text in good Vietnamese keeps
every legal syllable. Figures and facts are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from document.change import Change
from document.page import Page
from document.record import Column, Passage, Record, Report, Table
from normalize.restore import MARKED, Damage, Restored, Restorer, marked_share, words_of


class _Desk:
    """Texts on their way through the restorer, changes collected with their places."""

    def __init__(self, restorer: Restorer, damage: Damage) -> None:
        self._restorer, self._damage = restorer, damage
        self.changes: list[Change] = []

    def texts(
        self, texts: Sequence[str], places: Sequence[str], *, running: bool = False
    ) -> list[str]:
        """The texts restored; places: where each stands."""
        done: Iterable[Restored] = self._restorer.restore(texts, self._damage, running=running)
        restored = []
        for found, place in zip(done, places, strict=True):
            restored.append(found.text)
            self.changes += (replace(c, where=place) for c in found.changes)
        return restored


def damage_of(report: Report) -> Damage:
    """What happened to the text of a report as a whole: a cell alone is too short to tell."""
    words = [w for page in report.pages for line in page.lines for w in words_of(line)]
    return Damage.NONE if marked_share(words) >= MARKED else Damage.MISREAD


def restore(report: Report, restorer: Restorer) -> Report:
    """The report with its words restored and the changes told."""
    desk = _Desk(restorer, damage_of(report))
    tables = tuple(_table(table, desk) for table in report.tables)
    pages = tuple(_page(page, desk) for page in report.pages)
    return replace(report, tables=tables, pages=pages, changes=tuple(desk.changes))


def _page(page: Page, desk: _Desk) -> Page:
    places = [f"page {page.number} line {k}" for k in range(1, len(page.lines) + 1)]
    return replace(page, lines=tuple(desk.texts(page.lines, places, running=True)))


def _table(table: Table, desk: _Desk) -> Table:
    name = f"table {table.number}"
    headings = [c.header for c in table.columns]
    places = [f"{name} heading {k}" for k in range(1, len(headings) + 1)]
    headers = desk.texts(headings, places)
    columns = tuple(
        _column(column, header) for column, header in zip(table.columns, headers, strict=True)
    )
    passages = [t for r in table.records for t in r.texts]
    places = [f"{name} row {r.row} {t.column}" for r in table.records for t in r.texts]
    texts = iter(desk.texts([p.text for p in passages], places))
    records = tuple(_record(record, texts) for record in table.records)
    title = desk.texts([table.title], [f"{name} title"])[0]
    return replace(table, columns=columns, records=records, title=title)


def _column(column: Column, header: str) -> Column:
    """The header restored; the name stays: figures and passages are looked up by it."""
    return replace(column, header=header)


def _record(record: Record, texts: Iterable[str]) -> Record:
    following = iter(texts)
    passages: list[Passage] = [replace(t, text=next(following)) for t in record.texts]
    return replace(record, texts=tuple(passages))
