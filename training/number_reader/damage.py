"""What scanners, copiers, fax machines and phones do to a printed page.

Every function takes grey pixels (uint8, paper light) and gives grey pixels of the same shape.
`scale` is pixels a point. Lengths are points.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Chance = np.random.Generator
Pixels = NDArray[np.uint8]
Real = NDArray[np.float32]
Damage = Callable[[Chance, Pixels, float], Pixels]

_TILE = 1024
_NOISE: Real = np.random.default_rng(20_240_611).standard_normal((_TILE, _TILE), np.float32)


def noise(chance: Chance, shape: tuple[int, int]) -> Real:
    """White noise of deviation 1, cut from one tile (drawing it anew would cost most time)."""
    rows = np.arange(int(chance.integers(0, _TILE)), shape[0] + _TILE)[: shape[0]] % _TILE
    columns = np.arange(int(chance.integers(0, _TILE)), shape[1] + _TILE)[: shape[1]] % _TILE
    if shape[0] > _TILE or shape[1] > _TILE:
        rows = (rows[0] + np.arange(shape[0])) % _TILE
        columns = (columns[0] + np.arange(shape[1])) % _TILE
    return _NOISE[rows][:, columns]


def clouds(chance: Chance, shape: tuple[int, int], size: float) -> Real:
    """Smooth noise of deviation about 1 whose clouds are `size` pixels wide."""
    small = (max(2, int(shape[0] / size) + 2), max(2, int(shape[1] / size) + 2))
    seeds = chance.standard_normal(small).astype(np.float32) * 1.3
    return np.asarray(
        cv2.resize(seeds, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32
    )


def _grey(values: Real) -> Pixels:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def blurred(pixels: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), max(0.15, sigma)), np.uint8)


def stroke(chance: Chance, pixels: Pixels, scale: float) -> Pixels:
    """Print thinner or fatter than drawn, evenly or in clouds."""
    change = float(chance.normal(0, 0.13)) * scale  # pixels by which each edge moves
    soft = cv2.GaussianBlur(pixels, (0, 0), max(0.5, 0.22 * scale)).astype(np.float32)
    bias = -change * 55.0
    field: Real | float = bias
    if chance.random() < 0.5:
        field = bias + clouds(chance, pixels.shape, 8 * scale) * float(chance.uniform(4, 26))
    steep = float(chance.uniform(1.3, 3.0))
    return _grey((soft - 140 + field) * steep + 140)


def faded(chance: Chance, pixels: Pixels) -> Pixels:
    """Ink that is not black, unevenly so."""
    lightest = float(chance.uniform(0, 110)) if chance.random() < 0.5 else 20.0
    field = lightest + clouds(chance, pixels.shape, 150) * float(chance.uniform(0, 12))
    return _grey(255 - (255 - pixels.astype(np.float32)) * (1 - np.clip(field, 0, 140) / 255))


def lit(chance: Chance, pixels: Pixels, strength: float) -> Pixels:
    """Uneven light: a slope, clouds, perhaps the soft edge of a shadow."""
    height, width = pixels.shape
    ys = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    xs = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    slope = ys * float(chance.normal()) + xs * float(chance.normal())
    light = 1 - strength * (0.5 + 0.35 * slope)
    light = light + strength * 0.2 * clouds(chance, (height, width), width / 2)
    if chance.random() < 0.5 * strength + 0.1:
        where = ys * float(chance.normal()) + xs + float(chance.uniform(-0.6, 0.6))
        dark = float(chance.uniform(0.15, 0.5))
        light = light * (
            1 - dark / (1 + np.exp(np.clip(-where * float(chance.uniform(8, 60)), -40, 40)))
        )
    return _grey(pixels * np.clip(light, 0.2, 1.0))


def grained(chance: Chance, pixels: Pixels, sigma: float) -> Pixels:
    grain = noise(chance, pixels.shape)
    if chance.random() < 0.4:
        grain = cv2.GaussianBlur(grain, (0, 0), 0.8) * 2.4
    return _grey(pixels + grain * sigma)


def jpeg(pixels: Pixels, quality: int) -> Pixels:
    ok, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert ok
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def coarse(chance: Chance, pixels: Pixels, scale: float, dpi: float) -> Pixels:
    """Through a lower resolution and back."""
    factor = min(1.0, dpi / 72 / scale)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    how = int(chance.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC), p=(0.65, 0.35)))
    back = cv2.resize(small, (pixels.shape[1], pixels.shape[0]), interpolation=how)
    return np.asarray(back, np.uint8)


def smeared(chance: Chance, pixels: Pixels, length: float) -> Pixels:
    """A camera moved by `length` pixels."""
    size = max(3, int(length) | 1)
    kernel = np.zeros((size, size), np.float32)
    angle = float(chance.uniform(0, np.pi))
    middle, reach = size // 2, size / 2
    ends = [
        (round(middle + s * reach * np.cos(angle)), round(middle + s * reach * np.sin(angle)))
        for s in (-1, 1)
    ]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    return np.asarray(cv2.filter2D(pixels, -1, kernel / kernel.sum()), np.uint8)


def specks(chance: Chance, pixels: Pixels, scale: float, density: float) -> Pixels:
    """Dots of toner and holes in it; density: how many in a square of 10 points."""
    out = pixels.copy()
    height, width = pixels.shape
    count = int(density * height * width / (10 * scale) ** 2)
    for light, share in ((False, 0.75), (True, 0.25)):
        number = int(count * share)
        xs, ys = chance.integers(0, width, number), chance.integers(0, height, number)
        sizes = chance.exponential(0.2, number) * scale
        shade = 255 if light else int(chance.integers(0, 110))
        small = sizes < 1.2
        out[ys[small], xs[small]] = shade
        for x, y, size in zip(xs[~small], ys[~small], sizes[~small], strict=True):
            wide = min(float(size), 1.6 * scale) / 2
            axes = (max(1, round(wide)), max(1, round(wide * float(chance.uniform(0.5, 1.5)))))
            cv2.ellipse(out, (int(x), int(y)), axes, 0, 0, 360, shade, -1)
    return out


def bilevel(chance: Chance, pixels: Pixels, scale: float, uneven: float) -> Pixels:
    """Black and white only, by a threshold that wanders; uneven: by how many grey levels."""
    level = float(chance.uniform(95, 205))
    field = clouds(chance, pixels.shape, float(chance.uniform(0.7, 6)) * scale) * uneven
    field = field + noise(chance, pixels.shape) * float(chance.uniform(2, 24))
    return np.asarray(np.where(pixels > level + field, 255, 0), np.uint8)


def streaks(chance: Chance, pixels: Pixels, scale: float) -> Pixels:
    """Thin lines along the way of the paper: dirt on the glass, gaps in the toner."""
    out = pixels.copy()
    for _ in range(int(chance.integers(1, 4))):
        at = int(chance.integers(0, pixels.shape[1]))
        wide = max(1, round(float(chance.uniform(0.1, 0.5)) * scale))
        strength = float(chance.uniform(0.1, 0.5))
        towards = 255.0 if chance.random() < 0.6 else 90.0
        part = out[:, at : at + wide].astype(np.float32)
        out[:, at : at + wide] = _grey(part * (1 - strength) + towards * strength)
    return out


def broken(chance: Chance, pixels: Pixels, scale: float) -> Pixels:
    """Thin white lines across the page where nothing came over, and rows that came twice."""
    out = pixels.copy()
    for _ in range(int(pixels.shape[0] / scale * float(chance.uniform(0.01, 0.06)))):
        at = int(chance.integers(1, pixels.shape[0] - 1))
        start = int(chance.integers(0, pixels.shape[1]))
        end = start + int(chance.uniform(10, 400) * scale)
        out[at, start:end] = 255 if chance.random() < 0.6 else out[at - 1, start:end]
    return out


def clean_scan(chance: Chance, pixels: Pixels, _scale: float) -> Pixels:
    out = blurred(pixels, float(chance.uniform(0.2, 0.9)))
    out = grained(chance, out, float(chance.uniform(0, 6)))
    return jpeg(out, int(chance.integers(60, 96)))


def office_scan(chance: Chance, pixels: Pixels, scale: float) -> Pixels:
    out = stroke(chance, pixels, scale)
    out = faded(chance, out)
    if chance.random() < 0.3:
        out = coarse(chance, out, scale, float(chance.uniform(110, 200)))
    out = blurred(out, float(chance.uniform(0.2, 1.1)))
    out = lit(chance, out, float(chance.uniform(0, 0.3)))
    out = grained(chance, out, float(chance.uniform(2, 16)))
    return jpeg(out, int(chance.integers(22, 90)))


def fax(chance: Chance, pixels: Pixels, scale: float) -> Pixels:
    out = stroke(chance, pixels, scale)
    out = blurred(out, float(chance.uniform(0.3, 1.2)))
    if chance.random() < 0.22:  # standard resolution: 98 lines an inch
        lines = min(1.0, 98 / 72 / scale)
        half = cv2.resize(out, None, fx=1, fy=lines, interpolation=cv2.INTER_AREA)
        half = bilevel(chance, np.asarray(half, np.uint8), scale, float(chance.uniform(0, 20)))
        size = (pixels.shape[1], pixels.shape[0])
        return np.asarray(cv2.resize(half, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    if chance.random() < 0.3:  # a machine that sees less than it sends
        out = coarse(chance, out, scale, float(chance.uniform(95, 150)))
    out = bilevel(chance, out, scale, float(chance.uniform(0, 30)))
    if chance.random() < 0.25:
        out = broken(chance, out, scale)
    return specks(chance, out, scale, float(chance.exponential(0.2)))


def photocopy(chance: Chance, pixels: Pixels, scale: float) -> Pixels:
    out = pixels
    for _ in range(1 if chance.random() < 0.8 else 2):  # a copy of a copy
        out = stroke(chance, out, scale)
        out = blurred(out, float(chance.uniform(0.25, 0.45)) * scale * 0.5)
        level = float(chance.uniform(85, 205))
        field = clouds(chance, out.shape, float(chance.uniform(0.8, 10)) * scale)
        grain = noise(chance, out.shape) * float(chance.uniform(0, 22))
        steep = float(chance.uniform(2, 9))
        values = out.astype(np.float32) - level + field * float(chance.uniform(4, 36)) + grain
        out = _grey(values * steep + 150)
    out = specks(chance, out, scale, float(chance.exponential(0.2)))
    if chance.random() < 0.25:
        out = streaks(chance, out, scale)
    out = blurred(out, float(chance.uniform(0.2, 0.8)))
    out = grained(chance, out, float(chance.uniform(0, 9)))
    return jpeg(out, int(chance.integers(30, 92)))


def phone(chance: Chance, pixels: Pixels, scale: float) -> Pixels:
    out = faded(chance, pixels)
    out = coarse(chance, out, scale, float(chance.uniform(95, 190)))
    out = blurred(out, float(chance.uniform(0.3, 1.5)))
    if chance.random() < 0.4:
        out = smeared(chance, out, float(chance.uniform(0.3, 1.1)) * scale)
    out = lit(chance, out, float(chance.uniform(0.1, 0.7)))
    out = grained(chance, out, float(chance.uniform(2, 14)))
    return jpeg(out, int(chance.integers(18, 85)))


WAYS = (clean_scan, office_scan, fax, photocopy, phone)
WEIGHTS = (0.13, 0.26, 0.20, 0.23, 0.18)


def scanned(chance: Chance, pixels: Pixels, scale: float) -> Pixels:
    """The page after one way of scanning, now and then after two."""
    way = int(chance.choice(len(WAYS), p=WEIGHTS))
    out = WAYS[way](chance, pixels, scale)
    if chance.random() < 0.12:
        out = WAYS[int(chance.choice((1, 4)))](chance, out, scale)
    return out
