"""A page that was prepared and waits, its pixels packed, until the tables of its whole document
are found.

Packed, a page of A4 takes 0.1 to 0.9 MB (30 scanned pages of five kinds of wear), not 8; packing
and unpacking it takes 15 ms.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np

from document.page import Page, Word
from ingest.image import PageImage, Pixels


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """An image without its pixels, and they packed beside it; b"" where there are none.

    figures: the short phrases that are figures.
    shape: rows and columns of the pixels.
    """

    bare: PageImage
    figures: tuple[Word, ...]
    shape: tuple[int, int] = (0, 0)
    pixels: bytes = b""
    rule_mask: bytes = b""

    @classmethod
    def of(cls, image: PageImage, figures: tuple[Word, ...]) -> WaitingPage:
        if image.pixels is None or image.rule_mask is None:
            return cls(image, figures)
        height, width = image.pixels.shape
        bare = replace(image, pixels=None, rule_mask=None)
        mask = np.packbits(image.rule_mask > 0)
        return cls(bare, figures, (height, width), _packed(image.pixels), _packed(mask))

    @property
    def page(self) -> Page:
        return self.bare.page

    @property
    def image(self) -> PageImage:
        """The image with its pixels."""
        if not self.pixels:
            return self.bare
        grey = np.frombuffer(bytearray(zlib.decompress(self.pixels)), np.uint8)
        bits = np.frombuffer(zlib.decompress(self.rule_mask), np.uint8)
        mask = np.unpackbits(bits, count=grey.size) * np.uint8(255)
        return replace(
            self.bare, pixels=grey.reshape(self.shape), rule_mask=mask.reshape(self.shape)
        )


def _packed(pixels: Pixels) -> bytes:
    """Runs of white are most of a page: to look for them alone is as small, and faster."""
    packer = zlib.compressobj(1, strategy=zlib.Z_RLE)
    return packer.compress(pixels.tobytes()) + packer.flush()
