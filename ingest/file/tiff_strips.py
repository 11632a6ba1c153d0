"""Parts of a TIFF page without decoding all of it: a page of 2,400 dpi has 557 million pixels.

The strips or tiles of a TIFF are packed one by one. A few rows of them under the page's own tags,
with only the height and the places changed, are a small TIFF, which Pillow reads as any other.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, BinaryIO

WIDTH, HEIGHT, BITS, PACKING, OFFSETS, ROWS, COUNTS, PLANES = 256, 257, 258, 259, 273, 278, 279, 284
TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS = 322, 323, 324, 325
"""Numbers of the tags. PLANES: 2 where each colour has strips of its own."""
LONG, START = 4, 8
"""Number of the type of the places; bytes before the first tags."""
KEPT = (WIDTH, BITS, PACKING, 262, 266, 277, PLANES, 292, 293, 317, 320, TILE_WIDTH, TILE_HEIGHT,
        338, 339, 347, 530, 532)  # fmt: skip
"""Bits, packing, meaning of the values and their order, predictor, palette, how JPEG is packed."""


def bands(stream: BinaryIO, frame: Any, most: int) -> Iterator[Any] | None:
    """A TIFF page as pictures, one below the other; None when it has no parts.

    stream: the file. frame: the page as Pillow opened it, its pixels not loaded. most: pixels of
    one band; more where one strip has more.
    """
    tags = getattr(frame, "tag_v2", None)
    if tags is None or tags.get(PLANES, 1) != 1:
        return None
    parts = _parts(tags)
    return _bands(stream, tags, parts, most) if len(parts.places) > parts.across else None


def size(frame: Any) -> tuple[int, int]:
    """Width and height of a TIFF page as it is stored, which may be on its side."""
    return int(frame.tag_v2[WIDTH]), int(frame.tag_v2[HEIGHT])


def largest(frame: Any) -> int:
    """Bytes of the largest packed strip or tile of a page when it is unpacked; 0 without one."""
    tags = getattr(frame, "tag_v2", {})
    if tags.get(PACKING, 1) == 1:
        return 0
    width = int(tags.get(TILE_WIDTH, tags[WIDTH]))
    bits = sum(tags.get(BITS, (1,))) if tags.get(PLANES, 1) == 1 else max(tags[BITS])
    height = int(tags.get(TILE_HEIGHT, min(tags.get(ROWS, tags[HEIGHT]), tags[HEIGHT])))
    return int(width * height * bits) // 8


@dataclass(frozen=True, slots=True)
class _Parts:
    """The strips or tiles of a page.

    rows: of pixels in each, but for the last strip. across: how many stand beside each other.
    places: offset and bytes of each. named: the tags of offsets and bytes.
    """

    rows: int
    across: int
    places: list[tuple[int, int]]
    named: tuple[int, int]


def _parts(tags: Any) -> _Parts:
    """The parts of a page; strips of one row where they are not packed, for they may be one."""
    if TILE_OFFSETS in tags:
        across = -(-int(tags[WIDTH]) // int(tags[TILE_WIDTH]))
        places = list(zip(tags[TILE_OFFSETS], tags[TILE_COUNTS], strict=False))
        return _Parts(int(tags[TILE_HEIGHT]), across, places, (TILE_OFFSETS, TILE_COUNTS))
    places = list(zip(tags.get(OFFSETS, ()), tags.get(COUNTS, ()), strict=False))
    rows = max(1, int(tags.get(ROWS, tags[HEIGHT])))
    if tags.get(PACKING, 1) == 1:
        row = (sum(tags.get(BITS, (1,))) * int(tags[WIDTH]) + 7) // 8
        rows, places = 1, [(o + at, row) for o, size in places for at in range(0, size, row)]
    return _Parts(rows, 1, places, (OFFSETS, COUNTS))


def _bands(stream: BinaryIO, tags: Any, parts: _Parts, most: int) -> Iterator[Any]:
    from PIL import Image
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    rows, height = parts.rows, int(tags[HEIGHT])
    at_once = max(1, most // (rows * int(tags[WIDTH])))
    for first in range(0, len(parts.places), at_once * parts.across):
        places = parts.places[first : first + at_once * parts.across]
        packed = [_read(stream, *place) for place in places]
        top = first // parts.across * rows
        small = ImageFileDirectory_v2(prefix=tags.prefix)
        for tag in KEPT:
            if tag in tags:
                small.tagtype[tag] = tags.tagtype[tag]
                small[tag] = tags[tag]
        offsets, counts = parts.named
        small.tagtype[offsets] = LONG
        small[HEIGHT] = min(rows * at_once, height - top)
        small[counts] = sizes = tuple(map(len, packed))
        small[offsets] = sizes
        if offsets == OFFSETS:
            small[ROWS] = rows
            start = 0  # Pillow adds where the pixels begin, which is after the tags
        else:
            start = START + len(small.tobytes(START))
        small[offsets] = tuple(accumulate(sizes[:-1], initial=start))
        file = io.BytesIO()
        small.save(file)
        file.write(b"".join(packed))
        with Image.open(file) as picture:
            yield picture


def _read(stream: BinaryIO, offset: int, count: int) -> bytes:
    stream.seek(offset)
    return stream.read(count)
