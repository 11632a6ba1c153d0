"""How Tesseract's Vietnamese model mistakes marks, learned from pages that it read.

    python -m training.restoration.pages --language vie --pages 160 --seed 12 \\
        --counts FOLDER --out pairs.tsv
    python -m training.restoration.slips pairs.tsv --out normalize/model
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from normalize.slips import learned
from normalize.syllable import old_placed
from normalize.tokens import Sort, split


def words(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """(read, true) of every place that holds one word on both sides."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            for tokens in zip(*(side.split() for side in line.split("\t")), strict=True):
                found = [[t for sort, t in split(raw) if sort is Sort.WORD] for raw in tokens]
                if len(found[0]) == len(found[1]) == 1:
                    yield old_placed(found[0][0]), old_placed(found[1][0])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    table = learned(words(options.pairs))
    lines = (f"{letter}\t{read}\t{p:.5f}" for (letter, read), p in table.items())
    (options.out / "slips.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(table)} slips", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
