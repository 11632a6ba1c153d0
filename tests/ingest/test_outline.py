"""A sheet in a photograph is found and made flat; a scan is never taken for one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.page import outline
from ingest.page.clean import clean

SCALE = 2.5
Corners = list[tuple[float, float]]
STEEP: Corners = [(130, 90), (1560, 150), (1600, 2290), (70, 2200)]
TURNED: Corners = [(90, 60), (2210, 130), (2240, 1610), (140, 1580)]


def page(wide: float = 595, tall: float = 842) -> NDArray[np.uint8]:
    """A white page with lines of dark marks and three rules, SCALE pixels a point."""
    chance = np.random.default_rng(5)
    pixels = np.full((round(tall * SCALE), round(wide * SCALE)), 245, np.uint8)
    for top in range(160, pixels.shape[0] - 160, 45):
        for left in range(150, pixels.shape[1] - 200, 60):
            width = int(chance.integers(20, 50))
            pixels[top : top + 18, left : left + width] = 30
    for y in (400, 800, 1200):
        pixels[y : y + 3, 150:-150] = 20
    return pixels


def photograph(
    sheet: NDArray[np.uint8], corners: Corners, size: tuple[int, int], desk: tuple[int, int, int]
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The sheet seen aslant on a desk, in uneven light; and the map from it to the picture."""
    height, width = sheet.shape
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    cover = cv2.warpPerspective(np.full_like(sheet, 255), matrix, size)
    seen = cv2.warpPerspective(sheet, matrix, size).astype(np.float64)
    light = np.linspace(1.0, 0.5, size[0])[None, :] * np.linspace(0.9, 1.0, size[1])[:, None]
    picture = np.stack([np.where(cover > 127, seen, colour) for colour in desk], axis=2)
    noise = np.random.default_rng(6).normal(0, 3, picture.shape)
    shown = np.clip(picture * light[:, :, None] + noise, 0, 255)
    return np.asarray(cv2.GaussianBlur(shown, (0, 0), 0.8), np.uint8), np.asarray(matrix, float)


@pytest.mark.parametrize("desk", [(40, 90, 60), (15, 15, 15), (120, 60, 50)])
@pytest.mark.parametrize(
    ("form", "corners", "size"),
    [((595, 842), STEEP, (1700, 2400)), ((842, 595), TURNED, (2400, 1700))],
)
def test_the_corners_of_a_photographed_sheet_are_found(
    desk: tuple[int, int, int], form: tuple[int, int], corners: Corners, size: tuple[int, int]
) -> None:
    picture, _ = photograph(page(*form), corners, size, desk)
    found = outline.find(picture)
    assert found is not None
    assert (found.width > found.height) == (form[0] > form[1])
    targets = [(0, 0), (found.width, 0), (found.width, found.height), (0, found.height)]
    for corner, target in zip(corners, targets, strict=True):
        x, y, w = found.matrix @ (*corner, 1)
        assert np.hypot(x / w - target[0], y / w - target[1]) < 4


def test_a_flattened_page_leads_back_to_the_photograph() -> None:
    picture, matrix = photograph(page(), STEEP, (1700, 2400), (40, 90, 60))
    done = clean(picture, 2400 / 842, lambda _: 0, 200 / 72)
    assert done.flattened
    assert abs(done.skew) < 0.2
    # The left end of the second rule: on the sheet, in the photograph, on the cleaned page.
    on_sheet = matrix @ (150, 801.5, 1)
    rows = np.flatnonzero((done.pixels < 128).mean(axis=1) > 0.7)
    assert len(rows) >= 3
    second = rows[np.argmin(np.abs(rows / done.scale - 801.5 / SCALE))]
    left = np.flatnonzero(done.pixels[second] < 128)[0]
    back = done.to_raw.point(left / done.scale, second / done.scale)
    assert np.hypot(*(np.array(back) - on_sheet[:2] / on_sheet[2])) < 6


@pytest.mark.parametrize("edge", [0, 40])
def test_a_scan_is_no_photograph(edge: int) -> None:
    """Not even with the black edges of a copier's lid on two sides."""
    scan = page()
    if edge:
        scan[:edge] = scan[:, :edge] = 10
    assert outline.find(scan) is None
    colour = np.repeat(scan[:, :, None], 3, axis=2)
    assert outline.find(colour) is None


def test_a_frame_around_the_text_is_no_outline() -> None:
    framed = page()
    cv2.rectangle(framed, (60, 60), (framed.shape[1] - 60, framed.shape[0] - 60), 0, 4)
    assert outline.find(framed) is None
