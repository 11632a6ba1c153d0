"""Rules side by side whose white a copier filled are rules, and what touches them is print."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ingest.page.rulings import draw

SCALE = 200 / 72


@pytest.mark.parametrize("apart", [1.6, 2.6])
def test_a_doubled_grid_is_found_whole(apart: float) -> None:
    page = np.full((1200, 1600), 255, np.uint8)
    off = round(apart * SCALE / 2)
    for side in (-off, off):
        for y in (200, 500, 800):
            cv2.line(page, (200, y + side), (1400, y + side), 0, 2)
        for x in (200, 800, 1400):
            cv2.line(page, (x + side, 200), (x + side, 800), 0, 2)
    for x in (300, 900):  # close to the right rule of its cell, as figures set flush right
        cv2.putText(page, "14.6", (x + 360, 360), cv2.FONT_HERSHEY_COMPLEX, 1.2, 0, 2)
    soft = np.asarray(cv2.GaussianBlur(page, (0, 0), 1.6), np.uint8)
    drawn = draw(soft, SCALE)
    across = [r for r in drawn.rules if r.horizontal]
    down = [r for r in drawn.rules if not r.horizontal]
    for at in (200, 500, 800):
        near = [r for r in across if abs(r.at - at / SCALE) < 3]
        assert sum(r.length for r in near) > 0.9 * 1200 / SCALE
    for at in (200, 800, 1400):
        near = [r for r in down if abs(r.at - at / SCALE) < 3]
        assert sum(r.length for r in near) > 0.9 * 600 / SCALE
    figures = [b for b in drawn.components if abs(b.centre[1] - 348 / SCALE) < 5]
    assert len(figures) == 2
