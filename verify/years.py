"""This year's score, last year's and the change between them, as the text gives them.

Not for the archive: whether last year's own report says the same is asked elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from document import number
from document.check import Check
from document.claim import Verdict
from document.record import Fact, Report
from verify.arithmetic import sentences
from verify.search.cells import exact_pages

_NAMES = ("headline_score", "previous_score", "change_vs_previous_year")


def years_of(report: Report) -> tuple[Report, int]:
    """The report with the rule year_change checked, and how many rules were asked: 0 or 1.

    Where it holds, the facts that no other rule covers are consistent.
    """
    facts = {f.name: f for f in report.facts if f.name in _NAMES}
    values = {name: number.parse(fact.value or "") for name, fact in facts.items()}
    now, before, change = (values.get(name) for name in _NAMES)
    if now is None or before is None or change is None:
        return report, 0
    if now - before == change:
        return _with(report, facts, Verdict.CONSISTENT), 1
    pages = tuple({fact.page for fact in facts.values()})
    certain = exact_pages(report, pages)
    verdict = Verdict.DISCREPANCY if certain else Verdict.AMBIGUOUS
    told = _check(facts["change_vs_previous_year"], now, before, change, certain)
    found = replace(report, checks=(*report.checks, told))
    return _with(found, facts, verdict), 1


def _with(report: Report, facts: dict[str, Fact], verdict: Verdict) -> Report:
    changed = {
        name: replace(fact, verdict=verdict)
        for name, fact in facts.items()
        if fact.verdict is Verdict.UNVERIFIED
    }
    return replace(report, facts=tuple(changed.get(f.name, f) for f in report.facts))


def _check(fact: Fact, now: Decimal, before: Decimal, change: Decimal, certain: bool) -> Check:
    vi, en = sentences.wrong_change(fact.page, now, before, change)
    return Check(
        "year_change", 0, "", fact.name, fact.page, change, now - before, certain, vi, en
    )  # fmt: skip
