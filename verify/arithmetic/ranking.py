"""Ranks follow totals: 1 + the number of units with a higher total; ties share a rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from document.record import Kind, Shape, Table
from verify.arithmetic.equations import Key


def expected_ranks(table: Table, values: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """The rank that each unit should have; empty when a total is missing."""
    units = [n for n, r in enumerate(table.records) if r.kind is Kind.DATA]
    totals = {n: values.get((n, "total_score")) for n in units}
    if table.shape is not Shape.RANKING or not units or None in totals.values():
        return {}
    scores = [total for total in totals.values() if total is not None]
    return {
        (unit, "rank"): Decimal(1 + sum(other > total for other in scores))
        for unit, total in totals.items()
        if total is not None and table.records[unit].figure("rank")
    }


def best_total(table: Table, values: Mapping[Key, Decimal]) -> Decimal | None:
    """The best total of a complete ranking."""
    units = [n for n, r in enumerate(table.records) if r.kind is Kind.DATA]
    totals: Sequence[Decimal | None] = [values.get((n, "total_score")) for n in units]
    known = [total for total in totals if total is not None]
    return max(known) if known and len(known) == len(totals) else None
