"""How well a printed heading fits each column; the wordings are data (layouts/columns.toml)."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from document.wording import fold, skeleton
from parsers.layouts import kept, load

SURE = 0.72
"""Likeness from which a wording is taken for its role (misread letters cost 0.05-0.15)."""
WEAK = SURE - 0.1
"""Likeness below which a heading says nothing."""
TOLD = 0.92
"""Likeness of a heading that holds words which tell its role, and of one role alone."""
LEGIBLE = 0.75
"""Share of the words of a heading that are words, not single signs, from which one of them tells
a role."""
NONE = "other"
"""The role of headings that are known to be none of ours."""
_BRACKETED = re.compile(r"\([^()]*\d[^()]*\)")
"""A maximum in a heading: "(65)", "(tối đa 20 điểm)"."""
_IN_ALL = ("diem", "sodiem")
"""What half of the wordings begin with tells nothing alone ("Điểm" is like "Điểm TĐ")."""


@kept
def _wordings() -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    """Role, whether its cells are figures, and its wordings as skeletons."""
    return tuple(
        (role, bool(entry["numeric"]), tuple(skeleton(w) for w in entry["wordings"]))
        for role, entry in load("columns").items()
    )


@kept
def _telling() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Role, and the folded words that tell it inside a longer heading."""
    return tuple(
        (role, tuple(fold(w) for w in entry.get("telling", ())))
        for role, entry in load("columns").items()
    )


def is_numeric(role: str) -> bool:
    """Whether the cells of a role are figures.

    >>> is_numeric("max_score"), is_numeric("reason"), is_numeric("field_3")
    (True, False, True)
    """
    if role.startswith("field_"):
        return True
    return next((numeric for name, numeric, _ in _wordings() if name == role), False)


def likeness(header: str) -> dict[str, float]:
    """How well a printed header fits each role, 0 to 1; only roles above a half.

    >>> best = likeness("ĐIỂ M CHU ẨN")
    >>> max(best, key=best.get), round(max(best.values()), 2)
    ('max_score', 1.0)
    >>> best = likeness("Lý do bị trừ điểm (ghi rõ)")
    >>> max(best, key=best.get)
    'reason'
    """
    return dict(_likeness(skeleton(_BRACKETED.sub(" ", header))))


def told_by_a_word(header: str) -> str:
    """The role that words in a heading tell, "" where none or those of two do.

    Among the bits of a torn heading such a word stands by chance: of "Điểm được công nhận" over
    "Tài liệu kiểm chứng" a turned page left "kiểm chứng ÔN, g tự nhận À + #".

    >>> told_by_a_word("Điểm Tổ công tác chấm lại"), told_by_a_word("Thẩm định / tự chấm")
    ('verified_score', '')
    >>> told_by_a_word("kiểm chứng ÔN, g tự nhận À + #")
    ''
    """
    if not _is_legible(header):
        return ""
    words = f" {fold(header)} "
    told = [r for r, telling in _telling() if any(f" {w} " in words for w in telling)]
    return told[0] if len(told) == 1 else ""


def _is_legible(header: str) -> bool:
    """Whether a printed header reads like words.

    >>> _is_legible("Điểm Tổ công tác chấm lại (3)"), _is_legible("mã ÔN, g tự nhận À + #")
    (True, False)
    """
    parts = header.split()
    whole = sum(sum(map(str.isalpha, p)) > 1 or any(map(str.isdigit, p)) for p in parts)
    return whole >= LEGIBLE * len(parts)


@kept
def _likeness(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    if not text or text in _IN_ALL:
        return found
    for role, _numeric, wordings in _wordings():
        best = 0.0
        for wording in wordings:
            score = fuzz.ratio(text, wording) / 100
            telling = len(wording) >= 6 and len(wording.removeprefix("diem")) >= 4
            if telling and len(text) > len(wording):
                # The wording inside a longer header: worth less the more is left over. Short ones
                # stand there by chance: "Điểm TĐ" in "Điểm tdi đa", "Điểm trừ" in "Điểm trước".
                inside = fuzz.partial_ratio(wording, text) / 100
                score = max(score, inside * (0.72 + 0.28 * len(wording) / len(text)))
            best = max(best, score)
        if best > 0.5:
            found[role] = best
    return found


def fit(header: str) -> float:
    """How well a printed header fits the role that it fits best; NONE is no role.

    >>> fit("Tự chấm"), fit("Số lượng") < 0.6
    (1.0, True)
    """
    found = likeness(header)
    return max((s for role, s in found.items() if role != NONE), default=0.0)


def unknown_name(header: str, column: int) -> str:
    """A name for a column whose role is unknown: its folded header.

    >>> unknown_name("Số lượng hồ sơ", 4), unknown_name("", 4)
    ('so_luong_ho_so', 'column_5')
    """
    return fold(header).replace(" ", "_")[:40] or f"column_{column + 1}"
