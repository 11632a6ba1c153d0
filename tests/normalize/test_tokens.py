"""What is protected, and what is a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.tokens import Sort, said, split

KEPT = (
    "12 0,5 91.00/100 96,56% 27/02/2024 2021-2025 28.500.000 1.1.3 20/BC-UBND 61/2018/NĐ-CP "
    "1299/QD-UBND 29-CTHD/TU BC-UBND NĐ-CP A4 H5N1 IV XIII l,5 O.25 1O 15/TTr-NV"
)
WORDS = "s6 d6ng 1anh c¢ch Panh PHUONG nhi€m phu@ng so’ trir bg VI m6i"


@pytest.mark.parametrize("text", KEPT.split())
def test_figures_and_codes(text: str) -> None:
    assert {sort for sort, piece in split(text) if piece not in "-/"} == {Sort.NUMBER}


@pytest.mark.parametrize("text", WORDS.split())
def test_words(text: str) -> None:
    assert split(text) == ((Sort.WORD, text),)


@pytest.mark.parametrize("text", ["ubnd@quangtri.gov.vn", "https://dichvucong.gov.vn/p", "km"])
def test_kept(text: str) -> None:
    assert split(text) == ((Sort.KEPT, text),)


def test_glued_signs_come_off() -> None:
    pieces = [text for sort, text in split("(Bộ,phận/Tổ-nhóm).") if sort is Sort.WORD]
    assert pieces == ["Bộ", "phận", "Tổ", "nhóm"]
    assert split("hợp./.") == ((Sort.WORD, "hợp"), (Sort.BREAK, "./."))
    assert split("VI.")[0][0] is Sort.NUMBER


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1))
def test_the_pieces_give_the_text_back(raw: str) -> None:
    assert "".join(text for _, text in split(raw)) == raw


@given(st.text(max_size=80))
def test_words_of_any_line_are_counted_in_small_letters(line: str) -> None:
    assert all(w == w.lower() and w.split() == [w] for w in said(line))
