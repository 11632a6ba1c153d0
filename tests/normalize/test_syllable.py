"""Which syllables Vietnamese spelling allows, and what folds a syllable."""

from __future__ import annotations

import pytest

from normalize.candidates import skeleton
from normalize.syllable import bare, is_legal, legal, old_placed

RIGHT = (
    "quốc quyết quý quá quen quét quỳnh quay quên quê gì giếng già giữ nghiêng ngoằn khuya khuỷu "
    "thuở uyên yêu yếu ý ủy hòa khỏe thúy tuần xoong chuyển nhũng đẩy hướng rượu tươi loại ngoài "
    "ép ích ách ừ ở ơi ươm oan oách xoay thoáng luật thuế"
)
WRONG = (
    "cai1 kêt thué quýêt ghà kà ngiêng qan nghà cích ach câc qoc hanhchinh w f jz thẩnm "
    "đïêm bb tr s6 ngh iêu yên0"
)


@pytest.mark.parametrize("word", RIGHT.split())
def test_legal(word: str) -> None:
    assert is_legal(word)
    assert is_legal(word.upper())


@pytest.mark.parametrize("word", WRONG.split())
def test_illegal(word: str) -> None:
    assert not is_legal(word)


def test_new_tone_placement_is_legal_too() -> None:
    assert all(is_legal(w) for w in ("hoá", "thuỷ", "khoẻ", "uỷ"))


def test_folding_the_placement_is_settled_after_once() -> None:
    assert all(old_placed(w) == w for w in legal())


def test_bare_letters_are_ascii() -> None:
    assert all(bare(w).isascii() and skeleton(w) == bare(w) for w in legal())
