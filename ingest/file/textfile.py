"""Plain text as a document: bytes to Unicode, whatever encoding an office typed it in.

Vietnamese text comes as UTF-8, UTF-16, Windows-1258, or in TCVN3 (ABC, the .VnTime fonts),
where bytes of a western code page stand for Vietnamese letters.
"""

from __future__ import annotations

import re
from pathlib import Path

from document.errors import NotADocument
from document.legacy import TCVN3
from document.page import Page
from document.wording import has_vietnamese_mark, nfc


def _vietnamese(text: str) -> float:
    """Vietnamese letters less other foreign signs, as a share of all signs beyond ASCII.

    text: NFC.
    """
    foreign = [c for c in text if ord(c) > 127 and not c.isspace() and c not in "–—“”‘’…•"]
    if not foreign:
        return 0.0
    good = sum(map(has_vietnamese_mark, foreign))
    # A capital inside a word of small letters tells a wrong table.
    odd = sum(
        a.islower() and b.isupper() and c.islower()
        for a, b, c in zip(text, text[1:], text[2:], strict=False)
    )
    return (good - 2 * odd) / len(foreign)


def decode(data: bytes) -> tuple[str, str] | None:
    """Text in NFC and the name of its encoding; None when it is no text that we know.

    >>> decode("Điểm chuẩn".encode("utf-16"))
    ('Điểm chuẩn', 'UTF-16')
    >>> decode(bytes([0xAE]) + b"i" + bytes([0xD3]) + b"m chu" + bytes([0xC8]) + b"n")
    ('điểm chuẩn', 'TCVN3')
    >>> decode(bytes(range(128, 160))) is None
    True
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return nfc(data.decode("utf-16", "replace")), "UTF-16"
    try:
        return nfc(data.decode("utf-8-sig")), "UTF-8"
    except UnicodeDecodeError:
        pass
    found: list[tuple[float, str, str]] = []
    try:
        text = nfc(data.decode("cp1258"))
        found.append((_vietnamese(text), text, "Windows-1258"))
    except UnicodeDecodeError:
        pass
    high = {b for b in data if b > 127}
    if high <= set(TCVN3) | {0xA0}:
        text = nfc("".join(TCVN3.get(b, chr(b)) for b in data))
        found.append((_vietnamese(text), text, "TCVN3"))
    best = max(found, default=(0.0, "", ""))
    return (best[1], best[2]) if best[0] > 0.6 else None


def read_text(path: Path) -> tuple[str, str]:
    """The text of a file in NFC, and the name of its encoding.

    Raises NotADocument when no known encoding makes Vietnamese of it.
    """
    found = decode(path.read_bytes())
    if found is None:
        raise NotADocument(
            str(path),
            "the encoding of this text is not known (UTF-8, UTF-16, Windows-1258, TCVN3 are)",
            "Save it as UTF-8 text and try again",
        )
    return found


def pages(text: str) -> tuple[Page, ...]:
    """The text as pages: form feeds part them, or three and more empty lines.

    Lines keep the runs of spaces inside them: gaps tell columns apart.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = text.split("\f") if "\f" in text else re.split(r"\n(?:[ \t]*\n){3,}", text)
    parts = [p for p in parts if p.strip()]
    return tuple(
        Page(n, 0.0, 0.0, lines=tuple(line.rstrip() for line in part.strip("\n").split("\n")))
        for n, part in enumerate(parts, 1)
    )
