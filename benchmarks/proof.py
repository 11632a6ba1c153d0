"""Misread or mistyped: python benchmarks/proof.py [--tables N] [--seed S]

Makes deduction appendices with known misreadings and known typing errors, apart and mixed,
and counts what verification does with them, beside arithmetic alone (which changes the one
figure that mends the sums, whatever its ink says). Prints figures; asserts nothing.

Readings are drawn as they were measured: the number reader is calibrated (a reading of
confidence p is right with probability p), Tesseract misreads one score in ten, mostly by its
separator; a misread cell has a wrong first reading by the number reader.
"""

from __future__ import annotations

import argparse
import platform
import random
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from document import number
from document.claim import Location, Verdict
from document.page import Origin, Page
from document.record import (
    Column,
    Figure,
    Kind,
    Record,
    Report,
    Shape,
    Source,
    Table,
    coded,
    stated,
)
from document.table import Reading
from verify.arithmetic.confront import confront, culprits
from verify.arithmetic.equations import Key, equations
from verify.search.cells import as_read, inks_of
from verify.verify import verify

COLUMNS = ("max_score", "self_score", "verified_score", "deduction")
CONFUSED = {"0": "68", "1": "7", "2": "7", "3": "85", "4": "9", "5": "63", "6": "85", "7": "1",
            "8": "36", "9": "4"}  # fmt: skip
MIXES = {
    "nothing wrong": (0, 0, 0.1),
    "typing error, all readings agree": (0, 1, 0.0),
    "typing error, Tesseract misreads a tenth": (0, 1, 0.1),
    "one misreading": (1, 0, 0.1),
    "four misreadings": (4, 0, 0.1),
    "four misreadings, one typing error": (4, 1, 0.1),
}
"""Misread cells, mistyped cells, and the share of cells that Tesseract misreads besides."""
SIZES = (5, 14, 30, 60, 100)


@dataclass(frozen=True, slots=True)
class Case:
    """A table on paper and as it was read.

    paper: what is printed, by cell. misread: cells whose first reading is wrong.
    typed: cells that the typist got wrong.
    """

    report: Report
    paper: dict[Key, Decimal]
    misread: frozenset[Key]
    typed: frozenset[Key]


def sound(rng: random.Random, rows: int) -> dict[Key, Decimal]:
    """Scores that obey every rule; the last row holds the totals."""
    cells: dict[Key, Decimal] = {}
    for row in range(rows):
        most = rng.choice([Decimal(x) for x in ("0.5", "1", "1", "1.5", "2", "2", "3")])
        cents = rng.choice([0, 25, 50, 75, rng.randint(1, 99)])
        verified = (most * cents / 100).quantize(Decimal("0.01"))
        own = rng.choice([most, most, verified])
        values = (most, own, verified, most - verified)
        cells |= {(row, c): Decimal(number.plain(v)) for c, v in zip(COLUMNS, values, strict=True)}
    for column in COLUMNS:
        cells[rows, column] = sum((cells[row, column] for row in range(rows)), Decimal(0))
    return cells


def slip(rng: random.Random, value: Decimal) -> Decimal:
    """A number as a typist mistypes it: one digit, or a step."""
    text = number.plain(value)
    places = [i for i, c in enumerate(text) if c.isdigit()]
    while True:
        if rng.random() < 0.5:
            i = rng.choice(places)
            changed = number.parse(text[:i] + rng.choice("0123456789") + text[i + 1 :])
        else:
            changed = value + rng.choice([-1, 1]) * rng.choice(
                [Decimal(1), Decimal("0.5"), Decimal("0.1"), Decimal("0.01")]
            )
        if changed is not None and changed != value and changed >= 0:
            return changed


def blur(rng: random.Random, text: str) -> str:
    """A text as a recogniser misreads it: the separator lost, or one digit confused."""
    if "." in text and rng.random() < 0.5:
        return text.replace(".", "")
    places = [i for i, c in enumerate(text) if c in CONFUSED]
    i = rng.choice(places)
    return text[:i] + rng.choice(CONFUSED[text[i]]) + text[i + 1 :]


def read(rng: random.Random, column: str, value: Decimal, misread: bool, noise: float) -> Figure:
    """A cell with two independent readings, the number reader's first."""
    text = number.plain(value)
    page = text if rng.random() >= noise else blur(rng, text)
    if misread:
        wrong = blur(rng, text)
        confidence = rng.uniform(0.5, 0.85)
        readings = [
            Reading(Origin.READER, wrong, confidence),
            Reading(Origin.READER, text, (1 - confidence) * 0.8),
        ]
    else:
        readings = [Reading(Origin.READER, text, rng.choice([0.9995, 0.999, 0.99]))]
    readings.append(Reading(Origin.TESSERACT, page, rng.uniform(0.6, 0.97)))
    first = readings[0].text
    return Figure(
        column, first, number.parse(first), readings=tuple(readings), place=Location(1), inked=True
    )


def make(rng: random.Random, rows: int, misreadings: int, errors: int, noise: float) -> Case:
    """One table; typing errors fall on any figure, and totals are not added up again."""
    paper = sound(rng, rows)
    typed = frozenset(rng.sample(sorted(paper), errors))
    headline = 100 - paper[rows, "deduction"]
    for key in typed:
        paper[key] = slip(rng, paper[key])
    free = [key for key in sorted(paper) if key not in typed]
    misread = frozenset(rng.sample(free, min(misreadings, len(free))))
    records = tuple(
        Record(
            Kind.TOTAL if row == rows else Kind.DATA,
            row + 1,
            coded("" if row == rows else f"{row + 1}"),
            figures=tuple(read(rng, c, paper[row, c], (row, c) in misread, noise) for c in COLUMNS),
            pages=(1,),
        )
        for row in range(rows + 1)
    )  # fmt: skip
    table = Table(1, Shape.DEDUCTION, tuple(Column(c, c, True) for c in COLUMNS), records, (1,))
    text = number.plain(headline)
    report = Report(
        Source("made", "0" * 64, 1), (stated("headline_score", text, text, 1),), (table,),
        (Page(1, 595.0, 842.0),),
    )  # fmt: skip
    return Case(report, paper, misread, typed)


def outcome(case: Case, done: Report) -> Counter[str]:
    """What became of the cells, the misread and the mistyped ones."""
    count: Counter[str] = Counter()
    blamed = {
        (row, f.column)
        for row, record in enumerate(done.tables[0].records)
        for f in record.figures
        if f.verdict is Verdict.DISCREPANCY
    }
    for row, record in enumerate(done.tables[0].records):
        for figure in record.figures:
            key = (row, figure.column)
            right = figure.value == case.paper[key]
            flagged = figure.verdict.needs_person
            repaired = figure.verdict is Verdict.REPAIRED
            count["cells"] += 1
            count["wrongly repaired"] += repaired and not right
            count["silent"] += not right and not flagged
            count["needless flags"] += right and flagged and key not in case.typed
            if key in case.misread:
                count["misread"] += 1
                count["misread right"] += right and not flagged
                count["misread tied"] += flagged
            if key in case.typed:
                count["typed"] += 1
                count["typed told"] += bool(done.checks)
                count["typed blamed"] += key in blamed
                count["typed flagged"] += flagged
    count["tables"] += 1
    count["tables wrongly repaired"] += any(
        f.verdict is Verdict.REPAIRED and f.value != case.paper[row, f.column]
        for row, record in enumerate(done.tables[0].records)
        for f in record.figures
    )
    return count


def arithmetic_alone(case: Case) -> Counter[str]:
    """Change the one figure that mends the sums, without a look at the ink."""
    table = case.report.tables[0]
    printed = as_read(inks_of(case.report, table, True))
    changed = culprits(confront(equations(table, printed, case.report), printed), printed)
    values = {**printed.values, **{key: meant for key, (meant, _) in changed.items()}}
    wrong = [key for key in changed if values[key] != case.paper.get(key)]
    silent = [key for key, value in case.paper.items() if values[key] != value]
    return Counter(
        {
            "tables": 1,
            "alone wrongly repaired": bool(wrong),
            "alone misread right": sum(values[key] == case.paper[key] for key in case.misread),
            "alone silent": len(silent),
        }
    )


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def main(arguments: list[str]) -> int:
    """Print one table of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=200, help="tables of each size and mix")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    print(f"command: python benchmarks/proof.py --tables {chosen.tables} --seed {chosen.seed}")
    print(f"python {platform.python_version()} on {platform.machine()}; pure Python, no packages")
    print(f"{chosen.tables * len(SIZES)} tables a line, {SIZES} rows\n")
    columns = ("mix", "misread: right", "tied", "wrongly repaired (tables)", "silent wrong cells",
               "typing error: told", "cell flagged", "cell blamed", "needless flags",
               "alone: misread right", "alone: wrongly repaired (tables)", "alone: wrong cells",
               "ms at 60 rows, median (max)")  # fmt: skip
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for place, (name, (misreadings, errors, noise)) in enumerate(MIXES.items()):
        rng = random.Random(chosen.seed * 1000 + place)
        count: Counter[str] = Counter()
        times: list[float] = []
        for rows in SIZES:
            for _ in range(chosen.tables):
                case = make(rng, rows, misreadings, errors, noise)
                start = time.perf_counter()
                done = verify(case.report)
                if rows == 60:
                    times.append(1000 * (time.perf_counter() - start))
                alone = arithmetic_alone(case)
                del alone["tables"]
                count += outcome(case, done) + alone
        cells = (
            name,
            share(count["misread right"], count["misread"]),
            share(count["misread tied"], count["misread"]),
            f"{count['tables wrongly repaired']} of {count['tables']}",
            f"{count['silent']} of {count['cells']}",
            share(count["typed told"], count["typed"]),
            share(count["typed flagged"], count["typed"]),
            share(count["typed blamed"], count["typed"]),
            share(count["needless flags"], count["cells"]),
            share(count["alone misread right"], count["misread"]),
            f"{count['alone wrongly repaired']} of {count['tables']}",
            str(count["alone silent"]),
            f"{statistics.median(times):.0f} ({max(times):.0f})",
        )
        print("| " + " | ".join(cells) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
