"""Text in the encodings that offices used, and its pages."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from document.errors import NotADocument
from document.legacy import TCVN3
from ingest.file.textfile import decode, pages, read_text

TEXT = "Đánh giá kết quả thực hiện nhiệm vụ cải cách hành chính, điểm thẩm định"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def in_windows_1258(text: str) -> bytes:
    """Base letters composed, tones as signs of their own, as that code page has them."""
    out = ""
    for letter in text:
        base, *marks = list(unicodedata.normalize("NFD", letter))
        kept = "".join(m for m in marks if m not in TONES)
        tones = "".join(m for m in marks if m in TONES)
        out += unicodedata.normalize("NFC", base + kept) + tones
    return out.encode("cp1258")


def in_tcvn3(text: str) -> bytes:
    back = {letter: code for code, letter in TCVN3.items()}
    return bytes(back.get(letter, ord(letter)) for letter in text)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (unicodedata.normalize("NFD", TEXT).encode(), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (in_windows_1258(TEXT), "Windows-1258"),
        (in_tcvn3(TEXT), "TCVN3"),
    ],
)
def test_decoded(data: bytes, name: str) -> None:
    assert decode(data) == (TEXT, name)


def test_unknown_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(bytes(range(128, 160)) * 3)
    with pytest.raises(NotADocument):
        read_text(path)


def test_pages_and_gaps() -> None:
    found = pages("một\n1.1    2   1\n\n\n\nhai\n")
    assert [p.number for p in found] == [1, 2]
    assert found[0].lines == ("một", "1.1    2   1")
    assert len(pages("a\fb\fc")) == 3
