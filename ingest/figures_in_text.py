"""Ratios and percentages in running text, read a second time by the number reader.

"Đạt 177/264 hồ sơ" tells what a score must be; the OCR engine reads such figures with the
words around them in mind and takes a stroke for a digit ("1771264").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from document.geometry import Box
from document.page import Origin, Word
from ingest.number_reader import FigureReading, NumberReader
from ingest.sheet import Pixels, Sheet

_AROUND = 1.0
"""Points kept around a word; letters beside it begin farther off."""
_APART = 12.0
"""Points of white around each piece: what the number reader looks at beyond a box."""
_PUNCTUATION = "()[],.;:\"'“”"
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:/\d+(?:[.,]\d+)*|%)")
"""What is worth a second look when either reader sees it: a ratio or a percentage."""


def read_again(sheet: Sheet, words: Sequence[Word], reader: NumberReader) -> list[Word]:
    """The words, ratios and percentages as the surer of the two readers sees them.

    Punctuation around a figure stays as it was, and so does a figure of the same value.
    """
    chosen = [k for k, w in enumerate(words) if sum(map(str.isdigit, w.text)) >= 2]
    if not chosen or sheet.pixels is None:
        return list(words)
    pixels, boxes = _apart(sheet, [words[k].box for k in chosen])
    done = list(words)
    for k, seen in zip(chosen, reader.read(pixels, boxes, sheet.scale * 72), strict=True):
        core, said = words[k].text.strip(_PUNCTUATION), seen.text.strip(_PUNCTUATION)
        if core and _is_better(words[k], core, seen, said):
            text = words[k].text.replace(core, said)
            done[k] = replace(words[k], text=text, confidence=seen.confidence, origin=Origin.READER)
    return done


def _is_better(word: Word, core: str, seen: FigureReading, said: str) -> bool:
    """Whether the number reader's reading of a word is to be taken: when it is sure, or when
    the other one gives no ratio or percentage at all and is less sure."""
    if not _FIGURE.fullmatch(said) or said.replace(",", ".") == core.replace(",", "."):
        return False
    return seen.accepted or (not _FIGURE.fullmatch(core) and seen.confidence > word.confidence)


def _apart(sheet: Sheet, boxes: Sequence[Box]) -> tuple[Pixels, list[tuple[int, int, int, int]]]:
    """The pieces of the page under the boxes, one below the other on white, and where each is."""
    assert sheet.pixels is not None
    pieces = [sheet.pixels[sheet.window(box.grown(_AROUND))] for box in boxes]
    margin = round(_APART * sheet.scale)
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
