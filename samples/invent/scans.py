"""Made-up reports as files with their truth: NAME.pdf and NAME.json, in the form of the scans
with known truth that benchmarks/accuracy.py scores."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, replace
from io import BytesIO
from random import Random
from typing import Any

import numpy as np
import pdfplumber
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from document.number import parse, plain
from document.record import FACTS
from samples import misread, typeset
from samples.invent import content, oddities, wear
from samples.invent.oddities import Oddity
from samples.scanner import page_count, rendered
from samples.source import Appendix, Error, Report, Row
from samples.truth import broken
from training.number_reader.damage import Chance

Json = dict[str, Any]
PARTS = ("letter, appendix", "appendix", "appendix, letter")
"""What a file holds, in this order."""
MANY_PAGES, MOST_PAGES = 9, 20
"""From how many pages on a document counts as long; one that is longer than the most is made again
with fewer rows."""
USUAL_ROWS = {"A": (8, 40), "B": (24, 90), "C": (4, 20)}
"""By shape, about; with its sub-totals a sheet has more."""
SHORT_HEADER = "TT"
"""What stands over a column of codes that is too narrow for them."""
LEAST_OF_TEXT = 70.0
"""Points: columns of text are not squeezed below this where the table has room."""


def document(
    seed: int, number: int, families: Sequence[str], odd: Collection[Oddity] | None = None,
    shape: str = "",
) -> tuple[str, bytes, Json]:  # fmt: skip
    """Name, bytes of the PDF, and truth of the document of a number in the series of a seed.

    odd: what it is to have out of the ordinary as far as its table has room, shape: A, B or C;
    both are left to chance when not given.
    """
    chance = Random(f"{seed}/{number}")
    dice = np.random.default_rng((seed, number))
    shape = shape or chance.choices("ABC", (40, 38, 22))[0]
    profile = wear.PROFILES[number % len(wear.PROFILES)]
    wanted = oddities.wanted(chance) if odd is None else frozenset(odd)
    least, most = (oddities.MANY_ROWS if Oddity.MANY_PAGES in wanted else USUAL_ROWS)[shape]
    rows = chance.randint(least, most)
    name = f"drawn{number:03d}_{shape}_{profile}"
    while True:
        draft = Random(f"{seed}/{number}/{rows}")
        made = content.report(draft, shape, rows, name, draft.choice(families), wanted)
        report = fitted(made, draft.choice((0.0, 0.3, 1.0)), Oddity.WRAPPED in wanted)
        parts = draft.choices(PARTS, (78, 14, 8))[0]
        clean, places = printed(report, parts)
        if page_count(clean) <= MOST_PAGES:
            break
        rows = rows * 3 // 4
    if "letter" not in parts:
        report = _without_letter(report)
    pdf = clean if profile == "digital" else scanned(dice, clean, profile)
    return name, pdf, truth(report, profile, parts, clean, places)


def printed(report: Report, parts: str) -> tuple[bytes, list[list[int]]]:
    """The report as a word processor saves it, and the pages on which each row stands."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    sheets = typeset.Sheets(canvas, report)
    places: list[list[int]] = []
    for part in parts.split(", "):
        if part == "letter":
            typeset.letter(sheets, report)
        else:
            places = typeset.appendix(sheets, report)
    canvas.save()
    return file.getvalue(), places


def scanned(dice: Chance, clean: bytes, profile: str) -> bytes:
    """All pages of a PDF as pictures, each worn after the same profile."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    dpi = wear.resolution(dice, profile)
    count = page_count(clean)
    for page in range(count):
        front, back = (rendered(clean, k, dpi) for k in (page, (page + 1) % count))
        shot = wear.worn(dice, front, back, dpi, profile)
        width, height = (pixels * 72 / shot.dpi for pixels in (shot.width, shot.height))
        typeset.picture(canvas, ImageReader(BytesIO(shot.data)), width, height)
        if profile == "badlayer":
            misread.hide_words(canvas, clean, page, turned=False)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def fitted(report: Report, roomy: float, narrow: bool = False) -> Report:
    """The report with columns wide enough for their longest word, on a landscape page or in
    smaller print when they do not fit else. roomy: how much of the room left over columns of
    figures take, 0 for none. narrow: the longest codes do not fit into their column."""
    table = report.appendix
    if narrow and table.columns[0].name == "code":
        first = replace(table.columns[0], header=SHORT_HEADER, share=0, narrow=True)
        table = replace(table, columns=(first, *table.columns[1:]))
    for landscape, size in (
        (table.landscape, table.point_size), (True, table.point_size), (True, 10.0), (True, 8.5)
    ):  # fmt: skip
        table = replace(table, landscape=landscape, point_size=size)
        inner = A4[1 if landscape else 0] - typeset.LEFT - typeset.RIGHT
        least = [_widest(report, table, at) for at in range(len(table.columns))]
        if narrow:
            least[0] = _too_narrow(report, table) or least[0]
        spare = inner - sum(least)
        if spare > 0:
            break
    shares = [c.share * (roomy if c.numeric else 1) for c in table.columns]
    columns = tuple(
        replace(c, share=width + max(0.0, spare) * share / sum(shares))
        for c, width, share in zip(table.columns, least, shares, strict=True)
    )
    had = table.oddities
    if narrow and _too_narrow(report, table):
        had |= {Oddity.WRAPPED}
    return replace(report, appendix=replace(table, columns=columns, oddities=had))


def _too_narrow(report: Report, table: Appendix) -> float:
    """Points in which the codes with most signs lose their last one to a second line; 0 where
    this would break the heading too, or there is no column of codes."""
    font = f"{report.family}-Bold"
    codes = [row.code for row in table.rows if table.columns[0].name == "code"]
    longest = max((stringWidth(code[:-1], font, table.point_size) for code in codes), default=0.0)
    broken = any(
        stringWidth(code, f"{report.family}-Regular", table.point_size) > longest + 1
        for code in codes
    )
    heading = stringWidth(SHORT_HEADER, font, table.point_size)
    return longest + 2 * typeset.CELL_PAD + 0.5 if broken and longest > heading else 0.0


def _widest(report: Report, table: Appendix, at: int) -> float:
    """Points that the longest word of a column takes; a column of text never less than some."""
    column = table.columns[at]
    texts = [column.header, *(row.cells.get(column.name, "") for row in table.rows)]
    texts.append(table.total.get(column.name, ""))
    texts += column.over[1:]
    font = f"{report.family}-Bold"
    longest = max(
        (stringWidth(word, font, table.point_size) for text in texts for word in text.split()),
        default=0.0,
    )
    long_text = column.name in ("criterion", "reason", "responsible", "note", "unit")
    return max(longest + 2 * typeset.CELL_PAD + 2, LEAST_OF_TEXT if long_text else 0.0)


def _without_letter(report: Report) -> Report:
    """What an appendix alone still says: its title names the year, its note report and issuer."""
    kept = ("report_number", "report_date", "index_year")
    facts = {k: v for k, v in report.facts.items() if k in kept}
    facts["issuer"] = str(report.facts["issuer"]).split(",")[0]
    return replace(report, facts=facts)


def truth(
    report: Report, profile: str, parts: str, clean: bytes, places: Sequence[Sequence[int]]
) -> Json:
    """The content of NAME.json; places: pages of each row, from 1."""
    table = report.appendix
    planted = [_error(error) for error in report.planted]
    known = {(e["type"], e["code"], e["field"]) for e in planted}
    follows = [
        {"type": kind, "code": code, "field": name}
        for kind, code, name in sorted(broken(report), key=str)
        if (kind, code, name) not in known
    ]
    pages = page_count(clean)
    odd = table.oddities | ({Oddity.MANY_PAGES} if pages >= MANY_PAGES else set())
    facts: dict[str, Any] = dict.fromkeys(FACTS) | report.facts
    if facts["headline_score"] is not None:
        facts["headline_score"] = _plain(str(facts["headline_score"]))
    zeros = any(row.cells.get(c.name) in ("-", "") for row in table.rows for c in table.columns)
    return {
        "name": report.name,
        "profile": profile,
        "table_kind": table.shape,
        "report": facts,
        "layout": {
            "font": report.family, "rules": table.ruling.lines, "table_pt": table.point_size,
            "landscape": table.landscape, "repeat_header": table.repeat_header,
            "split_rows": table.split_rows, "index_row": table.index_row, "parts": parts,
            "header_rows": 1 + max(len(c.over) for c in table.columns),
            "ruling": asdict(table.ruling),
        },
        "blank_means": "zero" if zeros else "not_applicable",
        "columns": [{"name": c.name, "header": c.header, "numeric": c.numeric}
                    for c in table.columns],
        "oddities": sorted(odd),
        "rows": [_row(table, row, on) for row, on in zip(table.rows, places, strict=True)],
        "totals": _totals(table),
        "section_rows": [{"code": row.code, "text": row.cells["criterion"]}
                         for row in table.rows if row.kind == "section"],
        "planted_inconsistencies": planted,
        "violated_checks": [*planted, *follows],
        "narrative": list(_narrative(report, clean)),
        "pages": [{} for _ in range(pages)],
    }  # fmt: skip


def _error(error: Error) -> Json:
    return {"type": error.type, "code": error.code, "field": error.field,
            "printed": error.printed.replace(",", "."),
            "expected": error.expected.replace(",", ".")}  # fmt: skip


def _row(table: Appendix, row: Row, pages: Sequence[int]) -> Json:
    numeric = {c.name: c.numeric for c in table.columns}
    record = {
        name: _plain(text) if numeric[name] else (" ".join(text.split()) or None)
        for name, text in row.cells.items()
    }
    level = row.path.count("/") + 1
    known: Json = {"kind": row.kind, "code": row.code, "path": row.path, "level": level,
                   "pages": list(pages), "cells": row.cells, "record": record}  # fmt: skip
    return known | ({"slip": row.slip} if row.slip else {})


def _totals(table: Appendix) -> Json | None:
    if not table.total:
        return None
    values = {
        c.name: _plain(table.total.get(c.name, ""))
        for c in table.columns
        if c.numeric and c.name in table.total
    }
    return {
        "label": table.total_label,
        "position": "first" if table.total_first else "last",
        "cells": table.total,
        "values": values,
    }


def _plain(typed: str) -> str | None:
    value = parse(typed)
    return None if value is None else plain(value)


def _narrative(report: Report, clean: bytes) -> Iterator[Json]:
    """The lines of the letter's body as they are broken on the pages."""
    body = [" ".join(line.lstrip("# ").split()) for line in report.letter.body]
    with pdfplumber.open(BytesIO(clean)) as file:
        for number, page in enumerate(file.pages):
            for line in page.extract_text_lines():
                text = " ".join(str(line["text"]).split())
                if len(text) > 3 and any(text in paragraph for paragraph in body):
                    yield {"page": number, "part": "body", "text": text}
