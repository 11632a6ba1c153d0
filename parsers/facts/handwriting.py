"""Whether digits in a form were printed with it or filled in by hand.

Printed ones stand like the words beside them: as high, on the same foot, after a usual space.
Only scans can tell; the letters of a digital page are all printed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from document.page import Origin, Word
from parsers.facts.evidence import Ink
from parsers.facts.paragraphs import Paragraph
from parsers.facts.tokens import Token

_TALLER, _LOWER, _WIDER = 0.25, 0.15, 0.9
"""How far printed digits differ at most from "năm" in the line of the date, in its heights: height,
foot, white before and after. In 30 scans printed ones stay within 0.17, 0.08 and 0.6, so do numbers
with their slash; handwritten ones are 0.3 to 0.7 taller, or lie lower, or in a gap."""
_LEFT = 0.5
"""What is left of the confidence in digits that seem to be handwritten."""


def doubted(seen: Ink) -> Ink:
    """The ink of digits that seem to be handwritten: an engine for print is no witness."""
    return replace(seen, confidence=seen.confidence * _LEFT)


def model_word(lines: Iterable[Paragraph]) -> Word | None:
    """The word "năm" in the line of the date: it is always printed."""
    for line in lines:
        for token in line.tokens:
            if token.key == "nam" and not token.text.isupper():
                return next((p.word for p in line.under(token.start, token.end)), None)
    return None


def is_tall(words: Sequence[Word], model: Word | None) -> bool:
    """Whether a scanned word of some is taller than print."""
    scanned = (w for w in words if w.origin is not Origin.LAYER)
    return model is not None and any(
        w.box.height > (1 + _TALLER) * model.box.height for w in scanned
    )


def in_print(line: Paragraph, digits: Token, model: Word | None) -> bool:
    """Whether digits of a line stand like a printed word of it."""
    under = line.under(digits.start, digits.end)
    first = next(k for k, piece in enumerate(line.pieces) if piece is under[0])
    own = line.pieces[first]
    if own.word is None or model is None or own.word.origin is Origin.LAYER:
        return True
    # "ngày23" was read as one word: the digits crowd the gap.
    if any(c.isalpha() for c in own.text):
        return False
    around = line.pieces[max(0, first - 1) : first + 2]
    words = [p.word for p in around if p.word is not None]
    return _stands_like(own.word, model) and all(
        b.box.x0 - a.box.x1 <= _WIDER * model.box.height for a, b in itertools.pairwise(words)
    )


def _stands_like(word: Word, model: Word) -> bool:
    unit = model.box.height
    taller = abs(word.box.height - unit) / unit
    lower = abs(word.box.bottom - model.box.bottom) / unit
    return taller <= _TALLER and lower <= _LOWER
