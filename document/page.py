"""A page as read: words with their boxes, the rules drawn on it, and where it all came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from document.geometry import IDENTITY, Box, Transform


class Layer(StrEnum):
    """What the text layer of a page turned out to be."""

    NONE = "none"
    """No text layer, or a handful of characters."""
    STAMP = "stamp"
    """Only a digital-signature stamp ("Ký bởi: ...")."""
    WRONG = "wrong"
    """A full layer that is not what the page says: OCR in another language."""
    HIDDEN = "hidden"
    """A hidden layer over a scan in the right language: another OCR's result, a witness."""
    RIGHT = "right"
    """A full layer that can be used as it is."""


class Origin(StrEnum):
    """Who read a text."""

    LAYER = "layer"
    """The right text layer of a digital page, or a text file: exact characters."""
    WRONG_LAYER = "wrong_layer"
    """A layer that is not trusted (hidden, wrong language); its digits are a witness."""
    TESSERACT = "tesseract"
    READER = "reader"
    """The number reader."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its place.

    text: NFC, no white space inside.
    box: points on the cleaned, upright page.
    confidence: 0 to 1 as the reader gave it; 1 for a text layer.
    origin: who read it.
    """

    text: str
    box: Box
    confidence: float = 1.0
    origin: Origin = Origin.TESSERACT


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruled line of a table (not an arithmetic rule), horizontal or vertical.

    horizontal: True for a horizontal rule.
    at: y of a horizontal rule, x of a vertical one, in points on the cleaned page.
    start, end: its extent along the other axis, start < end.
    """

    horizontal: bool
    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document.

    number: 1 is the first page of the file.
    width, height: points, of the cleaned, upright page.
    words: in reading order, boxes on the cleaned page; empty before it is read.
    lines: the words outside and inside tables as lines of text, top to bottom.
    rules: ruled lines found on the page.
    components: boxes of connected ink about as large as words, found without reading.
    phrases: what of it stands as near as the words of a sentence, as one box each, points on the
        cleaned page; line by line from top to bottom, each line from left to right. Figures and
        codes in a table are phrases of their own.
    layer, layer_reason: what its text layer is, and why it was judged so.
    turned: quarter turn in degrees clockwise that was undone: 0, 90, 180 or 270.
    skew: degrees that were taken out after that, clockwise positive.
    to_original: from this page's points to points of the page as the file shows it.
    original_width, original_height: points, of the page as the file shows it.
    dpi: pixels per inch that it was read at; 0 for a page that was not rendered.
    blank: nothing is printed on it.
    notes: what was odd while reading it, one sentence each.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    lines: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    components: tuple[Box, ...] = ()
    phrases: tuple[Box, ...] = ()
    layer: Layer = Layer.NONE
    layer_reason: str = ""
    turned: int = 0
    skew: float = 0.0
    to_original: Transform = IDENTITY
    original_width: float = 0.0
    original_height: float = 0.0
    dpi: float = 0.0
    blank: bool = False
    notes: tuple[str, ...] = ()

    @property
    def lost(self) -> bool:
        """Whether it gave nothing though it may hold something: the file names it and does
        not hold it, or it could not be drawn."""
        return bool(self.notes) and not (self.blank or self.lines or self.dpi)
