"""The task file: its list, the exit codes, and set-up on a machine without Tesseract."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tasks
from pipeline.cli import doctor

posix = pytest.mark.skipif(os.name == "nt", reason="the doubles are shell scripts")

OLD_ENOUGH = """#!/bin/sh
case "$1" in
  --version) echo 'tesseract 5.3.0' ;;
  --list-langs) echo 'List of available languages in "/data/" (2):'; echo osd; echo vie ;;
esac
"""


def script(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose PATH holds nothing but what a test puts there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("env", "true"):
        real = shutil.which(name)
        if real:
            (folder / name).symlink_to(real)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_without_a_name_the_tasks_are_listed() -> None:
    done = subprocess.run(
        [sys.executable, "tasks.py"], cwd=tasks.ROOT, capture_output=True, text=True, check=True
    )
    listed = [line.split()[0] for line in done.stdout.splitlines()[1:]]
    assert listed == list(tasks.TASKS)
    assert all(len(line) <= 100 for line in done.stdout.splitlines())


def test_an_unknown_task_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert tasks.main(["tset"]) == 2
    assert "'tset'" in capsys.readouterr().err


@pytest.mark.parametrize("given", [["train"], ["train", "number"]])
def test_a_model_to_make_must_be_named(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert tasks.main(given) == 2
    assert "number-reader or restoration" in capsys.readouterr().err


def test_all_steps_run_and_the_first_failure_is_the_exit_code(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def leaves(code: int) -> list[str]:
        return [sys.executable, "-c", f"print('ran {code}'); raise SystemExit({code})"]

    steps = [("one", leaves(0)), ("two", leaves(5)), ("three", leaves(3))]
    assert tasks.first_failure(steps) == 5
    printed = capfd.readouterr().out
    assert "ran 3" in printed
    assert "Failed: two, three" in printed
    assert tasks.first_failure(steps[:1]) == 0


def test_output_of_a_step_is_shown_only_when_it_fails(capfd: pytest.CaptureFixture[str]) -> None:
    tasks.long_step("Fine", [sys.executable, "-c", "print('a thousand lines')"])
    assert "a thousand lines" not in capfd.readouterr().out
    with pytest.raises(tasks.Stopped, match="Broken"):
        tasks.long_step("Broken", [sys.executable, "-c", "print('the cause'); raise SystemExit(1)"])
    assert "the cause" in capfd.readouterr().err


@pytest.mark.usefixtures("bare")
def test_without_a_package_tool_the_person_is_told_what_to_install() -> None:
    with pytest.raises(tasks.Stopped) as stopped:
        tasks.get_system_parts()
    assert doctor.how_to_get_tesseract() in str(stopped.value)


@posix
def test_without_rights_the_person_is_told_what_to_type(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "platform", "linux")
    script(bare, "apt-get", "#!/bin/sh\necho must not run; exit 1\n")
    script(bare, "sudo", "#!/bin/sh\necho a password is required >&2; exit 1\n")
    with pytest.raises(tasks.Stopped) as stopped:
        tasks.get_system_parts()
    assert "sudo apt-get install tesseract-ocr tesseract-ocr-vie" in str(stopped.value)


@posix
@pytest.mark.parametrize("user", [0, 1000])
def test_tesseract_is_installed_by_apt_with_rights_and_only_once(
    bare: Path, monkeypatch: pytest.MonkeyPatch, user: int
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(sys, "platform", "linux")
    log = bare / "log"
    stored = script(bare, "stored", OLD_ENOUGH)
    script(bare, "sudo", '#!/bin/sh\nshift\nexec "$@"\n')
    script(
        bare,
        "apt-get",
        f'#!/bin/sh\necho "$@" >> "{log}"\n'
        f'case "$*" in *" install "*) /bin/cp "{stored}" "{bare}/tesseract" ;; esac\n',
    )
    tasks.get_system_parts()
    tasks.get_system_parts()
    update, install = log.read_text("utf-8").splitlines()
    assert update.endswith("update")
    assert install.endswith("tesseract-ocr tesseract-ocr-vie")


@posix
def test_fonts_of_made_up_documents_are_installed_where_they_are_missing(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    log = bare / "log"
    script(bare, "apt-get", f'#!/bin/sh\necho "$@" >> "{log}"\n')
    monkeypatch.setattr(tasks, "FONTS", "raise SystemExit(1)")
    tasks.get_fonts()
    assert log.read_text("utf-8").splitlines()[1].endswith("install -y --no-install-recommends "
                                                           "fonts-croscore")  # fmt: skip
    log.unlink()
    monkeypatch.setattr(tasks, "FONTS", "pass")
    tasks.get_fonts()
    assert not log.exists()


@posix
def test_a_failing_apt_names_the_command(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "platform", "linux")
    script(bare, "apt-get", "#!/bin/sh\nexit 100\n")
    with pytest.raises(tasks.Stopped, match="sudo apt-get install tesseract-ocr"):
        tasks.get_system_parts()


def test_a_change_of_the_project_file_asks_for_a_new_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    project = tmp_path / "pyproject.toml"
    project.write_text("[project]\n", "utf-8")
    before = tasks.fingerprint()
    assert tasks.fingerprint() == before
    project.write_text("[project]\nname = 'x'\n", "utf-8")
    assert tasks.fingerprint() != before


@pytest.mark.parametrize(("more", "alike"), [([], True), (["--hypothesis-profile=random"], False)])
def test_what_is_drawn_by_chance_is_the_same_in_every_run_unless_asked_for(
    tmp_path: Path, more: list[str], alike: bool
) -> None:
    """With the project's own conftest, in processes of their own."""
    shutil.copy(tasks.ROOT / "conftest.py", tmp_path)
    (tmp_path / "test_drawn.py").write_text(
        "from hypothesis import given, strategies as st\n"
        "@given(st.integers(0, 10**12))\n"
        "def test_drawn(number: int) -> None:\n"
        "    with open('drawn.txt', 'a') as file:\n"
        "        print(number, file=file)\n"
    )
    drawn = []
    for _ in range(2):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *more]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        drawn.append((tmp_path / "drawn.txt").read_text())
        (tmp_path / "drawn.txt").unlink()
    assert (drawn[0] == drawn[1]) == alike
    assert len(drawn[0].splitlines()) == (300 if alike else 3000)
