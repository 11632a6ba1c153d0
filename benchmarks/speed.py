"""Seconds a page by stage, beside one plain pass of Tesseract.

Usage: python benchmarks/speed.py [NAME ...]

Both run in this process, page after page, so that their ratio holds on a noisy machine.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.setting import header, need_scans
from document.page import Page
from document.record import Source
from document.table import Grid
from ingest.engine import Mode, choose
from ingest.look import look
from ingest.read import read
from ingest.source import open_file
from normalize.text import tidy
from parsers.grid import find
from parsers.parse import parse
from verify.verify import verify

Result = TypeVar("Result")
Clock = dict[str, list[float]]


def timed(clock: Clock, stage: str, work: Callable[[], Result]) -> Result:
    """Run the work; add its CPU and wall seconds to the stage."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    clock[stage][0] += time.process_time() - cpu
    clock[stage][1] += time.perf_counter() - wall
    return result


def main(names: list[str]) -> int:
    """Measure the named scans, one of each profile by default."""
    folder = need_scans()
    chosen = names or ["dev001_A_clean", "dev010_A_office", "dev014_A_stamp", "dev019_A_fax",
                       "dev020_B_office", "dev023_A_photocopy"]  # fmt: skip
    print(header(", ".join(chosen), "auto"))
    engine = choose()
    clock: Clock = defaultdict(lambda: [0.0, 0.0])
    count = 0
    for name in chosen:
        path = folder / f"{name}.pdf"
        file = open_file(path)
        done: list[tuple[Page, tuple[Grid, ...]]] = []
        steps = look(file, lambda: engine)
        while True:
            step = timed(clock, "look", lambda steps=steps: next(steps, None))
            if step is None:
                break
            sheet = step.sheet
            grids = timed(clock, "find tables", lambda sheet=sheet: find(sheet.page))
            done.append(timed(clock, "read", lambda s=sheet, g=grids: tidy(*read(s, g, engine))))
            if sheet.pixels is not None:
                count += 1
                timed(
                    clock,
                    "one plain Tesseract pass",
                    lambda s=sheet: engine.read([s.pixels], Mode.PAGE, s.scale * 72),
                )
        source = Source(path.name, file.sha256, len(done))
        report = timed(clock, "parse", lambda s=source, d=done: parse(s, d))
        timed(clock, "verify", lambda r=report: verify(r))
    plain = clock["one plain Tesseract pass"][0]
    ours = sum(cpu for stage, (cpu, _) in clock.items() if stage != "one plain Tesseract pass")
    print(f"\n{count} scanned pages; seconds a page\n\n| stage | CPU | wall |\n|---|---|---|")
    for stage, (cpu, wall) in clock.items():
        print(f"| {stage} | {cpu / count:.3f} | {wall / count:.3f} |")
    print(f"\nall stages / one plain pass (CPU): {ours / plain:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
