"""Appendices with a row of sums above each group: added once, and asked only what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from document.claim import Verdict
from document.page import Origin
from document.record import Kind, Report, stated
from verify.verify import verify

Make = Callable[..., Report]
SUMS = """
I 5 4 3.5 1.5
1.1 2 2 1.5 0.5
1.2 3 2 2 1
II 4 4 3 1
2.1 1 1 0.5 0.5
2.2 3 3 2.5 0.5
total 9 8 6.5 2.5
"""
FIELDS = (
    SUMS.replace("I 5 4 3.5", "I 10 9 8.5")
    .replace("II 4 4 3 1", "II 14 14 13 1")
    .replace("total 9 8 6.5", "total 24 23 21.5")
)
"""The same where a group has the maximum of its whole field, listed or not."""


def grouped(appendix: Make, text: str) -> Report:
    """The appendix with the rows under I and II hanging there."""
    made = appendix(text)
    (table,) = made.tables
    records, group = [], ""
    for record in table.records:
        if record.code in ("I", "II"):
            group = record.code
            record = replace(record, kind=Kind.PARENT, path=group)
        elif record.kind is Kind.DATA:
            record = replace(record, path=f"{group}/{record.code}")
        records.append(record)
    return replace(made, tables=(replace(table, records=tuple(records)),))


def verdicts(report: Report) -> set[Verdict]:
    return {f.verdict for r in report.tables[0].records for f in r.figures}


def test_sums_of_groups_are_added_once(appendix: Make) -> None:
    done = verify(grouped(appendix, SUMS))
    assert done.checks == ()
    assert verdicts(done) == {Verdict.CONSISTENT}


def test_a_group_may_carry_the_maximum_of_its_whole_field(appendix: Make) -> None:
    done = verify(grouped(appendix, FIELDS))
    assert done.checks == ()
    assert not any(v.needs_person for v in verdicts(done))


def test_a_total_of_the_single_criteria_beside_groups_of_whole_fields(appendix: Make) -> None:
    done = verify(grouped(appendix, FIELDS.replace("total 24 23 21.5", "total 9 8 6.5")))
    assert done.checks == ()


def test_a_group_that_does_not_add_up_under_a_total_that_matches_it(appendix: Make) -> None:
    wrong = SUMS.replace("II 4 4 3 1", "II 4 4 2.5 1.5").replace(
        "total 9 8 6.5 2.5", "total 9 8 6 3"
    )
    done = verify(grouped(appendix, wrong))
    told = {(c.rule, c.code, c.column) for c in done.checks}
    assert told == {("parent_sum", "II", "verified_score"), ("parent_sum", "II", "deduction")}
    assert all(c.certain for c in done.checks)


def test_the_headline_of_a_sheet_is_held_against_its_own_maximum(appendix: Make) -> None:
    """A sheet whose maximum is no 100 and no whole number: what the letter names is taken."""
    made = appendix(SUMS, headline="84.75")
    named = replace(made, facts=(*made.facts, stated("headline_max", "87.25", "87,25", 1)))
    assert not [c for c in verify(named).checks if c.rule == "headline"]


def test_a_misread_number_that_makes_a_row_a_heading_blames_no_figure(appendix: Make) -> None:
    # "II" for 6: the rows after it hang under it, and all its sums fail, beside a typed slip.
    read = SUMS.replace("II 4 4 3 1", "II 1 1 0.5 0.9").replace("total 9 8 6.5 2.5", "")
    done = verify(grouped(lambda lines: appendix(lines, origin=Origin.READER), read))
    certain = {(c.rule, c.code) for c in done.checks if c.certain}
    assert certain == {("row_arithmetic", "II")}


def test_a_sum_is_certain_only_where_its_rows_are_borne_out(appendix: Make) -> None:
    def told(text: str) -> bool:
        seen = grouped(lambda lines: appendix(lines, origin=Origin.READER), text)
        return any(c.certain for c in verify(seen).checks if c.rule == "parent_sum")

    assert told(SUMS.replace("II 4 4 3 1", "II 4 4.1 3 1").replace("9 8 6.5", "9 8.1 6.5"))
    # The groups have the maxima of their fields, so only deductions add up; 2.1 was lost.
    assert not told(FIELDS.replace("2.1 1 1 0.5 0.5\n", ""))
