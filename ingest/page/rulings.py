"""Ruled lines and word-sized ink on a cleaned page, found without reading anything.

Not for understanding tables: that is for parsers.structure. Lengths are points; 1 mm is 2.83 pt.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from document.geometry import Box
from document.page import Rule
from ingest.components import Connected, Places, connected
from ingest.image import Pixels
from ingest.page.runs import opened_along, opened_down

STROKE = 3.1
"""A rule is at most this thick (1.1 mm)."""
SOLID, THICKEST = 40.0, 4.6
"""A run without any gap over this length is a rule up to this thickness: a frame, or two rules
side by side whose white a copier filled. No letters run on so far."""
BRIDGE = 4.5
"""Gaps up to this are ink: dotted rules, broken copies (1.6 mm)."""
SURELY, STROKES, DOTS = 90.0, 0.6, 2.4
"""A run shorter than the first is a rule only when this share of it is ink, or when its gaps are
at most this wide. Of the pieces of broken rules on one copy four fifths and more were ink, on
another mostly over six tenths; of stems over each other in 9-point print a third to six tenths."""
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
DARK, PALE = 175, 205
"""Grey (paper 255) below which a pixel is print, and below which it may be pale print."""
PALE_CORE = 195
"""Pale print is darker than this somewhere; what shines through thin paper seldom is."""
_LETTER = 3.0
_TALLEST, _WIDEST = 24.0, 120.0
"""A letter, or a pale word run together, is at most this large."""
_NARROWEST = 1.3
"""A narrower pale piece that stands alone is left of a broken rule."""
_DASH = 1.4
_SMALLEST = 0.4
"""Square points of a pale dot or comma beside a letter."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn on a page.

    rules: ruled lines, points. components: boxes of word-sized ink, rules left out, points.
    rule_mask: uint8, 255 where a pixel belongs to a rule, shape of the page.
    clean: the page with specks taken out and rules kept, paper 255.
    """

    rules: tuple[Rule, ...]
    components: tuple[Box, ...]
    rule_mask: Pixels
    clean: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A straight run in pixels: where it lies across, its extent, and its own pixels.

    pixels: rows and columns. bridged: whether it is short and more bridge than stroke.
    """

    at: float
    start: float
    end: float
    pixels: tuple[Places, Places]
    bridged: bool

    @property
    def length(self) -> float:
        return self.end - self.start


def _thin(binary: Pixels, scale: float) -> Pixels:
    """Pixels of thin horizontal strokes, whatever their length, and of solid thicker ones."""
    thick = max(3, round(STROKE * scale))
    # A pixel is thin when its vertical run is short, whatever its horizontal run.
    tall = opened_down(binary, thick)
    return np.asarray(cv2.bitwise_or(cv2.subtract(binary, tall), _solid(binary, scale)), np.uint8)


def _runs(thin: Pixels, scale: float) -> Pixels:
    """Runs of thin strokes, gaps bridged, letters dropped."""
    bridge = max(3, round(BRIDGE * scale))
    reach = max(9, round(SHORTEST * scale))
    closed = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8))
    return opened_along(np.asarray(closed, np.uint8), reach)


def _is_bridged(strokes: NDArray[np.bool_], scale: float) -> bool:
    """Whether a run is more bridge than stroke: stems of figures that stand over each other
    in low rows, whose "1" would go with the rule. The dots of a dotted rule stand close.

    strokes: which of the run's pixels, from its start to its end, have ink.
    """
    if float(strokes.mean()) >= STROKES:
        return False
    places = np.flatnonzero(strokes)
    gaps = np.diff(places, prepend=-1, append=len(strokes)) - 1
    return float(gaps.max()) > DOTS * scale


def _solid(binary: Pixels, scale: float) -> Pixels:
    """Pixels of horizontal runs without a gap, thicker than one stroke."""
    runs = opened_along(binary, max(9, round(SOLID * scale)))
    # Where it is crossed it is thick in all the ink, as for a thin run.
    thick = opened_down(binary, max(3, round(THICKEST * scale)))
    return np.asarray(cv2.subtract(runs, thick), np.uint8)


def _isolated(binary: Pixels, x0: int, x1: int, y0: int, y1: int, scale: float) -> bool:
    """Whether a run has paper on both sides, as a rule has and a text's base line has not.

    Ink on some row between 1.1 and 2.9 pt off must be under 16 % of that on the run.
    """
    on = float((binary[y0:y1, x0:x1].max(axis=0) > 0).mean())
    near, far = max(1, round(1.1 * scale)), max(2, round(2.9 * scale))
    for first, last in ((y0 - far, y0 - near), (y1 + near - 1, y1 + far - 1)):
        beside = binary[max(0, first) : max(0, last + 1), x0:x1]
        if len(beside) and int(np.count_nonzero(beside, axis=1).min()) > 0.16 * on * (x1 - x0):
            return False
    return True


def _pieces(binary: Pixels, scale: float, stems: bool) -> list[_Piece]:
    """Straight horizontal runs.

    stems: whether stems of figures may stand in line, as they do along upright rules: of a
    broken horizontal rule every piece counts.
    """
    thin = _thin(binary, scale)
    runs = connected(_runs(thin, scale))
    pieces: list[_Piece] = []
    for label, (x, y, w, h, area) in enumerate(runs.boxes.tolist()):
        most = THICKEST if w >= 2 * SOLID * scale else STROKE * 1.5
        if w < SHORTEST * scale or h > max(most * scale, w * 0.03):
            continue
        if not _isolated(binary, x, x + w, y, y + h, scale):
            continue
        rows, columns = runs.pixels(label)
        strokes = np.zeros(w, bool)
        strokes[columns[thin[rows, columns] > 0] - x] = True
        bridged = stems and w < SURELY * scale and _is_bridged(strokes, scale)
        at = float(int((rows - y).sum()) / area) + y
        pieces.append(_Piece(at, x, x + w, (rows, columns), bridged))
    return pieces


def _kept(pieces: list[_Piece], others: list[_Piece], scale: float) -> list[_Piece]:
    """The pieces that are long, have a collinear mate, or meet one of the other direction; of
    bridged ones those with a mate only."""
    near, apart, gap = 4.0 * scale, LINE_UP * scale, JOIN * scale
    long = [o for o in others if o.length >= ALONE * scale]

    def meets(p: _Piece) -> bool:
        return any(
            o.start - near <= p.at <= o.end + near and p.start - near <= o.at <= p.end + near
            for o in long
        )

    def goes_on(p: _Piece) -> bool:
        return any(
            o is not p
            and not o.bridged
            and o.length >= ALONE * scale
            and abs(o.at - p.at) <= apart
            and max(o.start - p.end, p.start - o.end) <= gap
            for o in pieces
        )

    return [
        p
        for p in pieces
        if goes_on(p) or (not p.bridged and (p.length >= ALONE * scale or meets(p)))
    ]


def _mask(pieces: list[_Piece], shape: tuple[int, ...]) -> Pixels:
    mask = np.zeros(shape, np.uint8)
    for piece in pieces:
        mask[piece.pixels] = 255
    return mask


def _dashes(pieces: Connected, scale: float) -> NDArray[np.bool_]:
    """Which are flat and full, as a hyphen: the narrowest, of 8-point print, has 1.5 points.

    Dust is round. Wider than 2.4 points nothing is dust.
    """
    wide, tall = pieces.wide, pieces.tall
    flat = (wide >= _DASH * scale) & (wide >= 2 * tall) & (pieces.size >= 0.6 * wide * tall)
    return np.asarray(((flat & (tall >= 2)) | (wide >= 2.4 * scale)), bool)


def _print(pixels: Pixels, rules: Pixels, scale: float) -> tuple[Pixels, Pixels]:
    """What is printed, 255: all of its ink, and what of that makes words.

    Specks are left out: small components that stand away from any letter. Dots and marks are
    kept because they stand near a letter: 1.8 pt above or below it, 3 pt beside it (the comma
    of "1,13" is that far from both its neighbours). Pale print is kept when it is as large as
    a letter and its strokes are darker than what shines through from the other side.
    """
    bare = np.asarray(cv2.bitwise_or(pixels, rules), np.uint8)
    dark, pale = (connected(_darker(bare, level)) for level in (DARK, PALE))
    core = pale.holding(bare.ravel()[pale.at] < PALE_CORE)
    wide, tall, area = pale.wide, pale.tall, pale.size
    like_letters = core & (tall >= _LETTER * scale) & (tall <= _TALLEST * scale)
    like_letters &= (wide <= _WIDEST * scale) & (wide >= _NARROWEST * scale)
    letters = np.maximum(dark.wide, dark.tall) >= _LETTER * scale
    near = _near(dark, pale.boxes[like_letters], letters, scale)
    kept = letters | _dashes(dark, scale) | dark.holding(near[dark.at])
    dot = (wide < _LETTER * scale) & (tall <= _TALLEST * scale)
    dot &= area >= _SMALLEST * scale * scale
    pale_kept = like_letters | (core & _dashes(pale, scale))
    pale_kept |= core & dot & pale.holding(near[pale.at])
    words = dark.drawn(kept[dark.own])
    # The pale part of a stroke that is dark elsewhere.
    of_words = words.ravel()[pale.at] > 0
    pale_kept |= pale.holding(of_words)
    return pale.drawn(of_words | pale_kept[pale.own]), words


def _darker(pixels: Pixels, level: int) -> Pixels:
    """255 where it is darker than the level, else 0."""
    return np.asarray(cv2.threshold(pixels, level - 1, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


def _near(
    dark: Connected,
    pale: NDArray[np.int64],
    letters: NDArray[np.bool_],
    scale: float,
) -> NDArray[np.bool_]:
    """Whether a place is near a letter, for all places of the picture's rows laid end to end.

    pale: boxes of pale letters.
    """
    marks = dark.drawn(letters[dark.own])
    # The point after a 7 stands under its bar, far from its foot: boxes count, not strokes.
    for x, y, w, h, _ in (*dark.boxes[letters].tolist(), *pale.tolist()):
        if h <= _TALLEST * scale and w <= _WIDEST * scale:
            marks[y : y + h, x : x + w] = 255
    reach = np.ones((2 * round(1.8 * scale) + 1, 2 * round(3.0 * scale) + 1), np.uint8)
    return np.asarray(cv2.dilate(marks, reach), np.uint8).ravel() > 0


def _word_boxes(binary: Pixels, scale: float) -> tuple[Box, ...]:
    """Boxes of words: letters joined over 2.9 pt, specks and hair lines left out."""
    reach = max(1, round(WORD_GAP * scale))
    joined = cv2.morphologyEx(binary, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    joined = cv2.morphologyEx(
        joined, cv2.MORPH_CLOSE, np.ones((max(1, round(1.2 * scale)), 1), np.uint8)
    )
    boxes = [
        Box(x / scale, y / scale, (x + w) / scale, (y + h) / scale)
        for x, y, w, h, area in connected(np.asarray(joined, np.uint8)).boxes.tolist()
        if (h >= 3.2 * scale or (w >= 2.4 * scale and h >= 0.5 * scale)) and area >= scale * scale
    ]
    return tuple(sorted(boxes, key=lambda b: (b.top, b.x0)))


def draw(pixels: Pixels, scale: float) -> Drawn:
    """Rules, words of ink and the specks removed.

    pixels: cleaned page, paper 255, upright and straight, `scale` pixels a point.
    """
    faint = _darker(pixels, PALE)
    on_side = np.asarray(cv2.transpose(faint), np.uint8)
    across, down = _pieces(faint, scale, stems=False), _pieces(on_side, scale, stems=True)
    across, down = _kept(across, down, scale), _kept(down, across, scale)
    mask = cv2.bitwise_or(_mask(across, faint.shape), cv2.transpose(_mask(down, on_side.shape)))
    rules = [
        Rule(horizontal, p.at / scale, p.start / scale, p.end / scale)
        for horizontal, pieces in ((True, across), (False, down))
        for p in pieces
    ]
    grown = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    printed, words = _print(pixels, np.asarray(grown, np.uint8), scale)
    kept = cv2.dilate(cv2.bitwise_or(printed, grown), np.ones((5, 5), np.uint8))
    clean = cv2.bitwise_or(pixels, cv2.bitwise_not(kept))
    return Drawn(
        tuple(sorted(rules, key=lambda r: (not r.horizontal, r.at, r.start))),
        _word_boxes(words, scale),
        np.asarray(grown, np.uint8),
        np.asarray(clean, np.uint8),
    )
