"""The face of finding tables: pages with their glimpsed figures become grids of cells."""

from __future__ import annotations

from collections.abc import Sequence

from document.page import Page, Word
from document.table import Grid
from parsers.structure.across_pages import shared
from parsers.structure.select import Found, found_on
from parsers.structure.shear import leaning
from parsers.structure.stretches import stretches


def find(pages: Sequence[tuple[Page, Sequence[Word]]]) -> tuple[tuple[Grid, ...], ...]:
    """The tables on all pages of a document, page by page, from top to bottom.

    pages: each with the short phrases that a quick reading took for figures; without any only ruled
    tables are found. The cells have no text yet.
    """
    found: list[list[Found]] = []
    for together in stretches(pages):
        found += shared([found_on(*pages[at]) for at in together])
    return tuple(tuple(leaning(f.grid, f.page, f.lean) for f in parts if f.grid) for parts in found)
