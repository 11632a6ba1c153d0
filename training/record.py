"""The record beside a model, `model.json`: what it was made from, how, and what it reaches.

One form for every model. A record whose checksums are not those of the files beside it is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.inputs import sha256_of

FILE = "model.json"


@dataclass(frozen=True, slots=True)
class Step:
    """command: as typed in the root of the repository. seconds: that it took, None: not kept."""

    command: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """model: its name. commit: of the code that made it. command: what makes it again.

    packages: "NAME VERSION" to the sha256 of its file. sources: what of the repository was learnt
    from, path to sha256. versions: of Python, the system and the libraries. outputs: the files of
    the model, name to sha256. figures: what it reaches on what it did not learn from.
    """

    model: str
    commit: str
    command: str
    seeds: Mapping[str, int]
    steps: tuple[Step, ...]
    packages: Mapping[str, str]
    sources: Mapping[str, str]
    versions: Mapping[str, str]
    outputs: Mapping[str, str]
    figures: Mapping[str, Any]


def write(record: Record, folder: Path) -> None:
    text = json.dumps(asdict(record), indent=1, ensure_ascii=False)
    (folder / FILE).write_text(text + "\n", "utf-8")


def load(folder: Path) -> Record:
    """The record of the model in a folder; TypeError when it has another form."""
    read = json.loads((folder / FILE).read_text("utf-8"))
    return Record(**{**read, "steps": tuple(Step(**step) for step in read["steps"])})


def outputs(folder: Path) -> dict[str, str]:
    """The files of a model and their checksums."""
    return {p.name: sha256_of(p) for p in sorted(folder.iterdir()) if p.name != FILE}


def numbers(figures: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, float]]:
    """What was measured, one number after the other, each by all its names.

    >>> dict(numbers({"faxes": {"cells": 3, "right": 2}}))
    {'faxes, cells': 3, 'faxes, right': 2}
    """
    for name, found in figures.items():
        path = f"{within}, {name}" if within else name
        if isinstance(found, Mapping):
            yield from numbers(found, path)
        else:
            yield path, found
