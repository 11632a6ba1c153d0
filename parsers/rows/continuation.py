"""One table over several pages: grids joined, rows cut by a page break made whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations
from math import inf

from rapidfuzz import fuzz

from document.geometry import Transform
from document.number import parse as parse_number
from document.page import Page
from document.record import Column, Figure, Kind, TextCell
from document.table import Grid
from document.wording import one_line, skeleton
from parsers import codes
from parsers.columns.content import Body, content, grid_rows
from parsers.columns.header import Header, header_of
from parsers.columns.roles import assigned, claims, named
from parsers.columns.side_by_side import Seam, apart, seam
from parsers.columns.split import blank_columns, cuts, mended, words_put_back
from parsers.columns.vocabulary import is_numeric
from parsers.rows.opening_codes import parted
from parsers.rows.page_rows import PageRow, page_rows
from parsers.structure.rulings import COLUMN_APART, column_lines

ALIKE = 70
"""Likeness of a heading printed again, of 100; on another page it is misread otherwise."""
MANY = 8
"""Column lines of which all but one tell that two pages are of one table."""
STRETCHED = 0.05
"""One page of a file is larger than the next by at most this share: photos are."""


UNLIKE = (
    "what stands above the columns is no heading that is known; that of page {} was taken, as the "
    "columns stand alike; compare them with the scan"
)


@dataclass(frozen=True, slots=True)
class Joined:
    """The rows of one table in page order. notes: what did not fit."""

    columns: tuple[Column, ...]
    rows: tuple[PageRow, ...]
    pages: tuple[int, ...]
    title: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One grid with its header and what stands above it.

    header: its `rows` is 0 when none is recognised. borrowed: whether it is that of another page.
    notes: what of it does not fit. roles: of its columns, by words alone.
    cut: columns that were made one with the next. seam: where the grid was parted from one beside
    it, 0 for none; side: 1 for the right one of those whose headers differ.
    """

    grid: Grid
    header: Header
    back: Transform
    title: str
    roles: tuple[str, ...]
    cut: tuple[int, ...] = ()
    seam: int = 0
    side: int = 0
    borrowed: bool = False
    notes: tuple[str, ...] = ()

    def under(self, other: _Part, header_rows: int, note: str = "") -> _Part:
        """The part with the heading of another page."""
        return replace(
            self,
            header=replace(other.header, rows=header_rows),
            roles=other.roles,
            borrowed=True,
            notes=(*self.notes, note) if note else self.notes,
        )

    @property
    def page(self) -> int:
        return self.grid.page

    @property
    def body(self) -> Body:
        return self.grid, self.header.rows


def _part(grid: Grid, header: Header, page: Page, seam_at: int = 0, side: int = 0) -> _Part:
    """A grid with its header, its torn columns made whole."""
    cut = cuts(grid, header) if header.rows else ()
    whole = mended(grid, cut, header.rows)
    if cut and whole is not None:
        grid, header = whole, header_of(whole)
    else:
        cut = ()
    header = words_put_back(header)
    roles = _roles(grid, header)
    if not header.built and sum(map(bool, roles)) < 3:
        header = Header(0, ("",) * grid.columns, ("",) * grid.columns)
        roles = ("",) * grid.columns
    back, title = page.to_original, _title(page, grid)
    return _Part(grid, header, back, title, roles, cut, seam_at, side)


def _roles(grid: Grid, header: Header) -> tuple[str, ...]:
    held = [content([(grid, header.rows)], k) for k in range(grid.columns)]
    return tuple(role for role, _ in assigned(claims(header, held)))


def _parts(read: Sequence[tuple[Page, Sequence[Grid]]]) -> Iterator[_Part]:
    """The grids of all pages; two tables that stand side by side apart.

    Where the next page has no header, the seam of the page before goes on.
    """
    before: tuple[int, Seam] | None = None
    for page, grids in read:
        for grid in grids:
            header = header_of(grid)
            found = seam(grid, header) if header.rows else None
            if not header.rows and before and before[0] == grid.columns:
                found = before[1]
            halves = apart(grid, found.at) if found else None
            if found and halves:
                before = grid.columns, found
                for n, half in enumerate(halves):
                    side = 0 if found.alike else n
                    yield _part(half, header_of(half), page, found.at, side)
            else:
                before = None
                yield _part(grid, header, page)


def _gone_on(table: Sequence[_Part], part: _Part) -> list[_Part] | None:
    """The table with a part more, None when it does not fit.

    Without a header it must have as many columns; a header must be that of the table, unless one
    of the two has no word that is known and the columns stand alike: dirt above the first row of
    a page, or a heading that a stamp destroyed.
    """
    first = table[0]
    if part.side != first.side:
        return None
    if part.header.rows and part.grid.columns == first.grid.columns and _same(first, part):
        return [*table, part]
    grid = _with_columns(part.grid, first)
    if grid is None:
        return None
    if not part.header.rows:
        again = _printed_again(grid, first.header)
        return [*table, replace(part, grid=grid).under(first, again)]
    if grid is not part.grid:
        whole = replace(part, grid=grid, header=header_of(grid))
        return _gone_on(table, replace(whole, roles=_roles(grid, whole.header)))
    if not _stand_alike(first.grid, grid) or _begins_anew(first, part):
        return None
    if not part.header.worded:
        return [*table, part.under(first, part.header.rows, UNLIKE.format(first.page))]
    if first.header.rows and not first.header.worded:
        return [*(p.under(part, p.header.rows, UNLIKE.format(part.page)) for p in table), part]
    return None


def _stand_alike(first: Grid, second: Grid) -> bool:
    """Whether the column lines of two pages are the same, moved and stretched as scans are.

    Of many, one may be elsewhere: a line that is not drawn lies anywhere in the white beside texts.
    """
    xs, table = column_lines(second), column_lines(first)
    if _off(xs, table) < COLUMN_APART:
        return True
    return len(xs) >= MANY and any(
        _off((*xs[:k], *xs[k + 1 :]), (*table[:k], *table[k + 1 :])) < COLUMN_APART
        for k in range(1, len(xs) - 1)
    )


def _begins_anew(first: _Part, part: _Part) -> bool:
    """Whether the first code of a page is that of the table."""
    codes_of = [_first_code(p) for p in (first, part)]
    return bool(codes_of[0]) and codes_of[0] == codes_of[1]


def _first_code(part: _Part) -> str:
    rows = grid_rows(part.grid)[part.header.rows :]
    return next((code for row in rows if 0 in row and (code := codes.clean(row[0].text))), "")


def _with_columns(grid: Grid, first: _Part) -> Grid | None:
    """A grid of a page without a header with as many columns as its table has: cut where the
    table was, without lines that stand where the table has none, with merged cells where it
    lacks one, or without columns in which there is nothing; None when none of it fits."""
    extra = grid.columns - first.grid.columns
    if not extra:
        return grid
    if extra < 0:
        lost = _false_lines(column_lines(first.grid), column_lines(grid))
        return _merged_over(grid, lost, first.grid.columns) if lost else None
    if extra == len(first.cut) and (whole := mended(grid, first.cut, 0)):
        return whole
    false = _false_lines(column_lines(grid), column_lines(first.grid))
    words = {k for k, role in enumerate(first.roles) if role and not is_numeric(role)}
    if false and (whole := mended(grid, [k - 1 for k in false], 0, words)):
        return whole
    empty = blank_columns(grid)
    if extra != len(empty):
        return None
    return mended(grid, [min(k, grid.columns - 2) for k in empty], 0)


def _false_lines(xs: Sequence[float], table: Sequence[float]) -> tuple[int, ...]:
    """Which lines of a page its table has not, or of a table its page, where all others stand as
    the other's do, moved and stretched as scans are; () when they do not."""
    best: tuple[int, ...] = ()
    nearest = COLUMN_APART
    for false in combinations(range(1, len(xs) - 1), max(0, len(xs) - len(table))):
        kept = [x for k, x in enumerate(xs) if k not in false]
        if len(kept) != len(table):
            break
        off = _off(kept, table)
        if off < nearest:
            best, nearest = false, off
    return best


def _off(xs: Sequence[float], table: Sequence[float]) -> float:
    """By how much the farthest of some lines is off that of a table, moved and stretched;
    infinite where they were stretched more than a scan is."""
    stretch = (table[-1] - table[0]) / (xs[-1] - xs[0])
    if abs(stretch - 1) > STRETCHED:
        return inf
    return max(abs((x - xs[0]) * stretch + table[0] - y) for x, y in zip(xs, table, strict=True))


def _merged_over(grid: Grid, lost: Sequence[int], columns: int) -> Grid:
    """The grid with as many columns as its table, its cells merged over the lines that are lost."""
    lines = [k for k in range(columns + 1) if k not in lost]
    cells = tuple(
        replace(
            c, column=lines[c.column], column_span=lines[c.column + c.column_span] - lines[c.column]
        )
        for c in grid.cells
    )
    return replace(grid, columns=columns, cells=cells)


def _same(first: _Part, part: _Part) -> bool:
    """Whether a repeated header is that of the table before.

    One of its words may be misread into another role ("niệm tực" for *nhiệm vụ*).
    """
    pairs = [p for p in zip(first.header.texts, part.header.texts, strict=True) if any(p)]
    alike = sum(fuzz.ratio(skeleton(a), skeleton(b)) >= ALIKE for a, b in pairs)
    if pairs and alike >= max(2, 0.6 * len(pairs)):
        return True
    if not part.header.worded and _begins_anew(first, part):
        return False
    both = list(zip(first.roles, part.roles, strict=True))
    if sum(a == b for a, b in both if b) >= max(3, 0.75 * len(both)):
        return True
    moved = sum(bool(a) and a != b for a, b in both if b)
    return any(part.roles) and moved < 2 and all(b in first.roles for _, b in both if b)


def _printed_again(grid: Grid, header: Header) -> int:
    """How many rows at the top of a page are the header of the table, too badly read to be
    known by themselves."""
    rows = grid_rows(grid)
    count = 0
    for row in rows[: max(1, header.rows)]:
        cells = [c for c in row.values() if c.text]
        alike = [
            fuzz.partial_ratio(skeleton(c.text), skeleton(header.texts[c.column])) for c in cells
        ]
        if any(parse_number(c.text) is not None for c in cells) or len(cells) < 2:
            break
        if sum(alike) < ALIKE * len(alike):
            break
        count += 1
    return count


def _glued(first: PageRow, second: PageRow) -> PageRow:
    """Two pieces of one row: texts joined in order, each figure from the piece that has it."""
    texts = []
    for a in first.texts:
        b = next((t for t in second.texts if t.column == a.column), TextCell(a.column, ""))
        text = one_line(f"{a.text} {b.text}")
        texts.append(TextCell(a.column, text, a.places + (b.places if b.text else ())))
    figures: list[Figure] = []
    for f in first.figures:
        g = next((x for x in second.figures if x.column == f.column), f)
        figures.append(f if f.value is not None or (f.inked and g.value is None) else g)
    code = first.code or second.code
    return replace(
        first,
        code=code,
        cell=first.cell if first.cell.readings or first.cell.inked else second.cell,
        texts=tuple(texts),
        figures=tuple(figures),
        kind=second.kind if first.kind is Kind.SECTION and not first.code else first.kind,
        last=second.last,
    )


def _is_torn(before: PageRow, after: PageRow) -> bool:
    """Whether two rows at a page break are pieces of one.

    The second half has no code, the first half may have none either (its cells centred on
    the taller part); two pieces never carry figures in the same column.
    """
    if before.kind in (Kind.TOTAL, Kind.MEAN) or after.kind in (Kind.TOTAL, Kind.MEAN):
        return False
    if not before.last or not after.first:
        return False
    if before.code and after.code:
        return False
    # Ink without a value may be a pen tick: only values tell that a row is whole.
    both = {f.column for f in before.figures if f.value is not None}
    if both & {f.column for f in after.figures if f.value is not None}:
        return False
    if not before.code and after.code:
        return before.kind is not Kind.SECTION and not before.has_figures
    return not after.code and before.kind is not Kind.SECTION


def _healed(rows: Sequence[PageRow]) -> list[PageRow]:
    """The rows with the pieces at page breaks made one."""
    done: list[PageRow] = []
    for row in rows:
        if done and done[-1].page != row.page and _is_torn(done[-1], row):
            done[-1] = replace(_glued(done[-1], row), page=done[-1].page)
        else:
            done.append(row)
    return done


def _continued(rows: Sequence[PageRow]) -> list[PageRow]:
    """Rows without code go on with the row above them inside a page, when they have no figures,
    or when that row has a code and no figures: its figures stand a line lower."""
    done: list[PageRow] = []
    for row in rows:
        loose = not row.code and row.kind is Kind.DATA
        above = done[-1] if done and done[-1].page == row.page else None
        if (
            loose
            and above
            and above.kind is Kind.DATA
            and (not row.has_figures or (above.code and not above.has_figures))
        ):
            done[-1] = _glued(above, row)
        else:
            done.append(row)
    return done


def _title(page: Page, grid: Grid) -> str:
    """The lines above a grid on its page."""
    above = [w for w in page.words if w.box.bottom <= grid.box.top + 2]
    lines: dict[int, list[str]] = {}
    for w in above:
        lines.setdefault(round(w.box.centre[1] / 8), []).append(w.text)
    return one_line(" ".join(" ".join(ws) for _, ws in sorted(lines.items())))[-300:]


def join(read: Sequence[tuple[Page, Sequence[Grid]]]) -> tuple[Joined, ...]:
    """The tables of a document, each joined over its pages.

    A grid with another number of columns than the table before, and no header of its own,
    becomes a table with unknown columns and a note; it is never shifted into place.
    """
    blank = {page.number for page, _ in read if page.blank}  # backs of sheets
    tables: list[list[_Part]] = []
    for part in _parts(read):
        near = [t for t in tables[-2:] if _follows(t[-1].page, part.page, blank)]
        for table in reversed(near):
            if longer := _gone_on(table, part):
                table[:] = longer
                break
        else:
            tables.append([part])
    done: list[Joined] = []
    for joined in (j for table in tables for j in _joined(table)):
        if done and _follows(done[-1].pages[-1], joined.pages[0], blank) and _one(done[-1], joined):
            done[-1] = _appended(done[-1], joined)
        else:
            done.append(joined)
    return tuple(
        replace(t, rows=tuple(_continued(_healed(parted(t.columns, t.rows))))) for t in done
    )


def _follows(last: int, page: int, blank: Set[int]) -> bool:
    return set(range(last + 1, page)) <= blank


def _joined(parts: Sequence[_Part]) -> Iterator[Joined]:
    """A table of its parts; one whose cells cannot be those of its columns is a table alone."""
    first = parts[0]
    columns = named(first.header, [p.body for p in parts])
    fitting = [first, *(p for p in parts[1:] if not p.borrowed or not _slipped(p, columns.columns))]
    if len(fitting) < len(parts):
        columns = named(first.header, [p.body for p in fitting])
    notes = [f"page {first.page}: {note}" for note in columns.notes]
    notes += [f"page {p.page}: {note}" for p in fitting for note in p.notes]
    if first.seam:
        notes.append(f"page {first.page}: two tables stand side by side, they were parted")
    if not first.header.rows:
        notes.append(
            f"page {first.page}: a table of {first.grid.columns} columns without a header that is "
            "known; compare its columns with the scan"
        )
    rows = [r for p in fitting for r in page_rows(*p.body, columns.columns, p.back)]
    pages = tuple(dict.fromkeys(p.page for p in fitting))
    yield Joined(columns.columns, tuple(rows), pages, first.title, tuple(notes))
    for part in parts:
        if part not in fitting:
            bare = ("",) * part.grid.columns
            yield from _joined([replace(part, header=Header(0, bare, bare), seam=0, notes=())])


def _slipped(part: _Part, columns: Sequence[Column]) -> bool:
    """Whether on a page without a header the criteria are figures, or columns of figures hold
    words and others figures."""
    held = [content([part.body], k) for k in range(len(columns))]
    pairs = [(c, h) for c, h in zip(columns, held, strict=True) if h.inked >= 3]
    if any(c.name == "criterion" and h.figures > 0.7 for c, h in pairs):
        return True
    words = any(c.numeric and h.figures < 0.3 and h.long > 6 for c, h in pairs)
    return words and any(
        not c.numeric and c.name not in ("code", "order") and h.figures > 0.7 for c, h in pairs
    )


def _one(before: Joined, after: Joined) -> bool:
    """Whether two tables with another number of columns have the same ones: an empty column more
    was found on one of the pages."""
    names = [{c.name for c in t.columns if c.confidence} for t in (before, after)]
    figures = {c.name for c in after.columns if c.numeric}
    return len(names[0]) >= 3 and names[0] == names[1] and figures <= names[0]


def _appended(before: Joined, after: Joined) -> Joined:
    """Both in one; the cells of the second in the order of the columns of the first."""
    order = {c.name: n for n, c in enumerate(before.columns)}
    rows = [
        replace(
            row,
            texts=tuple(sorted(row.texts, key=lambda t: order.get(t.column, len(order)))),
            figures=tuple(sorted(row.figures, key=lambda f: order.get(f.column, len(order)))),
        )
        for row in after.rows
    ]
    pages = tuple(dict.fromkeys((*before.pages, *after.pages)))
    notes = tuple(dict.fromkeys((*before.notes, *after.notes)))
    return replace(before, rows=(*before.rows, *rows), pages=pages, notes=notes)
