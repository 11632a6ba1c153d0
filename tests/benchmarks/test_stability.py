"""What counts as a change between two readings of a document, and what as a silent one."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from benchmarks.scoring import What
from benchmarks.stability import (
    AS_IT_IS,
    CHANGES,
    CHECKS,
    NOTHING,
    Difference,
    Page,
    differences,
    pictures,
    write,
)

Json = dict[str, Any]
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "01-deduction-scan.pdf"


def figure(column: str, value: str | None, verdict: str = "consistent") -> Json:
    return {"column": column, "value": value, "verdict": verdict}


def record(code: str, text: str, *figures: Json) -> Json:
    texts = [{"column": "criterion", "text": text}]
    return {"kind": "data", "row": 1, "code": code, "path": code, "texts": texts,
            "figures": list(figures), "verdict": "unverified",
            "code_verdict": "unverified"}  # fmt: skip


def report() -> Json:
    rows = [
        record("1.1", "Xây dựng kế hoạch", figure("max_score", "2"), figure("deduction", "0.5")),
        record(
            "1.2", "Rà soát văn bản", figure("max_score", "1"), figure("deduction", None, "blank")
        ),
    ]
    return {
        "tables": [
            {"number": 1, "aside": False, "columns": [], "records": rows, "verdict": "unverified"}
        ],
        "totals": {"max_score": "3", "deduction": "0.5", "flags": {}},
        "facts": [{"name": "issuer", "value": "UBND xã Tân Lộc", "verdict": "unverified"}],
        "checks": [{"rule": "headline", "path": "", "column": "headline_score", "certain": False}],
    }


def rows(content: Json) -> list[Json]:
    listed: list[Json] = content["tables"][0]["records"]
    return listed


def changed(after: Json) -> list[Difference]:
    return [d for d in differences(report(), after) if d.changed]


def test_the_same_reading_twice_is_no_change_and_counts_each_claim() -> None:
    found = list(differences(report(), report()))
    assert not any(d.changed or d.silent or d.flags for d in found)
    kinds = [d.kind for d in found]
    counted = {kind: kinds.count(kind) for kind in (*What, CHECKS) if kind in kinds}
    assert counted == {What.ROW: 2, What.CODE: 2, What.FIGURE: 3, What.TOTAL: 2, What.FACT: 1,
                       CHECKS: 1}  # fmt: skip


def test_two_ways_to_write_a_number_or_to_end_a_code_are_no_change() -> None:
    after = report()
    rows(after)[0]["figures"][1]["value"] = "0.50"
    rows(after)[0]["code"] = "1.1."
    assert changed(after) == []


@pytest.mark.parametrize(("verdict", "silent"), [("consistent", True), ("ambiguous", False)])
def test_another_figure_is_silent_unless_one_side_asks(verdict: str, silent: bool) -> None:
    after = report()
    rows(after)[0]["figures"][1] = figure("deduction", "5", verdict)
    (found,) = changed(after)
    assert (found.kind, found.before, found.after) == (What.FIGURE, "0.5", "5")
    assert found.silent is silent
    (back,) = (d for d in differences(after, report()) if d.changed)
    assert back.silent is silent


@pytest.mark.parametrize("whole", ["row", "column", "table"])
def test_another_figure_is_not_silent_where_its_row_column_or_table_asks(whole: str) -> None:
    after = report()
    rows(after)[0]["figures"][1] = figure("deduction", "5")
    column = {"name": "deduction", "may_be": [], "verdict": "unverified"}
    after["tables"][0]["columns"] = [column]
    {"row": rows(after)[0], "column": column, "table": after["tables"][0]}[whole]["verdict"] = (
        "ambiguous"
    )
    assert [d.silent for d in changed(after) if d.kind == What.FIGURE] == [False]


def test_a_flag_on_the_same_figure_is_no_change_of_it() -> None:
    after = report()
    rows(after)[0]["figures"][1]["verdict"] = "discrepancy"
    assert changed(after) == []
    assert [d.place for d in differences(report(), after) if d.flags] == ["row 1.1 deduction"]


def test_a_code_that_changes_is_a_silent_change_of_a_code() -> None:
    after = report()
    rows(after)[1]["code"] = "12"
    (found,) = changed(after)
    assert (found.kind, found.before, found.after, found.silent) == (What.CODE, "1.2", "12", True)
    rows(after)[1]["code_verdict"] = "ambiguous"
    (flagged,) = changed(after)
    assert not flagged.silent


def test_a_row_that_comes_or_goes_is_one_change() -> None:
    after = report()
    del rows(after)[1]
    (gone,) = changed(after)
    assert (gone.kind, gone.before, gone.silent) == (What.ROW, "1.2", True)
    more = report()
    rows(more).append(record("0", "", figure("max_score", None, "unread")))
    (phantom,) = changed(more)
    assert (phantom.kind, phantom.after, phantom.silent) == (What.ROW, "0", False)


def test_totals_facts_and_checks() -> None:
    after = report()
    after["totals"] = None
    after["facts"][0]["value"] = "UBND xã Tân Lập"
    after["checks"][0]["certain"] = True
    found = changed(after)
    assert [d.kind for d in found] == [What.TOTAL, What.TOTAL, What.FACT, CHECKS]
    assert [d.silent for d in found] == [True, True, True, False]
    assert (found[-1].before, found[-1].after) == ("not certain", "certain")


def test_a_document_that_fails_changes_all_its_claims() -> None:
    found = list(differences(report(), deepcopy(NOTHING)))
    assert all(d.changed for d in found)
    assert len(found) == 6


def page() -> Page:
    pixels = np.full((300, 200, 3), 255, np.uint8)
    pixels[100:110, 50:150] = 0
    return Page(pixels, 96.0, 144.0)


def opened(name: str) -> tuple[Image.Image, float]:
    data, width, _ = CHANGES[name](page())
    return Image.open(BytesIO(data)), width


def test_pictures_are_changed_as_their_names_say() -> None:
    assert (np.asarray(opened(AS_IT_IS)[0]) == page().pixels).all()
    moved = np.asarray(opened("moved by a pixel")[0])
    assert (moved[1:, 1:] == page().pixels[:-1, :-1]).all()
    larger, width = opened("scaled by 1 %")
    assert larger.size == (202, 303)
    assert width == pytest.approx(96.96)
    again, _ = opened("JPEG quality 70")
    assert again.format == "JPEG"
    turned = np.asarray(opened("turned by 0.3 degrees")[0])
    assert turned.shape == page().pixels.shape
    assert 0 < (turned != page().pixels).mean() < 0.05


def test_a_scan_keeps_its_pages_and_their_size(tmp_path: Path) -> None:
    before = list(pictures(SAMPLE))
    files = list(write(SAMPLE, tmp_path))
    assert len(files) == len(CHANGES)
    after = list(pictures(files[0]))
    assert len(after) == len(before)
    for one, other in zip(before, after, strict=True):
        assert (one.width, one.height) == pytest.approx((other.width, other.height), abs=0.01)
        assert one.pixels.shape == other.pixels.shape
        assert (one.pixels == other.pixels).mean() > 0.99
