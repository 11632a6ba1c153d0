"""A report restored: each page, and what stands on it, by what happened to that page."""

from __future__ import annotations

from functools import lru_cache

from document.claim import Location
from document.page import Page
from document.record import Column, Kind, Record, Report, Shape, Source, Table, TextCell, coded
from normalize.reports import damages, restore
from normalize.restore import Damage, Restorer
from normalize.syllable import bare

GOOD = (
    "Ủy ban nhân dân phường báo cáo kết quả thực hiện công tác cải cách hành chính như sau",
    "Ban hành kế hoạch đúng thời gian quy định, bố trí kinh phí và phân công rõ trách nhiệm",
    "Gửi báo cáo cho ông Tran Nam trước ngày 25 hằng tháng",
)
MISREAD = (
    "Uy ban nhan dan phuéng bao cao két qua thuc hién cong tac cai cach hanh chinh nhu sau",
    "Ban hanh ké hoach dung théi gian quy dinh, bé tri kinh phi va phan céng ré trach nhiém",
    "Gui bao cao chua dung théi gian quy dinh",
)


@lru_cache(maxsize=1)
def restorer() -> Restorer:
    return Restorer()


def page(number: int, *lines: str) -> Page:
    return Page(number, 595.0, 842.0, lines=lines)


def report(*pages: Page, tables: tuple[Table, ...] = ()) -> Report:
    return Report(Source("a.pdf", "0" * 64, len(pages)), pages=pages, tables=tables)


def test_each_page_is_judged_by_itself() -> None:
    three = report(page(1, *GOOD), page(2, *MISREAD), page(3, *(bare(line) for line in GOOD)))
    found = damages(three)
    assert (found[1], found[2], found[3]) == (Damage.NONE, Damage.MISREAD, Damage.STRIPPED)


def test_a_short_page_goes_with_the_whole_report() -> None:
    found = damages(report(page(1, *GOOD), page(2, "Phu luc 1")))
    assert found[2] is found[0] is Damage.NONE


def test_one_page_of_a_wrong_engine_is_restored_and_the_good_one_kept() -> None:
    done = restore(report(page(1, *GOOD), page(2, *MISREAD)), restorer())
    assert done.pages[0].lines == GOOD
    assert done.pages[1].lines[2] == "Gửi báo cáo chưa đúng thời gian quy định"
    assert {change.where.split(" line")[0] for change in done.changes} == {"page 2"}


def test_a_row_goes_with_the_page_that_it_stands_on() -> None:
    rows = tuple(
        Record(
            Kind.DATA, k, coded(""), texts=(TextCell("reason", text, (Location(k),)),), pages=(k,)
        )
        for k, text in enumerate(("Ông Tran Nam gửi chậm", "Gui bao cao cham"), 1)
    )
    table = Table(1, Shape.DEDUCTION, (Column("reason", "Lý do giảm điểm", False),), rows, (1, 2))
    done = restore(report(page(1, *GOOD), page(2, *MISREAD), tables=(table,)), restorer())
    texts = [row.texts[0].text for row in done.tables[0].records]
    assert texts == ["Ông Tran Nam gửi chậm", "Gửi báo cáo chậm"]
    assert done.tables[0].columns[0].header == "Lý do giảm điểm"
