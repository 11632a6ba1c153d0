"""Judging the facts: what the parser saw against each, and this year's score, last year's and the
change between them, as the text gives them.

Not for the archive: whether last year's own report says the same is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from document import number
from document.check import Check
from document.claim import Verdict
from document.record import Fact, Report
from verify.arithmetic import sentences
from verify.search.cells import exact_pages

_YEARS = ("headline_score", "previous_score", "change_vs_previous_year")


def judged(report: Report, headline: Fact | None) -> tuple[Report, tuple[Check, ...], int]:
    """The report with a verdict on every fact, the broken rule between them, and how many rules
    were asked.

    headline: as its table judged it; None where no table sums up to it.
    """
    facts = {fact.name: _alone(fact) for fact in report.facts}
    if headline is not None:
        facts["headline_score"] = headline
    verdict, found = _years(report, facts)
    for name in _YEARS if verdict else ():
        if verdict and facts[name].verdict is Verdict.UNVERIFIED:
            reason = found[0].en if found else ""
            facts[name] = replace(facts[name], verdict=verdict, reason=reason)
    kept = tuple(facts[fact.name] for fact in report.facts)
    return replace(report, facts=kept), found, int(verdict is not None)


def _alone(fact: Fact) -> Fact:
    """A fact by what the parser tells: a reason without a value that it was not read, a reason
    and alternatives that nothing tells which it is."""
    if fact.value is None:
        return replace(fact, verdict=Verdict.UNREAD)
    if fact.reason or fact.alternatives:
        return replace(fact, verdict=Verdict.AMBIGUOUS)
    said = {reading.text for reading in fact.readings}
    agree = len(fact.readings) > 1 and len(said) == 1
    return replace(fact, verdict=Verdict.CONSISTENT) if agree else fact


def _years(report: Report, facts: Mapping[str, Fact]) -> tuple[Verdict | None, tuple[Check, ...]]:
    """The verdict on the three facts of the rule year_change, and the check where it fails; no
    verdict where one of them is missing."""
    now, before, change = (
        number.parse(facts[name].value or "") if name in facts else None for name in _YEARS
    )
    if now is None or before is None or change is None:
        return None, ()
    if now - before == change:
        return Verdict.CONSISTENT, ()
    fact = facts["change_vs_previous_year"]
    three = [facts[name] for name in _YEARS]
    exact = exact_pages(report, tuple({one.page for one in three}))
    certain = exact and not any(one.verdict.needs_person for one in three)
    vi, en = sentences.wrong_change(fact.page, now, before, change)
    check = Check("year_change", 0, "", fact.name, fact.page, change, now - before, certain, vi, en)
    return Verdict.DISCREPANCY if certain else Verdict.AMBIGUOUS, (check,)
