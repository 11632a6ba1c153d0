"""Which signs the readers take for each other in figures and codes, counted (glyphs.tsv).

One table for all that weighs a reading: how a code, or a figure, may be printed that was read
so. training/glyphs.py counts it again.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import inf
from operator import add
from pathlib import Path

from unidecode import unidecode

from document.page import Origin

TABLE = Path(__file__).with_name("glyphs.tsv")
PRINTED = "0123456789.IVX"
"""The signs that were counted; a comma counts as a point."""
PAIR, AS_ONE = "II", "H"
"""Two signs that are taken for one letter more often than each is read."""
_UNSEEN = 0.3
"""Counted for each pair of signs that was never seen."""
_LIKELY = 0.004
"""A sign may stand for another that is read so in this share of its prints."""
_OTHER = 6.0
"""Cost of taking a sign that was not counted (a letter) for another, or of losing it."""
_AGAIN = 0.7
"""Cost of losing a point more: of 438 readings of two points 38 had lost one, 15 both."""
_GARBAGE, _STROKE = 2.0, 3.0
"""Cost of a reading that has nothing of the print: for being so, and for each of its signs."""
_SURE = 0.002
"""No reading is wrong less often than this, whatever its confidence."""


def folded(text: str) -> str:
    """A text as the table has it: no marks over letters, no white space, points for commas.

    >>> folded("Ì. 2,È")
    'I.2.E'
    """
    return re.sub(r"\s+", "", unidecode(text)).replace(",", ".")


@dataclass(frozen=True, slots=True)
class Habits:
    """What one reader makes of print.

    costs: of each printed sign and of what was read for it; "" for a sign that was lost, and
    as the printed one for a read sign that is none. unseen: of what was never read for a sign.
    wrong: the share of readings that were not as printed; by_confidence: the same below each
    confidence, from low to high.
    """

    costs: Mapping[str, Mapping[str, float]]
    unseen: Mapping[str, float]
    wrong: float
    by_confidence: tuple[tuple[float, float], ...]

    def cost(self, printed: str, read: str) -> float:
        known = self.costs.get(printed)
        if known is None:
            return 0.0 if printed == read else _OTHER
        return known.get(read, self.unseen[printed])


@lru_cache(maxsize=1)
def _habits() -> Mapping[Origin, Habits]:
    signs: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    bins: dict[str, list[tuple[float, int, int]]] = defaultdict(list)
    for line in TABLE.read_text("utf-8").splitlines():
        kind, reader, *rest = line.split("\t")
        if kind == "sign":
            signs[reader][rest[0], rest[1]] = int(rest[2])
        else:
            bins[reader].append((float(rest[0]), int(rest[1]), int(rest[2])))
    return {Origin(reader): _counted(signs[reader], bins[reader]) for reader in signs}


def _counted(signs: Counter[tuple[str, str]], bins: list[tuple[float, int, int]]) -> Habits:
    prints = sum(count for (printed, _), count in signs.items() if printed)
    costs: dict[str, dict[str, float]] = {}
    unseen: dict[str, float] = {}
    for sign in ("", PAIR, *PRINTED):
        found = {read: count for (printed, read), count in signs.items() if printed == sign}
        total = 1 + (sum(found.values()) if sign else prints)
        costs[sign] = {read: -math.log(count / total) for read, count in found.items() if count}
        unseen[sign] = -math.log(_UNSEEN / total)
    cells, wrong = (sum(bin[k] for bin in bins) for k in (1, 2))
    shares = tuple((top, bad / count) for top, count, bad in sorted(bins))
    return Habits(costs, unseen, wrong / cells, shares)


def _of(reader: Origin) -> Habits:
    """The habits of a reader; a layer that another OCR left is like Tesseract's."""
    return _habits()[Origin.READER if reader is Origin.READER else Origin.TESSERACT]


def wrong(reader: Origin, confidence: float) -> float:
    """How often a reading of such confidence is not what is printed.

    >>> wrong(Origin.TESSERACT, 0.99) < 0.05 < wrong(Origin.TESSERACT, 0.6)
    True
    """
    if reader is Origin.READER:  # a probability; lower than what was counted
        return max(1.0 - confidence, _SURE)
    if reader is Origin.WRONG_LAYER:  # says nothing of how sure it is
        return _of(reader).wrong
    bins = _of(reader).by_confidence
    return max(next((share for top, share in bins if confidence < top), bins[-1][1]), _SURE)


@lru_cache(maxsize=1)
def _meanings() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for habits in _habits().values():
        for printed, reads in habits.costs.items():
            for read, cost in reads.items():
                if printed and read and math.exp(-cost) >= _LIKELY:
                    found[read][printed] = min(cost, found[read].get(printed, cost))
    return {read: tuple(sorted(costs, key=costs.__getitem__)) for read, costs in found.items()}


def meanings(read: str) -> tuple[str, ...]:
    """The printed signs that a sign may stand for, likeliest first; () when it is none's.

    >>> meanings("4")[0], meanings("l")[0] in "1I", "8" in meanings("B"), meanings("&")
    ('4', True, True, ())
    """
    return _meanings().get(read, ())


@lru_cache(maxsize=1 << 16)
def surprise(reader: Origin, printed: str, read: str) -> float:
    """Cost, in natural-log units, of reading so what is printed so; both folded.

    >>> at = [surprise(Origin.TESSERACT, code, "1.11") for code in ("1.11", "1.1.1", "7.5")]
    >>> at == sorted(at)
    True
    """
    habits = _of(reader)
    invented = [habits.cost("", seen) for seen in read]
    whole = list(accumulate(invented, initial=0.0))
    pointless = [inf] * len(whole)
    earlier: tuple[list[float], list[float]] = ([], [])
    for at, sign in enumerate(printed):
        swapped = [habits.cost(sign, seen) for seen in read]
        lost = habits.cost(sign, "")
        if sign == ".":
            entered = [min(a + lost, b + _AGAIN) for a, b in zip(whole, pointless, strict=True)]
            rows = [inf] * len(whole), entered
        else:
            rows = [a + lost for a in whole], [b + lost for b in pointless]
        if printed[at - 1 : at + 1] == PAIR:
            joined = [habits.cost(PAIR, seen) if seen == AS_ONE else inf for seen in read]
            for row, before in zip(rows, earlier, strict=True):
                row[1:] = map(min, row[1:], map(add, before, joined))
        earlier = whole, pointless
        whole = _aligned(whole, rows[0], swapped, invented)
        pointless = _aligned(pointless, rows[1], swapped, invented)
    return min(whole[-1], pointless[-1], _GARBAGE + _STROKE * len(read))


def _aligned(
    before: list[float], entered: list[float], swapped: list[float], invented: list[float]
) -> list[float]:
    """One row of an alignment. before: the row above, entered: what comes from it by a lost
    sign, swapped: the cost of each read sign for the printed one."""
    row = [entered[0]]
    for at, cost_so in enumerate(swapped):
        row.append(min(before[at] + cost_so, entered[at + 1], row[at] + invented[at]))
    return row


def cost(reader: Origin, confidence: float, printed: str, read: str) -> float:
    """Cost of a reading with its confidence, were that printed; both folded."""
    doubt = wrong(reader, confidence)
    if printed == read:
        return -math.log(1.0 - min(doubt, 0.99))
    return max(0.05, surprise(reader, printed, read) - math.log(doubt / _of(reader).wrong))
