"""Takes out what a camera leaves: rules that lean or draw together towards one side.

A flatbed page needs none of it. Not for paper that is curled: that has no straight rules.
Lengths are points; slopes are points down a point right, or right a point down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.components import connected
from ingest.image import Pixels
from ingest.page.clean import Cleaned, Matrix, as_transform
from ingest.page.rulings import Drawn
from ingest.page.runs import opened_along

LONG = 80.0
"""A shorter piece of a rule tells its slope no better than half a degree."""
SPREAD = 120.0
"""Rules must lie this far apart to tell that they draw together."""
NOTICEABLE = 1.5
"""Less than this at the edge of the page is left alone: every resampling costs sharpness."""
STEEPEST = 0.08


@dataclass(frozen=True, slots=True)
class _Slopes:
    """How rules of one direction lean: `mean` at the page's middle, `change` a point away."""

    mean: float = 0.0
    change: float = 0.0

    def at(self, offset: float) -> float:
        return self.mean + self.change * offset


def _pieces(mask: Pixels, scale: float) -> NDArray[np.float64]:
    """Horizontal rules: rows of middle height (points from the page's middle), slope, length."""
    runs = connected(opened_along(mask, max(9, round(20 * scale))))
    found: list[tuple[float, float, float]] = []
    for label, (x, y, w, _, _) in enumerate(runs.boxes.tolist()):
        if w < LONG * scale:
            continue
        rows, places = runs.pixels(label)
        pixels = np.bincount(places - x, minlength=w)
        columns = np.flatnonzero(pixels)
        heights = np.bincount(places - x, rows - y, w)[columns] / pixels[columns]
        slope, level = np.polyfit(columns - w / 2, heights, 1)
        if np.abs(np.polyval((slope, level), columns - w / 2) - heights).mean() < scale:
            middle = (y + level - mask.shape[0] / 2) / scale
            # Brought to the middle of the page's width along its own slope.
            middle -= slope * (x + w / 2 - mask.shape[1] / 2) / scale
            found.append((middle, float(slope), w / scale))
    return np.array(found, np.float64).reshape(-1, 3)


def _slopes(pieces: NDArray[np.float64]) -> _Slopes:
    """The slopes as a straight line over the page; stray pieces are left out."""
    pieces = pieces[np.abs(pieces[:, 1]) < STEEPEST]
    for _ in range(2):
        if len(pieces) < 3:
            return _Slopes()
        middle, slope, length = pieces.T
        if np.ptp(middle) < SPREAD:
            return _Slopes(float(np.average(slope, weights=length)))
        change, mean = np.polyfit(middle, slope, 1, w=length)
        off = np.abs(change * middle + mean - slope)
        pieces = pieces[off <= max(0.002, 2.5 * float(np.median(off)))]
    return _Slopes(float(mean), float(change))


def _matrix(across: _Slopes, down: _Slopes, width: float, height: float) -> Matrix:
    """From points of the straight page to points of the page as it is."""
    corners, places = [], []
    for x in (0.0, width):
        for y in (0.0, height):
            b, d = across.at(y - height / 2), down.at(x - width / 2)
            # Where the straight row line y and column line x meet on the page as it is.
            there = (x + (y - width / 2 * b - height / 2) * d) / (1 - b * d)
            corners.append((x, y))
            places.append((there, y + (there - width / 2) * b))
    matrix = cv2.getPerspectiveTransform(
        np.array(corners, np.float32), np.array(places, np.float32)
    )
    return np.asarray(matrix, np.float64)


def straightened(cleaned: Cleaned, drawn: Drawn) -> Cleaned | None:
    """The page with its rules upright and level; None when they are, or none can tell."""
    if not drawn.rules:
        return None
    width, height = cleaned.size
    across = _slopes(_pieces(drawn.rule_mask, cleaned.scale))
    on_side = np.asarray(cv2.transpose(drawn.rule_mask), np.uint8)
    down = _slopes(_pieces(on_side, cleaned.scale))
    leaning = max(
        abs(slopes.at(side * extent / 2)) * other / 2
        for slopes, extent, other in ((across, height, width), (down, width, height))
        for side in (-1, 1)
    )
    if leaning < NOTICEABLE:
        return None
    to_bent = _matrix(across, down, width, height)
    size = np.diag([cleaned.scale, cleaned.scale, 1.0])
    pixels = cv2.warpPerspective(
        cleaned.pixels,
        size @ to_bent @ np.linalg.inv(size),
        (cleaned.pixels.shape[1], cleaned.pixels.shape[0]),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderValue=255,
    )
    to_raw = as_transform(np.array(cleaned.to_raw.rows) @ to_bent)
    return replace(cleaned, pixels=np.asarray(pixels, np.uint8), to_raw=to_raw)
