"""What is told of one row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from document.claim import Location
from document.page import Origin
from document.record import Figure, Report
from document.table import Reading
from verify.explain.evidence_text import explain
from verify.verify import verify

Make = Callable[..., Report]
TABLE = "1.1 2 2 1.5 0.5\n7.1.4 2 2 1 0.5\ntotal 4 4 2.5 1"


def _lost_separator() -> Figure:
    read = (Reading(Origin.TESSERACT, "15", 0.9), Reading(Origin.READER, "1.5", 0.95))
    return Figure("verified_score", "15", None, readings=read, place=Location(1), inked=True)


def test_a_broken_rule_is_told_with_its_numbers_and_sentences(appendix: Make) -> None:
    told = explain(verify(appendix(TABLE)), "7.1.4")
    assert told.startswith("Row 7.1.4 (table 1, page 1, data)")
    assert "row_arithmetic, maximum - verified: asks for 1, the paper says 0.5: does not" in told
    assert "Dòng 7.1.4 (trang 1): điểm chuẩn 2 − điểm thẩm định 1 = 1, trên giấy ghi 0,5" in told
    assert "deduction (điểm bị trừ): 0.5, discrepancy" in told
    assert "rule column_total of the total, the sum of the rows: asks for 4" in told


def test_readings_and_costs_of_a_repaired_cell_are_told(appendix: Make) -> None:
    cells: dict[Any, Figure] = {("1.1", "verified_score"): _lost_separator()}
    told = explain(verify(appendix(TABLE, cells=cells)), "1.1")
    assert "verified score (điểm thẩm định): 1.5" in told
    assert "read by tesseract: “15” (0.900)" in told
    assert "read by reader: “1.5” (0.950)" in told
    assert "the ink may say (cost): 1.5 at 0.0" in told


def test_an_unread_figure_leaves_its_rules_unasked(appendix: Make) -> None:
    told = explain(verify(appendix("1 2 2 ? ?")), "1")
    assert "ink that nobody read" in told
    assert "cannot be asked, a figure is missing" in told


def test_the_total_row_has_the_empty_code_and_a_wrong_code_is_answered(appendix: Make) -> None:
    done = verify(appendix(TABLE))
    assert explain(done, "").startswith("Row total (table 1")
    assert explain(done, "9.9") == "No row has the code 9.9. Codes: 1.1, 7.1.4."
