"""A user's own layout files, read from their folder before any document is opened."""

from __future__ import annotations

from pathlib import Path

from document.errors import LayoutRefused
from parsers.layouts import NAMES, OURS, Layouts
from parsers.layouts.checked import faults

_FILES = ", ".join(f"{name}.toml" for name in NAMES)


def layouts(folder: Path | None) -> Layouts:
    """The layout files of a folder, checked; OURS for none.

    Raises LayoutRefused, which names the file, the place in it and what is right there.
    """
    if folder is None:
        return OURS
    if not folder.is_dir():
        what = "a file, not a folder" if folder.exists() else "no such folder"
        raise LayoutRefused(str(folder), what, "Name the folder that your layout files are in")
    found = sorted(p for p in folder.iterdir() if p.suffix == ".toml" and p.is_file())
    for path in found:
        if path.stem not in NAMES:
            raise LayoutRefused(str(path), "not the name of a layout file", f"Known are {_FILES}")
    if not found:
        raise LayoutRefused(str(folder), "no layout file is in it", f"Put one there: {_FILES}")
    return Layouts(tuple((path.stem, _text(path)) for path in found))


def _text(path: Path) -> str:
    """The text of a layout file in which nothing is wrong."""
    try:
        # Editors of Windows put a byte order mark before UTF-8, which TOML does not know.
        text = path.read_text("utf-8-sig")
    except OSError as error:
        what = f"cannot be read ({error.strerror or error})"
        raise LayoutRefused(str(path), what, "Check its rights") from error
    except UnicodeDecodeError as error:
        raise LayoutRefused(str(path), "not in UTF-8", "Save it as UTF-8") from error
    for fault in faults(path.stem, text):
        where = f"{path}, {fault.place}" if fault.place else str(path)
        raise LayoutRefused(where, fault.what, fault.remedy)
    return text
