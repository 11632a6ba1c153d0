"""Marks that slipped in text read in Vietnamese, and reports judged page by page."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

import pytest

from document.geometry import Box
from document.page import Origin, Page, Word
from document.record import Column, Kind, Record, Report, Shape, Source, Table, TextCell, coded
from normalize.reports import restore
from normalize.restore import MODEL, Damage, Restorer
from normalize.slips import Slips, learned

ROOT = Path(__file__).resolve().parents[2]
OWN = [
    line
    for path in sorted((ROOT / "training" / "restoration" / "text").glob("*.txt"))
    for line in path.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
SLIPPED = "Mức độ hoàn thành kế hoạch thấm định, kiếm tra công tác tố chức"
RIGHT = "Mức độ hoàn thành kế hoạch thẩm định, kiểm tra công tác tổ chức"
MISREAD = "Mirc d6 hoan thanh ké hoach tham dinh, kiém tra céng tac t6 chirc"


@lru_cache(maxsize=1)
def restorer() -> Restorer:
    return Restorer()


def slipped(text: str) -> str:
    return next(iter(restorer().restore([text], Damage.SLIPPED))).text


@pytest.mark.parametrize(
    ("read", "true"),
    [
        (SLIPPED, RIGHT),
        ("Chuyến đối số, chính quyền điện tử", "Chuyển đổi số, chính quyền điện tử"),
        ("SỞ KẾ HOẠCH VÀ PHÁT TRIẾN", "SỞ KẾ HOẠCH VÀ PHÁT TRIỂN"),
    ],
)
def test_slipped_marks_are_put_right(read: str, true: str) -> None:
    assert slipped(read) == true


@pytest.mark.parametrize(
    "text",
    [
        "Chuyến xe cuối cùng đỗ đối diện phố bên",
        "Tố cáo, khiếu nại; chi trả và chỉ đạo; tái định cư và tải trọng",
        "Sở Y tế, Sở Nội vụ; số 12/QĐ-UBND; hoá đơn, thuỷ lợi",
        "Tự chấm 9,5 điểm, thẩm định 9 điểm",
    ],
)
def test_right_words_stay(text: str) -> None:
    assert slipped(text) == text


def test_right_text_is_hardly_touched() -> None:
    words = sum(len(line.split()) for line in OWN)
    changed = [c for found in restorer().restore(OWN, Damage.SLIPPED) for c in found.changes]
    assert words > 5000
    assert len(changed) <= 0.0005 * words, changed


def test_without_a_word_beside_it_a_legal_syllable_stays() -> None:
    assert [slipped(w) for w in ("tải", "Tố", "chi")] == ["tải", "Tố", "chi"]


def test_a_letter_slips_as_often_as_it_was_seen_to() -> None:
    pairs = [("tố", "tổ")] * 10 + [("tổ", "tổ")] * 90 + [("Ti", "tu")] * 5
    table = learned(pairs)
    assert set(table) == {("ổ", "ố")}
    assert table["ổ", "ố"] == pytest.approx(0.1, abs=0.01)
    slips = Slips(table)
    assert slips.one("tổ", "tố") == pytest.approx(math.log(table["ổ", "ố"]))
    assert slips.one("tổ", "tồ") is None
    assert slips.one("tổ", "tổ") is None


def test_the_table_of_the_model_holds_probabilities() -> None:
    slips = Slips.load(MODEL)
    found = slips.one("kiểm", "kiếm")
    assert found is not None
    assert found < slips.kept("kiểm") < 0


def report(*pages: tuple[str, float]) -> Report:
    """One page and one record of each text; a page with a resolution was read here."""
    word = Word("chữ", Box(0, 0, 9, 9), 0.9, Origin.TESSERACT)
    rows = tuple(
        Record(Kind.DATA, k, coded(str(k)), (TextCell("criterion", text),), pages=(k,))
        for k, (text, _) in enumerate(pages, 1)
    )
    columns = (Column("criterion", "Tiêu chí", False),)
    numbers = tuple(range(1, len(pages) + 1))
    table = Table(1, Shape.SHEET, columns, rows, numbers)
    seen = tuple(
        Page(k, 595, 842, words=(word,) if dpi else (), lines=(text, text), dpi=dpi)
        for k, (text, dpi) in enumerate(pages, 1)
    )
    return Report(Source("a.pdf", "0" * 64, len(pages)), (), (table,), seen)


def criteria(found: Report) -> list[str]:
    return [record.text("criterion") for record in found.tables[0].records]


def test_each_page_is_judged_by_itself() -> None:
    found = restore(report((SLIPPED, 200.0), (SLIPPED, 0.0), (MISREAD, 0.0)), restorer())
    assert criteria(found) == [RIGHT, SLIPPED, RIGHT]
    assert [page.lines[0] for page in found.pages] == [RIGHT, SLIPPED, RIGHT]
    assert {c.where for c in found.changes if c.before == "thấm"} == {
        "table 1 row 1 criterion",
        "page 1 line 1",
        "page 1 line 2",
    }
