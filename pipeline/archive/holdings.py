"""What an output folder holds: the inputs of all its runs, whichever run saw them last.

The tables are made of it, and `bangdiem status` tells it. It depends on what the files are and not
on the order of the runs: inputs come in the order of their paths, and of several with the same
bytes the first has the report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.archive.inputs import Input, names
from pipeline.archive.journal import Journal, Known, Stamp
from pipeline.archive.results import Result, SourceState, Status
from pipeline.workers.job import NO_TABLE, State


@dataclass(frozen=True, slots=True)
class Holding:
    """An input that has a line in reports.csv.

    known: as the journal has it. source_state: of its file now. name: its NAME, unique.
    copy_of: the one before it that has the same bytes; None when it is no copy.
    """

    known: Known
    source_state: SourceState
    name: str = ""
    copy_of: Holding | None = None

    @property
    def path(self) -> Path:
        return self.known.seen.path

    @property
    def sha256(self) -> str:
        return self.known.seen.sha256

    @property
    def has_report(self) -> bool:
        """Whether reports/NAME.json is told under this path."""
        entry = self.known.entry
        return self.copy_of is None and entry is not None and entry.name is not None


def holdings(journal: Journal, *, writing: bool = False) -> tuple[Holding, ...]:
    """All that has a line in the tables, in the order of the paths.

    The inputs of the last run are all told. Of earlier ones a file that is gone, or holds something
    else now, keeps its line while no other file holds what it held; a failure then loses it.
    writing: note in the journal which files were only touched.
    """
    last = journal.last_run()
    run = last.number if last else 0
    touched: list[tuple[Path, Stamp]] = []
    found = [
        Holding(known, _source_state(known, touched))
        for known in journal.paths()
        if known.seen.state is not State.SKIPPED and not waits(known, run)
    ]
    if writing:
        journal.restamp(touched)
    here = {h.sha256 for h in found if h.source_state is SourceState.HERE}
    return _with_names(_kept(found, here, run))


def waits(known: Known, run: int) -> bool:
    """Whether a path is still to be converted. run: the last one."""
    if known.seen.state is not None:
        return False
    return known.entry is None or (known.run == run and known.entry.work != known.work)


def _source_state(known: Known, touched: list[tuple[Path, Stamp]]) -> SourceState:
    """What has become of a file; one that was only touched is added to the list."""
    seen = known.seen
    try:
        stamp = Stamp.of(seen.path)
        if not seen.sha256 or stamp == seen.stamp:
            return SourceState.HERE
        with seen.path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != seen.sha256:
                return SourceState.CHANGED
    except OSError:
        return SourceState.GONE
    touched.append((seen.path, stamp))
    return SourceState.HERE


def _kept(found: Iterable[Holding], here: set[str], run: int) -> Iterator[Holding]:
    missed: set[str] = set()
    for holding in found:
        known, sha256 = holding.known, holding.sha256
        failed = known.entry is None or known.entry.status is State.FAILED
        if holding.source_state is SourceState.HERE or known.run == run:
            yield holding
        elif sha256 not in here and sha256 not in missed and not failed:
            missed.add(sha256)
            yield holding


def _with_names(found: Iterable[Holding]) -> tuple[Holding, ...]:
    kept = list(found)
    chosen = names([Input(h.path, h.known.seen.label) for h in kept])
    firsts: dict[str, Holding] = {}
    done = []
    for holding, name in zip(kept, chosen, strict=True):
        first = firsts.get(holding.sha256) if holding.sha256 else None
        named = replace(holding, name=name, copy_of=first)
        firsts.setdefault(named.sha256, named)
        done.append(named)
    return tuple(done)


def only(held: Iterable[Holding], run: int) -> tuple[Holding, ...]:
    """Those that a run was given. A copy of another one stands for it, under its name."""
    firsts: dict[str, Holding] = {}
    done = []
    for holding in held:
        if holding.known.run != run:
            continue
        first = holding.copy_of
        if first is not None:
            stands = replace(holding, name=first.name, copy_of=None)
            first = firsts.setdefault(holding.sha256, stands)
            holding = stands if first is stands else replace(holding, copy_of=first)
        else:
            firsts[holding.sha256] = holding
        done.append(holding)
    return tuple(done)


def result(holding: Holding) -> Result:
    """What became of it, as reports.csv tells it. Its path is the one that the user gave."""
    seen, entry = holding.known.seen, holding.known.entry
    path = Path(seen.label)
    told = Result(
        holding.name,
        path,
        Status.FAILED,
        seen.exit_code,
        seen.message,
        sha256=holding.sha256,
        source_state=holding.source_state,
    )
    if entry is None:
        return told
    first = holding.copy_of
    if first is not None:
        message = f"{path}: the same bytes as {first.known.seen.label}"
        if entry.status is State.FAILED:
            return replace(told, exit_code=entry.exit_code, message=f"{message}, which failed")
        return replace(told, name=first.name, status=Status.DUPLICATE, exit_code=0, message=message)
    status = Status.NO_TABLE if entry.exit_code == NO_TABLE else Status.CONVERTED
    return replace(
        told,
        status=Status.FAILED if entry.status is State.FAILED else status,
        exit_code=entry.exit_code,
        message=f"{path}: {entry.message}" if entry.message else "",
        pages=entry.pages,
        summary=entry.summary,
        cross_checks=entry.cross_checks,
    )
