"""Which ink of a page makes a phrase, and which phrases are figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from document.geometry import Box
from document.page import Origin, Page, Rule, Word
from ingest.image import PageImage
from ingest.page.words import phrases, tokens
from ingest.read.number_reader import NumberReader

K = 200 / 72
PRINTED = ["0,75", "1.2.3", "hoặc", "12", "VIII", "kế hoạch", "(3)", "xã"]


def printed_page() -> tuple[PageImage, list[Box]]:
    """One phrase under the other, with the box of each."""
    try:
        font = ImageFont.truetype("DejaVuSans.ttf", round(12 * K))
    except OSError:
        pytest.skip("no TrueType font is installed")
    image = Image.new("L", (round(300 * K), round(300 * K)), 255)
    canvas = ImageDraw.Draw(image)
    boxes = []
    for k, text in enumerate(PRINTED):
        at = (round(40 * K), round((20 + 30 * k) * K))
        canvas.text(at, text, fill=0, font=font)
        x0, top, x1, bottom = canvas.textbbox(at, text, font=font)
        boxes.append(Box(x0 / K, top / K, x1 / K, bottom / K))
    page = Page(1, 300, 300, phrases=tuple(boxes))
    return PageImage(page, np.asarray(image), None, K), boxes


def test_figures_and_codes_are_told_from_words() -> None:
    sheet, boxes = printed_page()
    found = tokens(sheet, NumberReader())
    assert [t.text for t in found] == ["0,75", "1.2.3", "12", "VIII", "(3)"]
    assert [t.box for t in found] == [boxes[k] for k in (0, 1, 3, 4, 6)]


def test_dashes_and_whole_sentences_are_not_looked_at() -> None:
    sheet, _ = printed_page()
    others = replace(sheet.page, phrases=(Box(10, 10, 18, 12), Box(10, 10, 200, 20)))
    assert tokens(replace(sheet, page=others), NumberReader()) == ()


def test_the_words_of_a_digital_page_are_taken_as_they_are() -> None:
    words = tuple(
        Word(text, Box(0, 20 * k, 20, 20 * k + 10), 1.0, Origin.LAYER)
        for k, text in enumerate(["0,5", "tỷ", "96,5%", "-", "IV"])
    )
    found = tokens(PageImage(Page(1, 100, 100, words=words)), None)
    assert [t.text for t in found] == ["0,5", "96,5%", "IV"]


def test_a_code_right_before_its_text_is_a_phrase_of_its_own() -> None:
    lines: list[Box] = []
    for k in range(10):  # justified: the gaps of each line are as wide as that to the code
        y = 100.0 + 14 * k
        code = (Box(50, y, 68, y + 9),) if k % 2 == 0 else ()
        gap = 5.5 + 0.1 * k
        lines += [
            *code,
            *(Box(74 + j * (24 + gap), y, 98 + j * (24 + gap), y + 9) for j in range(7)),
        ]
    found = phrases(lines, ())
    assert sum(b.x1 < 70 for b in found) == 5


def test_no_phrase_goes_across_a_rule() -> None:
    words = [Box(20, 100, 50, 109), Box(54, 100, 90, 109), Box(93, 100, 120, 109)]
    assert phrases(words, ()) == (Box(20, 100, 120, 109),)
    upright = Rule(False, 52, 80, 140)
    assert phrases(words, [upright]) == (words[0], Box(54, 100, 120, 109))
