"""The command from outside: help at once, one line for an error, the right exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from document.errors import OutputRefused
from pipeline.cli.commands import STOPPED, Commands, main

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("pandas", "numpy", "cv2", "pypdfium2", "pdfplumber", "PIL", "rich", "tesserocr")


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, arguments)
    return done.exit_code, done.stdout, done.stderr


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from pipeline.cli.commands import main\n"
        "try: main(['--help'])\n"
        f"finally: print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "convert" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", ["convert", "status", "inspect", "doctor"])
def test_every_help_has_an_example(command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"bangdiem {command}" in out.partition("Example")[2]


def test_version() -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("bangdiem")


def test_a_command_line_that_is_not_understood() -> None:
    assert run("convert", "--out", "x")[0] == 2
    assert run("convert", "a.pdf")[0] == 2
    assert run("inspect", "a.pdf", "--page", "0")[0] == 2


def test_a_folder_without_a_journal_has_no_status(tmp_path: Path) -> None:
    code, _, said = run("status", str(tmp_path))
    assert code == 3
    assert "holds no journal" in said


def test_the_status_of_a_folder_named_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("Báo cáo", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run("convert", "a.txt", "--out", "out", "--jobs", "0")
    code, said, _ = run("status", "out")
    assert code == 0
    assert "1 files: 1 partial" in said


def test_the_log_says_what_happened_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Báo cáo", encoding="utf-8")
    arguments = ("convert", str(tmp_path / "a.txt"), str(tmp_path / "no.pdf"))
    code, out, said = run(*arguments, "--out", str(tmp_path / "out"), "--jobs", "0", "--log-json")
    assert (code, out) == (10, "")
    events = [json.loads(line) for line in said.splitlines()]
    assert [e["event"] for e in events] == ["begin", "opened", "pages", "closed", "closed", "end"]
    closed = {e["path"]: e for e in events if e["event"] == "closed"}
    assert closed[arguments[1]]["state"] == "partial"
    assert closed[arguments[2]]["exit_code"] == 3
    last = events[-1]
    assert [last[k] for k in ("exit_code", "left_out", "partial", "failed")] == [10, 0, 1, 1]
    assert [last[k] for k in ("earlier", "gone", "rows", "cross_checks")] == [0, 0, 0, 0]
    counted = ("review", "not_understood", "not_found", "checks", "slips")
    (stored,) = (tmp_path / "out" / "reports").iterdir()
    summary = json.loads(stored.read_bytes())["summary"]
    first = closed[arguments[1]]
    assert (
        [last[k] for k in counted] == [first[k] for k in counted] == [summary[k] for k in counted]
    )
    assert first["not_found"] > 0


def failing(error: BaseException) -> Commands:
    """A group with one command that fails so."""

    @click.group(cls=Commands)
    def group() -> None:
        """Nothing."""

    @group.command()
    def work() -> None:
        raise error

    assert isinstance(group, Commands)
    return group


def test_an_error_is_one_line_and_its_code() -> None:
    error = OutputRefused("out", "cannot be written (full)", "Free some space")
    done = CliRunner().invoke(failing(error), ["work"])
    assert done.exit_code == 7
    assert done.stderr == "bangdiem: out: cannot be written (full). Free some space\n"


def test_control_c_ends_cleanly() -> None:
    done = CliRunner().invoke(failing(KeyboardInterrupt()), ["work"])
    assert done.exit_code == STOPPED
    assert done.stderr.startswith("bangdiem: stopped")
    assert "Traceback" not in done.stderr


def test_an_unexpected_error_is_one_line_too() -> None:
    done = CliRunner().invoke(failing(KeyError("x")), ["work"])
    assert done.exit_code == 1
    assert (
        done.stderr == "bangdiem: unexpected KeyError: 'x'. Report it with the output of --debug\n"
    )
