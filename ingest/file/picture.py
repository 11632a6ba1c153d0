"""A picture of any size and mode as grey or RGB on white paper, upright, of few enough pixels.

A page of 2,400 dpi has 557 million pixels, and each copy of it takes as many bytes. A picture that
is much larger than needed is decoded in bands, each scaled down by a whole number before the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from ingest.file import png_rows, tiff_strips

MAX_PIXELS = 25_000_000
"""Above this a page is taken at a lower resolution (an A3 page at 300 dpi has 17 million)."""
NEEDED_PIXELS = MAX_PIXELS // 2
"""Scaling down leaves at least as many; a page is cleaned at 12 million at most."""
BAND_PIXELS = 2_000_000
"""How many pixels are decoded at once of a picture that has more than MAX_PIXELS."""
MAX_WHOLE = 350_000_000
"""Bytes that a picture which has no bands may take while it is decoded: with the 250 million that
a worker has before, they stay below 600."""
MOST_PIXELS = 400_000_000
"""Pillow refuses a picture of twice as many."""
BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2}
"""What a pixel takes when it is decoded; 4 in the modes that are not here."""
ORIENTATION = 274


def opened(stream: BinaryIO) -> Any:
    """A picture with its pixels not loaded yet, the first where there are several."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    return Image.open(stream)


def plain(stream: BinaryIO, frame: Any) -> Any:
    """A frame, its pixels not loaded yet, as a picture of mode L or RGB, upright.

    stream: the file that the frame is of. Larger than MAX_PIXELS it may come out smaller, its
    resolution adapted. Raises MemoryError when that would take too much memory.
    """
    from PIL import ImageOps

    info, longest = dict(frame.info), max(frame.size)
    tags = getattr(frame, "tag_v2", {})
    picture = _smaller(stream, frame)
    dpi = info.get("dpi") or (0, 0)
    picture.info = info | {"dpi": tuple(float(d) * max(picture.size) / longest for d in dpi)}
    if ORIENTATION in tags:
        picture.getexif()[ORIENTATION] = tags[ORIENTATION]
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _smaller(stream: BinaryIO, frame: Any) -> Any:
    """The frame as grey or RGB, scaled down by a whole number where it is far too large."""
    if frame.width * frame.height <= MAX_PIXELS:
        return _flat(frame)
    kept = waiting(frame)
    times = _times(frame)
    frame.draft(None, (frame.width // times, frame.height // times))  # decodes a JPEG that small
    times = _times(frame)
    size = frame.size
    parts = png_rows.bands(stream, frame, BAND_PIXELS)
    if parts is None and (parts := tiff_strips.bands(stream, frame, BAND_PIXELS)):
        size = tiff_strips.size(frame)
    if parts is None:
        _admit(frame, kept)
        if times == 1:
            return _flat(frame)
        parts = _crops(frame)
    return _reduced(parts, (size[0] // times, size[1] // times), times)


def waiting(frame: Any) -> int:
    """Bytes that a progressive JPEG takes until all of it was read: two a value, even when it is
    decoded smaller. 0 for other pictures."""
    progressive = frame.format == "JPEG" and "progressive" in frame.info
    return 2 * len(frame.getbands()) * frame.width * frame.height if progressive else 0


def _times(frame: Any) -> int:
    return max(1, int(math.sqrt(frame.width * frame.height / NEEDED_PIXELS)))


def _admit(frame: Any, kept: int = 0) -> None:
    """Raises MemoryError when a frame takes more than MAX_WHOLE bytes while it is decoded.

    kept: bytes that it takes beside its pixels.
    """
    pixels = frame.width * frame.height
    packed = tiff_strips.largest(frame)
    if pixels * BYTES.get(frame.mode, 4) + packed + kept > MAX_WHOLE:
        raise MemoryError(f"its {pixels // 10**6} million pixels can only be decoded at once")


def _crops(frame: Any) -> Iterator[Any]:
    """Bands of a picture whose pixels are all loaded at the first."""
    step = max(1, BAND_PIXELS // frame.width)
    for top in range(0, frame.height, step):
        yield frame.crop((0, top, frame.width, min(top + step, frame.height)))


def _reduced(parts: Iterator[Any], size: tuple[int, int], times: int) -> Any:
    """Bands, from the top, as one picture of this size, `times` times smaller."""
    from PIL import Image

    small: Any = None
    top, rest = 0, None
    for part in parts:
        _admit(part)
        band = np.asarray(_flat(part))
        band = band if rest is None else np.concatenate((rest, band))
        whole = len(band) // times * times
        rest = band[whole:].copy()
        if not whole:
            continue
        piece = Image.fromarray(band[:whole]).reduce(times)
        small = small or Image.new(piece.mode, size, "white")
        small.paste(piece, (0, top))
        top += piece.height
    if top < size[1]:
        raise OSError("the file is truncated")
    return small


def _flat(frame: Any) -> Any:
    """A frame as grey or RGB on white paper."""
    from PIL import Image

    if frame.mode.startswith("I;16"):
        return Image.fromarray(np.asarray(np.asarray(frame) >> 8, np.uint8))
    if frame.mode in ("I", "F"):
        grey = np.asarray(frame, np.float64)
        top = 65535.0 if grey.max() > 255 else 255.0
        return Image.fromarray(np.asarray(grey / top * 255, np.uint8))
    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        over = frame if frame.mode == "RGBA" else frame.convert("RGBA")
        paper = Image.new("RGB", over.size, "white")
        paper.paste(over, mask=over.getchannel("A"))
        return paper
    if frame.mode in ("L", "RGB"):
        frame.load()
        return frame
    return frame.convert("L" if frame.mode == "1" else "RGB")
