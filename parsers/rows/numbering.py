"""How the codes of a table follow each other: what each step costs in each way of numbering.

A report lists all criteria, or those that lost points; a spreadsheet sorts 1.10 before 1.2; rows
are moved, or copied with their code. Costs are in natural-log units.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from parsers.codes import ROMANS, next_to, place, written

PASSED, SECOND = 0.15, 0.12
"""Cost of each code that a gap passes over, and of each that lacks before the first of a part."""
FARTHEST = 4.0
"""Cost of a gap however wide it is."""
LATE = 2.0
"""Cost of a first Roman number below other codes: where there are some, one is on top."""
OTHERWISE = 2.0
"""Cost of numbers that begin under a Roman number otherwise than under the one before."""
MIXED = 4.0
"""Cost of a code like "II.3" in a table that has hardly one."""
_PARTS, _LETTERS = "ABCD", " abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Numbering:
    """One way in which tables are numbered, by what a code costs after the one before.

    next: one that goes on without a gap. gap: one over some. back: a lower one. same: the same
    again. as_text: whether "1.10" stands between "1.1" and "1.2". prior: cost of the way itself.
    """

    next: float
    gap: float
    back: float
    same: float
    prior: float = 0.0
    as_text: bool = False


NUMBERINGS = (
    Numbering(next=0.1, gap=3.5, back=7.0, same=7.0),
    Numbering(next=0.7, gap=0.9, back=6.5, same=6.0),
    Numbering(next=0.7, gap=0.9, back=6.5, same=6.0, prior=2.5, as_text=True),
    Numbering(next=1.0, gap=1.2, back=2.5, same=3.5, prior=3.5),
)
"""Full sheets; appendices of what lost points; tables sorted as text; tables in no order."""


class Under(IntEnum):
    """How the dotted numbers below a Roman number begin."""

    UNKNOWN = 0
    WITH_IT = 1
    """Below III with 3.1."""
    AGAIN = 2
    """Below each with 1."""
    ON = 3
    """They run on."""


class At(NamedTuple):
    """Where the numbering stands: the last part (A), Roman number, dotted code, letter (a).

    Each begins again below a greater one. fresh: nothing stands below a part or Roman number
    yet. open: a code in between is not known. under: what was seen below Roman numbers.
    mixed: whether this table has codes of a Roman number and others ("II.3").
    """

    part: int = 0
    roman: int = 0
    last: tuple[int, ...] = ()
    letter: int = 0
    fresh: bool = False
    open: bool = False
    under: Under = Under.UNKNOWN
    mixed: bool = False


@lru_cache(maxsize=1 << 16)
def after(at: At, code: str | None) -> At:
    """Where the numbering stands behind a code; None for one that is not known."""
    if code is None:
        return at._replace(open=True)
    if code in _PARTS:
        return at._replace(part=_ordinal(code), roman=0, letter=0, fresh=True, open=False)
    roman, numbers = place(code)
    if roman and not numbers:
        return at._replace(roman=roman, letter=0, fresh=True, open=False)
    if not numbers:
        return at._replace(letter=_ordinal(code), open=False)
    under = at.under or _begins(at, numbers)
    return At(at.part, roman or at.roman, numbers, under=under, mixed=at.mixed)


def _begins(at: At, numbers: tuple[int, ...]) -> Under:
    """How the first numbers below a Roman number begin; below I each way looks alike."""
    if not at.fresh or at.roman < 2:
        return Under.UNKNOWN
    if numbers[0] == at.roman:
        return Under.WITH_IT
    if numbers[0] == 1:
        return Under.AGAIN
    return Under.ON if numbers > at.last else Under.UNKNOWN


def _is_otherwise(at: At, numbers: tuple[int, ...]) -> bool:
    """Whether the numbers below a Roman number begin unlike those below the ones before."""
    if not (at.fresh and at.under and numbers):
        return False
    alike = {
        Under.WITH_IT: numbers[0] == at.roman,
        Under.AGAIN: numbers[0] == 1,
        Under.ON: numbers > at.last,
    }
    return not alike[at.under]


def _ordinal(letter: str) -> int:
    return max(_PARTS.find(letter) + 1, _LETTERS.find(letter))


@lru_cache(maxsize=1 << 14)
def following(at: At) -> frozenset[str]:
    """The codes that go on without a gap: a child, the next on any level, a new part.

    >>> sorted(following(At(last=(1, 2))))
    ['1.2.1', '1.3', '2', 'a']
    """
    found = next_to(at.last) - ({(*at.last, 1)} if at.fresh else set())
    if not (at.fresh or at.last):
        found |= {(1, 1), (1, 1, 1)}
    if at.fresh or not at.last:
        found |= {(begin, *rest) for begin in {1, at.roman or 1} for rest in ((), (1,), (1, 1))}
    codes = {written(0, numbers) for numbers in found}
    if at.roman and at.mixed:
        below = {(1,), (1, 1)} if at.fresh else found
        codes |= {written(at.roman, numbers) for numbers in below}
    if at.roman or at.fresh or not at.last:
        codes.update(ROMANS[at.roman : at.roman + 1])
    if at.part or not at.last:
        codes.update(_PARTS[at.part : at.part + 1])
    codes.update(_LETTERS[at.letter + 1 : at.letter + 2])
    return frozenset(codes)


@lru_cache(maxsize=1 << 17)
def step(way: Numbering, at: At, code: str | None) -> float:
    """Cost of a code where the numbering stands; None for one that is not known.

    >>> sheet, appendix, as_text, _ = NUMBERINGS
    >>> at = At(last=(1, 10))
    >>> step(sheet, at, "1.11") < step(sheet, at, "1.13") < step(sheet, at, "1.2")
    True
    >>> step(as_text, at, "1.2") < step(appendix, at, "1.2")
    True
    """
    if code is None:
        return way.gap
    if code in following(at):
        return way.next
    roman, numbers = place(code)
    if not roman and not numbers:
        ahead = _ordinal(code) - (at.part if code in _PARTS else at.letter)
        return way.gap + PASSED * ahead if ahead > 0 else way.back
    odd = MIXED if roman and numbers and not at.mixed else 0.0
    if roman == at.roman or not roman:
        otherwise = OTHERWISE if _is_otherwise(at, numbers) else 0.0
        return odd + otherwise + (_to_numbers(way, at, numbers) if numbers else way.same)
    late = LATE if at.last and not at.roman else 0.0
    return odd + late + (way.gap + PASSED * (roman - at.roman) if roman > at.roman else way.back)


def _to_numbers(way: Numbering, at: At, numbers: tuple[int, ...]) -> float:
    last = at.last
    if not last or (at.fresh and numbers[0] == 1):
        return way.gap + SECOND * sum(max(0, n - 1) for n in numbers)
    if numbers == last:
        return way.same
    if not _is_behind(last, numbers, way.as_text):
        return way.back
    level = next(
        (k for k, (a, b) in enumerate(zip(last, numbers, strict=False)) if a != b), len(last)
    )
    passed = abs(numbers[level] - (last[level] if level < len(last) else 0)) - 1
    lacking = sum(max(0, n - 1) for n in numbers[level + 1 :])
    leap = min(PASSED * max(0, passed), FARTHEST) + SECOND * lacking
    return (0.7 if at.open else 1.0) * way.gap + leap


def _is_behind(last: tuple[int, ...], numbers: tuple[int, ...], as_text: bool) -> bool:
    if as_text:
        return [str(n) for n in numbers] > [str(n) for n in last]
    return numbers > last
