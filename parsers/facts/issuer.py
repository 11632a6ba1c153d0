"""Who issued a report: the commune and its district, from the heading and the body.

The heading shouts and stands in two columns; the body writes the same names in mixed case,
and its spelling is preferred. A name whose marks were lost stays as read, unless it is that
of a province.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from document.wording import fold, nfc
from parsers.layouts import kept, load

ALIKE = 84
"""Likeness, 0 to 100, of a name in the heading and the same name in the body."""
_NATION = re.compile(
    r"c\S{1,3}g\s+h\S{1,2}a\s+x\S{1,2}\s+h\S{1,2}i.*|d\S{1,2}c\s+.{1,2}[ap]p?\s*-.*|\S*do\s*-\s*h\S*nh.*"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of government. kind: "xã", "thị xã"; name: as written."""

    kind: str
    name: str

    @property
    def commune(self) -> bool:
        return self.kind in load("facts")["units"]["communes"]

    @property
    def province(self) -> bool:
        return self.kind == "tỉnh"


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


def units(text: str) -> Iterator[tuple[Unit, bool]]:
    """The units that a text names, and whether "UBND" stands before each.

    A name begins with a capital or is a number, and ends with the last such word.

    >>> [(u.kind, u.name) for u, _ in units("UBND thị xã Quảng Trị và các xã, phường; Phường 3")]
    [('thị xã', 'Quảng Trị'), ('phường', '3')]
    """
    pattern, spelled = _kinds()
    folded = bare(text)
    for match in pattern.finditer(folded):
        words: list[str] = []
        for word in text[match.end() :].split()[:5]:
            stem = word.strip('.,;:)/”"')
            if not stem or not (stem[0].isupper() or stem.isdigit()):
                break
            words.append(stem)
            if not word.endswith(stem) or stem.isdigit():
                break
        if words:
            before = folded[: match.start()].rstrip()
            yield Unit(spelled[match[1]], " ".join(words)), before.endswith(("ubnd", "nhan dan"))


def _shouted(line: str) -> str:
    """The left half of a line of the heading: in capitals, without the country and motto."""
    motto = _NATION.search(bare(line))
    left = line[: motto.start()] if motto else line
    words = []
    for word in left.split():
        if any(c.islower() for c in word):
            break
        words.append(word)
    return " ".join(words)


def from_heading(lines: Sequence[str]) -> list[Unit]:
    """The units that the national heading names, in its order.

    lines: those above the title of the document, both columns perhaps on one line.
    """
    found = []
    for line in lines:
        text = _shouted(line)
        for unit, _ in units(text):
            if fold(unit.name) not in ("hoi", "hoi chu nghia"):
                found.append(unit)
    return found


def _seen(texts: Sequence[str]) -> Counter[Unit]:
    """The units in mixed case in the body, weighed by how often they are named."""
    counts: Counter[Unit] = Counter()
    for text in texts:
        for unit, authority in units(text):
            if not unit.name.isupper() or len(unit.name) < 3:
                counts[unit] += 2 if authority else 1
    return counts


def _in_body(unit: Unit, seen: Counter[Unit]) -> Unit:
    """A unit of the heading as the body writes it; in title case when it never does."""
    likely = [
        (count, other)
        for other, count in seen.items()
        if other.kind == unit.kind and fuzz.ratio(bare(other.name), bare(unit.name)) >= ALIKE
    ]
    if likely:
        return max(likely, key=lambda item: item[0])[1]
    return Unit(unit.kind, " ".join(w[:1] + w[1:].lower() for w in unit.name.split()))


def _named(unit: Unit) -> str:
    """A unit in words: "xã Nam Cát", "Phường 3"."""
    kind = unit.kind.capitalize() if unit.name.isdigit() else unit.kind
    return f"{kind} {_restored(unit.name)}"


def _restored(name: str) -> str:
    """A province's name with its marks when it has none; any other name as it is."""
    if bare(name) != name.lower():
        return name
    provinces = load("facts")["units"]["provinces"]
    return next((p for p in provinces if fold(p) == fold(name)), name)


def issuer(heading: Sequence[str], texts: Sequence[str]) -> str:
    """The issuer in words, "" when the text names none.

    heading: the lines above the title. texts: the paragraphs of the report.

    >>> issuer(["UBND HUYỆN NAM ĐÀN", "XÃ NAM CÁT"], ["UBND xã Nam Cát đạt 91 điểm"])
    'UBND xã Nam Cát, huyện Nam Đàn'
    """
    seen = _seen(texts)
    shouted = from_heading(heading)
    communes = [u for u in shouted if u.commune]
    own = _in_body(communes[0], seen) if communes else None
    above = [_in_body(u, seen) for u in shouted if not u.commune]
    if own is None and not above:
        own = next((u for u, _ in seen.most_common() if u.commune), None)
    if own is None:
        chief = next((u for u in above if not u.province), None) or next(iter(above), None)
        chief = chief or next((u for u, _ in seen.most_common()), None)
        return f"UBND {_named(chief)}" if chief else ""
    chief = next((u for u in above if not u.province), None)
    chief = chief or next(
        (u for u, _ in seen.most_common() if not u.commune and not u.province), None
    )
    chief = chief or next(iter(above), None)
    return f"UBND {_named(own)}, {_named(chief)}" if chief else f"UBND {_named(own)}"
