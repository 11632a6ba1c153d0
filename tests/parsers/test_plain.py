"""Tables found in text without boxes: rows, codes and figures exact, nothing invented."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from document.claim import Verdict
from document.page import Page
from document.record import Kind, Record, Shape, Table
from ingest.file.textfile import pages as split
from ingest.file.textfile import read_text
from parsers.text.tables import tables

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SEED = SHARED / "seed" / "report.ocr.txt"
SCANS = sorted((SHARED / "scans").glob("*_A_*.json"))
NUMERIC = ("max_score", "self_score", "verified_score", "deduction")

WIDE_GAPS = """\
PHỤ LỤC
BẢNG TỔNG HỢP CÁC TIÊU CHÍ BỊ TRỪ ĐIỂM CHỈ SỐ CCHC NĂM 2022

TT     Nội dung tiêu chí       Điểm   Điểm       Điểm  Lý do trừ điểm       Bộ phận
                               chuẩn  thẩm định  trừ                        phụ trách
I      Công tác chỉ đạo, điều hành
1.2    Ban hành kế hoạch       1,5    1,25       0,25  Chậm 05 ngày         Công chức Văn
       kiểm tra                                                             phòng - Thống kê
1.4    Sáng kiến trong cải     2      0          2     Chưa có sáng kiến    Công chức phụ
       cách hành chính                                 được công nhận       trách CCHC
II     Cải cách thủ tục hành chính
3.1.2  Tỷ lệ hồ sơ đúng hạn    3      2,94       0,06  98/100, đạt 98%      Bộ phận Một cửa
       Tổng cộng               6,5    4,19       2,31
"""

BARS = """\
| Mục | Tiêu chí | Điểm tối đa | Điểm tự chấm | Điểm thẩm định | Điểm bị trừ | Lý do | Phụ trách |
| 2.1 | Theo dõi thi hành pháp luật | 1 | 1 | 0,5 | 0,5 | Báo cáo chậm | Công chức Tư pháp |
| 2.3 | Rà soát văn bản | 2 | | 1,5 | 0,5 | Thiếu danh mục | Công chức Tư pháp |
| 5.1 | Chế độ tiền lương | 1,5 | 1,5 | 0 | 1,5 | Chưa thực hiện | Công chức Tài chính |
| | Cộng | 4,5 | 2,5 | 2 | 2,5 | | |
"""

DAMAGED = """\
PHU LUC
CAC TIEU CHI BI TRU DIEM CHI SO CCHC NAM 2022
(Kem theo Bao cao s6 31/BC-UBND ngay 10/3/2023)
Myc Linh vwc/Tiéu chi Diém chudn Diém ty cham Diém tham dinh Bi trir Ly do Trach nhiém
Chua ban hanh ké hoach Cong chirc Van
121 | Xay dung ké hoach tuyén truyén 1 1 05 05 | trong quy I phong - Thong ké
cua UBND phuong nim 2022
123 |  Muc do hoan thanh ké hoach 2 2 187 | 013 | 14/15 nhiém vu, dat 93,33% | Van phong - Théng ké
2.1 Ty 1€ vin ban duoc ra soat 0.82 0.18 9/11 van ban, dat 81,82% Cong chirc Tu phap
312.4 | Ty 1€ h6 so nop truc tuyén 1.5 15 12 03 | 401/500 h6 so | Bo phan mot cira

3.13.1 Sb6 hoa hd so, két qua giai quyet 2 2 1.74 0.26 870/1000 h6 so
Tong cong 75 7.5 613 137
"""


def text_tables(text: str) -> tuple[Table, ...]:
    return tables(split(text))


def data(table: Table) -> dict[str, Record]:
    return {r.code: r for r in table.rows(Kind.DATA)}


def values(record: Record, columns: tuple[str, ...] = NUMERIC) -> list[str | None]:
    found = [record.value(c) for c in columns]
    return [None if v is None else str(v) for v in found]


@pytest.fixture(scope="module")
def table() -> Table:
    text, _ = read_text(SEED)
    (found,) = tables(split(text))
    return found


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SEED.parent / "appendix.gold.json").read_text("utf-8"))
    return loaded


@pytest.mark.skipif(not SEED.exists(), reason="the seed report is not beside this checkout")
class TestSeed:
    def test_every_row_and_no_other(self, table: Table, gold: dict[str, Any]) -> None:
        assert [r.code for r in table.rows(Kind.DATA)] == [row[0] for row in gold["rows"]]
        assert len(table.rows(Kind.TOTAL)) == 1
        assert table.shape is Shape.DEDUCTION

    def test_no_figure_is_wrong(self, table: Table, gold: dict[str, Any]) -> None:
        missing = []
        for row in gold["rows"]:
            record = data(table)[row[0]]
            for column, right in zip(NUMERIC, row[2:6], strict=True):
                value = record.value(column)
                if value is None:
                    missing.append((row[0], column))
                else:
                    assert value == Decimal(right), (row[0], column)
        # These stand nowhere in the text, or cannot be told from it alone.
        unread = {(c, f) for c in ("1.6", "1.7", "3.11.1", "3.11.2", "3.12.1", "3.12.2")
                  for f in ("max_score", "self_score")}  # fmt: skip
        assert set(missing) == unread | {("3.12.2", "deduction"), ("7.2", "max_score")}

    def test_totals(self, table: Table, gold: dict[str, Any]) -> None:
        (total,) = table.rows(Kind.TOTAL)
        assert {c: str(total.value(c)) for c in NUMERIC} == gold["totals"]

    def test_what_is_illegible_keeps_its_text(self, table: Table) -> None:
        rows = data(table)
        for code, column, printed in (("3.12.2", "deduction", "06"), ("7.2", "max_score", "|4")):
            figure = rows[code].figure(column)
            assert figure is not None
            assert (figure.printed, figure.inked) == (printed, True)
            assert figure.verdict is Verdict.UNREAD
            assert figure.reason

    def test_repaired_codes_say_so(self, table: Table) -> None:
        noted = {r.code for r in table.rows(Kind.DATA) if r.number.reason}
        assert noted == {"1.1.3", "1.5.4", "3.12.1", "3.12.2", "3.13.2", "7.2"}

    def test_words_stand_in_their_columns(self, table: Table) -> None:
        rows = data(table)
        assert rows["1.5.4"].text("criterion") == "Séng kién trong trién khai CCHC"
        assert "Thong ké (phu trach CCHC)" in rows["3.12.2"].text("responsible")
        assert rows["7.3.2"].text("reason") == "307/319, dat 96.24%"
        assert rows["1.1.3"].text("reason").endswith("cao céc chi sb")

    def test_a_row_cut_by_a_page_stands_on_both(self, table: Table) -> None:
        assert data(table)["3.12.2"].pages == (6, 7)


def truth_lines(words: list[list[float | str]]) -> tuple[str, ...]:
    """Words with boxes as an OCR would write them: one space between, lines by height."""
    rows: list[tuple[float, list[list[float | str]]]] = []
    for word in sorted(words, key=lambda w: (float(w[2]) + float(w[4]), float(w[1]))):
        middle = (float(word[2]) + float(word[4])) / 2
        if rows and middle - rows[-1][0] < 5:
            rows[-1][1].append(word)
        else:
            rows.append((middle, [word]))
    return tuple(" ".join(str(w[0]) for w in sorted(r, key=lambda w: w[1])) for _, r in rows)


@pytest.mark.parametrize("path", SCANS, ids=lambda p: p.stem)
def test_run_together_lines_of_a_good_text(path: Path) -> None:
    truth = json.loads(path.read_text("utf-8"))
    pages = tuple(
        Page(n, 0, 0, lines=truth_lines(p["words"])) for n, p in enumerate(truth["pages"], 1)
    )
    (table,) = tables(pages)
    expected = [r for r in truth["rows"] if r["kind"] == "data"]
    records = table.rows(Kind.DATA)
    assert [r.code for r in records] == [r["code"].rstrip(".") for r in expected]
    for record, right in zip(records, expected, strict=True):
        for column in (c["name"] for c in truth["columns"] if c["numeric"]):
            printed = right["record"][column]
            value = record.value(column)
            if value is None and record.notes:
                continue  # "3 3" with blanks between: nothing in the line tells their columns
            assert value == (None if printed is None else Decimal(printed)), (record.code, column)
    assert sum(bool(r.notes) for r in records) <= 3


def test_wide_gaps_keep_words_apart() -> None:
    (table,) = text_tables(WIDE_GAPS)
    columns = ("max_score", "verified_score", "deduction")
    rows = data(table)
    assert {code: values(r, columns) for code, r in rows.items()} == {
        "1.2": ["1.5", "1.25", "0.25"], "1.4": ["2", "0", "2"], "3.1.2": ["3", "2.94", "0.06"],
    }  # fmt: skip
    assert rows["1.4"].text("criterion") == "Sáng kiến trong cải cách hành chính"
    assert rows["1.4"].text("reason") == "Chưa có sáng kiến được công nhận"
    assert rows["1.4"].text("responsible") == "Công chức phụ trách CCHC"
    assert [(r.code, r.text("criterion")) for r in table.rows(Kind.SECTION)] == [
        ("I", "Công tác chỉ đạo, điều hành"), ("II", "Cải cách thủ tục hành chính"),
    ]  # fmt: skip
    assert values(table.rows(Kind.TOTAL)[0], columns) == ["6.5", "4.19", "2.31"]
    assert "CHỈ SỐ CCHC NĂM 2022" in table.title


def test_bars_show_which_cell_is_empty() -> None:
    (table,) = text_tables(BARS)
    assert {code: values(r) for code, r in data(table).items()} == {
        "2.1": ["1", "1", "0.5", "0.5"],
        "2.3": ["2", None, "1.5", "0.5"],
        "5.1": ["1.5", "1.5", "0", "1.5"],
    }
    empty = data(table)["2.3"].figure("self_score")
    assert empty is not None
    assert empty.verdict is Verdict.BLANK
    assert data(table)["2.3"].text("responsible") == "Công chức Tư pháp"
    assert len(table.rows(Kind.TOTAL)) == 1


def test_wrong_language_text_is_mended_where_order_and_arithmetic_allow() -> None:
    (table,) = text_tables(DAMAGED)
    assert {code: values(r) for code, r in data(table).items()} == {
        "1.2.1": ["1", "1", "0.5", "0.5"],
        "1.2.3": ["2", "2", "1.87", "0.13"],
        "2.1": [None, None, "0.82", "0.18"],
        "3.12.4": ["1.5", "1.5", "1.2", "0.3"],
        "3.13.1": ["2", "2", "1.74", "0.26"],
    }
    assert values(table.rows(Kind.TOTAL)[0]) == ["7.5", "7.5", "6.13", "1.37"]
    assert "phong - Thong ké" in data(table)["1.2.1"].text("responsible")


def test_a_typing_error_of_the_report_is_left_as_printed() -> None:
    text = "\n".join(
        ("1.1 Kế hoạch 2 2 1,5 0,5", "1.2 Báo cáo 1 1 0,5 0,75", "2.1 Kiểm tra 3 3 1 2",
         "Tổng 6 6 3 3,25")
    )  # fmt: skip
    (table,) = text_tables(text)
    assert values(data(table)["1.2"]) == ["1", "1", "0.5", "0.75"]


def test_figures_of_a_short_row_without_a_witness_are_not_placed() -> None:
    text = "\n".join(
        ("1.1 Kế hoạch 2 2 1,5 0,5", "1.2 Báo cáo 1 1", "2.1 Kiểm tra 3 3 1 2", "Tổng 6 6 3 3")
    )
    (table,) = text_tables(text)
    row = data(table)["1.2"]
    assert values(row) == [None, None, None, None]
    assert any("1 1" in note for note in row.notes)


def test_a_code_that_the_order_does_not_tell_stays() -> None:
    text = "\n".join(
        ("1.1 Kế hoạch 2 2 1,5 0,5", "9.9.9 Báo cáo 1 1 0,5 0,5", "2.1 Kiểm tra 3 3 1 2",
         "Tổng 6 6 3 3")
    )  # fmt: skip
    assert "9.9.9" in data(text_tables(text)[0])


def test_header_names_another_order_of_columns() -> None:
    text = "\n".join(
        ("STT Tiêu chí Điểm tự chấm Điểm thẩm định Điểm bị trừ Điểm tối đa Lý do trừ điểm",
         "1.1 Ban hành kế hoạch 2 1,5 0,5 2 Chưa kịp thời",
         "1.3 Chế độ báo cáo 1 0,25 0,75 1 Thiếu báo cáo quý",
         "2.2 Rà soát văn bản 3 1 2 3 Không thực hiện", "Cộng 6 2,75 3,25 6")
    )  # fmt: skip
    (table,) = text_tables(text)
    assert values(data(table)["1.3"]) == ["1", "1", "0.25", "0.75"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BÁO CÁO\nKết quả Chỉ số CCHC năm 2023\n1. Công tác chỉ đạo\n1.1. Ban hành 12 văn bản\n"
        "2. Cải cách thể chế\n2.1. Rà soát 5 văn bản, xử lý 4",
        "Điểm số các năm: 2021 2022 2023\nTổng điểm 88,5 90,1 91",
        "\n".join(f"{k}. Nhiệm vụ thứ {k} của năm 2024" for k in range(1, 12)),
    ],
)
def test_text_without_a_table_gives_none(text: str) -> None:
    assert text_tables(text) == ()


def test_a_second_table_begins_where_codes_begin_again() -> None:
    rows = ("1.1 Kế hoạch 2 2 1,5 0,5", "1.2 Báo cáo 1 1 0,5 0,5", "2.1 Kiểm tra 3 3 1 2",
            "Tổng cộng 6 6 3 3")  # fmt: skip
    first, second = text_tables("\n".join((*rows, "Phụ lục II", *rows)))
    assert (first.number, second.number) == (1, 2)
    assert len(first.records) == len(second.records) == 4
