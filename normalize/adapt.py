"""A model that knows the words of an office besides those it had: counted, mixed, weighed.

How much the new text counts is chosen on a part of it that was held back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from normalize.ngrams import (
    MOST_WORDS,
    Counts,
    NGrams,
    Vocabulary,
    estimate,
    log_chances,
    mixed,
)
from normalize.syllable import is_legal

FEWEST_WORDS = 200
"""Words that a text must have for anything to be learned."""
HELD_BACK = 10
"""Each so manyth line is held back to choose the weight."""
WEIGHTS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
LEAST_OTHER = 3
"""How often a word that is no syllable must occur."""


@dataclass(frozen=True, slots=True)
class Adapted:
    """weight: of the new text in the mixture, 0 to 1. before, after: nats a word of the part
    held back, under the old model and the new."""

    vocabulary: Vocabulary
    model: NGrams
    weight: float
    before: float
    after: float


def adapt(vocabulary: Vocabulary, model: NGrams, lines: Sequence[Sequence[str]]) -> Adapted:
    """The model mixed with the counts of lines of words (normalize.tokens.said).

    Raises ValueError when there are too few words to learn from.
    """
    words = sum(map(len, lines))
    if words < FEWEST_WORDS:
        raise ValueError(f"{words} words of right Vietnamese; at least {FEWEST_WORDS} are needed")
    wider = _wider(vocabulary, lines)
    size = len(wider.words)
    old = _padded(model, size)
    numbered = [[wider.number(w) for w in line] for line in lines]
    back = numbered[::HELD_BACK]
    learned = [line for k, line in enumerate(numbered) if k % HELD_BACK]
    part = estimate(Counts.of(learned).by_contexts(), size)
    was = np.exp(log_chances(old, back).astype(np.float64))
    new = np.exp(log_chances(part, back).astype(np.float64))
    best, weight = max((float(np.log((1 - w) * was + w * new).mean()), w) for w in WEIGHTS)
    whole = estimate(Counts.of(numbered).by_contexts(), size)
    joint = mixed([(old, 1 - weight), (whole, weight)])
    return Adapted(wider, joint, weight, -float(np.log(was).mean()), -best)


def _wider(vocabulary: Vocabulary, lines: Sequence[Sequence[str]]) -> Vocabulary:
    """The vocabulary with the new syllables, and other new words that come up often."""
    counts: dict[str, int] = {}
    for line in lines:
        for word in line:
            counts[word] = counts.get(word, 0) + 1
    new = [
        w
        for w, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if w not in vocabulary.index and (is_legal(w) or n >= LEAST_OTHER)
    ]
    return Vocabulary.of((*vocabulary.words, *new[: MOST_WORDS - len(vocabulary.words)]))


def _padded(model: NGrams, size: int) -> NGrams:
    """The model over a wider vocabulary: a new word is as rare as the rarest it knows."""
    arrays = {name: getattr(model, name) for name in NGrams.ARRAYS}
    more = size - len(model.one)
    rare = np.full(more, float(np.min(model.one)), np.float32)
    arrays["one"] = np.concatenate((np.asarray(model.one, np.float32), rare))
    arrays["one_rest"] = np.concatenate(
        (np.asarray(model.one_rest, np.float32), np.zeros(more, np.float32))
    )
    return NGrams(**arrays)


def padded_capitals(capital: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """log P of a capital for a wider vocabulary: a new word is likely a name or a form of one."""
    more = np.full(size - len(capital), float(np.median(capital)), np.float32)
    return np.concatenate((capital, more))
