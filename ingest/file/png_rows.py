"""Rows of a PNG without decoding all of it: a page of 2,400 dpi has 557 million pixels.

A PNG is one deflated stream, and a row may be stored as its difference from the row above. A few
rows below the last one that is known, in a stream of their own, are decoded by Pillow as any other.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Values of a pixel by the colour type of the file."""
MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
"""Modes of Pillow by bytes of a pixel."""
START, HEADER = 8, 25
"""Bytes before the first chunk, and of the first chunk, IHDR."""
CHECKSUM, PIECE = 4, 1 << 16
"""Bytes after a chunk; bytes that are inflated at once."""


def bands(stream: BinaryIO, frame: Any, most: int) -> Iterator[Any] | None:
    """A PNG as pictures, one below the other; None when it is another file or interlaced.

    Of values of 16 bits the upper 8 are kept. stream, frame, most: as in ingest.file.tiff_strips.
    """
    if frame.format != "PNG" or frame.info.get("interlace"):
        return None
    return _bands(stream, frame, max(1, most // frame.width))


def _bands(stream: BinaryIO, frame: Any, at_once: int) -> Iterator[Any]:
    from PIL import Image

    stream.seek(START)
    head = stream.read(HEADER)
    depth, channels = head[16], CHANNELS[head[17]]
    row, pixel = (frame.width * depth * channels + 7) // 8, max(1, depth * channels // 8)
    mode, order = frame.mode, _order(frame)
    inflated = _Inflated(stream)
    halved = depth == 16
    if halved:  # upper and lower bytes are stored, and differ from the row above, independently
        pixel //= 2
        mode = order = MODES[pixel]
    above = bytes(row // 2 if halved else row)
    for first in range(0, frame.height, at_once):
        count = min(at_once, frame.height - first)
        stored = inflated.take((row + 1) * count)
        if halved:
            rows = np.frombuffer(stored, np.uint8).reshape(count, row + 1)
            stored = np.hstack((rows[:, :1], rows[:, 1::2])).tobytes()
        plain = _plain(above, stored, count, pixel)
        above = plain[-len(above) :]
        part = Image.frombytes(mode, (frame.width, count), plain, "raw", order)
        if frame.palette:
            part.putpalette(frame.palette)
        part.info = dict(frame.info)
        yield part


def _order(frame: Any) -> str:
    """How the pixels of a row lie in its bytes, in Pillow's words."""
    order = frame.tile[0].args
    return str(order if isinstance(order, str) else order[0])


def _plain(above: bytes, stored: bytes, count: int, pixel: int) -> bytes:
    """The bytes of rows that are stored as differences.

    above: the row before them. pixel: bytes of a pixel, which say what is beside a byte.
    """
    from PIL import Image

    mode, size = MODES[pixel], (len(above) // pixel, count + 1)
    data = zlib.compress(b"\0" + above + stored, 0)
    try:
        return bytes(Image.frombytes(mode, size, data, "zip", mode, 0).tobytes())[len(above) :]
    except ValueError as error:
        raise OSError("broken data stream") from error


class _Inflated:
    """The deflated stream of a PNG, which lies in the IDAT chunks after its header."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._inflate = stream, zlib.decompressobj()
        self._left = 0
        """Bytes of the present chunk that were not taken yet."""

    def take(self, count: int) -> bytes:
        """So many bytes more. Raises OSError when there are fewer."""
        found, packed = bytearray(), self._inflate.unconsumed_tail
        while len(found) < count:
            try:
                more = self._inflate.decompress(packed, count - len(found))
            except zlib.error as error:
                raise OSError("broken data stream") from error
            found += more
            packed = self._inflate.unconsumed_tail
            if not more and not packed:
                packed = self._piece()
        return bytes(found)

    def _piece(self) -> bytes:
        while not self._left:
            head = self._stream.read(8)
            size = int.from_bytes(head[:4], "big")
            if len(head) < 8 or head[4:] == b"IEND":
                raise OSError("the file is truncated")
            if head[4:] == b"IDAT":
                self._left = size
            else:
                self._stream.seek(size, io.SEEK_CUR)
            if not self._left:
                self._stream.seek(CHECKSUM, io.SEEK_CUR)
        piece = self._stream.read(min(self._left, PIECE))
        if not piece:
            raise OSError("the file is truncated")
        self._left -= len(piece)
        if not self._left:
            self._stream.seek(CHECKSUM, io.SEEK_CUR)
        return piece
