"""The samples are what they claim: sound numbers, planted errors, text, files, descriptions."""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from document import number
from samples import source
from samples.truth import broken, truth

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAMES = source.names()
Truth = dict[str, Any]


def printed(name: str) -> Truth:
    content: Truth = json.loads((SAMPLES / f"{name}.truth.json").read_text("utf-8"))
    return content


def keys(errors: list[dict[str, Any]]) -> set[tuple[str, str | None, str]]:
    return {(error["type"], error["code"], error["field"]) for error in errors}


def amount(text: str | None) -> Decimal:
    return Decimal(text or 0)


def own_arithmetic(content: Truth) -> set[tuple[str, str | None, str]]:
    """Relations that the truth file's own numbers break, written without the code of the maker."""
    records, totals = content["records"], content["totals"]
    sheet = content["table_kind"] == "B"
    top = [r for r in records if "/" not in r["path"]] if sheet else records
    found: set[tuple[str, str | None, str]] = {
        ("column_total", None, name)
        for name in totals
        if sum(amount(r[name]) for r in top) != amount(totals[name])
    }
    headline = Decimal(content["report"]["headline_score"])
    if sheet:
        for parent in (r for r in records if r["kind"] == "parent"):
            depth = parent["path"].count("/") + 1
            children = [
                r
                for r in records
                if r["path"].startswith(parent["path"] + "/") and r["path"].count("/") == depth
            ]
            assert children
            found |= {
                ("parent_sum", parent["path"], name)
                for name in totals
                if sum(amount(r[name]) for r in children) != amount(parent[name])
            }
        reached = amount(totals["verified_score"])
    else:
        for row, code in [*((r, r["code"]) for r in records), (totals, None)]:
            if amount(row["max_score"]) - amount(row["verified_score"]) != amount(row["deduction"]):
                kind = "row_arithmetic" if code else "total_arithmetic"
                found.add((kind, code, "deduction"))
        reached = 100 - amount(totals["deduction"])
    return found | ({("headline", None, "headline_score")} if reached != headline else set())


def test_there_is_a_sample_for_each_kind_of_input() -> None:
    assert len(NAMES) == 6


@pytest.mark.parametrize("name", NAMES)
def test_numbers_break_exactly_the_relations_that_are_claimed(name: str) -> None:
    content = printed(name)
    claimed = keys(content["violated_checks"])
    assert own_arithmetic(content) == {key for key in claimed if key[0] != "ratio_percent"}
    assert broken(source.load(name)) == claimed


def test_only_the_sample_with_typed_errors_has_any() -> None:
    planted = {name: keys(printed(name)["inconsistencies"]) for name in NAMES}
    assert planted.pop("02-typed-errors-scan") == {
        ("row_arithmetic", "2.3.1", "deduction"),
        ("column_total", None, "self_score"),
        ("ratio_percent", "6.2.1", "reason"),
    }
    assert not any(planted.values())
    assert not any(printed(name)["violated_checks"] for name in planted)


def test_planted_percentage_is_wrong_and_its_correction_is_right() -> None:
    content = printed("02-typed-errors-scan")
    row = next(r for r in content["records"] if r["code"] == "6.2.1")
    error = next(e for e in content["inconsistencies"] if e["type"] == "ratio_percent")
    part, whole = map(Decimal, re.findall(r"(\d+)/(\d+)", row["reason"])[0])
    assert error["printed"] in row["reason"]
    assert f"{part * 100 / whole:.2f}%" == error["expected"]


@pytest.mark.parametrize("name", NAMES)
def test_truth_file_is_the_one_that_the_report_gives(name: str) -> None:
    assert printed(name) == truth(source.load(name))


@pytest.mark.parametrize("name", NAMES)
def test_letter_and_appendix_say_the_facts(name: str) -> None:
    report = source.load(name)
    facts, body = report.facts, " ".join(report.letter.body)
    year, month, day = str(facts["report_date"]).split("-")
    assert f"ngày {day} tháng {month} năm {year}" in report.letter.place_and_date
    assert str(facts["report_number"]) in report.letter.number
    assert str(facts["report_number"]) in report.appendix.note
    assert f"{facts['headline_score']}/100 điểm" in body
    assert str(facts["decision_number"]) in body
    assert f"xếp loại {facts['grade']}" in body
    change = Decimal(str(facts["change_vs_previous_year"]))
    changed = re.search(r"(tăng|giảm) (\d+[.,]\d+) điểm so với năm (\d{4})", body)
    assert changed
    assert changed[1] == ("tăng" if change > 0 else "giảm")
    assert number.parse(changed[2]) == abs(change)
    assert int(changed[3]) == int(facts["index_year"]) - 1


@pytest.mark.parametrize("name", NAMES)
def test_text_is_nfc_and_numbers_are_decimal_strings(name: str) -> None:
    text = (SAMPLES / f"{name}.truth.json").read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    content = printed(name)
    numeric = list(content["totals"])
    for row in [*content["records"], content["totals"]]:
        for column in numeric:
            assert row[column] is None or re.fullmatch(r"\d+(\.\d+)?", row[column])


@pytest.mark.parametrize("name", NAMES)
def test_each_sample_is_there_and_described(name: str) -> None:
    files = [SAMPLES / f"{name}{suffix}" for suffix in (".pdf", ".txt")]
    found = [file for file in files if file.is_file()]
    assert len(found) == 1
    described = (SAMPLES / "README.md").read_text("utf-8")
    assert described.count(f"| `{found[0].name}` |") == 1


def test_samples_are_small_enough_for_everyone_who_clones() -> None:
    documents = [p for p in SAMPLES.iterdir() if p.suffix in (".pdf", ".txt", ".json")]
    assert sum(p.stat().st_size for p in documents) < 3_000_000


def test_codes_of_the_full_sheet_are_unique_only_with_their_parents() -> None:
    records = printed("04-full-sheet-digital")["records"]
    paths = [record["path"] for record in records]
    assert len(set(paths)) == len(paths) == 32
    assert len({record["code"] for record in records}) < 20
    assert "VII/1/1.2" in paths
