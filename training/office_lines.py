"""How the name of an office goes on in the next line of a narrow column:

    python -m training.office_lines --out FILE.toml

The names of `normalize/lexicon/posts.txt`, broken as columns of every usual width break them.
No line is taken from a report.
"""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Iterable
from pathlib import Path

from normalize import lexicon

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


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    wish = parser.parse_args()
    lines = later_lines(lexicon.lines("posts.txt"))
    listed = "".join(f"    {json.dumps(line, ensure_ascii=False)},\n" for line in lines)
    wish.out.write_text(
        "# How the name of a responsible office or officer goes on in the next line.\n"
        "# Made by: python -m training.office_lines (from normalize/lexicon/posts.txt)\n"
        f"office_goes_on = [\n{listed}]\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
