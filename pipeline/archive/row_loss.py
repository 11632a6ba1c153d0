"""When records.csv has fewer rows than before a run: the sentence that says so, with reasons."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.archive.holdings import Holding
from pipeline.archive.journal import Known
from pipeline.archive.tables import Told

_NAMED = 3
"""Files that are named in a sentence."""


class RowsBefore:
    """How many rows each file had in records.csv when the run began."""

    def __init__(self, out: Path, known: Iterable[Known]) -> None:
        self._told = [k for k in known if k.lines]
        self._total = sum(k.lines for k in self._told) or _rows(out / "records.csv")

    def lost(self, held: Sequence[Holding], told: Told, only_these: bool) -> tuple[str, ...]:
        """The sentence, when there are fewer rows now; nothing else."""
        now = told.lines.total()
        if now >= self._total:
            return ()
        reasons = list(self._reasons(held, told, only_these))
        what = f"records.csv has {now} rows, {self._total} before"
        return (f"{what}: {'; '.join(reasons)}" if reasons else what,)

    def _reasons(self, held: Sequence[Holding], told: Told, only_these: bool) -> Iterable[str]:
        paths = {holding.path for holding in held}
        elsewhere = {h.sha256 for h in held if h.path in told.lines}
        left_out = [k for k in self._told if k.seen.path not in paths]
        if only_these and left_out:
            yield f"--only-these leaves out {_files(len(left_out))} of earlier runs"
        elif waiting := [k for k in left_out if k.seen.sha256 not in elsewhere]:
            yield f"{_files(len(waiting))} changed and not converted yet"
        if told.outdated:
            yield f"{_files(len(told.outdated))} of earlier runs must be converted again"
        fewer = [
            (now - k.lines, f"{k.seen.label} has {now}, {k.lines} before")
            for k in self._told
            if k.seen.path in paths
            and (now := told.lines[k.seen.path]) < k.lines
            and not (now == 0 and k.seen.sha256 in elsewhere)
            and k.seen.path not in told.outdated
        ]
        yield from (sentence for _, sentence in sorted(fewer)[:_NAMED])
        if len(fewer) > _NAMED:
            yield f"{_files(len(fewer) - _NAMED)} more with fewer"


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"


def _rows(path: Path) -> int:
    """Rows of a table that another version wrote; 0 when it is not there."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            return max(0, sum(1 for _ in csv.reader(file)) - 1)
    except OSError:
        return 0
