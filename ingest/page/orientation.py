"""By how many quarter turns the content of a page is turned.

A page that stands upright is told by reading a few of its lines, which costs a fifth of what the
engine's own detection takes; that one is asked where the lines do not read well.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ingest.components import connected
from ingest.image import Pixels
from ingest.page.clean import text_runs_upright
from ingest.page.runs import opened_along, opened_down
from ingest.read.engine import Engine, Mode, Token

DPI = 150.0
LINES = 3
SURE = 0.8
"""Confidence of the words of a few lines above which they stand upright. On 108 scanned pages of
all kinds it was 0.89 and more for upright pages, at most 0.62 for the same pages upside down."""
SURE_OF_ONE = 0.9
"""The same for the longest line alone, which is read first. Of 80 pages 69 came above it upright;
none did upside down, the surest had 0.72."""
CLEARLY = 0.15
"""By so much more confidence a page reads better turned the other way."""
_WORDS = 6
_LONGEST = 520
"""Pixels of a line that are read: enough for six words."""


def turn(pixels: Pixels, engine: Engine) -> int:
    """Quarter turn of the content, degrees clockwise; the axis cue where no one can tell.

    pixels: the page at DPI, uint8, paper 255.
    """
    if float((pixels < 128).mean()) < 0.0005:
        return 0
    upright = _legibility(engine, pixels)
    if upright >= SURE:
        return 0
    turned = engine.orientation(pixels, DPI)
    if turned is None:
        return 0 if text_runs_upright(np.asarray(255 - pixels, np.uint8)) else 90
    return _best_read(engine, pixels, turned, upright)


def _best_read(engine: Engine, pixels: Pixels, told: int, upright: float) -> int:
    """The turn the engine told of, unless another one reads clearly better.

    On a fax with broken strokes it took an upright table for one upside down.
    """
    read = {told: upright if told == 0 else _turned_back(engine, pixels, told)}
    if read[told] >= SURE:
        return told
    opposite = (told + 180) % 360
    read[opposite] = upright if opposite == 0 else _turned_back(engine, pixels, opposite)
    return opposite if read[opposite] > read[told] + CLEARLY else told


def _turned_back(engine: Engine, pixels: Pixels, turned: int) -> float:
    """Legibility of a page whose content is turned clockwise, after it is turned back."""
    return _legibility(engine, np.ascontiguousarray(np.rot90(pixels, turned // 90)))


def _legibility(engine: Engine, pixels: Pixels) -> float:
    """Confidence of the words of the longest lines, 0 to 1; 0 where there are too few."""
    lines = _lines(pixels)
    if len(lines) < 2:
        return 0.0
    first = _words_in(engine, lines[:1])
    if len(first) >= _WORDS and _confidence(first) >= SURE_OF_ONE:
        return _confidence(first)
    words = first + _words_in(engine, lines[1:])
    return _confidence(words) if len(words) >= _WORDS else 0.0


def _words_in(engine: Engine, lines: Sequence[Pixels]) -> list[Token]:
    found = engine.read(lines, Mode.LINE, DPI)
    return [word for line in found for word in line if len(word.text) > 1]


def _confidence(words: Sequence[Token]) -> float:
    """Mean confidence of words, weighted by their letters."""
    weights = [len(word.text) for word in words]
    sum_of_all = sum(w.confidence * n for w, n in zip(words, weights, strict=True))
    return sum_of_all / sum(weights)


def _lines(pixels: Pixels) -> list[Pixels]:
    """The longest pieces of ink that have the form of a line of text, with white around."""
    ink = np.asarray(cv2.threshold(pixels, 164, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    # Ruled lines would join all the text of a table.
    rules = cv2.bitwise_or(opened_down(ink, 50), opened_along(ink, 70))
    ink = np.asarray(cv2.subtract(ink, cv2.dilate(rules, np.ones((3, 3), np.uint8))), np.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 17), np.uint8))
    found = [
        (w, x, y, h)
        for x, y, w, h, area in connected(np.asarray(joined, np.uint8)).boxes.tolist()
        if 12 <= h <= 48 and w >= 130 and w >= 6 * h and area >= 0.35 * w * h
    ]
    pieces = []
    for width, x, y, height in sorted(found, reverse=True)[:LINES]:
        columns = slice(max(0, x - 3), x + min(width, _LONGEST) + 3)
        piece = pixels[max(0, y - 3) : y + height + 3, columns]
        pieces.append(np.pad(piece, 10, constant_values=255))
    return pieces
