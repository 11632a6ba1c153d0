"""Tables in text that has no boxes: an OCR's lines, neighbouring cells run together.

A row is a line that opens with a code and holds a run of figures; the lines around it are the
wrapped pieces of its cells. Rows, codes and figures must be right; which word of a wrapped line
belongs to which cell is told by bars, gaps and the wordings of offices, and may be wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz

from document.claim import Location, Verdict
from document.number import parse as parse_number
from document.page import Origin, Page
from document.record import Code, Column, Figure, Kind, Record, Shape, Table, TextCell
from document.table import Reading
from document.wording import fold, one_line
from parsers import codes
from parsers.layouts import load
from parsers.rows.code_cell import CodeCell
from parsers.rows.code_order import Settled, repeated, settle
from parsers.rows.page_rows import label_kind
from parsers.text.figures import Assigned, assign
from parsers.text.header import Heading, heading_of, repeats
from parsers.text.lines import Lead, Line, Token, is_index, lead, lines_of, longest
from parsers.text.wrapped import Words, add_tail, add_wrapped, layout, peel_office, pieces

SURE = 0.5
"""Confidence of a figure in a text of unknown making."""
DOUBTFUL = 0.25
"""Confidence of a figure that is not simply as printed."""
CODE = 0.85
"""Confidence of a code: a text of unknown making is as wrong as Tesseract's cells on the whole."""
FOUR = (
    ("max_score", "self_score", "verified_score", "deduction"),
    ("self_score", "verified_score", "deduction", "max_score"),
    ("self_score", "max_score", "verified_score", "deduction"),
)
"""Usual orders of four numeric columns, the commonest first."""
THREE = (
    ("max_score", "verified_score", "deduction"),
    ("verified_score", "deduction", "max_score"),
    ("max_score", "self_score", "verified_score"),
)
REACH = 20
"""Lines between a total and the row above it, at most."""
PAGE_HEAD = 12
"""Lines at the top of a page among which a repeated header is looked for."""
_PAGE_NUMBER = re.compile(r"\W*\d{1,3}\W*")
LONGEST_CELL = 14
"""Lines of the last row when neither a total nor a known word ends the table."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that is a row.

    at: its place among the lines. code: as printed, "" for a total. label: the words before
    the figures. tail: the words behind them, from place tail_at of the line on.
    above, below: the wrapped lines that belong to it.
    """

    at: int
    kind: Kind
    code: str
    label: str
    tokens: tuple[Token, ...]
    tail: str
    tail_at: int
    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()


def _row(at: int, text: str, kind: Kind, code: str, start: int, tokens: Sequence[Token]) -> _Row:
    ends = (tokens[0].start, tokens[-1].end) if tokens else (len(text), len(text))
    label = one_line(text[start : ends[0]].replace("|", " ")).lstrip(".:) ")
    return _Row(at, kind, code, label, tuple(tokens), text[ends[1] :], ends[1])


def _total(at: int, text: str) -> _Row | None:
    """A row of sums or means: its label, and figures behind it."""
    tokens = longest(text)
    if not tokens:
        return None
    label = "".join(" " if c in "|¦" else c for c in text[: tokens[0].start])
    kind = label_kind(label.replace("6", "ô").replace("0", "o"))
    return _row(at, text, kind, "", 0, tokens) if kind else None


def _strong(at: int, text: str) -> _Row | None:
    """A row that its figures prove: a code, then a run of at least two of them."""
    opened = lead(text)
    if opened is None or is_index(text):
        return None
    tokens = longest(text, opened.end)
    enough = 2 if opened.dotted or opened.marked or len(opened.code) > 1 else 3
    if len(tokens) < enough:
        return None
    return _row(at, text, Kind.DATA, opened.code, opened.end, tokens)


def _sections(first: int, last: int, lines: Sequence[Line]) -> list[_Row]:
    """Headings inside the table: the Roman numbers in their order, with words and no figures."""
    found: list[_Row] = []
    number = 0
    for at in range(first, last):
        text = lines[at].text
        opened = lead(text)
        if opened is None or not codes.is_roman(opened.code) or longest(text, opened.end):
            continue
        rest = text[opened.end :].strip(" |.")
        value = codes.ROMANS.index(opened.code) + 1
        if rest[:1].isupper() and len(rest.split()) >= 2 and number < value <= number + 4:
            number = value
            found.append(_row(at, text, Kind.SECTION, opened.code, opened.end, ()))
    return found


def _bare(rows: Sequence[_Row], lines: Sequence[Line], settled: Sequence[Settled]) -> list[_Row]:
    """Rows whose figures were all lost: a dotted code that stands between its neighbours'."""
    found: list[_Row] = []
    data = [(r, codes.parts(s.value or "")) for r, s in zip(rows, settled, strict=True)]
    known = [(r.at, n) for r, n in data if r.kind is Kind.DATA and n]
    for (low_at, low), (high_at, high) in pairwise(known):
        for at in range(low_at + 1, high_at):
            opened = lead(lines[at].text)
            if opened is None or not opened.dotted:
                continue
            numbers = codes.parts(codes.clean(opened.code))
            rest = lines[at].text[opened.end :].strip(" |.")
            if low < numbers < high and rest[:1].isupper() and _complete(opened, numbers, low):
                low = numbers
                tokens = longest(lines[at].text, opened.end)
                found.append(_row(at, lines[at].text, Kind.DATA, opened.code, opened.end, tokens))
    return found


def _code_cells(rows: Sequence[_Row], lines: Sequence[Line]) -> list[CodeCell]:
    return [
        CodeCell(
            (Reading(Origin.TESSERACT, row.code, CODE),),
            opens=True,
            place=Location(lines[row.at].page),
        )
        if row.code
        else CodeCell()
        for row in rows
    ]


def _complete(opened: Lead, numbers: tuple[int, ...], before: tuple[int, ...]) -> bool:
    """Whether a code without figures is surely none of the numbers in a sentence."""
    return len(numbers) >= 3 or opened.marked or len(numbers) == len(before)


def _tables_of(found: Sequence[_Row]) -> list[list[_Row]]:
    """The rows of each table: a total ends one, unless only another total follows it."""
    done: list[list[_Row]] = [[]]
    for row in found:
        begun = any(r.kind is Kind.DATA for r in done[-1])
        if row.kind is not Kind.DATA and not _near(row, done[-1]):
            continue  # "Tổng điểm" in a sentence of the report
        closed = begun and done[-1][-1].kind is not Kind.DATA
        if closed and row.kind is Kind.DATA and not _follows(done[-1], row):
            done.append([])
        done[-1].append(row)
    return [rows for rows in done if _is_table(rows)]


def _near(row: _Row, rows: Sequence[_Row]) -> bool:
    """Whether a row of sums stands by a table: below it, or with many figures above one."""
    if not rows:
        return len(row.tokens) >= 3
    return row.at - rows[-1].at <= REACH


def _follows(rows: Sequence[_Row], row: _Row) -> bool:
    """Whether a row goes on with the codes of a table after a sum inside it."""
    last = next(r for r in reversed(rows) if r.kind is Kind.DATA)
    return codes.parts(codes.clean(row.code)) > codes.parts(codes.clean(last.code)) > ()


def _is_table(rows: Sequence[_Row]) -> bool:
    data = [r for r in rows if r.kind is Kind.DATA]
    widest = max((len(r.tokens) for r in data), default=0)
    totals = any(r.kind is Kind.TOTAL and len(r.tokens) >= 3 for r in rows)
    return widest >= 3 and (len(data) >= 3 or (bool(data) and totals))


def _starts_cell(line: Line) -> bool:
    """Whether a line may be the first of a cell: a capital, a bullet or a figure opens it."""
    text = line.text.lstrip(" |¦.,'`)]}:;")
    return text[:1].isupper() or text[:1].isdigit() or text[:1] in "-+•"


def _opens_office(line: Line) -> bool:
    return bool(peel_office(line.text, False)[1])


def _cut_cost(between: Sequence[Line], cut: int, row: _Row, own: Line) -> float:
    """Cost of beginning the next row at a line of those between two rows.

    row: the next row. own: the line with its figures.
    """
    if cut == len(between):
        starts, fresh = row.label[:1].isupper(), own.fresh
    else:
        first = between[cut]
        starts, fresh = _starts_cell(first), first.fresh
    cost = 0.0 if starts else 1.5
    if fresh:
        cost -= 0.7
    if cut < len(between) and _opens_office(between[cut]):
        cost -= 0.3
    if cut and between[cut - 1].text.rstrip().endswith((",", "-", "và", "va")):
        cost += 0.7
    return cost


def _printed_again(lines: Sequence[Line], heading: Heading) -> frozenset[int]:
    """Places of lines that are no part of a row: page numbers and repeated headers."""
    found: set[int] = set()
    since_top = 0
    for at, line in enumerate(lines):
        since_top = 0 if line.fresh else since_top + 1
        ends = at + 1 == len(lines) or lines[at + 1].fresh
        number = _PAGE_NUMBER.fullmatch(line.text) and (ends or line.fresh)
        if number or (since_top < PAGE_HEAD and repeats(line.text, heading.lines)):
            found.add(at)
    return frozenset(found)


def _share(
    rows: Sequence[_Row], lines: Sequence[Line], skipped: frozenset[int], first: int, last: int
) -> list[_Row]:
    """The rows with the lines between them, each line given to one row.

    Cells are centred on their figures in some tables and begin beside them in others: the
    cheaper of the two readings is taken for the whole table. skipped: places of
    lines that belong to none. first, last: the place of the first line of the table and the
    place behind its last.
    """
    plans = [_shared(rows, lines, skipped, first, last, centred) for centred in (False, True)]
    return min(plans, key=lambda plan: plan[0])[1]


def _shared(
    rows: Sequence[_Row],
    lines: Sequence[Line],
    skipped: frozenset[int],
    first: int,
    last: int,
    centred: bool,
) -> tuple[float, list[_Row]]:
    """Cost and rows for one way of setting. The best cut for each gap is found from the top
    down, with the number of lines above a row as the state."""
    opening = [lines[k] for k in range(first, rows[0].at) if k not in skipped]
    states: dict[int, tuple[float, list[_Row]]] = {len(opening): (0.0, [])}
    aboves = {len(opening): tuple(opening)}
    for k, row in enumerate(rows):
        end = rows[k + 1].at if k + 1 < len(rows) else last
        between = [lines[x] for x in range(row.at + 1, end) if x not in skipped]
        final = k + 1 == len(rows)
        grown: dict[int, tuple[float, list[_Row]]] = {}
        above_next: dict[int, tuple[Line, ...]] = {}
        for state, (cost, done) in states.items():
            for cut in [len(between)] if final else range(len(between) + 1):
                below = between[:cut]
                after = between[cut] if cut < len(between) else lines[end] if not final else None
                page_ends = after is not None and after.fresh
                whole = cost + _place_cost(row, state, below, centred, page_ends)
                if not final:
                    following = rows[k + 1]
                    whole += _cut_cost(between, cut, following, lines[following.at])
                key = len(between) - cut
                if key not in grown or whole < grown[key][0]:
                    own = replace(row, above=aboves[state], below=tuple(below))
                    grown[key] = (whole, [*done, own])
                    above_next[key] = tuple(between[cut:])
        states, aboves = grown, above_next
    return min(states.values(), key=lambda s: s[0])


def _place_cost(
    row: _Row, above: int, below: Sequence[Line], centred: bool, page_ends: bool
) -> float:
    """How odd it is that a row has so many lines above its figures and below.

    page_ends: its last line is the last of a page, where cells are often read one after
    the other instead of side by side.
    """
    if row.kind in (Kind.TOTAL, Kind.MEAN):
        return 2.0 * (above + len(below))
    if row.kind is Kind.SECTION:
        return 2.0 * above + 0.6 * len(below)
    if not centred:
        return 1.2 * above
    torn = next((k for k, x in enumerate(below) if x.fresh), None)
    if torn is not None:  # its code stands in the middle of one of the two parts
        return (1.2 if _starts_cell(below[torn]) else 0.3) + 0.2 * (len(below) - torn)
    return (0.2 if page_ends else 0.5) * abs(above - len(below))


def _end(rows: Sequence[_Row], lines: Sequence[Line]) -> int:
    """The place behind the last line of a table."""
    last = rows[-1]
    if last.kind is not Kind.DATA:
        return last.at + 1
    stop = min(len(lines), last.at + 1 + LONGEST_CELL)
    words = [fold(w) for w in load("plain")["ends"]]
    for at in range(last.at + 1, stop):
        text = fold(lines[at].text)
        if any(fuzz.partial_ratio(w, text) >= 85 and len(text) >= len(w) - 1 for w in words):
            return at
        if (lines[at].gap and at > last.at + 1) or lines[at].fresh:
            return at
    return stop


def _columns(heading: Heading, rows: Sequence[_Row]) -> tuple[str, ...]:
    """The numeric columns: as the header names them unless the figures contradict it, else
    the usual ones of that number that the figures of most rows agree with."""
    runs = [r.tokens for r in rows if r.tokens]
    sizes = Counter(len(r) for r in runs)
    wide = max((n for n in sizes if sizes[n] >= 2), default=max(sizes))
    usual = FOUR if wide >= 4 else THREE
    offered = [heading.numeric] if len(heading.numeric) >= min(wide, 4) else []
    offered += [c for c in usual if len(c) <= wide] if wide <= 4 else list(usual)
    return max(offered, key=lambda c: _agreeing(runs, c))


def _agreeing(runs: Sequence[Sequence[Token]], columns: Sequence[str]) -> int:
    """How many full rows hold maximum - verified = deduction with their figures as printed.

    A row with a figure like "05", which has lost its separator, is no witness.
    """
    if not {"max_score", "verified_score", "deduction"} <= set(columns):
        return 0
    count = 0
    for run in runs:
        held = dict(zip(columns, (parse_number(t.text) for t in run), strict=False))
        top, got, lost = (held.get(c) for c in ("max_score", "verified_score", "deduction"))
        whole = not any(len(t.text) > 1 and t.text[0] == "0" and t.text.isdigit() for t in run)
        same = whole and len(run) == len(columns) and None not in (top, got, lost)
        count += same and top - got == lost  # type: ignore[operator]
    return count


def _figures(assigned: Assigned, columns: Sequence[str], page: int) -> tuple[Figure, ...]:
    done = []
    for column in columns:
        choice = assigned.cells.get(column)
        if choice is None:
            unread = Figure(column, verdict=Verdict.UNREAD, reason="not found in the text")
            done.append(Figure(column, verdict=Verdict.BLANK) if assigned.placed else unread)
            continue
        torn = choice.value is None and choice.token.touched
        printed = f"|{choice.token.text}" if torn else choice.token.text
        reading = Reading(Origin.TESSERACT, printed, DOUBTFUL if choice.why else SURE)
        verdict = Verdict.UNREAD if choice.value is None else Verdict.UNVERIFIED
        done.append(
            Figure(
                column, printed, choice.value, verdict, (reading,), reason=choice.why,
                place=Location(page), inked=True,
            )
        )  # fmt: skip
    return tuple(done)


def _words(rows: Sequence[_Row], heading: Heading) -> list[Words]:
    """The words of each row by column."""
    data = [r for r in rows if r.tokens]
    offices = [
        p.at + r.tail_at for r in data if len(found := pieces(r.tail)) >= 2 for p in found[-1:]
    ]
    widest = max(len(r.tokens) for r in data)
    spans = [(r.tokens[0].start, r.tail_at) for r in data if len(r.tokens) == widest]
    expected = not heading.words or "responsible" in heading.words
    plan = layout([r.label for r in data], spans, offices, expected)
    done = []
    for row in rows:
        words = Words([], [], [])
        for line in row.above:
            add_wrapped(line.text, words, plan)
        words.criterion.append(row.label)
        add_tail(row.tail, row.tail_at, words, plan)
        for line in row.below:
            if row.kind is Kind.SECTION:
                words.criterion.append(line.text)
            else:
                add_wrapped(line.text, words, plan)
        done.append(words)
    return done


def _record(
    number: int, row: _Row, code: Code, assigned: Assigned, words: Words,
    columns: Sequence[str], lines: Sequence[Line],
) -> Record:  # fmt: skip
    page = lines[row.at].page
    pages = tuple(sorted({page, *(x.page for x in (*row.above, *row.below))}))
    places = tuple(Location(p) for p in pages)
    names = ("criterion", "reason", "responsible") if row.kind is Kind.DATA else ("criterion",)
    texts = tuple(TextCell(name, words.text(name), places) for name in names)
    notes: list[str] = []
    if assigned.left:
        printed = " ".join(t.text for t in assigned.left)
        notes.append(f"the row prints {printed}; their columns are not certain")
    figures = () if row.kind is Kind.SECTION else _figures(assigned, columns, page)
    level = len(codes.parts(code.value or ""))
    return Record(
        row.kind,
        number,
        code,
        texts,
        figures,
        code.value or "",
        level,
        pages,
        tuple(notes),
    )


def _table(number: int, rows: list[_Row], lines: Sequence[Line], floor: int) -> Table:
    """One table from its rows. floor: place of the first line that is no part of another."""
    data = [r for r in rows if r.kind is Kind.DATA]
    settled = settle(_code_cells(data, lines))
    heading = heading_of(lines, floor, rows[0].at)
    rows += [*_bare(data, lines, settled), *_sections(heading.end, rows[-1].at, lines)]
    rows.sort(key=lambda r: r.at)
    rows = _share(rows, lines, _printed_again(lines, heading), heading.end, _end(rows, lines))
    columns = _columns(heading, rows)
    cells = _code_cells(rows, lines)
    settled = settle(cells)
    twice = repeated([s.value for s in settled], [r.kind is not Kind.DATA for r in rows])
    coded_rows = [
        s.claim(cell, twice.get(k, ""))
        for k, (s, cell) in enumerate(zip(settled, cells, strict=True))
    ]
    assigned = assign(
        [r.tokens for r in rows], columns, [r.kind in (Kind.TOTAL, Kind.MEAN) for r in rows]
    )
    words = _words(rows, heading)
    records = tuple(
        _record(n, row, code, figures, said, columns, lines)
        for n, (row, code, figures, said) in enumerate(
            zip(rows, coded_rows, assigned, words, strict=True), 1
        )
    )
    shape = Shape.DEDUCTION if "deduction" in columns else Shape.SHEET
    pages = tuple(sorted({p for r in records for p in r.pages}))
    note = "read from text without boxes: words may stand in a neighbouring column"
    return Table(
        number, shape, _described(heading, columns), records, pages, heading.title, (note,)
    )


def _described(heading: Heading, numeric: Sequence[str]) -> tuple[Column, ...]:
    names = ("code", "criterion", *numeric, "reason", "responsible")
    return tuple(
        Column(
            name, heading.printed.get(name, ""), name in numeric, 0.9 if heading.numeric else 0.5
        )
        for name in names
    )


def tables(pages: Sequence[Page]) -> tuple[Table, ...]:
    """The deduction appendices in a text; () when no lines look like rows of one."""
    lines = lines_of(pages)
    found = [
        row
        for at, line in enumerate(lines)
        if (row := _strong(at, line.text) or _total(at, line.text))
    ]
    done: list[Table] = []
    floor = 0
    for rows in _tables_of(found):
        done.append(_table(len(done) + 1, rows, lines, floor))
        floor = rows[-1].at + 1
    return tuple(done)
