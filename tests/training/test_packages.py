"""Vietnamese lines out of what programs say, in each of their formats."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path

from training.restoration.packages import program_lines

SAID = "Không mở được tệp"


def lines(folder: Path) -> list[str]:
    return list(program_lines([folder]))


def test_a_page_of_help_is_read_block_by_block(tmp_path: Path) -> None:
    page = f"<h1>Help</h1><p>{SAID} <b>đã chọn</b></p><p>no words</p>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    assert lines(tmp_path) == [f"{SAID} đã chọn"]


def test_a_language_pack_gives_messages_without_names_and_comments(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "vi.xpi", "w") as pack:
        pack.writestr("a.ftl", f"# Ghi chú này bỏ đi\nopen-file = {SAID} {{ $name }}\n")
        pack.writestr("b.properties", "close=Đóng cửa sổ này\n")
    assert lines(tmp_path) == [f"{SAID} ,", "Đóng cửa sổ này"]


def test_strings_of_chromium_are_found_by_their_places(tmp_path: Path) -> None:
    texts = [SAID.encode(), "Đóng cửa sổ này".encode()]
    start = 12 + 6 * 3
    places = [start, start + len(texts[0]), start + len(texts[0]) + len(texts[1])]
    table = b"".join(struct.pack("<HI", k, place) for k, place in enumerate(places))
    head = struct.pack("<IBxxxHH", 5, 1, 2, 0)
    (tmp_path / "vi.pak").write_bytes(head + table + b"".join(texts))
    assert lines(tmp_path) == [SAID, "Đóng cửa sổ này"]


def test_names_in_json_are_parted_and_those_without_marks_left_out(tmp_path: Path) -> None:
    names = {"presets": {"a": {"name": "Bãi biển", "terms": "bờ cát trắng,bo cat trang"}}}
    (tmp_path / "vi.json").write_text(json.dumps(names), "utf-8")
    (tmp_path / "en.json").write_text(json.dumps({"a": SAID}), "utf-8")
    assert lines(tmp_path) == ["Bãi biển", "bờ cát trắng"]


def test_a_line_comes_once(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(f"<p>{SAID}</p>", "utf-8")
    assert lines(tmp_path) == [SAID]
