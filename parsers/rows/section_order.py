"""Sections (I, II, III) whose number may be another's: held against the order, and against the
numbers of the rows under them.

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
    """at: its row. number: 1 for I. read: the number as read by itself, 0 when it was none.
    first: the first number of the first code under it, 0 without one that can be a section's."""

    at: int
    number: int
    read: int
    first: int


def doubtful(printed: Sequence[str], found: Sequence[str]) -> dict[int, str]:
    """The rows of sections whose number may be another's, each with the reason.

    printed, found: the codes as read, and as the order of the rows has them.

    >>> sorted(doubtful(["V", "Vn", "VI", "VII"], ["V", "VI", "VII", "VIII"]))
    [1, 2, 3]
    >>> doubtful(["V", "IV", "VII"], ["V", "VI", "VII"]), doubtful(["I", "H"], ["I", "II"])
    ({}, {})
    >>> rows = ["I", "1", "II", "1", "III", "1", "2", "IV", "3", "V", "1"]
    >>> list(doubtful(rows, rows))
    [7]
    """
    sections = list(_sections(printed, found))
    why = {s.at: reason for s, reason in _against_order(sections, printed)}
    return {**why, **{s.at: reason for s, reason in _against_rows(sections)}}


def _sections(printed: Sequence[str], found: Sequence[str]) -> Iterator[_Section]:
    at = [k for k, code in enumerate(found) if codes.is_roman(code)]
    for start, end in pairwise([*at, len(found)]):
        own = codes.clean(printed[start].upper())
        under = next((n for c in found[start + 1 : end] if (n := codes.parts(c))), (0,))
        first = under[0] if under[0] <= len(codes.ROMANS) else 0  # a code without its full stops
        yield _Section(start, _number(found[start]), _number(own), first)


def _number(code: str) -> int:
    return codes.ROMANS.index(code) + 1 if codes.is_roman(code) else 0


def _against_order(
    sections: Sequence[_Section], printed: Sequence[str]
) -> Iterator[tuple[_Section, str]]:
    """Sections that are printed with another's number, and do not stand between two that fit;
    with them those next to them that were not read as a number."""
    astray = [s.read not in (0, s.number) and not _between(sections, k)
              for k, s in enumerate(sections)]  # fmt: skip
    legible = [k for k, section in enumerate(sections) if section.read]
    for k, section in enumerate(sections):
        before = max((j for j in legible if j <= k), default=k)
        after = min((j for j in legible if j >= k), default=k)
        if astray[before] or astray[after]:
            text = printed[section.at].strip()
            yield section, f"its number was read as {text!r}, and the rows around it do not tell"


def _between(sections: Sequence[_Section], k: int) -> bool:
    """Whether the sections beside one were read as the ones before and after it."""
    beside = [(sections[j], j - k) for j in (k - 1, k + 1) if 0 <= j < len(sections)]
    return bool(beside) and all(s.read == sections[k].number + step for s, step in beside)


def _against_rows(sections: Sequence[_Section]) -> Iterator[tuple[_Section, str]]:
    """Sections under which the numbers begin otherwise than under most."""
    filled = [s for s in sections if s.first]
    like = [s for s in filled if s.first in (1, s.number)]
    if len(filled) < FEWEST or len(like) < MOST * len(filled):
        return
    for section in filled:
        if section not in like:
            yield section, f"the rows under it begin with {section.first}, unlike the others'"
