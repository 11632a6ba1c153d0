"""records.csv, reports.csv and checks.csv, document by document.

The columns are those of export/columns.py; a cell that has no column there goes to `other`.
"""

from __future__ import annotations

import json
import pickle
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO

from document.check import Check
from document.number import plain
from document.record import FACTS, Figure, Kind, Missing, Record, Report, Table, TextCell
from export.columns import (
    CHECKS,
    NUMBERS,
    RECORDS,
    REPORTS,
    TEXTS,
    CsvColumn,
)
from export.files import refusing, replacing

if TYPE_CHECKING:
    import pandas

Row = dict[str, str]
"""One line of a CSV file: column name to text; "" where there is no value."""

_RUNS = re.compile(r"[=@＝＠\t\r\n]")
_SIGN = re.compile(r"[-+－＋]")
_ACTS = re.compile(r"[|!]|(?<!\w)[A-Za-z][A-Za-z0-9.]*\(")


def inert(text: str) -> str:
    """The text so that no spreadsheet runs it as a formula; see docs/columns.md.

    Items of a list keep their hyphen: reasons begin with one in most appendices, and a
    formula without a call, a link (!) or a channel to another program (|) does no harm.

    >>> inert("=1+1"), inert("- Chậm báo cáo (02 ngày)"), inert("-9.18")
    ("'=1+1", '- Chậm báo cáo (02 ngày)', '-9.18')
    >>> inert("-1+cmd|'/C calc'!A0"), inert('+HYPERLINK("http://x")')
    ("'-1+cmd|'/C calc'!A0", '\\'+HYPERLINK("http://x")')
    """
    if _RUNS.match(text) or (_SIGN.match(text) and _ACTS.search(text)):
        return "'" + text
    return text


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _count(value: int) -> str:
    """A 1-based number; "" for 0, which means unknown."""
    return str(value) if value else ""


def _compact(values: Mapping[str, str | None]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else ""


class _Headers:
    """The printed headers of a table as keys: unique, never empty, without ';'."""

    def __init__(self, table: Table) -> None:
        self._left: dict[str, list[str]] = {}
        used: set[str] = set()
        for column in table.columns:
            key = _unused((column.header or column.name).replace(";", ","), used)
            self._left.setdefault(column.name, []).append(key)

    def key(self, column: str, nth: int) -> str:
        """The header of the nth (from 0) column of that name; the name when there is none."""
        found = self._left.get(column, [])
        return found[nth] if nth < len(found) else column.replace(";", ",")


def _unused(key: str, used: set[str]) -> str:
    candidate, n = key, 1
    while candidate in used:
        n += 1
        candidate = f"{key} ({n})"
    used.add(candidate)
    return candidate


def _cells(record: Record) -> Iterator[tuple[TextCell | Figure, int]]:
    """Each cell with how many cells of the same column name stand before it."""
    seen: dict[str, int] = {}
    cells: tuple[TextCell | Figure, ...] = (*record.texts, *record.figures)
    for cell in cells:
        nth = seen.get(cell.column, 0)
        seen[cell.column] = nth + 1
        yield cell, nth


def _record_row(name: str, report: Report, table: Table, record: Record) -> Row:
    row = {column.name: "" for column in RECORDS}
    pages = record.pages or (0,)
    row |= {
        "report": name,
        "source": report.source.name,
        "page": _count(min(pages)),
        "last_page": _count(max(pages)),
        "table": _count(table.number),
        "shape": table.shape.value,
        "row": _count(record.row),
        "kind": record.kind.value,
        "code": record.code,
        "code_printed": record.number.printed,
        "code_verdict": record.number.verdict.value,
        "path": record.path,
        "level": _count(record.level),
        "reading_notes": " | ".join(record.notes),
    }
    headers = _Headers(table)
    other: dict[str, str | None] = {}
    verdicts: dict[str, str | None] = {}
    review = ["code"] if record.number.verdict.needs_person else []
    for cell, nth in _cells(record):
        key = cell.column
        if isinstance(cell, TextCell):
            if nth == 0 and key in TEXTS:
                row[key] = cell.text
            elif key != "code" or nth:
                other[headers.key(key, nth)] = cell.text or None
            continue
        if nth == 0 and key in NUMBERS:
            row[key] = _number(cell.value)
            row[f"{key}_verdict"] = cell.verdict.value
        else:
            key = headers.key(key, nth)
            other[key] = None if cell.value is None else plain(cell.value)
            verdicts[key] = cell.verdict.value
        if cell.verdict.needs_person:
            review.append(key)
    row |= {
        "other": _compact(other),
        "other_verdict": _compact(verdicts),
        "review": ";".join(review),
    }
    return row


def record_rows(name: str, report: Report) -> list[Row]:
    """The lines of records.csv for one report: every row of every table, in page order."""
    return [
        _record_row(name, report, table, record)
        for table in report.tables
        for record in table.records
    ]


def report_row(
    name: str,
    report: Report,
    *,
    status: str,
    exit_code: int,
    message: str,
    source_state: str = "here",
) -> Row:
    """The line of reports.csv for a report that was read; checks between documents not counted."""
    row = {column.name: "" for column in REPORTS}
    row |= {
        "report": name,
        "source": report.source.name,
        "sha256": report.source.sha256,
        "status": status,
        "exit_code": str(exit_code),
        "message": message,
        "source_state": source_state,
        "pages": str(report.source.pages),
        "tables": str(len(report.tables)),
        "records": str(sum(len(t.rows(Kind.DATA, Kind.PARENT)) for t in report.tables)),
        "rules_checked": str(report.rules_checked),
        "checks": str(len(report.checks)),
        "certain_checks": str(sum(c.certain for c in report.checks)),
        "cross_checks": "0",
        "review": str(report.review),
        "pages_not_understood": ", ".join(map(str, report.unclear_pages)),
        "not_found": ";".join(map(_missing, report.missing)),
        "notes": " | ".join(report.notes),
    }
    for kind, share in asdict(report.quality).items() if report.quality else ():
        row[f"{kind}_quality"] = str(share)
    for fact in report.facts:
        if fact.name in FACTS:
            row[fact.name] = fact.value or ""
            row[f"{fact.name}_verdict"] = fact.verdict.value
    return row


def _missing(missing: Missing) -> str:
    return f"{missing.what} {missing.table}" if missing.table else missing.what


def unread_row(
    name: str,
    source: str,
    sha256: str = "",
    *,
    status: str,
    exit_code: int,
    message: str,
    source_state: str = "here",
) -> Row:
    """The line of reports.csv for an input that no report is told under: it could not be read, it
    has the bytes of another (name: of the report of both), or it is outdated."""
    return {column.name: "" for column in REPORTS} | {
        "report": name,
        "source": source,
        "sha256": sha256,
        "status": status,
        "exit_code": str(exit_code),
        "message": message,
        "source_state": source_state,
        "checks": "0",
        "certain_checks": "0",
        "cross_checks": "0",
    }


def _check_row(name: str, source: str, check: Check) -> Row:
    return {
        "report": name,
        "source": source,
        "id": check.id,
        "root": check.root,
        "table": _count(check.table),
        "page": _count(check.page),
        "rule": check.rule,
        "path": check.code,
        "column": check.column,
        "printed": _number(check.printed),
        "expected": _number(check.expected),
        "certain": "true" if check.certain else "false",
        "blamed_table": str(check.blamed.table) if check.blamed else "",
        "blamed_row": str(check.blamed.row) if check.blamed else "",
        "blamed_column": check.blamed.column if check.blamed else "",
        "vi": check.vi,
        "en": check.en,
    }


def check_rows(name: str, report: Report) -> list[Row]:
    """The lines of checks.csv for one report."""
    return [_check_row(name, report.source.name, check) for check in report.checks]


def frame(columns: Sequence[CsvColumn], rows: Sequence[Row]) -> pandas.DataFrame:
    """The lines as a data frame of texts, in the documented order of columns."""
    import pandas

    return pandas.DataFrame(list(rows), columns=[c.name for c in columns], dtype=object)


_FILES = {"records.csv": RECORDS, "reports.csv": REPORTS, "checks.csv": CHECKS}


_LINES_AT_ONCE = 2000
"""Lines that are gathered before they are written: a data frame for each document would take
longer than all the rest."""


@dataclass(frozen=True, slots=True)
class Sink:
    """The three files while they are written, a few thousand lines in memory at most.

    paths: file name to the path beside it. waiting: lines that are not yet written. reports: lines
    of reports.csv, on the disk until all checks about them are counted: all, certain ones and those
    between documents, by report and source.
    """

    paths: Mapping[str, Path]
    waiting: Mapping[str, list[Row]]
    reports: BinaryIO
    counts: Mapping[str, Counter[tuple[str, str]]]

    def _append(self, file: str, rows: Sequence[Row], *, header: bool = False) -> None:
        path = self.paths[file]
        # The byte order mark once, at the start. A file name that is not UTF-8 comes as lone
        # surrogates, which no encoding has: they become question marks.
        encoding = "utf-8-sig" if header else "utf-8"
        with (
            refusing(path.with_name(file)),
            path.open(
                "w" if header else "a", encoding=encoding, errors="replace", newline=""
            ) as out,
        ):
            frame(_FILES[file], rows).to_csv(out, index=False, header=header, lineterminator="\r\n")

    def _gather(self, file: str, rows: Iterable[Row]) -> None:
        waiting = self.waiting[file]
        # Most cells are empty, and there are hundreds of millions in an archive.
        waiting.extend({key: value and inert(value) for key, value in r.items()} for r in rows)
        if len(waiting) >= _LINES_AT_ONCE:
            self._flush(file)

    def _flush(self, file: str) -> None:
        self._append(file, self.waiting[file])
        self.waiting[file].clear()

    def begin(self) -> None:
        """Write the header lines."""
        for file in _FILES:
            self._append(file, (), header=True)

    def end(self) -> None:
        """Write all that waits."""
        self.reports.seek(0)
        with suppress(EOFError):
            while True:
                row: Row = pickle.load(self.reports)
                about = row["report"], row["source"]
                counts = {name: str(counts[about]) for name, counts in self.counts.items()}
                self._gather("reports.csv", (row | counts,))
        for file in _FILES:
            self._flush(file)

    def add(self, name: str, report: Report, **about: Any) -> None:
        """Append one report that was read; about: as for report_row."""
        self._gather("records.csv", record_rows(name, report))
        for check in report.checks:
            self.check(name, report.source.name, check)
        self._report(report_row(name, report, **about))

    def unread(self, name: str, source: str, sha256: str = "", **about: Any) -> None:
        """Append one input that no report is told under; about: as for unread_row."""
        self._report(unread_row(name, source, sha256, **about))

    def _report(self, row: Row) -> None:
        with refusing(self.paths["reports.csv"].with_name("reports.csv")):
            pickle.dump(row, self.reports)

    def check(self, name: str, source: str, check: Check, *, between: bool = False) -> None:
        """Append a rule that does not hold; name, source: of the document at fault. between:
        whether it is one between documents."""
        about = name, source
        self.counts["checks"][about] += 1
        self.counts["certain_checks"][about] += check.certain
        self.counts["cross_checks"][about] += between
        self._gather("checks.csv", (_check_row(name, source, check),))


@contextmanager
def writing(out: Path) -> Iterator[Sink]:
    """A Sink for the three files in the folder; they are put in place when the block ends well.

    Raises OutputRefused when they cannot be written; the files of an earlier run then stand.
    """
    with ExitStack() as stack:
        paths = {file: stack.enter_context(replacing(out / file)) for file in _FILES}
        with refusing(out):
            reports = stack.enter_context(TemporaryFile(dir=out))
        counts = {name: Counter[tuple[str, str]]() for name in _COUNTED}
        sink = Sink(paths, {file: [] for file in _FILES}, reports, counts)
        sink.begin()
        yield sink
        sink.end()


_COUNTED = ("checks", "certain_checks", "cross_checks")
"""Columns of reports.csv that are known when all checks were seen."""
