"""records.csv, reports.csv and checks.csv of a run, made from the reports as they are stored:
the same inputs give the same bytes in whatever order they were converted, and one report at a
time is in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from document.errors import OutputRefused
from pipeline.archive.journal import Journal
from pipeline.report import fingerprint

if TYPE_CHECKING:
    from document.record import Report
    from pipeline.archive.results import Result

FILES = ("records.csv", "reports.csv", "checks.csv")


def write_tables(out: Path, journal: Journal, results: Sequence[Result]) -> None:
    """Write the three tables, unless they are there already and would not change.

    Raises OutputRefused.
    """
    made_of = _digest(results)
    if journal.fact("tables") == f"{made_of} {_stamp(out)}":
        return
    from export.tables import writing
    from pipeline.archive.cross_checks import Archive, same_bytes

    archive = Archive()
    firsts: dict[str, Path] = {}
    try:
        with writing(out) as sink:
            copies = []
            for result in results:
                source = result.path.name
                if result.status == "failed":
                    sink.fail(result.name, source, result.exit_code, result.message)
                elif result.status == "duplicate":
                    sink.repeat(result.name, source, result.sha256, 0, result.message)
                    other = firsts[result.sha256].as_posix()
                    copies.append(same_bytes(result.name, source, other))
                else:
                    firsts[result.sha256] = result.path
                    report = _stored(out, result)
                    archive.add(result.name, report)
                    sink.add(
                        result.name,
                        report,
                        status=result.status.value,
                        exit_code=result.exit_code,
                        message=result.message,
                    )
            for finding in (*copies, *archive.findings()):
                sink.check(finding.name, finding.source, finding.check)
    finally:
        archive.close()
    journal.remember("tables", f"{made_of} {_stamp(out)}")


def _stored(out: Path, result: Result) -> Report:
    """The report of a result, under the name that its file has now."""
    from export.stored import load

    path = out / "reports" / f"{result.name}.json"
    try:
        report = load(path)
    except (OSError, ValueError) as error:
        what = f"cannot be read again ({error})"
        raise OutputRefused(str(path), what, "Start again with --redo all") from error
    return replace(report, source=replace(report.source, name=result.path.name))


def _digest(results: Sequence[Result]) -> str:
    """Of all that the tables are made from."""
    digest = hashlib.sha256(fingerprint.tables().encode())
    for r in results:
        line = (r.name, r.path.as_posix(), r.status.value, r.message, r.sha256, r.stamp)
        digest.update("\0".join(line).encode("utf-8", "surrogateescape"))
        digest.update(b"\n")
    return digest.hexdigest()


def _stamp(out: Path) -> str:
    """Size and time of each table, "" when one is missing."""
    try:
        found = [(out / file).stat() for file in FILES]
    except OSError:
        return ""
    return " ".join(f"{stat.st_size}:{stat.st_mtime_ns}" for stat in found)
