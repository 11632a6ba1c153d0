"""One line of an appendix in plain text: the code it opens with, and its run of figures.

Not for deciding which column a figure belongs to: that is textfigures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from document.page import Page

_PIECE = re.compile(r"[^\s|¦]+")
_FIGURE = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?")
_SLIPPED = re.compile(r"(?=.*\d)[\dOol]{1,4}(?:[.,][\dOol]{1,3})?|[OolI]")
_LEAD = re.compile(
    r"\s*[|¦\[({]?\s*(?P<code>[IVX]{1,5}|\d{1,4}(?:[.,]\d{1,4}){1,4}|\d{1,7})"
    r"(?P<close>[.)]?)(?=[\s|¦\])}:]|$)"
)
MOST_DIGITS = 7
"""Digits of a code, at most: 3.12.10.1 has six."""
_INDEX = re.compile(r"[\s|]*\(?1\)?[\s|]+\(?2\)?[\s|]+\(?3\)?[\s|]+\(?4\)?[\s|()\d]*")
_BETWEEN = " |¦\t.[]-–—_"
"""What may stand between two figures of one row: rules, specks, dashes of empty cells."""
_TO_DIGIT = str.maketrans("OolI", "0011")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text that is not empty.

    page: 1-based. text: as in the file, runs of spaces kept.
    fresh: it is the first of its page. gap: an empty line stands before it.
    """

    page: int
    text: str
    fresh: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A printed figure in a line.

    text: as printed, digits put for letters that were taken for them.
    start, end: places in the line, 0-based. bar: how many bars stand before it in the line.
    touched: a bar touches it, so that its first or last stroke may be no part of it.
    """

    text: str
    start: int
    end: int
    bar: int = 0
    touched: bool = False

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


@dataclass(frozen=True, slots=True)
class Lead:
    """What a line opens with: a code as printed, and where the rest begins.

    dotted: it has at least two numbers. marked: a bar, bracket or full stop closes it.
    """

    code: str
    end: int
    dotted: bool
    marked: bool


def is_index(text: str) -> bool:
    """Whether a line numbers the columns, as headers do.

    >>> is_index("(1) (2) (3) (4) (5)"), is_index("| 1 | 2 | 3 | 4 |"), is_index("1 2 1 1 0,5")
    (True, True, False)
    """
    return bool(_INDEX.fullmatch(text))


def lines_of(pages: Sequence[Page]) -> list[Line]:
    """The lines of all pages in order, empty ones left out.

    >>> lines_of([Page(1, 0, 0, lines=("a", "", "b"))])[1]
    Line(page=1, text='b', fresh=False, gap=True)
    """
    found: list[Line] = []
    for page in pages:
        fresh, gap = True, False
        for text in page.lines:
            if not text.strip():
                gap = True
                continue
            found.append(Line(page.number, text.expandtabs(8), fresh, gap))
            fresh = gap = False
    return found


def lead(text: str) -> Lead | None:
    """The code at the beginning of a line, None when there is none.

    >>> lead("3122| Ty le").code, lead(" 1.6 . . X").code, lead("| IV | Cai cach").code
    ('3122', '1.6', 'IV')
    >>> lead("312.4 | Ty le").code
    '312.4'
    >>> lead("80% (ty le"), lead("870/901 ho so"), lead("0,5 diem"), lead("29/12/2023")
    (None, None, None, None)
    """
    match = _LEAD.match(text)
    if not match or match["code"].startswith("0"):
        return None
    code = match["code"]
    dotted = bool(re.search(r"\d[.,]\d", code))
    if len(re.sub(r"\D", "", code)) > MOST_DIGITS or re.search(r"[.,]0", code):
        return None
    rest = text[match.end() :].lstrip()
    barred = rest[:1] in ("|", "¦") or text.lstrip()[:1] in ("|", "¦")
    return Lead(code, match.end(), dotted, bool(match["close"]) or barred)


def _tokens(text: str, start: int) -> Iterator[Token]:
    for match in _PIECE.finditer(text, start):
        word = match[0].strip("[](){}!;:")
        if _FIGURE.fullmatch(word) or _SLIPPED.fullmatch(word):
            before, after = text[: match.start()], text[match.end() :]
            barred = before[-1:] in ("|", "¦"), after[:1] in ("|", "¦")
            yield Token(
                word.translate(_TO_DIGIT), match.start(), match.end(),
                before.count("|") + before.count("¦"), any(barred) and not all(barred),
            )  # fmt: skip


def runs(text: str, start: int = 0) -> list[tuple[Token, ...]]:
    """All runs of figures in a line from a place on, with nothing but rules between them.

    A ratio or a percentage is no figure of a run.

    >>> line = "113 | Ke hoach CCHC 2 2 191 | 009 | Hoan thanh 95,68% 18/19"
    >>> [t.text for t in runs(line, 3)[0]]
    ['2', '2', '191', '009']
    >>> [[t.text for t in r] for r in runs("Trang |4 1 O 1 | du theo 42")]
    [['4', '1', '0', '1'], ['42']]
    """
    found: list[list[Token]] = []
    for token in _tokens(text, start):
        last = found[-1][-1] if found else None
        if last and not text[last.end : token.start].strip(_BETWEEN):
            found[-1].append(token)
        else:
            found.append([token])
    # Letters alone ("l", "O") are figures only beside real ones.
    return [tuple(r) for r in found if any(c.isdigit() for t in r for c in text[t.start : t.end])]


def longest(text: str, start: int = 0) -> tuple[Token, ...]:
    """The longest run of a line, the first of several; () when there is none."""
    return max(runs(text, start), key=len, default=())
