"""A report with its words restored: running text, headings, criteria, reasons, officials.

Each page is judged by itself, for one page of a file may carry the layer of a wrong engine. Its
text, that of its tables too, is decoded anew; text read in Vietnamese has marks that slipped put
right; exact text keeps every legal syllable. Figures and facts are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from document.change import Change
from document.page import Origin, Page
from document.record import Column, Record, Report, Table, TextCell
from normalize.known import SURELY_READ, Known
from normalize.restore import GOOD, Damage, Restored, Restorer, told, words_of

ENOUGH = 25
"""Words that a page needs to be judged by itself; a shorter one goes with the whole report."""
Text = tuple[str, str, Damage]
"""A text, the place that changes in it are told with, and what happened to it."""


class _Desk:
    """Texts on their way through the restorer, changes collected with their places."""

    def __init__(
        self, restorer: Restorer, damages: Mapping[int, Damage], names: Known | None = None
    ) -> None:
        """damages: by number of the page; 0 for the whole report. names: of the cells."""
        self._restorer, self._damages, self._names = restorer, damages, names
        self.changes: list[Change] = []

    def damage(self, pages: Iterable[int]) -> Damage:
        """What happened to a text that begins on the first of some pages."""
        return self._damages.get(next(iter(pages), 0), self._damages[0])

    def texts(self, texts: Iterable[Text], *, running: bool = False) -> Iterator[str]:
        """The texts restored, one for one, and their changes noted."""
        for found, place in self._restored(texts, running):
            self.changes += (replace(c, where=place) for c in found.changes)
            yield found.text

    def sure(self, texts: Iterable[Text]) -> Iterator[str]:
        """Those of the texts, restored, in which no word is in doubt."""
        for found, _ in self._restored(texts, running=False):
            if all(posterior >= SURELY_READ for _, posterior in found.posteriors):
                yield found.text

    def _restored(self, texts: Iterable[Text], running: bool) -> Iterator[tuple[Restored, str]]:
        """Each text restored, and its place; neighbours of one damage are decoded together."""
        for damage, group in groupby(texts, key=lambda text: text[2]):
            some = list(group)
            lines = [text for text, _, _ in some]
            names = None if running else self._names
            done = self._restorer.restore(lines, damage, running=running, names=names)
            yield from zip(done, (place for _, place, _ in some), strict=True)


def damages(report: Report) -> dict[int, Damage]:
    """What happened to each page, by its number, and to the whole report, as 0.

    A page that was read here was read in Vietnamese; the others are judged by their words.
    """
    given = [p for p in report.pages if not any(w.origin is Origin.TESSERACT for w in p.words)]
    words = {page.number: [w for line in page.lines for w in words_of(line)] for page in given}
    together = [w for found in words.values() for w in found]
    whole = told(together) if together else Damage.SLIPPED
    found = {page.number: Damage.SLIPPED for page in report.pages}
    found |= {n: told(own) if len(own) >= ENOUGH else whole for n, own in words.items()}
    return {0: whole} | found


def restore(report: Report, restorer: Restorer) -> Report:
    """The report with its words restored and the changes told."""
    desk = _desk(report, restorer)
    tables = tuple(_table(table, desk) for table in report.tables)
    pages = tuple(_page(page, desk) for page in report.pages)
    return replace(report, tables=tables, pages=pages, changes=tuple(desk.changes))


def _desk(report: Report, restorer: Restorer) -> _Desk:
    """A desk for a report. Where some page is damaged it knows the names that cells carry: the
    listed ones, and what stands in cells of the report without doubt."""
    happened = damages(report)
    desk = _Desk(restorer, happened)
    if all(damage in GOOD for damage in happened.values()):
        return desk
    cells = (text for table in report.tables for text in _passages(table, desk))
    return _Desk(restorer, happened, Known((*restorer.names, *desk.sure(cells))))


def _page(page: Page, desk: _Desk) -> Page:
    damage = desk.damage((page.number,))
    lines = [(line, f"page {page.number} line {k}", damage) for k, line in enumerate(page.lines, 1)]
    return replace(page, lines=tuple(desk.texts(lines, running=True)))


def _table(table: Table, desk: _Desk) -> Table:
    """Headings and title stand on its first page, each passage on its own."""
    name, top = f"table {table.number}", desk.damage(table.pages)
    headings = [(c.header, f"{name} heading {k}", top) for k, c in enumerate(table.columns, 1)]
    columns = tuple(
        _column(column, header)
        for column, header in zip(table.columns, desk.texts(headings), strict=True)
    )
    texts = desk.texts(_passages(table, desk))
    records = tuple(_record(record, texts) for record in table.records)
    (title,) = desk.texts([(table.title, f"{name} title", top)])
    return replace(table, columns=columns, records=records, title=title)


def _passages(table: Table, desk: _Desk) -> Iterator[Text]:
    """The texts of its cells, in the order of its records."""
    for record in table.records:
        for passage in record.texts:
            place = f"table {table.number} row {record.row} {passage.column}"
            yield passage.text, place, desk.damage(_pages(passage, record, table))


def _pages(passage: TextCell, record: Record, table: Table) -> Iterator[int]:
    """Where a passage stands, as exactly as is known."""
    yield from (place.page for place in passage.places)
    yield from (*record.pages, *table.pages)


def _column(column: Column, header: str) -> Column:
    """The header restored; the name stays: figures and passages are looked up by it."""
    return replace(column, header=header)


def _record(record: Record, texts: Iterator[str]) -> Record:
    return replace(record, texts=tuple(replace(t, text=next(texts)) for t in record.texts))
