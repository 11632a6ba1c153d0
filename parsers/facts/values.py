"""The forms that the values of facts have in print: numbers of documents, dates, ranks, grades.

Each takes a value from a row of tokens; in text that has lost its marks ("loose") words may be
misread, elsewhere a word counts only with the marks that it has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from document.number import parse as parse_number
from document.wording import fold
from parsers.facts.patterns import Taker, misread
from parsers.facts.tokens import Token
from parsers.layouts import kept, load

_BEFORE_WORDS = ("thứ", "hạng", "trí")
"""Words behind which a figure may be written as a word."""
Taken = tuple[str, int] | None
"""A value and the token behind it."""


def number(found: Sequence[Token], at: int) -> Taken:
    """A figure, with a decimal point."""
    if at < len(found) and found[at].kind == "number":
        value = parse_number(found[at].text)
        if value is not None:
            return found[at].text.replace(",", "."), at + 1
    return None


def date(found: Sequence[Token], at: int) -> Taken:
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


def code(found: Sequence[Token], at: int) -> Taken:
    """The number of a document, its abbreviations with their marks."""
    if at >= len(found) or found[at].kind != "code":
        return None
    first, *rest = re.split(r"\s*/\s*", found[at].text)
    return "/".join([first, *map(abbreviation, rest)]), at + 1


def abbreviation(text: str) -> str:
    """Abbreviations joined by hyphens, put right from a closed list.

    >>> abbreviation("QD - UBND"), abbreviation("BC-HDND"), abbreviation("QP-UBND")
    ('QĐ-UBND', 'BC-HĐND', 'QĐ-UBND')
    """
    data = load("facts")
    known = {fold(c): c for c in data["codes"]}
    parts = re.split(r"\s*[-–]\s*", text.strip())
    right = [data["code_slips"].get(p.upper()) or known.get(fold(p)) or p.upper() for p in parts]
    return "-".join(right)


def _figures(found: Sequence[Token], at: int, most: int) -> Taken:
    right = at < len(found) and found[at].kind == "number" and found[at].text.isdigit()
    return (str(int(found[at].text)), at + 1) if right and len(found[at].text) <= most else None


def _day(found: Sequence[Token], at: int) -> Taken:
    """The day or the month of a date in words."""
    return _figures(found, at, 2)


def _year(found: Sequence[Token], at: int) -> Taken:
    right = at < len(found) and re.fullmatch(r"(19|20)\d\d", found[at].text)
    return (found[at].text, at + 1) if right else None


@kept
def _kinds() -> tuple[list[str], ...]:
    """The kinds of documents, each as its folded words."""
    return tuple(fold(kind).split() for kind in load("facts")["documents"])


def _kind(found: Sequence[Token], at: int) -> Taken:
    """The kind of a document ("báo cáo"), folded."""
    for words in _kinds():
        keys = [t.key for t in found[at : at + len(words)]]
        if len(keys) == len(words) and all(
            misread(k, w) is not None for k, w in zip(keys, words, strict=True)
        ):
            return " ".join(words), at + len(words)
    return None


def _whole(found: Sequence[Token], at: int, *, loose: bool) -> Taken:
    """A whole number below 1000, in figures or as a word.

    "Năm" is five and year: before a year it is no figure.
    """
    if at >= len(found) or found[at].kind != "word":
        return _figures(found, at, 3)
    words = load("facts")["number_words"]
    # "Hằng năm", "thứ năm": only the second is a rank.
    told = loose or (at > 0 and found[at - 1].marked in _BEFORE_WORDS)
    value = words.get(found[at].marked) if told else None
    if value is None and loose:
        value = {fold(word): worth for word, worth in words.items()}.get(found[at].key)
    return (str(value), at + 1) if value and not _year(found, at + 1) else None


def _grade(found: Sequence[Token], at: int, *, loose: bool) -> Taken:
    """A grade of the closed list; the nearest where a letter may be misread."""
    while at < len(found) and found[at].text in (":", "“", '"', "(", "là"):
        at += 1
    best: tuple[int, int, str] | None = None
    for name, wordings in load("facts")["grades"].items():
        for words in (w.split() for w in (name.lower(), *wordings)):
            cost = _likeness(found[at : at + len(words)], words, loose)
            if cost is not None:
                best = min(best or (9, 0, ""), (cost, -len(words), name))
    if best is None:
        return None
    end = at - best[1]
    # "ở mức đạt 85%" gives no grade.
    said_so = found[at].text[:1].isupper() or not number(found, end)
    return (best[2], end) if said_so else None


def _likeness(found: Sequence[Token], words: Sequence[str], loose: bool) -> int | None:
    """How many letters of some words would be misread to give the tokens; None for too many."""
    if len(found) < len(words):
        return None
    total = 0
    for token, word in zip(found, words, strict=True):
        # "Tôt" for "Tốt" is a slip of the OCR; "khả" is no "Khá", unless it begins large.
        sure = token.text[:1].isupper() or len(words) > 1
        alike = sure and token.key == fold(word)
        cost = misread(token.key, fold(word)) if loose else 0 if alike else None
        if token.marked == word:
            cost = 0
        if cost is None:
            return None
        total += cost
    return total


def takers(loose: bool) -> Mapping[str, Taker]:
    """How each value of a pattern is taken, by its name."""

    def whole(found: Sequence[Token], at: int) -> Taken:
        return _whole(found, at, loose=loose)

    def grade(found: Sequence[Token], at: int) -> Taken:
        return _grade(found, at, loose=loose)

    return {
        "score": number, "max": number, "change": number, "code": code, "date": date,
        "rank": whole, "of": whole, "day": _day, "month": _day, "year": _year, "grade": grade,
        "kind": _kind,
    }  # fmt: skip
