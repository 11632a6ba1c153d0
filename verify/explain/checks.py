"""Reporting: each broken rule as a Check with sentences, in the order of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from document import ratios
from document.check import Blamed, Check
from document.ratios import Ratio
from document.record import Kind
from verify.arithmetic import sentences
from verify.arithmetic.confront import covering
from verify.arithmetic.equations import HEADLINE, Equation, Key, expected_ranks, name_of
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
        for e in judged.confronted.failed
        if judged.reported(e)
    ]  # fmt: skip
    found += _rank_checks(judged)
    for place, column, one in ratios:
        found += _ratio_check(judged, place, column, one)
    asked = judged.confronted.asked + len(judged.found.ranks) + len(ratios)
    return [item for _, item in sorted(found, key=lambda pair: pair[0])], asked


def tied(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks of a report, each with its id, and those that blame one cell tied to the first.

    One slip breaks several rules: it is told once, and the others follow from it.
    """
    roots: dict[Blamed, str] = {}
    seen: Counter[str] = Counter()
    done: list[Check] = []
    for check in checks:
        seen[check.id] += 1
        one = check.id if seen[check.id] == 1 else f"{check.id}/{seen[check.id]}"
        root = roots.setdefault(check.blamed, one) if check.blamed else one
        done.append(replace(check, id=one, root=root))
    return tuple(done)


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
    blamed: Key | None,
) -> Check:
    table = 0 if key == HEADLINE else judged.source.number
    name = f"{rule}/{table}/{key[0] + 1}/{key[1]}"
    return Check(
        rule, table, code, key[1], _page(judged, key), printed, expected, certain, *says, id=name,
        blamed=None if blamed is None else _cell(judged, blamed),
    )  # fmt: skip


def _cell(judged: Judged, key: Key) -> Blamed:
    return Blamed(0 if key == HEADLINE else judged.source.number, key[0] + 1, key[1])


def _to_blame(judged: Judged, equation: Equation) -> Key | None:
    """The cell that a broken equation is laid to: one that explains others too, else the only one
    that no other rule bears out; None where nothing tells."""
    for key, (_, failures) in judged.culprits.items():
        if equation in failures:
            return key
    held = covering(judged.confronted.held)
    alone = [key for key in dict.fromkeys(equation.keys) if key not in held]
    return alone[0] if len(alone) == 1 else None


def _equation_check(judged: Judged, equation: Equation) -> Check:
    target, values = equation.target, judged.found.printed.values
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
        _to_blame(judged, equation),
    )  # fmt: skip


def _rank_checks(judged: Judged) -> list[Placed]:
    found: list[Placed] = []
    for key, expected in judged.found.ranks.items():
        printed = judged.found.printed.values.get(key)
        if printed is None or printed == expected:
            continue
        total = judged.found.printed.values[key[0], "total_score"]
        says = sentences.misplaced(judged.source, key, _page(judged, key), total, printed, expected)
        certain = judged.totals_stand() and judged.found.decisions[key].verdict is None
        code = name_of(judged.source.records[key[0]])
        check = _check(
            judged, key, "rank_order", code, printed, expected, certain, says,
            _total_to_blame(judged, key) or key,
        )  # fmt: skip
        found.append((key[0], check))
    return found


def _total_to_blame(judged: Judged, rank: Key) -> Key | None:
    """A total that breaks the sum of its row, where the rank follows from what it should be."""
    values = judged.found.printed.values
    for equation in judged.confronted.failed:
        if equation.rule == "row_total":
            meant = {**values, equation.target: equation.expected(values)}
            if expected_ranks(judged.source, meant).get(rank) == values.get(rank):
                return equation.target
    return None


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
    check = _check(judged, key, "ratio_percent", code, one.percent, expected, certain, says, None)
    return [(place, check)]


def _score_says(judged: Judged, place: int, one: Ratio) -> str:
    """Which of the two the verified score follows from: "ratio", "percent", or neither."""
    most = judged.found.printed.values.get((place, "max_score"))
    score = judged.found.printed.values.get((place, "verified_score"), Decimal(0))
    if most is None or one.percent is None:
        return ""
    if score in ratios.scores(one, most):
        return "ratio"
    return "percent" if abs(most * one.percent / 100 - score) <= Decimal("0.01") else ""
