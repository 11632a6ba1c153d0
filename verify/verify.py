"""The face of this stage: a verdict on every claim, and the rules that the paper breaks.

candidates = evidence(table)              what the ink of each cell may say, with costs
as_read    = confront(rules, candidates)  what holds and fails as printed, no repair yet
doubts     = doubts_of(as_read)           page, column, row or cell, each with a reason
found      = search(rules that no doubt touches, candidates)
verdicts   = judge(found, doubts)         the only author; a doubted cell is unknown, never 0
checks     = checks_of(verdicts)          certain only where no doubt touches a term
"""

from __future__ import annotations

from dataclasses import replace

from document.check import Check
from document.record import Report, Table
from verify import facts
from verify.arithmetic.equations import equations
from verify.explain.checks import checks_of, tied
from verify.judge import Judged
from verify.quality import missing_of, quality_of, torn, unclear_of
from verify.search.cells import as_read, inks_of


def verify(report: Report, strict: bool = False) -> Report:
    """The report with a verdict on every figure, code and fact, and its checks.

    strict: nothing is repaired and nothing derived; doubtful cells keep what was read.
    """
    home = _home_of_headline(report)
    tables: list[Table] = []
    checks: list[Check] = []
    pages: list[tuple[int, str]] = []
    headline = report.fact("headline_score")
    asked = 0
    for place, table in enumerate(report.tables):
        judged = Judged.of(report, table, place == home, strict)
        found, tried = checks_of(judged)
        tables.append(judged.table())
        checks += found
        pages += judged.pages()
        asked += tried
        if place == home and headline:
            headline = judged.headline(headline)
    known = replace(report, tables=tuple(torn(tables)))
    settled, change, tried = facts.judged(known, headline if home >= 0 else None)
    done = replace(
        settled,
        checks=tied([*checks, *change]),
        rules_checked=asked + tried,
        notes=tuple(dict.fromkeys((*settled.notes, *(reason for _, reason in pages)))),
    )
    return replace(
        done, quality=quality_of(done), unclear=unclear_of(done, pages), missing=missing_of(done)
    )


def _home_of_headline(report: Report) -> int:
    """The table that the headline sentence sums up: where it holds, else the first; none of
    another letter."""
    own = [place for place, table in enumerate(report.tables) if not table.secondary]
    if len(report.tables) < 2:
        return 0 if own else -1
    fitting: list[tuple[bool, int]] = []
    for place in own:
        table = report.tables[place]
        printed = as_read(inks_of(report, table, True))
        found = [e for e in equations(table, printed, report) if e.rule == "headline"]
        fitting += [(not e.holds(printed.values), place) for e in found]
    return min(fitting)[1] if fitting else -1
