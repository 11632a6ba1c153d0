"""Pages that were not understood, each with its reason: they are told, never just missing."""

from __future__ import annotations

from collections.abc import Iterator

from document.claim import Verdict
from document.record import Kind, Report, Shape, Table, Unclear
from verify.quality import structure_of

RULED = 12
"""Ruled lines that make a table; letters have 3 on the 24 scans with known truth, 8 when drawn."""
HALF = 0.5
"""Share of its structure that must be sure for a table to count as understood."""


def unclear_of(report: Report) -> tuple[Unclear, ...]:
    """What was not understood, in page order; a page may come with several reasons."""
    found = [*_pages(report), *(u for table in report.tables for u in _table(table))]
    return tuple(sorted(dict.fromkeys(found), key=lambda u: u.page))


def _pages(report: Report) -> Iterator[Unclear]:
    with_tables = {number for table in report.tables for number in table.pages}
    for page in report.pages:
        if page.lost:
            yield Unclear(page.number, "; ".join(page.notes))
        elif page.dpi and not page.blank and not page.lines and page.number not in with_tables:
            yield Unclear(page.number, "something is printed on it, but no word could be read")
        elif page.number not in with_tables and len(page.rules) >= RULED:
            yield Unclear(page.number, "lines are ruled on it, but no table was understood")


def lacks_pages(report: Report, table: Table) -> bool:
    """Whether rows of a table may stand on a page of which nothing was understood."""
    if not table.pages:
        return False
    near = range(table.pages[0] - 1, table.pages[-1] + 2)
    return any(u.page in near for u in _pages(report))


def _table(table: Table) -> Iterator[Unclear]:
    rows = table.rows(Kind.DATA, Kind.PARENT)
    if all(f.verdict is Verdict.BLANK for row in rows for f in row.figures):
        return
    if table.shape is Shape.OTHER:
        reason = f"table {table.number}: its columns are of no known kind; they stand under "
        reason += "their printed headings"
    elif (share := structure_of((table,))) < HALF:
        reason = f"table {table.number}: only {share:.0%} of its rows and columns are sure"
    else:
        return
    for page in table.pages:
        yield Unclear(page, reason)
