"""Cells that run over several columns, taken apart into one cell for each column.

A rule between two columns that was not found joins what they hold. Nothing is guessed: where
it cannot be told which figure is whose, every column has ink that nobody could read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from document.number import parse as parse_number
from document.page import Origin
from document.table import Cell, Reading

_YEAR = 1000
"""A number from here on in words is a year, no score."""


def is_words(text: str) -> bool:
    """Whether a text holds no score: a heading, "không đánh giá" (*not assessed*).

    >>> is_words("không đánh giá"), is_words("CẢI CÁCH THỂ CHẾ NĂM 2023"), is_words("2 điểm")
    (True, True, False)
    """
    values = (parse_number(piece) for piece in text.replace("|", " ").split())
    scores = any(value is not None and value < _YEAR for value in values)
    return any(map(str.isalpha, text)) and not scores


def shared(text: str, numeric: Sequence[bool]) -> tuple[str, ...]:
    """What each of the columns holds of one text; () when it cannot be told.

    numeric: which of the columns hold figures, from left to right; the first does.

    >>> shared("L 2,58 0,92", (True, True)), shared("125 |695/1190, đạt 58,40%", (True, False))
    (('2,58', '0,92'), ('125', '695/1190, đạt 58,40%'))
    >>> shared("55", (True, True))
    ()
    """
    pieces = [p for p in text.replace("|", " ").split() if any(map(str.isalnum, p))]
    count = sum(numeric)
    if all(numeric):
        figures = [p for p in pieces if any(map(str.isdigit, p))]
        return tuple(figures) if len(figures) == count else ()
    figures, words = pieces[:count], " ".join(pieces[count:])
    if numeric.index(False) < count or len(figures) < count:
        return ()
    if any(parse_number(f) is None for f in figures):
        return ()
    return (*figures, words, *[""] * (len(numeric) - count - 1))


def parted(cell: Cell, numeric: Sequence[bool]) -> list[Cell]:
    """One cell for each column that a merged cell of figures covers, all with its box.

    Words that begin under figures belong to the text before them and are left out.
    A figure read as a piece of a text is half as sure: it stands only where arithmetic has it.
    """
    alone = [replace(cell, column=cell.column + k, column_span=1) for k in range(len(numeric))]
    texts = shared(cell.text, numeric)
    if not texts and is_words(cell.text):
        return [replace(c, text="", readings=(), inked=False) for c in alone]
    if not texts:
        kept = next((k for k, figures in enumerate(numeric) if not figures), -1)
        return [
            replace(c, text=cell.text if k == kept else "", readings=())
            for k, c in enumerate(alone)
        ]
    sure = next((r.confidence for r in cell.readings), 0.0) / 2
    return [
        replace(c, text=text, readings=(Reading(Origin.TESSERACT, text, sure),), inked=bool(text))
        for c, text in zip(alone, texts, strict=True)
    ]
