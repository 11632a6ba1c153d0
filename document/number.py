"""The one place where printed figures become decimals.

Decimal comma and point stand in one document; counts carry leading zeros (01, 05);
thousands are grouped by points (28.500.000). Values are exact, never float.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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


_ONE_GROUP = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")


def grouping(printed: Iterable[str]) -> str:
    """The sign that groups thousands in a column: "." or ",", "" where none does.

    One figure with two groups tells it, or three with one group and none with other decimals.

    >>> grouping(["2.500.000", "850.000", "-"]), grouping(["291,099", "1,204", "12,750", "87"])
    ('.', ',')
    >>> grouping(["0.751", "1.250", "2.125", "1.375"]), grouping(["291,099", "1,5", "2,750"])
    ('', '')
    """
    texts = [text.translate(_MINUS).strip() for text in printed]
    for text in texts:
        if groups := _THOUSANDS.fullmatch(text):
            return groups[1]
    plain_ones = [text for text in texts if _PLAIN.fullmatch(text) and not text.isdigit()]
    signs = [found[1] for text in plain_ones if (found := _ONE_GROUP.fullmatch(text))]
    alike = len(signs) == len(plain_ones) >= 3 and len(set(signs)) == 1
    return signs[0] if alike else ""


def ungrouped(printed: str, sign: str) -> str:
    """The figure without the sign that groups its thousands; any other text as it is.

    >>> ungrouped("850.000", "."), ungrouped("12,5", "."), ungrouped("1.2", ".")
    ('850000', '12,5', '1.2')
    """
    found = _ONE_GROUP.fullmatch(printed.translate(_MINUS).strip())
    return printed.replace(sign, "") if found and found[1] == sign else printed


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
