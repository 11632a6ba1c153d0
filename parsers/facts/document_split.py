"""Where letters begin in a file: two may be bound or scanned together.

A letter has the national heading and, under it, a line that names the kind of document. The
heading alone may stand over an appendix too.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from document.page import Page
from parsers.facts.heading import LINES, is_national, is_title


def begins_letter(page: Page) -> bool:
    """Whether a letter begins on a page."""
    lines = [line for line in page.lines if line.strip()][:LINES]
    title = next((k for k, line in enumerate(lines) if is_title(line)), 0)
    return any(map(is_national, lines[:title]))


def letters(pages: Sequence[Page]) -> tuple[range, ...]:
    """The pages of each letter, counted from 0; what stands before the first belongs to it.

    >>> letters([Page(1, 0, 0), Page(2, 0, 0)])
    (range(0, 2),)
    """
    starts = [k for k, page in enumerate(pages) if begins_letter(page)]
    edges = [0, *starts[1:], len(pages)]
    return tuple(range(a, b) for a, b in itertools.pairwise(edges))
