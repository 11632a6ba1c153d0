"""Locating in sums of sums: parents of a sheet, a total over one column, fields of a row.

Each cell is read in its candidate ways; a parent must be the sum of its children, or the
typist broke the rule, or mistyped the parent alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verify.arithmetic.equations import Equation, Key
from verify.search.combine import Change, Need, combine, swaps
from verify.search.evidence import Candidate
from verify.search.explanations import BROKEN, CEILING, GAP, SLIP, Explanations, Inks, Scale, Way

_KEPT = 40
_INNER = 8.0
"""Margin for the ways of an inner sum: dearer ones would lose to a broken rule anyway."""


def roots(equations: Sequence[Equation]) -> list[list[Equation]]:
    """The trees that the equations form, each from its top; a cell is used once."""
    by_target: dict[Key, Equation] = {}
    used: set[Key] = set()
    for equation in equations:
        parts = {key for _, key in equation.parts}
        if equation.target not in by_target and not parts & used:
            by_target[equation.target] = equation
            used |= parts
    return [_below(e, by_target) for key, e in by_target.items() if key not in used]


def _below(equation: Equation, by_target: Mapping[Key, Equation]) -> list[Equation]:
    found, place = [equation], 0
    while place < len(found):
        parts = (key for _, key in found[place].parts)
        found += [e for key in parts if (e := by_target.get(key)) and e not in found]
        place += 1
    return found


def locate(tree: Sequence[Equation], inks: Inks, scale: Scale) -> Explanations:
    """The near-cheapest explanations of the readings of one tree, top first."""
    solver = _Solver({e.target: e for e in tree}, inks, scale)
    ways = solver.ways(tree[0].target, top=True)
    seen = Explanations(complete=solver.complete)
    for way in ways or ():
        extra = way.cost - ways[0].cost if ways else 0.0
        if extra <= GAP:
            cells = dict(way.all_cells())
            seen.see(cells.items(), extra)
            seen.weigh(tree, cells, extra)
    return seen


class _Solver:
    def __init__(self, by_target: Mapping[Key, Equation], inks: Inks, scale: Scale) -> None:
        self.by_target, self.inks, self.scale = by_target, inks, scale
        self.complete = True

    def ways(self, key: Key, top: bool = False) -> list[Way]:
        """Ways to read the cell and all under it; none when it is lost and nothing tells."""
        equation = self.by_target.get(key)
        if equation is None:
            return [self._leaf(key, c) for c in self.inks[key].candidates]
        units = [(sign, part, self.ways(part)) for sign, part in equation.parts]
        lost = [part for _, part, ways in units if not ways]
        known = [(sign, ways) for sign, _, ways in units if ways]
        base = int(equation.offset.scaleb(self.scale.places)) + sum(
            sign * ways[0].adds[0] for sign, ways in known
        )
        cheapest = tuple(ways[0] for _, ways in known)
        own = self.inks[key].candidates
        if len(lost) > 1 or (lost and not own):
            return [self._leaf(key, c, cheapest) for c in own]
        if lost:
            found = [self._implying(equation, lost[0], c, base, cheapest) for c in own]
        elif not own:
            found = self._implied(key, known, base)
        else:
            found = self._searched(equation, own, known, base, top)
        found.sort(key=lambda way: way.cost)
        return [w for w in found if w.cost <= found[0].cost + CEILING][: None if top else _KEPT]

    def _leaf(self, key: Key, own: Candidate, below: tuple[Way, ...] = ()) -> Way:
        cost = own.cost + sum(way.cost for way in below)
        return Way((self.scale.units(own.value),), cost, ((key, own.value),), below)

    def _implying(
        self, equation: Equation, lost: Key, own: Candidate, base: int, below: tuple[Way, ...]
    ) -> Way:
        """One child is lost: it takes what the parent leaves."""
        sign = next(sign for sign, key in equation.parts if key == lost)
        value = sign * (self.scale.units(own.value) - base)
        way = self._leaf(equation.target, own, below)
        cost = way.cost + (4.0 if value < 0 else 0.0)
        return Way(way.adds, cost, (*way.cells, (lost, self.scale.value(value))), below)

    def _implied(self, key: Key, known: Sequence[tuple[int, list[Way]]], base: int) -> list[Way]:
        """The parent is lost: it is what its children add up to, one of them read otherwise."""
        cheapest = tuple(ways[0] for _, ways in known)
        cost = sum(way.cost for way in cheapest)
        found = [Way((base,), cost, ((key, self.scale.value(base)),), cheapest)]
        for place, (sign, ways) in enumerate(known):
            for way in ways[1:]:
                value = base + sign * (way.adds[0] - ways[0].adds[0])
                below = (*cheapest[:place], way, *cheapest[place + 1 :])
                more = cost + way.cost - ways[0].cost
                found.append(Way((value,), more, ((key, self.scale.value(value)),), below))
        return found

    def _searched(
        self, equation: Equation, own: Sequence[Candidate],
        known: Sequence[tuple[int, list[Way]]], base: int, top: bool,
    ) -> list[Way]:  # fmt: skip
        units = [ways for _, ways in known]
        changes = [
            Change(unit, number, (sign * (way.adds[0] - ways[0].adds[0]),),
                   way.cost - ways[0].cost)
            for unit, (sign, ways) in enumerate(known)
            for number, way in enumerate(ways[1:], 1)
        ]  # fmt: skip
        needs: list[Need] = []
        slack = min(int(equation.slack.scaleb(self.scale.places)), 25)
        for label, candidate in enumerate(own):
            residual = self.scale.units(candidate.value) - base
            shifts = [0] if abs(residual) <= slack else [
                residual + off for off in range(-slack, slack + 1)
            ]  # fmt: skip
            needs += [Need((shift,), (0,), candidate.cost, label) for shift in shifts]
            needs.append(Need((residual,), (), candidate.cost + BROKEN, label))
        ceiling = own[0].cost + BROKEN + (GAP if top else _INNER)
        found = combine(changes, needs, GAP if top else _INNER, ceiling, most=4 if top else 2)
        self.complete = self.complete and found.complete
        least = sum(ways[0].cost for ways in units)
        result: list[Way] = []
        for place, solution in enumerate(found.solutions[:300]):
            picks = {c.unit: c.way for c in solution.changes}
            variants = [(picks, 0.0)]
            if place < 30:
                variants += [
                    ({**picks, s.unit: s.way}, s.cost)
                    for s in swaps(solution, changes, GAP)
                    if solution.need.tied
                ]
            for chosen, extra in variants:
                below = tuple(ways[chosen.get(unit, 0)] for unit, ways in enumerate(units))
                candidate = own[solution.need.label]
                cells = ((equation.target, candidate.value),)
                adds = self.scale.units(candidate.value)
                result.append(Way((adds,), least + solution.cost + extra, cells, below))
        if not top:
            result += self._slips(equation.target, own, tuple(w[0] for w in units), base)
        return result

    def _slips(
        self, key: Key, own: Sequence[Candidate], below: tuple[Way, ...], base: int
    ) -> list[Way]:
        """The parent was mistyped, and the sums above went on with what was meant."""
        cost = sum(way.cost for way in below) + SLIP
        return [
            Way((base,), cost + c.cost, ((key, c.value),), below)
            for c in own
            if self.scale.units(c.value) != base
        ]
