"""A blank maximum beside scores was lost, and a column that is blank on one page only; a column
that has none has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from document.claim import Location, Verdict
from document.geometry import Box
from document.page import Origin
from document.record import (
    Column,
    Figure,
    Kind,
    Record,
    Report,
    Shape,
    Source,
    Table,
    TextCell,
    coded,
)
from document.table import Reading
from verify.verify import verify

Make = Callable[..., Report]
ROWS = [f"1.{n} 2 2 1.5 0.5" for n in range(1, 8)]


def without_maximum(report: Report, *codes: str) -> Report:
    (table,) = report.tables
    records = tuple(
        replace(
            r,
            figures=tuple(
                replace(f, value=None, printed="", readings=(), verdict=Verdict.BLANK, inked=False)
                if f.column == "max_score" and r.code in codes
                else f
                for f in r.figures
            ),
        )
        for r in table.records
    )
    return replace(report, tables=(replace(table, records=records),))


def maxima(report: Report) -> list[tuple[Decimal | None, Verdict]]:
    figures = [r.figure("max_score") for r in verify(report).tables[0].records]
    return [(f.value, f.verdict) for f in figures if f is not None]


def test_a_maximum_that_nobody_saw_is_derived_or_left_to_a_person(appendix: Make) -> None:
    found = maxima(without_maximum(appendix("\n".join(ROWS)), "1.3"))
    assert found[2] in ((Decimal(2), Verdict.DERIVED), (None, Verdict.UNREAD))
    assert not any(verdict.needs_person for k, (_, verdict) in enumerate(found) if k != 2)


def test_a_maximum_is_missing_beside_a_single_row_that_has_one(appendix: Make) -> None:
    codes = [f"1.{n}" for n in range(1, 7)]
    found = maxima(without_maximum(appendix("\n".join(ROWS)), *codes))
    assert not any(verdict is Verdict.BLANK for _, verdict in found)


def test_where_no_row_has_a_maximum_a_blank_is_a_blank(appendix: Make) -> None:
    codes = [f"1.{n}" for n in range(1, 8)]
    found = maxima(without_maximum(appendix("\n".join(ROWS)), *codes))
    assert [v for _, v in found] == [Verdict.BLANK] * 7


def test_a_maximum_merged_over_rows_is_missing_in_none_of_them(appendix: Make) -> None:
    report = without_maximum(appendix("\n".join(ROWS)), "1.2")
    (table,) = report.tables
    cell = Location(1, Box(100, 0, 140, 40))
    merged = tuple(
        replace(
            r,
            figures=tuple(
                replace(f, place=cell) if f.column == "max_score" else f for f in r.figures
            ),
        )
        if r.code in ("1.1", "1.2")
        else r
        for r in table.records
    )
    found = maxima(replace(report, tables=(replace(table, records=merged),)))
    assert found[1] == (None, Verdict.BLANK)


def self_scores_of_two_pages(report: Report, printed: str) -> list[Verdict]:
    """The verdicts on the self scores of the second page, on which none is seen."""
    (table,) = report.tables
    columns = tuple(Column(n, n, True) for n in ("max_score", "self_score", "verified_score"))
    records = []
    for record in table.records:
        page = 1 if record.row <= 4 else 2
        figures = tuple(
            replace(f, value=None, printed=printed, readings=(), verdict=Verdict.BLANK, inked=False)
            if f.column == "self_score" and 4 < record.row < 8
            else f
            for f in record.figures
        )
        records.append(replace(record, pages=(page,), figures=figures))
    report = replace(
        report, tables=(replace(table, columns=columns, records=tuple(records), pages=(1, 2)),)
    )
    found = [r.figure("self_score") for r in verify(report).tables[0].records[4:7]]
    return [f.verdict for f in found if f is not None]


def test_a_column_without_a_figure_on_one_page_may_have_slipped(appendix: Make) -> None:
    report = appendix("\n".join(ROWS))
    assert self_scores_of_two_pages(report, "") == [Verdict.UNREAD] * 3
    assert self_scores_of_two_pages(report, "-") == [Verdict.BLANK] * 3
    added_up = appendix("\n".join([*ROWS, "total 14 8 10.5 3.5"]))
    assert self_scores_of_two_pages(added_up, "") == [Verdict.BLANK] * 3
    of_all = appendix("\n".join([*ROWS, "total 14 14 10.5 3.5"]))
    assert self_scores_of_two_pages(of_all, "") == [Verdict.DERIVED] * 3
    some = appendix("\n".join([*ROWS, "total 14 13 10.5 3.5"]))
    assert self_scores_of_two_pages(some, "") == [Verdict.UNREAD] * 3


def ranking(*totals: Figure) -> Report:
    """Units in the order of their totals; nobody saw the rank of the seventh."""
    ranks = (
        Figure("rank", verdict=Verdict.BLANK)
        if n == 7
        else Figure("rank", str(n), Decimal(n), Verdict.UNVERIFIED)
        for n in range(1, len(totals) + 1)
    )
    rows = tuple(
        Record(Kind.DATA, n, coded(str(n)), (TextCell("unit", f"Xã {n}"),), figures)
        for n, figures in enumerate(zip(totals, ranks, strict=True), 1)
    )
    columns = tuple(Column(name, name, True) for name in ("total_score", "rank"))
    return Report(Source("a.pdf", "0", 1), tables=(Table(1, Shape.RANKING, columns, rows),))


def rank_of_the_seventh(report: Report) -> Figure:
    figure = verify(report).tables[0].records[6].figure("rank")
    assert figure is not None
    return figure


def total(text: str, confidence: float) -> Figure:
    readings = tuple(
        Reading(origin, text, confidence) for origin in (Origin.READER, Origin.TESSERACT)
    )
    return Figure("total_score", text, Decimal(text), readings=readings, inked=True)


def test_a_rank_that_nobody_saw_follows_from_sure_totals() -> None:
    figure = rank_of_the_seventh(ranking(*(total(str(100 - n), 0.99) for n in range(1, 10))))
    assert (figure.value, figure.verdict) == (Decimal(7), Verdict.DERIVED)


def test_it_does_not_from_a_total_that_is_hardly_read() -> None:
    totals = [total(str(100 - n), 0.99) for n in range(1, 10)]
    totals[6] = total("0", 0.12)
    assert rank_of_the_seventh(ranking(*totals)).verdict.needs_person
