"""Vietnamese text as a reader compares it: NFC, marks folded, spaces squashed; and whether a text
is Vietnamese at all."""

from __future__ import annotations

import re
import unicodedata

from unidecode import unidecode

_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_MARKED = frozenset("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")
"""Vietnamese letters that are more than ASCII, NFC."""
_ONLY_VIETNAMESE = frozenset("ăđơưằắẳẵặầấẩẫậềếểễệồốổỗộờớởỡợừứửữựạảẹẻẽịỉĩọỏụủũỵỷỹ")
"""Those of them that no western language has: an OCR in one never gives them."""


def nfc(text: str) -> str:
    """The text with each letter and its marks as one code point where there is one."""
    return unicodedata.normalize("NFC", text)


def has_vietnamese_mark(letter: str) -> bool:
    """Whether it is a Vietnamese letter that is more than ASCII; French has some of them too."""
    return letter.lower() in _MARKED


def only_vietnamese(text: str) -> int:
    """How many of its letters only Vietnamese has.

    >>> only_vietnamese("thẩm định"), only_vietnamese("thâm dinh")
    (3, 0)
    """
    return sum(letter in _ONLY_VIETNAMESE for letter in nfc(text).lower())


def vietnamese_share(text: str) -> float:
    """Share of letters that only Vietnamese has; 0.12 to 0.25 in right Vietnamese text.

    >>> vietnamese_share("cải cách hành chính được thẩm định") > 0.12
    True
    >>> vietnamese_share("cai cich hanh chinh dugc tham dinh")
    0.0
    """
    letters = sum(c.isalpha() for c in nfc(text))
    return only_vietnamese(text) / letters if letters else 0.0


def one_line(text: str) -> str:
    """NFC, every run of white space one space, none at the ends.

    >>> one_line(" Điểm\\n  chuẩn ")
    'Điểm chuẩn'
    """
    return _SPACE.sub(" ", nfc(text)).strip()


def fold(text: str) -> str:
    """The text without case and marks; everything but letters and digits is one space.

    >>> fold("Lĩnh vực/Tiêu chí")
    'linh vuc tieu chi'
    """
    return _NOT_WORD.sub(" ", unidecode(nfc(text)).lower()).strip()


def skeleton(text: str) -> str:
    """Folded and without spaces: for headers that a narrow column broke in mid-word.

    >>> skeleton("ĐIỂ M CHU ẨN")
    'diemchuan'
    """
    return fold(text).replace(" ", "")
