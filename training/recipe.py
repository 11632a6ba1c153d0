"""How a model is made: the commands, one after the other, and how the outcome is measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Command = tuple[str, ...]
"""Arguments to Python. {work} stands for the folder of what is made on the way, {model} for the
folder that holds a model, {json} for the file that takes what was measured."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """name: as a person types it. home: the folder in which the model is shipped, nothing else.

    sources: files and folders of the repository that it learns from. seeds: by what they draw;
    they stand in the steps too. steps: the last of them fill {model}. measures: by name of the
    text or the pages that it is measured on.
    """

    name: str
    home: Path
    sources: tuple[Path, ...]
    seeds: Mapping[str, int]
    steps: tuple[Command, ...]
    measures: Mapping[str, Command]


def filled(command: Command, **places: Path) -> Command:
    """A command with its places filled in.

    >>> filled(("-m", "a", "{work}/x"), work=Path("out"))
    ('-m', 'a', 'out/x')
    """
    return tuple(part.format(**places) for part in command)
