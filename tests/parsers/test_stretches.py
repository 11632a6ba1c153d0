"""Which pages may share the columns of a table."""

from __future__ import annotations

from document.geometry import Box
from document.page import Page, Rule, Word
from parsers.structure.stretches import stretches

FIGURES = (Word("1.1", Box(0, 0, 9, 9)), Word("0,5", Box(20, 0, 29, 9)))
HEADING = tuple(
    Word(text, Box(20.0 * k, 30, 20.0 * k + 18, 40))
    for k, text in enumerate(("CỘNG", "HÒA", "XÃ", "HỘI", "CHỦ", "NGHĨA", "VIỆT", "NAM"))
)


def spans(*pages: tuple[Page, tuple[Word, ...]]) -> list[tuple[int, int]]:
    return [(found.start, found.stop) for found in stretches(pages)]


def page(*, words: tuple[Word, ...] = (), blank: bool = False, rules: int = 0) -> Page:
    return Page(
        1, 595, 842, words=words, blank=blank, rules=(Rule(True, 100.0, 50.0, 500.0),) * rules
    )


def test_a_page_of_text_ends_a_table_and_is_the_last_of_its_stretch() -> None:
    table, text = (page(), FIGURES), (page(), ())
    assert spans(text, table, table, text, table) == [(0, 1), (1, 4), (4, 5)]


def test_a_blank_page_and_a_ruled_one_lie_between_the_pages_of_a_table() -> None:
    table = (page(), FIGURES)
    assert spans(table, (page(blank=True), ()), table) == [(0, 3)]
    assert spans(table, (page(rules=4), ()), table) == [(0, 3)]


def test_a_letter_begins_anew() -> None:
    assert spans((page(), FIGURES), (page(words=HEADING), FIGURES), (page(), FIGURES)) == [
        (0, 1),
        (1, 3),
    ]


def test_every_page_of_a_long_document_is_in_one_stretch() -> None:
    assert spans(*[(page(), FIGURES)] * 200) == [(0, 200)]
    assert spans() == []
