"""Real papers, where they lie beside this checkout: no fact of them is wrong in silence."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from document.record import Fact
from pipeline.report.process import process

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "real"
TRUTH: dict[str, dict[str, Any]] = (
    json.loads((REAL / "facts.json").read_text("utf-8"))["documents"] if REAL.exists() else {}
)


@cache
def told(name: str) -> tuple[Fact, ...]:
    """The facts of a paper that are handed on as read."""
    facts = process(REAL / TRUTH[name]["file"]).facts
    return tuple(f for f in facts if f.value and not f.verdict.needs_person)


def is_right(name: str, fact: Fact) -> bool:
    true = TRUTH[name].get(fact.name)
    some = true if isinstance(true, list) else [true]
    return (fact.value or "").lower() in [str(one).lower() for one in some if one]


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUTH)
def test_no_fact_is_wrong_in_silence(name: str) -> None:
    assert not [(f.name, f.value, f.printed) for f in told(name) if not is_right(name, f)]


@pytest.mark.slow
@pytest.mark.skipif(not TRUTH, reason="the real papers are not beside this checkout")
def test_issuers_and_what_is_printed_are_still_told() -> None:
    assert sum(is_right(name, fact) for name in TRUTH for fact in told(name)) >= 15
