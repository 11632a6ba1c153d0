"""Wordings found in running text by patterns that an office can write itself.

A pattern is a row of words without marks: "dat {score} / {max} diem". A word may be one of
several ("xa|phuong"), may be missing ("diem?"), "..4" lets up to four other words of the same
clause stand between, {name} is a value to take. Letters may be misread: more of them in text
that an OCR in another language made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz.distance import Levenshtein

from document.number import parse as parse_number
from document.page import Page
from document.wording import fold, one_line

_TOKEN = re.compile(
    r"(?P<date>\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d\d(?!\d))"
    r"|(?P<code>\d{1,5}\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?[A-ZĐÐ][\w&]*(?:\s?[-–]\s?[A-ZĐÐ0][\w&]*)+)"
    r"|(?P<word>\d?[^\W\d_](?:[\w&¢€{}’'|]*\w)?)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<sign>\S)"
)
_OPENS = re.compile(r"\s*(?:[-–+•*]|[IVX]{1,4}[.)]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\))\s")
_ENDS = (".", ";", ":", "!", "?", "/.")
_AS_LETTER = str.maketrans("0134568", "oleasob")
_TONED = frozenset("đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ")
_SOFT = frozenset(",:()[]\"'“”‘’-–—*")
_HARD = frozenset(".;¶")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or sign. kind: word, number, date, code or sign.

    key: folded, digits inside a word read as letters. start, end: places in its paragraph.
    """

    kind: str
    text: str
    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together, as one. page: 1-based, of its first line."""

    page: int
    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        """The keys of its words."""
        return frozenset(t.key for t in self.tokens if t.kind == "word")


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found. start, end: tokens of the paragraph. cost: letters misread.

    values: by slot name, canonical. printed: the words.
    """

    paragraph: Paragraph
    start: int
    end: int
    cost: int
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def printed(self) -> str:
        tokens = self.paragraph.tokens
        return self.paragraph.text[tokens[self.start].start : tokens[self.end - 1].end]


@lru_cache(maxsize=65536)
def _key(text: str) -> str:
    folded = fold(text).replace(" ", "")
    return folded.translate(_AS_LETTER) if any(c.isalpha() for c in folded) else folded


def tokens(text: str) -> tuple[Token, ...]:
    """The text as tokens.

    >>> [(t.kind, t.key) for t in tokens("số 12/QĐ-UBND, đạt 91.00/100")][:4]
    [('word', 'so'), ('code', '12 qd ubnd'), ('sign', ','), ('word', 'dat')]
    >>> [t.key for t in tokens("trong s6 05 d6ng, 1a")]
    ['trong', 'so', '05', 'dong', ',', 'la']
    """
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        word = match[0]
        key = _key(word) if kind == "word" else fold(word) if kind == "code" else word
        found.append(Token(kind, word, key, match.start(), match.end()))
    return tuple(found)


def damaged(text: str) -> bool:
    """Whether a Vietnamese text has lost its marks: an OCR in another language made it.

    >>> damaged("xếp loại Tốt và đứng thứ ba"), damaged("xép loai Tét va dung thr ba")
    (False, True)
    """
    letters = text.lower()
    return sum(c in _TONED for c in letters) < 0.15 * len(letters.split())


def _breaks(line: str, following: str, width: int) -> bool:
    """Whether a paragraph ends between two lines."""
    if not following.strip() or _OPENS.match(following):
        return True
    length = len(line.rstrip()) / width
    if line.rstrip().endswith(_ENDS):
        return length < 0.8
    # A name may be broken: "thành phố Từ" and in the next line "Sơn".
    short = length < (0.8 if _OPENS.match(line) else 0.6)
    shouts = line.isupper() != following.isupper()
    return following.lstrip()[:1].isupper() and (short or shouts)


def paragraphs(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines joined to paragraphs: a sentence may break anywhere, a heading may not.

    >>> paragraphs(["I. Kết quả", "Xã đạt 91 điểm, xếp", "loại Tốt.", "- Ban hành kế hoạch"])
    ('I. Kết quả', 'Xã đạt 91 điểm, xếp loại Tốt.', '- Ban hành kế hoạch')
    """
    filled = [line for line in lines if line.strip()]
    width = max((len(line.rstrip()) for line in filled), default=0)
    done: list[list[str]] = []
    for k, line in enumerate(filled):
        if k and not _breaks(filled[k - 1], line, width):
            done[-1].append(line)
        else:
            done.append([line])
    return tuple(one_line(" ".join(part)) for part in done)


def read(pages: Sequence[Page]) -> tuple[Paragraph, ...]:
    """The paragraphs of all pages; one that goes on over the page break is one."""
    found: list[tuple[int, str]] = []
    for page in pages:
        for k, text in enumerate(paragraphs(page.lines)):
            goes_on = k == 0 and found and text[:1].islower() and not found[-1][1].endswith(_ENDS)
            if goes_on:
                found[-1] = (found[-1][0], f"{found[-1][1]} {text}")
            else:
                found.append((page.number, text))
    return tuple(Paragraph(n, text, tokens(text)) for n, text in found)


@dataclass(frozen=True, slots=True)
class _Element:
    """kind: word, slot, gap or sign. names: wordings of a word, else one name."""

    kind: str
    names: tuple[str, ...]
    optional: bool = False
    most: int = 0


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
            names = tuple(part.removesuffix("?").split("|"))
            elements.append(_Element("word", names, optional=part.endswith("?")))
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


def number(found: Sequence[Token], at: int) -> tuple[str, int] | None:
    """A figure, with a decimal point."""
    if at < len(found) and found[at].kind == "number":
        value = parse_number(found[at].text)
        if value is not None:
            return found[at].text.replace(",", "."), at + 1
    return None


def date(found: Sequence[Token], at: int) -> tuple[str, int] | None:
    """A date in figures, as ISO; None when there is no such day."""
    if at < len(found) and found[at].kind == "date":
        iso = iso_date(*re.findall(r"\d+", found[at].text))
        return (iso, at + 1) if iso else None
    return None


def iso_date(day: str, month: str, year: str) -> str | None:
    """A date as ISO, None when its figures cannot be one.

    >>> iso_date("5", "03", "2024"), iso_date("31", "13", "2024")
    ('2024-03-05', None)
    """
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12 and 1990 <= int(year) <= 2100):
        return None
    return f"{int(year):04}-{int(month):02}-{int(day):02}"


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
                    yield which, Match(paragraph, start, end, cost, dict(values))

    def _from(
        self, elements: Sequence[_Element], k: int, found: Sequence[Token], at: int, budget: int,
        *, first: bool = False,
    ) -> tuple[int, int, tuple[tuple[str, str], ...]] | None:  # fmt: skip
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
    ) -> tuple[int, int, tuple[tuple[str, str], ...]] | None:
        for over in range(elements[k].most + 1):
            rest = self._from(elements, k + 1, found, at + over, budget)
            if rest is not None:
                return rest
            if at + over >= len(found) or found[at + over].text in _HARD:
                return None
        return None

    def _take(
        self, element: _Element, found: Sequence[Token], at: int, budget: int
    ) -> tuple[int, int, tuple[tuple[str, str], ...]] | None:
        if at >= len(found):
            return None
        token = found[at]
        if element.kind == "sign":
            return (at + 1, 0, ()) if token.text == element.names[0] else None
        if element.kind == "slot":
            name = element.names[0]
            taken = self.takers[name](found, at)
            return (taken[1], 0, ((name, taken[0]),)) if taken else None
        if token.kind != "word":
            return None
        cost = _cost(token.key, element.names)
        return (at + 1, cost, ()) if cost is not None and cost <= budget else None
