"""Which column each figure of a row of plain text belongs to, and where its separator was.

The witnesses are the place of a figure in its line, the order of the columns, and the
arithmetic maximum - verified = deduction. Where they do not agree on one answer, none is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, product
from statistics import median

from document.number import parse as parse_number
from document.number import plain
from parsers.text.lines import Token

MOST = Decimal(40)
"""No single criterion is worth more: a larger figure has lost its separator."""
QUARTER = Decimal("0.25")
CLEAR = 0.25
"""By how much the best assignment must be cheaper than any other with other columns."""
STEADY = 2.5
"""Characters that figures of one column may be off their middle in a text that keeps columns."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A printed figure in its column.

    token: as printed. value: None when it cannot be told. why: reason where the value is not
    simply the figure as printed.
    """

    token: Token
    value: Decimal | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The figures of one row.

    cells: by column. left: those whose column is not certain. placed: the text keeps columns,
    so that a column without a figure is blank on the paper too.
    """

    cells: dict[str, Choice]
    left: tuple[Token, ...] = ()
    placed: bool = False


@dataclass(frozen=True, slots=True)
class _Guess:
    cost: float
    columns: tuple[str, ...]
    values: tuple[Decimal | None, ...]


def variants(printed: str) -> list[tuple[Decimal | None, float]]:
    """What a printed figure may be, with costs: as it is, or with the separator that was lost.

    None stands for a figure that has lost its last digits too ("06" for 0.68).

    >>> [(str(v), c) for v, c in variants("191")]
    [('191', 0.8), ('1.91', 0.3), ('19.1', 0.8)]
    >>> [(str(v), c) for v, c in variants("09")]
    [('0.9', 0.2), ('9', 0.6), ('None', 0.7)]
    """
    value = parse_number(printed)
    if value is None:
        return [(None, 1.0)]
    if not printed.isdigit() or len(printed) == 1:
        return [(value, 0.0)]
    if printed.startswith("0"):
        found: list[tuple[Decimal | None, float]] = [(Decimal(f"0.{printed[1:]}"), 0.2)]
        return [*found, (value, 0.6), (None, 0.7)] if len(printed) == 2 else found
    if len(printed) == 2:
        return [(value, 0.0), (Decimal(f"{printed[0]}.{printed[1]}"), 0.5)]
    if len(printed) == 4:
        return [(value, 0.9), (Decimal(f"{printed[:2]}.{printed[2:]}"), 0.3)]
    return [
        (value, 0.8),
        (Decimal(f"{printed[0]}.{printed[1:]}"), 0.3),
        (Decimal(f"{printed[:-1]}.{printed[-1]}"), 0.8),
    ]


def _round(value: Decimal) -> float:
    """Cost of a maximum: it is a multiple of a half, rarely of a quarter."""
    if value <= 0:
        return 3.0
    if value % (2 * QUARTER) == 0:
        return 0.0
    return 0.2 if value % QUARTER == 0 else 2.0


def _cost(held: dict[str, Decimal | None], most: Decimal) -> float:
    """How badly figures fit their columns; 0 when the arithmetic proves them."""
    cost = sum(4.0 for v in held.values() if v is not None and v > most)
    top, own = held.get("max_score"), held.get("self_score")
    got, lost = held.get("verified_score"), held.get("deduction")
    if lost == 0:
        cost += 0.6  # such an appendix lists what lost points
    if top is not None:
        cost += 0.5 * _round(top) if most == MOST else 0.0
        cost += sum(1.0 for v in (got, lost) if v is not None and v > top)
        cost += 0.8 if own is not None and own > top else 0.0
    elif own is not None and got is not None and got > own:
        cost += 0.5
    if top is not None and got is not None and lost is not None:
        return cost + (3.0 if top - got != lost else 0.0)
    if top is None and got is not None and lost is not None:
        implied = got + lost
        cost += _round(implied) + (0.8 if own is not None and own > implied else 0.0)
        # Two halves always add up to a round maximum: that proves nothing.
        return cost + (0.9 if got % (2 * QUARTER) == 0 else 0.3)
    if top is None and got is not None and "deduction" in held:
        return cost + 1.2
    if top is not None and top == lost and "verified_score" not in held:
        return cost + 0.75  # "3 3": perhaps a blank that stands for nothing reached
    return cost + (0.9 if top is not None else 1.2)


def _guesses(
    tokens: Sequence[Token], places: Iterable[tuple[str, ...]], most: Decimal
) -> list[_Guess]:
    """The cheapest reading of a row for each set of columns, best first."""
    best: dict[tuple[str, ...], _Guess] = {}
    choices = [variants(t.text) for t in tokens]
    for columns in places:
        for picked in product(*choices):
            values = tuple(v for v, _ in picked)
            cost = sum(c for _, c in picked) + _cost(dict(zip(columns, values, strict=True)), most)
            if columns not in best or cost < best[columns].cost:
                best[columns] = _Guess(cost, columns, values)
    return sorted(best.values(), key=lambda g: g.cost)


def _window(tokens: Sequence[Token], columns: Sequence[str], most: Decimal) -> tuple[Token, ...]:
    """The figures of a longer run that are the row's: words on both sides may hold figures."""
    wide = len(columns)
    if len(tokens) <= wide:
        return tuple(tokens)
    spans = [tuple(tokens[k : k + wide]) for k in range(len(tokens) - wide + 1)]
    return min(spans, key=lambda s: _guesses(s, [tuple(columns)], most)[0].cost)


def _settled(guess: _Guess, tokens: Sequence[Token], columns: Sequence[str]) -> dict[str, Choice]:
    """The figures with their values and reasons."""
    held = dict(zip(guess.columns, guess.values, strict=True))
    top, got, lost = (held.get(c) for c in ("max_score", "verified_score", "deduction"))
    proven = top is not None and got is not None and lost is not None and top - got == lost
    broken = top is not None and got is not None and lost is not None and top - got != lost
    touched = [t for t in tokens if t.touched]
    cells: dict[str, Choice] = {}
    for column, token, value in zip(guess.columns, tokens, guess.values, strict=True):
        why = ""
        if value is None:
            why = f"{token.text!r} has lost its separator and perhaps digits"
        elif (
            broken and touched == [token] and column in ("max_score", "verified_score", "deduction")
        ):
            # "|4 1 0 1": the rule of the table became part of the digit.
            value, why = None, f"{token.text!r} touches a rule and does not fit its row"
        elif value != parse_number(token.text):
            how = "the row proves it" if proven else "a figure does not begin with 0"
            why = f"{token.text!r} has lost its separator; {plain(value)}: {how}"
        cells[column] = Choice(token, value, why)
    return {c: cells[c] for c in columns if c in cells}


@dataclass(frozen=True, slots=True)
class _Posts:
    """Where the columns of figures stand: characters from the left, or bars before them."""

    at: dict[str, float]
    bars: bool

    def column(self, token: Token) -> str | None:
        place = token.bar if self.bars else token.middle
        near = min(self.at, key=lambda c: abs(self.at[c] - place))
        return near if abs(self.at[near] - place) <= (0 if self.bars else STEADY + 1) else None


def _posts(full: Sequence[Sequence[Token]], columns: Sequence[str]) -> _Posts | None:
    """The places of the columns, None when the text does not keep them."""
    if len(full) < 2:
        return None
    for bars in (True, False):
        at: dict[str, float] = {}
        for k, column in enumerate(columns):
            places = [row[k].bar if bars else row[k].middle for row in full]
            at[column] = median(places)
            off = [abs(p - at[column]) for p in places]
            if max(off) > (0 if bars else STEADY):
                break
        else:
            if len(set(at.values())) == len(columns):
                return _Posts(at, bars)
    return None


def _placed(tokens: Sequence[Token], posts: _Posts) -> tuple[str, ...] | None:
    found = [posts.column(t) for t in tokens]
    names = tuple(c for c in found if c)
    return names if len(names) == len(tokens) == len(set(names)) else None


def assign(
    rows: Sequence[Sequence[Token]], columns: Sequence[str], totals: Sequence[bool]
) -> list[Assigned]:
    """The figures of every row in their columns.

    rows: the run of figures of each row. columns: names of the numeric columns in order.
    totals: which rows are sums, whose figures may be large.
    A short row is assigned by the places of its figures when the text keeps columns, else by
    arithmetic, else like the short rows of the same table that arithmetic proves.
    """
    most = [Decimal(100_000) if t else MOST for t in totals]
    cut = [_window(r, columns, m) for r, m in zip(rows, most, strict=True)]
    posts = _posts([r for r in cut if len(r) == len(columns)], columns)
    guesses: list[list[_Guess]] = []
    kept: list[bool] = []
    for row, limit in zip(cut, most, strict=True):
        placed = _placed(row, posts) if posts and len(row) < len(columns) else None
        places = [placed] if placed else list(combinations(columns, len(row)))
        if len(row) == 1 and not placed:
            places = []  # one figure alone has no witness
        kept.append(bool(placed))
        guesses.append(_guesses(row, places, limit) if row else [])
    # Row 3.12.2 of one report has "032 | 06": only its neighbours tell that the last two
    # columns were read.
    habits = Counter(
        g[0].columns
        for g, r in zip(guesses, cut, strict=True)
        if g and len(r) < len(columns) and g[0].cost <= 0.5 and _clear(g)
    )
    return [
        replace(_decided(g, row, columns, habits), placed=placed)
        for g, row, placed in zip(guesses, cut, kept, strict=True)
    ]


def _clear(guesses: Sequence[_Guess]) -> bool:
    """Whether the first guess is clearly cheaper than any with other columns."""
    return len(guesses) < 2 or guesses[1].cost - guesses[0].cost >= CLEAR


def _decided(
    guesses: Sequence[_Guess],
    row: Sequence[Token],
    columns: Sequence[str],
    habits: Counter[tuple[str, ...]],
) -> Assigned:
    if not guesses:
        return Assigned({}, tuple(row))
    favoured = sorted(
        (replace(g, cost=g.cost - (0.8 if habits[g.columns] >= 2 else 0.0)) for g in guesses),
        key=lambda g: g.cost,
    )
    if not _clear(favoured):
        return Assigned({}, tuple(row))
    return Assigned(_settled(favoured[0], row, columns))
