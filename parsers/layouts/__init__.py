"""Word lists and column wordings: data that a non-programmer can mend.

A user's own files of the same names are read before ours: what they hold comes first, and ours
is still there behind it. Which ones a parse looks at is told by `first`, for its own time only.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from importlib.resources import files
from typing import Any, TypeVar, TypeVarTuple

from document.wording import skeleton

NAMES = ("columns", "rows", "facts", "plain")
Ts = TypeVarTuple("Ts")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Layouts:
    """A user's own layout files.

    texts: name without suffix (one of NAMES) and text of each, checked (parsers.layouts.checked);
        () for none.
    """

    texts: tuple[tuple[str, str], ...] = ()

    @property
    def digest(self) -> str:
        """What tells them from others; "" for none."""
        if not self.texts:
            return ""
        return hashlib.sha256(repr(self.texts).encode()).hexdigest()[:12]


OURS = Layouts()

_first: ContextVar[Layouts] = ContextVar("layouts read before ours", default=OURS)


@contextmanager
def first(own: Layouts) -> Iterator[None]:
    """Inside, `load` gives what `own` holds before what we have."""
    token = _first.set(own)
    try:
        yield
    finally:
        _first.reset(token)


def load(name: str) -> Mapping[str, Any]:
    """A layout file by name without suffix, the user's own before ours."""
    return _loaded(name, _first.get())


def kept(make: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
    """What a function makes of layout files and its arguments, made once for each of both."""

    @lru_cache(maxsize=2048)
    def made(_own: Layouts, *args: *Ts) -> T:
        return make(*args)

    @wraps(make)
    def get(*args: *Ts) -> T:
        return made(_first.get(), *args)

    return get


@lru_cache(maxsize=64)
def _loaded(name: str, own: Layouts) -> Mapping[str, Any]:
    ours = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
    text = dict(own.texts).get(name)
    if text is None:
        return ours
    theirs = tomllib.loads(text)
    if name == "columns":
        ours = _without(ours, theirs)
    return _before(theirs, ours)


def _before(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """Both in one: of two lists theirs comes first, of two values theirs counts.

    >>> _before({"a": ["x"], "b": 1}, {"a": ["y", "x"], "b": 2, "c": 3})
    {'a': ['x', 'y'], 'b': 1, 'c': 3}
    """
    both = dict(theirs)
    for key, value in ours.items():
        if key not in theirs:
            both[key] = value
        elif isinstance(value, dict):
            both[key] = _before(theirs[key], value)
        elif isinstance(value, list):
            both[key] = [*theirs[key], *(v for v in value if v not in theirs[key])]
    return both


def _without(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Our columns without the headings that theirs give to a column."""
    taken = {skeleton(w) for entry in theirs.values() for w in entry.get("wordings", ())}
    return {
        role: entry | {"wordings": [w for w in entry["wordings"] if skeleton(w) not in taken]}
        for role, entry in ours.items()
    }
