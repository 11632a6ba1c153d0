"""Ratios in running text: two readings, and the surer one is kept."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from document.geometry import Box
from document.page import Origin, Page, Word
from ingest.image import PageImage
from ingest.read.figures_in_text import read_again
from ingest.read.number_reader import NumberReader

SCALE = 200 / 72


@pytest.fixture(scope="module")
def reader() -> NumberReader:
    return NumberReader()


def line(printed: list[str]) -> tuple[PageImage, list[Box]]:
    """A page with one line of words, and their boxes in points."""
    font = ImageFont.load_default(round(12 * SCALE))
    image = Image.new("L", (1200, 120), 255)
    draw = ImageDraw.Draw(image)
    x, boxes = 40.0, []
    for text in printed:
        draw.text((x, 40), text, fill=0, font=font)
        edges = draw.textbbox((x, 40), text, font=font)
        boxes.append(Box(*(edge / SCALE for edge in edges)))
        x = edges[2] + font.getlength(" ")
    return PageImage(Page(1, 432, 43), np.asarray(image), scale=SCALE), boxes


def said(reader: NumberReader, *words: tuple[str, str, float]) -> list[Word]:
    """Words as printed, as the OCR engine read them, and how sure it was."""
    sheet, boxes = line([printed for printed, _, _ in words])
    read = [Word(text, box, sure) for (_, text, sure), box in zip(words, boxes, strict=True)]
    return read_again(sheet, read, reader)


def test_a_stroke_taken_for_a_digit_is_mended(reader: NumberReader) -> None:
    done = said(
        reader, ("Đạt", "Đạt", 0.9), ("177/264", "1771264,", 0.1), ("67,05%", "67,059", 0.5)
    )
    assert [w.text for w in done] == ["Đạt", "177/264,", "67,05%"]
    assert [w.origin for w in done[1:]] == [Origin.READER] * 2


def test_what_both_read_alike_and_what_is_no_ratio_stays(reader: NumberReader) -> None:
    words = [("96,56%", "96.56%;", 0.9), ("2023", "2028", 0.2), ("870/901", "870/901", 0.9)]
    assert [w.text for w in said(reader, *words)] == ["96.56%;", "2028", "870/901"]


def test_a_part_of_a_date_and_the_number_of_a_document_stay_as_they_are(
    reader: NumberReader,
) -> None:
    words = [("Năm", "Năm", 0.9), ("20,23", "2023,", 0.1), ("12,5", "12/QĐ-BNV", 0.1)]
    assert [w.text for w in said(reader, *words)] == ["Năm", "2023,", "12/QĐ-BNV"]
    words[0] = ("đạt", "đạt", 0.9)
    assert [w.text for w in said(reader, *words)] == ["đạt", "20,23,", "12/QĐ-BNV"]
