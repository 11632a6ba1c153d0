"""The journal of an output folder: what became of each document, so that no work is done twice.

A document is its content: files with the same bytes are one document. SQLite, one file; the
results themselves stand in reports/NAME.json.
"""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from document.errors import OutputRefused
from export.summary import Summary
from pipeline.workers.job import State

FILE, LOCK = "journal.sqlite", ".lock"
"""Names in the output folder."""
FORMAT = 2
_ROWS_AT_ONCE = 500

_SCHEMA = """
CREATE TABLE documents (
    sha256 TEXT PRIMARY KEY,  -- of the content
    work TEXT NOT NULL,       -- settings and program version that it was converted with
    status TEXT NOT NULL,     -- done, partial or failed
    name TEXT,                -- NAME of reports/NAME.json; NULL when another took it
    attempts INTEGER NOT NULL,
    seconds REAL NOT NULL,    -- wall seconds of all its jobs together
    memory INTEGER NOT NULL,  -- most bytes that a process needed for it, 0 when unknown
    pages INTEGER NOT NULL,
    review INTEGER NOT NULL,  -- claims that need a person
    checks INTEGER NOT NULL,  -- rules that do not hold in it
    exit_code INTEGER NOT NULL,
    error TEXT NOT NULL,      -- class of the error, '' without one
    message TEXT NOT NULL,    -- what happened and what to do, without the path
    versions TEXT NOT NULL,
    finished TEXT NOT NULL,   -- UTC
    lines INTEGER NOT NULL DEFAULT 0,           -- rows of its tables
    not_understood INTEGER NOT NULL DEFAULT 0,  -- pages
    not_found INTEGER NOT NULL DEFAULT 0,       -- what a report of its kind has
    slips INTEGER NOT NULL DEFAULT 0,           -- certain checks that follow from no other
    cross_checks INTEGER NOT NULL DEFAULT 0     -- checks between documents that are about it
) WITHOUT ROWID;
CREATE INDEX document_names ON documents (name);
CREATE TABLE paths (
    path BLOB PRIMARY KEY,    -- absolute, as the file system has it
    label BLOB NOT NULL,      -- as the user gave it
    sha256 TEXT NOT NULL,     -- '' when it was not read
    size INTEGER NOT NULL, mtime INTEGER NOT NULL, ctime INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    status TEXT NOT NULL,     -- '' for a document, failed or skipped when there is none
    message TEXT NOT NULL,
    run INTEGER NOT NULL,     -- the last run that saw it
    exit_code INTEGER NOT NULL DEFAULT 0,  -- of a failure without a document
    lines INTEGER NOT NULL DEFAULT 0       -- in records.csv as it was last written
) WITHOUT ROWID;
CREATE INDEX path_content ON paths (sha256);
CREATE TABLE runs (
    number INTEGER PRIMARY KEY,
    host TEXT NOT NULL, pid INTEGER NOT NULL,
    work TEXT NOT NULL,
    began TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '',
    exit_code INTEGER
);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_FROM_1 = """
ALTER TABLE documents ADD COLUMN lines INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN not_understood INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN not_found INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN slips INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN cross_checks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE paths ADD COLUMN exit_code INTEGER NOT NULL DEFAULT 0;
ALTER TABLE paths ADD COLUMN lines INTEGER NOT NULL DEFAULT 0;
"""
"""Makes a journal of format 1 one of format 2."""
_NEW_FORMAT = f"INSERT OR REPLACE INTO facts VALUES ('format', '{FORMAT}');"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in the journal; the fields are those of the table `documents`."""

    sha256: str
    work: str
    status: State
    name: str | None
    attempts: int = 1
    seconds: float = 0.0
    memory: int = 0
    pages: int = 0
    review: int = 0
    checks: int = 0
    exit_code: int = 0
    error: str = ""
    message: str = ""
    versions: str = ""
    finished: str = ""
    lines: int = 0
    not_understood: int = 0
    not_found: int = 0
    slips: int = 0
    cross_checks: int = 0

    def with_report(self, status: State, name: str, pages: int, summary: Summary) -> Entry:
        """The same of a document that was read; its result is stored under the name."""
        return replace(
            self,
            status=status,
            name=name,
            pages=pages,
            lines=summary.rows,
            review=summary.review,
            not_understood=summary.not_understood,
            not_found=summary.not_found,
            checks=summary.checks,
            slips=summary.slips,
        )

    @property
    def summary(self) -> Summary:
        """What of it waits for a person."""
        return Summary(
            *(self.lines, self.review, self.not_understood, self.not_found),
            *(self.checks, self.slips),
        )


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file was not touched since its content was hashed.

    Times in nanoseconds; the change of the inode (ctime) cannot be set back by a program.
    """

    size: int
    mtime: int
    ctime: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """Raises OSError."""
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


NO_STAMP = Stamp(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Seen:
    """A path as a run saw it. state: SKIPPED or FAILED with its message and exit code, None for a
    document."""

    path: Path
    label: str
    sha256: str = ""
    stamp: Stamp = NO_STAMP
    state: State | None = None
    message: str = ""
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A path that some run saw. seen: as the last of them did, its path absolute. run, work: that
    run and its settings. lines: in records.csv as it was last written. entry: of its content,
    whatever it was converted with; None when it never was.
    """

    seen: Seen
    run: int
    work: str
    lines: int
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Run:
    """One start of the program on this folder; the fields are those of the table `runs`."""

    number: int
    host: str
    pid: int
    work: str
    began: str
    ended: str
    exit_code: int | None


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _plain(text: str) -> str:
    """The text as SQLite takes it: a name that is no UTF-8 has no encoding."""
    return text.encode("utf-8", "replace").decode("utf-8")


class Journal:
    """The journal of one output folder. Every method may raise OutputRefused."""

    def __init__(self, out: Path, *, writing: bool = True) -> None:
        """writing: make it when it is missing; without that, the folder is only looked at."""
        self._path = out / FILE
        with self._guarded():
            if writing:
                self._base = sqlite3.connect(self._path, timeout=30)
                self._same_format()
            else:
                self._base = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
                self._refuse_other()

    def _same_format(self) -> None:
        """Make the tables, or bring those of an older version up to date."""
        # A killed process loses nothing in this mode; only a power cut may cost the last
        # documents, which are then converted again.
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        if self._base.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone():
            if self.fact("format") == "1":
                self._base.executescript(f"BEGIN;{_FROM_1}{_NEW_FORMAT}COMMIT;")
        else:
            self._base.executescript(f"BEGIN;{_SCHEMA}{_NEW_FORMAT}COMMIT;")
        self._refuse_other()

    def _refuse_other(self) -> None:
        """Raises OutputRefused for a journal of another version."""
        if self.fact("format") != str(FORMAT):
            what = "is the journal of another version of bangdiem"
            remedy = "Convert with that one, or choose another folder"
            raise OutputRefused(str(self._path), what, remedy)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            remedy = "Free some space or mend the rights, then start again"
            if "malformed" in str(error) or "not a database" in str(error):
                remedy = "Delete it and start again; the documents are then converted anew"
            raise OutputRefused(str(self._path), f"cannot be used ({error})", remedy) from error

    def close(self) -> None:
        with self._guarded():
            self._base.close()

    def begin(self, work: str) -> int:
        """Note the start of a run; its number."""
        with self._guarded(), self._base:
            done = self._base.execute(
                "INSERT INTO runs (host, pid, work, began) VALUES (?, ?, ?, ?)",
                (socket.gethostname(), os.getpid(), work, now()),
            )
        return int(done.lastrowid or 0)

    def end(self, run: int, exit_code: int) -> None:
        """Note that a run came to its end."""
        with self._guarded(), self._base:
            self._base.execute(
                "UPDATE runs SET ended = ?, exit_code = ? WHERE number = ?", (now(), exit_code, run)
            )

    def last_run(self) -> Run | None:
        with self._guarded():
            row = self._base.execute(
                "SELECT number, host, pid, work, began, ended, exit_code FROM runs"
                " ORDER BY number DESC LIMIT 1"
            ).fetchone()
        return Run(*row) if row else None

    def stamps(self) -> dict[bytes, tuple[Stamp, str]]:
        """Each path that was hashed, as bytes, with its stamp and its content's hash."""
        with self._guarded():
            rows = self._base.execute(
                "SELECT path, size, mtime, ctime, inode, sha256 FROM paths WHERE sha256 <> ''"
            )
            return {row[0]: (Stamp(*row[1:5]), row[5]) for row in rows}

    def expect(self, run: int, paths: Iterable[tuple[Path, str]]) -> None:
        """Note the paths of a run, each with its label, before they are looked at."""
        rows = ((os.fsencode(path.absolute()), os.fsencode(label), run) for path, label in paths)
        with self._guarded(), self._base:
            self._base.executemany(
                "INSERT INTO paths VALUES (?, ?, '', 0, 0, 0, 0, '', '', ?, 0, 0)"
                " ON CONFLICT (path) DO UPDATE SET label = excluded.label, run = excluded.run,"
                " status = '', message = '', exit_code = 0",
                rows,
            )

    def see(self, run: int, seen: Iterable[Seen]) -> None:
        """Note the paths of a run."""
        rows = (
            (
                os.fsencode(s.path.absolute()),
                os.fsencode(s.label),
                s.sha256,
                *(s.stamp.size, s.stamp.mtime, s.stamp.ctime, s.stamp.inode),
                s.state or "",
                _plain(s.message),
                run,
                s.exit_code,
            )
            for s in seen
        )
        with self._guarded(), self._base:
            self._base.executemany(
                "INSERT INTO paths VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (path)"
                " DO UPDATE SET label = excluded.label, sha256 = excluded.sha256,"
                " size = excluded.size, mtime = excluded.mtime, ctime = excluded.ctime,"
                " inode = excluded.inode, status = excluded.status, message = excluded.message,"
                " run = excluded.run, exit_code = excluded.exit_code",
                rows,
            )

    def restamp(self, stamps: Iterable[tuple[Path, Stamp]]) -> None:
        """Note that files that were touched have the content that they had."""
        rows = (
            (stamp.size, stamp.mtime, stamp.ctime, stamp.inode, os.fsencode(path))
            for path, stamp in stamps
        )
        with self._guarded(), self._base:
            self._base.executemany(
                "UPDATE paths SET size = ?, mtime = ?, ctime = ?, inode = ? WHERE path = ?", rows
            )

    def tell(self, lines: Mapping[Path, int], cross_checks: Mapping[str, int]) -> None:
        """Note what the tables hold: lines of records.csv by path, all others none, and checks
        between documents by content."""
        with self._guarded(), self._base:
            self._base.execute("UPDATE paths SET lines = 0 WHERE lines <> 0")
            self._base.executemany(
                "UPDATE paths SET lines = ? WHERE path = ?",
                ((count, os.fsencode(path)) for path, count in lines.items()),
            )
            self._base.execute("UPDATE documents SET cross_checks = 0 WHERE cross_checks <> 0")
            self._base.executemany(
                "UPDATE documents SET cross_checks = ? WHERE sha256 = ?",
                ((count, sha256) for sha256, count in cross_checks.items()),
            )

    def entry(self, sha256: str) -> Entry | None:
        """What is known of a content; None when it was never converted."""
        with self._guarded():
            row = self._base.execute(
                "SELECT * FROM documents WHERE sha256 = ?", (sha256,)
            ).fetchone()
        return _entry(row) if row else None

    def put(self, entry: Entry) -> None:
        """Note what became of a document."""
        seconds, message = round(entry.seconds, 3), _plain(entry.message)
        values = astuple(replace(entry, seconds=seconds, message=message))
        marks = ", ".join("?" * len(values))
        with self._guarded(), self._base:
            self._base.execute(f"INSERT OR REPLACE INTO documents VALUES ({marks})", values)

    def holder(self, name: str) -> str:
        """The content whose result has a name; "" when none has."""
        with self._guarded():
            row = self._base.execute(
                "SELECT sha256 FROM documents WHERE name = ?", (name,)
            ).fetchone()
        return row[0] if row else ""

    def orphans(self) -> list[Entry]:
        """The documents with a result that no path has any more."""
        with self._guarded():
            rows = self._base.execute(
                "SELECT d.* FROM documents d WHERE d.name IS NOT NULL"
                " AND NOT EXISTS (SELECT 1 FROM paths p WHERE p.sha256 = d.sha256)"
            ).fetchall()
        return [_entry(row) for row in rows]

    def rename(self, sha256: str, name: str | None) -> None:
        """Note the new name of a result; None when it has none any more."""
        with self._guarded(), self._base:
            self._base.execute("UPDATE documents SET name = ? WHERE sha256 = ?", (name, sha256))

    def fact(self, name: str) -> str | None:
        """A fact about the folder as a whole, None when it was never noted."""
        with self._guarded():
            row = self._base.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def remember(self, name: str, value: str) -> None:
        with self._guarded(), self._base:
            self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def paths(self) -> Iterator[Known]:
        """Every path that a run saw, in the order of their labels."""
        with self._guarded():
            rows = self._base.execute(
                "SELECT p.path, p.label, p.sha256, p.size, p.mtime, p.ctime, p.inode, p.status,"
                " p.message, p.exit_code, p.run, r.work, p.lines, d.* FROM paths p"
                " JOIN runs r ON r.number = p.run LEFT JOIN documents d ON d.sha256 = p.sha256"
                " ORDER BY p.label, p.path"
            )
            while batch := rows.fetchmany(_ROWS_AT_ONCE):
                for path, label, sha256, *rest in batch:
                    size, mtime, ctime, inode, status, message, code, run, work, lines, *entry = (
                        rest
                    )
                    seen = Seen(
                        *(Path(os.fsdecode(path)), os.fsdecode(label), sha256),
                        Stamp(size, mtime, ctime, inode),
                        State(status) if status else None,
                        *(message, code),
                    )
                    yield Known(seen, run, work, lines, _entry(entry) if entry[0] else None)


def _entry(row: Iterable[object]) -> Entry:
    sha256, work, status, *rest = row
    return Entry(str(sha256), str(work), State(str(status)), *rest)  # type: ignore[arg-type]


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """The right to write in an output folder. Raises OutputRefused when another run has it.

    The lock falls with the process that holds it, however that ends.
    """
    lock = FileLock(out / LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise OutputRefused(
            str(out),
            f"another run is writing here{_who(out)}",
            "Wait until it has ended, or choose another folder with --out",
        ) from error
    except (OSError, NotImplementedError) as error:
        why = getattr(error, "strerror", None) or error
        remedy = "Choose another folder with --out, or mend its rights"
        raise OutputRefused(str(out), f"cannot be locked ({why})", remedy) from error
    try:
        yield
    finally:
        lock.release()


def busy(out: Path) -> bool:
    """Whether a run is writing in the folder now."""
    if not (out / LOCK).exists():
        return False
    try:
        with FileLock(out / LOCK).acquire(blocking=False):
            return False
    except Timeout:
        return True


def _who(out: Path) -> str:
    """Which run that is, as far as the journal tells."""
    try:
        journal = Journal(out, writing=False)
        run = journal.last_run()
        journal.close()
    except OutputRefused:
        return ""
    if run is None or run.ended:
        return ""
    return f" (process {run.pid} on {run.host}, since {run.began})"
