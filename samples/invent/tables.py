"""Tables made up by chance: which columns, under which headers, how ruled, of which rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from samples.invent import oddities
from samples.invent.oddities import Oddity
from samples.invent.rows import Item, Numbers, Typist, added, lost, ranking, sheet, summed, words
from samples.source import Appendix, Column, Row, Ruling

Odd = frozenset[Oddity]
SHARES = {
    "code": 7, "criterion": 30, "reason": 28, "responsible": 17, "note": 20, "order": 5,
    "unit": 20, "grade": 11, "rank": 7,
}  # fmt: skip
"""Widths of columns relative to each other; figures have 9."""


def columns_of(chance: Random, shape: str, year: int) -> tuple[Column, ...]:
    """Which columns a deduction appendix or a sheet has, in which order, under which headers."""
    scores = ["max_score", "self_score", "verified_score"]
    if shape == "A" and chance.random() < 0.3:
        scores.remove("self_score")
    if shape == "A" or chance.random() < 0.15:
        scores.append("deduction")
    over: tuple[str, ...] = ()
    if chance.random() < 0.45:
        over = (_header(chance, "scores", year),)
    after = ["reason", "responsible"] if shape == "A" else ["note"]
    if chance.random() < 0.25:
        after = after[:-1]
    columns = [_column(chance, name, year) for name in ("code", "criterion")]
    figures = [_column(chance, name, year, over) for name in scores]
    if over and chance.random() < 0.35:  # a third row: results apart from the maximum
        results = _header(chance, "results", year)
        figures = [
            c if c.name == "max_score" else replace(c, over=(*over, results)) for c in figures
        ]
    texts = [_column(chance, name, year) for name in after]
    texts = [replace(c, merged=c.name == "responsible" and chance.random() < 0.4) for c in texts]
    if len(texts) > 1 and chance.random() < 0.25:
        return (*columns, texts[0], *figures, *texts[1:])
    return (*columns, *figures, *texts)


def _header(chance: Random, role: str, year: int) -> str:
    return str(chance.choice(words()["headers"][role])).format(year=year)


def _column(chance: Random, name: str, year: int, over: tuple[str, ...] = ()) -> Column:
    return Column(name, _header(chance, name, year), SHARES.get(name, 9), over)


def ranking_columns(chance: Random, fields: int, maxima: Sequence[int], year: int) -> list[Column]:
    """Columns of a ranking, its fields under up to three rows of group cells."""
    short = chance.random() < 0.5
    names = words()["short_fields"]["names"] if short else list(words()["fields"])
    group = (_header(chance, "areas", year),) if chance.random() < 0.6 else ()
    split = fields - 1 if group and fields > 4 and chance.random() < 0.4 else fields
    halves = (_header(chance, "inner", year), _header(chance, "outer", year))
    below = chance.random() < 0.25
    shown = []
    for at in range(fields):
        over = (*group, halves[at >= split]) if split < fields else group
        most = chance.choice(("({})", "({} điểm)", "({} điểm)"))
        if below:
            own = Column(f"field_{at + 1}", most.format(maxima[at]), 9, (*over, names[at]))
        else:
            own = Column(f"field_{at + 1}", f"{names[at]} {most.format(maxima[at])}", 9, over)
        shown.append(own)
    last = [_column(chance, name, year) for name in ("total_score", "rank", "grade")]
    if chance.random() < 0.2:
        last = last[:2]
    return [_column(chance, "order", year), _column(chance, "unit", year), *shown, *last]


def _typed(chance: Random, hand: Typist, item: Item, columns: Sequence[Column]) -> dict[str, str]:
    texts = {"code": item.code, "criterion": item.text, "reason": item.reason}
    texts |= {"responsible": item.responsible, "note": item.reason}
    return {
        c.name: hand.typed(chance, item.numbers[c.name]) if c.numeric else texts[c.name]
        for c in columns
    }


def _deductions(chance: Random, rows: int, year: int, hand: Typist, odd: Odd) -> Appendix:
    long = oddities.long_codes(odd)
    styles = ("plain", "plain", "running", "sections", "groups", "groups")
    style = chance.choice([s for s in styles if not long or s != "running"])
    items = lost(chance, rows, style, long)
    columns = columns_of(chance, "A", year)
    plainly = [_row(chance, hand, item, columns) for item in items]
    made, had = oddities.disordered(chance, plainly, odd)
    if any(c.merged for c in columns):
        made = _in_charge(chance, made)
    top = [item for item in items if item.numbers and "/" not in item.path]
    titles = _titles("deductions", year)
    return _appendix(chance, hand, "A", columns, made, added(top), titles, odd, had)


def _row(chance: Random, hand: Typist, item: Item, columns: Sequence[Column]) -> Row:
    if item.kind == "section":
        return Row("section", item.path, {"code": item.code, "criterion": item.text})
    return Row(item.kind, item.path, _typed(chance, hand, item, columns))


def _in_charge(chance: Random, rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with the same person in charge of up to four that follow each other."""
    done: list[Row] = []
    left, name = 0, ""
    for row in rows:
        if row.kind == "data":
            if not left:
                left, name = chance.randint(1, 4), row.cells["responsible"]
            left -= 1
            row = replace(row, cells={**row.cells, "responsible": name})
        else:
            left = 0
        done.append(row)
    return tuple(done)


def _sheet(chance: Random, rows: int, year: int, hand: Typist, odd: Odd) -> Appendix:
    items = sheet(chance, rows, chance.choice((2, 3, 3, 4)), oddities.long_codes(odd))
    if chance.random() < 0.3:  # scores that come from a survey are not one's own
        items = [
            replace(item, numbers={**item.numbers, "self_score": None})
            if item.kind == "data" and item.path.startswith(("8", "VIII"))
            else item
            for item in items
        ]
        items = summed(items)
    columns = columns_of(chance, "B", year)
    plainly = [_row(chance, hand, item, columns) for item in items]
    made, had = oddities.disordered(chance, plainly, odd)
    total = added([item for item in items if "/" not in item.path])
    titles = _titles("appendices", year)
    return _appendix(chance, hand, "B", columns, made, total, titles, odd, had)


def _titles(kind: str, year: int) -> list[str]:
    return [title.format(year=year) for title in words()["letter"][kind]]


def _appendix(
    chance: Random, hand: Typist, shape: str, columns: Sequence[Column], rows: tuple[Row, ...],
    total: Numbers, titles: Sequence[str], odd: Odd, had: Odd,
) -> Appendix:  # fmt: skip
    """Title, total row, and a look that is changed later. odd: what is wanted out of the ordinary,
    had: what of it the rows have."""
    beside = [c for c in columns if c.name not in ("code", "criterion")]
    cells = {c.name: hand.typed(chance, total[c.name]) if c.numeric else "" for c in beside}
    first_text = next((k for k, c in enumerate(beside) if c.numeric), 0)
    cells = {c.name: cells[c.name] for c in beside[first_text:]}
    named = Oddity.NEW_LABEL in odd and shape != "C"
    usual = chance.choice(words()["labels"]["total"])
    without = shape == "A" and chance.random() < 0.08 and not named
    return Appendix(
        shape=shape,
        title=(chance.choice(("PHỤ LỤC", "Phụ lục I", "Phụ lục số 01")), chance.choice(titles)),
        note="",
        columns=tuple(columns),
        rows=rows,
        total_label=oddities.label(chance) if named else usual,
        total={} if without else cells,
        point_size=chance.choice((9.5, 10.0, 11.0, 12.0, 12.0, 13.0)),
        row_pad=chance.choice((1.2, 2.6, 2.6, 5.0)),
        landscape=chance.random() < 0.4,
        index_row=chance.random() < 0.3,
        repeat_header=chance.random() < 0.4,
        split_rows=chance.random() < 0.5,
        total_first=shape == "B" and chance.random() < 0.2,
        ruling=_ruling(chance),
        oddities=had | {Oddity.NEW_LABEL} if named else had,
    )


def _ruling(chance: Random) -> Ruling:
    lines = ("grid", "grid", "grid", "horizontal", "dotted", "double", "frame", "none")
    return Ruling(
        chance.choice(lines),
        chance.choice((0.3, 0.5, 0.5, 0.75, 1.2)),
        chance.choice((255, 255, 255, 225, 205)),
        chance.choice(("centre", "centre", "right")),
        chance.random() < 0.25,
    )


def _ranking(chance: Random, rows: int, year: int, hand: Typist, odd: Odd) -> Appendix:
    fields = chance.choice((3, 4, 5, 6, 7, 8, 8))
    maxima, plainly = ranking(chance, min(rows, 22), fields, chance.random() < 0.7)
    columns = tuple(ranking_columns(chance, fields, maxima, year))
    hand = replace(hand, zero="0")
    shown = [
        replace(row, cells={c.name: _shown(chance, hand, c, row.cells[c.name]) for c in columns})
        for row in plainly
    ]
    made, had = oddities.disordered(chance, shown, odd)
    means: Numbers = {
        c.name: (
            sum((Decimal(row.cells[c.name]) for row in plainly), Decimal(0)) / len(plainly)
        ).quantize(Decimal("0.01"))
        for c in columns
        if c.numeric and c.name != "rank"
    }
    table = _appendix(chance, hand, "C", columns, made, {**means, "rank": None},
                      _titles("rankings", year), odd, had)  # fmt: skip
    cells = {name: text for name, text in table.total.items() if name not in ("order", "unit")}
    return replace(
        table,
        total=cells if chance.random() < 0.4 else {},
        total_label=chance.choice(words()["labels"]["mean"]),
        landscape=fields > 5 or table.landscape,
        split_rows=False,
    )


def _shown(chance: Random, hand: Typist, column: Column, text: str) -> str:
    if not column.numeric or column.name == "rank":
        return text
    return hand.typed(chance, Decimal(text))


TABLES = {"A": _deductions, "B": _sheet, "C": _ranking}
"""By shape: a table of about so many rows, of a year, typed by a hand, with these oddities as far
as it has room for them."""
