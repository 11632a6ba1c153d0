"""Figures that nobody saw: a row with scores has a maximum on paper, a ranked unit its rank and
its total, and a column that is filled on all other pages is not blank on one, so that a blank
there was lost.

Print that is too pale, or a cell cut beside its figure, leaves no ink to be unread; under a false
column line the figures of a page stand in another column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from document.claim import Verdict
from document.record import Figure, Kind, Record, Report, Shape, Table

NEEDED = {Shape.RANKING: ("total_score", "rank")}
"""Columns without blanks, by shape; of all others the maximum."""
MOSTLY = 0.8
"""Share of the rows with figures that must have one in such a column for the others to have lost
theirs. A maximum stands in every row or in none."""
FEWEST = 3
"""Rows with figures that a page must have for a column without one on it to be lost there."""

_UNSEEN = "nothing was seen, though the row has other figures; look at the scan"
_OTHER_PAGES = (
    "nothing was seen on this page, though the other pages have figures in the column; a column "
    "may have slipped, compare it with the scan"
)


def with_lost_figures(report: Report) -> Report:
    """The report with blanks that cannot be taken for unread."""
    return replace(report, tables=tuple(_table(table) for table in report.tables))


def _table(table: Table) -> Table:
    lost: dict[tuple[int, str], str] = {}
    for name in NEEDED.get(table.shape, ("max_score",)):
        rows = [r for r in table.rows(Kind.DATA) if r.figure(name) and _has_others(r, name)]
        share = MOSTLY if table.shape in NEEDED else 0.0
        lost.update({(r.row, name): _UNSEEN for r in _blanks(rows, name, share)})
    return _with_unread(table, lost)


def with_lost_columns(report: Report) -> Report:
    """The judged report with blanks unread in columns that a page alone has no figure in, unless
    the column's total says that there is none: nobody scores himself in a survey."""
    return replace(report, tables=tuple(_whole_columns(table) for table in report.tables))


def _whole_columns(table: Table) -> Table:
    lost: dict[tuple[int, str], str] = {}
    for column in table.columns:
        if column.numeric and not _adds_up(table, column.name):
            rows = [r for r in table.rows(Kind.DATA) if _has_others(r, column.name)]
            lost.update({(r.row, column.name): _OTHER_PAGES for r in _by_page(rows, column.name)})
    return _with_unread(table, lost)


def _adds_up(table: Table, column: str) -> bool:
    """Whether a column has a total that its rows give."""
    totals = [f for r in table.rows(Kind.TOTAL) if (f := r.figure(column))]
    return any(f.verdict is Verdict.CONSISTENT and "column_total" in f.rules for f in totals)


def _with_unread(table: Table, lost: Mapping[tuple[int, str], str]) -> Table:
    if not lost:
        return table
    return replace(table, records=tuple(_unread(r, lost) for r in table.records))


def _blanks(rows: list[Record], column: str, share: float) -> list[Record]:
    """The rows without a figure in a column where at least `share` of them have one.

    A cell that is merged over several rows has its figure in the first of them.
    """
    blank = [r for r in rows if _is_blank(r, column)]
    filled = [f for r in rows if r not in blank and (f := r.figure(column))]
    if not filled or len(filled) < share * len(rows):
        return []
    merged = {f.place for f in filled if f.place and f.place.box}
    return [r for r in blank if (f := r.figure(column)) and f.place not in merged]


def _by_page(rows: Iterable[Record], column: str) -> list[Record]:
    """The rows of pages without a figure in a column where most rows of the others have one.

    A dash was seen: somebody meant that there is none. Ink without a value may be a pen's.
    """
    by_page: dict[int, list[Record]] = defaultdict(list)
    for record in rows:
        figure = record.figure(column)
        if figure is not None and len(record.pages) == 1:
            by_page[record.pages[0]].append(record)

    def unseen(held: Iterable[Record]) -> list[Record]:
        return [r for r in held if _is_unseen(r.figure(column))]

    empty = {
        page
        for page, held in by_page.items()
        if len(held) >= FEWEST and all(r.value(column) is None for r in held)
        if len(unseen(held)) >= MOSTLY * len(held)
    }
    others = [r for page, held in by_page.items() if page not in empty for r in held]
    filled = sum(not _is_blank(r, column) for r in others)
    if not others or filled < MOSTLY * len(others):
        return []
    return [r for page in sorted(empty) for r in unseen(by_page[page])]


def _has_others(record: Record, column: str) -> bool:
    """Whether a row has a figure other than 0 besides the one in question."""
    return any(f.value for f in record.figures if f.column != column)


def _is_unseen(figure: Figure | None) -> bool:
    return figure is not None and figure.verdict is Verdict.BLANK and not figure.printed


def _is_blank(record: Record, column: str) -> bool:
    figure = record.figure(column)
    return figure is not None and figure.verdict is Verdict.BLANK


def _unread(record: Record, lost: Mapping[tuple[int, str], str]) -> Record:
    figures = tuple(
        replace(f, verdict=Verdict.UNREAD, reason=why, inked=True)
        if (why := lost.get((record.row, f.column)))
        else f
        for f in record.figures
    )
    return replace(record, figures=figures)
