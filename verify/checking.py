"""Checking: which rules the printed values break, and the fewest cells that explain it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from verify.rules import Equation, Key, Printed, testable


@dataclass(frozen=True, slots=True)
class Checked:
    """Equations that could be asked, by outcome; witnesses that fail are in neither."""

    held: tuple[Equation, ...]
    failed: tuple[Equation, ...]

    @property
    def asked(self) -> int:
        return sum(not e.witness for e in self.held) + len(self.failed)


def check(equations: Iterable[Equation], printed: Printed) -> Checked:
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
    return Checked(tuple(held), tuple(failed))


def culprits(checked: Checked, printed: Printed) -> dict[Key, tuple[Decimal, list[Equation]]]:
    """Cells that explain two or more failures at once: what they should be, and which.

    Only a cell that is alone in this is named (Fellegi and Holt: change the fewest cells so
    that every rule holds); the other failures are told by the target of their equation.
    """
    touching: dict[Key, list[Equation]] = {}
    for equation in checked.failed:
        for key in equation.keys:
            touching.setdefault(key, []).append(equation)
    binding = [e for e in (*checked.held, *checked.failed) if not e.witness]
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


def covering(equations: Sequence[Equation]) -> dict[Key, list[Equation]]:
    """The equations that each cell stands in."""
    found: dict[Key, list[Equation]] = {}
    for equation in equations:
        for key in equation.keys:
            found.setdefault(key, []).append(equation)
    return found
