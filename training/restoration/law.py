"""Counts of codified law, and running words drawn from them: text that covers every syllable.

`law_counts/` holds `unigrams.tsv.gz`, `bigrams.tsv.gz`, `trigrams.tsv.gz`: words TAB count. "<n>"
is any number, "<s>" any punctuation or the start of a line. normalize/NOTICE names the source.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

Chance = np.random.Generator
NUMBER, BREAK = "<n>", "<s>"
COUNTS = Path(__file__).parent / "law_counts"


def counts(order: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """N-grams of an order (1 to 3) with their counts, most frequent first."""
    name = ("unigrams", "bigrams", "trigrams")[order - 1]
    with gzip.open(COUNTS / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            words, count = line.rstrip("\n").split("\t")
            yield tuple(words.split(" ")), int(count)


class Speaker:
    """Says words as the counts have them; flattened, so that rare syllables come up too."""

    def __init__(self, flat: float = 0.6) -> None:
        """flat: power of the counts, 1 as frequent as in law, 0 all alike."""
        self._words, weights = [], []
        for (word,), count in counts(1):
            if word not in (NUMBER, BREAK) and count >= 5:
                self._words.append(word)
                weights.append(count**0.35)
        self._weights = np.cumsum(weights) / np.sum(weights)
        follow: dict[tuple[str, ...], list[tuple[str, float]]] = defaultdict(list)
        for order in (2, 3):
            for words, count in counts(order):
                follow[words[:-1]].append((words[-1], count**flat))
        self._follow = {
            key: ([w for w, _ in found], np.cumsum([c for _, c in found]))
            for key, found in follow.items()
        }

    def _any(self, chance: Chance) -> str:
        return self._words[int(np.searchsorted(self._weights, chance.random()))]

    def words(self, chance: Chance, length: int) -> list[str]:
        """A run of words with NUMBER and BREAK among them."""
        said = [BREAK]
        while len(said) <= length:
            found = self._follow.get(tuple(said[-2:])) or self._follow.get((said[-1],))
            if found is None or chance.random() < 0.06:
                said.append(self._any(chance))
                continue
            words, sums = found
            said.append(words[int(np.searchsorted(sums, chance.random() * sums[-1]))])
        return said[1:]


def typed(chance: Chance, words: list[str]) -> str:
    """Such words as somebody would type them: capitals, figures and signs."""
    text: list[str] = []
    capital = True
    for word in words:
        if word == BREAK:
            sign = str(chance.choice([",", ".", ";", ":"], p=[0.5, 0.25, 0.15, 0.1]))
            if text:
                text[-1] += sign
            capital = sign == "."
            continue
        if word == NUMBER:
            text.append(str(int(chance.integers(1, 3000))))
            continue
        vowels = any(c in "aăâeêioôơuưy" or ord(c) > 0x1E9F or c in "áàãéèíìóòõúùýĩũ" for c in word)
        if not vowels:
            word = word.upper()
        elif capital or chance.random() < 0.12:
            word = word.capitalize()
        text.append(word)
        capital = False
    return " ".join(text)
