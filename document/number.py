"""The one place where printed figures become decimals.

Decimal comma and point stand in one document; counts carry leading zeros (01, 05);
thousands are grouped by points (28.500.000). Values are exact, never float.
"""

from __future__ import annotations

import re
from decimal import Decimal

BLANK = frozenset({"", "-", "–", "—", "_", "/"})
"""Printed forms that say: no figure here."""

_PLAIN = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,4})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "\u00a0": " "})


def parse(printed: str) -> Decimal | None:
    """The value of a printed figure; None when it is blank or not a number.

    Comma and point both mark decimals; two or more groups of three digits are thousands.

    >>> parse("0,50"), parse("2.00"), parse("05"), parse("28.500.000")
    (Decimal('0.50'), Decimal('2.00'), Decimal('5'), Decimal('28500000'))
    >>> parse("-"), parse("ĐTXHH"), parse("1.1.3"), parse("− 0,25")
    (None, None, None, Decimal('-0.25'))
    """
    text = printed.translate(_MINUS).strip()
    if text in BLANK:
        return None
    text = re.sub(r"^([+-])\s+", r"\1", text)
    if _THOUSANDS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", ""))
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return None


def is_blank(printed: str) -> bool:
    """Whether the text says that no figure is printed there.

    >>> is_blank(" - "), is_blank("0")
    (True, False)
    """
    return printed.translate(_MINUS).strip() in BLANK


def plain(value: Decimal) -> str:
    """The value as a decimal string: a point, no exponent, no needless zeros.

    >>> plain(Decimal("18.50")), plain(Decimal("100")), plain(Decimal("0.00"))
    ('18.5', '100', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def places(value: Decimal) -> int:
    """How many decimal places the printed value has.

    >>> places(Decimal("1.50")), places(Decimal("20"))
    (2, 0)
    """
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
