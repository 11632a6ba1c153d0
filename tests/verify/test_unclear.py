"""Pages that were not understood are named with their reason; sound ones are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from document.claim import Verdict
from document.page import Page, Rule
from document.record import Column, Report, Shape
from verify.verify import verify

Make = Callable[..., Report]
TABLE = ["1.1 2 2 1.5 0.5", "1.2 3 3 2 1", "total 5 5 3.5 1.5"]


def reasons(report: Report) -> list[tuple[int, str]]:
    return [(u.page, u.reason) for u in verify(report).unclear]


def test_a_sound_report_has_none(appendix: Make) -> None:
    assert reasons(appendix("\n".join(TABLE), headline="98.5")) == []


def test_lost_and_illegible_pages_are_named_and_blank_ones_not(appendix: Make) -> None:
    pages = (
        Page(3, 1, 1, dpi=200, blank=True, notes=("nothing is printed on it",)),
        Page(4, 1, 1, notes=("the page is not in the file",)),
        Page(5, 1, 1, dpi=200),
        Page(6, 1, 1, dpi=200, lines=("chữ",)),
    )
    assert reasons(replace(appendix("\n".join(TABLE)), pages=pages)) == [
        (4, "the page is not in the file"),
        (5, "something is printed on it, but no word could be read"),
    ]


def test_a_ruled_page_without_a_table_is_named_and_no_typist_blamed_for_its_rows(
    appendix: Make,
) -> None:
    """The total is that of more rows than were found; a typist who errs is not the only reason."""
    lines = tuple(Rule(True, 10.0 * k, 0.0, 100.0) for k in range(13))
    ruled = Page(5, 1, 1, dpi=200, lines=("chữ",), rules=lines)
    wrong = appendix("\n".join([*TABLE[:2], "total 9 9 3.5 1.5"]))
    (table,) = wrong.tables
    placed = replace(wrong, tables=(replace(table, pages=(4,)),))
    assert {c.certain for c in verify(placed).checks if c.rule == "column_total"} == {True}
    found = verify(replace(placed, pages=(ruled,)))
    assert [u.page for u in found.unclear] == [5]
    assert found.checks
    assert not any(c.certain for c in found.checks if c.rule == "column_total")


def test_a_table_of_no_known_kind_is_named_on_each_of_its_pages(appendix: Make) -> None:
    report = appendix("\n".join(TABLE))
    other = replace(report.tables[0], shape=Shape.OTHER, pages=(2, 3))
    found = reasons(replace(report, tables=(other,)))
    assert [page for page, _ in found] == [2, 3]
    assert found[0][1].startswith("table 1: its columns are of no known kind")


def test_a_table_whose_columns_were_guessed_is_named(appendix: Make) -> None:
    report = appendix("\n".join(TABLE))
    (table,) = report.tables
    guessed = tuple(Column(c.name, c.header, c.numeric, 0.3) for c in table.columns)
    found = reasons(replace(report, tables=(replace(table, columns=guessed, pages=(2,)),)))
    assert found == [(2, "table 1: only 30% of its rows and columns are sure")]


def test_a_table_that_goes_on_with_other_columns_is_left_to_a_person(
    appendix: Callable[..., Report],
) -> None:
    report = appendix("1.1 2 2 1 1\n1.2 1 1 0.5 0.5\ntotal 3 3 1.5 1.5")
    (table,) = report.tables
    columns = tuple(c for c in table.columns if c.name != "deduction")
    torn = replace(table, number=2, pages=(2,), columns=columns)
    found = verify(replace(report, tables=(table, torn)))
    assert [t.verdict for t in found.tables] == [Verdict.CONSISTENT, Verdict.AMBIGUOUS]
    assert found.unclear_pages == (2,)
    titled = replace(torn, title="Phụ lục 2 Bảng chấm điểm của xã")
    whole = verify(replace(report, tables=(table, titled)))
    assert whole.unclear_pages == ()


def test_a_page_between_pages_of_tables_is_looked_at(appendix: Make) -> None:
    report = appendix("\n".join(TABLE))
    (table,) = report.tables
    pages = tuple(Page(n, 595, 842, dpi=200, lines=("Tiêu chí",)) for n in (1, 2, 3, 4))
    later = replace(table, number=2, pages=(3,), title="Phụ lục 2 Bảng chấm điểm của xã")
    found = verify(replace(report, pages=pages, tables=(table, later)))
    assert found.unclear_pages == (2,)
