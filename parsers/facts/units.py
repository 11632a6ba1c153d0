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
        lost = self.kind in ("tỉnh", "thành phố") or bare(self.name) == self.name.lower()
        return f"{kind} {(lost and province(self.name)) or self.name}"


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


def spellings(unit: Unit, body: Counter[Unit]) -> list[tuple[Unit, float]]:
    """How the body writes a unit of the heading, with the share of each way, the most used first.

    In title case when it never does. Where a mark stands in "Hòa" and "Hoà" makes no difference.

    >>> body = Counter({Unit("xã", "Cẩm Lệ"): 3, Unit("xã", "Cấm Lệ"): 1})
    >>> [(u.name, share) for u, share in spellings(Unit("xã", "CẤM LỆ"), body)]
    [('Cẩm Lệ', 0.6), ('Cấm Lệ', 0.4)]
    """
    alike = [
        (fold(other.name) == fold(unit.name), count, other)
        for other, count in body.items()
        if other.kind == unit.kind and fuzz.ratio(bare(other.name), bare(unit.name)) >= _ALIKE
    ]
    if not alike:
        title = " ".join(w[:1] + w[1:].lower() for w in unit.name.split())
        return [(Unit(unit.kind, title), 1.0)]
    nearest = fold(max(alike, key=lambda item: item[:2])[2].name)
    votes: Counter[str] = Counter({_marks(unit.name): 1})
    written: dict[str, Unit] = {}
    for _, count, other in sorted(alike, key=lambda item: -item[1]):
        if fold(other.name) == nearest:
            votes[_marks(other.name)] += count
            written.setdefault(_marks(other.name), other)
    total = sum(votes[marks] for marks in written)
    return [(written[m], votes[m] / total) for m, _ in votes.most_common() if m in written]


def longer(unit: Unit, body: Counter[Unit]) -> Unit | None:
    """The unit that a text names, not once only, where its name goes on behind that of the heading.

    >>> longer(Unit("xã", "NGÃ"), Counter({Unit("xã", "Ngã Bảy"): 2}))
    Unit(kind='xã', name='Ngã Bảy')
    """
    if province(unit.name):
        return None
    same = (other for other, n in body.most_common() if other.kind == unit.kind and n > 1)
    return next((o for o in same if fold(o.name).startswith(f"{fold(unit.name)} ")), None)


def _marks(name: str) -> str:
    """A name as its letters and, apart from them, its marks."""
    signs = unicodedata.normalize("NFD", name.lower())
    return bare(name) + "".join(sorted(c for c in signs if unicodedata.combining(c)))


def province(name: str) -> str:
    """The province of a name, as the list writes it; "" for none.

    >>> province("QUẢNG NGAI"), province("Nam Cát")
    ('Quảng Ngãi', '')
    """
    provinces = load("facts")["units"]["provinces"]
    return next((p for p in provinces if fold(p) == fold(name)), "")
