"""Who issued a report: the office at the foot of the left column, and the unit above it.

Names in the body only spell and complete what the heading says; without a heading there is no
issuer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from document.claim import Place
from document.geometry import hull
from document.record import Fact
from document.wording import fold
from parsers.facts.evidence import EXACT, HEADING, MADE_FOR_IT, Candidate, Ink, ink, settled
from parsers.facts.offices import Office, field_of, offices, spelled
from parsers.facts.own_number import is_number_line
from parsers.facts.paragraphs import Paragraph
from parsers.facts.parts import Document, says
from parsers.facts.units import Unit, bare, longer, named, seen, spellings
from parsers.layouts import load

_OFTEN = 1.0
"""Worth of the body: it names many units."""
_MOST = 2 / 3
"""Share of the places that must write a name in one way for the text to confirm it."""
_CLEAR = 1.5
"""A unit above must be named so many times as often as any other of its level."""


def issuer(doc: Document) -> Fact | None:
    """The office that wrote the report, and the unit above it."""
    lines = list(takewhile(lambda line: not is_number_line(line), doc.heading.left))
    found = offices(lines)
    # Where no country is named above, only what is an office for sure issues the paper.
    seen_one = bool(found) and (doc.heading.national or bool(found[-1].head))
    return settled("issuer", _candidates(doc, found)) if seen_one else None


def _candidates(doc: Document, found: Sequence[Office]) -> Iterator[Candidate]:
    own, higher = found[-1], found[:-1]
    ways = _councils if own.unit is not None else _offices
    printed = " ".join(line.text for office in found for line in office.lines)
    place = _place(found)
    for k, way in enumerate(ways(doc, own, higher)):
        worth, source = MADE_FOR_IT + math.log2(way.share), "the text" if k else HEADING
        yield Candidate(way.value, source, worth, _ink(own), printed, place, way.reason)
        written = _most_legible(doc.every, way.name)
        if written is not None and not way.reason and way.share >= _MOST:
            yield Candidate(way.value, "the text", _OFTEN, written, printed, place)


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


def _place(found: Sequence[Office]) -> Place:
    places = [line.place(0, len(line.text)) for office in found for line in office.lines]
    boxes = [place.box for place in places if place.box is not None]
    return Place(places[0].page, hull(boxes) if boxes else None)
