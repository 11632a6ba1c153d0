"""The face of this stage: every figure gets a verdict, every broken rule a Check.

Nothing is repaired or derived here; a value that does not fit is reported as printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from document.check import Check
from document.number import is_blank, plain
from document.number import parse as parse_number
from document.page import Origin
from document.record import Fact, Figure, Kind, Record, Report, Shape, Table, Verdict
from verify import ratio
from verify.rules import HEADLINE, RULES, Equation, Key, Printed, equations, name_of, testable

SURE = 0.92
"""Tesseract's confidence from which a figure alone bears out that the paper is at fault."""
LIKELY = 0.80
"""Below this a figure that no rule covers is shown to a person."""

_NAMES = {
    "max_score": ("điểm chuẩn", "maximum"),
    "self_score": ("điểm tự chấm", "self score"),
    "verified_score": ("điểm thẩm định", "verified score"),
    "deduction": ("điểm trừ", "deduction"),
    "total_score": ("tổng điểm", "total score"),
    "headline_score": ("điểm trong phần lời", "headline score"),
    "rank": ("thứ hạng", "rank"),
}


def _spoken(value: Decimal | None, vietnamese: bool) -> str:
    """A value as a person writes it; Vietnamese has a decimal comma."""
    if value is None:
        return "…"
    return plain(value).replace(".", ",") if vietnamese else plain(value)


def _named(column: str) -> tuple[str, str]:
    return _NAMES.get(column, (column, column))


def _printed(table: Table, report: Report) -> Printed:
    values: dict[Key, Decimal] = {}
    blank: set[Key] = set()
    unknown: set[Key] = set()
    for number, record in enumerate(table.records):
        for figure in record.figures:
            key = (number, figure.column)
            if figure.value is not None:
                values[key] = figure.value
            elif figure.place is not None and (not figure.inked or _dash(figure)):
                blank.add(key)
            else:
                unknown.add(key)
    headline = report.fact("headline_score")
    if headline and (score := parse_number(headline.value)) is not None:
        values[HEADLINE] = score
    return Printed(values, frozenset(blank), frozenset(unknown))


def _dash(figure: Figure) -> bool:
    return bool(figure.printed) and is_blank(figure.printed)


@dataclass(frozen=True, slots=True)
class _Judged:
    """The equations of one table, tried."""

    table: Table
    printed: Printed
    held: tuple[Equation, ...]
    broken: tuple[Equation, ...]

    def covers(self, key: Key, among: Sequence[Equation]) -> tuple[Equation, ...]:
        return tuple(e for e in among if key in e.keys)


def _tried(table: Table, report: Report) -> _Judged:
    printed = _printed(table, report)
    found = [e for e in equations(table, printed, report) if testable(e, printed)]
    held = tuple(e for e in found if e.holds(printed.values))
    broken = tuple(e for e in found if not e.holds(printed.values) and not e.witness)
    return _Judged(table, printed, held, broken)


def _sure(judged: _Judged, key: Key) -> bool:
    """Whether a value is certainly what is printed: exact, borne out by a rule, or clear."""
    if key == HEADLINE or key in judged.printed.blank:
        return True
    figure = judged.table.records[key[0]].figure(key[1])
    if figure is None:
        return True
    if any(r.origin is Origin.LAYER for r in figure.readings):
        return True
    if judged.covers(key, judged.held):
        return True
    return bool(figure.readings) and figure.readings[0].confidence >= SURE


def _page_of(record: Record, column: str) -> int:
    figure = record.figure(column)
    if figure and figure.place:
        return figure.place.page
    return record.pages[0] if record.pages else 0


def _sentences(
    equation: Equation, judged: _Judged, expected: Decimal, printed: Decimal | None, page: int
) -> tuple[str, str]:
    """What does not fit, in Vietnamese and English."""
    vi_name, en_name = _named(equation.target[1])
    rule = RULES[equation.rule]
    where_vi = f"Dòng {equation.code}" if equation.code else "Dòng tổng"
    where_en = f"Row {equation.code}" if equation.code else "Total row"
    if equation.rule == "headline":
        where_vi, where_en = "Phần lời", "Headline"
    if page:
        where_vi, where_en = f"{where_vi} (trang {page})", f"{where_en} (page {page})"
    vi, en = _spoken(expected, True), _spoken(expected, False)
    on_paper = (
        f"trên giấy ghi {_spoken(printed, True)}",
        f"the paper says {_spoken(printed, False)}",
    )
    if equation.rule in ("row_arithmetic", "total_arithmetic"):
        most, verified = (judged.printed.values.get(key, Decimal(0)) for _, key in equation.parts)
        return (
            f"{where_vi}: điểm chuẩn {_spoken(most, True)} − điểm thẩm định "
            f"{_spoken(verified, True)} = {vi}, {on_paper[0]}",
            f"{where_en}: maximum {_spoken(most, False)} - verified {_spoken(verified, False)} "
            f"= {en}, {on_paper[1]}",
        )
    return (
        f"{where_vi}, {vi_name}: {rule.vi} = {vi}, {on_paper[0]}",
        f"{where_en}, {en_name}: {rule.en} = {en}, {on_paper[1]}",
    )


def _check(equation: Equation, judged: _Judged) -> Check:
    row, column = equation.target
    page = 0 if equation.target == HEADLINE else _page_of(judged.table.records[row], column)
    expected = equation.expected(judged.printed.values)
    printed = judged.printed.values.get(equation.target)
    vi, en = _sentences(equation, judged, expected, printed, page)
    certain = all(_sure(judged, key) for key in equation.keys)
    number = 0 if equation.rule == "headline" else judged.table.number
    return Check(
        equation.rule, number, equation.code, column, page, printed, expected, certain, vi, en
    )


def _verdict(figure: Figure, key: Key, judged: _Judged, checks: dict[Equation, Check]) -> Figure:
    held, broken = judged.covers(key, judged.held), judged.covers(key, judged.broken)
    rules = tuple(dict.fromkeys(e.rule for e in (*held, *broken)))
    if key in judged.printed.blank:
        verdict = Verdict.BLANK
    elif key in judged.printed.unknown:
        verdict = Verdict.UNREAD
    elif any(e.target == key and checks[e].certain for e in broken):
        verdict = Verdict.DISCREPANCY
    elif any(not checks[e].certain for e in broken) and not held:
        verdict = Verdict.AMBIGUOUS
    elif held:
        verdict = Verdict.CONSISTENT
    else:
        clear = any(r.origin is Origin.LAYER or r.confidence >= LIKELY for r in figure.readings[:1])
        verdict = Verdict.UNVERIFIED if clear else Verdict.AMBIGUOUS
    return replace(figure, verdict=verdict, rules=rules)


def _ratio_checks(table: Table) -> list[Check]:
    """Percentages in reasons and notes that are not their ratio."""
    found = []
    for record in table.rows(Kind.DATA, Kind.PARENT):
        for passage in record.texts:
            if passage.column not in ("reason", "note"):
                continue
            for pair in ratio.find(passage.text):
                if pair.percent is None or pair.printed_percent_holds:
                    continue
                page = passage.places[0].page if passage.places else 0
                true = pair.true_percent.quantize(Decimal("0.01"))
                exact = _is_exact(record)
                certain = exact and not ratio.misread_percent(pair)
                code = name_of(record)
                vi = (
                    f"Dòng {code} (trang {page}): {pair.part}/{pair.whole} = "
                    f"{_spoken(true, True)}%, trên giấy ghi {_spoken(pair.percent, True)}%"
                )
                en = (
                    f"Row {code} (page {page}): {pair.part}/{pair.whole} = "
                    f"{_spoken(true, False)} %, the paper says {_spoken(pair.percent, False)} %"
                )
                found.append(
                    Check(
                        "ratio_percent", table.number, code, passage.column, page,
                        pair.percent, true, certain, vi, en,
                    )
                )  # fmt: skip
    return found


def _is_exact(record: Record) -> bool:
    """Whether a row comes from a right text layer."""
    origins = {r.origin for f in record.figures for r in f.readings}
    return bool(origins) and origins == {Origin.LAYER}


def _rank_checks(table: Table, judged: _Judged) -> list[Check]:
    """Ranks that do not follow the totals; equal totals share a rank."""
    units = [(n, r) for n, r in enumerate(table.records) if r.kind is Kind.DATA]
    totals = {n: r.value("total_score") for n, r in units}
    if any(t is None for t in totals.values()):
        return []
    found = []
    for number, record in units:
        rank, total = record.value("rank"), totals[number]
        if rank is None or total is None:
            continue
        expected = Decimal(1 + sum(t is not None and t > total for t in totals.values()))
        if rank == expected:
            continue
        page, code = _page_of(record, "rank"), name_of(record)
        certain = all(
            _sure(judged, (n, column)) for n, _ in units for column in ("total_score", "rank")
        )
        found.append(
            Check(
                "rank_order", table.number, code, "rank", page, rank, expected, certain,
                f"Dòng {code} (trang {page}): theo tổng điểm đứng thứ {plain(expected)}, "
                f"trên giấy ghi {plain(rank)}",
                f"Row {code} (page {page}): rank {plain(expected)} by its total, "
                f"the paper says {plain(rank)}",
            )
        )  # fmt: skip
    return found


def _best_total_check(table: Table, report: Report) -> list[Check]:
    """The headline of a ranking is the best total."""
    fact = report.fact("headline_score")
    score = parse_number(fact.value) if fact else None
    totals = [t for r in table.rows(Kind.DATA) if (t := r.value("total_score")) is not None]
    if fact is None or score is None or not totals or max(totals) == score:
        return []
    best = max(totals)
    exact = all(_is_exact(r) for r in table.rows(Kind.DATA))
    return [
        Check(
            "headline", 0, "", "headline_score", fact.page, score, best, exact,
            f"Phần lời: tổng điểm cao nhất trong bảng {_spoken(best, True)}, "
            f"trên giấy ghi {_spoken(score, True)}",
            f"Headline: best total in the table {plain(best)}, the paper says {plain(score)}",
        )
    ]  # fmt: skip


def _verified_table(table: Table, report: Report) -> tuple[Table, list[Check], int]:
    """The table with verdicts, its broken rules, and how many were tried."""
    judged = _tried(table, report)
    checks = {e: _check(e, judged) for e in judged.broken}
    extra = _ratio_checks(table)
    if table.shape is Shape.RANKING:
        extra += _rank_checks(table, judged) + _best_total_check(table, report)
    doubted = {(c.code, c.column) for c in extra if c.rule == "rank_order"}
    records = []
    for number, record in enumerate(table.records):
        figures = []
        for figure in record.figures:
            judged_figure = _verdict(figure, (number, figure.column), judged, checks)
            if (name_of(record), figure.column) in doubted:
                judged_figure = replace(judged_figure, verdict=Verdict.DISCREPANCY)
            figures.append(judged_figure)
        records.append(replace(record, figures=tuple(figures)))
    tried = len(judged.held) + len(judged.broken) + len(extra)
    return replace(table, records=tuple(records)), [*checks.values(), *extra], tried


def _fact_verdict(fact: Fact, checks: Sequence[Check], tables: Sequence[Table]) -> Fact:
    if fact.name != "headline_score":
        return fact
    broken = [c for c in checks if c.rule == "headline"]
    if broken:
        certain = any(c.certain for c in broken)
        return replace(fact, verdict=Verdict.DISCREPANCY if certain else Verdict.AMBIGUOUS)
    proven = any(t.rows(Kind.TOTAL) for t in tables)
    return replace(fact, verdict=Verdict.CONSISTENT if proven else Verdict.UNVERIFIED)


def verify(report: Report, strict: bool = False) -> Report:
    """The report with a verdict on each figure and a Check for each broken rule.

    strict: repair and derive nothing; nothing is repaired yet in either case.
    """
    del strict
    tables: list[Table] = []
    checks: list[Check] = []
    tried = 0
    for table in report.tables:
        done, broken, count = _verified_table(table, report)
        tables.append(done)
        checks.extend(broken)
        tried += count
    facts = tuple(_fact_verdict(f, checks, tables) for f in report.facts)
    return replace(
        report, tables=tuple(tables), facts=facts, checks=tuple(checks), rules_checked=tried
    )
