"""Facts of a report: who issued it, when, and what its headline sentence says.

Works on right text and on text that an OCR in another language made. Wordings are patterns in
layouts/facts.toml; what the text does not say is left out, never made up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, takewhile

from rapidfuzz import fuzz

from document.number import parse as parse_number
from document.page import Page
from document.record import FACTS, Fact, stated
from document.wording import fold
from parsers.facts.issuer import issuer
from parsers.facts.patterns import (
    Finder,
    Match,
    Paragraph,
    Taker,
    Token,
    damaged,
    date,
    iso_date,
    misread,
    number,
    read,
)
from parsers.layouts import kept, load

HEADING_LINES = 14
"""Lines of the first page in which the title of the document is looked for."""
TITLE_PARAGRAPHS = 3
SENTENCE = 12
"""Words before a figure that may tell it is not the headline's."""


def code(found: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The number of a document, its abbreviations with their marks."""
    if at >= len(found) or found[at].kind != "code":
        return None
    first, *rest = re.split(r"\s*/\s*", found[at].text)
    return "/".join([first, *(_abbreviation(part) for part in rest)]), at + 1


def _abbreviation(text: str) -> str:
    """Abbreviations joined by hyphens, put right from a closed list.

    >>> _abbreviation("QD - UBND"), _abbreviation("BC-HDND"), _abbreviation("QP-UBND")
    ('QĐ-UBND', 'BC-HĐND', 'QĐ-UBND')
    """
    data = load("facts")
    known = {fold(c): c for c in data["codes"]}
    parts = re.split(r"\s*[-–]\s*", text.strip())
    right = [data["code_slips"].get(p.upper()) or known.get(fold(p)) or p.upper() for p in parts]
    return "-".join(right)


def _whole(found: Sequence[Token], at: int) -> tuple[str, int] | None:
    """A whole number below 1000, in figures or as a word."""
    if at >= len(found):
        return None
    token = found[at]
    if token.kind == "number" and token.text.isdigit() and len(token.text) <= 3:
        return str(int(token.text)), at + 1
    word = load("facts")["number_words"].get(token.key) if token.kind == "word" else None
    return (str(word), at + 1) if word else None


def _year(found: Sequence[Token], at: int) -> tuple[str, int] | None:
    right = at < len(found) and re.fullmatch(r"(19|20)\d\d", found[at].text)
    return (found[at].text, at + 1) if right else None


def _grade(found: Sequence[Token], at: int) -> tuple[str, int] | None:
    """A grade of the closed list, the nearest where a letter is misread."""
    best: tuple[int, int, str] | None = None
    while at < len(found) and found[at].text in (":", "“", '"', "(", "là"):
        at += 1
    for name, wordings in load("facts")["grades"].items():
        for wording in wordings:
            words = wording.split()
            keys = [t.key for t in found[at : at + len(words)]]
            if len(keys) < len(words):
                continue
            costs = [misread(k, w) for k, w in zip(keys, words, strict=True)]
            if None not in costs:
                cost = sum(c for c in costs if c is not None)
                best = min(best or (9, 0, ""), (cost, -len(words), name))
    return (best[2], at - best[1]) if best else None


TAKERS: Mapping[str, Taker] = {
    "score": number, "max": number, "change": number, "code": code, "date": date,
    "rank": _whole, "of": _whole, "day": _whole, "month": _whole, "year": _year, "grade": _grade,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Document:
    """A report as paragraphs, its parts told apart.

    heading: the lines above the title. title: the paragraphs of the title.
    body: the paragraphs up to the first appendix; all where there is none. every: all.
    """

    finder: Finder
    heading: tuple[str, ...]
    heading_part: tuple[Paragraph, ...]
    title: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]
    every: tuple[Paragraph, ...]

    def find(self, name: str, where: Iterable[Paragraph]) -> list[tuple[int, Match]]:
        """The matches of a list of patterns, with the number of each pattern."""
        patterns = load("facts")[name]
        return list(chain.from_iterable(self.finder.matches(patterns, p) for p in where))

    def first(self, name: str, where: Iterable[Paragraph]) -> Match | None:
        """The match of the surest pattern, the earliest of several."""
        found = self.find(name, where)
        return min(found, key=lambda f: (f[1].cost, f[0]), default=(0, None))[1]


@kept
def _titles() -> tuple[str, ...]:
    return tuple(fold(t) for t in load("facts")["documents"])


def title_line(lines: Sequence[str]) -> int | None:
    """The line that names the kind of document ("BÁO CÁO"), None when none does."""
    for k, line in enumerate(lines[:HEADING_LINES]):
        folded = fold(line)
        if len(folded) < 24 and any(
            fuzz.ratio(folded, t) >= 85 or (line.isupper() and folded.startswith(f"{t} "))
            for t in _titles()
        ):
            return k
    return None


def _document(pages: Sequence[Page]) -> _Document:
    filled = [p for p in pages if any(line.strip() for line in p.lines)]
    first = [line for line in filled[0].lines if line.strip()]
    title = title_line(first)
    above = first[:title] if title is not None else first[:8]
    heading_page = Page(filled[0].number, 0, 0, lines=tuple(above))
    # Each line of the heading on its own: its two columns are no running text.
    heading = tuple(
        chain.from_iterable(read([replace(heading_page, lines=(line,))]) for line in above)
    )
    rest = read([replace(filled[0], lines=tuple(first[len(above) :])), *filled[1:]])
    appendix = next((k for k, p in enumerate(rest) if k and _is_appendix(p)), len(rest))
    titles = tuple(_title_of(rest)) if title is not None else ()
    text = " ".join(p.text for p in rest)
    return _Document(
        Finder(TAKERS, damaged(text)), tuple(above), heading, titles,
        rest[:appendix] or rest, rest,
    )  # fmt: skip


def _title_of(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The first paragraphs up to the first numbered heading."""
    for paragraph in paragraphs[:TITLE_PARAGRAPHS]:
        if re.match(r"\s*(?:[IVX]+|\d+)[.)]\s", paragraph.text):
            return
        yield paragraph


def _is_appendix(paragraph: Paragraph) -> bool:
    """Whether an appendix begins: "PHỤ LỤC" alone or in capitals, not in a sentence."""
    folded = fold(paragraph.text[:24])
    named = fuzz.ratio(folded[:7], "phu luc") >= 85
    return named and (paragraph.text[:3].isupper() or len(folded) < 12)


def _day(match: Match) -> str | None:
    """The date of a match, in figures or in words; None when it has none or a wrong one."""
    held = match.values
    if "date" in held:
        return held["date"]
    if "day" in held:
        return iso_date(held["day"], held["month"], held["year"])
    return None


def _issued(doc: _Document) -> Iterator[Fact]:
    """Number and date, from the heading and from the line under the appendix.

    Where the two differ the appendix counts: figures of the heading are mostly handwritten.
    """
    lines = [m for _, m in doc.find("appendix_line", doc.every)]
    numbers = [m for m in lines if "BC" in m.values.get("code", "")]
    heading = [m for _, m in doc.find("report_number", doc.heading_part) if "/" in m.values["code"]]
    for match in (*numbers[:1], *heading[:1]):
        yield _fact("report_number", match.values["code"], match)
        break
    dated = [m for m in lines if _day(m)]
    above = [m for _, m in doc.find("long_date", doc.heading_part) if _day(m)]
    for match in (*dated[:1], *above[:1]):
        yield _fact("report_date", _day(match) or "", match)
        break


def _index_year(doc: _Document) -> Match | None:
    """The year that was judged: the first in the title, in the appendix's title, in the body;
    the year after the one that is compared with."""
    votes: Counter[str] = Counter()
    says: dict[str, Match] = {}
    rest = doc.every[len(doc.body) :]
    for name, where, weight, step in (
        ("year_in_title", doc.title, 3, 0),
        ("year_in_appendix", rest[:6], 2, 0),
        ("year_in_title", doc.body[len(doc.title) :], 1, 0),
        ("year_before", doc.body, 2, 1),
    ):
        found = [m for _, m in doc.find(name, where)]
        if found:
            match = min(found, key=lambda m: (doc.every.index(m.paragraph), m.start))
            year = str(int(match.values["year"]) + step)
            votes[year] += weight
            says.setdefault(year, replace(match, values={"year": year}))
    return says[votes.most_common(1)[0][0]] if votes else None


def _clause(match: Match) -> str:
    """The words before the score of a match, within its clause, as one folded text."""
    words: list[str] = []
    found = match.paragraph.tokens
    at = next(k for k in range(match.start, match.end) if number(found, k))
    for token in reversed(found[:at]):
        if token.text in (".", ";") or len(words) == SENTENCE:
            break
        words.append(token.key)
    return " ".join(reversed(words))


def _says(text: str, wordings: Iterable[str]) -> bool:
    return any(re.search(rf"\b{w}\b", text) for w in wordings)


class _Headline:
    """The sentence that gives the score: chosen among all that look like it."""

    def __init__(self, doc: _Document, year: str | None) -> None:
        self._doc, self._year = doc, year
        self._near: dict[int, bool] = {}

    def match(self) -> Match | None:
        found = [(self._weight(k, m), m) for k, m in self._doc.find("score", self._doc.body)]
        likely = [f for f in found if f[0] > 0]
        order = {id(p): k for k, p in enumerate(self._doc.body)}
        return max(
            likely, key=lambda f: (f[0], -order[id(f[1].paragraph)], -f[1].start),
            default=(0.0, None),
        )[1]  # fmt: skip

    def _company(self, paragraph: Paragraph) -> bool:
        """Whether a grade, a rank, a change or a decision stands in the same paragraph."""
        key = id(paragraph)
        if key not in self._near:
            names = ("grade", "rank", "first_rank", "change_up", "change_down", "decision")
            self._near[key] = any(self._doc.find(name, [paragraph]) for name in names)
        return self._near[key]

    def _weight(self, which: int, match: Match) -> float:
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
        weight += 1 if _says(clause, ("chi so", "cchc", "ket qua", "ubnd", "tong")) else 0
        if _says(clause.rsplit(" nam ", 1)[-1][-40:], load("facts")["not_headline"]):
            weight -= 6
        years = re.findall(r"\b(?:19|20)\d\d\b", clause)
        if years and self._year:
            weight += 2 if years[-1] == self._year else -3
        return weight - 3.0


def _nearest(found: Sequence[tuple[int, Match]], at: Match) -> Match | None:
    """The match that stands nearest to another, behind it rather than before."""

    def distance(item: tuple[int, Match]) -> tuple[float, int]:
        which, match = item
        gap = match.start - at.end if match.start >= at.start else 2 * (at.start - match.end)
        return abs(gap) + 12 * match.cost, which

    return min(found, key=distance, default=(0, None))[1]


def _where(doc: _Document, headline: Match | None) -> list[list[Paragraph]]:
    """Paragraphs to look in, nearest to the headline first."""
    if headline is None:
        return [list(doc.body)]
    at = next(k for k, p in enumerate(doc.body) if p is headline.paragraph)
    below, above = doc.body[at + 1 : at + 3], doc.body[max(0, at - 2) : at]
    return [[headline.paragraph], list(below), list(above)]


def _found(doc: _Document, name: str, headline: Match | None) -> Match | None:
    """The match of a list of patterns nearest to the headline."""
    for where in _where(doc, headline):
        found = doc.find(name, where)
        if found:
            if headline is not None and where == [headline.paragraph]:
                return _nearest(_longest(found), headline)
            return _longest(found)[0][1]
    return None


def _longest(found: Sequence[tuple[int, Match]]) -> list[tuple[int, Match]]:
    """Of matches that overlap, the one of the surest pattern."""
    kept: list[tuple[int, Match]] = []
    for item in sorted(found, key=lambda f: (f[1].cost, f[0])):
        if not any(_overlap(k[1], item[1]) for k in kept):
            kept.append(item)
    return kept


def _ranked(doc: _Document, headline: Match | None) -> Iterator[Fact]:
    match = _found(doc, "rank", headline)
    whole = match and int(match.values["rank"]) <= int(match.values.get("of", "999"))
    if match and whole:
        yield _fact("rank", match.values["rank"], match)
        if "of" in match.values:
            yield _fact("rank_of", match.values["of"], match)
            return
    elif headline is not None:
        first = doc.first("first_rank", [headline.paragraph])
        if first is None or doc.first("not_first_rank", [headline.paragraph]):
            return
        yield _fact("rank", "1", first)
    if headline is not None:
        of = _nearest(doc.find("rank_of", [headline.paragraph]), headline)
        if of is not None:
            yield _fact("rank_of", of.values["of"], of)


def _changed(doc: _Document, headline: Match | None) -> Iterator[Fact]:
    """The change against the year before, a fall as a negative number."""
    if headline is None:
        return
    for where in _where(doc, headline):
        both = [
            (k, replace(m, values={**m.values, "sign": sign}))
            for name, sign in (("change_up", ""), ("change_down", "-"))
            for k, m in doc.find(name, where)
        ]
        best = _nearest(_longest(both), headline) if both else None
        if best is not None:
            by = parse_number(best.values["change"])
            if by is not None:
                yield _fact("change_vs_previous_year", f"{best.values['sign']}{by}", best)
            return


def _before(doc: _Document, year: Match | None, headline: Match | None) -> Iterator[Fact]:
    """The score of the year before the index year, in the sentences about the headline."""
    if year is None or headline is None:
        return
    wanted = str(int(year.values["year"]) - 1)
    for where in _where(doc, headline):
        found = [
            (k, m)
            for k, m in doc.find("previous", where)
            if m.values["year"] == wanted
            and not _overlap(m, headline)
            and _is_score(m.values["score"], headline.values["score"])
        ]
        best = _nearest(_longest(found), headline) if found else None
        if best is not None:
            yield _fact("previous_score", best.values["score"], best)
            return


def _is_score(text: str, beside: str) -> bool:
    """Whether a figure may be a score like another: not the "2,4" by which it rose."""
    value, other = parse_number(text), parse_number(beside)
    return value is not None and other is not None and value >= other / 2


def _overlap(one: Match, other: Match) -> bool:
    same = one.paragraph is other.paragraph
    return same and one.start < other.end and other.start < one.end


def _around_code(match: Match) -> str:
    """The words on both sides of the document number in a match, up to the next number."""
    found = match.paragraph.tokens
    at = next(k for k in range(match.start, match.end) if found[k].kind == "code")

    def until(tokens: Iterable[Token]) -> list[str]:
        return [t.key for t in takewhile(lambda t: t.kind != "code" and t.text != ".", tokens)]

    before = until(reversed(found[max(0, at - 16) : at]))[::-1]
    return " ".join((*before, *until(found[at + 1 : at + 30])))


def _decided(doc: _Document, headline: Match | None) -> Iterator[Fact]:
    """The decision that published the index: in the headline's paragraph, or said so."""

    beside = list(chain.from_iterable(_where(doc, headline))) if headline is not None else []

    def weight(item: tuple[int, Match]) -> tuple[float, float, int]:
        which, match = item
        text = _around_code(match)
        data = load("facts")
        total = 3.0 if any(match.paragraph is p for p in beside[:1]) else 0.0
        total += 1.0 if any(match.paragraph is p for p in beside) else 0.0
        total += 2.0 if _says(text, data["decision_near"]) else 0.0
        total -= 2.0 if _says(text, data["decision_not_near"]) else 0.0
        return total, (1.0 if _day(match) else 0.0), -which

    found = [
        f for f in doc.find("decision", doc.body) if f[1].values["code"].split("/")[-1][:2] == "QĐ"
    ]
    best = max(found, key=weight, default=None)
    if best is None or weight(best)[0] <= 0:
        return
    yield _fact("decision_number", best[1].values["code"], best[1])
    day = _day(best[1])
    if day:
        yield _fact("decision_date", day, best[1])


def _fact(name: str, value: str, match: Match) -> Fact:
    return stated(name, value, match.printed, match.paragraph.page)


def _all(doc: _Document) -> Iterator[Fact]:
    texts = [p.text for p in doc.every]
    name = issuer(doc.heading, texts)
    if name:
        page = doc.heading_part[0].page if doc.heading_part else doc.every[0].page
        yield stated("issuer", name, " ".join(doc.heading), page)
    yield from _issued(doc)
    year = _index_year(doc)
    if year is not None:
        yield _fact("index_year", year.values["year"], year)
    headline = _Headline(doc, year.values["year"] if year else None).match()
    if headline is not None:
        yield _fact("headline_score", headline.values["score"], headline)
        if "max" in headline.values:
            yield _fact("headline_max", headline.values["max"], headline)
    yield from _decided(doc, headline)
    grade = _found(doc, "grade", headline)
    if grade is not None:
        yield _fact("grade", grade.values["grade"], grade)
    yield from _ranked(doc, headline)
    yield from _changed(doc, headline)
    yield from _before(doc, year, headline)


def facts(pages: Sequence[Page]) -> tuple[Fact, ...]:
    """The facts that the text gives, each once, in the order of FACTS."""
    if not any(line.strip() for page in pages for line in page.lines):
        return ()
    found: dict[str, Fact] = {}
    for one in _all(_document(pages)):
        found.setdefault(one.name, one)
    return tuple(found[name] for name in FACTS if name in found)
