"""Running text as words, figures, dates, document numbers and signs.

Digits inside a word are read as letters ("s6" is "số"): an OCR in another language writes so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from document.wording import fold, nfc

_TOKEN = re.compile(
    r"(?P<date>\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d\d(?!\d))"
    r"|(?P<code>\d{1,5}\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?[A-ZĐÐ][\w&]*(?:\s?[-–]\s?[A-ZĐÐ0][\w&]*)+)"
    r"|(?P<word>\d?[^\W\d_](?:[\w&¢€{}’'|]*\w)?)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<sign>\S)"
)
_AS_LETTER = str.maketrans("0134568", "oleasob")
_TONED = frozenset("đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or sign. kind: word, number, date, code or sign.

    key: folded, digits inside a word read as letters. start, end: places in its paragraph.
    """

    kind: str
    text: str
    key: str
    start: int
    end: int

    @property
    def marked(self) -> str:
        """Its text in small letters, with its marks."""
        return nfc(self.text).lower()


@lru_cache(maxsize=65536)
def _key(text: str) -> str:
    folded = fold(text).replace(" ", "")
    return folded.translate(_AS_LETTER) if any(c.isalpha() for c in folded) else folded


def tokens(text: str) -> tuple[Token, ...]:
    """The text as tokens.

    >>> [(t.kind, t.key) for t in tokens("số 12/QĐ-UBND, đạt 91.00/100")][:4]
    [('word', 'so'), ('code', '12 qd ubnd'), ('sign', ','), ('word', 'dat')]
    >>> [t.key for t in tokens("trong s6 05 d6ng, 1a")]
    ['trong', 'so', '05', 'dong', ',', 'la']
    """
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        word = match[0]
        key = _key(word) if kind == "word" else fold(word) if kind == "code" else word
        found.append(Token(kind, word, key, match.start(), match.end()))
    return tuple(found)


def damaged(text: str) -> bool:
    """Whether a Vietnamese text has lost its marks: an OCR in another language made it.

    >>> damaged("xếp loại Tốt và đứng thứ ba"), damaged("xép loai Tét va dung thr ba")
    (False, True)
    """
    letters = text.lower()
    return sum(c in _TONED for c in letters) < 0.15 * len(letters.split())
