"""Words that an engine read as one are parted again, and one that it tore is joined.

A read word is cut where pieces with the bare letters of syllables meet. Either is done only
when the channel and the language model find it likelier than what was read.
"""

from __future__ import annotations

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from normalize.candidates import Finder, Slot, skeleton
from normalize.ngrams import BREAK, UNKNOWN, NGrams

SHORTEST = 6
"""Letters that two joined words have at least, as far as they can be told from one."""
LONGEST_PART = 7
UNLIKE = -9.0
"""Best log P(read | syllable) from which a word may be joined ones."""
LOST_SPACE = -4.0
"""log P that the space between two words was lost, in a word that is no syllable."""
FURTHER = -7.0
"""log P of a piece one letter away from the bare letters of a syllable."""
MARGIN = 2.0
"""Nats by which the parted words must be likelier."""
TORN = -3.0
"""log P that a word was torn, where one part is no word."""
ENDS = frozenset((
    "b", "c", "ch", "d", "g", "gh", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph",
    "r", "s", "t", "th", "tr", "v", "x",
))  # fmt: skip
"""Letters before or behind the vowels of a syllable, which are no word alone."""
MOST = 8
"""Candidates of a part that are weighed."""


class Parter:
    """Parts joined words. It remembers what it found, as its Finder does."""

    def __init__(self, finder: Finder, model: NGrams) -> None:
        self._finder, self._model = finder, model
        self._known: dict[str, tuple[str, ...]] = {}
        self._wholes: dict[tuple[str, str], bool] = {}

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts as read, one for each word; the word itself when it is one."""
        if len(word) < SHORTEST:
            return (word,)
        if word not in self._known:
            if len(self._known) > Finder.MOST_REMEMBERED:
                self._known.clear()
            inner = word.strip("|")
            before, _, after = word.partition(inner)
            first, *more = self._parted(inner)
            self._known[word] = (before + first, *more[:-1], *(m + after for m in more[-1:]))
            if not more:
                self._known[word] = (word,)
        return self._known[word]

    def torn(self, one: str, two: str) -> bool:
        """Whether two neighbours are one word that was torn: "nhu ng", "c ttc".

        One of them must have no vowel: two that could be words are left.
        """
        both = one + two
        if len(both) > LONGEST_PART or not both.isalpha() or both.upper() == both:
            return False
        if not any(part.lower() in ENDS for part in (one, two)):
            return False
        if {one, two} & self._finder.abbreviations.keys():
            return False
        if (one, two) not in self._wholes:
            slots = [self._finder.misread(part) for part in (one, two)]
            whole = self._finder.misread(both)
            self._wholes[one, two] = _best(whole) > UNLIKE and (
                self._value([whole]) + TORN > self._value(slots) + MARGIN
            )
        return self._wholes[one, two]

    def _parted(self, word: str) -> tuple[str, ...]:
        slot = self._finder.misread(word)
        if _best(slot) > UNLIKE or self._finder.is_foreign(word):
            return (word,)
        found = self._cut(word)
        slots = [self._finder.misread(part) for part in found]
        if len(found) < 2 or not all(map(_near, slots)):
            return (word,)
        apart = self._value(slots)
        whole = self._value([slot])
        return found if apart + LOST_SPACE * (len(found) - 1) > whole + MARGIN else (word,)

    def _cut(self, word: str) -> tuple[str, ...]:
        """The cut whose pieces are nearest to common syllables; nothing when some are far."""
        size = len(word)
        spans = [
            (i, j)
            for i in range(size)
            for j in range(i + 1, min(size, i + LONGEST_PART) + 1)
            if j - i > 1 or word[i].isalpha()
        ]
        keys, common = self._finder.skeletons()
        near = cdist(
            [skeleton(word[i:j]) for i, j in spans], keys,
            scorer=Levenshtein.distance, score_cutoff=1, dtype=np.uint8,
        )  # fmt: skip
        value = np.where(near == 0, 0.0, np.where(near == 1, FURTHER, -np.inf)) + common
        best: list[tuple[float, tuple[str, ...]]] = [(-np.inf, ()) for _ in range(size + 1)]
        best[0] = (0.0, ())
        for (i, j), log in sorted(zip(spans, value.max(axis=1).tolist(), strict=True)):
            if best[i][0] + log > best[j][0]:
                best[j] = (best[i][0] + log, (*best[i][1], word[i:j]))
        return best[size][1]

    def _value(self, slots: list[Slot]) -> float:
        """log P of the likeliest words of some slots, after a word that is not known."""
        before, so_far = np.array([BREAK]), np.zeros(1)
        for k, slot in enumerate(slots):
            kept = [n for n, w in enumerate(slot.words) if w != UNKNOWN][:MOST]
            if not kept:
                return -np.inf
            words = np.array([slot.words[n] for n in kept])
            if k:
                a, b = np.meshgrid(before, words, indexing="ij")
                steps = self._model.pair(a.ravel(), b.ravel())[0].reshape(a.shape)
            else:
                steps = np.asarray(self._model.one, np.float64)[words][None, :]
            so_far = (so_far[:, None] + steps).max(axis=0) + np.array([slot.logs[n] for n in kept])
            before = words
        return float(so_far.max())


def _best(slot: Slot) -> float:
    """log P of the likeliest syllable."""
    logs = (v for v, w in zip(slot.logs, slot.words, strict=True) if w != UNKNOWN)
    return max(logs, default=-np.inf)


def _near(slot: Slot) -> bool:
    """Whether some syllable is likelier than that the word is none: "Microsoft" stays whole."""
    return any(_best(slot) > v for v, w in zip(slot.logs, slot.words, strict=True) if w == UNKNOWN)
