"""What the search leaves standing: for each cell the values that a good explanation has."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from document import number
from verify.arithmetic.equations import Equation, Key
from verify.search.evidence import Ink, Value

BROKEN = 6.0
"""Cost of a rule that the typist broke: one sum in four hundred. Real reports have a slip in
about every hundredth figure, most of them where nobody adds up."""

SLIP = 6.5
"""Cost of one mistyped figure that explains every rule it stands in."""

GAP = 3.0
"""How much dearer the next explanation must be (odds of 20 to 1) before a value is taken."""

CEILING = 14.0
"""Ways of a row or a group that cost more than its cheapest by this are dropped."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Exact integers for a table: values times 10 to the power of places."""

    places: int

    @staticmethod
    def of(inks: Iterable[Ink]) -> Scale:
        """Fine enough for every candidate, hundredths at least."""
        values = (c.value for ink in inks for c in ink.candidates if c.value is not None)
        return Scale(max((2, *map(number.places, values))))

    def units(self, value: Value) -> int:
        """Blank counts as 0."""
        return 0 if value is None else int(value.scaleb(self.places))

    def value(self, units: int) -> Decimal:
        return Decimal(number.plain(Decimal(units).scaleb(-self.places)))


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read a unit (a cell, a row, a subtree).

    adds: what it adds to the sums above, in units of the scale. cost: see evidence.
    cells: printed values of its own cells. below: ways of the units under it.
    """

    adds: tuple[int, ...]
    cost: float
    cells: tuple[tuple[Key, Value], ...]
    below: tuple[Way, ...] = ()

    def all_cells(self) -> Iterable[tuple[Key, Value]]:
        yield from self.cells
        for way in self.below:
            yield from way.all_cells()


@dataclass(slots=True)
class Explanations:
    """What the explanations within the gap of the best have in common, and where they differ.

    values: for each cell in doubt its possible values, each with the extra cost of the best
        explanation that has it (0 for those of the best explanation).
    broken, kept: for each searched equation (by rule and target) the extra cost of the best
        explanation in which it fails, or holds; absent when there is none.
    complete: False when a search was cut short.
    """

    values: dict[Key, dict[Value, float]] = field(default_factory=dict)
    broken: dict[tuple[str, Key], float] = field(default_factory=dict)
    kept: dict[tuple[str, Key], float] = field(default_factory=dict)
    complete: bool = True

    def see(self, cells: Iterable[tuple[Key, Value]], extra: float) -> None:
        for key, value in cells:
            known = self.values.setdefault(key, {})
            known[value] = min(extra, known.get(value, math.inf))

    def weigh(
        self, equations: Iterable[Equation], cells: Mapping[Key, Value], extra: float
    ) -> None:
        """Note which equations hold in an explanation; those that miss a cell are left out."""
        values = {key: value for key, value in cells.items() if value is not None}
        for equation in equations:
            if any(key not in cells for key in equation.keys):
                continue
            name = (equation.rule, equation.target)
            side = self.kept if equation.holds(values) else self.broken
            side[name] = min(extra, side.get(name, math.inf))

    def add(self, other: Explanations) -> None:
        self.values.update(other.values)
        self.broken.update(other.broken)
        self.kept.update(other.kept)
        self.complete = self.complete and other.complete


Inks = Mapping[Key, Ink]
