"""Documents made up by chance, with their truth: python benchmarks/drawn.py --out DIR

Draws whole reports of all three shapes (samples/invent): own wordings, columns, headers of one
to four rows, rules, fonts, page breaks and damage. They are scored like the scans:
python benchmarks/accuracy.py --folder DIR. The same seed gives the same documents.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from samples import fonts
from samples.invent.scans import document

families = cache(fonts.register_more)
"""The fonts of this machine, looked for once a process."""


def draw(folder: Path, seed: int, numbers: Iterable[int], jobs: int | None = None) -> None:
    """Write the documents of these numbers in the series of a seed, NAME.pdf and NAME.json each.

    jobs: how many processes; None is one a core. Ends the program with a sentence when the fonts
    are not on this machine.
    """
    try:
        families()
    except fonts.FontMissing as missing:
        sys.exit(str(missing))
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(jobs) as pool:
        for line in pool.map(partial(_draw, folder, seed), numbers):
            print(line, flush=True)


def _draw(folder: Path, seed: int, number: int) -> str:
    name, pdf, truth = document(seed, number, families())
    (folder / f"{name}.pdf").write_bytes(pdf)
    text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
    (folder / f"{name}.json").write_text(text, "utf-8")
    odd = ", ".join(truth["oddities"]) or "ordinary"
    return f"{name}: {len(truth['rows'])} rows, {len(truth['pages'])} pages, {odd}"


def main(arguments: list[str]) -> int:
    """Write COUNT documents; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="folder, made when absent")
    parser.add_argument("--jobs", type=int, help="how many processes, one a core by default")
    chosen = parser.parse_args(arguments)
    draw(chosen.out, chosen.seed, range(chosen.count), chosen.jobs)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
