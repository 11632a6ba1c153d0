"""Units of government as texts name them: communes, districts, provinces.

The heading shouts their names; the body writes them in mixed case, and its spelling is preferred.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from document.wording import fold, nfc
from parsers.layouts import kept, load

_ALIKE = 84
"""Likeness, 0 to 100, of a name in the heading and the same name in the body."""
_WORDS = 5
"""Most words of a name."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of government. kind: "xã", "thị xã"; name: as written."""

    kind: str
    name: str

    @property
    def level(self) -> int:
        """0 for communes, 1 for what stands above them, 2 for provinces."""
        if self.kind in load("facts")["units"]["communes"]:
            return 0
        return 2 if self.kind == "tỉnh" else 1

    @property
    def words(self) -> str:
        """In words: "xã Nam Cát", "Phường 3"."""
        kind = self.kind.capitalize() if self.name.isdigit() else self.kind
        return f"{kind} {_with_marks(self.name)}"


def bare(text: str) -> str:
    """Lower case without marks, letter by letter: as long as the text itself.

    >>> bare("Điểm TĐ"), len(bare("Quyết định")) == len("Quyết định")
    ('diem td', True)
    """
    letters = []
    for letter in nfc(text):
        base = unicodedata.normalize("NFD", letter)[0].lower()
        letters.append("d" if base in "đð" else base)
    return "".join(letters)


@kept
def _kinds() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of all kinds of units, the longest first, and their right spelling."""
    data = load("facts")["units"]
    spelled = {bare(k): k for k in (*data["communes"], *data["districts"])}
    longest = sorted(spelled, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(longest)})\s+"), spelled


def opening(text: str) -> Unit | None:
    """The unit that a text of the heading is all of: "XÃ NAM CÁT".

    >>> opening("THỊ XÃ QUẢNG TRỊ"), opening("NAM CÁT")
    (Unit(kind='thị xã', name='QUẢNG TRỊ'), None)
    """
    pattern, spelled = _kinds()
    match = pattern.match(bare(text))
    return Unit(spelled[match[1]], text[match.end() :].strip()) if match else None


def named(text: str) -> Iterator[tuple[Unit, bool]]:
    """The units that a text names, and whether "UBND" stands before each.

    A name begins with a capital or is a number, and ends with the last such word.

    >>> [(u.kind, u.name) for u, _ in named("UBND thị xã Quảng Trị và các xã, phường; Phường 3")]
    [('thị xã', 'Quảng Trị'), ('phường', '3')]
    """
    pattern, spelled = _kinds()
    folded = bare(text)
    for match in pattern.finditer(folded):
        words: list[str] = []
        for word in text[match.end() :].split()[:_WORDS]:
            stem = word.strip('.,;:)/”"')
            if not stem or not (stem[0].isupper() or stem.isdigit()):
                break
            words.append(stem)
            if not word.endswith(stem) or stem.isdigit():
                break
        if words:
            before = folded[: match.start()].rstrip()
            yield Unit(spelled[match[1]], " ".join(words)), before.endswith(("ubnd", "nhan dan"))


def seen(texts: Iterable[str]) -> Counter[Unit]:
    """The units in mixed case in the body, weighed by how often they are named."""
    counts: Counter[Unit] = Counter()
    for text in texts:
        for unit, authority in named(text):
            if not unit.name.isupper() or len(unit.name) < 3:
                counts[unit] += 2 if authority else 1
    return counts


def as_written(unit: Unit, body: Counter[Unit]) -> Unit:
    """A unit of the heading as the body writes it; in title case when it never does."""
    likely = [
        (fold(other.name) == fold(unit.name), count, other)
        for other, count in body.items()
        if other.kind == unit.kind and fuzz.ratio(bare(other.name), bare(unit.name)) >= _ALIKE
    ]
    if likely:
        return max(likely, key=lambda item: item[:2])[2]
    return Unit(unit.kind, " ".join(w[:1] + w[1:].lower() for w in unit.name.split()))


def _with_marks(name: str) -> str:
    """A province's name as the list writes it; any other name as it is.

    >>> _with_marks("Quảng Ngai"), _with_marks("Nam Cat")
    ('Quảng Ngãi', 'Nam Cat')
    """
    provinces = load("facts")["units"]["provinces"]
    return next((p for p in provinces if fold(p) == fold(name)), name)
