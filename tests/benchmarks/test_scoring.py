"""Each way to be right or wrong is counted as what it is, on tables of a few rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from benchmarks.alike import Line, aligned
from benchmarks.scoring import Outcome, Score, What, score

Json = dict[str, Any]
CRITERIA = (
    "Xây dựng kế hoạch cải cách hành chính", "Rà soát văn bản đã ban hành",
    "Niêm yết thủ tục tại nơi tiếp nhận", "Công khai dự toán thu, chi",
)  # fmt: skip
CODES = ("1.1", "1.2", "1.10", "2.1")


def true(**other: Any) -> Json:
    """An appendix of four rows that lost 0.5 of 2 each, its total row, and three facts."""
    rows = [
        {
            "kind": "data",
            "code": code,
            "path": code,
            "pages": [1 + at // 2],
            "record": {"code": code, "criterion": text, "max_score": "2", "deduction": "0.5"},
        }
        for at, (code, text) in enumerate(zip(CODES, CRITERIA, strict=True))
    ]
    names = (("code", False), ("criterion", False), ("max_score", True), ("deduction", True))
    return {
        "columns": [{"name": name, "numeric": numeric} for name, numeric in names],
        "rows": rows,
        "totals": {"values": {"max_score": "8", "deduction": "2"}},
        "report": {"issuer": "UBND xã Tân Lộc", "headline_score": "98", "rank": None},
        "violated_checks": [],
        "planted_inconsistencies": [],
    } | other


def found() -> Json:
    """What is read when all is right."""
    records = [record(code, text) for code, text in zip(CODES, CRITERIA, strict=True)]
    return {
        "tables": [table(records)],
        "totals": {"max_score": "8", "deduction": "2.0", "flags": {}},
        "facts": [fact("issuer", "UBND xã Tân Lộc"), fact("headline_score", "98")],
        "checks": [],
        "not_understood": [],
        "not_found": [],
    }


def table(records: list[Json], number: int = 1, aside: bool = False) -> Json:
    columns: list[Json] = [
        {"name": name, "header": name, "may_be": [], "verdict": "unverified", "reason": ""}
        for name in ("code", "criterion", "max_score", "deduction")
    ]
    return {"number": number, "aside": aside, "columns": columns, "records": records,
            "verdict": "unverified", "reason": ""}  # fmt: skip


def record(code: str, text: str) -> Json:
    figures = [figure("max_score", "2"), figure("deduction", "0.50")]
    texts = [{"column": "criterion", "text": text}]
    return {"kind": "data", "row": 1, "code": code, "pages": [1], "texts": texts,
            "figures": figures, "verdict": "unverified", "reason": "",
            "code_verdict": "unverified", "code_reason": ""}  # fmt: skip


def figure(column: str, value: str | None) -> Json:
    return {"column": column, "value": value, "verdict": "unverified", "reason": ""}


def fact(name: str, value: str) -> Json:
    return {"name": name, "value": value, "verdict": "unverified", "reason": ""}


def check(rule: str, path: str, column: str, certain: bool = True) -> Json:
    return {"rule": rule, "path": path, "column": column, "certain": certain, "en": "no sum"}


def rows(content: Json) -> list[Json]:
    listed: list[Json] = content["tables"][0]["records"]
    return listed


def counts(given: Score, what: What) -> dict[Outcome, int]:
    """The outcomes that occurred."""
    told = {outcome: given.count(what, outcome) for outcome in Outcome}
    return {outcome: count for outcome, count in told.items() if count}


def test_all_right_is_all_right() -> None:
    done = score(true(), found())
    assert {claim.outcome for claim in done.claims} == {Outcome.RIGHT}
    assert [done.count(w) for w in (What.ROW, What.CODE, What.FIGURE, What.TOTAL, What.FACT)] == [
        4, 4, 8, 2, 2
    ]  # fmt: skip
    assert done.silent == ()
    assert done.unexplained == ()


@pytest.mark.parametrize(
    ("value", "verdict", "outcome"),
    [
        ("0.5", "consistent", Outcome.RIGHT),
        ("5", "unverified", Outcome.WRONG),
        ("5", "repaired", Outcome.WRONG),
        (None, "blank", Outcome.MISSING),
        (None, "unread", Outcome.FLAGGED),
        ("5", "ambiguous", Outcome.FLAGGED),
        ("0.5", "discrepancy", Outcome.NEEDLESS),
    ],
)
def test_a_figure(value: str | None, verdict: str, outcome: Outcome) -> None:
    content = found()
    rows(content)[1]["figures"][1] |= {"value": value, "verdict": verdict}
    done = score(true(), content)
    assert done.count(What.FIGURE, outcome) == (8 if outcome is Outcome.RIGHT else 1)
    assert len(done.silent) == outcome.silent


def test_a_figure_where_the_paper_has_none_is_wrong() -> None:
    truth = true()
    truth["rows"][0]["record"]["deduction"] = None
    assert counts(score(truth, found()), What.FIGURE) == {Outcome.RIGHT: 7, Outcome.WRONG: 1}


def test_a_column_that_was_not_found_is_missing_in_every_row() -> None:
    content = found()
    for row in rows(content):
        del row["figures"][1]
    assert counts(score(true(), content), What.FIGURE) == {Outcome.RIGHT: 4, Outcome.MISSING: 4}


def test_a_column_that_was_not_found_is_silent_unless_another_may_be_it() -> None:
    content = found()
    columns = content["tables"][0]["columns"]
    columns[3]["name"] = "ket qua"
    for row in rows(content):
        del row["figures"][1]
    assert counts(score(true(), content), What.COLUMN) == {Outcome.RIGHT: 1, Outcome.MISSING: 1}
    columns[3] |= {"may_be": ["deduction", "self_score"], "verdict": "ambiguous"}
    done = score(true(), content)
    assert counts(done, What.COLUMN) == {Outcome.RIGHT: 1, Outcome.FLAGGED: 1}
    assert counts(done, What.FIGURE) == {Outcome.RIGHT: 4, Outcome.FLAGGED: 4}


@pytest.mark.parametrize("whole", ["row", "column", "table"])
def test_what_is_left_to_a_person_as_a_whole_tells_of_what_is_wrong_in_it(whole: str) -> None:
    content = found()
    rows(content)[1]["figures"][1]["value"] = "5"
    parts = {"row": rows(content)[1], "table": content["tables"][0]}
    parts["column"] = content["tables"][0]["columns"][3]
    parts[whole]["verdict"] = "ambiguous"
    done = score(true(), content)
    assert counts(done, What.FIGURE) == {Outcome.RIGHT: 7, Outcome.TOLD: 1}
    assert done.silent == ()
    assert done.count(What.ROW, Outcome.NEEDLESS) == (whole == "row")
    assert done.count(What.COLUMN, Outcome.NEEDLESS) == (whole == "column")


def test_rows_are_not_lost_in_silence_where_it_is_said_that_no_table_was_found() -> None:
    content = found() | {"tables": [], "not_found": [{"what": "table"}]}
    assert counts(score(true(), content), What.ROW) == {Outcome.TOLD: 4}
    content["not_found"] = []
    assert counts(score(true(), content), What.ROW) == {Outcome.MISSING: 4}


def test_a_flag_is_due_where_the_paper_contradicts_itself() -> None:
    slip = {"type": "row_arithmetic", "code": "1.2", "field": "deduction", "printed": "0.5"}
    content = found()
    for column in rows(content)[1]["figures"]:
        column["verdict"] = "discrepancy"
    rows(content)[2]["figures"][0]["verdict"] = "discrepancy"
    done = score(true(planted_inconsistencies=[slip], violated_checks=[slip]), content)
    assert counts(done, What.FIGURE) == {Outcome.RIGHT: 5, Outcome.DUE: 2, Outcome.NEEDLESS: 1}


def test_a_wrong_code_without_a_flag_is_silent() -> None:
    content = found()
    rows(content)[2]["code"] = "1.3"
    done = score(true(), content)
    assert counts(done, What.CODE) == {Outcome.RIGHT: 3, Outcome.WRONG: 1}
    assert [(c.what, c.true, c.got) for c in done.silent] == [(What.CODE, "1.10", "1.3")]


@pytest.mark.parametrize(
    ("code", "verdict", "outcome"),
    [
        ("1.10.", "unverified", Outcome.RIGHT),
        ("1.3", "ambiguous", Outcome.FLAGGED),
        ("1.10", "ambiguous", Outcome.NEEDLESS),
        ("1.3", "repaired", Outcome.WRONG),
        ("", "unread", Outcome.FLAGGED),
        ("", "blank", Outcome.MISSING),
    ],
)
def test_a_code_with_a_verdict(code: str, verdict: str, outcome: Outcome) -> None:
    content = found()
    rows(content)[2] |= {"code": code, "code_verdict": verdict}
    assert score(true(), content).count(What.CODE, outcome) == (
        4 if outcome is Outcome.RIGHT else 1
    )


def test_a_flag_on_a_code_that_the_typist_wrote_twice_is_due() -> None:
    truth, content = true(), found()
    truth["rows"][2]["slip"] = "doubled"
    rows(content)[2]["code_verdict"] = "ambiguous"
    assert counts(score(truth, content), What.CODE) == {Outcome.RIGHT: 3, Outcome.DUE: 1}


def test_codes_that_are_all_wrong_lose_no_row() -> None:
    content = found()
    for row, other in zip(rows(content), ("1.2", "1.10", "2.1", "2.2"), strict=True):
        row["code"] = other
    done = score(true(), content)
    assert counts(done, What.ROW) == {Outcome.RIGHT: 4}
    assert counts(done, What.CODE) == {Outcome.WRONG: 4}


def test_a_lost_row_counts_once_and_its_figures_apart() -> None:
    content = found()
    del rows(content)[3]
    done = score(true(), content)
    assert counts(done, What.ROW) == {Outcome.RIGHT: 3, Outcome.MISSING: 1}
    assert counts(done, What.FIGURE) == {Outcome.RIGHT: 6, Outcome.LOST: 2}
    assert len(done.silent) == 1


@pytest.mark.parametrize(("page", "outcome"), [(2, Outcome.TOLD), (1, Outcome.MISSING)])
def test_a_row_of_a_page_that_was_not_understood_is_not_lost_in_silence(
    page: int, outcome: Outcome
) -> None:
    content = found()
    del rows(content)[3]
    content["not_understood"] = [{"page": page, "reason": "no table was found"}]
    assert score(true(), content).count(What.ROW, outcome) == 1


@pytest.mark.parametrize(
    ("verdict", "outcome"), [("unread", Outcome.FLAGGED), ("unverified", Outcome.WRONG)]
)
def test_a_row_that_the_paper_does_not_have(verdict: str, outcome: Outcome) -> None:
    content = found()
    phantom = record("0", "") | {"figures": [figure("deduction", "9") | {"verdict": verdict}]}
    rows(content).insert(1, phantom)
    assert counts(score(true(), content), What.ROW) == {Outcome.RIGHT: 4, outcome: 1}


def test_rows_of_another_letter_in_the_file_are_no_rows_of_the_report() -> None:
    content = found()
    content["tables"].append(table([record("9", "Việc khác")], 2, aside=True))
    assert counts(score(true(), content), What.ROW) == {Outcome.RIGHT: 4}


def test_figures_of_the_total() -> None:
    content = found()
    content["totals"] = {"max_score": "9", "deduction": None, "flags": {"deduction": True}}
    done = score(true(), content)
    assert counts(done, What.TOTAL) == {Outcome.WRONG: 1, Outcome.FLAGGED: 1}


@pytest.mark.parametrize(
    ("said", "outcome"), [([], Outcome.MISSING), ([{"what": "total_row"}], Outcome.FLAGGED)]
)
def test_a_total_row_that_was_not_found(said: list[Json], outcome: Outcome) -> None:
    content = found() | {"totals": None, "not_found": said}
    assert counts(score(true(), content), What.TOTAL) == {outcome: 2}


def test_a_total_row_that_the_paper_does_not_have() -> None:
    assert counts(score(true(totals=None), found()), What.TOTAL) == {Outcome.WRONG: 2}


@pytest.mark.parametrize(
    ("facts", "said", "outcome"),
    [
        ([fact("headline_score", "98.0")], [], Outcome.RIGHT),
        ([fact("headline_score", "89")], [], Outcome.WRONG),
        ([fact("headline_score", "89") | {"verdict": "discrepancy"}], [], Outcome.FLAGGED),
        ([fact("headline_score", "98") | {"verdict": "discrepancy"}], [], Outcome.NEEDLESS),
        ([], [], Outcome.MISSING),
        ([], [{"what": "headline_score"}], Outcome.FLAGGED),
    ],
)
def test_a_fact(facts: list[Json], said: list[Json], outcome: Outcome) -> None:
    content = found() | {"facts": [fact("issuer", "ubnd  xã Tân Lộc"), *facts], "not_found": said}
    done = score(true(), content)
    (own,) = (c for c in done.claims if c.place == "headline_score")
    assert own.outcome is outcome
    (issuer,) = (c for c in done.claims if c.place == "issuer")
    assert issuer.outcome is Outcome.RIGHT


def test_a_fact_that_the_paper_does_not_say_is_wrong_and_an_unknown_one_is_not_judged() -> None:
    content = found()
    content["facts"] += [fact("rank", "3"), fact("grade", "Tốt")]
    assert counts(score(true(), content), What.FACT) == {Outcome.RIGHT: 2, Outcome.WRONG: 1}


def test_accusations_of_the_typist() -> None:
    slip = {"type": "parent_sum", "code": "III/2/2.1", "field": "max_score", "printed": "2"}
    follows = {"type": "headline", "code": None, "field": "headline_score"}
    truth = true(planted_inconsistencies=[slip], violated_checks=[slip, follows])
    right = [check("parent_sum", "2.1", "max_score"), check("headline", "", "headline_score")]
    false = [check("parent_sum", "III/2", "max_score"), check("column_total", "", "max_score")]
    unsure = check("row_arithmetic", "1.1", "deduction", certain=False)
    done = score(truth, found() | {"checks": [*right, *false, unsure]})
    assert counts(done, What.ACCUSATION) == {Outcome.RIGHT: 2, Outcome.WRONG: 2}
    assert counts(done, What.PLANTED) == {Outcome.RIGHT: 1}


@pytest.mark.parametrize(
    ("checks", "outcome"),
    [
        ([], Outcome.MISSING),
        ([check("column_total", "", "deduction", certain=False)], Outcome.FLAGGED),
        ([check("column_total", "", "deduction")], Outcome.RIGHT),
    ],
)
def test_a_planted_error(checks: list[Json], outcome: Outcome) -> None:
    slip = {"type": "column_total", "code": None, "field": "deduction", "printed": "2"}
    truth = true(planted_inconsistencies=[slip], violated_checks=[slip])
    done = score(truth, found() | {"checks": checks})
    assert counts(done, What.PLANTED) == {outcome: 1}


def test_flags_without_a_reason_are_named() -> None:
    content = found()
    rows(content)[0]["figures"][0]["verdict"] = "ambiguous"
    rows(content)[0]["figures"][1] |= {"verdict": "ambiguous", "reason": "two values fit"}
    rows(content)[1] |= {"code_verdict": "unread", "row": 2}
    content["facts"][0]["verdict"] = "discrepancy"
    content["tables"][0]["columns"][1]["verdict"] = "ambiguous"
    expected = (
        "table 1 column criterion",
        "table 1 row 1 max_score",
        "table 1 row 2 code",
        "issuer",
    )
    assert score(true(), content).unexplained == expected


def test_a_document_that_failed_is_lost_but_not_in_silence() -> None:
    done = score(true(), None)
    assert counts(done, What.ROW) == {Outcome.TOLD: 4}
    assert counts(done, What.FIGURE) == {Outcome.LOST: 8}
    assert counts(done, What.FACT) == {Outcome.TOLD: 2}
    assert done.silent == ()


def line(words: str, code: str, *figures: str) -> Line:
    return Line((words,), code, {str(k): Decimal(f) for k, f in enumerate(figures)})


def test_rows_are_the_same_by_words_and_figures_not_by_codes() -> None:
    left = [line("ke hoach", "1", "2", "1"), line("ra soat", "2", "2", "0.5")]
    right = [line("ra soat", "1", "2", "0.5")]
    assert aligned(left, right) == {1: 0}


def test_rows_with_the_same_words_are_told_apart_by_their_figures() -> None:
    left = [line("ra soat", str(k), figure) for k, figure in enumerate(("3", "4", "5"))]
    right = [line("ra soat", "", "4"), line("ra soat", "", "5")]
    assert aligned(left, right) == {1: 0, 2: 1}


def test_a_row_whose_words_were_misread_is_known_by_code_and_figures() -> None:
    left = [line("niem yet thu tuc", "1.3", "2", "0.25")]
    assert aligned(left, [line("nyem vel tiu luc", "1.3", "2", "0.25")]) == {0: 0}
    assert aligned(left, [line("cong khai ngan sach", "4.1", "9", "7")]) == {}


def test_a_row_whose_words_were_not_read_is_known_by_code_and_figures() -> None:
    left = [line("ke hoach", "I", "9"), line("niem yet thu tuc", "1", "2", "0.25")]
    assert aligned(left, [Line((), "1", left[1].figures)]) == {1: 0}
    assert aligned(left, [Line((), "0", {})]) == {}


def test_order_is_that_of_the_page_on_both_sides() -> None:
    left = [line("a a a", "1", "1"), line("b b b", "2", "2"), line("c c c", "3", "3")]
    assert aligned(left, [left[2], left[0], left[1]]) == {0: 1, 1: 2}
    assert aligned([], left) == aligned(left, []) == {}
