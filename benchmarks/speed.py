"""Seconds a page by stage, beside one plain pass of Tesseract.

Usage: python benchmarks/speed.py [NAME ...]

Both run in this process, page after page, so that their ratio holds on a noisy machine. Measured
are scans with known truth beside the project, one of each profile or those that are named; where
there are none, documents that are drawn by chance.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.drawn import draw
from benchmarks.setting import SCANS, header
from document.record import Source
from ingest.file.source import open_file
from ingest.image import Pixels
from ingest.read.engine import LANGUAGE, Engine, InProcess, Mode, tessdata
from normalize.reports import restore
from parsers.parse import parse
from parsers.structure.find import find
from pipeline.report.process import ReadPage, engine_for, number_reader, prepare_pages, read_pages
from pipeline.report.user_data import restorer
from verify.verify import verify

PLAIN = "one plain Tesseract pass"
CHOSEN = ("dev001_A_clean", "dev010_A_office", "dev014_A_stamp", "dev019_A_fax", "dev020_B_office",
          "dev023_A_photocopy")  # fmt: skip
DRAWN = range(1, 7)
"""Numbers in the series of seed 34: scans of six profiles, 33 pages."""
Clock = dict[str, list[float]]


@contextmanager
def timed(clock: Clock, stage: str) -> Iterator[None]:
    """Add the CPU and wall seconds of the block to the stage."""
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    clock[stage][0] += time.process_time() - cpu
    clock[stage][1] += time.perf_counter() - wall


Plain = Callable[[Pixels, float], str]
"""Reads a page in one go as Tesseract comes: (pixels, dpi) to its table."""


def plain_pass(engine: Engine) -> Plain | None:
    """None without tesserocr: a program that is started anew for each page is no measure."""
    if not isinstance(engine, InProcess):
        print("There is no tesserocr here: the stages are measured without a plain pass beside.")
        return None
    import tesserocr

    api = tesserocr.PyTessBaseAPI(path=str(tessdata()), lang=LANGUAGE, psm=Mode.PAGE)

    def read(pixels: Pixels, dpi: float) -> str:
        height, width = pixels.shape
        api.SetImageBytes(pixels.tobytes(), width, height, 1, width)
        api.SetSourceResolution(round(dpi))
        api.Recognize()
        return str(api.GetTSVText(0))

    return read


def measure(path: Path, plain: Plain | None, clock: Clock) -> int:
    """Read one document, stage by stage; how many of its pages are scanned."""
    file = open_file(path)
    done: list[ReadPage] = []
    with timed(clock, "look"):
        prepared = list(prepare_pages(file))
    with timed(clock, "find tables"):
        found = find([(page.page, page.figures) for page in prepared])
    scanned = 0
    for page, grids in zip(prepared, found, strict=True):
        with timed(clock, "read"):
            done += read_pages([page], [grids])
        image = page.image
        scanned += image.pixels is not None
        if plain and image.pixels is not None:
            with timed(clock, PLAIN):
                plain(image.pixels, image.scale * 72)
    with timed(clock, "parse"):
        report = parse(Source(path.name, file.sha256, len(done)), done)
    with timed(clock, "restore words"):
        report = restore(report, restorer(None))
    with timed(clock, "verify"):
        verify(report)
    return scanned


def main(names: list[str]) -> int:
    """Measure the named scans; by default one of each profile, or drawn documents."""
    if SCANS.is_dir():
        show([SCANS / f"{name}.pdf" for name in names or CHOSEN])
        return 0
    with tempfile.TemporaryDirectory() as folder:
        draw(Path(folder), 34, DRAWN)
        show(sorted(Path(folder).glob("*.pdf")))
    return 0


def show(paths: Sequence[Path]) -> None:
    """Measure documents and print the table."""
    print(header(", ".join(path.stem for path in paths)))
    plain = plain_pass(engine_for("auto"))
    number_reader(), restorer(None)  # loaded once a process, not once a page
    clock: Clock = defaultdict(lambda: [0.0, 0.0])
    count = sum(measure(path, plain, clock) for path in paths)
    ours = sum(cpu for stage, (cpu, _) in clock.items() if stage != PLAIN)
    print(f"\n{count} scanned pages; seconds a page\n\n| stage | CPU | wall |\n|---|---|---|")
    for stage, (cpu, wall) in clock.items():
        print(f"| {stage} | {cpu / count:.3f} | {wall / count:.3f} |")
    if plain:
        print(f"\nall stages / one plain pass (CPU): {ours / clock[PLAIN][0]:.2f}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
