"""The JSON holds everything, and its plain view keeps the contract of the scorer."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from document.check import Check
from document.claim import Location, Verdict
from document.geometry import Box
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
from export.document import as_json, main_tables, save

COLUMNS = (
    Column("code", "Mục", False),
    Column("criterion", "Tiêu chí", False),
    Column("max_score", "Điểm chuẩn", True),
    Column("deduction", "Điểm trừ", True),
    Column("reason", "Lý do", False),
)


def row(kind: Kind, number: int, code: str, *values: str | None) -> Record:
    figures = tuple(
        Figure(
            name,
            value or "",
            Decimal(value) if value else None,
            Verdict.CONSISTENT if value else Verdict.UNREAD,
            (Reading(Origin.TESSERACT, value or "", 0.9),),
            (Decimal("0.50"), None),
            rules=("row_arithmetic",),
            place=Location(2, Box(1, 2, 3.456, 4)),
            inked=True,
        )
        for name, value in zip(("max_score", "deduction"), values, strict=False)
    )
    texts = (TextCell("criterion", "Báo cáo", (Location(2), Location(3))), TextCell("reason", ""))
    return Record(kind, number, coded(code), texts, figures, path=code, level=1, pages=(2, 3))


def check(rule: str, certain: bool) -> Check:
    return Check(rule, 1, "1", "deduction", 2, Decimal("0.5"), Decimal("0.40"), certain, "S", "W")


def world() -> Report:
    records = (
        row(Kind.SECTION, 1, "I"),
        row(Kind.DATA, 2, "1", "2.00", "0.50"),
        row(Kind.PARENT, 3, "2", "3", None),
        row(Kind.TOTAL, 4, "", "5", None),
    )
    counts = Table(2, Shape.OTHER, (Column("so luong", "Số lượng", True),), records * 3)
    return Report(
        Source("a.pdf", "00", 2),
        (stated("headline_score", "91.00", "91.00/100", 1, Verdict.DISCREPANCY),),
        (Table(1, Shape.DEDUCTION, COLUMNS, records), counts),
        (
            Page(1, 595.28, 841.89, lines=("Xã A", "Số: 1"), layer=Layer.WRONG, turned=90),
            Page(2, 10, 10, blank=True),
        ),
        (check("row_arithmetic", True), check("column_total", False)),
        ("a note",),
        3,
    )


def test_records_are_the_data_and_parents_of_the_main_table() -> None:
    found = as_json(world())["records"]
    assert [(r["code"], r["kind"]) for r in found] == [("1", "data"), ("2", "parent")]
    assert (found[0]["max_score"], found[0]["deduction"], found[0]["reason"]) == ("2", "0.5", None)
    assert (found[0]["flags"], found[1]["flags"]) == ({}, {"deduction": True})


def test_a_ranking_has_its_canonical_names() -> None:
    columns = (Column("order", "TT", False), Column("field_1", "Chỉ đạo", True))
    record = Record(
        Kind.DATA,
        1,
        coded("1"),
        (TextCell("order", "1"),),
        (Figure("field_1", "9,50", Decimal("9.50")),),
    )
    mean = Record(Kind.MEAN, 2, coded(""), (), (Figure("field_1", "9,5", Decimal("9.5")),))
    table = Table(1, Shape.RANKING, columns, (record, mean))
    data = as_json(Report(Source("c", "", 1), tables=(table,)))
    assert (data["records"][0]["order"], data["records"][0]["field_1"]) == ("1", "9.5")
    assert data["totals"] == {"field_1": "9.5", "flags": {}}


def test_totals_come_from_the_total_row() -> None:
    assert as_json(world())["totals"] == {
        "max_score": "5",
        "deduction": None,
        "flags": {"deduction": True},
    }


def test_the_grand_total_opens_or_closes_the_table() -> None:
    def totals(*records: Record) -> object:
        table = Table(1, Shape.SHEET, COLUMNS, records)
        return as_json(Report(Source("b", "", 1), tables=(table,)))["totals"]

    grand, group = row(Kind.TOTAL, 1, "", "100", "9"), row(Kind.TOTAL, 2, "", "20", "4")
    data = row(Kind.DATA, 3, "1", "20", "4")
    expected = {"max_score": "100", "deduction": "9", "flags": {}}
    assert totals(grand, data, group) == expected
    assert totals(data, group, grand) == expected
    assert totals(data) is None


def test_only_certain_checks_are_inconsistencies() -> None:
    data = as_json(world())
    assert [(i["type"], i["code"], i["field"]) for i in data["inconsistencies"]] == [
        ("row_arithmetic", "1", "deduction")
    ]
    assert [c["certain"] for c in data["checks"]] == [True, False]


def test_pages_and_facts() -> None:
    data = as_json(world())
    assert data["pages_text"] == ["Xã A\nSố: 1", ""]
    assert data["report"]["headline_score"] == "91.00"
    assert data["report"]["rank"] is None
    assert data["report"]["flags"] == {"headline_score": True}
    assert (data["pages"][0]["layer"], data["pages"][0]["turned"]) == ("wrong", 90)


def test_a_figure_keeps_all_that_is_known_of_it() -> None:
    figure = as_json(world())["tables"][0]["records"][1]["figures"][0]
    assert figure == {
        "column": "max_score",
        "printed": "2.00",
        "value": "2",
        "verdict": "consistent",
        "readings": [{"origin": "tesseract", "text": "2.00", "confidence": 0.9}],
        "alternatives": ["0.5", None],
        "rules": ["row_arithmetic"],
        "reason": "",
        "place": {"page": 2, "box": [1, 2, 3.46, 4]},
        "inked": True,
    }


def test_a_table_that_is_not_understood_counts_only_alone() -> None:
    report = world()
    assert [t.number for t in main_tables(report)] == [1]
    alone = Report(report.source, tables=report.tables[1:])
    assert [t.number for t in main_tables(alone)] == [2]
    assert main_tables(Report(report.source)) == ()


def test_what_is_saved_is_what_was_meant(tmp_path: Path) -> None:
    save(world(), tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == as_json(world())
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_every_key_is_documented() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "json.md"
    text = page.read_text(encoding="utf-8")
    data = as_json(world())
    table = data["tables"][0]
    record = table["records"][1]
    for part in (data, table, record, record["figures"][0], data["pages"][0], data["checks"][0]):
        for key in part:
            assert f"`{key}`" in text, key
