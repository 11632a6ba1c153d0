"""Which of several grids explains a page: the one in which most figures stand alone.

Figures were read quickly before any cell was known, so they are a witness that no grid
had a hand in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from document.geometry import Box
from document.page import Word
from document.table import Cell, Grid

CUT = 1.5
"""Points that a figure may reach over its cell's edge: rules are not quite straight."""


def _home(cells: Sequence[Cell], box: Box) -> int | None:
    x, y = box.centre
    return next((k for k, c in enumerate(cells) if c.box.contains_point(x, y)), None)


def _is_cut(box: Box, cell: Box) -> bool:
    return (
        box.x0 < cell.x0 - CUT
        or box.x1 > cell.x1 + CUT
        or box.top < cell.top - 2 * CUT
        or box.bottom > cell.bottom + 2 * CUT
    )


def score(grid: Grid, figures: Sequence[Word], words: Sequence[Box]) -> int:
    """Figures that stand alone in a cell, less those that do not.

    figures: the figures of the table's columns and its codes. words: all phrases there.
    """
    boxes = [f.box for f in figures]
    own = set(boxes)
    homes = [_home(grid.cells, box) for box in boxes]
    full = Counter(h for h in homes if h is not None)
    for box in words:
        if box not in own and box.height > 4 and box.width > 4:
            at = _home(grid.cells, box)
            if at is not None and full[at]:
                full[at] += 1
    good = sum(
        h is not None and full[h] == 1 and not _is_cut(box, grid.cells[h].box)
        for h, box in zip(homes, boxes, strict=True)
    )
    return 2 * good - len(boxes)


def torn(grid: Grid, figures: Sequence[Word]) -> int:
    """Figures that a line cuts, that stand outside, or in a cell with other figures: what
    speaks against rules that are drawn, whatever dirt lies in the cells."""
    homes = [_home(grid.cells, f.box) for f in figures]
    full = Counter(h for h in homes if h is not None)
    return sum(
        h is None or full[h] > 1 or _is_cut(f.box, grid.cells[h].box)
        for h, f in zip(homes, figures, strict=True)
    )
