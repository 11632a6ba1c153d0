"""P(read | syllable): how an engine of another language misreads Vietnamese letters.

A syllable is cut into pieces of one or two letters; each is read as none to three signs with a
learned probability, and all ways of cutting are summed. Capitals are letters of their own, so a
syllable is scored in the case in which it would stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]

TWO_LETTERS = 0.25
"""Share of the pieces that are two letters long, where two are left."""
LONGEST = 7
"""Letters in a syllable: "nghiêng"."""
MOST_READ = 3
"""Signs that one piece is read as, at most."""
LOST, SWAPPED, GREW = 1e-3, 1e-4, 1e-5
"""Probability of what was never seen: a letter lost, read as a sign, read as two or three."""
_FLOOR = (LOST, SWAPPED, GREW, GREW / 10)


class Syllables:
    """Syllables as rows of piece numbers, ready to be scored.

    one, two: shape (rows, LONGEST): number of the piece of one letter at each place, and of two;
    the number of no piece where there is none. length: letters.
    """

    def __init__(self, words: Sequence[str], pieces: Mapping[str, int]) -> None:
        none = len(pieces)
        spelled = np.array([w[: LONGEST + 1] for w in words], f"<U{LONGEST + 1}")
        letters = spelled.view("<U1").reshape(len(words), LONGEST + 1)
        pairs = np.char.add(letters[:, :-1], letters[:, 1:])
        pairs[letters[:, 1:] == ""] = ""
        self.one, self.two = (_numbers(part, pieces, none) for part in (letters[:, :-1], pairs))
        self.length = np.minimum(np.char.str_len(spelled), LONGEST).astype(np.int32)


def _numbers(parts: NDArray[np.str_], pieces: Mapping[str, int], none: int) -> Ints:
    """The number of each piece."""
    distinct, at = np.unique(parts, return_inverse=True)
    numbers = np.array([pieces.get(str(p), none) for p in distinct], np.int32)
    return numbers[at.reshape(parts.shape)]


class Channel:
    """The learned table.

    pieces: numbers of true pieces. reads: numbers of read pieces; start: where the entries of
    each begin in `true` (piece numbers) and `logs`.
    """

    def __init__(
        self, pieces: Sequence[str], reads: Sequence[str], start: Ints, true: Ints, logs: Real
    ) -> None:
        self.pieces = {p: k for k, p in enumerate(pieces)}
        self._reads = {r: k for k, r in enumerate(reads)}
        self._start, self._true = start, true
        self._values = np.exp(np.asarray(logs, np.float64))
        self._columns = self._all_columns()

    @classmethod
    def of(cls, table: Mapping[tuple[str, str], float]) -> Channel:
        """From P(read piece | true piece) by (true, read)."""
        pieces = sorted({t for t, _ in table})
        reads = sorted({r for _, r in table})
        number = {p: k for k, p in enumerate(pieces)}
        start, true, logs = [0], [], []
        by_read: dict[str, list[tuple[int, float]]] = {r: [] for r in reads}
        for (piece, read), value in table.items():
            by_read[read].append((number[piece], float(np.log(value))))
        for read in reads:
            for piece_number, log in sorted(by_read[read]):
                true.append(piece_number)
                logs.append(log)
            start.append(len(true))
        return cls(pieces, reads, np.array(start), np.array(true), np.array(logs))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["\t".join(self.pieces), "\t".join(self._reads)]
        (folder / "channel.txt").write_text("\n".join(lines) + "\n", "utf-8")
        np.save(folder / "channel_start.npy", self._start.astype(np.uint32), allow_pickle=False)
        np.save(folder / "channel_true.npy", self._true.astype(np.uint16), allow_pickle=False)
        logs = np.log(self._values).astype(np.float16)
        np.save(folder / "channel_logs.npy", logs, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Channel:
        pieces, reads = (folder / "channel.txt").read_text("utf-8").split("\n")[:2]
        arrays = [
            np.load(folder / f"channel_{name}.npy", allow_pickle=False)
            for name in ("start", "true", "logs")
        ]
        return cls(pieces.split("\t"), reads.split("\t"), *arrays)

    def _all_columns(self) -> NDArray[np.float32]:
        """P(read | piece), shape (reads + signs of a read that was never seen, pieces + none)."""
        floor = np.array([*(_FLOOR[len(r)] for r in self._reads), *_FLOOR], np.float32)
        single = np.array([*(len(p) == 1 for p in self.pieces), False], np.float32)
        table = floor[:, None] * single
        of = np.repeat(np.arange(len(self._reads)), np.diff(self._start))
        table[of, self._true] = self._values
        return np.asarray(table, np.float32)

    def _of_read(self, read: str) -> int:
        """Row of the columns for what was read."""
        return self._reads.get(read, len(self._reads) + len(read))

    def score(self, read: str, syllables: Syllables, rows: Ints) -> Real:
        """log P(read | syllable) for some of the syllables. read: at most 12 signs."""
        size = len(read)
        columns = [
            self._columns[[self._of_read(read[j : j + long]) for j in range(size + 1 - long)]].T
            for long in range(min(MOST_READ, size) + 1)
        ]
        one, two = syllables.one[rows], syllables.two[rows]
        length = syllables.length[rows]
        deepest = int(length.max(initial=0))
        ways = np.zeros((deepest + 1, len(rows), size + 1))
        ways[0, :, 0] = 1
        for k in range(1, deepest + 1):
            here = ways[k]
            single = np.where(length == k, 1.0, 1 - TWO_LETTERS)[:, None]
            last = [(one[:, k - 1], ways[k - 1] * single)]
            if k > 1:
                last.append((two[:, k - 2], ways[k - 2] * TWO_LETTERS))
            for pieces, before in last:
                for long, column in enumerate(columns):
                    stop = size + 1 - long
                    here[:, long:] += before[:, :stop] * column[pieces][:, :stop]
        total = ways[length, np.arange(len(rows)), size]
        return np.asarray(np.log(np.maximum(total, 1e-30)))
