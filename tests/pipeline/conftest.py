"""Archives and programs for the tests of many files: reports as text, a page to be read, and a
Tesseract that fails in the way that a test asks for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from ingest.read.engine import tessdata

ROOT = Path(__file__).resolve().parents[2]
REPORT = (ROOT / "samples" / "05-report.txt").read_text("utf-8")

TESSERACT = """#!/bin/sh
case "$*" in
  *--version*) echo 'tesseract 5.3.0'; exit 0 ;;
  *--list-langs*) echo 'List of available languages in "{data}" (2):'; echo vie; exit 0 ;;
esac
{failure}
"""
EMPTY = (
    "level\\tpage_num\\tblock_num\\tpar_num\\tline_num\\tword_num\\tleft\\ttop\\twidth\\theight"
    "\\tconf\\ttext\\n"
)


def texts(folder: Path, *names: str) -> None:
    """Reports as text files, each different from the others."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(f"{REPORT}\n{name}\n", "utf-8")


def scan(path: Path) -> Path:
    """A page with lines of letters on it, which only an OCR can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page = Image.new("L", (620, 877), 255)
    pen = ImageDraw.Draw(page)
    for line in range(60, 800, 30):
        pen.text((60, line), f"{path.stem} bang diem cai cach hanh chinh 2023", fill=0)
    page.save(path, dpi=(75, 75))
    return path


@pytest.fixture
def fake_tesseract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """Puts a Tesseract on PATH that says what it is and then does what a line of shell says."""

    def install(failure: str) -> None:
        folder, data = tmp_path / "bin", tmp_path / "tessdata"
        for each in (folder, data):
            each.mkdir(exist_ok=True)
        (data / "vie.traineddata").touch()
        program = folder / "tesseract"
        program.write_text(TESSERACT.format(data=data, failure=failure), "utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
        tessdata.cache_clear()

    yield install
    tessdata.cache_clear()


@pytest.fixture
def slow_tesseract(fake_tesseract: Callable[[str], None]) -> None:
    """A Tesseract that takes its time and sees nothing."""
    fake_tesseract(f"sleep 0.2\nprintf '{EMPTY}' > \"$2.tsv\"")


class Command:
    """bangdiem convert in a process of its own, which says in JSON what it does."""

    def __init__(self, *arguments: str | Path) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "pipeline.cli.commands",
                "convert",
                "--log-json",
                *map(str, arguments),
            ],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=environment,
            text=True,
        )

    def until(self, event: str, count: int = 1) -> dict[str, Any]:
        """Wait for the nth event of that name from now on."""
        assert self.process.stderr is not None
        lines = []
        for line in self.process.stderr:
            lines.append(line)
            if line.startswith("{"):
                said: dict[str, Any] = json.loads(line)
                count -= said["event"] == event
                if not count:
                    return said
        raise AssertionError(f"ended without {event}: {''.join(lines)}")

    def end(self) -> tuple[int, list[dict[str, Any]], str]:
        """Exit code, the events that were not yet seen, and all other lines of stderr."""
        _, said = self.process.communicate(timeout=120)
        lines = said.splitlines()
        events = [json.loads(line) for line in lines if line.startswith("{")]
        rest = "\n".join(line for line in lines if not line.startswith("{"))
        return self.process.returncode, events, rest


@pytest.fixture
def command() -> type[Command]:
    return Command


@pytest.fixture
def make_texts() -> Callable[..., None]:
    return texts


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three reports as text and two scans."""
    folder = tmp_path / "archive"
    texts(folder, "a", "b", "c")
    for name in ("x", "y"):
        scan(folder / f"{name}.png")
    return folder
