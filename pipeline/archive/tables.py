"""records.csv, reports.csv and checks.csv of an output folder, made from the reports as they are
stored: the same documents give the same bytes in whatever order and in how many runs they were
converted, and one report at a time is in memory."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from document.errors import OutputRefused
from pipeline.archive.holdings import Holding, result
from pipeline.archive.journal import Journal
from pipeline.archive.results import Result, Status
from pipeline.report import fingerprint

if TYPE_CHECKING:
    from document.check import Check
    from document.record import Report
    from export.tables import Sink
    from pipeline.archive.cross_checks import Archive

FILES = ("records.csv", "reports.csv", "checks.csv")


@dataclass(slots=True)
class Told:
    """What the tables hold. lines: of records.csv by absolute path. cross_checks: checks between
    documents by content. copies: name of a report, a file with the same bytes, and the check that
    says so. outdated: paths whose stored report is missing or of another version.
    """

    lines: Counter[Path] = field(default_factory=Counter)
    cross_checks: Counter[str] = field(default_factory=Counter)
    copies: list[tuple[str, str, Check]] = field(default_factory=list)
    outdated: set[Path] = field(default_factory=set)


def write_tables(out: Path, journal: Journal, held: Sequence[Holding], run: int) -> Told | None:
    """Write the three tables; None when they are there already and would not change.

    run: the one that is under way; the reports of its inputs must be readable. Raises
    OutputRefused.
    """
    files = [out / file for file in FILES]
    made_of = _digest(out, [result(holding) for holding in held])
    if journal.fact("tables") == f"{made_of} {_stamp(*files)}":
        return None
    from export.tables import writing
    from pipeline.archive.cross_checks import Archive

    archive, told = Archive(), Told()
    try:
        with writing(out) as sink:
            for holding in held:
                _add(sink, archive, told, out, holding, needed=holding.known.run == run)
            for name, source, check in told.copies:
                sink.check(name, source, check)
            by_name = {h.name: h.sha256 for h in held if h.has_report}
            for finding in archive.findings():
                sink.check(finding.name, finding.source, finding.check, between=True)
                told.cross_checks[by_name[finding.name]] += 1
    finally:
        archive.close()
    journal.tell(told.lines, told.cross_checks)
    journal.remember("tables", f"{made_of} {_stamp(*files)}")
    return told


def _add(
    sink: Sink, archive: Archive, told: Told, out: Path, holding: Holding, needed: bool
) -> None:
    """Write the lines of one input. needed: whether its stored report must be readable."""
    from pipeline.archive.cross_checks import same_bytes

    became, source = result(holding), holding.path.name
    about = {
        "status": became.status.value,
        "exit_code": became.exit_code,
        "message": became.message,
        "source_state": became.source_state.value,
    }
    first = holding.copy_of
    if became.status is Status.FAILED:
        sink.unread(became.name, source, became.sha256, **about)
    elif first is not None:
        sink.unread(became.name, source, became.sha256, **about)
        nth = 1 + sum(name == first.name for name, _, _ in told.copies)
        check = same_bytes(first.known.seen.label, nth)
        told.copies.append((first.name, source, check))
    else:
        report = _stored(out, holding, needed)
        if report is None:
            told.outdated.add(holding.path)
            about |= {"status": Status.OUTDATED.value, "message": _OUTDATED.format(became.path)}
            sink.unread(became.name, source, became.sha256, **about)
            return
        told.lines[holding.path] = sum(len(table.records) for table in report.tables)
        archive.add(became.name, report)
        sink.add(became.name, report, **about)


_OUTDATED = "{}: its result is missing, or of another version of bangdiem. Convert it again"


def _stored(out: Path, holding: Holding, needed: bool) -> Report | None:
    """The report of an input, under the name that its file has now; None when it cannot be read
    and is not needed."""
    from export.stored import load

    path = out / "reports" / f"{holding.name}.json"
    try:
        report = load(path)
    except (OSError, ValueError) as error:
        if not needed:
            return None
        what = f"cannot be read again ({error})"
        raise OutputRefused(str(path), what, "Start again with --redo all") from error
    return replace(report, source=replace(report.source, name=holding.path.name))


def _digest(out: Path, results: Sequence[Result]) -> str:
    """Of all that the tables are made from."""
    digest = hashlib.sha256(fingerprint.tables().encode())
    for r in results:
        line = (
            *(r.name, r.path.as_posix(), r.status.value, r.message, r.sha256),
            *(r.source_state.value, _stamp(out / "reports" / f"{r.name}.json")),
        )
        digest.update("\0".join(line).encode("utf-8", "surrogateescape"))
        digest.update(b"\n")
    return digest.hexdigest()


def _stamp(*paths: Path) -> str:
    """Size and time of files, "" when one is missing."""
    try:
        found = [path.stat() for path in paths]
    except OSError:
        return ""
    return " ".join(f"{stat.st_size}:{stat.st_mtime_ns}" for stat in found)
