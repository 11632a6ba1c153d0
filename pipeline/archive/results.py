"""What became of the inputs of a run: one Result each, and the Outcome of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from export.summary import Summary
from pipeline.workers.job import NO_TABLE, PAGES_LOST, SOME_FAILED, State

if TYPE_CHECKING:
    from document.record import Report

NOTHING = Summary()


class Status(StrEnum):
    """What became of an input; the values stand in reports.csv."""

    CONVERTED = "converted"
    NO_TABLE = "no_table"
    FAILED = "failed"
    DUPLICATE = "duplicate"
    """The same bytes as an input before it."""
    OUTDATED = "outdated"
    """Converted by another version whose result this one cannot read; only of an earlier run."""


class SourceState(StrEnum):
    """What has become of the file of an input since it was converted."""

    HERE = "here"
    CHANGED = "changed"
    """Another content is there now."""
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one input.

    name: its NAME in reports/NAME.json; that of the other for a duplicate.
    message: for a failure, a missing table or a lost page, one line.
    trace: the traceback of an unexpected error, "" otherwise.
    report: as the watcher wants it; it is not kept after the watcher has seen it.
    fresh: whether it was done in this run. sha256: "" for what could not be read.
    pages: of the document. summary, cross_checks: what in it and between it and others waits for
    a person. source_state: of its file now.
    """

    name: str
    path: Path
    status: Status
    exit_code: int = 0
    message: str = ""
    trace: str = ""
    report: Report | None = None
    fresh: bool = True
    sha256: str = ""
    pages: int = 0
    summary: Summary = NOTHING
    cross_checks: int = 0
    source_state: SourceState = SourceState.HERE

    @property
    def weight(self) -> int:
        """How much in it waits for a person."""
        waiting = self.summary
        return waiting.review + waiting.not_understood + waiting.not_found + self.cross_checks

    @property
    def state(self) -> State:
        """Its state in the words of the journal."""
        if self.status is Status.FAILED:
            return State.FAILED
        if self.status is Status.DUPLICATE:
            return State.SKIPPED
        return State.PARTIAL if self.exit_code else State.DONE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all: the results without their reports, and the code for the shell.

    left_out: how many files were found below folders and are none to convert.
    earlier, gone: how many inputs of earlier runs the tables hold besides, and of how many of
    these the file is gone. notices: why the tables have fewer rows than before.
    """

    results: tuple[Result, ...]
    exit_code: int
    left_out: int = 0
    earlier: int = 0
    gone: int = 0
    notices: tuple[str, ...] = ()


def exit_code(results: Sequence[Result]) -> int:
    """The code for the shell: what the only input gave, SOME_FAILED for one failure of many,
    else PAGES_LOST or NO_TABLE where that happened, else 0."""
    if any(r.status is Status.FAILED for r in results):
        return results[0].exit_code if len(results) == 1 else SOME_FAILED
    codes = {r.exit_code for r in results}
    return next((code for code in (PAGES_LOST, NO_TABLE) if code in codes), 0)
