"""Report facts from headings and headline sentences in many wordings."""

import json
import textwrap
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from document.page import Page
from document.record import FACTS
from ingest.file.textfile import pages as split
from ingest.file.textfile import read_text
from parsers.facts.find import facts
from parsers.facts.paragraphs import joined, pieces

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SEED = SHARED / "seed"
SCANS = sorted((SHARED / "scans").glob("*.json"))

HEADING = (
    "UBND HUYỆN ĐÔNG SƠN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "ỦY BAN NHÂN DÂN Độc lập - Tự do - Hạnh phúc",
    "XÃ ĐÔNG HOÀNG",
    "Số: 45/BC-UBND Đông Hoàng, ngày 05 tháng 3 năm 2024",
    "BÁO CÁO",
    "Kết quả Chỉ số cải cách hành chính năm 2023",
    "I. KẾT QUẢ ĐẠT ĐƯỢC",
)
FROM_HEADING = {
    "issuer": "UBND xã Đông Hoàng, huyện Đông Sơn",
    "report_number": "45/BC-UBND",
    "report_date": "2024-03-05",
    "index_year": "2023",
}


def found(*pages: tuple[str, ...]) -> dict[str, str]:
    got = facts(tuple(Page(n, 0, 0, lines=lines) for n, lines in enumerate(pages, 1)))
    assert [f.name for f in got] == [n for n in FACTS if n in {f.name for f in got}]
    return {f.name: f.value or "" for f in got}


def number(value: object) -> object:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value


def headline(sentence: str, width: int = 70) -> dict[str, str]:
    """The facts of a report with this headline sentence, less those of its heading."""
    got = found((*HEADING, *textwrap.wrap(sentence, width)))
    assert {k: got.get(k) for k in FROM_HEADING} == FROM_HEADING
    return {k: v for k, v in got.items() if k not in FROM_HEADING}


@pytest.mark.parametrize("path", SCANS, ids=lambda p: p.stem)
def test_narrative_of_the_scans(path: Path) -> None:
    truth = json.loads(path.read_text("utf-8"))
    pages: dict[int, list[str]] = {}
    for line in truth["narrative"]:
        pages.setdefault(line["page"], []).append(line["text"])
    got = found(*(tuple(lines) for _, lines in sorted(pages.items())))
    for name in FACTS:
        assert number(got.get(name)) == number(truth["report"].get(name)), name


@pytest.mark.skipif(not SEED.exists(), reason="the seed report is not beside this checkout")
def test_seed_although_its_text_is_damaged() -> None:
    text, _ = read_text(SEED / "report.ocr.txt")
    gold = json.loads((SEED / "appendix.gold.json").read_text("utf-8"))["report"]
    got = {f.name: f.value for f in facts(split(text))}
    assert {k: number(v) for k, v in got.items()} == {k: number(v) for k, v in gold.items()}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Năm 2023, Chỉ số CCHC của xã đạt 92,75/100 điểm, xếp vị trí thứ 04/22 xã, thị trấn, "
            "được xếp loại Tốt; so với năm 2022 tăng 3,15 điểm.",
            {"headline_score": "92.75", "headline_max": "100", "grade": "Tốt", "rank": "4",
             "rank_of": "22", "change_vs_previous_year": "3.15"},
        ),
        (
            "Theo kết quả công bố, UBND xã đạt tổng số 90,18 điểm; giảm 4,85 điểm so với năm 2022, "
            "xếp hạng thứ 7 trên 12 xã, xếp loại Khá.",
            {"headline_score": "90.18", "grade": "Khá", "rank": "7", "rank_of": "12",
             "change_vs_previous_year": "-4.85"},
        ),
        (
            "Tổng điểm thẩm định là 88,5 điểm/100 điểm (thấp hơn 1,25 điểm so với năm trước), "
            "xếp loại Trung bình, xếp hạng 10/12.",
            {"headline_score": "88.5", "headline_max": "100", "grade": "Trung bình", "rank": "10",
             "rank_of": "12", "change_vs_previous_year": "-1.25"},
        ),
        (
            "UBND xã được chấm 95,4 điểm trên tổng số 100 điểm, xếp thứ nhất trong tổng số 14 "
            "đơn vị cấp xã, xếp loại Xuất sắc, cao hơn năm 2022 là 2,4 điểm.",
            {"headline_score": "95.4", "headline_max": "100", "grade": "Xuất sắc", "rank": "1",
             "rank_of": "14", "change_vs_previous_year": "2.4"},
        ),
        (
            "Chỉ số CCHC năm 2022 đạt 85,20/100 điểm; năm 2023 đạt 91,30/100 điểm, tăng 6,1 điểm, "
            "đứng thứ ba toàn huyện, xếp loại: Tốt.",
            {"headline_score": "91.30", "headline_max": "100", "grade": "Tốt", "rank": "3",
             "change_vs_previous_year": "6.1", "previous_score": "85.20"},
        ),
        (
            "Chỉ số CCHC năm 2023 của phường đạt 91,00/100 điểm (tăng 9,18 điểm so với năm 2022: "
            "81,82 điểm), xếp thứ 3/5 đơn vị.",
            {"headline_score": "91.00", "headline_max": "100", "rank": "3", "rank_of": "5",
             "change_vs_previous_year": "9.18", "previous_score": "81.82"},
        ),
        (
            "Lĩnh vực cải cách thể chế đạt 9,5/10 điểm. Kết quả chung: 87,65/100 điểm; thứ hạng "
            "05/13; mức xếp loại Khá.",
            {"headline_score": "87.65", "headline_max": "100", "grade": "Khá", "rank": "5",
             "rank_of": "13"},
        ),
        (
            "Kết quả xếp hạng Chỉ số CCHC: UBND xã Đông Hoàng đứng vị trí thứ 6 trong tổng số 15 "
            "xã, thị trấn với 89,07 điểm (đạt loại Tốt), giảm 02 bậc và giảm 1,08 điểm so với "
            "năm 2022.",
            {"headline_score": "89.07", "grade": "Tốt", "rank": "6", "rank_of": "15",
             "change_vs_previous_year": "-1.08"},
        ),
        (
            "Chỉ số cải cách hành chính năm 2023 của xã đạt 85,46%, xếp loại Khá.",
            {"headline_score": "85.46", "grade": "Khá"},
        ),
        (
            "Thực hiện Quyết định số 15/QĐ-UBND ngày 03/01/2023 của UBND huyện về Kế hoạch CCHC, "
            "ngày 28 tháng 12 năm 2023 Chủ tịch UBND huyện ban hành Quyết định số 5120/QĐ-UBND "
            "công bố Chỉ số CCHC; theo đó xã đạt 93 điểm, dẫn đầu toàn huyện.",
            {"decision_number": "5120/QĐ-UBND", "decision_date": "2023-12-28",
             "headline_score": "93", "rank": "1"},
        ),
        (
            "Bình quân toàn huyện đạt 84,2/100 điểm. UBND xã Đông Hoàng đạt 81,05/100 điểm, xếp "
            "loại Khá.",
            {"headline_score": "81.05", "headline_max": "100", "grade": "Khá"},
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", [48, 70, 95])
def test_other_wordings(sentence: str, expected: dict[str, str], width: int) -> None:
    assert headline(sentence, width) == expected


def test_text_of_an_ocr_in_another_language() -> None:
    got = found(
        (
            "UBND HUYEN PONG SON CONG HOA XA HOI CHU NGHIA VIET NAM",
            "XA DONG HOANG Doc 1ap - Tu do - Hanh phuc",
            "S6: 45/BC-UBND Déng Hoang, ngay 05 thing 3 nam 2024",
            "BAO CAO",
            "Két qua Chi s6 cai cich hanh chinh nim 2023",
            "Tai Quyét dinh sb 88/QD-UBND ngay 9/01/2024 cua UBND huyén Dong Son vé cong bé Chi",
            "s6 CCHC, UBND x4 dat 86,4 diém/100 diém, xép thi 9/22 xa, xép loai Kha, giam 0,6",
            "diém so v6i nim 2022.",
        )
    )
    assert got == {
        "issuer": "UBND xã Dong Hoang, huyện Dong Son",
        "report_number": "45/BC-UBND",
        "report_date": "2024-03-05",
        "index_year": "2023",
        "decision_number": "88/QĐ-UBND",
        "decision_date": "2024-01-09",
        "headline_score": "86.4",
        "headline_max": "100",
        "grade": "Khá",
        "rank": "9",
        "rank_of": "22",
        "change_vs_previous_year": "-0.6",
    }


def test_appendix_line_gives_what_the_heading_hides() -> None:
    heading = (*HEADING[:3], "Số:     /BC-UBND Đông Hoàng, ngày     tháng 3 năm 2024", *HEADING[4:])
    appendix = (
        "PHỤ LỤC",
        "(Kèm theo Báo cáo số 61/BC-UBND ngày 07/3/2024 của UBND xã Đông Hoàng)",
    )
    got = found((*heading, "Xã đạt 90/100 điểm, xếp loại Tốt."), appendix)
    assert (got["report_number"], got["report_date"]) == ("61/BC-UBND", "2024-03-07")


def test_blank_numbers_in_both_places_are_no_facts() -> None:
    got = found((*HEADING[:3], "Số:    /BC-UBND ngày    tháng    năm 2024", "BÁO CÁO", "Xã"))
    assert not {"report_number", "report_date"} & set(got)


def test_body_spelling_of_a_name_is_preferred() -> None:
    got = found(
        ("ỦY BAN NHÂN DÂN", "PHƯỜNG HÒA THUẬN ĐÔNG", "BÁO CÁO", "Chỉ số CCHC năm 2023",
         "UBND phường Hoà Thuận Đông báo cáo UBND quận Hải Châu kết quả như sau:")
    )  # fmt: skip
    assert got["issuer"] == "UBND phường Hoà Thuận Đông, quận Hải Châu"


def test_numbered_wards_are_written_large() -> None:
    got = found(
        ("ỦY BAN NHÂN DÂN", "PHƯỜNG 7", "BÁO CÁO", "Chỉ số CCHC năm 2023",
         "Phòng Nội vụ thành phố Vị Thanh thẩm định.")
    )  # fmt: skip
    assert got["issuer"] == "UBND Phường 7, thành phố Vị Thanh"


@pytest.mark.parametrize("lines", [(), ("",), ("Nội dung khác hẳn.", "Không có số liệu.")])
def test_nothing_is_made_up(lines: tuple[str, ...]) -> None:
    assert found(lines) == {}


def test_fact_tells_where_it_was_read() -> None:
    pages = (
        Page(1, 0, 0, lines=HEADING),
        Page(2, 0, 0, lines=("UBND xã đạt 92,5/100 điểm, xếp loại Tốt.",)),
    )
    score = next(f for f in facts(pages) if f.name == "headline_score")
    assert (score.page, score.printed) == (2, "đạt 92,5/100 điểm")


def test_paragraphs_join_what_a_line_end_broke() -> None:
    lines = [
        "I. Kết quả đạt được", "Theo Quyết định của UBND thành phố Từ",
        "Sơn, phường đạt 91 điểm.", "- Ban hành kế hoạch", "năm 2024.",
    ]  # fmt: skip
    page = Page(1, 0, 0, lines=tuple(lines))
    assert [" ".join(p.text for p in part) for part in joined(pieces(page))] == [
        "I. Kết quả đạt được",
        "Theo Quyết định của UBND thành phố Từ Sơn, phường đạt 91 điểm.",
        "- Ban hành kế hoạch năm 2024.",
    ]


OTHER = (*HEADING[:4], "BÁO CÁO", "Tình hình kinh tế - xã hội năm 2023")


@pytest.mark.parametrize(
    "sentence",
    [
        "Xử lý 12 vụ phạm các loại tội; bố trí ngân sách hàng năm cho 5 xã.",
        "Chỉ số sản xuất công nghiệp đạt 98,5%, tăng 3,2% so với năm 2022, xếp thứ 3/5 huyện.",
        "Thực hiện Quyết định số 2545/QĐ-TTg ngày 30/12/2022 phê duyệt Đề án, xếp loại Tốt.",
        "Tổng số điểm trường là 12 điểm, đạt 80/100 điểm theo tiêu chí nông thôn mới, loại Khá.",
    ],
)
def test_a_report_on_other_things_has_no_headline(sentence: str) -> None:
    assert set(found((*OTHER, sentence))) <= {"issuer", "report_number", "report_date"}


@pytest.mark.parametrize(
    "sentence",
    [
        "UBND xã đạt 90/100 điểm; phân loại tội phạm, bố trí ngân sách hàng năm cho CCHC.",
        "UBND xã đạt 90/100 điểm; rà soát mức khả năng, hạng mục hằng năm, hạng năm 2023.",
    ],
)
def test_words_that_only_look_like_a_rank_or_a_grade(sentence: str) -> None:
    assert headline(sentence) == {"headline_score": "90", "headline_max": "100"}


def test_another_index_is_not_the_headline() -> None:
    assert headline("Chỉ số hài lòng của người dân (SIPAS) đạt 85,2%, tăng 2,1%.") == {}


def test_without_a_score_nothing_stands_beside_it() -> None:
    assert headline("Theo Quyết định số 12/QĐ-UBND ngày 05/01/2024, xã xếp loại Tốt, thứ 3.") == {}


def test_a_plan_judges_no_year() -> None:
    assert "index_year" not in found(
        (*HEADING[:4], "KẾ HOẠCH", "Cải cách hành chính năm 2024", "Bố trí kinh phí năm 2024.")
    )


def test_two_scores_that_look_alike_are_for_a_person() -> None:
    lines = (*HEADING, "Xã đạt 90,5/100 điểm.", "II. ĐÁNH GIÁ", "Xã đạt 91,5/100 điểm.")
    score = next(f for f in facts([Page(1, 0, 0, lines=lines)]) if f.name == "headline_score")
    assert {score.value, *score.alternatives} == {"90.5", "91.5"}
    assert "91.5" in score.reason


def test_a_score_that_is_said_twice_has_one_reading_a_page() -> None:
    pages = (
        Page(1, 0, 0, lines=(*HEADING, "UBND xã đạt 90,5/100 điểm, xếp loại Tốt.")),
        Page(2, 0, 0, lines=("Như vậy Chỉ số CCHC năm 2023 đạt 90,5/100 điểm.",)),
    )
    score = next(f for f in facts(pages) if f.name == "headline_score")
    assert [r.text for r in score.readings] == ["90.5", "90.5"]


def test_a_mark_tells_words_of_patterns_apart() -> None:
    def rank(text: str) -> str | None:
        return headline(f"UBND xã đạt 90/100 điểm, {text}.").get("rank")

    assert [rank(t) for t in ("thứ hạng 7", "xếp hạng bảy", "hàng 7")] == ["7", "7", None]
