"""Grids with text for the tests of tables: rows as they are printed, and bodies of eight rows."""

from __future__ import annotations

from document.geometry import Box
from document.page import Origin, Page
from document.table import Cell, Grid, Reading

TEXTS = (
    "Ban hành kế hoạch cải cách hành chính", "Thực hiện chế độ báo cáo định kỳ",
    "Công tác tuyên truyền", "Rà soát văn bản quy phạm pháp luật", "Kiểm soát thủ tục hành chính",
    "Giải quyết hồ sơ đúng hạn", "Thực hiện dịch vụ công trực tuyến", "Ứng dụng chữ ký số",
)  # fmt: skip
REASONS = ("Ban hành chậm so với quy định", "Thiếu báo cáo quý III", "Chỉ đạt 75% kế hoạch")
SCORES = {
    "appendix": {
        "max": "2 1 1,5 3 0,5 2 1 1", "verified": "1,5 0 1 2,5 0 1 0,75 0,5",
        "lost": "0,5 1 0,5 0,5 0,5 1 0,25 0,5",
    },
    "half": {
        "max": "2 1 1,5 3 0,5 2 1 1", "verified": "1,5 0,4 1 2,5 0,2 1,2 0,75 0,4",
        "lost": "0,5 0,6 0,5 0,5 0,3 0,8 0,25 0,6",
    },
    "sheet": {
        "max": "2 1 1,5 3 0,5 2 1 1", "self": "2 1 1,5 2,5 0,5 2 0,5 1",
        "verified": "2 1 1 2 0,5 2 0,5 1", "lost": "0 0 0,5 1 0 0 0,5 0",
        "penalty": "0 0,5 0 1 0 0 0,25 0", "after": "2 0,5 1 1 0,5 2 0,25 1",
        "count": "120 7 15 3 42 18 25 9",
    },
}  # fmt: skip


def column(body: str, name: str) -> list[str]:
    codes = [f"1.{n}" for n in range(1, 9)]
    held = {
        "": [""] * 8,
        "code": codes,
        "criterion": list(TEXTS),
        "numbered": [f"{c}. {t}" for c, t in zip(codes, TEXTS, strict=True)],
        "reason": [REASONS[n % 3] for n in range(8)],
        "note": ["", "Có kế hoạch kèm theo", "", "", "Xem phụ lục", "", "", "Đã kiểm tra"],
    }
    return held[name] if name in held else SCORES[body][name].split()


def grid(
    rows: list[list[str]], number: int = 1, read: Origin = Origin.LAYER, confidence: float = 1.0
) -> tuple[Page, list[Grid]]:
    """A page with one ruled table; "^" is a cell that the one to its left covers."""
    cells = []
    for r, texts in enumerate(rows):
        for c, text in enumerate(texts):
            if text == "^":
                continue
            span = 1
            while c + span < len(texts) and texts[c + span] == "^":
                span += 1
            box = Box(c * 80, r * 20, (c + span) * 80, (r + 1) * 20)
            readings = (Reading(read, text, confidence),) if text else ()
            cells.append(Cell(r, c, box, 1, span, text, readings, bool(text)))
    outline = Box(0, 0, len(rows[0]) * 80, len(rows) * 20)
    made = Grid(number, outline, len(rows), len(rows[0]), tuple(cells))
    return Page(number, 600, 800), [made]


def body(name: str, cells: list[str]) -> list[list[str]]:
    return [list(row) for row in zip(*(column(name, c) for c in cells), strict=True)]
