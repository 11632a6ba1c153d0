"""What the readings of one code cell may stand for, and at what cost.

Whether the rows around it allow that is told by parsers.rows.code_order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, log

from document import glyphs
from document.claim import Location
from document.page import Origin
from document.table import Reading
from parsers import codes
from parsers.rows.numbering import At, following

UNFORESEEN = 1.0
"""Cost of a code that is none of the candidates, and of each wrong reading that speaks for one."""
CHANCE = 3.0
"""Cost of an unforeseen code that happens to be like a reading which speaks for another."""
OPENS = 3.0
"""Cost of the same more, where a line is a row because it opens with what looks like a code."""
OTHER_FORM = 1.0
"""Cost of a full stop behind a code where most have none, and the other way round."""
CEILING = 12.0
"""What costs so much more than the best is left out: no order outweighs it."""


@dataclass(frozen=True, slots=True)
class CodeCell:
    """What was seen in the code cell of a row.

    inked: whether there is ink in it, read or not. own: whether a cell begins in the row, and
    only for the code. opens: whether there is no cell, and a line was taken for a row because a
    code opens it. place: where it is, None when unknown.
    """

    readings: tuple[Reading, ...] = ()
    inked: bool = False
    own: bool = False
    opens: bool = False
    place: Location | None = None

    @property
    def exact(self) -> bool:
        return any(r.origin is Origin.LAYER for r in self.readings)

    @property
    def printed(self) -> str:
        return self.readings[0].text.strip() if self.readings else ""

    @property
    def as_read(self) -> str:
        """Its code by the first reading alone; "" when that is none."""
        return (codes.typed if self.exact else codes.clean)(self.printed)


_Shape = tuple[Origin, float, str]
"""A reading as the table of signs has it: who read it, how sure, and what."""
Costs = dict[str | None, float]
"""Of the codes that a row may have; None stands for one that is not known."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the readings of one cell say.

    closed: whether a full stop stands behind most codes of the table. alone: the candidates
    that the readings propose; for a cell with exact characters one that costs nothing.
    """

    cell: CodeCell
    shapes: tuple[_Shape, ...]
    closed: bool
    alone: Costs

    def cost(self, code: str) -> float:
        """Cost of all that was read, were that printed."""
        return sum(_cost_of(shape, code, self.closed) for shape in self.shapes)

    def with_following(self, ats: Iterable[At]) -> Costs:
        """The candidates of a row, those among them that only the rows above propose."""
        if self.cell.exact:
            return self.alone
        proposed = {
            code for at in ats for code in following(at)
            if at.letter or at.part or codes.is_roman(code) or not code.isalpha()
        }  # fmt: skip
        return _within({**{c: self.cost(c) for c in proposed - self.alone.keys()}, **self.alone})


def _shapes(cell: CodeCell) -> tuple[_Shape, ...]:
    return tuple((r.origin, r.confidence, glyphs.folded(r.text).rstrip(")")) for r in cell.readings)


def _cost_of(shape: _Shape, code: str, closed: bool) -> float:
    reader, confidence, read = shape
    bare = glyphs.cost(reader, confidence, code, read) + OTHER_FORM * closed
    return min(bare, glyphs.cost(reader, confidence, f"{code}.", read) + OTHER_FORM * (not closed))


def evidence(cell: CodeCell, closed: bool) -> Evidence:
    """What a cell may hold by its own readings; closed: see Evidence.

    >>> cell = CodeCell((Reading(Origin.TESSERACT, "1.11", 0.85),))
    >>> costs = evidence(cell, closed=False).alone
    >>> costs["1.11"] < costs["1.1.1"] < costs["1.1.7"]
    True
    """
    shapes = _shapes(cell)
    if cell.exact:
        return Evidence(cell, shapes, closed, {cell.as_read or None: 0.0})
    proposed = sorted({code for r in cell.readings for code in codes.proposals(r.text)})
    costs = {code: [_cost_of(shape, code, closed) for shape in shapes] for code in proposed}
    alone: Costs = {code: sum(each) for code, each in costs.items()}
    likeliest = min(alone, key=alone.__getitem__, default=None)
    alone[None] = (
        UNFORESEEN
        + OPENS * cell.opens
        + sum(_unforeseen(k, shape, likeliest, costs) for k, shape in enumerate(shapes))
    )
    return Evidence(cell, shapes, closed, _within(alone))


def _unforeseen(
    k: int, shape: _Shape, likeliest: str | None, costs: Mapping[str, Sequence[float]]
) -> float:
    """Cost of reading k, were a code printed that is none of the candidates: of being wrong just
    so, or else of being as odd as for the likeliest, or as like the print by chance."""
    reader, confidence, read = shape
    if likeliest is None:
        return 0.0
    if read.rstrip(".") == likeliest:
        return UNFORESEEN - log(glyphs.wrong(reader, confidence))
    others = (each[k] for code, each in costs.items() if code != read.rstrip("."))
    return min(costs[likeliest][k], CHANCE + min(others, default=inf))


def _within(costs: Costs) -> Costs:
    most = min(costs.values()) + CEILING
    return {code: cost for code, cost in costs.items() if cost < most}
