"""The report that this project started from: its OCR text in, all its figures out."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from document.claim import Verdict
from document.record import Kind
from pipeline.report.process import process

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed"
SCORES = ("max_score", "self_score", "verified_score", "deduction")


@pytest.mark.skipif(not SEED.exists(), reason="no ../shared/seed beside the project")
def test_every_figure_of_the_appendix_is_read_or_forced() -> None:
    report = process(SEED / "report.ocr.txt")
    gold = json.loads((SEED / "appendix.gold.json").read_text("utf-8"))
    (table,) = report.tables
    found = {r.code: r for r in table.rows(Kind.DATA)}
    wanted = {row[0]: [Decimal(v) for v in row[2:6]] for row in gold["rows"]}
    assert {c: [r.value(s) for s in SCORES] for c, r in found.items()} == wanted
    figures = {(r.code, f.column): f for r in found.values() for f in r.figures}
    assert not [key for key, f in figures.items() if f.verdict.needs_person]
    derived = {key: f for key, f in figures.items() if f.verdict is Verdict.DERIVED}
    assert derived
    assert all(f.printed == "" and f.reason for f in derived.values())
    (total,) = table.rows(Kind.TOTAL)
    assert [f.verdict for f in total.figures] == [Verdict.CONSISTENT] * 4
    assert [total.value(s) for s in SCORES] == [Decimal(v) for v in gold["totals"].values()]
    headline = report.fact("headline_score")
    assert headline
    assert (headline.value, headline.verdict) == ("91.00", Verdict.CONSISTENT)
    assert report.checks == ()
