"""How good a reading is as a whole: of its text, its structure and its arithmetic, apart.

Each share only falls when evidence falls: a page, a row or a figure that is not understood
counts against it, and nothing makes up for it.
"""

from __future__ import annotations

from document.claim import Verdict
from document.page import Layer, Page
from document.record import Kind, Quality, Record, Report, Table

LEGIBLE = 0.6
"""Confidence from which a word counts as read."""
_LOST_PAGE = 150
"""Words that a page with ink but without a word counts for."""
_PROVEN = (Verdict.CONSISTENT, Verdict.REPAIRED, Verdict.DERIVED)


def quality_of(report: Report) -> Quality:
    """The shares of a report that has its verdicts."""
    return Quality(
        _share(*_words(report.pages)),
        structure_of(report.tables),
        _share(*_figures(report.tables)),
    )


def structure_of(tables: tuple[Table, ...]) -> float:
    """The share of the rows of some tables whose place is known, weighed by how sure the
    columns are."""
    return _share(*_rows(tables))


def _share(good: float, all_: float) -> float:
    return round(good / all_, 3) if all_ else 0.0


def _words(pages: tuple[Page, ...]) -> tuple[float, float]:
    """Words read well, and all words; a text file's words count as read."""
    good = every = 0
    for page in pages:
        if page.blank:
            continue
        if page.words:
            right = page.layer is Layer.RIGHT
            good += sum(right or w.confidence >= LEGIBLE for w in page.words)
            every += len(page.words)
        else:
            lines = sum(len(line.split()) for line in page.lines)
            good, every = good + lines, every + (lines or _LOST_PAGE)
    return good, every


def _rows(tables: tuple[Table, ...]) -> tuple[float, float]:
    """Rows whose place in the table is known, weighed by how sure its columns are, and all."""
    good = every = 0.0
    for table in tables:
        sure = min((c.confidence for c in table.columns if c.numeric), default=0.0)
        good += sure * sum(_is_placed(r) for r in table.records)
        every += len(table.records)
    return good, every


def _is_placed(record: Record) -> bool:
    return bool(record.code) or record.kind is not Kind.DATA


def _figures(tables: tuple[Table, ...]) -> tuple[float, float]:
    """Figures that a rule proves, those that none covers for a half, and all of them."""
    verdicts = [f.verdict for t in tables for r in t.records for f in r.figures]
    found = [v for v in verdicts if v is not Verdict.BLANK]
    proven = sum(v in _PROVEN for v in found)
    return proven + 0.5 * found.count(Verdict.UNVERIFIED), len(found)
