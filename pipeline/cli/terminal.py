"""What a person sees while files are converted and after: progress, records, a line of verdict.

What needs a look has a sign beside its colour, so that it is seen without colour as well.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import TracebackType

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table as Screen
from rich.text import Text

from document.check import Check
from document.claim import Verdict
from document.number import plain
from document.record import Figure, Kind, Record, Report, Shape, Table
from export.columns import NUMBERS
from export.document import main_tables, picture_stem, pictured
from export.summary import Summary
from pipeline.archive.results import Outcome, Result, Status
from pipeline.workers.job import State
from verify.explain.evidence_text import explain

SIGNS = {
    Verdict.DISCREPANCY: ("!", "bold red", "the paper contradicts itself"),
    Verdict.AMBIGUOUS: ("?", "bold yellow", "more than one value fits"),
    Verdict.UNREAD: ("??", "bold yellow", "not readable"),
    Verdict.REPAIRED: ("*", "cyan", "repaired by arithmetic"),
    Verdict.DERIVED: ("+", "cyan", "derived by arithmetic"),
}
"""Sign, colour and meaning; the other verdicts have none."""

_HEADERS = {
    "max_score": "max",
    "self_score": "self",
    "verified_score": "verified",
    "total_score": "total",
}
_ROW_STYLES = {
    Kind.PARENT: "bold",
    Kind.SECTION: "bold blue",
    Kind.TOTAL: "bold",
    Kind.MEAN: "italic",
}
_TYPED = {Shape.DEDUCTION: "deduction", Shape.SHEET: "verified_score"}
"""The column whose typed total the line of verdict tells."""

_LABEL_WIDTH = 24
"""Characters of a criterion below which it says nothing; other columns give way first."""
_REASON_FROM = 120
"""Characters of a terminal from which the reasons have room too."""


def printable(text: str) -> str:
    """The text without what moves the cursor or changes colours: file names may hold it.

    >>> printable("a\\x1b[31m\\nb")
    'a [31m b'
    """
    return "".join(c if c.isprintable() else " " for c in text)


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """A report in one line. about: how many rows, whether totals and headline agree, how many slips
    its author made; () when it has no table. left: what in it waits for a person."""

    about: tuple[str, ...]
    left: tuple[str, ...]

    @classmethod
    def of(cls, report: Report) -> VerdictLine:
        summary = Summary.of(report)
        tables = main_tables(report)
        about: tuple[str, ...] = ()
        if any(table.records for table in tables):
            slips = _plural(summary.slips, "slip") if summary.slips else ""
            totals = (_typed_total(report, table) for table in tables)
            about = (_count(tables), *totals, _headline(report), slips)
        places = f"{_plural(summary.review, 'place')} to look at" if summary.review else ""
        left = places, _not_understood(report), _not_found(report)
        return cls(tuple(filter(None, about)), tuple(filter(None, left)))

    def text(self, cross_checks: int = 0) -> str:
        """cross_checks: between this document and others."""
        left = list(self.left)
        if cross_checks:
            left.append(f"{_plural(cross_checks, 'check')} between documents (checks.csv)")
        if self.about and not left:
            left = ["nothing to look at"]
        return ", ".join((*(self.about or ("no table was found",)), *left))


def _not_understood(report: Report) -> str:
    """The pages that were not understood, and where their pictures lie in the output folder."""
    pages = report.unclear_pages
    if not pages:
        return ""
    shown = pictured(report)
    which = str(shown[0]) if len(shown) == 1 else "*"
    where = f" (pictures/{picture_stem(report.source.sha256)}-{which}.png)" if shown else ""
    return f"not understood: page {', '.join(map(str, pages))}{where}"


def _not_found(report: Report) -> str:
    """What a report of its kind has and this one lacks; that there is no table is said before."""
    names = [
        missing.what.replace("_", " ") + (f" of table {missing.table}" if missing.table else "")
        for missing in report.missing
        if missing.what != "table"
    ]
    return f"not found: {', '.join(names)}" if names else ""


def _plural(count: int, word: str, many: str = "") -> str:
    return f"{count} {word if count == 1 else many or word + 's'}"


def _count(tables: Sequence[Table]) -> str:
    rows = sum(len(table.rows(Kind.DATA)) for table in tables)
    match tables[0].shape:
        case Shape.DEDUCTION | Shape.SHEET:
            return _plural(rows, "criterion", "criteria")
        case Shape.RANKING:
            return _plural(rows, "unit")
    return _plural(rows, "row")


def _broken(report: Report, rule: str, table: int, column: str) -> Check | None:
    return next(
        (c for c in report.checks if (c.rule, c.table, c.column) == (rule, table, column)), None
    )


def _typed_total(report: Report, table: Table) -> str:
    """ "typed total 9 = sum 9"; "" when the table has no total row or no such column.

    A sum that differs without a broken rule is within rounding, or has cells not yet read.
    """
    column = _TYPED.get(table.shape, "")
    typed = next(
        (value for r in table.rows(Kind.TOTAL) if (value := r.value(column)) is not None), None
    )
    if typed is None:
        return ""
    values = (r.value(column) for r in table.rows(Kind.DATA))
    total = sum((v for v in values if v is not None), Decimal(0))
    broken = _broken(report, "column_total", table.number, column)
    if broken is not None:
        expected = total if broken.expected is None else broken.expected
        return f"typed total {plain(typed)} ≠ sum {plain(expected)}"
    return f"typed total {plain(typed)} {'=' if typed == total else '≈'} sum {plain(total)}"


def _headline(report: Report) -> str:
    fact = report.fact("headline_score")
    if fact is None:
        return ""
    broken = next((c for c in report.checks if c.rule == "headline"), None)
    if broken is not None:
        expected = "?" if broken.expected is None else plain(broken.expected)
        return f"headline {fact.value} ≠ {expected}"
    agrees = fact.verdict is Verdict.CONSISTENT
    return f"headline {fact.value} {'agrees' if agrees else 'not checked'}"


def figure_text(figure: Figure | None) -> Text:
    """The value with the sign and colour of its verdict; empty when nothing is printed."""
    if figure is None:
        return Text()
    sign, style, _ = SIGNS.get(figure.verdict, ("", "", ""))
    value = "" if figure.value is None else plain(figure.value)
    return Text(f"{value}{sign}", style=style)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a table fit. numbers: their names. left_out: how many do not fit."""

    label: str
    numbers: tuple[str, ...]
    left_out: int
    reason: bool


def fit(table: Table, width: int) -> Layout:
    """The columns for a terminal of that many characters.

    When they do not all fit, those without a fixed meaning (field scores) give way.
    """
    label = "unit" if table.has("unit") else "criterion"
    names = tuple(dict.fromkeys(c.name for c in table.columns if c.numeric))
    code = max((code_text(r).cell_len for r in table.records), default=0)
    needed = sum(_width(table, name) + 2 for name in names) + code + 2 + _LABEL_WIDTH
    kept = names if needed <= width else tuple(n for n in names if n in NUMBERS)
    reason = table.has("reason") and width >= _REASON_FROM
    return Layout(label, kept, len(names) - len(kept), reason)


def _header(name: str) -> str:
    return _HEADERS.get(name, name.replace("_", " "))


def _width(table: Table, name: str) -> int:
    cells = (figure_text(record.figure(name)).cell_len for record in table.records)
    return max(cell_len(_header(name)), *cells) if table.records else cell_len(_header(name))


def screen(table: Table, width: int) -> Screen:
    """The records as a table for a terminal of that many characters."""
    layout = fit(table, width)
    shown = Screen(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, expand=True)
    shown.add_column("code", no_wrap=True)
    shown.add_column(layout.label, no_wrap=True, overflow="ellipsis", ratio=1, min_width=8)
    for name in layout.numbers:
        header = printable(_header(name))
        shown.add_column(header, justify="right", no_wrap=True, min_width=_width(table, name))
    if layout.reason:
        shown.add_column("reason", no_wrap=True, overflow="ellipsis", ratio=1)
    for record in table.records:
        shown.add_row(*_cells(record, layout), style=_ROW_STYLES.get(record.kind, ""))
    return shown


def _cells(record: Record, layout: Layout) -> Iterable[Text]:
    yield code_text(record)
    yield Text(printable(record.text(layout.label) or record.text("criterion")))
    for name in layout.numbers:
        yield figure_text(record.figure(name))
    if layout.reason:
        yield Text(printable(record.text("reason")))


def code_text(record: Record) -> Text:
    """The code of a row, as printed where it has no value, with the sign of its verdict."""
    sign, style, _ = SIGNS.get(record.number.verdict, ("", "", ""))
    return Text(f"{printable(record.code or record.number.printed)}{sign}", style=style)


def legend(report: Report) -> Text:
    """How often each sign stands beside a number, a code or a fact, and what it means; empty when
    none does."""
    counts = Counter(claim.verdict for claim in report.claims)
    parts = [
        Text(f"{sign} {counts[verdict]} {meaning}", style=style)
        for verdict, (sign, style, meaning) in SIGNS.items()
        if counts[verdict]
    ]
    return Text("   ").join(parts)


def doubtful_facts(report: Report) -> Iterable[Text]:
    """A line for each fact of the report that needs a person."""
    for fact in report.facts:
        if fact.verdict.needs_person:
            sign, style, _ = SIGNS[fact.verdict]
            value = fact.value or fact.printed
            why = f": {fact.reason}" if fact.reason else ""
            yield Text(printable(f"{sign} {fact.name.replace('_', ' ')} {value}{why}"), style=style)


def check_lines(checks: Sequence[Check]) -> Iterable[Text]:
    """Broken rules in Vietnamese; those that follow from another stand indented under it."""
    ids = {check.id for check in checks}
    below: dict[str, list[Check]] = {}
    for check in checks:
        below.setdefault(check.root if check.root in ids else check.id, []).append(check)
    for root, group in below.items():
        for check in sorted(group, key=lambda check: check.id != root):
            sign, style = ("!", "red") if check.certain else ("?", "yellow")
            indent = "" if check.id == root else "    "
            yield Text(printable(f"{indent}{sign} {check.vi}"), style=style)


def show_report(console: Console, report: Report, cross_checks: int = 0) -> None:
    """Tables, legend, facts in doubt, broken rules in Vietnamese, and the line of verdict."""
    for table in report.tables:
        if not table.records:
            continue
        if len(report.tables) > 1:
            _say(console, Text(printable(f"Table {table.number} {table.title}"), style="bold"))
        console.print(screen(table, console.width))
        left_out = fit(table, console.width).left_out
        if left_out:
            _say(console, Text(f"{_plural(left_out, 'column')} more in records.csv", style="dim"))
    signs = legend(report)
    if signs:
        _say(console, signs)
    for line in (*doubtful_facts(report), *check_lines(report.checks)):
        _say(console, line)
    last = VerdictLine.of(report).text(cross_checks)
    _say(console, Text(printable(last), style="bold"))


def _say(console: Console, text: Text) -> None:
    """One line, as long as it is: a line that was broken cannot be searched for."""
    console.print(text, soft_wrap=True)


SHOWN = 20
"""Up to so many documents each get their line of verdict; of more, the worst are named."""
_WORST = 10


class Terminal:
    """A Watcher for people: a bar on a terminal, else a line for each file, on stderr; what
    came out on stdout. Used as a context, which ends the bar."""

    def __init__(
        self, *, quiet: bool = False, debug: bool = False, explain: str | None = None
    ) -> None:
        """quiet: only say what went wrong. debug: with the traceback of unexpected errors.

        explain: code of a row whose evidence is shown, "TOTAL" for total rows.
        """
        self._explain = "" if explain == "TOTAL" else explain
        self._errors = Console(stderr=True, highlight=False)
        self._output = Console(highlight=False)
        self._quiet, self._debug = quiet, debug
        self._bar: Bar | None = None
        self._total = self._closed = 0
        self._only: Report | None = None
        self._lines: dict[Path, list[str]] = {}
        self._verdicts: dict[Path, VerdictLine] = {}

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    @property
    def wants_reports(self) -> bool:
        return not self._quiet and (self._total <= SHOWN or self._explain is not None)

    def begin(self, files: int) -> None:
        self._total = files
        if not self._quiet and self._errors.is_terminal:
            self._bar = Bar(self._errors, files)

    def opened(self, path: Path) -> None:
        """Nothing: of many documents at once, only the end of each is news."""

    def pages(self, path: Path, done: int, total: int) -> None:
        if self._bar is not None:
            self._bar.pages(path, done, total)

    def closed(self, result: Result) -> None:
        self._closed += 1
        if self._bar is not None:
            self._bar.closed(result)
        elif not self._quiet and result.fresh:
            said = f"[{self._closed}/{self._total}] {result.path}: {result.state}"
            pages = f", {_plural(result.pages, 'page')}" if result.pages else ""
            _say(self._errors, Text(printable(said + pages)))
        news = result.fresh or self._total <= SHOWN
        if result.message and news and result.status is not Status.DUPLICATE:
            _say(self._errors, Text(printable(f"bangdiem: {result.message}")))
        if result.trace and self._debug:
            _say(self._errors, Text(result.trace))
        if result.report is None or self._quiet:
            return
        lines = self._lines.setdefault(result.path, [])
        if self._explain is not None:
            lines += explain(result.report, self._explain).splitlines()
        if self._total == 1:
            self._only = result.report
        elif self._total <= SHOWN:
            self._verdicts[result.path] = VerdictLine.of(result.report)

    def summary(self, outcome: Outcome, out: Path) -> None:
        """After the bar: the only report in full, or a line for each of several, or the worst
        of many; and what became less, also when quiet."""
        for notice in outcome.notices:
            _say(self._errors, Text(printable(f"bangdiem: {notice}")))
        if self._quiet:
            return
        if self._only is not None:
            show_report(self._output, self._only, outcome.results[0].cross_checks)
        for result in outcome.results:
            for line in self._lines.get(result.path, ()):
                _say(self._output, Text(printable(line)))
            if result.path in self._verdicts:
                line = self._verdicts[result.path].text(result.cross_checks)
                _say(self._output, Text(printable(f"{result.name}: {line}")))
        if self._total > SHOWN:
            for line in worst(outcome.results):
                _say(self._output, Text(printable(line)))
        if self._total > 1:
            _say(self._output, Text(counts(outcome), style="bold"))
        if any(r.status is not Status.FAILED for r in outcome.results):
            _say(self._output, Text(printable(written(outcome, out))))


class Bar:
    """The moving part of a terminal: files, pages, pages a second, time left, failures."""

    def __init__(self, console: Console, files: int) -> None:
        self._progress = Progress(
            TextColumn("{task.completed:.0f}/{task.total:.0f} files"),
            BarColumn(),
            TextColumn("{task.fields[pages]} pages, {task.fields[speed]:.1f}/s"),
            TextColumn("{task.fields[failed]} failed"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(elapsed_when_finished=False),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=files, pages=0, speed=0.0, failed=0)
        self._began = time.monotonic()
        self._open: dict[Path, int] = {}
        self._pages = self._failed = 0
        self._progress.start()

    def pages(self, path: Path, done: int, _: int) -> None:
        self._open[path] = done
        self._show()

    def closed(self, result: Result) -> None:
        self._open.pop(result.path, None)
        self._pages += result.pages if result.fresh else 0
        self._failed += result.status is Status.FAILED
        self._progress.advance(self._task)
        self._show()

    def _show(self) -> None:
        pages = self._pages + sum(self._open.values())
        speed = pages / max(1e-3, time.monotonic() - self._began)
        self._progress.update(self._task, pages=pages, speed=speed, failed=self._failed)

    def stop(self) -> None:
        self._progress.stop()


def written(outcome: Outcome, out: Path) -> str:
    """Where the tables are, and what they hold besides the inputs of this run."""
    more = f", where {_plural(outcome.earlier, 'file')} of earlier runs stand too"
    gone = f" ({outcome.gone} gone)" if outcome.gone else ""
    return f"Written to {out}{more if outcome.earlier else ''}{gone}"


def counts(outcome: Outcome) -> str:
    """How many inputs came to what end, in one line."""
    results = outcome.results
    states = Counter(result.state for result in results)
    parts = [f"{states[state]} {state}" for state in State if state is not State.SKIPPED]
    for many, what in (
        (states[State.SKIPPED], "same as another"),
        (sum(not r.fresh for r in results), "known from an earlier run"),
        (outcome.left_out, "of another kind left out"),
    ):
        if many:
            parts.append(f"{many} {what}")
    doubtful = [result for result in results if result.weight]
    total = sum((result.summary for result in doubtful), Summary())
    left = ", ".join(total.waiting(sum(result.cross_checks for result in doubtful)))
    looks = f"; {_plural(len(doubtful), 'document')} with {left}" if left else ""
    return f"{_plural(len(results), 'file')}: {', '.join(parts)}{looks}"


def worst(results: Sequence[Result]) -> list[str]:
    """The documents that most need a person, one line each: those that failed, then those with
    lost pages or no table, then those in which most waits."""
    failed = [r for r in results if r.status is Status.FAILED]
    partial = [r for r in results if r.state is State.PARTIAL]
    doubtful = sorted((r for r in results if r.weight), key=lambda r: (-r.weight, r.name))
    lines = []
    for group in (failed, partial):
        lines += [r.message for r in group[:_WORST]]
        if len(group) > _WORST:
            lines.append(f"... and {len(group) - _WORST} more {group[0].state}: see reports.csv")
    return lines + [
        f"{r.name}: {', '.join(r.summary.waiting(r.cross_checks))}" for r in doubtful[:_WORST]
    ]
