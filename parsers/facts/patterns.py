"""Wordings found in running text by patterns that an office can write itself.

A pattern is a row of words: "dat {score} / {max} diem". A word may be one of several
("xa|phuong"), may be missing ("diem?"), "..4" lets up to four other words of the same clause
stand between, {name} is a value to take. Letters may be misread: more of them in text that an
OCR in another language made. A word written with marks ("hạng") must be printed with them where
the text has its marks at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from document.wording import fold
from parsers.facts.paragraphs import Paragraph
from parsers.facts.tokens import Token

_SOFT = frozenset(",:()[]\"'“”‘’-–—*")
_HARD = frozenset(".;¶")


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found. start, end: tokens of the paragraph. cost: letters misread.

    values: by slot name, canonical. spans: the tokens of each, first and behind the last.
    """

    paragraph: Paragraph
    start: int
    end: int
    cost: int
    values: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def letters(self) -> tuple[int, int]:
        """Where it begins and ends in the text of its paragraph."""
        tokens = self.paragraph.tokens
        return tokens[self.start].start, tokens[self.end - 1].end

    @property
    def printed(self) -> str:
        start, end = self.letters
        return self.paragraph.text[start:end]

    def overlaps(self, other: Match) -> bool:
        same = self.paragraph is other.paragraph
        return same and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class _Element:
    """kind: word, slot, gap or sign. names: wordings of a word, folded, else one name.

    marked: those of the wordings that must be printed with their marks; bare: the others.
    """

    kind: str
    names: tuple[str, ...]
    optional: bool = False
    most: int = 0
    marked: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> tuple[_Element, ...]:
    elements = []
    for part in pattern.split():
        if part.startswith(".."):
            elements.append(_Element("gap", (), most=int(part[2:])))
        elif part.startswith("{"):
            elements.append(_Element("slot", (part.strip("{}"),)))
        elif part in ("/", "%"):
            elements.append(_Element("sign", (part,)))
        else:
            names = part.removesuffix("?").split("|")
            bare = tuple(n for n in names if fold(n) == n)
            marked = tuple(n for n in names if n not in bare)
            folded = tuple(map(fold, names))
            elements.append(_Element("word", folded, part.endswith("?"), 0, marked, bare))
    return tuple(elements)


def misread(key: str, word: str) -> int | None:
    """How many letters of a word would be misread to give a key; None when too many.

    >>> misread("diem", "diem"), misread("thr", "thu"), misread("vi", "voi"), misread("xa", "la")
    (0, 1, 1, None)
    """
    if key == word:
        return 0
    if not key or len(word) < 3:
        return None
    allowed = 1 if len(word) <= 5 else 2
    distance = Levenshtein.distance(key, word, score_cutoff=allowed)
    return distance if distance <= allowed else None


@lru_cache(maxsize=65536)
def _cost(key: str, names: tuple[str, ...]) -> int | None:
    """How many letters of the likest of some words would be misread to give a key."""
    return min((c for n in names if (c := misread(key, n)) is not None), default=None)


@lru_cache(maxsize=65536)
def _least(keys: frozenset[str], names: tuple[str, ...]) -> float:
    """The cost of the key most like one of some words, infinite when none is like any."""
    return min((c for key in keys if (c := _cost(key, names)) is not None), default=math.inf)


Taker = Callable[[Sequence[Token], int], tuple[str, int] | None]
"""Takes a value from a place on: its canonical text and the place behind it, or None."""

_Way = tuple[int, int, tuple[tuple[str, str, int, int], ...]]
"""The token behind a part of a pattern, letters misread in it, its values with their tokens."""


def _skip_soft(found: Sequence[Token], at: int) -> int:
    while at < len(found) and found[at].kind == "sign" and found[at].text in _SOFT:
        at += 1
    return at


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for patterns in a document.

    takers: how the value of a slot is taken, by name. loose: whether the text is damaged,
    so that a quarter of the letters of a pattern may be misread instead of one in twelve.
    """

    takers: Mapping[str, Taker]
    loose: bool = False

    def matches(self, patterns: Sequence[str], paragraph: Paragraph) -> Iterator[tuple[int, Match]]:
        """Every place where a pattern holds, with the number of the pattern."""
        for which, pattern in enumerate(patterns):
            elements = _compiled(pattern)
            letters = sum(min(map(len, e.names)) for e in elements if e.kind == "word")
            budget = letters // 4 if self.loose else letters // 12
            needed = (e.names for e in elements if e.kind == "word" and not e.optional)
            if any(_least(paragraph.words, names) > budget for names in needed):
                continue
            for start in range(len(paragraph.tokens)):
                best = self._from(elements, 0, paragraph.tokens, start, budget, first=True)
                if best is not None:
                    end, cost, values = best
                    held = {name: value for name, value, _, _ in values}
                    spans = {name: (a, b) for name, _, a, b in values}
                    yield which, Match(paragraph, start, end, cost, held, spans)

    def _from(
        self, elements: Sequence[_Element], k: int, found: Sequence[Token], at: int, budget: int,
        *, first: bool = False,
    ) -> _Way | None:  # fmt: skip
        """The cheapest way to go on with element k at a token: end, cost, values."""
        if k == len(elements):
            return at, 0, ()
        element = elements[k]
        if not first:
            at = _skip_soft(found, at)
        if element.kind == "gap":
            return self._over_gap(elements, k, found, at, budget)
        options = []
        if element.optional and (rest := self._from(elements, k + 1, found, at, budget)):
            options.append(rest)
        taken = self._take(element, found, at, budget)
        if taken is not None:
            end, cost, values = taken
            rest = self._from(elements, k + 1, found, end, budget - cost)
            if rest is not None:
                options.append((rest[0], rest[1] + cost, (*values, *rest[2])))
        return min(options, key=lambda o: (o[1], -o[0]), default=None)

    def _over_gap(
        self, elements: Sequence[_Element], k: int, found: Sequence[Token], at: int, budget: int
    ) -> _Way | None:
        for over in range(elements[k].most + 1):
            rest = self._from(elements, k + 1, found, at + over, budget)
            if rest is not None:
                return rest
            if at + over >= len(found) or found[at + over].text in _HARD:
                return None
        return None

    def _take(self, element: _Element, found: Sequence[Token], at: int, budget: int) -> _Way | None:
        if at >= len(found):
            return None
        token = found[at]
        if element.kind == "sign":
            return (at + 1, 0, ()) if token.text == element.names[0] else None
        if element.kind == "slot":
            name = element.names[0]
            taken = self.takers[name](found, at)
            return (taken[1], 0, ((name, taken[0], at, taken[1]),)) if taken else None
        if token.kind != "word":
            return None
        if token.marked in element.marked:
            return at + 1, 0, ()
        cost = _cost(token.key, element.names if self.loose else element.bare)
        return (at + 1, cost, ()) if cost is not None and cost <= budget else None
