"""Started again, a run does what is missing and no more, and ends with the same bytes."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from document.errors import Encrypted, EngineMissing, OutputRefused
from document.record import Column, Figure, Kind, Record, Report, Shape, Source, Table, coded
from pipeline.archive.inputs import collect
from pipeline.archive.journal import FILE
from pipeline.archive.results import Outcome
from pipeline.archive.run import Redo, convert
from pipeline.archive.status import lines
from pipeline.report import fingerprint
from pipeline.report.user_data import NOTHING, UserData
from pipeline.workers.job import Settings


class Reader:
    """A double of the reader that counts: what the file says is what happens."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(
        self,
        path: Path,
        *,
        password: str | None = None,
        engine: str = "auto",
        strict: bool = False,  # noqa: ARG002 - part of what a reader takes
        user_data: UserData = NOTHING,  # noqa: ARG002
        progress: Callable[[int, int], None] | None = None,  # noqa: ARG002
    ) -> Report:
        text = path.read_text()
        self.read.append(path.name)
        if text == "locked" and password != "open":
            raise Encrypted(str(path), "the PDF needs a password", "Give it")
        if text == "no engine":
            raise EngineMissing("Tesseract", "it is not here", "Install it")
        if text == "crash":
            raise RuntimeError("gone")
        if not text.isdigit():
            return Report(Source(path.name, "00", 1))
        record = Record(Kind.DATA, 1, coded("1"), (), (Figure("max_score", text, Decimal(text)),))
        columns = (Column("max_score", engine, True),)
        return Report(
            Source(path.name, "00", 1), tables=(Table(1, Shape.SHEET, columns, (record,)),)
        )


@pytest.fixture
def world(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in {"a": "1", "b": "2", "c": "crash"}.items():
        (folder / f"{name}.pdf").write_text(text)
    return folder


def again(
    folder: Path, settings: Settings | None = None, redo: Redo = Redo.NOTHING
) -> tuple[list[str], Outcome]:
    """Which files a run reads, and what came of it."""
    reader = Reader()
    outcome = convert([folder], folder.parent / "out", settings, process=reader, redo=redo)
    return reader.read, outcome


def tables(folder: Path) -> dict[str, bytes]:
    out = folder.parent / "out"
    return {p.name: p.read_bytes() for p in out.glob("*.csv")}


def maxima(folder: Path) -> dict[str, str]:
    """The maximum of each report in records.csv."""
    records = pandas.read_csv(folder.parent / "out" / "records.csv", dtype=str)
    return dict(zip(records["report"], records["max_score"], strict=True))


def test_a_second_run_reads_nothing_and_says_the_same(world: Path) -> None:
    first, outcome = again(world)
    before = tables(world)
    assert first == ["a.pdf", "b.pdf", "c.pdf"]
    read, second = again(world)
    assert read == []
    assert tables(world) == before
    assert second.exit_code == outcome.exit_code == 10
    assert [r.message for r in second.results] == [r.message for r in outcome.results]
    assert not any(r.fresh for r in second.results)


def test_what_failed_or_all_is_read_on_request(world: Path) -> None:
    again(world)
    assert again(world, redo=Redo.FAILED)[0] == ["c.pdf"]
    assert again(world, redo=Redo.ALL)[0] == ["a.pdf", "b.pdf", "c.pdf"]


def test_a_changed_file_and_a_lost_result_are_read_again(world: Path) -> None:
    again(world)
    (world / "a.pdf").write_text("7")
    assert again(world)[0] == ["a.pdf"]
    assert maxima(world) == {"a": "7", "b": "2"}
    (world.parent / "out" / "reports" / "b.json").unlink()
    assert again(world)[0] == ["b.pdf"]


def test_an_old_content_that_comes_back_is_not_taken_for_the_new_one(world: Path) -> None:
    again(world)
    (world / "a.pdf").write_text("7")
    again(world)
    (world / "a.pdf").write_text("1")
    assert again(world)[0] == ["a.pdf"]
    assert maxima(world)["a"] == "1"


def test_a_file_that_is_only_touched_is_not_read_again(world: Path) -> None:
    again(world)
    os.utime(world / "a.pdf")
    assert again(world)[0] == []


def test_other_settings_and_another_program_read_all_again(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(world)
    assert len(again(world, Settings(strict=True))[0]) == 3
    monkeypatch.setattr(fingerprint, "program", lambda: "next")
    assert len(again(world, Settings(strict=True))[0]) == 3


def test_results_follow_files_that_change_their_names(world: Path) -> None:
    again(world)
    (world / "a.pdf").rename(world / "x.pdf")
    (world / "b.pdf").rename(world / "a.pdf")
    (world / "x.pdf").rename(world / "b.pdf")
    assert again(world)[0] == []
    assert maxima(world) == {"a": "2", "b": "1"}
    sources = pandas.read_csv(world.parent / "out" / "records.csv", dtype=str)["source"]
    assert list(sources) == ["a.pdf", "b.pdf"]
    assert not list((world.parent / "out" / "reports").glob(".*"))


def test_the_bytes_do_not_tell_how_often_it_was_started(world: Path) -> None:
    again(world)
    (world / "sub").mkdir()
    (world / "sub" / "A.pdf").write_text("9")
    read, _ = again(world)
    assert read == ["A.pdf"]
    grown = tables(world)
    for path in (world.parent / "out").iterdir():
        if path.is_file():
            path.unlink()
    again(world)
    assert tables(world) == grown


def test_the_same_bytes_are_read_once(world: Path) -> None:
    (world / "d.pdf").write_text("1")
    read, outcome = again(world)
    assert read == ["a.pdf", "b.pdf", "c.pdf"]
    copy = outcome.results[3]
    assert (copy.name, copy.status, copy.exit_code) == ("a", "duplicate", 0)
    out = world.parent / "out"
    assert list(maxima(world)) == ["a", "b"]
    checks = pandas.read_csv(out / "checks.csv", dtype=str)
    found = checks[["report", "source", "rule"]].to_numpy().tolist()
    assert found == [["a", "d.pdf", "duplicate"]]
    reports = pandas.read_csv(out / "reports.csv", dtype=str, keep_default_na=False)
    assert list(reports["status"]) == ["converted", "converted", "failed", "duplicate"]


def test_what_this_computer_lacked_is_tried_again_by_itself(tmp_path: Path) -> None:
    world = tmp_path / "in"
    world.mkdir()
    (world / "a.pdf").write_text("no engine")
    (world / "b.pdf").write_text("locked")
    again(world)
    assert again(world)[0] == ["a.pdf"]
    assert again(world, Settings(password="open"))[0] == ["a.pdf", "b.pdf"]


def test_a_journal_that_is_none_is_told(world: Path) -> None:
    out = world.parent / "out"
    out.mkdir()
    (out / FILE).write_bytes(b"no database at all, but long enough to look like one" * 100)
    with pytest.raises(OutputRefused, match="Delete it"):
        again(world)


def test_the_status_names_what_failed_and_what_waits(world: Path) -> None:
    (world / "note.docx").touch()
    again(world)
    told = list(lines(world.parent / "out"))
    assert "exit code 10" in told[0]
    assert told[1] == "4 files: 2 done, 1 failed, 1 left out"
    assert any("failed" in line and "c.pdf: unexpected RuntimeError: gone" in line for line in told)
    assert not any("a.pdf" in line for line in told)
    everything = list(lines(world.parent / "out", everything=True))
    assert any("left out" in line and "note.docx: a file of another kind" in line
               for line in everything)  # fmt: skip
    assert any("done" in line and "a.pdf" in line for line in everything)


def test_a_stopped_run_tells_what_waits(world: Path) -> None:
    def stops(path: Path, **_: object) -> Report:
        if path.name == "b.pdf":
            raise KeyboardInterrupt
        return Report(Source(path.name, "00", 1))

    with pytest.raises(KeyboardInterrupt):
        convert([world], world.parent / "out", process=stops)
    told = list(lines(world.parent / "out"))
    assert "was stopped" in told[0]
    assert told[1] == "3 files: 1 partial, 2 waiting"
    assert again(world)[0] == ["b.pdf", "c.pdf"]


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    (tmp_path / "a" / "self.pdf").symlink_to(tmp_path / "a" / "self.pdf")
    (tmp_path / "a" / "real.pdf").write_text("1")
    (tmp_path / "a" / "same.pdf").symlink_to("real.pdf")
    found = collect([tmp_path])
    told = {item.path.name: item.left_out or str(item.problem or "") for item in found}
    assert told["back"] == "a link to a folder"
    assert "a link that leads nowhere" in told["self.pdf"]
    assert told["real.pdf"] == ""
    assert "same.pdf" not in told  # the same file as real.pdf
