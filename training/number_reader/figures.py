"""What is typed into the cells of score tables, and what the reader shall say about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Chance = np.random.Generator

ALPHABET = "0123456789,./%-+()IVX#"
"""Signs that the reader knows; "#" stands for a text that is no figure."""

_TENS, _ONES = ("", "X"), ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMAN = [ten + one for ten in _TENS for one in _ONES if ten + one] + ["XX"]
SYLLABLES = (Path(__file__).parent / "syllables.txt").read_text("utf-8").split()


@dataclass(frozen=True, slots=True)
class Figure:
    """lines: as typed, one or two. label: what the reader shall say ("" for an empty cell)."""

    lines: tuple[str, ...]
    label: str


def words(chance: Chance, count: int) -> str:
    """Some syllables as a text."""
    return " ".join(SYLLABLES[int(k)] for k in chance.integers(0, len(SYLLABLES), count))


def _digits(chance: Chance, count: int) -> str:
    return "".join(str(d) for d in chance.integers(0, 10, count))


def _mark(chance: Chance) -> str:
    return "," if chance.random() < 0.5 else "."


def _whole(chance: Chance) -> str:
    kind = chance.random()
    if kind < 0.45:
        return str(chance.integers(0, 10))
    if kind < 0.85:
        return str(chance.integers(10, 101))
    if kind < 0.9:
        return f"{chance.integers(0, 10):02d}"
    return str(chance.integers(100, 10_000))


def _ordinal(chance: Chance) -> str:
    """A number of order with its point."""
    return f"{chance.integers(1, 10 if chance.random() < 0.6 else 100)}."


def _decimal(chance: Chance) -> str:
    kind = chance.random()
    whole = str(chance.integers(0, 10)) if kind < 0.6 else str(chance.integers(0, 101))
    part = chance.random()
    if part < 0.35:
        after = _digits(chance, 1)
    elif part < 0.5:
        after = ("5", "25", "75", "0", "00", "50")[int(chance.integers(0, 6))]
    elif part < 0.95:
        after = _digits(chance, 2)
    else:
        after = _digits(chance, int(chance.integers(3, 5)))
    return whole + _mark(chance) + after


def _free(chance: Chance) -> str:
    """Digits and separators in no order that could be guessed."""
    text = _digits(chance, int(chance.integers(1, 7)))
    if len(text) > 1 and chance.random() < 0.5:
        at = int(chance.integers(1, len(text)))
        text = text[:at] + _mark(chance) + text[at:]
    return text


def _code(chance: Chance) -> str:
    depth = int(chance.choice([1, 2, 3, 4], p=[0.12, 0.35, 0.43, 0.1]))
    parts = [str(chance.integers(1, 21 if chance.random() < 0.2 else 10)) for _ in range(depth)]
    return ".".join(parts) + ("." if chance.random() < 0.2 else "")


def _dash(chance: Chance) -> str:
    return ("-", "–", "—", "-")[int(chance.integers(0, 4))]


def _signed(chance: Chance) -> str:
    sign = "+" if chance.random() < 0.3 else ("-", "–")[int(chance.integers(0, 2))]
    return sign + (_decimal(chance) if chance.random() < 0.7 else _whole(chance))


def _percent(chance: Chance) -> str:
    number = _decimal(chance) if chance.random() < 0.6 else str(chance.integers(0, 101))
    return number + (" %" if chance.random() < 0.2 else "%")


def _ratio(chance: Chance) -> str:
    below = int(chance.integers(1, 10 ** int(chance.integers(1, 5))))
    above = int(chance.integers(0, below + 1))
    return f"{above:02d}/{below:02d}" if chance.random() < 0.3 else f"{above}/{below}"


def _thousands(chance: Chance) -> str:
    parts = [str(chance.integers(1, 1000))]
    parts += [_digits(chance, 3) for _ in range(int(chance.integers(1, 3)))]
    return _mark(chance).join(parts)


def _bracketed(chance: Chance) -> str:
    inside = _whole(chance) if chance.random() < 0.8 else _signed(chance)
    return f"({inside})"


def _roman(chance: Chance) -> str:
    most = 5 if chance.random() < 0.5 else len(_ROMAN)
    text = _ROMAN[int(chance.integers(0, most))]
    if chance.random() < 0.25:  # "I.1", "II.3.2"
        text += "." + ".".join(str(d) for d in chance.integers(1, 12, chance.integers(1, 3)))
    return text + ("." if chance.random() < 0.15 else "")


def _word(chance: Chance) -> str:
    kind = chance.random()
    if kind < 0.5:
        text = words(chance, int(chance.integers(1, 4)))
        return text.upper() if chance.random() < 0.3 else text
    if kind < 0.6:
        return ("ĐTXHH", "Đ", "TH", "KĐG", "x", "đạt", "A", "B", "a", "b", "c", "TB")[
            int(chance.integers(0, 12))
        ]
    if kind < 0.8:
        return f"{_whole(chance)} {words(chance, 1)}"
    return f"{words(chance, 1)} {_whole(chance)}"


_KINDS: dict[str, tuple[float, Callable[[Chance], str]]] = {
    "decimal": (0.235, _decimal),
    "whole": (0.14, _whole),
    "free": (0.09, _free),
    "code": (0.09, _code),
    "ordinal": (0.015, _ordinal),
    "dash": (0.065, _dash),
    "signed": (0.055, _signed),
    "percent": (0.045, _percent),
    "ratio": (0.04, _ratio),
    "thousands": (0.025, _thousands),
    "bracketed": (0.02, _bracketed),
    "roman": (0.04, _roman),
}
_EMPTY, _WORDS, _LINES = 0.08, 0.04, 0.02

_PLAIN = str.maketrans({"–": "-", "—": "-", " ": None})


def label_of(text: str) -> str:
    """What the reader shall say about one line of text.

    >>> label_of("96,56 %"), label_of("–2"), label_of("10 điểm"), label_of("")
    ('96,56%', '-2', '#', '')
    """
    plain = text.translate(_PLAIN)
    return plain if all(sign in ALPHABET for sign in plain) and "#" not in plain else "#"


def code_figure(chance: Chance) -> Figure:
    """One cell of a column of codes: what stands above "1.1" may be "I" or "1"."""
    kind = chance.random()
    if kind < 0.94:
        make = _code if kind < 0.4 else _roman if kind < 0.75 else _ordinal
        text = make(chance) if kind < 0.9 else str(chance.integers(1, 20))
        return Figure((text,), label_of(text))
    return Figure((), "")


def figure(chance: Chance) -> Figure:
    """One cell's content, drawn by weight."""
    at = chance.random()
    for weight, make in _KINDS.values():
        if at < weight:
            text = make(chance)
            return Figure((text,), label_of(text))
        at -= weight
    if at < _EMPTY:
        return Figure((), "")
    if at < _EMPTY + _WORDS:
        return Figure((_word(chance),), "#")
    first = _decimal(chance) if chance.random() < 0.6 else _word(chance)
    second = _decimal(chance) if chance.random() < 0.5 else _word(chance)
    return Figure((first, second), "#")
