"""What goes wrong while an archive is converted, for real: processes are killed, Tesseract fails,
the disk fills. Every other document is done, the failed one is named, a later run completes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas
import psutil
import pytest

from document.errors import OutputRefused
from pipeline.archive.journal import alone
from pipeline.archive.results import Result, Status
from pipeline.archive.run import Redo, Unwatched, convert
from pipeline.workers.executors import Processes
from pipeline.workers.job import Settings
from pipeline.workers.supervisor import Limits

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the doubles are shell scripts")

THROUGH_PROGRAM = Settings(engine="pytesseract")


def table(path: Path) -> pandas.DataFrame:
    return pandas.read_csv(path, dtype=str, keep_default_na=False)


def states(out: Path) -> dict[str, str]:
    reports = table(out / "reports.csv")
    return dict(zip(reports["report"], reports["status"], strict=True))


def tables(out: Path) -> dict[str, bytes]:
    return {name: (out / f"{name}.csv").read_bytes() for name in ("records", "reports", "checks")}


def nothing_half_written(out: Path) -> None:
    for path in (out / "reports").iterdir():
        json.loads(path.read_bytes())
        assert path.suffix == ".json"
    assert not [*out.glob(".*.part")]


FAILURES = [
    ("sleep 1000", "took longer than 6 seconds, twice"),
    ("kill -SEGV $$", "it failed on a page"),
    ("kill -KILL $$", "it failed on a page"),
    ("echo rubbish > \"$2.tsv\"", "no table of words came out"),
    ("head -c 3000 /dev/urandom > \"$2.tsv\"", "it failed on a page"),
    ("exit 0", "it failed on a page"),
    ("exec tail -c 400000000 /dev/zero", "needed more than 300 MB of memory, twice"),
]  # fmt: skip


@pytest.mark.parametrize(("failure", "reason"), FAILURES, ids=[f for f, _ in FAILURES])
def test_a_tesseract_that_fails_costs_its_documents_alone(
    archive: Path,
    tmp_path: Path,
    fake_tesseract: Callable[[str], None],
    failure: str,
    reason: str,
) -> None:
    fake_tesseract(failure)
    (archive / "y.png").unlink()
    limits = Limits(seconds=6 if "sleep" in failure else 60, memory=300 << 20)
    out = tmp_path / "out"
    outcome = convert([archive], out, THROUGH_PROGRAM, executor=Processes(2, limits))
    assert outcome.exit_code == 10
    assert states(out) == dict.fromkeys("abc", "converted") | {"x": "failed"}
    failed = outcome.results[3]
    assert (failed.exit_code, failed.status) == (8, Status.FAILED)
    assert failed.message.startswith(f"{archive / 'x.png'}: ")
    assert reason in failed.message


def test_a_later_run_completes_what_failed(
    archive: Path, tmp_path: Path, fake_tesseract: Callable[[str], None]
) -> None:
    fake_tesseract("exit 3")
    out = tmp_path / "out"
    convert([archive], out, THROUGH_PROGRAM, executor=Processes(2))
    assert states(out)["x"] == "failed"
    again = convert([archive], out, THROUGH_PROGRAM)
    assert not any(result.fresh for result in again.results)
    assert again.exit_code == 10
    fake_tesseract("printf 'level\\tpage_num\\n' > \"$2.tsv\"")
    outcome = convert([archive], out, THROUGH_PROGRAM, redo=Redo.FAILED)
    assert [r.path.stem for r in outcome.results if r.fresh] == ["x", "y"]
    assert states(out)["x"] == "no_table"
    assert outcome.exit_code == 9


def workers(parent: int) -> list[psutil.Process]:
    """The processes that read documents for it."""
    found = []
    for child in psutil.Process(parent).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # a Tesseract that ended while it was looked at
            if "pipeline.workers.worker" in " ".join(child.cmdline()):
                found.append(child)
    return found


def busy_worker(parent: int) -> psutil.Process:
    """A worker that has a Tesseract at work."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for worker in workers(parent):
            with suppress(psutil.NoSuchProcess):  # a Tesseract just started has its name
                if worker.children():
                    return worker
        time.sleep(0.02)
    raise AssertionError("no worker is at work")


@pytest.mark.usefixtures("slow_tesseract")
def test_a_worker_that_is_killed_costs_nothing(archive: Path, tmp_path: Path, command: Any) -> None:
    out = tmp_path / "out"
    run = command(archive, "--out", out, "--engine", "pytesseract", "--jobs", "2")
    run.until("opened", 4)
    busy_worker(run.process.pid).kill()
    code, events, rest = run.end()
    assert (code, rest) == (9, "")
    assert states(out) == dict.fromkeys("abc", "converted") | dict.fromkeys("xy", "no_table")
    assert events[-1]["event"] == "end"


@pytest.mark.usefixtures("slow_tesseract")
def test_a_run_that_is_killed_goes_on_where_it_was(
    archive: Path, tmp_path: Path, command: Any
) -> None:
    out, straight = tmp_path / "out", tmp_path / "straight"
    run = command(archive, "--out", out, "--engine", "pytesseract", "--jobs", "2")
    run.until("closed", 3)
    left = workers(run.process.pid)
    run.process.send_signal(signal.SIGKILL)
    run.process.wait()
    assert not psutil.wait_procs(left, timeout=20)[1]
    nothing_half_written(out)
    before = {path.stem for path in (out / "reports").iterdir()}
    assert len(before) >= 3
    outcome = convert([archive], out, THROUGH_PROGRAM, executor=Processes(2))
    assert {r.name for r in outcome.results if not r.fresh} == before
    nothing_half_written(out)
    convert([archive], straight, THROUGH_PROGRAM)
    assert tables(out) == tables(straight)


class Breaks(Unwatched):
    """Does something when the nth document is closed."""

    def __init__(self, after: int, what: Callable[[], object]) -> None:
        self._left, self._what = after, what

    def closed(self, _: Result) -> None:
        self._left -= 1
        if self._left == 0:
            self._what()


def test_an_output_folder_that_is_removed_stops_the_run(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(OutputRefused, match="cannot be written"):
        convert([archive], out, watcher=Breaks(2, lambda: shutil.rmtree(out)))
    for scan in archive.glob("*.png"):
        scan.unlink()
    assert convert([archive], out).exit_code == 0
    assert set(states(out)) == {"a", "b", "c"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError:
        pytest.skip("there is no mount program here")
    if done.returncode:
        pytest.skip("this test may not mount a small file system here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_stops_the_run_and_more_space_ends_it(
    tmp_path: Path, small_disk: Path, make_texts: Callable[..., None]
) -> None:
    archive, out = tmp_path / "archive", small_disk / "out"
    make_texts(archive, *"abcdefghijkl")
    with pytest.raises(OutputRefused, match=r"space|full"):
        convert([archive], out)
    nothing_half_written(out)
    before = {path.stem for path in (out / "reports").iterdir()}
    assert before
    subprocess.run(["mount", "-o", "remount,size=9m", str(small_disk)], check=True)
    outcome = convert([archive], out)
    assert outcome.exit_code == 0
    assert {r.name for r in outcome.results if not r.fresh} <= before
    assert any(not r.fresh for r in outcome.results)
    assert states(out) == dict.fromkeys("abcdefghijkl", "converted")


def test_the_same_archive_twice_at_once_is_refused(
    archive: Path, tmp_path: Path, command: Any
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with alone(out):
        code, _, rest = command(archive, "--out", out).end()
    assert code == OutputRefused.exit_code
    assert "another run is writing here" in rest
    assert "Traceback" not in rest


def test_who_is_writing_is_told(archive: Path, tmp_path: Path) -> None:
    out, told = tmp_path / "out", []

    def second() -> None:
        try:
            convert([archive], out)
        except OutputRefused as error:
            told.append(str(error))

    def in_another_thread() -> None:
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    for scan in archive.glob("*.png"):
        scan.unlink()
    convert([archive], out, watcher=Breaks(1, in_another_thread))
    assert len(told) == 1
    assert f"process {os.getpid()} on" in told[0]
