"""A page put upright and straight, and the way back to the scan."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.clean import clean, ink, skew_angle, without_border_strips
from ingest.rules import draw

SCALE = 200 / 72


def table(width: int = 1655, height: int = 2339) -> NDArray[np.uint8]:
    """A white page with a ruled table of three columns and five rows, figures in its cells."""
    page = np.full((height, width), 255, np.uint8)
    for y in range(600, 1401, 200):
        cv2.line(page, (200, y), (1400, y), 0, 3)
    for x in (200, 600, 1000, 1400):
        cv2.line(page, (x, 600), (x, 1400), 0, 3)
    for row in range(4):
        for column in range(3):
            at = (260 + 400 * column, 720 + 200 * row)
            cv2.putText(page, f"{row},{column}5", at, cv2.FONT_HERSHEY_COMPLEX, 1.2, 0, 2)
    return page


def turned(page: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=255), np.uint8)


@pytest.mark.parametrize("degrees", [-4.0, -0.8, 0.0, 0.3, 2.5])
def test_skew_is_found(degrees: float) -> None:
    page = turned(table(), degrees)
    assert skew_angle(ink(page, SCALE), SCALE) == pytest.approx(degrees, abs=0.05)


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_boxes_go_back_to_the_scan(quarter: int) -> None:
    page = table()
    raw = np.ascontiguousarray(np.rot90(page, -(quarter // 90)))
    done = clean(raw, SCALE, lambda _: quarter, SCALE)
    assert done.turned == quarter
    assert done.pixels.shape == page.shape
    x, y = done.to_raw.point(200 / SCALE, 600 / SCALE)
    assert raw[round(y), round(x)] < 128  # the corner of the table


def test_border_strips_go_and_print_stays() -> None:
    page = table()
    page[:, :60] = 10
    inked = without_border_strips(ink(page, SCALE), page, SCALE)
    assert inked[:, :60].max() == 0
    assert inked[600, 700] > 128


def test_rules_and_words_are_told_apart() -> None:
    drawn = draw(table(), SCALE)
    across = [r for r in drawn.rules if r.horizontal]
    down = [r for r in drawn.rules if not r.horizontal]
    assert len(across) == 5
    assert len(down) == 4
    assert across[0].at == pytest.approx(600 / SCALE, abs=1)
    assert len(drawn.blobs) == 12


def test_dirt_is_dropped_and_a_comma_is_not() -> None:
    page = table()
    before = len(draw(page, SCALE).blobs)
    chance = np.random.default_rng(3)
    for _ in range(150):
        x, y = chance.integers(50, 1600), chance.integers(1500, 2300)
        cv2.circle(page, (int(x), int(y)), 1, 0, -1)
    drawn = draw(page, SCALE)
    assert len(drawn.blobs) == before
    assert (drawn.clean[1500:] < 128).sum() == 0
