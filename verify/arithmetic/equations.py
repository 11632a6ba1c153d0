"""The rules of arithmetic as data: which printed values must follow from which others.

Not for judging: whether a rule holds is asked in checking, what explains a broken one in locate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from document.number import parse as parse_number
from document.number import places
from document.record import Kind, Record, Report, Shape, Table
from document.relations import DIFFERENCES, LOST, Difference, ranks, rounding, runs

Key = tuple[int, str]
"""A numeric cell: 0-based place of its record in the table, and its column."""

HEADLINE: Key = (-1, "headline_score")
"""The score of the headline sentence, as a cell."""

FEWEST_ROWS, MOST_ROWS = 4, 0.6
"""Rows, and their share, in which some fields of a ranking must make the total to be its terms."""
SCORES = ("max_score", "self_score", "verified_score", "survey", "deduction", "result")
"""Columns that add up in shapes A and B."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule of one id says; vi and en name it in a sentence."""

    id: str
    shapes: tuple[Shape, ...]
    scope: str
    vi: str
    en: str


_AB = (Shape.DEDUCTION, Shape.SHEET)
RULES = {
    rule.id: rule
    for rule in (
        Rule("row_arithmetic", _AB, "row", "điểm chuẩn trừ điểm thẩm định", "maximum - verified"),
        Rule("total_arithmetic", _AB, "total", "điểm chuẩn trừ điểm thẩm định",
             "maximum - verified"),
        Rule("row_difference", _AB, "row", "hiệu của hai cột điểm",
             "the difference of two columns"),
        Rule("column_total", _AB, "column", "tổng các dòng", "the sum of the rows"),
        Rule("parent_sum", _AB, "group", "tổng các mục con", "the sum of the sub-items"),
        Rule("row_total", (Shape.RANKING,), "row", "tổng các lĩnh vực", "the sum of the fields"),
        Rule("column_mean", (Shape.RANKING,), "column", "giá trị trung bình", "the mean"),
        Rule("rank_order", (Shape.RANKING,), "column", "thứ hạng theo tổng điểm",
             "the rank by total score"),
        Rule("headline", (*_AB, Shape.RANKING), "report", "điểm theo phụ lục",
             "the score that follows from the appendix"),
        Rule("year_change", (), "report", "điểm năm nay trừ điểm năm trước",
             "this year's score - last year's"),
        Rule("ratio_percent", _AB, "text", "tỷ lệ tính lại", "the ratio worked out"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Equation:
    """One use of a rule: target = (offset + sum of sign x part) / divisor, within slack.

    code: path of the row that the rule is about, "" for total rows and the headline.
    target: the cell that is named when the rule fails. parts: sign (+1, -1) and cell.
    slack: how far target may be off, 0 where the printed figures are exact.
    witness: True when it only supports figures and a failure means nothing.
    """

    rule: str
    code: str
    target: Key
    parts: tuple[tuple[int, Key], ...]
    offset: Decimal = Decimal(0)
    divisor: int = 1
    slack: Decimal = Decimal(0)
    witness: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        return (self.target, *(key for _, key in self.parts))

    def expected(self, values: Mapping[Key, Decimal]) -> Decimal:
        """What the target should be; a cell without a value counts as 0."""
        total = self.offset
        for sign, key in self.parts:
            total += sign * values.get(key, Decimal(0))
        return total / self.divisor

    def holds(self, values: Mapping[Key, Decimal]) -> bool:
        printed = values.get(self.target, Decimal(0))
        return abs(self.expected(values) - printed) <= self.slack


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed in the numeric cells of one table, and in the headline.

    values: cells with a value. blank: cells where nothing is printed (0 in sums).
    unknown: cells that were never found, or have ink that nobody could read.
    """

    values: Mapping[Key, Decimal]
    blank: frozenset[Key]
    unknown: frozenset[Key]


def equations(table: Table, printed: Printed, report: Report) -> tuple[Equation, ...]:
    """The equations that the table must obey, as far as its columns allow them.

    Cells that nobody could read may stand in them; blank totals and parents do not.
    """
    if table.shape in _AB:
        form = _difference_of(table, printed)
        found = [*_differences(table, printed, form), *_sums(table, printed)]
        headline = _headline(table, printed, report, form)
        found += [headline] if headline else []
    elif table.shape is Shape.RANKING:
        found = [*_row_totals(table, printed), *_means(table, printed), *best_of(table, printed)]
    else:
        return ()
    return tuple(found)


def name_of(record: Record) -> str:
    """The unique code of a row: its path where it has one."""
    return record.path or record.code


def testable(equation: Equation, printed: Printed) -> bool:
    """Whether every cell of the equation has a value or is blank."""
    return not any(key in printed.unknown for key in equation.keys)


# shapes A and B


def _difference_of(table: Table, printed: Printed) -> Difference:
    """The difference that fits the rows of a table; the usual one where none fits better."""
    fits = {form: _tried(table, printed, form) for form in DIFFERENCES}
    form = max(fits, key=lambda tried: fits[tried][1])
    rows, kept = fits[form]
    return form if kept >= 3 and kept > fits[LOST][1] and kept * 10 >= rows * 6 else LOST


def _tried(table: Table, printed: Printed, form: Difference) -> tuple[int, int]:
    """In how many rows of criteria a form can be tested, and in how many it holds."""
    found = [
        equation
        for equation in _differences(table, printed, form)
        if table.records[equation.target[0]].kind is not Kind.TOTAL
        if testable(equation, printed)
    ]
    return len(found), sum(e.holds(printed.values) for e in found)


def _differences(table: Table, printed: Printed, form: Difference) -> list[Equation]:
    return [
        equation
        for number, record in enumerate(table.records)
        if record.kind in (Kind.DATA, Kind.PARENT, Kind.TOTAL)
        and (equation := _difference(number, record, printed, form))
    ]


def _difference(number: int, record: Record, printed: Printed, form: Difference) -> Equation | None:
    minuend, subtrahend, target = (
        (number, column) for column in (form.minuend, form.subtrahend, form.target)
    )
    if any(record.figure(key[1]) is None for key in (minuend, subtrahend, target)):
        return None
    if minuend in printed.blank or (subtrahend in printed.blank and target in printed.blank):
        return None
    total = record.kind is Kind.TOTAL
    if total and (target in printed.blank or subtrahend in printed.blank):
        return None
    usual = ("row_arithmetic", "total_arithmetic")[total]
    return Equation(
        usual if form == LOST else "row_difference",
        "" if total else name_of(record),
        target,
        ((1, minuend), (-1, subtrahend)),
    )


def _sums(table: Table, printed: Printed) -> list[Equation]:
    children = _children(table)
    tops = children.pop(-1, [])
    found: list[Equation] = []
    groups = {
        column: [
            Equation("parent_sum", name_of(table.records[parent]), (parent, column),
                     _terms(below, column))
            for parent, below in children.items()
        ]
        for column in SCORES
        if any(record.figure(column) for record in table.records)
    }  # fmt: skip
    for column, sums in groups.items():
        if table.shape is Shape.DEDUCTION and not _obeyed(
            sums, groups.get("deduction", []), printed
        ):
            sums = []
        sums = sums + _totals(table, tops, children, column, printed)
        usable = [
            e for e in sums
            if e.target not in printed.blank
            and table.records[e.target[0]].figure(column) is not None
            and any(key not in printed.blank for _, key in e.parts)
        ]  # fmt: skip
        if table.shape is Shape.SHEET:
            usable = _with_rounding(usable, printed)
        found += usable
    return found


def _obeyed(sums: Sequence[Equation], deducted: Sequence[Equation], printed: Printed) -> bool:
    """Whether a column of an appendix adds up in its groups.

    Where only what lost points is listed, a group carries the maximum of its whole field: its
    deductions add up, its maxima do not.
    """

    def held(equations: Sequence[Equation]) -> int:
        return sum(testable(e, printed) and e.holds(printed.values) for e in equations)

    return held(sums) * 2 >= len(sums) or held(deducted) * 2 < len(deducted)


def _terms(rows: Iterable[int], column: str) -> tuple[tuple[int, Key], ...]:
    return tuple((1, (row, column)) for row in rows)


def _children(table: Table) -> dict[int, list[int]]:
    """Direct children of each row that has some; under -1 those that have no parent.

    A parent is found by its path; a section row with scores of its own, and a parent row of
    an appendix without paths, carry the rows that follow them. A row of a sheet whose number
    nobody could read counts with the row before it.
    """
    by_path = {r.path: n for n, r in enumerate(table.records) if r.kind in _ROWS and r.path}
    group = beside = -1
    found: dict[int, list[int]] = {}
    for number, record in enumerate(table.records):
        if record.kind is Kind.SECTION:
            has_scores = any(f.value is not None for f in record.figures)
            group = number if has_scores else -1
            if has_scores:
                found.setdefault(-1, []).append(number)
        if record.kind not in _ROWS:
            continue
        above = by_path.get(record.path.rpartition("/")[0]) if "/" in record.path else None
        flat = table.shape is Shape.DEDUCTION and "/" not in record.path
        if flat and record.kind is Kind.PARENT:
            group, above = number, None
            found.setdefault(-1, []).append(number)
            continue
        parent = above if above is not None else group
        if table.shape is Shape.SHEET and not record.path and group == -1:
            parent = beside
        beside = parent
        found.setdefault(parent, []).append(number)
    return found


_ROWS = (Kind.DATA, Kind.PARENT)


def _totals(
    table: Table, tops: Sequence[int], children: Mapping[int, Sequence[int]], column: str,
    printed: Printed,
) -> list[Equation]:  # fmt: skip
    """Total rows of a column: one adds all rows; several add pieces, or each other."""
    totals = [n for n, r in enumerate(table.records) if r.kind is Kind.TOTAL]
    if len(totals) == 1:
        rows = sorted({*tops, *(row for below in children.values() for row in below)})
        leaves = [row for row in rows if row not in children]
        scopes = [tops, leaves, rows] if table.shape is Shape.DEDUCTION else [tops, leaves]
        likeliest = max(scopes, key=lambda scope: _fits(table, totals[0], scope, printed))
        return [_total(totals[0], likeliest, column)]
    found: list[Equation] = []
    for place, total in enumerate(totals):
        fits = [(_fits(table, total, rows, printed), rows) for rows in _scopes(totals, place, tops)]
        best, rows = max(fits, key=lambda fit: fit[0], default=(0, []))
        if best:
            found.append(_total(total, rows, column))
    if totals and not found:
        found.append(_total(totals[-1], tops, column))
    return found


def _total(total: int, rows: Sequence[int], column: str) -> Equation:
    return Equation("column_total", "", (total, column), _terms(rows, column))


def _scopes(totals: Sequence[int], place: int, tops: Sequence[int]) -> list[list[int]]:
    total = totals[place]
    start = totals[place - 1] if place else -1
    piece = [row for row in tops if start < row < total]
    return [s for s in (list(tops), piece, list(totals[:place])) if s]


def _fits(table: Table, total: int, rows: Sequence[int], printed: Printed) -> int:
    """In how many columns the rows add up to the total row."""
    return sum(
        _total(total, rows, column).holds(printed.values)
        for column in SCORES
        if (total, column) in printed.values
        and any((row, column) in printed.values for row in rows)
        and table.records[total].figure(column)
    )


def _with_rounding(sums: Sequence[Equation], printed: Printed) -> list[Equation]:
    """Allow n half units for a sum of n rounded parts, where the column shows rounding.

    6,62 + 45,59 + 30,15 + 17,65 = 100,01 typed as 100 is rounding. But a column whose other
    sums hold to the last digit adds exact scores: there a cent is a fault.
    """
    checked = [e for e in sums if testable(e, printed) and len(e.parts) > 1]
    exact = {id(e) for e in checked if e.holds(printed.values)}
    found: list[Equation] = []
    for equation in sums:
        others = [e for e in checked if e is not equation]
        held = sum(id(e) in exact for e in others)
        if len(others) >= 3 and held * 10 >= len(others) * 7:
            found.append(equation)
        else:
            found.append(_slackened(equation, printed))
    return found


def _slackened(equation: Equation, printed: Printed) -> Equation:
    parts = [printed.values[key] for _, key in equation.parts if key in printed.values]
    return replace(equation, slack=rounding(parts))


def _headline(table: Table, printed: Printed, report: Report, form: Difference) -> Equation | None:
    """100 - total deduction (A), total verified score (B), against the headline sentence.

    Where a deduction is not what lacks to the maximum, the score stands in the total row.
    """
    if HEADLINE not in printed.values:
        return None
    totals = [n for n, r in enumerate(table.records) if r.kind is Kind.TOTAL]
    if table.shape is Shape.SHEET:
        for total in reversed(totals):
            if (total, "verified_score") in printed.values:
                return Equation("headline", "", HEADLINE, ((1, (total, "verified_score")),))
        return None
    if form != LOST:
        column = "total_score" if form.target == "total_score" else form.subtrahend
        key = next(((n, column) for n in reversed(totals) if (n, column) in printed.values), None)
        return Equation("headline", "", HEADLINE, ((1, key),)) if key else None
    if not any(record.figure("deduction") for record in table.records):
        return None
    full = _full_marks(report, printed.values[HEADLINE])
    for total in reversed(totals):
        key = (total, "deduction")
        if key not in printed.blank and table.records[total].figure("deduction"):
            return Equation("headline", "", HEADLINE, ((-1, key),), full)
    rows = _children(table).get(-1, [])
    parts = tuple((-1, (row, "deduction")) for row in rows)
    return Equation("headline", "", HEADLINE, parts, full) if parts else None


def _full_marks(report: Report, headline: Decimal) -> Decimal:
    fact = report.fact("headline_max")
    most = parse_number(fact.value or "") if fact else None
    return most if most is not None and most >= headline else Decimal(100)


# shape C


def _row_totals(table: Table, printed: Printed) -> list[Equation]:
    """The total of each unit: the sum of all fields, or of those that it is the sum of in most
    rows, where the fields have subtotals among them."""
    names = [c.name for c in table.columns if c.name.startswith("field_")]
    if len(names) < 2:
        return []
    whole = _adding(table, printed, names)
    if 2 * _held(whole, printed) >= len(whole):
        return whole
    others = (_adding(table, printed, [names[n] for n in run]) for run in runs(len(names), 2))
    best = max(others, key=lambda found: _held(found, printed))
    kept = _held(best, printed)
    return best if kept >= FEWEST_ROWS and kept >= MOST_ROWS * len(best) else whole


def _adding(table: Table, printed: Printed, fields: Sequence[str]) -> list[Equation]:
    found = [
        Equation("row_total", name_of(record), (number, "total_score"),
                 tuple((1, (number, field)) for field in fields if record.figure(field)))
        for number, record in enumerate(table.records)
        if record.kind is Kind.DATA
        and record.figure("total_score")
        and (number, "total_score") not in printed.blank
    ]  # fmt: skip
    return _with_rounding([e for e in found if len(e.parts) > 1], printed)


def _held(equations: Sequence[Equation], printed: Printed) -> int:
    """In how many rows two terms at least, none of them nothing, make the total."""
    return sum(
        testable(e, printed)
        and e.holds(printed.values)
        and sum(bool(printed.values.get(key)) for _, key in e.parts) > 1
        for e in equations
    )


def _means(table: Table, printed: Printed) -> list[Equation]:
    """A row of means, as a witness only: how it was rounded is not known."""
    units = [n for n, r in enumerate(table.records) if r.kind is Kind.DATA]
    found: list[Equation] = []
    for number, record in enumerate(table.records):
        if record.kind is not Kind.MEAN or not units:
            continue
        for figure in record.figures:
            key = (number, figure.column)
            if key in printed.values:
                parts = _terms(units, figure.column)
                slack = Decimal(1).scaleb(-max(1, places(printed.values[key])))
                found.append(
                    Equation("column_mean", "", key, parts, divisor=len(units),
                             slack=slack, witness=True)
                )  # fmt: skip
    return found


def _totals_of_units(table: Table, values: Mapping[Key, Decimal]) -> dict[int, Decimal]:
    """The total of each unit by its row; none where one is missing."""
    units = [n for n, r in enumerate(table.records) if r.kind is Kind.DATA]
    found = {n: values[n, "total_score"] for n in units if (n, "total_score") in values}
    return found if len(found) == len(units) and table.shape is Shape.RANKING else {}


def expected_ranks(table: Table, values: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """The rank that each unit of a ranking should have; empty when a total is missing."""
    return {
        (unit, "rank"): rank
        for unit, rank in ranks(_totals_of_units(table, values)).items()
        if table.records[unit].figure("rank")
    }


def best_of(table: Table, printed: Printed) -> list[Equation]:
    """The headline of a ranking as the best total."""
    totals = _totals_of_units(table, printed.values)
    if not totals or HEADLINE not in printed.values:
        return []
    best = max(totals, key=lambda unit: totals[unit])
    return [Equation("headline", "", HEADLINE, ((1, (best, "total_score")),))]
