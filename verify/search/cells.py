"""The numeric cells of a table, and the headline score, with what their ink may say."""

from __future__ import annotations

from decimal import Decimal

from document import number
from document.page import Layer, Origin
from document.record import Fact, Figure, Kind, Record, Report, Table
from document.table import Reading
from verify.arithmetic.equations import HEADLINE, Key, Printed
from verify.search.evidence import Ink, exact, weigh
from verify.search.explanations import Inks

GRID = ("max_score", "verified_score", "deduction")
_SENTENCE = 0.95
"""Confidence of a score in a running sentence, where words around it help the recogniser."""


def inks_of(report: Report, table: Table, headline: bool) -> dict[Key, Ink]:
    """Every numeric cell; a cell that a merged row does not have is blank, and so is one of
    a section heading without a score.

    headline: whether the headline sentence sums up this table.
    """
    inks = {
        (place, figure.column): exact(None)
        if record.kind is Kind.SECTION and figure.value is None
        else weigh(figure)
        for place, record in enumerate(table.records)
        for figure in record.figures
    }
    columns = {column for _, column in inks} | set(GRID)
    for place in range(len(table.records)):
        for column in columns:
            inks.setdefault((place, column), exact(None))
    fact = report.fact("headline_score")
    if headline and fact:
        inks[HEADLINE] = _headline_ink(report, fact)
    return inks


def as_read(inks: Inks) -> Printed:
    """What the first readings say."""
    values = {key: ink.as_read for key, ink in inks.items() if ink.as_read is not None}
    blank = {
        key for key, ink in inks.items()
        if key not in values and ink.legible and ink.candidates[0].value is None
    }  # fmt: skip
    return Printed(values, frozenset(blank), frozenset(set(inks) - set(values) - blank))


def exact_row(report: Report, record: Record) -> bool:
    """Whether the characters of a row are known, not recognised."""
    origins = {reading.origin for f in record.figures for reading in f.readings}
    return origins == {Origin.LAYER} if origins else exact_pages(report, record.pages)


def exact_pages(report: Report, pages: tuple[int, ...]) -> bool:
    """Whether the characters of all these pages are known, not recognised."""
    known = {page.number for page in report.pages if page.layer is Layer.RIGHT}
    return bool(pages) and set(pages) <= known


def _headline_ink(report: Report, fact: Fact) -> Ink:
    value = number.parse(fact.value or "")
    if value is None:
        return Ink((), 0.0, None)
    if exact_pages(report, (fact.page,)):
        return weigh(_of_headline(fact, value, Reading(Origin.LAYER, fact.value or "", 1.0)))
    borne_out = [
        Reading(Origin.READER, number.plain(value), word.confidence)
        for page in report.pages if page.number == fact.page
        for word in page.words
        if word.origin is Origin.READER and _score_in(word.text) == value
    ]  # fmt: skip
    once = Reading(Origin.TESSERACT, fact.value or "", _SENTENCE)
    return weigh(_of_headline(fact, value, *borne_out[:1], once))


def _of_headline(fact: Fact, value: Decimal, *readings: Reading) -> Figure:
    return Figure("headline_score", fact.value or "", value, readings=readings, inked=True)


def _score_in(text: str) -> Decimal | None:
    """The score of a word of a sentence.

    >>> _score_in("(91,00/100")
    Decimal('91.00')
    """
    return number.parse(text.strip("()[],.;:").partition("/")[0])


def lost_in_row(key: Key, inks: Inks) -> int:
    """How many of maximum, verified score and deduction of the cell's row are not legible."""
    return sum((key[0], c) in inks and not inks[key[0], c].legible for c in GRID)
