"""The filter from outside, a model of an office's own, and a report in a wrong language."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from export.document import as_json
from normalize.syllable import bare
from pipeline.cli.commands import main
from pipeline.report.process import process

READ = "Panh gia két qua Chi s6 cai cich hanh chinh nim 2023\n"
TRUE = "Đánh giá kết quả Chỉ số cải cách hành chính năm 2023\n"


def run(*arguments: str, given: str | bytes | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, arguments, input=given)
    return done.exit_code, done.stdout, done.stderr


def test_standard_input_is_the_default() -> None:
    assert run("restore", given=READ) == (0, TRUE, "")
    assert run("restore", "-", given=READ) == (0, TRUE, "")


def test_empty_input_gives_empty_output() -> None:
    assert run("restore", given="") == (0, "", "")
    assert run("restore", given="\n\n") == (0, "\n\n", "")


def test_a_file_and_each_change_explained(tmp_path: Path) -> None:
    file = tmp_path / "đọc.txt"
    file.write_text("Ho so hop lê\n" + READ, "utf-8")
    code, out, err = run("restore", str(file), "--explain")
    assert code == 0
    assert out.splitlines()[1] == TRUE.strip()
    told = [line for line in err.splitlines() if line.startswith("line 2, ")]
    assert told[0].startswith("line 2, column 1: Panh -> Đánh ")
    assert not any("2023" in line for line in told)


def test_marks_only(tmp_path: Path) -> None:
    file = tmp_path / "bare.txt"
    file.write_text("Thu tuc hanh chinh", "utf-8")
    assert run("restore", "--stripped", str(file))[1] == "Thủ tục hành chính\n"


def test_bytes_of_an_old_encoding(tmp_path: Path) -> None:
    file = tmp_path / "abc.txt"
    file.write_bytes("B¸o c¸o kÕt qu¶ c¶i c¸ch hµnh chÝnh, ®iÓm thÈm ®Þnh".encode("latin-1"))
    assert run("restore", str(file))[1] == "Báo cáo kết quả cải cách hành chính, điểm thẩm định\n"


def test_what_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    code, out, err = run("restore", str(tmp_path / "no such.txt"))
    assert (code, out, len(err.splitlines())) == (3, "", 1)
    binary = tmp_path / "b.txt"
    binary.write_bytes(bytes(range(128, 160)) * 9)
    assert run("restore", str(binary))[0] == 4
    code, _, err = run("restore", "--model", str(tmp_path), given=READ)
    assert code == 3
    assert "bangdiem lexicon build" in err


def test_a_model_of_an_office_knows_its_words(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    place = "Ủy ban nhân dân xã Thượng Hóa báo cáo về bản Ón và hang Sơn Đoòng.\n"
    (texts / "a.txt").write_text(place * 30, "utf-8")
    (texts / "english.txt").write_text("This is a text of another language.\n" * 40, "utf-8")
    model = tmp_path / "model"
    code, out, _ = run("lexicon", "build", str(texts), "--out", str(model))
    assert code == 0
    assert out.startswith("1 files, 30 lines and 0 names learned, 1 files left out")
    stripped = "Uy ban nhan dan xa Thuong Hoa bao cao ve ban On va hang Son Doong.\n"
    code, restored, _ = run("restore", "--stripped", "--model", str(model), given=stripped)
    assert (code, restored) == (0, place)
    assert run("restore", "--stripped", given=stripped)[1] != place
    assert run("restore", "--model", str(model), given=READ)[1] == TRUE


def test_a_folder_without_vietnamese_teaches_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Nothing to learn from.\n" * 50, "utf-8")
    code, _, err = run("lexicon", "build", str(tmp_path), "--out", str(tmp_path / "m"))
    assert code == 4
    assert "words of right Vietnamese" in err
    assert run("lexicon", "build", str(tmp_path / "x"), "--out", str(tmp_path / "m"))[0] == 3


CRITERION = "Duy trì vườn hoa ngõ phố kiểu mẫu tự quản"


def report(rows: str) -> str:
    """A report in plain text with a table of two rows."""
    letter = "Ủy ban nhân dân phường báo cáo kết quả thực hiện cải cách hành chính năm nay.\n"
    head = "Mục  Tiêu chí  Điểm chuẩn  Điểm tự chấm  Điểm thẩm định  Số điểm bị trừ  Lý do\n"
    last = "1.2 Chế độ báo cáo định kỳ 1 1 0.5 0.5 Gửi báo cáo chậm so với quy định\n"
    return letter * 16 + "Phụ lục\n" + head + rows + last + "Tổng cộng 3 3 2 1\n"


def test_names_of_an_archive_fill_cells_of_another_report(tmp_path: Path) -> None:
    given, out, model = tmp_path / "in", tmp_path / "out", tmp_path / "model"
    given.mkdir()
    row = f"1.1 {CRITERION} 2 2 1.5 0.5 Mới có 15/20 ngõ, đạt 75%\n"
    for name in ("2022", "2023"):
        (given / f"{name}.txt").write_text(f"Năm {name}\n" + report(row), "utf-8")
    assert run("convert", str(given), "--out", str(out), "--quiet")[0] in (0, 10)
    code, told, _ = run("lexicon", "build", str(tmp_path), "--out", str(model))
    assert code == 0
    assert "2 names learned" in told
    assert CRITERION in (model / "known.txt").read_text("utf-8").splitlines()

    torn = bare(report("1.1 Duy tri vwon hqa ngzx phé kiéu mau tw quan 2 2 1.5 0.5 Moi\n"))
    (tmp_path / "torn.txt").write_text(torn, "utf-8")
    command = ("convert", str(tmp_path / "torn.txt"), "--out", str(tmp_path / "out2"), "--quiet")

    def criterion() -> str:
        data = json.loads((tmp_path / "out2" / "reports" / "torn.json").read_text("utf-8"))
        return str(data["records"][0]["criterion"])

    assert run(*command)[0] in (0, 10)
    assert criterion() != CRITERION
    assert run(*command, "--model", str(model))[0] in (0, 10)
    assert criterion() == CRITERION
    code, _, err = run(*command, "--model", str(given))
    assert code == 3
    assert "bangdiem lexicon build" in err


def test_a_report_in_a_wrong_language_comes_out_in_vietnamese(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(
        "Phu luc\n"
        "Muc  Tiéu chi  Diém chuan  Diém tw cham  Diém tham dinh  So diém bi trir  Ly do\n"
        "1.1 Mirc d6 hoan thanh ké hoach 2 2 1.5 0.5 Hoan thanh 15/20 nhiém vu, dat 75%\n"
        "1.2 Ché d6 bao cao dinh ky 1 1 0.5 0.5 Giri bao cao cham so véi quy dinh\n"
        "Téng cong 3 3 2 1\n",
        "utf-8",
    )
    report = process(file)
    [table] = report.tables
    assert [r.text("criterion") for r in table.records[:2]] == [
        "Mức độ hoàn thành kế hoạch",
        "Chế độ báo cáo định kỳ",
    ]
    assert table.records[0].text("reason") == "Hoàn thành 15/20 nhiệm vụ, đạt 75%"
    assert table.columns[1].header == "Tiêu chí"
    assert report.pages[0].lines[0] == "Phụ lục"
    places = {c.where for c in report.changes}
    assert {"page 1 line 3", "table 1 row 1 criterion", "table 1 heading 2"} <= places
    assert not any(ch.isdigit() for c in report.changes for ch in c.after)
    assert as_json(report)["changes"][0]["posterior"] <= 1
