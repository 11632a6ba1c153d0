"""The labels of drawn windows are true: what the damage took away is not asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from training import inputs
from training.number_reader.crops import legible
from training.number_reader.damage import Pixels
from training.number_reader.figures import ALPHABET, Figure, code_figure, figure, label_of
from training.number_reader.sheets import Edges, Typed, files_of, held_out, outlived, sheet

MINUS: Edges = (10.0, 25.0, 16.0, 27.0)
SEVEN: Edges = (18.0, 15.0, 28.0, 35.0)
POINT: Edges = (30.0, 32.0, 33.0, 35.0)
SIGNS = (MINUS, SEVEN, POINT)


def printed(*signs: Edges) -> Pixels:
    """Ink, 255 black, filling the boxes of some signs."""
    out = np.zeros((50, 50), np.uint8)
    for x0, y0, x1, y1 in signs:
        out[round(y0) : round(y1) + 1, round(x0) : round(x1) + 1] = 255
    return out


def whole(inked: Pixels) -> bool:
    left, weakest = outlived(inked, printed(*SIGNS), SIGNS)
    around = (10.0, 15.0, 33.0, 35.0)
    cell = Typed((0.0, 0.0, 50.0, 50.0), around, figure(np.random.default_rng(1)), left, weakest)
    return legible(cell, cell.box, 200)


def test_what_is_whole_is_asked_for() -> None:
    assert whole(printed(*SIGNS))
    assert whole(np.asarray(printed(*SIGNS) * 0.6, np.uint8))  # pale, but there


@pytest.mark.parametrize("lost", [MINUS, POINT])
def test_a_lost_sign_is_noticed_however_small(lost: Edges) -> None:
    assert not whole(printed(*(s for s in SIGNS if s != lost)))


def test_half_a_figure_is_no_figure() -> None:
    inked = printed(*SIGNS)
    inked[15:26, 18:29] = 0
    assert not whole(inked)


def test_an_empty_cell_has_nothing_to_lose() -> None:
    assert outlived(printed(), printed(), ()) == (1.0, 1.0)


@pytest.mark.parametrize("make", [figure, code_figure])
def test_labels_are_what_is_typed(make: Callable[[np.random.Generator], Figure]) -> None:
    chance = np.random.default_rng(7)
    for _ in range(500):
        made = make(chance)
        assert set(made.label) <= set(ALPHABET)
        if len(made.lines) == 1:
            assert made.label == label_of(made.lines[0])
        else:
            assert made.label == ("#" if made.lines else "")


def test_the_same_seed_draws_the_same_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "DejaVu Sans"
    for package in ("fonts-dejavu-core", "fonts-dejavu-extra"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "usr").symlink_to("/usr")
    monkeypatch.setattr(inputs, "UNPACKED", tmp_path)
    if not all(inputs.inside(file).exists() for file in files_of(name)):
        pytest.skip("the fonts DejaVu are not installed")
    one, other = (sheet(np.random.default_rng(3), name) for _ in range(2))
    assert np.array_equal(one.pixels, other.pixels)
    assert one.cells == other.cells


def test_held_out_families_are_listed() -> None:
    assert all(files_of(name) for name in held_out())
