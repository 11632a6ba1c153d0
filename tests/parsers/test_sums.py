"""Rows and columns that are the sum of others, told by their figures under any name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from document.record import Kind, Table
from parsers.rows.records import tables
from tests.parsers.conftest import grid

SHEET = ["TT", "Tiêu chí", "Điểm tối đa", "Tự chấm", "Thẩm định"]
ROWS = [
    ["1", "Kế hoạch", "2", "2", "1,5"],
    ["2", "Báo cáo", "3", "2,5", "2,25"],
    ["3", "Tuyên truyền", "1,5", "1", "0,75"],
    ["4", "Sáng kiến", "4", "3", "2"],
]


def read(*rows: list[str]) -> Table:
    (table,) = tables([grid([SHEET, *rows])])
    return table


def kinds(table: Table) -> list[Kind]:
    return [record.kind for record in table.records]


@pytest.mark.parametrize("label", ["Toàn bộ điểm đạt", "Kết quả chung", ""])
def test_a_row_under_any_label_that_adds_up_the_others_is_the_total(label: str) -> None:
    table = read(*ROWS, ["", label, "10,5", "8,5", "6,5"])
    assert kinds(table) == [Kind.DATA] * 4 + [Kind.TOTAL]


def test_the_total_may_stand_above_its_rows() -> None:
    table = read(["", "Kết quả chung", "10,5", "8,5", "6,5"], *ROWS)
    assert kinds(table) == [Kind.TOTAL] + [Kind.DATA] * 4


def test_one_misread_figure_does_not_hide_a_total() -> None:
    table = read(*ROWS, ["", "Kết quả chung", "10,5", "85", "6,5"])
    assert kinds(table)[-1] is Kind.TOTAL


def test_a_row_that_adds_up_nothing_is_none() -> None:
    table = read(*ROWS, ["", "Tổng điểm thưởng", "1", "1", "0,5"])
    assert kinds(table)[-1] is Kind.DATA


def test_sums_of_groups_and_the_sum_of_these() -> None:
    more = [[str(n), "Rà soát", "2", "1,25", str(n)] for n in (5, 6, 7)]
    table = read(
        ["I", "Chỉ đạo", "", "", ""], *ROWS, ["", "Cộng mục I", "10,5", "8,5", "6,5"],
        ["II", "Thể chế", "", "", ""], *more, ["", "Cộng mục II", "6", "3,75", "18"],
        ["", "Kết quả chung", "16,5", "12,25", "24,5"],
    )  # fmt: skip
    assert [r.row for r in table.rows(Kind.TOTAL)] == [6, 11, 12]
    assert [r.code for r in table.rows(Kind.SECTION)] == ["I", "II"]
    assert [r.path for r in table.rows(Kind.DATA)][:2] == ["I/1", "I/2"]


def test_the_total_of_a_ranking_may_be_the_sum_of_subtotals() -> None:
    header = ["STT", "Đơn vị", *["Tự chấm", "Bị trừ", "Tổng"] * 3, "Tổng điểm"]
    units = ["Xã Nam Cát", "Xã Nam Anh", "Xã Hồng Long", "Xã Xuân Hòa", "Xã Kim Liên"]
    rows = []
    for n, unit in enumerate(units, 1):
        groups = [(10 - n, n % 2 + 1), (20 - n, 2), (12, n % 3 + 1)]
        left = [a - b for a, b in groups]
        figures = [str(v) for (a, b), c in zip(groups, left, strict=True) for v in (a, b, c)]
        rows.append([str(n), unit, *figures, str(sum(left))])
    (table,) = tables([grid([header, *rows])])
    assert [c.name for c in table.columns][-1] == "total_score"
    assert [c.name for c in table.columns][2:-1] == [f"field_{n}" for n in range(1, 10)]
    assert table.records[0].value("total_score") == Decimal(8 - 1 + 17 + 10)


def test_a_unit_beside_scores_that_are_named_ranks_nobody() -> None:
    header = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự đánh giá", "Điểm thẩm định", "Đơn vị"]
    rows = [[str(n), "Kế hoạch năm", "2", "2", "1", "Phòng Nội vụ"] for n in range(1, 5)]
    (table,) = tables([grid([header, *rows])])
    names = [c.name for c in table.columns]
    assert names[2:5] == ["max_score", "self_score", "verified_score"]


def test_a_point_before_three_digits_groups_thousands_where_others_of_its_column_show_it() -> None:
    header = ["TT", "Nội dung công việc", "Kinh phí (đồng)", "Điểm tối đa", "Điểm tự chấm"]
    money = ["2.500.000", "850.000", "12.000.000", "37.500"]
    rows = [[str(n), "Kế hoạch năm", m, "2", "1,5"] for n, m in enumerate(money, 1)]
    (table,) = tables([grid([header, *rows])])
    name = table.columns[2].name
    assert [r.value(name) for r in table.records] == [2500000, 850000, 12000000, 37500]
    assert [f.printed for r in table.records if (f := r.figure(name))] == money
    assert table.records[0].value("self_score") == Decimal("1.5")


def test_an_equation_tells_which_of_two_headings_means_the_deduction() -> None:
    """A word of its heading fell to the column beside it."""
    header = ["TT", "Nội dung", "Điểm chuẩn", "X Điểm giảm", "Điểm giảm trừ", "Lý do bị trừ"]
    figures = [("2", "1,5", "0,5"), ("3", "2", "1"), ("1", "0,25", "0,75"), ("2", "1", "1")]
    rows = [[f"1.{n}", "Kế hoạch năm", *f, "Chậm"] for n, f in enumerate(figures, 1)]
    (table,) = tables([grid([header, *rows])])
    names = [c.name for c in table.columns]
    assert names[2:5] == ["max_score", "verified_score", "deduction"]
