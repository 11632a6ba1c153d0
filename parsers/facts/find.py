"""The face of this room: the facts of a report, each a claim with its evidence.

Works on right text and on text that an OCR in another language made. Wordings are patterns in
layouts/facts.toml; what the text does not say is left out, never made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from document.page import Page
from document.record import FACTS, Fact
from parsers.facts.beside_headline import beside
from parsers.facts.headline import headline
from parsers.facts.index_year import index_year, is_scored
from parsers.facts.issuer import issuer
from parsers.facts.own_date import own_date
from parsers.facts.own_number import appendix_lines, own_number
from parsers.facts.parts import Document, document


def facts(pages: Sequence[Page]) -> tuple[Fact, ...]:
    """The facts that the text gives, each once, in the order of FACTS.

    Until it is judged, alternatives with a reason leave a fact to a person, and a reason without
    a value says that something is there that cannot be read. Its readings are the places that
    say it, one each.
    """
    doc = document(pages)
    found = {fact.name: fact for fact in _all(doc)} if doc else {}
    return tuple(found[name] for name in FACTS if name in found)


def _all(doc: Document) -> Iterator[Fact]:
    below = list(appendix_lines(doc))
    yield from filter(None, (issuer(doc, below), own_number(doc, below), own_date(doc, below)))
    year = index_year(doc)
    judged = year.value if year else None
    head = headline(doc, judged)
    if year is not None and (head is not None or is_scored(doc)):
        yield year
    if head is not None:
        yield from head.facts
        yield from beside(doc, head.match, judged)
