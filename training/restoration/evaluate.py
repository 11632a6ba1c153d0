"""A model on text that it did not learn from: python -m training.restoration.evaluate --json FILE

The texts and the counting are those of benchmarks/restoration.py, without its other programs,
speed and scans.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.restoration import ours, scored, texts, weighed
from normalize.restore import MODEL, Restorer

PAGES = 12
SURE = 0.99


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--json", type=Path, required=True)
    wish = parser.parse_args()
    restorer = Restorer(wish.model)
    figures = {}
    for name, (pairs, damage) in texts(PAGES).items():
        score = scored(pairs, ours(restorer, damage))
        rows = weighed(restorer, pairs)
        sure = [right for posterior, right in rows if posterior >= SURE]
        counts = {k: v for k, v in asdict(score).items() if k != "seconds"}
        figures[name] = {
            **counts,
            "weighed": len(rows),
            "sure": len(sure),
            "sure and right": sum(sure),
        }
        print(score.line(name), flush=True)
    wish.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
