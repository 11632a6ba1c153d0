"""The same scans through bangdiem, OCRmyPDF and img2table, in one run.

Usage: python benchmarks/throughput.py --others VENV [--jobs N] [NAME ...]

VENV is an environment of its own with `pip install ocrmypdf img2table`, and Ghostscript on PATH
(apt-get install ghostscript); nothing of that is needed by bangdiem. Every program is started as a
person would start it; wall time, CPU time and peak memory are those of the whole tree of processes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil
from rapidfuzz import process

from benchmarks.accuracy import scorer
from benchmarks.setting import ROOT, header, need_scans
from document.wording import fold, one_line

SCANS = ("dev001_A_clean", "dev004_C_rotated", "dev010_A_office", "dev014_A_stamp",
         "dev019_A_fax", "dev023_A_photocopy")  # fmt: skip
"""One of each kind of scan that has no full text layer, which OCRmyPDF would refuse."""

IMG2TABLE = """
import json, sys
from img2table.document import PDF
from img2table.ocr import TesseractOCR
ocr = TesseractOCR(n_threads=int(sys.argv[1]), lang="vie")
for path in sys.argv[3:]:
    tables = PDF(path, detect_rotation=True).extract_tables(ocr=ocr, borderless_tables=False)
    rows = [[[cell.value for cell in row] for row in table.content.values()]
            for page in sorted(tables) for table in tables[page]]
    found = {"tables": rows, "pages": sum(bool(tables[page]) for page in tables)}
    with open(f"{sys.argv[2]}/{path.rsplit('/')[-1]}.json", "w") as out:
        json.dump(found, out)
"""


@dataclass(frozen=True, slots=True)
class Need:
    """What a program needed: wall and CPU seconds, and most bytes of resident memory at once of
    one process, and of the whole tree."""

    wall: float
    cpu: float
    one: int
    tree: int


def need(commands: Sequence[Sequence[str]]) -> Need:
    """Run commands one after another; their tree of processes is looked at ten times a second."""
    before, began = os.times(), time.perf_counter()
    peak = [0, 0]
    ended = threading.Event()

    def look() -> None:
        me = psutil.Process()
        while not ended.wait(0.1):
            sizes = []
            for child in me.children(recursive=True):
                try:
                    sizes.append(child.memory_info().rss)
                except psutil.Error:
                    continue
            peak[0], peak[1] = max(peak[0], *sizes, 0), max(peak[1], sum(sizes))

    looking = threading.Thread(target=look)
    looking.start()
    for command in commands:
        environment = os.environ | {"OMP_THREAD_LIMIT": "1", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        if done.returncode not in (0, 9):
            print(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]!r}")
    wall = time.perf_counter() - began
    ended.set()
    looking.join()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user
    return Need(wall, cpu - before.children_system, peak[0], peak[1])


def rows_of(tables: list[list[list[str | None]]], truth: dict[str, Any]) -> list[dict[str, Any]]:
    """Tables of img2table as records, with help that it would not have: its columns are taken to
    be those on the paper, and a row gets the code of the criterion or unit that it reads like."""
    columns = [column["name"] for column in truth["columns"]]
    label = "unit" if "unit" in columns else "criterion"
    codes = {
        fold(str(row["record"][label])): row["code"] for row in truth["rows"] if "record" in row
    }
    records: list[dict[str, Any]] = []
    for row in (row for table in tables for row in table if len(row) > 1):
        cells = {name: one_line(cell or "") for name, cell in zip(columns, row, strict=False)}
        found = process.extractOne(fold(cells.get(label, "")), codes.keys(), score_cutoff=80)
        records.append(cells | ({"code": codes[found[0]]} if found else {}))
    return records


def accuracy(
    score: Any, names: Sequence[str], found: Callable[[str, dict[str, Any]], dict[str, Any]]
) -> Any:
    """Share of the numeric cells that are right."""
    counts: Counter[str] = Counter()
    for name in names:
        truth = json.loads((need_scans() / f"{name}.json").read_text("utf-8"))
        counts.update(score.score(truth, found(name, truth)))
    return score.rates(counts)["numeric_accuracy"]


def main() -> int:
    """Measure and print a table with ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=SCANS)
    parser.add_argument("--others", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    wish = parser.parse_args()
    folder, score = need_scans(), scorer(need_scans())
    paths = [str(folder / f"{name}.pdf") for name in wish.names]
    truths = [json.loads((folder / f"{name}.json").read_text("utf-8")) for name in wish.names]
    pages = sum(t["pages"] if isinstance(t["pages"], int) else len(t["pages"]) for t in truths)
    print(header(f"{', '.join(wish.names)}: {pages} pages, {wish.jobs} jobs"))
    with tempfile.TemporaryDirectory() as top:
        jobs = str(wish.jobs)
        script = Path(top) / "tables.py"
        script.write_text(IMG2TABLE)
        ours = [
            sys.executable,
            "-m",
            "pipeline.cli.commands",
            "convert",
            *paths,
            "--out",
            f"{top}/out",
        ]
        binaries = wish.others / "bin"
        runs = {
            "bangdiem": [[*ours, "--jobs", jobs]],
            "OCRmyPDF": [
                [
                    *(str(binaries / "ocrmypdf"), "-l", "vie", "--rotate-pages", "--deskew"),
                    *("--force-ocr", "--jobs", jobs, path, f"{top}/{Path(path).name}"),
                ]
                for path in paths
            ],
            "img2table": [[str(binaries / "python"), str(script), jobs, top, *paths]],
        }
        needs = {name: need(commands) for name, commands in runs.items()}

        def our_report(name: str, _: dict[str, Any]) -> dict[str, Any]:
            stored: dict[str, Any] = json.loads(Path(f"{top}/out/reports/{name}.json").read_text())
            return stored

        def their_tables(name: str, truth: dict[str, Any]) -> dict[str, Any]:
            found = json.loads(Path(f"{top}/{name}.pdf.json").read_text())
            with_tables.append(found["pages"])
            return {"records": rows_of(found["tables"], truth)}

        with_tables: list[int] = []

        right = {
            "bangdiem": accuracy(score, wish.names, our_report),
            "img2table": accuracy(score, wish.names, their_tables),
        }
    show(needs, right, pages)
    print(f"\nimg2table reads the pages with tables only: {sum(with_tables)} of {pages}")
    return 0


def show(needs: dict[str, Need], right: dict[str, Any], pages: int) -> None:
    """The table, and CPU a page as ratios."""
    head = ("program", "pages/s", "CPU s/page", "CPU, ratio", "MB of a process", "MB of all",
            "numeric accuracy")  # fmt: skip
    print("\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    base = needs["bangdiem"].cpu
    for name, n in needs.items():
        cells = (
            *(name, f"{pages / n.wall:.2f}", f"{n.cpu / pages:.2f}", f"{n.cpu / base:.2f}"),
            *(f"{n.one / 2**20:.0f}", f"{n.tree / 2**20:.0f}", str(right.get(name, "-"))),
        )
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    sys.exit(main())
