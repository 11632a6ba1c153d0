"""How a page is turned: told from a few lines where they read well, else by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest

from ingest.image import Pixels
from ingest.page.orientation import turn
from ingest.read.engine import Engine, Mode, Token, choose

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "03-digital.pdf"


class Counting:
    """A real engine, and how often it was asked for the turn."""

    name = version = "counting"

    def __init__(self, engine: Engine) -> None:
        self._engine, self.asked = engine, 0

    def read(self, pieces: Sequence[Pixels], mode: Mode, dpi: float) -> list[list[Token]]:
        return self._engine.read(pieces, mode, dpi)

    def orientation(self, pixels: Pixels, dpi: float) -> int | None:
        self.asked += 1
        return self._engine.orientation(pixels, dpi)


@pytest.fixture(scope="module")
def pages() -> list[Pixels]:
    """Pages of a sample at 150 dpi in grey: letter text, and a table."""
    with pypdfium2.PdfDocument(SAMPLE) as document:
        drawn = [page.render(scale=150 / 72).to_numpy()[:, :, :3] for page in document]
    return [np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8) for page in drawn]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return choose()


def test_upright_pages_are_told_from_their_lines(engine: Engine, pages: list[Pixels]) -> None:
    counting = Counting(engine)
    assert [turn(page, counting) for page in pages] == [0] * len(pages)
    assert counting.asked == 0


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turned_pages_are_asked_about(engine: Engine, pages: list[Pixels], quarters: int) -> None:
    counting = Counting(engine)
    turned = np.ascontiguousarray(np.rot90(pages[0], -quarters))
    assert turn(turned, counting) == 90 * quarters
    assert counting.asked == 1


def test_a_blank_page_is_not_turned(engine: Engine) -> None:
    counting = Counting(engine)
    assert turn(np.full((1754, 1240), 255, np.uint8), counting) == 0
    assert counting.asked == 0


class Misled(Counting):
    """An engine that takes every page for one upside down, and reads worse than it does."""

    def read(self, pieces: Sequence[Pixels], mode: Mode, dpi: float) -> list[list[Token]]:
        read = super().read(pieces, mode, dpi)
        return [[replace(word, confidence=0.7 * word.confidence) for word in line] for line in read]

    def orientation(self, pixels: Pixels, dpi: float) -> int | None:
        super().orientation(pixels, dpi)
        return 180


def test_a_turn_that_reads_worse_is_not_believed(engine: Engine, pages: list[Pixels]) -> None:
    assert turn(pages[0], Misled(engine)) == 0
    assert turn(np.ascontiguousarray(np.rot90(pages[0], 2)), Misled(engine)) == 180
