"""A report that is stored and read again is the same report."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from document.change import Change
from document.check import Check
from document.claim import Location, Verdict
from document.geometry import Box, Transform
from document.page import Layer, Origin, Page
from document.record import (
    Code,
    Column,
    Figure,
    Kind,
    NotUnderstood,
    Quality,
    Record,
    Report,
    Shape,
    Source,
    Table,
    TextCell,
    stated,
)
from document.table import Reading
from export.document import FORMAT, as_json, save
from export.stored import load
from export.tables import check_rows, record_rows, report_row

FIGURE = Figure(
    "deduction",
    "0,50",
    Decimal("0.50"),
    Verdict.REPAIRED,
    (Reading(Origin.TESSERACT, "0,5O", 0.5), Reading(Origin.READER, "0,50", 0.9375)),
    (Decimal("0.80"), None),
    "only this reading fits",
    Location(2, Box(1, 2.5, 3.25, 4)),
    ("row_arithmetic", "column_total"),
    True,
)
RECORD = Record(
    Kind.PARENT,
    3,
    Code(
        "code",
        "1.l",
        "1.1",
        Verdict.REPAIRED,
        (Reading(Origin.TESSERACT, "1.l", 0.5),),
        ("1.7",),
        "only this keeps the order",
        Location(2, Box(0, 0, 5, 9)),
    ),
    (TextCell("criterion", "Kế hoạch “CCHC”", (Location(2, Box(0, 0, 9, 9)), Location(3))),),
    (FIGURE, Figure("max_score", verdict=Verdict.BLANK)),
    "I/1.1",
    2,
    (2, 3),
    ("cut by a page break",),
)
REPORT = Report(
    Source("báo cáo.pdf", "ab" * 32, 2),
    (
        stated("headline_score", "91.00", "91.00/100", 1, Verdict.CONSISTENT),
        stated("grade", "Tốt", ""),
    ),
    (
        Table(
            1,
            Shape.SHEET,
            (
                Column("max_score", "Điểm chuẩn", True),
                Column("deduction", "Trừ", True, 0.75, ("self_score",)),
            ),
            (RECORD,),
            (2, 3),
            "Phụ lục",
            ("a column is not understood",),
        ),
    ),
    (
        Page(1, 595, 842, lines=("Báo cáo", "số 20"), layer=Layer.HIDDEN, layer_reason="a scan"),
        Page(
            *(2, 842, 595),
            turned=90,
            skew=0.5,
            to_original=Transform(((0.0, 1.0, 2.0), (-1.0, 0.0, 3.0), (0.0, 0.0, 1.0))),
            original_width=595,
            original_height=842,
            dpi=200,
            blank=True,
            notes=("nothing is printed on it",),
        ),
    ),
    (Check("headline", 0, "", "headline_score", 1, Decimal(91), Decimal("90.5"), True, "S", "W"),),
    ("one", "two"),
    12,
    Quality(0.987, 1.0, 0.5),
    (Change("table 1 row 3 criterion", 4, "hoach", "hoạch", 0.9987, (("hoách", 0.0012),)),),
    (NotUnderstood(2, "table 1: only 12% of its rows and columns are sure"),),
)


def test_there_and_back_is_the_same_report(tmp_path: Path) -> None:
    save(REPORT, tmp_path / "a.json")
    found = load(tmp_path / "a.json")
    assert found == REPORT
    assert as_json(found) == as_json(REPORT)


def test_the_tables_are_the_same_from_a_stored_report(tmp_path: Path) -> None:
    save(REPORT, tmp_path / "a.json")
    found = load(tmp_path / "a.json")
    assert record_rows("a", found) == record_rows("a", REPORT)
    assert check_rows("a", found) == check_rows("a", REPORT)
    rows = [
        report_row("a", r, status="converted", exit_code=0, message="") for r in (found, REPORT)
    ]
    assert rows[0] == rows[1]


def test_what_is_no_report_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(as_json(REPORT) | {"format": 1}))
    with pytest.raises(ValueError, match=r"a\.json.*format 1"):
        load(tmp_path / "a.json")
    (tmp_path / "a.json").write_text(json.dumps({"format": FORMAT}))
    with pytest.raises(ValueError, match=r"a\.json"):
        load(tmp_path / "a.json")
