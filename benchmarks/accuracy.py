"""How right the program is, and what it says of it: python benchmarks/accuracy.py [NAME ...]

Converts documents with exact truth as a user does, and counts every claim: rows, their codes and
figures, the total row, the facts of the report, accusations of the typist. Without options the
documents are drawn by chance (samples/invent) in a folder that is gone afterwards, and the scans
with known truth follow where they are beside the project.

--seed, --count  which documents are drawn; 20 take some minutes on two cores, --count 0 none
--folder DIR     other documents with truth in the same form instead, such as benchmarks/drawn.py
                 makes
--office         the office documents with known truth instead
--out DIR        keeps what was drawn and converted; what is there already is not done again
--jobs N         how many processes, one a core by default
NAME             only the documents of these names

Where a corpus brings its own scorer, the figures of that follow.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.drawn import draw
from benchmarks.scoring import Json, Outcome, Score, What, score
from benchmarks.setting import OFFICE, SCANS, header, need
from benchmarks.shipped import convert

COUNT = 20
SEED = 20
FAMILIAR = (
    "documents", "row_recall", "row_precision", "numeric_accuracy", "silent_wrong",
    "silent_missing", "flagged_wrong", "flagged_right", "totals_accuracy", "report_fields",
    "criterion_word_accuracy", "reason_word_accuracy", "responsible_word_accuracy",
    "narrative_word_accuracy", "planted", "planted_found", "false_alarms",
)  # fmt: skip
"""Columns of the scans' own scorer."""
Truths = dict[str, Json]
Reports = dict[str, Json]


def main(arguments: list[str]) -> int:
    """Measure each corpus that is asked for."""
    chosen = _options(arguments)
    with tempfile.TemporaryDirectory() as passing:
        top: Path = chosen.out or Path(passing)
        if chosen.folder:
            measure(chosen.folder, top / chosen.folder.name, chosen.names, chosen.jobs)
        elif chosen.office:
            reports = measure(need(OFFICE), top / "office", chosen.names, chosen.jobs)
            _by_place(reports)
        else:
            if chosen.count:
                folder = top / "drawn"
                draw(folder, chosen.seed, range(chosen.count), chosen.jobs)
                measure(folder, top / "converted", chosen.names, chosen.jobs)
            if SCANS.is_dir():
                measure(SCANS, top / "scans", chosen.names, chosen.jobs)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--office", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--jobs", type=int, default=None)
    return parser.parse_args(arguments)


def measure(folder: Path, out: Path, names: Sequence[str], jobs: int | None) -> Path:
    """Convert the documents of a folder, print what they are worth; the folder of the reports."""
    files = [f for f in sorted(folder.glob("*.json")) if not names or f.stem in names]
    truths = {file.stem: json.loads(file.read_text("utf-8")) for file in files}
    print(header(f"{len(files)} documents of {folder.parent.name}/{folder.name}"), flush=True)
    reports = convert([file.with_suffix(".pdf") for file in files], out, jobs)
    scores = {name: score(truth, reports.get(name)) for name, truth in truths.items()}
    _show_claims(scores.values())
    _show_groups(truths, scores)
    _show_errors(scores)
    if (folder / "score.py").is_file():
        _show_familiar(scorer(folder), truths, reports)
    return out / "reports"


def _show_claims(scores: Iterable[Score]) -> None:
    """A line for each kind of claim, a column for each outcome."""
    print()
    _row("all documents", "claims", *Outcome)
    _rule(2 + len(Outcome))
    done = list(scores)
    for what in What:
        counts = [sum(s.count(what, outcome) for s in done) for outcome in Outcome]
        _row(what, sum(counts), *counts)
    print(f"\n{sum(len(s.unexplained) for s in done)} flags without a reason\n")


def _show_groups(truths: Truths, scores: dict[str, Score]) -> None:
    """A line for each kind of document, and for each document with a flaw."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for name, truth in truths.items():
        for group in _groups(name, truth):
            groups[group].append(scores[name])
    kinds = [what for what in What if what.printed]
    flags = (Outcome.NEEDLESS, Outcome.FLAGGED, Outcome.TOLD)
    _row("group", "documents", *(f"silent {kind}" for kind in kinds), *(f"all: {f}" for f in flags),
         "false accusations", "planted found")  # fmt: skip
    _rule(4 + len(kinds) + len(flags))
    for group in sorted(groups):
        own = groups[group]
        if group.startswith("document ") and all(_flawless(s) for s in own):
            continue
        silent = (sum(c.what is kind for s in own for c in s.silent) for kind in kinds)
        flagged = (sum(s.count(kind, f) for s in own for kind in kinds) for f in flags)
        false = sum(s.count(What.ACCUSATION, Outcome.WRONG) for s in own)
        planted = [sum(s.count(What.PLANTED, *o) for s in own) for o in ((Outcome.RIGHT,), ())]
        _row(group, len(own), *silent, *flagged, false, f"{planted[0]} of {planted[1]}")


def _flawless(one: Score) -> bool:
    return all(claim.outcome in (Outcome.RIGHT, Outcome.DUE) for claim in one.claims)


def _groups(name: str, truth: Json) -> Iterable[str]:
    """What a document is counted under."""
    yield "all"
    yield f"kind {truth['table_kind']}"
    yield f"profile {truth['profile']}"
    for key in ("design", "damage"):
        if key in truth:
            yield f"{key} {truth[key]}"
    if "rules" in truth["layout"]:
        yield f"rules {truth['layout']['rules']}"
    yield from (f"drawn {oddity}" for oddity in truth.get("oddities", ()))
    yield f"document {name}"


def _show_errors(scores: dict[str, Score]) -> None:
    """What was wrong or missing in silence, accused wrongly, or left without a reason."""
    print("\nIn silence, or accused wrongly:")
    for name, own in scores.items():
        for claim in own.claims:
            if claim.outcome.silent:
                print(f"  {name}: {claim.what}: {claim.place}: {claim.outcome}: "
                      f"{claim.true}, got {claim.got}")  # fmt: skip
    print("\nFlags without a reason:")
    for name, own in scores.items():
        if own.unexplained:
            print(f"  {name}: {len(own.unexplained)}, first {own.unexplained[0]}")


def scorer(folder: Path) -> ModuleType:
    """The scoring program that comes with the scans."""
    spec = spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _show_familiar(own: ModuleType, truths: Truths, reports: Reports) -> None:
    """The figures of the corpus' own scorer, by kind and profile."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for name, truth in truths.items():
        counts = own.score(truth, reports.get(name, {}))
        for group in ("all", f"kind {truth['table_kind']}", f"profile {truth['profile']}"):
            groups[group].update(counts)
    print("\nBy the scorer of the corpus:\n")
    _row("group", *FAMILIAR)
    _rule(1 + len(FAMILIAR))
    for group in sorted(groups):
        rates: dict[str, Any] = own.rates(groups[group])
        _row(group, *("" if rates.get(c) is None else rates[c] for c in FAMILIAR))


def _by_place(reports: Path) -> None:
    """The office documents' own scorer, which parts reading from naming."""
    sys.stdout.flush()
    command = (sys.executable, OFFICE / "score_by_place.py", OFFICE, reports, "--silent")
    subprocess.run(command, check=True)


def _row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def _rule(columns: int) -> None:
    print("|" + "---|" * columns)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
