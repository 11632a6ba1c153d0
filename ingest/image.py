"""A page together with its cleaned pixels: what ingest.page makes and ingest.read reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from document.geometry import Box
from document.page import Page, Word

Pixels = NDArray[np.uint8]
"""Grey pixels, shape (height, width), 0 is black; or ink, 0 is paper, where it says so."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One prepared page.

    page: what is known without reading (rules, components, layer); words only when its text
        layer is right.
    pixels: the cleaned page, uint8, paper 255, upright; None when it need not be read
        (a right text layer, a text file, a blank page).
    rule_mask: uint8, 255 where a pixel of `pixels` belongs to a ruled line.
    scale: pixels per point of `pixels`.
    witnesses: words with digits of a text layer that is not trusted, on the cleaned page.
    """

    page: Page
    pixels: Pixels | None = None
    rule_mask: Pixels | None = None
    scale: float = 1.0
    witnesses: tuple[Word, ...] = ()

    def edges(self, box: Box) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of a box (points) in pixels, not clipped to the page."""
        x0, top, x1, bottom = (round(v * self.scale) for v in (box.x0, box.top, box.x1, box.bottom))
        return x0, top, x1, bottom

    def window(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns of `pixels` that a box (points) covers, clipped to the page."""
        if self.pixels is None:
            raise ValueError("a page without pixels has no windows")
        height, width = self.pixels.shape
        left, top, right, bottom = self.edges(box)
        x0, x1 = (min(max(x, 0), width) for x in (left, right))
        y0, y1 = (min(max(y, 0), height) for y in (top, bottom))
        return slice(y0, y1), slice(x0, x1)
