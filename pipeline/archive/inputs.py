"""What there is to convert: the files behind the paths that a person gave, and a name for each."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from document.errors import BangdiemError, MissingInput, NotADocument

SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".txt"})
"""What is taken from a folder; a file that is named itself is always tried."""

_STEM_BYTES = 200
"""A file name has at most 255 bytes; the hash and the suffix need their part."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that was found.

    path: the file. label: its path as the user gave it, or as found below a given folder.
    problem: what is already known to be wrong with it.
    left_out: why it is not converted and no failure either; "" for what is to be converted.
    """

    path: Path
    label: str
    problem: BangdiemError | None = None
    left_out: str = ""


def in_order(item: Input) -> tuple[bytes, bytes]:
    """By label, then by path: the order of the inputs in the tables."""
    return os.fsencode(item.label), os.fsencode(item.path.absolute())


def collect(paths: Iterable[Path]) -> tuple[Input, ...]:
    """The files behind the paths, folders searched to the bottom; none of them twice.

    Below a folder, hidden files and folders, links to folders and files without one of
    SUFFIXES are left out; they are told, so that nobody has to wonder.
    """
    found: dict[str, Input] = {}
    for path in paths:
        for real, item in _below(path):
            if real in found and found[real].left_out and not item.left_out:
                del found[real]  # named itself after all
            found.setdefault(real, item)
    return tuple(found.values())


def _below(path: Path) -> Iterator[tuple[str, Input]]:
    """What is at or below a path, each with its real path, which tells files apart."""
    if not path.is_dir():
        yield os.path.realpath(path), Input(path, path.as_posix(), _unfit(path))
        return
    taken = False
    for real, item in _walk(path):
        taken = taken or not item.left_out
        yield real, item
    if not taken:
        what = "no PDF, image or text file in this folder"
        problem = MissingInput(str(path), what, f"Files need one of {' '.join(sorted(SUFFIXES))}")
        yield os.path.realpath(path), Input(path, path.as_posix(), problem)


def _walk(top: Path) -> Iterator[tuple[str, Input]]:
    """Files of a folder in the order of their names, then those of the folders in it."""
    waiting = [(top, os.path.realpath(top))]
    while waiting:
        place, real = waiting.pop()
        try:
            with os.scandir(place) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            what = f"folder cannot be read ({error.strerror or error})"
            problem = MissingInput(str(place), what, "Check its rights")
            yield real, Input(place, place.as_posix(), problem)
            continue
        folders = []
        for entry in entries:
            path, below = place / entry.name, os.path.join(real, entry.name)  # noqa: PTH118
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                folders.append((path, below))
                continue
            if entry.is_symlink():
                below = os.path.realpath(below)
            yield below, _met(path, entry)
        waiting.extend(reversed(folders))


def _met(path: Path, entry: os.DirEntry[str]) -> Input:
    """What a file, or a link, below a folder is."""
    label = path.as_posix()
    if entry.name.startswith("."):
        return Input(path, label, left_out="hidden")
    if entry.is_symlink() and path.is_dir():
        return Input(path, label, left_out="a link to a folder")
    if path.suffix.lower() not in SUFFIXES:
        return Input(path, label, left_out="a file of another kind")
    if entry.is_symlink() and not path.exists():
        problem = MissingInput(label, "a link that leads nowhere", "Mend or remove the link")
        return Input(path, label, problem)
    return Input(path, label, _unfit(path) if not entry.is_file() else None)


def _unfit(path: Path) -> BangdiemError | None:
    """A pipe or a device would be waited for without end."""
    if path.exists() and not path.is_file():
        return NotADocument(str(path), "not a file", "Copy it to a file first")
    return None


def names(inputs: Sequence[Input]) -> list[str]:
    """NAME for each input: its stem, with a hash of its path where stems meet.

    Stems are compared without case and in NFC, as the most forgiving file system does. All
    that meet get a hash, so that a name does not depend on the order of the inputs.
    """
    stems = [_stem(item.path) for item in inputs]
    counts = Counter(stem.casefold() for stem in stems)
    taken: set[str] = {key for key, count in counts.items() if count == 1}
    chosen = []
    for item, stem in zip(inputs, stems, strict=True):
        name = stem
        if counts[stem.casefold()] > 1:
            digest = hashlib.sha256(_nfc(item.label)).hexdigest()
            lengths = range(8, len(digest) + 1)
            name = next(
                f"{stem}-{digest[:n]}"
                for n in lengths
                if f"{stem}-{digest[:n]}".casefold() not in taken
            )
            taken.add(name.casefold())
        chosen.append(name)
    return chosen


def _nfc(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogateescape")


def _stem(path: PurePath) -> str:
    """The stem in NFC, not longer than allowed; control characters and bytes that are no
    UTF-8 as low lines."""
    shown = "".join(c if c.isprintable() or ord(c) > 0xD7FF else "_" for c in path.stem)
    stem = unicodedata.normalize("NFC", shown).encode("utf-8", "replace").replace(b"?", b"_")
    return stem[:_STEM_BYTES].decode("utf-8", "ignore") or "_"
