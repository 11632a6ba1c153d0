"""A row whose number may be another's is left to a person, whatever its sums say."""

from __future__ import annotations

from dataclasses import replace

from document.claim import Verdict
from document.record import Shape
from tests.verify.test_sheets import report
from verify.verify import verify

COLUMNS = "max_score self_score verified_score"
SHEET = """
I 3 2 .
I/1 1 1 .
I/2 2 1 .
II 2 2 1
II/1 2 2 1
total 5 4 1
"""


def test_figures_under_a_doubtful_number_need_a_person() -> None:
    made = report(Shape.SHEET, COLUMNS, SHEET)
    (table,) = made.tables
    records = tuple(
        replace(
            r, number=replace(r.number, reason="its number was read as 'II'", alternatives=("II",))
        )
        if r.code == "I"
        else r
        for r in table.records
    )
    found = verify(replace(made, tables=(replace(table, records=records),))).tables[0].records
    assert [f.verdict for f in found[0].figures] == [
        Verdict.AMBIGUOUS, Verdict.AMBIGUOUS, Verdict.BLANK,
    ]  # fmt: skip
    assert not any(f.verdict.needs_person for r in found[1:] for f in r.figures)
    assert {f.reason for f in found[0].figures[:2]} == {"its number was read as 'II'"}
