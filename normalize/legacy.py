"""Whether a text is Vietnamese in an encoding of before Unicode, and what it says."""

from __future__ import annotations

import re

from document.legacy import ENCODINGS
from document.wording import nfc
from normalize.syllable import is_legal

MOST_RIGHT, LEAST_RIGHT = 0.4, 0.85
"""Share of the words with a mark that are legal syllables: at most, as the text stands, and at
least, once it is converted. Text read by an engine of another language stays far below."""
FEWEST = 4
"""Words with a mark that a judgement needs."""


_SIGNS = ".,;:!?()[]\"'/-–“”"


def _legal_share(text: str) -> tuple[float, int]:
    """Share of legal syllables among the words that are not ASCII, and how many these are."""
    words = [w.strip(_SIGNS) for w in text.split()]
    marked = [w for w in words if not w.isascii()]
    legal = sum(all(is_legal(part) for part in re.split(r"[-/,.]", w) if part) for w in marked)
    return (legal / len(marked) if marked else 0.0), len(marked)


def modern(text: str) -> tuple[str, str]:
    """The text in NFC, and the name of the encoding that it was in, "" for Unicode.

    >>> modern("C¶i c¸ch hµnh chÝnh, ®iÓm thÈm ®Þnh")
    ('Cải cách hành chính, điểm thẩm định', 'TCVN3')
    >>> modern("Két qua Chi s6 cai cich hanh chinh ndm 2023")[1]
    ''
    """
    text = nfc(text)
    share, marked = _legal_share(text)
    if marked < FEWEST or share > MOST_RIGHT:
        return text, ""
    found = [(_legal_share(read(text))[0], name, read(text)) for name, read in ENCODINGS]
    best = max(found)
    return (best[2], best[1]) if best[0] >= LEAST_RIGHT else (text, "")
