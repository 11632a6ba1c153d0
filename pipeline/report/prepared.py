"""A page that was looked at and waits until the tables of its whole document are found; in a long
document with its pixels packed.

Packed, a page of A4 takes 0.1 to 0.9 MB (30 scanned pages of five kinds of wear), not 8; packing
and unpacking it takes 15 ms.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np

from document.page import Page, Word
from ingest.image import Pixels, Sheet


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """A sheet, and what a glance took for figures on it.

    waiting: the sheet; without its pixels where they are packed.
    figures: short phrases with their boxes, in the order of the phrases.
    shape: rows and columns of packed pixels. pixels, rule_mask: packed, b"" where they are not.
    """

    waiting: Sheet
    figures: tuple[Word, ...]
    shape: tuple[int, int] = (0, 0)
    pixels: bytes = b""
    rule_mask: bytes = b""

    def packed(self) -> PreparedPage:
        """The same with its pixels packed, where it has any."""
        sheet = self.waiting
        if sheet.pixels is None or sheet.rule_mask is None:
            return self
        height, width = sheet.pixels.shape
        bare = replace(sheet, pixels=None, rule_mask=None)
        mask = np.packbits(sheet.rule_mask > 0)
        return PreparedPage(
            bare, self.figures, (height, width), _packed(sheet.pixels), _packed(mask)
        )

    @property
    def page(self) -> Page:
        return self.waiting.page

    @property
    def sheet(self) -> Sheet:
        """The sheet with its pixels."""
        if not self.pixels:
            return self.waiting
        grey = np.frombuffer(bytearray(zlib.decompress(self.pixels)), np.uint8)
        bits = np.frombuffer(zlib.decompress(self.rule_mask), np.uint8)
        mask = np.unpackbits(bits, count=grey.size) * np.uint8(255)
        return replace(
            self.waiting, pixels=grey.reshape(self.shape), rule_mask=mask.reshape(self.shape)
        )


def _packed(pixels: Pixels) -> bytes:
    """Runs of white are most of a page: to look for them alone is as small, and faster."""
    packer = zlib.compressobj(1, strategy=zlib.Z_RLE)
    return packer.compress(pixels.tobytes()) + packer.flush()
