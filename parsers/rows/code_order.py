"""Which code each row of a table has: what was read in its cell, weighed against the order.

Characters that are exact stand as they are. Else every code that the readings may stand for is
a candidate with a cost, under each way in which tables are numbered. The cheapest reading of all
codes together is taken; by how much another code would be dearer is how sure each one is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from rapidfuzz.distance import Levenshtein

from document import glyphs
from document.record import Code, coded
from parsers import codes
from parsers.rows.code_cell import CEILING, CodeCell, Costs, Evidence, evidence
from parsers.rows.numbering import NUMBERINGS, At, Numbering, after, step

MARGIN = 2.0
"""Codes that are dearer than the best by less than this may be the right ones."""
WIDTH = 16
"""Ways to read the codes so far that are kept from row to row."""
MOST = 4
"""Alternatives that are told of, at most."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The code of a row, as in a Claim.

    value: None where there is none or it cannot be told. printed: that of the readings which says
    so, else the first. alternatives: nothing tells that it is not one of these. reason: why it
    is not simply as read.
    """

    value: str | None = None
    printed: str = ""
    alternatives: tuple[str | None, ...] = ()
    reason: str = ""

    def claim(self, cell: CodeCell, twice: str = "", doubt: str = "") -> Code:
        """The claim of the row. twice: why it is not right that another row has the code too:
        then the code itself is the only alternative. doubt: why it may be another row's."""
        alternatives, reason = self.alternatives, self.reason
        if doubt and not alternatives:
            read = codes.clean(self.printed) or None
            alternatives, reason = (read if read != self.value else None,), doubt
        if twice and not alternatives:
            alternatives, reason = (self.value,), reason or twice
        if not (self.value or self.printed or reason):
            return coded("")
        return Code(
            "code", self.printed, self.value, readings=cell.readings, alternatives=alternatives,
            reason=reason, place=cell.place,
        )  # fmt: skip


_Edge = tuple[At, str | None, float, At]
"""One row read as one code, with its cost: where the numbering stands before it and behind."""


def _totals(rows: Sequence[Evidence], way: Numbering, begin: At) -> list[Costs]:
    """For each row the cost of the cheapest reading of all rows with each of its codes."""
    before: list[dict[At, float]] = [{begin: way.prior}]
    edges: list[list[_Edge]] = []
    for row in rows:
        reached = before[-1]
        following = row.with_following(reached).items()
        # Of codes that cost the same, and of places, the order is that of their signs.
        offered = sorted(following, key=lambda item: (item[1], item[0] or ""))
        grown: dict[At, float] = {}
        edges.append([])
        most = inf
        for at, so_far in reached.items():
            for code, cost in offered:
                if so_far + cost > most:
                    break
                behind, more = after(at, code), cost + step(way, at, code)
                edges[-1].append((at, code, more, behind))
                if so_far + more < grown.get(behind, most):
                    grown[behind] = so_far + more
                    most = min(most, so_far + more + CEILING)
        ranked = sorted(grown.items(), key=lambda item: (item[1], item[0]))[:WIDTH]
        before.append({at: total for at, total in ranked if total <= most})
    return _with_below(before, edges)


def _with_below(before: Sequence[dict[At, float]], edges: Sequence[list[_Edge]]) -> list[Costs]:
    """The totals of each row's codes, from what it costs to reach each row, and its edges."""
    found: list[Costs] = []
    below: dict[At, float] = dict.fromkeys(before[-1], 0.0)
    for reached, row in zip(reversed(before[:-1]), reversed(edges), strict=True):
        totals: Costs = {}
        above: dict[At, float] = {}
        for start, code, cost, end in row:
            rest = cost + below.get(end, inf)
            if rest < inf:
                above[start] = min(above.get(start, inf), rest)
                totals[code] = min(totals.get(code, inf), reached[start] + rest)
        found.append(totals)
        below = above
    return found[::-1]


def settle(cells: Sequence[CodeCell]) -> tuple[Settled, ...]:
    """The codes of one table from top to bottom.

    >>> from document.page import Origin
    >>> from document.table import Reading
    >>> read = "113 1.5.3 154 1.6 3.11.2 3.42.1 3122 3132 7.1.4 72".split()
    >>> cells = [CodeCell((Reading(Origin.TESSERACT, text, 0.85),), opens=True) for text in read]
    >>> " ".join(one.value or "?" for one in settle(cells))
    '1.1.3 1.5.3 1.5.4 1.6 3.11.2 3.12.1 3.12.2 3.13.2 7.1.4 7.2'
    """
    own = [k for k, cell in enumerate(cells) if cell.readings or cell.inked]
    if all(cells[k].exact for k in own):
        return tuple(_choice(cell, {}).settled(True) if cell.exact else Settled() for cell in cells)
    closed = [cells[k].printed.endswith(".") for k in own]
    mixed = [all(codes.place(codes.clean(cells[k].printed))) for k in own]
    rows = [evidence(cells[k], 2 * sum(closed) > len(own)) for k in own]
    ways = [_totals(rows, way, At(mixed=sum(mixed) > 1)) for way in NUMBERINGS]
    choices = [
        _choice(row.cell, _least(each))
        for row, each in zip(rows, zip(*ways, strict=True), strict=True)
    ]
    done = [Settled()] * len(cells)
    for n, (k, choice) in enumerate(zip(own, choices, strict=True)):
        around = choices[max(0, n - 1) : n] + choices[n + 1 : n + 2]
        done[k] = choice.settled(all(beside.firm for beside in around))
    return tuple(done)


def _least(ways: Sequence[Costs]) -> Costs:
    """The totals of one row's codes under the numbering in which each is the cheapest."""
    totals: Costs = {}
    for code, total in (item for way in ways for item in way.items()):
        totals[code] = min(totals.get(code, inf), total)
    return totals


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a row may have for a code before its neighbours are asked.

    likely: all that are not much dearer than the best. best: the one to be handed on; one that
    was read where there is such. printed: see Settled. firm: whether it is the only one, and has
    all signs that were read, but for full stops.
    """

    likely: tuple[str | None, ...]
    best: str | None
    printed: str
    as_read: bool
    exact: bool = False

    @property
    def firm(self) -> bool:
        alone = self.likely == (self.best,) and self.best is not None
        return self.exact or (alone and (self.as_read or _signs(self.best) == _signs(self.printed)))

    def settled(self, held: bool) -> Settled:
        """held: whether the rows beside it are firm; else they tell of no sign that is not read."""
        best, printed, likely = self.best, self.printed, self.likely
        if self.exact or (likely == (best,) and self.as_read):
            return Settled(best, printed)
        if likely == (best,) and best is not None:
            if self.firm or held:
                why = f"read as {printed!r}, {best} by the order of the rows"
                return Settled(best, printed, (), why)
            likely = (best, None)
        if not (self.as_read or _resembles(best, printed)):
            best = None
        rivals = tuple(code for code in likely if code != best)[:MOST]
        return Settled(best, printed, rivals, _doubtful(printed, best, rivals))


def _choice(cell: CodeCell, totals: Costs) -> _Choice:
    if cell.exact:
        code = cell.as_read or None
        return _Choice((code,), code, cell.printed if code else "", True, True)
    ranked = sorted(totals, key=lambda code: (totals[code], code is None, code or ""))
    likely = tuple(code for code in ranked if totals[code] - totals[ranked[0]] < MARGIN)
    said = {codes.clean(r.text): r.text.strip() for r in reversed(cell.readings)}
    best = next((code for code in likely if code in said), likely[0]) or cell.as_read or None
    return _Choice(likely, best, said.get(best or "", cell.printed), best in said)


def _signs(text: str | None) -> str:
    """A code or a reading without its full stops."""
    return glyphs.folded(text or "").replace(".", "")


def _resembles(code: str | None, printed: str) -> bool:
    """Whether a code has the digits that were read, but for one."""
    digits = [[d for d in text if d.isdigit()] for text in (code or "", printed)]
    return bool(code) and Levenshtein.distance(*digits) <= (len(digits[0]) > 2)


def _doubtful(printed: str, best: str | None, rivals: Sequence[str | None]) -> str:
    """Why a code cannot be told. best: the one that is handed on, None for none."""
    others = ", ".join(code for code in rivals if code)
    if not printed:
        reason = "the number of the row is not legible"
    elif best is None:
        reason = f"{printed!r} is no number that the row can have"
    elif best != codes.clean(printed):
        reason = f"read as {printed!r}, perhaps {best} by the order of the rows"
    else:
        reason = f"read as {printed!r}, which is not sure"
    return f"{reason}; by the rows around it perhaps {others}" if others else reason


def repeated(values: Sequence[str | None], headings: Sequence[bool]) -> dict[int, str]:
    """The rows whose code stands in another row of the same part too, each with the reason.

    headings: rows below which the numbers may begin again.

    >>> sorted(repeated(["1", "a", "2", "a", "1"], [False] * 5))
    [0, 4]
    >>> repeated(["I", "1", "II", "1"], [False] * 4)
    {}
    """
    rows: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    part, last = 0, ""
    for k, (code, heading) in enumerate(zip(values, headings, strict=True)):
        if heading:
            part = k
        if not code:
            continue
        if codes.is_roman(code):
            rows[0, "", code].append(k)
            part = k
        elif any(codes.place(code)):
            rows[part, "", code].append(k)
            last = code
        else:
            rows[part, last, code].append(k)
    return {
        k: f"the number {values[k]} stands in {len(same)} rows"
        for same in rows.values() if len(same) > 1 for k in same
    }  # fmt: skip
