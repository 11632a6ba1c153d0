"""Tables never trained on: python -m training.number_reader.evaluate MODEL.onnx

Reads fresh tables in the families that were trained on and in the two that were not, scanned
lightly and harshly, with boxes as they are and moved; tells how many values are right and
accepted, and whether a probability holds what it says.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np

from ingest.read.number_reader import FigureReading, NumberReader
from training.number_reader.crops import legible, moved
from training.number_reader.damage import Damage, clean_scan, scanned
from training.number_reader.sheets import Typed, held_out, sheet

_SEED = 977
_EDGES = (0.0, 1e-4, 1e-3, 1e-2, 0.1, 0.3, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01)


@dataclass(slots=True)
class Bin:
    """Strings that were given a probability within a range: how many, its sum, how many true."""

    strings: int = 0
    promised: float = 0.0
    true: int = 0


@dataclass(slots=True)
class Count:
    """right: cells of the same value.

    best, others: by range of probability ("from 0.9"), the strings read and the alternatives.
    """

    cells: int = 0
    right: int = 0
    accepted: int = 0
    wrong_accepted: int = 0
    best: dict[str, Bin] = field(default_factory=dict)
    others: dict[str, Bin] = field(default_factory=dict)
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
        _enter(self.best, reading.confidence, reading.text == label)
        for text, chance in reading.alternatives:
            _enter(self.others, chance, text == label)

    def report(self, name: str) -> str:
        lines = [
            f"{name}: {self.cells} cells, {self.right / self.cells:.4f} right, "
            f"{self.accepted / self.cells:.4f} accepted, {self.wrong_accepted} wrong",
            *(f"  accepted: {wrong}" for wrong in self.wrong[:20]),
        ]
        for kind, bins in (("best", self.best), ("other", self.others)):
            for low, found in sorted(bins.items(), key=lambda item: float(item[0][5:])):
                lines.append(
                    f"  {kind} {low:<12}{found.strings:>7} strings, promised "
                    f"{found.promised / found.strings:.4f}, true {found.true / found.strings:.4f}"
                )
        return "\n".join(lines)


def _enter(bins: dict[str, Bin], chance: float, true: bool) -> None:
    at = int(np.searchsorted(_EDGES, chance, side="right")) - 1
    found = bins.setdefault(f"from {_EDGES[at]:g}", Bin())
    found.strings += 1
    found.promised += chance
    found.true += true


def readings(
    reader: NumberReader,
    families: Sequence[str | None],
    damage: Damage,
    sheets: int,
    reach: float,
) -> Iterator[tuple[Typed, FigureReading]]:
    """Every legible cell of so many tables, with its reading; reach: how far boxes are off."""
    for number in range(sheets):
        chance = np.random.default_rng((_SEED, number))
        made = sheet(chance, families[number % len(families)], damage)
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
    out: dict[str, dict[str, int]] = {}
    for fonts, families in (("known fonts", [None]), ("held-out fonts", list(held_out()))):
        for way, damage in (("light", clean_scan), ("harsh", scanned)):
            for boxes, reach in (("true boxes", 0.0), ("moved boxes", 1.0)):
                name = f"{fonts}, {way}, {boxes}"
                count = Count()
                for cell, reading in readings(reader, families, damage, wish.sheets, reach):
                    count.add(cell, reading)
                print(count.report(name), flush=True)
                out[name] = {k: v for k, v in asdict(count).items() if not isinstance(v, dict)}
    if wish.json:
        wish.json.write_text(json.dumps(out, indent=1), "utf-8")


if __name__ == "__main__":
    main()
