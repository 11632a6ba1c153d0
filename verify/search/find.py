"""The face of the search: rules and inks in, a decision on every cell out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from document.claim import Verdict
from document.record import Table
from verify.arithmetic.confront import confront, covering, lacking_a_row
from verify.arithmetic.equations import Equation, Key, Printed, expected_ranks
from verify.search.cells import GRID, as_read, lost_in_row
from verify.search.derive import forced
from verify.search.evidence import exact
from verify.search.explanations import BROKEN, GAP, Explanations, Inks
from verify.search.locate import locate
from verify.search.repair import Decision, decide, printed_with, settle


@dataclass(frozen=True, slots=True)
class Found:
    """What the search settles of one table.

    decisions: by cell. printed: what the cells say once they are taken. explanations: what the
    good ones have in common. ranks: what each rank should be, where totals tell.
    """

    decisions: Mapping[Key, Decision]
    printed: Printed
    explanations: Explanations
    ranks: Mapping[Key, Decimal]


def search(table: Table, rules: Sequence[Equation], inks: Inks, strict: bool) -> Found:
    """The cheapest way to read the table; rules: those that no doubt touches.

    strict: nothing is repaired and nothing derived.
    """
    derived = forced(rules, as_read(inks))
    # A row with one lost cell implies it in each of its readings: that stays open.
    fixed = {
        key: exact(one.value) for key, one in derived.items()
        if key[1] not in GRID or lost_in_row(key, inks) > 1
    }  # fmt: skip
    known = {**inks, **fixed}
    suspects = lacking_a_row(rules, as_read(inks))
    trusted = [e for e in rules if (e.rule, e.target[0]) not in suspects]
    explanations = locate(table, trusted, as_read(known), known)
    decisions = settle(decide(inks, explanations, derived, strict), rules, inks, derived)
    printed = printed_with(decisions, inks)
    ranks = expected_ranks(table, printed.values)
    if ranks:
        keep = strict or not totals_sure(ranks, inks, confront(rules, printed).held)
        decisions = {**decisions, **_ranks_decided(ranks, decisions, inks, keep)}
        printed = printed_with(decisions, inks)
    return Found(decisions, printed, explanations, ranks)


def totals_sure(ranks: Iterable[Key], inks: Inks, held: Sequence[Equation]) -> bool:
    """Whether each total that ranks follow from is accepted, or in an equation that holds."""
    upheld = covering(held)
    return all(
        inks[row, "total_score"].accepted or (row, "total_score") in upheld for row, _ in ranks
    )


def _ranks_decided(
    ranks: Mapping[Key, Decimal], decisions: Mapping[Key, Decision], inks: Inks, strict: bool
) -> dict[Key, Decision]:
    """Ranks that do not follow the totals: misread, mistyped, or nobody can tell.

    strict: none is repaired or derived, as where a total is not sure.
    """
    found: dict[Key, Decision] = {}
    doubtful = any(
        decisions[row, "total_score"].verdict in (Verdict.AMBIGUOUS, Verdict.UNREAD)
        for row, _ in ranks
    )
    for key, expected in ranks.items():
        ink = inks[key]
        if doubtful or decisions[key].value == expected:
            continue
        cost = ink.cost(expected)
        if not ink.legible and not strict:
            found[key] = Decision(expected, Verdict.DERIVED)
        elif cost + GAP <= BROKEN and not strict:
            found[key] = Decision(expected, Verdict.REPAIRED)
        elif cost <= BROKEN + GAP:
            found[key] = Decision(ink.as_read, Verdict.AMBIGUOUS, (expected,))
    return found
