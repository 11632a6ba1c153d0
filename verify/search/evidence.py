"""What the ink of a numeric cell may say: candidate values with their costs.

A cost is -log of how probable all readings of the cell are, were the value printed there,
less that of the likeliest value. Not for judging: rules are asked elsewhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from document import number
from document.page import Origin
from document.record import Figure
from document.table import Reading

Value = Decimal | None
"""A candidate: a number, or None for "nothing is printed"."""

KEPT = 14
"""Candidates kept of a cell; the last costs more than a typist's error in practice."""

ACCEPTED = 0.97
"""A reading at least this probable stands without a rule: two agreeing readers, or the
number reader when it is sure. One Tesseract reading alone never is: isolated figures are
misread in 10-40 % of bad scans, whatever the confidence says."""

ACCEPTED_AGAINST = 0.995
"""The same where every rule that covers the cell fails."""

_LOOKALIKE = {
    "0": "689", "1": "74", "2": "7", "3": "859", "4": "19", "5": "6839", "6": "850",
    "7": "12", "8": "3690", "9": "4085",
}  # fmt: skip
_LETTERS = str.maketrans("OoQDIl|!iSsBZzgq", "0000111115582299")
_SEPARATOR = re.compile(r"[.,]")
_SPECKS = re.compile(r"^[^\w+-]+\s+|\s+[^\w\s]+$")
"""Marks that stand off before or behind a figure: "‹ 0,75", "0,41 -"; not a minus before it."""
RULE = "|"
"""Before a figure in a reading: a rule of the table touches it and may be part of the digit."""
_BARE = re.compile(r"0\d")
"""What a page recogniser makes of "0.6", of "0.68" and, now and then, of a typed "06"."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that the ink may show.

    cost: natural-log units, 0 for the likeliest. seen: whether a reader read it, but for a
        separator or a letter in place of a digit; else it comes from the table of confusions.
    """

    value: Value
    cost: float
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Ink:
    """All that is known of one cell before any rule is asked.

    candidates: cheapest first; empty when there is ink that nobody could read, or the cell
        was never found. sure: probability of the first, 0 to 1. as_read: the value that the
        readers put first (None for blank).
    """

    candidates: tuple[Candidate, ...]
    sure: float
    as_read: Value

    @property
    def legible(self) -> bool:
        return bool(self.candidates)

    @property
    def accepted(self) -> bool:
        """Whether the value that is handed on is sure; not so when all readings together
        speak for another one than the first reader said."""
        first = self.legible and self.candidates[0].value == self.as_read
        return first and self.sure >= ACCEPTED

    def seen(self, value: Value) -> bool:
        """Whether a reader proposed the value."""
        return any(c.value == value and c.seen for c in self.candidates)

    def cost(self, value: Value) -> float:
        """Cost of a value; infinite when the ink does not support it."""
        return next((c.cost for c in self.candidates if c.value == value), math.inf)


def exact(value: Value) -> Ink:
    """A cell whose characters are known.

    >>> exact(Decimal("1.5")).accepted
    True
    """
    return Ink((Candidate(value, 0.0),), 1.0, value)


def weigh(figure: Figure) -> Ink:
    """The candidates of a figure, from its readings.

    A figure without readings is taken as read once by Tesseract.

    >>> ink = weigh(Figure("deduction", "15", Decimal(15),
    ...     readings=(Reading(Origin.TESSERACT, "15", 0.9),), inked=True))
    >>> [c.value for c in ink.candidates][:2], ink.accepted
    ([Decimal('15'), Decimal('1.5')], False)
    """
    readings = [r for r in figure.readings if r.text.strip() or r.origin is Origin.READER]
    if not readings and figure.value is not None:
        readings = [Reading(Origin.TESSERACT, figure.printed or number.plain(figure.value), 0.9)]
    first = figure.value
    if not readings:
        if figure.inked or figure.place is None:
            return Ink((), 0.0, None)
        return exact(None)
    if any(r.origin is Origin.LAYER for r in readings):
        return _exact_or_illegible(first, readings)
    if not figure.inked and first is None and all(number.is_blank(r.text) for r in readings):
        return exact(None)
    return _from_readers(readings, first)


def _exact_or_illegible(first: Value, readings: Iterable[Reading]) -> Ink:
    """A digital cell: its characters are what they are; words are no number."""
    if first is None and not all(number.is_blank(r.text) for r in readings):
        return Ink((Candidate(None, 0.0),), 1.0, None)
    return exact(first)


def _from_readers(readings: list[Reading], first: Value) -> Ink:
    others: dict[Origin, Reading] = {}
    for reading in readings:
        others.setdefault(reading.origin, reading)
    others.pop(Origin.READER, None)
    network = _Network(tuple(r for r in readings if r.origin is Origin.READER))
    layer = others.pop(Origin.WRONG_LAYER, None)
    witnesses: list[_Network | _PageReading | _LayerReading] = [network]
    witnesses += [page for page in map(_PageReading, others.values()) if not page.silent]
    witnesses += [_LayerReading(layer)] if layer else []
    values: set[Value] = {first} if first is not None else set()
    for witness in witnesses:
        values |= witness.proposals()
    if not values:
        return Ink((), 0.0, None)
    costs = {
        value: sum(-math.log(witness.likelihood(value)) for witness in witnesses)
        for value in values
    }
    least = min(costs.values())
    seen = {first, *(v for r in readings for v in _seen(r.text))}
    ranked = sorted(
        (Candidate(value, costs[value] - least, value in seen) for value in values),
        key=lambda c: (c.cost, c.value is None, c.value or 0),
    )
    weight = sum(math.exp(-c.cost) for c in ranked)
    elsewhere = math.prod(w.unforeseen for w in witnesses) / math.exp(-least)
    return Ink(tuple(ranked[:KEPT]), 1.0 / (weight + elsewhere), first)


@dataclass(frozen=True, slots=True)
class _Network:
    """The number reader: calibrated, its confidences are probabilities of its strings."""

    readings: tuple[Reading, ...]

    def proposals(self) -> set[Value]:
        if not self.readings:
            return set()
        found = {v for r in self.readings if (v := _value(r.text)) is not _NO_NUMBER}
        best = self.readings[0]
        if best.confidence < 0.9995:
            found |= set(_misread(best.text))
        return {v for v in found if not isinstance(v, str)}

    def likelihood(self, value: Value) -> float:
        if not self.readings:
            return 1.0
        said = [r.confidence for r in self.readings if _value(r.text) == value]
        rest = max(1.0 - sum(r.confidence for r in self.readings), 2e-4)
        share = _misread(self.readings[0].text).get(value, 1e-3)
        return min(max(sum(said), 0.0) + rest * share, 1.0)

    @property
    def unforeseen(self) -> float:
        """How likely the reading is when the paper shows a value that nobody proposed."""
        if not self.readings:
            return 1.0
        return max(1.0 - sum(r.confidence for r in self.readings), 2e-4) * 0.3


@dataclass(frozen=True, slots=True)
class _PageReading:
    """A reading by a page recogniser: confidence is a hint, separators get lost anyway."""

    reading: Reading

    @property
    def accuracy(self) -> float:
        return 0.5 + 0.45 * min(max(self.reading.confidence, 0.0), 1.0)

    @property
    def silent(self) -> bool:
        """Whether the reading says nothing of the number: "Ị", "U,25 -". Of 208 figures so read
        of which the number reader was 90 % sure, all were as that said."""
        return isinstance(_value(self.reading.text), str) and not _misread(self.reading.text)

    def proposals(self) -> set[Value]:
        said = _value(self.reading.text)
        found: set[Value] = set(_misread(self.reading.text))
        return found if isinstance(said, str) else found | {said}

    def likelihood(self, value: Value) -> float:
        bare = _BARE.fullmatch(self.reading.text)
        if _value(self.reading.text) == value and not bare:
            return self.accuracy
        missed = 1.0 if bare else 1.0 - self.accuracy
        share = _misread(self.reading.text).get(value, 1e-3)
        # A lost separator comes with confidence 64-94 and leaves no alternative.
        return max(missed * share, 0.02 if share == _LOST else 0.0)

    @property
    def unforeseen(self) -> float:
        return (1.0 - self.accuracy) * 0.3


@dataclass(frozen=True, slots=True)
class _LayerReading:
    """A layer that another OCR left: a witness of digits, and of separators that it has.

    It loses them as Tesseract does, so two such readings that agree are no proof: 0.7 % of
    agreeing score cells are wrong, mostly so ("15" for 1.5).
    """

    reading: Reading

    def proposals(self) -> set[Value]:
        return set()

    def likelihood(self, value: Value) -> float:
        if _SEPARATOR.search(self.reading.text) and number.parse(self.reading.text) is not None:
            return _LAYER_RIGHT if _value(self.reading.text) == value else 1 - _LAYER_RIGHT
        digits = "" if value is None else _digits(number.plain(value))
        return _LAYER_RIGHT if digits == _digits(self.reading.text) else 1 - _LAYER_RIGHT

    @property
    def unforeseen(self) -> float:
        return (1 - _LAYER_RIGHT) * 0.3


_LAYER_RIGHT = 0.85


def _digits(text: str) -> str:
    """The digits without separators and without zeros that change no value ("0,50" is 05)."""
    whole, _, part = text.replace(",", ".").partition(".")
    return f"{whole}{part.rstrip('0')}" if whole.isdigit() else re.sub(r"\D", "", text)


_NO_NUMBER = "no number"
_LOST, _CONFUSED, _DROPPED, _REPAIRED = 0.25, 0.04, 0.02, 0.9
_ADDED = 0.008
"""A separator where none is printed: in none of 4,674 readings with one, but a speck may be it;
81 of 2,359 readings without one had lost it."""
_BARE_SHARE, _CUT_SHORT, _TOUCHED = 0.45, 0.01, 0.15


@lru_cache(maxsize=4096)
def _value(text: str) -> Value | str:
    """The value of a reading; None for blank; _NO_NUMBER for words."""
    if number.is_blank(text):
        return None
    found = number.parse(text)
    return _NO_NUMBER if found is None else found


@lru_cache(maxsize=4096)
def _misread(text: str) -> Mapping[Value, float]:
    """Values that a reading may stand for, with the share of its mistakes that each has.

    >>> sorted(v for v, s in _misread("15").items() if s == _LOST)
    [Decimal('1.5')]
    >>> _misread("1.S"), _misread("‹ 0,75"), _misread("- x")
    ({Decimal('1.5'): 0.9}, {Decimal('0.75'): 0.9}, {})
    """
    text = text.strip()
    if number.parse(text) is None and not text.startswith(RULE):
        bare = _SPECKS.sub("", text)
        mended = number.parse(re.sub(r"[\s'`°*:;]+", "", bare.translate(_LETTERS)))
        return {} if mended is None else {mended: _REPAIRED}
    found: dict[Value, float] = {}
    if _BARE.fullmatch(text):
        found = {number.parse(text): _BARE_SHARE, number.parse(f"0.{text[1]}"): _BARE_SHARE}
        for digit in "123456789":
            found[number.parse(f"0.{text[1]}{digit}")] = _CUT_SHORT
        return found
    if text.startswith(RULE):
        rest = text[1:]
        found = {number.parse(rest): _BARE_SHARE}
        for variant in _lookalikes(rest):
            found.setdefault(number.parse(variant), _TOUCHED)
        return found
    for share, variants in (
        (_ADDED if _SEPARATOR.search(text) else _LOST, _separators(text)),
        (_CONFUSED, _lookalikes(text)),
        (_DROPPED, _dropped(text)),
    ):
        for variant in variants:
            value = number.parse(variant)
            if value is not None:
                found.setdefault(value, share)
    found.setdefault(None, 1e-4)
    found.pop(number.parse(text), None)
    return found


_NEAR = (_LOST, _ADDED, _REPAIRED, _BARE_SHARE)


def _seen(text: str) -> set[Value]:
    """What a reading says, with or without its separator."""
    said = _value(text)
    near = {v for v, share in _misread(text).items() if share in _NEAR}
    return near if isinstance(said, str) else near | {said}


def _separators(text: str) -> list[str]:
    """The text with its separator lost or added: 15 for 1.5, 0.5 for 05; without the minus that
    a pen's tick before it looks like."""
    if text.startswith("-"):
        return [text[1:], *(f"-{other}" for other in _separators(text[1:]))]
    if _SEPARATOR.search(text):
        return [_SEPARATOR.sub("", text)]
    cuts = range(max(1, len(text) - 2), len(text))
    return [f"{text[:cut]}.{text[cut:]}" for cut in cuts]


def _lookalikes(text: str) -> list[str]:
    return [
        text[:place] + other + text[place + 1 :]
        for place, digit in enumerate(text)
        for other in _LOOKALIKE.get(digit, "")
    ]


def _dropped(text: str) -> list[str]:
    """A digit cut off or invented at either end of the number."""
    shorter = [text[:-1], text[1:]] if len(text) > 1 else []
    return [*shorter, *(f"{text}{digit}" for digit in "15"), *(f"{d}{text}" for d in "12")]
