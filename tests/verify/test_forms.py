"""What "Điểm trừ" means is told by the equation that fits the rows of a table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from document.claim import Verdict
from document.record import Report
from verify.verify import verify

Make = Callable[..., Report]

FROM_SELF = """
1.1 2 2 1,5 0,5
1.2 1 0,5 0,5 0
1.3 3 2,5 1 1,5
1.4 1 1 0 1
1.5 2 1 1 0
total 9 7 4 3
"""
PENALTY = """
1.1 2 1,5 0,5 1
1.2 1 1 0,25 0,75
1.3 3 2,5 1 1,5
1.4 1 1 0,5 0,5
1.5 2 1 0 1
total 9 7 2,25 4,75
"""
PENALTIES = ("max_score", "verified_score", "deduction", "total_score")


def verdicts(report: Report, code: str) -> dict[str, Verdict]:
    row = next(r for r in report.tables[0].records if r.code == code)
    return {f.column: f.verdict for f in row.figures}


@pytest.mark.parametrize(
    ("text", "columns", "headline"),
    [
        (FROM_SELF, ("max_score", "self_score", "verified_score", "deduction"), "4"),
        (PENALTY, PENALTIES, "4,75"),
    ],
)
def test_the_form_that_fits_proves_its_rows_and_the_headline(
    appendix: Make, text: str, columns: tuple[str, ...], headline: str
) -> None:
    found = verify(appendix(text, headline.replace(",", "."), columns=columns))
    assert found.checks == ()
    for code in ("1.1", "1.3", "1.4"):
        assert set(verdicts(found, code).values()) == {Verdict.CONSISTENT}


def test_a_fault_against_the_form_that_fits_is_told_in_its_words(appendix: Make) -> None:
    found = verify(appendix(PENALTY.replace("2,5 1 1,5", "2,5 1 1,25"), columns=PENALTIES))
    assert verdicts(found, "1.3")["total_score"] is Verdict.DISCREPANCY
    check = next(c for c in found.checks if c.code == "1.3")
    assert check.rule == "row_difference"
    assert "verified score 2.5 − deduction 1 = 1.5" in check.en


def test_the_usual_form_stays_where_it_fits_as_well(appendix: Make) -> None:
    rows = "\n".join(f"1.{n} 2 2 1 1" for n in range(1, 6))
    found = verify(appendix(rows + "\ntotal 10 10 5 5"))
    rules = {rule for r in found.tables[0].records for f in r.figures for rule in f.rules}
    assert "row_arithmetic" in rules
    assert "row_difference" not in rules
