"""Words and ruled lines of a digital page, exact, through pdfplumber."""

from __future__ import annotations

from typing import Any

from document.geometry import Box
from document.page import Origin, Rule, Word
from document.wording import nfc

SHORTEST = 4.0
"""Shorter lines are ornaments, points."""


def words(page: Any) -> tuple[Word, ...]:
    """The words of a pdfplumber page in the order of reading, NFC, boxes in points."""
    found = page.extract_words(x_tolerance=1.5, y_tolerance=2, keep_blank_chars=False)
    return tuple(
        Word(nfc(w["text"]), Box(w["x0"], w["top"], w["x1"], w["bottom"]), 1.0, Origin.LAYER)
        for w in found
        if w["text"].strip()
    )


def _joined(rules: list[Rule]) -> list[Rule]:
    """Collinear rules that touch (one is drawn per cell by most word processors) as one."""
    done: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (r.horizontal, round(r.at), r.start)):
        last = next(
            (
                k
                for k in range(len(done) - 1, max(-1, len(done) - 40), -1)
                if done[k].horizontal == rule.horizontal
                and abs(done[k].at - rule.at) <= 1.0
                and done[k].start - 1.5 <= rule.start <= done[k].end + 1.5
            ),
            None,
        )
        if last is None:
            done.append(rule)
        else:
            old = done[last]
            end = max(old.end, rule.end)
            done[last] = Rule(old.horizontal, (old.at + rule.at) / 2, old.start, end)
    return done


def rules(page: Any) -> tuple[Rule, ...]:
    """Straight lines and thin rectangles of a pdfplumber page, joined, points."""
    found: list[Rule] = []
    for edge in page.edges:
        across = edge["x1"] - edge["x0"] > edge["bottom"] - edge["top"]
        if across:
            found.append(Rule(True, (edge["top"] + edge["bottom"]) / 2, edge["x0"], edge["x1"]))
        else:
            found.append(Rule(False, (edge["x0"] + edge["x1"]) / 2, edge["top"], edge["bottom"]))
    return tuple(r for r in _joined(found) if r.length >= SHORTEST)
