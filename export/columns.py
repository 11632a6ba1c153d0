"""The columns of records.csv, reports.csv and checks.csv: the one list that the tables are
written from and that docs/columns.md is made from (`python -m export.columns`)."""

from __future__ import annotations

import ast
import inspect
import itertools
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from document.claim import Verdict
from document.record import FACTS

NUMBERS = (
    "max_score",
    "self_score",
    "verified_score",
    "survey",
    "deduction",
    "total_score",
    "rank",
)
"""Canonical names of the numeric table columns with a column of their own in records.csv."""

TEXTS = ("order", "unit", "criterion", "grade", "reason", "responsible", "note")
"""Canonical names of the text columns of tables with a column of their own in records.csv."""


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """One column of a CSV file.

    name: as in the header line. kind: its type and unit or format.
    en, vi: what it means, in English and Vietnamese.
    """

    name: str
    kind: str
    en: str
    vi: str


def _with_verdict(column: CsvColumn) -> tuple[CsvColumn, CsvColumn]:
    return column, CsvColumn(
        f"{column.name}_verdict",
        "verdict",
        f"How far `{column.name}` can be trusted",
        f"Mức độ tin cậy của `{column.name}`",
    )


RECORDS: tuple[CsvColumn, ...] = (
    CsvColumn(
        "report",
        "text",
        "Name of the report: reports/NAME.json holds everything about it",
        "Tên báo cáo: reports/NAME.json chứa toàn bộ dữ liệu",
    ),
    CsvColumn("source", "text", "Name of the file it was read from", "Tên tệp nguồn"),
    CsvColumn(
        "page", "integer, 1 is the first", "Page on which the row begins", "Trang bắt đầu dòng"
    ),
    CsvColumn(
        "last_page",
        "integer, 1 is the first",
        "Page on which the row ends; differs from `page` when a page break cuts the row",
        "Trang kết thúc dòng; khác `page` khi dòng bị ngắt trang",
    ),
    CsvColumn(
        "table", "integer, 1 is the first", "Number of the table in the report", "Số thứ tự bảng"
    ),
    CsvColumn(
        "shape",
        "`A`, `B`, `C` or `other`",
        "A deduction appendix, B full scoring sheet, C ranking of units, other",
        "A phụ lục điểm trừ, B bảng chấm điểm đầy đủ, C bảng xếp hạng, other: khác",
    ),
    CsvColumn(
        "row",
        "integer, 1 is the first",
        "Place of the row among the rows of its table",
        "Số thứ tự dòng trong bảng",
    ),
    CsvColumn(
        "kind",
        "`data`, `parent`, `section`, `total` or `mean`",
        "data: one criterion or unit; parent: carries the sum of the rows below it; section: a "
        "heading; total, mean: total row and row of means. To add up, take `data` only",
        "data: tiêu chí hoặc đơn vị; parent: dòng cha (tổng các dòng con); section: tiêu đề; "
        "total: dòng tổng; mean: dòng trung bình. Khi cộng chỉ lấy `data`",
    ),
    CsvColumn(
        "code",
        "text",
        "Number of the row without a closing full stop (1.1.3, IV)",
        "Mục/TT, bỏ dấu chấm cuối (1.1.3, IV)",
    ),
    CsvColumn("code_printed", "text", "The code as it was read", "Mục/TT như đọc được"),
    CsvColumn(
        "code_verdict", "verdict", "How far `code` can be trusted", "Mức độ tin cậy của `code`"
    ),
    CsvColumn(
        "path",
        "text",
        "The code made unique by the codes above it (III/2/2.1)",
        "Mã đầy đủ theo cấp cha (III/2/2.1)",
    ),
    CsvColumn(
        "level",
        "integer, 1 is the top",
        "Depth in the hierarchy; empty when unknown",
        "Cấp của dòng; trống khi không rõ",
    ),
    CsvColumn("order", "text", "Order number in a ranking", "Số thứ tự trong bảng xếp hạng"),
    CsvColumn("unit", "text", "Unit that is ranked", "Đơn vị được xếp hạng"),
    CsvColumn(
        "criterion",
        "text",
        "Criterion; the heading in a section row, the label in a total row",
        "Tiêu chí; tiêu đề ở dòng mục, nhãn ở dòng tổng",
    ),
    *_with_verdict(CsvColumn("max_score", "decimal, points", "Maximum score", "Điểm tối đa")),
    *_with_verdict(
        CsvColumn("self_score", "decimal, points", "Score the unit gave itself", "Điểm tự chấm")
    ),
    *_with_verdict(
        CsvColumn("verified_score", "decimal, points", "Score after verification", "Điểm thẩm định")
    ),
    *_with_verdict(
        CsvColumn("survey", "decimal, points", "Score from the sociological survey", "Điểm ĐTXHH")
    ),
    *_with_verdict(CsvColumn("deduction", "decimal, points", "Points taken off", "Số điểm bị trừ")),
    *_with_verdict(
        CsvColumn("total_score", "decimal, points", "Total of a unit", "Tổng điểm của đơn vị")
    ),
    *_with_verdict(CsvColumn("rank", "integer", "Rank of a unit", "Xếp hạng của đơn vị")),
    CsvColumn("grade", "text", "Grade of a unit", "Xếp loại của đơn vị"),
    CsvColumn("reason", "text", "Why points were taken off", "Lý do giảm điểm"),
    CsvColumn("responsible", "text", "Who is responsible", "Bộ phận, cá nhân phụ trách"),
    CsvColumn("note", "text", "Note printed in the table", "Ghi chú trong bảng"),
    CsvColumn(
        "other",
        "JSON object",
        "Cells of all other columns, among them the field scores of a ranking: "
        "{printed header: value}, numbers as decimal strings, null where there is none",
        "Các ô của những cột còn lại, gồm điểm từng lĩnh vực của bảng xếp hạng: "
        "{tiêu đề cột: giá trị}, null nếu không có",
    ),
    CsvColumn(
        "other_verdict",
        "JSON object",
        "Verdicts of the numbers in `other`: {printed header: verdict}",
        "Mức độ tin cậy của các số trong `other`: {tiêu đề cột: mức độ}",
    ),
    CsvColumn(
        "review",
        "names, `;` between",
        "What of the row needs a person: columns of numbers (for `other`: printed headers), and "
        "`code`",
        "Các cột có số cần người kiểm tra lại, và `code`",
    ),
    CsvColumn(
        "reading_notes",
        "sentences, ` | ` between",
        "What was odd while reading the row",
        "Điều bất thường khi đọc dòng này",
    ),
)

_FACT_COLUMNS = {
    "issuer": CsvColumn("issuer", "text", "Who issued the report", "Cơ quan ban hành"),
    "report_number": CsvColumn("report_number", "text", "Number of the report", "Số báo cáo"),
    "report_date": CsvColumn(
        "report_date", "date, YYYY-MM-DD", "Date of the report", "Ngày báo cáo"
    ),
    "index_year": CsvColumn(
        "index_year", "integer, year", "Year that the index is about", "Năm của Chỉ số CCHC"
    ),
    "decision_number": CsvColumn(
        "decision_number",
        "text",
        "Number of the decision that published the index",
        "Số quyết định công bố chỉ số",
    ),
    "decision_date": CsvColumn(
        "decision_date", "date, YYYY-MM-DD", "Date of that decision", "Ngày quyết định"
    ),
    "headline_score": CsvColumn(
        "headline_score",
        "decimal, points",
        "Score in the headline sentence",
        "Tổng điểm nêu trong phần lời",
    ),
    "headline_max": CsvColumn(
        "headline_max", "decimal, points", "Maximum it is out of", "Thang điểm"
    ),
    "grade": CsvColumn("grade", "text", "Grade in the headline sentence", "Xếp loại"),
    "rank": CsvColumn("rank", "integer", "Rank in the headline sentence", "Xếp thứ"),
    "rank_of": CsvColumn("rank_of", "integer", "Number of units ranked", "Tổng số đơn vị"),
    "change_vs_previous_year": CsvColumn(
        "change_vs_previous_year",
        "decimal, points",
        "Change against the year before, negative when it fell",
        "Tăng (+) hoặc giảm (-) so với năm trước",
    ),
    "previous_score": CsvColumn(
        "previous_score",
        "decimal, points",
        "Score of the year before, where the text gives it",
        "Điểm của năm trước nêu trong phần lời",
    ),
}


def _facts() -> tuple[CsvColumn, ...]:
    return tuple(column for name in FACTS for column in _with_verdict(_FACT_COLUMNS[name]))


REPORTS: tuple[CsvColumn, ...] = (
    CsvColumn("report", "text", "Name of the report, as in records.csv", "Tên báo cáo"),
    CsvColumn("source", "text", "Name of the file it was read from", "Tên tệp nguồn"),
    CsvColumn("sha256", "hex digits", "Fingerprint of the file", "Mã băm của tệp"),
    CsvColumn(
        "status",
        "`converted`, `no_table`, `failed`, `duplicate` or `outdated`",
        "no_table: read, but no table was found; failed: see `message`; duplicate: the same bytes "
        "as another input, whose report it names; outdated: converted in an earlier run by a "
        "version whose result this one cannot read, so that its rows are missing",
        "no_table: đọc được nhưng không thấy bảng; failed: lỗi, xem `message`; duplicate: trùng "
        "nội dung với tệp khác, xem báo cáo của tệp đó; outdated: do phiên bản khác chuyển đổi, "
        "cần chuyển đổi lại",
    ),
    CsvColumn(
        "source_state",
        "`here`, `changed` or `gone`",
        "What has become of the file since it was converted: it is there as it was; another "
        "content is there now, and the rows are of the old one; it is not there any more",
        "Tệp nguồn hiện nay: còn nguyên; nội dung đã thay đổi (các dòng là của nội dung cũ); "
        "không còn",
    ),
    CsvColumn(
        "exit_code",
        "integer",
        "Exit code that this document alone would give",
        "Mã thoát nếu chỉ chuyển đổi tài liệu này",
    ),
    CsvColumn("message", "sentence", "Why it failed and what to do", "Lý do lỗi và cách khắc phục"),
    CsvColumn("pages", "integer", "Pages of the file", "Số trang"),
    *_facts(),
    CsvColumn("tables", "integer", "Tables found", "Số bảng tìm thấy"),
    CsvColumn("records", "integer", "Rows of kind data and parent", "Số dòng loại data và parent"),
    CsvColumn("rules_checked", "integer", "Rules of arithmetic tried", "Số phép kiểm tra"),
    CsvColumn(
        "checks",
        "integer",
        "Rules that do not hold: the lines of `checks.csv` about this file",
        "Số phép kiểm tra không khớp: số dòng của `checks.csv` về tệp này",
    ),
    CsvColumn(
        "certain_checks",
        "integer",
        "Of these, those where the paper contradicts itself",
        "Trong đó số lỗi chắc chắn là của văn bản",
    ),
    CsvColumn(
        "cross_checks",
        "integer",
        "Of `checks`, those between documents, copies of the same bytes not counted; each needs a "
        "person",
        "Trong `checks`, số phép kiểm tra giữa các báo cáo (không kể tệp trùng nội dung); cần "
        "người xem",
    ),
    CsvColumn(
        "review",
        "integer",
        "Numbers, codes and facts that need a person",
        "Số ô số liệu, mục/TT và thông tin chung cần người kiểm tra lại",
    ),
    CsvColumn(
        "text_quality",
        "0 to 1",
        "Share of the words that were read well",
        "Tỷ lệ chữ đọc rõ",
    ),
    CsvColumn(
        "structure_quality",
        "0 to 1",
        "Share of the table rows whose place is known, weighed by how sure the columns are",
        "Tỷ lệ dòng của bảng đã xác định được vị trí",
    ),
    CsvColumn(
        "arithmetic_quality",
        "0 to 1",
        "Share of the figures that arithmetic proves; one that no rule covers counts half",
        "Tỷ lệ con số được phép tính chứng minh",
    ),
    CsvColumn(
        "pages_not_understood",
        "integers, `, ` between",
        "Pages that a person must look at as a whole; reports/NAME.json has reasons and pictures",
        "Trang chưa hiểu được, cần người xem lại cả trang",
    ),
    CsvColumn(
        "not_found",
        "names, `;` between",
        "What a report of its kind has and was not found: names of facts, `table`, or "
        "`total_row` with the number of its table",
        "Những gì báo cáo loại này thường có nhưng không tìm thấy",
    ),
    CsvColumn(
        "notes",
        "sentences, ` | ` between",
        "What was left out or odd in the document",
        "Điều bị bỏ qua hoặc bất thường trong tài liệu",
    ),
)

CHECKS: tuple[CsvColumn, ...] = (
    CsvColumn("report", "text", "Name of the report, as in records.csv", "Tên báo cáo"),
    CsvColumn("source", "text", "Name of the file it was read from", "Tên tệp nguồn"),
    CsvColumn(
        "id",
        "text, rule/table/row/column",
        "Names the check in its report, the same in every run",
        "Mã của phép kiểm tra trong báo cáo, không đổi giữa các lần chạy",
    ),
    CsvColumn(
        "root",
        "text, an `id`",
        "The check that this one follows from; its own `id` when it follows from none. One slip "
        "breaks several rules: count the roots",
        "Phép kiểm tra gốc gây ra lỗi này; bằng `id` nếu tự nó là gốc",
    ),
    CsvColumn(
        "table",
        "integer, 1 is the first",
        "Number of the table; empty for a rule about the whole report",
        "Số thứ tự bảng; trống nếu là phép kiểm tra của cả báo cáo",
    ),
    CsvColumn(
        "page",
        "integer, 1 is the first",
        "Page of the number that does not fit; empty when unknown",
        "Trang có số không khớp; trống khi không rõ",
    ),
    CsvColumn(
        "rule",
        "text",
        "Rule that does not hold. Rules between documents: `previous_year`, `criterion_maximum`, "
        "`criterion_name`, `ranking_report`, `duplicate`",
        "Phép kiểm tra không khớp. Giữa các báo cáo: `previous_year`, `criterion_maximum`, "
        "`criterion_name`, `ranking_report`, `duplicate`",
    ),
    CsvColumn(
        "path",
        "text",
        "Path of the row, as in records.csv; empty for total rows and the headline",
        "Mã đầy đủ của dòng; trống với dòng tổng và tổng điểm nêu trong phần lời",
    ),
    CsvColumn("column", "text", "Column of the number that does not fit", "Cột có số không khớp"),
    CsvColumn("printed", "decimal", "Value on paper", "Giá trị in trên văn bản"),
    CsvColumn("expected", "decimal", "Value that the rule asks for", "Giá trị theo phép tính"),
    CsvColumn(
        "certain",
        "`true` or `false`",
        "true: the paper contradicts itself; false: a misreading explains it as well",
        "true: văn bản tự mâu thuẫn; false: có thể do đọc sai",
    ),
    CsvColumn(
        "blamed_table",
        "integer, 1 is the first",
        "Table of the cell that is most likely at fault; 0 for a fact, empty when nothing tells",
        "Bảng có ô nhiều khả năng sai nhất; 0 nếu là thông tin chung, trống khi không rõ",
    ),
    CsvColumn(
        "blamed_row",
        "integer, 1 is the first",
        "Its row, as `row` in records.csv; 0 for a fact",
        "Dòng của ô đó, như `row` trong records.csv; 0 nếu là thông tin chung",
    ),
    CsvColumn(
        "blamed_column",
        "text",
        "Its column, or the name of the fact",
        "Cột của ô đó, hoặc tên thông tin chung",
    ),
    CsvColumn("vi", "sentence", "What does not hold, in Vietnamese", "Điều không khớp, tiếng Việt"),
    CsvColumn("en", "sentence", "What does not hold, in English", "Điều không khớp, tiếng Anh"),
)

_HEAD = """# The columns of the CSV files

This page is made from `export/columns.py` by `python -m export.columns`; mend it there.

## Form of the files

- UTF-8 with a byte order mark, so that Excel shows Vietnamese letters on a double click. Pandas
  drops the mark by itself; elsewhere name the encoding `utf-8-sig`.
- RFC 4180: commas between, lines end in CR LF, quotes around a cell that holds a comma, a quote
  or a line end.
- Numbers have a decimal point, no thousands separators and no needless zeros (`0,50` on paper is
  `0.5`). The printed text stands in `reports/NAME.json`.
- An empty cell means that there is no value. For a number the verdict beside it says why:
  `blank` nothing is printed, `unread` it is printed but not readable; an empty verdict means
  that the table has no such column.
- All text is NFC. To get it unchanged, also words such as "NA":
  `pandas.read_csv("records.csv", dtype=str, keep_default_na=False)`.
- A spreadsheet runs a cell that begins with `=` or `@` as a formula, whatever file it comes from.
  Such a cell, and one that begins with a tab or a line end, gets an apostrophe in front.
  A text that begins with `-` or `+`, as the items of a list do ("- Chậm báo cáo"), stays as it is
  unless it holds `|`, `!` or a function call, which a formula needs to do harm; then it gets the
  apostrophe too. Where Excel takes such an item for a formula and shows `#NAME?`, load the file
  with Data > From Text/CSV instead of a double click. The JSON is never changed.

## Verdicts

Of every number, code and fact it is told how far it can be trusted.
"""

_NGHIA = {
    Verdict.CONSISTENT: "đã đọc, mọi phép kiểm tra liên quan đều khớp",
    Verdict.UNVERIFIED: "đã đọc, các lần đọc giống nhau; không có phép kiểm tra nào",
    Verdict.DISPUTED: "đã đọc, các lần đọc giống nhau; nằm trong phép tính không khớp nhưng không "
    "phải chỗ bị cho là sai",
    Verdict.BLANK: "ô trống trên văn bản",
    Verdict.REPAIRED: "đã sửa lỗi đọc theo phép kiểm tra",
    Verdict.DERIVED: "không đọc được, suy ra từ phép kiểm tra",
    Verdict.DISCREPANCY: "văn bản tự mâu thuẫn",
    Verdict.AMBIGUOUS: "có nhiều giá trị phù hợp, hoặc có lý do nghi ngờ giá trị này",
    Verdict.UNREAD: "có chữ số nhưng không đọc được",
}


def meanings() -> dict[Verdict, str]:
    """What each verdict means in English: the text beneath it where it is defined."""
    body = ast.parse(dedent(inspect.getsource(Verdict))).body[0]
    assert isinstance(body, ast.ClassDef)
    told = {}
    for name, text in itertools.pairwise(body.body):
        if isinstance(name, ast.Assign) and isinstance(text, ast.Expr):
            assert isinstance(name.targets[0], ast.Name)
            assert isinstance(text.value, ast.Constant)
            told[Verdict[name.targets[0].id]] = " ".join(str(text.value.value).split())
    return told


def _verdicts() -> str:
    lines = ["| verdict | meaning | needs a person | nghĩa |", "|---|---|---|---|"]
    for verdict, meaning in meanings().items():
        person = "yes" if verdict.needs_person else "no"
        lines.append(f"| {verdict.value} | {meaning} | {person} | {_NGHIA[verdict]} |")
    return "\n".join(lines) + "\n"


def _section(title: str, about: str, columns: tuple[CsvColumn, ...]) -> str:
    lines = [
        f"## {title}",
        "",
        about,
        "",
        "| column | type, unit or format | meaning | nghĩa |",
        "|---|---|---|---|",
    ]
    for column in columns:
        kind = column.kind.replace(" | ", " \\| ")
        lines.append(f"| {column.name} | {kind} | {column.en} | {column.vi} |")
    return "\n".join(lines) + "\n"


def markdown() -> str:
    """The page docs/columns.md."""
    return "\n".join(
        (
            _HEAD,
            _verdicts(),
            _section("records.csv", "One line for each row of each table.", RECORDS),
            _section("reports.csv", "One line for each input, failed ones too.", REPORTS),
            _section(
                "checks.csv",
                "One line for each rule that does not hold: those inside a document in the order "
                "of the documents, then those between documents.",
                CHECKS,
            ),
        )
    )


def page() -> Path:
    """Where docs/columns.md stands in the source tree."""
    return Path(__file__).resolve().parent.parent / "docs" / "columns.md"


if __name__ == "__main__":
    page().write_text(markdown(), encoding="utf-8")
