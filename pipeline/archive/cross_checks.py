"""Rules between the documents of an archive: last year's score, the criteria of one district, a
ranking and the reports of its units, and one report that stands there twice.

Documents go by one after another; what the rules need of them waits in a private database that
SQLite moves to the disk when it grows.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from rapidfuzz import fuzz

from document.check import Blamed, Check
from document.claim import Verdict
from document.number import parse, places, plain
from document.record import Kind, Report, Shape, Table
from document.wording import fold

UNLIKE = 60
"""Likeness, 0 to 100, of two folded names below which they are not one criterion. The same name
read from two bad scans stays above 80."""
_ISSUERS = ("uy ban nhan dan ", "ubnd ")

_SCHEMA = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, name TEXT, source BLOB,
    unit TEXT, district TEXT, year INTEGER, number TEXT, decision TEXT,
    headline TEXT, sure INTEGER, change TEXT, page INTEGER, rank TEXT
);
CREATE TABLE criteria (
    document INTEGER, family TEXT, year INTEGER, shape TEXT, path TEXT,
    text TEXT, printed TEXT, value TEXT, sure INTEGER, number INTEGER, row INTEGER, page INTEGER
);
CREATE TABLE ranked (
    document INTEGER, district TEXT, year INTEGER, unit TEXT,
    score TEXT, sure INTEGER, rank TEXT, number INTEGER, row INTEGER, page INTEGER,
    path TEXT, shown TEXT
);
CREATE INDEX by_unit ON documents (unit, year);
CREATE INDEX by_number ON documents (number, unit);
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule between documents that does not hold; name, source: of the document at fault."""

    name: str
    source: str
    check: Check


def issuer(text: str) -> tuple[str, str]:
    """Unit and district of an issuer, folded; the district is "" where it is not told.

    >>> issuer("UBND xã Nam Cát, huyện Nam Đàn"), issuer("Ủy ban nhân dân Phường 5")
    (('xa nam cat', 'huyen nam dan'), ('phuong 5', ''))
    """
    unit, _, district = text.partition(",")
    folded = fold(unit)
    for opening in _ISSUERS:
        folded = folded.removeprefix(opening)
    return folded, fold(district.partition(",")[0])


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    """The text folded; the names of criteria are the same in all reports of a year."""
    return fold(text)


def _vi(value: Decimal) -> str:
    return plain(value).replace(".", ",")


class Archive:
    """Takes the reports of an archive one by one, and then tells what does not fit between them.

    The order in which they are taken decides which of two is said to repeat the other.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("")
        self._base.executescript(_SCHEMA)
        self._count = 0

    def close(self) -> None:
        self._base.close()

    def add(self, name: str, report: Report) -> None:
        """Take what the rules need of a report."""
        self._count += 1
        facts = {fact.name: fact.value or "" for fact in report.facts}
        unit, district = issuer(facts.get("issuer", ""))
        year = facts.get("index_year", "")
        when = int(year) if year.isdigit() else None
        headline = report.fact("headline_score")
        change = report.fact("change_vs_previous_year")
        self._base.execute(
            f"INSERT INTO documents VALUES ({', '.join('?' * 13)})",
            (
                *(self._count, name, os.fsencode(report.source.name), unit, district, when),
                *(fold(facts.get("report_number", "")), fold(facts.get("decision_number", ""))),
                headline.value if headline else None,
                bool(headline and headline.verdict is Verdict.CONSISTENT),
                *(change.value if change else None, change.page if change else 0),
                facts.get("rank"),
            ),
        )
        if when is None:
            return
        family = district or fold(facts.get("decision_number", ""))
        for table in (t for t in report.tables if not t.secondary):
            if table.shape is Shape.RANKING:
                self._base.executemany(
                    f"INSERT INTO ranked VALUES ({', '.join('?' * 12)})",
                    _ranked(self._count, unit, when, table),
                )
            elif table.shape is not Shape.OTHER and family:
                self._base.executemany(
                    f"INSERT INTO criteria VALUES ({', '.join('?' * 12)})",
                    _criteria(self._count, family, when, table),
                )

    def findings(self) -> Iterator[Finding]:
        """All that does not fit, rule by rule, in the order in which the documents came."""
        yield from self._repeats()
        yield from self._years()
        yield from self._rankings()
        yield from self._families()

    def _document(self, number: int) -> tuple[str, str]:
        """Name and source of a document."""
        row = self._base.execute("SELECT name, source FROM documents WHERE id = ?", (number,))
        name, source = row.fetchone()
        return name, os.fsdecode(source)

    def _repeats(self) -> Iterator[Finding]:
        """One report under one number by one issuer for one year, in several files."""
        rows = self._base.execute(
            "SELECT a.id, MIN(b.id), a.name, a.source FROM documents a JOIN documents b"
            " ON b.number = a.number AND b.unit = a.unit AND b.district = a.district"
            " AND b.year = a.year AND b.id < a.id"
            " WHERE a.number <> '' AND a.unit <> '' GROUP BY a.id ORDER BY a.id"
        )
        for _, first, name, source in rows.fetchall():
            other = self._document(first)[0]
            vi = f"Cùng số, cùng cơ quan ban hành và cùng năm với báo cáo “{other}”"
            en = f"The same number, issuer and year as the report “{other}”"
            yield Finding(name, os.fsdecode(source), _repeat("report_number", False, vi, en))

    def _years(self) -> Iterator[Finding]:
        """Score of this year less the change is the score in the report of the year before."""
        rows = self._base.execute(
            "SELECT a.name, a.source, a.headline, a.change, a.page, a.year, b.name, b.headline"
            " FROM documents a JOIN documents b ON b.id = ("
            "  SELECT MIN(c.id) FROM documents c WHERE c.unit = a.unit"
            "  AND c.district = a.district AND c.year = a.year - 1 AND c.headline IS NOT NULL)"
            " WHERE a.unit <> '' AND a.headline IS NOT NULL AND a.change IS NOT NULL ORDER BY a.id"
        )
        for name, source, *numbers, page, year, other, before in rows.fetchall():
            score, change, previous = (parse(text) for text in (*numbers, before))
            if score is None or change is None or previous is None:
                continue
            # Three rounded numbers: together they may be off by one in the last place.
            coarsest = min(places(value) for value in (score, change, previous))
            if abs(score - change - previous) <= Decimal(1).scaleb(-coarsest):
                continue
            vi = (
                f"Điểm năm {year} là {_vi(score)}, thay đổi {_vi(change)} so với năm {year - 1}, "
                f"tức năm {year - 1} đạt {_vi(score - change)}; "
                f"nhưng báo cáo “{other}” ghi {_vi(previous)}"
            )
            en = (
                f"{plain(score)} in {year}, a change of {plain(change)}, makes "
                f"{plain(score - change)} for {year - 1}; "
                f"but the report “{other}” says {plain(previous)}"
            )
            column = "change_vs_previous_year"
            expected = score - previous
            # The change stands once in the text, in one reading: it may be misread.
            yield Finding(
                name,
                os.fsdecode(source),
                _check(
                    "previous_year", (0, 0, column), "", page, (change, expected), False, (vi, en)
                ),
            )

    def _rankings(self) -> Iterator[Finding]:
        """Score and rank of a unit in the ranking are those of its own report."""
        rows = self._base.execute(
            "SELECT r.document, r.shown, r.score, r.sure, r.rank, r.number, r.row,"
            " r.page, r.path, d.name, d.headline, d.sure, d.rank FROM ranked r"
            " JOIN documents d ON d.id = ("
            "  SELECT MIN(c.id) FROM documents c WHERE c.unit = r.unit AND c.year = r.year"
            "  AND c.district IN (r.district, '') AND c.id <> r.document)"
            " ORDER BY r.document, r.number, r.rowid"
        )
        for document, unit, *there, number, row, page, path, other, headline, sure, rank in rows:
            score, score_sure, place = there
            pairs = (
                ("total_score", score, headline, bool(score_sure and sure)),
                # The rank of a report stands in its text alone, in one reading.
                ("rank", place, rank, False),
            )
            for column, ranked, reported, certain in pairs:
                listed, told = parse(ranked or ""), parse(reported or "")
                if listed is None or told is None or _agree(listed, told):
                    continue
                name, source = self._document(document)
                what = ("tổng điểm", "total") if column == "total_score" else ("xếp hạng", "rank")
                vi = (
                    f"{what[0].capitalize()} của “{unit}” trong bảng là {_vi(listed)}, "
                    f"báo cáo của đơn vị (“{other}”) ghi {_vi(told)}"
                )
                en = (
                    f"The {what[1]} of “{unit}” is {plain(listed)} in the ranking, "
                    f"{plain(told)} in its own report (“{other}”)"
                )
                cell = number, row, column
                check = _check(
                    "ranking_report", cell, path, page, (listed, told), certain, (vi, en)
                )
                yield Finding(name, source, check)

    def _families(self) -> Iterator[Finding]:
        """One code means one criterion with one maximum in a district and year."""
        rows = self._base.execute(
            "SELECT family, year, shape, path, document, text, printed, value, sure, number, row,"
            " page FROM criteria ORDER BY family, year, shape, path, document"
        )
        for key, group in groupby(rows, key=itemgetter(0, 1, 2, 3)):
            members = [_Criterion(*row[4:]) for row in group]
            if len({member.document for member in members}) > 1:
                yield from self._odd_maxima(key[3], members)
                yield from self._odd_names(key[3], members)

    def _odd_maxima(self, path: str, members: Sequence[_Criterion]) -> Iterator[Finding]:
        with_value = [member for member in members if member.value is not None]
        usual, count = _usual(member.value for member in with_value)
        for member in with_value:
            if member.value == usual:
                continue
            printed, expected = Decimal(str(member.value)), Decimal(str(usual))
            others = len(with_value) - 1
            vi = (
                f"Tiêu chí {path}: điểm chuẩn {_vi(printed)}, nhưng {count}/{others} báo cáo khác "
                f"cùng huyện, cùng năm ghi {_vi(expected)}"
            )
            en = (
                f"Criterion {path}: maximum {plain(printed)}, but {count} of {others} other "
                f"reports of the district and year say {plain(expected)}"
            )
            certain = bool(member.sure) and count > 1
            cell = member.number, member.row, "max_score"
            values = printed, expected
            check = _check("criterion_maximum", cell, path, member.page, values, certain, (vi, en))
            yield Finding(*self._document(member.document), check)

    def _odd_names(self, path: str, members: Sequence[_Criterion]) -> Iterator[Finding]:
        named = [member for member in members if member.text]
        usual, _ = _usual(member.text for member in named)
        shown = next((member.printed for member in named if member.text == usual), "")
        for member in named:
            if fuzz.ratio(member.text, str(usual)) >= UNLIKE:
                continue
            vi = f"Tiêu chí {path} có tên khác: “{member.printed}”; báo cáo khác ghi “{shown}”"
            en = f"Criterion {path} has another name: “{member.printed}”; others say “{shown}”"
            cell = member.number, member.row, "criterion"
            check = _check("criterion_name", cell, path, member.page, _UNSAID, False, (vi, en))
            yield Finding(*self._document(member.document), check)


@dataclass(frozen=True, slots=True)
class _Criterion:
    """A row of the table `criteria`. text: its name folded; printed: as it stands."""

    document: int
    text: str
    printed: str
    value: str | None
    sure: int
    number: int
    row: int
    page: int


_UNSAID = None, None
"""Printed and expected value of a rule without numbers."""


def _check(
    rule: str,
    cell: tuple[int, int, str],
    path: str,
    page: int,
    values: tuple[Decimal | None, Decimal | None],
    certain: bool,
    says: tuple[str, str],
) -> Check:
    """A check between documents, which follows from no other. cell: table, row and column that
    it blames, 0 for a fact. values: printed and expected. says: in Vietnamese and in English."""
    table, row, column = cell
    one, blamed = f"{rule}/{table}/{row}/{column}", Blamed(table, row, column)
    return Check(rule, table, path, column, page, *values, certain, *says, one, one, blamed)


def same_bytes(other: str, nth: int) -> Check:
    """The check for a file that is a copy of another. other: path of that one. nth: how many
    copies of it there are so far, this one counted."""
    vi, en = f"Trùng từng byte với tệp “{other}”", f"The same bytes as the file “{other}”"
    check = _repeat("sha256", True, vi, en)
    one = check.id if nth == 1 else f"{check.id}/{nth}"
    return replace(check, id=one, root=one)


def _repeat(column: str, certain: bool, vi: str, en: str) -> Check:
    """A check about a document as a whole, which blames no cell."""
    check = _check("duplicate", (0, 0, column), "", 0, _UNSAID, certain, (vi, en))
    return replace(check, blamed=None)


def _usual(values: Iterable[str | None]) -> tuple[str | None, int]:
    """The value that most have, the first of several such, and how many have it."""
    counts = Counter(values)
    return counts.most_common(1)[0] if counts else (None, 0)


def _agree(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers are the same but for rounding to the coarser of them."""
    coarsest = min(places(one), places(other))
    return abs(one - other) <= Decimal(1).scaleb(-coarsest) / 2


def _criteria(document: int, family: str, year: int, table: Table) -> Iterator[tuple[object, ...]]:
    for record in table.rows(Kind.DATA, Kind.PARENT):
        path = record.path or record.code
        if not path:
            continue
        text, figure = record.text("criterion"), record.figure("max_score")
        value = None if figure is None or figure.value is None else plain(figure.value)
        sure = figure is not None and figure.verdict is Verdict.CONSISTENT
        page = min(record.pages, default=0)
        yield (
            *(document, family, year, table.shape.value, path, _folded(text), text),
            *(value, sure, table.number, record.row, page),
        )


def _ranked(document: int, district: str, year: int, table: Table) -> Iterator[tuple[object, ...]]:
    for record in table.rows(Kind.DATA):
        shown = record.text("unit")
        unit, _ = issuer(shown)
        score, rank = record.figure("total_score"), record.figure("rank")
        values = [
            None if figure is None or figure.value is None else plain(figure.value)
            for figure in (score, rank)
        ]
        sure = score is not None and score.verdict is Verdict.CONSISTENT
        if unit:
            yield (
                *(document, district, year, unit, values[0], sure, values[1]),
                *(table.number, record.row, min(record.pages, default=0)),
                *(record.path or record.code, shown),
            )
