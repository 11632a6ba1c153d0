"""What every measurement prints first: the command, the corpus, the versions."""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from pathlib import Path

from ingest.read.engine import choose

ROOT = Path(__file__).resolve().parent.parent
SCANS = ROOT.parent / "shared" / "scans"
OFFICE = ROOT.parent / "shared" / "office"


def need(folder: Path) -> Path:
    """The folder of a corpus; ends the program with a sentence when it is absent."""
    if not folder.is_dir():
        sys.exit(f"The documents with known truth are not here ({folder}); nothing is measured.")
    return folder


def need_scans() -> Path:
    """The folder of scans with truth; ends the program with a sentence when it is absent."""
    return need(SCANS)


def header(corpus: str, engine: str = "auto") -> str:
    """Command, corpus and versions, one line each."""
    reader = choose(engine)
    packages = ("opencv-python-headless", "numpy", "pypdfium2", "pdfplumber", "rapidfuzz")
    versions = ", ".join(f"{p} {metadata.version(p)}" for p in packages)
    return "\n".join(
        (
            f"command: python {' '.join(sys.argv)}",
            f"corpus:  {corpus}",
            f"engine:  {reader.name}, Tesseract {reader.version}",
            f"python {platform.python_version()} on {platform.machine()}, {versions}",
        )
    )
