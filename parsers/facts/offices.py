"""Offices as a heading names them: the lines of its left column, put together to names."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from document.wording import fold
from parsers.facts.paragraphs import Paragraph
from parsers.facts.units import Unit, bare, opening, province
from parsers.layouts import kept, load

_ALIKE = 85
"""Likeness, 0 to 100, of a word of the heading and the same word in the list."""
_COUNCILS = {"uy ban nhan dan": "UBND", "ubnd": "UBND", "hoi dong nhan dan": "HĐND", "hdnd": "HĐND"}


@dataclass(frozen=True, slots=True)
class Office:
    """An office. words: as the heading shouts it, on one line.

    head: the word of the list that it opens with ("TRƯỜNG"); "" when none is known.
    lines: where it stands.
    """

    words: str
    head: str
    lines: tuple[Paragraph, ...]

    @property
    def lone(self) -> bool:
        """Whether it is a kind of office only ("VĂN PHÒNG"): a name belongs to it."""
        return bool(self.head) and len(self.words.split()) == len(self.head.split())

    @property
    def council(self) -> str:
        """The council that it is, in short ("UBND"); "" for another office."""
        return _COUNCILS.get(fold(self.head), "")

    @property
    def kind(self) -> str:
        """The kind of unit that it is of ("xã"); "" for none."""
        return self.unit.kind if self.unit else ""

    @property
    def unit(self) -> Unit | None:
        """The unit of government that it is of, where it is a council or the unit itself."""
        if self.council:
            return opening(self.own)
        return opening(self.words) if _is_kind_of_unit(self.head) else None

    @property
    def own(self) -> str:
        """What stands behind the kind of office."""
        return " ".join(self.words.split()[len(self.head.split()) :])


def _is_kind_of_unit(head: str) -> bool:
    data = load("facts")["units"]
    return head.lower() in (*data["communes"], *data["districts"])


@kept
def _heads() -> tuple[str, ...]:
    """What the names of offices open with, the longest first."""
    data = load("facts")
    kinds = (*data["units"]["communes"], *data["units"]["districts"])
    return tuple(sorted((*data["offices"], *kinds), key=lambda h: -len(h.split())))


def _head(words: Sequence[str], heads: Sequence[str]) -> str:
    """Which of some wordings a line opens with; "" for none."""
    for head in heads:
        count = len(head.split())
        own, known = fold(" ".join(words[:count])), fold(head)
        if own == known or (count > 1 and fuzz.ratio(own, known) >= _ALIKE):
            return head
    return ""


def _shouted(line: Paragraph) -> list[str]:
    """The words of a line in capitals, up to the first that is not; specks of ink are none.

    >>> _shouted(Paragraph(1, "# HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG, Ký bởi", ()))
    ['HỘI', 'ĐỒNG', 'THI', 'ĐUA', '-', 'KHEN', 'THƯỞNG']
    """
    words = (w.strip("._:;|*#'`") for w in line.text.split())
    large = itertools.takewhile(lambda w: not any(c.islower() for c in w), filter(None, words))
    return _without_specks(list(large))


def _without_specks(words: list[str]) -> list[str]:
    """Words without those before the first and behind the last that has a letter or a digit."""
    said = [k for k, word in enumerate(words) if any(c.isalnum() for c in word)]
    kept = words[said[0] : said[-1] + 1] if said else []
    return " ".join(kept).strip(",-–").split()


def offices(lines: Sequence[Paragraph]) -> list[Office]:
    """The offices that some lines name, the highest first; the last is the one that writes.

    A line that opens with a kind of office begins a name, unless the one before lacks its own. A
    unit is part of the office before it, unless that has one.

    >>> names = "UBND HUYỆN NAM ĐÀN", "ỦY BAN NHÂN DÂN", "XÃ NAM CÁT"
    >>> [(o.council, o.unit.name) for o in offices([Paragraph(1, n, ()) for n in names])]
    [('UBND', 'NAM ĐÀN'), ('UBND', 'NAM CÁT')]
    """
    found: list[Office] = []
    for line in lines:
        words = _shouted(line)
        if not any(c.isalpha() for w in words for c in w):
            continue
        if _head(words, load("facts")["stamps"]):
            continue
        if _head(words, load("facts")["no_office"]):
            break
        head = _head(words, _heads())
        unit = _is_kind_of_unit(head)
        if found and (not head or found[-1].lone or (unit and found[-1].unit is None)):
            last = found.pop()
            joined = f"{last.words} {' '.join(words)}"
            found.append(Office(joined, last.head, (*last.lines, line)))
        else:
            found.append(Office(" ".join(words), head, (line,)))
    return found


def spelled(office: Office, texts: Sequence[str]) -> str:
    """The name of an office as the body writes it most.

    One that the body never names has capitals where its kind and its own name begin; the fields
    of ministries are known.
    """
    wanted = re.compile(r"[\s,–-]+".join(fold(office.words).split()))
    counts: Counter[str] = Counter()
    for text in texts:
        match = wanted.search(bare(text))
        own = text[match.start() : match.end()] if match else ""
        if own[:1].isupper() and not own.isupper():
            counts[own] += 1
    if counts:
        return counts.most_common(1)[0][0]
    if not office.head:
        return office.words.capitalize()
    own = field_of(office) or province(office.own) or office.own.capitalize()
    return f"{office.head.capitalize()} {own}".strip()


def field_of(office: Office) -> str:
    """What an office is for, as the list writes it; "" where the list has it not.

    >>> field_of(Office("SỞ VĂN HÓA THỂ THAO VÀ DU LỊCH", "SỞ", ()))
    'Văn hóa, Thể thao và Du lịch'
    """
    return next((f for f in load("facts")["fields"] if fold(f) == fold(office.own)), "")
