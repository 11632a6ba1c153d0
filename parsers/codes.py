"""The number of a criterion (*mã tiêu chí*): "1.1.3", "IV", "a". Not for scores."""

from __future__ import annotations

import re

ROMAN = re.compile(r"[IVX]{1,5}")
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,5}")
_LETTERED = re.compile(r"[a-zđ]\)?")
_PREFIX = re.compile(r"^(?:tiêu chí|tc|lv|lĩnh vực|mục|phần)\s*(?=[\dIVX])", re.IGNORECASE)
_SLIPS = str.maketrans({"l": "1", "|": "1", "O": "0", "o": "0", ",": ".", ";": ".", ":": ".", "!": "1"})


def clean(printed: str) -> str:
    """The code as a system would write it; "" when the text is none.

    >>> clean("1.1.3."), clean(" 3, 2 .1"), clean("IV."), clean("Tiêu chí 1"), clean("Tổng")
    ('1.1.3', '3.2.1', 'IV', '1', '')
    >>> clean("l.2"), clean("VIII"), clean("a)")
    ('1.2', 'VIII', 'a')
    """
    text = _PREFIX.sub("", printed.strip())
    text = re.sub(r"\s+", "", text).strip("()[]'\"`*-_").rstrip(".,:;")
    if ROMAN.fullmatch(text):
        return text
    if _LETTERED.fullmatch(text) and text != "l" and text != "o":
        return text.rstrip(")")
    slipped = re.sub(r"\.{2,}", ".", text.translate(_SLIPS)).strip(".")
    return slipped if _DOTTED.fullmatch(slipped) else ""


def is_roman(code: str) -> bool:
    return bool(ROMAN.fullmatch(code))


def parts(code: str) -> tuple[int, ...]:
    """The numbers of a dotted code; () for any other.

    >>> parts("3.11.2"), parts("IV")
    ((3, 11, 2), ())
    """
    return tuple(int(p) for p in code.split(".")) if _DOTTED.fullmatch(code) else ()
