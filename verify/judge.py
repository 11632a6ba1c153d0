"""Judging one table: the only author of the verdicts on its figures, codes, columns and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from document.claim import Verdict
from document.doubt import Doubt
from document.number import plain
from document.record import Code, Column, Fact, Figure, Kind, Record, Report, Table
from verify.arithmetic import sentences
from verify.arithmetic.confront import (
    FAILED_FOR_SURE,
    Confronted,
    Family,
    confront,
    covering,
    culprits,
    family,
    lacking_a_row,
    not_rules,
    support,
)
from verify.arithmetic.equations import HEADLINE, Equation, Key, equations
from verify.doubts import TELLING, Read, borne_out, by_cell, doubts_of
from verify.quality import lacks_pages, not_understood
from verify.search.cells import as_read, exact_row, inks_of
from verify.search.derive import with_proven
from verify.search.evidence import ACCEPTED_AGAINST, Ink
from verify.search.explanations import MARGIN, Inks
from verify.search.find import Found, search, totals_sure

BLANK_SURE = 0.5
"""Probability from which a cell with ink in it is blank: no sum tells a blank from dirt."""
LOST_SEPARATOR = 5
"""How many times its maximum a score is that two readers made without its separator: recognisers
lose one together, typists seldom do."""
NUMBERED = 0.8
"""Share of the rows of a table with a number from which one without is odd."""
UNKNOWN = Ink((), 0.0, None)
"""What a doubted cell says to every rule: nothing, never 0."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One table with all that was found out about it.

    inks: what each cell may say, doubted ones too. doubts: all; doubted: the cells that they
        touch. found: what the search settled, over what no doubt touches.
    confronted: the equations that could be asked of what the search left, by outcome; covers:
        the same by cell; sums: all that only add, by cell.
    no_rules: families that hardly a row obeys. weak: those that are not so sure of being rules
        that a typist may be blamed by them.
    suspects: sums that may lack a row, by rule and row. lacking: rows may stand on a page of
        which nothing was understood, so that no sum blames the typist.
    """

    report: Report
    source: Table
    read: Read
    doubts: tuple[Doubt, ...]
    doubted: Mapping[Key, Doubt]
    found: Found
    confronted: Confronted
    covers: Mapping[Key, list[Equation]]
    sums: Mapping[Key, list[Equation]]
    culprits: Mapping[Key, tuple[Decimal, list[Equation]]]
    no_rules: frozenset[Family]
    weak: frozenset[Family]
    suspects: frozenset[tuple[str, int]]
    lacking: bool

    @staticmethod
    def of(report: Report, table: Table, headline: bool, strict: bool) -> Judged:
        """headline: whether the headline sentence sums up the table. strict: see verify."""
        inks = inks_of(report, table, headline)
        printed = as_read(inks)
        every = equations(table, printed, report)
        no_rules = not_rules(confront(every, printed))
        rules = [e for e in every if family(e) not in no_rules]
        read = Read(table, inks, printed, confront(rules, with_proven(rules, printed)), no_rules)
        doubts = doubts_of(read)
        doubted = by_cell(doubts, read)

        def trusted(equation: Equation) -> bool:
            touched = [doubted[key] for key in equation.keys if key in doubted]
            adds = equation.rule in ("column_total", "parent_sum")
            told = all(doubt.unseen and (adds or not doubt.slipped) for doubt in touched)
            return told and family(equation) not in no_rules

        known = {**inks, **dict.fromkeys(doubted, UNKNOWN)}
        found = search(table, [e for e in rules if trusted(e)], known, strict)
        asked = [e for e in equations(table, found.printed, report) if trusted(e)]
        confronted = confront(asked, found.printed)
        suspects = lacking_a_row([e for e in rules if trusted(e)], as_read(known))
        blamed = {
            key: one for key, one in culprits(confronted, found.printed).items()
            if found.decisions[key].verdict is None
        }  # fmt: skip
        return Judged(
            report, table, read, doubts, doubted, found, confronted,
            covering([*confronted.held, *confronted.failed]),
            covering([e for e in asked if not e.witness and all(sign > 0 for sign, _ in e.parts)]),
            blamed, no_rules, _weak(confronted, inks),
            suspects | lacking_a_row(asked, found.printed), lacks_pages(report, table),
        )  # fmt: skip

    @property
    def inks(self) -> Inks:
        return self.read.inks

    def pages(self) -> list[tuple[int, str]]:
        """The pages that a person must look at as a whole, each with its reason."""
        found = [(doubt.page, doubt.reason) for doubt in self.doubts if doubt.page]
        for rule, row in sorted(self.suspects):
            record, terms = self.source.records[row], self._terms(rule, row)
            pages = {page for n in (row, *terms) for page in self.source.records[n].pages}
            of = "total row" if record.kind is Kind.TOTAL else record.code
            why = f"the rows of {of} do not add up in several columns: one may be missing there"
            found += [(page, f"page {page}: {why}") for page in range(min(pages), max(pages) + 1)]
        return found

    def _terms(self, rule: str, row: int) -> set[int]:
        """The rows that a sum adds."""
        sums = (e for e in self.confronted.failed if (e.rule, e.target[0]) == (rule, row))
        return {key[0] for e in sums for key in e.keys if key[0] >= 0}

    # verdicts

    def table(self) -> Table:
        rows = self.source.rows(Kind.DATA, Kind.PARENT)
        numbered = sum(bool(r.code) for r in rows) >= NUMBERED * len(rows)
        records = tuple(
            self._record(row, record, numbered) for row, record in enumerate(self.source.records)
        )
        columns = tuple(map(self._column, self.source.columns))
        done = replace(self.source, columns=columns, records=records)
        if reason := not_understood(done):
            return replace(done, verdict=Verdict.AMBIGUOUS, reason=reason)
        adds_up = any(e.rule == "column_total" for e in self.confronted.held)
        return replace(done, verdict=Verdict.CONSISTENT) if adds_up else done

    def _record(self, row: int, record: Record, numbered: bool) -> Record:
        figures = tuple(self._figure((row, f.column), f) for f in record.figures)
        held = any(e.target[0] == row for e in self.confronted.held)
        verdict = Verdict.CONSISTENT if held else Verdict.UNVERIFIED
        code = _code(record, exact_row(self.report, record))
        done = replace(record, figures=figures, number=code, verdict=verdict)
        if numbered and record.kind is Kind.DATA and not record.code and not held:
            why = "a row without a number among numbered ones: it may be a sum, or part of another"
            done = replace(done, verdict=Verdict.AMBIGUOUS, reason=why)
        return done

    def _column(self, column: Column) -> Column:
        if column.candidate_roles:
            why = f"it may be {' or '.join(column.candidate_roles)}, and nothing tells which"
            return replace(column, verdict=Verdict.AMBIGUOUS, reason=why)
        of_column = (d for d in self.doubts if d.columns == frozenset((column.name,)))
        doubt = next((d for d in of_column if d.slipped or not d.unseen), None)
        if doubt:
            return replace(column, verdict=Verdict.AMBIGUOUS, reason=doubt.reason)
        told = column.numeric and borne_out(self.read, column, TELLING)
        return replace(column, verdict=Verdict.CONSISTENT) if told else column

    def _figure(self, key: Key, figure: Figure) -> Figure:
        decision = self.found.decisions[key]
        doubt = self.doubted.get(key)
        if doubt is not None and decision.verdict is not Verdict.DERIVED:
            lost = figure.value is None
            verdict = Verdict.UNREAD if lost else Verdict.AMBIGUOUS
            return replace(figure, verdict=verdict, reason=doubt.reason, rules=())
        verdict = self.verdict(key)
        others = decision.others or self._alternatives(key, verdict)
        return replace(
            figure,
            value=decision.value,
            verdict=verdict,
            alternatives=tuple(v for v in others if v != decision.value or v is None),
            rules=tuple(dict.fromkeys(self._rules_of(key))),
            reason=self._reason(key, figure, verdict),
        )

    def headline(self, fact: Fact) -> Fact:
        """The headline with its verdict, mended when a misreading is proven."""
        decision = self.found.decisions.get(HEADLINE)
        if decision is None or decision.value is None:
            return fact.doubted("no number could be made of it")
        value = fact.value if decision.verdict is None else str(decision.value)
        verdict = self.verdict(HEADLINE)
        figure = Figure(HEADLINE[1], fact.printed, decision.value)
        reason = self._reason(HEADLINE, figure, verdict)
        told = replace(fact, value=value, verdict=verdict, reason=reason)
        if verdict is Verdict.UNVERIFIED and (fact.reason or fact.alternatives):
            return told.doubted(fact.reason)  # no rule settles what the parser left open
        return told

    def _rules_of(self, key: Key) -> list[str]:
        found = [e.rule for e in self.covers.get(key, [])]
        return [*found, "rank_order"] if key in self.found.ranks else found

    def verdict(self, key: Key) -> Verdict:
        """The verdict on a cell that no doubt touches."""
        decision, ink, ranks = self.found.decisions[key], self.inks[key], self.found.ranks
        if decision.verdict is not None:
            return decision.verdict
        if key in self.culprits:
            return self._fault(self.culprits[key][1])
        covers = self.covers.get(key, [])
        failed = [e for e in covers if e in self.confronted.failed]
        own = [e for e in failed if e.target == key and not self.explained(e)]
        if own and any(self.reported(e) for e in own):
            return self._fault(own)
        if key in ranks and decision.value is not None:
            right = ranks[key] == decision.value
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
        if ink.sure < 1 and not upheld and (self._above_maximum(key) or self._above_its_sum(key)):
            return Verdict.AMBIGUOUS
        return Verdict.DISPUTED if failed else Verdict.UNVERIFIED

    def _above_maximum(self, key: Key, times: int = 1) -> bool:
        """Whether a score is higher than the maximum of its row: rarely so on paper."""
        value, most = (self.found.printed.values.get((key[0], c)) for c in (key[1], "max_score"))
        if key[1] not in ("self_score", "verified_score", "deduction"):
            return False
        return value is not None and most is not None and value > times * most

    def _above_its_sum(self, key: Key) -> bool:
        """Whether a figure is greater than a sum that it stands in, or less than a part of its
        own: told even where other parts are not legible."""
        values = self.found.printed.values
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
        meant = [e.expected(self.found.printed.values) for e in self.covers.get(key, ())
                 if e.target == key and e in self.confronted.failed]  # fmt: skip
        inked = [c.value for c in self.inks[key].candidates[:4]]
        return tuple(dict.fromkeys([*meant, *inked]))

    # reasons

    def _reason(self, key: Key, figure: Figure, verdict: Verdict) -> str:
        """Why a value is not simply read, or why a person must look."""
        covers = self.covers.get(key, ())
        held = [e.rule for e in covers if e not in self.confronted.failed]
        failed = [e.rule for e in covers if e in self.confronted.failed]
        value = self.found.decisions[key].value
        if verdict is Verdict.REPAIRED:
            read = figure.printed or sentences.en_number(self.inks[key].as_read)
            return sentences.repaired(held, read, value)
        if verdict is Verdict.DERIVED:
            return sentences.derived(held)
        if key in self.culprits:
            meant, failures = self.culprits[key]
            return sentences.asked_for([e.rule for e in failures], meant)
        if not verdict.needs_person:
            return figure.reason
        own = [e for e in covers if e.target == key and e in self.confronted.failed]
        if own and any(self.reported(e) for e in own):
            return sentences.asked_for(failed, own[0].expected(self.found.printed.values))
        if key in self.found.ranks and self.found.ranks[key] != value:
            return sentences.asked_for(["rank_order"], self.found.ranks[key])
        return figure.reason or self._unsure(key, figure, failed)

    def _unsure(self, key: Key, figure: Figure, failed: Sequence[str]) -> str:
        """Why a figure that no rule blames is left to a person."""
        values = self.found.printed.values
        if self.found.decisions[key].verdict is Verdict.UNREAD:
            return sentences.illegible(figure.readings)
        if self.found.decisions[key].others:
            return sentences.more_than_one(self.found.decisions[key].others)
        if key in values and self._above_maximum(key):
            return sentences.above_maximum(values[key], values[key[0], "max_score"])
        if key in values and self._above_its_sum(key):
            return sentences.above_its_sum(values[key])
        return sentences.hardly_read(figure.readings, failed)

    # how sure a failure is

    def explained(self, equation: Equation) -> bool:
        """Whether another cell is to blame for it."""
        return any(
            equation in failures and key != equation.target
            for key, (_, failures) in self.culprits.items()
        )

    def reported(self, equation: Equation) -> bool:
        """Not when every good explanation has a misreading instead of a fault of the paper."""
        name = equation.rule, equation.target
        if name in self.found.explanations.kept:
            return self.found.explanations.broken.get(name, MARGIN + 1) <= MARGIN
        return True

    def certain(self, equation: Equation) -> bool:
        """Whether the readings support each figure of a broken rule, and its rows are the ones
        that it adds."""
        if family(equation) in self.weak or not self._rows_known(equation):
            return False
        if equation.rule == "headline" and (self.explained(equation) or self._cut(equation)):
            return False
        name = equation.rule, equation.target
        if self.found.explanations.kept.get(name, MARGIN + 1) <= MARGIN:
            return False
        return all(self._supported(key, equation) for key in equation.keys)

    def _cut(self, equation: Equation) -> bool:
        """Whether the headline as read is the beginning or the end of what it should be: in a
        sentence the rest may have gone to another word ("1 24,68")."""
        values = self.found.printed.values
        read, meant = plain(values[HEADLINE]), plain(equation.expected(values))
        return read != meant and (meant.startswith(read) or meant.endswith(read))

    def _rows_known(self, equation: Equation) -> bool:
        """Whether a sum adds the rows that the paper adds: none seems to be missing, and their
        numbers are exact, or the same rows add up in another column. A misread row number makes
        sums of wrong rows."""
        if (equation.rule, equation.target[0]) in self.suspects:
            return False
        if equation.rule == "headline" and (self.suspects or self.lacking):
            return False
        adds_rows = equation.rule in ("parent_sum", "column_total")
        if not adds_rows and not (equation.rule == "headline" and len(equation.parts) > 1):
            return True
        if self.lacking:
            return False
        rows = {key[0] for key in equation.keys if key != HEADLINE}
        if all(exact_row(self.report, self.source.records[row]) for row in rows):
            return True
        return any(
            e.rule == equation.rule and {key[0] for key in e.keys} == rows
            for e in self.confronted.held
            if e.target[0] == equation.target[0]
        )

    def _supported(self, key: Key, but: Equation) -> bool:
        if self.found.decisions[key].verdict in (Verdict.AMBIGUOUS, Verdict.UNREAD):
            return False
        if self.inks[key].sure < 1 and self._above_maximum(key, LOST_SEPARATOR):
            return False
        if self.inks[key].accepted:
            return True
        return any(e is not but and e in self.confronted.held for e in self.covers.get(key, ()))

    def _rank_fault(self) -> Verdict:
        return Verdict.DISCREPANCY if self.totals_stand() else Verdict.AMBIGUOUS

    def totals_stand(self) -> bool:
        """Whether each total that the ranks follow from is as printed, or mended for sure."""
        totals = [(row, "total_score") for row, _ in self.found.ranks]
        settled = all(
            self.found.decisions[key].verdict in (None, Verdict.REPAIRED)
            and self.verdict(key) is not Verdict.AMBIGUOUS
            for key in totals
        )
        return settled and totals_sure(self.found.ranks, self.inks, self.confronted.held)


def _weak(confronted: Confronted, inks: Inks) -> frozenset[Family]:
    """Families of which so many rows fail with sure figures that they may be no rules."""
    sure = [e for e in confronted.failed if all(inks[key].accepted for key in e.keys)]
    nats = support(replace(confronted, failed=tuple(sure)), FAILED_FOR_SURE)
    return frozenset(name for name, n in nats.items() if n < 0)


def _code(record: Record, exact: bool) -> Code:
    """The verdict on the number of a row.

    The parser tells what it did: a reason that the number is not as read, alternatives that
    nothing tells which it is; the number itself as the only one where another row has it too.
    """
    code = record.number
    if code.value is None:
        lost = bool(code.printed) and record.kind in (Kind.DATA, Kind.PARENT)
        why = code.reason or "no number can be made of it"
        return replace(code, verdict=Verdict.UNREAD, reason=why) if lost else code
    if code.alternatives:
        twice = exact and code.alternatives == (code.value,)
        return replace(code, verdict=Verdict.DISCREPANCY if twice else Verdict.AMBIGUOUS)
    return replace(code, verdict=Verdict.REPAIRED) if code.reason else code
