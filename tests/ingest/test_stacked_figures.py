"""A "1" over and under other figures in low rows is no piece of a vertical rule."""

from __future__ import annotations

import cv2
import numpy as np

from ingest.page.rulings import draw

SCALE = 200 / 72


def test_figures_over_each_other_in_low_rows_are_no_rule() -> None:
    page = np.full((900, 900), 255, np.uint8)
    for k in range(3):  # stems of 7 points, 3.6 apart: a little less than what is bridged
        y = 300 + round(k * 10.6 * SCALE)
        cv2.line(page, (500, y), (500, y + round(7 * SCALE)), 0, 3)
    drawn = draw(page, SCALE)
    assert drawn.rules == ()
    assert len(drawn.components) == 3


def test_a_dotted_rule_of_the_same_length_is_one() -> None:
    page = np.full((900, 900), 255, np.uint8)
    for k in range(14):
        y = 300 + round(k * 2.2 * SCALE)
        cv2.line(page, (500, y), (500, y + 2), 0, 2)
    cv2.line(page, (300, 290), (700, 290), 0, 2)
    cv2.line(page, (300, 390), (700, 390), 0, 2)
    assert [r for r in draw(page, SCALE).rules if not r.horizontal]
