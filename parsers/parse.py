"""The face of this stage: pages and grids as read become a report."""

from __future__ import annotations

from collections.abc import Sequence

from document.page import Page
from document.record import Report, Source
from document.table import Grid
from parsers import plain
from parsers.facts import facts
from parsers.layouts import OURS, Layouts, first
from parsers.tables import tables


def parse(
    source: Source,
    read: Sequence[tuple[Page, Sequence[Grid]]],
    notes: Sequence[str] = (),
    own: Layouts = OURS,
) -> Report:
    """Facts and tables of one document.

    notes: what is odd about the file. own: a user's layout files, read before ours.
    read: every page of the file with the grids on it, in page order. Pages that have lines
    of text but no boxes (a text file) are parsed as text.
    """
    pages = tuple(page for page, _ in read)
    boxed = any(page.words for page in pages)
    with first(own):
        found = tables(read) if boxed else plain.tables(pages)
        said = facts(pages)
    odd = tuple(f"page {p.number}: {note}" for p in pages for note in p.notes if not p.blank)
    unclear = tuple(note for table in found for note in table.notes)
    return Report(source, said, found, pages, notes=(*notes, *odd, *unclear))
