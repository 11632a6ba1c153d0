"""Figures as the skeleton of a table: which stand over each other, and which side by side.

Needs no rules. Figures that stack are a column, figures of one height are a row; what lies
between the columns and the rows is found by parsers.structure.stream. Lengths are points.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import inf

from document.geometry import Box, hull
from document.number import parse as parse_number
from document.page import Word
from parsers import codes

ONE_LINE = 5.0
"""Figures whose middles differ by less stand on one line; rows are at least 12 apart."""
NEXT_LINE = 10.0
"""A code and figures without one, nearer than this, are one row."""
DENSE = 0.22
"""A column of figures has this part of the fullest column's figures. Scores are left blank in
up to two thirds of the rows; numbers in sentences line up by chance far more rarely."""
WORD_SPACE = 6.0
"""Words of a sentence stand nearer than this; a cell's edges keep its neighbours farther off."""
SHORTEST_TEXT = 20.0
"""The words of a row are wider; a dash or dirt beside the number of a page is not."""
LOWEST_PRINT = 3.2
"""What is less tall is a full stop, a dash or dirt."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Figures that stand over each other. x0, x1: from the leftmost to the rightmost ink."""

    x0: float
    x1: float
    tokens: tuple[Word, ...]

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Anchor:
    """Figures on one line: what shows that there is a row. box: around them."""

    box: Box
    tokens: tuple[Word, ...]

    @property
    def at(self) -> float:
        return self.box.centre[1]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """stacks: columns of figures from left to right, the column of codes not among them.
    codes: the column of codes, None when there is none. anchors: from top to bottom."""

    stacks: tuple[Stack, ...]
    codes: Stack | None
    anchors: tuple[Anchor, ...]

    @property
    def tokens(self) -> tuple[Word, ...]:
        return tuple(t for a in self.anchors for t in a.tokens)


def is_figure(text: str) -> bool:
    """Whether a token can stand in a column of figures; ratios stand in sentences.

    >>> is_figure("0,5"), is_figure("96,5%"), is_figure("(3)"), is_figure("12/14"), is_figure("IV")
    (True, True, True, False, False)
    """
    return parse_number(text.strip("()").rstrip("%.")) is not None


def _runs(tokens: Sequence[Word], share: float) -> list[Stack]:
    """Stretches of x that at least this share of the fullest stretch's tokens cover."""
    if not tokens:
        return []
    left = int(min(t.box.x0 for t in tokens))
    right = int(max(t.box.x1 for t in tokens)) + 2
    cover = [0] * (right - left + 1)
    for t in tokens:
        for x in range(int(t.box.x0) - left, int(t.box.x1) - left + 1):
            cover[x] += 1
    least = max(2.0, share * max(cover))
    spans: list[tuple[int, int]] = []
    for dense, xs in itertools.groupby(range(len(cover)), key=lambda x: cover[x] >= least):
        if dense:
            found = list(xs)
            spans.append((left + found[0], left + found[-1] + 1))
    own: dict[tuple[int, int], list[Word]] = {span: [] for span in spans}
    for t in tokens:
        over = {s: min(t.box.x1, s[1]) - max(t.box.x0, s[0]) for s in spans}
        best = max(over, key=lambda s: over[s], default=None)
        # "100,00" stands over a column of single figures with its first or last sign.
        if best and over[best] >= min(3.0, 0.5 * (best[1] - best[0]), 0.5 * t.box.width):
            own[best].append(t)
    done: list[Stack] = []
    for held in own.values():
        if held:
            box = hull(t.box for t in held)
            done.extend(_parted(Stack(box.x0, box.x1, tuple(held)), share))
    return done


def _parted(stack: Stack, share: float) -> list[Stack]:
    """A stack, or two where its tokens often stand side by side."""
    lines = _lines_of(stack.tokens)
    double = sum(len(line) > 1 for line in lines)
    if share > 0.8 or double <= max(1, 0.2 * len(lines)):
        return [stack]
    return _runs(stack.tokens, share + 0.2)


def _lines_of(tokens: Sequence[Word]) -> list[list[Word]]:
    """Tokens of one height together, from top to bottom."""
    lines: list[list[Word]] = []
    for token in sorted(tokens, key=lambda t: t.box.centre[1]):
        if lines:
            middle = sum(t.box.centre[1] for t in lines[-1]) / len(lines[-1])
            if token.box.centre[1] - middle < ONE_LINE:
                lines[-1].append(token)
                continue
        lines.append([token])
    return lines


def _among_words(stack: Stack, others: Sequence[Box]) -> bool:
    """Whether more words than figures stand in a stack: numbers in a column of text."""
    top = min(t.box.top for t in stack.tokens) - 1
    bottom = max(t.box.bottom for t in stack.tokens) + 1
    words = sum(
        b.x0 < stack.middle < b.x1 and top < b.centre[1] < bottom and b.height >= LOWEST_PRINT
        for b in others
    )
    return words > len(stack.tokens)


def _in_sentences(stack: Stack, others: Sequence[Box]) -> bool:
    """Whether most figures of a stack have words right before them: "Phường 2", "còn 12"."""
    glued = sum(
        any(
            -1 < t.box.x0 - b.x1 < WORD_SPACE
            and abs(b.centre[1] - t.box.centre[1]) < ONE_LINE
            and b.height >= LOWEST_PRINT
            and b.width > 3
            for b in others
        )
        for t in stack.tokens
    )
    return glued >= 0.5 * len(stack.tokens)


def _free(tokens: Sequence[Word], words: Sequence[Box]) -> list[Word]:
    """The tokens without those of lines of text: "Phụ lục số 01", "BẢNG ĐIỂM NĂM 2024".

    A line of text has no figure or code but those right behind its words; in a row, where words
    may stand close to a figure too, at least one stands apart.
    """
    boxes = {t.box for t in tokens}
    others = [b for b in words if b not in boxes and b.height >= LOWEST_PRINT]
    return [
        token
        for line in _lines_of(tokens)
        if not all(_behind_words(t, others) for t in line)
        for token in line
    ]


def _behind_words(token: Word, words: Sequence[Box]) -> bool:
    """Whether words stand right before a token, or in one phrase with it."""
    box = token.box
    return any(
        abs(b.centre[1] - box.centre[1]) < ONE_LINE
        and b.x0 < box.x0 - 8
        and box.x0 - WORD_SPACE < b.x1
        and (b.x1 < box.x0 + 1 or b.x1 > box.x1 - 1)
        for b in words
    )


def _codes_stack(
    stacks: Sequence[Stack], tokens: Sequence[Word], others: Sequence[Box]
) -> Stack | None:
    """The column of codes: the leftmost stack, with text between it and the figures."""
    rightmost = stacks[1].x0 if len(stacks) > 1 else stacks[0].x0
    first = stacks[0]
    coded = sum(bool(codes.clean(t.text)) for t in first.tokens)
    if len(stacks) < 2 or coded < 0.6 * len(first.tokens):
        return None
    top, bottom = first.tokens[0].box.top - 10, first.tokens[-1].box.bottom + 10
    inside = [b for b in others if top < b.centre[1] < bottom and b.height >= LOWEST_PRINT]
    between = sum(first.x1 < b.centre[0] < rightmost and b.width > 12 for b in inside)
    before = sum(b.centre[0] < first.x0 and b.width > 12 for b in inside)
    if between < 0.5 * len(first.tokens) or before > 0.3 * len(first.tokens):
        return None
    # Roman numbers are codes of the same column, however few.
    own = [
        t for t in tokens if codes.clean(t.text) and first.x0 - 12 < t.box.centre[0] < first.x1 + 12
    ]
    box = hull(t.box for t in own)
    return Stack(box.x0, box.x1, tuple(sorted(own, key=lambda t: t.box.top)))


def _with_their_codes(lines: Sequence[list[Word]], in_codes: AbstractSet[Word]) -> list[list[Word]]:
    """Lines of figures, a code that stands a little above or below its figures among them.

    The far side of a page seen from aside lies higher or lower; rows are farther apart.
    """
    done: list[list[Word]] = []
    for line in lines:
        before = done[-1] if done else []
        near = before and line[0].box.centre[1] - before[0].box.centre[1] < NEXT_LINE
        lone = [all(t in in_codes for t in group) for group in (before, line)]
        bare = [not any(t in in_codes for t in group) for group in (before, line)]
        if near and ((lone[0] and bare[1]) or (bare[0] and lone[1])):
            done[-1] = [*before, *line]
        else:
            done.append(line)
    return done


def _anchors(
    stacks: Sequence[Stack], coded: Stack | None, others: Sequence[Box]
) -> tuple[Anchor, ...]:
    """The rows that figures show: a code, two figures, or one beside words.

    A figure alone on its line is a page number or dirt; above the first code words must stand
    where those of the rows do.
    """
    in_codes = set(coded.tokens) if coded else set()
    tokens = [*(t for s in stacks for t in s.tokens), *in_codes]
    done: list[Anchor] = []
    for line in _with_their_codes(_lines_of(tokens), in_codes):
        box = hull(t.box for t in line)
        if coded and not done:
            least, span = SHORTEST_TEXT, (coded.x1, stacks[0].x0)
        else:
            least, span = 8.0, (-inf, inf)
        beside = any(
            abs(b.centre[1] - box.centre[1]) < 10
            and b.height >= LOWEST_PRINT
            and b.width > least
            and span[0] < b.centre[0] < span[1]
            for b in others
        )
        if len(line) > 1 or in_codes & set(line) or (beside and line[0].confidence > 0.8):
            done.append(Anchor(box, tuple(sorted(line, key=lambda t: t.box.x0))))
    return tuple(done)


def skeleton(tokens: Sequence[Word], words: Sequence[Box]) -> Skeleton | None:
    """Columns and rows of figures; None where figures make no table.

    tokens: figures and codes. words: all phrases of the same part of the page.
    """
    boxes = {t.box for t in tokens}
    others = [b for b in words if b not in boxes]
    tokens = _free(tokens, words)
    figures = [t for t in tokens if is_figure(t.text) or codes.parts(codes.clean(t.text))]
    stacks = [
        s
        for s in _runs(figures, DENSE)
        if not _among_words(s, others) and not _in_sentences(s, others)
    ]
    if not stacks:
        return None
    coded = _codes_stack(stacks, tokens, others)
    if coded:
        stacks = stacks[1:]
    anchors = _anchors(stacks, coded, others)
    rich = sum(len(a.tokens) >= 2 for a in anchors)
    if not stacks or len(stacks) + bool(coded) < 2 or rich < 2:
        return None
    return Skeleton(tuple(stacks), coded, anchors)


def framed(
    tokens: Sequence[Word],
    words: Sequence[Box],
    xs: Sequence[float],
    numeric: Sequence[int],
    coded: int | None,
) -> Skeleton | None:
    """The skeleton of a page whose columns are known; None when no row of figures fits them.

    xs: column lines. numeric: columns of figures. coded: the column of codes.
    """

    def held(column: int) -> list[Word]:
        return [
            t for t in tokens if t.box.x0 > xs[column] - 2.0 and t.box.x1 < xs[column + 1] + 2.0
        ]

    boxes = {t.box for t in tokens}
    others = [b for b in words if b not in boxes]
    tokens = _free(tokens, words)
    stacks = []
    for column in sorted(numeric):
        own = [t for t in held(column) if is_figure(t.text)]
        middle = (xs[column] + xs[column + 1]) / 2
        box = hull(t.box for t in own) if own else Box(middle - 5, 0, middle + 5, 0)
        stacks.append(Stack(box.x0, box.x1, tuple(own)))
    codes_stack = None
    if coded is not None:
        own = [t for t in held(coded) if codes.clean(t.text)]
        if own:
            box = hull(t.box for t in own)
            codes_stack = Stack(box.x0, box.x1, tuple(own))
    anchors = _anchors(stacks, codes_stack, others)
    if not any(len(a.tokens) >= 2 for a in anchors):
        return None
    return Skeleton(tuple(stacks), codes_stack, anchors)
