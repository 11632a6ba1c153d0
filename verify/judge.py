"""Judging one table: what is decided on each cell, the verdict on each figure, and how
sure a broken rule is. The sentences of the checks are in reporting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from document.claim import Verdict
from document.record import Fact, Figure, Kind, Report, Shape, Table
from verify.arithmetic import sentences
from verify.arithmetic.confront import Checked, check, covering, culprits, torn
from verify.arithmetic.equations import HEADLINE, Equation, Key, Printed, equations
from verify.arithmetic.ranking import best_total, expected_ranks
from verify.search.cells import GRID, as_read, exact_row, inks_of, lost_in_row
from verify.search.derive import forced
from verify.search.evidence import ACCEPTED_AGAINST, exact
from verify.search.explanations import BROKEN, GAP, Inks, Marginals
from verify.search.locate import locate
from verify.search.repair import Decision, decide, printed_with, settle
from verify.unclear import lacks_pages


def rules_of(report: Report, table: Table, printed: Printed) -> list[Equation]:
    """The equations of the table, and the headline of a ranking as the best total."""
    found = list(equations(table, printed, report))
    best = best_total(table, printed.values)
    if best is not None and HEADLINE in printed.values and table.shape is Shape.RANKING:
        leaders = [
            n for n, r in enumerate(table.records)
            if r.kind is Kind.DATA and printed.values.get((n, "total_score")) == best
        ]  # fmt: skip
        found.append(Equation("headline", "", HEADLINE, ((1, (leaders[0], "total_score")),)))
    return found


BLANK_SURE = 0.5
"""Probability from which a cell with ink in it is blank: no sum tells a blank from dirt."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One table with all that was found out about it.

    covers: the equations that could be asked, by cell; sums: all that only add, asked or not.
    suspects: sums that may lack a row, by rule and row. lacking: rows may stand on a page of
        which nothing was understood, so that no sum blames the typist.
    """

    report: Report
    source: Table
    inks: Inks
    decisions: Mapping[Key, Decision]
    printed: Printed
    checked: Checked
    covers: Mapping[Key, list[Equation]]
    sums: Mapping[Key, list[Equation]]
    marginals: Marginals
    culprits: Mapping[Key, tuple[Decimal, list[Equation]]]
    ranks: Mapping[Key, Decimal]
    suspects: frozenset[tuple[str, int]]
    lacking: bool

    @staticmethod
    def of(report: Report, table: Table, headline: bool, strict: bool) -> Judged:
        inks = inks_of(report, table, headline)
        rules = rules_of(report, table, as_read(inks))
        derived = forced(rules, as_read(inks))
        # A row with one lost cell implies it in each of its readings: that stays open.
        fixed = {
            key: exact(one.value) for key, one in derived.items()
            if key[1] not in GRID or lost_in_row(key, inks) > 1
        }  # fmt: skip
        known = {**inks, **fixed}
        suspects = torn(rules, as_read(inks))
        trusted = [e for e in rules if (e.rule, e.target[0]) not in suspects]
        marginals = locate(table, trusted, as_read(known), known)
        decisions = settle(decide(inks, marginals, derived, strict), rules, inks, derived)
        printed = printed_with(decisions, inks)
        ranks = expected_ranks(table, printed.values)
        if ranks:
            held = check(rules_of(report, table, printed), printed).held
            keep = strict or not _totals_sure(ranks, inks, held)
            decisions = {**decisions, **_decide_ranks(ranks, decisions, inks, keep)}
            printed = printed_with(decisions, inks)
        asked = rules_of(report, table, printed)
        checked, suspects = check(asked, printed), suspects | torn(asked, printed)
        blamed = {
            key: found for key, found in culprits(checked, printed).items()
            if decisions[key].verdict is None
        }  # fmt: skip
        return Judged(
            report, table, inks, decisions, printed, checked,
            covering([*checked.held, *checked.failed]),
            covering([e for e in asked if not e.witness and all(sign > 0 for sign, _ in e.parts)]),
            marginals, blamed, ranks, suspects, lacks_pages(report, table),
        )  # fmt: skip

    # verdicts

    def table(self) -> Table:
        records = tuple(
            replace(
                record, figures=tuple(self._figure((number, f.column), f) for f in record.figures)
            )
            for number, record in enumerate(self.source.records)
        )
        return replace(self.source, records=records)

    def _figure(self, key: Key, figure: Figure) -> Figure:
        decision = self.decisions[key]
        verdict = self._verdict(key)
        others = decision.others or self._alternatives(key, verdict)
        return replace(
            figure,
            value=decision.value,
            verdict=verdict,
            alternatives=tuple(v for v in others if v != decision.value or v is None),
            rules=tuple(dict.fromkeys(self._rules_of(key))),
            reason=self._because(key, figure, verdict) or figure.reason,
        )

    def fact(self, fact: Fact) -> Fact:
        """The headline with its verdict, mended when a misreading is proven."""
        decision = self.decisions.get(HEADLINE)
        if decision is None or decision.value is None:
            return replace(fact, verdict=Verdict.AMBIGUOUS)
        value = fact.value if decision.verdict is None else str(decision.value)
        return replace(fact, value=value, verdict=self._verdict(HEADLINE))

    def _rules_of(self, key: Key) -> list[str]:
        found = [e.rule for e in self.covers.get(key, [])]
        return [*found, "rank_order"] if key in self.ranks else found

    def _verdict(self, key: Key) -> Verdict:
        decision, ink = self.decisions[key], self.inks[key]
        if decision.verdict is not None:
            return decision.verdict
        if key in self.culprits:
            return self._fault(self.culprits[key][1])
        covers = self.covers.get(key, [])
        failed = [e for e in covers if e in self.checked.failed]
        own = [e for e in failed if e.target == key and not self.explained(e)]
        if own and any(self.reported(e) for e in own):
            return self._fault(own)
        if key in self.ranks and decision.value is not None:
            right = self.ranks[key] == decision.value
            return Verdict.CONSISTENT if right else self._rank_fault()
        if decision.value is None and ink.legible and not own:
            return Verdict.BLANK if ink.sure >= BLANK_SURE else Verdict.AMBIGUOUS
        if covers and not failed:
            return Verdict.CONSISTENT
        # A sum that holds within rounding tells little of the last digit.
        upheld = any(e not in failed and not e.slack for e in covers)
        enough = ink.accepted and (not failed or ink.sure >= ACCEPTED_AGAINST)
        if not enough and not upheld:
            return Verdict.AMBIGUOUS
        impossible = self._above_maximum(key) or self._above_its_sum(key)
        excessive = ink.sure < 1 and not upheld and impossible
        return Verdict.AMBIGUOUS if excessive else Verdict.UNVERIFIED

    def _above_maximum(self, key: Key) -> bool:
        """Whether a score is higher than the maximum of its row: rarely so on paper."""
        value, most = (self.decisions.get((key[0], c)) for c in (key[1], "max_score"))
        if key[1] not in ("self_score", "verified_score", "deduction") or not value or not most:
            return False
        return value.value is not None and most.value is not None and value.value > most.value

    def _above_its_sum(self, key: Key) -> bool:
        """Whether a figure is greater than a sum that it stands in, or less than a part of its
        own: told even where other parts are not legible."""
        values = self.printed.values
        return any(
            values[part] > values[e.target] + e.slack
            for e in self.sums.get(key, ())
            if e.target in values and e.divisor == 1
            for _, part in e.parts
            if part in values and key in (part, e.target)
        )

    def _fault(self, failed: list[Equation]) -> Verdict:
        certain = any(self.certain(e) for e in failed)
        return Verdict.DISCREPANCY if certain else Verdict.AMBIGUOUS

    def _alternatives(self, key: Key, verdict: Verdict) -> tuple[Decimal | None, ...]:
        if verdict is Verdict.REPAIRED:
            return (self.inks[key].as_read,)
        if verdict is not Verdict.AMBIGUOUS:
            return ()
        meant = [e.expected(self.printed.values) for e in self.covers.get(key, ())
                 if e.target == key and e in self.checked.failed]  # fmt: skip
        inked = [c.value for c in self.inks[key].candidates[:4]]
        return tuple(dict.fromkeys([*meant, *inked]))

    def _because(self, key: Key, figure: Figure, verdict: Verdict) -> str:
        if verdict not in (Verdict.REPAIRED, Verdict.DERIVED) and key not in self.culprits:
            return ""
        rules = [e.rule for e in self.covers.get(key, ()) if e not in self.checked.failed]
        read = figure.printed or sentences.en_number(self.inks[key].as_read)
        if verdict is Verdict.REPAIRED:
            return sentences.reason(
                rules, f"đọc lần đầu là “{read}”, cùng nét mực này còn đọc được thành "
                f"{sentences.vi_number(self.decisions[key].value)}, khớp mọi phép tính",
                f"first read as “{read}”; the same ink also reads "
                f"{sentences.en_number(self.decisions[key].value)}, which fits every rule",
            )  # fmt: skip
        if verdict is Verdict.DERIVED:
            return sentences.reason(rules, "không đọc được, suy ra từ phép tính",
                                "not legible; forced by arithmetic")  # fmt: skip
        meant, failures = self.culprits[key]
        return sentences.reason(
            [e.rule for e in failures],
            f"các phép tính đòi hỏi {sentences.vi_number(meant)}",
            f"the rules ask for {sentences.en_number(meant)}",
        )

    # how sure a failure is

    def _name(self, equation: Equation) -> tuple[str, Key]:
        return equation.rule, equation.target

    def explained(self, equation: Equation) -> bool:
        """Whether another cell is to blame for it."""
        return any(
            equation in failures and key != equation.target
            for key, (_, failures) in self.culprits.items()
        )

    def reported(self, equation: Equation) -> bool:
        """Not when every good explanation has a misreading instead of a fault of the paper."""
        name = self._name(equation)
        if name in self.marginals.kept:
            return self.marginals.broken.get(name, GAP + 1) <= GAP
        return True

    def certain(self, equation: Equation) -> bool:
        """Whether the readings support each figure of a broken rule, and its rows are the ones
        that it adds."""
        if not self._rows_known(equation):
            return False
        if self.marginals.kept.get(self._name(equation), GAP + 1) <= GAP:
            return False
        return all(self._supported(key, equation) for key in equation.keys)

    def _rows_known(self, equation: Equation) -> bool:
        """Whether a sum adds the rows that the paper adds: none seems to be missing, and their
        numbers are exact, or the same rows add up in another column. A misread row number makes
        sums of wrong rows."""
        if (equation.rule, equation.target[0]) in self.suspects:
            return False
        if equation.rule == "headline":
            return not (self.suspects or self.lacking)
        if equation.rule not in ("parent_sum", "column_total"):
            return True
        if self.lacking:
            return False
        rows = {key[0] for key in equation.keys}
        if all(exact_row(self.report, self.source.records[row]) for row in rows):
            return True
        return any(
            e.rule == equation.rule and {key[0] for key in e.keys} == rows
            for e in self.checked.held
            if e.target[0] == equation.target[0]
        )

    def _supported(self, key: Key, but: Equation) -> bool:
        if self.decisions[key].verdict in (Verdict.AMBIGUOUS, Verdict.UNREAD):
            return False
        if self.inks[key].accepted:
            return True
        return any(e is not but and e in self.checked.held for e in self.covers.get(key, ()))

    def _rank_fault(self) -> Verdict:
        return Verdict.DISCREPANCY if self.totals_stand() else Verdict.AMBIGUOUS

    def totals_stand(self) -> bool:
        totals = [(row, "total_score") for row, _ in self.ranks]
        settled = all(
            self.decisions[key].verdict in (None, Verdict.REPAIRED)
            and self._verdict(key) is not Verdict.AMBIGUOUS
            for key in totals
        )
        return settled and _totals_sure(self.ranks, self.inks, self.checked.held)


def _totals_sure(ranks: Iterable[Key], inks: Inks, held: Sequence[Equation]) -> bool:
    """Whether each total that ranks follow from is accepted, or in an equation that holds."""
    upheld = covering(held)
    return all(
        inks[row, "total_score"].accepted or (row, "total_score") in upheld for row, _ in ranks
    )


def _decide_ranks(
    ranks: Mapping[Key, Decimal], decisions: Mapping[Key, Decision], inks: Inks,
    strict: bool,
) -> dict[Key, Decision]:  # fmt: skip
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
