"""Lines of pages as paragraphs, each piece of them with the word that was read on the page.

A piece is what stands between spaces; its word tells where it is printed and how surely it was
read. Text files have no words: their letters are exact.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from document.claim import Location
from document.geometry import hull
from document.page import Page, Word
from document.wording import one_line
from parsers.facts.tokens import Token, tokens

_OPENS = re.compile(r"\s*(?:[-–+•*]|[IVX]{1,4}[.)]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\))\s")
_ENDS = (".", ";", ":", "!", "?", "/.")
_CELLS = " | "
"""Parts the cells of a row of a table that is given as a line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two spaces. text: tidy. word: as read, on page; None when unknown."""

    text: str
    page: Page
    word: Word | None = None


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together, as one. page: 1-based, of its first line."""

    page: int
    text: str
    tokens: tuple[Token, ...]
    pieces: tuple[Piece, ...] = ()

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Paragraph:
        """The paragraph that some pieces make; there is at least one."""
        own = tuple(pieces)
        text = " ".join(p.text for p in own)
        return cls(own[0].page.number, text, tokens(text), own)

    @cached_property
    def words(self) -> frozenset[str]:
        """The keys of its words."""
        return frozenset(t.key for t in self.tokens if t.kind == "word")

    @cached_property
    def folded(self) -> str:
        """Its words and figures, folded, as one text."""
        return " ".join(t.key for t in self.tokens)

    def under(self, start: int, end: int) -> list[Piece]:
        """The pieces that some letters of the text, from start to end, are of."""
        found, at = [], 0
        for piece in self.pieces:
            if at < end and start < at + len(piece.text):
                found.append(piece)
            at += len(piece.text) + 1
        return found

    def place(self, start: int, end: int) -> Location:
        """Where some letters of the text are printed: on the page of the first of them."""
        under = self.under(start, end)
        page = under[0].page if under else None
        boxes = [p.word.box for p in under if p.word is not None and p.page is page]
        if page is None or not boxes:
            return Location(page.number if page else self.page)
        return Location(page.number, page.to_original.box(hull(boxes)))


def _bare(text: str) -> str:
    """What a text is known by although it was made tidy: its letters and digits, if any."""
    return "".join(c for c in text if c.isalnum()) or text


def pieces(page: Page) -> list[list[Piece]]:
    """The filled lines of a page as pieces with their words.

    A page has the words around its tables first, in the order of its lines, then those in them.
    """
    left: defaultdict[str, deque[Word]] = defaultdict(deque)
    for word in page.words:
        left[_bare(word.text)].append(word)
    lines = [one_line(line) for line in page.lines if line.strip()]
    done: dict[int, list[Piece]] = {}
    for k in sorted(range(len(lines)), key=lambda k: _CELLS in lines[k]):
        done[k] = [
            Piece(text, page, left[bare].popleft() if left.get(bare) else None)
            for text in lines[k].split()
            for bare in (_bare(text),)
        ]
    return [done[k] for k in range(len(lines))]


def _breaks(line: str, following: str, width: int) -> bool:
    """Whether a paragraph ends between two lines."""
    if _OPENS.match(following):
        return True
    length = len(line) / width
    if line.endswith(_ENDS):
        return length < 0.8
    # A name may be broken: "thành phố Từ" and in the next line "Sơn".
    short = length < (0.8 if _OPENS.match(line) else 0.6)
    shouts = line.isupper() != following.isupper()
    return following[:1].isupper() and (short or shouts)


def joined(lines: Sequence[Sequence[Piece]]) -> Iterator[list[Piece]]:
    """Lines joined to paragraphs: a sentence may break anywhere, a heading may not.

    >>> page = Page(1, 0, 0, lines=("I. Kết quả", "Xã đạt 91 điểm, xếp", "loại Tốt.", "- Kế hoạch"))
    >>> [" ".join(p.text for p in part) for part in joined(pieces(page))]
    ['I. Kết quả', 'Xã đạt 91 điểm, xếp loại Tốt.', '- Kế hoạch']
    """
    texts = [" ".join(p.text for p in line) for line in lines]
    width = max(map(len, texts), default=0)
    part: list[Piece] = []
    for k, line in enumerate(lines):
        if part and _breaks(texts[k - 1], texts[k], width):
            yield part
            part = []
        part = [*part, *line]
    if part:
        yield part


def read(lines_of: Sequence[Sequence[Sequence[Piece]]]) -> tuple[Paragraph, ...]:
    """The paragraphs of all pages; one that goes on over the page break is one.

    lines_of: the lines of each page.
    """
    found: list[list[Piece]] = []
    for lines in lines_of:
        for k, part in enumerate(joined(lines)):
            starts_small = k == 0 and part[0].text[:1].islower()
            if starts_small and found and not found[-1][-1].text.endswith(_ENDS):
                found[-1] = [*found[-1], *part]
            else:
                found.append(part)
    return tuple(map(Paragraph.of, found))
