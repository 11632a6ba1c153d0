"""A rule of arithmetic that the paper breaks, told so that a person understands it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Blamed:
    """A cell that explains broken rules: table and row 1-based, 0 for the headline; column."""

    table: int
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Check:
    """One broken rule.

    id: unique in its report, the same in every run: rule/table/row/column.
    rule: id of the rule: row_arithmetic, row_difference, column_total, total_arithmetic,
        parent_sum, ratio_percent, row_total, rank_order, headline, year_change; between documents
        previous_year, criterion_maximum, criterion_name, ranking_report, duplicate.
    table: 1-based number of the table, 0 for a rule about the report.
    code: path of the row, "" for total rows and the headline.
    column: the column whose printed value does not fit.
    page: 1-based page of that value, 0 when unknown.
    printed, expected: the value on paper and the one that the rule asks for.
    certain: True when the readings support the printed values (the paper contradicts
        itself); False when a misreading explains it as well.
    root: id of the check that this one follows from; its own id where it follows from none.
    blamed: the cell that most likely is at fault; None where nothing tells.
    vi, en: the sentence for a person, in Vietnamese and in English.
    """

    rule: str
    table: int
    code: str
    column: str
    page: int
    printed: Decimal | None
    expected: Decimal | None
    certain: bool
    vi: str
    en: str
    id: str = ""
    root: str = ""
    blamed: Blamed | None = None
