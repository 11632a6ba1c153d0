"""A document as its parts: heading, title, body, appendices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rapidfuzz import fuzz

from document.page import Page
from document.wording import fold
from parsers.facts.document_split import begins_letter
from parsers.facts.heading import Heading, heading
from parsers.facts.paragraphs import Paragraph, pieces, read
from parsers.facts.patterns import Finder, Match
from parsers.facts.tokens import damaged
from parsers.facts.values import takers
from parsers.layouts import load

_TITLE = 3
"""Paragraphs that a title may fill."""
APPENDIX_TITLE = 6
"""Paragraphs of the appendix in which its title is looked for."""


@dataclass(frozen=True, slots=True)
class Document:
    """A report as paragraphs, its parts told apart.

    heading: the block above the title. title: the paragraphs of the title. body: those of the
    letter. every: all but the heading, those of the appendices last.
    """

    finder: Finder
    heading: Heading
    title: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]
    every: tuple[Paragraph, ...]

    def find(self, name: str, where: Iterable[Paragraph]) -> list[tuple[int, Match]]:
        """The matches of a list of patterns, with the number of each pattern."""
        patterns = load("facts")[name]
        return list(chain.from_iterable(self.finder.matches(patterns, p) for p in where))

    @property
    def appendix(self) -> tuple[Paragraph, ...]:
        return self.every[len(self.body) :]


def says(folded: str, wordings: Iterable[str]) -> bool:
    """Whether a folded text has one of some wordings."""
    return any(re.search(rf"\b{w}\b", folded) for w in wordings)


def document(pages: Sequence[Page]) -> Document | None:
    """The parts of a document; None when nothing is written on its pages.

    Pages before the one on which its letter begins are its appendix.
    """
    filled = [p for p in pages if any(line.strip() for line in p.lines)]
    if not filled:
        return None
    first = next((k for k, page in enumerate(filled) if begins_letter(page)), 0)
    head, below = heading(filled[first])
    letter = read([below, *map(pieces, filled[first + 1 :])])
    every = (*letter, *read([pieces(page) for page in filled[:first]]))
    appendix = next((k for k, p in enumerate(letter) if _is_appendix(p)), len(letter))
    text = " ".join(p.text for p in (*head.left, *head.right, *every))
    loose = damaged(text)
    title = tuple(_title(letter, titled=bool(head.title)))
    return Document(
        Finder(takers(loose), loose), head, title, letter[:appendix], every
    )  # fmt: skip


def _title(paragraphs: Sequence[Paragraph], *, titled: bool) -> Iterator[Paragraph]:
    """The first paragraphs up to the first numbered heading; where no line names the kind of
    document those in capitals."""
    for paragraph in paragraphs[:_TITLE]:
        numbered = re.match(r"\s*(?:[IVX]+|\d+)[.)]\s", paragraph.text)
        if numbered or not (titled or paragraph.text.isupper()):
            return
        yield paragraph


def _is_appendix(paragraph: Paragraph) -> bool:
    """Whether an appendix begins: "Phụ lục số 01" alone or in capitals, not in a sentence."""
    folded = fold(paragraph.text[:24])
    named = fuzz.ratio(folded[:7], "phu luc") >= 85
    alone = re.fullmatch(r"( so)?( [0-9ivx]{1,4})?", folded[7:]) is not None
    return named and (paragraph.text[:3].isupper() or alone)
