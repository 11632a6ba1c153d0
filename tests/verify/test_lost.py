"""A blank maximum beside scores was lost; a column that mostly has none has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from document.record import Report, Verdict
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


def test_where_most_rows_have_none_a_blank_is_a_blank(appendix: Make) -> None:
    codes = [f"1.{n}" for n in range(1, 6)]
    found = maxima(without_maximum(appendix("\n".join(ROWS)), *codes))
    assert [v for _, v in found[:5]] == [Verdict.BLANK] * 5
