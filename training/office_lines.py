"""How the name of an office goes on in the next line of a narrow column:

    python -m training.office_lines

The names of `normalize/lexicon/posts.txt`, broken as columns of every usual width break them, in
`parsers/layouts/plain.toml`. No line is taken from a report.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable
from pathlib import Path

from normalize import lexicon

FILE = Path(__file__).resolve().parent.parent / "parsers" / "layouts" / "plain.toml"
ROW = 110
"""Characters in a row of the file."""
_LIST = re.compile(r"office_goes_on = \[\n.*?\n\]\n", re.DOTALL)
WIDTHS = range(10, 31)
"""Letters in a line of the last column of a table, on upright pages and on those laid across."""


def later_lines(names: Iterable[str]) -> list[str]:
    """All lines but the first of names, for each width.

    >>> later_lines(["Công chức Văn phòng - Thống kê"])[:3]
    ['Văn phòng', '- Thống kê', 'Văn phòng -']
    """
    found: dict[str, None] = {}
    for name in names:
        for width in WIDTHS:
            lines = textwrap.wrap(name, width, break_long_words=False, break_on_hyphens=False)
            found |= dict.fromkeys(lines[1:])
    return list(found)


def written(text: str, lines: Iterable[str]) -> str:
    """The layout file with these lines in place of its own."""
    rows: list[str] = []
    row = ""
    for line in lines:
        item = json.dumps(line, ensure_ascii=False) + ","
        if row and len(row) + len(item) > ROW:
            rows, row = [*rows, row], ""
        row = f"{row} {item}".strip()
    listed = "".join(f"    {r}\n" for r in (*rows, row))
    return _LIST.sub(lambda _: f"office_goes_on = [\n{listed}]\n", text)


def main() -> None:
    """Write the lines into the layout file."""
    text = FILE.read_text("utf-8")
    FILE.write_text(written(text, later_lines(lexicon.lines("posts.txt"))), "utf-8")


if __name__ == "__main__":
    main()
