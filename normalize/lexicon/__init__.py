"""Word lists that a person without programming can mend, and what they are read into."""

from __future__ import annotations

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
    longest_first = sorted(short, key=len, reverse=True)
    found = []
    for text in texts:
        changed = text
        for long in longest_first:
            for form in (long, long[0].upper() + long[1:]):
                changed = changed.replace(form, short[long])
        if changed != text:
            found.append(changed)
    return found
