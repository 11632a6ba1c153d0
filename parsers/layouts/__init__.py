"""Word lists and column wordings: data that a non-programmer can mend."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=8)
def load(name: str) -> dict[str, Any]:
    """A layout file of this folder, by name without suffix."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
