"""What the doctor finds, with small doubles of Tesseract in its place."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pipeline.cli import doctor
from pipeline.cli.doctor import Finding

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="the doubles are shell scripts")


def put_tesseract(
    monkeypatch: pytest.MonkeyPatch, folder: Path, version: str, languages: str = ""
) -> None:
    """A machine that has nothing but a Tesseract which answers like this."""
    program = folder / "tesseract"
    listing = "\n".join(
        [f'List of available languages in "{folder}/tessdata/":', *languages.split()]
    )
    program.write_text(
        f"#!/bin/sh\nif [ \"$1\" = --version ]; then echo '{version}' >&2\n"
        f"else echo '{listing}'; fi\n",
        "utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def by_name(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def test_this_machine_is_healthy_and_every_declared_package_is_told() -> None:
    findings = by_name(doctor.report())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {requirement.split(">")[0] for requirement in project["dependencies"]}
    assert declared <= findings.keys()
    assert {"Python", "Tesseract", "Tesseract data 'vie'", "tesserocr"} <= findings.keys()
    assert doctor.healthy(findings.values())
    assert findings["Tesseract data 'vie'"].where


@posix
def test_a_good_tesseract_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_tesseract(monkeypatch, tmp_path, "tesseract v5.4.0.20240606", "eng osd vie")
    findings = by_name(doctor.tesseract())
    assert doctor.healthy(findings.values())
    assert findings["Tesseract"].version == "5.4.0.20240606"
    assert findings["Tesseract data 'vie'"].where == f"{tmp_path}/tessdata/"


@posix
def test_missing_vietnamese_is_needed_and_missing_english_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_tesseract(monkeypatch, tmp_path, "tesseract 5.3.0", "osd vie")
    assert doctor.healthy(doctor.tesseract())
    put_tesseract(monkeypatch, tmp_path, "tesseract 5.3.0", "eng osd vie_old")
    findings = by_name(doctor.tesseract())
    assert not doctor.healthy(findings.values())
    assert "vie" in findings["Tesseract data 'vie'"].remedy
    assert findings["Tesseract data 'eng'"].remedy == ""


@posix
@pytest.mark.parametrize("version", ["tesseract 3.04.01", "Segmentation fault"])
def test_an_old_or_broken_tesseract_has_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    put_tesseract(monkeypatch, tmp_path, version, "vie")
    findings = doctor.tesseract()
    assert not doctor.healthy(findings)
    assert "Tesseract" in findings[0].remedy


def test_no_tesseract_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = doctor.tesseract()
    assert (finding.version, finding.needed) == (None, True)
    assert not doctor.healthy([finding])


@pytest.mark.parametrize(
    ("system", "words"),
    [("darwin", "brew install tesseract tesseract-lang"), ("win32", "vie.traineddata")],
)
def test_each_system_has_its_own_way_to_tesseract(
    monkeypatch: pytest.MonkeyPatch, system: str, words: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert words in doctor.how_to_get_tesseract()


def test_it_can_be_asked_before_anything_is_installed() -> None:
    bare = "import sys; import pipeline.cli.doctor as d; d.report(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", bare], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"cv2", "numpy", "pandas", "click"} & set(done.stdout.split())
