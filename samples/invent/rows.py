"""Rows of tables made up by chance: criteria, numbers that add up, units and their ranks."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from document.number import plain
from samples.invent.oddities import LONGEST
from samples.source import Row

WORDS = Path(__file__).resolve().parent / "words.toml"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
MAXIMA = ("0.25", "0.5", "0.5", "1", "1", "1", "1.5", "2", "2", "2.5", "3")
SCORES = ("max_score", "self_score", "verified_score", "deduction")
Numbers = dict[str, Decimal | None]


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """words.toml, its text NFC."""
    return tomllib.loads(unicodedata.normalize("NFC", WORDS.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Typist:
    """How one person types figures. point: between units and parts. padded: to two places.
    zero: what stands for nothing lost or reached. careless: some figures have the other point."""

    point: str
    padded: bool
    zero: str
    careless: bool

    def typed(self, chance: Random, value: Decimal | None) -> str:
        if value is None:
            return ""
        if not value:
            return self.zero
        text = f"{value:.2f}" if self.padded else plain(value)
        point = self.point
        if self.careless and chance.random() < 0.15:
            point = "." if point == "," else ","
        return text.replace(".", point)


@dataclass(frozen=True, slots=True)
class Item:
    """A row before it is typed. children: of those below it, in order."""

    kind: str
    path: str
    text: str
    numbers: Numbers
    reason: str = ""
    responsible: str = ""

    @property
    def code(self) -> str:
        return self.path.rpartition("/")[2]


def typist(chance: Random) -> Typist:
    padded = chance.random() < 0.35
    zero = chance.choice(("0", "0", "0", "-", "")) if not padded else "0,00"
    point = "," if chance.random() < 0.8 else "."
    return Typist(point, padded, zero.replace(",", point), chance.random() < 0.15)


def _criterion(chance: Random, area: str) -> str:
    text: str = chance.choice(words()["fields"][area])
    tail = (" trong 6 tháng cuối năm", " theo kế hoạch của huyện", " (lĩnh vực đất đai, hộ tịch)",
            ", có kiểm tra, đánh giá và thông báo bằng văn bản đến từng bộ phận")  # fmt: skip
    return text + chance.choice(tail) if chance.random() < 0.3 else text


def _told(chance: Random, kind: str) -> str:
    """A reason or a note; a ratio in it comes with its percentage."""
    text: str = chance.choice(words()[kind])
    whole = chance.randint(4, 900)
    part = chance.randint(whole // 2, whole - 1)
    percent = (Decimal(part) * 100 / whole).quantize(Decimal("0.01"))
    said = plain(percent).replace(".", ",")
    return text.format(n=f"{part:02d}", m=f"{whole:02d}", p=said) if "{n}" in text else text


def _score(chance: Random) -> Numbers:
    """A leaf: maximum, own and verified score, what is lost between first and last."""
    most = Decimal(chance.choice(MAXIMA))
    share = chance.choice((0, 25, 50, 75, chance.randint(1, 99), chance.randint(50, 99)))
    verified = (most * share / 100).quantize(Decimal("0.01"))
    own = chance.choice((most, most, verified, verified + (most - verified) / 2))
    own = own.quantize(Decimal("0.01"))
    return dict(zip(SCORES, (most, own, verified, most - verified), strict=True))


def _full(chance: Random) -> Numbers:
    numbers = _score(chance)
    if chance.random() < 0.55:
        most = numbers["max_score"]
        numbers |= {"self_score": most, "verified_score": most, "deduction": Decimal(0)}
    return numbers


def added(items: Sequence[Item]) -> Numbers:
    return {
        name: sum((item.numbers[name] or Decimal(0) for item in items), Decimal(0))
        for name in SCORES
    }


def _below(items: Sequence[Item], path: str) -> list[Item]:
    return [item for item in items if item.path.rpartition("/")[0] == path]


def lost(chance: Random, rows: int, style: str, long: bool = False) -> list[Item]:
    """Rows of a deduction appendix. style: plain, running (codes 1, 2, 3 ...), sections (headings
    without figures) or groups (sub-totals above their rows). long: last parts of codes to 15."""
    areas = list(words()["fields"])
    roman = chance.random() < 0.5
    items: list[Item] = []
    for at, area in enumerate(areas, 1):
        own: list[Item] = []
        head = ROMAN[at - 1] if roman and style in ("sections", "groups") else str(at)
        under = f"{head}/" if style == "groups" else ""
        restart = roman and style == "groups" and chance.random() < 0.5
        first = second = 0
        for _ in range(max(1, round(rows / len(areas) + chance.uniform(-1, 1)))):
            if not first or second == LONGEST or chance.random() < (0.15 if long else 0.4):
                first, second = first + chance.randint(1, 2), 0
            second = min(LONGEST, second + chance.randint(1, 7 if long else 2))
            code = f"{at}.{first}.{second}"
            if style == "running":
                code = str(len(items) + len(own) + 1)
            elif restart:
                code = str(len(own) + 1)
            own.append(
                Item(
                    "data",
                    under + code,
                    _criterion(chance, area),
                    _score_lost(chance),
                    _told(chance, "reasons"),
                    chance.choice(words()["responsible"]),
                )
            )
        if style == "groups":
            items.append(Item("parent", head, area.upper(), added(own)))
        elif style == "sections":
            items.append(Item("section", head, area.upper(), {}))
        items += own
    return items


def _score_lost(chance: Random) -> Numbers:
    numbers = _score(chance)
    while not numbers["deduction"]:
        numbers = _score(chance)
    return numbers


def sheet(chance: Random, rows: int, levels: int, long: bool = False) -> list[Item]:
    """Rows of a full sheet of 2 to 4 levels, about as many as asked for; with long codes more."""
    roman = chance.random() < 0.5
    areas = list(words()["fields"])
    each = max(2, rows // len(areas))
    items: list[Item] = []
    for at, area in enumerate(areas, 1):
        head = ROMAN[at - 1] if roman else str(at)
        code = "" if roman else str(at)
        below = list(_branch(chance, head, code, area, levels - 1, each, long))
        items.append(Item("parent", head, area.upper(), added(_below(below, head))))
        items += below
    return items


def _branch(
    chance: Random, path: str, code: str, area: str, levels: int, room: int, long: bool
) -> Iterator[Item]:
    """What stands below a row: leaves, or groups while there are levels."""
    count = chance.randint(2, 4) if levels > 1 else max(2, room)
    if long and levels == 1 and chance.random() < 0.3:
        count = chance.randint(10, LONGEST)
    for at in range(1, count + 1):
        own = f"{code}.{at}" if code else str(at)
        here = f"{path}/{own}"
        text = _criterion(chance, area)
        if levels > 1 and chance.random() < 0.75:
            share = max(2, room // count)
            below = list(_branch(chance, here, own, area, levels - 1, share, long))
            yield Item("parent", here, text, added(_below(below, here)))
            yield from below
        else:
            note = _told(chance, "notes") if chance.random() < 0.4 else ""
            yield Item("data", here, text, _full(chance), note)


def summed(items: Sequence[Item]) -> list[Item]:
    """Parents with the sums of what is below them now."""
    done = list(items)
    for k in reversed(range(len(done))):
        if done[k].kind == "parent":
            done[k] = replace(done[k], numbers=added(_below(done, done[k].path)))
    return done


def grade(score: Decimal) -> str:
    return str(words()["grades"][sum(score < least for least in (90, 80, 65, 50))])


def ranking(chance: Random, units: int, fields: int, by_rank: bool) -> tuple[list[int], list[Row]]:
    """Maxima of the fields, and the rows with plain numbers."""
    maxima = [100 // fields] * (fields - 1)
    maxima.append(100 - sum(maxima))
    found: list[dict[str, str]] = []
    for unit in chance.sample(words()["communes"], units):
        values = [
            (Decimal(most) * chance.randint(60, 100) / 100).quantize(Decimal("0.01"))
            for most in maxima
        ]
        total = sum(values, Decimal(0))
        cells = {f"field_{k}": plain(value) for k, value in enumerate(values, 1)}
        found.append({"unit": unit[0].upper() + unit[1:], **cells, "total_score": plain(total)})
    totals = [Decimal(cells["total_score"]) for cells in found]
    for cells, total in zip(found, totals, strict=True):
        cells["rank"] = str(1 + sum(other > total for other in totals))
        cells["grade"] = grade(total)
    if by_rank:
        found.sort(key=lambda cells: int(cells["rank"]))
    return maxima, [
        Row("data", str(at), {"order": str(at), **cells}) for at, cells in enumerate(found, 1)
    ]
