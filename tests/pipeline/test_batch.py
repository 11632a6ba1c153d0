"""A folder of good and bad files: each gets its row, the good ones their report."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from document.errors import Encrypted, MissingInput, OutputRefused
from document.record import Column, Figure, Kind, Record, Report, Shape, Source, Table, coded
from pipeline.archive.inputs import Input, collect, names
from pipeline.archive.results import Result, Status
from pipeline.archive.run import convert
from pipeline.report.user_data import NOTHING, UserData
from pipeline.workers.job import Settings


def reading(
    path: Path,
    *,
    password: str | None = None,
    engine: str = "auto",
    strict: bool = False,
    user_data: UserData = NOTHING,  # noqa: ARG001 - part of what a reader takes
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """A double of the reader: what the file says is what happens."""
    text = path.read_text()
    if text == "locked" and password != "open":
        raise Encrypted(str(path), "the PDF needs a password", "Give it with --password")
    if text == "crash":
        raise RuntimeError("the engine is gone")
    if progress:
        progress(1, 1)
    source = Source(path.name, "00", 1)
    if text == "empty":
        return Report(source)
    record = Record(Kind.DATA, 1, coded("1"), (), (Figure("max_score", text, Decimal(text)),))
    columns = (Column("max_score", f"{engine} {strict}", True),)
    return Report(source, tables=(Table(1, Shape.DEDUCTION, columns, (record,)),))


class Diary:
    """A Watcher that writes down what it is told."""

    wants_reports = True

    def __init__(self) -> None:
        self.lines: list[str] = []

    def begin(self, files: int) -> None:
        self.lines.append(f"begin {files}")

    def opened(self, path: Path) -> None:
        self.lines.append(f"opened {path.name}")

    def pages(self, path: Path, done: int, total: int) -> None:
        self.lines.append(f"pages {path.name} {done}/{total}")

    def closed(self, result: Result) -> None:
        self.lines.append(f"closed {result.name} {result.status} {result.report is not None}")


def world(top: Path, **files: str) -> Path:
    """Files by name; a double underscore in a name stands for a folder."""
    for name, text in files.items():
        path = top / f"{name.replace('__', '/')}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return top


def table(path: Path) -> pandas.DataFrame:
    return pandas.read_csv(path, dtype=str, keep_default_na=False)


def test_one_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    inputs, out = world(tmp_path / "in", a="crash", b="2", c="locked", d="empty"), tmp_path / "out"
    outcome = convert([inputs], out, process=reading)
    assert outcome.exit_code == 10
    reports = table(out / "reports.csv")
    assert list(reports["status"]) == ["failed", "converted", "failed", "no_table"]
    assert list(reports["exit_code"]) == ["1", "0", "5", "9"]
    assert "RuntimeError: the engine is gone" in str(reports.loc[0, "message"])
    assert str(reports.loc[2, "message"]).endswith("Give it with --password")
    assert reports.loc[3, "notes"] == "no table was found"
    assert sorted(p.name for p in (out / "reports").iterdir()) == ["b.json", "d.json"]
    assert list(table(out / "records.csv")["report"]) == ["b"]
    assert "raise RuntimeError" in outcome.results[0].trace


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a": "1"}, 0),
        ({"a": "locked"}, 5),
        ({"a": "crash"}, 1),
        ({"a": "empty"}, 9),
        ({"a": "1", "b": "empty"}, 9),
        ({"a": "1", "b": "locked"}, 10),
        ({"a": "locked", "b": "locked"}, 10),
    ],
)
def test_exit_codes(tmp_path: Path, files: dict[str, str], code: int) -> None:
    inputs = world(tmp_path / "in", **files)
    assert convert([inputs], tmp_path / "out", process=reading).exit_code == code


def test_settings_reach_the_reader(tmp_path: Path) -> None:
    inputs, out = world(tmp_path / "in", a="locked", b="3"), tmp_path / "out"
    settings = Settings(password="open", engine="pytesseract", strict=True)
    convert([inputs / "b.pdf"], out, settings, process=reading)
    data = json.loads((out / "reports" / "b.json").read_text(encoding="utf-8"))
    assert data["tables"][0]["columns"][0]["header"] == "pytesseract True"
    with pytest.raises(ValueError, match="none of"):
        Settings(engine="other")


def test_the_watcher_sees_each_report_and_nobody_keeps_it(tmp_path: Path) -> None:
    inputs, diary = world(tmp_path / "in", a="1", b="crash"), Diary()
    outcome = convert([inputs], tmp_path / "out", watcher=diary, process=reading)
    assert diary.lines == [
        "begin 2",
        "opened a.pdf",
        "pages a.pdf 1/1",
        "closed a converted True",
        "opened b.pdf",
        "closed b failed False",
    ]
    assert [r.report for r in outcome.results] == [None, None]


def test_a_folder_is_searched_to_the_bottom_in_order(tmp_path: Path) -> None:
    for name in ("b.PDF", "a.txt", "x/c.Tiff", "x/d.jpeg", "note.docx", ".hidden.pdf", ".y/e.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = collect([tmp_path, tmp_path / "a.txt", tmp_path / "note.docx"])
    shown = [i.path.relative_to(tmp_path).as_posix() for i in found if not i.left_out]
    assert shown == ["a.txt", "b.PDF", "x/c.Tiff", "x/d.jpeg", "note.docx"]


def test_an_empty_folder_and_a_pipe_are_failures_not_silence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    outcome = convert([tmp_path / "empty", tmp_path / "pipe"], tmp_path / "out", process=reading)
    assert [(r.status, r.exit_code) for r in outcome.results] == [
        (Status.FAILED, MissingInput.exit_code),
        (Status.FAILED, 4),
    ]


def test_inputs_of_one_stem_get_a_hash_and_the_others_do_not(tmp_path: Path) -> None:
    inputs = world(tmp_path / "in", x__a="1", y__A="2", z__b="3")
    out = tmp_path / "out"
    convert([inputs], out, process=reading)
    made = sorted(p.stem for p in (out / "reports").iterdir())
    assert len({name.casefold() for name in made}) == 3
    assert made[0].startswith("A-")
    assert made[1].startswith("a-")
    assert made[2] == "b"
    assert sorted(table(out / "records.csv")["report"]) == made


def test_a_name_does_not_depend_on_the_order_of_inputs() -> None:
    first = Input(Path("x/a.pdf"), "x/a.pdf")
    second = Input(Path("y/a.png"), "y/a.png")
    assert names([first, second]) == names([second, first])[::-1]


def test_stems_meet_in_nfc() -> None:
    composed = unicodedata.normalize("NFC", "báo cáo")
    inputs = [
        Input(Path(f"{unicodedata.normalize(form, composed)}.pdf"), form) for form in ("NFC", "NFD")
    ]
    one, two = names(inputs)
    assert one != two
    assert one.startswith(f"{composed}-")
    assert two.startswith(f"{composed}-")


def test_a_hash_never_takes_the_name_of_another() -> None:
    twins = [Input(Path("x/a.pdf"), "x/a.pdf"), Input(Path("y/a.pdf"), "y/a.pdf")]
    rival = Input(Path(f"{names(twins)[0]}.pdf"), "rival")
    assert len(set(names([*twins, rival]))) == 3
    assert names([*twins, rival])[2] == rival.path.stem


def test_the_longest_name_and_odd_bytes_are_written(tmp_path: Path) -> None:
    inputs = world(tmp_path / "in", **{"ă" * 125: "1"})
    (inputs / os.fsdecode(b"b\xe1o.pdf")).write_text("2")
    outcome = convert([inputs], tmp_path / "out", process=reading)
    assert outcome.exit_code == 0
    assert {r.name for r in outcome.results} == {"ă" * 100, "b_o"}


def test_an_output_that_is_a_file_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    inputs, diary = world(tmp_path / "in", a="1"), Diary()
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputRefused):
        convert([inputs], tmp_path / "out", watcher=diary, process=reading)
    assert diary.lines == []
    assert (tmp_path / "out").read_text() == "mine"
