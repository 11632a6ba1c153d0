"""The outline of a sheet of paper in a photograph, and the map that makes it a flat page.

A scanner's page fills its picture; only a picture with something else on all four sides of a
sheet of the right form is a photograph. Anything less is left as it is: a wrong outline
would cut the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.image import Pixels

Matrix = NDArray[np.float64]
Line = tuple[float, float]
"""across = slope x along + offset, in pixels of the small picture."""

A4 = (595.28, 841.89)
"""Points, upright."""
_SMALL = 600.0
"""Height of the picture in which sides are looked for, pixels."""
_DEPTH = 0.24
"""How far into the picture, as a part of it, a side may lie."""
_INSIDE = 0.004
"""Each side lies at least this part of the picture inside it. Of 91 scanned pages none has
such an outline, at 0.008 or at half of it; 12 of 12 photographs have, off by 0.3-2.2 points."""
_FORM = 0.06
"""How far height / width may be off that of A4, as a part of it."""
_STEP = 0.18
"""Natural logarithm of how much lighter the sheet is than what lies beside it, at least."""
_NEAR = 2.0
"""Pixels of the small picture that a point may be off its line."""
_SAMPLE = 8
"""One pixel of so many, down and across, tells how light the paper is."""
_AROUND = 0.3
"""Part of each edge of the picture that must be darker than the paper."""
_AGREEING = 0.55
"""Part of the points that must lie on the line of a side."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A sheet made flat. matrix: from pixels of the picture to points of the sheet.

    width, height: points.
    """

    matrix: Matrix
    width: float
    height: float


def find(raw: NDArray[np.uint8]) -> Flat | None:
    """The sheet in a picture, upright or lying; None when it is no photograph of one.

    raw: (height, width[, 3]) uint8.
    """
    tall, wide = raw.shape[:2]
    factor = _SMALL / max(tall, wide)
    if factor > 0.9 or not _lies_on_something(raw):
        return None
    small = cv2.resize(raw, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    dark = _darkest(np.asarray(small, np.uint8))
    sides: list[Line] = []
    for view in _views(dark):
        side = _side(np.ascontiguousarray(view))
        if side is None:
            return None
        sides.append(side)
    corners = _corners(sides, dark.shape[1], dark.shape[0])
    if not _is_sheet(corners, dark.shape[1], dark.shape[0]):
        return None
    across, down = _sizes(corners)
    width, height = A4 if down >= across else A4[::-1]
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    source = (corners / factor).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    return Flat(np.asarray(matrix, np.float64), width, height)


def _lies_on_something(raw: NDArray[np.uint8]) -> bool:
    """Whether the picture is darker than paper at all four edges; no scan costs more than that."""
    paper = float(np.percentile(_darkest(raw[::_SAMPLE, ::_SAMPLE]), 95))
    edges = (raw[:1], raw[-1:], raw[:, :1], raw[:, -1:])
    darker = paper * np.exp(-_STEP)
    return all(float((_darkest(edge) < darker).mean()) >= _AROUND for edge in edges)


def _darkest(small: Pixels) -> Pixels:
    """The darkest of the colours: white paper stays light, a coloured desk does not."""
    if small.ndim == 2:
        return small
    channels = cv2.split(small)
    return np.asarray(cv2.min(cv2.min(channels[0], channels[1]), channels[2]), np.uint8)


def _views(dark: Pixels) -> Sequence[Pixels]:
    """The picture turned so that the left, top, right and bottom side is each time above."""
    return dark.T, dark, dark[:, ::-1].T, dark[::-1]


def _side(picture: Pixels) -> Line | None:
    """The line of the upper side: where most columns grow lighter, from above, for good."""
    depth = int(picture.shape[0] * _DEPTH)
    light = np.log(cv2.blur(picture, (5, 1)).astype(np.float32) + 8.0)
    sums = np.cumsum(light, axis=0)
    reach = 4
    mean = (sums[reach:] - sums[:-reach]) / reach  # of rows y + 1 to y + reach
    step = mean[reach:] - mean[:-reach]  # lighter below row y + reach than above it
    step = step[:depth]
    at = step.argmax(axis=0)
    columns = np.arange(picture.shape[1])
    strong = step[at, columns] >= _STEP
    edge = int(0.06 * picture.shape[1])
    strong[:edge] = strong[-edge:] = False
    if strong.sum() < _AGREEING * (picture.shape[1] - 2 * edge):
        return None
    return _line(columns[strong].astype(np.float64), at[strong] + reach + 0.5)


def _line(xs: NDArray[np.float64], ys: NDArray[np.float64]) -> Line | None:
    """The line on which most points lie (random pairs, always the same ones)."""
    chance = np.random.default_rng(11)
    best: NDArray[np.bool_] | None = None
    for _ in range(120):
        a, b = chance.integers(0, len(xs), 2)
        if abs(xs[a] - xs[b]) < 0.25 * (xs[-1] - xs[0]):
            continue
        slope = (ys[b] - ys[a]) / (xs[b] - xs[a])
        near = np.abs(ys - (ys[a] + slope * (xs - xs[a]))) <= _NEAR
        if best is None or near.sum() > best.sum():
            best = near
    if best is None or best.sum() < _AGREEING * len(xs):
        return None
    slope, offset = np.polyfit(xs[best], ys[best], 1)
    return float(slope), float(offset)


def _corners(sides: Sequence[Line], wide: int, tall: int) -> NDArray[np.float64]:
    """Upper left, upper right, lower right, lower left: (4, 2), x and y.

    sides: left, top, right, bottom as found in their views; the last two are mirrored.
    """
    left, top, right, bottom = sides
    right = (-right[0], wide - right[1])
    bottom = (-bottom[0], tall - bottom[1])

    def meet(upright: Line, level: Line) -> tuple[float, float]:
        # x = upright(y), y = level(x)
        x = (upright[0] * level[1] + upright[1]) / (1 - upright[0] * level[0])
        return x, level[0] * x + level[1]

    return np.array([meet(left, top), meet(right, top), meet(right, bottom), meet(left, bottom)])


def _is_sheet(corners: NDArray[np.float64], wide: int, tall: int) -> bool:
    """Whether four corners are those of a sheet of A4, all inside the picture."""
    x, y = corners[:, 0] / wide, corners[:, 1] / tall
    if min(x.min(), y.min(), (1 - x).min(), (1 - y).min()) < _INSIDE:
        return False
    across, down = _sizes(corners)
    form = max(across, down) / max(1.0, min(across, down))
    return bool(abs(form / (A4[1] / A4[0]) - 1) <= _FORM)


def _sizes(corners: NDArray[np.float64]) -> tuple[float, float]:
    """Mean width and height between four corners."""
    upper_left, upper_right, lower_right, lower_left = corners

    def mean(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
        return float(np.linalg.norm(a) + np.linalg.norm(b)) / 2

    return (
        mean(upper_right - upper_left, lower_right - lower_left),
        mean(lower_left - upper_left, lower_right - upper_right),
    )
