"""Which pages of a document may share the columns of one table: pages that follow each other, up
to one without figures and before one that begins a letter.

Shared over all pages alike, the columns of one table are laid over another: of 150 pairs of
documents bound into one, cells changed on 121 of 1,342 pages, and on 7 with these borders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from document.page import Page, Word
from document.wording import fold

COUNTRY = "cong hoa xa hoi chu nghia viet nam"
FIRST_WORDS = 40
"""The heading is among so many words from the top, with the name of the office beside it."""
FEWEST_FIGURES, FEWEST_RULES = 2, 4
"""A page with fewer of both has no row of a table; a blank one may lie between two of its pages."""


def stretches(pages: Sequence[tuple[Page, Sequence[Word]]]) -> Iterator[range]:
    """The pages, counted from 0, that share columns; each page is in one of them.

    pages: each with the short phrases that a glance took for figures.
    """
    start = 0
    for at, (page, figures) in enumerate(pages):
        if has_heading(page) and start < at:
            yield range(start, at)
            start = at
        if len(figures) < FEWEST_FIGURES and len(page.rules) < FEWEST_RULES and not page.blank:
            yield range(start, at + 1)
            start = at + 1
    if start < len(pages):
        yield range(start, len(pages))


def has_heading(page: Page) -> bool:
    """Whether the first words of a page whose text is known hold the national heading.

    For pages that were not read yet; then only digital ones have words.
    """
    first = sorted(page.words, key=lambda w: (round(w.box.top), w.box.x0))[:FIRST_WORDS]
    return COUNTRY in fold(" ".join(w.text for w in first))
