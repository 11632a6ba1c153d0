"""Locating: which readings a good explanation of the table keeps, and which rules it breaks.

Blocks of equations that share no cell are searched apart; a block in which all holds as it
was read is left alone: two wrong readings that cancel out cost more than the gap.
"""

from __future__ import annotations

from collections.abc import Sequence

from document.record import Table
from verify.arithmetic.equations import Equation, Printed, testable
from verify.search import appendix as grids
from verify.search import sums as trees
from verify.search.explanations import Explanations, Inks, Scale


def locate(
    table: Table, equations: Sequence[Equation], printed: Printed, inks: Inks
) -> Explanations:
    """The doubtful cells with their possible values; empty when all rules hold as read."""
    binding = [e for e in equations if not e.witness]
    scale = Scale.of(inks.values())
    found = Explanations()
    grid = grids.grid_of(table, binding)
    rest = binding
    if grid:
        keys = grid.keys
        inside = [e for e in binding if keys.issuperset(e.keys)]
        rest = [e for e in binding if not keys.issuperset(e.keys)]
        if not _sound(inside, printed, inks):
            found.add(grids.locate(grid, inside, table, inks, scale))
    for tree in trees.roots(rest):
        if not _sound(tree, printed, inks):
            found.add(trees.locate(tree, inks, scale))
    return found


def _sound(equations: Sequence[Equation], printed: Printed, inks: Inks) -> bool:
    """Whether all holds as read, and no cell would rather be read otherwise."""
    return all(testable(e, printed) and e.holds(printed.values) for e in equations) and all(
        inks[key].as_read == inks[key].candidates[0].value for e in equations for key in e.keys
    )
