"""Columns that lean: a page seen from aside that has no vertical rules to straighten it by.

The figures of a column stand over each other on paper; where they drift, the page leans. It
is set upright for finding the cells, and the cells are leant back. Lengths are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from document.geometry import Box
from document.page import Page, Word
from document.table import Grid
from parsers.structure.alignment import Skeleton, Stack

NOTICEABLE = 4.0
"""Columns stand about 12 points apart: less drift than this over the table does no harm."""
FEWEST = 5
"""Figures that a column needs to show its slope."""


def _slope(stack: Stack) -> tuple[float, float]:
    """Points right a point down, and by how much the figures stray from it.

    Measured on the left edge, the middle or the right edge, whichever is in line.
    """
    ys = np.array([t.box.centre[1] for t in stack.tokens])
    best = (0.0, float("inf"))
    for side in ("x0", "middle", "x1"):
        xs = [t.box.centre[0] if side == "middle" else getattr(t.box, side) for t in stack.tokens]
        slope, start = np.polyfit(ys, np.array(xs), 1)
        stray = float(np.abs(slope * ys + start - xs).mean())
        if stray < best[1]:
            best = (float(slope), stray)
    return best


def lean_of(frame: Skeleton | None) -> float:
    """Points right a point down by which the columns lean; 0 when they stand upright.

    Two columns at least must agree.
    """
    stacks = [s for s in frame.stacks if len(s.tokens) >= FEWEST] if frame else []
    slopes = [slope for slope, stray in map(_slope, stacks) if stray < 1.5]
    if frame is None or len(slopes) < 2:
        return 0.0
    lean = float(np.median(slopes))
    agreeing = sum(abs(s - lean) < 0.4 * abs(lean) for s in slopes)
    drift = abs(lean) * (frame.anchors[-1].at - frame.anchors[0].at)
    return lean if drift >= NOTICEABLE and agreeing >= max(2, 0.6 * len(slopes)) else 0.0


def _moved(box: Box, lean: float, middle: float) -> Box:
    by = lean * (box.centre[1] - middle)
    return Box(box.x0 + by, box.top, box.x1 + by, box.bottom)


def upright(page: Page, tokens: Sequence[Word], lean: float) -> tuple[Page, tuple[Word, ...]]:
    """The page and its figures with columns that stand upright."""
    middle = page.height / 2
    rules = []
    for rule in page.rules:
        at = rule.at if rule.horizontal else (rule.start + rule.end) / 2
        by = -lean * (at - middle)
        if rule.horizontal:
            rules.append(replace(rule, start=rule.start + by, end=rule.end + by))
        else:
            rules.append(replace(rule, at=rule.at + by))
    components, phrases = (
        tuple(_moved(b, -lean, middle) for b in boxes) for boxes in (page.components, page.phrases)
    )
    moved = tuple(replace(t, box=_moved(t.box, -lean, middle)) for t in tokens)
    return replace(page, rules=tuple(rules), components=components, phrases=phrases), moved


def leaning(grid: Grid, page: Page, lean: float) -> Grid:
    """The grid of an upright page on the page as it leans, each row moved aside."""
    if not lean:
        return grid
    middle = page.height / 2
    cells = tuple(replace(c, box=_moved(c.box, lean, middle)) for c in grid.cells)
    left, right = min(c.box.x0 for c in cells), max(c.box.x1 for c in cells)
    box = Box(left, grid.box.top, right, grid.box.bottom)
    return replace(grid, box=box, cells=cells)
