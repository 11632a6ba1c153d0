"""An output folder grows: its tables hold what was ever converted into it, in whatever order and in
however many runs, and nothing goes away without a sentence."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas
import pytest
from click.testing import CliRunner

from document.claim import Verdict
from document.record import (
    Column,
    Figure,
    Kind,
    Missing,
    Record,
    Report,
    Shape,
    Source,
    Table,
    coded,
)
from export.document import FORMAT
from pipeline.archive.journal import FILE
from pipeline.archive.results import Outcome
from pipeline.archive.run import convert
from pipeline.archive.status import lines
from pipeline.cli.commands import main
from pipeline.report.user_data import NOTHING, UserData

AGAIN = "1 file of earlier runs must be converted again"
CSV = ("records.csv", "reports.csv", "checks.csv")


class Reader:
    """A double of the reader: a file that begins with a number has so many rows, of which the
    first needs a person."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(
        self,
        path: Path,
        *,
        password: str | None = None,  # noqa: ARG002 - part of what a reader takes
        engine: str = "auto",  # noqa: ARG002
        strict: bool = False,  # noqa: ARG002
        user_data: UserData = NOTHING,  # noqa: ARG002
        progress: Callable[[int, int], None] | None = None,  # noqa: ARG002
    ) -> Report:
        self.read.append(path.name)
        text = path.read_text()
        if text == "crash":
            raise RuntimeError("gone")
        value = Decimal(len(text))
        records = tuple(
            Record(
                Kind.DATA,
                row,
                coded(f"1.{row}"),
                figures=(
                    Figure(
                        "max_score",
                        str(value),
                        value,
                        Verdict.UNREAD if row == 1 else Verdict.CONSISTENT,
                    ),
                ),
            )
            for row in range(1, int(text.split()[0]) + 1)
        )
        table = Table(1, Shape.SHEET, (Column("max_score", "Điểm", True),), records)
        lost = (Missing("issuer", 0, "Không tìm thấy", "Not found"),)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return Report(Source(path.name, sha256, 1), tables=(table,), missing=lost)


class World:
    """A folder of documents and an output folder."""

    def __init__(self, top: Path) -> None:
        self.folder, self.out = top / "in", top / "out"
        self.folder.mkdir()
        self.read: list[str] = []

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.path(name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)

    def path(self, name: str) -> Path:
        return self.folder / f"{name.replace('__', '/')}.pdf"

    def convert(self, *names: str, only_these: bool = False) -> Outcome:
        reader = Reader()
        inputs = [self.path(name) for name in names] or [self.folder]
        outcome = convert(inputs, self.out, process=reader, only_these=only_these)
        self.read = reader.read
        return outcome

    def table(self, name: str) -> pandas.DataFrame:
        return pandas.read_csv(self.out / name, dtype=str, keep_default_na=False)

    def rows(self) -> dict[str, int]:
        return dict(Counter(self.table("records.csv")["source"]))

    def states(self) -> dict[str, str]:
        reports = self.table("reports.csv")
        return dict(zip(reports["source"], reports["source_state"], strict=True))

    def bytes(self) -> dict[str, bytes]:
        files = [*(self.out / name for name in CSV), *(self.out / "reports").iterdir()]
        return {path.name: path.read_bytes() for path in files}


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.write(a="5 first", b="2 second", c="9 third")
    return made


def test_one_more_file_adds_its_rows(world: World) -> None:
    world.convert("a", "b")
    outcome = world.convert("c")
    assert world.read == ["c.pdf"]
    assert world.rows() == {"a.pdf": 5, "b.pdf": 2, "c.pdf": 9}
    assert (outcome.earlier, outcome.gone, outcome.notices) == (2, 0, ())
    assert [result.path.name for result in outcome.results] == ["c.pdf"]


ORDERS = [
    [["a"], ["b"], ["c"], ["x__a"]],
    [["x__a"], ["c", "b"], ["a"]],
    [["c", "a"], ["x__a", "b", "c"]],
    [["b", "x__a", "a", "c"]],
]


def test_the_same_files_give_the_same_bytes_in_any_order_of_runs(world: World) -> None:
    world.write(x__a="3 another of this name")
    shutil.copy(world.path("b"), world.path("x__b"))
    seen = []
    for order in ORDERS:
        for names in [*order, ["x__b"]]:
            world.convert(*names)
        seen.append(world.bytes())
        shutil.rmtree(world.out)
    world.convert()
    assert all(found == world.bytes() for found in seen)
    assert sum(world.rows().values()) == 5 + 2 + 9 + 3
    assert list(world.table("reports.csv")["status"]).count("duplicate") == 1


def test_a_nightly_run_over_new_files_keeps_the_feed(world: World) -> None:
    for night in range(4):
        world.write(**{f"night{night}": f"{night + 1} rows"})
        world.convert(f"night{night}")
        world.path(f"night{night}").unlink()
    assert world.rows() == {f"night{n}.pdf": n + 1 for n in range(4)}
    assert world.states() == dict.fromkeys((f"night{n}.pdf" for n in range(3)), "gone") | {
        "night3.pdf": "here"
    }


def test_what_has_become_of_a_source_is_told(world: World) -> None:
    world.convert()
    world.path("a").unlink()
    world.write(b="7 other")
    os.utime(world.path("c"))
    world.write(d="1 new")
    assert world.convert("d").gone == 1
    assert world.states() == {
        "a.pdf": "gone", "b.pdf": "changed", "c.pdf": "here", "d.pdf": "here"
    }  # fmt: skip
    assert world.rows() == {"a.pdf": 5, "b.pdf": 2, "c.pdf": 9, "d.pdf": 1}
    world.convert("b")
    assert world.states()["b.pdf"] == "here"
    assert world.rows()["b.pdf"] == 7


def test_a_file_that_was_moved_is_one_document(world: World) -> None:
    world.convert()
    (world.folder / "sub").mkdir()
    world.path("a").rename(world.path("sub__a"))
    outcome = world.convert()
    assert world.read == []
    assert sorted(world.states()) == ["a.pdf", "b.pdf", "c.pdf"]
    assert {p.stem for p in (world.out / "reports").iterdir()} == {"a", "b", "c"}
    assert outcome.notices == ()


def test_names_that_meet_later_get_their_hash_and_the_files_follow(world: World) -> None:
    world.convert("a")
    world.write(x__a="3 another of this name")
    world.convert("x__a")
    assert world.read == ["a.pdf"]
    names = set(world.table("records.csv")["report"])
    assert {p.stem for p in (world.out / "reports").iterdir()} == names
    assert len(names) == 2
    assert all(name.startswith("a-") for name in names)


def test_a_changed_file_does_not_take_the_result_of_its_old_copy(world: World) -> None:
    shutil.copy(world.path("a"), world.path("z"))
    world.convert("a", "z")
    world.write(a="4 new words")
    world.convert("a")
    assert world.rows() == {"a.pdf": 4, "z.pdf": 5}
    assert set(world.table("reports.csv")["status"]) == {"converted"}


def test_only_these_gives_these_alone_and_says_what_it_leaves_out(world: World) -> None:
    world.convert()
    before = world.bytes()
    outcome = world.convert("b", only_these=True)
    assert world.rows() == {"b.pdf": 2}
    assert outcome.notices == (
        "records.csv has 2 rows, 16 before: --only-these leaves out 2 files of earlier runs",
    )
    assert world.convert("b").notices == ()
    assert world.bytes() == before


def test_a_copy_stands_for_itself_in_tables_of_these_alone(world: World) -> None:
    shutil.copy(world.path("a"), world.path("z"))
    world.convert()
    (result,) = world.convert("z", only_these=True).results
    assert (result.status, result.name) == ("converted", "a")
    assert world.rows() == {"z.pdf": 5}


def test_a_document_that_has_fewer_rows_now_is_named(world: World) -> None:
    world.convert()
    world.write(c="1 shorter")
    (notice,) = world.convert().notices
    assert notice == (f"records.csv has 8 rows, 16 before: {world.path('c')} has 1, 9 before")
    world.write(a="crash")
    (notice,) = world.convert().notices
    assert notice == f"records.csv has 3 rows, 8 before: {world.path('a')} has 0, 5 before"


def test_a_result_of_another_version_is_outdated_and_said_to_be(world: World) -> None:
    world.convert()
    stored = world.out / "reports" / "c.json"
    stored.write_text(json.dumps(json.loads(stored.read_text("utf-8")) | {"format": FORMAT - 1}))
    (notice,) = world.convert("a", "b", only_these=True).notices
    world.write(d="1 new")
    outcome = world.convert("d")
    reports = world.table("reports.csv").set_index("report")
    assert reports.loc["c", "status"] == "outdated"
    assert "Convert it again" in str(reports.loc["c", "message"])
    assert outcome.exit_code == 0
    assert outcome.notices == ()  # more rows than those of these alone
    assert "leaves out 1 file" in notice


def test_rows_that_cannot_be_read_again_are_missed_with_a_sentence(world: World) -> None:
    world.convert()
    (world.out / "reports" / "c.json").unlink()
    world.write(d="1 new")
    (notice,) = world.convert("d").notices
    assert (
        notice
        == "records.csv has 8 rows, 16 before: 1 file of earlier runs must be converted again"
    )
    world.convert("c")
    assert world.read == ["c.pdf"]
    assert world.rows()["c.pdf"] == 9


def test_a_changed_file_that_a_stopped_run_left_waiting_is_missed_with_a_sentence(
    world: World,
) -> None:
    def stops(path: Path, **_: object) -> Report:
        raise KeyboardInterrupt(path)

    world.convert()
    world.write(a="6 other words", d="1 new")
    with pytest.raises(KeyboardInterrupt):
        convert([world.path("a")], world.out, process=stops)
    (notice,) = world.convert("d").notices
    assert notice == "records.csv has 12 rows, 16 before: 1 file changed and not converted yet"
    assert list(lines(world.out))[1] == "4 files: 3 done, 1 waiting"
    assert world.convert().notices == ()
    assert world.rows()["a.pdf"] == 6


def test_a_failure_is_told_while_its_file_is_there(world: World) -> None:
    world.write(bad="crash")
    world.convert("bad")
    world.convert("a", "none")
    assert list(world.table("reports.csv")["source"]) == ["a.pdf", "bad.pdf", "none.pdf"]
    world.path("bad").unlink()
    world.convert("b")
    assert list(world.table("reports.csv")["source"]) == ["a.pdf", "b.pdf"]


def test_a_run_that_was_killed_while_results_changed_their_names_loses_none(world: World) -> None:
    world.convert()
    reports = world.out / "reports"
    content = next(
        sha256
        for sha256, source in world.table("reports.csv")[["sha256", "source"]].to_numpy()
        if source == "a.pdf"
    )
    (reports / "a.json").rename(reports / f"{content}.json")
    before = world.rows()
    world.write(d="1 new")
    world.convert("d")
    assert world.read == ["d.pdf"]
    assert world.rows() == before | {"d.pdf": 1}
    assert {p.stem for p in reports.iterdir()} == {"a", "b", "c", "d"}


def test_the_counts_are_the_same_in_the_status_the_tables_and_the_reports(world: World) -> None:
    world.convert("a")
    world.convert("b", "c")
    world.path("a").unlink()
    world.convert("b")
    told = list(lines(world.out))
    assert told[1] == "3 files: 3 done"
    assert told[2] == "Of these files 2 of earlier runs, 1 gone"
    assert told[3] == "3 places to look at, 3 things not found"
    reports = world.table("reports.csv")
    assert reports["review"].astype(int).sum() == 3
    assert list(reports["not_found"]) == ["issuer"] * 3
    stored = [json.loads(p.read_bytes())["summary"] for p in (world.out / "reports").iterdir()]
    assert sum(summary["review"] for summary in stored) == 3
    assert sum(summary["rows"] for summary in stored) == len(world.table("records.csv"))


OLD = """
CREATE TABLE documents (sha256 TEXT PRIMARY KEY, work TEXT NOT NULL, status TEXT NOT NULL,
 name TEXT, attempts INTEGER NOT NULL, seconds REAL NOT NULL, memory INTEGER NOT NULL,
 pages INTEGER NOT NULL,
 review INTEGER NOT NULL, checks INTEGER NOT NULL, exit_code INTEGER NOT NULL, error TEXT NOT NULL,
 message TEXT NOT NULL, versions TEXT NOT NULL, finished TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX document_names ON documents (name);
CREATE TABLE paths (path BLOB PRIMARY KEY, label BLOB NOT NULL, sha256 TEXT NOT NULL,
 size INTEGER NOT NULL, mtime INTEGER NOT NULL, ctime INTEGER NOT NULL, inode INTEGER NOT NULL,
 status TEXT NOT NULL, message TEXT NOT NULL, run INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX path_content ON paths (sha256);
CREATE TABLE runs (number INTEGER PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL,
 work TEXT NOT NULL, began TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '', exit_code INTEGER);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO facts VALUES ('format', '1');
INSERT INTO runs VALUES (1, 'host', 1, 'old', '2024-01-01', '2024-01-01', 0);
"""
"""A journal as the first version made it."""


def test_a_folder_of_the_first_version_goes_on(world: World) -> None:
    world.out.mkdir()
    (world.out / "reports").mkdir()
    (world.out / "reports" / "old.json").write_text(json.dumps({"format": 1}))
    (world.out / "records.csv").write_bytes(b'report,criterion\r\nold,"two\r\nlines"\r\nold,x\r\n')
    base = sqlite3.connect(world.out / FILE)
    base.executescript(OLD)
    base.execute(
        "INSERT INTO documents VALUES"
        " ('ff', 'old', 'done', 'old', 1, 1, 0, 1, 0, 0, 0, '', '', '', '')"
    )
    path = os.fsencode(world.path("old"))
    base.execute("INSERT INTO paths VALUES (?, ?, 'ff', 1, 1, 1, 1, '', '', 1)", (path, path))
    base.commit()
    base.close()
    world.write(one="1 row")
    (notice,) = world.convert("one").notices
    reports = world.table("reports.csv").set_index("report")
    assert list(reports["status"]) == ["outdated", "converted"]
    assert list(reports["source_state"]) == ["gone", "here"]
    assert (
        notice == "records.csv has 1 rows, 2 before: 1 file of earlier runs must be converted again"
    )
    assert world.convert().exit_code == 0
    assert world.rows() == {"a.pdf": 5, "b.pdf": 2, "c.pdf": 9, "one.pdf": 1}


def test_fewer_rows_are_said_on_the_screen_and_in_the_log(
    tmp_path: Path, make_texts: Callable[..., None]
) -> None:
    """With real documents, through the command."""
    archive, out = tmp_path / "in", tmp_path / "out"
    make_texts(archive, "a", "b")
    command = ["convert", "--out", str(out), "--jobs", "0"]
    assert CliRunner().invoke(main, [*command, str(archive)]).exit_code == 0
    rows = len(pandas.read_csv(out / "records.csv"))
    one = [*command, "--only-these", str(archive / "a.txt")]
    done = CliRunner().invoke(main, [*one, "--quiet"])
    said = f"records.csv has {rows // 2} rows, {rows} before: --only-these leaves out 1 file"
    assert f"bangdiem: {said} of earlier runs\n" in done.stderr
    assert done.stdout == ""
    done = CliRunner().invoke(main, [*command, str(archive / "b.txt")])
    assert "Written to" in done.stdout
    assert "1 file of earlier runs stand too" in done.stdout
    done = CliRunner().invoke(main, [*one, "--log-json"])
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [e["message"] for e in events if e["event"] == "fewer_rows"] == [
        f"{said} of earlier runs"
    ]
