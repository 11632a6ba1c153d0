"""A whole archive: every file becomes a report in the output folder or a failure with its
reason, nothing is done twice, and one bad file does not stop the rest.

What is done by whom stands elsewhere: `inputs` finds the files, pipeline.workers does the jobs,
`journal` remembers, `tables` makes the tables.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from document.errors import BangdiemError, Encrypted, EngineMissing, MissingInput
from export.document import picture_path, picture_stem
from export.files import folder, write
from pipeline.archive.inputs import Input, collect, names
from pipeline.archive.journal import Entry, Journal, Seen, Stamp, alone, now
from pipeline.archive.results import Outcome, Result, Status, exit_code
from pipeline.report import fingerprint
from pipeline.workers.executors import Executor, Serial
from pipeline.workers.job import NO_TABLE, Failed, Finished, Job, Long, Settings, State
from pipeline.workers.long_document import LongDocument
from pipeline.workers.perform import Process
from pipeline.workers.supervisor import Done

if TYPE_CHECKING:
    pass

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
) -> Outcome:
    """Convert files and folders into reports/NAME.json, records.csv, reports.csv, checks.csv.

    executor: who does the work, closed at the end; without one it is done in this process, by
    `process` where that is given. What the journal of the folder has is not done again.
    Raises OutputRefused when the folder cannot be written or another run is writing there;
    all other trouble is a Result.
    """
    from pipeline.archive import tables

    executor = executor or Serial(process)
    try:
        folder(folder(out) / "reports")
        with alone(out):
            _sweep(out)
            journal = Journal(out)
            try:
                run = _Run(
                    paths, out, settings or Settings(), watcher or Unwatched(), executor, redo
                )
                results = run.all(journal)
                tables.write_tables(out, journal, results)
                code = exit_code(results)
                journal.end(run.number, code)
            finally:
                journal.close()
    finally:
        executor.close()
    return Outcome(results, code, run.left_out)


def _sweep(out: Path) -> None:
    """Remove what a killed run left: files that were not yet renamed into place."""
    for place in (out, out / "reports"):
        for left in (*place.glob(".????????-*.part"), *place.glob(".*.moving")):
            with suppress(OSError):
                left.unlink()


@dataclass(slots=True)
class _Task:
    """A document that is being converted.

    place: of its input among all. job: what is ordered first. long: how it goes on when it is
    worked on by parts. pages_read: by job, of those under way and done. The rest adds up what
    its jobs needed.
    """

    place: int
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
    """One run over one output folder."""

    number = 0

    def __init__(
        self,
        paths: Sequence[Path],
        out: Path,
        settings: Settings,
        watcher: Watcher,
        executor: Executor,
        redo: Redo,
    ) -> None:
        found = collect(paths)
        self._inputs = [item for item in found if not item.left_out]
        self._out_of = [item for item in found if item.left_out]
        self.left_out = len(self._out_of)
        self._names = names(self._inputs)
        self._settings, self._redo = settings, redo
        self._watcher, self._executor = watcher, executor
        self._out, self._reports = out, out / "reports"
        self._work = fingerprint.work(settings.strict, settings.engine, settings.user_data.digest)
        self._results: list[Result | None] = [None] * len(self._inputs)
        self._first: dict[str, int] = {}
        self._copies: list[tuple[int, str]] = []
        self._moved: list[tuple[str, str]] = []
        self._next: deque[tuple[_Task, int]] = deque()
        self._tasks: dict[int, tuple[_Task, int]] = {}

    def all(self, journal: Journal) -> tuple[Result, ...]:
        """Do what is missing; the results of all inputs in their order."""
        self._journal = journal
        self.number = journal.begin(self._work)
        journal.see(
            self.number,
            (Seen(i.path, i.label, "", state=State.SKIPPED, message=i.left_out)
             for i in self._out_of),
        )  # fmt: skip
        journal.expect(self.number, ((item.path, item.label) for item in self._inputs))
        self._stored = {path.name for path in self._reports.iterdir()}
        self._pictured: dict[str, list[Path]] = defaultdict(list)
        for path in self._out.glob("pictures/*.png"):
            self._pictured[path.name.partition("-")[0]].append(path)
        self._watcher.begin(len(self._inputs))
        self._work_through()
        self._settle_names()
        for place, sha256 in self._copies:
            self._close(place, self._copy(place, sha256))
        return tuple(result for result in self._results if result is not None)

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
                self._close(place, self._unread(place, item.problem, sight.message))
                continue
            sha256 = sight.sha256
            if sha256 in self._first:
                self._copies.append((place, sha256))
                continue
            self._first[sha256] = place
            entry = self._journal.entry(sha256)
            if entry is not None and self._settled(entry):
                self._close(place, self._known(place, entry))
                continue
            self._note(seen)
            self._watcher.opened(item.path)
            yield _Task(place, Job(item.path, self._settings, sha256)), 0
        self._note(seen)

    def _note(self, seen: list[Seen]) -> None:
        """Write paths into the journal, and forget them here."""
        self._journal.see(self.number, seen)
        seen.clear()

    def _unread(self, place: int, problem: BangdiemError | None, message: str) -> Result:
        """The result of an input that is no readable file."""
        code = problem.exit_code if problem else MissingInput.exit_code
        name, path = self._names[place], self._inputs[place].path
        return Result(name, path, Status.FAILED, code, message)

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
        return entry.name is not None and f"{entry.name}.json" in self._stored

    def _known(self, place: int, entry: Entry) -> Result:
        """The result of a document that was done before."""
        name = self._names[place]
        if entry.status is not State.FAILED and entry.name != name:
            # Two results may change names with one another: all step aside first.
            aside = self._reports / f".{entry.sha256}.moving"
            (self._reports / f"{entry.name}.json").rename(aside)
            self._journal.rename(entry.sha256, None)
            self._moved.append((entry.sha256, name))
        return replace(self._result(place, entry), fresh=False)

    def _settle_names(self) -> None:
        for sha256, name in self._moved:
            self._journal.release(name, sha256)
            (self._reports / f".{sha256}.moving").replace(self._reports / f"{name}.json")
            self._journal.rename(sha256, name)

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

    def _keep_pictures(self, sha256: str, answer: Finished) -> None:
        """Write the pictures of a document, and remove those of an earlier run."""
        shown = {self._out / picture_path(sha256, page): data for page, data in answer.pictures}
        if shown:
            folder(self._out / "pictures")
        for path, data in shown.items():
            write(path, data)
        for old in self._pictured.pop(picture_stem(sha256), ()):
            if old not in shown:
                old.unlink(missing_ok=True)

    def _keep(self, task: _Task, answer: Finished | Failed) -> None:
        """Write what became of a document: its report, the journal, and who watches."""
        place, name = task.place, self._names[task.place]
        entry = Entry(
            task.first.sha256,
            self._work,
            State.FAILED,
            None,
            *(task.attempts, task.seconds, task.memory),
            exit_code=answer.exit_code,
            message=answer.message,
            versions=fingerprint.program(),
            finished=now(),
        )
        target = self._reports / f"{name}.json"
        self._journal.release(name, entry.sha256)
        trace = ""
        if isinstance(answer, Failed):
            entry = replace(entry, error=answer.error)
            trace = answer.trace
            if target.name in self._stored:
                target.unlink(missing_ok=True)  # of an earlier run
        else:
            self._keep_pictures(entry.sha256, answer)
            write(target, answer.data)
            entry = replace(
                entry,
                status=answer.state,
                name=name,
                pages=answer.pages,
                review=answer.review,
                checks=answer.checks,
            )
        self._journal.put(entry)
        self._close(place, replace(self._result(place, entry), trace=trace))

    def _result(self, place: int, entry: Entry) -> Result:
        path = self._inputs[place].path
        status = Status.CONVERTED
        if entry.status is State.FAILED:
            status = Status.FAILED
        elif entry.exit_code == NO_TABLE:
            status = Status.NO_TABLE
        return Result(
            self._names[place],
            path,
            status,
            entry.exit_code,
            f"{path}: {entry.message}" if entry.message else "",
            sha256=entry.sha256,
            pages=entry.pages,
            review=entry.review,
            stamp=f"{entry.work} {entry.finished} {entry.attempts} {entry.seconds}",
        )

    def _copy(self, place: int, sha256: str) -> Result:
        """The result of an input with the bytes of one before it."""
        path, first = self._inputs[place].path, self._results[self._first[sha256]]
        assert first is not None
        other = self._inputs[self._first[sha256]].label
        if first.status is Status.FAILED:
            message = f"{path}: the same bytes as {other}, which failed"
            return replace(first, name=self._names[place], path=path, message=message, trace="")
        message = f"{path}: the same bytes as {other}"
        return Result(
            first.name, path, Status.DUPLICATE, 0, message, fresh=first.fresh, sha256=sha256
        )

    def _close(self, place: int, result: Result) -> None:
        """Keep a result, and tell who watches."""
        self._results[place] = result
        shown = result
        if self._watcher.wants_reports and result.status in (Status.CONVERTED, Status.NO_TABLE):
            from export.stored import load

            aside = self._reports / f".{result.sha256}.moving"
            stored = self._reports / f"{result.name}.json"
            shown = replace(result, report=load(aside if aside.exists() else stored))
        self._watcher.closed(shown)


def _sight(item: Input, known: dict[bytes, tuple[Stamp, str]]) -> Seen:
    """A path with the hash of its content, which is read only when the file was touched."""
    if item.problem is not None:
        message = str(item.problem)
        return Seen(item.path, item.label, state=State.FAILED, message=message)
    try:
        stamp = Stamp.of(item.path)
        before = known.get(os.fsencode(item.path.absolute()))
        if before is not None and before[0] == stamp:
            return Seen(item.path, item.label, before[1], stamp)
        with item.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Seen(item.path, item.label, sha256, stamp)
    except FileNotFoundError:
        error = MissingInput(str(item.path), "no such file", "Check the path")
    except OSError as failure:
        why = f"cannot be read ({failure.strerror or failure})"
        error = MissingInput(str(item.path), why, "Check its rights")
    return Seen(item.path, item.label, state=State.FAILED, message=str(error))
