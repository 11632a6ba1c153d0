"""Full sheets and rankings: parents, groups that do not add up, means, ranks, rounding."""

from __future__ import annotations

from decimal import Decimal

from document import number
from document.claim import Location, Verdict
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
    coded,
    stated,
)
from document.table import Reading
from verify.arithmetic.equations import RULES
from verify.verify import verify

KINDS = {"total": Kind.TOTAL, "mean": Kind.MEAN}


def printed(column: str, text: str) -> Figure:
    """A cell: "text", "text?" for one that Tesseract alone read, "first|second" for a first
    reading by Tesseract and a second by the number reader, "." for blank."""
    if text == ".":
        return Figure(column, place=Location(2))
    readings: tuple[Reading, ...]
    if "|" in text:
        first, second = text.split("|")
        readings = (
            Reading(Origin.TESSERACT, first, 0.9), Reading(Origin.READER, second, 0.95),
        )  # fmt: skip
    elif text.endswith("?"):
        readings = (Reading(Origin.TESSERACT, text[:-1], 0.6),)
    else:
        readings = (Reading(Origin.LAYER, text, 1.0),)
    said = readings[0].text
    return Figure(
        column, said, number.parse(said), readings=readings, place=Location(2), inked=True
    )


def report(shape: Shape, columns: str, text: str, headline: str = "") -> Report:
    """Lines "path cell cell ..."; the paths "total" and "mean" make such rows."""
    names = columns.split()
    records: list[Record] = []
    for line in text.strip().splitlines():
        path, *cells = line.split()
        kind = KINDS.get(path, Kind.DATA)
        code = "" if path in KINDS else path
        figures = tuple(printed(c, t) for c, t in zip(names, cells, strict=True))
        records.append(
            Record(kind, len(records) + 1, coded(code.rpartition("/")[2]), figures=figures,
                   path=code, pages=(2,))
        )  # fmt: skip
    table = Table(1, shape, tuple(Column(c, c, True) for c in names), tuple(records), (2,))
    facts = (stated("headline_score", headline, headline, 2),) if headline else ()
    page = Page(2, 595.0, 842.0, layer=Layer.RIGHT)
    return Report(Source("sheet.pdf", "0" * 64, 1), facts, (table,), (page,))


def sheet(text: str, headline: str = "") -> Report:
    return verify(report(Shape.SHEET, "max_score verified_score", text, headline))


def ranking(text: str, headline: str = "") -> Report:
    columns = "field_1 field_2 total_score rank"
    return verify(report(Shape.RANKING, columns, text, headline))


def said(done: Report) -> set[tuple[str, str, str]]:
    return {(c.rule, c.code, c.column) for c in done.checks}


def figure(done: Report, path: str, column: str) -> Figure:
    row = next(r for r in done.tables[0].records if r.path == path)
    found = row.figure(column)
    assert found is not None
    return found


SHEET = """
I 5 4.25
I/1 3 2.5
I/1/1.1 1 1
I/1/1.2 2 1.5
I/2 2 1.75
II 4 4
II/1 4 4
total 9 8.25
"""


def test_a_sound_sheet_is_proven_throughout() -> None:
    done = sheet(SHEET, headline="8.25")
    assert done.checks == ()
    verdicts = {f.verdict for r in done.tables[0].records for f in r.figures}
    assert verdicts == {Verdict.CONSISTENT}
    headline = done.fact("headline_score")
    assert headline is not None
    assert headline.verdict is Verdict.CONSISTENT


def test_a_parent_is_repaired_from_both_sides() -> None:
    done = sheet(SHEET.replace("I/1 3 2.5", "I/1 3 25|2.5"))
    found = figure(done, "I/1", "verified_score")
    assert (found.value, found.verdict) == (Decimal("2.5"), Verdict.REPAIRED)
    assert done.checks == ()


def test_a_group_that_does_not_add_up_is_reported_and_the_total_left_alone() -> None:
    # The grand total agrees with the typed groups: the group is wrong, not the total.
    done = sheet(SHEET.replace("I 5 4.25", "I 5 4.75").replace("total 9 8.25", "total 9 8.75"))
    assert said(done) == {("parent_sum", "I", "verified_score")}
    assert figure(done, "I", "verified_score").verdict is Verdict.DISCREPANCY
    assert done.tables[0].records[-1].value("verified_score") == Decimal("8.75")


def test_a_lost_leaf_takes_what_its_siblings_leave() -> None:
    text = SHEET.replace("I/1/1.2 2 1.5", "I/1/1.2 2 ?")
    done = sheet(text)
    found = figure(done, "I/1/1.2", "verified_score")
    assert (found.value, found.verdict) == (Decimal("1.5"), Verdict.DERIVED)


def test_children_under_the_wrong_parent_change_no_figure() -> None:
    done = sheet(SHEET.replace("I/2 2 1.75", "II/2 2? 1.75?").replace("5 4.25", "5? 4.25?"))
    assert not [f for r in done.tables[0].records for f in r.figures
                if f.verdict is Verdict.REPAIRED]  # fmt: skip
    assert all(not check.certain for check in done.checks)


def test_a_total_is_asked_of_the_criteria_where_a_number_was_misread() -> None:
    # "II" was read as "I/3": its row counts in another group, the criteria still add up.
    text = SHEET.replace("II 4 4\n", "I/3 4 4\n").replace("II/1", "I/3/1")
    done = sheet(text.replace("total 9 8.25", "total 9 8.75"))
    assert ("column_total", "", "verified_score") in {
        (c.rule, c.code, c.column) for c in done.checks if c.certain
    }


def test_a_rounded_sum_is_no_fault_where_nothing_else_is_exact() -> None:
    done = sheet("I 6,62 6,62\nII 45,59 45,59\nIII 30,15 30,15\nIV 17,65 17,65\ntotal 100 100")
    assert done.checks == ()


def test_a_cent_is_a_fault_where_all_other_sums_are_exact() -> None:
    rows = "\n".join(f"{n} 2 1.25\n{n}/1 1 0.5\n{n}/2 1 0.75" for n in range(1, 6))
    assert said(sheet(f"{rows}\ntotal 10 6.25")) == set()
    assert said(sheet(f"{rows}\ntotal 10 6.26")) == {("column_total", "", "verified_score")}


RANKING = "1 40 50 90 2\n2 45 50 95 1\n3 40 50 90 2\n4 30 40.5 70.5 4\nmean 38.75 47.63 86.38 ."


def test_ties_share_a_rank_and_means_bear_witness() -> None:
    done = ranking(RANKING, headline="95")
    assert done.checks == ()
    assert figure(done, "1", "field_1").rules == ("row_total", "column_mean")
    assert figure(done, "1", "rank").verdict is Verdict.CONSISTENT


def test_ranks_and_the_best_total_are_told() -> None:
    done = ranking(RANKING.replace("70.5 4", "70.5 3"), headline="90")
    assert said(done) == {("rank_order", "4", "rank"), ("headline", "", "headline_score")}
    assert "xếp hạng 3" in done.checks[0].vi


def test_a_misread_total_is_repaired_before_ranks_are_asked() -> None:
    done = ranking(RANKING.replace("50 95 1", "50 65|95 1"))
    assert figure(done, "2", "total_score").value == 95
    assert done.checks == ()


def test_a_table_that_is_not_understood_is_read_without_rules() -> None:
    columns = "so_luong ty_le"
    done = verify(report(Shape.OTHER, columns, "A 3 60\nB 2? 40\ntotal 5 100"))
    assert done.checks == ()
    assert done.rules_checked == 0
    assert figure(done, "A", "so_luong").verdict is Verdict.UNVERIFIED
    assert figure(done, "B", "so_luong").verdict is Verdict.AMBIGUOUS


def test_percentages_in_an_unknown_column_are_not_added() -> None:
    columns = "max_score verified_score ty_le"
    done = verify(report(Shape.SHEET, columns, "1 2 1 50\n2 2 2 100\ntotal 4 3 75"))
    assert done.checks == ()


def test_no_table_at_all() -> None:
    empty = Report(Source("empty.pdf", "0" * 64, 1))
    done = verify(empty)
    assert (done.tables, done.checks, done.rules_checked) == ((), (), 0)


def test_a_table_without_rows() -> None:
    bare = Table(1, Shape.SHEET, (Column("max_score", "Điểm chuẩn", True),), ())
    done = verify(Report(Source("bare.pdf", "0" * 64, 1), tables=(bare,)))
    assert done.checks == ()


def test_each_reported_rule_is_listed_for_the_shape_of_its_table() -> None:
    broken = [
        (Shape.SHEET, sheet(SHEET.replace("I/1 3", "I/1 4"), headline="7")),
        (Shape.RANKING, ranking(RANKING.replace("95 1", "94 2"), headline="90")),
    ]
    for shape, done in broken:
        assert done.checks
        assert all(shape in RULES[check.rule].shapes for check in done.checks)


def test_a_total_that_is_less_than_a_part_is_doubted_where_the_others_are_not_legible() -> None:
    """ "74" came out as "4" to both readers; with a field that nobody could read no sum tells."""
    done = ranking(RANKING.replace("2 45 50 95 1", "2 45 xx? 5|5 1"))
    assert figure(done, "2", "total_score").verdict.needs_person
    assert figure(done, "2", "field_2").value is None  # not -40
    assert not any(c.certain for c in done.checks)
    done = ranking(RANKING.replace("2 45 50 95 1", "2 45 xx? 95|95 1"))
    assert not figure(done, "2", "total_score").verdict.needs_person


def test_a_part_that_is_more_than_its_total_is_doubted() -> None:
    done = ranking(RANKING.replace("2 45 50 95 1", "2 450|450 xx? 95 1"))
    assert figure(done, "2", "field_1").verdict.needs_person
    done = ranking(RANKING.replace("2 45 50 95 1", "2 45|45 xx? 95 1"))
    assert not figure(done, "2", "field_1").verdict.needs_person
