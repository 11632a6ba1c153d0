"""Seconds a page by stage, beside one plain pass of Tesseract.

Usage: python benchmarks/speed.py [NAME ...]

Both run in this process, page after page, so that their ratio holds on a noisy machine.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.setting import header, need_scans
from document.page import Page
from document.record import Source
from document.table import Grid
from ingest.file.source import open_file
from ingest.image import Pixels
from ingest.page.prepare import prepare
from ingest.read.engine import LANGUAGE, Engine, InProcess, Mode, choose, tessdata
from ingest.read.read import read
from normalize.reports import restore
from normalize.text import tidy
from parsers.parse import parse
from pipeline.report.process import number_reader, with_tables
from pipeline.report.user_data import restorer
from verify.verify import verify

PLAIN = "one plain Tesseract pass"
Clock = dict[str, list[float]]


@contextmanager
def timed(clock: Clock, stage: str) -> Iterator[None]:
    """Add the CPU and wall seconds of the block to the stage."""
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    clock[stage][0] += time.process_time() - cpu
    clock[stage][1] += time.perf_counter() - wall


def plain_pass(engine: Engine) -> Callable[[Pixels, float], str]:
    """A function that reads a page in one go as Tesseract comes: (pixels, dpi) to its table."""
    if not isinstance(engine, InProcess):
        raise SystemExit("The plain pass needs tesserocr: pip install tesserocr")
    import tesserocr

    api = tesserocr.PyTessBaseAPI(path=str(tessdata()), lang=LANGUAGE, psm=Mode.PAGE)

    def read(pixels: Pixels, dpi: float) -> str:
        height, width = pixels.shape
        api.SetImageBytes(pixels.tobytes(), width, height, 1, width)
        api.SetSourceResolution(round(dpi))
        api.Recognize()
        return str(api.GetTSVText(0))

    return read


def measure(path: Path, engine: Engine, plain: Callable[[Pixels, float], str], clock: Clock) -> int:
    """Read one document, stage by stage; how many of its pages are scanned."""
    file = open_file(path)
    done: list[tuple[Page, tuple[Grid, ...]]] = []
    with timed(clock, "look"):
        looks = list(prepare(file, lambda: engine))
    with timed(clock, "find tables"):
        found = list(with_tables(looks))
    for step, grids in found:
        with timed(clock, "read"):
            done.append(tidy(*read(step.image, grids, engine, number_reader())))
        if step.image.pixels is not None:
            with timed(clock, PLAIN):
                plain(step.image.pixels, step.image.scale * 72)
    with timed(clock, "parse"):
        report = parse(Source(path.name, file.sha256, len(done)), done)
    with timed(clock, "restore words"):
        report = restore(report, restorer(None))
    with timed(clock, "verify"):
        verify(report)
    return sum(step.image.pixels is not None for step in looks)


def main(names: list[str]) -> int:
    """Measure the named scans, one of each profile by default."""
    folder = need_scans()
    chosen = names or ["dev001_A_clean", "dev010_A_office", "dev014_A_stamp", "dev019_A_fax",
                       "dev020_B_office", "dev023_A_photocopy"]  # fmt: skip
    print(header(", ".join(chosen), "auto"))
    engine = choose()
    plain = plain_pass(engine)
    number_reader(), restorer(None)  # loaded once a process, not once a page
    clock: Clock = defaultdict(lambda: [0.0, 0.0])
    count = 0
    for name in chosen:
        count += measure(folder / f"{name}.pdf", engine, plain, clock)
    once = clock[PLAIN][0]
    ours = sum(cpu for stage, (cpu, _) in clock.items() if stage != PLAIN)
    print(f"\n{count} scanned pages; seconds a page\n\n| stage | CPU | wall |\n|---|---|---|")
    for stage, (cpu, wall) in clock.items():
        print(f"| {stage} | {cpu / count:.3f} | {wall / count:.3f} |")
    print(f"\nall stages / one plain pass (CPU): {ours / once:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
