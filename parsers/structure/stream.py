"""A grid where rules are missing: lines laid through the white between the figures' skeleton.

Rules that are there are used where they fit. Which columns and rows there are is told by
parsers.structure.alignment; whether this grid or the ruled one explains the page is told by
parsers.structure.fit_score. Lengths are points.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from document.geometry import Box, hull, lines_of_ink
from document.page import Rule
from document.table import Cell, Grid
from parsers.structure.alignment import (
    LOWEST_PRINT,
    WORD_SPACE,
    Anchor,
    Skeleton,
    Stack,
)
from parsers.structure.rulings import COLUMN_APART, ROW_APART, Line, lines_of

WHOLE_ROW = 0.55
"""A horizontal rule over this share of the width is a row line, come what may."""
DRAWN = 0.6
"""A vertical rule over this share of the rows' height is a column line."""
PART_ROW = 0.06
"""A shorter one is, when it lies between two rows of figures and strikes through no word."""
WHITE = 0.08
"""A corridor between columns is crossed by words of at most this share of the rows."""
TEXTED = 0.25
"""A column of text between columns of figures is filled in this share of the rows or more."""
TIGHT = 2.0
"""Less white between two rows of figures tells nothing; the lines of their text are told apart."""
LINE_GAP = 14.0
"""Lines of one header, or of the first row of a page, stand nearer than this."""
HEADER_GAP = 26.0
"""The header's last line stands nearer than this to the first figures."""
FAR_OUT = 60.0
"""Words over a column of figures that reach this far beyond all of them belong to none."""
EDGE = 4.0
"""Undrawn borders lie this far outside the outermost ink."""
OVER = 8.0
"""Words that reach this far over a column line on both sides stand in a merged cell."""
TEXT_APART = 5.0
"""White between two columns of text, where header words stand on both sides of it."""
HEADING_ASIDE = 24.0
"""The heading of a column of figures stands nearer than this to the figures, if not over them."""
HEADING_GAP = 14.0
"""Words of a section's heading stand nearer than this, a dash between them left out."""
TEXT_FAR_APART = 9.0
"""The same on a page without a header."""

_INDEX = re.compile(r"\((\d{1,2})\)")


@dataclass(frozen=True, slots=True)
class Part:
    """What is on a part of a page.

    words: phrases, figures among them. rules: ruled lines, () to do without them.
    """

    page: int
    words: tuple[Box, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """Where the rows of a table lie.

    x0, x1: its left and right edge. lines: y of the row lines, from the first row's top to
    the last one's bottom. head: top of the header; the first row's top when there is none.
    header: the words of the header. words: the words of the rows.
    """

    x0: float
    x1: float
    head: float
    lines: tuple[float, ...]
    header: tuple[Box, ...]
    words: tuple[Box, ...]

    @property
    def rows(self) -> list[tuple[float, float]]:
        return list(itertools.pairwise(self.lines))


def _extent(part: Part, frame: Skeleton) -> tuple[float, float]:
    """Left and right edge: of the rules when they are wide, else of the print in the rows."""
    top, bottom = frame.anchors[0].box.top - 6, frame.anchors[-1].box.bottom + 6
    inside = [b for b in part.words if top < b.centre[1] < bottom and b.height > LOWEST_PRINT + 1]
    ink = hull(inside or [a.box for a in frame.anchors])  # figures taller than words are no phrase
    left, right = ink.x0 - EDGE, ink.x1 + EDGE
    if frame.codes:
        left = max(left, frame.codes.x0 - 40)
    wide = [r for r in part.rules if r.horizontal and r.length > 0.6 * (right - left)]
    near = [r for r in wide if top - 60 < r.at < bottom + 60]
    if near:
        left, right = min(r.start for r in near), max(r.end for r in near)
    figures = hull(a.box for a in frame.anchors)
    return min(left, figures.x0 - EDGE), max(right, figures.x1 + EDGE)


def _is_wide(box: Box, frame: Skeleton) -> bool:
    """Whether words run on from a column of text through one of figures: a title, a sentence."""
    first, last = frame.stacks[0], frame.stacks[-1]
    into = box.x0 < first.x0 - FAR_OUT and box.x1 > first.middle
    out = box.x1 > last.x1 + FAR_OUT and box.x0 < last.middle
    return into or out


def _over(stack: Stack, box: Box) -> bool:
    return box.x0 - 4 <= stack.middle <= box.x1 + 4


def _heads(words: Sequence[Box], frame: Skeleton) -> float:
    """Share of the columns of figures that have words above them."""
    headed = sum(any(_over(s, b) and b.width > 8 for b in words) for s in frame.stacks)
    return headed / len(frame.stacks)


def _above(part: Part, frame: Skeleton, whole: Sequence[Line]) -> list[Box]:
    """Words above the first figures that hang together with them: up to a gap, a title, or
    the upper rule of a header."""
    first = frame.anchors[0].box
    over = [b for b in part.words if b.centre[1] < first.top and b.height > LOWEST_PRINT]
    found: list[Box] = []
    edge = first.top
    for line in reversed(lines_of_ink(over)):
        bottom, top = max(b.bottom for b in line), min(b.top for b in line)
        ruled = any(bottom - 2 <= r.at <= edge + 2 for r in whole)
        block = [b for b in over if bottom - 30 < b.bottom and not _is_wide(b, frame)]
        near = HEADER_GAP if not found and _heads(block, frame) >= 0.5 else LINE_GAP
        if edge - bottom > near + 6 * ruled or any(_is_wide(b, frame) for b in line):
            break
        if ruled and _heads(found, frame) >= 0.8:
            break
        found += line
        edge = min(edge, top)
    return found


def _below(part: Part, frame: Skeleton) -> list[Box]:
    """Words under the last figures that belong to their row or go on below it."""
    last = frame.anchors[-1].box
    under = [b for b in part.words if b.centre[1] > last.bottom and b.height > LOWEST_PRINT]
    found: list[Box] = []
    edge = last.bottom
    for line in lines_of_ink(under):
        tall = max(b.height for b in line)
        if min(b.top for b in line) - edge > 0.8 * tall or any(_is_wide(b, frame) for b in line):
            break
        found += line
        edge = max(edge, max(b.bottom for b in line))
    return found


def _gaps(words: Sequence[Box], top: float, bottom: float) -> list[tuple[float, float]]:
    """The stretches of white between two heights, from top to bottom."""
    gaps, edge = [], top
    for start, end in sorted((b.top, b.bottom) for b in words if b.bottom > top and b.top < bottom):
        if start > edge:
            gaps.append((edge, start))
        edge = max(edge, end)
    return [*gaps, (edge, bottom)] if edge < bottom else gaps


def _gap(words: Sequence[Box], top: float, bottom: float) -> float:
    """The middle of the widest white between two heights, of equal ones that in their middle.

    Without any white the height at which a line cuts fewest words.
    """
    middle = (top + bottom) / 2
    gaps = _gaps(words, top, bottom)
    if gaps:
        best = max(gaps, key=lambda g: (g[1] - g[0]) - 0.05 * abs((g[0] + g[1]) / 2 - middle))
        return (best[0] + best[1]) / 2
    tries = [top + (bottom - top) * k / 20 for k in range(1, 20)]
    return min(tries, key=lambda y: (sum(b.top < y < b.bottom for b in words), abs(y - middle)))


def _between(a: Anchor, b: Anchor, words: Sequence[Box], ruled: Sequence[Line]) -> float:
    """The line between two rows: a part of a rule that is left, else through the widest white."""
    top, bottom = a.box.bottom, b.box.top
    left = [
        r
        for r in ruled
        if top - 1 < r.at < bottom + 1
        and not any(w.top + 2.5 < r.at < w.bottom - 1.5 and r.covered(w.x0, w.x1) > 0.3
                    for w in words)
    ]  # fmt: skip
    if left:
        return max(left, key=lambda r: sum(e - s for s, e in r.stretches)).at
    if bottom - top < 1:
        return (top + bottom) / 2
    if max((e - s for s, e in _gaps(words, top, bottom)), default=0.0) >= TIGHT:
        return _gap(words, top, bottom)
    # The next row's figures stand as high as the last line of text above its own.
    figures = [t.box for anchor in (a, b) for t in anchor.tokens]
    text = [w for w in words if not any(f.x0 - 2 < w.centre[0] < f.x1 + 2 for f in figures)]
    at = _gap(text, a.box.centre[1], b.box.centre[1])
    return min(max(at, top + 0.3), bottom - 0.3)


def body(part: Part, frame: Skeleton) -> Body:
    """Rows from the figures, with the horizontal rules where there are some."""
    x0, x1 = _extent(part, frame)
    ruled = lines_of([r for r in part.rules if r.horizontal], ROW_APART)
    whole = [r for r in ruled if r.covered(x0, x1) >= WHOLE_ROW]
    partial = [r for r in ruled if r.covered(x0, x1) >= PART_ROW]
    anchors = frame.anchors
    whole = [r for r in whole if not any(a.box.top + 2 < r.at < a.box.bottom - 2 for a in anchors)]
    over, under = _above(part, frame, whole), _below(part, frame)
    inside = [b for b in part.words if x0 - 2 < b.centre[0] < x1 + 2 and b.height > LOWEST_PRINT]
    headed = [b for b in over if any(_over(s, b) for s in frame.stacks)]
    first = anchors[0].box
    if _heads(over, frame) >= 0.5:
        ends = max(b.bottom for b in headed)
        top = _header_end(ends - 1, first.top + 1, inside, whole)
        head = min(b.top for b in over) - 2
        header = tuple(b for b in over if b.centre[1] < top)
    else:
        top = head = min([first.top, *(b.top for b in over)]) - 2
        header = ()
    end = max([anchors[-1].box.bottom, *(b.bottom for b in under)]) + 2
    head = max([head, *(r.at for r in whole if head - 14 < r.at <= head + 2)])
    if not header:
        top = head
    end = min([r.at for r in whole if anchors[-1].box.bottom - 1 < r.at < end + 14], default=end)
    body_words = tuple(b for b in inside if top < b.centre[1] < end)
    lines = [top, *(r.at for r in whole if top + 4 < r.at < end - 4), end]
    for a, b in itertools.pairwise(anchors):
        if not any(a.box.centre[1] < y < b.box.centre[1] for y in lines):
            lines.append(_between(a, b, body_words, partial))
    lines += [at for at in _torn(first, body_words) if at > top + 4]
    return Body(x0, x1, head, tuple(sorted(lines)), header, body_words)


def _header_end(top: float, bottom: float, words: Sequence[Box], whole: Sequence[Line]) -> float:
    """The line below a header: a rule, else the first white that is about as wide as any.

    The widest may lie below the end of a row that began on the page before.
    """
    ruled = [r.at for r in whole if top <= r.at <= bottom]
    if ruled:
        return ruled[-1]
    gaps = _gaps(words, top, bottom)
    if not gaps:
        return _gap(words, top, bottom)
    widest = max(b - a for a, b in gaps)
    start, end = next(g for g in gaps if g[1] - g[0] >= min(widest, max(2.5, 0.6 * widest)))
    return (start + end) / 2


def _torn(first: Box, words: Sequence[Box]) -> list[float]:
    """A line below the end of a row that began on the page before, when there is one.

    Its text stands above the first figures, apart by more than lines of a row are.
    """
    edges = [(min(b.top for b in ws), max(b.bottom for b in ws)) for ws in lines_of_ink(words)]
    gaps = [(b[0] - a[1], (a[1] + b[0]) / 2) for a, b in itertools.pairwise(edges)]
    usual = sorted(gap for gap, _ in gaps)[len(gaps) // 3] if gaps else 0.0
    above = [(gap, at) for gap, at in gaps if at < first.top + 1]
    widest, at = max(above, default=(0.0, 0.0))
    return [at] if widest > max(4.0, 1.6 * usual) else []


@dataclass(frozen=True, slots=True)
class _White:
    """A stretch of x that hardly any row's words cross."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0


@dataclass(frozen=True, slots=True)
class _Profile:
    """What stands at each point of a table's width, from x0 on.

    body: in how many rows of figures words stand there. head: how many words of the header,
    group cells left out. most: rows that may cross a corridor. rows: how many there are.
    headed: whether there is a header. headings: of the columns of text, from left to right.
    """

    x0: float
    body: tuple[int, ...]
    head: tuple[int, ...]
    most: int
    rows: int
    headed: bool
    headings: tuple[Box, ...]

    def white(self, start: float, end: float, most: int | None = None) -> list[_White]:
        """The corridors between two x, from left to right."""
        allowed = self.most if most is None else most
        a, b = max(0, int(start - self.x0)), min(len(self.body), int(end - self.x0) + 1)
        done = []
        for white, xs in itertools.groupby(range(a, b), key=lambda x: self.body[x] <= allowed):
            found = list(xs)
            if white and len(found) >= 2:
                done.append(_White(self.x0 + found[0], self.x0 + found[-1] + 1))
        return done

    def fullest(self, start: float, end: float) -> int:
        """In how many rows words stand at the fullest point between two x."""
        return max(self.body[max(0, int(start - self.x0)) : max(0, int(end - self.x0))], default=0)

    def line_in(self, corridor: _White) -> float:
        """The middle of that part of a corridor that the header's words leave free.

        Figures at the left or right edge of their column say less of it than its heading.
        """
        a, b = int(corridor.x0 - self.x0), int(corridor.x1 - self.x0)
        heads = self.head[a:b]
        least = min(heads, default=0)
        runs = [
            list(xs)
            for free, xs in itertools.groupby(range(len(heads)), key=lambda k: heads[k] == least)
            if free
        ]
        if not runs:
            return corridor.middle
        widest = max(runs, key=len)
        return corridor.x0 + (widest[0] + widest[-1] + 1) / 2


def _marked(spans: Sequence[Sequence[Box]], x0: float, x1: float) -> tuple[int, ...]:
    """For each point of a width how many of the groups of boxes stand there."""
    cover = [0] * (int(x1 - x0) + 2)
    for boxes in spans:
        seen = {x for b in boxes for x in range(int(b.x0 - x0), int(b.x1 - x0) + 1)}
        for x in seen:
            if 0 <= x < len(cover):
                cover[x] += 1
    return tuple(cover)


def _profile(rows: Body, frame: Skeleton) -> _Profile:
    tokens = [t.box for s in frame.stacks for t in s.tokens]
    index = numbers_of_columns(rows, frame)
    figured = []
    for top, bottom in rows.rows:
        # The heading of a section runs through all columns.
        if any(top < t.centre[1] < bottom for t in tokens):
            own = [b for b in rows.words if top < b.centre[1] < bottom and b not in index]
            figured.append([b for b in own if b.width > LOWEST_PRINT])
    heads = [[b] for b in rows.header if sum(_over(s, b) for s in frame.stacks) < 2]
    return _Profile(
        rows.x0,
        _marked(figured, rows.x0, rows.x1),
        _marked([*heads, *([b] for b in index)], rows.x0, rows.x1),
        int(WHITE * max(1, len(frame.anchors))),
        len(figured),
        bool(rows.header),
        tuple(_text_headings(rows, frame, index)),
    )


def numbers_of_columns(rows: Body, frame: Skeleton) -> tuple[Box, ...]:
    """The words of the row that numbers the columns, (1) (2) (3); () where there is none.

    They stand in the middle of their columns, as headings do, where figures may stand at an
    edge.
    """
    for anchor in frame.anchors[:1]:
        marked = [m for t in anchor.tokens if (m := _INDEX.fullmatch(t.text))]
        if len(marked) < max(2.0, 0.6 * len(anchor.tokens)):
            continue
        steps = [int(b[1]) - int(a[1]) for a, b in itertools.pairwise(marked)]
        if all(step > 0 for step in steps) and 2 * steps.count(1) >= len(steps):
            top, bottom = anchor.box.top - 2, anchor.box.bottom + 2
            return tuple(
                b for b in rows.words if top < b.centre[1] < bottom and b.height > LOWEST_PRINT
            )
    return ()


def _headings(rows: Body) -> list[Box]:
    """Header words that stand over each other as one box, from left to right."""
    groups: list[Box] = []
    for box in sorted(rows.header, key=lambda b: b.width):
        mates = [g for g in groups if min(g.x1, box.x1) - max(g.x0, box.x0) > -WORD_SPACE]
        if len(mates) > 1:
            continue  # a cell over several columns
        groups = [g for g in groups if g not in mates] + [hull([box, *mates])]
    return sorted(groups, key=lambda g: g.x0)


def _text_headings(rows: Body, frame: Skeleton, index: Sequence[Box]) -> list[Box]:
    """The headings of columns of text: those that no column of figures or codes claims.

    A column claims the heading over it; its figures may stand at the edge, beside that. Where
    all columns are numbered, what has no number under it is a pen's tick or a seal.
    """
    headings = _headings(rows)
    if index:
        numbered = {min(headings, key=lambda h: _apart(h, n), default=n) for n in index}
        headings = [h for h in headings if h in numbered]
    claimed: set[Box] = set()
    for stack in (*frame.stacks, *([frame.codes] if frame.codes else [])):
        apart = {
            h: (max(h.x0 - stack.x1, stack.x0 - h.x1, 0.0), abs(h.centre[0] - stack.middle))
            for h in headings
        }
        nearest = min(apart, key=lambda h: apart[h], default=None)
        if nearest is not None and apart[nearest][0] < HEADING_ASIDE:
            claimed.add(nearest)
    return [h for h in headings if h not in claimed]


def _apart(heading: Box, number: Box) -> tuple[float, float]:
    """How far the number of a column stands sideways from a heading, and from its middle."""
    aside = max(heading.x0 - number.x1, number.x0 - heading.x1, 0.0)
    return aside, abs(heading.centre[0] - number.centre[0])


def columns(frame: Skeleton, rows: Body) -> tuple[float, ...]:
    """The x of all column lines, borders among them.

    Between two columns of figures one line, or two where a column of text lies between them;
    columns of text side by side are told by white with header words on both sides.
    """
    profile = _profile(rows, frame)
    stacks = [*([frame.codes] if frame.codes else []), *frame.stacks]
    xs = [rows.x0, *_left_of(stacks[0], profile, rows)]
    for a, b in itertools.pairwise(stacks):
        xs += _inside(profile, a, b, texted=a is frame.codes)
    xs += [*_right_of(stacks[-1], profile, rows), rows.x1]
    return tuple(sorted(set(xs)))


def _inside(profile: _Profile, a: Stack, b: Stack, texted: bool) -> list[float]:
    """Column lines between two columns of figures."""
    if b.x0 <= a.x1:
        return [(a.x1 + b.x0) / 2]
    white = profile.white(a.x1, b.x0)
    left = next((w for w in white if w.x0 <= a.x1 + 2), None)
    right = next((w for w in reversed(white) if w.x1 >= b.x0 - 2), None)
    headed = [h for h in profile.headings if a.x1 < h.x0 and h.x1 < b.x0]
    start = left.x1 if left else a.x1 + 1  # the figures themselves fill no column of text
    end = right.x0 if right else b.x0 - 1
    filled = profile.fullest(start, end) >= max(2, TEXTED * profile.rows)
    if not texted and not headed and not (filled and end - start > 12):
        widest = max(white, key=lambda w: w.width, default=_White(a.x1, b.x0))
        return [profile.line_in(widest)]
    if left is not None and left is right:  # a column of text that is empty on this page
        if not headed:
            return [profile.line_in(left)]
        return [(a.x1 + headed[0].x0) / 2, (headed[-1].x1 + b.x0) / 2]
    start = profile.line_in(left) if left else a.x1 + 2.0
    end = profile.line_in(right) if right else b.x0 - 2.0
    return [start, *_text_lines_between(profile, start, end), end]


def _left_of(stack: Stack, profile: _Profile, rows: Body) -> list[float]:
    """Column lines left of the first column of figures or codes."""
    held = [b for b in (*rows.words, *rows.header) if b.width > 8 and b.centre[0] < stack.x0]
    if not held:
        return []
    white = profile.white(rows.x0, stack.x0)
    near = next((w for w in reversed(white) if w.x1 >= stack.x0 - 2), None)
    line = profile.line_in(near) if near else stack.x0 - 2.0
    if near and near.x0 <= rows.x0 + 2:  # empty on this page
        line = (max(b.x1 for b in held) + stack.x0) / 2
    return [*_text_lines_between(profile, rows.x0, line), line]


def _right_of(stack: Stack, profile: _Profile, rows: Body) -> list[float]:
    """Column lines right of the last column of figures."""
    held = [b for b in (*rows.words, *rows.header) if b.width > 8 and b.centre[0] > stack.x1]
    if not held:
        return []
    white = profile.white(stack.x1, rows.x1)
    near = next((w for w in white if w.x0 <= stack.x1 + 2), None)
    line = profile.line_in(near) if near else stack.x1 + 2.0
    if near and near.x1 >= rows.x1 - 2:  # empty on this page
        line = (stack.x1 + min(b.x0 for b in held)) / 2
    return [line, *_text_lines_between(profile, line, rows.x1)]


def _text_lines_between(profile: _Profile, start: float, end: float) -> list[float]:
    """Column lines between columns of text side by side.

    Where headings stand on both sides a few rows may cross the white: a page leans.
    """
    if not profile.headed:
        inner = [w for w in profile.white(start, end) if w.x0 > start and w.x1 < end]
        return [w.middle for w in inner if w.width >= TEXT_FAR_APART]
    own = [h for h in profile.headings if start < h.centre[0] < end]
    done = []
    for a, b in itertools.pairwise(own):
        for most in range(profile.most, max(profile.most, int(TEXTED * profile.rows)) + 1):
            white = profile.white(a.centre[0], b.centre[0], most)
            widest = max(white, key=lambda w: w.width, default=None)
            if widest and widest.width >= TEXT_APART:
                done.append(min(max((a.x1 + b.x0) / 2, widest.x0 + 2), widest.x1 - 2))
                break
    return done


def _snapped(
    xs: Sequence[float], part: Part, frame: Skeleton, rows: Body, given: bool
) -> tuple[float, ...]:
    """Lines moved to a rule that lies near and through no figures.

    An inner line through wide white lies anywhere in it, unless another page gives it: it goes
    as far as a whole rule with nothing between them.
    """
    top, bottom = rows.lines[0], rows.lines[-1]
    down = lines_of([r for r in part.rules if not r.horizontal and r.length > 14], COLUMN_APART)
    stacks = [*frame.stacks, *([frame.codes] if frame.codes else [])]
    free = [r for r in down if not any(s.x0 + 1 < r.at < s.x1 - 1 for s in stacks)]
    whole = {r.at for r in free if r.covered(top, bottom) >= DRAWN}
    words = [b.centre[0] for b in rows.words]

    def alone(x: float, at: float) -> bool:
        between = (*words, *(line for line in (*xs, *whole) if line not in (x, at)))
        return not any(min(x, at) < there < max(x, at) for there in between)

    done: list[float] = []
    for x in xs:
        near = [r for r in free if abs(r.at - x) < 12 and r.at not in done]
        if not near and not given and xs[0] < x < xs[-1]:
            near = [r for r in free if r.at in whole and r.at not in done and alone(x, r.at)]
        best = max(near, key=lambda r: r.covered(top, bottom) - abs(r.at - x) / 60, default=None)
        done.append(best.at if best and best.covered(top, bottom) > 0.04 else x)
    return tuple(sorted(set(done)))


def _runs_over(box: Box, x: float) -> bool:
    return box.x0 < x - OVER and box.x1 > x + OVER


def _row_cells(
    row: int, top: float, bottom: float, xs: Sequence[float], rows: Body, frame: Skeleton
) -> list[Cell]:
    """The cells of a row; words across a column line merge its neighbours, figures never.

    Words that begin in a column of figures are a figure with the next cell's words close by.
    """
    own = [b for b in rows.words if top < b.centre[1] < bottom]
    held = [t.box for t in frame.tokens if top < t.box.centre[1] < bottom]
    if held and not any(a.x0 - 1 <= b.centre[0] <= a.x1 + 1 for b in held for a in frame.stacks):
        own = _sentences(own)
    ends = [0]
    for c in range(1, len(xs) - 1):
        beside = any(xs[c - 1] < b.centre[0] < xs[c + 1] for b in held)
        across = [b for b in own if _runs_over(b, xs[c]) and not _begins_in(frame, b, xs)]
        if beside or not across:
            ends.append(c)
    ends.append(len(xs) - 1)
    cells = []
    for a, b in itertools.pairwise(ends):
        box = Box(xs[a], top, xs[b], bottom)
        cells.append(Cell(row, a, box, 1, b - a, inked=_has_ink(box, own)))
    return cells


def _sentences(words: Sequence[Box]) -> list[Box]:
    """Words of one line as they run on through the columns of a heading."""
    done: list[Box] = []
    for line in lines_of_ink(words):
        begun = [line[0]]
        for box in line[1:]:
            if box.x0 - begun[-1].x1 < HEADING_GAP:
                begun.append(box)
            else:
                done.append(hull(begun))
                begun = [box]
        done.append(hull(begun))
    return done


def _begins_in(frame: Skeleton, box: Box, xs: Sequence[float]) -> bool:
    """Whether words begin in a column of figures."""
    return any(
        a < s.middle < b and a - 2 < box.x0 < b
        for s in frame.stacks
        for a, b in itertools.pairwise(xs)
    )


def _has_ink(box: Box, words: Sequence[Box]) -> bool:
    """Whether words reach into a box by half of themselves or three points: a "1" is narrow."""
    return any(
        common.width > min(3.0, 0.5 * w.width) and common.height > min(3.0, 0.5 * w.height)
        for w in words
        for common in (box.overlap(w),)
    )


def _header_cells(
    part: Part, rows: Body, xs: Sequence[float], frame: Skeleton
) -> tuple[int, list[Cell]]:
    """How many rows the header has, and its cells: group cells stand above their columns."""
    if not rows.header:
        return 0, []
    top, bottom = rows.head, rows.lines[0]
    last = len(xs) - 1
    ruled = _under_groups(part, rows, xs)
    if ruled:
        return 2, _grouped_cells(rows, xs, *ruled)
    groups = [b for b in rows.header if any(_runs_over(b, x) for x in xs[1:-1])]
    lower = max((b.bottom for b in groups), default=top)
    below = [b for b in rows.header if b.top > lower - 2]
    if not groups or _heads(below, frame) < 0.3:
        return 1, [_header_cell(0, 1, c, c + 1, top, bottom, xs, rows) for c in range(last)]
    middle = _gap(rows.header, lower - 1, min(b.bottom for b in below))
    return 2, _grouped_cells(rows, xs, middle, _group_spans(groups, below, xs))


def _grouped_cells(
    rows: Body, xs: Sequence[float], middle: float, spans: Sequence[tuple[int, int]]
) -> list[Cell]:
    """The cells of a header with groups over some of its columns down to a height."""
    top, bottom = rows.head, rows.lines[0]
    covered = {c for a, b in spans for c in range(a, b)}
    cells = [_header_cell(0, 1, a, b, top, middle, xs, rows) for a, b in spans]
    for c in range(len(xs) - 1):
        if c in covered:
            cells.append(_header_cell(1, 1, c, c + 1, middle, bottom, xs, rows))
        else:
            cells.append(_header_cell(0, 2, c, c + 1, top, bottom, xs, rows))
    return sorted(cells, key=lambda c: (c.row, c.column))


def _under_groups(
    part: Part, rows: Body, xs: Sequence[float]
) -> tuple[float, list[tuple[int, int]]] | None:
    """The lowest rule under group cells and their columns; None where none is drawn.

    The headings of narrow columns run on from one into the next and look like a group's; the
    rule between the two rows of the header tells them apart.
    """
    drawn = [r for r in part.rules if r.horizontal and rows.head + 6 < r.at < rows.lines[0] - 6]
    for line in reversed(lines_of(drawn, ROW_APART)):
        under = [c for c, (a, b) in enumerate(itertools.pairwise(xs)) if line.covered(a, b) > 0.8]
        if not 2 <= len(under) < len(xs) - 1 or under[-1] - under[0] != len(under) - 1:
            continue
        first, end = under[0], under[-1] + 1
        over = [
            b for b in rows.header if b.bottom < line.at + 2 and xs[first] < b.centre[0] < xs[end]
        ]
        apart = _sideways(over)
        if len(apart) == 1:
            return line.at, [(first, end)]
        groups = [b for b in apart if any(_runs_over(b, x) for x in xs[first + 1 : end])]
        if groups:
            below = [Box(xs[c], line.at, xs[c + 1], line.at + 1) for c in under]
            return line.at, _group_spans(groups, below, xs)
    return None


def _sideways(words: Sequence[Box]) -> list[Box]:
    """Words that lie over or under each other as one box each, from left to right."""
    merged: list[Box] = []
    for box in sorted(words, key=lambda b: b.x0):
        if merged and box.x0 < merged[-1].x1:
            merged[-1] = hull([merged[-1], box])
        else:
            merged.append(box)
    return merged


def _header_cell(
    row: int, span: int, a: int, b: int, top: float, bottom: float, xs: Sequence[float], rows: Body
) -> Cell:
    box = Box(xs[a], top, xs[b], bottom)
    return Cell(row, a, box, span, b - a, inked=_has_ink(box, rows.header))


def _group_spans(
    groups: Sequence[Box], below: Sequence[Box], xs: Sequence[float]
) -> list[tuple[int, int]]:
    """First and last (excluded) column under each group cell.

    The words of a group cell stand over the middle of its columns, and each of these has
    words of its own below.
    """
    merged = _sideways(groups)
    titled = [any(xs[c] < b.centre[0] < xs[c + 1] for b in below) for c in range(len(xs) - 1)]
    spans: list[tuple[int, int]] = []
    for box in merged:
        crossed = [k for k, x in enumerate(xs) if 0 < k < len(xs) - 1 and _runs_over(box, x)]
        least = spans[-1][1] if spans else 0
        tries = [
            (a, b)
            for a in range(least, crossed[0])
            for b in range(crossed[-1] + 1, len(xs))
            if all(titled[a:b])
        ] or [(max(least, crossed[0] - 1), crossed[-1] + 1)]
        spans.append(min(tries, key=lambda s: abs((xs[s[0]] + xs[s[1]]) / 2 - box.centre[0])))
    return spans


def spaced(part: Part, frame: Skeleton, given: Sequence[float] | None = None) -> Grid | None:
    """The grid that a skeleton of figures implies; None when it has fewer than two columns.

    given: x of the column lines when they are known from another page.
    """
    rows = body(part, frame)
    xs = _snapped(given or columns(frame, rows), part, frame, rows, given is not None)
    if len(xs) < 3:
        return None
    count, cells = _header_cells(part, rows, xs, frame)
    for k, (top, bottom) in enumerate(rows.rows):
        cells += _row_cells(count + k, top, bottom, xs, rows, frame)
    box = Box(xs[0], rows.head, xs[-1], rows.lines[-1])
    found = "rows" if any(r.horizontal and r.length > 0.5 * box.width for r in part.rules) else ""
    return Grid(part.page, box, count + len(rows.rows), len(xs) - 1, tuple(cells),
                found or "spaced")  # fmt: skip
