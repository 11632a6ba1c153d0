"""What a window shows of a box, on boxes drawn pixel by pixel: one a pixel of the window."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.read.figure_window import PX, windows

BOX = (100, 100, 184, 132)


@pytest.mark.parametrize("stem", [20, 24, 25])
def test_a_one_that_fills_a_low_box_is_no_rule(stem: int) -> None:
    page = np.full((240, 300), 255, np.uint8)
    page[102 : 102 + stem, 109:112] = 0  # a "1"
    page[102 : 102 + stem, 119:134] = 0  # a "0"
    page[106 : 98 + stem, 123:130] = 255
    (window,) = windows(page, [BOX], PX * 72)
    ink = np.flatnonzero(window.ink.max(axis=0) > 128)
    assert ink[-1] - ink[0] == 134 - 109 - 1
    assert not window.defects


def test_a_rule_as_long_as_the_box_is_taken_out() -> None:
    page = np.full((240, 300), 255, np.uint8)
    page[100:132, 102:105] = 0
    page[104:126, 119:134] = 0
    (window,) = windows(page, [BOX], PX * 72)
    ink = np.flatnonzero(window.ink.max(axis=0) > 128)
    assert ink[-1] - ink[0] == 134 - 119 - 1
