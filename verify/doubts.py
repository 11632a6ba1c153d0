"""Doubts of one table, raised from what is printed before anything is judged.

Arithmetic holds as well where a column stands under another's name on a page, or where the number
of a section is another's; what is doubted here is unknown to every rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from document.claim import Verdict
from document.doubt import Doubt
from document.page import Origin
from document.record import Column, Figure, Kind, Shape, Table
from verify.arithmetic.confront import Confronted, Family, covering
from verify.arithmetic.equations import Equation, Key, Printed, expected_ranks
from verify.search.explanations import Inks

NEEDED = {Shape.RANKING: ("total_score", "rank")}
"""Columns without blanks, by shape; of all others the maximum."""
MOSTLY = 0.8
"""Share of the rows with figures that must have one in such a column for the others to have lost
theirs. A maximum stands in every row or in none."""
FEWEST = 3
"""Rows that a page must have to be doubted: two may hold a fault each."""
FEW = 2
"""Blanks of one rule that may be lost; of more than so many a typist left some on purpose."""
GUESSED = 0.75
"""Confidence of a column's role below which its heading does not say what it is. Columns of the
24 scans with known truth have 0.8 and more."""
BORNE_OUT = 0.5
"""Share of the figures of a column that must obey its rules for its role to stand."""
TELLING = frozenset(("row_arithmetic", "total_arithmetic", "row_difference", "row_total"))
"""Rules that hold a column against those beside it. The sums of a column hold whatever it is
called: a sheet of six pages added up in both columns that had each other's name."""

_UNSEEN = "nothing was seen, though the row has other figures; look at the scan"
_OTHER_PAGES = (
    "nothing was seen on this page, though the other pages have figures in the column; a column "
    "may have slipped, compare it with the scan"
)
_NOT_WHOLE = "a column beside it is not understood, and no equation tells that this one is whole"


@dataclass(frozen=True, slots=True)
class Read:
    """One table as read: what its cells may say, what they say first, and what holds of it.

    no_rules: rules that its headings promise and hardly a row obeys.
    """

    table: Table
    inks: Inks
    printed: Printed
    confronted: Confronted
    no_rules: frozenset[Family]

    def rows(self, keep: Callable[[int], bool]) -> list[int]:
        """The rows of criteria and units that are kept."""
        records = enumerate(self.table.records)
        return [n for n, record in records if record.kind is Kind.DATA and keep(n)]

    def figure(self, row: int, column: str) -> Figure | None:
        return self.table.records[row].figure(column)

    def may_be_lost(self, row: int, column: str) -> bool:
        """Whether a blank cell may hold print that nobody saw."""
        figure, record = self.figure(row, column), self.table.records[row]
        exact = any(r.origin is Origin.LAYER for f in record.figures for r in f.readings)
        return figure is not None and not figure.printed and not exact

    def is_blank(self, row: int, column: str) -> bool:
        figure = self.figure(row, column)
        return figure is not None and figure.verdict is Verdict.BLANK

    def has_others(self, row: int, column: str) -> bool:
        """Whether a row has a figure besides the one in question."""
        figures = self.table.records[row].figures
        return any(f.value is not None for f in figures if f.column != column)


def doubts_of(read: Read) -> tuple[Doubt, ...]:
    """All that speaks against cells of the table as they were read."""
    return tuple(doubt for source in SOURCES for doubt in source(read))


def by_cell(doubts: Iterable[Doubt], read: Read) -> Mapping[Key, Doubt]:
    """The doubted figures of a table, each with the first doubt that touches it; of a blank it must
    name the column."""
    found: dict[Key, Doubt] = {}
    for doubt in doubts:
        for row, record in enumerate(read.table.records):
            for key in ((row, figure.column) for figure in record.figures):
                named = doubt.columns is not None or key not in read.printed.blank
                if named and doubt.touches(*key):
                    found.setdefault(key, doubt)
    return found


def unseen(read: Read) -> Iterator[Doubt]:
    """Blanks that cannot be: a maximum beside scores, the total and the rank of a unit.

    Print that is too pale, or a cell cut beside its figure, leaves no ink to be unread.
    """
    shape = read.table.shape
    for name in NEEDED.get(shape, ("max_score",)):
        rows = read.rows(lambda n, c=name: bool(read.figure(n, c)) and read.has_others(n, c))  # type: ignore[misc]
        blank = [n for n in rows if read.is_blank(n, name)]
        filled = [f for n in rows if n not in blank and (f := read.figure(n, name))]
        if not filled or len(filled) < (MOSTLY if shape in NEEDED else 0) * len(rows):
            continue
        # A cell that is merged over several rows has its figure in the first of them.
        merged = {f.place for f in filled if f.place and f.place.box}
        lost = [n for n in blank if (f := read.figure(n, name)) and f.place not in merged]
        if lost:
            yield Doubt(_UNSEEN, frozenset(lost), frozenset((name,)), unseen=True)


def unseen_in_sums(read: Read) -> Iterator[Doubt]:
    """Blanks in a rule that fails with them as nothing: print that left no ink may be lost there.
    A dash was seen, and so is every cell of a page whose characters are known."""
    reason = "nothing was seen, and a rule does not hold without it; look at the scan"
    for equation in read.confronted.failed:
        blank = [
            key
            for key in equation.keys
            if key in read.printed.blank and key[0] >= 0 and read.may_be_lost(*key)
        ]
        for row, column in blank if len(blank) <= FEW else ():
            yield Doubt(reason, frozenset((row,)), frozenset((column,)), unseen=True)


def unseen_on_a_page(read: Read) -> Iterator[Doubt]:
    """Columns without a figure on one page where the other pages have some, unless the column's
    total says that there is none: nobody scores himself in a survey."""
    adds_up = {e.target[1] for e in read.confronted.held if e.rule == "column_total"}
    for column in read.table.columns:
        if column.numeric and column.name not in adds_up:
            lost = frozenset(_unseen_rows(read, column.name))
            if lost:
                yield Doubt(
                    _OTHER_PAGES, lost, frozenset((column.name,)), unseen=True, slipped=True
                )


def _unseen_rows(read: Read, column: str) -> list[int]:
    """The rows of pages without a figure in a column where most rows of the others have one.

    A dash was seen: somebody meant that there is none. Ink without a value may be a pen's.
    """
    by_page: dict[int, list[int]] = defaultdict(list)
    for row in read.rows(lambda n: read.has_others(n, column)):
        record = read.table.records[row]
        if record.figure(column) is not None and len(record.pages) == 1:
            by_page[record.pages[0]].append(row)

    def without(rows: Iterable[int]) -> list[int]:
        figures = ((n, read.figure(n, column)) for n in rows)
        return [n for n, f in figures if f and f.verdict is Verdict.BLANK and not f.printed]

    empty = {
        page
        for page, rows in by_page.items()
        if len(rows) >= FEWEST and all((n, column) not in read.printed.values for n in rows)
        if len(without(rows)) >= MOSTLY * len(rows)
    }
    others = [n for page, rows in by_page.items() if page not in empty for n in rows]
    filled = sum(not read.is_blank(n, column) for n in others)
    if not others or filled < MOSTLY * len(others):
        return []
    return [n for page in sorted(empty) for n in without(by_page[page])]


def slipped_pages(read: Read) -> Iterator[Doubt]:
    """Pages on which the equation of no row holds although its figures were read well, where
    other pages obey it: each figure may stand in the wrong column."""
    held, failed = _by_page(read, read.confronted.held), _by_page(read, read.confronted.failed)
    sure = {
        page: [e for e in rows if all(read.inks[key].accepted for key in e.keys)]
        for page, rows in failed.items()
    }
    for page, rows in sure.items():
        if len(rows) >= FEWEST and page not in held:
            reason = (
                f"page {page}: the equation of none of its {len(failed[page])} rows holds; a "
                "column may have slipped, compare it with the scan"
            )
            records = enumerate(read.table.records)
            yield Doubt(reason, frozenset(n for n, r in records if page in r.pages), page=page)


def _by_page(read: Read, equations: Iterable[Equation]) -> dict[int, list[Equation]]:
    """The equations of single rows by the page that the row stands on."""
    found: dict[int, list[Equation]] = defaultdict(list)
    for equation in equations:
        record = read.table.records[equation.target[0]] if equation.target[0] >= 0 else None
        if record is None or record.kind is not Kind.DATA or len(record.pages) != 1:
            continue
        if equation.rule in TELLING:
            found[record.pages[0]].append(equation)
    return found


def slipped_totals(read: Read) -> Iterator[Doubt]:
    """Total rows that lack a figure which their rows have, while another of theirs does not add
    up: it may stand in the place of the one that is lacking."""
    for row in {e.target[0] for e in read.confronted.failed if e.rule == "column_total"}:
        figures = {f.column for f in read.table.records[row].figures}
        lacking = [c for c in figures if (row, c) not in read.printed.values and _filled(read, c)]
        if lacking:
            reason = (
                f"the row lacks its {sorted(lacking)[0]} and does not add up; its figures may have "
                "slipped, compare them with the scan"
            )
            yield Doubt(reason, frozenset((row,)))


def _filled(read: Read, column: str) -> bool:
    """Whether most rows have a figure in a column."""
    rows = read.rows(lambda _: True)
    return sum((n, column) in read.printed.values for n in rows) >= MOSTLY * len(rows)


def no_total(read: Read) -> Iterator[Doubt]:
    """The fields and totals of a ranking that do not add up in hardly any row: a field may be
    missing, so that the others have each other's number, or the total be that of a group."""
    if ("row_total", "") in read.no_rules:
        reason = (
            "the fields add up to the total in hardly any row; one may be missing, or the total be "
            "another, compare the columns with the scan"
        )
        for column in read.table.columns:
            if column.name == "total_score" or column.name.startswith("field_"):
                yield _of_column(read, column, reason)


def numbers(read: Read) -> Iterator[Doubt]:
    """Rows that carry sums and whose number may be another's: all sums hold under it too, but for
    the one of the row above it, which tells its place."""
    paths = [record.path for record in read.table.records]
    sums = (e for e in read.confronted.held if e.rule == "parent_sum")
    placed = {key[0] for e in sums for _, key in e.parts}
    for row, record in enumerate(read.table.records):
        carries = any(path.startswith(f"{record.path}/") for path in paths if record.path)
        if row in placed or not record.number.alternatives:
            continue
        if carries or record.kind is Kind.SECTION:
            yield Doubt(record.number.reason, frozenset((row,)))


def guessed(read: Read) -> Iterator[Doubt]:
    """Columns whose role was guessed and that no equation bears out, and columns beside one that
    is not understood.

    A figure that is read well and stands under the wrong name looks right to whoever takes it
    over; one that stands under an unknown name is missing where it is looked for.
    """
    open_ones = any(c.candidate_roles for c in read.table.columns)
    numeric = [c for c in read.table.columns if c.numeric]
    told = [c for c in numeric if borne_out(read, c, TELLING)]
    whole = [c for c in numeric if borne_out(read, c)]
    for c in numeric:
        # The last one beside columns that an equation tells can be exchanged with none.
        stands = c in told or (c in whole and len(numeric) - len(told) == 1 and told)
        if 0 < c.confidence < GUESSED and not stands:
            yield _of_column(read, c, (
                f"the heading {c.header!r} may not be {c.name}, and no equation tells; compare "
                "the column with the scan"
            ))  # fmt: skip
        elif open_ones and c not in whole and not c.candidate_roles:
            yield _of_column(read, c, _NOT_WHOLE)


def _of_column(read: Read, column: Column, reason: str) -> Doubt:
    rows = range(len(read.table.records))
    inked = frozenset(n for n in rows if not read.is_blank(n, column.name))
    return Doubt(reason, inked, frozenset((column.name,)))


def borne_out(read: Read, column: Column, by: frozenset[str] | None = None) -> bool:
    """Whether most figures of a column obey every rule that asks for them; by: one of which at
    least must be among these. Ranks that follow the totals bear out their column."""
    rows = range(len(read.table.records))
    inked = [n for n in rows if read.figure(n, column.name) and not read.is_blank(n, column.name)]
    held, failed = covering(read.confronted.held), covering(read.confronted.failed)
    ranks = expected_ranks(read.table, read.printed.values)

    def obeys(key: Key) -> bool:
        if key in ranks:
            return read.printed.values.get(key) == ranks[key]
        rules = {e.rule for e in held.get(key, ())}
        return bool(rules) and key not in failed and (by is None or not by.isdisjoint(rules))

    return sum(obeys((n, column.name)) for n in inked) >= BORNE_OUT * len(inked)


SOURCES = (
    unseen,
    unseen_in_sums,
    unseen_on_a_page,
    slipped_pages,
    slipped_totals,
    no_total,
    numbers,
    guessed,
)
