"""A code that a narrow cell breaks over two lines ("1.1.1" over "0") is one code and one row.

Told by where it stands: right under a code, in its column, no figure beside it and no rule
between the two, nearer than rows are to each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from document.geometry import Box, hull
from document.page import Rule, Word
from parsers import codes
from parsers.structure.alignment import ONE_LINE, Skeleton

LEADING = 1.9
"""Two lines of one cell are at most so many heights of their print from middle to middle."""
NEARER = 0.85
"""And at most this part of the least distance of two rows, where no rule tells of them."""
LONGEST = 3
"""Signs of a second line, at most: "10.", ".11"."""


def made_whole(
    frame: Skeleton | None, tokens: Sequence[Word], words: Sequence[Box], rules: Sequence[Rule]
) -> tuple[tuple[Word, ...], tuple[Box, ...]]:
    """The tokens and phrases of a part of a page, each code that goes on below as one of them."""
    rests = dict(_rests(frame, rules)) if frame and frame.codes else {}
    if not rests:
        return tuple(tokens), tuple(words)
    whole = {first: _joined(first, rest) for rest, first in rests.items()}
    pieces = {word.box for pair in rests.items() for word in pair}
    return (
        tuple(whole.get(t, t) for t in tokens if t not in rests),
        (*(b for b in words if b not in pieces), *(w.box for w in whole.values())),
    )


def _joined(first: Word, rest: Word) -> Word:
    return replace(
        first,
        text=first.text + rest.text,
        box=hull((first.box, rest.box)),
        confidence=min(first.confidence, rest.confidence),
    )


def _rests(frame: Skeleton, rules: Sequence[Rule]) -> Iterator[tuple[Word, Word]]:
    """Second lines of codes, each with its first; a first line is no second one."""
    assert frame.codes is not None
    figures = [t.box for stack in frame.stacks for t in stack.tokens]
    across = [r for r in rules if r.horizontal]
    least = _least_distance(frame)
    before: Word | None = None
    for first, rest in pairwise(frame.codes.tokens):
        parted = _is_ruled_off(first.box, rest.box, across)
        apart = rest.box.centre[1] - first.box.centre[1]
        tall = max(first.box.height, rest.box.height)
        near = ONE_LINE < apart < LEADING * tall and (across or apart < NEARER * least)
        alone = not any(abs(f.centre[1] - rest.box.centre[1]) < ONE_LINE for f in figures)
        if first is not before and not parted and near and alone and _go_together(first, rest):
            before = rest
            yield rest, first


def _least_distance(frame: Skeleton) -> float:
    """From row to row, of those with figures."""
    figures = {t for stack in frame.stacks for t in stack.tokens}
    rows = [anchor.at for anchor in frame.anchors if figures & set(anchor.tokens)]
    return min((b - a for a, b in pairwise(rows)), default=0.0)


def _is_ruled_off(first: Box, rest: Box, across: Sequence[Rule]) -> bool:
    middle = rest.centre[0]
    return any(
        first.centre[1] < r.at < rest.centre[1] and r.start - 1 <= middle <= r.end + 1
        for r in across
    )


def _go_together(first: Word, rest: Word) -> bool:
    """Whether two lines make one code of more than one number; a glance may lose full stops."""
    digits = [sum(map(str.isdigit, word.text)) for word in (first, rest)]
    short = len(rest.text) <= LONGEST and bool(codes.clean(rest.text))
    return short and digits[0] > 1 and sum(digits) <= codes.MOST_DIGITS
