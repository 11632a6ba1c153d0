"""What speaks for each value that a fact may have, in one scale, and which value is handed on.

A candidate is weighed by the place where it stands and by its form (both told by who found it),
by how surely its ink was read, and by the other places that say the same. One unit is a factor
of two. The margin to the next best value is the confidence: where it is small a person decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from document.claim import Location
from document.page import Origin
from document.record import Fact
from document.table import Reading
from parsers.facts.paragraphs import Paragraph
from parsers.facts.patterns import Match

HEADING, APPENDIX = "the heading", "the line under the appendix"
MADE_FOR_IT = 3.0
"""Worth of a place that is made to say it, as these two are for number and date."""
AGREES = 1.0
"""For other places of the document that say the same."""
MARGIN = 1.0
"""A value that is less likelier than another is for a person."""
SURE = 0.7
"""What was read with less confidence needs another place that says the same. In 84 scans all 703
numbers, dates and scores that were read with more were right, and 2 of 25 with less were not: most
are numbers of decisions, of which Tesseract is unsure although they are printed well."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How surely something was read, 0 to 1, and by whom."""

    confidence: float
    origin: Origin

    @property
    def exact(self) -> bool:
        return self.origin is Origin.LAYER


EXACT = Ink(1.0, Origin.LAYER)


def ink(paragraph: Paragraph, start: int, end: int) -> Ink:
    """How surely some letters of a paragraph were read: as the worst of their words."""
    words = [p.word for p in paragraph.under(start, end) if p.word is not None]
    worst = min(words, key=lambda w: w.confidence, default=None)
    return EXACT if worst is None else Ink(worst.confidence, worst.origin)


def ink_of(match: Match, *slots: str) -> Ink:
    """How surely the values of some slots of a match were read."""
    found = match.paragraph.tokens
    inks = [
        ink(match.paragraph, found[a].start, found[b - 1].end)
        for a, b in (match.spans[slot] for slot in slots if slot in match.spans)
    ]
    return min(inks, key=lambda i: i.confidence, default=EXACT)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a fact may have, or ink without one.

    value: canonical; None where something is printed or written that cannot be read for sure.
    source: the place of the document in words; candidates of one source are one witness.
    weight: what place and form are worth. ink: how it was read.
    reason: why there is no value, or why it is doubtful.
    """

    value: str | None
    source: str
    weight: float
    ink: Ink
    printed: str
    place: Location | None
    reason: str = ""

    @property
    def worth(self) -> float:
        return self.weight + math.log2(max(self.ink.confidence, 0.01))

    @property
    def reading(self) -> Reading:
        return Reading(self.ink.origin, self.value or self.printed, self.ink.confidence)


def of(match: Match, value: str, slots: Sequence[str], source: str, weight: float) -> Candidate:
    """A value that a match gives by some of its slots."""
    start, end = match.letters
    return Candidate(
        value, source, weight, ink_of(match, *slots), match.printed,
        match.paragraph.place(start, end),
    )  # fmt: skip


def settled(name: str, candidates: Iterable[Candidate]) -> Fact | None:
    """The fact that some candidates make; None when nothing was seen.

    Alternatives with a reason leave it to a person; a lone None among them says that there may
    be no such value. Without a value the reason tells what was seen. The readings are the
    places that say it, the value first, so that two that agree can be told.
    """
    found = sorted(candidates, key=lambda c: -c.worth)
    legible = [c for c in found if c.value is not None]
    if not legible:
        return _unread(name, found) if found else None
    worths = {c.value: _worth(legible, c.value) for c in reversed(legible)}
    best, *others = sorted(worths, key=lambda value: -worths[value])
    first = next(c for c in legible if c.value == best)
    near = tuple(value for value in others if worths[best] - worths[value] < MARGIN)
    reason = ""
    if near:
        other = next(c for c in legible if c.value == near[0])
        reason = f"{first.source} says {best}, {other.source} says {other.value}"
    elif len(_sources(legible, best)) < 2 and (first.reason or first.ink.confidence < SURE):
        near = (None,)
        reason = first.reason or f"read with little confidence in {first.source}, nowhere else"
    ordered = sorted(found, key=lambda c: c.value != best)
    return Fact(
        name, first.printed, best, readings=_readings(ordered), alternatives=near, reason=reason,
        place=first.place,
    )  # fmt: skip


def _readings(candidates: Sequence[Candidate]) -> tuple[Reading, ...]:
    """What each place says, once."""
    said: dict[str, Reading] = {}
    for candidate in candidates:
        said.setdefault(candidate.source, candidate.reading)
    return tuple(said.values())


def _worth(candidates: Sequence[Candidate], value: str | None) -> float:
    best = max(c.worth for c in candidates if c.value == value)
    return best + (AGREES if len(_sources(candidates, value)) > 1 else 0.0)


def _sources(candidates: Sequence[Candidate], value: str | None) -> set[str]:
    return {c.source for c in candidates if c.value == value}


def _unread(name: str, found: Sequence[Candidate]) -> Fact:
    first = found[0]
    reason = first.reason or f"what is printed in {first.source} cannot be read for sure"
    return Fact(
        name, first.printed, None, readings=_readings(found), reason=reason, place=first.place
    )
