"""From ruled lines to grids: rules to lines, lines to cells, missing edges to merged cells.

Needs no words. `Page.components` tell where ink crosses a line, so that a broken rule is not
taken for a merged cell. Lengths are points.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from document.geometry import Box, hull
from document.page import Page, Rule
from document.table import Cell, Grid
from parsers.structure.rulings import COLUMN_APART, ROW_APART, Line, lines_of

MEET = 8.0
"""Rules that end this close to each other belong to one table."""
HEADER_ROWS = 4
"""At most so many rows make a header."""
NARROWEST = 9.0
LOWEST = 8.0
RUNS_IN = 6.0
"""Ink that reaches so far into a cell from beside it is not just over a rule that leans."""
BEYOND = 12.0
"""A column line that goes on so far beyond the outer row lines does not end there."""


def _meet(a: Rule, b: Rule) -> bool:
    if a.horizontal == b.horizontal:
        return False
    return a.start - MEET <= b.at <= a.end + MEET and b.start - MEET <= a.at <= b.end + MEET


def _box_of(rules: Sequence[Rule]) -> Box:
    return hull(
        Box(r.start, r.at, r.end, r.at) if r.horizontal else Box(r.at, r.start, r.at, r.end)
        for r in rules
    )


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that hang together, one group a table.

    Pieces of a broken grid are brought together when they lie over each other.
    """
    left = list(rules)
    groups: list[list[Rule]] = []
    while left:
        group = [left.pop()]
        for rule in group:
            met = [r for r in left if _meet(rule, r)]
            group.extend(met)
            left = [r for r in left if r not in met]
        groups.append(group)
    groups.sort(key=lambda g: _box_of(g).top)
    done: list[list[Rule]] = []
    while groups:
        group = groups.pop(0)
        box = _box_of(group)
        mate = next((d for d in done if _stacked(_box_of(d), box)), None)
        if mate is None:
            done.append(group)
        else:  # grown, it may now touch others that it did not before
            done.remove(mate)
            groups.insert(0, mate + group)
    return done


def _stacked(a: Box, b: Box) -> bool:
    """Whether two boxes lie over each other, or share most of their width and nearly touch."""
    common = a.overlap(b)
    if common.width > 20 and common.height > 5:
        return True
    return common.width >= 0.5 * min(a.width, b.width) - 1 and common.height >= -40.0


def _is_table(group: Sequence[Rule]) -> bool:
    across = {round(r.at / 4) for r in group if r.horizontal}
    down = {round(r.at / 4) for r in group if not r.horizontal}
    box = _box_of(group)
    return len(across) >= 2 and len(down) >= 2 and box.width > 120 and box.height > 20


def _crossing(components: Sequence[Box], at: float, start: float, end: float) -> int:
    """How many pieces of ink a vertical line would cut between two heights."""
    return sum(
        b.x0 + 2.0 < at < b.x1 - 2.0 and start < b.centre[1] < end and b.height < 60
        for b in components
    )


def _columns(group: Sequence[Rule], box: Box, components: Sequence[Box]) -> list[Line]:
    """Column lines: drawn over half of the height, or over a third and crossed by few words.

    Letter stems stacked over many lines look like a broken rule; words cross them.
    """
    inside = [b for b in components if box.contains_point(*b.centre)]
    text_lines = max(1, round(box.height / 14))
    ends = [line.at for line in lines_of([r for r in group if r.horizontal], ROW_APART)]
    kept: list[Line] = []
    for line in lines_of([r for r in group if not r.horizontal], COLUMN_APART):
        share = line.covered(box.top, box.bottom)
        crossed = _crossing(inside, line.at, box.top, box.bottom) / text_lines
        clear = share >= 0.3 and crossed < 0.08
        if share >= 0.5 or clear or (share >= 0.04 and _header_only(line, box, ends)):
            kept.append(line)
    return _with_border(_apart(kept, box), box.x0, box.x1, NARROWEST)


def _apart(lines: Sequence[Line], box: Box) -> list[Line]:
    """Lines without those closer than any column is wide; the better drawn one stays.

    A rule that leans, or is doubled, comes as two lines side by side.
    """
    done: list[Line] = []
    for line in sorted(lines, key=lambda line: line.at):
        if not done or line.at - done[-1].at >= NARROWEST:
            done.append(line)
            continue
        both = sorted((*done[-1].stretches, *line.stretches))
        old, new = (x.covered(box.top, box.bottom) for x in (done[-1], line))
        done[-1] = Line(done[-1].at if old >= new else line.at, tuple(both))
    return done


def _header_only(line: Line, box: Box, ends: Sequence[float]) -> bool:
    """Whether a short column line stands between two row lines of the upper part."""
    if len(line.stretches) != 1:
        return False
    start, end = line.stretches[0]
    meets = all(any(abs(at - y) < 4 for y in ends) for at in (start, end))
    return meets and end < box.top + 0.4 * box.height


def _with_border(lines: list[Line], first: float, last: float, least: float) -> list[Line]:
    """The lines, with an undrawn border where the grid goes on beyond the outer ones."""
    lines = sorted(lines, key=lambda line: line.at)
    if not lines or lines[0].at - first > least:
        lines.insert(0, Line(first, ()))
    if last - lines[-1].at > least:
        lines.append(Line(last, ()))
    return lines


def _rows(
    group: Sequence[Rule], box: Box, components: Sequence[Box], columns: Sequence[Line]
) -> list[Line]:
    """Row lines: drawn over half of the width, or partly and through no words."""
    inside = [b for b in components if box.contains_point(*b.centre)]
    kept = []
    for line in lines_of([r for r in group if r.horizontal], ROW_APART):
        share = line.covered(box.x0, box.x1)
        if share < 0.55:
            struck = sum(
                b.top + 0.3 * b.height < line.at < b.bottom - 0.2 * b.height
                and line.covered(b.x0, b.x1) > 0.3
                for b in inside
            )
            if struck or share < 0.06 or not _spans_a_column(line, columns):
                continue
        kept.append(line)
    return _with_border(kept, box.top, box.bottom, LOWEST)


def _spans_a_column(line: Line, columns: Sequence[Line]) -> bool:
    """Whether a partial row line is drawn over most of at least one column."""
    return any(line.covered(a.at, b.at) >= 0.7 for a, b in itertools.pairwise(columns))


def _outline(group: Sequence[Rule]) -> Box:
    """The table's outline; a stray stroke beyond the outer lines makes it no wider or taller."""
    box = _of_height(group, _box_of(group))
    down = [r for r in group if not r.horizontal and r.length > 0.3 * box.height]
    across = sorted((r for r in group if r.horizontal), key=lambda r: -r.length)[:5]
    if len(down) < 2 or not across:
        return box
    left = min([min(r.at for r in down), *(r.start for r in across)])
    right = max([max(r.at for r in down), *(r.end for r in across)])
    if min(r.at for r in down) - left < 12:
        left = min(r.at for r in down)
    if right - max(r.at for r in down) < 12:
        right = max(r.at for r in down)
    return Box(left, box.top, right, box.bottom)


def _of_height(group: Sequence[Rule], box: Box) -> Box:
    """A box cut to the outer row lines, beyond which fewer than half of the column lines go on.

    Where a table is open or its last rule is broken, they do; the shadow that a copier leaves
    along the sheet's edge is one line from its top to its bottom.
    """
    across = lines_of([r for r in group if r.horizontal], ROW_APART)
    long = [line.at for line in across if line.covered(box.x0, box.x1) >= 0.3]
    if len(long) < 2:
        return box
    top, bottom = min(long), max(long)
    down = lines_of([r for r in group if not r.horizontal], COLUMN_APART)
    down = [line for line in down if line.covered(top, bottom) >= 0.3]
    least = max(2.0, 0.5 * len(down))
    higher = sum(any(start < top - BEYOND for start, _ in line.stretches) for line in down)
    lower = sum(any(end > bottom + BEYOND for _, end in line.stretches) for line in down)
    return Box(
        box.x0,
        box.top if higher >= least else top,
        box.x1,
        box.bottom if lower >= least else bottom,
    )


def _absent(
    line: Line, start: float, end: float, crossed: bool, corners: Sequence[float] = ()
) -> bool:
    """Whether the edge between two neighbouring cells is not there.

    A broken rule leaves pieces, or ends anywhere; a merged cell's edge is missing from one
    corner to the other, or words stand across it. In a header of several rows the line may
    begin farther off, at another of the corners of its cells.
    """
    inner = (start + 1.5, end - 1.5)
    share = line.covered(*inner)
    if crossed:
        return share < 0.4
    if share >= 0.2:
        return False
    # It must be drawn right up to this edge on one side at least, or never near it.
    ends = [e for s, e in line.stretches if abs(e - start) < 3.5]
    starts = [s for s, e in line.stretches if abs(s - end) < 3.5]
    if ends or starts:
        return True
    before = max((e for _, e in line.stretches if e <= inner[0]), default=None)
    after = min((s for s, _ in line.stretches if s >= inner[1]), default=None)
    near = [at for at in (before, after) if at is not None]
    return bool(near) and all(any(abs(at - c) < 3.5 for c in corners) for at in near)


def _runs(
    rows: Sequence[Line], columns: Sequence[Line], components: Sequence[Box], r: int
) -> list[int]:
    """For each elementary column of a row the column in which its cell begins."""
    begins = [0]
    for c in range(1, len(columns) - 1):
        top, bottom = rows[r].at, rows[r + 1].at
        crossed = _crossing(components, columns[c].at, top, bottom) > 0
        # The line between two columns goes on below the cell of their group.
        grouped = r < HEADER_ROWS and any(s > bottom - 3.5 for s, _ in columns[c].stretches)
        corners = [row.at for row in rows[: HEADER_ROWS + 1]] if grouped else []
        absent = _absent(columns[c], top, bottom, crossed, corners)
        begins.append(begins[-1] if absent else c)
    return begins


def _goes_down(
    line: Line,
    x0: float,
    x1: float,
    components: Sequence[Box],
    in_header: bool,
    xs: Sequence[float],
) -> bool:
    """Whether the cell above a row line and the one below it are one.

    Below the header only ink across the line tells so: broken copies lose row lines by the
    piece, and two rows taken for one lose a record.
    """
    crossed = any(
        b.top + 2.5 < line.at < b.bottom - 2.5 and x0 < b.centre[0] < x1 and b.height < 40
        for b in components
    )
    if crossed:
        return line.covered(x0 + 1.5, x1 - 1.5) < 0.4
    return in_header and _absent(line, x0, x1, False, xs)


def _cells(rows: Sequence[Line], columns: Sequence[Line], components: Sequence[Box]) -> list[Cell]:
    """Cells between the lines; neighbours without an edge between them are one.

    Cells are merged along the row first; those of the same width then go down.
    """
    ys, xs = [r.at for r in rows], [c.at for c in columns]
    begins = [_runs(rows, columns, components, r) for r in range(len(ys) - 1)]
    spans = [
        [(c, max(k for k, b in enumerate(row) if b == c) + 1) for c in sorted(set(row))]
        for row in begins
    ]
    cells: list[Cell] = []
    grown: dict[tuple[int, int], int] = {}
    for r, row in enumerate(spans):
        for c0, c1 in row:
            above = grown.get((c0, c1))
            if above is not None and cells[above].row + cells[above].row_span == r:
                joins = _goes_down(rows[r], xs[c0], xs[c1], components, r < HEADER_ROWS, xs)
                if joins:
                    old = cells[above]
                    box = Box(old.box.x0, old.box.top, old.box.x1, ys[r + 1])
                    cells[above] = replace(old, box=box, row_span=old.row_span + 1)
                    continue
            grown[c0, c1] = len(cells)
            cells.append(Cell(r, c0, Box(xs[c0], ys[r], xs[c1], ys[r + 1]), 1, c1 - c0))
    inked = _inked([cell.box for cell in cells], components)
    return [replace(cell, inked=ink) for cell, ink in zip(cells, inked, strict=True)]


def _inked(boxes: Sequence[Box], components: Sequence[Box]) -> list[bool]:
    """Of each box, whether more than half of some piece of ink lies in it, or so much that it
    runs on from the cell beside: a pen's stroke ties the figures of two cells together."""
    x0, top, x1, bottom = (
        np.array([(b.x0, b.top, b.x1, b.bottom) for b in components]).reshape(-1, 4).T
    )
    half = 0.5 * (x1 - x0) * (bottom - top)
    found = []
    for box in boxes:
        wide = np.minimum(x1, box.x1) - np.maximum(x0, box.x0)
        tall = np.minimum(bottom, box.bottom) - np.maximum(top, box.top)
        most = (wide > 0) & (tall > 0) & (wide * tall > half)
        runs_in = (wide > RUNS_IN) & (tall > 0.5 * (bottom - top))
        found.append(bool((most | runs_in).any()))
    return found


def _ruled(group: Sequence[Rule], page: Page) -> Grid | None:
    box = _outline(group)
    columns = _columns(group, box, page.components)
    rows = _rows(group, box, page.components, columns)
    if len(columns) < 3 or len(rows) < 2:
        return None
    outline = Box(columns[0].at, rows[0].at, columns[-1].at, rows[-1].at)
    near = [b for b in page.components if outline.grown(3).contains_point(*b.centre)]
    cells = _cells(rows, columns, near)
    return Grid(page.number, outline, len(rows) - 1, len(columns) - 1, tuple(cells))


def ruled(page: Page) -> tuple[Grid, ...]:
    """The tables that ruled lines frame, from top to bottom; cells without text yet."""
    grids = [_ruled(g, page) for g in _groups(page.rules) if _is_table(g)]
    return tuple(sorted((g for g in grids if g), key=lambda g: g.box.top))
