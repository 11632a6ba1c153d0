"""Rules held against what is printed: which hold and fail, which are rules at all, and the fewest
cells that explain what fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from verify.arithmetic.equations import Equation, Key, Printed, testable

Family = tuple[str, str]
"""Equations that stand or fall together as a rule: its id, and the column for sums of groups."""

PRIOR = 5.0
"""Nats that speak for a rule whose columns are known by their headings, before it is tried."""
HELD = 2.8
"""Nats of a row in which it holds: 0.8 where it is one (a fax is misread in every fifth row), 0.05
by chance."""
FAILED = 1.6
"""Nats against it of a row as read that does not obey: 0.2 where it is one, 0.95 by chance."""
FAILED_FOR_SURE = 3.9
"""The same of a row whose figures are sure: typists err in one of fifty."""


@dataclass(frozen=True, slots=True)
class Confronted:
    """Equations that could be asked, by outcome; witnesses that fail are in neither."""

    held: tuple[Equation, ...]
    failed: tuple[Equation, ...]

    @property
    def asked(self) -> int:
        return sum(not e.witness for e in self.held) + len(self.failed)


def confront(equations: Iterable[Equation], printed: Printed) -> Confronted:
    """Ask every equation whose cells are all known."""
    held: list[Equation] = []
    failed: list[Equation] = []
    for equation in equations:
        if not testable(equation, printed):
            continue
        if equation.holds(printed.values):
            held.append(equation)
        elif not equation.witness:
            failed.append(equation)
    return Confronted(tuple(held), tuple(failed))


def family(equation: Equation) -> Family:
    """The rule that an equation is one use of."""
    return equation.rule, equation.target[1] if equation.rule == "parent_sum" else ""


def support(confronted: Confronted, against: float = FAILED) -> dict[Family, float]:
    """How much speaks for each family being a rule, in nats: below 0 it is none.

    against: what one failure takes away.
    """
    nats: dict[Family, float] = defaultdict(lambda: PRIOR)
    for equation in confronted.held:
        nats[family(equation)] += HELD
    for equation in confronted.failed:
        nats[family(equation)] -= against
    return nats


def not_rules(confronted: Confronted) -> frozenset[Family]:
    """Families that hardly a row of the table obeys. The sums of a total row are told by its
    label, and fail together where a row was lost."""
    nats = support(confronted)
    return frozenset(name for name, n in nats.items() if n < 0 and name[0] != "column_total")


def culprits(confronted: Confronted, printed: Printed) -> dict[Key, tuple[Decimal, list[Equation]]]:
    """Cells that explain two or more failures at once: what they should be, and which.

    Only a cell that is alone in this is named (Fellegi and Holt: change the fewest cells so
    that every rule holds); the other failures are told by the target of their equation.
    """
    touching = covering(confronted.failed)
    binding = [e for e in (*confronted.held, *confronted.failed) if not e.witness]
    found: dict[Key, tuple[Decimal, list[Equation]]] = {}
    for key, failures in touching.items():
        if len(failures) > 1:
            meant = _meant(failures[0], key, printed.values)
            mended = {**printed.values, key: meant}
            if all(e.holds(mended) for e in binding if key in e.keys):
                found[key] = meant, failures
    return {
        key: (meant, failures)
        for key, (meant, failures) in found.items()
        if not any(
            other != key and set(map(id, failures)) & set(map(id, theirs))
            for other, (_, theirs) in found.items()
        )
    }


def _meant(equation: Equation, key: Key, values: Mapping[Key, Decimal]) -> Decimal:
    """The value of one cell with which the equation holds."""
    expected = equation.expected(values)
    if key == equation.target:
        return expected
    sign = next(sign for sign, part in equation.parts if part == key)
    printed = values.get(equation.target, Decimal(0))
    return values.get(key, Decimal(0)) + sign * (printed - expected) * equation.divisor


def lacking_a_row(equations: Iterable[Equation], printed: Printed) -> frozenset[tuple[str, int]]:
    """Sums that look as if a row were missing or under the wrong parent, by rule and row.

    They fail in several columns at once; in a table that subtracts, by amounts that subtract
    as a row does. No figure may be changed for them, nor the typist be blamed.
    """
    missing: dict[tuple[str, int], dict[str, Decimal]] = {}
    for equation in equations:
        if equation.rule in ("parent_sum", "column_total") and testable(equation, printed):
            (row, column), expected = equation.target, equation.expected(printed.values)
            left = printed.values.get(equation.target, Decimal(0)) - expected
            off = left if abs(left) > equation.slack else Decimal(0)
            missing.setdefault((equation.rule, row), {})[column] = off
    return frozenset(name for name, columns in missing.items() if _row_missing(columns))


def _row_missing(left: Mapping[str, Decimal]) -> bool:
    """left: printed sum less the sum of the rows, by column."""
    most, verified, deduction = (
        left.get(column) for column in ("max_score", "verified_score", "deduction")
    )
    if most is not None and verified is not None and deduction is not None:
        lacking = most > 0 and verified >= 0 and deduction >= 0
        surplus = most < 0 and verified <= 0 and deduction <= 0
        return (lacking or surplus) and most == verified + deduction
    return sum(bool(amount) for amount in left.values()) > 1


def covering(equations: Sequence[Equation]) -> dict[Key, list[Equation]]:
    """The equations that each cell stands in."""
    found: dict[Key, list[Equation]] = {}
    for equation in equations:
        for key in equation.keys:
            found.setdefault(key, []).append(equation)
    return found
