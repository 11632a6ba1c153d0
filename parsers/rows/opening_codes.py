"""Codes that open the text of their rows, in a table that has no column for them.

"1.2. Thông tin, tuyên truyền": the code is parted from the words. A number in front of a few
texts ("12 văn bản") is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from document.page import Origin
from document.record import Column, TextCell
from document.table import Reading
from parsers import codes
from parsers.rows.code_cell import CodeCell
from parsers.rows.page_rows import PageRow

MOST = 0.6
"""Share of the rows whose text a code opens, where these are the codes of the table."""
SURE = 0.9
"""Confidence of a code that was read with the words of a cell."""
_OPENING = re.compile(
    r"(?P<code>(?:(?:Tiêu chí|Lĩnh vực|TC|LV|Mục|Phần)\s)?"
    r"(?:[IVX]{1,5}|[1-9]\d?(?:[.,]\s?[1-9]\d?){0,4}))"
    r"(?P<close>\s?[.:)]|(?<=\d[.,]\d)|(?<=\d[.,]\d\d))\s+(?P<words>\D.*)"
)


def parted(columns: Sequence[Column], rows: Sequence[PageRow]) -> tuple[PageRow, ...]:
    """The rows of a table, each with the code that opens its first text."""
    if any(c.name in ("code", "order") for c in columns):
        return tuple(rows)
    exact = {row.page for row in rows if row.exact}
    made = [_parted(row, row.page in exact) for row in rows]
    worded = sum(bool(row.texts and row.texts[0].text) for row in rows)
    found = sum(row is not None for row in made)
    if found < 2 or found < MOST * worded:
        return tuple(rows)
    return tuple(new or row for new, row in zip(made, rows, strict=True))


def _parted(row: PageRow, exact: bool) -> PageRow | None:
    """The row with its code and the rest of its text, None when no code opens it.

    >>> match = _OPENING.match
    >>> [bool(match(t)) for t in ("1.2 Báo cáo", "IV. Kế hoạch", "12 văn bản", "0,5 điểm", "1. A")]
    [True, True, False, False, True]
    """
    opened = _OPENING.match(row.texts[0].text) if row.texts else None
    if opened is None or not codes.clean(opened["code"]):
        return None
    text = TextCell(row.texts[0].column, opened["words"], row.texts[0].places)
    printed = f"{opened['code']}{opened['close'].strip()}"
    reading = (
        Reading(Origin.LAYER, printed, 1.0) if exact else Reading(Origin.TESSERACT, printed, SURE)
    )
    place = row.texts[0].places[0] if row.texts[0].places else None
    cell = CodeCell((reading,), inked=True, opens=True, place=place)
    return replace(row, code=cell.as_read, cell=cell, texts=(text, *row.texts[1:]))
