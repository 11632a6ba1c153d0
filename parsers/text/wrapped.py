"""The words of a row of plain text, given to its columns: best effort, never lost.

A wrapped line may hold pieces of the criterion, the reason and the responsible office with
nothing between them. Bars, wide gaps and the places of columns are used where a text keeps
them; else the wordings of offices and reasons (layouts/plain.toml) and the width of a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rapidfuzz import fuzz

from document.wording import fold
from parsers.layouts import kept, load

GAP = re.compile(r"\s*[|¦]\s*|\s{3,}")
_JUNK = re.compile(r"[^\w\s]{1,3}|[|¦]+")
ALIKE = 78
"""Likeness, 0 to 100, from which a damaged wording is taken for one of the lists."""
SHORTEST, LONGEST = 2, 5
"""Words of such a name in a line that is neither its first nor its last."""
GOES_ON = 86
"""The same for the rest of a name, which has fewer letters to go by."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words in a line. at: its place in characters from the left."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of the columns of words in one table.

    width: characters that a line of the criterion holds.
    figures: first and last place of the columns of figures, when the text keeps columns.
    office: where the last column begins, when the text keeps columns.
    has_responsible: whether the table has such a column.
    """

    width: int
    figures: tuple[int, int] | None = None
    office: int | None = None
    has_responsible: bool = True


@dataclass(slots=True)
class Words:
    """The words of one row as they are collected, by column."""

    criterion: list[str]
    reason: list[str]
    responsible: list[str]

    def text(self, column: str) -> str:
        """One line, stray strokes between the words left out."""
        words = " ".join(getattr(self, column)).split()
        kept = [w for w in words if w in ("-", "+", "–") or not _JUNK.fullmatch(w)]
        return " ".join(kept)


def pieces(text: str) -> list[Piece]:
    """The stretches of a line that bars or wide gaps part.

    >>> [(p.text, p.at) for p in pieces("  Chua ban hanh   | Cong chuc")]
    [('Chua ban hanh', 2), ('Cong chuc', 20)]
    """
    found, start = [], 0
    for match in (*GAP.finditer(text), None):
        end = match.start() if match else len(text)
        part = text[start:end]
        if part.strip():
            found.append(Piece(part.strip(), start + len(part) - len(part.lstrip())))
        start = match.end() if match else end
    return found


@kept
def _phrases(name: str) -> tuple[tuple[str, int], ...]:
    """Folded wordings of a list, each with its number of words."""
    folded = [fold(w) for w in load("plain")[name]]
    return tuple((f, len(f.split())) for f in folded)


def _begins(words: Sequence[str], name: str) -> bool:
    """Whether words begin with one of the wordings of a list, some letters misread."""
    for phrase, size in _phrases(name):
        head = fold(" ".join(words[:size]))
        if len(head) >= 3 and fuzz.ratio(head, phrase) >= max(ALIKE, 100 - 160 / len(phrase)):
            return True
    return False


def _capital(word: str) -> bool:
    stem = word.lstrip("-+(“\"'")
    return stem[:1].isupper() or stem[:1].isdigit()


def peel_office(text: str, opened: bool) -> tuple[str, str]:
    """A stretch as what stands before the name of an office, and that name.

    opened: a name has begun in a line above, so that this one may go on with it.

    >>> peel_office("Trong nam chi c6 Cong chuc phu", False)
    ('Trong nam chi c6', 'Cong chuc phu')
    >>> peel_office("870/901 ho so, dat va tra két qua", True)
    ('870/901 ho so, dat', 'va tra két qua')
    """
    words = text.split()
    for k in range(len(words)):
        # The last column stands at the right: a name far to the left is part of a sentence.
        left = len(" ".join(words[:k]))
        if len(text) > 34 and left < 0.35 * len(text):
            continue
        named = _capital(words[k]) and words[k - 1 : k] != ["-"]
        if named and _begins(words[k:], "office_starts"):
            return " ".join(words[:k]), " ".join(words[k:])
    if opened:
        tails = [(_goes_on(words[k:]), -k) for k in range(max(0, len(words) - 5), len(words))]
        likely, minus = max(tails, default=(0.0, 0))
        if likely >= GOES_ON:
            return " ".join(words[:-minus]), " ".join(words[-minus:])
    return text, ""


def _goes_on(words: Sequence[str]) -> float:
    """How well words are a later line of an office's name, 0 to 100."""
    tail = fold(" ".join(words))
    return max(fuzz.ratio(tail, piece) for piece in _later_pieces())


@kept
def _later_pieces() -> frozenset[str]:
    """What may stand in a later line of an office's name: its end, or some words of it."""
    found: set[str] = set()
    for name in load("plain")["offices"]:
        words = fold(name).split()
        for start in range(1, len(words)):
            ends = range(start + SHORTEST, min(start + LONGEST, len(words)) + 1)
            found.update(" ".join(words[start:end]) for end in {*ends, len(words)})
    return frozenset(found)


def split_reason(text: str, width: int) -> tuple[str, str]:
    """A stretch as its part of the criterion and its part of the reason.

    >>> split_reason("theo quy dinh Chua ban hanh ke hoach", 40)
    ('theo quy dinh', 'Chua ban hanh ke hoach')
    """
    words = text.split()
    for k in range(len(words)):
        if (_capital(words[k]) or words[k] == "-") and _begins(words[k:], "reason_starts"):
            return " ".join(words[:k]), " ".join(words[k:])
    if re.match(r"\W{0,2}\d{1,4}/\d", text):
        return "", text
    if len(text) > width + 8:
        cut = text.rfind(" ", 0, width + 2)
        return text[:cut], text[cut + 1 :]
    return (text, "") if len(text) >= 0.72 * width else ("", text)


def _steady(places: Sequence[int]) -> int | None:
    """The place that most of the given ones agree on, within three characters."""
    if len(places) < 2:
        return None
    middle = int(median(places))
    near = [p for p in places if abs(p - middle) <= 3]
    return min(near) if len(near) >= max(2, 0.7 * len(places)) else None


def layout(
    labels: Sequence[str], spans: Sequence[tuple[int, int]], offices: Sequence[int], known: bool
) -> Layout:
    """What the rows of a table tell of its columns.

    labels: the words before the figures of each row. spans: first and last place of the
    figures of each row. offices: places where a last column begins. known: whether a
    responsible column is expected.
    """
    lengths = sorted(len(t) for t in labels if t)
    width = max(24, lengths[int(0.85 * (len(lengths) - 1))]) if lengths else 40
    start, end = _steady([s for s, _ in spans]), _steady([e for _, e in spans])
    figures = (start, end) if start is not None and end is not None else None
    return Layout(width, figures, _steady(offices) if figures and known else None, known)


def _keep_columns(text: str, words: Words, plan: Layout) -> None:
    """Give each word of a line to the column above or below which it stands."""
    assert plan.figures is not None
    for match in re.finditer(r"[^\s|¦]+", text):
        if match.start() < plan.figures[0] - 1:
            words.criterion.append(match[0])
        elif plan.office is not None and match.start() >= plan.office - 1:
            words.responsible.append(match[0])
        else:
            words.reason.append(match[0])


def add_wrapped(text: str, words: Words, plan: Layout) -> None:
    """Give the words of a wrapped line to their columns."""
    if plan.figures is not None and (plan.office is not None or not plan.has_responsible):
        _keep_columns(text, words, plan)
        return
    found = pieces(text)
    if len(found) >= 3:
        words.criterion.append(" ".join(p.text for p in found[:-2]))
        words.reason.append(found[-2].text)
        words.responsible.append(found[-1].text)
        return
    if len(found) == 2 and plan.has_responsible and len(found[0].text) > plan.width + 8:
        # The first stretch is wider than the criterion: it holds the reason too.
        words.responsible.append(found.pop().text)
    rest = " ".join(p.text for p in found)
    if plan.has_responsible:
        rest, office = peel_office(rest, bool(words.responsible))
        if office:
            words.responsible.append(office)
    if rest:
        criterion, reason = split_reason(rest, plan.width)
        words.criterion.extend([criterion] if criterion else [])
        words.reason.extend([reason] if reason else [])


def add_tail(text: str, start: int, words: Words, plan: Layout) -> None:
    """Give the words behind the figures of a row to reason and responsible.

    start: place of the text in its line.
    """
    found = pieces(text)
    if not found:
        return
    if not plan.has_responsible:
        words.reason.append(" ".join(p.text for p in found))
        return
    if plan.office is not None:
        for match in re.finditer(r"[^\s|¦]+", text):
            last = match.start() + start >= plan.office - 1
            (words.responsible if last else words.reason).append(match[0])
        return
    if len(found) >= 2:
        words.reason.append(" ".join(p.text for p in found[:-1]))
        words.responsible.append(found[-1].text)
        return
    reason, office = peel_office(found[0].text, bool(words.responsible))
    words.reason.extend([reason] if reason else [])
    words.responsible.extend([office] if office else [])
