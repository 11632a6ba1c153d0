"""What figures of a row or a column may be of each other, and how far rounding sets them off."""

from __future__ import annotations

from collections.abc import Collection
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
