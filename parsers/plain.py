"""Tables in text that has no boxes: an OCR's lines, neighbouring cells run together.

A row is a line that begins with a code and holds a run of figures; the lines around it are the
wrapped pieces of its cells. Rows, codes and figures must be right; which word of a wrapped line
belongs to which cell is told by bars, wide gaps and the wordings of offices, and may be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import product

from document.number import parse as parse_number
from document.page import Origin, Page
from document.record import (
    Column,
    Figure,
    Kind,
    Passage,
    Place,
    Record,
    Shape,
    Table,
    Verdict,
)
from document.table import Reading
from document.wording import fold, one_line
from parsers import codes
from parsers.layouts import load
from parsers.rows import label_kind

_CODE = re.compile(r"\s*\|?\s*((?:[IVX]{1,5}|\d{1,2}(?:\s?[.,]\s?\d{1,2}){1,4}|\d{2,5})\.?)(?=[\s|])")
_FIGURE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")
_GAP = re.compile(r"\s*\|\s*|\t+|\s{3,}")
SURE = 0.5
"""Confidence of a figure in a text of unknown making."""
DOUBTFUL = 0.25
"""Confidence of a figure whose separator was lost, or that is glued to a stroke."""
MOST = Decimal(40)
"""No single criterion is worth more: a larger figure has lost its separator."""
FOUR = ("max_score", "self_score", "verified_score", "deduction")
THREE = ("max_score", "verified_score", "deduction")


@dataclass(frozen=True, slots=True)
class _Token:
    """A figure in a line: its text, its place in the line, whether it touches a stroke."""

    text: str
    start: int
    end: int
    touched: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that is a row, and the lines above and below that belong to it."""

    at: int
    page: int
    code: str
    label: str
    tokens: tuple[_Token, ...]
    tail: str
    kind: Kind
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


def _tokens(text: str) -> Iterator[_Token]:
    for match in re.finditer(r"[^\s|]+", text):
        word = match[0].strip(",;:'")
        before = text[match.start() - 1] if match.start() else " "
        after = text[match.end()] if match.end() < len(text) else " "
        if _FIGURE.fullmatch(word):
            touched = before == "|" or (after == "|" and not text[match.end() + 1 : match.end() + 2])
            yield _Token(word, match.start(), match.end(), touched)


def figure_run(text: str) -> tuple[_Token, ...]:
    """The longest run of figures with nothing but bars and spaces between them; () below two.

    >>> [t.text for t in figure_run(" Trien khai ke hoach 2023 nam 2 2 191 | 009 | dat 95,68%")]
    ['2', '2', '191', '009']
    """
    best: list[_Token] = []
    run: list[_Token] = []
    for token in _tokens(text):
        joined = run and not text[run[-1].end : token.start].strip(" |\t")
        run = [*run, token] if joined else [token]
        if len(run) > len(best):
            best = run
    return tuple(best) if len(best) >= 2 else ()


def _as_row(at: int, line: _Line) -> _Row | None:
    """The line as a row: a code with a run of figures, or the label of a total with one."""
    text = line.text
    code = _CODE.match(text)
    body = text[code.end() :] if code else text
    run = figure_run(body)
    if not run:
        return None
    label = one_line(body[: run[0].start].replace("|", " "))
    tail = body[run[-1].end :].strip(" |")
    if code:
        return _Row(at, line.page, code[1], label, run[:4], tail, Kind.DATA)
    kind = label_kind(label)
    return _Row(at, line.page, "", label, run[:4], tail, kind) if kind else None


def _rows(lines: Sequence[_Line]) -> list[_Row]:
    """The rows of the longest stretch of lines that ends with a total, or with the text."""
    found = [row for at, line in enumerate(lines) if (row := _as_row(at, line))]
    data = [r for r in found if r.kind is Kind.DATA]
    if len(data) < 3:
        return []
    widest = max(len(r.tokens) for r in data)
    if widest < 3:
        return []
    # Numbered paragraphs of the report hold no run of figures; a code far from the next one
    # is none of the table's.
    rows = [r for r in found if r.kind is not Kind.DATA or codes.candidates(r.code)]
    first = next(k for k, r in enumerate(rows) if r.kind is Kind.DATA)
    totals = [k for k, r in enumerate(rows) if r.kind is Kind.TOTAL and k > first]
    return rows[first : totals[-1] + 1] if totals else rows[first:]


def _break_at(between: Sequence[str]) -> int:
    """How many of the lines between two rows belong to the upper one.

    The next cell begins with a capital or a bullet; of several such lines the one nearest to
    the middle is taken, since cells are centred on their figures.
    """
    if not between:
        return 0
    middle = len(between) / 2
    starts = [
        k
        for k, text in enumerate(between)
        if (letters := text.lstrip(" -|+•")) and (letters[0].isupper() or text.lstrip()[:1] == "-")
    ]
    return min([*starts, len(between)], key=lambda k: abs(k - middle))


def _with_pieces(rows: Sequence[_Row], lines: Sequence[_Line]) -> list[_Row]:
    """The rows with the wrapped lines above and below them."""
    done = list(rows)
    for k, row in enumerate(rows):
        start = rows[k - 1].at + 1 if k else _after_header(lines, row.at)
        between = [line.text for line in lines[start : row.at] if line.text.strip()]
        cut = _break_at(between) if k else 0
        if k:
            done[k - 1] = replace(done[k - 1], below=tuple(between[:cut]))
        if row.kind is Kind.DATA:
            done[k] = replace(done[k], above=tuple(between[cut:]))
        elif k:
            done[k - 1] = replace(done[k - 1], below=tuple(between))
    return done


@lru_cache(maxsize=1)
def _header_words() -> frozenset[str]:
    wordings = [w for entry in load("columns").values() for w in entry["wordings"]]
    return frozenset(word for w in wordings for word in fold(w).split() if len(word) > 1)


def _after_header(lines: Sequence[_Line], first: int) -> int:
    """The line after the last one above the first row that is mostly header words."""
    start = max(0, first - 14)
    for at in range(first - 1, start - 1, -1):
        words = [w for w in fold(lines[at].text).split() if len(w) > 1]
        known = sum(w in _header_words() for w in words)
        if len(words) >= 4 and known >= 0.5 * len(words):
            return at + 1
    return max(start, first - 4)


def _variants(token: _Token) -> list[Decimal]:
    """What a figure may say: as printed, or with the separator that was lost.

    >>> [str(v) for v in _variants(_Token("191", 0, 3))]
    ['191', '1.91']
    >>> [str(v) for v in _variants(_Token("009", 0, 3))]
    ['0.09']
    """
    text = token.text
    value = parse_number(text)
    found = [value] if value is not None else []
    if text.isdigit() and len(text) > 1:
        split = Decimal(f"{text[0]}.{text[1:]}")
        found = [split] if text.startswith("0") else [*found, split]
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """A figure with the value taken for it, and whether that needed a lost separator."""

    token: _Token
    value: Decimal
    mended: bool


def _assigned(tokens: Sequence[_Token], columns: Sequence[str]) -> dict[str, _Read]:
    """Each figure to its column: by order, and by maximum - verified = deduction.

    A row with fewer figures than columns misses its first ones (they stood on another line)
    unless the equation says otherwise.
    """
    choices = [_variants(t) for t in tokens]
    missing = len(columns) - len(tokens)
    places = [tuple(columns[missing:])]
    if missing == 1 and len(columns) == 4:
        places = [(columns[0], *columns[2:]), *places]
    best: tuple[float, tuple[str, ...], tuple[Decimal, ...]] | None = None
    for rank, place in enumerate(places):
        for values in product(*choices):
            cost = 0.3 * rank
            for token, value in zip(tokens, values, strict=True):
                changed = value != parse_number(token.text)
                cost += 0.5 * changed + (4.0 if value > MOST else 0.0)
            held = dict(zip(place, values, strict=True))
            if all(c in held for c in THREE):
                off = held["max_score"] - held["verified_score"] != held["deduction"]
                cost += 2.0 * off
            if best is None or cost < best[0]:
                best = (cost, place, values)
    assert best is not None
    _, place, values = best
    return {
        column: _Read(token, value, value != parse_number(token.text))
        for column, token, value in zip(place, tokens, values, strict=True)
    }


def _figures(row: _Row, columns: Sequence[str]) -> tuple[Figure, ...]:
    limit = MOST if row.kind is Kind.DATA else Decimal(10_000)
    read = _assigned(row.tokens[-len(columns) :], columns)
    figures = []
    for column in columns:
        if column not in read:
            figures.append(Figure(column, verdict=Verdict.UNREAD))
            continue
        found = read[column]
        value = parse_number(found.token.text) if found.value > limit else found.value
        doubtful = found.mended or found.token.touched
        reading = Reading(Origin.TESSERACT, found.token.text, DOUBTFUL if doubtful else SURE)
        figures.append(
            Figure(
                column, found.token.text, value, readings=(reading,),
                because="the separator was lost in the text" if found.mended else "",
                place=Place(row.page), inked=True,
            )
        )  # fmt: skip
    return tuple(figures)


@lru_cache(maxsize=1)
def _office() -> re.Pattern[str]:
    """How the name of a responsible office begins, marks folded, a wrong letter allowed."""
    words = "|".join(load("rows")["offices"])
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")


def _split(text: str) -> tuple[str, str]:
    """A wrapped line as what stands left of the last column, and in it."""
    parts = [p for p in _GAP.split(text) if p.strip()]
    if len(parts) >= 2:
        return " ".join(parts[:-1]), parts[-1]
    folded = fold_same_length(text)
    match = None
    for match in _office().finditer(folded):
        if match.start() >= 0.35 * len(text) or match.start() == 0:
            break
    else:
        match = None
    if match is None:
        return text, ""
    return text[: match.start()], text[match.start() :]


def fold_same_length(text: str) -> str:
    """Folded letter by letter, so that places in it are places in the text."""
    return "".join((fold(c) or " ")[0] for c in text)


def _passages(row: _Row) -> tuple[Passage, ...]:
    """Criterion, reason and responsible, as far as bars and wordings part them."""
    place = (Place(row.page),)
    criterion = [row.label]
    reason: list[str] = []
    responsible: list[str] = []
    tail_parts = [p for p in _GAP.split(row.tail) if p.strip()]
    if len(tail_parts) >= 2:
        reason_here, office_here = " ".join(tail_parts[:-1]), tail_parts[-1]
    else:
        reason_here, office_here = _split(row.tail)
    wrapped: list[str] = []
    for text in row.above:
        left, office = _split(text)
        if office:
            responsible.append(office)
        wrapped.append(left)
    # The line right above a row's figures that is long enough to fill the widest column.
    heads = [w for w in wrapped if len(w.strip()) >= 30 and row.label]
    criterion = [*heads, *criterion]
    reason.extend(w for w in wrapped if w not in heads)
    reason.append(reason_here)
    responsible.append(office_here)
    for text in row.below:
        left, office = _split(text)
        long = len(left.strip()) >= 30
        (criterion if long else reason).append(left)
        if office:
            responsible.append(office)
    return (
        Passage("criterion", one_line(" ".join(criterion)), place),
        Passage("reason", one_line(" ".join(reason)), place),
        Passage("responsible", one_line(" ".join(responsible)), place),
    )


def _record(row: _Row, number: int, code: str, columns: Sequence[str]) -> Record:
    notes: tuple[str, ...] = ()
    if row.kind is Kind.DATA and code != codes.clean(row.code):
        notes = (f"code read as {row.code!r}, {code} by the order of the rows",)
    texts = _passages(row) if row.kind is Kind.DATA else (Passage("criterion", row.label),)
    return Record(
        row.kind, number, code, texts, _figures(row, columns), code, 0, (row.page,), notes
    )


def tables(pages: Sequence[Page]) -> tuple[Table, ...]:
    """The deduction appendix in a text; () when no three rows look like one."""
    lines = [_Line(p.number, text) for p in pages for text in p.lines]
    rows = _with_pieces(_rows(lines), lines)
    if not rows:
        return ()
    names = FOUR if max(len(r.tokens) for r in rows) >= 4 else THREE
    ordered = codes.in_order([r.code for r in rows])
    records = tuple(
        _record(row, n, code, names)
        for n, (row, code) in enumerate(zip(rows, ordered, strict=True), 1)
    )
    columns = (
        Column("code", "", False, 0.5),
        Column("criterion", "", False, 0.5),
        *(Column(name, "", True, 0.5) for name in names),
        Column("reason", "", False, 0.5),
        Column("responsible", "", False, 0.5),
    )
    numbers = tuple(sorted({r.page for r in rows}))
    note = "read from text without boxes: check which words belong to reason and responsible"
    return (Table(1, Shape.DEDUCTION, columns, records, numbers, notes=(note,)),)
