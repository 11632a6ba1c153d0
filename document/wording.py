"""Vietnamese text as a reader compares it: NFC, marks folded, spaces squashed."""

from __future__ import annotations

import re
import unicodedata

from unidecode import unidecode

_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def nfc(text: str) -> str:
    """The text with each letter and its marks as one code point where there is one."""
    return unicodedata.normalize("NFC", text)


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
