"""The face of this stage: a verdict on every figure, and the rules that the paper breaks."""

from __future__ import annotations

from dataclasses import replace

from document.check import Check
from document.record import Report, Table
from verify.explain.checks import checks_of
from verify.guessed import with_guesses_doubted
from verify.judge import Judged, rules_of
from verify.lost import with_lost_columns, with_lost_figures
from verify.quality import quality_of
from verify.search.cells import as_read, inks_of
from verify.sections import with_numbers_doubted
from verify.slipped import with_doubts
from verify.unclear import unclear_of
from verify.years import years_of


def verify(report: Report, strict: bool = False) -> Report:
    """The report with a verdict on every figure and on the headline, and its checks.

    strict: nothing is repaired and nothing derived; doubtful cells keep what was read.
    """
    report = with_lost_figures(report)
    home = _home_of_headline(report)
    tables: list[Table] = []
    checks: list[Check] = []
    facts = list(report.facts)
    asked = 0
    for place, table in enumerate(report.tables):
        judged = Judged.of(report, table, place == home, strict)
        found, tried = checks_of(judged)
        tables.append(judged.table())
        checks += found
        asked += tried
        if place == home:
            facts = [judged.fact(f) if f.name == "headline_score" else f for f in facts]
    judged_report = replace(report, facts=tuple(facts), tables=tuple(tables), checks=tuple(checks))
    done, more = years_of(judged_report)
    told = with_numbers_doubted(with_lost_columns(replace(done, unclear=unclear_of(done))))
    doubted = with_doubts(with_guesses_doubted(told))
    return replace(doubted, rules_checked=asked + more, quality=quality_of(doubted))


def _home_of_headline(report: Report) -> int:
    """The table that the headline sentence sums up: where it holds, else the first; none of
    another letter."""
    own = [place for place, table in enumerate(report.tables) if not table.aside]
    if len(report.tables) < 2:
        return 0 if own else -1
    fitting: list[tuple[bool, int]] = []
    for place in own:
        table = report.tables[place]
        printed = as_read(inks_of(report, table, True))
        found = [e for e in rules_of(report, table, printed) if e.rule == "headline"]
        fitting += [(not e.holds(printed.values), place) for e in found]
    return min(fitting)[1] if fitting else -1
