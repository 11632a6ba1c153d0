"""Two letters in one file: nothing of one is taken for the other's."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from document.record import Report, Shape
from export.document import as_json
from pipeline.report.process import process

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def bound(folder: Path, *names: str) -> Path:
    """The samples one after the other in one file."""
    joined = pdfium.PdfDocument.new()
    for name in names:
        joined.import_pages(pdfium.PdfDocument(SAMPLES / f"{name}.pdf"))
    path = folder / "bound.pdf"
    joined.save(path)
    return path


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("bound")
    return process(bound(folder, "03-digital", "04-full-sheet-digital"))


def test_the_facts_are_those_of_the_first_letter(report: Report) -> None:
    alone = process(SAMPLES / "03-digital.pdf")
    assert [(f.name, f.value) for f in report.facts] == [(f.name, f.value) for f in alone.facts]


def test_the_tables_of_the_second_are_kept_apart(report: Report) -> None:
    assert [(t.shape, t.secondary) for t in report.tables] == [
        (Shape.DEDUCTION, False),
        (Shape.SHEET, True),
    ]
    alone = process(SAMPLES / "04-full-sheet-digital.pdf").tables[0]
    assert len(report.tables[1].records) == len(alone.records)


def test_no_headline_is_held_against_the_other_table(report: Report) -> None:
    assert not report.checks
    aside = [f for r in report.tables[1].records for f in r.figures]
    assert not any("headline" in figure.rules for figure in aside)


def test_the_second_letter_is_told_of_with_its_page(report: Report) -> None:
    pages = process(SAMPLES / "03-digital.pdf").source.pages
    assert any(note.startswith(f"page {pages + 1}: another letter") for note in report.notes)


def test_the_plain_view_is_of_the_first_letter(report: Report) -> None:
    truth = json.loads((SAMPLES / "03-digital.truth.json").read_text("utf-8"))
    assert len(as_json(report)["records"]) == len(truth["records"])


def test_one_letter_is_not_parted() -> None:
    alone = process(SAMPLES / "04-full-sheet-digital.pdf")
    assert not any(table.secondary for table in alone.tables)
    assert not any("another letter" in note for note in alone.notes)
