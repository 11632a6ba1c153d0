"""What figures of a row or a column may be of each other, and how far rounding sets them off."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from document.number import places


@dataclass(frozen=True, slots=True)
class Difference:
    """target = minuend - subtrahend, canonical names of columns of figures."""

    target: str
    minuend: str
    subtrahend: str

    @property
    def columns(self) -> tuple[str, str, str]:
        return self.minuend, self.subtrahend, self.target


LOST = Difference("deduction", "max_score", "verified_score")
"""What "Điểm trừ" (*deduction*) usually is: what lacks to the maximum."""
DIFFERENCES = (
    LOST,
    Difference("deduction", "self_score", "verified_score"),
    Difference("deduction", "max_score", "self_score"),
    Difference("total_score", "verified_score", "deduction"),
)
"""What it may be else: what verification took from the score that a unit gave itself, what the
unit itself left off, a penalty taken off the verified score."""


def rounding(parts: Collection[Decimal]) -> Decimal:
    """How far the sum of rounded parts may be off: half a unit of the last printed place each.

    >>> rounding([Decimal("6.62"), Decimal("45.59")]), rounding([Decimal(1), Decimal(2)])
    (Decimal('0.01'), Decimal('0'))
    """
    last = max(map(places, parts), default=0)
    return Decimal(len(parts)) / 2 * Decimal(1).scaleb(-last) if last else Decimal(0)


def runs(columns: int, least: int) -> Iterator[tuple[int, ...]]:
    """Columns that a sum over a row adds, as places among the columns of figures: all that follow
    each other, or every second, third ... ("Tổng" of every group); the longest first.

    >>> list(runs(4, 2))
    [(0, 1, 2, 3), (0, 1, 2), (1, 2, 3), (0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (0, 3)]
    """
    found = {
        tuple(range(start, stop, step)): None
        for step in range(1, columns)
        for stop in range(1, columns + 1)
        for start in range(stop)
    }
    yield from sorted((run for run in found if len(run) >= least), key=len, reverse=True)


def ranks(totals: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """The rank that follows from each total: 1 + how many are higher; ties share a rank.

    >>> ranks({0: Decimal(90), 1: Decimal(95), 2: Decimal(90)})
    {0: Decimal('2'), 1: Decimal('1'), 2: Decimal('2')}
    """
    return {
        unit: Decimal(1 + sum(other > total for other in totals.values()))
        for unit, total in totals.items()
    }
