"""The likeliest words of many runs at once, with their posteriors: forward and backward.

First with pairs of words over all candidates; then, over the few that are left, with triples.
Arrays are (runs, places, candidates); a run that is shorter than the longest is padded with
breaks. Probabilities are scaled at each place, so nothing underflows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from normalize.candidates import WIDTH, Table
from normalize.ngrams import NGrams

Real = NDArray[np.floating[Any]]
Whole = NDArray[np.integer[Any]]

FEW = 4
"""Candidates that the second pass weighs."""
FAINT = 2e-4
"""Posterior below which it leaves one out."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Powers of the probabilities. words: of the language model. signs: of the channel."""

    words: float = 1.0
    signs: float = 0.85


def _block(runs: Sequence[Sequence[int]], pad: int) -> NDArray[np.intp]:
    longest = max(map(len, runs))
    block = np.full((len(runs), longest), pad, np.intp)
    for k, run in enumerate(runs):
        block[k, : len(run)] = run
    return block


def _scaled(values: Real) -> Real:
    total = values.sum(axis=tuple(range(1, values.ndim)), keepdims=True)
    return np.asarray(values / np.maximum(total, 1e-30))


class Decoder:
    """Decodes runs of slots."""

    def __init__(self, model: NGrams, weights: Weights | None = None) -> None:
        self._model, self._weights = model, weights or Weights()

    def posteriors(
        self, runs: Sequence[Sequence[int]], table: Table, pad: int
    ) -> NDArray[np.float32]:
        """Posterior of every candidate, shape (runs, places, WIDTH); each place adds to 1.

        runs: slot numbers. pad: number of the slot that is a break.
        """
        words, logs = table.arrays(_block(runs, pad))
        signs = logs * np.float32(self._weights.signs)
        signs = np.exp(signs - signs.max(axis=2, keepdims=True))
        before = np.zeros((len(runs), 1, WIDTH), words.dtype)
        before[:, :, 1:] = -1
        ahead = np.concatenate((before, words[:, :-1]), axis=1)
        logs2, _ = self._pairs(ahead, words)
        first = self._two(np.exp(logs2 * self._weights.words), signs)
        return self._second(words, signs, first)

    def _pairs(self, ahead: Whole, here: Whole) -> tuple[Real, Whole]:
        """log P and places of all pairs of candidates; -inf and -1 where there is no pair."""
        shape = (*here.shape[:2], ahead.shape[2], here.shape[2])
        a = np.broadcast_to(ahead[..., :, None], shape)
        b = np.broadcast_to(here[..., None, :], shape)
        real = (a >= 0) & (b >= 0)
        logs, places = np.full(shape, -np.inf, np.float32), np.full(shape, -1, np.int64)
        logs[real], places[real] = self._model.pair(a[real], b[real])
        return logs, places

    @staticmethod
    def _two(steps: Real, signs: Real) -> Real:
        """Posteriors with pairs. steps: P(b | a), (runs, places, a, b)."""
        places = signs.shape[1]
        forth, back = np.empty_like(signs), np.empty_like(signs)
        state = np.zeros_like(signs[:, 0])
        state[:, 0] = 1
        for t in range(places):
            state = _scaled(np.einsum("ra,rab->rb", state, steps[:, t]) * signs[:, t])
            forth[:, t] = state
        state = np.ones_like(signs[:, 0])
        for t in range(places - 1, -1, -1):
            back[:, t] = state
            state = _scaled(np.einsum("rab,rb->ra", steps[:, t], state * signs[:, t]))
        both = forth * back
        return np.asarray(both / np.maximum(both.sum(axis=2, keepdims=True), 1e-30))

    def _second(self, words: Whole, signs: Real, first: Real) -> NDArray[np.float32]:
        """Posteriors with triples, over the candidates that the first pass left."""
        order = np.argsort(-first, axis=2)[:, :, :FEW]
        faint = np.take_along_axis(first, order, 2) < FAINT
        faint[:, :, 0] = False
        few = np.where(faint, -1, np.take_along_axis(words, order, 2))
        loud = np.where(faint, 0, np.take_along_axis(signs, order, 2))
        posterior = self._three(few, loud)
        out = np.zeros_like(first, np.float32)
        np.put_along_axis(out, order, posterior.astype(np.float32), 2)
        return out

    def _three(self, words: Whole, signs: Real) -> Real:
        runs, places, few = words.shape
        lone = np.full((runs, 1, few), -1, words.dtype)
        lone[:, :, 0] = 0
        one = np.concatenate((lone, words[:, :-1]), axis=1)
        two = np.concatenate((lone, lone, words[:, :-2]), axis=1)[:, :places]
        logs, _ = self._pairs(one, words)
        logs_before, at_before = self._pairs(two, one)
        shape = (runs, places, few, few, few)
        whole = np.broadcast_to(logs[:, :, None], shape)
        real = np.isfinite(whole) & np.isfinite(logs_before)[..., None]
        steps = np.full(shape, -np.inf, np.float32)
        c = np.broadcast_to(words[:, :, None, None, :], shape)[real]
        before = np.broadcast_to(at_before[..., None], shape)[real]
        steps[real] = self._model.triple(before, c, whole[real])
        chance = np.exp(steps * self._weights.words)
        forth = np.empty((runs, places, few, few), chance.dtype)
        back = np.empty_like(forth)
        state = np.zeros((runs, few, few), chance.dtype)
        state[:, 0, 0] = 1
        for t in range(places):
            state = _scaled(np.einsum("rab,rabc->rbc", state, chance[:, t]) * signs[:, t, None, :])
            forth[:, t] = state
        state = np.ones((runs, few, few), chance.dtype)
        for t in range(places - 1, -1, -1):
            back[:, t] = state
            state = _scaled(np.einsum("rabc,rbc->rab", chance[:, t], state * signs[:, t, None, :]))
        both = (forth * back).sum(axis=2)
        total = both.sum(axis=2, keepdims=True)
        return np.where(total > 0, both / np.maximum(total, 1e-30), signs)
