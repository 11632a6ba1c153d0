"""Lines of a cell become one text; what was only broken at the end of a line is whole again."""

from __future__ import annotations

import pytest

from document.geometry import Box
from document.page import Origin, Page, Word
from document.table import Cell, Grid
from ingest.image import PageImage
from ingest.read.read import read


def text_of(*lines: str) -> str:
    words = tuple(
        Word(word, Box(10 + 40 * k, 20 + 15 * n, 45 + 40 * k, 32 + 15 * n), 1.0, Origin.LAYER)
        for n, line in enumerate(lines)
        for k, word in enumerate(line.split())
    )
    box = Box(5, 10, 400, 200)
    grid = Grid(1, box, 1, 1, (Cell(0, 0, box),))
    _, (read_grid,) = read(PageImage(Page(1, 595, 842, words=words)), (grid,), None)
    return read_grid.cells[0].text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Cổng/", "Trang thông tin"), "Cổng/Trang thông tin"),
        (("VH-", "XH"), "VH-XH"),
        (("năm 2022 -", "2023"), "năm 2022 - 2023"),
        (("có / không", "/ khác"), "có / không / khác"),
        (("cải cách", "hành chính"), "cải cách hành chính"),
    ],
)
def test_lines_are_joined(lines: tuple[str, ...], text: str) -> None:
    assert text_of(*lines) == text
