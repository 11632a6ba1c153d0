"""The face of this stage: pages and grids as read become a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from document.page import Page
from document.record import Fact, Report, Source, Table
from document.table import Grid
from parsers.facts.document_split import letters
from parsers.facts.find import facts
from parsers.layouts import OURS, Layouts, first
from parsers.rows.records import tables
from parsers.text import tables as text_tables


def parse(
    source: Source,
    read: Sequence[tuple[Page, Sequence[Grid]]],
    notes: Sequence[str] = (),
    own: Layouts = OURS,
) -> Report:
    """Facts and tables of one document.

    notes: what is odd about the file. own: a user's layout files, read before ours.
    read: every page of the file with the grids on it, in page order. Pages that have lines
    of text but no boxes (a text file) are parsed as text. When several letters are in the
    file, the facts are those of the first that has a table, and the tables of the others are
    set aside, with a note.
    """
    with first(own):
        return _parsed(source, read, tuple(notes))


def _parsed(
    source: Source, read: Sequence[tuple[Page, Sequence[Grid]]], notes: tuple[str, ...]
) -> Report:
    pages = tuple(page for page, _ in read)
    bound = [read[part.start : part.stop] for part in letters(pages)]
    each = [_tables(part) for part in bound]
    main = next((k for k, found in enumerate(each) if found), 0)
    facts_of = [facts([page for page, _ in part]) for part in bound]
    told = [_told(part[0][0], own) for part, own in zip(bound, facts_of, strict=True)]
    found = tuple(
        table if k == main else replace(table, secondary=True, notes=(*table.notes, told[k]))
        for k, own in enumerate(each)
        for table in own
    )
    found = tuple(replace(table, number=n) for n, table in enumerate(found, 1))
    others = tuple(note for k, note in enumerate(told) if k != main)
    odd = tuple(f"page {p.number}: {note}" for p in pages for note in p.notes if not p.blank)
    unclear = tuple(note for table in found for note in table.notes if note not in others)
    own_facts = facts_of[main] if bound else ()
    return Report(source, own_facts, found, pages, notes=(*notes, *others, *odd, *unclear))


def _tables(read: Sequence[tuple[Page, Sequence[Grid]]]) -> tuple[Table, ...]:
    pages = tuple(page for page, _ in read)
    return tables(read) if any(page.words for page in pages) else text_tables.tables(pages)


def _told(begins: Page, own: Sequence[Fact]) -> str:
    """What is said of a letter that the facts of the report are not of."""
    number = next((f.value for f in own if f.name == "report_number"), "")
    named = f" ({number})" if number else ""
    return (
        f"page {begins.number}: another letter{named} begins here; its tables are kept apart, "
        "make it a file of its own to have its facts and its headline checked"
    )
