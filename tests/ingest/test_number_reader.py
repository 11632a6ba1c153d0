"""The number reader on figures printed here, in a font every plotting library ships."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.image import Pixels
from ingest.read import figure_window
from ingest.read.figure_window import CropDefect, windows
from ingest.read.number_reader import MODEL, NumberReader

DPI = 200
K = DPI / 72
Box = tuple[int, int, int, int]


@pytest.fixture(scope="module")
def reader() -> NumberReader:
    return NumberReader()


def font(points: float = 12) -> ImageFont.FreeTypeFont:
    for name in ("DejaVuSans.ttf", "LiberationSerif-Regular.ttf", "Arial.ttf"):
        try:
            return ImageFont.truetype(name, round(points * K))
        except OSError:
            continue
    pytest.skip("no TrueType font is installed")


def table(rows: list[list[str]], rules: int = 2, points: float = 12) -> tuple[Pixels, list[Box]]:
    """A ruled table on white; `rules` is their thickness in pixels, 0 for none."""
    wide, high, edge = round(60 * K), round(22 * K), round(12 * K)
    columns = max(len(r) for r in rows)
    image = Image.new("L", (2 * edge + wide * columns, 2 * edge + high * len(rows)), 255)
    draw = ImageDraw.Draw(image)
    boxes = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            x, y = edge + c * wide, edge + r * high
            if rules:
                draw.rectangle((x, y, x + wide, y + high), outline=0, width=rules)
            place = (x + wide / 2, y + high / 2)
            draw.multiline_text(place, text, fill=0, font=font(points), anchor="mm")
            boxes.append((x, y, x + wide, y + high))
    return np.asarray(image), boxes


def texts(reader: NumberReader, page: Pixels, boxes: list[Box], dpi: float = DPI) -> list[str]:
    return [r.text for r in reader.read(page, boxes, dpi)]


FIGURES = [
    ["0,25", "1.5", "100", "7"],
    ["1.2.3", "VIII", "96,56%", "870/901"],
    ["-", "-0,5", "28.500", ""],
]


@pytest.mark.parametrize("rules", [0, 1, 4])
def test_printed_figures_are_read_and_accepted(reader: NumberReader, rules: int) -> None:
    page, boxes = table(FIGURES, rules)
    readings = reader.read(page, boxes, DPI)
    assert [r.text for r in readings] == [t for row in FIGURES for t in row]
    assert all(r.accepted for r in readings)


@pytest.mark.parametrize("by", [-2.5, 3.0])
def test_boxes_off_by_some_points_change_nothing(reader: NumberReader, by: float) -> None:
    page, boxes = table(FIGURES)
    d = round(by * K)
    moved = [(a - d, b - d, c + d, e + d) for a, b, c, e in boxes]
    assert texts(reader, page, moved) == [t for row in FIGURES for t in row]


@pytest.mark.parametrize("dpi", [150, 300])
def test_resolution_is_taken_from_the_caller(reader: NumberReader, dpi: int) -> None:
    page, boxes = table([["3,75", "12", "0.5"]])
    f = dpi / DPI
    page = np.asarray(cv2.resize(page, None, fx=f, fy=f, interpolation=cv2.INTER_AREA), np.uint8)
    scaled = [(round(a * f), round(b * f), round(c * f), round(e * f)) for a, b, c, e in boxes]
    assert texts(reader, page, scaled, dpi) == ["3,75", "12", "0.5"]


def test_words_are_no_number(reader: NumberReader) -> None:
    page, boxes = table([["Khá", "ĐTXHH", "hồ sơ"]])
    readings = reader.read(page, boxes, DPI)
    assert [r.text for r in readings] == ["#"] * 3
    assert not any(r.accepted for r in readings)


def test_a_box_that_cuts_a_figure_off_is_refused(reader: NumberReader) -> None:
    page, [(x0, top, x1, bottom)] = table([["91,85"]])
    middle = (x0 + x1) // 2
    for at in range(middle - round(8 * K), middle + round(8 * K), 4):
        left, right = reader.read(page, [(x0, top, at, bottom), (at, top, x1, bottom)], DPI)
        assert not (left.accepted and left.text != ""), (at, left)
        assert not (right.accepted and right.text != ""), (at, right)


def test_two_lines_are_refused(reader: NumberReader) -> None:
    page, boxes = table([["1,5\n2"], ["7"]], points=8)
    assert not reader.read(page, boxes, DPI)[0].accepted
    above, below = boxes
    both = (above[0], above[1], below[2], below[3])
    assert not reader.read(page, [both], DPI)[0].accepted


def test_ones_above_each_other_at_the_edge_are_no_rule() -> None:
    """Flush right in tight rows they stand like the dashes of a rule: never a blank."""
    page = np.full((300, 200), 255, np.uint8)
    boxes = []
    for top in range(60, 220, 36):  # 13 points apart, 9 points high
        page[top : top + 25, 150:153] = 0
        boxes.append((40, top - 6, 160, top + 30))
    for window in windows(page, boxes[1:-1], DPI):
        assert not window.blank or CropDefect.MORE in window.defects
        assert window.ink.max() > 128 or CropDefect.MORE in window.defects


def test_a_dash_above_the_line_that_is_shown_is_not_forgotten(reader: NumberReader) -> None:
    page, [(x0, top, x1, bottom)] = table([["\n75"]], rules=1, points=8)
    page = page.copy()
    page[top + 15 : top + 18, x0 + 70 : x0 + 80] = 0
    [window] = windows(page, [(x0, top, x1, bottom)], DPI)
    assert CropDefect.MORE in window.defects
    assert not reader.read(page, [(x0, top, x1, bottom)], DPI)[0].accepted


def test_ink_at_the_edge_of_the_picture_is_a_cut() -> None:
    page, [(x0, top, x1, bottom)] = table([["91,85"]], rules=0)
    middle = (x0 + x1) // 2
    crop = page[top:bottom, middle:x1]
    found = next(windows(crop, [(0, 0, crop.shape[1], crop.shape[0])], DPI))
    assert CropDefect.CUT in found.defects


def test_faint_print_reads_as_black_print(reader: NumberReader) -> None:
    page, boxes = table([["4,75", "", "10"]])
    faint = np.asarray(255 - (255 - page.astype(float)) * 0.5, np.uint8)
    assert texts(reader, faint, boxes) == ["4,75", "", "10"]


def test_chances_are_chances(reader: NumberReader) -> None:
    rng = np.random.default_rng(3)
    page, boxes = table(FIGURES)
    dirty = np.clip(page + rng.normal(0, 90, page.shape), 0, 255).astype(np.uint8)
    for reading in reader.read(dirty, boxes, DPI):
        others = [chance for _, chance in reading.alternatives]
        assert others == sorted(others, reverse=True)
        assert all(0 <= chance <= 1 for chance in (reading.confidence, *others))
        assert reading.confidence + sum(others) <= 1 + 1e-6
        assert reading.text not in [t for t, _ in reading.alternatives]


def test_order_and_company_do_not_matter(reader: NumberReader) -> None:
    page, boxes = table(FIGURES)
    together = texts(reader, page, boxes[::-1])[::-1]
    assert together == [reader.read(page, [b], DPI)[0].text for b in boxes]


def test_no_boxes_no_readings(reader: NumberReader) -> None:
    assert reader.read(np.full((50, 50), 255, np.uint8), [], DPI) == ()


def test_odd_boxes_do_not_crash(reader: NumberReader) -> None:
    page, boxes = table([["5"]])
    height, width = page.shape
    odd = [(0, 0, width, height), (5, 5, 5, 5), (width - 3, 2, width + 40, 30), boxes[0]]
    readings = reader.read(page, odd, DPI)
    assert len(readings) == 4
    assert readings[3].text == "5"


def test_a_colour_page_is_refused_in_words(reader: NumberReader) -> None:
    with pytest.raises(ValueError, match="grey"):
        reader.read(np.zeros((40, 40, 3), np.uint8), [(0, 0, 20, 20)], DPI)


def test_the_model_is_small() -> None:
    assert MODEL.stat().st_size <= 4_000_000


def test_accepted_cells_of_scans_are_right() -> None:
    """A page of a fax and one of a photocopy: the figures the product exists for."""
    scans = Path(__file__).resolve().parents[2].parent / "shared" / "scans"
    if not scans.is_dir():
        pytest.skip(f"the scans with known truth are not here ({scans})")
    from benchmarks.number_reader import figures, is_right
    from benchmarks.scan_cells import pages
    from ingest.read.engine import choose

    reader = NumberReader()
    for document in ("dev019_A_fax", "dev023_A_photocopy"):
        page = next(pages(scans, choose(), document))
        cells = figures(page)
        read = reader.read(page.pixels, [c.box for c in cells], page.dpi)
        assert sum(r.accepted for r in read) >= 0.9 * len(read)
        for cell, reading in zip(cells, read, strict=True):
            assert not reading.accepted or is_right(cell.text, reading.text)


def test_windows_of_a_page_that_is_large_are_those_of_its_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [[f"{row},{column}5" for column in range(4)] for row in range(12)]
    pixels, boxes = table(rows)
    expected = list(windows(pixels, boxes, DPI))
    monkeypatch.setattr(figure_window, "MOST_PIXELS", 60_000)
    found = list(windows(pixels, boxes, DPI))
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one.blank == other.blank
        assert one.defects == other.defects
        assert abs(one.ink.shape[1] - other.ink.shape[1]) <= 2


def test_figures_of_a_page_that_is_large_are_read_as_others(
    reader: NumberReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[f"{row},{column}5" for column in range(4)] for row in range(12)]
    pixels, boxes = table(rows)
    monkeypatch.setattr(figure_window, "MOST_PIXELS", 60_000)
    assert [r.text for r in reader.read(pixels, boxes, DPI)] == [t for row in rows for t in row]
