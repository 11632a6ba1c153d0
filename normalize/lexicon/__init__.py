"""Word lists that a person without programming can mend, and what they are read into."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent


def lines(name: str, folder: Path = FOLDER) -> list[str]:
    """The lines of a list, without comments (#) and empty ones."""
    text = (folder / name).read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


def pairs(name: str, folder: Path = FOLDER) -> dict[str, str]:
    """A list of two columns, TAB between, as a dict in its order."""
    rows = (line.split("\t") for line in lines(name, folder))
    return {row[0]: row[1] for row in rows}


def shortened(texts: Iterable[str]) -> list[str]:
    """The texts that hold something with an abbreviation, with the abbreviation for it."""
    short = {
        long: name
        for name, long in pairs("abbreviations.tsv").items()
        if " " in long and not name.endswith(".")
    }
    short |= {long[0].upper() + long[1:]: name for long, name in short.items()}
    any_of = re.compile("|".join(re.escape(x) for x in sorted(short, key=len, reverse=True)))
    changed = ((text, any_of.sub(lambda m: short[m[0]], text)) for text in texts)
    return [after for before, after in changed if after != before]
