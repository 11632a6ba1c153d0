"""Misread or mistyped: what is repaired, what is derived, and what is left to a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from document import number
from document.claim import Location, Verdict
from document.page import Origin
from document.record import Figure, Record, Report
from document.table import Reading
from verify.search.evidence import weigh
from verify.verify import verify

Make = Callable[..., Report]

TABLE = """
1.1.3 2 2 1.91 0.09
1.5.4 2 0.5 0.5 1.5
1.6 1 1 0.8 0.2
3.11.1 1 1 0.96 0.04
7.1.4 2 2 1 1
total 8 6.5 5.17 2.83
"""


def cell(column: str, *readings: tuple[Origin, str, float], inked: bool = True) -> Figure:
    """A cell with several readings, best first."""
    made = tuple(Reading(*one) for one in readings)
    text = made[0].text if made else ""
    return Figure(column, text, number.parse(text), readings=made, place=Location(1), inked=inked)


def at(report: Report, code: str, column: str) -> Figure:
    row = next(r for r in report.tables[0].records if r.code == code)
    found = row.figure(column)
    assert found is not None
    return found


def sure(text: str) -> tuple[tuple[Origin, str, float], tuple[Origin, str, float]]:
    return (Origin.READER, text, 0.999), (Origin.TESSERACT, text, 0.95)


def scanned(appendix: Make, text: str, wrong: dict[tuple[str, str], Figure], **more: Any) -> Report:
    """A table that the number reader and Tesseract read alike, but for some cells."""
    cells = dict(wrong)
    for line in text.strip().splitlines():
        code, *printed = line.split()
        columns = ("max_score", "self_score", "verified_score", "deduction")
        for column, value in zip(columns, printed, strict=True):
            if value != ".":
                cells.setdefault((code, column), cell(column, *sure(value)))
    report: Report = appendix(text, cells=cells, origin=Origin.TESSERACT, **more)
    return report


def test_a_second_reading_of_the_same_ink_repairs_the_first(appendix: Make) -> None:
    torn = cell("deduction", (Origin.TESSERACT, "15", 0.92), (Origin.READER, "1.5", 0.9))
    done = verify(scanned(appendix, TABLE, {("1.5.4", "deduction"): torn}))
    figure = at(done, "1.5.4", "deduction")
    assert figure.value == Decimal("1.5")
    assert figure.verdict is Verdict.REPAIRED
    assert figure.alternatives == (Decimal(15),)
    assert "row_arithmetic" in figure.reason
    assert done.checks == ()


def test_a_lost_separator_is_repaired_without_a_second_reader(appendix: Make) -> None:
    lost = cell("verified_score", (Origin.TESSERACT, "196", 0.93))
    text = TABLE.replace("1.91 0.09", "1.96 0.04").replace("5.17 2.83", "5.22 2.78")
    done = verify(scanned(appendix, text, {("1.1.3", "verified_score"): lost}))
    figure = at(done, "1.1.3", "verified_score")
    assert (figure.value, figure.verdict) == (Decimal("1.96"), Verdict.REPAIRED)


def test_ink_that_was_read_for_certain_is_never_changed(appendix: Make) -> None:
    done = verify(scanned(appendix, TABLE.replace("0.8 0.2", "0.8 0.3"), {}))
    figure = at(done, "1.6", "deduction")
    assert (figure.value, figure.verdict) == (Decimal("0.3"), Verdict.DISCREPANCY)
    assert {(c.rule, c.code, c.certain) for c in done.checks} == {
        ("row_arithmetic", "1.6", True),
        ("column_total", "", True),
    }


def test_what_may_be_either_is_left_to_a_person(appendix: Make) -> None:
    doubtful = cell("deduction", (Origin.READER, "0.3", 0.9))
    text = TABLE.replace("0.8 0.2", "0.2 0.8").replace("5.17 2.83", "4.57 3.43")
    done = verify(scanned(appendix, text, {("1.6", "deduction"): doubtful}))
    figure = at(done, "1.6", "deduction")
    assert (figure.value, figure.verdict) == (Decimal("0.3"), Verdict.AMBIGUOUS)
    assert Decimal("0.8") in figure.alternatives
    assert not any(check.certain for check in done.checks)


def test_two_cells_that_explain_a_sum_equally_well_are_a_tie(appendix: Make) -> None:
    torn = {
        ("1", "self_score"): cell("self_score", (Origin.TESSERACT, "1", 0.5)),
        ("2", "self_score"): cell("self_score", (Origin.TESSERACT, "1", 0.5)),
    }
    done = verify(scanned(appendix, "1 7 1 0 7\n2 7 1 0 7\ntotal 14 8 0 14", torn))
    for code in ("1", "2"):
        figure = at(done, code, "self_score")
        assert figure.verdict is Verdict.AMBIGUOUS
        assert figure.value == 1
        assert Decimal(7) in figure.alternatives


def test_a_misreading_beside_a_typing_error_is_repaired_and_the_error_told(
    appendix: Make,
) -> None:
    text = TABLE.replace("0.96 0.04", "0.96 0.14")
    torn = cell("max_score", (Origin.TESSERACT, "7", 0.6), (Origin.READER, "2", 0.7))
    done = verify(scanned(appendix, text, {("7.1.4", "max_score"): torn}))
    assert at(done, "7.1.4", "max_score").verdict is Verdict.REPAIRED
    assert at(done, "7.1.4", "max_score").value == 2
    assert at(done, "3.11.1", "deduction").verdict is Verdict.DISCREPANCY
    assert ("row_arithmetic", "3.11.1") in {(c.rule, c.code) for c in done.checks}


def test_an_unreadable_cell_is_derived_when_row_and_column_agree(appendix: Make) -> None:
    lost = Figure("deduction", place=Location(1), inked=True)
    done = verify(scanned(appendix, TABLE, {("1.6", "deduction"): lost}))
    figure = at(done, "1.6", "deduction")
    assert (figure.value, figure.verdict) == (Decimal("0.2"), Verdict.DERIVED)
    assert "row_arithmetic" in figure.reason
    assert "column_total" in figure.reason


def test_an_unreadable_cell_stays_so_when_nothing_forces_it(appendix: Make) -> None:
    lost = {
        (code, "self_score"): Figure("self_score", place=Location(1), inked=True)
        for code in ("1.6", "1.1.3")
    }
    done = verify(scanned(appendix, TABLE, lost))
    # 3 = 1 + 2 would be forced by the maxima, but the cells hold ink that nobody read.
    assert at(done, "1.5.4", "self_score").value == Decimal("0.5")
    two = verify(scanned(appendix, TABLE.replace("8 6.5", "8 6.4"), lost))
    assert at(two, "1.6", "self_score").verdict is Verdict.UNREAD
    assert at(two, "1.6", "self_score").value is None


def test_a_lost_cell_is_not_derived_from_a_doubtful_neighbour(appendix: Make) -> None:
    """Were the doubtful self score misread, the lost one would be derived wrong."""
    table = "1.1 2 ! 1 1\n1.2 2 2 1 1\n1.3 2 1 2 0\ntotal 6 4 4 2"
    exact = verify(appendix(table))
    assert at(exact, "1.1", "self_score").verdict is Verdict.DERIVED
    assert at(exact, "1.1", "self_score").value == 1
    doubtful = cell("self_score", (Origin.TESSERACT, "2", 0.9))
    done = verify(appendix(table, cells={("1.2", "self_score"): doubtful}))
    assert at(done, "1.1", "self_score").value is None
    assert at(done, "1.1", "self_score").verdict is Verdict.UNREAD


def test_a_distrusted_layer_bears_out_digits_but_no_separator(appendix: Make) -> None:
    """Both programs may have lost the same comma; a digit they seldom lose together."""
    table = "1.1 2 2 1 1"
    lost = cell("self_score", (Origin.TESSERACT, "15", 0.95), (Origin.WRONG_LAYER, "15", 1.0))
    done = verify(appendix(table, cells={("1.1", "self_score"): lost}))
    assert at(done, "1.1", "self_score").verdict is Verdict.AMBIGUOUS
    assert Decimal("1.5") in at(done, "1.1", "self_score").alternatives
    doubted = cell("self_score", (Origin.READER, "1,5", 0.9), (Origin.READER, "1,6", 0.08))
    borne_out = cell("self_score", *[(r.origin, r.text, r.confidence) for r in doubted.readings],
                     (Origin.WRONG_LAYER, "1.5", 1.0))  # fmt: skip
    verdicts = [
        at(verify(appendix(table, cells={("1.1", "self_score"): one})), "1.1", "self_score").verdict
        for one in (doubted, borne_out)
    ]
    assert verdicts == [Verdict.AMBIGUOUS, Verdict.UNVERIFIED]


def test_strict_changes_no_value(appendix: Make) -> None:
    torn = cell("deduction", (Origin.TESSERACT, "15", 0.92), (Origin.READER, "1.5", 0.9))
    lost = Figure("deduction", place=Location(1), inked=True)
    report = scanned(appendix, TABLE, {("1.5.4", "deduction"): torn, ("1.6", "deduction"): lost})
    done = verify(report, strict=True)
    assert at(done, "1.5.4", "deduction").value == 15
    assert at(done, "1.5.4", "deduction").verdict is Verdict.AMBIGUOUS
    assert at(done, "1.6", "deduction").value is None
    assert at(done, "1.6", "deduction").verdict is Verdict.UNREAD


def test_verifying_twice_says_the_same(appendix: Make) -> None:
    torn = cell("deduction", (Origin.TESSERACT, "15", 0.92), (Origin.READER, "1.5", 0.9))
    once = verify(scanned(appendix, TABLE, {("1.5.4", "deduction"): torn}))
    assert verify(scanned(appendix, TABLE, {("1.5.4", "deduction"): torn})) == once


def test_one_page_reading_that_no_rule_covers_needs_a_person(appendix: Make) -> None:
    single = {("1", "self_score"): cell("self_score", (Origin.TESSERACT, "1", 0.96))}
    done = verify(scanned(appendix, "1 2 1 1 1\n2 2 1 1 1", single))
    assert at(done, "1", "self_score").verdict is Verdict.AMBIGUOUS
    assert at(done, "2", "self_score").verdict is Verdict.UNVERIFIED
    assert at(done, "1", "deduction").verdict is Verdict.CONSISTENT


LEGIBLE = {
    "1.1.3": "2 2 1.91 0.09", "1.5.3": "1 1 0 1", "1.5.4": "2 0.5 0.5 1.5", "1.6": "! ! 0.8 0.2",
    "1.7": "! ! 0 1", "3.11.1": "! ! 0.96 0.04", "3.11.2": "! ! 0.99 0.01",
    "3.12.1": "! ! 0.1 0.9", "3.12.2": "! ! 0.32 !", "3.13.2": "1 1 0.94 0.06",
    "3.13.3": "1 1 0.87 0.13", "4.4": "1 1 0 1", "7.1.4": "2 2 1 1", "7.2": "! 1 0 1",
    "7.3.1": "1 1 0.69 0.31", "7.3.2": "2 2 1.92 0.08", "total": "20 18.5 11 9",
}  # fmt: skip
"""The figures that the OCR text of the seed shows; "!" is one that the text does not have."""


@pytest.mark.parametrize("origin", [Origin.TESSERACT, Origin.LAYER])
def test_the_text_of_the_seed_gives_all_of_its_figures(
    appendix: Make, seed: dict[str, Any], origin: Origin
) -> None:
    lines = "\n".join(f"{code} {cells}" for code, cells in LEGIBLE.items())
    done = verify(appendix(lines, headline="91.00", origin=origin, confidence=0.5))
    columns = ("max_score", "self_score", "verified_score", "deduction")
    for code, _, *printed in seed["rows"]:
        for column, value in zip(columns, printed[:4], strict=True):
            assert at(done, code, column).value == Decimal(value), (code, column)
    derived = {
        (r.code, f.column)
        for r in done.tables[0].records
        for f in r.figures
        if f.verdict is Verdict.DERIVED
    }
    assert derived == {
        (code, column)
        for code, cells in LEGIBLE.items()
        for column, text in zip(columns, cells.split(), strict=True)
        if text == "!"
    }
    assert all(
        f.reason for r in done.tables[0].records for f in r.figures
        if f.verdict is Verdict.DERIVED
    )  # fmt: skip
    totals = done.tables[0].records[-1].figures
    assert {f.verdict for f in totals} == {Verdict.CONSISTENT}
    headline = done.fact("headline_score")
    assert headline is not None
    assert headline.verdict is Verdict.CONSISTENT
    assert done.checks == ()


# bad input


def _all(report: Report) -> list[tuple[Record, Figure]]:
    return [(r, f) for r in report.tables[0].records for f in r.figures]


def test_a_table_whose_totals_are_all_wrong_blames_the_totals(appendix: Make) -> None:
    text = TABLE.replace("8 6.5 5.17 2.83", "9 7.5 6.27 2.73")
    done = verify(scanned(appendix, text, {}))
    blamed = {(r.code, f.column) for r, f in _all(done) if f.verdict.needs_person}
    assert all(code == "" for code, _ in blamed)
    assert {c.rule for c in done.checks} == {"column_total"}
    assert not any(f.verdict is Verdict.REPAIRED for _, f in _all(done))


def test_a_table_of_which_nothing_was_read_is_unread(appendix: Make) -> None:
    done = verify(appendix("1 ? ? ? ?\n2 ? ? ? ?\ntotal ? ? ? ?"))
    assert {f.verdict for _, f in _all(done)} == {Verdict.UNREAD}
    assert done.checks == ()


def test_one_row_with_and_without_its_total(appendix: Make) -> None:
    assert verify(appendix("1 2 2 1 1")).checks == ()
    assert verify(appendix("1 2 2 1 1\ntotal 2 2 1 1")).checks == ()
    wrong = verify(appendix("1 2 2 1 2"))
    assert [(c.rule, c.code) for c in wrong.checks] == [("row_arithmetic", "1")]


def test_five_hundred_rows_with_misreadings_end_with_the_right_values(appendix: Make) -> None:
    rows = [f"{n}.1 2 2 1.5 0.5" for n in range(1, 501)]
    text = "\n".join([*rows, "total 1000 1000 750 250"])
    torn = {
        (f"{n}.1", "deduction"): cell(
            "deduction", (Origin.TESSERACT, "05", 0.8), (Origin.READER, "0.5", 0.8)
        )
        for n in (3, 99, 250, 444)
    }
    done = verify(scanned(appendix, text, torn))
    assert {at(done, c, "deduction").verdict for c, _ in torn} == {Verdict.REPAIRED}
    assert {at(done, c, "deduction").value for c, _ in torn} == {Decimal("0.5")}


def test_negative_scores_and_thousands(appendix: Make) -> None:
    done = verify(appendix("1 2 2 -0,5 2,5\n2 1 1 1 0\ntotal 3 3 0,5 2,5"))
    assert done.checks == ()
    big = verify(appendix("1 1.500.000 0 500.000 1.000.000\ntotal 1.500.000 0 500.000 1.000.000"))
    assert at(big, "1", "max_score").value == 1500000


def test_a_second_total_row_that_adds_the_first_and_nothing_else(appendix: Make) -> None:
    text = "1 2 2 1 1\n2 2 2 0 2\ntotal 4 4 1 3\n3 1 1 0 1\ntotal 1 1 0 1\ntotal 5 5 1 4"
    assert verify(appendix(text)).checks == ()
    wrong = verify(appendix(text.replace("total 1 1 0 1", "total 1 1 0 2")))
    assert ("total_arithmetic", "") in {(c.rule, c.code) for c in wrong.checks}


def test_a_row_that_went_missing_is_no_reason_to_change_the_total(appendix: Make) -> None:
    report = appendix(TABLE.replace("1.6 1 1 0.8 0.2\n", ""), origin=Origin.TESSERACT)
    done = verify(report)
    assert not any(f.verdict is Verdict.REPAIRED for _, f in _all(done))
    assert not any(check.certain for check in done.checks)
    assert all("có thể thiếu một dòng" in check.vi for check in done.checks)
    assert all("a row may be missing" in check.en for check in done.checks)


def test_a_look_alike_that_no_reader_saw_needs_two_rules(appendix: Make) -> None:
    worn = cell("deduction", (Origin.TESSERACT, "0.3", 0.05))
    text = "1 1 1 0.2 0.8\n2 2 2 1.5 0.5"
    alone = verify(scanned(appendix, text, {("1", "deduction"): worn}))
    assert at(alone, "1", "deduction").value == Decimal("0.3")
    assert at(alone, "1", "deduction").verdict is Verdict.AMBIGUOUS
    summed = verify(scanned(appendix, text + "\ntotal 3 3 1.7 1.3", {("1", "deduction"): worn}))
    assert at(summed, "1", "deduction").value == Decimal("0.8")
    assert at(summed, "1", "deduction").verdict is Verdict.REPAIRED


def test_a_first_reading_that_all_readings_together_outweigh_needs_a_person(
    appendix: Make,
) -> None:
    torn = cell(
        "self_score", (Origin.READER, "0.7", 0.6), (Origin.READER, "0.2", 0.35),
        (Origin.TESSERACT, "0.2", 0.9),
    )  # fmt: skip
    done = verify(scanned(appendix, "1 1 0.7 0.2 0.8", {("1", "self_score"): torn}))
    assert at(done, "1", "self_score").verdict is Verdict.AMBIGUOUS
    assert Decimal("0.2") in at(done, "1", "self_score").alternatives


def test_a_score_above_its_maximum_needs_a_person_unless_a_rule_upholds_it(
    appendix: Make,
) -> None:
    alone = verify(scanned(appendix, "1 2 7 1 1\n2 1 1 1 0", {}))
    assert at(alone, "1", "self_score").verdict is Verdict.AMBIGUOUS
    assert at(alone, "2", "self_score").verdict is Verdict.UNVERIFIED
    summed = verify(scanned(appendix, "1 2 7 1 1\n2 1 1 1 0\ntotal 3 8 2 1", {}))
    assert at(summed, "1", "self_score").verdict is Verdict.CONSISTENT
    digital = verify(appendix("1 2 7 1 1\n2 1 1 1 0"))
    assert at(digital, "1", "self_score").verdict is Verdict.UNVERIFIED


def test_no_sum_tells_a_nought_from_dirt_in_a_blank_cell(appendix: Make) -> None:
    """Both count as nothing: the cell is left to a person, not filled with 0."""
    table = "1.1 2 ? 1 1\n1.2 2 2 1 1\n1.3 2 1 2 0\ntotal 6 3 4 2"
    figure = at(verify(appendix(table)), "1.1", "self_score")
    assert (figure.value, figure.verdict) == (None, Verdict.UNREAD)
    sure = at(verify(appendix(table.replace("total 6 3", "total 6 4"))), "1.1", "self_score")
    assert (sure.value, sure.verdict) == (Decimal(1), Verdict.DERIVED)


def test_a_reading_that_is_no_number_does_not_discredit_the_number_reader() -> None:
    alone = weigh(cell("deduction", (Origin.READER, "0.75", 0.98)))
    beside = weigh(cell("deduction", (Origin.READER, "0.75", 0.98), (Origin.TESSERACT, "Ị", 0.4)))
    assert alone.accepted
    assert beside == alone


def test_a_separator_is_lost_more_easily_than_invented() -> None:
    lost = weigh(cell("deduction", (Origin.TESSERACT, "15", 0.9)))
    invented = weigh(cell("deduction", (Origin.TESSERACT, "1.5", 0.9)))
    assert lost.cost(Decimal("1.5")) + 1 < invented.cost(Decimal(15))


def test_a_stroke_beside_a_figure_does_not_make_a_mistyped_total_come_out(appendix: Make) -> None:
    text = TABLE.replace("total 8 6.5 5.17 2.83", "total 8 6.501 5.17 2.83")
    beside = (Origin.READER, "0.5", 0.9), (Origin.TESSERACT, "0.50 I", 0.6)
    done = verify(scanned(appendix, text, {("1.5.4", "self_score"): cell("self_score", *beside)}))
    assert at(done, "1.5.4", "self_score").value == Decimal("0.5")


def test_a_headline_that_the_parser_left_open_stays_so_where_no_rule_settles_it(
    appendix: Make,
) -> None:
    report = appendix("1 2 2\n2 1 1", headline="91.00", columns=("max_score", "self_score"))
    (fact,) = report.facts
    doubted = replace(fact, alternatives=("97.00",), reason="two sentences give a score")
    found = verify(replace(report, facts=(doubted,))).fact("headline_score")
    assert found is not None
    assert (found.verdict, found.reason) == (Verdict.AMBIGUOUS, "two sentences give a score")


def test_a_headline_that_lost_its_first_digit_accuses_nobody(appendix: Make) -> None:
    lines = "1 2 2 1 1\n2 2 2 1 1\ntotal 4 4 2 2"
    (check,) = verify(appendix(lines, headline="8")).checks
    assert (check.rule, check.certain) == ("headline", False)
    (check,) = verify(appendix(lines, headline="97")).checks
    assert (check.rule, check.certain) == ("headline", True)
