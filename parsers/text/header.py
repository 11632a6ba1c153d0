"""The header of a table in plain text: where it ends, and which columns it names.

A wrapped header is often past reading; then only its lines are told, and the figures below
say what the columns are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from document.wording import fold, one_line
from parsers.columns.vocabulary import NONE, SURE, fit, is_numeric, likeness
from parsers.layouts import kept, load
from parsers.text.lines import Line, is_index, longest
from parsers.text.wrapped import pieces

REACH = 22
"""Lines above the first row in which a header is looked for."""
_TITLE = ("phu luc", "bang tong hop", "tong hop cac noi dung", "bang cham diem", "kem theo")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a table.

    end: place of the first line below it. lines: its own lines, folded.
    title: the lines above the header as one.
    numeric: names of the numeric columns in printed order, () when they cannot be told.
    words: names of the other columns that were recognised. printed: header text by column.
    """

    end: int
    lines: tuple[str, ...] = ()
    title: str = ""
    numeric: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    printed: Mapping[str, str] = field(default_factory=dict)


@kept
def _role_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (role, tuple(sorted((fold(w) for w in words), key=len, reverse=True)))
        for role, words in load("plain")["header_words"].items()
    )


def _roles(text: str) -> tuple[set[str], float]:
    """The columns whose words a line holds, and the share of its words that are such."""
    words = fold(text).split()
    taken = [False] * len(words)
    found: set[str] = set()
    for size in (4, 3, 2, 1):
        for k in range(len(words) - size + 1):
            if any(taken[k : k + size]):
                continue
            phrase = " ".join(words[k : k + size])
            for role, wordings in _role_words():
                if any(_same(phrase, w) for w in wordings if w.count(" ") + 1 == size):
                    found.add(role)
                    taken[k : k + size] = [True] * size
                    break
    letters = sum(map(len, words))
    hit = sum(len(w) for w, t in zip(words, taken, strict=True) if t)
    return found, hit / letters if letters else 0.0


def _same(phrase: str, wording: str) -> bool:
    return phrase == wording or (len(wording) >= 7 and fuzz.ratio(phrase, wording) >= 84)


def is_heading(text: str, roles: int = 3) -> bool:
    """Whether a line belongs to a header: it has words of several columns, and little else.

    >>> is_heading("Mục | Lĩnh vực/Tiêu chí | Điểm chuẩn | Lý do"), is_heading("(1) (2) (3) (4)")
    (True, True)
    >>> is_heading("Bộ phận phụ trách tuyên truyền")
    False
    """
    if is_index(text):
        return True
    if len(longest(text)) >= 2:
        return False
    found, share = _roles(text)
    return len(found) >= roles and share >= 0.35


def _is_rest(text: str) -> bool:
    """Whether a line is the last, short piece of a header ("điểm", "chấm")."""
    found, share = _roles(text)
    return bool(found) and share >= 0.6


def repeats(text: str, header: Sequence[str]) -> bool:
    """Whether a line at the top of a page is a line of the table's header, printed again.

    header: the folded lines of it.
    """
    folded = fold(text)
    return is_heading(text) or any(fuzz.ratio(folded, h) >= 85 for h in header)


def _is_title(text: str) -> bool:
    folded = fold(text)
    letters = [c for c in text if c.isalpha()]
    shouted = len(letters) > 12 and sum(c.isupper() for c in letters) >= 0.8 * len(letters)
    return shouted or any(fuzz.partial_ratio(t, folded) >= 88 for t in _TITLE if len(folded) > 6)


def _stacked(lines: Sequence[str]) -> list[str]:
    """The header text over each column, for a text that keeps columns: pieces that stand
    above each other belong together."""
    columns: list[tuple[int, int, str]] = []
    for line in lines:
        for piece in pieces(line):
            end = piece.at + len(piece.text)
            over = [k for k, (a, b, _) in enumerate(columns) if piece.at < b and a < end]
            if len(over) == 1:
                a, b, text = columns[over[0]]
                columns[over[0]] = (min(a, piece.at), max(b, end), f"{text} {piece.text}")
            elif not over:
                columns.append((piece.at, end, piece.text))
    return [text for _, _, text in sorted(columns)]


def _scanned(text: str) -> list[str]:
    """The wordings of columns that follow one another in a line without separators."""
    words = text.split()
    found: list[str] = []
    k = 0
    while k < len(words):
        best = (0.0, 0)
        for size in range(1, 9):
            likely = fit(" ".join(words[k : k + size]))
            if likely >= 0.9 and k + size <= len(words):
                best = max(best, (round(likely, 1), size))
        if best[1]:
            found.append(" ".join(words[k : k + best[1]]))
        k += best[1] or 1
    return found


def _named(texts: Sequence[str]) -> dict[str, str]:
    """Header texts by the column that they name; each column once."""
    named: dict[str, str] = {}
    for text in texts:
        scores = {
            r: s for r, s in likeness(text).items() if s >= SURE and r not in named and r != NONE
        }
        if scores:
            named[max(scores, key=lambda r: scores[r])] = one_line(text)
    return named


def _best_named(lines: Sequence[str]) -> dict[str, str]:
    ways = [_stacked(lines), *(_scanned(t) for t in (*lines, " ".join(lines)))]
    return max((_named(w) for w in ways), key=lambda n: sum(is_numeric(r) for r in n))


def heading_of(lines: Sequence[Line], floor: int, first: int) -> Heading:
    """The header and title above the first row of a table.

    floor: the first line that may belong to it. first: the place of the first row.
    """
    start = max(floor, first - REACH)
    titles = [k for k in range(start, first) if _is_title(lines[k].text)]
    header = [k for k in range(start, first) if is_heading(lines[k].text, 4 if k in titles else 2)]
    if header:
        # Only the lowest group counts: a sentence of the report may look like a header.
        top, end = header[-1], header[-1] + 1
        while top - 1 in header or (top - 2 in header and top - 2 >= start):
            top -= 1
        while end < first and _is_rest(lines[end].text):
            end += 1
        own = [lines[k].text for k in range(top, end) if not is_index(lines[k].text)]
        folded = tuple(fold(t) for t in own)
        title = _title([k for k in titles if k < top], lines)
        named = _best_named(own)
        numeric = tuple(n for n in named if is_numeric(n))
        if len(numeric) >= 3:
            words = tuple(n for n in named if not is_numeric(n))
            return Heading(end, folded, title, numeric, words, named)
        return Heading(end, folded, title)
    if titles:
        return Heading(titles[-1] + 1, (), _title(titles, lines))
    return Heading(first)


def _title(places: Sequence[int], lines: Sequence[Line]) -> str:
    """The last title lines that follow one another."""
    chosen: list[int] = []
    for k in reversed(places):
        if chosen and chosen[-1] - k > 2:
            break
        chosen.append(k)
    return one_line(" ".join(lines[k].text for k in reversed(chosen)))
