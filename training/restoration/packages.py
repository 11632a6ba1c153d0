"""Vietnamese text out of packages with free licences: words of a dictionary, pages of help.

- `words.txt` of pyvi 0.1.1 (MIT): words, one a line, which say what syllables go together.
- the HTML pages of Debian's libreoffice-help-vi (MPL-2.0), unpacked.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from document.wording import nfc, one_line
from normalize.restore import MARKED, marked_share, words_of


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


def help_lines(folder: Path) -> Iterator[str]:
    """Lines of Vietnamese in the pages below a folder, each once."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*.html")):
        reader = _Text()
        reader.feed(path.read_text("utf-8", "replace"))
        for line in "".join(reader.parts).split("\n"):
            line = one_line(line)
            words = words_of(line)
            if len(words) >= 3 and line not in seen and marked_share(words) >= MARKED:
                seen.add(line)
                yield line


def dictionary(path: Path) -> Iterator[str]:
    """Words of more than one syllable, and single ones."""
    for line in path.read_text("utf-8").splitlines():
        word = one_line(nfc(line))
        if word:
            yield word
