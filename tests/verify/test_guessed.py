"""Figures under a guessed heading need arithmetic, or a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from document.claim import Verdict
from document.record import Report, Shape
from export.document import as_json
from verify.verify import verify

Make = Callable[..., Report]
ROWS = ["1.1 2 2 1.5 0.5", "1.2 3 3 2 1", "1.3 1 1 1 0"]
ODD = ["1.1 2 2 1.5 0.7", "1.2 3 3 2 2", "1.3 1 1 1 0.4"]


def verdicts(report: Report, column: str, confidence: float) -> list[Verdict]:
    (table,) = report.tables
    columns = tuple(
        replace(c, confidence=confidence if c.name == column else 1.0) for c in table.columns
    )
    done = verify(replace(report, tables=(replace(table, columns=columns),)))
    figures = [r.figure(column) for r in done.tables[0].records]
    return [f.verdict for f in figures if f is not None]


def test_a_guess_that_the_equations_bear_out_stands(appendix: Make) -> None:
    found = verdicts(appendix("\n".join(ROWS)), "deduction", 0.6)
    assert found == [Verdict.CONSISTENT] * 3


def test_a_guess_that_they_do_not_is_left_to_a_person(appendix: Make) -> None:
    assert all(v.needs_person for v in verdicts(appendix("\n".join(ODD)), "deduction", 0.6))


def test_a_column_that_may_be_a_missing_one_leaves_no_silent_gap(appendix: Make) -> None:
    report = appendix("\n".join(ROWS))
    (table,) = report.tables
    columns = tuple(
        replace(c, name="lạ", candidate_roles=("self_score", "max_score"))
        if c.name == "self_score"
        else c
        for c in table.columns
    )
    records = tuple(
        replace(r, figures=tuple(f for f in r.figures if f.column != "self_score"))
        for r in table.records
    )
    unclear = replace(report, tables=(replace(table, columns=columns, records=records),))
    found = verify(unclear)
    (column,) = [c for c in found.tables[0].columns if c.name == "lạ"]
    assert (column.verdict, column.reason) == (
        Verdict.AMBIGUOUS, "it may be self_score or max_score, and nothing tells which"
    )  # fmt: skip
    for record in as_json(found)["records"]:
        assert record["flags"]["self_score"]
        assert "max_score" not in record["flags"]
    figures = [f.column for r in found.tables[0].records for f in r.figures]
    assert "self_score" not in figures


def test_a_column_without_an_equation_is_doubted_only_when_guessed(appendix: Make) -> None:
    report = appendix("\n".join(ROWS))
    assert verdicts(report, "self_score", 0.95) == [Verdict.UNVERIFIED] * 3
    assert verdicts(report, "self_score", 0.6) == [Verdict.AMBIGUOUS] * 3


def test_sums_tell_a_column_only_when_it_is_the_last(appendix: Make) -> None:
    lines = [*ROWS, "total 6 6 4.5 1.5"]
    report = appendix("\n".join(lines))
    assert verdicts(report, "self_score", 0.6) == [Verdict.CONSISTENT] * 4
    assert verdicts(report, "deduction", 0.6) == [Verdict.CONSISTENT] * 4
    scores = ("max_score", "self_score", "verified_score")
    report = appendix("\n".join(line.rpartition(" ")[0] for line in lines), columns=scores)
    report = replace(report, tables=(replace(report.tables[0], shape=Shape.SHEET),))
    for column in scores:
        assert verdicts(report, column, 0.95) == [Verdict.CONSISTENT] * 4
        assert verdicts(report, column, 0.6) == [Verdict.AMBIGUOUS] * 4
