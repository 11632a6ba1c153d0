"""Pages on which no row adds up are doubted whole, sound pages and single faults are not; nobody
is accused where a column may have slipped."""

from __future__ import annotations

from decimal import Decimal

import pytest

from document.claim import Location, Verdict
from document.page import Origin
from document.record import Column, Figure, Kind, Record, Report, Shape, Source, Table, coded
from document.table import Reading
from verify.verify import verify

A = ("max_score", "verified_score", "deduction")
C = ("field_1", "field_2", "field_3", "total_score")


def figure(column: str, text: str, page: int) -> Figure:
    """A figure that both readers are sure of."""
    readings = tuple(Reading(o, text, 0.999) for o in (Origin.READER, Origin.TESSERACT))
    return Figure(column, text, Decimal(text), readings=readings, place=Location(page), inked=True)


def report(shape: Shape, columns: tuple[str, ...], *rows: tuple[int, str]) -> Report:
    """Rows as page and figures: (4, "2 1.5 0.5"); page 0 is the total row, on page 4."""
    records = tuple(
        Record(
            Kind.DATA if page else Kind.TOTAL,
            n,
            coded(str(n) if page else ""),
            figures=tuple(
                figure(c, v, page or 4) for c, v in zip(columns, values.split(), strict=True)
            ),
            pages=(page or 4,),
        )
        for n, (page, values) in enumerate(rows, 1)
    )
    table = Table(1, shape, tuple(Column(c, c, True) for c in columns), records, (3, 4))
    return Report(Source("x.pdf", "0", 9), tables=(table,))


def flagged(found: Report) -> list[bool]:
    rows = found.tables[0].records
    return [any(f.verdict is Verdict.AMBIGUOUS for f in r.figures) for r in rows]


SOUND = ((3, "2 1 1"), (3, "2 0.5 1.5"), (3, "3 2 1"), (3, "1 0.5 0.5"))


def test_a_page_of_a_ranking_that_slipped_is_doubted_whole() -> None:
    found = verify(report(
        Shape.RANKING, C, (3, "10 9 8 27"), (3, "7 7.5 8 22.5"), (3, "9 9 8 26"),
        (4, "2 10 9 27"), (4, "12 7 7.5 22.5"), (4, "5 9 9 26"),
    ))  # fmt: skip
    assert flagged(found) == [False] * 3 + [True] * 3
    assert found.unclear_pages == (4,)
    assert found.notes[0].startswith("page 4: the equation of none of its 3 rows holds")


def test_one_row_that_holds_clears_the_page() -> None:
    found = verify(report(Shape.RANKING, C, (3, "1 1 1 3"), (3, "1 1 1 4"), (3, "1 1 1 5")))
    assert found.unclear_pages == ()


def test_two_faulty_rows_are_not_a_slipped_page() -> None:
    found = verify(report(Shape.DEDUCTION, A, *SOUND, (4, "2 1 0.5"), (4, "3 1 1")))
    assert found.unclear_pages == ()


@pytest.mark.parametrize("slipped", ["1 2 1", "1 1 2"])
def test_nobody_is_accused_by_a_page_whose_columns_slipped(slipped: str) -> None:
    """Two columns changed places on page 4: the rows there and the total do not add up."""
    rows = [*SOUND, *[(4, slipped)] * 3, (0, "14 10 4")]
    found = verify(report(Shape.DEDUCTION, A, *rows))
    assert found.unclear_pages == (4,)
    assert flagged(found)[4:7] == [True] * 3
    assert not any(check.certain for check in found.checks)


def test_a_column_lost_on_a_page_is_unknown_to_its_sum_and_not_nought() -> None:
    """Its cells are unread; the total, which counts them, accuses nobody."""
    rows = [*SOUND, (4, "2 1 1"), (4, "2 1 1"), (4, "2 1 1"), (0, "14 7 7")]
    given = report(Shape.DEDUCTION, A, *rows)
    (table,) = given.tables
    blank = Figure("deduction", verdict=Verdict.BLANK, place=Location(4))
    records = tuple(
        r if r.pages != (4,) or r.kind is Kind.TOTAL
        else Record(r.kind, r.row, r.number, figures=(*r.figures[:2], blank), pages=r.pages)
        for r in table.records
    )  # fmt: skip
    found = verify(
        Report(given.source, tables=(Table(1, table.shape, table.columns, records, (3, 4)),))
    )
    lost = [r.figure("deduction") for r in found.tables[0].records[4:7]]
    assert [f and f.verdict for f in lost] == [Verdict.UNREAD] * 3
    assert found.checks == ()


def test_a_deduction_that_is_a_penalty_throughout_accuses_nobody() -> None:
    rows = [(3, "2 2 0.5"), (3, "3 2.5 1"), (3, "1 1 0.25"), (3, "2 1.5 1"), (3, "2 2 1")]
    found = verify(report(Shape.DEDUCTION, A, *rows))
    assert found.checks == ()
    assert not any(f.verdict.needs_person for r in found.tables[0].records for f in r.figures)


def test_a_sum_that_no_row_obeys_is_no_rule_and_its_total_is_doubted() -> None:
    rows = [(3, "9 8 27"), (3, "7.5 8 22.5"), (3, "9 8 26"), (3, "8 7 25"), (3, "9 9 28")]
    found = verify(report(Shape.RANKING, (*C[:2], C[3]), *rows))
    assert found.checks == ()
    assert flagged(found) == [True] * 5
    column = found.tables[0].columns[2]
    assert (column.name, column.verdict) == ("total_score", Verdict.AMBIGUOUS)


def test_a_ranking_of_two_fields_that_add_up_is_not() -> None:
    rows = [(3, "9 8 17"), (3, "7 8 15"), (3, "9 8 26")]
    found = verify(report(Shape.RANKING, (*C[:2], C[3]), *rows))
    assert flagged(found)[:2] == [False] * 2


def test_a_figure_of_a_broken_rule_that_is_not_to_blame_is_disputed() -> None:
    """One deduction is wrong: its row and the sum of its column fail, and both are laid to it."""
    rows = [*SOUND, (3, "2 1 0.5"), (0, "10 5 5")]
    found = verify(report(Shape.DEDUCTION, A, *rows))
    table = found.tables[0]
    verdicts = [f.verdict for f in table.records[4].figures]
    assert verdicts == [Verdict.DISPUTED, Verdict.DISPUTED, Verdict.DISCREPANCY]
    assert {c.root for c in found.checks} == {found.checks[0].id}
    assert {c.blamed and (c.blamed.row, c.blamed.column) for c in found.checks} == {
        (5, "deduction")
    }
