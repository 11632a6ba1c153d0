"""Pages on which no row adds up are doubted whole, sound pages and single faults are not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from document.claim import Place, Verdict
from document.record import Column, Figure, Kind, Record, Report, Shape, Source, Table, coded
from verify.slipped import with_doubts

A = ("max_score", "verified_score", "deduction")
C = ("field_1", "field_2", "field_3", "total_score")


def report(shape: Shape, columns: tuple[str, ...], *rows: tuple[int, str]) -> Report:
    """Rows as page and figures: (4, "2 1.5 0.5")."""
    records = tuple(
        Record(
            Kind.DATA,
            n,
            coded(str(n)),
            figures=tuple(
                Figure(c, v, Decimal(v), Verdict.CONSISTENT, place=Place(page))
                for c, v in zip(columns, values.split(), strict=True)
            ),
            pages=(page,),
        )
        for n, (page, values) in enumerate(rows, 1)
    )
    table = Table(1, shape, tuple(Column(c, c, True) for c in columns), records)
    return Report(Source("x.pdf", "0", 9), tables=(table,))


def verdicts(found: Report) -> list[Verdict]:
    return [r.figures[0].verdict for r in found.tables[0].records]


def test_a_page_of_a_ranking_that_slipped_is_doubted_whole() -> None:
    found = with_doubts(report(
        Shape.RANKING, C, (3, "10 9 8 27"), (3, "7 7.5 8 22.5"), (3, "9 9 8 26"),
        (4, "2 10 9 27"), (4, "12 7 7.5 22.5"), (4, "5 9 9 26"),
    ))  # fmt: skip
    assert verdicts(found) == [Verdict.CONSISTENT] * 3 + [Verdict.AMBIGUOUS] * 3
    assert found.notes == found.tables[0].notes
    assert found.notes[0].startswith("page 4: the equation of none of its 3 rows holds")


def test_one_row_that_holds_clears_the_page() -> None:
    given = report(Shape.RANKING, C, (3, "1 1 1 3"), (3, "1 1 1 4"), (3, "1 1 1 5"))
    assert with_doubts(given) is given


def test_two_faulty_rows_are_not_a_slipped_page() -> None:
    given = report(Shape.DEDUCTION, A, (3, "2 1 1"), (4, "2 1 0.5"), (4, "3 1 1"))
    assert with_doubts(given) is given


def test_a_deduction_that_is_a_penalty_throughout_is_not_doubted() -> None:
    given = report(Shape.DEDUCTION, A, (3, "2 2 0.5"), (3, "3 2.5 1"), (3, "1 1 0.25"))
    assert with_doubts(given) is given


def test_a_page_of_deductions_unlike_the_others_is_doubted() -> None:
    found = with_doubts(report(
        Shape.DEDUCTION, A, (3, "2 1 1"), (4, "1 2 1"), (4, "0.5 2 1.5"), (4, "1 3 2"),
    ))  # fmt: skip
    assert verdicts(found) == [Verdict.CONSISTENT] + [Verdict.AMBIGUOUS] * 3


def test_a_ranking_that_lost_one_of_three_fields_is_doubted() -> None:
    found = with_doubts(report(
        Shape.RANKING, (*C[:2], C[3]), (3, "9 8 27"), (3, "7.5 8 22.5"), (3, "9 8 26"),
    ))  # fmt: skip
    assert verdicts(found) == [Verdict.AMBIGUOUS] * 3


def test_a_ranking_of_two_fields_that_add_up_is_not() -> None:
    given = report(Shape.RANKING, (*C[:2], C[3]), (3, "9 8 17"), (3, "7 8 15"), (3, "9 8 26"))
    assert with_doubts(given) is given


def test_a_row_that_was_repaired_until_it_held_clears_no_page() -> None:
    given = report(
        Shape.RANKING, C, (3, "1 1 1 3"), (3, "1 1 1 4"), (3, "1 1 1 5"), (3, "1 1 1 7"),
    )  # fmt: skip
    (table,) = given.tables
    first, *others = table.records
    mended = replace(first.figures[0], verdict=Verdict.REPAIRED)
    first = replace(first, figures=(mended, *first.figures[1:]))
    given = replace(given, tables=(replace(table, records=(first, *others)),))
    found = with_doubts(given)
    assert verdicts(found)[1:] == [Verdict.AMBIGUOUS] * 3
