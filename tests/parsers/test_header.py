"""Headings and what stands below them become roles: the cases stand in header-cases.json.

A case has the rows of a header ("^": the cell to the left goes on), what each column holds below
it (a column of one of the bodies of conftest.py, "" for nothing), and the role that each column of
the table must get, "?" for none. notes: headings that the notes must name, and no others.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from document.record import Table
from parsers.tables import tables
from tests.parsers.conftest import body, grid

CASES = json.loads((Path(__file__).parent / "header-cases.json").read_text("utf-8"))


def roles(table: Table) -> list[str]:
    return [c.name if c.confidence else "?" for c in table.columns]


def told(table: Table) -> set[str]:
    """The headings that the notes name."""
    return {
        heading for note in table.notes for heading in re.findall(r"column \d+ \('(.*?)'\)", note)
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["label"]))
def test_a_heading_and_its_cells_give_the_role(case: dict[str, Any]) -> None:
    (table,) = tables([grid([*case["header"], *body(case["body"], case["cells"])])])
    assert roles(table) == case["roles"]
    assert told(table) == set(case.get("notes", []))
    assert len(table.records) == 8
