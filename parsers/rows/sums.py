"""Rows that are the sum of others, told by their figures whatever they are called.

"Tổng điểm các tiêu chí" stands in no list of labels, but the row is what the rows above it add up
to. A label, a missing number and each column that agrees are evidence in nats; chance and misread
terms speak against it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from document.record import Kind
from document.relations import rounding
from document.wording import fold
from parsers import codes
from parsers.rows.page_rows import PageRow

CHANCE = 0.02
"""How often a figure of a row is the sum of its neighbours by chance: measured for one column, 366
of 2,831 data rows, most of them with a sum of one or two terms; here three terms at least."""
MISREAD = 0.04
"""Share of the cells of a table that are misread."""
ENOUGH = 5.0
"""Nats from which a row is a sum."""
UNNUMBERED = 2.0
"""Nats of a row without a number among numbered ones."""
LABELLED = 3.0
"""Nats of a label that speaks of a sum."""
FEWEST = 3
"""Terms of a sum that tells anything."""
_SUM = re.compile(r"\b(?:tong|cong|toan bo)\b")

Values = Mapping[str, Decimal]


def with_sums(rows: Sequence[PageRow]) -> list[PageRow]:
    """The rows with those made totals that add up others: all rows, those since the sum before,
    those up to the next one, or the sums themselves."""
    done = list(rows)
    open_rows = [n for n, row in enumerate(done) if _may_be_sum(row)]
    numbered = [n for n, row in enumerate(done) if row.kind is Kind.DATA and row.code]
    if len(numbered) < FEWEST or len(open_rows) * 2 > len(numbered):
        return done
    for n in open_rows:
        if _nats(done, n, open_rows) >= ENOUGH:
            done[n] = replace(done[n], kind=Kind.TOTAL)
    return done


def _may_be_sum(row: PageRow) -> bool:
    return row.kind is Kind.DATA and not row.code and bool(_values(row))


def _values(row: PageRow) -> Values:
    return {f.column: f.value for f in row.figures if f.value is not None}


def _nats(rows: Sequence[PageRow], at: int, open_rows: Sequence[int]) -> float:
    """What speaks for the row being a sum of others, at best."""
    known = UNNUMBERED + (LABELLED if _SUM.search(fold(rows[at].label)) else 0.0)
    return known + max((_agreement(rows[at], terms) for terms in _terms(rows, at, open_rows)),
                       default=-math.inf)  # fmt: skip


def _terms(rows: Sequence[PageRow], at: int, open_rows: Sequence[int]) -> Iterator[list[PageRow]]:
    """The rows that a sum may add."""
    sums = [n for n, row in enumerate(rows) if row.kind is Kind.TOTAL or n in open_rows]
    before = max((n for n in sums if n < at), default=-1)
    after = min((n for n in sums if n > at), default=len(rows))
    for start, end in ((0, at), (before + 1, at), (at + 1, after), (at + 1, len(rows))):
        part = [row for row in rows[start:end] if row.kind in (Kind.DATA, Kind.SECTION)]
        part = [row for row in part if row.code or row.kind is Kind.SECTION]
        yield _tops(part)
        yield _leaves(part)
    yield [rows[n] for n in sums if n < at]


def _tops(rows: Sequence[PageRow]) -> list[PageRow]:
    """The rows of the highest level that has figures."""
    depths = [(_depth(row.code), row) for row in rows if _values(row)]
    least = min((depth for depth, _ in depths), default=0)
    return [row for depth, row in depths if depth == least]


def _leaves(rows: Sequence[PageRow]) -> list[PageRow]:
    """The rows that have none below them."""
    found = []
    for n, row in enumerate(rows):
        following = rows[n + 1].code if n + 1 < len(rows) else ""
        heads = codes.is_roman(row.code) and following and not codes.is_roman(following)
        if _values(row) and not heads and not following.startswith(f"{row.code}."):
            found.append(row)
    return found


def _depth(code: str) -> int:
    return 0 if codes.is_roman(code) else len(codes.parts(code)) or 9


def _agreement(total: PageRow, terms: Sequence[PageRow]) -> float:
    """Nats of all columns together."""
    if len(terms) < FEWEST:
        return -math.inf
    nats = 0.0
    for column, value in _values(total).items():
        parts = [v for row in terms if (v := _values(row).get(column)) is not None]
        told = [part for part in parts if part]
        wrong = 1 - (1 - MISREAD) ** (len(parts) + 1)
        if len(told) < 2:
            continue
        if abs(sum(parts) - value) <= rounding(parts) * (value != sum(parts)):
            nats += math.log((1 - wrong) / CHANCE)
        else:
            nats += math.log(wrong / (1 - CHANCE))
    return nats
