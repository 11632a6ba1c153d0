"""A word that was restored: what was read, what it became, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One restored word.

    where: the text that it stands in: "line 3" of a text (1-based), "page 2 line 14", "table 1
        row 3 reason", "table 1 heading 4".
    start: 0-based place of its first sign in that text as read.
    before, after: the word as read and as restored. posterior: probability that `after` is
        right, 0 to 1. runners_up: other words with their posteriors, likeliest first.
    """

    where: str
    start: int
    before: str
    after: str
    posterior: float
    runners_up: tuple[tuple[str, float], ...] = ()
