"""What is out of the ordinary in a made-up table: how its codes were numbered, sorted and typed,
where a row went, how long it is, what its total row is called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random

from samples.source import Row


class Oddity(StrEnum):
    """One way not to be ordinary."""

    LONG_CODES = "long codes"
    """Last parts of codes up to 15."""
    TEXT_SORTED = "text-sorted codes"
    """1.1, 1.10, 1.11, 1.2: as a spreadsheet sorts them."""
    DOUBLED = "doubled code"
    """A code stands at two rows, a slip of the typist."""
    MOVED = "moved row"
    """A row stands where its code does not belong."""
    WRAPPED = "wrapped codes"
    """The column of codes is so narrow that the longest take two lines."""
    MANY_PAGES = "many pages"
    """More than 8, up to 20."""
    NEW_LABEL = "new total label"
    """The total row is called what no list of such words has."""


CHANCES = {
    Oddity.LONG_CODES: 0.12, Oddity.TEXT_SORTED: 0.06, Oddity.DOUBLED: 0.06, Oddity.MOVED: 0.06,
    Oddity.WRAPPED: 0.06, Oddity.MANY_PAGES: 0.1, Oddity.NEW_LABEL: 0.12,
}  # fmt: skip
"""How often each is wanted; more than half of the documents are to be ordinary."""
LONGEST = 15
"""The greatest last part of a long code."""
MANY_ROWS = {"A": (50, 110), "B": (110, 200), "C": (20, 22)}
"""By shape; a ranking has no more units than there are names for."""

_LABEL_HEADS = ("Tổng", "Cộng", "Tổng cộng", "Cộng tổng", "Toàn bộ", "Tổng kết", "Tổng hợp")
_LABEL_TAILS = (
    "điểm các tiêu chí", "điểm đạt", "số điểm các lĩnh vực", "điểm toàn phần", "điểm chung",
    "điểm của đơn vị", "điểm chỉ số", "điểm các nội dung trên",
)  # fmt: skip
LABELS = tuple(f"{head} {tail}" for head in _LABEL_HEADS for tail in _LABEL_TAILS)
"""What a total row may be called beside the usual."""


def wanted(chance: Random) -> frozenset[Oddity]:
    """Those that a document is to have; not each table has room for them."""
    return frozenset(oddity for oddity, share in CHANCES.items() if chance.random() < share)


def label(chance: Random) -> str:
    """What a total row is called, in capitals or not."""
    text = chance.choice(LABELS)
    return text.upper() if chance.random() < 0.4 else text


def long_codes(oddities: Collection[Oddity]) -> bool:
    """Whether codes are to run past 9: what is sorted as text does not show without."""
    return Oddity.LONG_CODES in oddities or Oddity.TEXT_SORTED in oddities


def disordered(
    chance: Random, rows: Sequence[Row], oddities: Collection[Oddity]
) -> tuple[tuple[Row, ...], frozenset[Oddity]]:
    """The rows with what is wanted of their codes and order, and what of it could be done."""
    made, had = tuple(rows), set()
    if any(_last_part(row.code) > 9 for row in rows):
        had.add(Oddity.LONG_CODES)
    for oddity, change in _CHANGES.items():
        if oddity in oddities:
            before, made = made, change(chance, made)
            had |= {oddity} if made != before else set()
    return made, frozenset(had)


def _last_part(code: str) -> int:
    """The last part of a code of several; a running number has no parts."""
    _, point, part = code.rpartition(".")
    return int(part) if point else 0


@dataclass(slots=True)
class _Node:
    """A row and those below it: by their paths, or the rows that follow a section's heading."""

    row: Row | None
    below: list[_Node] = field(default_factory=list)


def _tree(rows: Sequence[Row]) -> _Node:
    root = _Node(None)
    above: list[tuple[int, _Node]] = [(-1, root)]
    for row in rows:
        depth = row.path.count("/") + (row.kind != "section")
        while above[-1][0] >= depth:
            above.pop()
        node = _Node(row)
        above[-1][1].below.append(node)
        above.append((depth, node))
    return root


def _flat(node: _Node) -> tuple[Row, ...]:
    own = () if node.row is None else (node.row,)
    return (*own, *(row for child in node.below for row in _flat(child)))


def _groups(node: _Node) -> list[list[_Node]]:
    """All rows that stand under one heading, together."""
    return [node.below, *(group for child in node.below for group in _groups(child))]


def _leaves(group: Sequence[_Node]) -> bool:
    """Whether a group is of three or more single rows: in fewer nothing is out of order."""
    return len(group) > 2 and all(n.row and n.row.kind == "data" and not n.below for n in group)


def _text_sorted(_: Random, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    root = _tree(rows)
    for group in _groups(root):
        if _leaves(group):
            group.sort(key=lambda node: node.row.code if node.row else "")
    return _flat(root)


def _doubled(chance: Random, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """A row takes the code of the one before it; those that follow may count on from there."""
    root = _tree(rows)
    groups = [group for group in _groups(root) if _leaves(group)]
    if not groups:
        return rows
    group = chance.choice(groups)
    at = chance.randrange(1, len(group))
    codes = [node.row.code for node in group if node.row]
    stop = len(group) if chance.random() < 0.5 else at + 1
    codes[at:stop] = codes[at - 1 : stop - 1]
    for k, (node, code) in enumerate(zip(group, codes, strict=True)):
        assert node.row is not None
        node.row = _coded(node.row, code, "doubled" if k in (at - 1, at) else node.row.slip)
    return _flat(root)


def _moved(chance: Random, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    root = _tree(rows)
    groups = [group for group in _groups(root) if _leaves(group)]
    if not groups:
        return rows
    group = chance.choice(groups)
    # By two places or more: of two rows that changed places nobody can say which was moved.
    ways = [(k, m) for k in range(len(group)) for m in range(len(group)) if abs(k - m) > 1]
    start, stop = chance.choice(ways)
    node = group.pop(start)
    assert node.row is not None
    node.row = replace(node.row, slip="moved")
    group.insert(stop, node)
    return _flat(root)


def _coded(row: Row, code: str, slip: str) -> Row:
    """The row under another code."""
    above, slash, _ = row.path.rpartition("/")
    name = "order" if "order" in row.cells else "code"
    return replace(row, path=above + slash + code, cells={**row.cells, name: code}, slip=slip)


_CHANGES: dict[Oddity, Callable[[Random, tuple[Row, ...]], tuple[Row, ...]]] = {
    Oddity.TEXT_SORTED: _text_sorted, Oddity.MOVED: _moved, Oddity.DOUBLED: _doubled,
}  # fmt: skip
