"""What a read word may have been: a few syllables, each with log P(read | syllable).

Near syllables are looked up by their bare letters, then weighed by the channel. All that is
found for a form is kept, so that a form costs once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist
from unidecode import unidecode

from normalize import lexicon
from normalize.channel import Channel, Syllables
from normalize.ngrams import BREAK, NAMES, NUMBER, UNKNOWN, Vocabulary
from normalize.slips import Slips
from normalize.syllable import bare, is_legal, old_placed

WIDTH = 20
"""Candidates kept for a form."""
NEAR = 110
"""Syllables that the channel weighs for a form, at most."""
WORST = 7.5
"""Candidates whose log probability, weighed with how common they are, is so much below the best
one's are dropped."""
FORM_SHARE = 0.6
"""Weight of the whole words that were seen, against the pieces."""
OTHER_CASE = -3.5
"""log P that a word read with a capital begins with a small letter."""
LOUD = -2.5
"""log P that a syllable stands in capitals in a line of small letters."""
STRANGE = -3.0
"""log P of each sign of a word that is no syllable."""
ITS_OWN_SIGN = 0.003
"""P of a quotation or question mark behind a word: such signs are rare in reports."""
A_RULE = 0.003
"""P of a bar beside a word that is a rule of the table."""
LISTED = -3.0
"""log P of a listed word being itself."""

_SIGNS = str.maketrans(
    {"0": "o", "1": "l", "3": "a", "4": "a", "5": "o", "6": "o", "8": "a", "¢": "c", "€": "e",
     "£": "e", "$": "s", "&": "o", "@": "a", "|": "l", "©": "o", "®": "o", "!": "i", "?": "",
     "§": "s", "™": "m", "°": "o", "ß": "b"}
)  # fmt: skip


class Case(IntEnum):
    """How a word is written."""

    SMALL = 0
    TITLE = 1
    CAPITALS = 2


def case_of(word: str) -> Case:
    """The case that a read word seems to have.

    >>> [case_of(w).name for w in ("s6", "Panh", "PHUONG", "PHi", "Ý")]
    ['SMALL', 'TITLE', 'CAPITALS', 'CAPITALS', 'TITLE']
    """
    letters = [c for c in word if c.isalpha()]
    large = sum(c.isupper() for c in letters)
    if large >= 2 and large > 0.5 * len(letters):
        return Case.CAPITALS
    return Case.TITLE if word[:1].isupper() else Case.SMALL


_SHORT = (Case.TITLE, Case.CAPITALS)
"""Cases of "BO" in a line of small letters: an O is often a small letter with its marks."""


def _cases(word: str) -> tuple[Case, ...]:
    """The cases in which a read word may have stood, the likeliest first."""
    likely = case_of(word)
    if likely is Case.CAPITALS and word != word.upper():
        return Case.CAPITALS, Case.TITLE, Case.SMALL
    return (Case.TITLE, Case.SMALL) if likely is Case.TITLE else (likely,)


def cased(syllable: str, case: Case) -> str:
    if case is Case.CAPITALS:
        return syllable.upper()
    return syllable[:1].upper() + syllable[1:] if case is Case.TITLE else syllable


def skeleton(word: str) -> str:
    """Small bare letters of a read word, signs taken for the letters that they look like.

    >>> skeleton("d6ng"), skeleton("c¢ch"), skeleton("Đánh")
    ('dong', 'ccch', 'danh')
    """
    plain = unidecode(word.lower().translate(_SIGNS)).lower()
    return "".join(c for c in plain if "a" <= c <= "z")


@dataclass(frozen=True, slots=True)
class Slot:
    """A word in the lattice. number: row of the table. spelled: candidates as they would stand.

    words, logs: their word numbers and log P(read | candidate), as many as `spelled`.
    """

    number: int
    spelled: tuple[str, ...]
    words: tuple[int, ...]
    logs: tuple[float, ...]


class Table:
    """All slots so far as two arrays, for decoding many at once."""

    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self._words = np.full((1024, WIDTH), -1, np.int32)
        self._logs = np.full((1024, WIDTH), -np.inf, np.float32)

    def add(self, found: list[tuple[str, int, float]]) -> Slot:
        """A slot of candidates: (as spelled, word number, log P)."""
        number = len(self.slots)
        if number == len(self._words):
            self._words = np.concatenate((self._words, np.full_like(self._words, -1)))
            self._logs = np.concatenate((self._logs, np.full_like(self._logs, -np.inf)))
        # In the order of the model's keys: looking up pairs goes faster so.
        spelled, words, logs = zip(*sorted(found, key=lambda c: c[1]), strict=True)
        self._words[number, : len(words)] = words
        self._logs[number, : len(words)] = logs
        slot = Slot(number, spelled, words, logs)
        self.slots.append(slot)
        return slot

    def arrays(self, slots: NDArray[np.intp]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Word numbers (-1 for none) and logs, shape (*slots.shape, WIDTH)."""
        return self._words[slots], self._logs[slots]


class Finder:
    """Finds candidates. Not safe to share between threads: it remembers what it found."""

    MOST_REMEMBERED = 200_000

    def __init__(
        self,
        vocabulary: Vocabulary,
        frequency: NDArray[np.floating[Any]],
        capital: NDArray[np.floating[Any]],
        channel: Channel,
        forms: Mapping[str, Mapping[str, float]],
        slips: Slips,
    ) -> None:
        """frequency: log P of each word alone. capital: log P that it has a capital inside a
        sentence. forms: by read word, log P by true word."""
        self._vocabulary = vocabulary
        self._channel, self._forms, self._slips = channel, forms, slips
        syllables = [w for w in vocabulary.words[len(NAMES) :] if is_legal(w)]
        self._syllables = syllables
        self._numbers = np.array([vocabulary.index[w] for w in syllables])
        self._capital = np.asarray(capital, np.float64).tolist()
        self._alone = np.asarray(frequency, np.float64).tolist()
        self._frequency = np.asarray(frequency, np.float64)[self._numbers]
        self._row = {w: k for k, w in enumerate(syllables)}
        self._rows_of: dict[str, list[int]] = defaultdict(list)
        for row, syllable in enumerate(syllables):
            self._rows_of[bare(syllable)].append(row)
        self._skeletons = list(self._rows_of)
        self._commonest = np.array(
            [max(self._frequency[r] for r in rows) for rows in self._rows_of.values()]
        )
        self._spelled: dict[Case, Syllables] = {}
        short = lexicon.pairs("abbreviations.tsv")
        self.abbreviations = {name: name for name in short}
        for name in short:
            self.abbreviations.setdefault(bare(name), name)
        self._foreign = frozenset(lexicon.lines("foreign.txt"))
        self.forget()

    def forget(self) -> None:
        """Start the memory anew."""
        self.table = Table()
        self._known: dict[tuple[str, str], Slot] = {}
        self.number = self.table.add([("", NUMBER, 0.0)])
        self.stop = self.table.add([("", BREAK, 0.0)])

    @property
    def full(self) -> bool:
        return len(self.table.slots) > self.MOST_REMEMBERED

    def skeletons(self) -> tuple[Sequence[str], NDArray[np.float64]]:
        """The bare letters of all syllables, and log P of the commonest syllable of each."""
        return self._skeletons, self._commonest

    def is_foreign(self, word: str) -> bool:
        """Whether a word is listed as one that is no Vietnamese syllable."""
        return word.lower() in self._foreign

    def _in_case(self, case: Case) -> Syllables:
        if case not in self._spelled:
            words = [cased(s, case) for s in self._syllables]
            self._spelled[case] = Syllables(words, self._channel.pieces)
        return self._spelled[case]

    def _itself(self, word: str, log: float) -> tuple[str, int, float]:
        return word, self._vocabulary.number(old_placed(word.lower())), log

    def kept(self, word: str) -> Slot:
        """A word that is not to be changed."""
        slot = self._known.get(("kept", word))
        if slot is None:
            slot = self._known["kept", word] = self.table.add([self._itself(word, 0.0)])
        return slot

    def misread(self, word: str, inside: bool = False) -> Slot:
        """What a word read by an engine of another language may have been.

        inside: it stands inside a sentence, so that a capital makes it a name.
        """
        key = ("misread inside" if inside else "misread", word)
        slot = self._known.get(key)
        if slot is None:
            found = self._with_sign(word)
            slot = self._known[key] = self.table.add(self._as_names(found) if inside else found)
        return slot

    def _as_names(self, found: list[tuple[str, int, float]]) -> list[tuple[str, int, float]]:
        return [
            (s, w, v + (self._capital[w] if case_of(s) is Case.TITLE else 0.0)) for s, w, v in found
        ]

    def _with_sign(self, word: str) -> list[tuple[str, int, float]]:
        """Candidates of a word; a sign behind it may be a part of a letter or stand for itself.

        A bar around it is a rule of the table and goes, or it is an l.
        """
        free = word.strip("|")
        if free != word and "|" not in free and free:
            ruled = [(s, w, v + float(np.log(A_RULE))) for s, w, v in self._with_sign(free)]
            return sorted([*self._weighed(word)[:-1], *ruled], key=lambda c: -c[2])[:WIDTH]
        stem = word.rstrip("'’‘?")
        if stem == word or not stem:
            return self._weighed(word)
        sign, log = word[len(stem) :], np.log(ITS_OWN_SIGN)
        apart = [(s + sign, w, v + float(log)) for s, w, v in self._weighed(stem)]
        found = sorted([*self._weighed(word)[:-1], *apart], key=lambda c: -c[2])
        return found[:WIDTH]

    def stripped(self, word: str, inside: bool = False) -> Slot:
        """What a word without its marks may have been: letters are right, marks may lack.

        inside: as for `misread`.
        """
        key = ("stripped inside" if inside else "stripped", word)
        slot = self._known.get(key)
        if slot is None:
            found = self._marked(word)
            slot = self._known[key] = self.table.add(self._as_names(found) if inside else found)
        return slot

    def slipped(self, word: str, inside: bool = False) -> Slot:
        """What a legal syllable may have been that an engine which knows Vietnamese read.

        inside: as for `misread`.
        """
        key = ("slipped inside" if inside else "slipped", word)
        slot = self._known.get(key)
        if slot is None:
            found = self._slips_of(word)
            slot = self._known[key] = self.table.add(self._as_names(found) if inside else found)
        return slot

    def _slips_of(self, word: str) -> list[tuple[str, int, float]]:
        """The word itself, and the syllables that one slip of a mark makes it of."""
        low, case, given = word.lower(), case_of(word), old_placed(word)
        found = [self._itself(word, self._slips.kept(given))]
        if given != cased(old_placed(low), case):
            return found
        for row in self._rows_of.get(bare(low), ()):
            true = cased(self._syllables[row], case)
            log = self._slips.one(true, given)
            if log is not None:
                found.append((true, int(self._numbers[row]), log))
        return sorted(found, key=lambda c: -c[2] - self._alone[c[1]])[:WIDTH]

    def short(self, word: str) -> Slot:
        """A word in capitals among small ones: an abbreviation, or a word in a heading."""
        slot = self._known.get(("short", word))
        if slot is None:
            found = self._weighed(word, _SHORT if len(word) <= 3 else (Case.CAPITALS,))[:-1]
            near = [(s, w, v + (LOUD if s.isupper() else 0.0)) for s, w, v in found]
            itself = LISTED if word.lower() not in self._rows_of else 2 * LISTED
            slot = self._known["short", word] = self.table.add([*near, (word, UNKNOWN, itself)])
        return slot

    def roman(self, word: str) -> Slot:
        """A Roman numeral read as letters: "Il", "lll"."""
        slot = self._known.get(("roman", word))
        if slot is None:
            slot = self._known["roman", word] = self.table.add([("I" * len(word), NUMBER, 0.0)])
        return slot

    def _strange(self, word: str) -> tuple[str, int, float]:
        """The word as it stands, taken for one that is no syllable."""
        return word, UNKNOWN, LISTED if self.is_foreign(word) else STRANGE * len(word)

    def _marked(self, word: str) -> list[tuple[str, int, float]]:
        low, case = word.lower(), case_of(word)
        rows = self._rows_of.get(bare(low), [])
        given = old_placed(low)
        if given != bare(low):
            rows = [r for r in rows if _covers(self._syllables[r], given)]
        found = [
            (cased(self._syllables[r], case), int(self._numbers[r]), 0.0)
            for r in sorted(rows, key=lambda r: -self._frequency[r])[: WIDTH - 1]
        ]
        return [*found, self._strange(word)]

    def _near(self, word: str) -> NDArray[np.intp]:
        """Rows of the syllables whose bare letters are nearest."""
        key = skeleton(word)
        distance = cdist([key], self._skeletons, scorer=Levenshtein.distance, dtype=np.uint8)[0]
        rows: list[int] = []
        inner = 0
        most = max(1, (len(key) + 1) // 2)
        for step in range(most + 1):
            inner = len(rows)
            for at in np.flatnonzero(distance == step):
                rows += self._rows_of[self._skeletons[at]]
            if len(rows) >= NEAR:
                break
        # The last ring may be wide: its rare syllables are left out.
        found = np.array(rows, np.intp)
        full, rest = np.split(found, [inner if step else 0])
        common = np.argsort(-self._frequency[rest], kind="stable")
        return np.concatenate((full, rest[common[: max(0, NEAR - len(full))]]))

    def _weighed(self, word: str, cases: tuple[Case, ...] = ()) -> list[tuple[str, int, float]]:
        cases = cases or _cases(word)
        seen = self._forms.get(word, {})
        near = self._near(word)
        found: dict[str, tuple[int, float]] = {}
        for way in cases:
            penalty = OTHER_CASE if way is Case.SMALL and len(cases) > 1 else 0.0
            chances = np.exp(self._channel.score(word[:12], self._in_case(way), near))
            values = np.log(np.maximum((1 - FORM_SHARE) * chances, 1e-30)) + penalty
            rates = values + 0.5 * self._frequency[near]
            for at in np.argsort(-rates, kind="stable")[:WIDTH]:
                found[cased(self._syllables[near[at]], way)] = (near[at], float(values[at]))
            for spelled, log in seen.items():
                row = self._row.get(spelled.lower())
                if row is None or spelled != cased(self._syllables[row], way):
                    continue
                chance = FORM_SHARE * np.exp(log) + (1 - FORM_SHARE) * chances[near == row].sum()
                found[spelled] = (row, float(np.log(chance)) + penalty)
        for spelled, log in seen.items():
            row = self._row.get(spelled.lower())
            if row is not None and spelled not in found:
                found[spelled] = (row, float(log + np.log(FORM_SHARE)))
        rated = sorted(
            (v + 0.5 * self._alone[self._numbers[r]], s, int(self._numbers[r]), v)
            for s, (r, v) in found.items()
        )[:-WIDTH:-1]
        near_best = [(s, n, v) for rate, s, n, v in rated if rate > rated[0][0] - WORST]
        return [*near_best, self._strange(word)]

    @classmethod
    def load(
        cls, folder: Path, vocabulary: Vocabulary, frequency: NDArray[np.floating[Any]]
    ) -> Finder:
        """From the channel and the forms in a model's folder."""
        forms: dict[str, dict[str, float]] = defaultdict(dict)
        for line in (folder / "forms.tsv").read_text("utf-8").splitlines():
            read, true, log = line.split("\t")
            forms[read][true] = float(log)
        capital = np.load(folder / "capital.npy", allow_pickle=False)
        channel, slips = Channel.load(folder), Slips.load(folder)
        return cls(vocabulary, frequency, capital, channel, forms, slips)


def _covers(syllable: str, given: str) -> bool:
    """Whether a syllable has all marks that a partly stripped word still has.

    >>> _covers("điều", "diêu"), _covers("điều", "diếu")
    (True, False)
    """
    whole, part = (normalize("NFD", w.replace("đ", "d\u0335")) for w in (syllable, given))
    left = iter(whole)
    return all(c in left for c in part)
