"""P(read letter | letter): how an engine that knows Vietnamese mistakes marks.

It rarely loses letters, but takes the hook of a small "ể" for an acute and drops a tone over a
circumflex. Nearly all such words are legal syllables, so that only their neighbours tell them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from normalize.syllable import bare

LEAST_SEEN = 2.0
"""Letters that were taken for each other less often are no slip."""
LEAST_SHARE = 0.0003
"""P below which a slip is an accident of one page."""
LEAN = 40.0
"""Letters of the other case that count like as many of one's own."""


class Slips:
    """The slips of single letters. The table is keyed by (letter, read letter)."""

    def __init__(self, table: Mapping[tuple[str, str], float]) -> None:
        """table: P(read | letter) of letters that differ in their marks alone."""
        self._logs = {pair: math.log(p) for pair, p in table.items()}
        lost: dict[str, float] = {}
        for (letter, _), p in table.items():
            lost[letter] = lost.get(letter, 0.0) + p
        self._kept = {letter: math.log(max(1e-3, 1 - p)) for letter, p in lost.items()}

    def kept(self, word: str) -> float:
        """log P that every letter of a word was read right."""
        return sum(self._kept.get(c, 0.0) for c in word)

    def one(self, word: str, read: str) -> float | None:
        """log P that a word was read so, None unless they differ in one letter that slips."""
        if len(word) != len(read):
            return None
        apart = [k for k, (a, b) in enumerate(zip(word, read, strict=True)) if a != b]
        if len(apart) != 1:
            return None
        log = self._logs.get((word[apart[0]], read[apart[0]]))
        if log is None:
            return None
        return log + self.kept(word) - self._kept.get(word[apart[0]], 0.0)

    @classmethod
    def load(cls, folder: Path) -> Slips:
        """From slips.tsv of a model: letter, read letter, P."""
        table = {}
        for line in (folder / "slips.tsv").read_text("utf-8").splitlines():
            letter, read, p = line.split("\t")
            table[letter, read] = float(p)
        return cls(table)


def learned(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """P(read | letter) of letters that were read with other marks.

    pairs: (read, true) words in old tone placement, in the case in which they stand. A letter
    in one case leans on the same letter in the other.
    """
    whole: dict[str, float] = {}
    taken: dict[tuple[str, str], float] = {}
    for read, true in pairs:
        if len(read) != len(true) or bare(read) != bare(true):
            continue
        for letter, seen in zip(true, read, strict=True):
            whole[letter] = whole.get(letter, 0.0) + 1
            if letter != seen:
                taken[letter, seen] = taken.get((letter, seen), 0.0) + 1
    table = {}
    for letter, seen in sorted({*taken, *(_other_case(*pair) for pair in taken)}):
        other = _other_case(letter, seen)
        count = taken.get((letter, seen), 0.0) + taken.get(other, 0.0)
        if count < LEAST_SEEN or letter not in whole:
            continue
        pooled = count / (whole[letter] + whole.get(other[0], 0.0))
        own = taken.get((letter, seen), 0.0)
        share = (own + LEAN * pooled) / (whole[letter] + LEAN)
        if share >= LEAST_SHARE:
            table[letter, seen] = share
    return table


def _other_case(letter: str, seen: str) -> tuple[str, str]:
    return letter.swapcase(), seen.swapcase()
