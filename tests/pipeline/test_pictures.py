"""A page that was not understood lies in the output as a picture, until it is understood."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pandas
from click.testing import CliRunner
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from document.claim import Verdict
from ingest.page.prepare import MAX_CLEAN_PIXELS
from pipeline.archive.run import Redo, convert
from pipeline.cli.commands import main
from pipeline.report.draw import BAD, colour_of
from pipeline.report.draw import picture as picture_of

ROWS = [
    ["Goods", "Pieces", "Price", "Worth"],
    ["paper", "12", "3.5", "40"],
    ["pens", "7", "2", "13"],
    ["ink", "3", "9", "26"],
]


def stock_list(path: Path) -> None:
    """A digital page with a table that is no score table."""
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawString(70, 780, "What the store of the office holds at the end of the year")
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            canvas.rect(70 + 100 * c, 700 - 24 * r, 100, 24)
            canvas.drawString(76 + 100 * c, 707 - 24 * r, text)
    canvas.save()


def test_picture_reason_and_column_of_a_page_not_understood(tmp_path: Path) -> None:
    stock_list(tmp_path / "stock.pdf")
    out = tmp_path / "out"
    convert([tmp_path / "stock.pdf"], out)
    report = json.loads((out / "reports" / "stock.json").read_text("utf-8"))
    (unclear,) = report["not_understood"]
    assert unclear["page"] == 1
    assert unclear["reason"].startswith("table 1: its columns are of no known kind")
    with Image.open(out / unclear["picture"]) as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000
    table = pandas.read_csv(out / "reports.csv", dtype=str)
    assert list(table["pages_not_understood"]) == ["1"]
    before = list((out / "pictures").iterdir())
    convert([tmp_path / "stock.pdf"], out, redo=Redo.ALL)
    assert list((out / "pictures").iterdir()) == before


def test_a_text_has_reasons_but_no_picture(tmp_path: Path) -> None:
    text = "\n".join("   ".join(row) for row in ROWS)
    (tmp_path / "stock.txt").write_text(text, "utf-8")
    convert([tmp_path / "stock.txt"], tmp_path / "out")
    assert not (tmp_path / "out" / "pictures").exists()


def test_the_terminal_names_the_picture_of_a_page_not_understood(tmp_path: Path) -> None:
    stock_list(tmp_path / "stock.pdf")
    out = tmp_path / "out"
    words = ("convert", str(tmp_path / "stock.pdf"), "--out", str(out))
    shown = CliRunner().invoke(main, words).output
    (picture,) = (out / "pictures").iterdir()
    assert f"not understood: page 1 (pictures/{picture.name})" in " ".join(shown.split())


def test_a_page_of_three_metres_is_drawn_no_larger_than_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    canvas = Canvas(str(path), pagesize=(8400, 8400))
    canvas.setFont("Helvetica", 150)
    for step in range(20):  # figures so large are no words; it once ended the document
        canvas.line(400, 400 + step * 400, 8000, 400 + step * 400)
        canvas.line(400 + step * 400, 400, 400 + step * 400, 8000)
        canvas.drawString(450, 450 + step * 400, f"{step} 1.5 0.5")
    canvas.save()
    with Image.open(BytesIO(picture_of(path, 1))) as picture:
        assert picture.width * picture.height <= 1.01 * MAX_CLEAN_PIXELS
        assert picture.convert("L").getextrema() != (255, 255)


def test_red_is_what_a_person_must_look_at_and_nothing_else() -> None:
    red = [verdict for verdict in Verdict if colour_of(verdict) == BAD]
    assert red == [verdict for verdict in Verdict if verdict.needs_person]
