"""Ruled lines and word-sized ink on a cleaned page, found without reading anything.

Not for understanding tables: that is for parsers.grid. Lengths are points; 1 mm is 2.83 pt.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from document.geometry import Box
from document.page import Rule
from ingest.sheet import Pixels

STROKE = 3.1
"""A rule is at most this thick (1.1 mm)."""
BRIDGE = 4.5
"""Gaps up to this are ink: dotted rules, broken copies (1.6 mm)."""
SHORTEST = 20.0
"""Runs shorter than this are letters (7 mm)."""
ALONE = 45.0
"""A rule shorter than this must meet another one, or it is a stroke through broken print."""
JOIN = 51.0
"""A short piece this near to a collinear long one goes on with it (18 mm)."""
LINE_UP = 1.2
"""Pieces are collinear when they are at most this far apart across."""
WORD_GAP = 2.9
"""Letters closer than this belong to one word."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn on a page.

    rules: ruled lines, points. blobs: boxes of word-sized ink, rules left out, points.
    rule_mask: uint8, 255 where a pixel belongs to a rule, shape of the page.
    clean: the page with specks taken out and rules kept, paper 255.
    """

    rules: tuple[Rule, ...]
    blobs: tuple[Box, ...]
    rule_mask: Pixels
    clean: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A straight run in pixels: where it lies across, its extent, and its own pixels.

    pixels: y, x of the upper left corner and a boolean array.
    """

    at: float
    start: float
    end: float
    pixels: tuple[int, int, NDArray[np.bool_]]

    @property
    def length(self) -> float:
        return self.end - self.start


def _runs(binary: Pixels, scale: float) -> Pixels:
    """Pixels of thin horizontal runs, gaps bridged, letters dropped."""
    thick = max(3, round(STROKE * scale))
    bridge = max(3, round(BRIDGE * scale))
    reach = max(9, round(SHORTEST * scale))
    # A pixel is thin when its vertical run is short, whatever its horizontal run.
    tall = cv2.morphologyEx(binary, cv2.MORPH_OPEN, np.ones((thick, 1), np.uint8))
    thin = cv2.subtract(binary, tall)
    closed = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, reach), np.uint8)))


def _isolated(binary: Pixels, x0: int, x1: int, y0: int, y1: int, scale: float) -> bool:
    """Whether a run has paper on both sides, as a rule has and a text's base line has not.

    Ink on some row between 1.1 and 2.9 pt off must be under 16 % of that on the run.
    """
    on = float((binary[y0:y1, x0:x1].max(axis=0) > 0).mean())
    near, far = max(1, round(1.1 * scale)), max(2, round(2.9 * scale))
    for rows in (range(y0 - far, y0 - near + 1), range(y1 + near - 1, y1 + far)):
        shares = [float((binary[r, x0:x1] > 0).mean()) for r in rows if 0 <= r < binary.shape[0]]
        if shares and min(shares) > 0.16 * on:
            return False
    return True


def _pieces(binary: Pixels, scale: float) -> list[_Piece]:
    """Straight horizontal runs."""
    runs = _runs(binary, scale)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    pieces: list[_Piece] = []
    for label in range(1, count):
        x, y, w, h, _area = (int(v) for v in stats[label])
        if w < SHORTEST * scale or h > max(STROKE * scale * 1.5, w * 0.03):
            continue
        if not _isolated(binary, x, x + w, y, y + h, scale):
            continue
        own = labels[y : y + h, x : x + w] == label
        rows = own.sum(axis=1)
        at = float((rows * np.arange(h)).sum() / rows.sum()) + y
        pieces.append(_Piece(at, x, x + w, (y, x, own)))
    return pieces


def _kept(pieces: list[_Piece], others: list[_Piece], scale: float) -> list[_Piece]:
    """The pieces that are long, have a collinear mate, or meet one of the other direction."""
    near, apart, gap = 4.0 * scale, LINE_UP * scale, JOIN * scale
    long = [o for o in others if o.length >= ALONE * scale]

    def meets(p: _Piece) -> bool:
        return any(
            o.start - near <= p.at <= o.end + near and p.start - near <= o.at <= p.end + near
            for o in long
        )

    def goes_on(p: _Piece) -> bool:
        return any(
            o.length >= ALONE * scale
            and abs(o.at - p.at) <= apart
            and max(o.start - p.end, p.start - o.end) <= gap
            for o in pieces
        )

    return [p for p in pieces if p.length >= ALONE * scale or meets(p) or goes_on(p)]


def _mask(pieces: list[_Piece], shape: tuple[int, ...]) -> Pixels:
    mask = np.zeros(shape, np.uint8)
    for piece in pieces:
        y, x, own = piece.pixels
        mask[y : y + own.shape[0], x : x + own.shape[1]][own] = 255
    return mask


def _components(binary: Pixels) -> NDArray[np.int32]:
    """Boxes and areas of connected ink: rows of x, y, width, height, area."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(binary, connectivity=8)
    return np.asarray(stats[1:], np.int32)


def _without_specks(binary: Pixels, scale: float) -> Pixels:
    """The ink without specks: small components that stand away from any letter.

    Dots and marks are kept because they stand near a letter: 1.8 pt above or below it,
    3 pt beside it (the comma of "1,13" is that far from both its neighbours).
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(binary, connectivity=8)
    size = np.maximum(stats[:, 2], stats[:, 3])
    letter = size >= 3.0 * scale
    letter[0] = False
    small = ~letter
    small[0] = False
    if not small.any():
        return binary
    near = cv2.dilate(
        np.asarray(letter * 255, np.uint8)[labels],
        np.ones((2 * round(1.8 * scale) + 1, 2 * round(3.0 * scale) + 1), np.uint8),
    )
    touched = np.zeros(count, bool)
    touched[labels[near > 0]] = True
    # A full stop of a score or a dash far from letters is wider than a speck of dust.
    keep = letter | (small & touched) | (stats[:, 2] >= 2.4 * scale)
    keep[0] = False
    return np.asarray(np.asarray(keep * 255, np.uint8)[labels], np.uint8)


def _word_boxes(binary: Pixels, scale: float) -> tuple[Box, ...]:
    """Boxes of words: letters joined over 2.9 pt, specks and hair lines left out."""
    reach = max(1, round(WORD_GAP * scale))
    joined = cv2.morphologyEx(binary, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    joined = cv2.morphologyEx(
        joined, cv2.MORPH_CLOSE, np.ones((max(1, round(1.2 * scale)), 1), np.uint8)
    )
    boxes = []
    for x, y, w, h, area in _components(np.asarray(joined, np.uint8)):
        if (h >= 3.2 * scale or (w >= 2.4 * scale and h >= 0.5 * scale)) and area >= scale * scale:
            boxes.append(
                Box(
                    float(x / scale),
                    float(y / scale),
                    float((x + w) / scale),
                    float((y + h) / scale),
                )
            )
    return tuple(sorted(boxes, key=lambda b: (b.top, b.x0)))


def draw(pixels: Pixels, scale: float) -> Drawn:
    """Rules, words of ink and the specks removed.

    pixels: cleaned page, paper 255, upright and straight, `scale` pixels a point.
    """
    binary = np.asarray(np.where(pixels < 175, 255, 0), np.uint8)
    faint = np.asarray(np.where(pixels < 205, 255, 0), np.uint8)
    across = _pieces(faint, scale)
    down = _pieces(np.ascontiguousarray(faint.T), scale)
    across, down = _kept(across, down, scale), _kept(down, across, scale)
    mask = cv2.bitwise_or(
        _mask(across, faint.shape), np.ascontiguousarray(_mask(down, faint.T.shape).T)
    )
    rules = [
        Rule(horizontal, p.at / scale, p.start / scale, p.end / scale)
        for horizontal, pieces in ((True, across), (False, down))
        for p in pieces
    ]
    grown = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    letters = _without_specks(np.asarray(cv2.subtract(binary, grown), np.uint8), scale)
    kept = cv2.dilate(cv2.bitwise_or(letters, grown), np.ones((5, 5), np.uint8))
    clean = pixels.copy()
    clean[kept == 0] = 255
    return Drawn(
        tuple(sorted(rules, key=lambda r: (not r.horizontal, r.at, r.start))),
        _word_boxes(letters, scale),
        np.asarray(grown, np.uint8),
        clean,
    )
