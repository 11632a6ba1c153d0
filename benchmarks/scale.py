"""Many documents: python benchmarks/scale.py [DOCUMENTS] [--results FOLDER]

Makes an output folder with generated results of so many documents (10,000 without a number), and
the documents themselves, then starts the program on them twice. The first run makes the tables from
the stored reports; the second finds that there is nothing to do. Both are timed, and the most
memory of the whole run is told.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from document.claim import Verdict
from document.record import (
    Column,
    Figure,
    Kind,
    Record,
    Report,
    Shape,
    Source,
    Table,
    TextCell,
    coded,
    stated,
)
from export.document import encoded
from pipeline.archive.journal import Entry, Journal, now
from pipeline.report import fingerprint
from pipeline.workers.job import State

ROOT = Path(__file__).resolve().parent.parent
ROWS = 25
REASON = "Chậm ban hành kế hoạch cải cách hành chính năm, hoàn thành 15/20 nhiệm vụ, đạt 75%"
COLUMNS = ("max_score", "self_score", "verified_score", "deduction")


def report(number: int) -> Report:
    """An appendix of ROWS criteria by one of 20 communes of a district in one of ten years."""
    commune, district, year = number % 20, number // 200, 2014 + number // 20 % 10

    def figure(column: str, value: Decimal) -> Figure:
        return Figure(column, str(value), value, Verdict.CONSISTENT, inked=True)

    records = tuple(
        Record(
            Kind.DATA,
            row,
            coded(f"1.{row}"),
            (TextCell("criterion", f"Tiêu chí thành phần số {row}"), TextCell("reason", REASON)),
            tuple(figure(column, Decimal(2)) for column in COLUMNS),
            f"1.{row}",
            pages=(4,),
        )
        for row in range(1, ROWS + 1)
    )
    columns = tuple(Column(name, name, True) for name in COLUMNS)
    facts = (
        stated("issuer", f"UBND xã Số {commune}, huyện Số {district}", ""),
        stated("report_number", f"{number}/BC-UBND", ""),
        stated("index_year", str(year), ""),
        stated("headline_score", "91.5", "", 1, Verdict.CONSISTENT),
        stated("change_vs_previous_year", "0", ""),
    )
    table = Table(1, Shape.DEDUCTION, columns, records, (4,))
    return Report(Source(f"{number:06}.txt", "", 4), facts, (table,), rules_checked=60)


def make(top: Path, count: int) -> tuple[Path, Path]:
    """Folders of the documents and of their results, as a finished run leaves them."""
    archive, out = top / "archive", top / "out"
    (out / "reports").mkdir(parents=True)
    journal = Journal(out)
    work = fingerprint.work(strict=False, engine="auto")
    for number in range(count):
        name = f"{number:06}"
        path = archive / f"{number // 1000:03}" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        made = report(number)
        made = replace(made, source=replace(made.source, sha256=sha256))
        (out / "reports" / f"{name}.json").write_bytes(encoded(made))
        journal.put(Entry(sha256, work, State.DONE, name, pages=4, finished=now()))
    journal.close()
    return archive, out


def convert(archive: Path, out: Path) -> float:
    """Seconds of a run of the program."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pipeline.cli.commands", "convert", str(archive), "--out", str(out)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began


def main() -> int:
    """Make, run twice, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="?", type=int, default=10_000)
    parser.add_argument("--results", type=Path, help="where to make the folders")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=wish.results) as top:
        archive, out = make(Path(top), wish.documents)
        size = sum(p.stat().st_size for p in (out / "reports").iterdir())
        print(f"{wish.documents} documents of {ROWS} rows, {size / 1e6:.0f} MB of results")
        for what in ("tables made from stored reports", "nothing to do"):
            seconds = convert(archive, out)
            most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            speed = wish.documents / seconds
            print(f"{what}: {seconds:.1f} s, {speed:.0f} documents/s, at most {most:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
