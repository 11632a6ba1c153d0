"""The number of a criterion (*mã tiêu chí*): "1.1.3", "IV", "II.3", "a". Not for scores.

The grammar of codes alone; which code is meant where one was misread is told by the rows around
it, in parsers.rows.code_order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from document import glyphs

ROMANS = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
)  # fmt: skip
MOST_DIGITS = 8
"""Digits of a code, at most: 3.12.10.1 has six."""
DEEPEST = 5
"""Numbers of a code, at most."""
_ROMAN = "|".join(sorted(ROMANS, key=len, reverse=True))
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,5}")
_MIXED = re.compile(rf"(?P<roman>{_ROMAN})(?P<numbers>(?:\.\d{{1,2}}){{1,4}})")
_LETTERED = re.compile(r"[a-zđA-D]\)?")
_PREFIX = re.compile(r"^(?:tiêu chí|tc|lv|lĩnh vực|mục|phần)\s*(?=[\dIVX])", re.IGNORECASE)
_SLIPS = str.maketrans(
    {"l": "1", "|": "1", "O": "0", "o": "0", ",": ".", ";": ".", ":": ".", "!": "1"}
)
_AROUND = "()[]'\"`*-_–"


def clean(printed: str) -> str:
    """The code as a system would write it; "" when the text is none.

    >>> clean("1.1.3."), clean(" 3, 2 .1"), clean("IV."), clean("Tiêu chí 1"), clean("Tổng")
    ('1.1.3', '3.2.1', 'IV', '1', '')
    >>> clean("l.2"), clean("VIII"), clean("a)"), clean("31.12.2023"), clean("II.3.")
    ('1.2', 'VIII', 'a', '', 'II.3')
    """
    text = _PREFIX.sub("", printed.strip())
    text = re.sub(r"\s+", "", text).strip(_AROUND).rstrip(".,:;")
    if text in ROMANS:
        return text
    if _LETTERED.fullmatch(text) and text not in ("l", "o"):
        return text.rstrip(")")
    if _MIXED.fullmatch(text):
        return text
    slipped = re.sub(r"\.{2,}", ".", text.translate(_SLIPS)).strip(".")
    return slipped if _DOTTED.fullmatch(slipped) else ""


def typed(printed: str) -> str:
    """The code in a cell whose characters are exact, whatever it looks like; "" for words and
    for the dash or dot of an item without a number.

    >>> typed("1.1.10."), typed("TC.7b"), typed("-"), typed("Tiêu chí cộng"), typed("01")
    ('1.1.10', 'TC.7b', '', '', '01')
    """
    code = clean(printed)
    if code:
        return code
    text = re.sub(r"\s+", "", printed).strip(_AROUND).rstrip(".,:;")
    numbered = any(map(str.isdigit, text)) and len(text) <= 2 * MOST_DIGITS
    return text if numbered or (text.isalnum() and len(text) <= 2) else ""


def is_roman(code: str) -> bool:
    return code in ROMANS


@lru_cache(maxsize=1 << 14)
def parts(code: str) -> tuple[int, ...]:
    """The numbers of a dotted code; () for any other.

    >>> parts("3.11.2"), parts("IV")
    ((3, 11, 2), ())
    """
    return tuple(int(p) for p in code.split(".")) if _DOTTED.fullmatch(code) else ()


@lru_cache(maxsize=1 << 14)
def place(code: str) -> tuple[int, tuple[int, ...]]:
    """A code as its Roman number and its dotted ones: 0 and () where it has none.

    >>> place("IV"), place("3.11"), place("II.3"), place("a")
    ((4, ()), (0, (3, 11)), (2, (3,)), (0, ()))
    """
    roman, _, rest = code.partition(".")
    if roman in ROMANS:
        return ROMANS.index(roman) + 1, parts(rest)
    return 0, parts(code)


def written(roman: int, numbers: tuple[int, ...]) -> str:
    """The code of a place."""
    head = (ROMANS[roman - 1],) if roman else ()
    return ".".join((*head, *map(str, numbers)))


def next_to(numbers: tuple[int, ...]) -> set[tuple[int, ...]]:
    """The numbers that go on from a dotted code: its first child, the next on any level.

    >>> sorted(next_to((1, 2)))
    [(1, 2, 1), (1, 3), (2,)]
    """
    return {(*numbers, 1), *((*numbers[:k], numbers[k] + 1) for k in range(len(numbers)))}


def parted(digits: str) -> Iterator[tuple[int, ...]]:
    """All ways to part digits into numbers of one or two digits without leading zeros.

    >>> list(parted("112"))
    [(1, 1, 2), (1, 12), (11, 2)]
    """
    if not digits:
        yield ()
        return
    for take in (1, 2):
        head = digits[:take]
        if len(head) == take and head[0] != "0":
            for rest in parted(digits[take:]):
                yield (int(head), *rest)


def proposals(read: str) -> frozenset[str]:
    """The codes that a reading may stand for: as read, with full stops that were lost, with
    signs that are taken for each other, with one sign that is none.

    >>> {"1.1.1", "1.11", "11.1"} <= proposals("1.11"), "III" in proposals("IH")
    (True, True)
    >>> "3.12.1" in proposals("3.42.1"), proposals("Tổng cộng")
    (True, frozenset())
    """
    text = glyphs.folded(read).strip(".")
    if not 1 <= len(text) <= MOST_DIGITS + DEEPEST:
        return frozenset()
    found = {clean(read)} - {""}
    if 2 * sum(bool(glyphs.meanings(sign)) for sign in text) < len(text):
        return frozenset(found)
    signs = [_numeral(sign) for sign in text]
    for variant in _variants(signs):
        found.update(_restored(variant))
    letters = sum(any(m[0] in "IVX" for m in glyphs.meanings(sign)) for sign in text)
    if letters >= 0.5 * len(text):
        found.update(r for r in ROMANS if abs(len(r) - len(text)) <= 2)
    return frozenset(found)


def _numeral(sign: str) -> tuple[str, ...]:
    """What a sign may be in a dotted code, likeliest first; ("",) when nothing."""
    return tuple(m for m in glyphs.meanings(sign) if m[0] not in "IVX") or ("",)


def _variants(signs: list[tuple[str, ...]]) -> Iterator[str]:
    """The likeliest text of signs, and all that differ from it in one of them."""
    likeliest = [options[0] for options in signs]
    yield "".join(likeliest)
    for at, options in enumerate(signs):
        for other in ("", *options[1:]):
            yield "".join([*likeliest[:at], other, *likeliest[at + 1 :]])


@lru_cache(maxsize=1 << 14)
def _restored(text: str) -> tuple[str, ...]:
    """The codes that a text with some of its full stops lost may be; none of them is dropped.

    >>> _restored("3.122")
    ('3.1.2.2', '3.1.22', '3.12.2')
    """
    pieces = [p for p in text.split(".") if p]
    if not pieces or sum(map(len, pieces)) > MOST_DIGITS:
        return ()
    ways: list[tuple[int, ...]] = [()]
    for piece in pieces:
        ways = [(*way, *numbers) for way in ways for numbers in parted(piece)]
    return tuple(".".join(map(str, way)) for way in ways if len(way) <= DEEPEST)
