"""Learn the channel from pairs of read and true lines.

    python -m training.restoration.channel pairs.tsv [MORE ...] --out FOLDER

Writes the table of pieces (expectation maximisation over all ways to cut a word) and
`forms.tsv`, the whole words that were seen often: READ TAB TRUE TAB log P(read | true).
"""

from __future__ import annotations

import argparse
import math
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from normalize.channel import LONGEST, MOST_READ, TWO_LETTERS, Channel
from normalize.syllable import TONES, bare, is_legal, old_placed
from normalize.tokens import Sort, split

Pair = tuple[str, str]
ROUNDS = 6
LEAST = 2e-6


def words(lines: Iterator[str]) -> Iterator[Pair]:
    """(read, true) words of aligned lines, signs cut off, where one legal syllable stands."""
    for line in lines:
        left, right = line.rstrip("\n").split("\t")
        for read, true in zip(left.split(" "), right.split(" "), strict=True):
            a = [t for s, t in split(read) if s is Sort.WORD]
            b = [t for s, t in split(true) if s is Sort.WORD]
            if len(a) == len(b) == 1 and is_legal(b[0]):
                yield a[0], old_placed(b[0])


def plausible(read: str, true: str) -> bool:
    """Whether a pair is a misreading and no misalignment."""
    if len(true) > LONGEST or len(read) > 12:
        return False
    likeness = Levenshtein.normalized_similarity(bare(read.lower()), bare(true.lower()))
    return likeness >= (0.34 if len(true) > 3 else 0.25) or len(true) <= 2 >= len(read) - 1


def _steps(true: str, read: str) -> list[tuple[int, int, int, int]]:
    """Every piece that could be read: (place, letters, place, signs)."""
    found = []
    for i in range(len(true)):
        for a in (1, 2):
            if i + a > len(true):
                continue
            for j in range(len(read) + 1):
                for b in range((0 if a == 1 else 1), MOST_READ + 1):
                    if j + b <= len(read) and not (a == 1 and b == MOST_READ):
                        found.append((i, a, j, b))
    return found


class Learner:
    """Expectation maximisation over the ways to cut words."""

    def __init__(self, pairs: Mapping[Pair, int]) -> None:
        self._pairs = [(r, t, float(n), _steps(t, r)) for (r, t), n in pairs.items()]
        self.table: dict[Pair, float] = {}

    def _weight(self, piece: str, read: str) -> float:
        prior = TWO_LETTERS if len(piece) == 2 else 1.0
        if self.table:
            return prior * self.table.get((piece, read), 0.0)
        same = bare(piece).lower() == bare(read).lower()
        return prior * (1.0 if same else 0.05 ** (1 + abs(len(piece) - len(read))))

    def round(self) -> dict[Pair, float]:
        """Expected counts of (piece, read piece); the table is made from them."""
        counts: dict[Pair, float] = defaultdict(float)
        for read, true, times, steps in self._pairs:
            m, n = len(true), len(read)
            weights = [self._weight(true[i : i + a], read[j : j + b]) for i, a, j, b in steps]
            ahead = [[0.0] * (n + 1) for _ in range(m + 1)]
            ahead[0][0] = 1.0
            for (i, a, j, b), w in zip(steps, weights, strict=True):
                if w:
                    ahead[i + a][j + b] += ahead[i][j] * w
            total = ahead[m][n]
            if total <= 0:
                continue
            behind = [[0.0] * (n + 1) for _ in range(m + 1)]
            behind[m][n] = 1.0
            for (i, a, j, b), w in zip(reversed(steps), reversed(weights), strict=True):
                if w:
                    behind[i][j] += w * behind[i + a][j + b]
            for (i, a, j, b), w in zip(steps, weights, strict=True):
                if w:
                    part = ahead[i][j] * w * behind[i + a][j + b] / total
                    if part > 1e-6:
                        counts[true[i : i + a], read[j : j + b]] += part * times
        sums: dict[str, float] = defaultdict(float)
        for (piece, _), value in counts.items():
            sums[piece] += value
        self.table = {k: v / sums[k[0]] for k, v in counts.items()}
        return dict(counts)


def _without_tone(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES[1:]))


def smoothed(counts: Mapping[Pair, float], letters: Sequence[str]) -> dict[Pair, float]:
    """P(read | piece). A rare letter leans on the same letter under other tones."""
    sums: dict[str, float] = defaultdict(float)
    pooled: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (piece, read), value in counts.items():
        sums[piece] += value
        if len(piece) == 1:
            pooled[_without_tone(piece)][read] += value
    table: dict[Pair, float] = {}
    for (piece, read), value in counts.items():
        if len(piece) == 2 and value >= 0.5:
            table[piece, read] = (value - 0.35) / (sums[piece] + 2)
    for letter in letters:
        pool = pooled[_without_tone(letter)]
        whole = sum(pool.values())
        lean = 12.0
        own = sums[letter]
        for read in {r for t, r in counts if t == letter} | set(pool) | {bare(letter)}:
            share = 0.85 * pool[read] / whole if whole else 0.0
            share += 0.15 * (read == bare(letter))
            value = (counts.get((letter, read), 0.0) + lean * share) / (own + lean)
            if value > LEAST:
                table[letter, read] = value
    return table


def forms(pairs: Mapping[Pair, int]) -> list[tuple[str, str, float]]:
    """Whole words seen at least twice: (read, true, log P(read | true))."""
    total: Counter[str] = Counter()
    for (_, true), count in pairs.items():
        total[true] += count
    return sorted(
        (read, true, math.log(count / total[true]))
        for (read, true), count in pairs.items()
        if count >= 2
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    pairs: Counter[Pair] = Counter()
    for path in options.pairs:
        with path.open(encoding="utf-8") as lines:
            pairs.update(p for p in words(lines) if plausible(*p))
    print(f"{sum(pairs.values())} words, {len(pairs)} different pairs", file=sys.stderr)
    learner = Learner(pairs)
    for k in range(ROUNDS):
        counts = learner.round()
        print(f"round {k + 1}: {len(counts)} pieces", file=sys.stderr, flush=True)
    letters = sorted({c for _, true in pairs for c in true})
    Channel.of(smoothed(counts, letters)).save(options.out)
    lines_out = (f"{r}\t{t}\t{v:.3f}" for r, t, v in forms(pairs))
    (options.out / "forms.tsv").write_text("\n".join(lines_out) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
