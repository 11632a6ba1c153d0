"""Grids from rules: merged cells, broken rules, rules that are not there."""

from __future__ import annotations

from document.geometry import Box
from document.page import Page, Rule
from parsers.structure.lattice import ruled

XS = (40.0, 100.0, 300.0, 360.0, 420.0)
YS = (100.0, 140.0, 180.0, 220.0, 260.0)


def across(y: float, start: float = XS[0], end: float = XS[-1]) -> Rule:
    return Rule(True, y, start, end)


def down(x: float, start: float = YS[0], end: float = YS[-1]) -> Rule:
    return Rule(False, x, start, end)


def page(*rules: Rule, components: tuple[Box, ...] = ()) -> Page:
    return Page(1, 595, 842, rules=rules, components=components)


def test_a_full_grid() -> None:
    (grid,) = ruled(page(*(across(y) for y in YS), *(down(x) for x in XS)))
    assert (grid.rows, grid.columns, len(grid.cells)) == (4, 4, 16)
    assert grid.cells[0].box == Box(40, 100, 100, 140)


def test_a_section_row_is_one_cell_from_its_second_column() -> None:
    rules = [*(across(y) for y in YS), down(XS[0]), down(XS[1]), down(XS[-1])]
    for x in XS[2:-1]:  # inner lines stop at the second row and go on below it
        rules += [down(x, YS[0], YS[1]), down(x, YS[2], YS[4])]
    (grid,) = ruled(page(*rules))
    wide = [c for c in grid.cells if c.column_span == 3]
    assert [(c.row, c.column) for c in wide] == [(1, 1)]


def test_a_broken_rule_is_no_merged_cell() -> None:
    rules = [*(across(y) for y in YS), *(down(x) for x in XS if x != 300.0)]
    rules += [down(300.0, 100, 148), down(300.0, 171, 260)]
    (grid,) = ruled(page(*rules))
    assert len(grid.cells) == 16


def test_words_across_a_broken_rule_do_tell_a_merged_cell() -> None:
    rules = [*(across(y) for y in YS), *(down(x) for x in XS if x != 300.0)]
    rules += [down(300.0, 100, 148), down(300.0, 171, 260)]
    (grid,) = ruled(page(*rules, components=(Box(280, 155, 320, 165),)))
    assert len(grid.cells) == 15


def test_a_table_cut_by_the_page_end_keeps_its_last_row() -> None:
    (grid,) = ruled(page(*(across(y) for y in YS[:-1]), *(down(x, 100, 250) for x in XS)))
    assert grid.rows == 4


def test_letter_stems_are_no_column() -> None:
    stems = Rule(False, 200.0, 110, 150)
    words = tuple(Box(180, y, 220, y + 9) for y in range(105, 255, 14))
    rules = [*(across(y) for y in YS), *(down(x) for x in XS), stems]
    (grid,) = ruled(page(*rules, components=words))
    assert grid.columns == 4


def test_an_underlined_heading_is_no_table() -> None:
    assert ruled(page(across(60, 100, 200), across(75, 350, 500))) == ()


def test_ink_left_of_a_border_that_is_drawn_in_pieces_is_in_its_cell() -> None:
    pieces = [down(XS[0], y, y + 14) for y in YS[:-1]] + [across(YS[1], XS[0], XS[1] + 4)]
    rules = [*(across(y, XS[1]) for y in YS), *(down(x) for x in XS[1:]), *pieces]
    (grid,) = ruled(page(*rules, components=(Box(60, 190, 80, 200),)))
    (cell,) = [c for c in grid.cells if c.box.contains_point(70, 195)]
    assert cell.inked


def test_a_group_cell_over_a_group_cell_spans_all_columns_below() -> None:
    """Three header rows: a line between columns begins two corners below the upper group."""
    rules = [
        across(YS[0]),
        across(YS[1], XS[1]),
        across(YS[2], XS[1]),
        across(YS[3]),
        across(YS[4]),
    ]
    rules += [down(XS[0]), down(XS[1]), down(XS[-1])]
    rules += [down(XS[2], YS[2]), down(XS[3], YS[2])]
    (grid,) = ruled(page(*rules))
    cells = {(c.row, c.column): (c.row_span, c.column_span) for c in grid.cells}
    assert cells[0, 0] == (3, 1)
    assert cells[0, 1] == cells[1, 1] == (1, 3)
    assert [k for k in cells if k[0] == 2] == [(2, 1), (2, 2), (2, 3)]


def test_lines_drawn_in_the_header_only_make_no_groups_of_rows() -> None:
    rules = [*(across(y) for y in YS), down(XS[0]), down(XS[-1])]
    rules += [down(x, YS[0], YS[1]) for x in XS[1:-1]]
    (grid,) = ruled(page(*rules))
    assert [c for c in grid.cells if c.row >= 2 and c.column_span > 1] == []


def test_the_shadow_of_the_sheets_edge_makes_a_table_no_taller() -> None:
    """A copier leaves a line from the top of the sheet to its bottom, in pieces, close beside
    the border: a page with it lay in a table of which no column line was half as tall."""
    shadow = [down(XS[0] - 1, y, y + 45) for y in range(0, 800, 68)]
    rules = [*(across(y) for y in YS), *(down(x) for x in XS), *shadow]
    (grid,) = ruled(page(*rules))
    assert (grid.rows, grid.columns, len(grid.cells)) == (4, 4, 16)
    assert (grid.box.top, grid.box.bottom) == (YS[0], YS[-1])


def test_figures_that_a_pen_tied_together_are_ink_in_both_cells() -> None:
    """The larger part of the loop lies in the cell at the right."""
    loop, leaning = Box(330, 145, 400, 163), Box(340, 190, 364, 200)
    rules = [*(across(y) for y in YS), *(down(x) for x in XS)]
    (grid,) = ruled(page(*rules, components=(loop, leaning)))
    inked = {(c.row, c.column) for c in grid.cells if c.inked}
    assert inked == {(1, 2), (1, 3), (2, 2)}
