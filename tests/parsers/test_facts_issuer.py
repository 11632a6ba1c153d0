"""The issuer from letterheads of all sorts of offices, as the lines of the left column."""

from __future__ import annotations

import pytest

from document.page import Page
from document.record import Fact
from parsers.facts.find import facts

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def issuer(*left: str, text: str = "", number: str = "Số: 12/TB-ABC") -> Fact | None:
    """The issuer of a letter with these lines on the left of its heading."""
    both = [" ".join(pair) for pair in zip(left[:2], NATION, strict=False)]
    rest = (*left[2:], *NATION[len(left) :], number, "THÔNG BÁO", text)
    page = Page(1, 0, 0, lines=(*both, *rest))
    return next((f for f in facts([page]) if f.name == "issuer"), None)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (("ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"), "UBND tỉnh Quảng Ngãi"),
        (("UBND TỈNH QUẢNG NGAI",), "UBND tỉnh Quảng Ngãi"),
        (("UBND HUYỆN NAM ĐÀN", "ỦY BAN NHÂN DÂN", "XÃ NAM CÁT"), "UBND xã Nam Cát, huyện Nam Đàn"),
        (("THÀNH PHỐ TÂN CHÂU", "THÀNH", "UBND XÃ AN HÒA LỢI"),
         "UBND xã An Hòa Lợi, thành phố Tân Châu Thành"),
        (("TỈNH HOA LÂM", "UBND HUYỆN SUỐI VÀNG"), "UBND huyện Suối Vàng, tỉnh Hoa Lâm"),
        (("HỘI ĐỒNG NHÂN DÂN", "TỈNH LÀO CAI"), "HĐND tỉnh Lào Cai"),
        (("BỘ CÔNG THƯƠNG",), "Bộ Công Thương"),
        (("BỘ CÔNG THƯƠNG", "TRƯỜNG ĐẠI HỌC", "ĐIỆN LỰC"), "Trường Đại học điện lực"),
        (("BỘ GIÁO DỤC", "VÀ ĐÀO TẠO", "VỤ TỔ CHỨC CÁN BỘ"), "Vụ Tổ chức cán bộ"),
        (("VĂN PHÒNG CHÍNH PHÙ",), "Văn phòng Chính phủ"),
        (("THỦ TƯỚNG CHÍNH PHỦ",), "Thủ tướng Chính phủ"),
        (("CHÍNH PHỦ",), "Chính phủ"),
        (("UBND TỈNH PHÚ THỌ", "VĂN PHÒNG"), "Văn phòng UBND tỉnh Phú Thọ"),
        (("UBND TỈNH PHÚ THỌ", "SỞ NỘI VỤ"), "Sở Nội vụ tỉnh Phú Thọ"),
        (("UBND TỈNH HÀ TĨNH", "SỞ VĂN HÓA, THỂ THAO", "VÀ DU LỊCH"),
         "Sở Văn hóa, Thể thao và Du lịch tỉnh Hà Tĩnh"),
        (("UBND HUYỆN NAM ĐÀN", "PHÒNG NỘI VỤ"), "Phòng Nội vụ huyện Nam Đàn"),
        (("BAN CHỈ ĐẠO CẢI CÁCH HÀNH CHÍNH", "TỈNH LÀO CAI"),
         "Ban chỉ đạo Cải cách hành chính tỉnh lào cai"),
        (("HỎA TỐC", "ỦY BAN NHÂN DÂN", "TỈNH LÀO CAI"), "UBND tỉnh Lào Cai"),
        (("UBND TỈNH LÀO CAI", "HỘI ĐỒNG THI ĐUA", "- KHEN THƯỞNG"),
         "Hội đồng Thi đua khen thưởng"),
        (("# ỦY BAN NHÂN DÂN", "XÃ NAM CÁT"), "UBND xã Nam Cát"),
    ],
)  # fmt: skip
def test_offices_of_the_state(left: tuple[str, ...], expected: str) -> None:
    found = issuer(*left)
    assert found is not None
    assert (found.value, found.reason) == (expected, "")


def test_the_text_spells_the_name_of_an_office() -> None:
    found = issuer("BỘ CÔNG THƯƠNG", text="Bộ Công Thương thông báo như sau")
    assert found is not None
    assert found.value == "Bộ Công Thương"
    assert [r.text for r in found.readings] == ["Bộ Công Thương"] * 2


@pytest.mark.parametrize(
    "left",
    [("XYZ HOLDINGS",), ("XÃ NAM CÁT",), ("BỘ TÀI CHÍNH - BỘ NỘI VỤ",)],
    ids=["no known office", "a unit without its office", "two offices"],
)
def test_what_is_no_office_for_sure_is_for_a_person(left: tuple[str, ...]) -> None:
    found = issuer(*left)
    assert found is not None
    assert found.reason
    assert found.alternatives


def test_a_paper_of_the_party_has_another_heading() -> None:
    lines = (
        "TỈNH ỦY LÀO CAI ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 12-BC/TU Lào Cai, ngày 05 tháng 3 năm 2024",
    )
    page = Page(1, 0, 0, lines=(*lines, "BÁO CÁO", "Tình hình tháng 02 năm 2024"))
    assert {f.name: f.value for f in facts([page])} == {
        "issuer": "Tỉnh ủy Lào Cai",
        "report_number": "12-BC/TU",
        "report_date": "2024-03-05",
    }


def test_names_in_the_text_are_no_issuer() -> None:
    lines = ("Phê chuẩn kết quả bầu chức vụ Chủ tịch", "Ủy ban nhân dân thành phố Đà Nẵng")
    assert not facts([Page(1, 0, 0, lines=lines)])


def test_a_table_alone_has_an_issuer_only_by_its_head() -> None:
    table = ("BẢNG TỔNG HỢP ĐIỂM", "TT Nội dung", "1 UBND xã Nam Cát 12,5")
    headed = ("UBND XÃ NAM CÁT", *table)
    named = [{f.name: f.value for f in facts([Page(1, 0, 0, lines=t)])} for t in (table, headed)]
    assert [n.get("issuer") for n in named] == [None, "UBND xã Nam Cát"]


def test_two_units_above_that_are_named_as_often_are_for_a_person() -> None:
    text = "UBND huyện Nam Đàn và UBND huyện Đông Sơn phối hợp."
    found = issuer("ỦY BAN NHÂN DÂN", "XÃ NAM CÁT", text=text)
    assert found is not None
    assert found.alternatives
    assert "huyện Đông Sơn" in found.reason


def test_an_appendix_alone_says_whose_it_is() -> None:
    lines = (
        "Phụ lục số 01",
        "TỔNG HỢP ĐIỂM CHỈ SỐ CCHC NĂM 2023",
        "(Kèm theo Báo cáo số 36/BC-UBND ngày 14 tháng 02 năm 2024 của UBND xã Chiềng",
        "Sại)",
        "TT Nội dung Điểm",
    )
    assert {f.name: (f.value, f.reason) for f in facts([Page(1, 0, 0, lines=lines)])} == {
        "issuer": ("UBND xã Chiềng Sại", ""),
        "report_number": ("36/BC-UBND", ""),
        "report_date": ("2024-02-14", ""),
        "index_year": ("2023", ""),
    }


def test_the_appendix_of_another_office_speaks_against_the_heading() -> None:
    heading = ("UBND HUYỆN NAM ĐÀN " + NATION[0], NATION[1], "ủYiBAN NHÂN DÂN PHƯỜNG 4")
    first = Page(1, 0, 0, lines=(*heading, "Số: 12/BC-UBND", "BÁO CÁO", "Chỉ số CCHC năm 2023"))
    note = "(Kèm theo Báo cáo số 12/BC-UBND ngày 14/02/2024 của UBND phường 4)"
    second = Page(2, 0, 0, lines=("PHỤ LỤC", note))
    found = next(f for f in facts([first, second]) if f.name == "issuer")
    assert {found.value, *found.alternatives} == {"UBND huyện Nam Đàn", "UBND Phường 4"}
    assert found.reason
