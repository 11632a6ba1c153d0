"""The exact search finds what trying everything finds."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from verify.search.combine import Change, Need, combine

changes = st.lists(
    st.tuples(
        st.integers(0, 4), st.tuples(st.integers(-3, 3), st.integers(-3, 3)), st.integers(1, 9)
    ),
    max_size=9,
)


def best_by_trial(moves: list[Change], need: Need) -> float | None:
    costs = [
        need.cost + sum(c.cost for c in chosen)
        for size in range(len(moves) + 1)
        for chosen in combinations(moves, size)
        if len({c.unit for c in chosen}) == size
        and all(sum(c.shift[d] for c in chosen) == need.shift[d] for d in need.tied)
    ]
    return min(costs, default=None)


@settings(deadline=None)
@given(changes, st.tuples(st.integers(-4, 4), st.integers(-4, 4)))
def test_the_cheapest_set_of_changes_is_found(
    drawn: list[tuple[int, tuple[int, int], int]], shift: tuple[int, int]
) -> None:
    moves = [Change(u, n, s, float(c)) for n, (u, s, c) in enumerate(drawn)]
    need = Need(shift, (0, 1), 0.0, 0)
    found = combine(moves, [need], margin=2.0, ceiling=100.0)
    expected = best_by_trial(moves, need)
    if expected is None:
        assert found.solutions == ()
    else:
        assert found.complete
        assert found.solutions[0].cost == expected


@settings(deadline=None)
@given(changes, st.tuples(st.integers(-4, 4), st.integers(-4, 4)))
def test_every_solution_adds_up_and_takes_one_way_of_a_unit(
    drawn: list[tuple[int, tuple[int, int], int]], shift: tuple[int, int]
) -> None:
    moves = [Change(u, n, s, float(c)) for n, (u, s, c) in enumerate(drawn)]
    for solution in combine(moves, [Need(shift, (0,), 1.0, 3)], 5.0, 50.0).solutions:
        assert sum(c.shift[0] for c in solution.changes) == shift[0]
        assert len({c.unit for c in solution.changes}) == len(solution.changes)
        assert solution.cost == 1.0 + sum(c.cost for c in solution.changes)
