"""A picture read in bands has the pixels that it has when it is read at once."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.file import picture, png_rows, tiff_strips
from ingest.file.picture import plain
from ingest.file.source import open_file, raw_pages

WIDTH, HEIGHT = 700, 501


def _page(mode: str) -> Image.Image:
    """Grey slopes and dots, 700 x 501 pixels; clear at the left in modes that know it."""
    chance = np.random.default_rng(4)
    grey = np.add.outer(np.arange(HEIGHT) / 4, np.arange(WIDTH) / 6)
    grey = np.clip(grey + chance.integers(0, 40, (HEIGHT, WIDTH)), 0, 255)
    if mode == "I;16":
        return Image.fromarray(np.asarray(grey * 256 + 17, np.uint16))
    page = Image.fromarray(np.asarray(grey, np.uint8))
    if mode in ("LA", "RGBA"):
        page.putalpha(page.point(lambda v: 3 * v // 2))
    return page.convert(mode)


def _png(name: str) -> bytes:
    """A PNG of every way to store pixels; Pillow chooses another filter for each row."""
    mode, _, bits = name.partition("/")
    out = io.BytesIO()
    page = _page(mode)
    if bits == "clear":
        page.save(out, "PNG", transparency=bytes(range(256)) if mode == "P" else 90)
    else:
        page.save(out, "PNG", **({"bits": int(bits)} if bits else {}))
    return out.getvalue()


def _of_16_bits(colours: int, channels: int) -> bytes:
    """A PNG of 16 bits a value, which Pillow does not write; each row with another filter."""
    chance = np.random.default_rng(5)
    size = (HEIGHT, WIDTH * channels)
    # Big-endian, smooth enough that differences go over both bytes.
    values = np.cumsum(chance.integers(-700, 720, size), axis=1).astype(">u2")
    plain_bytes = values.view(np.uint8).reshape(HEIGHT, -1).astype(np.int64)
    pixel = 2 * channels
    left = np.pad(plain_bytes, ((0, 0), (pixel, 0)))[:, :-pixel]
    up = np.pad(plain_bytes, ((1, 0), (0, 0)))[:-1]
    corner = np.pad(left, ((1, 0), (0, 0)))[:-1]
    guess = left + up - corner
    near = np.stack([abs(guess - left), abs(guess - up), abs(guess - corner)])
    paeth = np.choose(near.argmin(axis=0), [left, up, corner])
    before = np.stack([np.zeros_like(left), left, up, (left + up) // 2, paeth])
    kinds = np.arange(HEIGHT) % 5
    stored = (plain_bytes - before[kinds, np.arange(HEIGHT)]) % 256
    data = np.hstack([kinds[:, None], stored]).astype(np.uint8).tobytes()

    def chunk(kind: bytes, body: bytes) -> bytes:
        sum_ = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", sum_)

    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, colours, 0, 0, 0)
    packed = zlib.compress(data)
    parts = [packed[at : at + 5000] for at in range(0, len(packed), 5000)]
    body = b"".join(chunk(b"IDAT", part) for part in parts)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def _tiff(mode: str, packing: str, strip: int) -> bytes:
    out = io.BytesIO()
    _page(mode).save(out, "TIFF", compression=packing, strip_size=strip)
    return out.getvalue()


def _tiled(mode: str, packing: int) -> bytes:
    """A TIFF in tiles of 128 x 96, which Pillow does not write."""
    page, wide, high = _page(mode), 128, 96
    tiles = []
    for top in range(0, HEIGHT, high):
        for left in range(0, WIDTH, wide):
            tile = page.crop((left, top, left + wide, top + high)).tobytes()
            tiles.append(zlib.compress(tile) if packing == 8 else tile)
    bands = len(page.getbands())
    tags: list[tuple[int, list[int]]] = [
        (256, [WIDTH]), (257, [HEIGHT]), (258, [8] * bands), (259, [packing]),
        (262, [2 if bands == 3 else 1]), (277, [bands]), (322, [wide]), (323, [high]),
        (324, [0 for _ in tiles]), (325, [len(tile) for tile in tiles]),
    ]  # fmt: skip
    start, extra = 8 + 2 + 12 * len(tags) + 4, b""
    pixels = start + sum(4 * len(values) for _, values in tags if len(values) > 1)
    entries = struct.pack("<H", len(tags))
    for tag, values in tags:
        if tag == 324:
            values = [pixels + sum(map(len, tiles[:k])) for k in range(len(tiles))]
        packed = struct.pack(f"<{len(values)}I", *values)
        place = packed if len(values) == 1 else struct.pack("<I", start + len(extra))
        extra += packed if len(values) > 1 else b""
        entries += struct.pack("<HHI", tag, 4, len(values)) + place
    return b"II*\0\x08\0\0\0" + entries + bytes(4) + extra + b"".join(tiles)


PNGS = ["1", "L", "L/clear", "LA", "RGB", "RGBA", "P", "P/clear", "P/1", "P/2", "P/4", "I;16"]
TIFFS = {
    f"{mode}-{packing}": _tiff(mode, packing, strip)
    for mode, packing, strip in [
        ("L", "raw", 0), ("RGB", "raw", 0), ("1", "raw", 0), ("I;16", "raw", 0),
        ("L", "tiff_lzw", 1400), ("P", "tiff_lzw", 1400), ("RGBA", "tiff_lzw", 5600),
        ("RGB", "tiff_adobe_deflate", 4200), ("1", "group4", 700), ("1", "packbits", 700),
        ("RGB", "jpeg", 20_000),
    ]
}  # fmt: skip
FILES = (
    {f"{name}.png": _png(name) for name in PNGS}
    | {f"16 bits, type {c}.png": _of_16_bits(c, n) for c, n in ((0, 1), (2, 3), (4, 2), (6, 4))}
    | TIFFS
    | {f"{m}-tiles-{p}": _tiled(m, p) for m in ("L", "RGB") for p in (1, 8)}
)


def _noted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pixels of each picture that is loaded from now on."""
    sizes: list[int] = []
    load = Image.Image.load

    def noted(self: Image.Image) -> object:
        sizes.append(self.width * self.height)
        return load(self)

    monkeypatch.setattr(Image.Image, "load", noted)
    return sizes


@pytest.mark.parametrize("name", FILES)
def test_bands_make_the_page_that_is_read_at_once(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    data = FILES[name]
    expected = np.asarray(plain(io.BytesIO(data), Image.open(io.BytesIO(data))))
    monkeypatch.setattr(picture, "MAX_PIXELS", 300_000)
    monkeypatch.setattr(picture, "NEEDED_PIXELS", 300_000)
    monkeypatch.setattr(picture, "BAND_PIXELS", 20_000)
    stream = io.BytesIO(data)
    found = np.asarray(plain(stream, Image.open(stream)))
    assert found.shape == expected.shape
    assert (found == expected).all()


@pytest.mark.parametrize("name", FILES)
def test_no_more_than_a_band_is_decoded_at_once(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    data = FILES[name]
    expected = plain(io.BytesIO(data), Image.open(io.BytesIO(data))).reduce(3)
    monkeypatch.setattr(picture, "MAX_PIXELS", 35_000)
    monkeypatch.setattr(picture, "NEEDED_PIXELS", 35_000)
    monkeypatch.setattr(picture, "BAND_PIXELS", 20_000)
    sizes = _noted(monkeypatch)
    stream = io.BytesIO(data)
    found = np.asarray(plain(stream, Image.open(stream)))
    monkeypatch.undo()
    height, width = found.shape[:2]
    assert (height, width) == (HEIGHT // 3, WIDTH // 3)
    assert (found == np.asarray(expected)[:height, :width]).all()
    # Tiles and strips of JPEG are what they are: 96 or 28 rows.
    assert max(sizes) < WIDTH * HEIGHT / 4


def test_a_picture_of_another_kind_has_no_bands() -> None:
    out = io.BytesIO()
    _page("L").save(out, "JPEG")
    frame = Image.open(out)
    assert png_rows.bands(out, frame, 1000) is None
    assert tiff_strips.bands(out, frame, 1000) is None
    one = io.BytesIO(_tiff("L", "tiff_lzw", 1 << 20))
    assert tiff_strips.bands(one, Image.open(one), 1000) is None


@pytest.mark.parametrize("share", [0.4, 0.97])
@pytest.mark.parametrize("name", ["L.png", "RGB-raw", "L-tiff_lzw"])
def test_a_large_picture_that_ends_early_is_damaged(
    monkeypatch: pytest.MonkeyPatch, name: str, share: float
) -> None:
    monkeypatch.setattr(picture, "MAX_PIXELS", 35_000)
    monkeypatch.setattr(picture, "BAND_PIXELS", 20_000)
    stream = io.BytesIO(FILES[name][: int(share * len(FILES[name]))])
    with pytest.raises((OSError, SyntaxError)):
        plain(stream, Image.open(stream))


def test_a_page_that_would_need_too_much_memory_is_lost_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from document.errors import NotADocument

    path = tmp_path / "two.tif"
    small = _page("L").resize((70, 50))
    _page("L").save(
        path, save_all=True, append_images=[small], compression="tiff_lzw", strip_size=1 << 20
    )
    monkeypatch.setattr(picture, "MAX_PIXELS", 35_000)
    monkeypatch.setattr(picture, "MAX_WHOLE", 300_000)
    first, second = (raw for _, raw in raw_pages(open_file(path)))
    with pytest.raises(NotADocument, match=r"page 1: .*too large.*300 dpi"):
        first.pixels()
    assert second.pixels()[0].size
