"""Pages of known Vietnamese text, scanned, and read by Tesseract: word pairs.

    python -m training.restoration.pages --pages 300 --out pairs.tsv

Read in English they show how a wrong-language text layer errs; with `--language vie`, how a
right reading does.

A line of the output is a line of a page: READ TAB TRUE, token by token, a token that the
engine joined to its neighbour or lost left out on both sides. The same pages serve to train
and to test any restorer.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.inputs import inside
from training.number_reader.damage import WAYS, Chance, Pixels
from training.restoration.law import Speaker, typed

TEXT = Path(__file__).parent / "text"
_TRUETYPE = "usr/share/fonts/truetype"
_STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
FONTS = {
    "Tinos": (f"fonts-croscore/{_TRUETYPE}/croscore/Tinos-", _STYLES),
    "Noto Serif": (f"fonts-noto-core/{_TRUETYPE}/noto/NotoSerif-", _STYLES),
    "Gentium": (
        f"fonts-sil-gentiumplus/{_TRUETYPE}/gentiumplus/GentiumPlus-",
        ("Regular", "Bold", "Italic", "Bold"),
    ),
    "Arimo": (f"fonts-croscore/{_TRUETYPE}/croscore/Arimo-", _STYLES),
}
"""Families with every Vietnamese letter, and their files. Tinos has the shapes and widths of
Times New Roman, in which reports are typed by regulation: it is drawn four times in five."""
PACKAGES = (*dict.fromkeys(stem.split("/")[0] for stem, _ in FONTS.values()), "tesseract-ocr-eng")
"""What drawing pages and reading them in English needs."""
TRAINED = "tesseract-ocr-{}/usr/share/tesseract-ocr/5/tessdata"
"""Where the package of a language holds what Tesseract has learnt of it."""
_FAMILIES = {"Tinos": 0.82, "Noto Serif": 0.06, "Gentium": 0.06, "Arimo": 0.06}
_WEIGHTS = (0.34, 0.44, 0.05, 0.11, 0.06)
"""How often each of damage.WAYS: clean, office, fax, photocopy, phone. An office that lets an
English engine read its scans scans them, mostly well."""
_INCH = 72.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A word on a page, in pixels. line: its number, from 0."""

    text: str
    line: int
    x0: float
    top: float
    x1: float
    bottom: float


@lru_cache(maxsize=64)
def _face(family: str, style: int, pixels: int) -> ImageFont.FreeTypeFont:
    stem, styles = FONTS[family]
    return ImageFont.truetype(inside(f"{stem}{styles[style]}.ttf"), pixels)


class Sheet:
    """A page while it is typed, top to bottom."""

    def __init__(self, chance: Chance, family: str | None = None) -> None:
        self.chance = chance
        self.dpi = float(chance.choice([200, 250, 300], p=[0.3, 0.2, 0.5]))
        self.scale = self.dpi / _INCH
        self.width, self.height = round(595 * self.scale), round(842 * self.scale)
        weights = list(_FAMILIES.values())
        self.family = family or str(chance.choice(list(_FAMILIES), p=weights))
        self.points = float(chance.choice([12, 13, 14], p=[0.2, 0.4, 0.4]))
        self.leading = float(chance.uniform(1.12, 1.5))
        self.image = Image.new("L", (self.width, self.height), 255)
        self.draw = ImageDraw.Draw(self.image)
        self.y = 60 * self.scale
        self.lines = 0
        self.words: list[Drawn] = []

    @property
    def full(self) -> bool:
        return self.y > self.height - 80 * self.scale

    def type(self, text: str, style: int = 0, share: float = 1.0) -> None:
        """A paragraph; share: of the width of the page, less for a column of a table."""
        face = _face(self.family, style, round(self.points * self.scale))
        space = face.getlength(" ")
        left = (70 + (1 - share) * float(self.chance.uniform(0, 380))) * self.scale
        width = 470 * self.scale * share
        row: list[str] = []
        used = 0.0
        for word in text.split():
            wide = face.getlength(word)
            if row and used + space + wide > width:
                self._line(row, face, left, width if share > 0.9 else 0.0)
                row, used = [], 0.0
            used += wide + (space if row else 0)
            row.append(word)
        if row:
            self._line(row, face, left, 0.0)

    def _line(
        self, row: Sequence[str], face: ImageFont.FreeTypeFont, left: float, width: float
    ) -> None:
        """width: to which the line is justified, 0 for ragged."""
        if self.full:
            return
        lengths = [face.getlength(w) for w in row]
        gap = face.getlength(" ")
        if width and len(row) > 1:
            gap = max(gap, (width - sum(lengths)) / (len(row) - 1))
        tall = self.points * self.scale
        x = left
        for word, long in zip(row, lengths, strict=True):
            self.draw.text((x, self.y), word, fill=0, font=face)
            self.words.append(Drawn(word, self.lines, x, self.y, x + long, self.y + 1.2 * tall))
            x += long + gap
        self.lines += 1
        self.y += tall * self.leading * 1.1

    def scanned(self) -> Pixels:
        """The page after a scanner, as good as straight."""
        way = WAYS[int(self.chance.choice(len(WAYS), p=_WEIGHTS))]
        pixels = way(self.chance, np.asarray(self.image, np.uint8), self.scale)
        angle = float(self.chance.normal(0, 0.12))
        turn = cv2.getRotationMatrix2D((self.width / 2, self.height / 2), angle, 1)
        size = (self.width, self.height)
        return np.asarray(cv2.warpAffine(pixels, turn, size, borderValue=255.0), np.uint8)


@dataclass(frozen=True, slots=True)
class Seen:
    """A word as an engine read it, in pixels."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


class Engine:
    """Tesseract with one language model, in this process."""

    def __init__(self, language: str = "eng") -> None:
        import tesserocr

        self._api: Any = tesserocr.PyTessBaseAPI(
            path=str(inside(TRAINED.format(language))), lang=language, psm=6
        )

    def read(self, pixels: Pixels, dpi: float) -> list[Seen]:
        height, width = pixels.shape
        self._api.SetImageBytes(pixels.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(round(dpi))
        found = []
        for row in self._api.GetTSVText(0).splitlines():
            parts = row.split("\t")
            if len(parts) >= 12 and parts[0] == "5" and parts[11].strip():
                x, y, w, h = (int(p) for p in parts[6:10])
                found.append(Seen(parts[11].strip(), x, y, x + w, y + h))
        return found


def aligned(words: Sequence[Drawn], seen: Sequence[Seen]) -> Iterator[list[tuple[str, str]]]:
    """Lines of (read, true) for words that one seen word covers and that cover it."""
    lines: dict[int, list[tuple[str, str]]] = {}
    for word in words:
        best = [
            s
            for s in seen
            if s.top < (word.top + word.bottom) / 2 < s.bottom + 4
            and min(s.x1, word.x1) - max(s.x0, word.x0) > 0.7 * max(s.x1 - s.x0, word.x1 - word.x0)
        ]
        if len(best) == 1:
            lines.setdefault(word.line, []).append((best[0].text, word.text))
    yield from (lines[k] for k in sorted(lines))


def own_paragraphs(folder: Path = TEXT) -> list[str]:
    """The paragraphs of the project's own writing below a folder."""
    return [
        line.strip()
        for path in sorted(folder.rglob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]


def filled(
    chance: Chance, speaker: Speaker | None, own: Sequence[str], family: str | None = None
) -> Sheet:
    """A page of text: paragraphs, headings in capitals, narrow columns, slanted notes."""
    sheet = Sheet(chance, family)
    while not sheet.full:
        if own and (speaker is None or chance.random() < 0.4):
            text = own[int(chance.integers(0, len(own)))]
        else:
            assert speaker is not None
            text = typed(chance, speaker.words(chance, int(chance.integers(8, 70))))
        kind = chance.random()
        if kind < 0.13:
            sheet.type(" ".join(text.split()[:24]).upper(), 1)
        elif kind < 0.25:
            sheet.type(" ".join(text.split()[:28]), int(chance.choice([0, 0, 1])), 0.28)
        elif kind < 0.37:
            sheet.type(text, int(chance.choice([1, 2, 3], p=[0.4, 0.4, 0.2])))
        else:
            sheet.type(text)
    return sheet


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--text", type=Path, default=TEXT, help="folder of running text")
    parser.add_argument("--language", default="eng", help="Tesseract's model: eng or vie")
    parser.add_argument("--family", help="one font family of FONTS; drawn at random when missing")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    engine = Engine(options.language)
    speaker = Speaker()
    own = own_paragraphs(options.text)
    with options.out.open("w", encoding="utf-8") as out:
        for k in range(options.pages):
            chance = np.random.default_rng((options.seed, k))
            sheet = filled(chance, speaker, own, options.family)
            seen = engine.read(sheet.scanned(), sheet.dpi)
            for pairs in aligned(sheet.words, seen):
                read, true = zip(*pairs, strict=True)
                print(" ".join(read), " ".join(true), sep="\t", file=out)
            out.flush()
            print(f"{k + 1} of {options.pages} pages", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
