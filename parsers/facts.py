"""Facts of a report, from its heading and its headline sentence.

Works on right text and on text that an OCR in another language made: patterns lean on figures
and on words without marks, a wrong letter in them is allowed. Nothing is made up: a name whose
marks were lost stays as read, unless it is that of a province.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from rapidfuzz import fuzz

from document.number import parse as parse_number
from document.number import plain
from document.page import Page
from document.record import FACTS, Fact
from document.wording import fold, nfc, one_line
from parsers.layouts import load

_DAY = r"(?P<day>\d{1,2})\s*(?:/|-|\.)\s*(?P<month>\d{1,2})\s*(?:/|-|\.)\s*(?P<year>(?:19|20)\d\d)"
_LONG_DAY = (
    r"ng.{1,2}y\s*(?P<day>\d{1,2})\s*th.{1,3}g\s*(?P<month>\d{1,2})\s*n.{1,2}m\s*"
    r"(?P<year>(?:19|20)\d\d)"
)
_NUMBER = r"\d{1,3}(?:[.,]\d{1,3})?"
_REPORT_NUMBER = re.compile(r"(?<![\d/])(\d{1,5})\s*/\s*(bc\s*-\s*[a-z]+(?:\s*-\s*[a-z]+)*)")
_DECISION = re.compile(r"(?<![\d/])(\d{1,5})\s*/\s*(q[dp]\s*-\s*[a-z]{2,10})")
_OF_MAX = re.compile(rf"(?P<score>{_NUMBER})\s*/\s*(?P<max>\d{{2,4}})\s*d.{{1,2}}m")
_ON_SCALE = re.compile(
    rf"(?P<score>{_NUMBER})\s*d.{{1,2}}m\s*(?:,\s*)?(?:tr\S{{1,2}}\s+)?"
    r"(?:t\S{2,3}\s+(?:s\S\s+)?)?(?:thang\s+)?(?:d.{1,2}m\s+)?(?:t\S{1,2}\s+da\s+)?(?P<max>\d{2,4})\b"
)
_REACHED = re.compile(
    rf"(?:d[a@]t|dugc|duoc|c.ng\s+nh.n|v.i)\s+(?:t.ng\s+)?(?:s.\s+)?(?:d.{{1,2}}m\s*)?:?\s*"
    rf"(?P<score>{_NUMBER})\s*d.{{1,2}}m"
)
_RANK = re.compile(
    r"(?:th[uir]{1,2}|hang|v[ij] tr[ij]|x.p)\s*(?:hang\s*)?(?:thu\s*)?(?P<rank>\d{1,3})\s*"
    r"(?:/|\s*tr[oeu]\S{1,2}\s+(?:t.ng\s+)?(?:s\S{1,2}\s+)?)\s*(?P<of>\d{1,3})"
)
_CHANGE = re.compile(
    rf"(?P<word>t.ng|gi.{{1,2}}m|cao h.n|th.p h.n|k.m h.n)\s+(?P<by>{_NUMBER})\s*d.{{1,2}}m"
)
_YEAR = re.compile(r"n.{1,2}m\s+((?:19|20)\d\d)")
_GRADE = re.compile(r"x.p\s+lo.{1,2}i\s*:?\s*(?:lo.{1,2}i\s*)?(?P<grade>\S+(?:\s+\S+){0,3})")


def bare(text: str) -> str:
    """Lower case without marks, letter by letter: as long as the text itself.

    >>> bare("Điểm TĐ"), len(bare("Quyết định")) == len("Quyết định")
    ('diem td', True)
    """
    letters = []
    for letter in nfc(text):
        base = unicodedata.normalize("NFD", letter)[0].lower()
        letters.append("d" if base in "đð" else base)
    return "".join(letters)


@dataclass(frozen=True, slots=True)
class _Text:
    """A piece of text with its bare form and its page."""

    page: int
    text: str

    @property
    def bare(self) -> str:
        return bare(self.text)


def paragraphs(pages: Sequence[Page]) -> tuple[_Text, ...]:
    """Each page's lines as one running text: a sentence may break anywhere."""
    return tuple(_Text(p.number, one_line(" ".join(p.lines))) for p in pages if p.lines)


def _iso(match: re.Match[str]) -> str | None:
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return f"{year:04}-{month:02}-{day:02}"


def _code(number: str, suffix: str) -> str:
    """A document's number with the marks of its abbreviations.

    >>> _code("1299", "qd - ubnd"), _code("20", "bc-ubnd")
    ('1299/QĐ-UBND', '20/BC-UBND')
    """
    parts = re.sub(r"\s+", "", suffix).upper().split("-")
    known = {"QD": "QĐ", "QP": "QĐ", "ND": "NĐ", "HDND": "HĐND"}
    return f"{number}/" + "-".join(known.get(p, p) for p in parts)


def _report_number(texts: Sequence[_Text]) -> Iterator[Fact]:
    """From the heading; the line under the appendix is the second source.

    Where the two differ the appendix counts: heading numbers are mostly handwritten.
    """
    head = texts[0].bare[:600] if texts else ""
    heading = _REPORT_NUMBER.search(head)
    under = None
    for text in texts:
        for match in _REPORT_NUMBER.finditer(text.bare):
            before = text.bare[max(0, match.start() - 40) : match.start()]
            if "theo b" in before or "kem theo" in before:
                under = (text, match)
                break
        if under:
            break
    if under:
        text, match = under
        yield _fact("report_number", _code(match[1], match[2]), text, match)
    elif heading:
        yield _fact("report_number", _code(heading[1], heading[2]), texts[0], heading)


def _report_date(texts: Sequence[_Text]) -> Iterator[Fact]:
    found = re.search(_LONG_DAY, texts[0].bare[:700]) if texts else None
    if found and (day := _iso(found)):
        yield _fact("report_date", day, texts[0], found)
        return
    for text in texts:
        for match in _REPORT_NUMBER.finditer(text.bare):
            tail = text.bare[match.end() : match.end() + 60]
            found = re.search(_LONG_DAY, tail) or re.search(_DAY, tail)
            if found and (day := _iso(found)):
                yield Fact("report_date", day, found[0], text.page)
                return


def _decision(texts: Sequence[_Text]) -> Iterator[Fact]:
    for text in texts:
        for match in _DECISION.finditer(text.bare):
            tail = text.bare[match.end() : match.end() + 60]
            found = re.search(_DAY, tail) or re.search(_LONG_DAY, tail)
            yield _fact("decision_number", _code(match[1], match[2]), text, match)
            if found and found.start() < 25 and (day := _iso(found)):
                yield Fact("decision_date", day, found[0], text.page)
            return


def _index_year(texts: Sequence[_Text]) -> Iterator[Fact]:
    """The year after "Chỉ số ..." in the title; that of the plan stands later in it."""
    for text in texts[:1]:
        start = text.bare.find("bao cao")
        for match in _YEAR.finditer(text.bare, max(0, start)):
            before = text.bare[max(0, match.start() - 60) : match.start()]
            if re.search(r"ch[ij1]\s+s|cai c.ch|cchc|par", before):
                yield _fact("index_year", match[1], text, match)
                return


def _headline(texts: Sequence[_Text]) -> Iterator[Fact]:
    """The first sentence that gives a score; rank, grade and change stand near it."""
    for pattern in (_OF_MAX, _ON_SCALE, _REACHED):
        for text in texts:
            for match in pattern.finditer(text.bare):
                score = parse_number(match["score"])
                most = match["max"] if "max" in match.groupdict() else "100"
                if score is None or not 10 < score <= int(most) or int(most) < 50:
                    continue
                yield _fact("headline_score", plain_as_printed(match["score"]), text, match)
                yield _fact("headline_max", most, text, match)
                yield from _beside(text, match)
                return


def plain_as_printed(printed: str) -> str:
    """A printed score with a decimal point, its places kept.

    >>> plain_as_printed("91,00")
    '91.00'
    """
    return printed.replace(",", ".")


def _beside(text: _Text, score: re.Match[str]) -> Iterator[Fact]:
    start, end = max(0, score.start() - 130), score.end() + 260
    near, offset = text.bare[start:end], start

    def first(pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = list(pattern.finditer(near))
        after = [m for m in found if m.start() + offset >= score.start()]
        return next(iter(after or found), None)

    grade = first(_GRADE)
    if grade and (name := _grade_name(grade["grade"])):
        yield Fact("grade", name, grade[0], text.page)
    rank = first(_RANK)
    if rank and int(rank["rank"]) <= int(rank["of"]):
        yield Fact("rank", str(int(rank["rank"])), rank[0], text.page)
        yield Fact("rank_of", str(int(rank["of"])), rank[0], text.page)
    change = first(_CHANGE)
    if change and (by := parse_number(change["by"])) is not None:
        fell = max(fuzz.ratio(change["word"], fold(w)) for w in load("facts")["fell"])
        sign = -1 if fell > fuzz.ratio(change["word"], "tang") else 1
        yield Fact("change_vs_previous_year", plain(sign * by), change[0], text.page)


def _grade_name(words: str) -> str | None:
    """The grade that a text begins with, by the closed list.

    >>> _grade_name("tot va dung thu"), _grade_name("xuat sic, tang 3")
    ('Tốt', 'Xuất sắc')
    """
    found = [w.strip(".,;:()") for w in words.split()]
    scored = []
    for grade in load("facts")["grades"]:
        key = fold(grade)
        head = " ".join(found[: len(key.split())])
        scored.append((fuzz.ratio(head, key), len(key), grade))
    best = max(scored)
    # One wrong letter of three ("Tét") is allowed where no other grade is as near.
    return best[2] if best[0] >= (66 if best[1] <= 3 else 74) else None


def _place_names(text: str, kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Kind and name of each unit in a text: "xã Nam Cát", "Phường 3".

    Kinds are compared without marks, a name begins with a capital or is a number.
    """
    folded = bare(text)
    pattern = "|".join(sorted((bare(k) for k in kinds), key=len, reverse=True))
    for match in re.finditer(rf"\b({pattern})\s+", folded):
        words: list[str] = []
        for word in text[match.end() :].split()[:5]:
            stem = word.strip(".,;:()/")
            if not stem or not (stem[0].isupper() or stem.isdigit()):
                break
            words.append(stem)
            if stem != word or stem.isdigit():
                break
        if words:
            yield next(k for k in kinds if bare(k) == match[1]), " ".join(words)


def _issuer(texts: Sequence[_Text], heading_lines: Sequence[str]) -> Iterator[Fact]:
    """The commune that the text speaks of most, and the district above it."""
    data = load("facts")
    whole = " ".join(t.text for t in texts)
    named = list(re.finditer(r"UBND\s+(?=\w)", whole))
    communes: Counter[tuple[str, str]] = Counter()
    districts: Counter[tuple[str, str]] = Counter()
    for match in named:
        tail = whole[match.end() : match.end() + 60]
        for kinds, counts in ((data["communes"], communes), (data["districts"], districts)):
            hit = next(iter(_place_names(tail, kinds)), None)
            shouted = hit is not None and hit[1].isupper()  # the heading; its line end is lost
            if hit and not shouted and bare(tail).startswith(bare(hit[0])):
                counts[hit] += 1
    heading = _from_heading(heading_lines)
    own = heading or (communes.most_common(1)[0][0] if communes else None)
    if own is None and not districts:
        return
    mixed = _mixed_case(own, communes + districts) if own else None
    above = next((d for d, _ in districts.most_common() if mixed is None or d != mixed), None)
    if mixed is None or (mixed[0] in data["districts"]):
        only = mixed or above
        if only:
            yield Fact("issuer", f"UBND {only[0]} {_restored(only[1])}", "", texts[0].page)
        return
    kind = mixed[0].capitalize() if mixed[1].isdigit() else mixed[0]
    tail = f", {above[0]} {_restored(above[1])}" if above else ""
    yield Fact("issuer", f"UBND {kind} {_restored(mixed[1])}{tail}", "", texts[0].page)


_MOTTO = re.compile(r"\s*(?:c.ng\s+h.a\s+x.\s+h.i|d.c\s+.{1,2}p\s*-).*")


def _from_heading(lines: Sequence[str]) -> tuple[str, str] | None:
    """Kind and name from the capitals of the national heading ("XÃ NAM CÁT").

    The right half of the heading, with the country and its motto, may stand on the same lines.
    """
    data = load("facts")
    found = []
    for line in lines[:8]:
        motto = _MOTTO.search(bare(line))
        left = line[: motto.start()] if motto else line
        if bare(left).lstrip(" .,:").startswith(("so:", "so ", "s6", "bao cao")):
            break
        capitals = takewhile(lambda c: not c.islower() and (c.isalnum() or c == " "), left)
        text = one_line("".join(capitals))
        if not text.isupper() and not any(c.isdigit() for c in text):
            continue
        for kind in (*data["communes"], *data["districts"]):
            head = re.match(rf"(?:ubnd\s+)?{bare(kind)}\s+(?=\S)", bare(text))
            if head:
                found.append((kind, text[head.end() :]))
                break
    communes = [f for f in found if f[0] in data["communes"]]
    return next(iter(communes or found), None)


def _mixed_case(own: tuple[str, str], seen: Counter[tuple[str, str]]) -> tuple[str, str]:
    """The heading's name as the body writes it, where it does; else in title case."""
    scored = [
        (fuzz.ratio(bare(f"{k} {n}"), bare(f"{own[0]} {own[1]}")), count, (k, n))
        for (k, n), count in seen.items()
    ]
    likely = [s for s in scored if s[0] >= 78]
    if likely:
        return max(likely)[2]
    communes = [(c, u) for u, c in seen.items() if u[0] == own[0]]
    if communes and not own[1].isupper():
        return max(communes)[1]
    return own[0], own[1].title()


def _restored(name: str) -> str:
    """A province's name with its marks; any other name as it is."""
    if name != bare(name).title():
        return name
    return next((p for p in load("facts")["provinces"] if fold(p) == fold(name)), name)


def _fact(name: str, value: str, text: _Text, match: re.Match[str]) -> Fact:
    return Fact(name, value, text.text[match.start() : match.end()], text.page)


def facts(pages: Sequence[Page]) -> tuple[Fact, ...]:
    """The facts that the text gives, each once, in the order of FACTS."""
    texts = paragraphs(pages)
    found: dict[str, Fact] = {}
    if texts:
        lines = next(p.lines for p in pages if p.lines)
        for fact in _issuer(texts, lines):
            found.setdefault(fact.name, fact)
    for finder in (_report_number, _report_date, _decision, _index_year, _headline):
        for fact in finder(texts):
            found.setdefault(fact.name, fact)
    return tuple(found[name] for name in FACTS if name in found)
