"""Text as an engine gives it, made text as printed: strokes of rules, odd signs, spaces.

No letter is changed here; restoring lost marks is a matter of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from document.page import Page
from document.table import Cell, Grid
from document.wording import one_line

_BARS = re.compile(
    r"(?:^|(?<=\s))(?:[|¦_~¬\[\]{}\\]+|[-=]+[|¦_]+|[|¦_]+[-=]+)(?=\s|$)|(?<=[^\W\d_])_+(?=\s|$)"
)
_EDGE_BARS = re.compile(r"^[|¦_]+\s*|\s*[|¦_]+$")
_SIGNS = str.maketrans(
    {"‚": ",", "‘": "'", "’": "'", "—": "-", "–": "-", "\u00ad": "", "\ufeff": ""}
)


def tidy_text(text: str) -> str:
    """One line of text without the traces of ruled lines.

    >>> tidy_text("| Bộ phận  Tư pháp —  Hộ tịch |"), tidy_text("870/901 hồ sơ, đạt 96,56%")
    ('Bộ phận Tư pháp - Hộ tịch', '870/901 hồ sơ, đạt 96,56%')
    >>> tidy_text("công khai kết_ quả, xếp -_| loại")
    'công khai kết quả, xếp loại'
    """
    text = _EDGE_BARS.sub("", text.translate(_SIGNS))
    return one_line(_BARS.sub(" ", text))


def _tidy_cell(cell: Cell) -> Cell:
    # A lone bar may be a Roman one in the column of codes: its reading stays.
    readings = tuple(replace(r, text=tidy_text(r.text) or r.text.strip()) for r in cell.readings)
    return replace(cell, text=tidy_text(cell.text), readings=readings)


def tidy(page: Page, grids: tuple[Grid, ...]) -> tuple[Page, tuple[Grid, ...]]:
    """The page and its grids with tidy texts. Lines of a text file keep their gaps."""
    cells = tuple(replace(g, cells=tuple(_tidy_cell(c) for c in g.cells)) for g in grids)
    if not page.words:
        return page, cells
    lines = tuple(t for t in (tidy_text(line) for line in page.lines) if t)
    return replace(page, lines=lines), cells
