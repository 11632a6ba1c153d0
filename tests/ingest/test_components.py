"""Connected ink agrees with OpenCV's own count, whatever the paper between."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ingest.components import connected
from ingest.image import Pixels


def _picture(seed: int, share: float) -> Pixels:
    """Dots and strokes with empty rows between."""
    chance = np.random.default_rng(seed)
    out = np.asarray((chance.random((90, 70)) < share) * 255, np.uint8)
    out[chance.random(90) < 0.5] = 0
    out[20:60, 33] = 255
    return out


@pytest.mark.parametrize("share", [0.0, 0.02, 0.2, 0.6])
def test_boxes_and_areas_are_those_of_opencv(share: float) -> None:
    picture = _picture(3, share)
    _, _, stats, _ = cv2.connectedComponentsWithStats(picture, connectivity=8)
    found = connected(picture)
    assert not found.boxes[0].any()
    assert sorted(found.boxes[1:].tolist()) == sorted(stats[1:].tolist())


def test_the_pixels_of_a_piece_are_its_own() -> None:
    picture = _picture(5, 0.1)
    found = connected(picture)
    seen = np.zeros_like(picture)
    for label in range(1, len(found.boxes)):
        rows, columns = found.pixels(label)
        x, y, width, height, area = found.boxes[label]
        assert len(rows) == area
        assert (rows.min(), columns.min()) == (y, x)
        assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (height, width)
        seen[rows, columns] = 255
    assert (seen == picture).all()


def test_labels_that_hold_a_place() -> None:
    picture = np.zeros((9, 9), np.uint8)
    picture[1, 1:4] = picture[7, 2:5] = 255
    found = connected(picture)
    assert found.holding(found.at == 7 * 9 + 3).tolist() == [False, False, True]


def test_paper_without_ink_has_no_pieces() -> None:
    found = connected(np.zeros((4, 5), np.uint8))
    assert found.boxes.tolist() == [[0] * 5]


def test_centres_are_those_of_opencv_and_the_paper_has_none() -> None:
    picture = _picture(7, 0.05)
    found = connected(picture)
    _, _, stats, centres = cv2.connectedComponentsWithStats(picture, connectivity=8)
    across, down = found.centres
    assert np.isnan([across[0], down[0]]).all()
    ours = sorted(zip(found.boxes[1:].tolist(), across[1:], down[1:], strict=True))
    theirs = sorted(zip(stats[1:].tolist(), *centres[1:].T, strict=True))
    for (box, *centre), (other, *expected) in zip(ours, theirs, strict=True):
        assert box == other
        assert centre == pytest.approx(expected)


def test_chosen_pieces_are_drawn_alone() -> None:
    picture = np.zeros((9, 9), np.uint8)
    picture[1, 1:4] = picture[7, 2:5] = 255
    found = connected(picture)
    upper = found.drawn((found.top < 5)[found.own])
    assert (upper[:5] == picture[:5]).all()
    assert not upper[5:].any()
