"""The whole evidence of one row in words: readings, costs, rules, verdicts. It judges nothing:
it tells what verify found, from a report that was verified.
"""

from __future__ import annotations

from collections.abc import Iterable

from document.check import Check
from document.record import Figure, Kind, Record, Report, Table
from verify.arithmetic import sentences
from verify.arithmetic.equations import (
    RULES,
    Equation,
    Key,
    Printed,
    equations,
    name_of,
    testable,
)
from verify.search.cells import as_read, inks_of
from verify.search.evidence import weigh

_SHOWN = 6
"""Candidates told of a cell; the others cost more than a typist's error."""


def explain(report: Report, code: str) -> str:
    """The evidence of every row with the code or path; "" stands for the total rows.

    report: as verify gave it. Text of several lines; when no row has the code, a sentence
    that says so and names the codes that there are.
    """
    found: list[str] = []
    for table in report.tables:
        rows = [n for n, record in enumerate(table.records) if _named(record, code)]
        if rows:
            printed = as_read(inks_of(report, table, True))
            rules = equations(table, printed, report)
            found += ["\n".join(_row(report, table, n, rules, printed)) for n in rows]
    return "\n\n".join(found) if found else _no_such_row(report, code)


def _named(record: Record, code: str) -> bool:
    if not code:
        return record.kind is Kind.TOTAL
    return code in (record.code, record.path)


def _no_such_row(report: Report, code: str) -> str:
    names = (name_of(r) for table in report.tables for r in table.records)
    known = ", ".join(dict.fromkeys(name for name in names if name))
    return f"No row has the code {code or '(total)'}. Codes: {known or 'none'}."


def _row(
    report: Report, table: Table, number: int, rules: Iterable[Equation], printed: Printed
) -> Iterable[str]:
    record = table.records[number]
    pages = ", ".join(map(str, record.pages)) or "?"
    title = name_of(record) or ("total" if record.kind is Kind.TOTAL else "without code")
    yield f"Row {title} (table {table.number}, page {pages}, {record.kind.value})"
    for passage in record.texts:
        if passage.text:
            yield f"  {passage.column}: {passage.text}"
    for figure in record.figures:
        yield from _cell(table, figure)
        key = (number, figure.column)
        # The headline sums up one table only; verify knows which.
        asked = (e for e in rules if e.rule != "headline" or e.rule in figure.rules)
        yield from (_rule(e, key, printed) for e in asked if key in e.keys)
    yield from _broken(report.checks, table, record)


def _cell(table: Table, figure: Figure) -> Iterable[str]:
    vi, en = sentences.column(table, figure.column)
    yield f"  {en} ({vi}): {sentences.en_number(figure.value)}, {figure.verdict.value}"
    if figure.reason:
        yield f"    because: {figure.reason}"
    for reading in figure.readings:
        yield f"    read by {reading.origin.value}: “{reading.text}” ({reading.confidence:.3f})"
    if not figure.readings:
        yield "    ink that nobody read" if figure.inked else "    no reading"
        return
    costs = (
        f"{sentences.en_number(c.value)} at {c.cost:.1f}" for c in weigh(figure).candidates[:_SHOWN]
    )
    yield f"    the ink may say (cost): {', '.join(costs) or 'nothing known'}"
    if figure.alternatives:
        others = ", ".join(map(sentences.en_number, figure.alternatives))
        yield f"    other values considered: {others}"


def _rule(equation: Equation, key: Key, printed: Printed) -> str:
    where = "" if equation.target[0] == key[0] else f" of {equation.code or 'the total'}"
    name = f"    rule {equation.rule}{where}, {RULES[equation.rule].en}"
    if not testable(equation, printed):
        return f"{name}: cannot be asked, a figure is missing"
    asked = sentences.en_number(equation.expected(printed.values))
    said = sentences.en_number(printed.values.get(equation.target))
    outcome = "holds" if equation.holds(printed.values) else "does not hold"
    return f"{name}: asks for {asked}, the paper says {said}: {outcome}"


def _broken(checks: Iterable[Check], table: Table, record: Record) -> Iterable[str]:
    code = "" if record.kind is Kind.TOTAL else name_of(record)
    for check in checks:
        if check.table == table.number and check.code == code:
            sure = "certain" if check.certain else "or a figure was misread"
            yield f"  ! {check.vi}"
            yield f"  ! {check.en} ({sure})"
