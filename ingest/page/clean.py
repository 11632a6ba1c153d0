"""From scanned pixels to a clean, upright, straight page.

Five steps estimate, one resampling applies them: ink against the local paper, black border
strips, the outline of a photographed sheet, quarter turn, skew. The matrix is kept, so every
box can be shown on the scan.
Lengths are millimetres or points and are scaled by the page's resolution.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin, sqrt

import cv2
import numpy as np
from numpy.typing import NDArray

from document.geometry import Transform
from ingest.components import connected
from ingest.image import Pixels
from ingest.page import outline
from ingest.page.runs import opened_along, opened_down

Matrix = NDArray[np.float64]

POINTS_PER_MM = 72 / 25.4
PAPER_MM = 8.0
"""Window of the local paper: larger than any letter, smaller than a shadow."""
BORDER_MM = 2.0
BORDER_BLACK = 70
"""Grey below this, this wide and touching the edge: the copier's lid, not print."""
MAX_SKEW = 6.0
TURN_PIXELS = 9_000_000
"""Most pixels of the page that is asked how it is turned, twice those of A3 at 150 dpi."""
EDGE_OF_SHEET = 4.0
"""Points along the sides of a photographed sheet that are not looked at: its outline is found
to two points."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned page.

    pixels: uint8, paper 255, upright and straight, `scale` pixels a point.
    to_raw: from points of the cleaned page to pixels of the raw image.
    turned: quarter turn undone, degrees clockwise. skew: degrees taken out after that.
    flattened: whether it is a photograph of a sheet, made flat.
    """

    pixels: Pixels
    scale: float
    to_raw: Transform
    turned: int
    skew: float
    flattened: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.pixels.shape
        return width / self.scale, height / self.scale


def value_channel(raw: NDArray[np.uint8]) -> Pixels:
    """The brightest of the colours: red seals and blue pen fade, black print stays.

    raw: (height, width) grey or (height, width, 3) colour, any channel order.
    """
    if raw.ndim == 2:
        return raw
    channels = cv2.split(raw)
    return np.asarray(cv2.max(cv2.max(channels[0], channels[1]), channels[2]), np.uint8)


def _quarter_size(grey: Pixels) -> Pixels:
    return np.asarray(
        cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.uint8
    )


def ink(grey: Pixels, scale: float) -> Pixels:
    """How much darker than the paper around it each pixel is: 0 paper, 255 black.

    scale: pixels per point. The paper is estimated on a quarter-size picture.
    """
    small = _quarter_size(grey)
    window = max(3, round(PAPER_MM * POINTS_PER_MM * scale / 4) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (window, window))
    paper = cv2.blur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (window, window))
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    part = cv2.divide(grey, np.maximum(paper, 1), scale=255.0)
    return np.asarray(255 - part, np.uint8)


def without_border_strips(inked: Pixels, grey: Pixels, scale: float) -> Pixels:
    """The ink without the black strips that a copier leaves along the edges.

    They are perfect rules at 0 degrees: left in place they spoil every later estimate.
    """
    # A quarter-size picture decides: strips are wide, and the fill then costs little.
    black = (_quarter_size(grey) < BORDER_BLACK).astype(np.uint8)
    width = max(2, round(BORDER_MM * POINTS_PER_MM * scale / 4))
    solid = cv2.morphologyEx(black, cv2.MORPH_OPEN, np.ones((width, width), np.uint8))
    found = connected(np.asarray(solid, np.uint8))
    height, wide = solid.shape
    strips = np.zeros_like(solid)
    for label, (x, y, w, h, area) in enumerate(found.boxes.tolist()):
        at_edge = x <= 1 or y <= 1 or x + w >= wide - 1 or y + h >= height - 1
        if area and at_edge:
            strips[found.pixels(label)] = 255
    if not strips.any():
        return inked
    strips = cv2.dilate(strips, np.ones((5, 5), np.uint8))
    mask = cv2.resize(strips, (inked.shape[1], inked.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.bitwise_and(inked, cv2.bitwise_not(mask)), np.uint8)


def text_runs_upright(inked: Pixels) -> bool:
    """Whether lines of text seem to run from left to right (or upside down), not sideways.

    A cheap cue for pages on which the engine cannot tell: text lines give the profile of
    row sums a far stronger beat than that of column sums.
    """
    binary = (_quarter_size(inked) > 60).astype(np.float32)

    def beat(axis: int) -> float:
        return float(np.abs(np.diff(binary.sum(axis=axis))).mean()) / float(binary.shape[axis])

    return beat(1) >= beat(0)


def _rule_angle(binary: Pixels, scale: float) -> float | None:
    """Median angle in degrees of long thin runs; None when there are too few.

    Found on every text line's base it would be useless; at least an eighth of the page
    wide and at most 1.1 mm thick, only rules are left.
    """
    wide = binary.shape[1]
    thick = max(2, round(1.1 * POINTS_PER_MM * scale))
    thin = cv2.subtract(binary, opened_down(binary, thick))
    # A run tilted by 5 degrees leaves its row of pixels after 11 pixels a pixel of height.
    reach = max(9, round(3.0 * POINTS_PER_MM * scale))
    runs = opened_along(np.asarray(thin, np.uint8), reach // 2)
    runs = np.asarray(cv2.dilate(runs, np.ones((3, reach // 3), np.uint8)), np.uint8)
    pieces = connected(runs)
    found: list[tuple[float, float]] = []
    for label, (x, y, w, h, _area) in enumerate(pieces.boxes.tolist()):
        if w < wide / 8 or h > w * 0.15:
            continue
        ys, xs = pieces.pixels(label)
        of_print = np.asarray(thin)[ys, xs] > 0
        ys, xs = ys[of_print] - y, xs[of_print] - x
        if len(xs) < w * 0.5:
            continue
        slope, offset = np.polyfit(xs, ys, 1)
        off = np.abs(ys - (slope * xs + offset))
        if float(np.percentile(off, 80)) <= max(1.5, 0.6 * scale):
            found.append((degrees(atan2(float(slope), 1.0)), float(w)))
    if sum(w for _, w in found) < wide * 0.4:
        return None
    angles = np.array([a for a, _ in found])
    weights = np.array([w for _, w in found])
    order = np.argsort(angles)
    middle = np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)
    angle = float(angles[order][middle])
    agreeing = weights[np.abs(angles - angle) < 0.3].sum() / weights.sum()
    return angle if abs(angle) <= MAX_SKEW and agreeing >= 0.5 else None


def _profile_angle(binary: Pixels) -> float:
    """The angle in degrees at which text lines beat strongest in the row sums.

    Points are jittered by half a pixel: without it 0 always wins by aliasing.
    """
    small = cv2.resize(binary, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small > 100)
    if len(xs) < 200:
        return 0.0
    chance = np.random.default_rng(7)
    if len(xs) > 60_000:
        chosen = chance.choice(len(xs), 60_000, replace=False)
        xs, ys = xs[chosen], ys[chosen]
    x = xs + chance.uniform(-0.5, 0.5, len(xs)) - small.shape[1] / 2
    y = ys + chance.uniform(-0.5, 0.5, len(ys))

    def beat(angle: float, part: slice = slice(None)) -> float:
        moved = y[part] - x[part] * np.tan(radians(angle))
        sums = np.bincount(np.round(moved - moved.min()).astype(np.int64))
        return float((np.diff(sums.astype(np.float64)) ** 2).sum())

    # A quarter of the points shows which half degree it is.
    few = slice(None, None, 4 if len(xs) > 20_000 else 1)
    best = max(np.arange(-MAX_SKEW, MAX_SKEW + 0.01, 0.5), key=lambda a: beat(a, few))
    for step in (0.1, 0.02):
        best = max(best + np.arange(-5, 6) * step, key=beat)
    return float(best)


def skew_angle(inked: Pixels, scale: float) -> float:
    """Degrees by which the lines of an upright page fall to the right (clockwise positive)."""
    half = cv2.resize(inked, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    binary = np.asarray(cv2.threshold(half, 70, 255, cv2.THRESH_BINARY)[1], np.uint8)
    from_rules = _rule_angle(binary, scale / 2)
    return _profile_angle(binary) if from_rules is None else from_rules


def _quarter(turned: int, width: int, height: int) -> tuple[Matrix, int, int]:
    """Raw pixels to pixels turned back by `turned` degrees; and the new width, height."""
    if turned == 90:  # the content stands clockwise by 90: turn it counter-clockwise
        return np.array([[0, 1, 0], [-1, 0, width - 1], [0, 0, 1]], np.float64), height, width
    if turned == 180:
        m = [[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]]
        return np.array(m, np.float64), width, height
    if turned == 270:
        return np.array([[0, -1, height - 1], [1, 0, 0], [0, 0, 1]], np.float64), height, width
    return np.eye(3), width, height


def _turn_pixels(pixels: Pixels, turned: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(pixels, turned // 90))


def _about_centre(angle: float, width: float, height: float) -> Matrix:
    a = radians(-angle)
    cx, cy = width / 2, height / 2
    return np.array(
        [
            [cos(a), -sin(a), cx - cos(a) * cx + sin(a) * cy],
            [sin(a), cos(a), cy - sin(a) * cx - cos(a) * cy],
            [0, 0, 1],
        ]
    )


def as_transform(matrix: NDArray[np.floating]) -> Transform:
    """The 3 x 3 array as a value."""
    (a, b, c), (d, e, f), (g, h, i) = (tuple(float(v) for v in row) for row in matrix)
    return Transform(((a, b, c), (d, e, f), (g, h, i)))


def _flattened(inked: Pixels, flat: outline.Flat, onto: Matrix, scale: float) -> Pixels:
    """The ink of a photographed sheet, flat, at the picture's own scale."""
    size = (round(flat.width * scale), round(flat.height * scale))
    seen = np.asarray(cv2.warpPerspective(inked, onto, size, flags=cv2.INTER_LINEAR), np.uint8)
    _clear_edge(seen, round(EDGE_OF_SHEET * scale))
    return seen


def _clear_edge(inked: Pixels | cv2.typing.MatLike, wide: int) -> None:
    """Takes away what is left of the desk around a sheet."""
    inked[:wide] = inked[-wide:] = 0
    inked[:, :wide] = inked[:, -wide:] = 0


def clean(
    raw: NDArray[np.uint8],
    scale: float,
    turn_of: Callable[[Pixels], int],
    target_scale: float,
) -> Cleaned:
    """The page upright, straight, on white paper.

    raw: (height, width[, 3]) uint8 with `scale` pixels a point.
    turn_of: tells from an ink-on-white page at about 150 dpi by how many degrees
        clockwise (0, 90, 180, 270) its content is turned.
    target_scale: pixels a point of the result.
    """
    grey = value_channel(raw)
    inked = without_border_strips(ink(grey, scale), grey, scale)
    flat = outline.find(raw)
    onto = np.eye(3) if flat is None else np.diag([scale, scale, 1.0]) @ flat.matrix
    seen = inked if flat is None else _flattened(inked, flat, onto, scale)
    factor = min(1.0, 150 / 72 / scale, sqrt(TURN_PIXELS / seen.size))
    # Over all the pixels of an area it takes ten times as long where the factor is no fraction.
    how = cv2.INTER_AREA if factor <= 0.5 else cv2.INTER_LINEAR
    small = cv2.resize(seen, None, fx=factor, fy=factor, interpolation=how)
    turned = turn_of(np.asarray(255 - small, np.uint8))
    skew = skew_angle(_turn_pixels(seen, turned), scale)
    quarter, width, height = _quarter(turned, seen.shape[1], seen.shape[0])
    size = np.diag([target_scale / scale, target_scale / scale, 1.0])
    forward = size @ _about_centre(skew, width, height) @ quarter @ onto
    out_size = (round(width * target_scale / scale), round(height * target_scale / scale))
    how = cv2.INTER_CUBIC if target_scale > scale * 1.05 else cv2.INTER_LINEAR
    straight = cv2.warpPerspective(inked, forward, out_size, flags=how, borderValue=0)
    if flat is not None:
        _clear_edge(straight, round(EDGE_OF_SHEET * target_scale))
    to_raw = np.linalg.inv(forward) @ np.diag([target_scale, target_scale, 1.0])
    return Cleaned(
        np.asarray(255 - straight, np.uint8), target_scale, as_transform(to_raw), turned, skew,
        flat is not None,
    )  # fmt: skip
