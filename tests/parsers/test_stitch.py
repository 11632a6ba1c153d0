"""Grids on several pages become one table where their columns are the same, and never otherwise."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from document.claim import Verdict
from document.page import Page
from document.record import Table
from document.table import Grid
from parsers.rows.records import tables
from tests.parsers.conftest import body, grid

HEADER = ["TT", "Nội dung", "Điểm tối đa", "Tự chấm", "Thẩm định", "Ghi chú"]
CELLS = ["code", "criterion", "max", "self", "verified", "note"]
SCORES = ("max_score", "self_score", "verified_score")
FOURTH = (Decimal(3), Decimal("2.5"), Decimal(2))
"""The scores of row 4, which differ: a column that slips shows there."""


def part(number: int, cells: list[str] | None = None) -> list[list[str]]:
    """Eight rows with the codes 2.1 to 2.8 for part 2."""
    rows = body("sheet", cells or CELLS)
    return [[f"{number}.{row[0][2:]}", *row[1:]] for row in rows]


def read(*pages: tuple[Page, list[Grid]]) -> tuple[Table, ...]:
    return tables(list(pages))


def fourth(table: Table, number: int) -> tuple[Decimal | None, ...]:
    row = next(r for r in table.records if r.code == f"{number}.4")
    return tuple(row.value(c) for c in SCORES)


def assert_one(found: tuple[Table, ...], parts: int = 2) -> None:
    """One table, with all rows of all parts and each score in its column."""
    (table,) = found
    assert len(table.records) == 8 * parts
    assert [fourth(table, n) for n in range(1, parts + 1)] == [FOURTH] * parts


def test_a_header_printed_again_that_is_misread_is_no_row() -> None:
    slightly = ["T'l", "Nộl dvng", "Đlểm tổi đa", "Tư chãm", "Thãm đmh", "Ghl chu"]
    hardly = ["T'l", "Nxl", "Đxểm tzi đa", "Tx", "Txãm đmh", "xhl"]
    for again in (slightly, hardly):
        assert_one(read(grid([HEADER, *part(1)]), grid([again, *part(2)], 2)))


def test_a_header_that_nobody_knows_is_the_same_on_the_next_page() -> None:
    unknown = ["TT", "Nội dung", "Mức", "Kết quả A", "Kết quả B", "Xyz"]
    again = ["TT", "Nội dvng", "Mưc", "Kêt quả A", "Kết qụa B", "Xvz"]
    assert_one(read(grid([unknown, *part(1)]), grid([again, *part(2)], 2)))


def test_a_role_is_told_by_the_rows_of_all_pages() -> None:
    unknown = ["TT", "Nội dung", "Mức", "Kết quả A", "Kết quả B", "Xyz"]
    (table,) = read(grid([unknown, part(1)[0]]), grid(part(2), 2))
    assert fourth(table, 2) == FOURTH
    assert len(table.records) == 9


def test_an_empty_column_more_shifts_nothing() -> None:
    wider = [[*row[:2], "", *row[2:]] for row in part(2)]
    header = [*HEADER[:2], "", *HEADER[2:]]
    assert_one(read(grid([HEADER, *part(1)]), grid([header, *wider], 2)))
    assert_one(read(grid([HEADER, *part(1)]), grid(wider, 2)))


LINES = (40.0, 90.0, 300.0, 350.0, 420.0, 480.0, 560.0)


def at(made: tuple[Page, list[Grid]], lines: tuple[float, ...]) -> tuple[Page, list[Grid]]:
    """The same table with its column lines elsewhere."""
    sheet, (only,) = made
    cells = tuple(
        replace(c, box=replace(c.box, x0=lines[c.column], x1=lines[c.column + c.column_span]))
        for c in only.cells
    )
    outline = replace(only.box, x0=lines[0], x1=lines[-1])
    return sheet, [replace(only, box=outline, cells=cells)]


def split(rows: list[list[str]], right: set[int]) -> list[list[str]]:
    """Rows whose codes stand on one side of a false line or the other."""
    return [
        ["", row[0], *row[1:]] if k in right else [row[0], "", *row[1:]]
        for k, row in enumerate(rows)
    ]


def test_a_false_line_makes_no_column_where_the_others_stand_as_in_the_table() -> None:
    first = at(grid([HEADER, *part(1)]), LINES)
    there = tuple(x * 1.02 + 7 for x in (*LINES[:1], 66.0, *LINES[1:]))
    assert_one(read(first, at(grid(split(part(2), {1, 4, 5}), 2), there)))


def test_a_line_with_figures_on_both_sides_is_not_taken_out() -> None:
    first = at(grid([HEADER, *part(1)]), LINES)
    both = [[*row[:2], "", *row[2:]] for row in part(2)]
    both[3][2] = "2"
    found = read(first, at(grid(both, 2), (*LINES[:3], 320.0, *LINES[3:])))
    assert [len(t.records) for t in found] == [8, 8]
    assert any("without a header that is known" in note for note in found[1].notes)


def test_a_false_line_through_texts_and_codes_is_taken_out() -> None:
    first = at(grid([HEADER, *part(1)]), LINES)
    both = split(part(2), {1, 4, 5})
    both[3][:2] = ["2.", "4"]
    through = [[*row[:2], *row[2].partition(" ")[::2], *row[3:]] for row in both]
    found = read(first, at(grid(through, 2), (40.0, 66.0, 90.0, 170.0, *LINES[2:])))
    assert_one(found)
    texts = [r.text("criterion") for r in found[0].records]
    assert texts[8:] == texts[:8]


def test_figures_over_a_lost_line_are_parted_and_doubted_where_they_cannot_be() -> None:
    first = at(grid([HEADER, *part(1)]), LINES)
    rows = [[*row[:2], f"{row[2]} {row[3]}", *row[4:]] for row in part(2)]
    rows[1][2] = "1"
    there = (*LINES[:3], *LINES[4:])
    (table,) = read(first, at(grid(rows, 2), there))
    assert len(table.records) == 16
    assert fourth(table, 2) == FOURTH
    doubted = next(r for r in table.records if r.code == "2.2")
    verdicts = [f.verdict for f in doubted.figures if f.column in SCORES]
    assert verdicts == [Verdict.UNREAD, Verdict.UNREAD, Verdict.UNVERIFIED]
    assert [doubted.value(c) for c in SCORES] == [None, None, Decimal(1)]


def test_figures_in_the_text_before_them_are_doubted() -> None:
    first = at(grid([HEADER, *part(1)]), LINES)
    rows = [[row[0], f"{row[1]} {row[2]}", *row[3:]] for row in part(2)]
    (table,) = read(first, at(grid(rows, 2), (*LINES[:2], *LINES[3:])))
    assert len(table.records) == 16
    below = [r for r in table.records if r.code.startswith("2.")]
    found = [f for r in below for f in r.figures if f.column == "max_score"]
    assert {(f.value, f.verdict) for f in found} == {(None, Verdict.UNREAD)}


def test_other_columns_are_not_made_those_of_the_table() -> None:
    first = at(grid([HEADER, *part(1)]), LINES)
    elsewhere = (40.0, 66.0, 110.0, 250.0, 350.0, 440.0, 500.0, 560.0)
    found = read(first, at(grid(split(part(2), {1, 4, 5}), 2), elsewhere))
    assert len(found) == 2


def test_a_column_that_was_cut_is_cut_on_the_next_page_or_not() -> None:
    header = ["TT", "Nội dung", "Thang", "điểm", "Tự chấm", "Thẩm định", "Ghi chú"]
    cells = ["code", "criterion", "max", "", "self", "verified", "note"]
    first = grid([header, *part(1, cells)])
    other_side = [[*row[:2], row[3], row[2], *row[4:]] for row in part(4, cells)]
    pages = (grid(part(2, cells), 2), grid(part(3), 3), grid(other_side, 4))
    assert_one(read(first, *pages), 4)


def test_columns_in_another_order_on_the_next_page_keep_their_names() -> None:
    order = (0, 1, 3, 4, 2, 5)
    rows = [[row[k] for k in order] for row in (HEADER, *part(2))]
    assert_one(read(grid([HEADER, *part(1)]), grid(rows, 2)))


def test_a_page_whose_columns_slipped_is_no_part_of_the_table() -> None:
    slipped = [[row[0], *row[2:5], "", row[1]] for row in part(2)]
    first, second = read(grid([HEADER, *part(1)]), grid(slipped, 2))
    assert len(first.records) == len(second.records) == 8
    assert all(c.confidence < 0.7 for c in second.columns)
    assert any("without a header that is known" in note for note in second.notes)


def test_one_table_in_two_halves_side_by_side_is_read_left_half_first() -> None:
    cells = ["code", "criterion", "max", "self", "verified"]
    header = HEADER[:5]
    for gap in ([], [""]):
        first = [[*a, *gap, *b] for a, b in zip(part(1, cells), part(2, cells), strict=True)]
        second = [[*a, *gap, *b] for a, b in zip(part(3, cells), part(4, cells), strict=True)]
        found = read(grid([[*header, *gap, *header], *first]), grid(second, 2))
        assert_one(found, 4)
        assert [r.code[:1] for r in found[0].records] == ["1"] * 8 + ["2"] * 8 + ["3"] * 8 + [
            "4"
        ] * 8
        assert any("side by side" in note for note in found[0].notes)


def test_two_tables_side_by_side_are_two() -> None:
    cells = ["code", "criterion", "max", "self", "verified"]
    ranks = [[str(n), f"Xã {n}", str(90 - n), str(n)] for n in range(1, 9)]
    header = [*HEADER[:5], "STT", "Đơn vị", "Tổng điểm", "Xếp hạng"]
    rows = [[*a, *b] for a, b in zip(part(1, cells), ranks, strict=True)]
    more = [[*a, *b] for a, b in zip(part(2, cells), ranks, strict=True)]
    left, right = read(grid([header, *rows]), grid(more, 2))
    assert_one((left,))
    assert [right.records[k].value("total_score") for k in (0, 8)] == [Decimal(89)] * 2


DIRT = ["", 'Xu /Ổ AC U96 "sp CƠ', "j", "P v", "", "88I"]
"""What shows through from the back, above the first row of a page."""


def test_dirt_above_the_first_row_of_a_page_begins_no_table() -> None:
    found = read(grid([HEADER, *part(1)]), grid([DIRT, *part(2)], 2))
    assert_one(found)
    assert "page 2: what stands above the columns is no heading" in found[0].notes[0]


def test_a_destroyed_heading_is_that_of_the_next_page() -> None:
    found = read(grid([DIRT, *part(1)]), grid([HEADER, *part(2)], 2))
    assert_one(found)
    assert "that of page 2 was taken" in found[0].notes[0]


def test_a_heading_that_nobody_knows_stays_where_codes_begin_anew_or_columns_differ() -> None:
    first = at(grid([HEADER, *part(1)]), LINES)
    assert len(read(first, at(grid([DIRT, *part(1)], 2), LINES))) == 2
    other = (40.0, 90.0, 240.0, 330.0, 390.0, 480.0, 560.0)
    assert len(read(first, at(grid([DIRT, *part(2)], 2), other))) == 2
    assert len(read(first, at(grid([DIRT, *part(2)], 2), LINES))) == 1


def test_of_many_column_lines_one_may_lie_elsewhere_in_its_white() -> None:
    def wide(rows: list[list[str]], word: str) -> list[list[str]]:
        return [[*row, word] for row in rows]

    lines = (*LINES, LINES[-1] + 80)
    first = at(grid([[*DIRT, ""], *wide(part(1), "Văn phòng")]), lines)
    again = grid([[*HEADER, "Phụ trách"], *wide(part(2), "Văn phòng")], 2)
    one = at(again, (*lines[:2], lines[2] - 37, *lines[3:]))
    two = at(again, (*lines[:2], lines[2] - 37, lines[3] - 30, *lines[4:]))
    assert len(read(first, one)) == 1
    assert len(read(first, two)) == 2
