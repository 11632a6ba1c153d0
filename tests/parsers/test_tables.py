"""Grids with text become tables of records: columns by meaning, rows made whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from document.claim import Verdict
from document.geometry import Box
from document.page import Origin, Page
from document.record import Kind, Shape
from document.table import Cell, Grid, Reading
from parsers import codes
from parsers.rows.records import tables
from tests.parsers.conftest import grid
from verify.doubts import GUESSED

HEADER = ["STT", "Nội dung tiêu chí", "Điểm chuẩn", "Điểm TĐ", "Điểm trừ", "Lý do trừ điểm"]


def test_columns_in_any_order() -> None:
    page = grid(
        [
            ["Lý do", "TT", "Tiêu chí", "Trừ", "Thang điểm", "Kết quả thẩm định"],
            ["Chậm", "1.1", "Báo cáo định kỳ", "0,5", "2", "1,5"],
            ["Thiếu", "1.2", "Kế hoạch năm", "1", "1", "0"],
        ],
    )
    (table,) = tables([page])
    assert table.shape is Shape.DEDUCTION
    row = table.records[0]
    assert (row.code, row.text("reason")) == ("1.1", "Chậm")
    assert row.value("max_score") == Decimal(2)
    assert row.value("deduction") == Decimal("0.5")


def test_group_cells_and_an_index_row_belong_to_the_header() -> None:
    page = grid(
        [
            ["", "", "Điểm", "^", "^", ""],
            HEADER,
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            ["1.1", "Báo cáo", "2", "1,5", "0,5", "Chậm"],
            ["1.2", "Kế hoạch", "1", "0", "1", "Thiếu"],
        ],
    )
    (table,) = tables([page])
    assert [r.code for r in table.records] == ["1.1", "1.2"]


def test_a_row_cut_by_the_page_end_is_made_whole() -> None:
    first = grid([HEADER, ["1.1", "Báo cáo định kỳ", "2", "1,5", "0,5", "Gửi chậm so"]])
    second = grid(
        [["", "hằng quý", "", "", "", "với quy định"], ["1.2", "Kế hoạch", "1", "0", "1", "X"]], 2
    )
    (table,) = tables([first, second])
    assert [r.code for r in table.records] == ["1.1", "1.2"]
    whole = table.records[0]
    assert whole.text("criterion") == "Báo cáo định kỳ hằng quý"
    assert whole.text("reason") == "Gửi chậm so với quy định"
    assert whole.pages == (1, 2)


def test_a_blank_back_does_not_end_a_table() -> None:
    first = grid([HEADER, ["1.1", "A a", "2", "1,5", "0,5", "x"]])
    back: tuple[Page, list[Grid]] = (Page(2, 600, 800, blank=True), [])
    third = grid([["1.2", "B b", "1", "0", "1", "y"]], 3)
    (table,) = tables([first, back, third])
    assert [r.code for r in table.records] == ["1.1", "1.2"]


def test_a_repeated_header_is_no_row() -> None:
    first = grid([HEADER, ["1.1", "A a", "2", "1,5", "0,5", "x"]])
    second = grid([HEADER, ["1.2", "B b", "1", "0", "1", "y"]], 2)
    (table,) = tables([first, second])
    assert [r.code for r in table.records] == ["1.1", "1.2"]
    assert table.pages == (1, 2)


def test_sections_and_the_total() -> None:
    page = grid(
        [
            HEADER,
            ["I", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "^", "^", "^", "^"],
            ["1.1", "Báo cáo", "2", "1,5", "0,5", "x"],
            ["Tổng cộng", "^", "2", "1,5", "0,5", ""],
        ],
    )
    (table,) = tables([page])
    assert [r.kind for r in table.records] == [Kind.SECTION, Kind.DATA, Kind.TOTAL]
    assert table.records[2].value("deduction") == Decimal("0.5")


def test_a_sheet_has_parents_and_paths() -> None:
    header = ["TT", "Tiêu chí", "Điểm tối đa", "Tự chấm", "Thẩm định", "Ghi chú"]
    page = grid(
        [
            header,
            ["I", "CHỈ ĐẠO", "3", "3", "2", ""],
            ["1", "Kế hoạch", "3", "3", "2", ""],
            ["1.1", "Ban hành", "1", "1", "1", ""],
            ["1.2", "Thực hiện", "2", "2", "1", "x"],
            ["II", "THỂ CHẾ", "1", "1", "1", ""],
            ["1", "Rà soát", "1", "1", "1", ""],
        ],
    )
    (table,) = tables([page])
    assert table.shape is Shape.SHEET
    assert [r.path for r in table.records] == ["I", "I/1", "I/1/1.1", "I/1/1.2", "II", "II/1"]
    assert [r.kind for r in table.records][:3] == [Kind.PARENT, Kind.PARENT, Kind.DATA]


def test_an_unknown_column_is_kept_under_its_header() -> None:
    page = grid(
        [
            [*HEADER, "Số hồ sơ trễ"],
            ["1.1", "Báo cáo", "2", "1,5", "0,5", "x", "12"],
            ["1.2", "Kế hoạch", "1", "0", "1", "y", "7"],
        ],
    )
    (table,) = tables([page])
    assert table.columns[-1].name == "so_ho_so_tre"
    assert table.records[1].value("so_ho_so_tre") == Decimal(7)


def test_a_grid_that_does_not_fit_is_not_shifted_into_the_table_before() -> None:
    first = grid([HEADER, ["1.1", "A a", "2", "1,5", "0,5", "x"]])
    second = grid([["2.1", "B b", "1"], ["2.2", "C c", "4"], ["2.3", "D d", "5"]], 2)
    found = tables([first, second])
    assert [r.code for r in found[0].records] == ["1.1"]


def test_a_misread_code_is_put_right_and_said_so() -> None:
    rows = [["1.11", "A a", "2", "1,5", "0,5", "x"], ["1.1.2", "B b", "1", "0", "1", "y"]]
    (table,) = tables([grid([HEADER, *rows])])
    assert [r.code for r in table.records] == ["1.1.1", "1.1.2"]
    assert "1.11" in table.records[0].number.reason
    assert table.records[0].number.printed == "1.11"
    assert table.records[1].notes == ()


def test_figures_that_share_a_cell_are_told_apart_or_left_to_a_person() -> None:
    """The rule between two columns of figures was not found."""
    page = grid(
        [
            HEADER,
            ["1.1", "Báo cáo", "3,5", "2,58 0,92", "^", "Đạt 73,68%"],
            ["1.2", "Kế hoạch", "1", "55", "^", "Thiếu"],
            ["1.3", "Kiểm tra", "2", "2", "125 |695/1190, đạt 58,40%", "^"],
            ["1.4", "Tuyên truyền 2", "^", "1", "1", "Thiếu"],
        ],
    )
    (table,) = tables([page])
    first, second, third, fourth = table.records
    assert [first.value("verified_score"), first.value("deduction")] == [
        Decimal("2.58"), Decimal("0.92"),
    ]  # fmt: skip
    for column in ("verified_score", "deduction"):
        figure = second.figure(column)
        assert figure
        assert (figure.value, figure.verdict) == (None, Verdict.UNREAD)
    assert third.value("deduction") == Decimal(125)
    assert third.text("reason") == "695/1190, đạt 58,40%"
    swallowed = fourth.figure("max_score")
    assert swallowed
    assert (swallowed.value, swallowed.verdict) == (None, Verdict.UNREAD)


def test_words_over_the_columns_of_figures_are_no_figures() -> None:
    page = grid(
        [
            HEADER,
            ["1.1", "Báo cáo", "2", "1,5", "0,5", "Chậm"],
            ["1.2", "Kế hoạch", "không đánh giá", "^", "^", ""],
            ["1.3", "Kiểm tra", "2", "1", "1", "Thiếu"],
        ],
    )
    (table,) = tables([page])
    row = table.records[1]
    assert [f.verdict for f in row.figures] == [Verdict.BLANK] * 3
    assert row.text("criterion") == "Kế hoạch không đánh giá"


GROUPS = [
    ["I", "CHỈ ĐẠO ĐIỀU HÀNH", "5", "3,5", "1,5", ""],
    ["1.1", "Báo cáo", "2", "1,5", "0,5", "Chậm"],
    ["1.2", "Kế hoạch", "3", "2", "1", "Thiếu"],
    ["II", "THỂ CHẾ", "4", "3", "1", ""],
    ["2.1", "Rà soát", "1", "0,5", "0,5", "Chậm"],
    ["2.2", "Kiểm tra", "3", "2,5", "0,5", "Thiếu"],
]


def test_rows_that_sum_up_those_below_them_are_parents_in_an_appendix_too() -> None:
    (table,) = tables([grid([HEADER, *GROUPS])])
    assert [r.path for r in table.rows(Kind.PARENT)] == ["I", "II"]
    assert [r.path for r in table.rows(Kind.DATA)] == ["I/1.1", "I/1.2", "II/2.1", "II/2.2"]


def test_a_code_hangs_under_no_row_that_is_not_its_beginning() -> None:
    """An appendix that lists what lost points: 3.11.1 is no part of 1.6."""
    rows = [["1.6", *GROUPS[1][1:]], ["3.11.1", *GROUPS[2][1:]], ["3.11.2", *GROUPS[4][1:]]]
    (table,) = tables([grid([HEADER, *rows])])
    assert [(r.kind, r.path) for r in table.records] == [
        (Kind.DATA, "1.6"), (Kind.DATA, "3.11.1"), (Kind.DATA, "3.11.2"),
    ]  # fmt: skip


def test_a_first_row_of_figures_that_count_up_is_no_index_row() -> None:
    header = ["STT", "Đơn vị", "Tốt", "Khá", "Yếu", "Ghi chú"]
    page = grid([header, *[[str(n), f"Xã {n}", "3", "4", "5", ""] for n in (1, 2, 3)]])
    (table,) = tables([page])
    assert [r.text("unit") for r in table.records] == ["Xã 1", "Xã 2", "Xã 3"]


def test_a_score_in_the_code_column_is_no_end_of_the_reading() -> None:
    """A header whose columns were taken for others can put "0" where the codes stand."""
    assert codes.in_order(["0", "1.1", "0"])[1] == "1.1"


def test_a_letter_mark_for_a_number_moves_no_section() -> None:
    """A misread 2.7 ("vn") may be VI; that it is none is told by the real VI, nine rows later."""
    text = (
        "I 1 1.1 1.2 2 2.1 2.2 II 1 2 3 III 1 1.1 1.2 2 3 3.1 IV 1 2 21 22 23 2.4 2.5 2.6 2.7 2.8 "
        "2.9 2.10 2.11 v 1 1.1 1.2 1.3 1.4 1.5 1.ó 1.7 2 21 2.2 2.3 24 >5 tr vn 31_j 3.2 3.3 3.4 "
        "3.5 3.6 3.7 VI 1 2 2.1 2.2 2.3 2.4 2.5 3 4 VII 1 1.1 1.2 1.3 1.4 1.5 2 3 4 4.1 4.2 VIII 1"
    )
    read = text.split()
    found = codes.in_order([code.replace("_", " ") for code in read])
    assert [c for c in found if codes.is_roman(c)] == list(codes.ROMANS[:8])
    assert found[read.index("VI")] == "VI"


def test_a_section_under_which_the_rows_begin_otherwise_is_doubted() -> None:
    header = ["STT", "Nội dung tiêu chí", "Điểm chuẩn", "Điểm tự chấm", "Điểm TĐ"]
    codes_ = ["I", "1", "II", "1", "III", "1", "2", "IV", "3", "V", "1"]
    rows = [[code, "Báo cáo định kỳ", "2", "1,5", "1"] for code in codes_]
    (table,) = tables([grid([header, *rows])])
    assert [r.code for r in table.records if r.number.alternatives] == ["IV"]


def test_a_header_of_three_rows_is_told_by_its_merged_cells() -> None:
    cells = [
        Cell(0, 0, Box(0, 0, 80, 60), 3, 1, "TT"),
        Cell(0, 1, Box(80, 0, 160, 60), 3, 1, "Đơn vị"),
        Cell(0, 2, Box(160, 0, 320, 20), 1, 2, "Kết quả các lĩnh vực"),
        Cell(0, 4, Box(320, 0, 400, 60), 3, 1, "Tổng điểm"),
        Cell(1, 2, Box(160, 20, 320, 40), 1, 2, "Nhóm chấm qua hồ sơ"),
        Cell(2, 2, Box(160, 40, 240, 60), 1, 1, "Thể chế (20)"),
        Cell(2, 3, Box(240, 40, 320, 60), 1, 1, "TTHC (20)"),
    ]
    rows = [("1", "Xã Tân Lộc", "12,5", "14", "26,5"), ("2", "Xã Gia Hội", "11", "13", "24")]
    for r, texts in enumerate(rows, 3):
        for c, text in enumerate(texts):
            reading = (Reading(Origin.LAYER, text, 1.0),)
            box = Box(c * 80, r * 20, (c + 1) * 80, (r + 1) * 20)
            cells.append(Cell(r, c, box, 1, 1, text, reading, True))
    made = Grid(1, Box(0, 0, 400, 100), 5, 5, tuple(cells))
    (table,) = tables([(Page(1, 600, 800), [made])])
    assert table.shape is Shape.RANKING
    assert [r.code for r in table.records] == ["1", "2"]


def test_a_heading_with_a_plain_number_is_a_section_of_an_appendix() -> None:
    rows = [
        HEADER,
        ["6", "CẢI CÁCH TÀI CHÍNH CÔNG", "^", "^", "^", "^"],
        ["6.1.2", "Công khai dự toán", "1", "0,5", "0,5", "Chậm"],
        ["7", "Xây dựng chính quyền số", "2", "1", "1", "Thiếu"],
    ]
    (table,) = tables([grid(rows)])
    assert [r.kind for r in table.records] == [Kind.SECTION, Kind.DATA, Kind.DATA]


def test_the_total_of_a_ranking_is_the_sum_of_its_fields() -> None:
    """Its own heading is past reading, and that of a field is a little like "Tổng cộng"."""
    header = ["STT", "Tên đơn vị", "Thể chế (14)", "TTHC (14)", "Tổng công (12)", "Tản", "Xếp thứ"]
    rows = [
        ["1", "Xã Một", "12,5", "13", "11", "36,5", "1"],
        ["2", "Xã Hai", "12", "12,25", "10", "34,25", "2"],
        ["3", "Xã Ba", "11", "11", "9,5", "31,5", "3"],
    ]
    (table,) = tables([grid([header, *rows])])
    assert [c.name for c in table.columns][2:6] == ["field_1", "field_2", "field_3", "total_score"]
    assert "column 6 ('Tản')" in table.notes[0]


def test_the_order_of_a_ranking_is_told_without_its_heading() -> None:
    header = ["TÌ", "Đơn vị", "Thể chế (14)", "TTHC (14)", "Tổng điểm", "Thứ hạng"]
    rows = [["1", "Xã Một", "12,5", "13", "25,5", "1"], ["2", "Xã Hai", "12", "12", "24", "2"]]
    rows.append(["3", "Xã Ba", "11", "11", "22", "3"])
    (table,) = tables([grid([header, *rows])])
    assert [(r.code, r.text("unit")) for r in table.records] == [
        ("1", "Xã Một"), ("2", "Xã Hai"), ("3", "Xã Ba"),
    ]  # fmt: skip


def test_a_field_whose_figures_are_not_read_keeps_its_number() -> None:
    """A rule within the cells is read as a letter before each figure, and the heading, torn, is
    a little like that of a maximum: the fields behind it had each other's numbers."""
    header = ["STT", "Đơn vị", "Điểm tỉ Chỉ đạo, điều hành (33 điểm)", "Thể chế (33)", "TTHC (34)"]
    rows = [
        ["1", "Xã Một", "l 30,69", "25,41", "32,98", "89,08", "1"],
        ["2", "Xã Hai", "l 21,12", "32,01", "34", "87,13", "2"],
        ["3", "Xã Ba", "l 24,75", "32,67", "28,9", "86,32", "3"],
    ]
    (table,) = tables([grid([[*header, "Tổng cộng", "Thứ hạng"], *rows])])
    assert [c.name for c in table.columns][2:] == [
        "field_1", "field_2", "field_3", "total_score", "rank",
    ]  # fmt: skip
    assert table.records[0].value("field_2") == Decimal("25.41")
    assert {c.confidence < GUESSED for c in table.columns if c.name.startswith("field_")} == {True}


def test_white_between_two_fields_is_no_field() -> None:
    """Letters of the headings beside it stand over it, nothing below."""
    header = ["STT", "Đơn vị", "Thể chế (14)", "n", "TTHC (14)", "", "Tài chính (12)", "Tổng điểm"]
    rows = [["1", "Xã Một", "12,5", "", "13", "", "11", "36,5"]]
    rows.append(["2", "Xã Hai", "12", "", "12,25", "", "10", "34,25"])
    (table,) = tables([grid([header, *rows])])
    assert [c.name for c in table.columns if c.name.startswith("field_")] == [
        "field_1", "field_2", "field_3",
    ]  # fmt: skip
    assert table.columns[6].name == "field_3"
    assert table.columns[6].confidence > GUESSED


def test_a_note_between_two_fields_is_no_field() -> None:
    header = ["STT", "Đơn vị", "Thể chế (14)", "Nhận xét chung", "TTHC (14)", "Tổng điểm"]
    rows = [["1", "Xã Một", "12,5", "Chậm nộp báo cáo", "13", "25,5"]]
    rows.append(["2", "Xã Hai", "12", "Chưa đủ hồ sơ", "12,25", "24,25"])
    (table,) = tables([grid([header, *rows])])
    assert [c.name for c in table.columns if c.numeric] == ["field_1", "field_2", "total_score"]


def test_a_field_of_which_nothing_is_read_keeps_its_number_unless_the_others_make_the_total() -> (
    None
):
    """A column of ink without text: pale print, or dirt in white that was taken for a column."""
    header = ["STT", "Đơn vị", "Chỉ đạo (33)", "Thể chế (33)", "TTHC (34)", "Tổng cộng"]
    rows = [["1", "Xã Một", "", "25,41", "32,98"], ["2", "Xã Hai", "", "32,01", "34"]]
    rows.append(["3", "Xã Ba", "", "32,67", "28,9"])

    def fields(*totals: str) -> list[str]:
        page, (made,) = grid([header, *([*r, t] for r, t in zip(rows, totals, strict=True))])
        dark = tuple(replace(c, inked=True) if c.column == 2 else c for c in made.cells)
        (table,) = tables([(page, [replace(made, cells=dark)])])
        return [c.name for c in table.columns if c.name.startswith("field_")]

    assert fields("89,08", "87,13", "86,32") == ["field_1", "field_2", "field_3"]
    assert fields("58,39", "66,01", "61,57") == ["field_1", "field_2"]
