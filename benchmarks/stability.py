"""How much hangs on a pixel: python benchmarks/stability.py [--count N] [--seed S] [--scans]

Takes the page pictures of scanned documents, changes them as a second scan or another program
would (a pixel aside, one hundredth larger, another JPEG quality, 0.3 degrees askew), converts all
as a user does, and counts the claims that come out otherwise than from the pictures as they are.
A change is silent when neither side leaves the claim to a person.

--count, --seed  which documents are drawn (samples/invent); 8 are one of each kind of scan, and
                 take some ten minutes on two cores
--scans          the scans with known truth beside the project instead, those with pictures
--out DIR        keeps the changed documents and what they were converted to
--jobs N         how many processes, one a core by default
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw as pdfium_c
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.alike import aligned
from benchmarks.drawn import draw
from benchmarks.scoring import (
    Found,
    Json,
    Value,
    What,
    asks,
    code,
    found_rows,
    number,
)
from benchmarks.setting import header, need_scans
from benchmarks.shipped import convert
from document.wording import fold

Pixels = NDArray[np.uint8]
PICTURED = (1, 2, 3, 4, 5, 6, 7, 8)
"""Of ten drawn documents that follow each other: those that are pictures, without a text layer."""
CHECKS = "checks"
KINDS = (What.ROW, What.FIGURE, What.CODE, What.TOTAL, What.FACT, CHECKS)
QUALITY = 70
LARGER = 1.01
DEGREES = 0.3


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a picture, grey or in colour. width, height: points."""

    pixels: Pixels
    width: float
    height: float


Saved = tuple[bytes, float, float]
"""A picture as a file, its width and height on paper in points."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim of one reading beside that of another. kind: one of KINDS. changed: whether the
    values differ. silent: whether they do and neither reading asks a person. flags: whether only
    one of them asks."""

    kind: str
    place: str
    before: str | None
    after: str | None
    changed: bool
    silent: bool = False
    flags: bool = False


def main(arguments: list[str]) -> int:
    """Measure and print a table, then each silent change."""
    chosen = _options(arguments)
    with tempfile.TemporaryDirectory() as passing:
        top: Path = chosen.out or Path(passing)
        files = _scans() if chosen.scans else _drawn(top / "drawn", chosen)
        print(header(f"{len(files)} documents, {files[0].stem} to {files[-1].stem}"), flush=True)
        with ProcessPoolExecutor(chosen.jobs) as pool:
            written = list(pool.map(partial(write, folder=top / "changed"), files))
        changed = [path for paths in written for path in paths]
        reports = convert(changed, top / "converted", chosen.jobs)
    rows = []
    for change in CHANGES:
        if change != AS_IT_IS:
            pairs = [
                (reports.get(_name(f, AS_IT_IS)), reports.get(_name(f, change))) for f in files
            ]
            found = [(file.stem, d) for file, (one, other) in zip(files, pairs, strict=True)
                     for d in differences(one or NOTHING, other or NOTHING)]  # fmt: skip
            rows.append((change, found))
    show(rows)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=len(PICTURED))
    parser.add_argument("--seed", type=int, default=34)
    parser.add_argument("--scans", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--jobs", type=int)
    return parser.parse_args(arguments)


def _drawn(folder: Path, chosen: argparse.Namespace) -> list[Path]:
    each = len(PICTURED)
    numbers = [10 * (k // each) + PICTURED[k % each] for k in range(chosen.count)]
    draw(folder, chosen.seed, numbers, chosen.jobs)
    return sorted(folder.glob("*.pdf"))


def _scans() -> list[Path]:
    """Those of the scans that are pictures without a text layer."""
    truths = {path: json.loads(path.read_text("utf-8")) for path in need_scans().glob("*.json")}
    pictured = (p for p, truth in truths.items() if truth["profile"] not in ("digital", "badlayer"))
    return sorted(path.with_suffix(".pdf") for path in pictured)


def write(file: Path, folder: Path) -> list[Path]:
    """A document after each of the changes, as PDF files; what is there already is left."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{_name(file, name)}.pdf" for name in CHANGES]
    for path, change in zip(paths, CHANGES.values(), strict=True):
        if not path.is_file():
            path.write_bytes(_bound(change(page) for page in pictures(file)))
    return paths


def _name(file: Path, change: str) -> str:
    return f"{file.stem}-{fold(change).replace(' ', '-')}"


def pictures(file: Path) -> Iterator[Page]:
    """The pages of a scan in the resolution of their largest picture."""
    with pdfium.PdfDocument(file) as pdf:
        for page in pdf:
            width, height = page.get_size()
            shown = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE])
            across = max(max(picture.get_px_size()) for picture in shown)
            bitmap = page.render(scale=across / max(width, height))
            pixels = np.asarray(bitmap.to_numpy(), np.uint8)[:, :, :3]
            coloured = (pixels != pixels[:, :, :1]).any()
            yield Page(pixels if coloured else pixels[:, :, 0].copy(), width, height)


def _bound(pages: Iterable[Saved]) -> bytes:
    """Pictures with their widths and heights in points as a PDF of a page each."""
    file = BytesIO()
    canvas = Canvas(file, invariant=1, pageCompression=1)
    for data, width, height in pages:
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(BytesIO(data)), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _saved(page: Page, pixels: Pixels, larger: float = 1.0, jpeg: int = 0) -> Saved:
    """A picture as a file, without loss unless it is a JPEG of some quality."""
    ending, options = (".jpg", [cv2.IMWRITE_JPEG_QUALITY, jpeg]) if jpeg else (".png", [])
    done, data = cv2.imencode(ending, pixels, options)
    assert done
    return data.tobytes(), page.width * larger, page.height * larger


def as_it_is(page: Page) -> Saved:
    return _saved(page, page.pixels)


def moved(page: Page) -> Saved:
    """A pixel to the right and one down."""
    return _saved(page, _laid(page, np.array([[1.0, 0, 1], [0, 1, 1]])))


def scaled(page: Page) -> Saved:
    pixels = cv2.resize(page.pixels, None, fx=LARGER, fy=LARGER, interpolation=cv2.INTER_CUBIC)
    return _saved(page, np.asarray(pixels, np.uint8), LARGER)


def saved_again(page: Page) -> Saved:
    return _saved(page, page.pixels, jpeg=QUALITY)


def turned(page: Page) -> Saved:
    height, width = page.pixels.shape[:2]
    way = cv2.getRotationMatrix2D((width / 2, height / 2), DEGREES, 1)
    return _saved(page, _laid(page, np.asarray(way, np.float64)))


def _laid(page: Page, way: NDArray[np.float64]) -> Pixels:
    height, width = page.pixels.shape[:2]
    laid = cv2.warpAffine(
        page.pixels, way, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(laid, np.uint8)


AS_IT_IS = "as it is"
CHANGES: dict[str, Callable[[Page], Saved]] = {
    AS_IT_IS: as_it_is,
    "moved by a pixel": moved,
    "scaled by 1 %": scaled,
    f"JPEG quality {QUALITY}": saved_again,
    f"turned by {DEGREES} degrees": turned,
}
NOTHING: Json = {"tables": [], "totals": None, "facts": [], "checks": []}
"""What a document that could not be converted claims."""


def differences(before: Json, after: Json) -> Iterator[Difference]:
    """Every claim of two readings of a document, the unchanged ones too."""
    yield from _rows(before, after)
    yield from _beside(What.TOTAL, "total", _totals(before), _totals(after))
    yield from _beside(What.FACT, "fact", _facts(before), _facts(after))
    checks = [
        {" ".join((c["rule"], c["path"], c["column"])): c["certain"] for c in report["checks"]}
        for report in (before, after)
    ]
    for check in sorted({*checks[0], *checks[1]}):
        one, other = (c.get(check) for c in checks)
        yield Difference(CHECKS, check, _word(one), _word(other), one != other)


def _word(certain: bool | None) -> str | None:
    return None if certain is None else "certain" if certain else "not certain"


def _rows(before: Json, after: Json) -> Iterator[Difference]:
    left, right = found_rows(before), found_rows(after)
    pairs = aligned([row.line for row in left], [row.line for row in right])
    for at, row in enumerate(left):
        place = _place(row)
        if at in pairs:
            other = right[pairs[at]]
            yield Difference(What.ROW, place, None, None, False)
            yield from _beside(What.CODE, place, _code(row), _code(other))
            yield from _beside(What.FIGURE, place, _figures(row), _figures(other))
        else:
            yield Difference(What.ROW, place, row.code, None, True, not row.asks)
    for at, row in enumerate(right):
        if at not in pairs.values():
            yield Difference(What.ROW, _place(row), None, row.code, True, not row.asks)


def _place(row: Found) -> str:
    return f"row {row.record['path'] or row.record['row']}"


Told = dict[str, tuple[Value, bool]]
"""Values by name, each with whether a person is asked, if only of its row, column or table."""


def _code(row: Found) -> Told:
    return {"code": (code(row.code) or None, row.asks_for_code or row.doubted("code"))}


def _figures(row: Found) -> Told:
    return {
        name: (number(value), asked or row.doubted(name))
        for name, (value, asked) in row.figures.items()
    }


def _totals(report: Json) -> Told:
    totals = report["totals"] or {}
    flags = totals.get("flags", {})
    return {k: (number(v), bool(flags.get(k))) for k, v in totals.items() if k != "flags"}


def _facts(report: Json) -> Told:
    return {f["name"]: (number(f["value"]), asks(f)) for f in report["facts"]}


def _beside(kind: str, place: str, before: Told, after: Told) -> Iterator[Difference]:
    """What is claimed on either side, name by name."""
    for name in {**before, **after}:
        (one, asked), (other, asks_now) = (
            side.get(name, (None, False)) for side in (before, after)
        )
        if one is None and other is None and not asked and not asks_now:
            continue
        changed = one != other
        silent = changed and not asked and not asks_now
        flags = asked != asks_now
        yield Difference(kind, f"{place} {name}", _text(one), _text(other), changed, silent, flags)


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def show(rows: Sequence[tuple[str, Sequence[tuple[str, Difference]]]]) -> None:
    """A line for each change of the pictures, then the silent changes of claims."""
    head = ("pictures", "claims", *(f"{kind} changed" for kind in KINDS), "all", "share",
            "in silence", "flag only")  # fmt: skip
    print("\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for change, found in rows:
        changed = [d for _, d in found if d.changed]
        kinds = (sum(d.kind == kind for d in changed) for kind in KINDS)
        share = f"{len(changed) / max(1, len(found)):.2%}"
        silent = sum(d.silent for d in changed)
        flags = sum(d.flags and not d.changed for _, d in found)
        cells = (change, len(found), *kinds, len(changed), share, silent, flags)
        print("| " + " | ".join(map(str, cells)) + " |")
    print("\nChanged in silence:")
    for change, found in rows:
        for name, d in found:
            if d.silent:
                print(f"  {name}, {change}: {d.kind}: {d.place}: {d.before}, then {d.after}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
