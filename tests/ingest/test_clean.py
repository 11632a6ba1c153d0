"""A page put upright and straight, and the way back to the scan."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.page.clean import clean, ink, skew_angle, without_border_strips
from ingest.page.rulings import draw

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
    assert len(drawn.components) == 12


def test_dirt_is_dropped_and_a_comma_is_not() -> None:
    page = table()
    before = len(draw(page, SCALE).components)
    chance = np.random.default_rng(3)
    for _ in range(150):
        x, y = chance.integers(50, 1600), chance.integers(1500, 2300)
        cv2.circle(page, (int(x), int(y)), 1, 0, -1)
    drawn = draw(page, SCALE)
    assert len(drawn.components) == before
    assert (drawn.clean[1500:] < 128).sum() == 0


def printed(shade: int, *places: tuple[str, int, int]) -> NDArray[np.uint8]:
    """A table with texts 20 pixels high at these places, left end and base line in pixels."""
    page = table()
    for text, x, y in places:
        cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_COMPLEX, 0.9, shade, 2)
    return page


def ink_in(page: NDArray[np.uint8], x0: int, y0: int, x1: int, y1: int) -> int:
    return int((page[y0:y1, x0:x1] < 220).sum())


def test_a_lone_hyphen_stays() -> None:
    page = table()
    page[1550:1552, 300:305] = 20  # 1.8 points wide, 0.7 high, far from everything
    assert ink_in(draw(page, SCALE).clean, 290, 1540, 320, 1560) >= 10


@pytest.mark.parametrize("wide", [2, 3])
def test_a_round_speck_of_a_hyphen_s_ink_goes(wide: int) -> None:
    page = table()
    page[1550 : 1550 + wide, 300 : 300 + wide] = 20
    assert ink_in(draw(page, SCALE).clean, 290, 1540, 320, 1560) == 0


@pytest.mark.parametrize("shade", [100, 185, 192])
def test_pale_figures_stay_with_their_minus_and_their_comma(shade: int) -> None:
    page = printed(shade, ("2", 330, 1600), ("13", 360, 1600))
    page[1590:1592, 315:324] = shade  # the minus
    page[1597:1604, 352:355] = shade  # the comma
    kept = draw(page, SCALE).clean
    for part in ((313, 1585, 326, 1596), (328, 1575, 348, 1602), (350, 1595, 357, 1606)):
        assert ink_in(kept, *part) == ink_in(page, *part)


def test_the_point_after_a_seven_stays() -> None:
    """Under the bar it is as far from the seven's foot as a speck may be from a letter."""
    page = np.full((400, 400), 255, np.uint8)
    page[100:103, 100:122] = 0
    cv2.line(page, (120, 102), (104, 130), 0, 3)
    page[127:131, 124:128] = 0
    assert ink_in(draw(page, SCALE).clean, 123, 126, 130, 132) >= 16


def test_a_stroke_that_fades_stays_whole() -> None:
    page = np.full((400, 400), 255, np.uint8)
    page[100:130, 100:103] = 0
    page[127:130, 100:130] = np.linspace(0, 200, 30).astype(np.uint8)
    kept = draw(page, SCALE).clean
    assert ink_in(kept, 95, 95, 135, 135) == ink_in(page, 95, 95, 135, 135)


def test_what_shines_through_goes() -> None:
    page = printed(200, ("15,75 3", 330, 1600))
    kept = draw(page, SCALE).clean
    assert ink_in(page, 320, 1570, 500, 1610) > 100
    assert ink_in(kept, 320, 1570, 500, 1610) == 0


def test_dirt_beside_nothing_stays_out_of_pale_pages_too() -> None:
    page = printed(190, ("3", 330, 1600))
    chance = np.random.default_rng(5)
    for _ in range(100):
        x, y = chance.integers(600, 1600), chance.integers(1700, 2300)
        page[y : y + 2, x : x + 3] = 180
    assert ink_in(draw(page, SCALE).clean, 590, 1690, 1655, 2339) == 0
