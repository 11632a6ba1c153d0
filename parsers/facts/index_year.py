"""The year that a report judges: said by its title, its appendix, its body, or by the year that
it compares with."""

from __future__ import annotations

from collections.abc import Iterator

from document.record import Fact
from parsers.facts.evidence import Candidate, of, settled
from parsers.facts.parts import APPENDIX_TITLE, Document, says
from parsers.layouts import load


def index_year(doc: Document) -> Fact | None:
    """The year that was judged."""
    return settled("index_year", _candidates(doc))


def is_scored(doc: Document) -> bool:
    """Whether the title of a report or of its appendix is on scores, and the report on an index."""
    titles = " ".join(p.folded for p in (*doc.title, *doc.appendix[:APPENDIX_TITLE]))
    scored = says(titles, load("facts")["scored"])
    return scored and any(says(p.folded, load("facts")["index"]) for p in doc.every)


def _candidates(doc: Document) -> Iterator[Candidate]:
    for name, where, source, worth, step in (
        ("year_in_title", doc.title, "the title", 3.0, 0),
        ("year_in_appendix", doc.appendix[:APPENDIX_TITLE], "the title of the appendix", 2.0, 0),
        ("year_in_title", doc.body[len(doc.title) :], "the text", 1.0, 0),
        ("year_before", doc.body, "the year compared with", 1.0, 1),
    ):
        found = [m for _, m in doc.find(name, where)]
        if found:
            first = min(found, key=lambda m: (doc.every.index(m.paragraph), m.start))
            yield of(first, str(int(first.values["year"]) + step), ("year",), source, worth)
