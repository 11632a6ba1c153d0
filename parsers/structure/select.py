"""Which grid is laid over a part of a page: the one that explains most of its figures.

Three at most are laid: the ruled one, one through the white between the figures that uses what
rules there are, and one that uses none.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from document.geometry import Box
from document.page import Page, Word
from document.table import Cell, Grid
from parsers.structure.alignment import Skeleton, skeleton
from parsers.structure.fit_score import score, torn
from parsers.structure.lattice import ruled
from parsers.structure.rulings import COLUMN_APART, column_lines, lines_of
from parsers.structure.shear import lean_of, upright
from parsers.structure.stream import Part, spaced

FAVOUR = 0.05
"""Broken rules are given up only for a grid that explains this share of the figures more."""
FAVOUR_WHOLE = 0.12
"""The same where all column lines are drawn."""
TORN = 0.02
"""Whole rules that tear at most this share of the figures stand, whatever dirt a copier left in
the cells; a false row line tears the figures of a row."""
EXPLAINED = 0.5
"""Where dirt is everywhere no grid explains this share of the figures; then whole rules stand
that tear few of them once the cells are cut in which figures of two columns stand."""
WHOLE = 0.6
"""Drawn over this part of the table's height a column line is whole; merged cells and pale
print leave gaps."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on a part of a page.

    page: the page, set upright when its columns lean by `lean`. words, tokens: phrases, and
    the figures among them, on this part. grid: None where there is no table. frame: its
    skeleton of figures, None where figures make none. explained: the witness's score, 0
    without figures.
    """

    page: Page
    words: tuple[Box, ...]
    tokens: tuple[Word, ...]
    grid: Grid | None = None
    frame: Skeleton | None = None
    explained: float = 0.0
    lean: float = 0.0


def found_on(page: Page, tokens: Sequence[Word]) -> list[Found]:
    """The tables of one page, and its parts without one, from top to bottom.

    tokens: the short phrases that a quick reading took for figures.
    """
    words = page.phrases if tokens else ()
    lean = lean_of(skeleton(tokens, words))
    if lean:
        page, tokens = upright(page, tokens, lean)
        words = page.phrases
    drawn = ruled(page)
    done: list[Found] = []
    for top, bottom, grid in _bands(page, drawn):
        part = Found(
            page,
            tuple(b for b in words if top <= b.centre[1] < bottom),
            tuple(t for t in tokens if top <= t.box.centre[1] < bottom),
            lean=lean,
        )
        done += _best(part, grid)
    return done


def _bands(page: Page, grids: Sequence[Grid]) -> list[tuple[float, float, Grid | None]]:
    """The page cut between its ruled tables: top, bottom and the table of each part."""
    if not grids:
        return [(0.0, page.height, None)]
    cuts = [(a.box.bottom + b.box.top) / 2 for a, b in itertools.pairwise(grids)]
    return list(zip([0.0, *cuts], [*cuts, page.height], grids, strict=True))


def _best(part: Found, drawn: Grid | None) -> list[Found]:
    """The grid of one part of a page that explains most figures; ties go to rules."""
    frame = skeleton(part.tokens, part.words)
    if frame is None:
        return [_as_found(part, drawn, None)]
    whole = len(frame.tokens)
    best = _as_found(part, drawn, frame)
    drawn_whole = drawn is not None and _is_whole(part.page, drawn)
    favour = whole * (FAVOUR_WHOLE if drawn_whole else FAVOUR)
    if drawn and best.explained + favour >= whole:
        return [best]
    if drawn and drawn_whole and torn(drawn, frame.tokens) <= TORN * whole:
        return [best]
    most = best.explained + favour if drawn else -whole
    for rules in (part.page.rules, ()):
        grid = spaced(Part(part.page.number, part.words, rules), frame)
        other = _as_found(part, grid, frame)
        if grid and other.explained > most:
            best, most = other, other.explained
    if drawn and drawn_whole and best.explained < EXPLAINED * whole:
        mended = unjoined(drawn, frame.tokens, part.words)
        if torn(mended, frame.tokens) <= TORN * whole:
            return [_as_found(part, mended, frame)]
    apart = drawn and best.grid and best.grid.box.overlap(drawn.box).height <= 0
    return [best, _as_found(part, drawn, None)] if apart else [best]


def unjoined(grid: Grid, figures: Sequence[Word], words: Sequence[Box]) -> Grid:
    """The grid, its merged cells cut where figures stand in several of their columns.

    Figures of two columns are of two cells: a copier left the rule between them out, or dirt
    lies across it. words: all phrases there, figures among them.
    """
    xs = column_lines(grid)
    cells = [
        piece for cell in grid.cells for piece in _pieces(cell, xs, [f.box for f in figures], words)
    ]
    return replace(grid, cells=tuple(sorted(cells, key=lambda c: (c.row, c.column))))


def _pieces(
    cell: Cell, xs: Sequence[float], figures: Sequence[Box], words: Sequence[Box]
) -> list[Cell]:
    """A cell, or the cells that it is when figures stand in two of its columns or more."""
    own = [f for f in figures if cell.box.contains_point(*f.centre)]
    end = cell.column + cell.column_span
    held = [
        k
        for k in range(cell.column, end)
        if sum(xs[k] - 1 < f.x0 and f.x1 < xs[k + 1] + 1 for f in own) == 1
    ]
    if len(held) < 2 or len(held) < len(own):
        return [cell]
    starts = sorted({cell.column, *held, *(k + 1 for k in held if k + 1 < end)})
    done = []
    for a, b in itertools.pairwise([*starts, end]):
        box = Box(xs[a], cell.box.top, xs[b], cell.box.bottom)
        inked = any(w.share_inside(box) > 0.5 for w in words)
        done.append(replace(cell, column=a, column_span=b - a, box=box, inked=inked))
    return done


def _is_whole(page: Page, grid: Grid) -> bool:
    """Whether every column line between cells is drawn."""
    lines = lines_of([r for r in page.rules if not r.horizontal], COLUMN_APART)
    inner = {c.box.x0 for c in grid.cells if c.column}
    return all(
        any(
            abs(line.at - x) < COLUMN_APART and line.covered(grid.box.top, grid.box.bottom) >= WHOLE
            for line in lines
        )
        for x in inner
    )


def _as_found(part: Found, grid: Grid | None, frame: Skeleton | None) -> Found:
    explained = score(grid, frame.tokens, part.words) if grid and frame else 0
    return replace(part, grid=grid, frame=frame, explained=explained)
