"""What an office scanner makes of a clean page: grey, a little askew, soft, noisy, JPEG."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Look:
    """dpi: pixels per inch. skew: degrees, clockwise positive. blur: sigma in pixels.
    noise: sigma in grey levels. quality: JPEG, 1 to 95. paper, ink: grey levels.
    shade: grey levels lost towards the far side. seed: of the noise and the specks."""

    dpi: int
    skew: float
    blur: float
    noise: float
    quality: int
    seed: int
    paper: int = 244
    ink: int = 42
    shade: int = 9
    specks: int = 14


def page_count(pdf: bytes) -> int:
    document = pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def rendered(pdf: bytes, page: int, dpi: int) -> Grey:
    """A page (from 0) of a PDF as grey pixels."""
    document = pdfium.PdfDocument(pdf)
    try:
        bitmap = document[page].render(scale=dpi / 72, grayscale=True)
        return np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
    finally:
        document.close()


def scanned(clean: Grey, look: Look) -> Grey:
    """The page as the scanner sees it, same size."""
    random = np.random.default_rng(look.seed)
    span = np.float32((look.paper - look.ink) / 255)
    toned = clean.astype(np.float32) * span + np.float32(look.ink)
    page = np.asarray(cv2.GaussianBlur(_askew(toned, look), (0, 0), look.blur), np.float32)
    page -= np.linspace(0, look.shade, page.shape[1], dtype=np.float32)[None, :]
    page += _grain(page.shape, look, random)
    _specks(page, look, random)
    return np.clip(page, 0, 255).astype(np.uint8)


def jpeg(page: Grey, quality: int) -> bytes:
    done, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise RuntimeError("OpenCV could not write a JPEG")
    return data.tobytes()


def _askew(page: NDArray[np.float32], look: Look) -> NDArray[np.float32]:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -look.skew, 1)
    turned = cv2.warpAffine(
        page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=float(look.paper)
    )
    return np.asarray(turned, np.float32)


def _grain(shape: tuple[int, ...], look: Look, random: np.random.Generator) -> NDArray[np.float32]:
    """Noise as soft as the optics: hard noise would only swell the JPEG."""
    noise = random.standard_normal(shape, dtype=np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 0.8)
    return np.asarray(soft * (look.noise / float(soft.std())), np.float32)


def _specks(page: NDArray[np.float32], look: Look, random: np.random.Generator) -> None:
    height, width = page.shape
    for _ in range(look.specks):
        x, y = int(random.integers(width)), int(random.integers(height))
        cv2.circle(page, (x, y), int(random.integers(1, 3)), float(look.ink + 60), -1)
