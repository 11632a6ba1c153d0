"""Prepares the pages of a file: upright and clean, rules, ink and phrases found, layer judged.

Nothing is read here but a text layer that is right; reading is ingest.read.read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import cv2

from document.errors import NotADocument
from document.geometry import Transform
from document.page import Layer, Origin, Page, Word
from ingest.file.layer import judge
from ingest.file.source import File, RawPage, raw_pages
from ingest.file.textfile import pages as text_pages
from ingest.file.textfile import read_text
from ingest.image import PageImage
from ingest.page.clean import Cleaned, clean
from ingest.page.orientation import turn
from ingest.page.rectify import straightened
from ingest.page.rulings import Drawn, draw
from ingest.page.words import phrases
from ingest.read.engine import Engine

READ_DPI = 200.0
"""Resolution of the cleaned page. Measured on 16 pages of text in 8 conditions: 300 dpi is
never better in words right and takes a third longer; fax falls from 97 to 89 %."""
MAX_CLEAN_PIXELS = 12_000_000

cv2.setNumThreads(1)  # one process a core; threads of the library would fight over them


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """One page of a file, and how many pages the file has."""

    count: int
    image: PageImage


def _is_blank(drawn: Drawn) -> bool:
    """Whether fewer than three pieces of ink are as large as letters and there is no rule."""
    letters = sum(4 <= b.height <= 60 and b.width >= 2 for b in drawn.components)
    return letters < 3 and len(drawn.rules) < 2


def _in_points(to_raw: Transform, scale: float) -> Transform:
    """The map to raw pixels as a map to points of the page as shown."""
    a, b, c = to_raw.rows
    return Transform(
        (
            (a[0] / scale, a[1] / scale, a[2] / scale),
            (b[0] / scale, b[1] / scale, b[2] / scale),
            c,
        )
    )


def _digital(raw: RawPage, reason: str) -> PageImage:
    words, rules = raw.layer_words(), raw.drawn_rules()
    components = tuple(w.box for w in words)
    page = Page(
        raw.number,
        raw.width,
        raw.height,
        words=words,
        rules=rules,
        components=components,
        phrases=phrases(components, rules),
        layer=Layer.RIGHT,
        layer_reason=reason,
        original_width=raw.width,
        original_height=raw.height,
    )
    return PageImage(page)


def _scanned(raw: RawPage, layer: Layer, reason: str, engine: Engine) -> PageImage:
    pixels, scale = raw.pixels()
    most = (MAX_CLEAN_PIXELS / max(1.0, raw.width * raw.height)) ** 0.5
    cleaned = clean(pixels, scale, lambda p: turn(p, engine), min(READ_DPI / 72, most))
    drawn = draw(cleaned.pixels, cleaned.scale)
    straight = straightened(cleaned, drawn)
    if straight is not None:
        cleaned, drawn = straight, draw(straight.pixels, straight.scale)
    back = _in_points(cleaned.to_raw, scale)
    blank = _is_blank(drawn)
    width, height = cleaned.size
    page = Page(
        raw.number,
        width,
        height,
        rules=drawn.rules,
        components=drawn.components,
        phrases=phrases(drawn.components, drawn.rules),
        layer=layer,
        layer_reason=reason,
        turned=cleaned.turned,
        skew=cleaned.skew,
        to_original=back,
        original_width=raw.width,
        original_height=raw.height,
        dpi=cleaned.scale * 72,
        blank=blank,
        notes=_notes(cleaned, blank),
    )
    if blank:
        return PageImage(page)
    witnesses = _witnesses(raw, back) if layer in (Layer.WRONG, Layer.HIDDEN) else ()
    return PageImage(page, drawn.clean, drawn.rule_mask, cleaned.scale, witnesses)


def _notes(cleaned: Cleaned, blank: bool) -> tuple[str, ...]:
    found = ("a photograph: the sheet was found in it and made flat",) if cleaned.flattened else ()
    return (*found, "nothing is printed on it") if blank else found


def _witnesses(raw: RawPage, back: Transform) -> tuple[Word, ...]:
    """What another program's OCR says of the figures, placed on the cleaned page."""
    onto = back.inverse()
    return tuple(
        replace(word, box=onto.box(word.box), origin=Origin.WRONG_LAYER)
        for word in raw.layer_words()
        if any(map(str.isdigit, word.text))
    )


def _one(raw: RawPage, engine: Callable[[], Engine]) -> PageImage:
    evidence = raw.evidence()
    layer, reason = judge(evidence)
    if layer is Layer.RIGHT and evidence.cover < 0.5:
        return _digital(raw, reason)
    if layer is Layer.RIGHT:
        reason += f"; read again, a picture covers {evidence.cover:.0%} of the page"
        layer = Layer.HIDDEN
    try:
        return _scanned(raw, layer, reason, engine())
    except NotADocument as error:
        return PageImage(Page(raw.number, raw.width, raw.height, notes=(str(error),)))


def prepare(
    file: File,
    engine: Callable[[], Engine],
    password: str | None = None,
    wanted: range | None = None,
) -> Iterator[PreparedPage]:
    """The pages of a file, one at a time, blank ones too.

    wanted: numbers of the pages to prepare, the first is 1; None for all. Ignored for text.
    engine: gives the OCR engine; called only when a page has to be turned or read, so a
        digital PDF needs no Tesseract.
    Raises NotADocument, Encrypted, EngineMissing, EngineFailed.
    """
    if file.kind == "text":
        text, encoding = read_text(file.path)
        found = text_pages(text)
        for page in found:
            reason = f"a text file ({encoding})"
            yield PreparedPage(len(found), PageImage(replace(page, layer_reason=reason)))
        return
    for count, raw in raw_pages(file, password, wanted):
        yield PreparedPage(count, _one(raw, engine))
