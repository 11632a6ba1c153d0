"""Words restored: cases from real pages, text that must stay, and laws over any text."""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from document.wording import nfc
from normalize.restore import Damage, Restorer
from normalize.syllable import bare
from normalize.tokens import Sort, split

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SEED = ROOT.parent / "shared" / "seed" / "narrative.pairs.tsv"
CASES: list[dict[str, Any]] = json.loads((HERE / "restore-cases.json").read_text("utf-8"))
OWN = [
    line
    for path in sorted((ROOT / "training" / "restoration" / "text").glob("*.txt"))
    for line in path.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
LAWS = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@lru_cache(maxsize=1)
def restorer() -> Restorer:
    return Restorer()


def restored(*lines: str, damage: str = "auto") -> list[str]:
    return [found.text for found in restorer().restore(lines, Damage(damage))]


def figures(text: str) -> list[str]:
    """All that is protected in a text, codes without their marks."""
    pieces = [piece for raw in text.split() for piece in split(raw)]
    return [bare(t) for sort, t in pieces if sort is Sort.NUMBER]


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_case(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if case.get("fails"):
        request.applymarker(pytest.mark.xfail(strict=True, reason=case["label"]))
    assert restored(case["original"], damage=case["damage"]) == [case["expected"]]


def test_plain_letters_in_a_misread_text_are_not_taken_for_stripped_ones() -> None:
    """The second line has neither a mark nor a figure in a word; its "ndm" alone tells."""
    read = ("Két qua thuc hién nhiém vu nim 2022", "cai cach hanh chinh ndm 2023 cua xa")
    true = ["Kết quả thực hiện nhiệm vụ năm 2022", "cải cách hành chính năm 2023 của xã"]
    assert restored(*read) == true
    assert restored(read[1]) == true[1:]


@pytest.mark.skipif(not SEED.exists(), reason=f"the first report's text is not here: {SEED}")
def test_the_first_report_is_read_again() -> None:
    pairs = [line.split("\t") for line in SEED.read_text("utf-8").splitlines() if line]
    found = restored(*(read for read, _ in pairs))
    truth = [true.split() for _, true in pairs]
    got = [line.split() for line in found]
    assert [len(t) for t in truth] == [len(g) for g in got]
    right = sum(a == b for t, g in zip(truth, got, strict=True) for a, b in zip(t, g, strict=True))
    assert right / sum(map(len, truth)) >= 0.96
    for (read, _), line in zip(pairs, found, strict=True):
        assert figures(read) == figures(line)


@pytest.mark.skipif(not SEED.exists(), reason=f"the first report's text is not here: {SEED}")
def test_right_text_is_left_alone() -> None:
    truth = [line.split("\t")[1] for line in SEED.read_text("utf-8").splitlines() if line]
    assert restored(*truth) == [nfc(line) for line in truth]


def test_each_change_tells_place_posterior_and_runners_up() -> None:
    line = "dat diém t6i da, dat loai Tét"
    [found] = restorer().restore([line], Damage.MISREAD)
    assert [c.before for c in found.changes] == ["dat", "diém", "t6i", "da", "dat", "loai", "Tét"]
    for change in found.changes:
        assert line[change.start :].startswith(change.before)
        assert change.where == "line 1"
        assert 0 < change.posterior <= 1
        others = [p for _, p in change.runners_up]
        assert others == sorted(others, reverse=True)
        assert change.posterior + sum(others) <= 1.001
        assert change.after not in dict(change.runners_up)


def test_lines_come_back_one_for_one_in_any_number() -> None:
    lines = ["", "   ", *(["Két qua cham diém cua UBND xa", ""] * 700), "\t"]
    found = list(restorer().restore(lines))
    assert len(found) == len(lines)
    assert {f.text for f in found} == {"", "   ", "\t", "Kết quả chấm điểm của UBND xã"}
    assert list(restorer().restore([])) == []


def test_an_endless_text_is_read_as_it_comes() -> None:
    endless = repeat("Két qua cham diém cua UBND xa, dat loai Tét")
    found = islice(restorer().restore(endless), 2000)
    assert {f.text for f in found} == {"Kết quả chấm điểm của UBND xã, đạt loại Tốt"}


def test_an_endless_word_is_passed_on() -> None:
    long = "a-b," * 50_000
    assert restored(long, damage="misread") == [long]


def test_the_line_before_decides_a_word_at_the_start_of_a_line() -> None:
    apart = restored("Ban hanh ké hoach cai cach hanh", "chinh ndm 2024 cua UBND phuong")
    assert apart == ["Ban hành kế hoạch cải cách hành", "chính năm 2024 của UBND phường"]


SENTENCES = st.lists(st.sampled_from(OWN), min_size=1, max_size=4)
SIGNS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=60)


@LAWS
@given(SENTENCES)
def test_restoring_twice_changes_nothing_more(lines: list[str]) -> None:
    once = restored(*map(bare, lines), damage="stripped")
    assert restored(*once) == once


@pytest.mark.xfail(strict=True, reason="names in other languages of Vietnam are restored again")
def test_restoring_a_name_that_is_not_vietnamese_twice_changes_nothing_more() -> None:
    once = restored("Xa Ea Drang", damage="stripped")
    assert restored(*once) == once


@LAWS
@given(SENTENCES)
def test_stripping_the_result_gives_the_stripped_text_back(lines: list[str]) -> None:
    stripped = [bare(line) for line in lines]
    assert [bare(line) for line in restored(*stripped, damage="stripped")] == stripped


@LAWS
@given(SENTENCES)
def test_good_text_is_not_changed(lines: list[str]) -> None:
    assert restored(*lines, damage="none") == [nfc(line) for line in lines]


@LAWS
@given(SIGNS, st.sampled_from(["auto", "misread", "stripped", "none"]))
def test_any_text_keeps_its_figures_and_is_composed(text: str, damage: str) -> None:
    [found] = restored(text, damage=damage)
    assert found == unicodedata.normalize("NFC", found)
    digits = [c for c in nfc(text) if c.isdigit()]
    left = [c for c in found if c.isdigit()]
    assert len(left) <= len(digits)
    assert [f for f in figures(nfc(text)) if f.isdigit()] == [
        f for f in figures(found) if f.isdigit()
    ]
