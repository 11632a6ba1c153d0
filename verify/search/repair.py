"""Repairing: which value of a located cell is handed on, and which is left to a person.

A value is changed only when the ink supports the new value, every good explanation has it,
and a rule holds with it. Two values that fit are a tie: neither is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from document.claim import Verdict
from document.number import places
from verify.arithmetic.equations import Equation, Key, Printed, testable
from verify.search.derive import Forced, possible
from verify.search.evidence import Ink, Value
from verify.search.explanations import GAP, Explanations, Inks

FINE = 2
"""Decimals of a score."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The value of a cell. verdict: REPAIRED, DERIVED, AMBIGUOUS or UNREAD; None when the
    cell stands as it was read. others: values that fit as well, likeliest first.
    """

    value: Value
    verdict: Verdict | None = None
    others: tuple[Value, ...] = ()


def decide(
    inks: Inks, marginals: Explanations, derived: Mapping[Key, Forced], strict: bool
) -> dict[Key, Decision]:
    """A decision for each cell; strict: nothing is repaired and nothing derived."""
    return {
        key: _strict(_decision(key, ink, marginals, derived.get(key)), ink)
        if strict
        else _decision(key, ink, marginals, derived.get(key))
        for key, ink in inks.items()
    }


def _decision(key: Key, ink: Ink, marginals: Explanations, forced: Forced | None) -> Decision:
    standing = marginals.values.get(key)
    if standing is None:
        if not ink.legible:
            if forced is None:
                return Decision(None, Verdict.UNREAD)
            return Decision(forced.value, Verdict.DERIVED)
        likeliest = ink.candidates[0].value
        if likeliest == ink.as_read:
            return Decision(ink.as_read)
        return Decision(ink.as_read, Verdict.AMBIGUOUS, (likeliest,))
    near = sorted((v for v, extra in standing.items() if extra <= GAP), key=lambda v: standing[v])
    unique = len(near) == 1 and marginals.complete
    if not ink.legible:
        if unique:
            return Decision(near[0], Verdict.DERIVED)
        return Decision(None, Verdict.UNREAD, tuple(near[:5]))
    if near == [ink.as_read]:
        return Decision(ink.as_read)
    if unique:
        return Decision(near[0], Verdict.REPAIRED)
    return Decision(ink.as_read, Verdict.AMBIGUOUS, tuple(near[:5]))


def _strict(decision: Decision, ink: Ink) -> Decision:
    if decision.verdict is Verdict.REPAIRED:
        return Decision(ink.as_read, Verdict.AMBIGUOUS, (decision.value,))
    if decision.verdict is Verdict.DERIVED:
        return Decision(None, Verdict.UNREAD, (decision.value,))
    return decision


def settle(
    decisions: Mapping[Key, Decision],
    equations: Sequence[Equation],
    inks: Inks,
    derived: Mapping[Key, Forced],
) -> dict[Key, Decision]:
    """Take back each repair and derivation that no rule upholds, until all stand."""
    current = dict(decisions)
    while True:
        printed = printed_with(current, inks)
        standing = _Standing(equations, printed, inks, current, derived)
        fallen = [
            key
            for key, decision in current.items()
            if decision.verdict in (Verdict.REPAIRED, Verdict.DERIVED)
            and not standing.upholds(key, decision)
        ]
        if not fallen:
            return current
        for key in fallen:
            old = current[key]
            others = tuple(dict.fromkeys((old.value, *old.others)))
            lost = not inks[key].legible
            verdict = Verdict.UNREAD if lost else Verdict.AMBIGUOUS
            current[key] = Decision(inks[key].as_read, verdict, others)


def printed_with(decisions: Mapping[Key, Decision], inks: Inks) -> Printed:
    """What the cells say once the decisions are taken."""
    values = {key: d.value for key, d in decisions.items() if d.value is not None}
    lost = {
        key for key, d in decisions.items()
        if d.value is None
        and (not inks[key].legible or (d.verdict is Verdict.AMBIGUOUS and d.others
                                       and inks[key].candidates[0].value is not None))
    }  # fmt: skip
    blank = set(decisions) - set(values) - lost
    return Printed(values, frozenset(blank), frozenset(lost))


@dataclass(frozen=True, slots=True)
class _Standing:
    """The decisions taken so far, with the rules that they can be tested by."""

    equations: Sequence[Equation]
    printed: Printed
    inks: Inks
    decisions: Mapping[Key, Decision]
    derived: Mapping[Key, Forced]

    def upholds(self, key: Key, decision: Decision) -> bool:
        """Whether rules support a repaired or derived value."""
        covering, held = self._covering(key)
        if self._too_fine(key, decision.value):
            return False
        if decision.verdict is Verdict.REPAIRED:
            # A look-alike that no reader saw fits one sum by chance too often: on a fax 5,50
            # and 2,50 were read 5,90 and 2,30, and 2,90 made the sum right.
            return len(held) >= (1 if self.inks[key].seen(decision.value) else 2)
        if len(held) < len(covering) or not held:
            return False
        # A blank counts as nothing too: no sum tells whether the ink is a nought or dirt.
        if not decision.value or not possible(key, decision.value, self.printed.values):
            return False
        forced = self.derived.get(key)
        if len(held) > 1 or (forced and forced.at_bound and forced.value == decision.value):
            return True
        # One rule gives the lost cell every misreading of its neighbours: all must be sure.
        return all(self._sure(other, held[0]) for other in held[0].keys if other != key)

    def _too_fine(self, key: Key, value: Value) -> bool:
        """Whether a value has a third decimal that at most one other figure of its column has, the
        sum: "0,75 I", a figure beside a stroke, made a misread total come out with 0.751."""
        if value is None or places(value.normalize()) <= FINE:
            return False
        others = [v for k, v in self.printed.values.items() if k[1] == key[1] and k != key]
        return sum(places(v.normalize()) > FINE for v in others) < 2

    def _covering(self, key: Key) -> tuple[list[Equation], list[Equation]]:
        """The rules of a cell that can be tested, and those of them that hold."""
        covering = [
            e for e in self.equations
            if key in e.keys and testable(e, self.printed) and not e.witness
        ]  # fmt: skip
        return covering, [e for e in covering if e.holds(self.printed.values)]

    def _sure(self, key: Key, but: Equation) -> bool:
        """Whether a cell stands without this rule: by its ink, or by another rule."""
        decision = self.decisions[key]
        if decision.verdict in (Verdict.AMBIGUOUS, Verdict.UNREAD):
            return False
        if self.inks[key].accepted and decision.verdict is None:
            return True
        return any(e is not but for e in self._covering(key)[1])
