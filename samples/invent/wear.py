"""What happens to a whole page of paper on its way into a PDF: seals, skew, photographs.

What a machine does to the print itself is training.number_reader.damage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.number_reader.damage import (
    Chance,
    Pixels,
    bilevel,
    blurred,
    clean_scan,
    fax,
    grained,
    lit,
    office_scan,
    photocopy,
    specks,
    streaks,
    stroke,
)

PROFILES = (
    "digital", "clean", "office", "photocopy", "fax", "stamp", "phone", "showthrough", "rotated",
    "badlayer",
)  # fmt: skip
WORST = 0.2
"""Share of the photocopies and faxes as bad as the number reader was trained on."""
RED = (45, 40, 205)
BLUE = (150, 60, 30)
"""Of seals and pens: blue, green, red as OpenCV has them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a file of pixels. data: JPEG or PNG. width, height: pixels. dpi: of the page
    that the picture is laid on. turned: degrees clockwise."""

    data: bytes
    width: int
    height: int
    dpi: float
    turned: int = 0


def resolution(chance: Chance, profile: str) -> int:
    """Dots an inch of a scan."""
    if profile == "fax":
        return 200
    return int(chance.choice((150, 200, 200, 240, 300)) if profile == "office" else
               chance.choice((200, 200, 300)))  # fmt: skip


def worn(chance: Chance, pixels: Pixels, back: Pixels, dpi: int, profile: str) -> Picture:
    """A page (grey, as printed) after a profile; back: what is printed on its other side."""
    return _WAYS[profile](chance, pixels, back, dpi)


def _clean(chance: Chance, pixels: Pixels, _back: Pixels, dpi: int) -> Picture:
    return _jpeg(chance, clean_scan(chance, _askew(chance, pixels, 0.2), dpi / 72), dpi)


def _office(chance: Chance, pixels: Pixels, _back: Pixels, dpi: int) -> Picture:
    return _jpeg(chance, office_scan(chance, _askew(chance, pixels, 1.2), dpi / 72), dpi)


def _rotated(chance: Chance, pixels: Pixels, _back: Pixels, dpi: int) -> Picture:
    quarters = int(chance.choice((0, 1, 2, 3)))
    scan = office_scan(chance, _askew(chance, pixels, 1.2), dpi / 72)
    return _jpeg(chance, np.ascontiguousarray(np.rot90(scan, -quarters)), dpi, 90 * quarters)


def _photocopy(chance: Chance, pixels: Pixels, _back: Pixels, dpi: int) -> Picture:
    page = _edged(chance, _askew(chance, pixels, 1.5), dpi)
    if chance.random() < WORST:
        return _jpeg(chance, photocopy(chance, page, dpi / 72), dpi)
    scale = dpi / 72
    soft = blurred(stroke(chance, page, scale), float(chance.uniform(0.2, 0.4)) * scale * 0.5)
    steep, level = float(chance.uniform(1.5, 4)), float(chance.uniform(110, 180))
    hard = np.clip((soft.astype(np.float32) - level) * steep + 150, 0, 255).astype(np.uint8)
    hard = specks(chance, hard, scale, float(chance.exponential(0.02)))
    if chance.random() < 0.3:
        hard = streaks(chance, hard, scale)
    return _jpeg(chance, grained(chance, hard, float(chance.uniform(0, 6))), dpi)


def _fax(chance: Chance, pixels: Pixels, _back: Pixels, dpi: int) -> Picture:
    page, scale = _askew(chance, pixels, 1.0), dpi / 72
    if chance.random() < WORST:
        sent = fax(chance, page, scale)
    else:
        soft = blurred(stroke(chance, page, scale), float(chance.uniform(0.3, 1.0)))
        sent = bilevel(chance, soft, scale, float(chance.uniform(0, 10)))
        sent = specks(chance, sent, scale, float(chance.exponential(0.03)))
    file = BytesIO()
    Image.fromarray(sent).convert("1").save(file, "PNG")
    return Picture(file.getvalue(), sent.shape[1], sent.shape[0], dpi)


def _showthrough(chance: Chance, pixels: Pixels, back: Pixels, dpi: int) -> Picture:
    """Thin paper: the mirrored other side shines through, soft and pale."""
    pale = float(chance.uniform(0.12, 0.3))
    mirrored = cv2.GaussianBlur(np.ascontiguousarray(back[:, ::-1]), (0, 0), dpi / 110)
    mirrored = cv2.resize(mirrored, (pixels.shape[1], pixels.shape[0]))
    through = 255 - (255 - mirrored.astype(np.float32)) * pale
    both = np.minimum(pixels, through).astype(np.uint8)
    return _office(chance, both, back, dpi)


def _stamp(chance: Chance, pixels: Pixels, _back: Pixels, dpi: int) -> Picture:
    """A colour scan with seals and pens over what is printed."""
    grey = office_scan(chance, _askew(chance, pixels, 1.0), dpi / 72)
    colour = np.repeat(grey[:, :, None], 3, axis=2)
    for _ in range(int(chance.choice((1, 1, 2)))):
        _pressed(colour, _seal(chance, grey.shape, dpi), RED, float(chance.uniform(0.55, 0.95)))
    _pressed(colour, _strokes(chance, grey.shape, dpi), BLUE, float(chance.uniform(0.6, 0.95)))
    return _jpeg(chance, colour, dpi)


def _phone(chance: Chance, pixels: Pixels, _back: Pixels, dpi: int) -> Picture:
    """The sheet on a desk, seen from aside, in uneven light."""
    height, width = pixels.shape
    margin = float(chance.uniform(0.04, 0.09))
    sheet = np.repeat(pixels[:, :, None], 3, axis=2)
    around = (round(width * (1 + 2 * margin)), round(height * (1 + 2 * margin)))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = corners + np.array((margin * width, margin * height), np.float32)
    moved += chance.uniform(-0.022, 0.022, (4, 2)).astype(np.float32) * np.float32(width)
    way = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    desk = np.full((around[1], around[0], 3), chance.integers(40, 120, 3), np.uint8)
    desk = np.repeat(grained(chance, desk[:, :, 0], 7.0)[:, :, None], 3, axis=2)
    laid = cv2.warpPerspective(sheet, way, around, desk.copy(), cv2.INTER_AREA,
                               cv2.BORDER_TRANSPARENT)  # fmt: skip
    light = lit(chance, np.full(laid.shape[:2], 255, np.uint8), float(chance.uniform(0.1, 0.5)))
    cast = chance.uniform(0.86, 1.0, 3)
    shown = laid * (light.astype(np.float32) / 255)[:, :, None] * cast[None, None, :]
    soft = cv2.GaussianBlur(shown.astype(np.float32), (0, 0), dpi / 72 * 0.18)
    noise = grained(chance, np.full(laid.shape[:2], 128, np.uint8), 4.0).astype(np.float32) - 128
    photo = np.clip(soft + noise[:, :, None], 0, 255).astype(np.uint8)
    return _jpeg(chance, photo, dpi * (1 + 2 * margin))


_WAYS: dict[str, Callable[[Chance, Pixels, Pixels, int], Picture]] = {
    "clean": _clean, "office": _office, "photocopy": _photocopy, "fax": _fax, "stamp": _stamp,
    "phone": _phone, "showthrough": _showthrough, "rotated": _rotated, "badlayer": _office,
}  # fmt: skip


def _jpeg(chance: Chance, pixels: NDArray[np.uint8], dpi: float, turned: int = 0) -> Picture:
    quality = int(chance.integers(45, 92))
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return Picture(data.tobytes(), pixels.shape[1], pixels.shape[0], dpi, turned)


def _askew(chance: Chance, pixels: Pixels, most: float) -> Pixels:
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(chance.uniform(-most, most)), 1)
    laid = cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(laid, np.uint8)


def _edged(chance: Chance, pixels: Pixels, dpi: int) -> Pixels:
    """Black strips where the lid stood open."""
    out = pixels.copy()
    wide = [int(dpi / 72 * w) for w in chance.uniform(0, 14, 2)]
    if chance.random() < 0.6:
        out[:, : wide[0]] = 12
    if chance.random() < 0.4:
        out[-wide[1] - 1 :] = 12
    return out


def _pressed(
    colour: NDArray[np.uint8], cover: Pixels, ink: tuple[int, int, int], strength: float
) -> None:
    """Lay ink of a colour on a picture as paper takes it: the print below stays dark."""
    share = cover.astype(np.float32)[:, :, None] / 255 * strength
    tone = np.array(ink, np.float32)[None, None, :] / 255
    colour[:] = (colour * (1 - share + share * tone)).astype(np.uint8)


def _seal(chance: Chance, shape: tuple[int, ...], dpi: int) -> Pixels:
    """How far a round seal covers each pixel: two rings, a star, letters along the rings."""
    height, width = shape[:2]
    scale = dpi / 72
    centre = (float(chance.uniform(0.3, 0.9)) * width, float(chance.uniform(0.2, 0.85)) * height)
    cover = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(cover)
    outer = float(chance.uniform(42, 54)) * scale
    for part, thick in ((1.0, 1.6), (0.62, 0.8)):
        reach = outer * part
        box = (centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach)
        pen.ellipse(box, outline=255, width=round(thick * scale))
    face = ImageFont.load_default(8 * scale)
    for turn in np.linspace(0, 2 * np.pi, 26, endpoint=False):
        at = (centre[0] + outer * 0.8 * np.cos(turn), centre[1] + outer * 0.8 * np.sin(turn))
        pen.text(at, "UBNDXAHTC*"[int(chance.integers(0, 10))], 255, face, anchor="mm")
    reaches = [outer * (0.36 if k % 2 == 0 else 0.15) for k in range(10)]
    star = [(centre[0] + r * np.sin(k * np.pi / 5), centre[1] - r * np.cos(k * np.pi / 5))
            for k, r in enumerate(reaches)]  # fmt: skip
    pen.polygon(star, fill=255)
    return np.asarray(cv2.GaussianBlur(np.array(cover), (0, 0), 0.25 * scale), np.uint8)


def _strokes(chance: Chance, shape: tuple[int, ...], dpi: int) -> Pixels:
    """Ticks and ovals of a pen, here and there."""
    height, width = shape[:2]
    scale = dpi / 72
    cover = np.zeros((height, width), np.uint8)
    for _ in range(int(chance.integers(2, 8))):
        x, y = chance.uniform(0.2, 0.9) * width, chance.uniform(0.15, 0.9) * height
        if chance.random() < 0.6:
            tick = [(x - 5 * scale, y - 2 * scale), (x - scale, y + 4 * scale),
                    (x + 9 * scale, y - 9 * scale)]  # fmt: skip
            points = np.array(tick, np.int32)
            cv2.polylines(cover, [points], False, 255, round(1.1 * scale), cv2.LINE_AA)
        else:
            axes = (round(14 * scale), round(8 * scale))
            cv2.ellipse(cover, (int(x), int(y)), axes, 0, 10, 350, 255, round(scale), cv2.LINE_AA)
    return cover
