"""Made-up reports as files with their truth: NAME.pdf and NAME.json, in the form of the scans
with known truth that benchmarks/accuracy.py scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from samples import misread, typeset
from samples.invent import content, wear
from samples.scanner import page_count, rendered
from samples.source import Appendix, Error, Report, Row
from samples.truth import broken
from training.number_reader.damage import Chance

Json = dict[str, Any]
PARTS = ("letter, appendix", "appendix", "appendix, letter")
"""What a file holds, in this order."""
LONG = 0.06
"""Share of the documents whose table runs over many pages."""
LEAST_OF_TEXT = 70.0
"""Points: columns of text are not squeezed below this where the table has room."""


def document(seed: int, number: int, families: Sequence[str]) -> tuple[str, bytes, Json]:
    """Name, bytes of the PDF, and truth of the document of a number in the series of a seed."""
    chance = Random(f"{seed}/{number}")
    dice = np.random.default_rng((seed, number))
    shape = chance.choices("ABC", (40, 38, 22))[0]
    profile = wear.PROFILES[number % len(wear.PROFILES)]
    rows = chance.randint(8, 40) if shape == "A" else chance.randint(24, 90)
    rows = chance.randint(4, 20) if shape == "C" else rows
    if shape == "B" and chance.random() < LONG / 0.38:
        rows = chance.randint(160, 260)
    name = f"drawn{number:03d}_{shape}_{profile}"
    made = content.report(chance, shape, rows, name, chance.choice(families))
    report = fitted(made, chance.choice((0.0, 0.3, 1.0)))
    parts = chance.choices(PARTS, (78, 14, 8))[0]
    if "letter" not in parts:
        report = _without_letter(report)
    clean = printed(report, parts)
    pdf = clean if profile == "digital" else scanned(dice, clean, profile)
    return name, pdf, truth(report, profile, parts, clean)


def printed(report: Report, parts: str) -> bytes:
    """The report as a word processor saves it."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    sheets = typeset.Sheets(canvas, report)
    for part in parts.split(", "):
        {"letter": typeset.letter, "appendix": typeset.appendix}[part](sheets, report)
    canvas.save()
    return file.getvalue()


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


def fitted(report: Report, roomy: float) -> Report:
    """The report with columns wide enough for their longest word, on a landscape page or in
    smaller print when they do not fit else. roomy: how much of the room left over columns of
    figures take, 0 for none."""
    table = report.appendix
    for landscape, size in (
        (table.landscape, table.point_size), (True, table.point_size), (True, 10.0), (True, 8.5)
    ):  # fmt: skip
        table = replace(table, landscape=landscape, point_size=size)
        inner = A4[1 if landscape else 0] - typeset.LEFT - typeset.RIGHT
        least = [_widest(report, table, at) for at in range(len(table.columns))]
        spare = inner - sum(least)
        if spare > 0:
            break
    shares = [c.share * (roomy if c.numeric else 1) for c in table.columns]
    columns = tuple(
        replace(c, share=width + max(0.0, spare) * share / sum(shares))
        for c, width, share in zip(table.columns, least, shares, strict=True)
    )
    return replace(report, appendix=replace(table, columns=columns))


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
    """What an appendix alone still says; its title names the year, its note the report."""
    kept = ("report_number", "report_date", "index_year")
    return replace(report, facts={k: v for k, v in report.facts.items() if k in kept})


def truth(report: Report, profile: str, parts: str, clean: bytes) -> Json:
    """The content of NAME.json."""
    table = report.appendix
    planted = [_error(error) for error in report.planted]
    known = {(e["type"], e["code"], e["field"]) for e in planted}
    follows = [
        {"type": kind, "code": code, "field": name}
        for kind, code, name in sorted(broken(report), key=str)
        if (kind, code, name) not in known
    ]
    facts: dict[str, Any] = dict(report.facts)
    if "headline_score" in facts:
        facts["headline_score"] = str(facts["headline_score"]).replace(",", ".")
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
        "rows": [_row(table, row) for row in table.rows],
        "totals": _totals(table),
        "section_rows": [{"code": row.code, "text": row.cells["criterion"]}
                         for row in table.rows if row.kind == "section"],
        "planted_inconsistencies": planted,
        "violated_checks": [*planted, *follows],
        "narrative": list(_narrative(report, clean)),
        "pages": [{} for _ in range(page_count(clean))],
    }  # fmt: skip


def _error(error: Error) -> Json:
    return {"type": error.type, "code": error.code, "field": error.field,
            "printed": error.printed.replace(",", "."),
            "expected": error.expected.replace(",", ".")}  # fmt: skip


def _row(table: Appendix, row: Row) -> Json:
    numeric = {c.name: c.numeric for c in table.columns}
    record = {
        name: _plain(text) if numeric[name] else (" ".join(text.split()) or None)
        for name, text in row.cells.items()
    }
    level = row.path.count("/") + 1
    return {"kind": row.kind, "code": row.code, "path": row.path, "level": level,
            "cells": row.cells, "record": record}  # fmt: skip


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
