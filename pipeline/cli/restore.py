"""The filter `bangdiem restore`, and a model of an office's own: files in, files out."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import numpy as np

from document.change import Change
from document.errors import BangdiemError, MissingInput, NotADocument
from document.page import Layer
from document.wording import vietnamese_share
from export.files import folder as made
from export.files import refusing
from ingest.file.layer import judge
from ingest.file.source import open_file, raw_pages
from ingest.file.textfile import decode
from normalize.adapt import adapt, padded_capitals
from normalize.ngrams import NGrams, Vocabulary, describe
from normalize.restore import KNOWN, MODEL, Damage
from normalize.tokens import said
from pipeline.report.user_data import restorer

SAMPLE = 1 << 20
"""Bytes by which the encoding is told."""
NAMED = ("criterion", "responsible", "unit")
"""Columns whose cells carry names."""
RIGHT_SHARE = 0.06
"""Share of Vietnamese letters from which a text is learned from, as ingest.file.layer judges."""


def restored(
    file: Path, *, stripped: bool, model: Path | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each line of a file (- is standard input) restored, and its changes as sentences.

    Raises MissingInput, NotADocument.
    """
    damage = Damage.STRIPPED if stripped else Damage.AUTO
    for found in restorer(model).restore(_lines(file), damage):
        yield found.text, tuple(_told(change) for change in found.changes)


def _told(change: Change) -> str:
    others = ", ".join(f"{text} {p:.3f}" for text, p in change.runners_up)
    tail = f" (or {others})" if others else ""
    place = f"{change.where}, column {change.start + 1}"
    return f"{place}: {change.before} -> {change.after} {change.posterior:.3f}{tail}"


def _lines(file: Path) -> Iterator[str]:
    """The lines of a text, as they come when it is UTF-8."""
    if str(file) == "-":
        yield from _decoded(sys.stdin.buffer, "standard input")
        return
    try:
        with file.open("rb", buffering=SAMPLE) as stream:
            yield from _decoded(stream, str(file))
    except OSError as error:
        why = error.strerror or str(error)
        raise MissingInput(str(file), f"cannot be read ({why})", "Check the path") from error


def _decoded(stream: BinaryIO, name: str) -> Iterator[str]:
    sample = stream.peek(SAMPLE) if isinstance(stream, BufferedReader) else b""
    if not sample.startswith((b"\xff\xfe", b"\xfe\xff")) and _is_utf8(sample):
        text = TextIOWrapper(stream, "utf-8-sig", errors="replace", newline=None)
        yield from (line.rstrip("\n") for line in text)
        text.detach()
        return
    found = decode(stream.read())
    if found is None:
        raise NotADocument(name, "the encoding of this text is not known", "Save it as UTF-8")
    yield from found[0].splitlines()


def _is_utf8(sample: bytes) -> bool:
    """Whether bytes are UTF-8; the last letter may be cut."""
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 3 and error.end == len(sample)
    return True


def build(folder: Path, out: Path, model: Path | None) -> str:
    """Learn from a folder of right text; what was learned, in a sentence.

    Raises MissingInput, NotADocument, OutputRefused.
    """
    if not folder.is_dir():
        raise MissingInput(str(folder), "no such folder", "Name a folder of texts")
    base = model or MODEL
    vocabulary, old = Vocabulary.load(base), NGrams.load(base)
    texts, files, left = _texts(folder)
    names = _names(folder)
    try:
        new = adapt(vocabulary, old, [said(line) for line in (*texts, *names)])
    except ValueError as error:
        raise NotADocument(
            str(folder), str(error), "Add .txt files, PDFs with a right text layer, or results"
        ) from error
    target = made(out)
    size = len(new.vocabulary.words)
    with refusing(out):
        for name in ("channel.txt", "channel_start.npy", "channel_true.npy", "channel_logs.npy",
                     "forms.tsv", "slips.tsv"):  # fmt: skip
            if base.resolve() != target.resolve():
                shutil.copyfile(base / name, target / name)
        new.model.save(target)
        new.vocabulary.save(target)
        capital = padded_capitals(np.load(base / "capital.npy", allow_pickle=False), size)
        np.save(target / "capital.npy", capital, allow_pickle=False)
        known = base / KNOWN
        had = known.read_text("utf-8").splitlines() if known.is_file() else []
        (target / KNOWN).write_text("\n".join(dict.fromkeys((*had, *names))) + "\n", "utf-8")
        describe(target, {"files": files, "lines": len(texts), "weight": new.weight})
    return (
        f"{files} files, {len(texts)} lines and {len(names)} names learned, "
        f"{left} files left out; a word of this "
        f"register now costs {new.after:.2f} nats, before {new.before:.2f}. Model written to {out}"
    )


def _texts(folder: Path) -> tuple[list[str], int, int]:
    """Lines of right Vietnamese below a folder, how many files gave some and how many none."""
    lines: list[str] = []
    files = left = 0
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".txt", ".pdf")):
        try:
            text = _text(path)
        except BangdiemError:
            left += 1
            continue
        if vietnamese_share(text) < RIGHT_SHARE:
            left += 1
            continue
        files += 1
        lines += [line for line in text.splitlines() if line.strip()]
    return lines, files, left


def _names(folder: Path) -> list[str]:
    """Texts that cells of at least two reports share, from the results of `bangdiem convert`
    below a folder: what two scans were read alike is hardly misread."""
    seen: Counter[str] = Counter()
    for path in sorted(folder.rglob("*.json")):
        try:
            rows = json.loads(path.read_bytes())["records"]
            seen.update({row.get(column) for row in rows for column in NAMED} - {None, ""})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # no result of ours
    return sorted(name for name, count in seen.items() if count > 1)


def _text(path: Path) -> str:
    """The text of a file; of a PDF, the pages whose layer is right."""
    file = open_file(path)
    if file.kind == "text":
        found = decode(path.read_bytes())
        return found[0] if found else ""
    if file.kind != "pdf":
        return ""
    seen = (page.evidence() for _, page in raw_pages(file))
    return "\n".join(e.text for e in seen if judge(e)[0] is Layer.RIGHT)
