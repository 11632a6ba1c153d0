"""Sections (I, II, III) whose number may be another's: held against the numbers under them.

A row that is taken for a section moves the number of each section below it, and all sums still
hold: the rows under a section go with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers import codes

MOST = 0.6
"""Share of the sections whose rows begin at 1, or at the section's own number, for the others to
be held against it."""
FEWEST = 3
"""Sections that a table must have to show how the rows under them are numbered."""


@dataclass(frozen=True, slots=True)
class _Section:
    """at: its row. number: 1 for I. first: the first number of the first code under it, 0 without
    one that can be a section's."""

    at: int
    number: int
    first: int


def doubtful(found: Sequence[str]) -> dict[int, str]:
    """The rows of sections under which the numbers begin otherwise than under most, with the
    reason.

    found: the codes of all rows.

    >>> list(doubtful(["I", "1", "II", "1", "III", "1", "2", "IV", "3", "V", "1"]))
    [7]
    """
    filled = [section for section in _sections(found) if section.first]
    like = [section for section in filled if section.first in (1, section.number)]
    if len(filled) < FEWEST or len(like) < MOST * len(filled):
        return {}
    return {
        section.at: f"the rows under it begin with {section.first}, unlike the others'"
        for section in filled
        if section not in like
    }


def _sections(found: Sequence[str]) -> Iterator[_Section]:
    at = [k for k, code in enumerate(found) if codes.is_roman(code)]
    for start, end in pairwise([*at, len(found)]):
        under = next((n for c in found[start + 1 : end] if (n := codes.parts(c))), (0,))
        first = under[0] if under[0] <= len(codes.ROMANS) else 0  # a code without its full stops
        yield _Section(start, codes.place(found[start])[0], first)
