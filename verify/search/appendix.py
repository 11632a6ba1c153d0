"""Locating in a deduction appendix: rows that subtract and columns that add, together.

Each row is read in the ways that its arithmetic allows, or as a row that the typist broke;
the ways of all rows must add up to a reading of the total row, or a total was mistyped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from document import ratios
from document.record import Kind, Table
from verify.arithmetic.equations import HEADLINE, Equation, Key
from verify.search.combine import Change, Found, Need, combine, swaps
from verify.search.evidence import Candidate, Value
from verify.search.explanations import BROKEN, CEILING, GAP, SLIP, Explanations, Inks, Scale, Way

COLUMNS = ("max_score", "verified_score", "deduction")
DEDUCTION = 2
SUMS = (0, 1, 2)

_WITNESS = 1.5
"""A ratio in the reason that does not give the verified score: many scores follow a step
scale, so this only tips the balance between readings."""
_ODD_TENTH, _ODD_MAXIMUM = 1.5, 4.0
"""A maximum that is no multiple of a quarter, one that is none of a tenth either, or 0."""
_NEEDS = 160
_WEIGHED = 60


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table that subtract, and the equations that tie their columns.

    rows: places of data rows. tied: of those, the rows whose arithmetic can be tested.
    totals: column number to its column_total. crossing: total_arithmetic, headline.
    """

    rows: tuple[int, ...]
    tied: frozenset[int]
    totals: Mapping[int, Equation]
    arithmetic: Equation | None
    headline: Equation | None

    @property
    def keys(self) -> set[Key]:
        found = {(row, column) for row in self.rows for column in COLUMNS}
        found |= {equation.target for equation in self.totals.values()}
        for equation in (self.arithmetic, self.headline):
            found |= set(equation.keys) if equation else set()
        return found


def grid_of(table: Table, equations: Sequence[Equation]) -> Grid | None:
    """The grid of an appendix; None when it has no row arithmetic or rows in groups."""
    tied = frozenset(e.target[0] for e in equations if e.rule == "row_arithmetic")
    rows = tuple(
        n for n, r in enumerate(table.records)
        if r.kind is Kind.DATA and any(r.figure(c) for c in COLUMNS)
    )  # fmt: skip
    if not tied or not tied <= set(rows):
        return None
    totals: dict[int, Equation] = {}
    for equation in equations:
        covers = {key[0] for _, key in equation.parts} >= set(rows)
        if equation.rule == "column_total" and covers and equation.target[1] in COLUMNS:
            totals.setdefault(COLUMNS.index(equation.target[1]), equation)
    headline = next((e for e in equations if e.rule == "headline"), None)
    if headline and len(headline.parts) > 1:  # no total row: the headline is the total
        totals.setdefault(DEDUCTION, headline)
        headline = None
    total_rows = {e.target[0] for e in totals.values()}
    arithmetic = next(
        (e for e in equations if e.rule == "total_arithmetic" and e.target[0] in total_rows), None
    )
    return Grid(rows, tied, totals, arithmetic, headline)


def locate(
    grid: Grid, equations: Sequence[Equation], table: Table, inks: Inks, scale: Scale
) -> Explanations:
    """The near-cheapest explanations of the readings of the grid, which has the equations."""
    units = [_row_ways(row, row in grid.tied, table, inks, scale) for row in grid.rows]
    changes = [
        Change(unit, number, _less(way.adds, ways[0].adds), way.cost - ways[0].cost)
        for unit, ways in enumerate(units)
        for number, way in enumerate(ways[1:], 1)
    ]
    base = tuple(sum(ways[0].adds[d] for ways in units) for d in SUMS)
    closed = [d for d in SUMS if d in grid.totals and _closed(grid, d, inks)]
    total_ways = _total_ways(grid, inks, scale, base)
    needs = _needs(grid, total_ways, closed, base, scale)
    ceiling = min(n.cost for n in needs if not n.tied) + GAP
    found = combine(changes, needs, GAP, ceiling, most=4)
    seen = _collect(found, units, changes, total_ways)
    for solution in found.solutions[:_WEIGHED]:
        ways = {c.unit: c.way for c in solution.changes}
        cells = dict(total_ways[solution.need.label].cells)
        for unit, choices in enumerate(units):
            cells.update(choices[ways.get(unit, 0)].cells)
        seen.weigh(equations, cells, solution.cost - found.solutions[0].cost)
    return seen


def _collect(
    found: Found,
    units: Sequence[Sequence[Way]],
    changes: Sequence[Change],
    total_ways: Sequence[Way],
) -> Explanations:
    seen = Explanations(complete=found.complete)
    for place, solution in enumerate(found.solutions):
        extra = solution.cost - found.solutions[0].cost
        ways = {c.unit: c.way for c in solution.changes}
        seen.see(total_ways[solution.need.label].cells, extra)
        for unit, choices in enumerate(units):
            if place == 0 or unit in ways:
                seen.see(choices[ways.get(unit, 0)].cells, extra)
        untouched = {unit for unit in range(len(units)) if unit not in ways}
        for unit in untouched & {c.unit for c in found.solutions[0].changes}:
            seen.see(units[unit][0].cells, extra)
        if place < _WEIGHED:
            for change in swaps(solution, changes, GAP - extra):
                seen.see(units[change.unit][change.way].cells, extra + change.cost)
    return seen


def _less(a: Sequence[int], b: Sequence[int]) -> tuple[int, ...]:
    return tuple(x - y for x, y in zip(a, b, strict=True))


def _closed(grid: Grid, dimension: int, inks: Inks) -> bool:
    """Whether a column sum can be asked: no cell of it is lost but those a row implies."""
    if not inks[grid.totals[dimension].target].legible:
        return False
    for row in grid.rows:
        lost = [c for c in COLUMNS if not inks[row, c].legible]
        if COLUMNS[dimension] in lost and (len(lost) > 1 or row not in grid.tied):
            return False
    return True


# rows


def _row_ways(row: int, tied: bool, table: Table, inks: Inks, scale: Scale) -> list[Way]:
    keys: list[Key] = [(row, column) for column in COLUMNS]
    choices = [inks[key].candidates for key in keys]
    lost = [place for place, found in enumerate(choices) if not found]
    if len(lost) > 1 or not tied:
        ways = _loose(keys, choices, scale)
    else:
        prior = _Prior.of(table, row)
        ways = _obeying(keys, choices, lost[0] if lost else None, prior, scale)
        if not lost:
            ways += _broken(keys, choices, prior, scale)
        elif not ways:
            ways = _loose(keys, choices, scale)
    ways.sort(key=lambda way: way.cost)
    return [way for way in ways if way.cost <= ways[0].cost + CEILING]


def _loose(keys: Sequence[Key], choices: Sequence[Sequence[Candidate]], scale: Scale) -> list[Way]:
    """A row without arithmetic: as read, or with one cell read otherwise."""
    first = [found[0] if found else None for found in choices]
    picks = [first]
    for place, found in enumerate(choices):
        picks += [[*first[:place], other, *first[place + 1 :]] for other in found[1:]]
    return [
        Way(
            tuple(scale.units(c.value) if c else 0 for c in pick),
            sum(c.cost for c in pick if c),
            tuple((key, c.value) for key, c in zip(keys, pick, strict=True) if c),
        )
        for pick in picks
    ]


def _obeying(
    keys: Sequence[Key], choices: Sequence[Sequence[Candidate]], lost: int | None,
    prior: _Prior, scale: Scale,
) -> list[Way]:  # fmt: skip
    """The readings that satisfy maximum - verified = deduction.

    lost: the cell that cannot be read; it takes the value that the other two imply.
    """
    implied = DEDUCTION if lost is None else lost
    first, second = (place for place in SUMS if place != implied)
    fitting: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in choices[implied]:
        fitting[scale.units(candidate.value)].append(candidate)
    seconds = [(scale.units(c.value), c) for c in choices[second]]
    ways: list[Way] = []
    for one in choices[first]:
        numbers = [0, 0, 0]
        numbers[first] = scale.units(one.value)
        for numbers[second], two in seconds:
            third = _implied(numbers, implied)
            thirds = (
                fitting.get(third, []) if lost is None else [Candidate(scale.value(third), 0.0)]
            )
            numbers[implied] = third
            for three in thirds:
                cells = {first: one.value, second: two.value, implied: three.value}
                ways.append(
                    Way(
                        tuple(numbers),
                        one.cost + two.cost + three.cost + prior.cost(numbers, scale),
                        tuple((keys[place], cells[place]) for place in SUMS),
                    )
                )
    return ways


def _implied(numbers: Sequence[int], place: int) -> int:
    most, verified, deduction = numbers
    return (verified + deduction, most - deduction, most - verified)[place]


def _broken(
    keys: Sequence[Key], choices: Sequence[Sequence[Candidate]], prior: _Prior, scale: Scale
) -> list[Way]:
    """The row as read, or with one cell read otherwise, and a typist who broke its rule.

    Either the sums went on with what is typed, or with one figure as it was meant.
    """
    first = [found[0] for found in choices]
    picks = [first]
    for place, found in enumerate(choices):
        picks += [[*first[:place], c, *first[place + 1 :]] for c in found[1:] if c.cost <= BROKEN]
    ways: list[Way] = []
    for pick in picks:
        numbers = [scale.units(c.value) for c in pick]
        if numbers[DEDUCTION] == _implied(numbers, DEDUCTION):
            continue
        cells = tuple((key, c.value) for key, c in zip(keys, pick, strict=True))
        ink = sum(c.cost for c in pick)
        ways.append(Way(tuple(numbers), ink + BROKEN + prior.cost(numbers, scale), cells))
        for place in SUMS:
            meant = list(numbers)
            meant[place] = _implied(numbers, place)
            cost = ink + SLIP + prior.cost(meant, scale) + _unlikely(numbers[place], meant[place])
            ways.append(Way(tuple(meant), cost, cells))
    return ways


def _unlikely(typed: int, meant: int) -> float:
    """Typists seldom lose a separator: recognisers do."""
    powers = (10, 100)
    return 3.0 if any(typed == meant * p or typed * p == meant for p in powers) else 0.0


@dataclass(frozen=True, slots=True)
class _Prior:
    """What scores look like: 0 <= verified <= maximum, maxima in quarters, and the scores
    that the ratio in the words of the row gives.

    scores: functions of the maximum are worked out per candidate; (part, whole) or None.
    """

    witness: ratios.Ratio | None

    @staticmethod
    def of(table: Table, row: int) -> _Prior:
        record = table.records[row]
        found = ratios.find(" ".join(t.text for t in record.texts if t.column != "criterion"))
        return _Prior(found[0] if len(found) == 1 and found[0].printed_percent_holds else None)

    def cost(self, numbers: Sequence[int], scale: Scale) -> float:
        most, verified, deduction = numbers
        cost = 0.0
        if verified > most >= 0 or deduction > most >= 0:
            cost += 2.0
        if min(numbers) < 0:
            cost += 2.0
        if most % (10**scale.places // 4):
            cost += _ODD_TENTH if most % (10**scale.places // 10) == 0 else _ODD_MAXIMUM
        if most == 0:
            cost += _ODD_MAXIMUM
        if most > 10 * 10**scale.places:
            cost += 1.0
        if self.witness and scale.value(verified) not in ratios.scores(
            self.witness, scale.value(most)
        ):
            cost += _WITNESS
        return cost


# the total row and the headline


def _total_ways(grid: Grid, inks: Inks, scale: Scale, base: Sequence[int]) -> list[Way]:
    """Readings of the totals and the headline; adds holds the three totals."""
    keys = sorted(
        {e.target for e in grid.totals.values()}
        | {k for e in (grid.arithmetic, grid.headline) if e for k in e.keys}
    )
    legible = [key for key in keys if inks[key].legible]
    ways: list[Way] = []
    for pick in product(*(inks[key].candidates[:7] for key in legible)):
        ink = sum(c.cost for c in pick)
        if ink > CEILING:
            continue
        values = {key: c.value for key, c in zip(legible, pick, strict=True)}
        totals = tuple(_wanted(grid, d, values, scale, base) for d in SUMS)
        ways.append(Way(totals, ink, tuple(values.items())))
    ways.sort(key=lambda way: way.cost)
    return ways[:200]


def _wanted(
    grid: Grid, dimension: int, values: Mapping[Key, Value], scale: Scale, base: Sequence[int]
) -> int:
    """What the rows of a column must add up to."""
    equation = grid.totals.get(dimension)
    if equation is None or equation.target not in values:
        return base[dimension]
    total = scale.units(values[equation.target])
    if equation.target == HEADLINE:
        return int(equation.offset.scaleb(scale.places)) - total
    return total


def _needs(
    grid: Grid, total_ways: Sequence[Way], closed: Sequence[int], base: Sequence[int],
    scale: Scale,
) -> list[Need]:  # fmt: skip
    """A reading of the totals with each choice of columns that its typist got wrong."""
    needs: list[Need] = []
    for label, way in enumerate(total_ways):
        for keep in product((True, False), repeat=len(closed)):
            tied = tuple(d for d, kept in zip(closed, keep, strict=True) if kept)
            wrong = [d for d in closed if d not in tied]
            cost = way.cost + BROKEN * len(wrong)
            cost += _crossing(grid, dict(way.cells), wrong, base, scale)
            needs.append(Need(_less(way.adds, base), tied, cost, label))
    needs.sort(key=lambda need: need.cost)
    free = next(need for need in needs if not need.tied)
    return [*needs[:_NEEDS], *([] if free in needs[:_NEEDS] else [free])]


def _crossing(
    grid: Grid, values: Mapping[Key, Value], wrong: Sequence[int], base: Sequence[int],
    scale: Scale,
) -> float:  # fmt: skip
    """Cost of the total row's own arithmetic and of the headline.

    A mistyped total breaks them for free when they hold with the total that was meant.
    """
    printed = {key: value or Decimal(0) for key, value in values.items()}
    meant = dict(printed)
    for dimension in wrong:
        target = grid.totals[dimension].target
        if target != HEADLINE:
            meant[target] = scale.value(base[dimension])
    cost = 0.0
    for equation in (grid.arithmetic, grid.headline):
        if equation and all(key in printed for key in equation.keys):
            good = equation.holds(printed) or equation.holds(meant)
            cost += 0.0 if good else BROKEN
    return cost
