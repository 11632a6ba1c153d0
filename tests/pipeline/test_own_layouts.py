"""A user's own layout files: read before ours by whoever works, refused when not understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from document.errors import LayoutRefused
from parsers.columns.vocabulary import likeness
from parsers.layouts import first, load
from parsers.rows.page_rows import label_kind
from pipeline.cli.commands import main
from pipeline.report.user_data import layouts
from tests.pipeline.conftest import texts

MINE = '[max_score]\nwordings = ["Khung điểm năm"]\n\n[criterion]\nwordings = ["TĐ"]\n'


def folder(at: Path, **files: str) -> Path:
    at.mkdir(exist_ok=True)
    for name, text in files.items():
        (at / f"{name}.toml").write_text(text, "utf-8")
    return at


def best(heading: str) -> str:
    found = likeness(heading)
    return max(found, key=lambda role: found[role], default="")


def test_what_stands_in_them_comes_first_and_ours_is_still_there(tmp_path: Path) -> None:
    own = layouts(folder(tmp_path / "own", columns=MINE, rows='total = ["Cộng dồn cả phường"]'))
    assert (best("TĐ"), label_kind("Cộng dồn cả phường")) == ("verified_score", None)
    with first(own):
        assert [best(h) for h in ("KHUNG ĐIỂM NĂM", "TĐ")] == ["max_score", "criterion"]
        assert [best(h) for h in ("Điểm chuẩn", "Tự chấm")] == ["max_score", "self_score"]
        assert load("rows")["total"][0] == "Cộng dồn cả phường"
        assert label_kind("Cộng dồn cả phường") is label_kind("Tổng cộng") is not None
    assert best("TĐ") == "verified_score"


def test_a_file_saved_by_an_editor_of_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / "columns.toml").write_bytes(b"\xef\xbb\xbf" + MINE.replace("\n", "\r\n").encode())
    with first(layouts(tmp_path)):
        assert best("Khung điểm năm") == "max_score"


@pytest.mark.parametrize(
    ("name", "text", "where", "what"),
    [
        ("columns", "[max_score]\nwordings = [Khung]", "columns.toml", "line 2"),
        ("columns", '[max_scores]\nwordings = ["Khung"]', "columns.toml, max_scores", "max_score,"),
        ("columns", '[max_score]\nwording = ["Khung"]', "max_score.wording", "wordings"),
        ("columns", '[max_score]\nwordings = "Khung"', "max_score.wordings", "a list"),
        ("columns", '[max_score]\nwordings = ["..."]', "max_score", "no letters"),
        ("columns", "[max_score]\nnumeric = false", "max_score", "numeric"),
        ("columns", MINE + '[note]\nwordings = ["Td"]', "note", "criterion too"),
        ("rows", 'totals = ["Cộng"]', "rows.toml, totals", "total"),
        ("rows", 'total = [""]', "rows.toml, total", "empty"),
        ("facts", 'score = ["dat {scores} diem"]', "facts.toml, score", "{score}"),
        ("facts", 'score = ["dat ..x {score} diem"]', "facts.toml, score", "..4"),
        ("column", MINE, "column.toml", "columns.toml"),
    ],
)
def test_a_fault_is_told_with_its_place(
    tmp_path: Path, name: str, text: str, where: str, what: str
) -> None:
    with pytest.raises(LayoutRefused) as refused:
        layouts(folder(tmp_path, **{name: text}))
    assert where in refused.value.where
    assert what in f"{refused.value.what}. {refused.value.remedy}"


def test_folders_and_bytes_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(LayoutRefused, match="no such folder"):
        layouts(tmp_path / "nowhere")
    with pytest.raises(LayoutRefused, match="no layout file"):
        layouts(tmp_path)
    (tmp_path / "rows.toml").write_bytes('total = ["Cộng"]'.encode("utf-16"))
    with pytest.raises(LayoutRefused, match="UTF-8"):
        layouts(tmp_path)


def grade(out: Path) -> str:
    data = json.loads((out / "reports" / "one.json").read_text("utf-8"))
    return str(data["report"]["grade"])


@pytest.mark.parametrize("jobs", ["0", "1"])
def test_they_reach_who_works_and_a_change_does_documents_again(
    tmp_path: Path, jobs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts(tmp_path / "in", "one")
    out = tmp_path / "out"
    command = ["convert", str(tmp_path / "in"), "--out", str(out), "--jobs", jobs, "--quiet"]
    assert CliRunner().invoke(main, command).exit_code == 0
    before = grade(out)
    words = before.lower()
    own = folder(tmp_path / "own", facts=f'[grades]\n"Loại A" = ["{_bare(words)}"]\n')
    assert CliRunner().invoke(main, [*command, "--layouts", str(own)]).exit_code == 0
    assert grade(out) == "Loại A"
    monkeypatch.setenv("BANGDIEM_LAYOUTS", str(own))
    folder(own, facts=f'[grades]\n"Hạng nhất" = ["{_bare(words)}"]\n')
    assert CliRunner().invoke(main, command).exit_code == 0
    assert grade(out) == "Hạng nhất"


def _bare(text: str) -> str:
    from document.wording import fold

    return fold(text)


def test_nothing_is_opened_when_a_file_is_at_fault(tmp_path: Path) -> None:
    texts(tmp_path / "in", "one")
    own = folder(tmp_path / "own", columns="[max_scores]\n")
    command = ["convert", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--layouts"]
    done = CliRunner().invoke(main, [*command, str(own)])
    assert done.exit_code == LayoutRefused.exit_code
    assert f"bangdiem: {own / 'columns.toml'}, max_scores: not known here." in done.stderr
    assert not (tmp_path / "out").exists()
