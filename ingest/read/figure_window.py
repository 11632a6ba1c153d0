"""From a cell's box on a page to the small picture that the number reader looks at.

Training and use share this one normalisation, so the network learns the cropper's mistakes
too. It is not a table finder: the box is given, give or take three points.

Everything is scaled to one physical size (`PX` pixels a point), so no text height is guessed.
A pixel is ink: 0 paper, 255 print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.components import Connected, connected
from ingest.image import Pixels

Box = tuple[int, int, int, int]

PX = 2.4
"""Pixels a point of the normalised picture: a 10-point figure is 16 pixels high."""
HEIGHT = 48
"""Height of a window: 40 rows for the network and 4 each side for scaled views."""
WIDEST = 264
"""Text wider than this (110 points) is no figure."""

_AROUND = round(8.5 * PX)
"""How far beyond the box one looks for what continues there: rules, cut figures."""
_ZONE_IN = round(4 * PX)
"""A rule stands at most this far inside a box whose edges are off by 3 points."""
_THIN = 7
"""A rule is at most this thick (3 points)."""
_BRIDGE = 5
"""Gaps of dotted and broken rules up to this are bridged."""
_GLYPH = round(3.2 * PX)
"""Taller than this is a letter or a figure, not a dot, comma or speck."""
_DASH = round(2.4 * PX)
_TALLEST = 26
"""No figure in use is as tall as this (11 points: 16-point print)."""
_LINE_TALL = 12
"""The lowest line of text: 7.5-point print."""
_LINE_GAP = 6
"""White rows (2.5 points) between two lines of text; a broken stroke leaves fewer."""
_OUT = 2
"""A glyph that sticks out of the box by more than this (0.8 points) is cut off."""
_NEAR_EM = 0.33
"""Ink outside the box nearer than this part of an em goes on with the text inside.

In Arial the figures of "11" stand 0.30 em apart; columns without rules stand 6 points apart.
"""
_NEAR_PARTED_EM = 0.62
"""The same with a comma or a point between."""
_COMMA = 12
_AS_DARK = 0.62
"""Ink that nowhere is this part as dark as the print beside it is pen or seal, faded."""
_HALF = 0.3
_WHOLE = 0.92
"""A rule without gaps has more of its length inked; figures above each other have not."""
_DOUBLE = 5
"""The lines of a double rule stand at most this far apart (2 points)."""
_STEM = 10
"""What is left of a rule is narrower; a figure that a seal's arc runs into is not."""
_MARGIN = 7
MOST_PIXELS = 32_000_000
"""Of what lies around the boxes of a page, scaled to PX, at once: five pages of A3."""

_SQUARE = np.ones((3, 3), np.uint8)
_SQUARE5 = np.ones((5, 5), np.uint8)
_ALONG = np.ones((1, _BRIDGE), np.uint8)


class CropDefect(StrEnum):
    """Why a window cannot stand for its cell, whatever is read in it."""

    CUT = "ink goes on outside the box"
    LINES = "more than one line"
    RULE = "a rule crosses the box"
    WIDE = "too wide for a figure"
    MORE = "print in the box that the window does not show"


@dataclass(frozen=True, slots=True)
class Window:
    """One cell's line of text on white.

    ink: (HEIGHT, width) uint8, 0 paper, 255 print, text centred in height.
    defects: what speaks against trusting it. blank: nothing darker than dirt is inside.
    """

    ink: Pixels
    defects: tuple[CropDefect, ...]
    blank: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """A box in pixels of a picture: left, top, right, bottom (ends excluded)."""

    x0: int
    y0: int
    x1: int
    y1: int


def windows(pixels: Pixels, boxes: Sequence[Box], dpi: float) -> Iterator[Window]:
    """The window of each box, in order.

    pixels: (height, width) uint8 grey, paper 255, as ingest.page.clean leaves it. boxes: left, top,
    right, bottom in its pixels. dpi: its pixels an inch. Raises ValueError for other pixels.
    """
    if not boxes:
        return
    if pixels.ndim != 2 or pixels.dtype != np.uint8:
        raise ValueError("a grey uint8 page is expected, got " + f"{pixels.dtype}{pixels.shape}")
    factor = PX * 72 / dpi
    edge = 9 * dpi / 72
    left = max(0, int(min(b[0] for b in boxes) - edge))
    top = max(0, int(min(b[1] for b in boxes) - edge))
    right = min(pixels.shape[1], int(max(b[2] for b in boxes) + edge))
    bottom = min(pixels.shape[0], int(max(b[3] for b in boxes) + edge))
    if right - left < 2 or bottom - top < 2:
        raise ValueError("the boxes lie outside the page")
    if (right - left) * (bottom - top) * factor**2 > MOST_PIXELS and len(boxes) > 1:
        half = len(boxes) // 2
        yield from windows(pixels, boxes[:half], dpi)
        yield from windows(pixels, boxes[half:], dpi)
        return
    ink = np.asarray(255 - _scaled(pixels[top:bottom, left:right], factor), np.uint8)
    level = _print_level(ink)
    for x0, y0, x1, y1 in boxes:
        span = _Span(
            round((x0 - left) * factor),
            round((y0 - top) * factor),
            round((x1 - left) * factor),
            round((y1 - top) * factor),
        )
        yield _window(ink, span, level)


def _scaled(part: Pixels, factor: float) -> Pixels:
    size = (max(1, round(part.shape[1] * factor)), max(1, round(part.shape[0] * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, size, interpolation=how), np.uint8)


def _print_level(ink: Pixels) -> float:
    """How dark the print of these cells is: the darker part of all that is not paper."""
    counts = cv2.calcHist([ink], [0], None, [256], [0, 256]).ravel()[65:].astype(np.float64)
    if counts.sum() < 40:
        return 200.0
    share = np.cumsum(counts) / counts.sum()
    return float(np.clip(65 + np.searchsorted(share, 0.8), 90, 255))


def _darker(ink: Pixels, level: float) -> Pixels:
    """1 where there is more ink, else 0."""
    return np.asarray(cv2.threshold(ink, level, 1, cv2.THRESH_BINARY)[1], np.uint8)


def _dilated(binary: Pixels, kernel: Pixels) -> Pixels:
    return np.asarray(cv2.dilate(binary, kernel), np.uint8)


def _window(ink: Pixels, box: _Span, level: float) -> Window:
    height, width = ink.shape
    x0, y0 = max(0, box.x0 - _AROUND), max(0, box.y0 - _AROUND)
    x1, y1 = min(width, box.x1 + _AROUND), min(height, box.y1 + _AROUND)
    if x1 - x0 < 6 or y1 - y0 < 6 or box.x1 <= box.x0 or box.y1 <= box.y0:
        return Window(np.zeros((HEIGHT, 32), np.uint8), (), blank=True)
    part = ink[y0:y1, x0:x1]
    inner = _Span(box.x0 - x0, box.y0 - y0, box.x1 - x0, box.y1 - y0)
    return _Cell(part, inner, level).window()


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end (excluded) of each stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _ink_share(binary: Pixels) -> NDArray[np.float32]:
    """The share of ink in each row."""
    sums = cv2.reduce(binary, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F)
    return np.asarray(sums.ravel() / binary.shape[1], np.float32)


def _rule_lines(binary: Pixels, start: int, end: int, low: int, high: int) -> list[tuple[int, int]]:
    """Rows that are rules, as stretches; call with the transposed picture for columns.

    start, end: the box across (rows); low, high: the box along (columns). A rule is thin and
    goes on beyond the box, at least at one end: a base line of text does not.
    """
    bridged = cv2.morphologyEx(binary, cv2.MORPH_CLOSE, _ALONG)
    along = _dilated(np.asarray(bridged, np.uint8), np.ones((2, 1), np.uint8))
    length = along.shape[1]
    share = _ink_share(along)
    outside = np.zeros_like(share)
    if low >= 4:
        outside = np.maximum(outside, _ink_share(along[:, :low]))
    if length - high >= 4:
        outside = np.maximum(outside, _ink_share(along[:, high:]))
    if low < 4 and length - high < 4:
        outside = (share >= 0.85).astype(np.float32)
    goes_on = (share >= 0.55) & (outside >= 0.5)
    span = along[:, max(0, low + 3) : high - 3]
    if span.shape[1] >= _TALLEST:  # between merged rows a rule ends with the box
        # Longer than any figure: a "1" may fill a low box.
        goes_on |= _ink_share(span) >= max(0.92, _TALLEST / span.shape[1])
    if not goes_on.any():
        return []
    found = [(a, b) for a, b in _runs(goes_on) if b - a <= _THIN + 1]
    found = [(a, b) for a, b in found if _at_edge(a, b, start, end) or share[a:b].max() >= 0.8]
    return _without_text(binary, found, (start + end) / 2)


def _without_text(
    binary: Pixels, found: Sequence[tuple[int, int]], middle: float
) -> list[tuple[int, int]]:
    """The rules without what is text beside a whole rule, further inside the box.

    Figures above each other and flush with a rule stand like the dashes of a second one; in
    tight tables a base line does, between the figures of both neighbours.
    """
    share = {(a, b): float((binary[a:b].max(axis=0) > 0).mean()) for a, b in found}
    whole = [(a + b) / 2 for (a, b), part in share.items() if part >= _WHOLE]

    def is_text(a: int, b: int) -> bool:
        at = (a + b) / 2
        return share[a, b] < _WHOLE and any(
            _DOUBLE < abs(at - rule) < 2 * _ZONE_IN and (rule < at < middle or middle < at < rule)
            for rule in whole
        )

    return [(a, b) for a, b in found if not is_text(a, b)]


def _at_edge(a: int, b: int, start: int, end: int) -> bool:
    return a < start + _ZONE_IN or b > end - _ZONE_IN


class _Cell:
    """The working state while one cell is made into a window."""

    def __init__(self, part: Pixels, box: _Span, level: float) -> None:
        self.part = part
        self.box = box
        inside = part[max(0, box.y0 + 4) : box.y1 - 4, max(0, box.x0 + 4) : box.x1 - 4]
        self.darkest = float(np.partition(inside.ravel(), -6)[-6]) if inside.size > 12 else 0.0
        self.page_level = level
        self.level = min(max(self.darkest, 0.5 * level), level)
        self.binary = _darker(part, 0.45 * self.level)
        # A hairline rule is grey where print is black.
        self.faint = _darker(part, 0.22 * self.level)
        self.rules = np.zeros_like(self.binary)
        self.defects: list[CropDefect] = []
        self.uprights: list[tuple[int, int]] = []

    def window(self) -> Window:
        self._take_rules_out()
        ink = connected(self.binary)
        if len(ink.boxes) == 1:
            return self._nothing()
        cx, cy = ink.centres
        box = self.box
        # Of a rule that is not quite straight, parts are left standing.
        upright = (ink.tall > _TALLEST + 12) & (ink.wide < 0.4 * ink.tall)
        inside = (cx > box.x0) & (cx < box.x1) & (cy > box.y0) & (cy < box.y1) & ~upright
        flat_edge = (ink.tall <= _THIN) & ((cy < box.y0 + 8) | (cy > box.y1 - 8))
        core = inside & ((ink.tall >= _GLYPH) | (ink.wide >= _DASH)) & ~flat_edge
        drawn = self._drawn(ink, core & (ink.tall >= _GLYPH))
        drawn &= (ink.tall >= _GLYPH) | (ink.wide >= _GLYPH)
        inside &= ~drawn
        core &= ~drawn
        if not core.any():
            core = inside & ~flat_edge & (ink.size >= 2)
        if not core.any():
            core = inside
            if (core & (ink.wide >= _DASH)).any():  # a dash, or what is left of a rule
                self._note(CropDefect.RULE)
        glyph = (ink.tall >= _GLYPH) & (ink.size >= 10)
        reaching = ~inside & ~drawn & glyph & (~upright | (ink.wide >= _STEM))
        self._look_for_halves(ink, reaching)
        at_end = ((ink.left <= 0) | (ink.right >= self.part.shape[1])) & (ink.size >= 6)
        if (inside & at_end).any():
            self._note(CropDefect.CUT)
        if not core.any():
            return self._nothing()
        at_side = (ink.wide <= 5) & ((cx < box.x0 + 9) | (cx > box.x1 - 9))
        core_of_lines = core & ~at_side if (core & ~at_side).any() else core
        band = self._band(ink, core_of_lines)
        overlap = np.minimum(ink.bottom, band[1] + 4) - np.maximum(ink.top, band[0] - 2)
        in_band = overlap > 0.4 * np.minimum(ink.tall, 12)
        kept = inside & in_band
        x0, x1 = self._extent(ink, core & kept, kept)
        kept &= (ink.right > x0) & (ink.left < x1)
        printed = (ink.tall >= _GLYPH) | (ink.wide >= 2 * ink.tall)
        self._look_for_more(core & ~at_side & ~kept & printed, band)
        if (kept & core & glyph).any():  # only a minus stands before a first figure
            begins = int(ink.left[kept & core & glyph].min())
            signed = abs(cy - (band[0] + band[1]) / 2) < 0.28 * (band[1] - band[0])
            kept &= (ink.right > begins) | signed | (ink.tall >= _GLYPH)
        level = (np.abs(ink.top - band[0]) <= 2) & (np.abs(ink.bottom - band[1]) <= 2)
        # Narrow and not level with the text, it is a piece of a rule.
        outside = ~inside & ~upright & ~drawn & in_band & glyph & ((ink.wide > 4) | level)
        self._look_for_cuts(ink, kept & glyph, outside, band)
        return self._picture(ink.drawn(kept[ink.own]), band, (x0, x1))

    def _drawn(self, ink: Connected, core: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which parts are fainter than the print and stick out of its line."""
        dark = self.part > _AS_DARK * max(self.level, self.darkest)
        strong = ink.holding(dark.ravel()[ink.at])
        print_ = core & strong
        if not print_.any():
            return print_
        # Never a faint figure or bracket beside dark ones: what is dropped leaves the line.
        above, below = int(ink.top[print_].min()) - 7, int(ink.bottom[print_].max()) + 7
        sticks_out = (ink.top < above) | (ink.bottom > below)
        return np.asarray(~strong & sticks_out, bool)

    def _take_rules_out(self) -> None:
        box = self.box
        rows = _rule_lines(self.faint, box.y0, box.y1, box.x0, box.x1)
        columns = _rule_lines(np.ascontiguousarray(self.faint.T), box.x0, box.x1, box.y0, box.y1)
        for a, b in rows:
            self.rules[max(0, a - 1) : b + 1] = 1
            if not _at_edge(a, b, box.y0, box.y1):
                self._note(CropDefect.RULE)
        for a, b in columns:
            self.rules[:, max(0, a - 1) : b + 1] = 1
            if not _at_edge(a, b, box.x0, box.x1):
                self._note(CropDefect.RULE)
            if box.x0 + _OUT < (a + b) / 2 < box.x1 - _OUT:
                self._stacked(a, b)
        self.columns = columns
        self.binary[self.rules > 0] = 0

    def _stacked(self, a: int, b: int) -> None:
        """Note what could be the ones of a column's figures, taken for a broken rule."""
        runs = _runs(self.binary[:, a:b].max(axis=1) > 0)
        if max((q - p for p, q in runs), default=0) <= _TALLEST:
            inside = [r for r in runs if self.box.y0 < (r[0] + r[1]) / 2 < self.box.y1]
            self.uprights += [(p, q) for p, q in inside if q - p >= _LINE_TALL]

    def _look_for_more(self, left_out: NDArray[np.bool_], band: tuple[int, int]) -> None:
        """Print that is not in the window, or was taken for a piece of a rule."""
        if left_out.any():
            self._note(CropDefect.MORE)
        if any(abs(p - band[0]) <= 3 and abs(q - band[1]) <= 3 for p, q in self.uprights):
            self._note(CropDefect.MORE)

    def _nothing(self) -> Window:
        """A blank, unless what was taken for pieces of a rule may be a figure."""
        if self.uprights:
            self._note(CropDefect.MORE)
        return self._blank()

    def _note(self, defect: CropDefect) -> None:
        if defect not in self.defects:
            self.defects.append(defect)

    def _band(self, ink: Connected, core: NDArray[np.bool_]) -> tuple[int, int]:
        """First and last row (excluded) of the line with most ink; notes a second line."""
        rows = np.zeros(len(self.part) + _LINE_GAP, bool)
        for a, b in zip(ink.top[core], ink.bottom[core], strict=True):
            rows[a : b + _LINE_GAP] = True
        bands = [(a, b - _LINE_GAP) for a, b in _runs(rows)]
        middle, size = (ink.top + ink.bottom) / 2, ink.size * core
        masses = [int(size[(middle >= a) & (middle <= b)].sum()) for a, b in bands]
        best = int(np.argmax(masses))
        for at, (a, b) in enumerate(bands):
            if at != best and b - a >= _LINE_TALL and masses[at] >= 0.25 * masses[best]:
                self._note(CropDefect.LINES)
        return bands[best]

    def _extent(
        self, ink: Connected, core: NDArray[np.bool_], kept: NDArray[np.bool_]
    ) -> tuple[int, int]:
        """Where the text begins and ends: glyphs, and the dots and dirt near them."""
        x0, x1 = int(ink.left[core].min()), int(ink.right[core].max())
        near = kept & (ink.right > x0 - 10) & (ink.left < x1 + 10)
        return int(ink.left[near].min()), int(ink.right[near].max())

    def _look_for_halves(self, ink: Connected, outside: NDArray[np.bool_]) -> None:
        """A letter or figure that reaches well into the box is part of what stands in it."""
        box = self.box
        across = np.minimum(ink.right, box.x1) - np.maximum(ink.left, box.x0)
        down = np.minimum(ink.bottom, box.y1) - np.maximum(ink.top, box.y0)
        reaches = (across >= np.minimum(_HALF * ink.wide, 7)) & (down >= _GLYPH)
        if (outside & (ink.wide >= 6) & reaches).any():
            self._note(CropDefect.CUT)

    def _look_for_cuts(
        self,
        ink: Connected,
        kept: NDArray[np.bool_],
        outside: NDArray[np.bool_],
        band: tuple[int, int],
    ) -> None:
        """Notes text that leaves the box, or goes on beyond it."""
        if not kept.any():
            return
        box = self.box
        x0, x1 = int(ink.left[kept].min()), int(ink.right[kept].max())
        y0, y1 = int(ink.top[kept].min()), int(ink.bottom[kept].max())
        height, width = self.part.shape
        sticks_out = x0 < box.x0 - _OUT or x1 > box.x1 + _OUT or x0 <= 0 or x1 >= width
        sticks_out |= y0 < box.y0 - _OUT or y1 > box.y1 + _OUT or y0 <= 0 or y1 >= height
        if sticks_out or self._goes_on(ink, (x0, x1), outside, band):
            self._note(CropDefect.CUT)

    def _goes_on(
        self,
        ink: Connected,
        text: tuple[int, int],
        outside: NDArray[np.bool_],
        band: tuple[int, int],
    ) -> bool:
        """Whether letters or figures outside the box stand as near to the text as its own."""
        x0, x1 = text
        em = min(max(band[1] - band[0], _GLYPH), 28) / 0.68
        low = (abs(ink.bottom - band[1] - 2) < 7) & (ink.top > (band[0] + band[1]) / 2)
        signs = ink.left[low & (ink.tall < _COMMA) & (ink.size >= 3)]
        for a, b in zip(ink.left[outside], ink.right[outside], strict=True):
            gap_from, gap_to = (b, x0) if b <= x0 + 2 else (x1, a)
            ruled = any(gap_from - 3 <= (p + q) / 2 <= gap_to + 3 for p, q in self.columns)
            parted = ((signs >= gap_from - 2) & (signs <= gap_to)).any()
            near = (_NEAR_PARTED_EM if parted else _NEAR_EM) * em
            if not ruled and gap_to - gap_from <= near:
                return True
        return False

    def _blank(self) -> Window:
        """Nothing that could be print: the middle of the box, faint dirt and all."""
        clean = self.darkest < 0.25 * self.page_level
        middle = (self.box.y0 + self.box.y1) // 2
        x0, x1 = self.box.x0 + _MARGIN, self.box.x1 - _MARGIN
        if x1 - x0 > 80:
            x0, x1 = (x0 + x1) // 2 - 40, (x0 + x1) // 2 + 40
        part = self.part.copy()
        part[cv2.dilate(self.rules, _SQUARE5) > 0] = 0
        return Window(
            self._cut_out(part, middle, x0, max(x0 + 8, x1)), tuple(self.defects), blank=clean
        )

    def _picture(self, kept: Pixels, band: tuple[int, int], extent: tuple[int, int]) -> Window:
        """The window that shows this ink. kept: 255 where it is."""
        # Only what the window can show is worked on.
        reach = HEIGHT // 2 + 4
        y0 = max(0, (band[0] + band[1]) // 2 - reach)
        rows = slice(y0, y0 + 2 * reach)
        x0 = max(0, extent[0] - _MARGIN - 4)
        columns = slice(x0, extent[1] + _MARGIN + 4)
        mine = kept[rows, columns] // 255
        other = self.binary[rows, columns] & (1 - mine)
        drop = _dilated(other, _SQUARE) | _dilated(self.rules[rows, columns], _SQUARE5)
        drop &= 1 - _dilated(mine, _SQUARE)
        box = self.box
        beyond = np.ones_like(drop)
        inner_rows = slice(max(0, box.y0 - 3 - y0), max(0, box.y1 + 3 - y0))
        beyond[inner_rows, max(0, box.x0 - 3 - x0) : max(0, box.x1 + 3 - x0)] = 0
        drop |= beyond & (1 - _dilated(mine, _SQUARE5))
        shown = self.part[rows, columns]
        dark = np.sort(shown[mine > 0])
        level = float(dark[int(0.9 * (len(dark) - 1))]) if len(dark) else self.level
        level = min(max(level, 0.5 * self.page_level), 255.0)
        part = np.zeros_like(self.part)
        cleared = cv2.multiply(shown, 1 - drop)
        part[rows, columns] = cv2.convertScaleAbs(cleared, alpha=255.0 / level)
        x0, x1 = extent[0] - _MARGIN, extent[1] + _MARGIN
        if x1 - x0 > WIDEST:
            self._note(CropDefect.WIDE)
            x1 = x0 + WIDEST
        middle = (band[0] + band[1]) // 2
        return Window(self._cut_out(part, middle, x0, x1), tuple(self.defects), blank=False)

    def _cut_out(self, part: Pixels, middle: int, x0: int, x1: int) -> Pixels:
        """The window around a row, paper where it leaves the picture."""
        out = np.zeros((HEIGHT, max(32, x1 - x0)), np.uint8)
        into = (out.shape[1] - (x1 - x0)) // 2
        y0 = middle - HEIGHT // 2
        a, b = max(0, y0), min(part.shape[0], y0 + HEIGHT)
        c, d = max(0, x0), min(part.shape[1], x1)
        if b > a and d > c:
            out[a - y0 : b - y0, into + c - x0 : into + d - x0] = part[a:b, c:d]
        return out
