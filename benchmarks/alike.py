"""Which row of a table is which row of another reading of it, without trusting their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz import process as fuzzy

WORDS, CODE, FIGURES = 0.6, 0.15, 0.25
"""How much each part of a row says: a wrong code must not part a row from itself. Where one row
has no words (bold capitals on a photocopy come out as none), code and figures say all."""
LEAST = 0.45
"""Rows that are less alike than this are two rows. Right figures and a right code are enough when
a tenth of the letters came out; right words are enough by themselves."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be compared. words: what may be its criterion or unit, folded. code: as compared.
    figures: by column, None where nothing is printed."""

    words: tuple[str, ...]
    code: str
    figures: Mapping[str, Decimal | str | None]


def aligned(left: Sequence[Line], right: Sequence[Line]) -> dict[int, int]:
    """Indices in `left` with those in `right`, both rising: the pairs most alike in sum."""
    if not left or not right:
        return {}
    alike = likeness(left, right)
    alike[alike < LEAST] = 0
    best = np.zeros((len(left) + 1, len(right) + 1))
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            paired = best[i + 1, j + 1] + alike[i, j]
            best[i, j] = max(best[i + 1, j], best[i, j + 1], paired)
    pairs, i, j = {}, 0, 0
    while i < len(left) and j < len(right):
        if alike[i, j] and best[i, j] == best[i + 1, j + 1] + alike[i, j]:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            i += 1
        else:
            j += 1
    return pairs


def likeness(left: Sequence[Line], right: Sequence[Line]) -> NDArray[np.float64]:
    """From 0 to 1 for each pair of rows."""
    words = np.zeros((len(left), len(right)))
    for one in _passages(left):
        for other in _passages(right):
            shares = fuzzy.cdist(one, other, scorer=fuzz.ratio) / 100
            told = np.outer([bool(t) for t in one], [bool(t) for t in other])
            words = np.maximum(words, shares * told)
    rest = [[CODE * (a.code == b.code) + FIGURES * _same(a, b) for b in right] for a in left]
    wordless = np.logical_or.outer(
        [not any(a.words) for a in left], [not any(b.words) for b in right]
    )
    whole = np.where(wordless, np.array(rest) / (CODE + FIGURES), WORDS * words + np.array(rest))
    return np.asarray(whole, np.float64)


def _passages(lines: Sequence[Line]) -> list[list[str]]:
    """The first text of each row, then the second of each, and so on; "" where it has none."""
    most = max(1, *(len(line.words) for line in lines))
    return [[line.words[k] if k < len(line.words) else "" for line in lines] for k in range(most)]


def _same(one: Line, other: Line) -> float:
    """Share of the figures that both rows have in common; 0 where neither has any."""
    columns = {*one.figures, *other.figures}
    printed = [
        c for c in columns if one.figures.get(c) is not None or other.figures.get(c) is not None
    ]
    if not printed:
        return 0.0
    return sum(one.figures.get(c) == other.figures.get(c) for c in printed) / len(printed)
