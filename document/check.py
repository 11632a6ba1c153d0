"""A rule of arithmetic that the paper breaks, told so that a person understands it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Check:
    """One broken rule.

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
