"""Where letters begin in a file: two may be bound or scanned together.

A letter has the national heading and, under it, a line that names the kind of document. The
heading alone may stand over an appendix too.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from document.page import Page
from document.wording import fold
from parsers.facts.heading import LINES, NATION, is_national, is_title

FIRST_WORDS = 40
"""The heading is among so many words from the top, with the name of the office beside it."""


def begins_letter(page: Page) -> bool:
    """Whether a letter begins on a page."""
    lines = [line for line in page.lines if line.strip()][:LINES]
    title = next((k for k, line in enumerate(lines) if is_title(line)), 0)
    return any(map(is_national, lines[:title]))


def has_heading(page: Page) -> bool:
    """Whether the first words of a page whose text is known hold the national heading.

    For pages that were not read yet; then only digital ones have words.
    """
    first = sorted(page.words, key=lambda w: (round(w.box.top), w.box.x0))[:FIRST_WORDS]
    return NATION[0] in fold(" ".join(w.text for w in first))


def letters(pages: Sequence[Page]) -> tuple[range, ...]:
    """The pages of each letter, counted from 0; what stands before the first belongs to it.

    >>> letters([Page(1, 0, 0), Page(2, 0, 0)])
    (range(0, 2),)
    """
    starts = [k for k, page in enumerate(pages) if begins_letter(page)]
    edges = [0, *starts[1:], len(pages)]
    return tuple(range(a, b) for a, b in itertools.pairwise(edges))
