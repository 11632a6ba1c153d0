"""A long document is read in parts by several processes, and comes out as if read in one."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from pipeline.archive.run import Unwatched, convert
from pipeline.report.process import process
from pipeline.workers.executors import Processes
from pipeline.workers.job import LONG, Failed, Finished, Job, Part, Settings, TooLong, parts, run

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


class Pages(Unwatched):
    """Notes how far it was said to be."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []

    def pages(self, _: Path, done: int, total: int) -> None:
        self.seen.append((done, total))


def test_parts_make_the_same_report_as_the_whole(long: Path, tmp_path: Path) -> None:
    watcher = Pages()
    outcome = convert([long], tmp_path / "out", watcher=watcher, executor=Processes(2))
    assert outcome.exit_code == 0
    from export.document import encoded

    stored = (tmp_path / "out" / "reports" / "long.json").read_bytes()
    assert stored == encoded(process(long))
    count = len(json.loads(stored)["pages"])
    assert sorted(watcher.seen) == [(n, count) for n in range(1, count + 1)]


def test_a_long_document_asks_for_parts_and_a_part_is_opaque(long: Path) -> None:
    answer = run(Job(long, Settings()))
    assert isinstance(answer, TooLong)
    packed = [run(Job(long, Settings(), wanted=wanted)) for wanted in parts(answer.pages)]
    done = [part.packed for part in packed if isinstance(part, Part)]
    assert len(done) == len(packed)
    whole = run(Job(long, Settings(), parts=tuple(done)))
    assert isinstance(whole, Finished)
    assert whole.pages == answer.pages


def test_a_file_that_changed_while_it_waited_is_not_taken_for_the_other(long: Path) -> None:
    answer = run(Job(long, Settings(), sha256="0" * 64))
    assert isinstance(answer, Failed)
    assert "changed while it waited" in answer.message
