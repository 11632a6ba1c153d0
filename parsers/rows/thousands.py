"""Figures whose separator groups thousands, told by the other figures of their column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from document.number import grouping, ungrouped
from document.number import parse as parse_number
from document.record import Figure
from parsers.rows.page_rows import PageRow


def with_thousands(rows: Sequence[PageRow]) -> list[PageRow]:
    """The rows with "850.000" read as 850000 in a column that has "2.500.000" too.

    What is printed stays; the readings are told without the sign, so that each means the same.
    """
    columns = {f.column for row in rows for f in row.figures}
    signs = {
        name: sign
        for name in columns
        if (sign := grouping(f.printed for row in rows for f in row.figures if f.column == name))
    }
    if not signs:
        return list(rows)
    return [
        replace(row, figures=tuple(_plain(f, signs.get(f.column, "")) for f in row.figures))
        for row in rows
    ]


def _plain(figure: Figure, sign: str) -> Figure:
    if not sign or figure.value is None:
        return figure
    readings = tuple(replace(r, text=ungrouped(r.text, sign)) for r in figure.readings)
    return replace(figure, value=parse_number(ungrouped(figure.printed, sign)), readings=readings)
