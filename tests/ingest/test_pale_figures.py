"""A figure of which a copier left a shade is read where its cell has no word of ink."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from document.geometry import Box
from document.page import Page
from document.table import Cell, Grid
from ingest.image import PageImage
from ingest.read.engine import choose
from ingest.read.number_reader import NumberReader
from ingest.read.read import read

SCALE = 200 / 72


def test_a_pale_figure_is_read_and_dirt_in_a_blank_cell_is_none() -> None:
    image = Image.new("L", (900, 300), 255)
    draw = ImageDraw.Draw(image)
    draw.text((180, 60), "2,5", fill=150, font=ImageFont.load_default(11 * SCALE))
    for x, y in ((500, 70), (511, 78), (520, 74), (508, 90)):
        draw.ellipse((x, y, x + 3, y + 3), fill=140)
    boxes = [Box(x, 10, x + 80, 50) for x in (40.0, 150.0)]
    cells = tuple(Cell(0, k, box) for k, box in enumerate(boxes))
    grid = Grid(1, Box(40, 10, 230, 50), 1, 2, cells)
    pixels = np.asarray(image)
    sheet = PageImage(Page(1, 324, 108), pixels, np.zeros_like(pixels), SCALE)
    _, (filled,) = read(sheet, [grid], choose(), NumberReader())
    figure, dirt = filled.cells
    assert figure.inked
    assert figure.text == "2,5"
    assert len(figure.readings) == 2
    assert (dirt.inked, dirt.text, dirt.readings) == (False, "", ())
