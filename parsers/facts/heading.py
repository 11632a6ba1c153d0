"""The block at the head of page 1: on the left who issues and the number, on the right the country,
place and date.

Its two columns are no running text. Where words have boxes they are parted by geometry, else by
what the lines say.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from document.geometry import text_lines
from document.page import Page
from document.wording import fold
from parsers.facts.paragraphs import Paragraph, Piece, pieces
from parsers.facts.patterns import misread
from parsers.layouts import kept, load
from parsers.structure.stretches import COUNTRY

LINES = 14
"""Lines of the first page in which the title of the document is looked for."""
UNTITLED = 8
"""Lines of the heading of a document without a title."""
ALIKE = 80
"""Likeness of a line to the national heading, 0 to 100; a bad scan misreads a fifth."""
NATION = (COUNTRY, "doc lap tu do hanh phuc")
_PARTY = "dang cong san viet nam"
"""Stands there in papers of the Party."""
_APART = 1.2
"""White between two columns, in heights of a word."""
_NEAR = 60.0
"""Points between the left edge of the national heading and the white between the columns."""
_BODY = ("kinh gui", "can cu", "phu luc")
"""Words with which what stands below the heading begins."""
_FEW = 4
"""So many words may be two short lines that lie at one height."""
_STROKES = frozenset("-–—_.=~`'ˆ|¬,")
_PLACE = 5
"""Words of the place before the date."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The block at the head of a document, each line of each column a paragraph.

    national: whether the country and the motto stand in it.
    title: the line under it that names the kind of document; "" for none.
    """

    left: tuple[Paragraph, ...] = ()
    right: tuple[Paragraph, ...] = ()
    national: bool = False
    title: str = ""


@kept
def _titles() -> tuple[str, ...]:
    return tuple(fold(t) for t in load("facts")["documents"])


def is_title(line: str) -> bool:
    """Whether a line names the kind of document ("BÁO CÁO"), alone or in capitals."""
    folded = fold(line)
    return len(folded) < 24 and any(
        fuzz.ratio(folded, t) >= 85 or (line.isupper() and folded.startswith(f"{t} "))
        for t in _titles()
    )


def is_national(line: str) -> bool:
    """Whether a line holds the country or the motto; the other column is perhaps in it."""
    folded = fold(line)
    return any(
        len(folded) >= len(words) - 4 and fuzz.partial_ratio(words, folded) >= ALIKE
        for words in NATION
    )


def title_at(lines: Sequence[Sequence[Piece]]) -> tuple[int, str] | None:
    """The line that names the kind of document, and its words; None when none does.

    A stamp may stand beside it.
    """
    for k, line in enumerate(lines[:LINES]):
        for phrase in (_text(line), *map(_text, _phrases(line))):
            if is_title(phrase):
                return k, phrase
    return None


def heading(page: Page) -> tuple[Heading, list[list[Piece]]]:
    """The heading of a document's first page, and the lines of the page that stand below it."""
    lines = pieces(page)
    edge = _edge(lines[:UNTITLED])
    at, title = title_at(lines) or (_end(lines, edge), "")
    above, below = lines[:at], lines[at:]
    parted = [(line, _parted(line, edge)) for line in above]
    left = _column([line[:k] for line, k in parted])
    right = _column([line[k:] for line, k in parted])
    return Heading(left, right, any(is_national(_text(x)) for x in above), title), below


def _text(line: Iterable[Piece]) -> str:
    return " ".join(piece.text for piece in line)


def _phrases(line: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The parts of a line that much white parts."""
    cuts = [k for k in range(1, len(line)) if _white(line[k - 1], line[k])]
    for a, b in itertools.pairwise([0, *cuts, len(line)]):
        yield list(line[a:b])


def _white(one: Piece, other: Piece) -> float:
    """Points of white between two pieces that follow each other, 0 for a usual space."""
    if one.word is None or other.word is None:
        return 0.0
    a, b = one.word.box, other.word.box
    return b.x0 - a.x1 if b.x0 - a.x1 > _APART * min(a.height, b.height) else 0.0


def _nation_at(line: Sequence[Piece]) -> int | None:
    """The piece with which the country or the motto begins."""
    likest = [
        (fuzz.ratio(fold(_text(line[k:])), words), -k)
        for k in range(len(line))
        for words in (*NATION, _PARTY)
    ]
    best = max(likest, default=(0, 0))
    return -best[1] if best[0] >= ALIKE else None


def _edge(lines: Sequence[Sequence[Piece]]) -> float | None:
    """The left edge of the right column in points; None without boxes or national heading."""
    starts = [line[k].word for line in lines if (k := _nation_at(line)) is not None]
    return min((word.box.x0 for word in starts if word), default=None)


def _end(lines: Sequence[Sequence[Piece]], edge: float | None) -> int:
    """The line with which running text begins, where no line names the kind of document."""
    for k, line in enumerate(lines[:UNTITLED]):
        begins = fold(_text(line)).startswith(_BODY)
        if begins or (edge is not None and not is_national(_text(line)) and _runs_on(line, edge)):
            return k
    return UNTITLED


def _runs_on(line: Sequence[Piece], edge: float) -> bool:
    """Whether a line stands in both columns, without white between them."""
    at = next((k for k, piece in enumerate(line) if _x(piece) >= edge), 0)
    whites = (_white(line[k - 1], line[k]) for k in range(1, len(line)))
    return at > 0 and len(line) > _FEW and not any(whites)


def _parted(line: Sequence[Piece], edge: float | None) -> int:
    """The piece with which the right column begins in a line; behind the last for none."""
    nation = _nation_at(line)
    if nation is not None:
        return nation
    if edge is None:
        return _place_at(line)
    whites = [
        (white, k)
        for k in range(1, len(line))
        if (white := _white(line[k - 1], line[k])) and abs(_x(line[k]) - edge) < _NEAR
    ]
    inside = next((k for k, piece in enumerate(line) if _x(piece) >= edge), len(line))
    return max(whites)[1] if whites else inside


def _x(piece: Piece) -> float:
    return piece.word.box.x0 if piece.word else 0.0


def _place_at(line: Sequence[Piece]) -> int:
    """The piece with which "Đông Hoàng, ngày" begins; behind the last where there is none."""
    day = next((k for k, piece in enumerate(line) if _says_day(piece.text)), len(line))
    if day == len(line) or not day or not line[day - 1].text.endswith(","):
        return day
    first = day - 1
    while first and day - first < _PLACE and _is_name(line[first - 1].text):
        first -= 1
    return first


def _says_day(text: str) -> bool:
    """Whether a word is "ngày", perhaps misread; "Ngãi" is a place."""
    key = fold(text)
    return key == "ngay" or (text[:1].islower() and misread(key, "ngay") is not None)


def _is_name(text: str) -> bool:
    """Whether a word may be of a place: written large, not shouted."""
    return text[:1].isupper() and not text.isupper() and text.isalpha()


def _column(lines: Sequence[Sequence[Piece]]) -> tuple[Paragraph, ...]:
    """The lines of one column, by the boxes of their words where they have some."""
    boxes = {id(p): p.word.box for line in lines for p in line if p.word and _is_said(p.text)}
    placed = [p for line in lines for p in line if id(p) in boxes]
    rows = text_lines(placed, lambda p: boxes[id(p)]) if placed else filter(None, lines)
    return tuple(map(Paragraph.of, rows))


def _is_said(text: str) -> bool:
    """Whether a piece is more than specks and strokes of rules."""
    return not _STROKES.issuperset(text)
