"""One table over several pages: grids joined, rows cut by a page break made whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from document.geometry import Transform
from document.page import Page
from document.record import Column, Figure, Kind, Passage
from document.table import Grid
from document.wording import one_line
from parsers.header import Header, content, understand, unknown_name
from parsers.rows import PaperRow, paper_rows


@dataclass(frozen=True, slots=True)
class Joined:
    """The rows of one table in page order. notes: what did not fit."""

    columns: tuple[Column, ...]
    rows: tuple[PaperRow, ...]
    pages: tuple[int, ...]
    title: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One grid with its header and what stands above it."""

    grid: Grid
    header: Header
    back: Transform
    title: str


def _named(columns: Sequence[Column], grid: Grid, header: Header) -> tuple[Column, ...]:
    """Columns with a name each: unknown ones are kept under their printed header."""
    done: list[Column] = []
    for k, column in enumerate(columns):
        name = column.name or unknown_name(column.header, k)
        while any(d.name == name for d in done):
            name += "_2"
        numeric = column.numeric if column.name else _mostly_figures(grid, header, k)
        done.append(replace(column, name=name, numeric=numeric))
    return tuple(done)


def _mostly_figures(grid: Grid, header: Header, column: int) -> bool:
    return content(grid, header.rows, column).figures >= 0.6


def _same_table(before: Sequence[Column], header: Header) -> bool:
    """Whether a repeated header is that of the table before.

    One of its words may be misread into another role ("niệm tực" for *nhiệm vụ*).
    """
    old = [c.name for c in before]
    new = [c.name for c in header.columns if c.name]
    if len(header.columns) == len(before):
        alike = sum(a.name == b.name for a, b in zip(before, header.columns, strict=True))
        if alike >= max(3, 0.75 * len(before)):
            return True
    return bool(new) and all(n in old for n in new)


def _glued(first: PaperRow, second: PaperRow) -> PaperRow:
    """Two pieces of one row: texts joined in order, each figure from the piece that has it."""
    texts = []
    for a in first.texts:
        b = next((t for t in second.texts if t.column == a.column), Passage(a.column, ""))
        text = one_line(f"{a.text} {b.text}")
        texts.append(Passage(a.column, text, a.places + (b.places if b.text else ())))
    figures: list[Figure] = []
    for f in first.figures:
        g = next((x for x in second.figures if x.column == f.column), f)
        figures.append(f if f.value is not None or (f.inked and g.value is None) else g)
    code = first.code or second.code
    return replace(
        first,
        code=code,
        code_printed=first.code_printed or second.code_printed,
        code_inked=first.code_inked or second.code_inked,
        texts=tuple(texts),
        figures=tuple(figures),
        kind=second.kind if first.kind is Kind.SECTION and not first.code else first.kind,
        last=second.last,
    )


def _is_torn(before: PaperRow, after: PaperRow) -> bool:
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


def _healed(rows: Sequence[PaperRow]) -> list[PaperRow]:
    """The rows with the pieces at page breaks made one."""
    done: list[PaperRow] = []
    for row in rows:
        if done and done[-1].page != row.page and _is_torn(done[-1], row):
            done[-1] = replace(_glued(done[-1], row), page=done[-1].page)
        else:
            done.append(row)
    return done


def _continued(rows: Sequence[PaperRow]) -> list[PaperRow]:
    """Rows without code go on with the row above them inside a page, when they have no figures,
    or when that row has a code and no figures: its figures stand a line lower."""
    done: list[PaperRow] = []
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
    parts = [
        _Part(grid, understand(grid), page.to_original, _title(page, grid))
        for page, grids in read
        for grid in grids
    ]
    blank = {page.number for page, _ in read if page.blank}  # backs of sheets
    tables: list[Joined] = []
    for part in parts:
        page = part.grid.page
        columns: Sequence[Column] | None = None
        near = tables and set(range(tables[-1].pages[-1] + 1, page)) <= blank
        if near and (part.header.rows == 0 or _same_table(tables[-1].columns, part.header)):
            columns = tables[-1].columns if part.grid.columns == len(tables[-1].columns) else None
        if columns is not None:
            table = tables[-1]
            rows = paper_rows(part.grid, part.header.rows, columns, part.back)
            pages = table.pages if table.pages[-1] == page else (*table.pages, page)
            tables[-1] = replace(table, rows=(*table.rows, *rows), pages=pages)
            continue
        named = _named(part.header.columns, part.grid, part.header)
        rows = paper_rows(part.grid, part.header.rows, named, part.back)
        notes: tuple[str, ...] = ()
        if not part.header.rows:
            notes = (
                f"page {page}: a table of {part.grid.columns} columns without a header that is "
                "known; its columns were not understood, look at the scan",
            )
        tables.append(Joined(named, tuple(rows), (page,), part.title, notes))
    return tuple(replace(t, rows=tuple(_continued(_healed(t.rows)))) for t in tables)
