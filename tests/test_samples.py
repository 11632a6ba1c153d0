"""Whole documents through the real Tesseract, against what their makers say is printed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from document.number import parse as number
from document.page import Origin
from document.record import Kind, Report
from export.document import as_json
from pipeline.report.process import process

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
NUMBERS = ("max_score", "self_score", "verified_score", "deduction")


def truth(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((SAMPLES / f"{name}.truth.json").read_text("utf-8"))
    return data


def value(text: str | None) -> Decimal | None:
    return None if text is None else number(text)


def codes(report: Report) -> list[str]:
    return [r.code for t in report.tables for r in t.rows(Kind.DATA, Kind.PARENT)]


def wrong(found: dict[str, Any], true: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Cells whose value is not what is printed: without a flag, and with one."""
    silent: list[str] = []
    flagged: list[str] = []
    for got, record in zip(found["records"], true["records"], strict=True):
        for column in NUMBERS:
            if column in record and value(record[column]) != value(got.get(column)):
                place = f"{record['code']} {column}: {record[column]} read as {got.get(column)}"
                (flagged if got["flags"].get(column) else silent).append(place)
    return silent, flagged


@pytest.mark.slow
@pytest.mark.parametrize("name", ["03-digital", "04-full-sheet-digital"])
def test_a_digital_report_is_read_exactly(name: str) -> None:
    found, true = as_json(process(SAMPLES / f"{name}.pdf")), truth(name)
    assert [r["code"] for r in found["records"]] == [r["code"] for r in true["records"]]
    assert wrong(found, true) == ([], [])
    texts = [(r["criterion"], r.get("reason")) for r in found["records"]]
    assert texts == [(r["criterion"], r.get("reason")) for r in true["records"]]
    assert found["inconsistencies"] == []
    for fact, printed in true["report"].items():
        assert number(str(found["report"][fact])) == number(str(printed)), fact


@pytest.mark.slow
def test_a_scan_loses_no_row_and_hides_no_error() -> None:
    found, true = as_json(process(SAMPLES / "01-deduction-scan.pdf")), truth("01-deduction-scan")
    assert [r["code"] for r in found["records"]] == [r["code"] for r in true["records"]]
    silent, _ = wrong(found, true)
    assert silent == []
    assert found["inconsistencies"] == []
    assert found["report"]["report_number"] == true["report"]["report_number"]


@pytest.mark.slow
def test_every_score_of_a_scan_has_two_independent_readings() -> None:
    report = process(SAMPLES / "01-deduction-scan.pdf")
    (table,) = report.tables
    scores = [f for r in table.rows(Kind.DATA) for f in r.figures if f.value is not None]
    origins = [{r.origin for r in f.readings} for f in scores]
    assert len(scores) > 40
    assert all(Origin.READER in found for found in origins)
    assert sum(Origin.TESSERACT in found for found in origins) > 0.9 * len(scores)


@pytest.mark.slow
def test_pages_of_four_kinds_make_one_table() -> None:
    report = process(SAMPLES / "06-mixed.pdf")
    found, true = as_json(report), truth("06-mixed")
    assert [p.blank for p in report.pages] == [False, False, True, False]
    assert [p.turned for p in report.pages][3] in (90, 270)
    assert [r["code"] for r in found["records"]] == [r["code"] for r in true["records"]]
    assert wrong(found, true)[0] == []
    # The wrong layer of the page on its side is one more witness of its figures.
    turned = [
        f for t in report.tables for r in t.rows(Kind.DATA) for f in r.figures
        if f.value is not None and f.place and f.place.page == 4
    ]  # fmt: skip
    said = [(r.text, f.value) for f in turned for r in f.readings if r.origin is Origin.WRONG_LAYER]
    assert len(said) > 0.7 * len(turned)
    assert sum(number(text) == value for text, value in said) > 0.7 * len(said)


@pytest.mark.slow
def test_typed_errors_are_reported_and_not_corrected() -> None:
    name = "02-typed-errors-scan"
    report = process(SAMPLES / f"{name}.pdf")
    found, true = as_json(report), truth(name)
    assert wrong(found, true)[0] == []
    reported = {(c.rule, c.code, c.column) for c in report.checks}
    planted = {(p["type"], p["code"] or "", p["field"]) for p in true["inconsistencies"]}
    assert planted <= reported


@pytest.mark.slow
def test_both_engines_give_the_same_records() -> None:
    pytest.importorskip("tesserocr", reason="the in-process engine is not installed")
    path = SAMPLES / "01-deduction-scan.pdf"
    one, other = (process(path, engine=name) for name in ("tesserocr", "pytesseract"))
    assert codes(one) == codes(other)
    silent = [wrong(as_json(r), truth("01-deduction-scan"))[0] for r in (one, other)]
    assert silent == [[], []]
