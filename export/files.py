"""How a result reaches the disk: written beside, then renamed into place, so that no reader
ever sees half a file."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from document.errors import OutputRefused


def refused(path: Path, error: OSError) -> OutputRefused:
    """The error for a place that cannot be written, with what the system said about it."""
    return OutputRefused(
        str(path),
        f"cannot be written ({error.strerror or error})",
        "Choose another folder with --out, close the file where it is open, or free some space",
    )


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turns an OSError of the block into OutputRefused for the path."""
    try:
        yield
    except OSError as error:
        raise refused(path, error) from error


def folder(path: Path) -> Path:
    """The folder, made with its parents when missing. Raises OutputRefused."""
    with refusing(path):
        path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside the given one, renamed to it when the block ends well, else removed.

    Raises OutputRefused when the renaming fails; writing is for the block to guard.
    """
    # The name has a fixed length: a stem may already fill the 255 bytes of a file name.
    mark = zlib.crc32(path.name.encode("utf-8", "replace"))
    beside = path.with_name(f".{mark:08x}-{os.getpid()}.part")
    try:
        yield beside
        with refusing(path):
            beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def write(path: Path, data: bytes) -> None:
    """The bytes as a file, whole or not at all. Raises OutputRefused."""
    with replacing(path) as beside, refusing(path):
        beside.write_bytes(data)
