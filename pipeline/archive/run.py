"""A whole archive: every file becomes a report in the output folder or a failure with its
reason, nothing is done twice, and one bad file does not stop the rest.

What is done by whom stands elsewhere: `inputs` finds the files, pipeline.workers does the jobs,
`journal` remembers, `holdings` tells what is there of all runs, `tables` makes the tables.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from document.errors import BangdiemError, Encrypted, EngineMissing, MissingInput
from export.files import folder
from pipeline.archive.holdings import Holding, holdings, only, result
from pipeline.archive.inputs import Input, collect, in_order, names
from pipeline.archive.journal import Entry, Journal, Known, Seen, Stamp, alone, now
from pipeline.archive.report_files import ReportFiles
from pipeline.archive.results import Outcome, Result, SourceState, Status, exit_code
from pipeline.archive.row_loss import RowsBefore
from pipeline.archive.tables import write_tables
from pipeline.report import fingerprint
from pipeline.workers.executors import Executor, Serial
from pipeline.workers.job import Failed, Finished, Job, Long, Settings, State
from pipeline.workers.long_document import LongDocument
from pipeline.workers.perform import Process
from pipeline.workers.supervisor import Done

_SEEN_AT_ONCE = 500
"""Paths that are noted in the journal together."""


class Redo(StrEnum):
    """What is done again although the journal has it."""

    NOTHING = "nothing"
    FAILED = "failed"
    ALL = "all"


class Watcher(Protocol):
    """Who is told how far it is: begin once, then for each document opened, pages..., closed.

    Documents that the journal has, and inputs that cannot be read, are only closed.
    """

    @property
    def wants_reports(self) -> bool:
        """Whether the results it is told of must have their reports."""
        ...

    def begin(self, files: int) -> None: ...

    def opened(self, path: Path) -> None: ...

    def pages(self, path: Path, done: int, total: int) -> None: ...

    def closed(self, result: Result) -> None: ...


class Unwatched:
    """A Watcher that looks away."""

    wants_reports = False

    def begin(self, files: int) -> None:
        """Nothing."""

    def opened(self, path: Path) -> None:
        """Nothing."""

    def pages(self, path: Path, done: int, total: int) -> None:
        """Nothing."""

    def closed(self, result: Result) -> None:
        """Nothing."""


def convert(
    paths: Sequence[Path],
    out: Path,
    settings: Settings | None = None,
    watcher: Watcher | None = None,
    process: Process | None = None,
    executor: Executor | None = None,
    redo: Redo = Redo.NOTHING,
    only_these: bool = False,
) -> Outcome:
    """Convert files and folders into reports/NAME.json, records.csv, reports.csv, checks.csv.

    executor: who does the work, closed at the end; without one it is done in this process, by
    `process` where that is given. What the journal of the folder has is not done again.
    only_these: the tables hold these inputs alone, and not those of earlier runs.
    Raises OutputRefused when the folder cannot be written or another run is writing there;
    all other trouble is a Result.
    """
    executor = executor or Serial(process)
    try:
        folder(folder(out) / "reports")
        with alone(out):
            _sweep(out)
            journal = Journal(out)
            try:
                run = _Run(paths, out, settings or Settings(), watcher or Unwatched(), executor)
                outcome = run.all(journal, redo, only_these)
                journal.end(run.number, outcome.exit_code)
            finally:
                journal.close()
    finally:
        executor.close()
    return outcome


def _sweep(out: Path) -> None:
    """Remove what a killed run left: files that were not yet renamed into place."""
    for place in (out, out / "reports"):
        for left in place.glob(".????????-*.part"):
            with suppress(OSError):
                left.unlink()


@dataclass(slots=True)
class _Task:
    """A document that is being converted.

    place: of its input among all. seen: its file. first: what is ordered first. long: how it goes
    on when it is worked on by parts. pages_read: by job, of those under way and done. The rest
    adds up what its jobs needed.
    """

    place: int
    seen: Seen
    first: Job
    long: LongDocument | None = None
    failed: bool = False
    attempts: int = 0
    seconds: float = 0.0
    memory: int = 0
    pages_read: dict[int, int] = field(default_factory=dict)

    def job(self, part: int) -> Job:
        return self.long.job(part) if self.long else self.first

    def add(self, done: Done) -> None:
        self.attempts = max(self.attempts, done.attempts)
        self.seconds += done.seconds
        self.memory = max(self.memory, done.memory)


class _Run:
    """One run over one output folder. Its inputs are taken in the order of their labels, as the
    tables have them: of several with the same bytes the first is converted."""

    number = 0
    _journal: Journal
    _files: ReportFiles
    _names: list[str]

    def __init__(
        self,
        paths: Sequence[Path],
        out: Path,
        settings: Settings,
        watcher: Watcher,
        executor: Executor,
    ) -> None:
        found = collect(paths)
        self._inputs = sorted((i for i in found if not i.left_out), key=in_order)
        self._left_out = [item for item in found if item.left_out]
        self._out, self._settings = out, settings
        self._watcher, self._executor = watcher, executor
        self._work = fingerprint.work(settings.strict, settings.engine, settings.user_data.digest)
        self._elsewhere: set[str] = set()
        self._sighted: set[str] = set()
        self._fresh: set[str] = set()
        self._waiting_copies: list[int] = []
        self._results: dict[int, Result] = {}
        self._next: deque[tuple[_Task, int]] = deque()
        self._tasks: dict[int, tuple[_Task, int]] = {}

    def all(self, journal: Journal, redo: Redo, only_these: bool) -> Outcome:
        """Do what is missing, give the results their names, and write the tables."""
        self._journal, self._redo = journal, redo
        self.number = journal.begin(self._work)
        left_out = [
            Seen(i.path, i.label, state=State.SKIPPED, message=i.left_out) for i in self._left_out
        ]
        journal.see(self.number, left_out)
        journal.expect(self.number, ((item.path, item.label) for item in self._inputs))
        self._files = ReportFiles(self._out, journal)
        before = list(journal.paths())
        rows_before = RowsBefore(self._out, before)
        self._name(known for known in before if known.run != self.number)
        self._watcher.begin(len(self._inputs))
        self._work_through()
        held = holdings(journal, writing=True)
        self._files.settle({h.sha256: h.name for h in held if h.has_report})
        wanted = only(held, self.number) if only_these else held
        told = write_tables(self._out, journal, wanted, self.number)
        if told is not None:  # checks between documents are known now
            held = holdings(journal)
        results = self._final(only(held, self.number) if only_these else held)
        earlier = [holding for holding in wanted if holding.known.run != self.number]
        return Outcome(
            results,
            exit_code(results),
            len(self._left_out),
            len(earlier),
            sum(holding.source_state is SourceState.GONE for holding in earlier),
            rows_before.lost(wanted, told, only_these) if told else (),
        )

    def _name(self, earlier: Iterable[Known]) -> None:
        """Choose a name for each input among those of earlier runs. It may change when it turns
        out that one of these has only been moved."""
        others = []
        for known in earlier:
            seen = known.seen
            if seen.state is not State.SKIPPED:
                others.append(Input(seen.path, seen.label))
            if known.entry is not None:
                self._elsewhere.add(seen.sha256)
        chosen = names([*self._inputs, *others])
        self._names = chosen[: len(self._inputs)]

    def _final(self, held: Iterable[Holding]) -> tuple[Result, ...]:
        """The results of all inputs as the tables tell them; copies are closed now."""
        by_path = {holding.path: holding for holding in held}
        for place, item in enumerate(self._inputs):
            holding = by_path.get(item.path.absolute())
            early = self._results.get(place)
            if holding is not None:
                told = result(holding)
                fresh = holding.sha256 in self._fresh or not holding.sha256
                told = replace(told, path=item.path, fresh=fresh)
                self._results[place] = replace(told, trace=early.trace) if early else told
        for place in self._waiting_copies:
            self._close(place, self._results[place])
        return tuple(self._results[place] for place in range(len(self._inputs)))

    def _work_through(self) -> None:
        """Hand out jobs as the executor has room for them, and take what comes back."""
        orders = self._orders()
        number = 0
        while True:
            while len(self._tasks) < self._executor.room:
                order = self._next.popleft() if self._next else next(orders, None)
                if order is None:
                    break
                task, part = order
                if task.failed:
                    continue
                number += 1
                self._tasks[number] = order
                self._executor.start(number, task.job(part))
            if not self._tasks:
                return
            ended, done = self._executor.wait(self._page)
            self._take(*self._tasks.pop(ended), done)

    def _page(self, number: int, done: int, total: int) -> None:
        task, part = self._tasks[number]
        task.pages_read[part] = done
        pages = task.long.pages if task.long else total
        self._watcher.pages(task.first.path, sum(task.pages_read.values()), pages)

    def _orders(self) -> Iterator[tuple[_Task, int]]:
        """What is to be done, in the order of the inputs; what the journal has is settled."""
        known = self._journal.stamps()
        seen: list[Seen] = []
        for place, item in enumerate(self._inputs):
            sight = _sight(item, known)
            seen.append(sight)
            if len(seen) >= _SEEN_AT_ONCE:
                self._note(seen)
            if sight.state is State.FAILED:
                self._close(place, self._result(place, sight, None))
                continue
            sha256 = sight.sha256
            if sha256 in self._sighted:
                self._waiting_copies.append(place)
                continue
            self._sighted.add(sha256)
            entry = self._journal.entry(sha256)
            if entry is not None and self._settled(entry):
                if sha256 in self._elsewhere:
                    self._waiting_copies.append(place)
                else:
                    self._close(place, replace(self._result(place, sight, entry), fresh=False))
                continue
            self._note(seen)
            self._watcher.opened(item.path)
            yield _Task(place, sight, Job(item.path, self._settings, sha256)), 0
        self._note(seen)

    def _note(self, seen: list[Seen]) -> None:
        """Write paths into the journal, and forget them here."""
        self._journal.see(self.number, seen)
        seen.clear()

    def _result(self, place: int, sight: Seen, entry: Entry | None) -> Result:
        """The result of an input as far as it is known while others are at work."""
        known = Known(sight, self.number, self._work, 0, entry)
        told = result(Holding(known, SourceState.HERE, self._names[place]))
        return replace(told, path=self._inputs[place].path)

    def _settled(self, entry: Entry) -> bool:
        """Whether what the journal has of a document stands."""
        if entry.work != self._work or self._redo is Redo.ALL:
            return False
        if entry.status is State.FAILED:
            # What was missing may be there now, and so may the password.
            again = entry.error in (EngineMissing.__name__, MissingInput.__name__) or (
                entry.error == Encrypted.__name__ and self._settings.password is not None
            )
            return self._redo is Redo.NOTHING and not again
        return self._files.has(entry)

    def _take(self, task: _Task, part: int, done: Done) -> None:
        """What came of a job: a part of a document, or all there will be of it."""
        task.add(done)
        answer = done.answer
        if task.failed:
            return
        match answer:
            case Long(pages):
                task.long = LongDocument(task.first, pages, self._out)
                self._go_on(task, task.long)
            case Finished() | Failed():
                task.failed = isinstance(answer, Failed)
                self._keep(task, answer)
            case _:
                assert task.long is not None
                if task.long.take(part, answer):
                    self._go_on(task, task.long)

    def _go_on(self, task: _Task, long: LongDocument) -> None:
        """Put the next jobs of a long document before all other work: it must not end last."""
        self._next.extendleft((task, part) for part in reversed(long.places()))

    def _keep(self, task: _Task, answer: Finished | Failed) -> None:
        """Write what became of a document: its report, the journal, and who watches."""
        sha256, name = task.first.sha256, self._names[task.place]
        entry = Entry(
            sha256,
            self._work,
            State.FAILED,
            None,
            *(task.attempts, task.seconds, task.memory),
            exit_code=answer.exit_code,
            message=answer.message,
            versions=fingerprint.program(),
            finished=now(),
        )
        before = self._journal.entry(sha256)
        trace = ""
        if isinstance(answer, Failed):
            entry = replace(entry, error=answer.error)
            trace = answer.trace
            if before is not None:
                self._files.drop(before)
        else:
            if before is not None and before.name not in (None, name):
                self._files.drop(before)
            self._files.keep(sha256, name, answer)
            entry = entry.with_report(answer.state, name, answer.pages, answer.summary)
        self._journal.put(entry)
        self._fresh.add(sha256)
        self._close(task.place, replace(self._result(task.place, task.seen, entry), trace=trace))

    def _close(self, place: int, became: Result) -> None:
        """Keep a result, and tell who watches."""
        self._results[place] = became
        shown = became
        if self._watcher.wants_reports and became.status in (Status.CONVERTED, Status.NO_TABLE):
            from export.stored import load

            entry = self._journal.entry(became.sha256)
            assert entry is not None
            assert entry.name is not None
            shown = replace(became, report=load(self._files.path(entry.name)))
        self._watcher.closed(shown)


def _sight(item: Input, known: dict[bytes, tuple[Stamp, str]]) -> Seen:
    """A path with the hash of its content, which is read only when the file was touched."""
    if item.problem is not None:
        return _unread(item, item.problem)
    try:
        stamp = Stamp.of(item.path)
        before = known.get(os.fsencode(item.path.absolute()))
        if before is not None and before[0] == stamp:
            return Seen(item.path, item.label, before[1], stamp)
        with item.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Seen(item.path, item.label, sha256, stamp)
    except FileNotFoundError:
        return _unread(item, MissingInput(str(item.path), "no such file", "Check the path"))
    except OSError as failure:
        why = f"cannot be read ({failure.strerror or failure})"
        return _unread(item, MissingInput(str(item.path), why, "Check its rights"))


def _unread(item: Input, error: BangdiemError) -> Seen:
    return Seen(
        *(item.path, item.label),
        state=State.FAILED,
        message=str(error),
        exit_code=error.exit_code,
    )
