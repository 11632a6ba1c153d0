"""Who issued a report: the office at the foot of the left column, and the unit above it.

Names in the body only spell and complete what the heading says; without a heading there is no
issuer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from document.claim import Place
from document.geometry import hull
from document.record import Fact
from document.wording import fold
from parsers.facts.evidence import EXACT, HEADING, MADE_FOR_IT, Candidate, Ink, ink, settled
from parsers.facts.offices import Office, offices, spelled
from parsers.facts.own_number import is_number_line
from parsers.facts.paragraphs import Paragraph
from parsers.facts.parts import Document, says
from parsers.facts.units import Unit, as_written, bare, named, seen
from parsers.layouts import load

_OFTEN = 1.0
"""Worth of the body: it names many units."""
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
    if own.unit is not None:
        value, name, reason = _council(doc, own, own.unit, higher)
    else:
        value, name, reason = _office(doc, own, higher)
    printed = " ".join(line.text for office in found for line in office.lines)
    place = _place(found)
    yield Candidate(value, HEADING, MADE_FOR_IT, _ink(own), printed, place, reason)
    written = _most_legible(doc.every, name)
    if written is not None and not reason:
        yield Candidate(value, "the text", _OFTEN, written, printed, place)


def _council(
    doc: Document, own: Office, unit: Unit, higher: Sequence[Office]
) -> tuple[str, str, str]:
    """The council of a unit with the unit above it, the unit, and why that may be wrong."""
    body = seen(p.text for p in doc.every)
    spelled_out = as_written(unit, body)
    above, reason = _above(doc, spelled_out, higher, body)
    value = f"{own.council or 'UBND'} {spelled_out.words}"
    if not own.council:
        reason = "the heading names a unit and no office of it"
    return f"{value}, {above.words}" if above else value, spelled_out.words, reason


def _office(doc: Document, own: Office, higher: Sequence[Office]) -> tuple[str, str, str]:
    """Another office, its name alone, and why that may be wrong."""
    name = spelled(own, [p.text for p in doc.every])
    reason = "" if own.head else "the heading names no kind of office that is known"
    over = next((o for o in reversed(higher) if o.unit is not None), None)
    if over is None or over.unit is None:
        return name, name, reason
    unit = as_written(over.unit, seen(p.text for p in doc.every)).words
    if own.lone:
        return f"{name} {over.council or 'UBND'} {unit}", name, reason
    return (f"{name} {unit}" if own.head in load("facts")["of_a_unit"] else name), name, reason


def _above(
    doc: Document, unit: Unit, higher: Sequence[Office], body: Counter[Unit]
) -> tuple[Unit | None, str]:
    """The unit above one, and why that may be wrong: from the heading, else from the body."""
    over = [as_written(o.unit, body) for o in higher if o.unit is not None]
    over = [u for u in over if u.level > unit.level]
    if over or unit.level == 2:
        return next(iter(over), None), ""
    if unit.level == 1:
        return next(_directing(doc.every, 2), None), ""
    for level in (1, 2):
        ranked = [(u, n) for u, n in body.most_common() if u.level == level]
        if ranked:
            (first, often), *rest = ranked
            if rest and often < _CLEAR * rest[0][1]:
                return first, f"{first.words} and {rest[0][0].words} are named as often"
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
    known = {fold(word) for word in (*office.head.split(), *office.kind.split())}
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
