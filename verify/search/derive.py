"""Values that the rules force where nothing is legible: one unknown in a sum, or several
that must all be at their bound. Only proposes; repairing decides whether a value is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from verify.arithmetic.equations import Equation, Key, Printed


@dataclass(frozen=True, slots=True)
class Forced:
    """What the rules force upon a cell.

    value: the one that is left. at_bound: whether several cells of one sum are forced at
    once, because it comes out only when all are at their bound. That is a proof of the other
    cells of the sum too: were one of them misread, it would not come out so.
    """

    value: Decimal
    at_bound: bool = False


def forced(equations: Sequence[Equation], printed: Printed) -> dict[Key, Forced]:
    """Unknown cells with the one value that the equations leave, worked out to the end.

    A score lies between 0 and the maximum of its row; a value outside is not proposed.

    >>> total = Equation("column_total", "", (2, "self_score"),
    ...     ((1, (0, "self_score")), (1, (1, "self_score"))))
    >>> known = {(0, "max_score"): Decimal(1), (1, "max_score"): Decimal(2),
    ...     (2, "self_score"): Decimal(3)}
    >>> lost = frozenset({(0, "self_score"), (1, "self_score")})
    >>> forced([total], Printed(known, frozenset(), lost)) == {
    ...     (0, "self_score"): Forced(1, True), (1, "self_score"): Forced(2, True)}
    True
    """
    found: dict[Key, Forced] = {}
    known = dict(printed.values)
    usable = [e for e in equations if not e.witness and e.slack == 0]
    while True:
        step: dict[Key, Forced] = {}
        unknown = printed.unknown - set(known)
        for equation in usable:
            lost = [key for key in dict.fromkeys(equation.keys) if key in unknown]
            values = _solve(equation, lost, known)
            if all(possible(key, value, known) for key, value in values.items()):
                at_bound = len(values) > 1
                step |= {key: Forced(value, at_bound) for key, value in values.items()}
        if not step:
            return found
        found |= step
        known |= {key: one.value for key, one in step.items()}


def with_proven(equations: Sequence[Equation], printed: Printed) -> Printed:
    """What is printed, and the lost cells that a sum proves by being at its bound."""
    proven = {key: one.value for key, one in forced(equations, printed).items() if one.at_bound}
    return Printed({**printed.values, **proven}, printed.blank, printed.unknown - set(proven))


def _solve(
    equation: Equation, lost: Sequence[Key], known: Mapping[Key, Decimal]
) -> dict[Key, Decimal]:
    if not lost:
        return {}
    if lost == [equation.target]:
        return {equation.target: equation.expected(known)}
    if equation.target in lost:
        return {}
    left = known.get(equation.target, Decimal(0)) * equation.divisor
    left -= equation.expected(known) * equation.divisor
    signs = {key: sign for sign, key in equation.parts}
    if len(lost) == 1:
        return {lost[0]: signs[lost[0]] * left}
    if equation.target not in known or any(signs[key] < 0 for key in lost):
        return {}
    highest = {key: _most(key, known) for key in lost}
    if left == 0:
        return dict.fromkeys(lost, Decimal(0))
    if all(value is not None for value in highest.values()):
        bounds = {key: value for key, value in highest.items() if value is not None}
        if sum(bounds.values()) == left:
            return bounds
    return {}


def _most(key: Key, known: Mapping[Key, Decimal]) -> Decimal | None:
    row, column = key
    if column in ("self_score", "verified_score", "deduction"):
        return known.get((row, "max_score"))
    return None


def possible(key: Key, value: Decimal, known: Mapping[Key, Decimal]) -> bool:
    """Whether a figure that nobody read may be this: none is negative, no score above its maximum.

    known: the values of other cells.
    """
    most = _most(key, known)
    return value >= 0 and (most is None or value <= most)
