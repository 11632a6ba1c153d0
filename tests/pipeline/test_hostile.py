"""A folder of hostile files: each gets an outcome by name, and nothing is a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas
import pytest

ROOT = Path(__file__).resolve().parents[2]
PDF = (ROOT / "samples" / "03-digital.pdf").read_bytes()

pytestmark = pytest.mark.skipif(os.name == "nt", reason="names and links that Windows forbids")


def encrypted(path: Path) -> None:
    """A PDF that opens with the password 'secret' only."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", strength=128))
    canvas.drawString(72, 700, "Báo cáo")
    canvas.save()


@pytest.fixture
def hostile(tmp_path: Path) -> dict[str, str]:
    """Files below tmp_path / "in" by their path: the status that each is to have."""
    top = tmp_path / "in"
    wanted: dict[str, str] = {}

    def add(name: str, data: bytes, status: str) -> None:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        wanted[name] = status

    add("trống.pdf", b"", "failed")
    add("zeros.tif", b"\0" * 5000, "failed")
    add("cut.pdf", PDF[: len(PDF) // 3], "failed")
    add("head only.pdf", b"%PDF-1.7\n", "failed")
    add("text named.pdf", b"Bao cao", "failed")
    add("cut.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "failed")
    add("pdf named.txt", PDF, "converted")
    add("noise.txt", bytes(range(256)) * 40, "failed")
    add("tên có\nxuống dòng.txt", "Báo cáo một".encode(), "no_table")
    add("Báo cáo số 20 của UBND phường.txt", "Báo cáo hai".encode(), "no_table")
    add(os.fsdecode(b"kh\xf4ng.txt"), b"mot", "no_table")
    add("/".join(["sâu"] * 60) + "/deep.txt", b"hai", "no_table")
    add("-rf.txt", b"ba", "no_table")
    add("=cmd|'x'!A1.txt", b"bon", "no_table")
    for number in range(200):
        add(f"tiny/{number}.txt", str(number).encode(), "no_table")
    encrypted(top / "locked.pdf")
    wanted["locked.pdf"] = "failed"
    (top / "loop").symlink_to(top)
    (top / "nowhere.pdf").symlink_to(top / "gone.pdf")
    wanted["nowhere.pdf"] = "failed"
    os.mkfifo(top / "pipe.pdf")
    wanted["pipe.pdf"] = "failed"
    (top / "not ours.docx").write_bytes(b"PK")
    return wanted


def test_each_hostile_file_has_its_outcome(tmp_path: Path, hostile: dict[str, str]) -> None:
    out = tmp_path / "out"
    done = subprocess.run(
        [*(sys.executable, "-m", "pipeline.cli.commands", "convert", "in", "--out", str(out)),
         *("--jobs", "2")],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=300,
        check=False,
    )  # fmt: skip
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode == 10
    assert "Traceback" not in said
    assert "unexpected" not in said
    reports = pandas.read_csv(out / "reports.csv", dtype=str, keep_default_na=False)
    sources = {name: Path(name).name.encode("utf-8", "replace").decode() for name in hostile}
    found = dict(zip(reports["source"].str.removeprefix("'"), reports["status"], strict=True))
    assert found == {sources[name]: status for name, status in hostile.items()}
    assert all(reports.loc[reports["status"] == "failed", "message"])
    assert "2 of another kind left out" in said
