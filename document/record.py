"""What a report says: facts, tables of records, figures with their verdicts.

A record (*one row of the appendix*) holds what the paper prints; what the program
computes stands in checks. Criterion is *tiêu chí*, deduction *điểm trừ*.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from document.change import Change
from document.check import Check
from document.geometry import Box
from document.page import Page
from document.table import Reading


class Verdict(StrEnum):
    """How far a figure can be trusted; the order is from proven to lost."""

    CONSISTENT = "consistent"
    """Read, and every rule that covers it holds."""
    UNVERIFIED = "unverified"
    """Read with agreeing readings; no rule covers it."""
    BLANK = "blank"
    """Nothing is printed there."""
    REPAIRED = "repaired"
    """Another reading of the same ink satisfies all rules, and only that one."""
    DERIVED = "derived"
    """Nothing legible; the rules force one value."""
    DISCREPANCY = "discrepancy"
    """The readings support the printed value and a rule fails."""
    AMBIGUOUS = "ambiguous"
    """More than one value fits, or the readings do not agree and no rule decides."""
    UNREAD = "unread"
    """Ink is there, no value."""

    @property
    def needs_person(self) -> bool:
        return self in (Verdict.DISCREPANCY, Verdict.AMBIGUOUS, Verdict.UNREAD)


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
class Place:
    """Where something is printed.

    page: 1-based. box: points on the page as the file shows it; None for text files.
    """

    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One numeric cell: what is printed, its value, and the verdict on it.

    column: canonical column name, e.g. "max_score".
    printed: the text as read, before any interpretation; "" when nothing is printed.
    value: the value handed on; None when nothing is printed or it is not readable
        (the verdict tells which).
    verdict: see Verdict; UNVERIFIED until the verify stage has seen it.
    readings: every independent reading of the cell, best first.
    alternatives: other values that were considered, most likely first.
    rules: ids of the arithmetic rules that cover it.
    because: for a value that is not simply read: the reason in one sentence.
    place: where; None when the row is known but the cell was never found.
    inked: whether there is ink in the cell.
    """

    column: str
    printed: str = ""
    value: Decimal | None = None
    verdict: Verdict = Verdict.UNVERIFIED
    readings: tuple[Reading, ...] = ()
    alternatives: tuple[Decimal | None, ...] = ()
    rules: tuple[str, ...] = ()
    because: str = ""
    place: Place | None = None
    inked: bool = False

    def doubted(self, because: str) -> Figure:
        """The figure left to a person; one that is already keeps its own reason."""
        if self.verdict.needs_person:
            return self
        return replace(self, verdict=Verdict.AMBIGUOUS, because=because)


@dataclass(frozen=True, slots=True)
class Passage:
    """One text cell: column is its canonical name, text is one line, NFC.

    places: more than one when a page break cuts the cell.
    """

    column: str
    text: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table.

    kind: see Kind. row: 1-based place among the records of its table.
    code: as printed, without a closing full stop ("1.1.3", "IV"); "" when none.
    path: the code made unique by its parents ("III/2/2.1"); equal to code where none is printed.
    level: depth in the hierarchy, 1 at the top; 0 when unknown.
    texts, figures: its cells by column.
    pages: 1-based numbers of the pages that it stands on.
    notes: what was odd about it, one sentence each.
    doubt: why its code may be that of another row; "" when nothing speaks against it.
    """

    kind: Kind
    row: int
    code: str
    texts: tuple[Passage, ...] = ()
    figures: tuple[Figure, ...] = ()
    path: str = ""
    level: int = 0
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    doubt: str = ""

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
    confidence: 0 to 1, how sure the role is.
    may_be: canonical names that an unknown column may have, where that cannot be told.
    """

    name: str
    header: str
    numeric: bool
    confidence: float = 1.0
    may_be: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table joined over its pages, as records.

    number: 1-based in the report. shape: see Shape.
    columns: in printed order. records: in page order, total and section rows among them.
    pages: 1-based numbers. title: the lines above it.
    notes: what could not be understood, one sentence each.
    aside: whether it belongs to another letter of the file than the one that the facts are of.
    """

    number: int
    shape: Shape
    columns: tuple[Column, ...]
    records: tuple[Record, ...]
    pages: tuple[int, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    aside: bool = False

    def rows(self, *kinds: Kind) -> tuple[Record, ...]:
        """The records of the given kinds, in page order."""
        return tuple(r for r in self.records if r.kind in kinds)

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
class Fact:
    """One fact from the heading or the headline sentence.

    name: one of FACTS. value: canonical text: dates ISO, numbers with a decimal point,
        no thousands separators, a fall as a negative number.
    printed: the words that it was taken from. page: 1-based, 0 when unknown.
    verdict: for numbers that a rule covers.
    """

    name: str
    value: str
    printed: str
    page: int = 0
    verdict: Verdict = Verdict.UNVERIFIED


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
class Unclear:
    """A page that was not understood, whole or a table on it. page: 1-based."""

    page: int
    reason: str


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
    unclear: tuple[Unclear, ...] = ()

    @property
    def unclear_pages(self) -> tuple[int, ...]:
        """The pages in `unclear`, each once."""
        return tuple(dict.fromkeys(u.page for u in self.unclear))

    def fact(self, name: str) -> Fact | None:
        return next((f for f in self.facts if f.name == name), None)
