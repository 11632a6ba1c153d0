"""Whether a user's own layout file is built as ours is; what is wrong is told to be mended.

Not for reading files: who has the text asks here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from document.wording import skeleton
from parsers.layouts import load

_OPEN = ("code_slips", "grades", "number_words")
"""Tables that take keys of one's own; everywhere else another key is a slip of the pen."""
_KINDS = {dict: "a table", list: "a list", str: "a text", bool: "true or false", int: "a number"}
_EXAMPLES = {
    dict: "it as a heading [name] with lines below",
    list: '["one wording", "another"]',
    str: '"a text"',
    bool: "true or false",
    int: "a whole number",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """place: in the file, "" for all of it. what: is wrong. remedy: what to do."""

    place: str
    what: str
    remedy: str


def faults(name: str, text: str) -> Iterator[Fault]:
    """What is wrong in a layout file of that name, one of NAMES; nothing when it can be used.

    >>> [f.place for f in faults("columns", '[max_scores]\\nwordings = ["Khung"]')]
    ['max_scores']
    >>> [f.what for f in faults("rows", 'total = "Tổng"')]
    ['a text instead of a list']
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        remedy = "Compare that line with docs/layouts.md: quotes, commas and brackets in pairs"
        yield Fault("", f"not understood: {error}", remedy)
        return
    ours = load(name)
    wrong = list(_unlike(data, ours, ()))
    yield from wrong
    if not wrong and name == "columns":
        yield from _columns(data, ours)
    if not wrong and name == "facts":
        yield from _patterns(data, ours)


def _unlike(
    theirs: Mapping[str, Any], ours: Mapping[str, Any], at: tuple[str, ...]
) -> Iterator[Fault]:
    """Where a file is not built as ours is."""
    free = next(iter(ours.values())) if at and at[-1] in _OPEN else None
    for key, value in theirs.items():
        place, right = ".".join((*at, key)), ours.get(key, free)
        if right is None:
            yield Fault(place, "not known here", f"Known are {', '.join(ours)}")
        elif isinstance(right, dict) and isinstance(value, dict):
            yield from _unlike(value, right, (*at, key))
        elif type(value) is not type(right):
            what = f"{_kind(value)} instead of {_kind(right)}"
            yield Fault(place, what, f"Write {_EXAMPLES[type(right)]}")
        elif isinstance(value, list) and not all(isinstance(v, str) and v.strip() for v in value):
            yield Fault(place, "an item that is no text, or empty", f"Write {_EXAMPLES[list]}")
        elif isinstance(value, str) and not value:
            yield Fault(place, "empty", "Fill it, or take the line out")


def _kind(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)


def _columns(data: Mapping[str, Any], ours: Mapping[str, Any]) -> Iterator[Fault]:
    """One heading names one column, and a column of figures stays one."""
    given: dict[str, str] = {}
    for role, entry in data.items():
        if entry.get("numeric", ours[role]["numeric"]) != ours[role]["numeric"]:
            yield Fault(role, "numeric cannot be changed", "Take that line out")
        for wording in entry.get("wordings", ()):
            folded = skeleton(wording)
            if not folded:
                yield Fault(role, f"{wording!r} has no letters", "Take it out")
            elif given.setdefault(folded, role) != role:
                what = f"{wording!r} stands under {given[folded]} too"
                yield Fault(role, what, "Leave it under one of them")


def _patterns(data: Mapping[str, Any], ours: Mapping[str, Any]) -> Iterator[Fault]:
    """A pattern takes values that there are, and its gaps have a length."""
    known = set(re.findall(r"\{\w+\}", repr(ours)))
    for key, patterns in data.items():
        for part in " ".join(patterns).split() if isinstance(patterns, list) else ():
            if "{" in part and part not in known:
                yield Fault(key, f"{part} is no value", f"Known are {', '.join(sorted(known))}")
            if part.startswith("..") and not part[2:].isdigit():
                yield Fault(key, f"{part} has no length", "Write ..4 for up to four words")
