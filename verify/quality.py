"""How good a reading is as a whole: of its text, its structure and its arithmetic, apart; and
what was not understood or not found, which is told, never just missing.

Each share only falls when evidence falls: a page, a row or a figure that is not understood
counts against it, and nothing makes up for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from document.claim import Verdict
from document.page import Layer, Page
from document.record import Kind, Missing, NotUnderstood, Quality, Record, Report, Shape, Table

RULED = 12
"""Ruled lines that make a table; letters have 3 on the 24 scans with known truth, 8 when drawn."""
HALF = 0.5
"""Share of its structure that must be sure for a table to count as understood."""
LEGIBLE = 0.6
"""Confidence from which a word counts as read."""
_LOST_PAGE = 150
"""Words that a page with ink but without a word counts for."""
_PROVEN = (Verdict.CONSISTENT, Verdict.REPAIRED, Verdict.DERIVED)


def quality_of(report: Report) -> Quality:
    """The shares of a report that has its verdicts."""
    return Quality(
        _share(*_words(report.pages)),
        structure_of(report.tables),
        _share(*_figures(report.tables)),
    )


def structure_of(tables: tuple[Table, ...]) -> float:
    """The share of the rows of some tables whose place is known, weighed by how sure the
    columns are."""
    return _share(*_rows(tables))


def _share(good: float, all_: float) -> float:
    return round(good / all_, 3) if all_ else 0.0


def _words(pages: tuple[Page, ...]) -> tuple[float, float]:
    """Words read well, and all words; a text file's words count as read."""
    good = every = 0
    for page in pages:
        if page.blank:
            continue
        if page.words:
            right = page.layer is Layer.RIGHT
            good += sum(right or w.confidence >= LEGIBLE for w in page.words)
            every += len(page.words)
        else:
            lines = sum(len(line.split()) for line in page.lines)
            good, every = good + lines, every + (lines or _LOST_PAGE)
    return good, every


def _rows(tables: tuple[Table, ...]) -> tuple[float, float]:
    """Rows whose place in the table is known, weighed by how sure its columns are, and all."""
    good = every = 0.0
    for table in tables:
        roles = [c.confidence for c in table.columns if c.numeric]
        sure = sum(roles) / len(roles) if roles else 0.0
        good += sure * sum(_is_placed(r) for r in table.records)
        every += len(table.records)
    return good, every


def _is_placed(record: Record) -> bool:
    return bool(record.code) or record.kind is not Kind.DATA


def _figures(tables: tuple[Table, ...]) -> tuple[float, float]:
    """Figures that a rule proves, those that none covers for a half, and all of them."""
    verdicts = [f.verdict for t in tables for r in t.records for f in r.figures]
    found = [v for v in verdicts if v is not Verdict.BLANK]
    proven = sum(v in _PROVEN for v in found)
    return proven + 0.5 * found.count(Verdict.UNVERIFIED), len(found)


# what was not understood, and what was not found


def unclear_of(report: Report, more: Sequence[tuple[int, str]] = ()) -> tuple[NotUnderstood, ...]:
    """What was not understood, in page order; a page may come with several reasons.

    more: pages that were doubted as a whole, with the reason.
    """
    found = [*_pages(report), *(u for table in report.tables for u in _table(table))]
    found += [NotUnderstood(page, reason) for page, reason in more]
    return tuple(sorted(dict.fromkeys(found), key=lambda u: u.page))


def _pages(report: Report) -> Iterator[NotUnderstood]:
    with_tables = {number for table in report.tables for number in table.pages}
    own = [n for table in report.tables if not table.secondary for n in table.pages]
    between = set(range(min(own), max(own))) - with_tables if own else set()
    for page in report.pages:
        if page.lost:
            yield NotUnderstood(page.number, "; ".join(page.notes))
        elif page.dpi and not page.blank and not page.lines and page.number not in with_tables:
            yield NotUnderstood(
                page.number, "something is printed on it, but no word could be read"
            )
        elif page.number not in with_tables and len(page.rules) >= RULED:
            yield NotUnderstood(page.number, "lines are ruled on it, but no table was understood")
        elif page.number in between and not page.blank:
            yield NotUnderstood(
                page.number, "it stands between pages of tables, and none was found"
            )


def lacks_pages(report: Report, table: Table) -> bool:
    """Whether rows of a table may stand on a page of which nothing was understood."""
    if not table.pages:
        return False
    near = range(table.pages[0] - 1, table.pages[-1] + 2)
    return any(u.page in near for u in _pages(report))


def _table(table: Table) -> Iterator[NotUnderstood]:
    for page in table.pages if table.verdict is Verdict.AMBIGUOUS else ():
        yield NotUnderstood(page, table.reason)


def torn(tables: Sequence[Table]) -> list[Table]:
    """The tables, those doubted that go on without a title where one with other columns ends: a
    page on which the columns were mistaken falls out of its table."""
    done: list[Table] = []
    for table in tables:
        before = done[-1] if done else None
        if before and _goes_on(before, table) and table.verdict is not Verdict.AMBIGUOUS:
            why = (
                f"table {table.number}: it goes on from table {before.number} with other columns; "
                "compare them with the scan"
            )
            table = replace(table, verdict=Verdict.AMBIGUOUS, reason=why)
        done.append(table)
    return done


def _goes_on(before: Table, table: Table) -> bool:
    columns = [{c.name for c in t.columns if c.numeric} for t in (before, table)]
    if (
        len(columns[0] & columns[1]) < 2
        or not (before.pages and table.pages)
        or len(table.title.split()) > _NO_TITLE
    ):
        return False
    return table.pages[0] == before.pages[-1] + 1 and columns[0] != columns[1]


_NO_TITLE = 3
"""Words above a table that goes on: a page number, and dirt."""


def not_understood(table: Table) -> str:
    """Why a judged table does not count as understood; "" when it does."""
    rows = table.rows(Kind.DATA, Kind.PARENT)
    if all(f.verdict is Verdict.BLANK for row in rows for f in row.figures):
        return ""
    if table.shape is Shape.OTHER:
        reason = f"table {table.number}: its columns are of no known kind; they stand under "
        return reason + "their printed headings"
    share = structure_of((table,))
    return f"table {table.number}: only {share:.0%} of its rows and columns are sure" * (
        share < HALF
    )


_FACTS = {  # the score of last year is told by few, beside the change
    "issuer": ("cơ quan ban hành", "the issuer"),
    "report_number": ("số của báo cáo", "the number of the report"),
    "report_date": ("ngày của báo cáo", "the date of the report"),
    "index_year": ("năm của chỉ số", "the year of the index"),
    "decision_number": ("số quyết định công bố", "the number of the decision"),
    "decision_date": ("ngày quyết định công bố", "the date of the decision"),
    "headline_score": ("điểm số trong phần lời", "the score in the text"),
    "headline_max": ("điểm tối đa trong phần lời", "the maximum in the text"),
    "grade": ("xếp loại", "the grade"),
    "rank": ("thứ hạng", "the rank"),
    "rank_of": ("số đơn vị được xếp hạng", "the number of ranked units"),
    "change_vs_previous_year": ("thay đổi so với năm trước", "the change against last year"),
}
_LONG_ENOUGH = 3
"""Rows of a table from which a total row is looked for."""


def missing_of(report: Report) -> tuple[Missing, ...]:
    """What a report of its kind has and was not found in it."""
    found = [
        _missing(name, 0, *_FACTS[name])
        for name in _FACTS
        if not ((fact := report.fact(name)) and fact.value)
    ]
    if not any(table.records for table in report.tables):
        return (_missing("table", 0, "bảng điểm", "a score table"), *found)
    return (*found, *(_total_row(table.number) for table in report.tables if _lacks_total(table)))


def _lacks_total(table: Table) -> bool:
    if table.shape not in (Shape.DEDUCTION, Shape.SHEET) or table.secondary:
        return False
    return len(table.rows(Kind.DATA)) >= _LONG_ENOUGH and not table.rows(Kind.TOTAL)


def _total_row(table: int) -> Missing:
    return _missing("total_row", table, f"dòng tổng của bảng {table}",
                    f"the total row of table {table}")  # fmt: skip


def _missing(what: str, table: int, vi: str, en: str) -> Missing:
    return Missing(what, table, f"Không tìm thấy {vi}", f"{en[0].upper()}{en[1:]} was not found")
