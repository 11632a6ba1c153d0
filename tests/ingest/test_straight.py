"""Rules that lean or draw together, as in a photo, are made upright and level."""

from __future__ import annotations

import cv2
import numpy as np

from document.geometry import IDENTITY
from ingest.image import Pixels
from ingest.page.clean import Cleaned
from ingest.page.rectify import straightened
from ingest.page.rulings import draw

SCALE = 200 / 72
WIDTH, HEIGHT = 595, 842


def grid_page() -> Pixels:
    """A page with a ruled table, 200 dpi."""
    page = np.full((round(HEIGHT * SCALE), round(WIDTH * SCALE)), 255, np.uint8)
    xs, ys = (60, 120, 330, 400, 540), range(100, 760, 60)
    across = [(60, y, 540, y) for y in ys]
    for line in across + [(x, 100, x, 700) for x in xs]:
        x0, y0, x1, y1 = (round(v * SCALE) for v in line)
        cv2.line(page, (x0, y0), (x1, y1), 0, 2)
    return page


def photographed(page: Pixels) -> Pixels:
    """The same from a little to the left and below."""
    height, width = page.shape
    there = np.array([[0, 0], [width, 0], [0, height], [width, height]], np.float32)
    seen = there + np.array([[30, 40], [-10, 0], [0, -5], [25, 15]], np.float32)
    matrix = cv2.getPerspectiveTransform(there, seen)
    return np.asarray(cv2.warpPerspective(page, matrix, (width, height), borderValue=255), np.uint8)


def cleaned(pixels: Pixels) -> Cleaned:
    return Cleaned(pixels, SCALE, IDENTITY, 0, 0.0)


def unevenness(pixels: Pixels) -> float:
    """How far, in points, the ink of the rules strays from straight rows and columns."""
    drawn = draw(pixels, SCALE)
    strays = []
    for mask in (drawn.rule_mask, np.ascontiguousarray(drawn.rule_mask.T)):
        runs = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, 60), np.uint8))
        count, labels = cv2.connectedComponents(runs)
        for label in range(1, count):
            rows, columns = np.nonzero(labels == label)
            if np.ptp(columns) > 300:
                strays.append(float(np.ptp(rows)) / SCALE)
    return max(strays)


def test_a_photo_is_straightened() -> None:
    photo = photographed(grid_page())
    before = cleaned(photo)
    after = straightened(before, draw(photo, SCALE))
    assert after is not None
    assert unevenness(photo) > 6
    assert unevenness(after.pixels) < 2.5


def test_the_way_back_leads_to_the_photo() -> None:
    photo = photographed(grid_page())
    after = straightened(cleaned(photo), draw(photo, SCALE))
    assert after is not None
    ys, xs = np.nonzero(after.pixels < 100)
    chosen = np.random.default_rng(1).choice(len(xs), 200)
    hits = 0
    for x, y in zip(xs[chosen] / SCALE, ys[chosen] / SCALE, strict=True):
        a, b = after.to_raw.point(float(x), float(y))
        i, j = round(a * SCALE), round(b * SCALE)
        hits += bool((photo[j - 2 : j + 3, i - 2 : i + 3] < 200).any())
    assert hits >= 195


def test_a_straight_page_is_left_alone() -> None:
    page = grid_page()
    assert straightened(cleaned(page), draw(page, SCALE)) is None


def test_a_page_without_rules_is_left_alone() -> None:
    page = np.full((round(HEIGHT * SCALE), round(WIDTH * SCALE)), 255, np.uint8)
    assert straightened(cleaned(page), draw(page, SCALE)) is None
