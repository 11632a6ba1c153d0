"""Number, date and issuer on scanned pages: handwriting, stamps, lost ink, two columns."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from document.geometry import Box
from document.page import Origin, Page, Word
from document.record import Fact
from parsers.facts.find import facts

SIZE = 6.0
"""Points a letter is wide."""
HIGH = 9.0
"""Points a word is high; its foot stands on the line."""
Printed = tuple[float, float, str]
"""A stretch of words: where it begins, its foot, its text."""
Odd = dict[str, dict[str, float]]
"""Words that are not like print: confidence, height, foot (lower by), gap (before)."""


def words(stretch: Printed, odd: Odd, origin: Origin) -> list[Word]:
    x, foot, text = stretch
    done: list[Word] = []
    for part in text.split():
        own = odd.get(part, {})
        x += own.get("gap", 0.0)
        bottom = foot + own.get("foot", 0.0)
        box = Box(x, bottom - own.get("height", HIGH), x + SIZE * len(part), bottom)
        done.append(Word(part, box, own.get("confidence", 0.95), origin))
        x = box.x1 + 4
    return done


def page(
    stretches: Sequence[Printed],
    odd: Odd | None = None,
    *,
    number: int = 1,
    origin: Origin = Origin.TESSERACT,
) -> Page:
    """A page with these words; those on one foot are one line, as an engine reads it."""
    feet = sorted({foot for _, foot, _ in stretches})
    rows = [
        [w for s in sorted(stretches) if s[1] == foot for w in words(s, odd or {}, origin)]
        for foot in feet
    ]
    lines = tuple(" ".join(w.text for w in row) for row in rows)
    return Page(number, 595, 842, words=tuple(w for row in rows for w in row), lines=lines)


LEFT, RIGHT = 90.0, 280.0
NATION = (
    (RIGHT, 50, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (300, 66, "Độc lập - Tự do - Hạnh phúc"),
)
ISSUER = ((LEFT, 50, "ỦY BAN NHÂN DÂN"), (LEFT, 66, "XÃ ĐÔNG HOÀNG"))
TITLE = (
    (240, 130, "BÁO CÁO"),
    (100, 150, "Kết quả Chỉ số cải cách hành chính năm 2023 của xã"),
    (100, 200, "UBND xã Đông Hoàng báo cáo UBND huyện Đông Sơn kết quả như sau:"),
)
APPENDIX = (
    (250, 50, "PHỤ LỤC"),
    (100, 70, "(Kèm theo Báo cáo số 61/BC-UBND ngày 07/3/2024 của UBND xã Đông Hoàng)"),
)


def letter(number: str, day: str, odd: Odd | None = None, more: Sequence[Printed] = ()) -> Page:
    """The first page of a scanned report, with its number and its day."""
    filled = ((LEFT, 98, number), (RIGHT, 98, f"Đông Hoàng, {day}"))
    return page((*NATION, *ISSUER, *filled, *TITLE, *more), odd)


def of(*pages: Page) -> dict[str, Fact]:
    return {fact.name: fact for fact in facts(pages)}


def is_unread(fact: Fact) -> bool:
    return fact.value is None and bool(fact.reason) and bool(fact.printed)


def is_left_to_a_person(fact: Fact) -> bool:
    return bool(fact.reason) and bool(fact.alternatives)


PRINTED = ("Số: 61/BC-UBND", "ngày 07 tháng 3 năm 2024")


def test_print_is_read_with_its_place() -> None:
    got = of(letter(*PRINTED))
    number, day = got["report_number"], got["report_date"]
    assert (number.value, number.reason, number.alternatives) == ("61/BC-UBND", "", ())
    assert (day.value, day.reason) == ("2024-03-07", "")
    assert number.place is not None
    assert number.place.box == Box(LEFT, 89, LEFT + 82, 98)


def test_the_line_under_the_appendix_is_a_second_reading() -> None:
    got = of(letter(*PRINTED), page(APPENDIX, number=2))
    for name, value in (("report_number", "61/BC-UBND"), ("report_date", "2024-03-07")):
        assert got[name].value == value
        assert [r.text for r in got[name].readings] == [value, value]


@pytest.mark.parametrize(
    ("number", "odd"),
    [
        ("Số: ý# /BC-UBND", {"ý#": {"confidence": 0.7}}),
        ("Số:ổ0 /BC-UBND", {"Số:ổ0": {"confidence": 0.5}}),
        ("Số: 61/BC-UBND", {"61/BC-UBND": {"confidence": 0.5}}),
        ("Số: 61/BC-UBND", {"61/BC-UBND": {"height": 15}}),
        ("Số: 61 /BC-UBND", {}),
        ("Số: /BC-UBND", {"/BC-UBND": {"gap": 30}}),
        ("Số: 6 1/BC-UBND", {}),
        ("Số:", {}),
        ("Số:61!BC-UBND", {}),
    ],
    ids=[
        "no digits",
        "half",
        "unsure",
        "tall",
        "in the gap",
        "nothing",
        "in two",
        "alone",
        "no slash",
    ],
)
def test_a_handwritten_number_is_unread_not_guessed(number: str, odd: Odd) -> None:
    got = of(letter(number, PRINTED[1], odd))
    assert is_unread(got["report_number"])
    assert got["report_number"].place is not None


@pytest.mark.parametrize(
    ("day", "odd"),
    [
        ("ngày &@ tháng 3 năm 2024", {"&@": {"confidence": 0.4}}),
        ("ngày07 tháng 3 năm 2024", {}),
        ("ngày tháng 3 năm 2024", {"tháng": {"gap": 20}}),
        ("ngày 07 tháng 3 năm 2024", {"07": {"confidence": 0.5}}),
        ("ngày 07 tháng 3 năm 2024", {"07": {"height": 13}}),
        ("ngày 07 tháng 3 năm 2024", {"07": {"foot": 3}}),
        ("ngày 07 tháng 3 năm 2024", {"07": {"gap": 12}}),
        ("ngày 37 tháng 3 năm 2024", {}),
        ("ngàu2háng 3 năm 2024", {"ngàu2háng": {"confidence": 0.2}}),
        ("ngày ¿Ð", {"¿Ð": {"confidence": 0.2}}),
    ],
    ids=[
        "signs",
        "glued",
        "nothing",
        "unsure",
        "tall",
        "low",
        "in a gap",
        "no such day",
        "no words",
        "no end",
    ],
)
def test_a_handwritten_day_is_unread_not_guessed(day: str, odd: Odd) -> None:
    assert is_unread(of(letter(PRINTED[0], day, odd))["report_date"])


def test_what_the_hand_hides_the_appendix_says() -> None:
    hand = {"ý#": {"confidence": 0.4}, "&@": {"confidence": 0.4}}
    first = letter("Số: ý# /BC-UBND", "ngày &@ tháng 3 năm 2024", hand)
    got = of(first, page(APPENDIX, number=2))
    number, day = got["report_number"], got["report_date"]
    assert (number.value, number.page, number.reason) == ("61/BC-UBND", 2, "")
    assert (day.value, day.page, day.reason) == ("2024-03-07", 2, "")
    assert [r.text for r in number.readings] == ["61/BC-UBND", "Số: ý# /BC-UBND"]


def test_two_places_that_differ_are_for_a_person() -> None:
    got = of(letter("Số: 67/BC-UBND", "ngày 01 tháng 3 năm 2024"), page(APPENDIX, number=2))
    assert is_left_to_a_person(got["report_number"])
    assert is_left_to_a_person(got["report_date"])
    said = {got["report_number"].value, *got["report_number"].alternatives}
    assert said == {"61/BC-UBND", "67/BC-UBND"}


def test_a_printed_month_speaks_against_the_date_of_the_appendix() -> None:
    hand: Odd = {"&@": {"confidence": 0.4}}
    first = letter(PRINTED[0], "ngày &@ tháng 5 năm 2024", hand)
    assert is_left_to_a_person(of(first, page(APPENDIX, number=2))["report_date"])


def test_a_paper_that_is_cited_is_never_the_own_one() -> None:
    cited = (
        (90, 220, "số 18/2025/TT-BCT ngày 13 tháng 3 năm 2024 của Bộ trưởng"),
        (90, 240, "Số 45/BC-UBND ngày 02/01/2024 của UBND xã gửi kèm theo"),
        (90, 260, "(kèm theo Kế hoạch số 12/KH-UBND ngày 05/01/2024 của UBND xã)"),
    )
    hand = {"ý#": {"confidence": 0.4}, "&@": {"confidence": 0.4}}
    first = letter("Số: ý# /BC-UBND", "ngày &@ tháng 3 năm 2024", hand, cited)
    got = of(first)
    assert is_unread(got["report_number"])
    assert is_unread(got["report_date"])


def test_the_appendix_of_another_paper_is_none_of_ours() -> None:
    other = ((250, 50, "PHỤ LỤC"), (90, 70, "(Kèm theo Thông báo số 9/TB-SNV ngày 02/01/2024)"))
    got = of(letter(*PRINTED), page(other, number=2))
    assert [r.text for r in got["report_number"].readings] == ["61/BC-UBND"]
    assert got["report_date"].value == "2024-03-07"


def test_no_report_is_older_than_the_papers_it_cites() -> None:
    cited = ((90, 220, "Căn cứ Quyết định số 45/QĐ-UBND ngày 10/3/2024 của UBND huyện"),)
    got = of(letter(*PRINTED, more=cited))
    assert is_left_to_a_person(got["report_date"])
    assert "2024-03-10" in got["report_date"].reason


def test_a_stamp_of_arrival_is_no_heading() -> None:
    stamp = ((60, 112, "ĐẾN"), (60, 122, "Số: 4711"), (150, 122, "Ngày: 22/4/2024"))
    got = of(letter(*PRINTED, more=stamp))
    assert (got["report_number"].value, got["report_date"].value) == ("61/BC-UBND", "2024-03-07")


def test_a_digital_form_that_nobody_filled_in_says_nothing() -> None:
    blank = ((LEFT, 98, "Số: /BC-UBND"), (RIGHT, 98, "Đông Hoàng, ngày tháng 3 năm 2024"))
    got = of(page((*NATION, *ISSUER, *blank, *TITLE), origin=Origin.LAYER))
    assert not {"report_number", "report_date"} & set(got)


def test_an_appendix_before_its_letter_belongs_to_it() -> None:
    first = page(APPENDIX, number=1)
    second = page((*NATION, *ISSUER, (LEFT, 98, PRINTED[0]), *TITLE), number=2)
    got = of(first, second)
    assert got["issuer"].value == "UBND xã Đông Hoàng, huyện Đông Sơn"
    assert [r.text for r in got["report_number"].readings] == ["61/BC-UBND", "61/BC-UBND"]


def test_a_name_in_two_spellings_is_for_a_person() -> None:
    said = ((90, 220, "xã Đống Hoàng và xã Đống Hoàng tổ chức thực hiện tại xã Đống Hoàng"),)
    issuer = of(letter(*PRINTED, more=said))["issuer"]
    assert is_left_to_a_person(issuer)
    assert {issuer.value, *issuer.alternatives} == {
        "UBND xã Đông Hoàng, huyện Đông Sơn",
        "UBND xã Đống Hoàng, huyện Đông Sơn",
    }


def test_a_name_of_which_a_part_is_lost_is_for_a_person() -> None:
    cut = ((LEFT, 50, "ỦY BAN NHÂN DÂN"), (LEFT, 66, "XÃ ĐÔNG"))
    got = of(page((*NATION, *cut, (LEFT, 98, PRINTED[0]), *TITLE)))
    assert is_left_to_a_person(got["issuer"])
    assert got["issuer"].value == "UBND xã Đông Hoàng, huyện Đông Sơn"


def test_an_unsure_name_that_the_text_confirms_needs_nobody() -> None:
    unsure: Odd = {"HOÀNG": {"confidence": 0.2}}
    issuer = of(letter(*PRINTED, odd=unsure))["issuer"]
    assert (issuer.value, issuer.reason) == ("UBND xã Đông Hoàng, huyện Đông Sơn", "")


def test_an_unsure_name_that_nothing_confirms_is_for_a_person() -> None:
    unsure: Odd = {"HOÀNG": {"confidence": 0.2}}
    got = of(page((*NATION, *ISSUER, (LEFT, 98, PRINTED[0]), TITLE[0]), unsure))
    assert is_left_to_a_person(got["issuer"])


def test_an_unsure_score_is_for_a_person_with_what_was_read() -> None:
    said = ((90, 230, "Chỉ số CCHC của xã đạt 91,5/100 điểm, xếp loại Tốt, xếp thứ 3/17 xã"),)
    unsure = {"91,5/100": {"confidence": 0.3}}
    got = of(letter(*PRINTED, odd=unsure, more=said))
    score = got["headline_score"]
    assert (score.value, score.alternatives) == ("91.5", (None,))
    assert score.reason
    assert (got["rank"].value, got["rank"].reason, got["grade"].reason) == ("3", "", "")
