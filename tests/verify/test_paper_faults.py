"""Faults of the paper: found with rule, row and column, told in words; none invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from document.check import Check
from document.claim import Verdict
from document.page import Origin
from document.record import Report, stated
from verify.verify import verify

Make = Callable[..., Report]

Truth = tuple[Report, dict[str, Any]]


def _named(found: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(x["type"], x["code"] or "", x["field"]) for x in found}


def _said(checks: tuple[Check, ...]) -> set[tuple[str, str, str]]:
    return {(c.rule, c.code, c.column) for c in checks}


def test_exactly_the_broken_rules_of_each_document_are_reported(truth: Truth) -> None:
    report, expected = truth
    planted = _named(expected["planted_inconsistencies"])
    violated = _named(expected["violated_checks"])
    assert _said(verify(report).checks) == planted | violated


def test_each_check_is_certain_on_paper_that_was_read_without_doubt(truth: Truth) -> None:
    report, _ = truth
    checks = verify(report).checks
    assert all(check.certain for check in checks if check.root == check.id)
    # What follows from a slip in the table is no fault of the headline.
    assert {c.rule for c in checks if not c.certain} <= {"headline"}


def test_nothing_is_changed_and_only_faults_need_a_person(truth: Truth) -> None:
    report, _ = truth
    done = verify(report)
    for before, after in zip(report.tables, done.tables, strict=True):
        for old, new in zip(before.records, after.records, strict=True):
            for was, now in zip(old.figures, new.figures, strict=True):
                assert was.value == now.value
                assert now.verdict not in (Verdict.REPAIRED, Verdict.DERIVED, Verdict.UNREAD)
                assert done.checks or not now.verdict.needs_person


SMALL = """
1.1 2 2 1 1
7.1.4 2 2 1 {deduction}
total 4 4 2 2
"""


@pytest.fixture
def wrong_row(appendix: Any) -> Report:
    return verify(appendix(SMALL.format(deduction="0,5")))


def test_a_sentence_names_row_page_and_both_values(wrong_row: Report) -> None:
    check = next(c for c in wrong_row.checks if c.rule == "row_arithmetic")
    assert check.vi.startswith(
        "Dòng 7.1.4 (trang 1): điểm chuẩn 2 − điểm thẩm định 1 = 1, trên giấy ghi 0,5"
    )
    assert check.en.startswith(
        "Row 7.1.4 (page 1): maximum score 2 − verified score 1 = 1, the paper says 0.5"
    )
    assert (check.printed, check.expected) == (Decimal("0.5"), Decimal(1))


def test_one_mistyped_cell_that_breaks_two_rules_is_the_one_to_blame(wrong_row: Report) -> None:
    verdicts = {
        (r.code, f.column): f.verdict for r in wrong_row.tables[0].records for f in r.figures
    }
    blamed = [cell for cell, verdict in verdicts.items() if verdict is Verdict.DISCREPANCY]
    assert blamed == [("7.1.4", "deduction")]
    assert verdicts["", "verified_score"] is Verdict.CONSISTENT


def test_a_total_typed_wrong_is_named_once_with_all_that_it_breaks(appendix: Any) -> None:
    done = verify(appendix("1 2 2 1 1\n2 2 2 1 1\ntotal 4 4 2 3", headline="98"))
    assert _said(done.checks) == {
        ("column_total", "", "deduction"),
        ("total_arithmetic", "", "deduction"),
        ("headline", "", "headline_score"),
    }
    total = done.tables[0].records[-1].figure("deduction")
    assert total is not None
    assert total.verdict is Verdict.DISCREPANCY
    assert total.value == 3
    headline = done.fact("headline_score")
    assert headline is not None
    assert headline.verdict is Verdict.DISPUTED
    assert len({check.root for check in done.checks}) == 1
    assert not next(c for c in done.checks if c.rule == "headline").certain


def test_a_blank_self_score_is_no_fault_and_counts_as_nothing(appendix: Any) -> None:
    done = verify(appendix("1 2 . 1 1\n2 2 2 0 2\ntotal 4 2 1 3"))
    assert done.checks == ()
    blank = done.tables[0].records[0].figure("self_score")
    assert blank is not None
    assert blank.verdict is Verdict.BLANK
    assert blank.value is None


def test_a_blank_deduction_means_that_nothing_was_deducted(appendix: Any) -> None:
    assert verify(appendix("1 2 2 2 .\n2 2 2 0 2\ntotal 4 4 2 2")).checks == ()
    missing = verify(appendix("1 2 2 1 .\n2 2 2 0 2\ntotal 4 4 1 2"))
    assert ("row_arithmetic", "1", "deduction") in _said(missing.checks)


def test_the_headline_follows_from_the_rows_when_there_is_no_total_row(appendix: Any) -> None:
    assert verify(appendix("1 2 2 1 1\n2 2 2 0 2", headline="97")).checks == ()
    wrong = verify(appendix("1 2 2 1 1\n2 2 2 0 2", headline="98"))
    assert _said(wrong.checks) == {("headline", "", "headline_score")}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Trong năm có 870/901 hồ sơ, đạt 96,56%", False),
        ("870/901 hồ sơ, đạt 96,55%", False),  # cut instead of rounded
        ("Đạt 87.66% (2061/2351 hồ sơ)", False),
        ("Đạt 78.66% (2061/2351 hồ sơ)", True),
        ("249/395 phiếu hài lòng, đạt 63%", False),
        ("249/395 phiếu hài lòng, đạt 65%", True),
        ("Theo Nghị định số 61/2018/NĐ-CP đạt 20%", False),
        ("Kết quả giảm nghèo đạt 0,35%/KH 0,50%", False),
        ("có 01/02 cuộc đối thoại; tỷ lệ hồ sơ đạt 95%", False),
        ("báo cáo gửi sau ngày 10/6, đạt 95,68%", False),
    ],
)
def test_a_percentage_is_held_against_the_ratio_beside_it(
    appendix: Any, text: str, fault: bool
) -> None:
    done = verify(appendix("1 1 1 0 1\n2 2 2 1 1\ntotal 3 3 1 2", reasons={"1": text}))
    assert _said(done.checks) == ({("ratio_percent", "1", "reason")} if fault else set())


def _with_years(report: Report, now: str, before: str, change: str) -> Report:
    values = {"headline_score": now, "previous_score": before, "change_vs_previous_year": change}
    facts = tuple(stated(name, value, value, 1) for name, value in values.items())
    return replace(report, facts=facts)


def test_a_change_that_the_two_years_do_not_give_is_told(appendix: Make) -> None:
    table = "1.1 2 2 1 1\n1.2 2 2 1 1\ntotal 4 4 2 2"
    done = verify(_with_years(appendix(table, headline="98"), "98", "91,5", "-6,5"))
    (told,) = done.checks
    assert (told.rule, told.printed, told.expected) == (
        "year_change", Decimal("-6.5"), Decimal("6.5"),
    )  # fmt: skip
    assert "98 − 91,5 = 6,5, trên giấy ghi giảm 6,5 điểm" in told.vi
    assert told.certain
    change = done.fact("change_vs_previous_year")
    assert change
    assert change.verdict is Verdict.DISCREPANCY


def test_a_change_that_fits_makes_all_three_consistent(appendix: Make) -> None:
    table = "1.1 2 2 1 1\n1.2 2 2 1 1\ntotal 4 4 2 2"
    done = verify(_with_years(appendix(table, headline="98"), "98", "91,5", "6,5"))
    assert done.checks == ()
    assert [f.verdict for f in done.facts] == [Verdict.CONSISTENT] * 3


def test_a_recognised_change_that_does_not_fit_is_in_doubt(appendix: Make) -> None:
    table = "1.1 2 2 1 1\n1.2 2 2 1 1\ntotal 4 4 2 2"
    scanned = appendix(table, headline="98", origin=Origin.TESSERACT)
    done = verify(_with_years(scanned, "98", "91,5", "65"))
    assert [c.certain for c in done.checks if c.rule == "year_change"] == [False]
