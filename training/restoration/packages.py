"""Vietnamese text out of packages with free licences, unpacked.

- `words.txt` of pyvi (MIT): words, one a line, which say what syllables go together.
- what programs say to their users: HTML pages of help, language packs of Mozilla's programs
  (.xpi), GNU catalogues (.mo), Chromium's strings (vi.pak), names of places and things (JSON).
"""

from __future__ import annotations

import gettext
import html
import json
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from document.wording import nfc, one_line
from normalize.restore import MARKED, marked_share, words_of

WORDS = "pyvi/pyvi/models/words.txt"
PROGRAMS = (
    "libreoffice-help-vi", "libreoffice-l10n-vi", "firefox-esr-l10n-vi", "thunderbird-l10n-vi",
    "chromium-l10n",
)  # fmt: skip
NAMED = ("@openstreetmap/id-tagging-schema", "cldr-annotations-full")
"""Packages of names of places and things."""
FEWEST_WORDS = 2
"""Words that a line of a program's text must have."""
_TAG = re.compile(r"<[^<>]*>")
_FILLED_IN = re.compile(r"\{[^{}]*\}|\$\d|%\d?\$?[sSdD]|&[a-z]+;")
_NAMED = re.compile(r"(?m)^\s*[-.\w]+\s*=")


class _Text(HTMLParser):
    """The running text of a page, a block a line."""

    _BLOCKS = frozenset(("p", "li", "h1", "h2", "h3", "h4", "td", "th", "div", "br", "title"))

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, [])

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))


def _page(path: Path) -> Iterator[str]:
    reader = _Text()
    reader.feed(path.read_text("utf-8", "replace"))
    yield "".join(reader.parts)


def _language_pack(path: Path) -> Iterator[str]:
    """The messages of an .xpi: Fluent and properties files, names and comments cut off."""
    with zipfile.ZipFile(path) as pack:
        for name in pack.namelist():
            if name.endswith((".ftl", ".properties")):
                text = re.sub(r"(?m)^#.*$", "", pack.read(name).decode("utf-8", "replace"))
                text = re.sub(r"\n {4,}(?=\S)", " ", text)
                yield _NAMED.sub("\n", text).replace("\\n", "\n")


def _catalogue(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        # The base class keeps every translation, and has no other way to list them.
        messages = vars(gettext.GNUTranslations(file))["_catalog"].values()
    yield from (m for m in messages if isinstance(m, str))


def _chromium(path: Path) -> Iterator[str]:
    """Strings of a .pak of version 5: a header of 12 bytes, then (number, place) of each."""
    data = path.read_bytes()
    _, coding, count, _ = struct.unpack("<IBxxxHH", data[:12])
    starts = [struct.unpack_from("<HI", data, 12 + 6 * k)[1] for k in range(count + 1)]
    for start, end in pairwise(starts):
        yield data[start:end].decode("utf-8" if coding == 1 else "utf-16-le", "replace")


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node.replace(",", "\n")
    elif isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from _strings(part)


def _texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".html":
            yield from _page(path)
        elif path.suffix == ".xpi":
            yield from _language_pack(path)
        elif path.suffix == ".mo":
            yield from _catalogue(path)
        elif path.name == "vi.pak":
            yield from _chromium(path)
        elif path.name == "vi.json" or path.parts[-2:] == ("vi", "annotations.json"):
            yield from _strings(json.loads(path.read_text("utf-8")))


def program_lines(folders: Iterable[Path]) -> Iterator[str]:
    """Lines of Vietnamese in the files below some folders, each once."""
    seen: set[str] = set()
    for folder in folders:
        for text in _texts(folder):
            plain = _FILLED_IN.sub(", ", _TAG.sub(" ", html.unescape(text)))
            for raw in plain.split("\n"):
                line = one_line(nfc(raw))
                if line in seen:
                    continue
                seen.add(line)
                words = words_of(line)
                if len(words) >= FEWEST_WORDS and marked_share(words) >= MARKED:
                    yield line


def dictionary(path: Path) -> Iterator[str]:
    """Words of more than one syllable, and single ones."""
    for line in path.read_text("utf-8").splitlines():
        word = one_line(nfc(line))
        if word:
            yield word
