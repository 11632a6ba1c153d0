"""Made-up documents: the same seed makes the same one, and their truth is what they print."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from itertools import islice, pairwise
from random import Random
from typing import Any

import numpy as np
import pdfplumber
import pytest

from document.record import FACTS
from document.wording import fold
from samples import fonts
from samples.invent import content, scans, wear
from samples.invent.oddities import LABELS, Oddity, wanted
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


def codes(pdf: bytes, truth: Truth) -> list[str]:
    """What stands in the column of codes of a ruled table, from top to bottom."""
    found = []
    with pdfplumber.open(BytesIO(pdf)) as file:
        for page in file.pages:
            for row in (row for table in page.extract_tables() for row in table):
                found.append("".join((row[0] or "").split()))
    printed = {row["code"] for row in truth["rows"]}
    return [text for text in found if text in printed]


def ruled(families: tuple[str, ...], shape: str, odd: Oddity) -> Iterator[tuple[bytes, Truth]]:
    """Digital documents of a shape with full grids that have the oddity."""
    for number in range(0, 120, 10):
        _, pdf, truth = scans.document(3, number, families, [odd], shape)
        if truth["layout"]["rules"] == "grid" and odd in truth["oddities"]:
            yield pdf, truth


@pytest.mark.parametrize("odd", [Oddity.TEXT_SORTED, Oddity.DOUBLED, Oddity.MOVED])
def test_a_ranking_may_be_numbered_oddly(families: tuple[str, ...], odd: Oddity) -> None:
    pdf, truth = next(ruled(families, "C", odd))
    assert codes(pdf, truth) == [row["code"] for row in truth["rows"]]


@pytest.mark.parametrize("shape", ["A", "B"])
@pytest.mark.parametrize(
    "odd", [Oddity.LONG_CODES, Oddity.TEXT_SORTED, Oddity.DOUBLED, Oddity.MOVED, Oddity.WRAPPED]
)
def test_odd_codes_are_printed_as_their_truth_says(
    families: tuple[str, ...], shape: str, odd: Oddity
) -> None:
    pdf, truth = next(ruled(families, shape, odd))
    assert codes(pdf, truth) == [row["code"] for row in truth["rows"]]


def last_parts(truth: Truth) -> list[int]:
    return [int(r["code"].rpartition(".")[2]) for r in truth["rows"] if r["kind"] == "data"]


def test_long_codes_run_to_fifteen(families: tuple[str, ...]) -> None:
    found = [part for _, truth in islice(ruled(families, "A", Oddity.LONG_CODES), 3)
             for part in last_parts(truth)]  # fmt: skip
    assert max(found) == 15


def test_text_sorted_codes_stand_as_a_spreadsheet_sorts_them(families: tuple[str, ...]) -> None:
    _, truth = next(ruled(families, "C", Oddity.TEXT_SORTED))
    found = [row["code"] for row in truth["rows"]]
    assert found == sorted(found)
    assert found != sorted(found, key=int)


def test_a_doubled_code_is_marked_where_it_stands(families: tuple[str, ...]) -> None:
    for shape in SHAPES:
        _, truth = next(ruled(families, shape, Oddity.DOUBLED))
        paths = [row["path"] for row in truth["rows"]]
        doubled = [row["path"] for row in truth["rows"] if row.get("slip") == "doubled"]
        assert len(doubled) == 2
        assert len(set(doubled)) == 1
        assert len(set(paths)) == len(paths) - 1


def test_a_moved_row_is_marked_and_the_others_keep_their_order(families: tuple[str, ...]) -> None:
    _, truth = next(ruled(families, "C", Oddity.MOVED))
    moved = [row for row in truth["rows"] if row.get("slip") == "moved"]
    assert len(moved) == 1
    left = [int(row["code"]) for row in truth["rows"] if row not in moved]
    assert left == sorted(left)
    assert (found := last_parts(truth)) != sorted(found)


def test_wrapped_codes_take_two_lines(families: tuple[str, ...]) -> None:
    pdf, truth = next(ruled(families, "A", Oddity.WRAPPED))
    with pdfplumber.open(BytesIO(pdf)) as file:
        words = {word["text"] for page in file.pages for word in page.extract_words()}
    whole = [row["code"] for row in truth["rows"] if row["code"] in words]
    assert len(whole) < len(truth["rows"])


def test_a_long_document_has_more_than_eight_pages_and_at_most_twenty(
    families: tuple[str, ...],
) -> None:
    for shape in "AB":
        for number in (0, 10):
            odd = [Oddity.MANY_PAGES, Oddity.LONG_CODES]
            _, _, truth = scans.document(4, number, families, odd, shape)
            assert len(truth["pages"]) <= 20
            assert (Oddity.MANY_PAGES in truth["oddities"]) is (len(truth["pages"]) > 8)


def test_rows_stand_on_the_pages_that_their_truth_names(families: tuple[str, ...]) -> None:
    _, pdf, truth = scans.document(11, 0, families)
    with pdfplumber.open(BytesIO(pdf)) as file:
        texts = [(page.extract_text() or "").split() for page in file.pages]
    for row in truth["rows"]:
        assert row["code"] in [word for page in row["pages"] for word in texts[page - 1]]
    pages = [page for row in truth["rows"] for page in row["pages"]]
    assert pages == sorted(pages)


def test_a_new_label_is_in_no_list(families: tuple[str, ...]) -> None:
    known = tomllib.loads(files("parsers.layouts").joinpath("rows.toml").read_text("utf-8"))
    assert not {fold(text) for text in LABELS} & {fold(text) for text in known["total"]}
    for _, truth in islice(ruled(families, "B", Oddity.NEW_LABEL), 2):
        assert truth["totals"]["label"].lower() in {text.lower() for text in LABELS}


def test_most_documents_are_ordinary() -> None:
    odd = [bool(wanted(Random(seed))) for seed in range(400)]
    assert 0.3 < sum(odd) / len(odd) < 0.5


@pytest.mark.parametrize("shape", SHAPES)
def test_the_truth_names_no_fact_that_is_not_printed(families: tuple[str, ...], shape: str) -> None:
    _, pdf, truth = scans.document(11, 20, families, (), shape)
    with pdfplumber.open(BytesIO(pdf)) as file:
        printed = " ".join((page.extract_text() or "") for page in file.pages)
    printed = printed.replace("\n", " ").replace(",", ".").lower()
    assert set(FACTS) <= set(truth["report"])
    for name in ("report_number", "index_year", "decision_number", "headline_max", "grade"):
        fact = truth["report"][name]
        assert fact is None or str(fact).lower() in printed, name


@pytest.mark.parametrize("profile", [p for p in wear.PROFILES if p != "digital"])
def test_wear_leaves_print_on_the_page(profile: str) -> None:
    page = np.full((842, 595), 255, np.uint8)
    page[200:600:20, 100:500] = 0
    shot = wear.worn(np.random.default_rng(4), page, page, 200, profile)
    assert shot.data[:2] == b"\xff\xd8" or shot.data[:4] == b"\x89PNG"
    turned = shot.turned in (90, 270)
    assert (shot.width > shot.height) is turned
