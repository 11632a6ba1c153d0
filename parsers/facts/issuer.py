"""Who issued a report: the office at the foot of the left column, and the unit above it.

Names in the body only spell and complete what the heading says; without a heading there is no
issuer.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from document.claim import Location
from document.geometry import hull
from document.record import Fact
from document.wording import fold
from parsers.facts.evidence import (
    APPENDIX,
    EXACT,
    HEADING,
    MADE_FOR_IT,
    Candidate,
    Ink,
    ink,
    settled,
)
from parsers.facts.offices import Office, field_of, offices, spelled
from parsers.facts.own_number import is_number_line
from parsers.facts.paragraphs import Paragraph
from parsers.facts.parts import Document, says
from parsers.facts.patterns import Match
from parsers.facts.units import Unit, bare, longer, named, seen, spellings
from parsers.layouts import load

_WHOSE = re.compile(r"[\s,]*của ((?:UBND|[UỦÚÙŨỤƯ]\S* ban nhân dân)[^()]{3,60})\)", re.IGNORECASE)
"""Behind the number and the date of a report: whose it is, up to the bracket."""
_WRAPPED = 2.5
"""Worth of the line under the appendix for a name: it is often broken in two, among headings."""
_SPECKS = 4
"""Letters of a line that may be specks of ink."""
_OFTEN = 1.0
"""Worth of the body: it names many units."""
_MOST = 2 / 3
"""Share of the places that must write a name in one way for the text to confirm it."""
_CLEAR = 1.5
"""A unit above must be named so many times as often as any other of its level."""


def issuer(doc: Document, below: Sequence[Match]) -> Fact | None:
    """The office that wrote the report, and the unit above it.

    below: the lines under its appendices.
    """
    lines = list(takewhile(lambda line: not is_number_line(line), doc.heading.left))
    found = offices(lines)
    # Where no country is named above, only what is an office for sure issues the paper.
    if not found or not (doc.heading.national or found[-1].head):
        return settled("issuer", _under_appendix(doc, below))
    unread = _unread_line(lines, found)
    heading = list(_in_heading(doc, found, unread))
    others = _under_appendix(doc, below) if found[-1].unit else ()
    return settled("issuer", (*heading, *(_as_heading(c, heading) for c in others)))


def _unread_line(lines: Sequence[Paragraph], found: Sequence[Office]) -> bool:
    """Whether a line between the offices and the number is of none of them: the name may go on
    there."""
    taken = [line for office in found for line in office.lines]
    first = lines.index(taken[0])
    return any(line not in taken and len(line.text) > _SPECKS for line in lines[first:])


def _in_heading(doc: Document, found: Sequence[Office], unread: bool) -> Iterator[Candidate]:
    own, higher = found[-1], found[:-1]
    ways = _councils if own.unit is not None else _offices
    printed = " ".join(line.text for office in found for line in office.lines)
    place = _place(found)
    for k, way in enumerate(ways(doc, own, higher)):
        worth, source = MADE_FOR_IT + math.log2(way.share), "the text" if k else HEADING
        reason = way.reason or ("a line of the heading could not be read" if unread else "")
        yield Candidate(way.value, source, worth, _ink(own), printed, place, reason)
        written = _most_legible(doc.every, way.name)
        if written is not None and not reason and way.share >= _MOST:
            yield Candidate(way.value, "the text", _OFTEN, written, printed, place)


def _under_appendix(doc: Document, below: Sequence[Match]) -> Iterator[Candidate]:
    """The council whose report an appendix comes with, as the line under its title says."""
    for match in below:
        lines = doc.every[doc.every.index(match.paragraph) :][:2]
        whose = _WHOSE.match(" ".join(p.text for p in lines)[match.letters[1] :])
        unit = next((u for u, authority in named(whose[1]) if authority), None) if whose else None
        if whose is None or unit is None or not whose[1].endswith(unit.name):
            continue
        place = match.paragraph.place(*match.letters)
        seen_so = min((ink(p, 0, len(p.text)) for p in lines), key=lambda i: i.confidence)
        again = seen(p.text for p in doc.every if p not in lines)
        sure = seen_so.exact or unit in again or doc.heading.left
        reason = "" if sure else "it was read once, and no other place says it"
        yield Candidate(f"UBND {unit.words}", APPENDIX, _WRAPPED, seen_so, whose[1], place, reason)


def _as_heading(below: Candidate, heading: Sequence[Candidate]) -> Candidate:
    """What the appendix says, with the unit above it where the heading means the same one."""
    own = fold(below.value or "")
    same = (c.value for c in heading if c.value and fold(c.value.partition(",")[0]) == own)
    return replace(below, value=next(same, below.value))


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to name the issuer.

    value: with the unit above it. name: its own alone. share: of the places that write it so.
    reason: why it may be wrong.
    """

    value: str
    name: str
    share: float = 1.0
    reason: str = ""


def _councils(doc: Document, own: Office, higher: Sequence[Office]) -> Iterator[_Way]:
    """The council of a unit with the unit above it, in each spelling."""
    assert own.unit is not None
    body = seen(p.text for p in doc.every)
    ways = spellings(own.unit, body)
    above, reason = _above(doc, own.unit, higher, body)
    if not own.council:
        reason = "the heading names a unit and no office of it"
    named_so = any(fold(unit.name) == fold(own.unit.name) for unit in body)
    if not named_so and (longer_name := longer(own.unit, body)) is not None:
        ways, reason = [(longer_name, 1.0)], "the text has a longer name than the heading"
    for unit, share in ways:
        for over, its_share in above if unit is ways[0][0] else above[:1]:
            value = ", ".join(filter(None, (f"{own.council or 'UBND'} {unit.words}", over)))
            yield _Way(value, unit.words, share * its_share, reason)


def _offices(doc: Document, own: Office, higher: Sequence[Office]) -> Iterator[_Way]:
    """Another office, with the unit above it where it is named so."""
    name = spelled(own, [p.text for p in doc.every])
    reason = "" if own.head else "the heading names no kind of office that is known"
    if own.words.split().count(own.head) > 1:
        reason = "the heading names two offices in one line"
    over = next((o for o in reversed(higher) if o.unit is not None), None)
    value = name
    if over is not None and over.unit is not None:
        unit = spellings(over.unit, seen(p.text for p in doc.every))[0][0].words
        if own.lone:
            value = f"{name} {over.council or 'UBND'} {unit}"
        elif own.head in load("facts")["of_a_unit"]:
            value = f"{name} {unit}"
    yield _Way(value, name, reason=reason)


def _above(
    doc: Document, own: Unit, higher: Sequence[Office], body: Counter[Unit]
) -> tuple[list[tuple[str, float]], str]:
    """The unit above one in words, in each spelling with its share, and why it may be wrong.

    From the heading, else for a commune from the body; "" where none is named.
    """
    over = next((o.unit for o in higher if o.unit and o.unit.level > own.level), None)
    reason = ""
    if over is None and own.level == 1:
        over = next(_directing(doc.every, 2), None)
    elif over is None and own.level == 0:
        over, reason = _most_named(body)
    if over is None:
        return [("", 1.0)], ""
    return [(unit.words, share) for unit, share in spellings(over, body)], reason


def _most_named(body: Counter[Unit]) -> tuple[Unit | None, str]:
    """The unit above communes that a text names most, and why it may be wrong."""
    for level in (1, 2):
        ranked = [(u, n) for u, n in body.most_common() if u.level == level]
        if ranked:
            (first, often), *rest = ranked
            others = [(u, n) for u, n in rest if fold(u.name) != fold(first.name)]
            if others and often < _CLEAR * others[0][1]:
                return first, f"{first.words} and {others[0][0].words} are named as often"
            return first, ""
    return None, ""


def _directing(paragraphs: Sequence[Paragraph], level: int) -> Iterator[Unit]:
    """The units of a level of which the text says that they direct."""
    for paragraph in paragraphs:
        for unit, _ in named(paragraph.text):
            before = fold(paragraph.text.partition(unit.name)[0])
            if unit.level == level and says(before[-30:], load("facts")["directing"]):
                yield unit


def _most_legible(paragraphs: Sequence[Paragraph], name: str) -> Ink | None:
    """How surely a name was read where the body has it best; None where it has not."""
    wanted = bare(name)
    inks = []
    for paragraph in paragraphs:
        at = bare(paragraph.text).find(wanted)
        if at >= 0 and not paragraph.text[at : at + len(name)].isupper():
            inks.append(ink(paragraph, at, at + len(name)))
    return max(inks, key=lambda i: i.confidence, default=None)


def _ink(office: Office) -> Ink:
    """How surely the name of an office was read; what its kind is the list tells."""
    told = f"{office.head} {office.kind} {field_of(office)}"
    known = {fold(word) for word in told.split()}
    inks = [
        Ink(piece.word.confidence, piece.word.origin)
        for line in office.lines
        for piece in line.pieces
        if piece.word is not None and fold(piece.text) not in known
    ]
    return min(inks, key=lambda i: i.confidence, default=EXACT)


def _place(found: Sequence[Office]) -> Location:
    places = [line.place(0, len(line.text)) for office in found for line in office.lines]
    boxes = [place.box for place in places if place.box is not None]
    return Location(places[0].page, hull(boxes) if boxes else None)
