"""The day on which the report was signed: from its heading and the line under its appendix."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from document.record import Fact
from parsers.facts import evidence
from parsers.facts.evidence import SURE, Candidate, ink, ink_of, settled
from parsers.facts.handwriting import doubted, in_print, model_word
from parsers.facts.own_number import line_of_heading
from parsers.facts.paragraphs import Paragraph
from parsers.facts.parts import Document
from parsers.facts.patterns import Match, misread
from parsers.facts.values import iso_date

_PARTS = ("date", "day", "month", "year")
_FILL = frozenset(".…_:,-")


def own_date(doc: Document, below: Sequence[Match]) -> Fact | None:
    """The day on which the report was signed. below: the lines under its appendices."""
    heading = list(_in_heading(doc))
    printed = next((p for line in doc.heading.right if (p := _printed_parts(line))), {})
    dates = (
        _held_against(_below(match, day), printed) for match in below if (day := day_of(match))
    )
    latest = _latest_cited(doc)
    return settled("report_date", [_not_before(c, latest) for c in (*heading, *dates)])


def _below(match: Match, day: str) -> Candidate:
    return evidence.of(match, day, _PARTS, evidence.APPENDIX, evidence.MADE_FOR_IT)


def day_of(match: Match) -> str | None:
    """The date of a match, in figures or in words; None when it has none or a wrong one."""
    held = match.values
    if "date" in held:
        return held["date"]
    return iso_date(held["day"], held["month"], held["year"]) if "day" in held else None


def _in_heading(doc: Document) -> Iterator[Candidate]:
    """The date as the line of the place has it, once."""
    lines = (*doc.heading.right, *doc.heading.left)
    dated = ((m, day) for _, m in doc.find("long_date", lines) if (day := day_of(m)))
    for match, day in dated:
        seen, line = ink_of(match, *_PARTS), match.paragraph
        digits = [line.tokens[match.spans[part][0]] for part in _PARTS if part in match.spans]
        model = model_word([line])
        if not all(in_print(line, token, model) for token in digits):
            seen = doubted(seen)
        yield line_of_heading(line, day, seen, "date")
        return
    for line in lines:
        if _is_filled_in(line):
            yield line_of_heading(line, None, ink(line, 0, len(line.text)), "date")
            return


def _is_filled_in(line: Paragraph) -> bool:
    """Whether a line is that of place and date, and something may stand in its gaps.

    On a scan ink may go unread; a digital page shows that nothing was filled in.
    """
    keys = [t.key for t in line.tokens]
    at = next((k for k, key in enumerate(keys) if key.startswith("ngay")), None)
    words = [t for t in line.tokens if t.key == "nam" or misread(t.key, "thang") is not None]
    if at is None or not words:
        # Only "năm" may be legible, or "ngày": behind a place with its comma.
        comma = next((k for k, key in enumerate(keys) if key == ","), len(keys))
        if not (words and comma < len(keys)) and at != comma + 1:
            return False
    filled = [t for t in line.tokens[at or 0 :] if t.kind != "word" and t.text not in _FILL]
    blank = len(filled) < 3 and all(t.kind == "number" for t in filled)
    return not (blank and ink(line, 0, len(line.text)).exact)


def _printed_parts(line: Paragraph) -> dict[str, int]:
    """The month and the year of a date whose day may be handwritten, where they are printed."""
    found: dict[str, int] = {}
    model = model_word([line])
    for one, other in itertools.pairwise(line.tokens):
        part = "year" if one.key == "nam" else "month" if misread(one.key, "thang") == 0 else ""
        sure = ink(line, other.start, other.end).confidence >= SURE
        if part and sure and other.text.isdigit() and in_print(line, other, model):
            found[part] = int(other.text)
    return found


def _held_against(candidate: Candidate, printed: Mapping[str, int]) -> Candidate:
    """A date that another place says, doubtful where the heading prints another month or year."""
    year, month, _ = map(int, (candidate.value or "0-0-0").split("-"))
    given = {"year": year, "month": month}
    other = [part for part in printed if printed[part] != given[part]]
    if not other:
        return candidate
    reason = f"{candidate.source} says {candidate.value}, the heading has another {other[0]}"
    return replace(candidate, reason=reason)


def _latest_cited(doc: Document) -> str:
    """The latest date of a paper that is cited with its number; "" for none."""
    cited = (
        day
        for _, match in doc.find("cited", doc.body)
        if (day := day_of(match)) and ink_of(match, *_PARTS).confidence >= SURE
    )
    return max(cited, default="")


def _not_before(candidate: Candidate, cited: str) -> Candidate:
    """A date, doubtful where a paper is cited that is younger."""
    if candidate.value is None or candidate.reason or candidate.value >= cited:
        return candidate
    return replace(candidate, reason=f"a paper of {cited} is cited, which is later than this date")
