"""Names that are known: a cell that was read badly is filled from the name that it carries.

A criterion, a post, an office stands in many reports, and several times in one. What was surely
read must be in the name, or the cell is another one; figures are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from normalize.candidates import case_of, cased, skeleton
from normalize.syllable import bare

FEWEST_LETTERS = 8
"""Letters that a cell and a name need: shorter ones are alike by chance."""
LIKE = 0.65
"""Likeness of the letters of a cell and of its name, 0 to 1."""
ANCHORED = 0.5
"""Share of the letters of a name that stand in words which the cell has too."""
UNLIKE, FEW = 0.4, 4
"""Letters in which a part that is filled may differ from the syllables read there: a share, or
some. Where no syllable fits, the likeness of the whole cell is all there is."""
CLEARLY = 0.03
"""By how much a name must be liker than another one that says something else."""
UNFIT = 0.5
"""Posterior, at most, of a word of damaged text that is kept because no syllable fits it."""
SURELY_READ = 0.95
"""Posterior from which a word is not in doubt."""
FILLED = 0.9
"""Posterior of a word taken from a name: as sure as a change in good text must be."""
MOST_NAMES = 5
"""Names that are weighed for a cell."""

_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"\d")


class Put(NamedTuple):
    """A piece of a line with what is put for it.

    start: place in the line as read. before, after: as read and as restored. posterior: that
    `after` is right; None for what was not weighed. others: the runners-up.
    """

    start: int
    before: str
    after: str
    posterior: float | None = None
    others: tuple[tuple[str, float], ...] = ()

    @property
    def letters(self) -> str:
        """Bare small letters; "" for signs and for what holds a figure."""
        if _FIGURE.search(self.before):
            return ""
        return "".join(_WORD.findall(bare(self.after.lower())))

    @property
    def doubtful(self) -> bool:
        return self.posterior is not None and self.posterior < SURELY_READ


@dataclass(frozen=True, slots=True)
class _Name:
    """text: as printed. spans, letters: of its words, in order."""

    text: str
    spans: tuple[tuple[int, int], ...]
    letters: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Name:
        found = tuple(_WORD.finditer(text))
        spans = tuple(m.span() for m in found)
        return cls(text, spans, tuple(bare(m[0].lower()) for m in found))

    def part(self, first: int, end: int, *, signs: bool) -> str:
        """The words from `first` up to `end`. signs: with those behind the last, too."""
        last = self.spans[end - 1][1]
        if signs and end < len(self.spans):
            last = self.spans[end][0]
        return self.text[self.spans[first][0] : last].rstrip()


class _Block(NamedTuple):
    """Words i..j of a cell that stand for words a..b of a name; same: letter by letter."""

    same: bool
    i: int
    j: int
    a: int
    b: int


class Known:
    """Names by their letters."""

    def __init__(self, names: Iterable[str]) -> None:
        """names: texts of two words at least; those with figures are left out."""
        self._names: dict[str, _Name] = {}
        for text in names:
            name = _Name.of(text)
            key = "".join(name.letters)
            if len(name.letters) > 1 and len(key) >= FEWEST_LETTERS and not _FIGURE.search(text):
                self._names.setdefault(key, name)

    def filled(self, line: str, puts: Sequence[Put]) -> list[Put]:
        """What is put for a line, doubtful words taken from the name that it carries."""
        at = [k for k, put in enumerate(puts) if put.letters]
        have = [puts[k].letters for k in at]
        if all(not puts[k].doubtful for k in at) or sum(map(len, have)) < FEWEST_LETTERS:
            return list(puts)
        near = extract(
            "".join(have), self._names.keys(), scorer=Levenshtein.normalized_similarity,
            score_cutoff=LIKE, limit=MOST_NAMES,
        )  # fmt: skip
        said = [puts[k] for k in at]
        found: list[tuple[float, list[Put]]] = []
        for key, like, _ in near:
            if found and like < found[0][0] - CLEARLY:
                break
            name = self._names[key]
            blocks = _blocks(have, name.letters)
            if _carries(said, name, blocks):
                found.append((like, list(_put(line, puts, at, name, blocks))))
        texts = {tuple(put.after for put in filled) for _, filled in found}
        return found[0][1] if len(texts) == 1 else list(puts)


def _blocks(have: Sequence[str], letters: Sequence[str]) -> list[_Block]:
    """What of a cell stands for what of a name. Words that only the cell has, inside it, go
    with the word before them."""
    steps = Levenshtein.opcodes(have, letters)
    blocks: list[_Block] = []
    for same, group in groupby(steps, key=lambda step: step.tag == "equal"):
        run = list(group)
        i, j = run[0].src_start, run[-1].src_end
        a, b = run[0].dest_start, run[-1].dest_end
        if same:
            blocks += (_Block(True, i + k, i + k + 1, a + k, a + k + 1) for k in range(j - i))
        elif a == b and blocks and j < len(have):
            before = blocks.pop()
            blocks.append(_Block(False, before.i, j, before.a, before.b))
        else:
            blocks.append(_Block(False, i, j, a, b))
    return blocks


def _carries(said: Sequence[Put], name: _Name, blocks: Sequence[_Block]) -> bool:
    """Whether a cell can be this name: what is not the same was hardly read."""
    same = sum(len(name.letters[block.a]) for block in blocks if block.same)
    if same < ANCHORED * sum(map(len, name.letters)):
        return False
    for place, block in enumerate(blocks):
        outside = place in (0, len(blocks) - 1)
        if block.same or (outside and (block.i == block.j or block.a == block.b)):
            continue
        if block.i == block.j:
            return False
        own = set(name.letters[block.a : block.b])
        if any(not put.doubtful and put.letters not in own for put in said[block.i : block.j]):
            return False
        true = "".join(name.letters[block.a : block.b])
        part = said[block.i : block.j]
        if all(put.posterior is not None and put.posterior <= UNFIT for put in part):
            continue
        restored = "".join(put.letters for put in part)
        read = "".join(skeleton(put.before) for put in part)
        apart = min(Levenshtein.distance(letters, true) for letters in (restored, read))
        if apart > max(FEW, UNLIKE * len(true)):
            return False
    return True


def _put(
    line: str, puts: Sequence[Put], at: Sequence[int], name: _Name, blocks: Iterable[_Block]
) -> Iterator[Put]:
    """The line with the words of the name; what a block does not cover stays."""
    done = 0
    for block in blocks:
        if block.i == block.j:
            continue
        first, last = at[block.i], at[block.j - 1]
        yield from puts[done:first]
        done = last + 1
        own = puts[first : last + 1]
        figures = any(_FIGURE.search(put.before) for put in own)
        if block.a == block.b or figures or not any(put.doubtful for put in own):
            yield from own
            continue
        text = name.part(block.a, block.b, signs=not all(put.letters for put in own))
        if block.same:
            text = cased(text.lower(), case_of(own[0].after))
        elif all(put.after == put.after.upper() for put in puts):
            text = text.upper()
        if text == own[0].after and len(own) == 1:
            yield own[0]
            continue
        end = own[-1].start + len(own[-1].before)
        yield Put(own[0].start, line[own[0].start : end], text, FILLED)
    yield from puts[done:]
