"""What stands on the screen: signs beside colours, a line of verdict, and it fits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from document.check import Check
from document.claim import Verdict
from document.record import (
    Code,
    Column,
    Fact,
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
from export.summary import Summary
from pipeline.archive.results import Outcome, Result, Status
from pipeline.cli.terminal import Terminal, VerdictLine, show_report

LONG = "Mức độ hoàn thành kế hoạch cải cách hành chính trong năm của các phòng chuyên môn"


def row(kind: Kind, code: str, deduction: str, verdict: Verdict = Verdict.CONSISTENT) -> Record:
    figure = Figure("deduction", deduction, Decimal(deduction), verdict)
    return Record(kind, 1, coded(code), (TextCell("criterion", LONG),), (figure,))


def appendix(total: str = "9", headline: Verdict = Verdict.CONSISTENT) -> Report:
    records = (
        row(Kind.DATA, "1", "4.50"),
        row(Kind.DATA, "2", "4.50", Verdict.REPAIRED),
        row(Kind.TOTAL, "", total),
    )
    columns = (Column("criterion", "Tiêu chí", False), Column("deduction", "Điểm trừ", True))
    return Report(
        Source("a.pdf", "", 1),
        (stated("headline_score", "91.00", "91.00/100", 1, headline),),
        (Table(1, Shape.DEDUCTION, columns, records),),
    )


def ranking() -> Report:
    names = [*(f"field_{n}" for n in range(1, 9)), "total_score"]
    columns = (
        Column("unit", "Đơn vị", False),
        *(Column(name, name, True) for name in names),
    )
    figures = tuple(Figure(name, "12,34", Decimal("12.34")) for name in names)
    record = Record(Kind.DATA, 1, coded("1"), (TextCell("unit", "Phường 5"),), figures)
    return Report(Source("c", "", 1), tables=(Table(1, Shape.RANKING, columns, (record,)),))


def broken(rule: str, column: str, table: int, expected: str) -> Check:
    vi = "Tổng điểm trừ không khớp"
    one = f"{rule}/{table}/1/{column}"
    return Check(
        *(rule, table, "", column, 1, Decimal(8), Decimal(expected), True, vi, "Wrong"), one, one
    )


def shown(report: Report, width: int) -> str:
    console = Console(width=width, record=True, file=None, highlight=False)
    with console.capture() as capture:
        show_report(console, report)
    return capture.get()


def verdict_line(report: Report) -> str:
    return VerdictLine.of(report).text()


def test_a_sound_report_in_one_line() -> None:
    assert verdict_line(appendix()) == (
        "2 criteria, typed total 9 = sum 9, headline 91.00 agrees, nothing to look at"
    )


def test_a_report_that_does_not_add_up_says_so() -> None:
    checks = (
        broken("column_total", "deduction", 1, "9"),
        broken("headline", "headline_score", 0, "92"),
    )
    report = replace(appendix("8", Verdict.DISCREPANCY), checks=checks)
    assert verdict_line(report) == (
        "2 criteria, typed total 8 ≠ sum 9, headline 91.00 ≠ 92, 2 slips, 1 place to look at"
    )
    assert "! Tổng điểm trừ không khớp" in shown(report, 80)


def test_a_slip_and_what_follows_from_it_are_told_as_one() -> None:
    first = broken("row_arithmetic", "deduction", 1, "9")
    other = broken("ratio_percent", "reason", 1, "50")
    follows = replace(
        broken("headline", "headline_score", 0, "92"), root=first.id, vi="Câu kết quả chung"
    )
    doubted = replace(broken("column_total", "max_score", 1, "9"), certain=False, vi="Có thể")
    report = replace(appendix(), checks=(first, follows, other, doubted))
    assert "2 slips" in verdict_line(report)
    told = [line for line in shown(report, 80).splitlines() if line.strip()[:2] in ("! ", "? ")]
    assert told == [
        "! Tổng điểm trừ không khớp",
        "    ! Câu kết quả chung",
        "! Tổng điểm trừ không khớp",
        "? Có thể",
    ]


def test_the_signs_on_the_screen_are_as_many_as_the_places_to_look_at() -> None:
    report = appendix("9", Verdict.DISCREPANCY)
    misread = Code("code", "1.l", None, Verdict.UNREAD, reason="no code")
    rows = (
        row(Kind.DATA, "1", "4.50", Verdict.AMBIGUOUS),
        replace(row(Kind.DATA, "", "4.50"), number=misread),
        row(Kind.TOTAL, "", "9", Verdict.REPAIRED),
    )
    table = replace(report.tables[0], records=rows)
    facts = (*report.facts, doubtful())
    report = replace(report, tables=(table,), facts=facts)
    text = shown(report, 100)
    assert verdict_line(report).endswith("4 places to look at")
    assert "! 1 the paper contradicts itself   ? 2 more than one" in text
    assert "?? 1 not readable" in text
    assert "* 1 repaired" in text
    assert "1.l??" in text
    assert "? decision number 95/QĐ-UBND: two numbers stand there" in text
    assert "! headline score 91.00" in text


def doubtful() -> Fact:
    return Fact(
        "decision_number",
        "số 95",
        "95/QĐ-UBND",
        Verdict.AMBIGUOUS,
        reason="two numbers stand there",
    )


def test_nothing_to_look_at_only_where_nothing_is_unclear_or_missing() -> None:
    missing = Missing("total_row", 1, "Không tìm thấy", "Not found")
    other = Missing("report_number", 0, "Không tìm thấy", "Not found")
    line = verdict_line(replace(appendix(), missing=(missing, other)))
    assert line.endswith("agrees, not found: total row of table 1, report number")
    line = verdict_line(replace(appendix(), unclear=(NotUnderstood(1, "dark"),)))
    assert line.endswith("agrees, not understood: page 1")
    assert (
        VerdictLine.of(appendix())
        .text(2)
        .endswith("agrees, 2 checks between documents (checks.csv)")
    )
    table = Missing("table", 0, "Không tìm thấy", "Not found")
    assert verdict_line(Report(Source("x", "", 1), missing=(table, other))) == (
        "no table was found, not found: report number"
    )


def test_a_sum_that_no_rule_calls_broken_is_only_near() -> None:
    line = verdict_line(appendix("9.01", Verdict.UNVERIFIED))
    assert "typed total 9.01 ≈ sum 9, headline 91.00 not checked" in line


def test_a_ranking_counts_units_and_nothing_is_nothing() -> None:
    assert verdict_line(ranking()) == "1 unit, nothing to look at"
    assert verdict_line(Report(Source("x", "", 1))) == "no table was found"


@pytest.mark.parametrize(
    ("verdict", "cell"),
    [
        (Verdict.DISCREPANCY, "4.5!"),
        (Verdict.AMBIGUOUS, "4.5?"),
        (Verdict.UNREAD, "4.5??"),
        (Verdict.REPAIRED, "4.5*"),
        (Verdict.DERIVED, "4.5+"),
        (Verdict.CONSISTENT, "4.5 "),
    ],
)
def test_what_needs_a_look_has_a_sign(verdict: Verdict, cell: str) -> None:
    report = appendix()
    table = replace(report.tables[0], records=(row(Kind.DATA, "1", "4.50", verdict),))
    assert cell in shown(replace(report, tables=(table,)), 80) + " "


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_table_fits_and_no_number_is_cut(width: int) -> None:
    text = shown(appendix(), width)
    rows = [line for line in text.splitlines() if "4.5" in line or "9" in line.split()[-1:]]
    assert rows
    assert all(len(line) <= width for line in rows)
    assert text.count("4.5") == 2
    assert ("…" in text) == (width < len(LONG))


def test_field_scores_give_way_on_a_narrow_terminal() -> None:
    narrow, wide = shown(ranking(), 80), shown(ranking(), 200)
    assert narrow.count("12.34") == 1
    assert "8 columns more in records.csv" in narrow
    assert wide.count("12.34") == 9
    assert "more in records.csv" not in wide


def closed(
    terminal: Terminal, path: Path, report: Report | None, message: str = "", trace: str = ""
) -> Result:
    status = Status.CONVERTED if report else Status.FAILED
    result = Result(path.stem, path, status, 0, message, trace, report)
    with terminal:
        terminal.opened(path)
        terminal.pages(path, 1, 1)
        terminal.closed(result)
    return result


def test_several_documents_get_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.begin(2)
    results = (
        closed(terminal, Path("a.pdf"), appendix()),
        closed(terminal, Path("b\x1b[31m.pdf"), None, "b: broken. Scan again", "Traceback: x"),
    )
    terminal.summary(Outcome(results, 10), Path("out"))
    said = capsys.readouterr()
    assert "a: 2 criteria" in said.out
    assert LONG[:10] not in said.out
    assert "2 files: 1 done, 0 partial, 1 failed" in said.out
    assert "[1/2] a.pdf: done" in said.err
    assert "bangdiem: b: broken. Scan again\n" in said.err
    assert "\x1b" not in said.err
    assert "Traceback" not in said.err


def test_of_many_documents_the_worst_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.begin(60)
    fine = [
        Result(f"f{n}", Path(f"f{n}.pdf"), Status.CONVERTED, summary=Summary(review=n))
        for n in range(40)
    ]
    bad = [
        Result(f"b{n}", Path(f"b{n}.pdf"), Status.FAILED, 4, f"b{n}.pdf: broken. Scan again")
        for n in range(15)
    ]
    lost = Result("l", Path("l.pdf"), Status.CONVERTED, 11, "l.pdf: page 2 could not be read")
    again = [Result("f0", Path(f"c{n}.pdf"), Status.DUPLICATE) for n in range(4)]
    terminal.summary(Outcome((*fine, *bad, lost, *again), 10, 3), Path("out"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "b0.pdf: broken. Scan again"
    assert lines[10] == "... and 5 more failed: see reports.csv"
    assert lines[11] == "l.pdf: page 2 could not be read"
    assert lines[12] == "f39: 39 places to look at"
    assert lines[-2] == (
        "60 files: 40 done, 1 partial, 15 failed, 4 same as another, 3 of another kind left out; "
        "39 documents with 780 places to look at"
    )


def test_quiet_says_only_what_went_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(quiet=True, debug=True)
    terminal.begin(2)
    results = (
        closed(terminal, Path("a.pdf"), appendix()),
        closed(terminal, Path("b.pdf"), None, "b: broken. Scan again", "Traceback: x"),
    )
    terminal.summary(Outcome(results, 10), Path("out"))
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "bangdiem: b: broken. Scan again\nTraceback: x\n"
