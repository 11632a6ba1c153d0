"""What a user brings of his own, read and checked before any document is opened: layout files,
and a model of Vietnamese made by `bangdiem lexicon build`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from document.errors import LayoutRefused, MissingInput
from parsers.layouts import NAMES, OURS, Layouts
from parsers.layouts.checked import faults

if TYPE_CHECKING:
    from normalize.restore import Restorer

_FILES = ", ".join(f"{name}.toml" for name in NAMES)


@dataclass(frozen=True, slots=True)
class UserData:
    """layouts: column headings and words, read before ours. model: its folder, None for
    ours. model_digest: of the files in it, "" for ours."""

    layouts: Layouts = OURS
    model: Path | None = None
    model_digest: str = ""

    @property
    def digest(self) -> str:
        """What of a result depends on these; "" for nothing."""
        both = ("layouts", self.layouts.digest), ("model", self.model_digest)
        return " ".join(f"{name}={digest}" for name, digest in both if digest)


NOTHING = UserData()


def load(layout_folder: Path | None, model_folder: Path | None) -> UserData:
    """What is in the folders that a user named; None for none.

    Raises LayoutRefused, MissingInput.
    """
    found = layouts(layout_folder)
    if model_folder is None:
        return UserData(found)
    folder = model_folder.resolve()
    restorer(folder)
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return UserData(found, folder, digest.hexdigest()[:12])


@lru_cache(maxsize=1)
def restorer(folder: Path | None) -> Restorer:
    """The model in a folder, None for ours, loaded once a process.

    Raises MissingInput when it is none.
    """
    from normalize.restore import MODEL, Restorer

    try:
        return Restorer(folder or MODEL)
    except (OSError, ValueError, KeyError) as error:
        use = "Give a model made by: bangdiem lexicon build FOLDER --out DIR"
        raise MissingInput(str(folder), f"this is no model ({error})", use) from error


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
