"""Headings and what stands below them become roles: the cases stand in header-cases.json.

A case has the rows of a header ("^": the cell to the left goes on), what each column holds below
it (a column of one of the bodies of conftest.py, "" for nothing), and the role that each column of
the table must get, "?" for none. notes: headings that the notes must name, and no others.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from document.record import Table
from parsers.rows.records import tables
from tests.parsers.conftest import body, grid

CASES = json.loads((Path(__file__).parent / "header-cases.json").read_text("utf-8"))


def roles(table: Table) -> list[str]:
    return [c.name if c.confidence else "?" for c in table.columns]


def told(table: Table) -> set[str]:
    """The headings that the notes name."""
    return {
        heading for note in table.notes for heading in re.findall(r"column \d+ \('(.*?)'\)", note)
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["label"]))
def test_a_heading_and_its_cells_give_the_role(case: dict[str, Any]) -> None:
    (table,) = tables([grid([*case["header"], *body(case["body"], case["cells"])])])
    assert roles(table) == case["roles"]
    assert told(table) == set(case.get("notes", []))
    assert len(table.records) == 8


HEADINGS = {
    "code": ("Mục", "STT", "Mã tiêu chí"),
    "criterion": ("Nội dung", "Tiêu chí", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần"),
    "max": ("Điểm tối đa", "Điểm chuẩn", "Thang điểm", "Mức điểm"),
    "self": ("Điểm tự chấm", "Tự chấm", "Điểm tự đánh giá", "Điểm cơ sở chấm"),
    "verified": ("Điểm thẩm định", "Thẩm định", "Điểm đạt", "Điểm phúc tra", "Huyện chốt"),
    "lost": ("Điểm trừ", "Số điểm bị trừ", "Bị trừ", "Điểm giảm", "Hụt"),
    "reason": ("Lý do", "Nguyên nhân", "Giải trình"),
    "note": ("Ghi chú", "Tài liệu kiểm chứng"),
}
ROLES = {
    "max": "max_score", "self": "self_score", "verified": "verified_score", "lost": "deduction",
}  # fmt: skip
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyảãáàẻểếệọộổốợởữứựụủ.,|'"


def misread(text: str, share: float, chance: random.Random) -> str:
    """A heading of which a share of the letters is another one, lost, or followed by a space."""
    done = []
    for letter in text:
        if chance.random() >= share:
            done.append(letter)
        else:
            done.append(chance.choice((chance.choice(LETTERS), "", f"{letter} ")))
    return "".join(done).strip()


@pytest.mark.parametrize(("share", "least"), [(0.0, 0.9), (0.1, 0.85), (0.2, 0.8), (0.4, 0.6)])
def test_misread_headings_never_give_a_column_another_role_in_silence(
    share: float, least: float
) -> None:
    chance = random.Random(f"headings {share}")
    right = asked = 0
    for _ in range(60):
        kind = chance.choice(("appendix", "sheet"))
        scores = ["max", "verified", "lost"] if kind == "appendix" else ["max", "self", "verified"]
        if chance.random() < 0.3:
            chance.shuffle(scores)
        cells = ["code", "criterion", *scores, "reason" if kind == "appendix" else "note"]
        header = [misread(chance.choice(HEADINGS[c]), share, chance) for c in cells]
        (table,) = tables([grid([header, *body(kind, cells)])])
        assert len(table.columns) == len(cells)
        for cell, column in zip(cells, table.columns, strict=True):
            if cell in ROLES:
                asked += 1
                right += column.name == ROLES[cell]
                wrong = column.name in ROLES.values() and column.name != ROLES[cell]
                assert not wrong or column.header in told(table), header
    assert right >= least * asked
