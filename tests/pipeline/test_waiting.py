"""A page whose pixels were packed is the page that it was."""

from __future__ import annotations

import numpy as np

from document.geometry import Box
from document.page import Page, Word
from ingest.image import PageImage
from pipeline.report.waiting import WaitingPage

FIGURES = (Word("0,5", Box(20, 0, 29, 9)),)


def test_the_pixels_come_back_as_they_were() -> None:
    dice = np.random.default_rng(1)
    pixels = np.full((117, 83), 255, np.uint8)  # no multiple of eight
    pixels[20:40] = dice.integers(0, 256, (20, 83))
    mask = np.zeros_like(pixels)
    mask[:, 7] = 255
    image = PageImage(Page(3, 59.5, 84.2, dpi=100), pixels, mask, 1.4, FIGURES)
    prepared = WaitingPage.of(image, FIGURES)
    assert prepared.bare.pixels is None
    assert len(prepared.pixels) < pixels.nbytes / 2
    again = prepared.image
    assert again.pixels is not None
    assert again.rule_mask is not None
    assert np.array_equal(again.pixels, pixels)
    assert np.array_equal(again.rule_mask, mask)
    assert (again.page, again.scale, again.witnesses) == (image.page, 1.4, FIGURES)
    again.pixels[0, 0] = 0  # who reads may write on it


def test_a_page_that_need_not_be_read_has_nothing_to_pack() -> None:
    image = PageImage(Page(1, 595, 842))
    prepared = WaitingPage.of(image, FIGURES)
    assert prepared.image is image
    assert not prepared.pixels
