"""One table's columns on all of its pages: a page with few rows takes the lines of a full one.

Not for joining rows: that is parsers.rows.continuation. Lengths are points.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from document.geometry import Box
from document.page import Rule, Word
from document.table import Grid
from parsers.structure.alignment import Skeleton, framed
from parsers.structure.fit_score import score, torn
from parsers.structure.rulings import COLUMN_APART, Line, column_lines, lines_of
from parsers.structure.select import Found
from parsers.structure.stream import Part, spaced

SLACK = 0.1
"""The lines of the other pages are taken when they explain at most this share of a page's
figures less than its own: more pages are more evidence than a page's last few figures."""
FARTHEST = 40.0
"""Pages lie at most this far apart sideways on their scans."""
LONG = 60.0
"""So much of a column line is drawn where it can be known again; letter stems are shorter."""
AGAIN = 0.6
"""A page on which this share of a table's inner column lines is drawn is a page of it, whatever
else shows there: the rules of the sheet's back, dirt of a copier in the cells."""
KNOWN = 20.0
"""A line drawn where one should lie, or a column of the page's own figures inside one of figures,
weighs as much as so many figures: there may be dirt beside every row, and one column further two
columns of figures lie in one, all inside."""
STRETCHES = (1.0, 0.99, 1.01, 0.98, 1.02, 0.97, 1.03, 0.96, 1.04, 0.95, 1.05)
"""A photo of one page is larger than that of the next."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The column lines of one table.

    xs: their x. numeric: which columns hold figures. codes: the column of codes, or None.
    """

    xs: tuple[float, ...]
    numeric: frozenset[int]
    codes: int | None


def _column_at(xs: Sequence[float], x: float) -> int:
    return min(max(sum(line <= x for line in xs) - 1, 0), len(xs) - 2)


def _agreed(parts: Sequence[Found]) -> Columns | None:
    """The columns that explain most figures over all pages, as they lie on the best page."""
    weight: dict[int, float] = defaultdict(float)
    for part in parts:
        if part.grid and part.frame:
            weight[part.grid.columns] += max(0.0, part.explained)
    if not weight:
        return None
    count = max(weight, key=lambda n: weight[n])
    numeric: set[int] = set()
    coded: list[int] = []
    best: tuple[float, ...] = ()
    most = -1.0
    shown: list[tuple[float, ...]] = []
    for part in parts:
        if not part.grid or not part.frame or part.grid.columns != count:
            continue
        xs = column_lines(part.grid)
        shown.append(xs)
        numeric |= {_column_at(xs, s.middle) for s in part.frame.stacks}
        if part.frame.codes:
            coded.append(_column_at(xs, part.frame.codes.middle))
        if part.explained > most:
            best, most = xs, part.explained
    codes = max(set(coded), key=coded.count) if coded else None
    return Columns(_usual(best, shown), frozenset(numeric - {codes}), codes) if best else None


def _usual(best: Sequence[float], shown: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The lines of the best page, each where most pages have it.

    A line through white lies anywhere in it: on a page with short texts far inside the column
    of text, where longer ones of the next page run over it.
    """
    there = []
    for xs in shown:
        pairs = itertools.combinations(zip(xs, best, strict=True), 2)
        stretch = median((b - d) / (a - c) for (a, b), (c, d) in pairs if a != c)
        move = median(b - stretch * a for a, b in zip(xs, best, strict=True))
        there.append([stretch * x + move for x in xs])
    return tuple(map(median, zip(*there, strict=True)))


def _down(rules: Sequence[Rule]) -> list[Line]:
    """The column lines that are drawn on a page."""
    lines = lines_of([r for r in rules if not r.horizontal], COLUMN_APART)
    return [line for line in lines if sum(e - s for s, e in line.stretches) >= LONG]


def _drawn_again(columns: Columns, rules: Sequence[Rule]) -> bool:
    """Whether most inner column lines of a table are drawn on a page where they should lie."""
    down = _down(rules)
    inner = columns.xs[1:-1]
    there = sum(any(abs(line.at - x) < COLUMN_APART for line in down) for x in inner)
    return there >= max(2.0, AGAIN * len(inner))


def fitted(
    columns: Columns,
    words: Sequence[Box],
    tokens: Sequence[Word],
    rules: Sequence[Rule] = (),
    stacks: Sequence[float] = (),
) -> Columns:
    """The columns moved and stretched to a page: on its rules where it has some, figures inside
    theirs, few words cut.

    stacks: the middles of the page's own columns of figures; where rules are drawn, dirt stands
    in columns too and they say nothing.
    """
    print_ = [b for b in words if b.height > 3.2]
    x0, x1 = (np.array([[getattr(b, side)] for b in print_]) for side in ("x0", "x1"))
    figures = np.array([[t.box.centre[0]] for t in tokens])
    holding = sorted(columns.numeric | ({columns.codes} if columns.codes is not None else set()))
    drawn = np.array([[line.at] for line in _down(rules)])
    middle = (columns.xs[0] + columns.xs[-1]) / 2
    tries: list[tuple[float, float, float]] = []
    for stretch in STRETCHES:
        for move in range(-int(FARTHEST), int(FARTHEST) + 1, 2):
            there = (np.array(columns.xs) - middle) * stretch + middle + move
            cut = float(((x0 < there[1:-1] - 1) & (x1 > there[1:-1] + 1)).sum())
            cut += float(((x0 < there[0] - 1) | (x1 > there[-1] + 1)).sum()) / 2
            starts, ends = there[holding], there[[h + 1 for h in holding]]
            inside = float(((figures > starts + 3) & (figures < ends - 3)).any(axis=1).sum())
            if drawn.size:
                inside += KNOWN * float((abs(drawn - there) < COLUMN_APART / 2).any(axis=0).sum())
            else:
                found = set((np.searchsorted(there, stacks) - 1).tolist())
                inside += KNOWN * len(found & columns.numeric)
            change = abs(move) / 100 + abs(stretch - 1) * 5
            tries.append((cut - 2 * inside + change, stretch, float(move)))
    _, stretch, moved = min(tries)
    xs = tuple((x - middle) * stretch + middle + moved for x in columns.xs)
    return Columns(xs, columns.numeric, columns.codes)


def _with(columns: Columns, part: Found) -> Found | None:
    """The grid that the columns of other pages make on this one; None where they do not fit."""
    if not part.tokens:
        return None
    own = [s.middle for s in part.frame.stacks] if part.frame else []
    there = fitted(columns, part.words, part.tokens, part.page.rules, own)
    frame = framed(part.tokens, part.words, there.xs, sorted(there.numeric), there.codes)
    if frame is None:
        return None
    grid = spaced(Part(part.page.number, part.words, part.page.rules), frame, there.xs)
    if grid is None or grid.columns != len(columns.xs) - 1:
        return None
    explained = score(grid, frame.tokens, part.words)
    return replace(part, grid=grid, frame=frame, explained=explained)


def shared(pages: Sequence[Sequence[Found]]) -> list[list[Found]]:
    """The same parts of the same pages, their tables with the columns that most pages show.

    A page where those columns explain clearly less than its own keeps its own: it is
    another table.
    """
    columns = _agreed([part for parts in pages for part in parts])
    if columns is None:
        return [list(parts) for parts in pages]
    done = [[_reconsidered(columns, part) for part in parts] for parts in pages]
    for before, parts in itertools.pairwise(done):
        if not any(p.grid for p in parts) and any(p.grid for p in before):
            parts[:] = [_continued(columns, part) for part in parts]
    return done


def _reconsidered(columns: Columns, part: Found) -> Found:
    if part.grid is None or part.frame is None or _has(part.grid, part.frame, columns):
        return part
    other = _with(columns, part)
    slack = max(1.0, SLACK * len(part.frame.tokens))
    if other is None or other.grid is None or other.frame is None:
        return part
    alike = _drawn_again(replace(columns, xs=column_lines(other.grid)), part.page.rules)
    # Dirt tears figures whatever lines are laid: only what is torn besides counts.
    own = torn(part.grid, part.frame.tokens)
    if alike and torn(other.grid, other.frame.tokens) <= own + slack:
        return other
    return other if other.explained >= part.explained - slack else part


def _has(grid: Grid, frame: Skeleton, columns: Columns) -> bool:
    """Whether a page shows as many columns, its figures and codes in the same ones."""
    if grid.columns != len(columns.xs) - 1:
        return False
    xs = column_lines(grid)
    figures = {_column_at(xs, s.middle) for s in frame.stacks}
    coded = _column_at(xs, frame.codes.middle) if frame.codes else columns.codes
    return figures <= columns.numeric and coded == columns.codes


def _continued(columns: Columns, part: Found) -> Found:
    """The few last rows of a table on a page too empty to show columns of its own."""
    other = _with(columns, part)
    if other is None or other.frame is None or other.grid is None:
        return part
    return other if other.explained >= 0.8 * len(other.frame.tokens) else part
