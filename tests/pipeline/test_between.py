"""Rules between documents: small archives of a few reports, each with one thing that is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from document.check import Blamed
from document.claim import Verdict
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
from pipeline.archive.cross_checks import Archive, Finding
from pipeline.archive.run import convert
from pipeline.archive.status import lines
from pipeline.cli.terminal import Terminal

FIRST, SECOND = "UBND phường 5, thành phố Đông Hà", "UBND phường 1, thành phố Đông Hà"


def report(
    issuer: str = FIRST,
    year: str = "2023",
    *,
    criteria: tuple[tuple[str, str, str], ...] = (),
    sure: bool = True,
    **facts: str,
) -> Report:
    """A report with an appendix of (code, criterion, maximum)."""
    verdict = Verdict.CONSISTENT if sure else Verdict.UNVERIFIED
    told = {"issuer": issuer, "index_year": year, **facts}
    records = tuple(
        Record(
            Kind.DATA,
            row,
            coded(code),
            (TextCell("criterion", name),),
            (Figure("max_score", maximum, Decimal(maximum), verdict),),
            code,
            pages=(4,),
        )
        for row, (code, name, maximum) in enumerate(criteria, 1)
    )
    columns = (Column("criterion", "Tiêu chí", False), Column("max_score", "Điểm chuẩn", True))
    return Report(
        Source("x.pdf", "", 4),
        tuple(stated(name, value, value, 1, verdict) for name, value in told.items()),
        (Table(1, Shape.DEDUCTION, columns, records),),
    )


def ranking(*rows: tuple[str, str, str]) -> Report:
    """A ranking of (unit, total, rank) by the city."""
    columns = tuple(Column(n, n, n != "unit") for n in ("unit", "total_score", "rank"))
    records = tuple(
        Record(
            Kind.DATA,
            row,
            coded(str(row)),
            (TextCell("unit", unit),),
            (
                Figure("total_score", total, Decimal(total), Verdict.CONSISTENT),
                Figure("rank", rank, Decimal(rank), Verdict.CONSISTENT),
            ),
            pages=(2,),
        )
        for row, (unit, total, rank) in enumerate(rows, 1)
    )
    facts = (
        stated("issuer", "UBND thành phố Đông Hà", ""),
        stated("index_year", "2023", "2023"),
    )
    table = Table(1, Shape.RANKING, columns, records)
    return Report(Source("ranking.pdf", "", 2), facts, (table,))


@pytest.fixture
def archive() -> Iterator[Archive]:
    made = Archive()
    yield made
    made.close()


def found(archive: Archive, *reports: Report) -> list[Finding]:
    for number, each in enumerate(reports, 1):
        archive.add(f"r{number}", each)
    return list(archive.findings())


@pytest.mark.parametrize("before", ["81.82", "81.8", "81.83"])
def test_last_year_agrees_but_for_rounding(archive: Archive, before: str) -> None:
    this = report(headline_score="91.00", change_vs_previous_year="9.18")
    assert found(archive, this, report(year="2022", headline_score=before)) == []


def test_last_year_says_another_score(archive: Archive) -> None:
    this = report(headline_score="91.00", change_vs_previous_year="9.18")
    (one,) = found(archive, report(year="2022", headline_score="82.81"), this)
    check = one.check
    assert (one.name, check.rule, check.column) == (
        "r2",
        "previous_year",
        "change_vs_previous_year",
    )
    assert (check.printed, check.expected, check.certain) == (
        Decimal("9.18"),
        Decimal("8.19"),
        False,
    )
    assert "tức năm 2022 đạt 81,82; nhưng báo cáo “r1” ghi 82,81" in check.vi


def test_a_fall_is_a_negative_change(archive: Archive) -> None:
    this = report(headline_score="80", change_vs_previous_year="-5")
    assert found(archive, this, report(year="2022", headline_score="85")) == []


def test_the_last_year_of_another_commune_is_no_matter(archive: Archive) -> None:
    this = report(headline_score="91.00", change_vs_previous_year="9.18")
    assert found(archive, this, report(SECOND, "2022", headline_score="50")) == []


NAME = "Mức độ hoàn thành kế hoạch cải cách hành chính"


def with_maximum(maximum: str, issuer: str, **more: bool) -> Report:
    return report(issuer, criteria=(("1.1", NAME, maximum),), **more)  # type: ignore[arg-type]


def test_a_maximum_that_no_other_report_of_the_district_has(archive: Archive) -> None:
    others = [with_maximum("2", f"UBND phường {n}, thành phố Đông Hà") for n in (1, 2, 3)]
    (one,) = found(archive, others[0], with_maximum("3", FIRST), *others[1:])
    assert (one.name, one.check.rule, one.check.code, one.check.page) == (
        "r2",
        "criterion_maximum",
        "1.1",
        4,
    )
    assert (one.check.printed, one.check.expected) == (Decimal(3), Decimal(2))
    assert one.check.certain
    assert "3/3 báo cáo khác" in one.check.vi


def test_a_maximum_against_one_other_or_badly_read_is_not_certain(archive: Archive) -> None:
    (one,) = found(archive, with_maximum("2", SECOND), with_maximum("3", FIRST))
    assert not one.check.certain


def test_a_maximum_in_another_district_or_year_is_no_matter(archive: Archive) -> None:
    elsewhere = with_maximum("3", "UBND phường 1, thành phố Huế")
    earlier = report(SECOND, "2022", criteria=(("1.1", NAME, "4"),))
    assert found(archive, with_maximum("2", FIRST), elsewhere, earlier) == []


def test_the_decision_stands_for_a_district_that_is_not_told(archive: Archive) -> None:
    one = report("UBND phường 1", criteria=(("1.1", NAME, "2"),), decision_number="7/QĐ-UBND")
    two = report("UBND phường 2", criteria=(("1.1", NAME, "3"),), decision_number="7/QĐ-UBND")
    assert [f.check.rule for f in found(archive, one, two)] == ["criterion_maximum"]


def test_a_code_that_means_another_criterion(archive: Archive) -> None:
    others = [
        report(issuer, criteria=(("1.1", name, "2"),))
        for issuer, name in ((FIRST, NAME), (SECOND, NAME.replace("à", "a").upper()))
    ]
    odd = report("UBND phường 9, thành phố Đông Hà", criteria=(("1.1", "Số hóa hồ sơ", "2"),))
    (one,) = found(archive, *others, odd)
    assert (one.name, one.check.rule, one.check.column) == ("r3", "criterion_name", "criterion")
    assert "Số hóa hồ sơ" in one.check.vi


def test_a_ranking_and_the_report_of_its_unit(archive: Archive) -> None:
    listed = ranking(("Phường 5", "91", "1"), ("Phường 1", "88.25", "2"), ("Xã Lạ", "70", "3"))
    own = [
        report(FIRST, headline_score="91.00", rank="1"),
        report(SECOND, headline_score="89.25", rank="3"),
    ]
    total, rank = found(archive, *own, listed)
    assert (total.name, total.check.column, total.check.page) == ("r3", "total_score", 2)
    assert (total.check.printed, total.check.expected) == (Decimal("88.25"), Decimal("89.25"))
    assert total.check.certain
    assert "“Phường 1”" in total.check.vi
    assert (rank.check.column, rank.check.printed, rank.check.certain) == (
        "rank",
        Decimal(2),
        False,
    )


def test_one_report_twice(archive: Archive) -> None:
    first = report(report_number="20/BC-UBND")
    others = [
        report(SECOND, report_number="20/BC-UBND"),
        report(year="2022", report_number="20/BC-UBND"),
    ]
    (one,) = found(archive, first, *others, report(report_number="20/BC-UBND"))
    assert (one.name, one.check.rule) == ("r4", "duplicate")
    assert "“r1”" in one.check.vi


def test_what_is_not_told_is_not_compared(archive: Archive) -> None:
    bare = Report(Source("x", "", 1))
    nameless = report("", "", headline_score="1", change_vs_previous_year="1", report_number="1")
    assert found(archive, bare, nameless, nameless, bare) == []


def test_checks_between_documents_have_ids_and_blame_cells(archive: Archive) -> None:
    others = [with_maximum("2", f"UBND phường {n}, thành phố Đông Hà") for n in (1, 2, 3)]
    twice = report(
        FIRST,
        criteria=(("1.1", NAME, "3"), ("1.2", NAME, "4")),
        report_number="20/BC-UBND",
    )
    usual = report(SECOND, criteria=(("1.2", NAME, "2"),))
    same = report(FIRST, report_number="20/BC-UBND")
    checks = [f.check for f in found(archive, *others, usual, twice, same)]
    assert len({check.id for check in checks}) == len(checks) == 3
    assert all(check.root == check.id for check in checks)
    first, second = (check for check in checks if check.rule == "criterion_maximum")
    assert (first.id, first.blamed) == (
        "criterion_maximum/1/1/max_score",
        Blamed(1, 1, "max_score"),
    )
    assert second.blamed == Blamed(1, 2, "max_score")
    (repeat,) = (check for check in checks if check.rule == "duplicate")
    assert (repeat.id, repeat.blamed) == ("duplicate/0/0/report_number", None)


def test_they_reach_every_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """reports.csv, the results, the status and the screen say the same of them."""
    told = {
        "a": report(year="2022", headline_score="85"),
        "b": report(headline_score="91.00", change_vs_previous_year="9.18"),
        "c": report(SECOND, headline_score="91.00"),
    }

    def reader(path: Path, **_: object) -> Report:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return replace(told[path.read_text()], source=Source(path.name, sha256, 1))

    for name in told:
        (tmp_path / f"{name}.pdf").write_text(name)
    (tmp_path / "copy.pdf").write_text("c")
    out = tmp_path / "out"
    inputs = [tmp_path / f"{name}.pdf" for name in (*told, "copy")]
    terminal = Terminal()
    outcome = convert(inputs, out, watcher=terminal, process=reader)
    terminal.summary(outcome, out)
    assert {r.path.stem: r.cross_checks for r in outcome.results} == {
        "a": 0, "b": 1, "c": 0, "copy": 0
    }  # fmt: skip
    reports = pandas.read_csv(out / "reports.csv", dtype=str).set_index("source")
    assert reports["cross_checks"].to_dict() == {
        "a.pdf": "0", "b.pdf": "1", "c.pdf": "0", "copy.pdf": "0"
    }  # fmt: skip
    lines_about = pandas.read_csv(out / "checks.csv").groupby("source").size().to_dict()
    assert lines_about == {"b.pdf": 1, "copy.pdf": 1}
    assert reports["checks"].astype(int).sum() == 2
    said = capsys.readouterr().out
    (line,) = (line for line in said.splitlines() if line.startswith("b: "))
    assert line.endswith(", 1 check between documents (checks.csv)")
    assert "1 document with 1 check between documents" in said
    assert any("1 check between documents" in line for line in lines(out))
    again = convert(inputs, out, process=reader)
    assert [r.cross_checks for r in again.results] == [r.cross_checks for r in outcome.results]
