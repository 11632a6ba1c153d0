"""Windows to learn from: python -m training.number_reader.crops --out FOLDER

Draws tables, cuts their cells with boxes that are off by up to three points, and keeps the
windows that the product would make of them, with what the reader shall say. The same seed
gives the same windows.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ingest.read.figure_window import HEIGHT, Box, CropDefect, Window, windows
from training.number_reader.damage import Chance, Pixels
from training.number_reader.sheets import Made, Typed, sheet

INWARDS, OUTWARDS = 2.5, 3.0
"""How far, in points, a box's edge may be off: into the cell, and out of it."""
_SMALL = 0.7
_CUT = 0.8
"""A print that leaves its box by more points is cut; the product refuses such a window."""
_LEGIBLE = (0.5, 1.8)
"""Parts of the blackness left between which a print counts as legible; more is a blot."""
_WEAKEST = 0.45
"""With less left of one of its signs, that sign may be lost."""


@dataclass(frozen=True, slots=True)
class Crop:
    """ink: (HEIGHT, width) uint8, 0 paper. label: what the reader shall say."""

    ink: Pixels
    label: str


def moved(chance: Chance, box: Sequence[float], dpi: float, reach: float = 1.0) -> Box:
    """The box in pixels with every edge off by -2.5 to +3 points (times reach)."""
    off = chance.uniform(-INWARDS, OUTWARDS, 4) * reach * dpi / 72
    x0, y0, x1, y1 = box
    return round(x0 - off[0]), round(y0 - off[1]), round(x1 + off[2]), round(y1 + off[3])


def legible(cell: Typed, box: Sequence[float], dpi: float) -> bool:
    """Whether what is typed outlived the damage and stands in the box."""
    if cell.print is None:
        return True
    if not _LEGIBLE[0] <= cell.left <= _LEGIBLE[1] or cell.weakest < _WEAKEST:
        return False
    allowed = _CUT * dpi / 72
    x0, y0, x1, y1 = cell.print
    return (
        x0 >= box[0] - allowed
        and y0 >= box[1] - allowed
        and x1 <= box[2] + allowed
        and y1 <= box[3] + allowed
    )


def _fair(cell: Typed, box: Sequence[int], window: Window, dpi: float) -> bool:
    """Whether the window can be read by whoever looks at it."""
    if len(cell.figure.lines) > 1:  # with one of its lines shown it looks like a figure
        return CropDefect.LINES not in window.defects
    if cell.figure.label == "#":
        return cell.left >= _LEGIBLE[0]
    if cell.print is None:
        return CropDefect.CUT not in window.defects
    return legible(cell, box, dpi) and CropDefect.WIDE not in window.defects


def cut(chance: Chance, made: Made, reach: float | None = None) -> Iterator[tuple[Crop, Window]]:
    """The fair windows of a sheet; reach: None draws how far the boxes are off cell by cell."""
    boxes = []
    for cell in made.cells:
        far = reach if reach is not None else (1.0 if chance.random() < 0.5 else _SMALL / 3)
        boxes.append(moved(chance, cell.box, made.dpi, far))
    found = windows(made.pixels, boxes, made.dpi)
    for cell, box, window in zip(made.cells, boxes, found, strict=True):
        if _fair(cell, box, window, made.dpi):
            yield Crop(window.ink, cell.figure.label), window


def save(path: Path, crops: Sequence[Crop]) -> None:
    """Write windows side by side in one picture, with their widths and labels."""
    np.savez(
        path,
        ink=np.concatenate([c.ink for c in crops], axis=1),
        widths=np.array([c.ink.shape[1] for c in crops]),
        labels=np.array([c.label for c in crops]),
    )


def load(path: Path) -> list[Crop]:
    """The windows of a file."""
    with np.load(path) as data:
        ink, labels = data["ink"], data["labels"]
        ends = np.cumsum(data["widths"])
    parts = np.split(ink, ends[:-1], axis=1)
    return [Crop(np.ascontiguousarray(p), str(x)) for p, x in zip(parts, labels, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--first", type=int, default=0, help="number of the first sheet")
    parser.add_argument("--sheets", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--per-file", type=int, default=250)
    wish = parser.parse_args()
    cv2.setNumThreads(1)
    wish.out.mkdir(parents=True, exist_ok=True)
    began, count = time.monotonic(), 0
    for start in range(wish.first, wish.first + wish.sheets, wish.per_file):
        crops: list[Crop] = []
        for number in range(start, min(start + wish.per_file, wish.first + wish.sheets)):
            chance = np.random.default_rng((wish.seed, number))
            crops.extend(crop for crop, window in cut(chance, sheet(chance)) if not window.blank)
        save(wish.out / f"{start:06d}.npz", crops)
        count += len(crops)
        print(
            f"{start + wish.per_file} sheets, {count} windows, {time.monotonic() - began:.0f} s",
            flush=True,
        )


assert HEIGHT == 48  # files made with another height cannot be mixed

if __name__ == "__main__":
    main()
