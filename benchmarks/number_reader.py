"""The number reader alone, on scans with known truth: python benchmarks/number_reader.py

Prints command, corpus and versions, then per profile: true boxes; boxes with every edge moved
by -2.5 to +3 points; then what must be refused (figures cut off, two lines, words); time.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scan_cells import Cell, CleanPage, pages
from benchmarks.setting import header, need_scans
from ingest.read.engine import choose
from ingest.read.number_reader import FigureReading, NumberReader

Box = tuple[int, int, int, int]
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", " ": None})
_CODES = ("code", "order")


@dataclass(slots=True)
class Tally:
    """Counts over cells. right: same value (comma = point); exact: same signs."""

    cells: int = 0
    right: int = 0
    exact: int = 0
    accepted: int = 0
    wrong_accepted: int = 0
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        n = max(1, self.cells)
        return (
            f"{name:<22}{self.cells:>7}{self.right / n:>10.4f}{self.exact / n:>10.4f}"
            f"{self.accepted / n:>10.4f}{self.wrong_accepted:>7}{self.seconds / n * 1000:>8.2f}"
        )

    def add(self, other: Tally) -> None:
        for name in ("cells", "right", "exact", "accepted", "wrong_accepted", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Figures:
    """All that is measured: by box and profile, and by kind of what must be refused."""

    boxes: dict[str, dict[str, Tally]]
    refused: dict[str, Tally]


def figures(page: CleanPage) -> list[Cell]:
    """Numeric and code cells, empty ones too."""
    return [c for c in page.cells if c.numeric or c.column in _CODES]


def shaken(cell: Cell, dpi: float, chance: np.random.Generator) -> Box:
    """The box with every edge moved: at most 2.5 points inwards, 3 outwards."""
    by = chance.uniform(-2.5, 3.0, 4) * dpi / 72 * np.array([-1, -1, 1, 1])
    x0, top, x1, bottom = (round(float(v)) for v in np.array(cell.box) + by)
    return x0, top, x1, bottom


def cut_off(cell: Cell, chance: np.random.Generator) -> Box | None:
    """The box ending inside the figure, a quarter to three quarters into it.

    None for a single sign: what is left of it is no other number.
    """
    if len(cell.words) != 1 or len(cell.text) < 2:
        return None
    x0, _, x1, _ = cell.words[0]
    at = round(x0 + (x1 - x0) * float(chance.uniform(0.25, 0.75)))
    left, top, right, bottom = cell.box
    return (left, top, at, bottom) if chance.random() < 0.5 else (at, top, right, bottom)


def two_lines(cells: Sequence[Cell]) -> Iterator[Box]:
    """Boxes over a figure and the one below it in its column."""
    by_column: dict[tuple[str, int], list[Cell]] = {}
    for cell in cells:
        by_column.setdefault((cell.column, round(cell.box[0] / 4)), []).append(cell)
    for column in by_column.values():
        column.sort(key=lambda c: c.box[1])
        for above, below in zip(column[::2], column[1::2], strict=False):
            if above.words and below.words and abs(above.box[3] - below.box[1]) <= 2:
                yield (*above.box[:3], below.box[3])


def is_right(printed: str, read: str) -> bool:
    """Whether both say the same; a comma and a point are the same separator."""
    return printed.replace(",", ".") == read.replace(",", ".")


def score(tally: Tally, cells: Sequence[Cell], read: Sequence[FigureReading], name: str) -> None:
    for cell, reading in zip(cells, read, strict=True):
        printed = cell.text.translate(_DASHES)
        if any(sign.isalpha() and sign not in "IVX" for sign in printed):
            printed = "#"
        right = is_right(printed, reading.text)
        tally.cells += 1
        tally.right += right
        tally.exact += reading.text == printed
        tally.accepted += reading.accepted
        tally.wrong_accepted += reading.accepted and not right
        if not right or not reading.accepted:
            mark = "" if right else "WRONG ACCEPTED " if reading.accepted else "wrong "
            tally.errors.append(
                f"{mark}{name}: {printed!r} read {reading.text!r} {reading.confidence:.3f}"
            )


def _timed(
    reader: NumberReader, page: CleanPage, boxes: Sequence[Box], tally: Tally
) -> tuple[FigureReading, ...]:
    began = time.process_time()
    read = reader.read(page.pixels, boxes, page.dpi)
    tally.seconds += time.process_time() - began
    return read


def measure(reader: NumberReader, corpus: Iterable[CleanPage], seed: int) -> Figures:
    """Read every page with true, moved, cutting and too large boxes."""
    chance = np.random.default_rng(seed)
    boxes: dict[str, dict[str, Tally]] = {"true boxes": {}, "moved boxes": {}}
    refused = {name: Tally() for name in ("cut off", "two lines", "words")}
    for page in corpus:
        cells = figures(page)
        name = f"{page.profile} {page.document}"
        for kind, places in (
            ("true boxes", [c.box for c in cells]),
            ("moved boxes", [shaken(c, page.dpi, chance) for c in cells]),
        ):
            tally = boxes[kind].setdefault(page.profile, Tally())
            score(tally, cells, _timed(reader, page, places, tally), name)
        words = [
            c.box
            for c in page.cells
            if not c.numeric and c.column not in _CODES and any(map(str.isalpha, c.text))
        ]
        cuts = [b for c in cells if (b := cut_off(c, chance))]
        wholes = [("cut off", cuts), ("two lines", list(two_lines(cells))), ("words", words)]
        for kind, places in wholes:
            tally = refused[kind]
            read = _timed(reader, page, places, tally)
            tally.cells += len(read)
            tally.accepted += sum(r.accepted for r in read)
            tally.errors += [
                f"{name}: {box} read {r.text!r} {r.confidence:.3f}"
                for box, r in zip(places, read, strict=True)
                if r.accepted
            ]
    return Figures(boxes, refused)


def report(found: Figures) -> str:
    """The figures as a table, then every cell that is wrong or not accepted."""
    lines = []
    for kind, by_profile in found.boxes.items():
        heads = ("cells", "value", "exact", "accepted", "wrong", "ms")
        widths = (7, 10, 10, 10, 7, 8)
        heading = "".join(f"{h:>{w}}" for h, w in zip(heads, widths, strict=True))
        lines += ["", f"{kind:<22}{heading}"]
        total = Tally()
        for profile, tally in sorted(by_profile.items()):
            lines.append(tally.line(profile))
            total.add(tally)
        lines.append(total.line("all"))
    lines += ["", f"{'to be refused':<22}{'cells':>7}{'refused':>10}"]
    for kind, tally in found.refused.items():
        share = 1 - tally.accepted / max(1, tally.cells)
        lines.append(f"{kind:<22}{tally.cells:>7}{share:>10.4f}")
    tallies = [(k, t) for k, by in found.boxes.items() for t in by.values()]
    for kind, tally in [*tallies, *found.refused.items()]:
        lines += [f"{kind}: {error}" for error in tally.errors[:40]]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", default="*", help="pattern of their names")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    wish = parser.parse_args()
    cv2.setNumThreads(1)
    scans = need_scans()
    began = time.perf_counter()
    reader = NumberReader(wish.model)
    load = time.perf_counter() - began
    found = measure(reader, pages(scans, choose(), wish.documents), wish.seed)
    print(header(f"{scans.name}/{wish.documents}"))
    print(f"onnxruntime {metadata.version('onnxruntime')}; loaded in {load:.3f} s")
    print(report(found))
    if wish.json:
        wish.json.write_text(json.dumps(asdict(found), indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
