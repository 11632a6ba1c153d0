"""The seam to Tesseract: in process through tesserocr, or one process a batch.

Both engines give the same table of words (Tesseract's TSV), so everything above this module
is the same whichever is installed. Debian's pytesseract works everywhere; tesserocr is many
times faster on small pieces because it starts no process.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from document.errors import EngineFailed, EngineMissing
from document.wording import nfc
from ingest.image import Pixels

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
# One process a core beats Tesseract's own threads on these pages.

LANGUAGE = "vie"
NOT_INVERTED = "tessedit_do_invert", "0"
"""Reading a hardly legible line once more with black and white exchanged is left out: paper is
white here. 2,062 pieces of six scans came out the same but for 44, most of them noise that was
read as figures or letters ("VẬ~" is "23" now). It takes as long, within 1 %."""
SECONDS_PER_PIECE = 120
INSTALL = (
    "Install Tesseract with Vietnamese data (Debian, Ubuntu: apt-get install tesseract-ocr "
    "tesseract-ocr-vie; macOS: brew install tesseract tesseract-lang), then run: bangdiem doctor"
)


class Mode(IntEnum):
    """Tesseract's page segmentation modes that are used here."""

    PAGE = 3
    BLOCK = 6
    LINE = 7
    SIGN = 10
    SPARSE = 11


@dataclass(frozen=True, slots=True)
class Token:
    """One word in a piece of a page: pixels of the piece, confidence 0 to 1.

    line: words with the same line number stand on one line, in the order of reading.
    """

    text: str
    confidence: float
    line: int
    x0: int
    top: int
    x1: int
    bottom: int


class Engine(Protocol):
    """What every engine can do."""

    name: str
    version: str

    def read(self, pieces: Sequence[Pixels], mode: Mode, dpi: float) -> list[list[Token]]:
        """The words of each piece, in reading order.

        pieces: uint8 pictures (height, width), paper 255. dpi: of all of them.
        """
        ...

    def orientation(self, pixels: Pixels, dpi: float) -> int | None:
        """Degrees clockwise by which the content is turned; None when it cannot be told."""
        ...


def _tokens(tsv: str, piece_count: int) -> list[list[Token]]:
    """Tesseract's TSV, one list a page in it."""
    found: list[list[Token]] = [[] for _ in range(piece_count)]
    lines: dict[tuple[str, ...], int] = {}
    for row in tsv.splitlines():
        parts = row.split("\t")
        if len(parts) < 12 or parts[0] != "5" or not parts[11].strip():
            continue
        page = int(parts[1]) - 1
        if not 0 <= page < piece_count:
            continue
        line = lines.setdefault(tuple(parts[1:5]), len(lines))
        x, y, w, h = (int(p) for p in parts[6:10])
        text = nfc(parts[11].strip())
        found[page].append(Token(text, max(0.0, float(parts[10])) / 100, line, x, y, x + w, y + h))
    return found


@lru_cache(maxsize=1)
def tessdata() -> Path | None:
    """The folder of language data that the installed Tesseract uses; None when unknown."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    if prefix and Path(prefix).is_dir():
        return Path(prefix)
    binary = shutil.which("tesseract")
    if binary is None:
        return None
    listing = subprocess.run(
        [binary, "--list-langs"], capture_output=True, text=True, check=False, timeout=30
    )
    found = re.search(r'"([^"]+)"', listing.stdout + listing.stderr)
    return Path(found.group(1)) if found and Path(found.group(1)).is_dir() else None


def _need_language() -> Path:
    folder = tessdata()
    if folder is None:
        raise EngineMissing("Tesseract", "the program is not on this computer", INSTALL)
    if not (folder / f"{LANGUAGE}.traineddata").is_file():
        raise EngineMissing(
            "Tesseract", f"no data for Vietnamese ({LANGUAGE}) in {folder}", INSTALL
        )
    return folder


class InProcess:
    """Tesseract inside this process, through the tesserocr wheel."""

    name = "tesserocr"

    def __init__(self) -> None:
        import tesserocr

        folder = _need_language()
        self._api: Any = tesserocr.PyTessBaseAPI(path=str(folder), lang=LANGUAGE, psm=Mode.PAGE)
        self._api.SetVariable(*NOT_INVERTED)
        self._folder = folder
        self._osd: Any = None  # loaded for the first page that does not read as it is
        self.version = tesserocr.tesseract_version().split()[1]

    @staticmethod
    def _set(api: Any, pixels: Pixels, dpi: float) -> None:
        height, width = pixels.shape
        api.SetImageBytes(pixels.tobytes(), width, height, 1, width)
        api.SetSourceResolution(round(dpi))

    def read(self, pieces: Sequence[Pixels], mode: Mode, dpi: float) -> list[list[Token]]:
        self._api.SetPageSegMode(int(mode))
        found = []
        for piece in pieces:
            self._set(self._api, piece, dpi)
            self._api.Recognize()
            found.append(_tokens(self._api.GetTSVText(0), 1)[0])
        return found

    def orientation(self, pixels: Pixels, dpi: float) -> int | None:
        if not (self._folder / "osd.traineddata").is_file():
            return None
        if self._osd is None:
            import tesserocr

            self._osd = tesserocr.PyTessBaseAPI(path=str(self._folder), lang="osd", psm=0)
        self._set(self._osd, pixels, dpi)
        found = self._osd.DetectOrientationScript()
        return None if found is None else int(found["orient_deg"]) % 360


class OneProcessABatch:
    """The tesseract program, once for a list of pieces, through pytesseract."""

    name = "pytesseract"

    def __init__(self) -> None:
        import pytesseract

        _need_language()
        self._tesseract = pytesseract
        self.version = str(pytesseract.get_tesseract_version()).split()[0]

    def read(self, pieces: Sequence[Pixels], mode: Mode, dpi: float) -> list[list[Token]]:
        from PIL import Image

        if not pieces:
            return []
        with tempfile.TemporaryDirectory(prefix="bangdiem-") as folder:
            names = []
            for n, piece in enumerate(pieces):
                names.append(str(Path(folder) / f"{n:04}.png"))
                Image.fromarray(piece).save(names[-1], compress_level=1)
            listing = Path(folder) / "pieces.txt"
            listing.write_text("\n".join(names) + "\n", encoding="utf-8")
            try:
                tsv = self._tesseract.image_to_data(
                    str(listing),
                    lang=LANGUAGE,
                    config=f"--psm {int(mode)} --dpi {round(dpi)} -c {'='.join(NOT_INVERTED)}",
                    timeout=SECONDS_PER_PIECE + 2 * len(pieces),
                )
                if not str(tsv).startswith("level\t"):
                    raise ValueError("no table of words came out")
                return _tokens(str(tsv), len(pieces))
            # ValueError: what came out is no table, or no UTF-8; OSError: nothing came out.
            except (RuntimeError, ValueError, OSError, self._tesseract.TesseractError) as error:
                raise EngineFailed(
                    "Tesseract",
                    f"it failed on a page ({str(error)[:200]})",
                    "Try again; if it happens again, run: bangdiem doctor",
                ) from error

    def orientation(self, pixels: Pixels, dpi: float) -> int | None:
        from PIL import Image

        try:
            found = self._tesseract.image_to_osd(
                Image.fromarray(pixels),
                config=f"--dpi {round(dpi)}",
                output_type=self._tesseract.Output.DICT,
                timeout=SECONDS_PER_PIECE,
            )
            return int(found["orientation"]) % 360
        except (RuntimeError, ValueError, LookupError, OSError, self._tesseract.TesseractError):
            return None  # too few letters on the page, no osd data, or no sense in what it says


def choose(wish: str = "auto") -> Engine:
    """The engine: "tesserocr", "pytesseract", or "auto" (the faster one that is there).

    Raises EngineMissing with what to install.
    """
    if wish not in ("auto", "tesserocr", "pytesseract"):
        raise ValueError(wish)
    if wish != "pytesseract":
        try:
            return InProcess()
        except ImportError as error:
            if wish == "tesserocr":
                raise EngineMissing(
                    "tesserocr", "the package is not installed", "Use --engine pytesseract"
                ) from error
    return OneProcessABatch()
