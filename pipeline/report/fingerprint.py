"""What a result depends on besides its document: the program, and the settings that matter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_STAGES = ("document", "ingest", "normalize", "parsers", "verify", "pipeline/report")
_MORE = (
    "pipeline/workers/perform.py",
    "pipeline/workers/long_document.py",
    "export/document.py",
)
_TABLES = (
    "export/tables.py",
    "export/columns.py",
    "export/stored.py",
    "pipeline/archive/cross_checks.py",
)


def version() -> str:
    """The version of bangdiem, "0" in a source tree that was not installed."""
    try:
        return metadata.version("bangdiem")
    except metadata.PackageNotFoundError:
        return "0"


def _parts() -> Iterator[Path]:
    for stage in _STAGES:
        found = (p for p in (ROOT / stage).rglob("*") if p.is_file())
        yield from sorted(p for p in found if "__pycache__" not in p.parts)
    yield from (ROOT / part for part in _MORE)


def _digest(parts: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.relative_to(ROOT).as_posix().encode())
        digest.update(part.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=1)
def program() -> str:
    """Version and a digest of all code and data that a result is made with.

    The version alone does not tell: in a source tree, and with a mended word list, results
    change without it.
    """
    return f"{version()}+{_digest(_parts())}"


@lru_cache(maxsize=1)
def tables() -> str:
    """A digest of the code that makes the tables from the results."""
    return _digest(ROOT / part for part in _TABLES)


def work(strict: bool, engine: str, user_data: str = "") -> str:
    """The part of a work's key that is not the document.

    user_data: the digest of what a user brings of his own, "" for nothing.
    A password is no part of it: what could be opened has the same content whoever opened it.
    """
    parts = (program(), f"engine={engine}", user_data, "strict" if strict else "")
    return " ".join(part for part in parts if part)
