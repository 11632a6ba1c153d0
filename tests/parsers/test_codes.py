"""The numbers of rows: as printed where the characters are exact, and never silently another."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from document.page import Origin
from document.record import Code, Kind, Report
from document.table import Reading
from parsers.codes import ROMANS
from parsers.rows.code_cell import CodeCell
from parsers.rows.code_order import Settled, settle
from parsers.rows.records import tables
from pipeline.report.process import process
from samples import fonts, make, scanner, source
from samples.typeset import picture
from tests.parsers.conftest import grid

HEADER = ["STT", "Nội dung tiêu chí", "Điểm chuẩn", "Điểm TĐ", "Điểm trừ", "Lý do trừ điểm"]
SORTED = "1.1 1.10 1.11 1.2 1.3 2.1"
DOUBLED = "1.1 1.2 1.2 1.3"
MOVED = "2.1 2.2 2.3 1.1 1.2 1.3 3.1 3.2"
GAPS = "1.1.4 1.5.3 2.7 3.11.2 3.15.1 7.2.14 9.3"
LONG = " ".join(f"{part}.{k}" for part in (1, 2) for k in range(1, 16))
PARTS = "I 1 1.1 1.2 II 1 1.1 1.2 III 3"
NARROW = "1.1.8 1.1.9 1.1.1\n0 1.1.1\n1 1.2.1 2.1.1\n2 2.1.1\n3 2.2"
"""Codes that the column is too narrow for; a break in a code is a break of its cell's line."""


def printed(codes: str, read: Origin = Origin.LAYER, confidence: float = 1.0) -> list[Code]:
    """The codes of a table of such rows, as they come out."""
    rows = [
        [code, f"Tiêu chí số {k}", "2", "1,5", "0,5", "x"] for k, code in enumerate(codes.split())
    ]
    (table,) = tables([grid([HEADER, *rows], read=read, confidence=confidence)])
    return [record.number for record in table.records]


def is_flagged(code: Code) -> bool:
    """Whether a code is left to a person, before it has a verdict."""
    return bool(code.alternatives) or (code.value is None and bool(code.printed or code.reason))


@pytest.mark.parametrize("codes", [SORTED, MOVED, GAPS, LONG, PARTS, "TC1b 2* x 1.1.1.1.1.1.1"])
def test_exact_characters_stand_in_whatever_order(codes: str) -> None:
    found = printed(codes)
    assert [code.value for code in found] == [code.rstrip("*") for code in codes.split()]
    assert not any(code.reason or code.alternatives for code in found)


def test_a_number_that_is_printed_twice_stands_and_is_told_of() -> None:
    found = printed(DOUBLED)
    assert [code.value for code in found] == DOUBLED.split()
    assert [code.alternatives for code in found] == [(), ("1.2",), ("1.2",), ()]
    assert all("2 rows" in code.reason for code in found if code.alternatives)


NUMBERS = st.lists(st.integers(1, 40), min_size=1, max_size=4)
CODES = st.one_of(
    NUMBERS.map(lambda numbers: ".".join(map(str, numbers))),
    st.sampled_from(ROMANS),
    st.sampled_from("abcdđeghik"),
    st.tuples(st.sampled_from(ROMANS[:8]), NUMBERS).map(
        lambda pair: ".".join((pair[0], *map(str, pair[1][:3])))
    ),
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(CODES, min_size=2, max_size=12))
def test_no_list_of_codes_on_a_right_layer_comes_out_otherwise(codes: list[str]) -> None:
    found = settle([CodeCell((Reading(Origin.LAYER, code, 1.0),), inked=True) for code in codes])
    assert [one.value for one in found] == codes
    assert not any(one.reason or one.alternatives for one in found)


def seen(*readers: str, confidence: float = 0.96) -> list[CodeCell]:
    """Code cells as one or two readers have them; "_" is a reader that is silent."""
    origins = (Origin.READER, Origin.TESSERACT)
    each = zip(*(texts.split() for texts in readers), strict=True)
    return [
        CodeCell(
            tuple(
                Reading(origin, text, confidence)
                for origin, text in zip(origins, texts, strict=False)
                if text != "_"
            ),
            inked=True,
        )
        for texts in each
    ]


@pytest.mark.parametrize("codes", [SORTED, DOUBLED, MOVED, GAPS, LONG, PARTS])
def test_an_order_that_the_document_does_not_keep_repairs_nothing(codes: str) -> None:
    """Two readers agree on each code."""
    found = settle(seen(codes, codes))
    assert [one.value for one in found] == codes.split()
    assert not any(one.reason for one in found)


def test_full_stops_that_were_lost_come_back_where_the_order_has_them() -> None:
    found = settle(seen("_ _ _ _ _", "1.11 1.1.2 154 1.6 2.1", confidence=0.9))
    assert [one.value for one in found] == ["1.1.1", "1.1.2", "1.5.4", "1.6", "2.1"]
    assert [one.printed for one in found if one.reason] == ["1.11", "154"]


def test_of_two_readings_the_one_that_fits_is_taken() -> None:
    found = settle(seen("6.1.2 7.2.1 7.3.4", "6.1.2 72.1 7.3.4"))
    assert [(one.value, one.printed) for one in found] == [
        ("6.1.2", "6.1.2"), ("7.2.1", "7.2.1"), ("7.3.4", "7.3.4"),
    ]  # fmt: skip


def test_a_repair_that_is_hardly_better_than_another_is_left_to_a_person() -> None:
    (_, doubtful, _) = settle(seen("_ _ _", "3.1 3122 4.1", confidence=0.8))
    assert {doubtful.value, *doubtful.alternatives} >= {"3.12.2", "3.1.2.2"}


@pytest.mark.parametrize("garbage", ["n„3,2_L", "+21", "§P1\\'", "¿,E"])
def test_what_is_no_code_is_none(garbage: str) -> None:
    """Read so on faxes of 85 dots per inch."""
    text = garbage.replace("_", " ")
    before, after = seen("3.1.4 4.1.3", "3.1.4 4.1.3")
    cell = CodeCell((Reading(Origin.TESSERACT, text, 0.3),), inked=True)
    found = settle([before, cell, after])[1]
    assert found.value != text
    assert found.printed == text
    assert found.value is None or found.alternatives


def test_ink_that_nobody_could_read_is_a_code_only_where_one_choice_is_left() -> None:
    unread = CodeCell(inked=True)
    sheet = "1 1.1 1.2 1.3 2 2.1 2.2 2.3"
    cells = seen(sheet, sheet)
    cells[6] = unread
    assert settle(cells)[6] == Settled("2.2", "", (), "read as '', 2.2 by the order of the rows")
    gaps = seen(GAPS, GAPS)
    gaps[3] = unread
    lost = settle(gaps)[3]
    assert (lost.value, bool(lost.reason)) == (None, True)


def test_a_letter_mark_for_a_number_moves_no_section() -> None:
    """A misread 2.7 ("vn") may be VI; that it is none is told by the real VI, nine rows later."""
    text = (
        "I 1 1.1 1.2 2 2.1 2.2 II 1 2 3 III 1 1.1 1.2 2 3 3.1 IV 1 2 21 22 23 2.4 2.5 2.6 2.7 2.8 "
        "2.9 2.10 2.11 v 1 1.1 1.2 1.3 1.4 1.5 1.ó 1.7 2 21 2.2 2.3 24 >5 tr vn 31_j 3.2 3.3 3.4 "
        "3.5 3.6 3.7 VI 1 2 2.1 2.2 2.3 2.4 2.5 3 4 VII 1 1.1 1.2 1.3 1.4 1.5 2 3 4 4.1 4.2 VIII 1"
    )
    read = text.split()
    cells = [CodeCell((Reading(Origin.TESSERACT, text, 0.85),), inked=True) for text in read]
    values = [one.value for one in settle(cells)]
    assert [value for value in values if value in ROMANS] == list(ROMANS[:8])
    assert values[read.index("VI")] == "VI"


def test_a_row_of_a_scan_without_a_number_among_numbered_ones_is_told_of() -> None:
    rows = [[f"1.{k}", f"Tiêu chí số {k}", "2", "1,5", "0,5", "x"] for k in range(1, 8)]
    rows[3][0] = ""
    for read, told in ((Origin.TESSERACT, True), (Origin.LAYER, False)):
        (table,) = tables([grid([HEADER, *rows], read=read, confidence=0.96)])
        assert bool(table.records[3].number.reason) is told
        assert sum(bool(record.number.reason) for record in table.records) == told


FORM = [
    ["Nội dung", "Điểm chuẩn", "Tự chấm", "Điểm chấm thực tế"],
    ["1. CÔNG TÁC CHỈ ĐẠO", "3", "3", "2"],
    ["1.1. Lập kế hoạch 5 năm", "1", "1", "1"],
    ["1.10 Thông tin, tuyên truyền", "2", "2", "1"],
    ["Tiêu chí 2: Cải cách thể chế", "1", "1", "1"],
]


@pytest.mark.parametrize("read", [Origin.LAYER, Origin.TESSERACT])
def test_codes_that_open_the_text_are_parted_from_it(read: Origin) -> None:
    (table,) = tables([grid(FORM, read=read, confidence=0.96)])
    assert [r.code for r in table.records] == ["1", "1.1", "1.10", "2"]
    assert [r.text("criterion") for r in table.records][1:] == [
        "Lập kế hoạch 5 năm", "Thông tin, tuyên truyền", "Cải cách thể chế",
    ]  # fmt: skip


def test_numbers_before_a_few_texts_are_no_codes() -> None:
    rows = [[text, "1", "1", "1"] for text in ("12 văn bản", "Báo cáo", "2. Kế hoạch", "Kiểm tra")]
    (table,) = tables([grid([FORM[0], *rows])])
    assert [r.code for r in table.records] == [""] * 4
    assert table.records[2].text("criterion") == "2. Kế hoạch"


def document(codes: list[str], lines: str) -> source.Report:
    """A sample report whose appendix has these codes; a line break in one is typed."""
    given = source.load("01-deduction-scan")
    rows = given.appendix.rows[: len(codes)]
    coded = tuple(
        replace(row, path=code, cells={**row.cells, "code": code})
        for row, code in zip(rows, codes, strict=True)
    )
    ruling = replace(given.appendix.ruling, lines=lines)
    return replace(given, appendix=replace(given.appendix, rows=coded, ruling=ruling, total={}))


def numbered(report: Report) -> list[Code]:
    return [r.number for t in report.tables for r in t.rows(Kind.DATA, Kind.PARENT, Kind.SECTION)]


@pytest.fixture(scope="module")
def typesetter() -> None:
    try:
        fonts.register()
    except fonts.FontMissing as missing:
        pytest.skip(str(missing))


@pytest.mark.usefixtures("typesetter")
@pytest.mark.parametrize("lines", ["grid", "horizontal", "none"])
@pytest.mark.parametrize("codes", [SORTED, DOUBLED, MOVED, GAPS, NARROW], ids=lambda c: c[:11])
def test_a_digital_table_has_the_codes_and_rows_that_are_printed(
    codes: str, lines: str, tmp_path: Path
) -> None:
    path = tmp_path / "printed.pdf"
    path.write_bytes(make.digital(document(codes.split(" "), lines)))
    found = numbered(process(path))
    assert [code.value for code in found] == [c.replace("\n", "") for c in codes.split(" ")]


def scanned(clean: bytes, dpi: int, *, fax: bool = False) -> bytes:
    """A document as an office scanner sees it, or in black and white as it comes by fax."""
    file = BytesIO()
    canvas = Canvas(file, invariant=1)
    for page in range(scanner.page_count(clean)):
        look = replace(make.OFFICE, dpi=dpi, skew=0.4, blur=0.7 * dpi / 200, seed=page)
        seen_page = scanner.rendered(clean, page, dpi)
        seen_page = _faxed(seen_page, page) if fax else scanner.scanned(seen_page, look)
        _, data = cv2.imencode(".png", seen_page)
        height, width = (pixels * 72 / dpi for pixels in seen_page.shape)
        picture(canvas, ImageReader(BytesIO(data.tobytes())), width, height)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _faxed(page: scanner.Grey, seed: int) -> scanner.Grey:
    grain = np.random.default_rng(seed).normal(0, 10, page.shape)
    soft = cv2.GaussianBlur(page.astype(np.float32), (0, 0), 0.5) + grain
    return np.where(soft < 150, 0, 255).astype(np.uint8)


@pytest.mark.slow
@pytest.mark.usefixtures("typesetter")
@pytest.mark.parametrize("codes", [SORTED, DOUBLED, NARROW], ids=lambda c: c[:11])
def test_a_scan_changes_no_code_in_silence(codes: str, tmp_path: Path) -> None:
    path = tmp_path / "scanned.pdf"
    path.write_bytes(scanned(make.digital(document(codes.split(" "), "grid")), 200))
    found = numbered(process(path))
    for code, right in zip(found, codes.replace("\n", "").split(" "), strict=True):
        assert code.value == right or is_flagged(code)


@pytest.mark.slow
@pytest.mark.usefixtures("typesetter")
@pytest.mark.parametrize("dpi", [85, 100])
def test_every_code_of_a_coarse_fax_is_right_or_left_to_a_person(dpi: int, tmp_path: Path) -> None:
    given = source.load("01-deduction-scan")
    path = tmp_path / "fax.pdf"
    path.write_bytes(scanned(make.digital(given), dpi, fax=True))
    found = numbered(process(path))
    for code, row in zip(found, given.appendix.rows, strict=True):
        assert code.value == row.code or code.verdict.needs_person
    assert sum(not code.verdict.needs_person for code in found) > len(found) // 2
