"""Tables whose rules are missing: columns and rows from the figures, shared over the pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from document.geometry import Box
from document.page import Origin, Page, Rule, Word
from document.table import Cell, Grid
from ingest.page.words import phrases
from parsers.structure.across_pages import Columns, fitted
from parsers.structure.find import find
from parsers.structure.fit_score import score, torn
from parsers.structure.rulings import column_lines
from parsers.structure.select import unjoined

CODE, TEXT, SCORES, REASON = 45.0, 90.0, (330.0, 390.0, 450.0), 490.0
TOP, PITCH = 160.0, 36.0

Printed = tuple[tuple[Box, ...], tuple[Word, ...]]


def word(text: str, x: float, y: float) -> Word:
    """A figure about six points a sign wide, its top at y."""
    return Word(text, Box(x, y, x + 5.5 * len(text), y + 8), 0.9, Origin.READER)


def words(x: float, y: float, count: int, each: float = 30.0) -> tuple[Box, ...]:
    """Words of a sentence, three points apart."""
    return tuple(Box(x + k * (each + 3), y, x + k * (each + 3) + each, y + 9) for k in range(count))


def row(y: float, code: str, scores: tuple[str, ...], reason: bool = True) -> Printed:
    """A row of two lines of text whose figures stand on the first."""
    boxes = [*words(TEXT, y, 6), *words(TEXT, y + 12, 4)]
    if reason:
        boxes += words(REASON, y, 2)
    figures = [word(code, CODE, y)] if code else []
    figures += [word(s, x, y) for s, x in zip(scores, SCORES, strict=True) if s]
    return tuple(boxes), tuple(figures)


HEADER: Printed = (
    (
        Box(45, 128, 65, 137), *words(150, 128, 3), Box(320, 122, 355, 131),
        Box(322, 134, 353, 143), Box(382, 128, 412, 137), Box(440, 128, 472, 137),
        *words(500, 128, 2),
    ),
    (),
)  # fmt: skip
TITLE: Printed = (words(120, 90, 11), ())


def page(
    *printed: Printed, rules: tuple[Rule, ...] = (), number: int = 1
) -> tuple[Page, tuple[Word, ...]]:
    figures = tuple(w for _, own in printed for w in own)
    components = tuple(b for own, _ in printed for b in own) + tuple(w.box for w in figures)
    return _page(number, components, rules), figures


def _page(number: int, components: tuple[Box, ...], rules: tuple[Rule, ...] = ()) -> Page:
    """A page as it comes from ingest, which makes phrases of the ink."""
    own = phrases(components, rules)
    return Page(number, 595, 842, rules=rules, components=components, phrases=own)


def rows(count: int, start: float = TOP, first: int = 1) -> list[Printed]:
    return [
        row(
            start + k * PITCH, f"1.{first + k}", ("1,5", "1,5" if k % 2 else "", "0,75"), k % 2 == 0
        )
        for k in range(count)
    ]


def at(grid: Grid, figure: Word) -> Cell:
    """The one cell around a figure."""
    (cell,) = [c for c in grid.cells if c.box.contains_point(*figure.box.centre)]
    return cell


def test_a_table_without_any_rule() -> None:
    printed = page(TITLE, HEADER, *rows(8))
    ((grid,),) = find([printed])
    assert (grid.ruled, grid.columns, grid.rows) == ("spaced", 6, 9)
    places = [(at(grid, f).row, at(grid, f).column) for f in printed[1]]
    assert places[:4] == [(1, 0), (1, 2), (1, 4), (2, 0)]
    assert grid.box.top > 100, "the title is none of the table"


def test_the_narrowest_figure_is_ink_in_its_cell() -> None:
    one = Word("1", Box(396, TOP + 2 * PITCH, 398.5, TOP + 2 * PITCH + 8), 0.9, Origin.READER)
    printed = page(TITLE, HEADER, *rows(8), ((), (one,)))
    ((grid,),) = find([printed])
    assert at(grid, one).inked
    assert not at(grid, word("1", 390, TOP + 4 * PITCH)).inked, "nothing is printed there"


def test_words_and_numbers_without_a_table_are_none() -> None:
    text = tuple((words(60, 100 + 14 * k, 14), ()) for k in range(30))
    numbers = ((), (word("12", 60, 530), word("2024", 300, 600)))
    assert find([page(*text, numbers)]) == ((),)


def test_horizontal_rules_part_the_rows() -> None:
    ys = [TOP - 5 + PITCH * k for k in range(9)]
    printed = page(TITLE, HEADER, *rows(8), rules=tuple(Rule(True, y, 40, 560) for y in ys))
    ((grid,),) = find([printed])
    assert (grid.ruled, grid.columns) == ("rows", 6)
    assert sorted({c.box.top for c in grid.cells})[1:] == pytest.approx(ys[:-1])


def test_a_row_beyond_the_last_rule_is_kept() -> None:
    ys = [TOP - 5 + PITCH * k for k in range(8)]
    printed = page(TITLE, HEADER, *rows(8), rules=tuple(Rule(True, y, 40, 560) for y in ys))
    ((grid,),) = find([printed])
    assert grid.rows == 9


def test_a_lost_column_rule_is_found_again_from_the_figures() -> None:
    ys = [TOP - 5 + PITCH * k for k in range(9)]
    xs = [40.0, 80.0, 318.0, 480.0, 560.0]  # those between the scores are gone
    rules = [Rule(True, y, 40, 560) for y in ys] + [Rule(False, x, ys[0], ys[-1]) for x in xs]
    ((grid,),) = find([page(*rows(8), rules=tuple(rules))])
    assert grid.columns == 6
    edges = {c.box.x0 for c in grid.cells}
    assert edges >= {40.0, 80.0, 318.0, 480.0}, "rules that are there are kept"


def test_a_line_through_wide_white_goes_to_the_rule_in_it() -> None:
    """Texts that end far from the figures: the rule between stood inside the cells, and was read
    as a letter before each figure."""
    ys = [TOP - 5 + PITCH * k for k in range(9)]
    xs = [40.0, 80.0, 322.0, 375.0, 560.0]
    rules = [Rule(True, y, 40, 560) for y in ys] + [Rule(False, x, ys[0], ys[-1]) for x in xs]
    printed = [
        row(TOP + k * PITCH, f"1.{k + 1}", ("1,5", "1,5", "0,75"), k % 2 == 0) for k in range(8)
    ]
    short = [(tuple(b for b in own if not 200 < b.x0 < 320), seen) for own, seen in printed]
    ((grid,),) = find([page(*short, rules=tuple(rules))])
    assert grid.ruled == "rows"
    assert {c.box.x0 for c in grid.cells} >= {322.0}


def test_a_whole_grid_is_left_as_it_is_drawn() -> None:
    ys = [TOP - 5 + PITCH * k for k in range(9)]
    xs = [40.0, 80.0, 318.0, 375.0, 435.0, 480.0, 560.0]
    rules = [Rule(True, y, 40, 560) for y in ys] + [Rule(False, x, ys[0], ys[-1]) for x in xs]
    ((grid,),) = find([page(*rows(8), rules=tuple(rules))])
    assert grid.ruled == "ruled"
    assert (grid.rows, grid.columns) == (8, 6)


def test_a_heading_runs_through_the_cells_of_its_row() -> None:
    heading: Printed = (words(TEXT, TOP + 3 * PITCH, 10), (word("II", CODE, TOP + 3 * PITCH),))
    printed = page(TITLE, HEADER, *rows(3), heading, *rows(4, TOP + 4 * PITCH - 12, first=4))
    ((grid,),) = find([printed])
    wide = [c for c in grid.cells if c.column_span > 1]
    assert [(c.row, c.column) for c in wide] == [(4, 1)]
    assert wide[0].column_span >= 3


def test_a_group_cell_stands_over_its_columns() -> None:
    group: Printed = ((Box(345, 108, 435, 117),), ())
    ((grid,),) = find([page(group, HEADER, *rows(8))])
    wide = [c for c in grid.cells if c.row == 0 and c.column_span > 1]
    assert [(c.column, c.column_span, c.row_span) for c in wide] == [(2, 3, 1)]
    tall = {c.column for c in grid.cells if c.row == 0 and c.row_span == 2}
    assert tall == {0, 1, 5}


def test_a_page_with_one_row_takes_the_columns_of_the_others() -> None:
    first = page(TITLE, HEADER, *rows(12))
    last = page(*rows(1, start=60.0, first=13), number=2)
    (_, (grid,)) = find([first, last])
    assert (grid.rows, grid.columns) == (1, 6)
    assert [at(grid, f).column for f in last[1]] == [0, 2, 4]


def test_a_page_that_lies_aside_takes_the_columns_with_it() -> None:
    first = page(TITLE, HEADER, *rows(12))
    sheet, figures = page(*rows(1, start=60.0, first=13), number=2)
    moved = _page(2, tuple(Box(b.x0 + 18, b.top, b.x1 + 18, b.bottom) for b in sheet.components))
    shifted = tuple(
        replace(f, box=Box(f.box.x0 + 18, f.box.top, f.box.x1 + 18, f.box.bottom)) for f in figures
    )
    (_, (grid,)) = find([first, (moved, shifted)])
    assert [at(grid, f).column for f in shifted] == [0, 2, 4]


def test_a_letter_after_the_table_is_no_part_of_it() -> None:
    first = page(TITLE, HEADER, *rows(12))
    letter = tuple((words(60, 100 + 14 * k, 14), ()) for k in range(20))
    assert find([first, page(*letter, ((), (word("2024", 300, 600),)), number=2)])[1] == ()


def test_columns_that_lean_are_followed_down_the_page() -> None:
    sheet, figures = page(TITLE, HEADER, *rows(14))
    leant = _page(1, tuple(aside(b) for b in sheet.components))
    moved = tuple(replace(f, box=aside(f.box)) for f in figures)
    ((grid,),) = find([(leant, moved)])
    assert grid.columns == 6
    for figure, before in zip(moved, figures, strict=True):
        cell = at(grid, figure)
        assert cell.column == {CODE: 0, **dict(zip(SCORES, (2, 3, 4), strict=True))}[before.box.x0]
        assert cell.box.x0 < figure.box.x0
        assert figure.box.x1 < cell.box.x1


def aside(box: Box) -> Box:
    """The box on a page whose lower end is turned away from the camera."""
    by = 0.05 * box.centre[1]
    return Box(box.x0 + by, box.top, box.x1 + by, box.bottom)


def test_dirt_beside_figures_tears_none_and_a_false_row_line_tears_a_row() -> None:
    cells = tuple(Cell(r, c, Box(c * 50, r * 30, c * 50 + 50, r * 30 + 30))
                  for r in range(4) for c in range(3))  # fmt: skip
    whole = Grid(1, Box(0, 0, 150, 120), 4, 3, cells)
    figures = [word("0,5", c * 50 + 15, r * 30 + 11) for r in range(4) for c in range(3)]
    dirt = [Box(f.box.x1 + 3, f.box.top, f.box.x1 + 9, f.box.bottom) for f in figures]
    assert torn(whole, figures) == 0
    assert score(whole, figures, dirt) < 0
    split = tuple(replace(c, box=Box(c.box.x0, 15, c.box.x1, 30)) if c.row == 0 else c
                  for c in cells)  # fmt: skip
    assert torn(replace(whole, cells=split), figures) == 3


def test_a_rule_under_a_group_cell_parts_it_from_headings_that_run_together() -> None:
    """Narrow columns: the words of three headings are as near as those of a sentence."""
    group = words(350, 104, 3, 24)
    headings = tuple(
        Box(324 + k * 52, y, 324 + k * 52 + 48, y + 9) for y in (122, 134) for k in range(3)
    )
    header: Printed = (
        (Box(45, 128, 65, 137), *words(150, 128, 3), *group, *headings, *words(500, 128, 2)),
        (),
    )
    across = [Rule(True, y, 35, 560) for y in (98, 150)]
    across += [Rule(True, 150 + PITCH * k, 35, 560) for k in range(1, 9)]
    rules = (*across, Rule(True, 117, 315, 480))
    (grid,) = find([page(header, *rows(8), rules=rules)])[0]
    head = {(c.row, c.column): (c.row_span, c.column_span) for c in grid.cells if c.row < 2}
    assert head[0, 2] == (1, 3)
    assert [head[1, c] for c in (2, 3, 4)] == [(1, 1)] * 3
    assert head[0, 0] == head[0, 1] == (2, 1)


def test_figures_of_a_title_are_no_rows() -> None:
    # Words of a text layer are figures one by one, also where they end a line of the title.
    year, number = word("2024", 447, 90), word("01", 326, 70)
    title = ((*words(240, 90, 6, 32), *words(260, 70, 2), year.box, number.box), (number, year))
    printed = page(title, HEADER, *rows(8))
    ((grid,),) = find([printed])
    assert (grid.columns, grid.rows) == (6, 9)
    assert grid.box.top > 100, "the title is none of the table"


def dirt(count: int) -> list[Printed]:
    """A speck of a copier right of each score, in so many rows."""
    ys = [TOP + k * PITCH for k in range(count)]
    return [(tuple(Box(x + 27, y, x + 41, y + 8) for x in SCORES[:2]), ()) for y in ys]


WALLS = (40.0, 80.0, 318.0, 375.0, 435.0, 480.0, 560.0)


def drawn(count: int, *, lost: tuple[float, ...] = ()) -> tuple[Rule, ...]:
    """The rules of a table of so many rows, without the column lines that are lost."""
    ys = [TOP - 5 + PITCH * k for k in range(count + 1)]
    down = [Rule(False, x, ys[0], ys[-1]) for x in WALLS if x not in lost]
    return (*(Rule(True, y, 40, 560) for y in ys), *down)


def test_a_page_on_which_the_rules_of_its_back_show_keeps_the_columns_of_its_table() -> None:
    # Two lines are lost, and those of the back lie where the page itself has none.
    back = tuple(
        Rule(False, x, TOP - 5, TOP + 8 * PITCH - 5) for x in (60.0, 352.0, 388.0, 412.0, 448.0)
    )
    torn_page = page(*rows(8), *dirt(8), rules=(*drawn(8, lost=(375.0, 435.0)), *back), number=3)
    before = [page(*rows(8), rules=drawn(8), number=k) for k in (1, 2)]
    *_, (grid,) = find([*before, torn_page])
    assert column_lines(grid) == pytest.approx(WALLS, abs=3)
    assert {at(grid, f).column for f in torn_page[1]} == {0, 2, 3, 4}


def test_figures_of_two_columns_are_of_two_cells() -> None:
    boxes = [Box(WALLS[k], 0, WALLS[k + 1], 30) for k in range(6)]
    cells = [Cell(0, 0, boxes[0]), Cell(0, 1, boxes[1]), Cell(0, 5, boxes[5])]
    joined = Cell(0, 2, Box(WALLS[2], 0, WALLS[5], 30), 1, 3, inked=True)
    grid = Grid(1, Box(WALLS[0], 0, WALLS[6], 30), 1, 6, (*cells[:2], joined, cells[2]))
    others = tuple(replace(c, row=1, box=replace(c.box, top=30, bottom=60)) for c in
                   (Cell(0, k, b) for k, b in enumerate(boxes)))  # fmt: skip
    grid = replace(grid, rows=2, box=Box(40, 0, 560, 60), cells=grid.cells + others)
    first, last = word("0,5", SCORES[0], 10), word("0,5", SCORES[2], 10)
    whole = unjoined(grid, [first, last], [first.box, last.box])
    parts = [(c.column, c.column_span, c.inked) for c in whole.cells if c.row == 0]
    assert parts == [(0, 1, False), (1, 1, False), (2, 1, True), (3, 1, False), (4, 1, True),
                     (5, 1, False)]  # fmt: skip
    across = replace(last, box=Box(370, 10, 400, 18))
    assert unjoined(grid, [first, across], [first.box, across.box]) == grid
    assert unjoined(grid, [first], [first.box, *words(380, 10, 2)]) == grid


def test_whole_rules_stand_in_dirt_though_it_hides_one_between_two_figures() -> None:
    """Dirt fills the cells, and lies on a rule where a copier left a piece of it out."""
    top, bottom = TOP - 5 + 2 * PITCH, TOP - 5 + 3 * PITCH
    rules = [r for r in drawn(8) if r.horizontal or r.at != 375.0]
    rules += [Rule(False, 375.0, TOP - 5, top), Rule(False, 375.0, bottom, TOP - 5 + 8 * PITCH)]
    on_it = ((Box(365, top + 20, 383, top + 30),), ())
    both = ((), (word("1,5", SCORES[1], TOP + 2 * PITCH),))
    left = tuple((tuple(Box(x - 3, TOP + k * PITCH + 12, x + 5, TOP + k * PITCH + 20)
                        for x in (*SCORES, CODE)), ()) for k in range(8))  # fmt: skip
    printed = page(*rows(8), *left, on_it, both, rules=tuple(rules))
    ((grid,),) = find([printed])
    assert grid.ruled == "ruled"
    assert column_lines(grid) == pytest.approx(WALLS)
    assert [at(grid, f).column for f in printed[1] if top < f.box.top < bottom] == [0, 2, 4, 3]


def test_a_page_with_as_many_columns_as_its_table_has_them_in_the_same_places() -> None:
    """A fleck at the left makes a column more, an empty column of reasons one less."""
    first = page(TITLE, HEADER, *rows(12))
    bare = [
        row(60 + k * PITCH, f"2.{k}", ("1,5", "1,5", "0,75"), reason=False) for k in range(1, 9)
    ]
    fleck: Printed = ((Box(8, 200, 18, 205),), ())
    last = page(*bare, fleck, number=2)
    ((alone,),) = find([last])
    assert (alone.columns, at(alone, last[1][0]).column) == (6, 1)
    (_, (grid,)) = find([first, last])
    assert grid.columns == 6
    assert {at(grid, f).column for f in last[1]} == {0, 2, 3, 4}


def test_the_number_of_a_page_is_no_row() -> None:
    dash: Printed = ((Box(365, 40, 376, 44),), (word("11", SCORES[0], 38),))
    before = page(TITLE, HEADER, *rows(8))
    printed = page(dash, *rows(8, start=70), number=2)
    (_, (grid,)) = find([before, printed])
    assert grid.rows == 8
    assert grid.box.top > 50


def test_a_total_below_a_long_text_keeps_its_words_alone() -> None:
    """Its figures stand as high as the white below the last line of the text above."""
    y = TOP + 8 * PITCH - 14
    total: Printed = (
        words(TEXT, y + 5.5, 2),
        tuple(word("12,5", x, y - 0.5) for x in SCORES),
    )
    long = (words(TEXT, TOP + 7 * PITCH + 10, 4), ())
    printed = page(TITLE, HEADER, *rows(8), long, total)
    ((grid,),) = find([printed])
    top = at(grid, printed[1][-1]).box.top
    assert top == pytest.approx(y - 0.5, abs=1.2)


SHORT = ("1,5", "1,5", "0,75")


def test_a_line_that_one_page_has_inside_its_white_moves_no_columns() -> None:
    """Short texts put the line before the figures far to the left; longer ones run over it."""
    few = [
        ((*words(TEXT, y, 2), *words(REASON, y, 2)), row(y, f"2.{k}", SHORT)[1])
        for k, y in enumerate(range(160, 600, 36))
    ]
    pages = [page(*rows(11), number=1), page(*few, number=2), page(*rows(10), number=3)]
    last = page(*rows(1, start=60.0, first=13), number=4)
    *_, (grid,) = find([*pages, last])
    assert 285 < column_lines(grid)[2] < SCORES[0]
    assert [at(grid, f).column for f in last[1]] == [0, 2, 4]


def test_two_columns_of_figures_are_never_put_into_one() -> None:
    """One column further to the right no text would be cut, and all figures be inside some."""
    columns = Columns((5.0, 80.0, 250.0, 375.0, 435.0, 480.0), frozenset({2, 3, 4}), 0)
    figures = page(*[row(TOP + k * PITCH, f"2.{k}", SHORT, False) for k in range(8)])[1]
    texts = [Box(125, TOP + k * PITCH, 290, TOP + k * PITCH + 9) for k in range(8)]
    middles = [x + 8 for x in SCORES]
    there = fitted(columns, texts, figures, (), middles)
    assert [sum(x < m for x in there.xs) for m in middles] == [3, 4, 5]


def test_a_false_rule_in_dirt_makes_no_column_where_those_of_the_table_are_drawn() -> None:
    """The dirt tears figures whatever lines are laid, so it says nothing against them."""
    before = [page(*rows(8), rules=drawn(8), number=k) for k in (1, 2)]
    false = Rule(False, 63.5, TOP - 5, TOP + 8 * PITCH - 5)
    ys = [TOP + k * PITCH for k in range(8)]
    company = [((), (word("5", x + 19, y),)) for x, y in zip(SCORES[1:], ys[1::2], strict=False)]
    beside = tuple(Box(67, y, 77, y + 8) for y in ys)
    dirty = page(*rows(8), *company, (beside, ()), rules=(*drawn(8), false), number=3)
    *_, (grid,) = find([*before, dirty])
    assert column_lines(grid) == pytest.approx(WALLS, abs=3)


NUMBERS: Printed = (
    (),
    tuple(
        Word(f"({n})", Box(x - 6, 150, x + 6, 158), 0.9, Origin.READER)
        for n, x in enumerate((55, 200, 336, 397, 456, 540), 1)
    ),
)
"""The row that numbers the columns, each number under the middle of its heading."""


def edged(y: float, code: str) -> Printed:
    """A row whose figures stand at the right edge of their columns, over part of the number."""
    boxes, (own, *figures) = row(y, code, ("1", "1", "1"), reason=True)
    moved = [replace(f, box=Box(x, y, x + 5, y + 8)) for f, x in zip(figures, EDGES, strict=True)]
    return boxes, (own, *moved)


EDGES = (340.5, 399.0, 458.0)


@pytest.mark.parametrize("moved", [0.0, 0.7, 1.8, 2.6])
def test_a_tick_in_the_header_makes_no_column_where_the_columns_are_numbered(moved: float) -> None:
    tick: Printed = ((Box(298 + moved, 120, 309 + moved, 127),), ())
    ((grid,),) = find([page(TITLE, HEADER, tick, NUMBERS, *edged_rows(9))])
    assert grid.columns == 6
    assert all(at(grid, n).column == k for k, n in enumerate(NUMBERS[1]))


def edged_rows(count: int) -> list[Printed]:
    return [edged(174 + k * PITCH, f"1.{k + 1}") for k in range(count)]


def test_a_ring_around_a_figure_makes_no_column_beside_it() -> None:
    """The pen bridges the white between two columns of figures on one row of twelve."""
    plain = page(TITLE, HEADER, *rows(12))
    ring: Printed = ((Box(385, TOP + 4 * PITCH - 4, 449.5, TOP + 4 * PITCH + 20),), ())
    ((grid,),) = find([page(TITLE, HEADER, ring, *rows(12))])
    ((whole,),) = find([plain])
    assert grid.columns == whole.columns == 6
