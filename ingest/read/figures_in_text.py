"""Ratios, percentages and scores in running text, read a second time by the number reader.

"Đạt 177/264 hồ sơ" tells what a score must be, "đạt 91,00/100 điểm" what the table must add up
to; the OCR engine reads such figures with the words around them in mind and takes a stroke for
a digit ("1771264").
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from document.geometry import Box
from document.page import Origin, Word
from ingest.image import PageImage, Pixels
from ingest.read.number_reader import FigureReading, NumberReader

_AROUND = 1.0
"""Points kept around a word; letters beside it begin farther off."""
_APART = 12.0
"""Points of white around each piece: what the number reader looks at beyond a box."""
_PUNCTUATION = "()[],.;:\"'“”"
_DATED = re.compile(r"(?:ngày|tháng|năm) \d{1,4}", re.IGNORECASE)
_LETTERS = 3
"""A word with so many letters is the number of a document."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:/\d+(?:[.,]\d+)*|%)|\d+[.,]\d+")
"""What is worth a second look when either reader sees it."""


def read_again(image: PageImage, words: Sequence[Word], reader: NumberReader) -> list[Word]:
    """The words, their figures as the surer of the two readers sees them.

    A figure that the number reader is sure of has its origin and confidence, changed or borne
    out. Punctuation around it stays as it was, and so does a figure of the same value.
    """
    texts = ["", *(w.text for w in words)]
    chosen = [k for k, pair in enumerate(itertools.pairwise(texts)) if _is_worth_it(*pair)]
    if not chosen or image.pixels is None:
        return list(words)
    pixels, boxes = _apart(image, [words[k].box for k in chosen])
    done = list(words)
    found = reader.read(
        pixels, boxes, image.scale * 72, [words[k].text.strip(_PUNCTUATION) for k in chosen]
    )
    for k, seen in zip(chosen, found, strict=True):
        done[k] = _surer(words[k], seen)
    return done


def _is_worth_it(before: str, text: str) -> bool:
    """Whether a word may be a score or a ratio, not a part of a date or the number of a document.

    >>> _is_worth_it("đạt", "1771264"), _is_worth_it("năm", "2023,"), _is_worth_it("số", "15/QĐ-B")
    (True, False, False)
    """
    core = text.strip(_PUNCTUATION)
    if sum(map(str.isdigit, core)) < 2 or sum(map(str.isalpha, core)) >= _LETTERS:
        return False
    return _DATED.fullmatch(f"{before.strip(_PUNCTUATION)} {core}") is None


def _surer(word: Word, seen: FigureReading) -> Word:
    core, said = word.text.strip(_PUNCTUATION), seen.text.strip(_PUNCTUATION)
    if not core or not _FIGURE.fullmatch(said):
        return word
    same = said.replace(",", ".") == core.replace(",", ".")
    # A reading that gives no figure at all yields to a doubtful one, if it is less sure still.
    poor = not _FIGURE.fullmatch(core) and seen.confidence > word.confidence
    if not seen.accepted and (same or not poor):
        return word
    text = word.text if same else word.text.replace(core, said)
    return replace(word, text=text, confidence=seen.confidence, origin=Origin.READER)


def _apart(
    image: PageImage, boxes: Sequence[Box]
) -> tuple[Pixels, list[tuple[int, int, int, int]]]:
    """The pieces of the page under the boxes, one below the other on white, and where each is."""
    assert image.pixels is not None
    pieces = [image.pixels[image.window(box.grown(_AROUND))] for box in boxes]
    margin = round(_APART * image.scale)
    height = sum(p.shape[0] + margin for p in pieces) + margin
    width = max(p.shape[1] for p in pieces) + 2 * margin
    canvas = np.full((height, width), 255, np.uint8)
    places: list[tuple[int, int, int, int]] = []
    top = margin
    for piece in pieces:
        down, across = piece.shape
        canvas[top : top + down, margin : margin + across] = piece
        places.append((margin, top, margin + across, top + down))
        top += down + margin
    return canvas, places
