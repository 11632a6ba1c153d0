"""The reports and pictures of an output folder, each under the name that it has now.

A result whose name another one needs steps aside under its own fingerprint; at the end of a run all
get their names. The journal is told in such an order that a killed run loses none of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from export.document import picture_path, picture_stem
from export.files import folder, write
from pipeline.archive.journal import Entry, Journal
from pipeline.workers.job import Finished


class ReportFiles:
    """reports/NAME.json and pictures/ of one output folder."""

    def __init__(self, out: Path, journal: Journal) -> None:
        self._out, self._journal = out, journal
        self._folder = folder(out / "reports")
        self._there = {path.stem for path in self._folder.glob("*.json")}
        self._pictures: dict[str, list[Path]] = defaultdict(list)
        for path in out.glob("pictures/*.png"):
            self._pictures[path.name.partition("-")[0]].append(path)
        self._found_again()

    def _found_again(self) -> None:
        """A run that was killed left results aside that the journal has under their names."""
        for stem in self._there:
            entry = self._journal.entry(stem) if len(stem) == _HEX else None
            if entry is not None and not self.has(entry):
                self._journal.rename(stem, stem)

    def has(self, entry: Entry) -> bool:
        """Whether the result of a document is there."""
        return entry.name is not None and entry.name in self._there

    def path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def keep(self, sha256: str, name: str, answer: Finished) -> None:
        """Write the report of a document under a name, and its pictures."""
        holder = self._journal.holder(name)
        if holder and holder != sha256:
            self._step_aside(holder, name)
        self._keep_pictures(sha256, answer.pictures)
        write(self.path(name), answer.data)
        self._there.add(name)

    def drop(self, entry: Entry) -> None:
        """Remove the report of a document and its pictures."""
        if entry.name is not None:
            self._journal.rename(entry.sha256, None)
            self.path(entry.name).unlink(missing_ok=True)
            self._there.discard(entry.name)
        self._keep_pictures(entry.sha256, ())

    def _keep_pictures(self, sha256: str, pictures: tuple[tuple[int, bytes], ...]) -> None:
        shown = {self._out / picture_path(sha256, page): data for page, data in pictures}
        if shown:
            folder(self._out / "pictures")
        for path, data in shown.items():
            write(path, data)
        for old in self._pictures.pop(picture_stem(sha256), ()):
            if old not in shown:
                old.unlink(missing_ok=True)

    def settle(self, wanted: Mapping[str, str]) -> None:
        """Give every result its name, and remove those of contents that no path has any more.

        wanted: fingerprint of the content to NAME, of all that are kept.
        """
        for orphan in self._journal.orphans():
            self.drop(orphan)
        moves = [
            (sha256, entry.name, name)
            for sha256, name in wanted.items()
            if (entry := self._journal.entry(sha256)) and entry.name not in (None, name)
        ]
        for sha256, old, _ in moves:
            if old is not None and old != sha256:
                self._step_aside(sha256, old)
        for sha256, _, name in moves:
            self._journal.rename(sha256, name)
            self._rename(sha256, name)

    def _step_aside(self, sha256: str, name: str) -> None:
        self._rename(name, sha256)
        self._journal.rename(sha256, sha256)

    def _rename(self, old: str, new: str) -> None:
        if old in self._there:
            self.path(old).replace(self.path(new))
            self._there.discard(old)
            self._there.add(new)


_HEX = 64
"""Length of a fingerprint."""
