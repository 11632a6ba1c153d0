"""Small worlds for the verify stage: tables as text, and reports from truth files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from document import number
from document.claim import Location
from document.page import Layer, Origin, Page
from document.record import (
    Column,
    Figure,
    Kind,
    Record,
    Report,
    Shape,
    Source,
    Table,
    TextCell,
    coded,
    stated,
)
from document.table import Reading

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SCORES = ("max_score", "self_score", "verified_score", "deduction")


def figure(
    column: str, text: str, origin: Origin = Origin.LAYER, confidence: float = 1.0
) -> Figure:
    """A cell read once; "" is a blank cell, "?" one with ink that nobody could read, "!" one
    that was never found."""
    if text in ("?", "!", ""):
        return Figure(column, inked=text == "?", place=None if text == "!" else Location(1))
    reading = Reading(origin, text, confidence)
    value = number.parse(text)
    return Figure(column, text, value, readings=(reading,), place=Location(1), inked=True)


Make = Callable[..., Report]
"""See the fixture appendix."""


@pytest.fixture
def appendix() -> Make:
    """Build a deduction appendix from lines "code max self verified deduction"; the line
    "total" is the total row; "." is a blank cell. `cells` replaces single figures."""

    def make(
        text: str,
        headline: str = "",
        origin: Origin = Origin.LAYER,
        confidence: float = 1.0,
        cells: dict[tuple[str, str], Figure] | None = None,
        reasons: dict[str, str] | None = None,
        columns: Sequence[str] = SCORES,
    ) -> Report:
        records: list[Record] = []
        for line in text.strip().splitlines():
            code, *printed = line.split()
            texts = ["" if p == "." else p for p in printed]
            figures = tuple(
                (cells or {}).get((code, c), figure(c, t, origin, confidence))
                for c, t in zip(columns, texts, strict=True)
            )
            total = code == "total"
            records.append(
                Record(
                    kind=Kind.TOTAL if total else Kind.DATA,
                    row=len(records) + 1,
                    number=coded("" if total else code),
                    path="" if total else code,
                    texts=(TextCell("reason", (reasons or {}).get(code, "")),),
                    figures=figures,
                    pages=(1,),
                )
            )
        table = Table(
            1, Shape.DEDUCTION, tuple(Column(c, c, True) for c in columns), tuple(records), (1,)
        )
        facts = (stated("headline_score", headline, headline, 1),) if headline else ()
        layer = Layer.RIGHT if origin is Origin.LAYER else Layer.NONE
        page = Page(1, 595.0, 842.0, layer=layer)
        return Report(Source("small.pdf", "0" * 64, 1), facts, (table,), (page,))

    return make


def _truth_report(path: Path) -> tuple[Report, dict[str, Any]]:
    """The report of a truth file, as a perfect reader would give it, and the truth."""
    truth = json.loads(path.read_text(encoding="utf-8"))
    names = [c["name"] for c in truth["columns"]]
    numeric = [c["name"] for c in truth["columns"] if c["numeric"]]
    kinds = {"data": Kind.DATA, "parent": Kind.PARENT, "section": Kind.SECTION}
    records: list[Record] = []
    for row in truth["rows"]:
        kind = kinds[row["kind"]]
        cells = row["cells"]
        printed = dict(zip(names, cells, strict=True)) if isinstance(cells, list) else cells
        code = row.get("code") or printed.get("order") or ""
        figures = tuple(figure(c, printed.get(c) or "") for c in numeric)
        texts = tuple(
            TextCell(c, " ".join((printed.get(c) or "").split())) for c in names if c not in numeric
        )
        records.append(
            Record(
                kind, len(records) + 1, coded(code), texts, () if kind is Kind.SECTION else figures,
                row.get("path") or code, row.get("level") or 0, (1,),
            )
        )  # fmt: skip
    if truth["totals"]:
        totals = truth["totals"]
        mean = truth["table_kind"] == "C"
        record = Record(
            Kind.MEAN if mean else Kind.TOTAL, 0, coded(""),
            figures=tuple(figure(c, totals["cells"].get(c) or "") for c in numeric), pages=(1,),
        )  # fmt: skip
        records.insert(0 if totals["position"] == "top" else len(records), record)
    records = [replace(r, row=n) for n, r in enumerate(records, 1)]
    table = Table(
        1, Shape(truth["table_kind"]),
        tuple(Column(c["name"], c["header"], c["numeric"]) for c in truth["columns"]),
        tuple(records), (1,),
    )  # fmt: skip
    facts = tuple(
        stated(name, str(truth["report"][name]), str(truth["report"][name]), 1)
        for name in ("headline_score", "headline_max")
        if truth["report"].get(name) is not None
    )
    page = Page(1, 595.0, 842.0, layer=Layer.RIGHT)
    return Report(Source(path.name, "0" * 64, 1), facts, (table,), (page,)), truth


ABSENT = pytest.param(None, marks=pytest.mark.skip(reason="no ../shared/scans beside the project"))
TRUTHS: list[Any] = sorted((SHARED / "scans").glob("*.json")) or [ABSENT]


@pytest.fixture(
    params=TRUTHS,
    ids=lambda path: path.stem if path else "absent",
)
def truth(request: pytest.FixtureRequest) -> tuple[Report, dict[str, Any]]:
    """A report that was read perfectly, and its truth."""
    return _truth_report(request.param)


@pytest.fixture
def truths() -> list[tuple[Report, dict[str, Any]]]:
    """All of them; the test is skipped where there are none."""
    if not TRUTHS:
        pytest.skip("no ../shared/scans beside the project")
    return [_truth_report(path) for path in TRUTHS]


@pytest.fixture
def seed() -> dict[str, Any]:
    """The appendix of the seed report, complete, as a person made it out."""
    path = SHARED / "seed" / "appendix.gold.json"
    if not path.exists():
        pytest.skip("no ../shared/seed beside the project")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
