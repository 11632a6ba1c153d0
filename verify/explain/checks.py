"""Reporting: each broken rule as a Check with sentences, in the order of the rows."""

from __future__ import annotations

from decimal import Decimal

from document.check import Check
from document.record import Kind
from verify.arithmetic import ratios, sentences
from verify.arithmetic.equations import HEADLINE, Equation, Key, name_of
from verify.arithmetic.ratios import Ratio
from verify.judge import Judged
from verify.search.cells import exact_row

Placed = tuple[int, Check]
"""A check with the place of its row; the headline comes after all rows."""


def checks_of(judged: Judged) -> tuple[list[Check], int]:
    """The checks of a table, and how many rules were asked for it."""
    ratios = _ratios(judged)
    found = [
        (e.target[0] if e.target != HEADLINE else len(judged.source.records),
         _equation_check(judged, e))
        for e in judged.checked.failed
        if judged.reported(e)
    ]  # fmt: skip
    found += _rank_checks(judged)
    for place, column, one in ratios:
        found += _ratio_check(judged, place, column, one)
    asked = judged.checked.asked + len(judged.ranks) + len(ratios)
    return [item for _, item in sorted(found, key=lambda pair: pair[0])], asked


def _page(judged: Judged, key: Key) -> int:
    """1-based page of a cell, figure or text; 0 when unknown."""
    if key == HEADLINE:
        fact = judged.report.fact("headline_score")
        return fact.page if fact else 0
    record = judged.source.records[key[0]]
    figure = record.figure(key[1])
    if figure and figure.place:
        return figure.place.page
    text = next((t for t in record.texts if t.column == key[1] and t.places), None)
    if text:
        return text.places[0].page
    return record.pages[-1] if record.pages else 0


def _check(
    judged: Judged,
    key: Key,
    rule: str,
    code: str,
    printed: Decimal | None,
    expected: Decimal,
    certain: bool,
    says: tuple[str, str],
) -> Check:
    table = 0 if key == HEADLINE else judged.source.number
    page = _page(judged, key)
    return Check(rule, table, code, key[1], page, printed, expected, certain, *says)


def _equation_check(judged: Judged, equation: Equation) -> Check:
    target, values = equation.target, judged.printed.values
    vi, en = sentences.broken(judged.source, equation, values, _page(judged, target))
    for key, (meant, failures) in judged.culprits.items():
        if equation in failures and key != target:
            page = _page(judged, key)
            more = sentences.culprit(judged.source, key, page, values.get(key), meant)
            vi, en = vi + more[0], en + more[1]
    if (equation.rule, target[0]) in judged.suspects:
        vi, en = vi + sentences.MISSING[0], en + sentences.MISSING[1]
    return _check(
        judged, target, equation.rule, equation.code, values.get(target),
        equation.expected(values), judged.certain(equation), (vi, en),
    )  # fmt: skip


def _rank_checks(judged: Judged) -> list[Placed]:
    found: list[Placed] = []
    for key, expected in judged.ranks.items():
        printed = judged.printed.values.get(key)
        if printed is None or printed == expected:
            continue
        total = judged.printed.values[key[0], "total_score"]
        says = sentences.misplaced(judged.source, key, _page(judged, key), total, printed, expected)
        certain = judged.totals_stand() and judged.decisions[key].verdict is None
        code = name_of(judged.source.records[key[0]])
        check = _check(judged, key, "rank_order", code, printed, expected, certain, says)
        found.append((key[0], check))
    return found


def _ratios(judged: Judged) -> list[tuple[int, str, Ratio]]:
    return [
        (place, text.column, one)
        for place, record in enumerate(judged.source.records)
        if record.kind in (Kind.DATA, Kind.PARENT)
        for text in record.texts
        if text.column in ("reason", "note")
        for one in ratios.find(text.text)
    ]


def _ratio_check(judged: Judged, place: int, column: str, one: Ratio) -> list[Placed]:
    """A percentage that is not its ratio; none when a misreading is the likelier cause."""
    if one.printed_percent_holds or one.percent is None:
        return []
    record, key = judged.source.records[place], (place, column)
    exact, witness = exact_row(judged.report, record), _score_says(judged, place, one)
    if not exact and (ratios.misread_percent(one) or witness == "percent"):
        return []
    expected = one.true_percent.quantize(Decimal("0.01"))
    says = sentences.wrong_percent(
        judged.source, key, _page(judged, key), f"{one.part}/{one.whole}", one.percent, expected
    )
    certain = exact or witness == "ratio"
    code = name_of(record)
    check = _check(judged, key, "ratio_percent", code, one.percent, expected, certain, says)
    return [(place, check)]


def _score_says(judged: Judged, place: int, one: Ratio) -> str:
    """Which of the two the verified score follows from: "ratio", "percent", or neither."""
    most = judged.printed.values.get((place, "max_score"))
    score = judged.printed.values.get((place, "verified_score"), Decimal(0))
    if most is None or one.percent is None:
        return ""
    if score in ratios.scores(one, most):
        return "ratio"
    return "percent" if abs(most * one.percent / 100 - score) <= Decimal("0.01") else ""
