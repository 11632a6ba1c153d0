"""Ink as words, before anything is read: phrases, and which of the short ones are figures.

They are the skeleton of a table that has no rules. Not for the figures that are handed on: those
are read in their cells, by ingest.read.read. Here a quick reading tells a figure from a word,
before any cell is known. Lengths are points.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from document.geometry import Box, hull, lines_of_ink
from document.page import Origin, Rule, Word
from ingest.image import PageImage
from ingest.read.number_reader import NumberReader

WIDEST = 62.0
"""A longer phrase is text. "28.500.000" in 13-point print takes 60."""
LOWEST, TALLEST = 5.0, 20.0
"""A lower phrase is a dash or dirt, in which the reader sees any figure."""
SURE = 0.2
"""Confidence of a quick reading. Of 400 figures of four bad scans a fifth came below one half, and
hardly a word came as anything but "no figure"."""
AROUND = 2.4
"""White taken along: the reader looks for what goes on beyond the box."""
_LOWEST_INK, _TALLEST_INK = 2.0, 30.0
"""Words of ink that may belong to a phrase."""
_LINES_AROUND = 6
"""Lines above and below a gap that tell whether it is part of a white corridor."""
_FIGURE = re.compile(r"[-+]?\d+(?:[.,/]\d+)*[.,]?%?|\(\d{1,3}(?:[.,]\d+)?\)|[IVX]+\.?")


def phrases(components: Sequence[Box], rules: Sequence[Rule]) -> tuple[Box, ...]:
    """Words that stand as near as the words of a sentence, as one box each, line by line.

    What is near is judged by the gaps of the line, between 5 and 9 points: in justified text
    words stand far apart. No phrase goes across a rule, or across white that the lines around
    it share: there are columns.
    """
    down = [r for r in rules if not r.horizontal]
    lines = lines_of_ink(b for b in components if _LOWEST_INK <= b.height <= _TALLEST_INK)
    done: list[Box] = []
    for k, line in enumerate(lines):
        around = [*lines[max(0, k - _LINES_AROUND) : k], *lines[k + 1 : k + 1 + _LINES_AROUND]]
        gaps = sorted(b.x0 - a.x1 for a, b in itertools.pairwise(line))
        usual = gaps[int(0.4 * (len(gaps) - 1))] if gaps else 0.0
        near = min(max(1.5 * usual, 5.0), 9.0)
        begun = [line[0]]
        for box in line[1:]:
            end = max(b.x1 for b in begun)
            if box.x0 - end > near or _ruled_off(end, box, down) or _parts(end, box.x0, around):
                done.append(hull(begun))
                begun = []
            begun.append(box)
        done.append(hull(begun))
    return tuple(done)


def _parts(start: float, end: float, around: Sequence[Sequence[Box]]) -> bool:
    """Whether the white between two words goes on through the lines around them.

    Only lines with words close to it count. Gaps of sentences lie under each other by chance in
    one line of six.
    """
    if end - start < 4.0:
        return False
    return any(_is_white(x, around) for x in (start + 1.5, (start + end) / 2, end - 1.5))


def _is_white(x: float, around: Sequence[Sequence[Box]]) -> bool:
    """Whether words of four lines stand close to x and none over it, but in one line of ten."""
    white = crossed = 0
    for line in around:
        if any(b.x0 - 1 < x < b.x1 + 1 for b in line):
            crossed += 1
            if crossed > 0.1 * len(around):
                return False
        else:
            white += any(x - 40 < b.x1 < x or x < b.x0 < x + 40 for b in line)
    return white >= 4 and crossed <= 0.1 * white


def _ruled_off(end: float, box: Box, down: Sequence[Rule]) -> bool:
    """Whether a vertical rule stands between the end of a phrase and the next word."""
    y = box.centre[1]
    return any(end - 1 <= r.at <= box.x0 + 1 and r.start <= y <= r.end for r in down)


def tokens(image: PageImage, figures: NumberReader | None) -> tuple[Word, ...]:
    """The figures and codes among the phrases of a page, in their order.

    figures: may be None for a page without pixels; there the words of the text layer that look
    like figures are taken.
    """
    if image.pixels is None:
        return tuple(w for w in image.page.words if _FIGURE.fullmatch(w.text))
    short = [p for p in image.page.phrases if p.width <= WIDEST and LOWEST <= p.height <= TALLEST]
    if not short or figures is None:
        return ()
    boxes = [image.edges(p.grown(AROUND)) for p in short]
    seen = figures.quick_read(image.pixels, boxes, image.scale * 72)
    return tuple(
        Word(text, box, confidence, Origin.READER)
        for box, (text, confidence) in zip(short, seen, strict=True)
        if confidence >= SURE and _FIGURE.fullmatch(text)
    )
