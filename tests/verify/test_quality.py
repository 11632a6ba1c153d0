"""The shares of quality: whole for a sound reading, and lower for every loss of evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from document.geometry import Box
from document.page import Origin, Page, Word
from document.record import Quality, Report, coded
from verify.verify import verify

Make = Callable[..., Report]
TABLE = ["1.1 2 2 1.5 0.5", "1.2 3 3 2 1", "total 5 5 3.5 1.5"]


def quality(report: Report) -> Quality:
    found = verify(report).quality
    assert found is not None
    return found


def words(*confidences: float) -> tuple[Word, ...]:
    return tuple(Word("chữ", Box(0, 0, 9, 9), c, Origin.TESSERACT) for c in confidences)


def read(report: Report, *pages: Page) -> Report:
    return replace(report, pages=pages)


def test_a_sound_appendix_has_whole_shares(appendix: Make) -> None:
    report = appendix("\n".join(TABLE), headline="98.5")
    assert quality(read(report, Page(1, 1, 1, words=words(0.9, 0.95)))) == Quality(1, 1, 1)


@pytest.mark.parametrize("line", ["1.2 3 3 ? 1", "1.2 3 3 ! ?", "1.2 3 3 2 1.1", "1.2 3 3 2.5 1"])
def test_a_figure_lost_or_not_fitting_lowers_the_share_of_arithmetic(
    appendix: Make, line: str
) -> None:
    """Two figures are lost in the second case, so that nothing forces them."""
    sound = quality(appendix("\n".join(TABLE)))
    worse = quality(appendix("\n".join([TABLE[0], line])))
    assert worse.arithmetic < sound.arithmetic


def test_a_row_without_a_code_lowers_the_share_of_structure(appendix: Make) -> None:
    report = appendix("\n".join(TABLE))
    (table,) = report.tables
    records = (replace(table.records[0], number=coded("")), *table.records[1:])
    torn = replace(report, tables=(replace(table, records=records),))
    assert quality(torn).structure == pytest.approx(2 / 3, abs=0.001)


def test_an_unread_page_and_doubtful_words_lower_the_share_of_text(appendix: Make) -> None:
    report = appendix("\n".join(TABLE))
    good, doubtful = Page(1, 1, 1, words=words(0.9, 0.9)), Page(2, 1, 1, words=words(0.3))
    unread, blank = Page(3, 1, 1), Page(4, 1, 1, blank=True)
    shares = [
        quality(read(report, *pages)).text
        for pages in ((good,), (good, blank), (good, doubtful), (good, doubtful, unread))
    ]
    assert shares[0] == shares[1] == 1
    assert shares[1] > shares[2] > shares[3]


def test_no_table_is_no_structure(appendix: Make) -> None:
    report = replace(appendix("\n".join(TABLE)), tables=())
    assert (quality(report).structure, quality(report).arithmetic) == (0, 0)
