"""Runs of ink, against OpenCV's opening where that is exact: lengths that are odd."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ingest.page.runs import opened_along, opened_down


@pytest.mark.parametrize("reach", [1, 3, 7, 21])
def test_what_is_left_is_what_an_opening_leaves(reach: int) -> None:
    chance = np.random.default_rng(reach)
    inked = (chance.random((90, 131)) < 0.8).astype(np.uint8) * 255
    # OpenCV takes what lies beyond an edge for ink.
    inked[:reach] = inked[-reach:] = inked[:, :reach] = inked[:, -reach:] = 0
    down = cv2.morphologyEx(inked, cv2.MORPH_OPEN, np.ones((reach, 1), np.uint8))
    along = cv2.morphologyEx(inked, cv2.MORPH_OPEN, np.ones((1, reach), np.uint8))
    assert np.array_equal(opened_down(inked, reach), down)
    assert np.array_equal(opened_along(inked, reach), along)


def test_a_run_stays_in_its_place_whatever_its_length_and_ends_at_the_edge() -> None:
    inked = np.zeros((3, 40), np.uint8)
    inked[1, 30:] = 255
    for reach in range(1, 11):
        assert np.array_equal(opened_along(inked, reach), inked)
    assert not opened_along(inked, 11).any()
    assert not opened_along(inked, 41).any()
