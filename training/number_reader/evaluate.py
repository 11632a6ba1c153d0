"""Tables never trained on: python -m training.number_reader.evaluate MODEL.onnx

Reads fresh tables in the families that were trained on and in the two that were not, with
boxes as they are and moved; tells how many values are right and accepted, and how often a
confidence holds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np

from ingest.number_reader import FigureReading, NumberReader
from training.number_reader.crops import legible, moved
from training.number_reader.sheets import Typed, held_out, sheet

_SEED = 977
_BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.01)


@dataclass(slots=True)
class Count:
    """right: cells of the same value. bins: per range of confidence, cells and exact ones."""

    cells: int = 0
    right: int = 0
    accepted: int = 0
    wrong_accepted: int = 0
    bins: dict[str, list[int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, cell: Typed, reading: FigureReading) -> None:
        label = cell.figure.label
        right = reading.text.replace(",", ".") == label.replace(",", ".")
        self.cells += 1
        self.right += right
        self.accepted += reading.accepted
        self.wrong_accepted += reading.accepted and not right
        if reading.accepted and not right:
            self.wrong.append(f"{label} read {reading.text} {reading.confidence:.4f}")
        at = int(np.searchsorted(_BINS, reading.confidence, side="right")) - 1
        counts = self.bins.setdefault(f"from {_BINS[at]}", [0, 0])
        counts[0] += 1
        counts[1] += reading.text == label


def readings(
    reader: NumberReader, families: Sequence[str | None], sheets: int, reach: float
) -> Iterator[tuple[Typed, FigureReading]]:
    """Every legible cell of so many tables, with its reading; reach: how far boxes are off."""
    for number in range(sheets):
        chance = np.random.default_rng((_SEED, number))
        made = sheet(chance, families[number % len(families)])
        boxes = [moved(chance, cell.box, made.dpi, reach) for cell in made.cells]
        found = reader.read(made.pixels, boxes, made.dpi)
        for cell, box, reading in zip(made.cells, boxes, found, strict=True):
            if legible(cell, box, made.dpi) and len(cell.figure.lines) < 2:
                yield cell, reading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--sheets", type=int, default=60)
    parser.add_argument("--json", type=Path)
    wish = parser.parse_args()
    cv2.setNumThreads(1)
    reader = NumberReader(wish.model)
    out = {}
    for name, families in (("known fonts", [None]), ("held-out fonts", list(held_out()))):
        for boxes, reach in (("true boxes", 0.0), ("moved boxes", 1.0)):
            count = Count()
            for cell, reading in readings(reader, families, wish.sheets, reach):
                count.add(cell, reading)
            print(
                f"{name}, {boxes}: {count.cells} cells, {count.right / count.cells:.4f} right, "
                f"{count.accepted / count.cells:.4f} accepted, {count.wrong_accepted} wrong"
            )
            for low, (cells, exact) in sorted(count.bins.items()):
                print(f"  confidence {low}: {cells} cells, {exact / cells:.4f} exact")
            print("  " + "; ".join(count.wrong[:20]))
            out[f"{name}, {boxes}"] = asdict(count)
    if wish.json:
        wish.json.write_text(json.dumps(out, indent=1), "utf-8")


if __name__ == "__main__":
    main()
