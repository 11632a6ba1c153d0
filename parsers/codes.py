"""The number of a criterion (*mã tiêu chí*): "1.1.3", "IV", "a". Not for scores.

A reader loses the full stops of a code long before its digits ("111", "1.11" for "1.1.1") and
takes "III" for "HI". The order of the codes in the table tells which one was meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import Levenshtein
from unidecode import unidecode

ROMANS = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
)  # fmt: skip
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,5}")
_LETTERED = re.compile(r"[a-zđ]\)?")
_PREFIX = re.compile(r"^(?:tiêu chí|tc|lv|lĩnh vực|mục|phần)\s*(?=[\dIVX])", re.IGNORECASE)
_ONE_SIGN = re.compile(r"(?<!\w)[^\d\s_.](?=(?:\.\d{1,2})+\.?$)")
"""A letter or a mark in the place of a code's first number: "Ẵ.2", ").3.2"."""
_SLIPS = str.maketrans(
    {"l": "1", "|": "1", "O": "0", "o": "0", ",": ".", ";": ".", ":": ".", "!": "1"}
)
_LIKE_DIGITS = str.maketrans("ZzLSsBIi]['T?AGbgq", "721558111117746699")
_CONFUSED = {"1": "47", "4": "1", "7": "1", "3": "8", "8": "3", "5": "6", "6": "5", "0": "8"}
_LIKE_ROMAN = (("H", "II"), ("M", "III"), ("N", "IV"), ("W", "VV"), ("Y", "V"), ("U", "II"))

BREAK = 8.0
"""Cost of a code that does not follow the one before it: dearer than any repair."""
HIDDEN = 3.5
"""Cost of a digit that a letter or a mark hides."""
LATE = 2.0
"""Cost of a first Roman number below other codes: where there are Roman numbers, one is on top."""
UNREAD = 5.0
"""Cost of leaving an illegible code as printed."""
WIDTH = 200
"""Hypotheses kept from row to row. A misread code takes seven rows to be known by what follows,
and each of these has cheap ways to be read: of 24 the right one was dropped meanwhile."""


def clean(printed: str) -> str:
    """The code as a system would write it; "" when the text is none.

    >>> clean("1.1.3."), clean(" 3, 2 .1"), clean("IV."), clean("Tiêu chí 1"), clean("Tổng")
    ('1.1.3', '3.2.1', 'IV', '1', '')
    >>> clean("l.2"), clean("VIII"), clean("a)"), clean("31.12.2023")
    ('1.2', 'VIII', 'a', '')
    """
    text = _PREFIX.sub("", printed.strip())
    text = re.sub(r"\s+", "", text).strip("()[]'\"`*-_").rstrip(".,:;")
    if text in ROMANS:
        return text
    if _LETTERED.fullmatch(text) and text != "l" and text != "o":
        return text.rstrip(")")
    slipped = re.sub(r"\.{2,}", ".", text.translate(_SLIPS)).strip(".")
    return slipped if _DOTTED.fullmatch(slipped) else ""


def is_roman(code: str) -> bool:
    return code in ROMANS


def parts(code: str) -> tuple[int, ...]:
    """The numbers of a dotted code; () for any other.

    >>> parts("3.11.2"), parts("IV")
    ((3, 11, 2), ())
    """
    return tuple(int(p) for p in code.split(".")) if _DOTTED.fullmatch(code) else ()


def _splits(digits: str) -> Iterator[str]:
    """All ways to part digits into numbers of one or two digits without leading zeros."""
    if not digits:
        yield ""
        return
    for take in (1, 2):
        head, tail = digits[:take], digits[take:]
        if len(head) < take or head[0] == "0":
            continue
        for rest in _splits(tail):
            yield f"{head}.{rest}" if rest else head


def _dotted_candidates(text: str, cost: float) -> Iterator[tuple[str, float]]:
    digits = re.sub(r"\D", "", text)
    if not 1 <= len(digits) <= 7:
        return
    before = re.sub(r"[^\d.]", "", text).strip(".")
    cost += 1.5 * sum(c.isalpha() for c in text)
    for candidate in _splits(digits):
        if candidate.count(".") <= 4:
            yield candidate, cost + 0.9 * Levenshtein.distance(before, candidate)


@lru_cache(maxsize=4096)
def candidates(printed: str) -> tuple[tuple[str, float], ...]:
    """What a printed code may have been, with costs; the code as read costs nothing.

    >>> dict(candidates("1.11"))["1.1.1"]
    0.9
    """
    best: dict[str, float] = {}

    def offer(code: str, cost: float) -> None:
        if cost < best.get(code, 1e9):
            best[code] = cost

    own = clean(printed)
    close = re.sub(r"\s+", "", printed)
    sign = _ONE_SIGN.search(close)
    if own:
        offer(own, HIDDEN if sign and not sign[0].isalpha() and sign[0] not in "|!" else 0.0)
    bare = close.translate(_SLIPS)
    for code, cost in _dotted_candidates(bare, 0.0):
        offer(code, cost)
    slipped = bare.translate(_LIKE_DIGITS)
    if slipped != bare and sum(c.isdigit() for c in slipped) >= 0.6 * len(slipped.strip(".")):
        changes = sum(a != b for a, b in zip(bare, slipped, strict=True))
        for code, cost in _dotted_candidates(slipped, 1.5 * changes):
            offer(code, cost)
    # A digit behind the first full stop; the first number is borne out by too many rows.
    for at in range(own.find(".") + 1, len(own)) if parts(own) and "." in own else ():
        for other in _CONFUSED.get(own[at], ""):
            offer(own[:at] + other + own[at + 1 :], 4.5)
    if sign:  # which digit it hides is told by the codes around it
        for digit in "123456789":
            offer(close[: sign.start()] + digit + close[sign.end() :].rstrip("."), HIDDEN)
    glyphs = unidecode(printed).upper().replace("1", "I").replace("L", "I").replace("|", "I")
    for shape, meant in _LIKE_ROMAN:
        glyphs = glyphs.replace(shape, meant)
    foreign = len(re.sub(r"[IVX\W_]", "", glyphs)) + len(re.findall(r"\w\.(?=\w)", glyphs))
    glyphs = re.sub(r"[^IVX]", "", glyphs)
    if glyphs and sum(c.isalpha() or c == "|" for c in printed) >= 0.5 * len(printed.strip()):
        for roman in ROMANS:
            apart = Levenshtein.distance(glyphs, roman) + foreign
            offer(roman, 0.0 if roman == own else 0.7 + 1.4 * apart)
    ranked = sorted(best.items(), key=lambda item: item[1])
    return tuple(item for item in ranked if item[1] < UNREAD + 1)[:40]


@dataclass(frozen=True, slots=True)
class _Path:
    """One way to read the codes so far."""

    cost: float
    roman: int
    last: tuple[int, ...]
    fresh: bool
    codes: tuple[str, ...] = field(default=())


def _step(path: _Path, code: str, cost: float) -> _Path:
    if is_roman(code):
        number = ROMANS.index(code) + 1
        jump = number - path.roman
        cost += BREAK if jump <= 0 else 0.25 * (jump - 1)
        cost += LATE if path.last and not path.roman else 0.0
        return _Path(path.cost + cost, number, path.last, True, (*path.codes, code))
    numbers = parts(code)
    if not numbers:
        return _Path(path.cost + cost, path.roman, path.last, path.fresh, (*path.codes, code))
    cost += _following(path, numbers)
    return _Path(path.cost + cost, path.roman, numbers, False, (*path.codes, code))


def _following(path: _Path, numbers: tuple[int, ...]) -> float:
    """Cost of a dotted code after the last one: nothing for the next, little for a gap."""
    if path.fresh and numbers[0] == 1 and all(n == 1 for n in numbers):
        return 0.0  # numbering starts again under a Roman number
    if not path.last:
        return 0.1 * math.sqrt(sum(abs(n - 1) for n in numbers))
    if numbers <= path.last:
        return BREAK
    at = next((k for k, (a, b) in enumerate(zip(path.last, numbers, strict=False)) if a != b), None)
    if at is None:  # a child of the last
        below = numbers[len(path.last) :]
        return 0.1 * sum(n - 1 for n in below) + 0.2 * (len(below) - 1)
    jump = numbers[at] - path.last[at]
    below = numbers[at + 1 :]
    return (0.15 if at else 0.3) * (jump - 1) + 0.05 * sum(n - 1 for n in below)


def in_order(printed: Sequence[str]) -> tuple[str, ...]:
    """The codes of a table, repaired where their order tells what a misread one must be.

    printed: as read, "" where a row has none. A code that fits as it is stays as it is; one
    that fits nowhere stays too (the author may have mistyped it).

    >>> in_order(["1.11", "1.1.2", "154", "1.6", "2.1", "3122"])
    ('1.1.1', '1.1.2', '1.5.4', '1.6', '2.1', '3.12.2')
    >>> in_order(["I", "1.1.1", "H", "2.1", "IH", "3.3", "3.2", "3.4"])
    ('I', '1.1.1', 'II', '2.1', 'III', '3.3', '3.2', '3.4')
    >>> in_order(["3", "3.1", "Ẵ.2", "4"])
    ('3', '3.1', '3.2', '4')
    >>> in_order(["5", "6 cm", "7"]), in_order(["8.2", "BZ1", "8.2.2"])
    (('5', '6', '7'), ('8.2', 'BZ1', '8.2.2'))
    >>> in_order(["3.3", "3.3.1", ").3.2", "3.3.3"])
    ('3.3', '3.3.1', '3.3.2', '3.3.3')
    >>> in_order(["I", "1", "11", "1.2", "II", "1", "1.1"])
    ('I', '1', '1.1', '1.2', 'II', '1', '1.1')
    """
    beam = [_Path(0.0, 0, (), False)]
    for text in printed:
        if not text.strip():
            beam = [_Path(p.cost, p.roman, p.last, p.fresh, (*p.codes, "")) for p in beam]
            continue
        options = candidates(text)
        grown: list[_Path] = [_step(p, code, cost) for p in beam for code, cost in options]
        own = clean(text)
        if not own:
            left = text.strip()
            grown += [
                _Path(p.cost + UNREAD, p.roman, p.last, p.fresh, (*p.codes, left)) for p in beam
            ]
        best: dict[tuple[int, tuple[int, ...], bool], _Path] = {}
        for path in grown:
            key = (path.roman, path.last, path.fresh)
            if key not in best or path.cost < best[key].cost:
                best[key] = path
        beam = sorted(best.values(), key=lambda p: p.cost)[:WIDTH]
    return beam[0].codes


@dataclass(frozen=True, slots=True)
class _At:
    """Where a sheet's numbering stands: the last Roman number, the last dotted code under it.

    roman: None when the sheet has no Roman numbers, 0 before the first.
    """

    roman: int | None
    last: tuple[int, ...] = ()

    def after(self, code: str) -> _At:
        if is_roman(code):
            return _At(ROMANS.index(code) + 1)
        return _At(self.roman, parts(code) or self.last)

    def next_codes(self) -> set[str]:
        """The codes that go on without a gap: a child, the next on any level, a new part."""
        if self.roman == 0:
            return {ROMANS[0]}
        found = {(*self.last, 1)} if self.last else {(1,), (self.roman or 1, 1)}
        found |= {(*self.last[:k], self.last[k] + 1) for k in range(len(self.last))}
        parts_after = () if self.roman is None else ROMANS[self.roman : self.roman + 1]
        return {".".join(map(str, numbers)) for numbers in found} | set(parts_after)


def _has_lost(read: str, printed: str) -> bool:
    """Whether a code as read has only digits of a printed one, in their order, and fewer."""
    left = iter(d for d in printed if d.isdigit())
    digits = [d for d in read if d.isdigit()]
    return len(digits) < sum(map(str.isdigit, printed)) and all(d in left for d in digits)


def bridged(found: Sequence[str], illegible: Sequence[bool]) -> tuple[str, ...]:
    """The codes of a full sheet with those put in that nobody could read, that lost a digit or
    stand where no such code can, where their neighbours leave one choice: only it goes on from
    the one and to the other without a gap. One that lost a digit has all that were read.

    illegible: where there is ink in the code cell of a row that gives no code.

    >>> bridged(["", "1", "1.1", "II", "1"], [True, False, False, False, False])
    ('I', '1', '1.1', 'II', '1')
    >>> bridged(["1", "?", "1.2", "?", "3"], [False, True, False, True, False])
    ('1', '1.1', '1.2', '2', '3')
    >>> bridged(["1.1", "?", "1.2"], [False, True, False])
    ('1.1', '?', '1.2')
    >>> bridged(["1.2.1", "1.2.1.1", "1.21", "1.2.2"], [False] * 4)
    ('1.2.1', '1.2.1.1', '1.2.1.2', '1.2.2')
    >>> bridged(["7.3.1", "7.3.1.1", "2.02", "7.3.2.1"], [False] * 4)
    ('7.3.1', '7.3.1.1', '7.3.2', '7.3.2.1')
    """
    done: list[str] = []
    at = _At(0 if any(map(is_roman, found)) else None)
    for k, code in enumerate(found):
        after = next((c for c in found[k + 1 :] if c), "")
        if clean(after) and (
            after not in at.next_codes()
            if illegible[k]
            else k and parts(code) and code not in at.next_codes()
        ):
            fitting = [c for c in at.next_codes() if after in at.after(c).next_codes()]
            if not illegible[k]:
                lost = [c for c in fitting if _has_lost(code, c)]
                astray = parts(code) < at.last and code not in done
                shortest = [c for c in lost if len(c) == min(map(len, lost))]
                fitting = fitting if astray and not lost else shortest
            code = fitting[0] if len(fitting) == 1 else code
        if clean(code):
            at = at.after(code)
        done.append(code)
    return tuple(done)
