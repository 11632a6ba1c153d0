"""A trigram model of syllables in flat arrays: estimated from counts, mixed, saved, looked up.

P(w3 | w1 w2) is the discounted share where the trigram was counted, otherwise what is left of
the context's mass times P(w3 | w2), and so on down to single words. Logarithms are natural.
Words are numbers below 2**14 here; `Vocabulary` names them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Real = NDArray[np.floating[Any]]

BITS = 14
MOST_WORDS = 1 << BITS
BREAK, NUMBER, UNKNOWN = 0, 1, 2
NAMES = ("<s>", "<n>", "<unk>")
"""Punctuation or the start of a line; any number, date or code; a word that is not known."""
DISCOUNT = 0.85


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by number. words: the first three are NAMES. index: number by word."""

    words: tuple[str, ...]
    index: Mapping[str, int]

    @classmethod
    def of(cls, words: Iterable[str]) -> Vocabulary:
        """NAMES first, then the words in order, each once."""
        listed = tuple(dict.fromkeys((*NAMES, *words)))
        if len(listed) > MOST_WORDS:
            raise ValueError(f"{len(listed)} words; a model holds {MOST_WORDS}")
        return cls(listed, {w: k for k, w in enumerate(listed)})

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """From `words.txt`, one word a line."""
        return cls.of((folder / "words.txt").read_text("utf-8").splitlines())

    def save(self, folder: Path) -> None:
        (folder / "words.txt").write_text("\n".join(self.words) + "\n", "utf-8")

    def number(self, word: str) -> int:
        return self.index.get(word, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often n-grams occur, by word numbers.

    Lists may be cut at a floor: a context may occur more often than its continuations listed.
    """

    one: Mapping[int, float]
    two: Mapping[tuple[int, ...], float]
    three: Mapping[tuple[int, ...], float]

    @classmethod
    def of(cls, runs: Iterable[Sequence[int]]) -> Counts:
        """Counted from runs of words; each begins after a BREAK."""
        one: Counter[int] = Counter()
        two: Counter[tuple[int, ...]] = Counter()
        three: Counter[tuple[int, ...]] = Counter()
        for run in runs:
            said = [BREAK, *run]
            one.update(said)
            two.update(pairwise(said))
            three.update(zip(said, said[1:], said[2:], strict=False))
        return cls(one, two, three)

    def by_contexts(self) -> Counts:
        """Each pair counted by the words that it follows: a pair that only ever comes within
        one triple says little elsewhere (Kneser and Ney 1995). After a BREAK, as often as it
        occurs."""
        followed: Counter[tuple[int, ...]] = Counter(key[1:] for key in self.three)
        two = {
            key: count if key[0] == BREAK else followed.get(key, count)
            for key, count in self.two.items()
        }
        one: dict[int, float] = defaultdict(float)
        for (first, _), count in two.items():
            one[first] += count
        return Counts(one, two, self.three)


class NGrams:
    """The model. All arrays are sorted by key; see `save` for what is on disk.

    one, one_rest: log P(w) and log of the mass left over after w, by word.
    two_key: w1 << 14 | w2; two, two_rest: log P(w2 | w1), mass left after w1 w2.
    three_key: (place of w1 w2 in two_key) << 14 | w3, 64 bits: there are more than 2**18 pairs;
        three: log P(w3 | w1 w2).
    """

    SHORT, LONG = ("one", "one_rest"), ("two", "two_rest", "three")
    ARRAYS = (*SHORT, *LONG, "two_key", "three_key")

    def __init__(self, **arrays: NDArray[Any]) -> None:
        self.one: Real = arrays["one"]
        self.one_rest: Real = arrays["one_rest"]
        self.two_key: Ints = arrays["two_key"]
        self.two: Real = arrays["two"]
        self.two_rest: Real = arrays["two_rest"]
        self.three_key: Ints = arrays["three_key"]
        self.three: Real = arrays["three"]

    def pair(self, w1: Ints, w2: Ints) -> tuple[Real, Ints]:
        """log P(w2 | w1), and the place of the pair among the counted ones, -1 elsewhere."""
        key = (w1.astype(np.uint32) << np.uint32(BITS)) | w2.astype(np.uint32)
        at = np.searchsorted(self.two_key, key)
        at[at == len(self.two_key)] = 0
        found = self.two_key[at] == key
        value = np.where(found, self.two[at], self.one_rest[w1] + self.one[w2])
        return value.astype(np.float32), np.where(found, at, -1)

    def triple(self, place: Ints, w3: Ints, shorter: Real) -> Real:
        """log P(w3 | w1 w2). place: of the pair w1 w2, from `pair`; shorter: log P(w3 | w2)."""
        known = place >= 0
        key = (np.maximum(place, 0).astype(np.uint64) << np.uint64(BITS)) | w3.astype(np.uint64)
        at = np.searchsorted(self.three_key, key)
        at[at == len(self.three_key)] = 0
        found = (self.three_key[at] == key) & known
        rest = np.where(known, self.two_rest[np.maximum(place, 0)], np.float32(0))
        return np.where(found, self.three[at], rest + shorter).astype(np.float32)

    def save(self, folder: Path) -> None:
        """One .npy file an array. Logarithms: of words in 16 bits, of pairs and triples as one of
        256 levels, in 8. Of the keys, the last word of each, and how many begin with each word
        (two) or pair (three), in 16 bits."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays = {name: getattr(self, name).astype(np.float16) for name in self.SHORT}
        for name in self.LONG:
            arrays[f"{name}_levels"], arrays[name] = _levelled(getattr(self, name))
        for name, contexts in (("two", len(self.one)), ("three", len(self.two))):
            key = np.asarray(getattr(self, f"{name}_key"), np.int64)
            arrays[f"{name}_word"] = (key & (MOST_WORDS - 1)).astype(np.uint16)
            many = np.bincount(key >> BITS, minlength=contexts)
            arrays[f"{name}_many"] = many.astype(np.uint16)
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> NGrams:
        """The model, keys and logarithms made whole."""

        def stored(name: str) -> NDArray[Any]:
            return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))

        arrays = {name: stored(name) for name in cls.SHORT}
        arrays |= {name: stored(f"{name}_levels")[stored(name)] for name in cls.LONG}
        for name, kind in (("two", np.uint32), ("three", np.uint64)):
            many = stored(f"{name}_many")
            first = np.repeat(np.arange(len(many), dtype=np.int64), many)
            arrays[f"{name}_key"] = ((first << BITS) | stored(f"{name}_word")).astype(kind)
        return cls(**arrays)


def _levelled(logs: Real) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """256 levels at equal distances, and the number of the nearest one for each logarithm."""
    low, high = (float(f(logs, initial=0.0)) for f in (np.min, np.max))
    levels = np.linspace(low, high, 256)
    step = max(high - low, 1e-9) / 255
    return levels.astype(np.float32), np.rint((logs - low) / step).astype(np.uint8)


def _log(values: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(np.log(np.maximum(values, 1e-12)), np.float64)


def estimate(counts: Counts, words: int, discount: float = DISCOUNT) -> NGrams:
    """Absolute discounting; a single word counts by the number of words it follows.

    discount: taken off each count of a pair or a triple, 0 to 1.
    """
    pairs = np.array(list(counts.two), np.int64).reshape(-1, 2)
    pair_counts = np.array(list(counts.two.values()), np.float64)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs, pair_counts = pairs[order], pair_counts[order]
    followed = np.bincount(pairs[:, 1], minlength=words).astype(np.float64)
    flat = 0.9 / words
    one = (np.maximum(followed - DISCOUNT, 0) + DISCOUNT * 0.5) / max(followed.sum(), 1.0)
    one = one / one.sum() * (1 - 0.1) + flat * 0.1 / 0.9
    total = np.zeros(words)
    for word, count in counts.one.items():
        total[word] += count
    listed = np.bincount(pairs[:, 0], weights=pair_counts, minlength=words)
    total = np.maximum(total, listed)
    share = (pair_counts - discount) / total[pairs[:, 0]]
    kept = np.bincount(pairs[:, 0], weights=share, minlength=words)
    rest = np.clip(1 - kept, 1e-6, 1)
    two = share + (1 - kept[pairs[:, 0]]) * one[pairs[:, 1]]
    two_key = (pairs[:, 0] << BITS) | pairs[:, 1]
    model = NGrams(
        one=_log(one), one_rest=_log(rest), two_key=two_key.astype(np.uint32), two=_log(two),
        two_rest=np.zeros(len(two_key)), three_key=np.zeros(1, np.uint64), three=np.zeros(1),
    )  # fmt: skip
    return _with_triples(model, counts, pair_counts, discount)


def _with_triples(model: NGrams, counts: Counts, pair_counts: Real, discount: float) -> NGrams:
    triples = np.array(list(counts.three), np.int64).reshape(-1, 3)
    triple_counts = np.array(list(counts.three.values()), np.float64)
    _, place = model.pair(triples[:, 0], triples[:, 1])
    shorter, _ = model.pair(triples[:, 1], triples[:, 2])
    good = place >= 0
    triples, triple_counts = triples[good], triple_counts[good]
    place, shorter = place[good], shorter[good].astype(np.float64)
    pairs = len(model.two_key)
    listed = np.bincount(place, weights=triple_counts, minlength=pairs)
    total = np.maximum(pair_counts, listed)
    share = (triple_counts - discount) / total[place]
    kept = np.bincount(place, weights=share, minlength=pairs)
    model.two_rest = _log(np.clip(1 - kept, 1e-6, 1))
    three = share + (1 - kept[place]) * np.exp(shorter)
    key = (place.astype(np.int64) << BITS) | triples[:, 2]
    order = np.argsort(key)
    model.three_key = key[order].astype(np.uint64)
    model.three = _log(three[order])
    return model


def mixed(parts: Sequence[tuple[NGrams, float]], by_context: float = 0.0) -> NGrams:
    """The linear mixture of models of one vocabulary, with their weights, as one model.

    by_context: power of P(context) under a model by which its weight grows there, 0 to 1:
        words that are typical of one kind of text are more likely followed as it goes on.
    """
    start = np.log([weight for _, weight in parts])
    words = len(parts[0][0].one)
    keys = np.unique(np.concatenate([m.two_key for m, _ in parts]).astype(np.int64))
    w1, w2 = keys >> BITS, keys & (MOST_WORDS - 1)
    one, two = np.zeros(words), np.zeros(len(keys))
    for model, weight in parts:
        one += weight * np.exp(np.asarray(model.one, np.float64))
    alone = [by_context * np.asarray(model.one, np.float64) for model, _ in parts]
    shares = _shares(start, alone)
    for (model, _), share in zip(parts, shares, strict=True):
        two += share[w1] * np.exp(model.pair(w1, w2)[0].astype(np.float64))
    kept = np.bincount(w1, weights=two, minlength=words)
    lower = np.bincount(w1, weights=one[w2], minlength=words)
    rest = np.clip(1 - kept, 1e-6, 1) / np.clip(1 - lower, 1e-6, 1)
    triples = np.unique(np.concatenate([_triples(m) for m, _ in parts]), axis=0)
    a, b, c = triples.T
    three = np.zeros(len(triples))
    pairs = [model.pair(a, b) for model, _ in parts]
    shares = _shares(
        start,
        [
            first[a] + by_context * logs.astype(np.float64)
            for first, (logs, _) in zip(alone, pairs, strict=True)
        ],
    )
    for (model, _), share, (_, place) in zip(parts, shares, pairs, strict=True):
        shorter, _ = model.pair(b, c)
        three += share * np.exp(model.triple(place, c, shorter).astype(np.float64))
    joint = NGrams(
        one=_log(one), one_rest=_log(rest), two_key=keys.astype(np.uint32), two=_log(two),
        two_rest=np.zeros(len(keys)), three_key=np.zeros(1, np.uint64), three=np.zeros(1),
    )  # fmt: skip
    _, place = joint.pair(a, b)
    shorter, _ = joint.pair(b, c)
    kept = np.bincount(place, weights=three, minlength=len(keys))
    lower = np.bincount(place, weights=np.exp(shorter.astype(np.float64)), minlength=len(keys))
    joint.two_rest = _log(np.clip(1 - kept, 1e-6, 1) / np.clip(1 - lower, 1e-6, 1))
    key = (place.astype(np.int64) << BITS) | c
    order = np.argsort(key)
    joint.three_key, joint.three = key[order].astype(np.uint64), _log(three[order])
    return joint


def _shares(start: Real, evidence: Sequence[Real]) -> NDArray[np.float64]:
    """The weight of each model in each context; shape (models, contexts), a column adds to 1.

    start: log weight of each. evidence: of each, its log P of the contexts, scaled.
    """
    logs = start[:, None] + np.stack(evidence)
    shares = np.exp(logs - logs.max(axis=0))
    return np.asarray(shares / shares.sum(axis=0), np.float64)


def _triples(model: NGrams) -> NDArray[np.int64]:
    """The word numbers of every trigram of a model, one row each."""
    key = np.asarray(model.three_key, np.int64)
    pair = np.asarray(model.two_key, np.int64)[key >> BITS]
    return np.stack((pair >> BITS, pair & (MOST_WORDS - 1), key & (MOST_WORDS - 1)), axis=1)


def pruned(model: NGrams, gain: float) -> NGrams:
    """The model without trigrams that say little more than their bigrams do.

    gain: least |log P(w3 | w1 w2) - log of what the shorter context gives| that is worth a row.
    """
    _, b, c = _triples(model).T
    shorter, _ = model.pair(b, c)
    place = np.asarray(model.three_key, np.int64) >> BITS
    without = np.asarray(model.two_rest, np.float64)[place] + shorter
    keep = np.abs(np.asarray(model.three, np.float64) - without) >= gain
    arrays = {name: getattr(model, name) for name in NGrams.ARRAYS}
    arrays["three_key"], arrays["three"] = arrays["three_key"][keep], arrays["three"][keep]
    return NGrams(**arrays)


def describe(folder: Path, about: Mapping[str, Any]) -> None:
    """Write beside a model what it is made from."""
    text = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "about.json").write_text(text + "\n", "utf-8")


def log_chances(model: NGrams, runs: Iterable[Sequence[int]]) -> Real:
    """log P of every word of some runs, in their order."""
    found = [np.zeros(0, np.float32)]
    for run in runs:
        said = np.array([BREAK, BREAK, *run], np.int64)
        _, place = model.pair(said[:-2], said[1:-1])
        shorter, _ = model.pair(said[1:-1], said[2:])
        found.append(np.asarray(model.triple(place, said[2:], shorter)))
    return np.concatenate(found)
