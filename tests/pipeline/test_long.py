"""A long document is worked on by parts, by several processes, and comes out as if read in one."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import psutil
import pypdfium2
import pytest

from export.document import encoded
from ingest.file.source import open_file
from parsers.structure.find import find
from pipeline.archive.run import Unwatched, convert
from pipeline.report.process import prepare_pages, process
from pipeline.workers.executors import Executor, Processes, Serial
from pipeline.workers.job import Failed, Finished, Job, Long, Settings
from pipeline.workers.long_document import LONG, LongDocument
from pipeline.workers.perform import perform
from samples import fonts
from samples.invent import content, scans
from samples.source import Ruling

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "03-digital.pdf"


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A PDF of more pages than are read in one go; digital, so that it is quick."""
    made = pypdfium2.PdfDocument.new()
    with pypdfium2.PdfDocument(SAMPLE) as sample:
        while len(made) <= LONG:
            made.import_pages(sample)
    path = tmp_path / "in" / "long.pdf"
    path.parent.mkdir()
    made.save(path)
    made.close()
    return path


@pytest.fixture(scope="module")
def unruled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digital report of 9 to 12 pages: one image of scores without any rule over most of them,
    of which the last page alone would show other columns."""
    try:
        fonts.register()
    except fonts.FontMissing as missing:
        pytest.skip(str(missing))
    path = tmp_path_factory.mktemp("in") / "unruled.pdf"
    for seed in range(100):
        path.write_bytes(without_rules(seed))
        with pypdfium2.PdfDocument(path) as document:
            count = len(document)
        if LONG < count <= 12 and columns(path, range(count, count + 1)) != columns(path)[-1:]:
            return path
    raise AssertionError("no such document was drawn")


def without_rules(seed: int) -> bytes:
    made = content.report(Random(seed), "B", 110, "unruled", "serif")
    bare = replace(made.appendix, ruling=Ruling("none"), repeat_header=False, landscape=True)
    return scans.printed(scans.fitted(replace(made, appendix=bare), 0.3), "letter, appendix")[0]


def columns(path: Path, wanted: range | None = None) -> list[int]:
    """How many columns the table on each page has, 0 where there is none."""
    pages = prepare_pages(open_file(path), wanted=wanted)
    grids = find([(page.page, page.figures) for page in pages])
    return [sum(grid.columns for grid in found) for found in grids]


def by_parts(path: Path, pages_a_job: int, folder: Path) -> Finished:
    """What comes of a long document that is worked on so many pages at a time."""
    job = Job(path, Settings())
    answer = perform(job)
    assert isinstance(answer, Long)
    long = LongDocument(job, answer.pages, folder, pages_a_job)
    while True:
        for place in long.places():
            answer = perform(long.job(place))
            if isinstance(answer, Finished):
                return answer
            long.take(place, answer)


@pytest.mark.parametrize("pages_a_job", [1, 4])
def test_a_document_without_rules_is_the_same_by_parts_of_any_size(
    unruled: Path, tmp_path: Path, pages_a_job: int
) -> None:
    whole = process(unruled)
    assert by_parts(unruled, pages_a_job, tmp_path).data == encoded(whole)


def test_the_last_page_without_rules_keeps_its_columns(unruled: Path) -> None:
    assert len(set(columns(unruled)[-8:])) == 1
    assert len(process(unruled).tables) == 1


@pytest.mark.slow
def test_a_scan_is_the_same_by_parts(tmp_path: Path) -> None:
    made = pypdfium2.PdfDocument.new()
    with pypdfium2.PdfDocument(SAMPLE.with_name("01-deduction-scan.pdf")) as sample:
        while len(made) <= LONG:
            made.import_pages(sample, list(range(min(len(sample), LONG + 1 - len(made)))))
    path = tmp_path / "scan.pdf"
    made.save(path)
    made.close()
    assert by_parts(path, 2, tmp_path).data == encoded(process(path))


class Pages(Unwatched):
    """Notes how far it was said to be."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []

    def pages(self, _: Path, done: int, total: int) -> None:
        self.seen.append((done, total))


@pytest.mark.parametrize("executor", [Serial, lambda: Processes(2)], ids=["one", "two processes"])
def test_an_archive_has_the_report_of_the_whole(
    long: Path, tmp_path: Path, executor: Callable[[], Executor]
) -> None:
    watcher = Pages()
    outcome = convert([long], tmp_path / "out", watcher=watcher, executor=executor())
    assert outcome.exit_code == 0
    stored = (tmp_path / "out" / "reports" / "long.json").read_bytes()
    assert stored == encoded(process(long))
    count = len(json.loads(stored)["pages"])
    assert sorted(watcher.seen) == [(n, count) for n in range(1, count + 1)]
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        *("reports", "journal.sqlite", ".lock", "records.csv", "reports.csv", "checks.csv")
    }


class KillsAWorker(Unwatched):
    """Kills a process that works, when the first page was read."""

    killed = 0

    def pages(self, _path: Path, _done: int, _total: int) -> None:
        if not self.killed:
            workers = psutil.Process().children()
            self.killed = min(w.pid for w in workers if "worker" in " ".join(w.cmdline()))
            os.kill(self.killed, signal.SIGKILL)


@pytest.mark.skipif(os.name == "nt", reason="a worker is killed by a signal")
def test_a_worker_that_is_killed_costs_its_job_alone(long: Path, tmp_path: Path) -> None:
    killer = KillsAWorker()
    outcome = convert([long], tmp_path / "out", watcher=killer, executor=Processes(2))
    assert killer.killed
    assert outcome.exit_code == 0
    assert (tmp_path / "out" / "reports" / "long.json").read_bytes() == encoded(process(long))


def test_a_file_that_changed_while_it_waited_is_not_taken_for_the_other(long: Path) -> None:
    answer = perform(Job(long, Settings(), sha256="0" * 64))
    assert isinstance(answer, Failed)
    assert "changed while it waited" in answer.message
