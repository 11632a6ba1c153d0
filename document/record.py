"""What a report says: facts, tables of records, figures with their verdicts.

A record (*one row of the appendix*) holds what the paper prints; what the program
computes stands in checks. Criterion is *tiêu chí*, deduction *điểm trừ*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from document.change import Change
from document.check import Check
from document.claim import Claim, Location, Verdict
from document.page import Page


class Kind(StrEnum):
    """What a row of a table is."""

    DATA = "data"
    PARENT = "parent"
    """A row that carries the sum of the rows below it (shape B, and groups of shape A)."""
    SECTION = "section"
    """A heading inside the table, usually merged over columns, without its own scores."""
    TOTAL = "total"
    MEAN = "mean"


class Shape(StrEnum):
    """The kinds of table that are understood."""

    DEDUCTION = "A"
    """Deduction appendix: only the criteria that lost points."""
    SHEET = "B"
    """Full sheet: hierarchical rows, a parent carries the sum of its children."""
    RANKING = "C"
    """Ranking: units by fields."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Figure(Claim[Decimal]):
    """One numeric cell; its name is the canonical column, e.g. "max_score".

    rules: ids of the arithmetic rules that cover it. inked: whether there is ink in the cell.
    place: None when the row is known but the cell was never found.
    """

    rules: tuple[str, ...] = ()
    inked: bool = False

    @property
    def column(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Code(Claim[str]):
    """The number of a row (*mã tiêu chí*) as a system would write it: "1.1.3", "IV"."""


def coded(value: str, printed: str | None = None) -> Code:
    """The code of a row as the claim that it is; "" for a row without one.

    printed: as read; the value where it is left out.
    """
    if not value and not printed:
        return Code("code", verdict=Verdict.BLANK)
    return Code("code", value if printed is None else printed, value or None)


@dataclass(frozen=True, slots=True)
class TextCell:
    """One text cell: column is its canonical name, text is one line, NFC.

    places: more than one when a page break cuts the cell.
    """

    column: str
    text: str
    places: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table.

    kind: see Kind. row: 1-based place among the records of its table.
    number: its code as a claim, without a closing full stop ("1.1.3", "IV"). Before it is
        judged, a reason says that it is not what was read, and alternatives that nothing tells.
    path: the code made unique by its parents ("III/2/2.1"); equal to code where none is printed.
    level: depth in the hierarchy, 1 at the top; 0 when unknown.
    texts, figures: its cells by column.
    pages: 1-based numbers of the pages that it stands on.
    notes: what was odd about it, one sentence each.
    verdict, reason: on its being a row of this kind; see Verdict.
    """

    kind: Kind
    row: int
    number: Code
    texts: tuple[TextCell, ...] = ()
    figures: tuple[Figure, ...] = ()
    path: str = ""
    level: int = 0
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    verdict: Verdict = Verdict.UNVERIFIED
    reason: str = ""

    @property
    def code(self) -> str:
        """Its code; "" when it has none."""
        return self.number.value or ""

    def text(self, column: str) -> str:
        """The text of a column, "" when the table has none such."""
        return next((t.text for t in self.texts if t.column == column), "")

    def figure(self, column: str) -> Figure | None:
        """The figure of a column, None when the table has none such."""
        return next((f for f in self.figures if f.column == column), None)

    def value(self, column: str) -> Decimal | None:
        found = self.figure(column)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    name: canonical ("max_score"), or the folded printed header when its role is unknown.
    header: as printed, header rows joined by one space from top to bottom.
    numeric: whether its cells are figures.
    confidence: 0 to 1, how well its heading fits the role.
    candidate_roles: canonical names that an unknown column may have, where that cannot be told.
    verdict, reason: on its role; see Verdict.
    """

    name: str
    header: str
    numeric: bool
    confidence: float = 1.0
    candidate_roles: tuple[str, ...] = ()
    verdict: Verdict = Verdict.UNVERIFIED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table joined over its pages, as records.

    number: 1-based in the report. shape: see Shape.
    columns: in printed order. records: in page order, total and section rows among them.
    pages: 1-based numbers. title: the lines above it.
    notes: what could not be understood, one sentence each.
    secondary: whether it belongs to another letter of the file than the one that the facts are of.
    verdict, reason: on its being understood as this table; see Verdict.
    """

    number: int
    shape: Shape
    columns: tuple[Column, ...]
    records: tuple[Record, ...]
    pages: tuple[int, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    secondary: bool = False
    verdict: Verdict = Verdict.UNVERIFIED
    reason: str = ""

    def rows(self, *kinds: Kind) -> tuple[Record, ...]:
        """The records of the given kinds, in page order."""
        return tuple(r for r in self.records if r.kind in kinds)

    @property
    def open_roles(self) -> frozenset[str]:
        """Columns that a column of it may be, where nothing tells: they must not be taken for
        columns that it does not have."""
        names = {c.name for c in self.columns}
        return frozenset(
            role for c in self.columns for role in c.candidate_roles if role not in names
        )

    def has(self, column: str) -> bool:
        return any(c.name == column for c in self.columns)


FACTS = (
    "issuer",
    "report_number",
    "report_date",
    "index_year",
    "decision_number",
    "decision_date",
    "headline_score",
    "headline_max",
    "grade",
    "rank",
    "rank_of",
    "change_vs_previous_year",
    "previous_score",
)
"""Names of the facts of a report, in the order in which they are exported."""


@dataclass(frozen=True, slots=True)
class Fact(Claim[str]):
    """One fact from the heading or the headline sentence; its name is one of FACTS.

    value: canonical text: dates ISO, numbers with a decimal point, no thousands separators, a
        fall as a negative number. printed: the words that it was taken from.
    """


def stated(
    name: str, value: str, printed: str, page: int = 0, verdict: Verdict = Verdict.UNVERIFIED
) -> Fact:
    """A fact as found. page: 1-based, 0 when unknown."""
    return Fact(name, printed, value or None, verdict, place=Location(page) if page else None)


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a report was read from.

    name: file name with suffix. sha256: of its bytes, hex. pages: how many it has.
    """

    name: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the reading of a report is, three shares from 0 to 1.

    text: of the words that were read well. structure: of the table rows whose place in a
        table is known, weighed by how sure its columns are; 0 without a table.
    arithmetic: of the figures that a rule proves; a figure that no rule covers counts half.
    """

    text: float
    structure: float
    arithmetic: float


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A page that was not understood, whole or a table on it. page: 1-based."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was looked for and not found: it is said, not left out.

    what: the name of a fact, "table", or "total_row". table: its 1-based number, 0 for the report.
    vi, en: the sentence for a person.
    """

    what: str
    table: int
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Report:
    """A document, read.

    facts: those that were found, in the order of FACTS.
    tables: in page order. checks: rules that do not hold, in page order.
    pages: every page of the file, blank ones too. notes: what was left out and why.
    rules_checked: how many rules were tried (the broken ones included).
    quality: None until the verify stage has seen it.
    changes: words that were restored, figures never among them.
    unclear: pages that a person must look at as a whole, in page order.
    missing: what a report of its kind has and was not found in it.
    """

    source: Source
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    pages: tuple[Page, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    rules_checked: int = 0
    quality: Quality | None = None
    changes: tuple[Change, ...] = ()
    unclear: tuple[NotUnderstood, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def unclear_pages(self) -> tuple[int, ...]:
        """The pages in `unclear`, each once."""
        return tuple(dict.fromkeys(u.page for u in self.unclear))

    @property
    def claims(self) -> Iterator[Claim[Any]]:
        """All that is claimed of the paper: facts, codes and figures of all tables."""
        yield from self.facts
        for table in self.tables:
            for record in table.records:
                yield record.number
                yield from record.figures

    @property
    def review(self) -> int:
        """How many claims need a person: the one count that every output gives."""
        return sum(claim.verdict.needs_person for claim in self.claims)

    def fact(self, name: str) -> Fact | None:
        return next((f for f in self.facts if f.name == name), None)
