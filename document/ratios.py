"""Ratios in the words of a row: "870/901 hồ sơ, đạt 96,56%" says n/m and a percentage.

They are checked against each other, and bear witness to the verified score of their row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from document import number
from document.wording import fold

TOLERANCE = Decimal("0.06")
"""Percentages are printed with 0 to 2 places, rounded or cut; more than this is a fault."""

_RATIO = r"(?<![\d/.,])(?P<part>\d{1,6})\s?/\s?(?P<whole>\d{1,6})(?![\d/.,]*[\d/])(?!/)"
_PERCENT = r"(?P<percent>\d{1,3}(?:[.,]\d{1,3})?)\s?%"
_WORDS = r"[^\d;%/\n]"
_AFTER = re.compile(_RATIO + rf"(?P<between>{_WORDS}{{0,60}}?)(?<![\d.,]){_PERCENT}")
_BEFORE = re.compile(rf"(?<![\d.,/]){_PERCENT}\s*\(\s*{_WORDS}{{0,25}}?" + _RATIO)
_REACHED = ("dat", "ty le", "ti le", "chiem", "bang", "tuong duong")


@dataclass(frozen=True, slots=True)
class Ratio:
    """part of whole, and the percentage printed beside it; percent is None without one."""

    part: int
    whole: int
    percent: Decimal | None

    @property
    def true_percent(self) -> Decimal:
        return Decimal(self.part) * 100 / Decimal(self.whole)

    @property
    def printed_percent_holds(self) -> bool:
        """Whether the printed percentage is the ratio, rounded or cut.

        The interval is wide enough for a percentage printed without places.

        >>> Ratio(249, 395, Decimal("63")).printed_percent_holds
        True
        """
        if self.percent is None:
            return True
        last = Decimal(1).scaleb(-number.places(self.percent))
        cut = self.true_percent.quantize(last, ROUND_DOWN)
        rounded = self.true_percent.quantize(last, ROUND_HALF_UP)
        return self.percent in (cut, rounded) or (
            abs(self.percent - self.true_percent) <= TOLERANCE
        )


def find(text: str) -> tuple[Ratio, ...]:
    """Ratios that the text clearly pairs with a percentage.

    Dates, numbers of decrees and goals ("đạt 0,35%/KH 0,50%") are none.

    >>> find("Trong năm có 870/901 hồ sơ, đạt 96,56%")
    (Ratio(part=870, whole=901, percent=Decimal('96.56')),)
    >>> find("Đạt 87.66% (2061/2351 hồ sơ)")[0].part
    2061
    >>> find("Nghị định số 61/2018/NĐ-CP"), find("có 01/02 cuộc đối thoại")
    ((), ())
    """
    found = [
        _ratio(match)
        for match in _AFTER.finditer(text)
        if not match["between"].strip(" ,.:;-") or _says_reached(match["between"])
    ]
    found += [_ratio(match) for match in _BEFORE.finditer(text)]
    return tuple(ratio for ratio in found if ratio.part <= ratio.whole and ratio.whole > 0)


def misread_percent(ratio: Ratio) -> bool:
    """Whether the printed percentage may be the right one that lost its separator or a digit.

    No part of a whole is more than 100 %.

    >>> misread_percent(Ratio(870, 901, Decimal("965"))), misread_percent(Ratio(9, 10, Decimal(9)))
    (True, True)
    >>> misread_percent(Ratio(1755, 2040, Decimal("86.9")))
    False
    """
    if ratio.percent is None:
        return False
    if ratio.percent > 100:
        return True
    digits = iter(f"{ratio.true_percent:.2f}".replace(".", ""))
    return all(digit in digits for digit in number.plain(ratio.percent).replace(".", ""))


def scores(ratio: Ratio, maximum: Decimal) -> tuple[Decimal, Decimal]:
    """maximum x ratio with two places: cut, and rounded.

    >>> scores(Ratio(870, 901, None), Decimal(1))
    (Decimal('0.96'), Decimal('0.97'))
    """
    exact = maximum * ratio.part / Decimal(ratio.whole)
    cent = Decimal("0.01")
    return exact.quantize(cent, ROUND_DOWN), exact.quantize(cent, ROUND_HALF_UP)


def _says_reached(between: str) -> bool:
    words = f" {fold(between)} "
    return any(f" {word} " in words for word in _REACHED)


def _ratio(match: re.Match[str]) -> Ratio:
    return Ratio(int(match["part"]), int(match["whole"]), number.parse(match["percent"]))
