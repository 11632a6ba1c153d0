"""The sentence that gives the score of the report, chosen among all that look like it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from document.number import parse as parse_number
from document.record import Fact
from parsers.facts.evidence import of, settled
from parsers.facts.paragraphs import Paragraph
from parsers.facts.parts import APPENDIX_TITLE, Document, says
from parsers.facts.patterns import Match
from parsers.facts.values import number
from parsers.layouts import load

_CLAUSE = 12
"""Words before a figure that may tell that it is not the headline's."""
_BESIDE = ("grade", "rank", "first_rank", "change_up", "change_down", "decision")


@dataclass(frozen=True, slots=True)
class Headline:
    """The score and its sentence.

    match: where it stands. facts: the score and the most that could be reached.
    """

    match: Match
    facts: tuple[Fact, ...]


def headline(doc: Document, year: str | None) -> Headline | None:
    """The headline of a report on an index; None where no sentence gives a score.

    year: the one that is judged.
    """
    index = load("facts")["index"]
    titled = any(says(p.folded, index) for p in (*doc.title, *doc.appendix[:APPENDIX_TITLE]))
    where = doc.body if titled else [p for p in doc.body if says(p.folded, index)]
    weigher = _Weigher(doc, year)
    weighed = [(weigher.weight(k, m), m) for k, m in doc.find("score", where)]
    likely = [(weight, match) for weight, match in weighed if weight > 0]
    if not likely:
        return None
    order = {id(p): k for k, p in enumerate(doc.body)}
    likely.sort(key=lambda f: (-f[0], order[id(f[1].paragraph)], f[1].start))
    score = settled(
        "headline_score",
        (of(m, m.values["score"], ("score",), _source(m), weight) for weight, m in likely),
    )
    if score is None or score.value is None:
        return Headline(likely[0][1], (score,)) if score else None
    match = next(m for _, m in likely if m.values["score"] == score.value)
    most = (
        of(m, m.values["max"], ("max",), _source(m), weight)
        for weight, m in likely
        if m.values["score"] == score.value and "max" in m.values
    )
    full = settled("headline_max", most)
    return Headline(match, (score, full) if full else (score,))


def _source(match: Match) -> str:
    return f"the text of page {match.paragraph.page}"


def _clause(match: Match) -> str:
    """The words before the score of a match, within its clause, as one folded text."""
    words: list[str] = []
    found = match.paragraph.tokens
    at = next(k for k in range(match.start, match.end) if number(found, k))
    for token in reversed(found[:at]):
        if token.text in (".", ";") or len(words) == _CLAUSE:
            break
        words.append(token.key)
    return " ".join(reversed(words))


class _Weigher:
    """Weighs what may be the headline."""

    def __init__(self, doc: Document, year: str | None) -> None:
        self._doc, self._year = doc, year
        self._near: dict[int, bool] = {}

    def _company(self, paragraph: Paragraph) -> bool:
        """Whether a grade, a rank, a change or a decision stands in the same paragraph."""
        key = id(paragraph)
        if key not in self._near:
            self._near[key] = any(self._doc.find(name, [paragraph]) for name in _BESIDE)
        return self._near[key]

    def weight(self, which: int, match: Match) -> float:
        """How likely a match is the headline: positive when it may be."""
        score = parse_number(match.values["score"])
        most = parse_number(match.values["max"]) if "max" in match.values else None
        if score is None or score <= 0 or score > (most or Decimal(100)):
            return -1.0
        clause = _clause(match)
        weight = 1.0 - 0.1 * which - 0.2 * match.cost
        if most is not None:
            weight += 4 if most == 100 else 1 if most > 50 else -4
        weight += 3 if self._company(match.paragraph) else 0
        weight += 1 if says(clause, ("chi so", "cchc", "ket qua", "ubnd", "tong")) else 0
        if says(clause.rsplit(" nam ", 1)[-1][-40:], load("facts")["not_headline"]):
            weight -= 6
        years = re.findall(r"\b(?:19|20)\d\d\b", clause)
        if years and self._year:
            weight += 2 if years[-1] == self._year else -3
        return weight - 3.0
