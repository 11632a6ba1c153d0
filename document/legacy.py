"""Vietnamese letters in the encodings of before Unicode, as they turn up in text today.

In TCVN3 ("ABC", the .VnTime fonts) one sign of a western code page stands for one letter: "c¶i
c¸ch". In VNI (the VNI- fonts) a letter is followed by a sign for its mark: "caûi caùch".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from document.wording import nfc

# TCVN 5712:1993 (VN3): byte values of the letters that differ from ASCII.
_TCVN3_BYTES = bytes.fromhex(
    "A1A2A3A4A5A6A7A8A9AAABACADAEB5B6B7B8B9BBBCBDBEC6C7C8C9CACBCCCECFD0D1D2D3D4D5D6D7"
    "D8DCDDDEDFE1E2E3E4E5E6E7E8E9EAEBECEDEEEFF1F2F3F4F5F6F7F8F9FAFBFCFDFE"
)
_TCVN3_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
TCVN3 = dict(zip(_TCVN3_BYTES, _TCVN3_LETTERS, strict=True))
"""Letter by byte, which is also its code point when the bytes were taken for Latin-1."""

_MARKS = {
    "aeouyôö": {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"},
    "aeo": {
        "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
        "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    },
    "a": {
        "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
        "ü": "\u0306\u0303", "ë": "\u0306\u0323",
    },
}  # fmt: skip
_ALONE = {"ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}


def _vni() -> dict[str, str]:
    table = dict(_ALONE)
    for bases, marks in _MARKS.items():
        for base in bases:
            for sign, mark in marks.items():
                table[base + sign] = nfc(_ALONE.get(base, base) + mark)
    for key, letter in list(table.items()):
        table[key.upper()] = letter.upper()
        table[key[0].upper() + key[1:]] = letter.upper()
    return table


_VNI = _vni()
_VNI_LETTER = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    """Text whose Latin-1 signs stand for TCVN3 letters, as NFC.

    >>> from_tcvn3("®iÓm chuÈn")
    'điểm chuẩn'
    """
    return nfc(text.translate(TCVN3))


def from_vni(text: str) -> str:
    """Text in VNI, as NFC.

    >>> from_vni("Caûi caùch haønh chính, ñieåm chuaån, öu tieân")
    'Cải cách hành chính, điểm chuẩn, ưu tiên'
    """
    return _VNI_LETTER.sub(lambda found: _VNI[found[0]], text)


ENCODINGS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("TCVN3", from_tcvn3),
    ("VNI", from_vni),
)
"""Name and reader of each."""
