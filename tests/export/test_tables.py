"""The CSV files say what the Report says, to pandas as to Excel."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from document.check import Blamed, Check
from document.claim import Verdict
from document.errors import OutputRefused
from document.record import (
    FACTS,
    Code,
    Column,
    Figure,
    Kind,
    Missing,
    NotUnderstood,
    Record,
    Report,
    Shape,
    Source,
    Table,
    TextCell,
    coded,
    stated,
)
from export.columns import CHECKS, NUMBERS, RECORDS, REPORTS, TEXTS, markdown, meanings, page
from export.document import as_json
from export.summary import Summary
from export.tables import check_rows, inert, record_rows, report_row, unread_row, writing

ODD = 'Chậm "02" ngày,\nthiếu minh chứng; đạt 96,56%'


MISSING_NUMBER = Missing("report_number", 0, "Không tìm thấy", "Not found")


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
            TextCell("code", "1.1.3."),
            TextCell("criterion", "Mức độ hoàn thành kế hoạch"),
            TextCell("reason", reason),
            TextCell("nguoi ky", "NA"),
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
        (TextCell("criterion", "Tổng cộng"),),
        (figure("max_score", "2"), figure("deduction", None, Verdict.UNREAD)),
        pages=(5,),
    )
    check = Check(
        "row_arithmetic", 1, "1.1.3", "deduction", 4, Decimal("0.50"), None, True, "Sai", "Wrong",
        "row_arithmetic/1/1/deduction", "row_arithmetic/1/1/deduction", Blamed(1, 1, "deduction"),
    )  # fmt: skip
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
        missing=(Missing("total_row", 1, "Không tìm thấy", "Not found"), MISSING_NUMBER),
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
        (TextCell("order", "1"), TextCell("unit", "Phường 5"), TextCell("grade", "Tốt")),
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
        empty = "hỏng.pdf: the file is empty. Scan it again"
        sink.unread("hỏng", "hỏng.pdf", status="failed", exit_code=4, message=empty)
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


def test_a_code_stands_beside_what_was_read_and_may_need_a_person() -> None:
    read_code = Code("code", "1.1O", "1.10", Verdict.AMBIGUOUS, alternatives=("1.1",), reason="O")
    record = Record(Kind.DATA, 1, read_code, (TextCell("code", "1.1O"),), (figure("rank", "1"),))
    table = Table(1, Shape.SHEET, (Column("code", "TT", False),), (record,))
    (row,) = record_rows("b", Report(Source("b", "", 1), tables=(table,)))
    assert (row["code"], row["code_printed"], row["code_verdict"]) == ("1.10", "1.1O", "ambiguous")
    assert row["review"] == "code"
    assert row["other"] == ""


def test_every_fact_has_its_verdict_beside_it_and_what_is_missing_is_named() -> None:
    row = report_row("a", appendix(), status="converted", exit_code=0, message="")
    assert (row["report_date"], row["report_date_verdict"]) == ("2024-02-27", "unverified")
    assert (row["issuer"], row["issuer_verdict"]) == ("", "")
    assert {f"{name}_verdict" for name in FACTS} <= set(row)
    assert row["not_found"] == "total_row 1;report_number"


def test_a_check_tells_its_id_its_root_and_the_cell_to_blame() -> None:
    (row,) = check_rows("a", appendix())
    assert row["id"] == row["root"] == "row_arithmetic/1/1/deduction"
    assert [row[f"blamed_{k}"] for k in ("table", "row", "column")] == ["1", "1", "deduction"]


def test_what_needs_a_person_is_counted_once_and_alike() -> None:
    report = appendix()
    summary = Summary.of(report)
    line = report_row("a", report, status="converted", exit_code=0, message="")
    in_rows = [
        name for row in record_rows("a", report) for name in row["review"].split(";") if name
    ]
    person = {v.value for v in Verdict if v.needs_person}
    in_facts = [name for name in FACTS if line[f"{name}_verdict"] in person]
    assert len(in_rows) + len(in_facts) == summary.review == int(line["review"]) == 3
    assert line["not_found"].count(";") + 1 == summary.not_found == 2
    assert (summary.rows, summary.checks, summary.slips) == (2, 1, 1)
    assert as_json(report)["summary"] == asdict(summary)
    assert not summary.settled
    assert Summary.of(Report(Source("x", "", 1))).settled


def test_a_report_that_only_lacks_something_is_not_settled() -> None:
    assert not Summary.of(Report(Source("x", "", 1), missing=(MISSING_NUMBER,))).settled
    assert not Summary.of(Report(Source("x", "", 1), unclear=(NotUnderstood(1, "dark"),))).settled


def test_every_verdict_is_explained_in_both_languages() -> None:
    told = meanings()
    assert set(told) == set(Verdict)
    assert all(told.values())
    rows = [line for line in markdown().splitlines() if line.startswith("| ")]
    for verdict in Verdict:
        (line,) = (row for row in rows if row.startswith(f"| {verdict.value} |"))
        assert line.split(" | ")[2] == ("yes" if verdict.needs_person else "no")


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


def test_each_file_has_as_many_checks_as_there_are_lines_about_it(tmp_path: Path) -> None:
    between = replace(appendix().checks[0], rule="criterion_maximum", certain=False)
    with writing(tmp_path) as sink:
        sink.add("a", appendix(), status="converted", exit_code=0, message="")
        sink.add("c", ranking(), status="converted", exit_code=0, message="")
        sink.check("a", "báo cáo.pdf", between, between=True)
    reports = read(tmp_path / "reports.csv").set_index("report")
    lines = read(tmp_path / "checks.csv").groupby("report").size()
    assert list(reports.loc[["a", "c"], "checks"]) == ["2", "0"]
    assert lines.to_dict() == {"a": 2}
    assert list(reports.loc["a", ["certain_checks", "cross_checks"]]) == ["1", "1"]


def test_every_row_has_exactly_the_documented_columns() -> None:
    report = appendix()
    read_well = report_row("a", report, status="converted", exit_code=0, message="")
    failed = unread_row("a", "a.pdf", status="failed", exit_code=4, message="bad")
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
        sink.unread("x", "b\udce1o.pdf", status="failed", exit_code=4, message="bad")
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
