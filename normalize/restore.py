"""Vietnamese restored in text that an engine of another language read, or that lost its marks.

Figures, codes and abbreviations are never touched. Where the text is Vietnamese already, only
words that are no legal syllable are, and only on strong evidence. Every change is returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from document.change import Change
from document.wording import only_vietnamese
from normalize import lexicon
from normalize.candidates import Finder, Slot
from normalize.decode import Decoder, Weights
from normalize.joined import ENDS, Parter
from normalize.known import UNFIT, Known, Put
from normalize.legacy import modern
from normalize.ngrams import UNKNOWN, NGrams, Vocabulary
from normalize.syllable import bare, is_legal, legal
from normalize.tokens import Sort, split

MODEL = Path(__file__).parent / "model"
KNOWN = "known.txt"
"""The file of a model with names that cells may carry, one a line, besides the listed ones."""
MARKED = 0.15
"""Share of words with a letter that only Vietnamese has, from which a text is Vietnamese."""
SURE = 0.9
"""Posterior that a change in good text needs."""
LONGEST_RUN = 60
"""Words decoded as one run; a longer paragraph is cut."""
AT_ONCE = 256
"""Lines decoded together, about."""
ENOUGH_WORDS = 12
"""A line of fewer words is judged with its neighbours."""
SHOWN = 0.001
"""Posterior from which a runner-up is told."""

_RUN_OF_SIGNS = re.compile(r"\S+")
_PARTS = re.compile(r"([/\-–.])")
_ROMAN_MISREAD = re.compile("[Il|J]{2,3}")

Piece = tuple[Sort, str, int]
"""What it is, its text, its place in the line."""


class Damage(StrEnum):
    """What happened to a text."""

    AUTO = "auto"
    """To be told line by line."""
    MISREAD = "misread"
    """An engine of another language read it: letters may be wrong."""
    STRIPPED = "stripped"
    """Its marks were taken off: letters are right."""
    SLIPPED = "slipped"
    """An engine that knows Vietnamese read it: a mark here and there is another one."""
    NONE = "none"
    """It is right Vietnamese."""


GOOD = (Damage.SLIPPED, Damage.NONE)


@dataclass(frozen=True, slots=True)
class Restored:
    """A line with its marks.

    text: NFC. changes: in order of place. posteriors: of every word that was weighed, changed or
    not: its place in the line as read, and the probability that it is right now.
    """

    text: str
    changes: tuple[Change, ...] = ()
    posteriors: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _State:
    """What a line is. damage: never AUTO. capitals: a heading in capitals."""

    damage: Damage
    capitals: bool


class _Word(NamedTuple):
    """A piece of a line on its way.

    slots: none for signs, several for words that were read as one. run, at: place of the first
    among the runs. good: of a line in good state.
    """

    start: int
    text: str
    slots: tuple[Slot, ...] = ()
    run: int = 0
    at: int = 0
    good: bool = False


class _Run(NamedTuple):
    """A run decoded. posteriors: (places, candidates). best, top: the likeliest of each place,
    and its posterior."""

    posteriors: NDArray[np.float32]
    best: list[int]
    top: list[float]


def marked_share(words: Sequence[str]) -> float:
    """Share of the words that carry a letter which only Vietnamese has.

    >>> marked_share(["thẩm", "định", "cai", "cách"]), marked_share([])
    (0.5, 0.0)
    """
    marked = sum(only_vietnamese(w) > 0 for w in words)
    return marked / len(words) if words else 0.0


def words_of(line: str) -> list[str]:
    """The words of a line that could be restored.

    >>> words_of("- Đạt 91.00/100 điểm (12/QĐ-UBND);")
    ['Đạt', 'điểm']
    """
    return [text for sort, text, _ in _cut(line) if sort is Sort.WORD]


class Restorer:
    """A model, loaded. It remembers forms that it has seen: one for each thread."""

    def __init__(self, folder: Path = MODEL, weights: Weights | None = None) -> None:
        """folder: a model, the one that comes along or one of `bangdiem lexicon build`."""
        vocabulary = Vocabulary.load(folder)
        model = NGrams.load(folder)
        self._finder = Finder.load(folder, vocabulary, model.one)
        self._parter = Parter(self._finder, model)
        self._decoder = Decoder(model, weights or Weights())
        self._codes = lexicon.pairs("codes.tsv")
        listed = [*lexicon.lines("criteria.txt"), *lexicon.lines("posts.txt")]
        if (folder / KNOWN).is_file():
            listed += lexicon.lines(KNOWN, folder)
        self.names = (*listed, *lexicon.shortened(listed))
        """Names that cells may carry."""
        self._seen: dict[Damage, dict[tuple[str, bool, bool], tuple[Slot, ...]]]
        self._seen = {damage: {} for damage in Damage}

    def restore(
        self,
        lines: Iterable[str],
        damage: Damage = Damage.AUTO,
        *,
        running: bool = True,
        names: Known | None = None,
    ) -> Iterator[Restored]:
        """The lines restored, one for one, in bounded memory.

        running: lines that follow each other are one text, and an empty line ends a paragraph;
        otherwise each line stands for itself. names: a line whose damaged words leave it in
        doubt may carry one of these. Encodings of before Unicode are converted.
        """
        block: list[str] = []
        first = 1
        for line in lines:
            block.append(line)
            full = len(block) >= AT_ONCE and not (running and line.strip())
            if full or len(block) >= 2 * AT_ONCE:
                yield from self._block(block, first, damage, running, names)
                first += len(block)
                block = []
        if block:
            yield from self._block(block, first, damage, running, names)

    def _block(
        self, read: Sequence[str], first: int, damage: Damage, running: bool, names: Known | None
    ) -> Iterator[Restored]:
        if self._finder.full:
            self._finder.forget()
            self._seen = {damage: {} for damage in Damage}
        lines = modern("\n".join(read))[0].split("\n")
        cut = [_cut(line) for line in lines]
        runs: list[list[int]] = [[]]
        words: list[list[_Word]] = []
        before = ""
        for line, pieces, state in zip(lines, cut, _states(cut, damage, running), strict=True):
            if not running or _breaks(before, line):
                self._stop(runs)
            whole = self._mended(pieces) if state.damage is Damage.MISREAD else pieces
            placed = [self._place(p, state, runs, k == 0) for k, p in enumerate(whole)]
            words.append(placed)
            before = line
        decoded = self._decoded(runs)
        for k, (line, found) in enumerate(zip(lines, words, strict=True)):
            yield self._written(line, f"line {first + k}", found, decoded, names)

    def _mended(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces of a line, those of a torn word as one that holds the space between them."""
        if not any(text.lower() in ENDS for _, text, _ in pieces):
            return list(pieces)
        done: list[Piece] = []
        for sort, text, start in pieces:
            if done and sort is done[-1][0] is Sort.WORD:
                _, before, at = done[-1]
                apart = start - at - len(before) == 1 and " " not in before
                if apart and self._parter.torn(before, text):
                    done[-1] = Sort.WORD, f"{before} {text}", at
                    continue
            done.append((sort, text, start))
        return done

    def _stop(self, runs: list[list[int]]) -> None:
        """A sign, or the end of a paragraph; a run that is long enough ends here."""
        if runs[-1] and runs[-1][-1] != self._finder.stop.number:
            runs[-1].append(self._finder.stop.number)
        if len(runs[-1]) >= LONGEST_RUN // 2:
            runs.append([])

    def _place(self, piece: Piece, state: _State, runs: list[list[int]], first: bool) -> _Word:
        sort, text, start = piece
        if sort is Sort.BREAK:
            self._stop(runs)
            return _Word(start, text)
        if len(runs[-1]) >= LONGEST_RUN:
            runs.append([])
        inside = not first and runs[-1][-1:] not in ([], [self._finder.stop.number])
        slots = self._slots(sort, text.replace(" ", ""), state, inside)
        runs[-1] += (slot.number for slot in slots)
        good = state.damage in GOOD
        return _Word(start, text, slots, len(runs) - 1, len(runs[-1]) - len(slots), good)

    def _slots(self, sort: Sort, text: str, state: _State, inside: bool) -> tuple[Slot, ...]:
        """What a piece may have been; several slots when a wrong engine joined words."""
        if sort is not Sort.WORD:
            return (self._slot(sort, text, state, inside),)
        seen, key = self._seen[state.damage], (text, state.capitals, inside)
        slots = seen.get(key)
        if slots is None:
            parts = self._parter.parts(text) if state.damage is Damage.MISREAD else (text,)
            slots = seen[key] = tuple(
                self._slot(sort, part, state, inside or k > 0) for k, part in enumerate(parts)
            )
        return slots

    def _slot(self, sort: Sort, text: str, state: _State, inside: bool) -> Slot:
        """What a piece may have been. inside: it stands inside a sentence."""
        finder = self._finder
        if sort is Sort.NUMBER:
            return finder.number
        if sort is Sort.KEPT:
            return finder.kept(text)
        if state.damage in GOOD:
            if _suspect(text):
                return finder.misread(text)
            slips = state.damage is Damage.SLIPPED and is_legal(text)
            return finder.slipped(text, inside) if slips else finder.kept(text)
        if text in finder.abbreviations and (len(text) > 3 or not state.capitals):
            return finder.kept(finder.abbreviations[text])
        if state.damage is Damage.STRIPPED:
            return finder.stripped(text, inside)
        if not state.capitals and _ROMAN_MISREAD.fullmatch(text):
            return finder.roman(text)
        if not state.capitals and len(text) > 1 and text.isupper():
            return finder.short(text)
        return finder.misread(text, inside)

    def _decoded(self, runs: Sequence[Sequence[int]]) -> list[_Run]:
        """Each run decoded; runs of like length together."""
        done = [_Run(np.zeros((0, 0), np.float32), [], [])] * len(runs)
        order = sorted((k for k in range(len(runs)) if runs[k]), key=lambda k: len(runs[k]))
        for at in range(0, len(order), 64):
            some = order[at : at + 64]
            found = self._decoder.posteriors(
                [runs[k] for k in some], self._finder.table, self._finder.stop.number
            )
            best, top = found.argmax(axis=2).tolist(), found.max(axis=2).tolist()
            for k, *run in zip(some, found, best, top, strict=True):
                done[k] = _Run(*run)
        return done

    def _written(
        self,
        line: str,
        where: str,
        words: Sequence[_Word],
        runs: Sequence[_Run],
        names: Known | None,
    ) -> Restored:
        """The line with the likeliest words; columns parted by runs of spaces stay in place."""
        puts = [self._put(word, runs) for word in words]
        if names is not None and not any(word.good for word in words):
            puts = names.filled(line, puts)
        parts: list[str] = []
        changes: list[Change] = []
        end = grown = 0
        for put in puts:
            gap = line[end : put.start]
            if grown and len(gap) > 1 and not gap.strip():
                kept = max(2, len(gap) - grown)
                grown -= len(gap) - kept
                gap = " " * kept
            parts += (gap, put.after)
            end = put.start + len(put.before)
            grown += len(put.after) - len(put.before)
            if put.after != put.before:
                posterior = put.posterior or 1.0
                changes.append(
                    Change(where, put.start, put.before, put.after, posterior, put.others)
                )
        weighed = tuple((p.start, p.posterior) for p in puts if p.posterior is not None)
        return Restored("".join(parts) + line[end:], tuple(changes), weighed)

    def _put(self, word: _Word, runs: Sequence[_Run]) -> Put:
        """What is put for a word: the likeliest, or several that were read as one."""
        after, posterior, others = self._chosen(word, 0, runs)
        for part in range(1, len(word.slots)):
            text, least, _ = self._chosen(word, part, runs)
            others = ()
            after = f"{after} {text}"
            posterior = min((p for p in (posterior, least) if p is not None), default=None)
        return Put(word.start, word.text, after, posterior, others)

    def _chosen(
        self, word: _Word, part: int, runs: Sequence[_Run]
    ) -> tuple[str, float | None, tuple[tuple[str, float], ...]]:
        """The word to be written, its posterior (None when it was not weighed), the runners-up.

        part: 0, or which of several words that were read as one.
        """
        if not word.slots:
            return word.text, None, ()
        slot = word.slots[part]
        if slot is self._finder.number:
            return (word.text if word.good else self._code(word.text)), None, ()
        if len(slot.spelled) == 1:
            text = slot.spelled[0]
            return (text if word.good else self._finder.abbreviations.get(text, text)), None, ()
        run, at = runs[word.run], word.at + part
        best, top = run.best[at], run.top[at]
        if word.good and top < SURE:
            return word.text, None, ()
        if not word.good and slot.words[best] == UNKNOWN and "|" not in word.text:
            itself = word.text if len(word.slots) == 1 else slot.spelled[best]
            return itself, min(UNFIT, top), ()
        if top > 1 - SHOWN:
            return slot.spelled[best], top, ()
        sums: dict[str, float] = {}
        posterior = run.posteriors[at, : len(slot.spelled)].tolist()
        for text, value in zip(slot.spelled, posterior, strict=True):
            sums[text] = sums.get(text, 0.0) + value
        ranked = sorted(sums.items(), key=lambda item: -item[1])
        others = tuple((text, value) for text, value in ranked[1:4] if value >= SHOWN)
        return *ranked[0], others

    def _code(self, text: str) -> str:
        """A document code whose office or kind lost its marks, from a closed table."""
        if text.isdigit() or not any(c.isupper() for c in text):
            return text
        return "".join(self._codes.get(part, part) for part in _PARTS.split(text))


def _cut(line: str) -> list[Piece]:
    """The pieces of a line with their places."""
    found = []
    for match in _RUN_OF_SIGNS.finditer(line):
        at = match.start()
        for sort, text in split(match[0]):
            found.append((sort, text, at))
            at += len(text)
    return found


def _states(cut: Sequence[Sequence[Piece]], damage: Damage, running: bool) -> list[_State]:
    """Each line judged; a short one of a running text together with the lines around it."""
    words = [[text for sort, text, _ in pieces if sort is Sort.WORD] for pieces in cut]
    states = []
    for k, own in enumerate(words):
        around, reach = list(own), 1
        while running and len(around) < ENOUGH_WORDS and reach <= 6:
            for j in (k - reach, k + reach):
                around += words[j] if 0 <= j < len(words) else []
            reach += 1
        near = own
        if running and len(own) < 4:
            near = [w for part in words[max(0, k - 1) : k + 2] for w in part]
        capitals = sum(w == w.upper() for w in near) > 0.6 * len(near)
        states.append(_State(told(around) if damage is Damage.AUTO else damage, capitals))
    if running and any(
        s.damage is Damage.MISREAD and _by_an_engine(w) for s, w in zip(states, words, strict=True)
    ):
        return [
            replace(s, damage=Damage.MISREAD) if s.damage is Damage.STRIPPED else s for s in states
        ]
    return states


def told(words: Sequence[str]) -> Damage:
    """What happened to a text, from its words alone: never AUTO."""
    if marked_share(words) >= MARKED:
        return Damage.NONE
    if len(words) >= 5 and not _by_an_engine(words):
        return Damage.STRIPPED
    return Damage.MISREAD


def _by_an_engine(words: Sequence[str]) -> bool:
    """Whether words show that an engine read them: a letter with a mark, a figure in a word, or
    letters that no syllable has. Lines without any stand in every such text."""
    return any(not w.isascii() or not w.isalpha() or _is_torn(w) for w in words)


def _is_torn(word: str) -> bool:
    """Whether the letters of a small word are those of no syllable: "ndm", "sb"."""
    return word.islower() and len(word) <= 4 and word not in _bare_syllables()


@lru_cache(maxsize=1)
def _bare_syllables() -> frozenset[str]:
    return frozenset(map(bare, legal()))


def _suspect(word: str) -> bool:
    """Whether a word of a good text may be touched: no legal syllable, though nearly one.

    A word of plain letters is left: it is a name, a foreign word or an abbreviation.
    """
    if word.isascii() or word == word.upper() or is_legal(word):
        return False
    return 2 <= len(word) <= 8 and bare(word).isalpha()


def _breaks(before: str, line: str) -> bool:
    """Whether a line begins something new instead of going on with the line before."""
    text = line.strip()
    if not text or not before.strip() or text[0] in "-+•*–":
        return True
    return text[0].isupper() and len(before.rstrip()) < 0.75 * len(line.rstrip())
