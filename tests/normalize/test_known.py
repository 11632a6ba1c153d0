"""Cells that were read badly are filled from a name that they carry, and no others are."""

from __future__ import annotations

from functools import lru_cache

import pytest

from normalize.known import FILLED, Known
from normalize.restore import Damage, Restored, Restorer

NAMES = (
    "Công chức Văn phòng - Thống kê",
    "Bộ phận tiếp nhận và trả kết quả",
    "Ban hành kế hoạch kiểm tra cải cách hành chính",
    "Ban hành kế hoạch tuyên truyền cải cách hành chính",
)


@lru_cache(maxsize=1)
def restorer() -> Restorer:
    return Restorer()


def cell(read: str, *names: str) -> Restored:
    known = Known(names or NAMES)
    (found,) = restorer().restore([read], Damage.MISREAD, running=False, names=known)
    return found


@pytest.mark.parametrize(
    ("read", "true"),
    [
        ("BO phan tiép gn va rh ree két qua", NAMES[1]),
        ("Céng chitc Van OhODe = ane Thong ké", NAMES[0]),
    ],
)
def test_what_was_torn_comes_from_the_name(read: str, true: str) -> None:
    found = cell(read)
    assert found.text == true
    filled = [change for change in found.changes if change.posterior == FILLED]
    assert filled
    assert all(change.before in read for change in filled)


def test_a_cell_that_surely_says_something_else_keeps_it() -> None:
    read = "Bo phan kiém tra va tra két qua"
    assert cell(read).text == "Bộ phận kiểm tra và trả kết quả"


def test_words_behind_a_name_stay() -> None:
    assert cell("BO phan tiép gn va tra két qua huyén").text == f"{NAMES[1]} huyện"


def test_what_the_cell_does_not_have_is_not_added() -> None:
    assert cell("Ban hanh ké hoach kiém tra").text == "Ban hành kế hoạch kiểm tra"


def test_figures_are_never_taken_from_a_name_or_lost() -> None:
    found = cell("BO phan tiép 15 va rh ree két qua").text
    assert "15" in found
    assert "nhận" not in found


def test_between_two_names_nothing_is_chosen() -> None:
    one, two = "Tổ công tác liên ngành số hai", "Tổ công tác liên ngành sổ bài"
    assert "|" in cell("T6 cong tac lién nganh s6 |@|", one, two).text


def test_capitals_stay_capitals() -> None:
    found = cell("BO PHAN TIEP GXXN VA TRA KET QUA")
    assert found.text == NAMES[1].upper()
