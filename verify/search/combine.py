"""Changes that add up: the cheapest ways to move some units so that sums come out right.

Each unit (a row, or the subtree under a parent) is read in the cheapest way, or in another
way that costs more and shifts the sums by a vector. Exact search over the sets of changes,
cheapest first: a depth-first walk whose last change is a look-up in a table, so that k
changes cost what k - 1 would. Vectors are integers (the last printed place is the unit).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import sub

Vector = tuple[int, ...]

WORK = 120_000
"""Steps of one search, about a quarter of a second; a search that ends here says so."""


@dataclass(frozen=True, slots=True)
class Change:
    """Reading unit number `unit` in its way number `way`, at an extra cost."""

    unit: int
    way: int
    shift: Vector
    cost: float


@dataclass(frozen=True, slots=True)
class Need:
    """A shift that the changes must sum up to.

    shift: the sum wanted; only the dimensions in `tied` count. cost: of wanting it.
    label: given back with the solutions.
    """

    shift: Vector
    tied: tuple[int, ...]
    cost: float
    label: int


@dataclass(frozen=True, slots=True)
class Solution:
    """Changes that meet a need; every other unit stays as it is."""

    need: Need
    cost: float
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Solutions within the margin of the best, cheapest first.

    complete: False when the work limit ended the search early.
    """

    solutions: tuple[Solution, ...]
    complete: bool


def combine(
    changes: Sequence[Change],
    needs: Sequence[Need],
    margin: float,
    ceiling: float,
    most: int = 6,
) -> Found:
    """All solutions that cost at most `margin` more than the best, none above `ceiling`.

    most: how many changes a solution may have. Changes that shift nothing are left out: they
    are alternatives of any solution (see swaps).

    >>> ways = [Change(0, 1, (5,), 2.0), Change(1, 1, (-2,), 1.0), Change(2, 1, (3,), 4.0)]
    >>> found = combine(ways, [Need((3,), (0,), 0.0, 7)], margin=2.0, ceiling=20.0)
    >>> [(s.need.label, s.cost, [c.unit for c in s.changes]) for s in found.solutions]
    [(7, 3.0, [1, 0]), (7, 4.0, [2])]
    """
    return _Search(changes, margin, ceiling, most).run(sorted(needs, key=lambda n: n.cost))


def swaps(solution: Solution, changes: Sequence[Change], room: float) -> list[Change]:
    """Changes that may stand in a solution instead of what it has, for at most `room` more.

    The cost of each is what it adds to the solution.
    """
    tied = solution.need.tied
    taken = {c.unit: c for c in solution.changes}
    found: list[Change] = []
    for change in changes:
        now = taken.get(change.unit)
        extra = change.cost - (now.cost if now else 0.0)
        if extra > room or change is now:
            continue
        if all(change.shift[d] == (now.shift[d] if now else 0) for d in tied):
            found.append(Change(change.unit, change.way, change.shift, extra))
    return found


class _Search:
    def __init__(self, changes: Sequence[Change], margin: float, ceiling: float, most: int) -> None:
        self.changes = sorted((c for c in changes if c.cost <= ceiling), key=lambda c: c.cost)
        self.margin, self.ceiling, self.most = margin, ceiling, most
        self.best = ceiling
        self.work = 0
        self.found: list[Solution] = []

    def run(self, needs: Sequence[Need]) -> Found:
        # Fewest changes first, over all needs: each round lowers the limit of the next.
        moves: dict[tuple[int, ...], _Moves] = {}
        for need in needs:
            if not any(need.shift[d] for d in need.tied):
                self._keep(need, need.cost, ())
        for depth in range(1, self.most + 1):
            for need in needs:
                if need.tied and need.cost <= self.limit:
                    if need.tied not in moves:
                        moves[need.tied] = _Moves(self.changes, need.tied)
                    shift = tuple(need.shift[d] for d in need.tied)
                    self._walk(need, moves[need.tied], shift, need.cost, (), 0, depth)
            if self.work > WORK:
                break
        kept = [s for s in self.found if s.cost <= self.limit + 1e-9]
        kept.sort(key=lambda s: (s.cost, len(s.changes)))
        return Found(tuple(kept[:2000]), self.work <= WORK)

    @property
    def limit(self) -> float:
        return min(self.ceiling, self.best + self.margin)

    def _walk(
        self,
        need: Need,
        moves: _Moves,
        left: Vector,
        cost: float,
        taken: tuple[Change, ...],
        start: int,
        depth: int,
    ) -> None:
        """Take `depth` more changes, from place `start` on, that shift the sums by `left`."""
        if depth == 1:
            for place, change in moves.by_shift.get(left, ()):
                if cost + change.cost > self.limit:
                    return
                if place >= start and all(change.unit != other.unit for other in taken):
                    self._keep(need, cost + change.cost, (*taken, change))
            return
        for place in range(start, len(moves.all)):
            change, shift = moves.all[place]
            self.work += 1
            if cost + depth * change.cost > self.limit or self.work > WORK:
                return
            if all(change.unit != other.unit for other in taken):
                rest = tuple(map(sub, left, shift))
                now = cost + change.cost
                self._walk(need, moves, rest, now, (*taken, change), place + 1, depth - 1)

    def _keep(self, need: Need, cost: float, taken: tuple[Change, ...]) -> None:
        if cost <= self.limit:
            self.found.append(Solution(need, cost, taken))
            self.best = min(self.best, cost)


class _Moves:
    """Changes as seen in the tied dimensions, cheapest first, and the same by their shift.

    Of the ways of one unit that shift alike the cheapest stands for all.
    """

    def __init__(self, changes: Sequence[Change], tied: tuple[int, ...]) -> None:
        best: dict[tuple[int, Vector], tuple[Change, Vector]] = {}
        for change in changes:
            shift = tuple(change.shift[d] for d in tied)
            if any(shift):
                best.setdefault((change.unit, shift), (change, shift))
        self.all = list(best.values())
        self.by_shift: dict[Vector, list[tuple[int, Change]]] = defaultdict(list)
        for place, (change, shift) in enumerate(self.all):
            self.by_shift[shift].append((place, change))
