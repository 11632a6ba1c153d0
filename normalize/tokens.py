"""Text as tokens: words that may be restored, and all that must not be touched.

Protected are numbers, dates, codes, addresses and abbreviations. A word read with a figure in
it ("s6", "d6ng", "1anh") is a word; a figure standing alone is never one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from normalize.syllable import old_placed


class Sort(IntEnum):
    """What a token is."""

    WORD = 0
    """Letters that may be a misread syllable."""
    NUMBER = 1
    """Figures, dates, codes: never changed."""
    BREAK = 2
    """Punctuation."""
    KEPT = 3
    """Letters that are never changed: abbreviations, addresses, units."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line. text: as read. start: its place in the line."""

    sort: Sort
    text: str
    start: int


LONGEST = 80
"""Signs without a space that may be words; a longer run is no text."""
LONGEST_WORD = 30
"""Letters that may be words: a wrong layer joins some ("Giachisodacongbova")."""
_ADDRESS = re.compile(
    r"\S*(?:\w@[\w-]+\.\w|://|www\.|\.(?:gov|com|vn|org|edu|net)\b)\S*", re.IGNORECASE
)
_NUMBER = re.compile(r"[-+±]?\d[\d.,:/%‰\-–]*(?:°C|[%‰])?")
_CODE = re.compile(
    r"(?:\d{1,5}[/\-]?)?[A-ZĐÐ][A-ZĐÐa-zđ0-9&.]*(?:[/\-–][A-ZĐÐ0-9][\wĐÐđ&.]*)+"
    r"|\d{1,5}(?:/\d{4})?/[A-ZĐÐ][\wĐÐđ&./\-–]*"
)
_AS_FIGURES = re.compile(r"(?=.*\d)[-+]?[\dlIOoSsBZ|]+(?:[.,/\-][\dlIOoSsBZ|]+)+%?|\d*[lIOZ|]\d*")
"""A figure that was misread: "l,5", "O.25", "1O", a lone "l". The parsers make figures of them."""
_OPENING = "([{<\"'“‘”’«*•+=~|_-–"
_CLOSING = ')]}>"”“»,.;:!…*~|_=+/-–'
_BAR = re.compile(r"\|[^\W\d_lIJ]")
"""A bar beside a letter, a rule of the table or an l, belongs to the word until it is weighed."""
_HORNS = "'’‘?"
"""Signs behind a letter: an engine reads the horn of ơ and ư and the hook of ả for them, so
they belong to the word until it is weighed."""
_INNER = re.compile(r"[,;:()\[\]/\\“”\"–—]|(?<=\w)-(?=\w)|(?<=\w)\.(?=\w)")
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})$")
_ROMAN_OR_WORD = frozenset(("VI", "XI"))
"""In a heading of capitals these are "VỊ", "VÌ", "XI"; before a full stop they are numerals."""
_AS_LETTER = frozenset("0134568")
"""Figures that an engine reads for letters: 6 and 0 for o, 1 for l, 3 for a, 5 for o, 4 for a."""
_READ_AS = frozenset("SCDTHBVNM")
"""Capitals before a lone figure that is a letter more often than not: "S6", "C6", "D6"."""
_UNITS = frozenset(("km", "kg", "m2", "m3", "cm", "mm", "kw", "kwh", "mb", "gb"))


def _is_code(core: str) -> bool:
    """A document number or an office's sign: 12/QĐ-UBND, BC-UBND, 61/2018/NĐ-CP, A4, H5N1."""
    if _CODE.fullmatch(core) and (any(c.isdigit() for c in core) or core == core.upper()):
        return True
    figures = sum(c.isdigit() for c in core)
    if not figures or ":" in core or core != core.upper() or not any(c.isalpha() for c in core):
        return False
    if figures > 2 or re.fullmatch(r"[A-Z]\d[A-Z]\d", core):
        return True
    return core[-1].isdigit() and core[0].isalpha() and core[0] not in _READ_AS


def _word(core: str) -> bool:
    """Whether a piece may be a misread syllable."""
    letters = sum(c.isalpha() for c in core)
    figures = [c for c in core if c.isdigit()]
    if not letters and not any(c in "¢€£$&@©®" for c in core):
        return False
    if figures and (len(figures) > min(2, letters) or not _AS_LETTER.issuperset(figures)):
        return False
    return len(core) <= LONGEST_WORD and core.lower() not in _UNITS


@lru_cache(maxsize=200_000)
def split(raw: str) -> tuple[tuple[Sort, str], ...]:
    """A run of signs without spaces as (sort, text); the texts joined give it back.

    >>> [(s.name, t) for s, t in split("(12/QĐ-UBND).")]
    [('BREAK', '('), ('NUMBER', '12/QĐ-UBND'), ('BREAK', ').')]
    >>> [(s.name, t) for s, t in split("s6,d6ng")]
    [('WORD', 's6'), ('BREAK', ','), ('WORD', 'd6ng')]
    """
    if len(raw) > LONGEST or _ADDRESS.fullmatch(raw):
        return ((Sort.KEPT, raw),)
    start, end = 0, len(raw)
    while start < end and raw[start] in _OPENING and not _BAR.match(raw, start):
        start += 1
    while end > start and raw[end - 1] in _CLOSING and not _BAR.match(raw[end - 2 : end][::-1]):
        end -= 1
    if not raw[start:end].rstrip(_HORNS)[-1:].isalpha():
        end = start + len(raw[start:end].rstrip(_HORNS))
    found = [(Sort.BREAK, raw[:start])] if start else []
    if start < end:
        found += _core(raw[start:end], raw[end:])
    if end < len(raw):
        found.append((Sort.BREAK, raw[end:]))
    return tuple(found)


def _core(core: str, after: str) -> list[tuple[Sort, str]]:
    if _NUMBER.fullmatch(core) or _AS_FIGURES.fullmatch(core) or _is_code(core):
        return [(Sort.NUMBER, core)]
    if len(core) == 1 and core.isalpha() and after[:1] == ")":
        return [(Sort.KEPT, core)]
    if _ROMAN.match(core) and (core not in _ROMAN_OR_WORD or after[:1] in (".", ")")):
        return [(Sort.NUMBER, core)]
    inner = _INNER.search(core)
    if inner and inner.end() > inner.start():
        found = []
        if inner.start():
            found += _core(core[: inner.start()], inner[0])
        found.append((Sort.BREAK, inner[0]))
        if inner.end() < len(core):
            found += _core(core[inner.end() :], after)
        return found
    if _word(core):
        return [(Sort.WORD, core)]
    if any(c.isdigit() for c in core):
        return [(Sort.NUMBER, core)]
    return [(Sort.KEPT if any(c.isalpha() for c in core) else Sort.BREAK, core)]


def said(line: str) -> list[str]:
    """The words of right text as a language model counts them: small letters, old tone places,
    "<n>" for figures, "<s>" for signs, each run of signs once.

    >>> said("Đạt 91/100 điểm, xếp loại Tốt; UBND xã")
    ['đạt', '<n>', 'điểm', '<s>', 'xếp', 'loại', 'tốt', '<s>', 'ubnd', 'xã']
    >>> said("Đã nộp chưa? Rồi.")
    ['đã', 'nộp', 'chưa', '<s>', 'rồi', '<s>']
    """
    words: list[str] = []
    for raw in line.split():
        for sort, text in split(raw):
            if sort is Sort.BREAK:
                if words and words[-1] != "<s>":
                    words.append("<s>")
            elif sort is Sort.NUMBER:
                words.append("<n>")
            else:
                word = text.rstrip(_HORNS)
                words += (old_placed(word.lower()), *(["<s>"] if word != text else []))
    return words
