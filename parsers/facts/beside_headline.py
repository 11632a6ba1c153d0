"""What is said of a report only beside its score: grade, rank, change, last year, decision.

The same words stand elsewhere with another meaning: without a headline there is none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from document.number import parse as parse_number
from document.record import Fact
from parsers.facts.evidence import Candidate, of, settled
from parsers.facts.own_date import day_of
from parsers.facts.parts import Document, says
from parsers.facts.patterns import Match
from parsers.facts.tokens import Token
from parsers.layouts import load

_NEXT = 2
"""Paragraphs before and behind the headline's that may go on with it."""
_HERE, _BELOW, _ABOVE = 4.0, 2.0, 0.0
"""Worth of standing in the headline's paragraph, below and above it."""
_STEP = 12
"""Words between the score and another value that are worth one unit."""
_BEFORE = 2
"""What stands before the score is so many times as far as what stands behind it."""
_UNSURE = 0.05
"""Worth of each place in a list of patterns, the surest first."""

_Found = tuple[int, Match]
"""A match with the number of its pattern."""


def beside(doc: Document, at: Match, year: str | None) -> Iterator[Fact]:
    """The facts that stand beside the headline. year: the one that is judged."""
    look = _Look(doc, at)
    yield from filter(None, (look.simple("grade"),))
    yield from look.ranked()
    yield from filter(None, (look.changed(), look.before(year), *look.decided()))


class _Look:
    """Looks around the headline of a document."""

    def __init__(self, doc: Document, at: Match) -> None:
        self._doc, self._at = doc, at
        k = next(k for k, p in enumerate(doc.body) if p is at.paragraph)
        below, above = doc.body[k + 1 : k + 1 + _NEXT], doc.body[max(0, k - _NEXT) : k]
        self._places = (([at.paragraph], _HERE), (below, _BELOW), (above, _ABOVE))

    def _near(self, *names: str) -> list[tuple[float, str, Match]]:
        """The matches of some lists of patterns around the headline, each with its weight and
        the name of its list; of those that overlap the surest."""
        found: list[tuple[float, str, Match]] = []
        for where, worth in self._places:
            here = [(k, name, m) for name in names for k, m in self._doc.find(name, where)]
            kept: list[Match] = []
            for which, name, match in sorted(here, key=lambda f: (f[2].cost, f[0])):
                if not any(match.overlaps(other) for other in kept):
                    kept.append(match)
                    found.append((worth - self._far(match) - _UNSURE * which, name, match))
        return sorted(found, key=lambda f: -f[0])

    def _far(self, match: Match) -> float:
        """How far a match stands from the score, in units of weight."""
        if match.paragraph is not self._at.paragraph:
            return float(match.cost)
        behind = match.start >= self._at.start
        gap = match.start - self._at.end if behind else _BEFORE * (self._at.start - match.end)
        return abs(gap) / _STEP + match.cost

    def simple(self, name: str) -> Fact | None:
        """A fact that has a list of patterns and a value of its own name."""
        return settled(
            name, [of(m, m.values[name], (name,), _source(m), w) for w, _, m in self._near(name)]
        )

    def ranked(self) -> Iterator[Fact]:
        """The rank, and of how many."""
        near = [
            (weight, match)
            for weight, _, match in self._near("rank")
            if int(match.values["rank"]) <= int(match.values.get("of", "999"))
        ]
        rank = (
            settled("rank", [of(m, m.values["rank"], ("rank",), _source(m), w) for w, m in near])
            or self._first()
        )
        if rank is None:
            return
        yield rank
        said = [
            of(m, m.values["of"], ("of",), _source(m), w)
            for w, m in near
            if m.values["rank"] == rank.value and "of" in m.values
        ]
        among = [
            of(m, m.values["of"], ("of",), _source(m), w)
            for w, _, m in self._near("rank_of")
            if m.paragraph is self._at.paragraph
        ]
        yield from filter(None, (settled("rank_of", said or among),))

    def _first(self) -> Fact | None:
        """The rank of one that "leads"."""
        here = [self._at.paragraph]
        if self._doc.find("not_first_rank", here):
            return None
        first = [m for _, m in self._doc.find("first_rank", here)]
        return settled("rank", [of(m, "1", (), _source(m), _HERE) for m in first])

    def changed(self) -> Fact | None:
        """The change against the year before, a fall as a negative number."""
        return settled("change_vs_previous_year", list(self._changes()))

    def _changes(self) -> Iterator[Candidate]:
        for weight, name, match in self._near("change_up", "change_down"):
            by = parse_number(match.values["change"])
            if by is not None:
                value = f"{'-' if name == 'change_down' else ''}{by}"
                yield of(match, value, ("change",), _source(match), weight)

    def before(self, year: str | None) -> Fact | None:
        """The score of the year before the one that is judged."""
        if year is None:
            return None
        return settled(
            "previous_score",
            [
                of(m, m.values["score"], ("score",), _source(m), w)
                for w, _, m in self._near("previous")
                if m.values["year"] == str(int(year) - 1)
                and not m.overlaps(self._at)
                and _is_score(m.values["score"], self._at.values["score"])
            ],
        )

    def decided(self) -> Iterator[Fact | None]:
        """The decision that published the index, and its day."""
        weighed = [
            (self._of_decision(k, m), m)
            for k, m in self._doc.find("decision", self._doc.body)
            if m.values["code"].split("/")[-1][:2] == "QĐ"
        ]
        likely = [(weight, m) for weight, m in weighed if weight > 0]
        number = settled(
            "decision_number",
            [of(m, m.values["code"], ("code",), _source(m), w) for w, m in likely],
        )
        yield number
        if number is not None:
            yield settled(
                "decision_date",
                [
                    of(m, day, ("date", "day", "month", "year"), _source(m), w)
                    for w, m in likely
                    if m.values["code"] == number.value and (day := day_of(m))
                ],
            )

    def _of_decision(self, which: int, match: Match) -> float:
        """How likely a decision is the one that published the index: positive when it may be."""
        text, data = _around_code(match), load("facts")
        near = [p for where, _ in self._places for p in where]
        total = 3.0 if match.paragraph is self._at.paragraph else 0.0
        total += 1.0 if any(match.paragraph is p for p in near) else -1.0
        total += 2.0 if says(text, data["decision_near"]) else 0.0
        total -= 2.0 if says(text, data["decision_not_near"]) else 0.0
        return total + (0.5 if day_of(match) else 0.0) - _UNSURE * which if total > 0 else total


def _source(match: Match) -> str:
    return f"the text of page {match.paragraph.page}"


def _is_score(text: str, beside: str) -> bool:
    """Whether a figure may be a score like another: not the "2,4" by which it rose."""
    value, other = parse_number(text), parse_number(beside)
    return value is not None and other is not None and value >= other / 2


def _around_code(match: Match) -> str:
    """The words on both sides of the document number in a match, up to the next number."""
    found = match.paragraph.tokens
    at = next(k for k in range(match.start, match.end) if found[k].kind == "code")

    def until(tokens: Iterable[Token]) -> list[str]:
        return [t.key for t in takewhile(lambda t: t.kind != "code" and t.text != ".", tokens)]

    before = until(reversed(found[max(0, at - 16) : at]))[::-1]
    return " ".join((*before, *until(found[at + 1 : at + 30])))
