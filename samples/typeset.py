"""Sets a report as a word processor does: heading, justified text, signature block, ruled table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from samples.source import Appendix, Column, Letter, Report, Row

MARGINS: tuple[float, float, float, float] = (28 * mm, 17 * mm, 20 * mm, 18 * mm)
LEFT, RIGHT, TOP, BOTTOM = MARGINS
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LINE_SPACING = 1.32
RULE_WIDTH = 0.5
CELL_PAD = 3.2
LEAST_LINES_OF_A_CUT_ROW = 2
DOUBLE = 0.8
"""Points between a doubled rule and the line along its middle."""


class Sheets:
    """The pages being set: a canvas and how far down the page the text has come.

    y counts in points from the bottom of the page, as the canvas does.
    """

    def __init__(self, canvas: Canvas, report: Report) -> None:
        self.canvas = canvas
        self.family = report.family
        self.body_pt = report.body_pt
        self.rule_width = RULE_WIDTH
        self.page = 0
        self.width: float = A4[0]
        self.height: float = A4[1]
        self.y = 0.0

    @property
    def inner_width(self) -> float:
        return self.width - LEFT - RIGHT

    @property
    def room(self) -> float:
        return self.y - BOTTOM

    def new_page(self, wide: bool = False) -> None:
        """Start the next page, landscape if wide; pages after the first carry their number."""
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.width, self.height = landscape(A4) if wide else A4
        self.canvas.setPageSize((self.width, self.height))
        self.canvas.setLineWidth(self.rule_width)
        self.y = self.height - TOP
        if self.page > 1:
            self.text(str(self.page), self.width / 2, self.height - 12 * mm, 13)

    def text(
        self, words: str, middle: float, y: float, size: float, style: str = "Regular"
    ) -> None:
        """One centred line."""
        self.canvas.setFont(f"{self.family}-{style}", size)
        self.canvas.drawCentredString(middle, y, words)

    def paragraph(self, markup: str, style: ParagraphStyle, wide: bool = False) -> None:
        """Flow a paragraph down the page and onto the next ones."""
        pieces = [Paragraph(markup, style)]
        while pieces:
            piece = pieces.pop(0)
            _, height = piece.wrap(self.inner_width, self.room)
            if height > self.room:
                parts = piece.split(self.inner_width, self.room)
                self.new_page_after(parts, pieces, piece, wide)
                continue
            piece.drawOn(self.canvas, LEFT, self.y - height)
            self.y -= height + style.spaceAfter

    def new_page_after(
        self, parts: list[Paragraph], pieces: list[Paragraph], whole: Paragraph, wide: bool
    ) -> None:
        """Draw what still fits of a paragraph, and keep the rest for a new page."""
        if len(parts) > 1:
            _, height = parts[0].wrap(self.inner_width, self.room)
            parts[0].drawOn(self.canvas, LEFT, self.y - height)
            pieces[:0] = parts[1:]
        else:
            pieces.insert(0, whole)
        self.new_page(wide)

    def style(self, **changes: object) -> ParagraphStyle:
        settings: dict[str, object] = {
            "fontName": f"{self.family}-Regular",
            "fontSize": self.body_pt,
            "leading": self.body_pt * LINE_SPACING,
            "alignment": TA_JUSTIFY,
            "spaceAfter": 5,
            "allowWidows": 0,
            "allowOrphans": 0,
        }
        return ParagraphStyle("text", **{**settings, **changes})


def letter(sheets: Sheets, report: Report) -> None:
    """The pages of the letter; signature block last."""
    sheets.new_page()
    _heading(sheets, report.letter)
    _title(sheets, report.letter.title)
    for line in report.letter.body:
        _body_line(sheets, line)
    _signature(sheets, report.letter)


def _heading(sheets: Sheets, given: Letter) -> None:
    """Issuer on the left, nation and motto on the right, number and date below them."""
    leading = 15.5
    left, right = LEFT + 0.19 * sheets.inner_width, LEFT + 0.7 * sheets.inner_width
    top = sheets.y - 12
    for at, line in enumerate(given.issuer):
        style = "Bold" if line.startswith("**") else "Regular"
        sheets.text(line.strip("*"), left, top - at * leading, 12, style)
    below_issuer = top - (len(given.issuer) - 1) * leading
    sheets.canvas.line(left - 26, below_issuer - 4, left + 26, below_issuer - 4)
    sheets.text(NATION, right, top, 12, "Bold")
    sheets.text(MOTTO, right, top - leading, 13, "Bold")
    half = stringWidth(MOTTO, f"{sheets.family}-Bold", 13) / 2
    sheets.canvas.line(right - half, top - leading - 4, right + half, top - leading - 4)
    foot = min(below_issuer, top - leading) - 1.45 * leading
    sheets.text(given.number, left, foot, 13)
    sheets.text(given.place_and_date, right, foot, 13, "Italic")
    sheets.y = foot - 26


def _title(sheets: Sheets, lines: tuple[str, ...]) -> None:
    size = sheets.body_pt + 0.5
    for at, line in enumerate(lines):
        sheets.y -= size * 1.28
        sheets.text(line, sheets.width / 2, sheets.y, size + (at == 0) * 0.5, "Bold")
    sheets.canvas.line(sheets.width / 2 - 45, sheets.y - 6, sheets.width / 2 + 45, sheets.y - 6)
    sheets.y -= 20


def _body_line(sheets: Sheets, line: str) -> None:
    indent = 10 * mm
    if line.startswith("#"):
        bold = "Bold" if line.startswith("# ") else "BoldItalic"
        style = sheets.style(
            fontName=f"{sheets.family}-{bold}", firstLineIndent=indent, alignment=TA_LEFT
        )
        if sheets.room < 3 * style.leading:
            sheets.new_page()
        sheets.paragraph(escape(line.lstrip("# ")), style)
    else:
        sheets.paragraph(escape(line), sheets.style(firstLineIndent=indent))


def _signature(sheets: Sheets, given: Letter) -> None:
    """Receivers on the left, the signer on the right, kept together on one page."""
    authority, role, name = given.signature
    roles = role.split("\n")
    if sheets.room < 130 + 15 * len(roles):
        sheets.new_page()
    top = sheets.y - 22
    right = LEFT + 0.74 * sheets.inner_width
    for at, line in enumerate((authority, *roles)):
        sheets.text(line, right, top - 16 * at, 13, "Bold")
    foot = top - 16 * len(roles)
    sheets.text(name, right, foot - 78, 13.5, "Bold")
    if given.signed:
        _pen_stroke(sheets.canvas, right, foot - 42)
    canvas = sheets.canvas
    canvas.setFont(f"{sheets.family}-BoldItalic", 12)
    canvas.drawString(LEFT, top, "Nơi nhận:")
    canvas.setFont(f"{sheets.family}-Regular", 11)
    for at, line in enumerate(given.receivers):
        canvas.drawString(LEFT, top - 14 - 13 * at, f"- {line}")
    sheets.y = foot - 90


def _pen_stroke(canvas: Canvas, x: float, y: float) -> None:
    """A scrawl that is nobody's signature."""
    canvas.saveState()
    canvas.setLineWidth(1.3)
    canvas.setLineCap(1)
    canvas.setStrokeColorRGB(0.12, 0.12, 0.2)
    stroke = canvas.beginPath()
    stroke.moveTo(x - 48, y - 8)
    stroke.curveTo(x - 30, y + 34, x - 18, y + 22, x - 26, y - 14)
    stroke.curveTo(x - 30, y - 30, x - 4, y + 26, x + 2, y + 6)
    stroke.curveTo(x + 6, y - 12, x + 12, y + 14, x + 18, y + 4)
    stroke.curveTo(x + 26, y - 8, x + 34, y + 18, x + 62, y + 12)
    stroke.moveTo(x - 40, y - 12)
    stroke.curveTo(x - 8, y - 4, x + 26, y - 10, x + 50, y - 4)
    canvas.drawPath(stroke)
    canvas.restoreState()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to be drawn. x, width: points. lines: its wrapped text."""

    x: float
    width: float
    lines: tuple[str, ...]
    style: str = "Regular"
    centred: bool = False
    right: bool = False


class Ruled:
    """The table of an appendix on its sheets."""

    def __init__(self, sheets: Sheets, appendix: Appendix) -> None:
        self.sheets = sheets
        self.appendix = appendix
        self.size = appendix.point_size
        self.leading = self.size * 1.17
        self.top = sheets.y
        shares = sum(column.share for column in appendix.columns)
        self.drawn_on: list[int] = []
        self.edges = [LEFT]
        for column in appendix.columns:
            self.edges.append(self.edges[-1] + sheets.inner_width * column.share / shares)

    def draw(self) -> list[list[int]]:
        """The whole table; comes back: the pages of each of its rows, from 1."""
        self.header()
        places: list[list[int]] = []
        total = [self.total()] if self.appendix.total else []
        if self.appendix.total_first:
            self.row(total.pop(), may_be_cut=False)
        for block in self.blocks():
            self.drawn_on = []
            self.block(block)
            places += [sorted(set(self.drawn_on)) for _ in block]
        for row in total:
            self.row(row, may_be_cut=False)
        self.close()
        return places

    def header(self) -> None:
        """As many rows as header cells stand above each other; then the index row."""
        self.top = self.sheets.y
        columns = self.appendix.columns
        levels = 1 + max(len(column.over) for column in columns)
        groups = [group for level in range(levels) for group in self.groups(level)]
        heights = [
            max((self.height_of([cell]) for at, cell in groups if at == level), default=0.0)
            for level in range(levels)
        ]
        own = [self.cell(at, at + 1, c.header, "Bold", True) for at, c in enumerate(columns)]
        for column, cell in zip(columns, own, strict=True):
            short = self.height_of([cell]) - sum(heights[len(column.over) :])
            heights[-1] += max(0.0, short)
        tops = [self.sheets.y - sum(heights[:level]) for level in range(levels + 1)]
        for column, cell in zip(columns, own, strict=True):
            top = tops[len(column.over)]
            self.box(cell, top, top - tops[-1], self.appendix.ruling.shade)
        for level, cell in groups:
            self.box(cell, tops[level], heights[level], self.appendix.ruling.shade)
        self.sheets.y = tops[-1]
        if self.appendix.index_row:
            self.row(
                [self.cell(at, at + 1, f"({at + 1})", "Italic", True) for at in range(len(columns))]
            )

    def groups(self, level: int) -> Iterator[tuple[int, Cell]]:
        """The header cells of a level that stand over the own cells of columns."""
        at = 0
        for over, columns in groupby(self.appendix.columns, lambda c: c.over[: level + 1]):
            stop = at + len(list(columns))
            if len(over) > level:
                yield level, self.cell(at, stop, over[level], "Bold", True)
            at = stop

    def blocks(self) -> Iterator[list[Row]]:
        """The rows, those together that share a merged cell."""
        merged = [column.name for column in self.appendix.columns if column.merged]

        def same(one: Row, other: Row) -> bool:
            texts = [(one.cells.get(name), other.cells.get(name)) for name in merged]
            return any(text and text == below for text, below in texts)

        block: list[Row] = []
        for row in self.appendix.rows:
            if block and not same(block[-1], row):
                yield block
                block = []
            block.append(row)
        yield block

    def block(self, rows: list[Row]) -> None:
        """Rows around a merged cell, kept on one page; a single row may be cut."""
        if len(rows) == 1:
            self.row(self.cells(rows[0]))
            return
        merged = {at for at, column in enumerate(self.appendix.columns) if column.merged}
        own = [
            [cell for at, cell in enumerate(self.cells(row)) if at not in merged] for row in rows
        ]
        shared = [cell for at, cell in enumerate(self.cells(rows[0])) if at in merged]
        heights = [self.height_of(cells) for cells in own]
        heights[-1] += max(0.0, self.height_of(shared) - sum(heights))
        if sum(heights) > self.sheets.room:
            self.next_page()
        self.drawn_on = [self.sheets.page]
        for cell in shared:
            self.box(cell, self.sheets.y, sum(heights))
        for cells, height in zip(own, heights, strict=True):
            for cell in cells:
                self.box(cell, self.sheets.y, height)
            self.sheets.y -= height

    def cells(self, row: Row) -> list[Cell]:
        columns = self.appendix.columns
        if row.kind == "section":
            return [
                self.cell(0, 1, row.code, "Bold", True),
                self.cell(1, len(columns), row.cells["criterion"], "Bold"),
            ]
        style = {0: "Bold", 1: "Bold"}.get(row.path.count("/"), "Regular")
        if row.kind != "parent":
            style = "Regular"
        return [
            self.cell(at, at + 1, row.cells[column.name], style, _centred(column), column.numeric)
            for at, column in enumerate(columns)
        ]

    def total(self) -> list[Cell]:
        columns = self.appendix.columns
        first = next(at for at, c in enumerate(columns) if c.name in self.appendix.total)
        label = self.cell(0, first, self.appendix.total_label, "Bold", True)
        return [
            label,
            *(
                self.cell(
                    at,
                    at + 1,
                    self.appendix.total[columns[at].name],
                    "Bold",
                    True,
                    columns[at].numeric,
                )
                for at in range(first, len(columns))
            ),
        ]

    def cell(
        self,
        start: int,
        stop: int,
        text: str,
        style: str = "Regular",
        centred: bool = False,
        figures: bool = False,
    ) -> Cell:
        """A cell over the columns start to stop, its text wrapped."""
        x, width = self.edges[start], self.edges[stop] - self.edges[start]
        font, inner = f"{self.sheets.family}-{style}", width - 2 * CELL_PAD
        if self.appendix.columns[start].narrow and stop == start + 1:
            text = " ".join(_pieces(text, font, self.size, inner))
        lines = [
            line for typed in text.split("\n") for line in wrapped(typed, font, self.size, inner)
        ]
        right = figures and self.appendix.ruling.numbers == "right"
        return Cell(x, width, tuple(lines), style, centred and not right, right)

    def row(self, cells: list[Cell], may_be_cut: bool = True) -> None:
        """Draw a row, on a new page when there is no room, or cut in two by the page break."""
        if self.height_of(cells) <= self.sheets.room:
            self.draw_row(cells)
            return
        lines = int((self.sheets.room - 2 * self.appendix.row_pad) / self.leading)
        longest = max(len(cell.lines) for cell in cells)
        worth_it = lines >= LEAST_LINES_OF_A_CUT_ROW and longest > lines
        if self.appendix.split_rows and may_be_cut and worth_it:
            self.draw_row([replace(cell, lines=cell.lines[:lines]) for cell in cells])
            cells = [replace(cell, lines=cell.lines[lines:]) for cell in cells]
        self.next_page()
        self.draw_row(cells)

    def next_page(self) -> None:
        self.close()
        self.sheets.new_page(self.appendix.landscape)
        self.top = self.sheets.y
        if self.appendix.repeat_header:
            self.header()

    def close(self) -> None:
        """The frame around what stands on a page."""
        if self.appendix.ruling.lines == "frame":
            height = self.top - self.sheets.y
            self.sheets.canvas.rect(LEFT, self.sheets.y, self.edges[-1] - LEFT, height)

    def draw_row(self, cells: list[Cell]) -> None:
        height = self.height_of(cells)
        for cell in cells:
            self.box(cell, self.sheets.y, height)
        self.sheets.y -= height
        self.drawn_on.append(self.sheets.page)

    def height_of(self, cells: list[Cell]) -> float:
        return max(len(cell.lines) for cell in cells) * self.leading + 2 * self.appendix.row_pad

    def box(self, cell: Cell, top: float, height: float, shade: int = 255) -> None:
        """The rules of a cell, its fill (grey level) and its text."""
        canvas = self.sheets.canvas
        if shade < 255:
            canvas.setFillGray(shade / 255)
            canvas.rect(cell.x, top - height, cell.width, height, stroke=0, fill=1)
            canvas.setFillGray(0)
        self.rules(cell, top, height)
        canvas.setFont(f"{self.sheets.family}-{cell.style}", self.size)
        free = height - len(cell.lines) * self.leading
        above = self.appendix.row_pad if self.appendix.ruling.top else free / 2
        y = top - above - self.size * 0.94
        for line in cell.lines:
            if cell.centred:
                canvas.drawCentredString(cell.x + cell.width / 2, y, line)
            elif cell.right:
                canvas.drawRightString(cell.x + cell.width - CELL_PAD, y, line)
            else:
                canvas.drawString(cell.x + CELL_PAD, y, line)
            y -= self.leading

    def rules(self, cell: Cell, top: float, height: float) -> None:
        """The rules around a cell; see Ruling."""
        canvas, ruling = self.sheets.canvas, self.appendix.ruling
        bottom, right = top - height, cell.x + cell.width
        if ruling.lines in ("none", "frame"):
            return
        if ruling.lines == "horizontal":
            canvas.line(cell.x, top, right, top)
            canvas.line(cell.x, bottom, right, bottom)
        elif ruling.lines == "double":
            for apart in (-DOUBLE, DOUBLE):
                width, tall = cell.width + 2 * apart, height + 2 * apart
                canvas.rect(cell.x - apart, bottom - apart, width, tall)
        else:
            if ruling.lines == "dotted":
                canvas.setDash(0.9, 1.7)
            canvas.rect(cell.x, bottom, cell.width, height)
            if ruling.lines == "dotted":
                canvas.setDash()


def appendix(sheets: Sheets, report: Report) -> list[list[int]]:
    """The pages of the appendix, from a new page on; comes back: the pages of each row."""
    given = report.appendix
    sheets.rule_width = given.ruling.width
    sheets.new_page(given.landscape)
    centred = {"alignment": TA_CENTER, "spaceAfter": 2}
    for line in given.title:
        style = sheets.style(fontName=f"{sheets.family}-Bold", **centred)
        sheets.paragraph(escape(line), style, given.landscape)
    note = sheets.style(fontName=f"{sheets.family}-Italic", fontSize=12, **centred)
    sheets.paragraph(escape(given.note), note, given.landscape)
    sheets.y -= 8
    return Ruled(sheets, given).draw()


def picture(canvas: Canvas, image: ImageReader, width: float, height: float) -> None:
    """Make a page, in points, that is nothing but a picture; it stays open."""
    canvas.setPageSize((width, height))
    canvas.drawImage(image, 0, 0, width, height)


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """The lines that a text takes in a width; at least one, and no word is ever broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and stringWidth(longer, font, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _pieces(word: str, font: str, size: float, width: float) -> list[str]:
    """A word as a word processor breaks it where it does not fit; whole where it does."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and stringWidth(pieces[-1] + sign, font, size) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _centred(column: Column) -> bool:
    return column.numeric or column.name in ("code", "order", "grade")
