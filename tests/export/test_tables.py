"""The CSV files say what the Report says, to pandas as to Excel."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from document.check import Check
from document.claim import Verdict
from document.errors import OutputRefused
from document.record import (
    Column,
    Figure,
    Kind,
    Passage,
    Record,
    Report,
    Shape,
    Source,
    Table,
    coded,
    stated,
)
from export.columns import CHECKS, NUMBERS, RECORDS, REPORTS, TEXTS, markdown, page
from export.tables import check_rows, failure_row, inert, record_rows, report_row, writing

ODD = 'Chậm "02" ngày,\nthiếu minh chứng; đạt 96,56%'


def figure(column: str, value: str | None, verdict: Verdict = Verdict.CONSISTENT) -> Figure:
    return Figure(column, value or "", Decimal(value) if value else None, verdict)


def appendix(reason: str = ODD) -> Report:
    columns = (
        Column("code", "Mục", False),
        Column("criterion", "Tiêu chí", False),
        Column("max_score", "Điểm chuẩn", True),
        Column("deduction", "Điểm trừ", True),
        Column("reason", "Lý do", False),
        Column("nguoi ky", "Người ký; ngày", False),
    )
    row = Record(
        Kind.DATA,
        1,
        coded("1.1.3"),
        (
            Passage("code", "1.1.3."),
            Passage("criterion", "Mức độ hoàn thành kế hoạch"),
            Passage("reason", reason),
            Passage("nguoi ky", "NA"),
        ),
        (figure("max_score", "2.00"), figure("deduction", "-0.50", Verdict.DISCREPANCY)),
        path="1.1.3",
        pages=(4, 5),
        notes=("cut by a page break",),
    )
    total = Record(
        Kind.TOTAL,
        2,
        coded(""),
        (Passage("criterion", "Tổng cộng"),),
        (figure("max_score", "2"), figure("deduction", None, Verdict.UNREAD)),
        pages=(5,),
    )
    check = Check(
        "row_arithmetic", 1, "1.1.3", "deduction", 4, Decimal("0.50"), None, True, "Sai", "Wrong"
    )
    return Report(
        Source("báo cáo.pdf", "ab" * 32, 5),
        (
            stated("report_date", "2024-02-27", "ngày 27 tháng 02 năm 2024"),
            stated("headline_score", "91.00", "91.00/100", verdict=Verdict.AMBIGUOUS),
        ),
        (Table(1, Shape.DEDUCTION, columns, (row, total), (4, 5)),),
        checks=(check,),
        notes=("one", "two"),
        rules_checked=7,
    )


def ranking() -> Report:
    columns = (
        Column("order", "TT", False),
        Column("unit", "Đơn vị", False),
        Column("field_1", "Chỉ đạo (12 điểm)", True),
        Column("field_2", "Điểm", True),
        Column("field_3", "Điểm", True),
        Column("total_score", "Tổng điểm", True),
        Column("rank", "Xếp hạng", True),
        Column("grade", "Xếp loại", False),
    )
    row = Record(
        Kind.DATA,
        1,
        coded("1"),
        (Passage("order", "1"), Passage("unit", "Phường 5"), Passage("grade", "Tốt")),
        (
            figure("field_1", "11.88"),
            figure("field_2", "7.25", Verdict.UNREAD),
            figure("field_3", None, Verdict.BLANK),
            figure("total_score", "96.73"),
            figure("rank", "1"),
        ),
    )
    return Report(Source("c.pdf", "", 1), tables=(Table(1, Shape.RANKING, columns, (row,)),))


def written(out: Path, *reports: tuple[str, Report]) -> Path:
    with writing(out) as sink:
        for name, report in reports:
            sink.add(name, report, status="converted", exit_code=0, message="")
        sink.fail("hỏng", "hỏng.pdf", 4, "hỏng.pdf: the file is empty. Scan it again")
    return out


def read(path: Path) -> pandas.DataFrame:
    return pandas.read_csv(path, dtype=str, keep_default_na=False)


def test_pandas_gives_back_every_text(tmp_path: Path) -> None:
    frame = read(written(tmp_path, ("a", appendix())) / "records.csv")
    assert list(frame.columns) == [c.name for c in RECORDS]
    assert frame.loc[0, "reason"] == ODD
    assert frame.loc[0, "source"] == "báo cáo.pdf"
    assert frame.loc[1, "criterion"] == "Tổng cộng"
    assert json.loads(str(frame.loc[0, "other"])) == {"Người ký, ngày": "NA"}


def test_files_are_rfc_4180_with_one_byte_order_mark(tmp_path: Path) -> None:
    out = written(tmp_path, ("a", appendix()), ("b", ranking()))
    for name in ("records.csv", "reports.csv", "checks.csv"):
        data = (out / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\xef\xbb\xbf") == 1
        assert data.endswith(b"\r\n")
        with (out / name).open(encoding="utf-8-sig", newline="") as file:
            lengths = {len(row) for row in csv.reader(file, strict=True)}
        assert len(lengths) == 1


def test_numbers_are_plain_and_have_a_verdict_beside_them() -> None:
    row, total = record_rows("a", appendix())
    assert (row["max_score"], row["max_score_verdict"]) == ("2", "consistent")
    assert (row["deduction"], row["deduction_verdict"]) == ("-0.5", "discrepancy")
    assert (row["self_score"], row["self_score_verdict"]) == ("", "")
    assert (total["deduction"], total["deduction_verdict"]) == ("", "unread")
    assert (row["review"], total["review"]) == ("deduction", "deduction")


def test_a_row_tells_where_it_stands() -> None:
    row, total = record_rows("a", appendix())
    assert [row[k] for k in ("page", "last_page", "table", "row", "level")] == [
        "4",
        "5",
        "1",
        "1",
        "",
    ]
    assert (row["code"], row["kind"], total["kind"]) == ("1.1.3", "data", "total")


def test_columns_without_a_place_are_not_lost() -> None:
    (row,) = record_rows("c", ranking())
    assert json.loads(row["other"]) == {
        "Chỉ đạo (12 điểm)": "11.88",
        "Điểm": "7.25",
        "Điểm (2)": None,
    }
    assert json.loads(row["other_verdict"])["Điểm"] == "unread"
    assert row["review"] == "Điểm"
    assert (row["order"], row["unit"], row["total_score"], row["rank"], row["grade"]) == (
        "1",
        "Phường 5",
        "96.73",
        "1",
        "Tốt",
    )


def test_a_second_column_of_one_name_goes_to_other() -> None:
    columns = (Column("survey", "ĐTXHH", True), Column("survey", "ĐTXHH lần 2", True))
    record = Record(Kind.DATA, 1, coded("1"), (), (figure("survey", "1"), figure("survey", "2")))
    table = Table(1, Shape.SHEET, columns, (record,))
    (row,) = record_rows("b", Report(Source("b", "", 1), tables=(table,)))
    assert row["survey"] == "1"
    assert json.loads(row["other"]) == {"ĐTXHH lần 2": "2"}


def test_every_row_has_exactly_the_documented_columns() -> None:
    report = appendix()
    read_well = report_row("a", report, status="converted", exit_code=0, message="")
    failed = failure_row("a", "a.pdf", 4, "bad")
    for columns, rows in (
        (RECORDS, record_rows("a", report)),
        (REPORTS, [read_well, failed]),
        (CHECKS, check_rows("a", report)),
    ):
        for row in rows:
            assert set(row) == {c.name for c in columns}
    names = [c.name for c in RECORDS]
    assert {*NUMBERS, *TEXTS, *(f"{n}_verdict" for n in NUMBERS)} <= set(names)
    assert len(names) == len(set(names))


def test_a_report_is_counted() -> None:
    row = report_row("a", appendix(), status="converted", exit_code=0, message="")
    assert (row["headline_score"], row["headline_score_verdict"]) == ("91.00", "ambiguous")
    assert row["report_date"] == "2024-02-27"
    assert [row[k] for k in ("tables", "records", "checks", "certain_checks", "review")] == [
        "1",
        "1",
        "1",
        "1",
        "3",
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "\t=1", "＝1", "-2+3+cmd|'/C calc'!A0", '- HYPERLINK("http://x")']
)
def test_a_formula_is_made_inert(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- Chưa ban hành kế hoạch (quý III)",
        "-Chậm báo cáo(02 ngày)",
        "+ Đạt 50%",
        "-0.5",
        "1=1",
        "Đạt | không đạt",
    ],
)
def test_text_that_can_do_nothing_is_left_as_printed(text: str) -> None:
    assert inert(text) == text


def test_a_formula_in_a_report_reaches_no_spreadsheet(tmp_path: Path) -> None:
    frame = read(written(tmp_path, ("a", appendix('=HYPERLINK("http://x")'))) / "records.csv")
    assert frame.loc[0, "reason"] == '\'=HYPERLINK("http://x")'


def test_a_name_that_is_no_utf_8_is_still_written(tmp_path: Path) -> None:
    with writing(tmp_path) as sink:
        sink.fail("x", "b\udce1o.pdf", 4, "bad")
    assert read(tmp_path / "reports.csv").loc[0, "source"] == "b?o.pdf"


def test_a_broken_run_leaves_the_files_of_the_last_one(tmp_path: Path) -> None:
    written(tmp_path, ("a", appendix()))
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def stopped() -> None:
        with writing(tmp_path) as sink:
            sink.add("b", ranking(), status="converted", exit_code=0, message="")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "records.csv").mkdir()
    with pytest.raises(OutputRefused, match=r"records\.csv"), writing(tmp_path):
        pass
    assert not list(tmp_path.glob("*.part"))


def test_the_documentation_is_made_from_the_columns() -> None:
    assert page().read_text(encoding="utf-8") == markdown()
