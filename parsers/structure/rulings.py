"""Ruled lines as lines of a grid: collinear pieces together, what of the line they cover.

Lengths are points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from document.page import Rule
from document.table import Grid

COLUMN_APART = 4.0
ROW_APART = 3.0
"""Lines closer than this are one (doubled rules, residual skew)."""


@dataclass(frozen=True, slots=True)
class Line:
    """Collinear rules: where they lie and which stretches of the line they cover."""

    at: float
    stretches: tuple[tuple[float, float], ...]

    def covered(self, start: float, end: float) -> float:
        """Share of [start, end] that is drawn, 0 to 1."""
        if end <= start:
            return 0.0
        total = sum(max(0.0, min(e, end) - max(s, start)) for s, e in self.stretches)
        return min(1.0, total / (end - start))


def _merged_stretches(rules: Iterable[Rule]) -> tuple[tuple[float, float], ...]:
    done: list[tuple[float, float]] = []
    for start, end in sorted((r.start, r.end) for r in rules):
        if done and start <= done[-1][1] + 2.0:
            done[-1] = (done[-1][0], max(done[-1][1], end))
        else:
            done.append((start, end))
    return tuple(done)


def lines_of(rules: Sequence[Rule], apart: float) -> list[Line]:
    """Rules of one direction as lines, by position."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if groups and rule.at - _centre(groups[-1]) <= apart:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return [Line(_centre(g), _merged_stretches(g)) for g in groups]


def _centre(rules: Sequence[Rule]) -> float:
    """Position of a group of rules, long ones counting more."""
    return sum(r.at * r.length for r in rules) / sum(r.length for r in rules)


def column_lines(grid: Grid) -> tuple[float, ...]:
    """The x of a grid's column lines, borders among them."""
    xs = [grid.box.x0] + [0.0] * grid.columns
    for cell in grid.cells:
        xs[cell.column + cell.column_span] = cell.box.x1
    return tuple(xs)
