"""Made-up documents: the same seed makes the same one, and their truth is what they print."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pdfplumber
import pytest

from samples import fonts
from samples.invent import content, scans, wear
from samples.source import Report
from samples.truth import broken

SHAPES = ("A", "B", "C")
Truth = dict[str, Any]


@pytest.fixture(scope="module")
def families() -> tuple[str, ...]:
    try:
        return fonts.register_more()
    except fonts.FontMissing as missing:
        pytest.skip(str(missing))


def made(shape: str, seed: int) -> Report:
    return content.report(Random(seed), shape, 14, "made", "serif")


@pytest.mark.parametrize("shape", SHAPES)
def test_numbers_break_no_relation_but_what_is_planted(shape: str) -> None:
    for seed in range(40):
        report = made(shape, seed)
        found = {(kind, code, name) for kind, code, name in broken(report)}
        if not report.planted:
            assert found == set()
        for error in report.planted:
            assert error.printed != error.expected
            assert found


def test_some_have_typing_errors_and_some_have_none() -> None:
    planted = [bool(made("A", seed).planted) for seed in range(30)]
    assert any(planted)
    assert not all(planted)


def test_a_number_of_a_seed_is_always_the_same_document(families: tuple[str, ...]) -> None:
    first, again = (scans.document(5, 0, families) for _ in range(2))
    assert first == again
    assert scans.document(6, 0, families)[2]["rows"] != first[2]["rows"]


@pytest.mark.parametrize("number", [0, 10, 20, 30])
def test_a_digital_document_prints_what_its_truth_says(
    families: tuple[str, ...], number: int
) -> None:
    _, pdf, truth = scans.document(11, number, families)
    with pdfplumber.open(BytesIO(pdf)) as file:
        printed = " ".join(file.pages[k].extract_text() or "" for k in range(len(file.pages)))
        assert len(file.pages) == len(truth["pages"])
    words = printed.split()
    for row in truth["rows"]:
        for column in truth["columns"]:
            text = row["cells"].get(column["name"], "") if column["numeric"] else ""
            assert not text or text in words, (row["code"], column["name"], text)


def test_the_cells_of_a_group_stand_under_it(families: tuple[str, ...]) -> None:
    """Header cells of a level that are equal stand side by side, else one group is drawn twice."""
    assert families
    for seed in range(60):
        columns = made("C" if seed % 2 else "A", seed).appendix.columns
        for level in (1, 2):
            over = [c.over[:level] for c in columns if len(c.over) >= level]
            changes = sum(a != b for a, b in pairwise(over))
            assert changes == len(set(over)) - 1 if over else True


@pytest.mark.parametrize("profile", [p for p in wear.PROFILES if p != "digital"])
def test_wear_leaves_print_on_the_page(profile: str) -> None:
    page = np.full((842, 595), 255, np.uint8)
    page[200:600:20, 100:500] = 0
    shot = wear.worn(np.random.default_rng(4), page, page, 200, profile)
    assert shot.data[:2] == b"\xff\xd8" or shot.data[:4] == b"\x89PNG"
    turned = shot.turned in (90, 270)
    assert (shot.width > shot.height) is turned
