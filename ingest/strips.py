"""Parts of a TIFF page without decoding all of it: a page of 2,400 dpi has 557 million pixels.

The strips of a TIFF are packed one by one. A few of them under the page's own tags, with only the
height and the places changed, are a small TIFF, which Pillow reads as any other.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

WIDTH, HEIGHT, BITS, PACKING, OFFSETS, ROWS, COUNTS, PLANES = 256, 257, 258, 259, 273, 278, 279, 284
"""Numbers of the tags. PLANES: 2 where each colour has strips of its own."""
KEPT = (WIDTH, BITS, PACKING, 262, 266, 277, PLANES, 292, 293, 317, 320, 338, 339, 347, 530, 532)
"""Bits, packing, meaning of the values and their order, predictor, palette, how JPEG is packed."""


def bands(data: bytes, frame: Any, multiple: int, most: int) -> Iterator[Any] | None:
    """A TIFF page as pictures, one below the other; None when it is not in strips.

    data: the file. frame: the page as Pillow opened it, its pixels not loaded. multiple: heights
    are multiples of it, but for the last. most: pixels of one band; more where one strip, or as
    many as give the multiple, has more.
    """
    tags = getattr(frame, "tag_v2", None)
    if tags is None or OFFSETS not in tags or tags.get(PLANES, 1) != 1:
        return None
    strips = _strips(tags)
    return _bands(data, tags, strips, multiple, most) if len(strips.places) > 1 else None


@dataclass(frozen=True, slots=True)
class _Strips:
    """Where strips lie in a file, and how many rows each has, but for the last.

    places: offset and bytes of each.
    """

    rows: int
    places: list[tuple[int, int]]


def _strips(tags: Any) -> _Strips:
    """The strips of a page; one of each row where they are not packed, for they may be one."""
    places = list(zip(tags[OFFSETS], tags.get(COUNTS, ()), strict=False))
    if tags.get(PACKING, 1) != 1:
        return _Strips(max(1, int(tags.get(ROWS, tags[HEIGHT]))), places)
    bits = sum(tags.get(BITS, (1,))) * int(tags[WIDTH])
    row = (bits + 7) // 8
    return _Strips(1, [(o + at, row) for o, size in places for at in range(0, size, row)])


def _bands(data: bytes, tags: Any, of_page: _Strips, multiple: int, most: int) -> Iterator[Any]:
    from PIL import Image
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    rows, height = of_page.rows, int(tags[HEIGHT])
    at_once = multiple * max(1, most // (multiple * rows * int(tags[WIDTH])))
    for first in range(0, len(of_page.places), at_once):
        places = of_page.places[first : first + at_once]
        strips = [data[offset : offset + count] for offset, count in places]
        small = ImageFileDirectory_v2(prefix=tags.prefix)
        for tag in KEPT:
            if tag in tags:
                small.tagtype[tag] = tags.tagtype[tag]
                small[tag] = tags[tag]
        small[ROWS] = rows
        small[HEIGHT] = min(rows * at_once, height - first * rows)
        small[COUNTS] = tuple(map(len, strips))
        # Pillow adds to them where the pixels begin, which is after the tags.
        small[OFFSETS] = tuple(accumulate(map(len, strips[:-1]), initial=0))
        file = io.BytesIO()
        small.save(file)
        file.write(b"".join(strips))
        with Image.open(file) as picture:
            yield picture
