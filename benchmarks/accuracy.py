"""Accuracy on scans with exact truth: python benchmarks/accuracy.py [--scans DIR] [NAME ...]

Converts every document, scores it with the scans' own score.py, and prints a table per kind,
profile and kind of rules, then every numeric cell that is wrong and not flagged. DIR holds other
documents with truth in the same form, such as benchmarks/drawn.py makes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.setting import header, need_scans
from export.document import as_json
from pipeline.report.process import process

COLUMNS = (
    "documents",
    "row_recall",
    "row_precision",
    "numeric_accuracy",
    "silent_wrong",
    "silent_missing",
    "flagged_wrong",
    "flagged_right",
    "totals_accuracy",
    "report_fields",
    "criterion_word_accuracy",
    "reason_word_accuracy",
    "responsible_word_accuracy",
    "narrative_word_accuracy",
    "planted",
    "planted_found",
    "false_alarms",
)


def scorer(folder: Path) -> ModuleType:
    """The scoring program that comes with the scans."""
    spec = spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def silent(score: ModuleType, truth: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Wrong numeric cells that carry no flag: "code column: true, got"."""
    rows = [r for r in truth["rows"] if r["kind"] in ("data", "parent")]
    records = found["records"]
    columns = [c["name"] for c in truth["columns"] if c["numeric"]]
    lines = []
    for i, j in score.align(rows, records).items():
        for column in columns:
            true, got = rows[i]["record"][column], records[j].get(column)
            wrong = score.number(true) != score.number(got)
            if wrong and not records[j]["flags"].get(column):
                lines.append(f"{rows[i].get('code')} {column}: {true}, got {got}")
    return lines


def main(arguments: list[str]) -> int:
    """Measure the named documents, all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--scans", type=Path, help="folder of other documents with truth")
    chosen = parser.parse_args(arguments)
    given = need_scans()
    score = scorer(given)
    folder = chosen.scans or given
    truths = sorted(folder.glob("*.json"))
    if chosen.names:
        truths = [t for t in truths if t.stem in chosen.names]
    print(header(f"{len(truths)} documents of {folder.parent.name}/{folder.name}"))
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[str] = []
    for path in truths:
        truth = json.loads(path.read_text("utf-8"))
        try:
            found = json.loads(json.dumps(as_json(process(path.with_suffix(".pdf")))))
        except Exception as error:  # a lost document is a result, not an end
            print(f"LOST {path.stem}: {type(error).__name__}: {error}")
            found = {"records": [], "totals": None}
        counts = score.score(truth, found)
        kind, profile, rules = truth["table_kind"], truth["profile"], truth["layout"]["rules"]
        for group in ("all", f"kind {kind}", f"profile {profile}", f"{kind} {profile}",
                      f"rules {rules}", f"document {path.stem}"):  # fmt: skip
            groups[group].update(counts)
        wrong += [f"{path.stem}: {line}" for line in silent(score, truth, found)]
        print(f"  {path.stem}", flush=True)
    print("\n| group | " + " | ".join(COLUMNS) + " |\n|" + "---|" * (len(COLUMNS) + 1))
    for group in sorted(groups):
        rates = score.rates(groups[group])
        cells = ("" if rates.get(c) is None else str(rates[c]) for c in COLUMNS)
        print(f"| {group} | " + " | ".join(cells) + " |")
    print(f"\n{len(wrong)} numeric cells wrong and not flagged")
    for line in wrong:
        print("  " + line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
