"""Opens a file by what is in it, not by its name, and gives its pages as they are.

PDF, PNG, JPEG and TIFF (many pages) here; plain text is read by ingest.file.textfile.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from document.errors import Encrypted, MissingInput, NotADocument
from document.page import Rule, Word
from ingest.file.layer import Evidence
from ingest.file.picture import MAX_PIXELS, MAX_WHOLE, MOST_PIXELS, opened, plain, waiting

MAX_DPI, MIN_DPI = 300.0, 150.0
A4_LONG = 841.89
"""Points of the longer side of A4: what a picture without a resolution is taken for."""
SHORTEST, LONGEST = 250.0, 1300.0
"""Points of the longer side of a page. A longer one than that of A3 (1,191) was made by a program
that takes a pixel for a point, and is A4; so is a picture whose resolution makes it shorter."""
HUGE_PIXELS, PARTS_OF_HUGE = 50_000_000, 8
"""A PDF page with a picture of more pixels is drawn in so many parts. A4 has them at 720 dpi."""
HEAD, CHUNK = 4096, 1 << 20
"""Bytes that tell what a file is; bytes that are hashed at once."""
USE = "Give a PDF, PNG, JPEG, TIFF or text file"


class RawPage(Protocol):
    """One page of a file, nothing done to it yet.

    number: 1-based. width, height: points, as the file shows it.
    """

    number: int
    width: float
    height: float

    def evidence(self) -> Evidence:
        """What its text layer looks like."""
        ...

    def layer_words(self) -> tuple[Word, ...]:
        """The words of its text layer, boxes in points of the page as shown."""
        ...

    def drawn_rules(self) -> tuple[Rule, ...]:
        """Ruled lines drawn as vectors, points of the page as shown."""
        ...

    def pixels(self) -> tuple[NDArray[np.uint8], float]:
        """Pixels (height, width[, 3]) and how many of them stand in a point."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """An opened file. kind: "pdf", "image" or "text". sha256: of its bytes.

    stamp: inode, size and time of change, which tell whether it still is what it was.
    head: its first bytes. notes: what is odd about the file.
    """

    path: Path
    kind: str
    sha256: str
    stamp: tuple[int, int, int]
    head: bytes
    notes: tuple[str, ...] = ()


_MAGIC = (
    (b"\x89PNG", "image", ".png"),
    (b"\xff\xd8\xff", "image", ".jpg .jpeg"),
    (b"II*\x00", "image", ".tif .tiff"),
    (b"MM\x00*", "image", ".tif .tiff"),
)


def open_file(path: Path) -> File:
    """What a file is; its bytes are read when they are needed, for a scan may be larger than the
    memory. Raises MissingInput or NotADocument."""
    digest, empty = hashlib.sha256(), True
    with _readable(path), path.open("rb") as stream:
        stamp = _stamp(stream)
        head = stream.read(HEAD)
        stream.seek(0)
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            empty = empty and not chunk.strip(b"\x00 \t\r\n")
    if empty:
        raise NotADocument(str(path), "the file is empty", "Scan or copy it again")
    suffix = path.suffix.lower()
    kind, usual = "text", ".txt"
    if b"%PDF-" in head[:1024]:
        kind, usual = "pdf", ".pdf"
    for magic, its_kind, its_suffixes in _MAGIC:
        if head.startswith(magic):
            kind, usual = its_kind, its_suffixes
    if kind == "text" and (suffix in (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")):
        raise NotADocument(str(path), f"the file is named {suffix} but is none", USE)
    if kind == "text" and b"\x00" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise NotADocument(str(path), "the file is neither a document nor text", USE)
    notes: tuple[str, ...] = ()
    if suffix not in usual.split():
        what = {"pdf": "a PDF", "image": f"a picture ({usual})", "text": "plain text"}[kind]
        notes = (f"named {suffix or 'without suffix'}, but it is {what}; read as such",)
    return File(path, kind, digest.hexdigest(), stamp, head, notes)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Raises MissingInput where the file cannot be opened or read."""
    try:
        yield
    except IsADirectoryError as error:
        raise MissingInput(str(path), "this is a folder", "Name the files in it") from error
    except FileNotFoundError as error:
        raise MissingInput(str(path), "no such file", "Check the path") from error
    except OSError as error:
        why = error.strerror or "error"
        raise MissingInput(str(path), f"cannot be read ({why})", "Check its rights") from error


def _stamp(stream: BinaryIO) -> tuple[int, int, int]:
    found = os.fstat(stream.fileno())
    return found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def _bytes_of(file: File) -> Iterator[BufferedReader]:
    """The bytes of an opened file. Raises MissingInput when they are not those that were hashed."""
    with _readable(file.path):
        stream = file.path.open("rb")
    with stream:
        if _stamp(stream) != file.stamp:
            raise changed(file.path)
        yield stream
        if _stamp(stream) != file.stamp:
            raise changed(file.path)


def changed(path: Path) -> MissingInput:
    """The error for a file that does not stay what it was."""
    return MissingInput(
        str(path), "the file was changed while it waited", "Start again when it is at rest"
    )


def _scale_for(width: float, height: float, dpi: float) -> float:
    """Pixels a point: the wanted resolution, lowered where the page would be too large."""
    return min(dpi / 72, math.sqrt(MAX_PIXELS / max(1.0, width * height)))


def _unit_of(across: float, down: float) -> float:
    """What a length on a page is to be taken times: 1, or that which makes A4 of a page on which a
    point stands for a pixel.

    >>> round(_unit_of(2480, 3508), 2), _unit_of(841.89, 1190.55), _unit_of(0, 0)
    (0.24, 1.0, 1.0)
    """
    longest = max(across, down)
    return A4_LONG / longest if longest > LONGEST else 1.0


class _PdfPage:
    def __init__(self, number: int, page: Any, plumbed: Any, size: int) -> None:
        self.number, self._page, self._plumbed, self._size = number, page, plumbed, size
        self._across, self._down = page.get_size()
        self._unit = _unit_of(self._across, self._down)
        self.width, self.height = self._across * self._unit, self._down * self._unit

    def _objects(self, *kinds: int) -> list[Any]:
        return list(self._page.get_objects(filter=kinds, max_depth=3))

    def evidence(self) -> Evidence:
        import pypdfium2.raw as raw

        textpage = self._page.get_textpage()
        text = textpage.get_text_range()
        textpage.close()
        drawn = self._objects(raw.FPDF_PAGEOBJ_TEXT)
        unseen = sum(
            raw.FPDFTextObj_GetTextRenderMode(o) == raw.FPDF_TEXTRENDERMODE_INVISIBLE for o in drawn
        )
        cover = 0.0
        for picture in self._objects(raw.FPDF_PAGEOBJ_IMAGE):
            x0, y0, x1, y1 = picture.get_bounds()
            area = max(0.0, x1 - x0) * max(0.0, y1 - y0)
            cover = max(cover, area / max(1.0, self._across * self._down))
        return Evidence(text, unseen / len(drawn) if drawn else 0.0, min(1.0, cover))

    def layer_words(self) -> tuple[Word, ...]:
        from ingest.file.vector import words

        found = words(self._plumbed())
        return tuple(replace(word, box=word.box.scaled(self._unit)) for word in found)

    def drawn_rules(self) -> tuple[Rule, ...]:
        from ingest.file.vector import rules

        return tuple(
            Rule(r.horizontal, r.at * self._unit, r.start * self._unit, r.end * self._unit)
            for r in rules(self._plumbed())
        )

    def _dpi(self) -> float:
        """The resolution of its largest picture, so that nothing is invented or lost."""
        import pypdfium2.raw as raw

        best = 0.0
        for picture in self._objects(raw.FPDF_PAGEOBJ_IMAGE):
            x0, y0, x1, y1 = picture.get_bounds()
            across, down = picture.get_px_size()
            if (x1 - x0) * (y1 - y0) > 0.3 * self._across * self._down:
                long = max(x1 - x0, y1 - y0) * self._unit
                best = max(best, max(across, down) / long * 72)
        return min(MAX_DPI, max(MIN_DPI, best)) if best else 200.0

    def pixels(self) -> tuple[NDArray[np.uint8], float]:
        scale = _scale_for(self.width, self.height, self._dpi())
        try:
            picture = self._drawn(scale * self._unit)
        except MemoryError as error:
            raise _too_large(self.number, error) from error
        if self._is_grey():  # one channel says all; colour costs every later step more
            return np.asarray(cv2.extractChannel(picture, 0), np.uint8), scale
        return np.ascontiguousarray(picture[:, :, :3]), scale

    def _drawn(self, scale: float) -> NDArray[np.uint8]:
        """The page in blue, green, red. Part by part where a picture on it is huge: of what it
        draws pdfium holds all rows of the picture, each as wide as it comes out.

        Raises MemoryError when pdfium would take more than MAX_WHOLE bytes.
        """
        import pypdfium2.raw as raw

        pictures = self._objects(raw.FPDF_PAGEOBJ_IMAGE)
        huge = [p for p in pictures if _pixels_of(p) > HUGE_PIXELS]
        for picture in huge:
            _admit(picture, self._size)
        if not huge:
            return np.asarray(self._page.render(scale=scale).to_numpy(), np.uint8)
        height = math.ceil(self._down * scale)
        step = -(-height // PARTS_OF_HUGE)
        parts: list[NDArray[np.uint8]] = []
        for top in range(0, height, step):
            # pdfium rounds what is cut off up to whole pixels.
            below, above = (max(0.0, v - 0.5) / scale for v in (height - top - step, top))
            part = self._page.render(scale=scale, crop=(0, below, 0, above))
            parts.append(np.array(part.to_numpy(), np.uint8))
            part.close()
        return np.concatenate(parts)

    def _is_grey(self) -> bool:
        """Whether nothing is seen on the page but pictures in grey, as most scans are."""
        import pypdfium2.raw as raw

        if raw.FPDFPage_GetAnnotCount(self._page):
            return False
        unseen = raw.FPDF_TEXTRENDERMODE_INVISIBLE
        return all(
            _has_grey(other)
            if other.type == raw.FPDF_PAGEOBJ_IMAGE
            else other.type == raw.FPDF_PAGEOBJ_TEXT
            and raw.FPDFTextObj_GetTextRenderMode(other) == unseen
            for other in self._page.get_objects(max_depth=1)
        )


def _has_grey(picture: Any) -> bool:
    """Whether a picture of a PDF is in grey; not asked of a huge one, which it would unpack."""
    import pypdfium2.raw as raw

    if _pixels_of(picture) > HUGE_PIXELS:
        return False
    return bool(picture.get_metadata().colorspace == raw.FPDF_COLORSPACE_DEVICEGRAY)


def _pixels_of(picture: Any) -> int:
    across, down = picture.get_px_size()
    return int(across * down)


def _admit(picture: Any, size: int) -> None:
    """Raises MemoryError when pdfium would take more than MAX_WHOLE bytes for a picture.

    pdfium decodes row by row, but keeps the stream, and a copy of one that is not packed.
    size: bytes of the file. The stream itself is only looked at when it may be too large.
    """
    import pypdfium2.raw as raw

    filters, pixels = picture.get_filters(), _pixels_of(picture)
    needed = min(size, 4 * pixels) * (1 if filters else 2)
    if filters and needed > MAX_WHOLE:
        needed = raw.FPDFImageObj_GetImageDataRaw(picture, None, 0)
    if filters == ["DCTDecode"] and 6 * pixels > MAX_WHOLE:
        needed += waiting(opened(io.BytesIO(picture.get_data())))
    if needed > MAX_WHOLE:
        raise MemoryError(f"a picture of {pixels // 10**6} million pixels")


class _Lost:
    """A page that the file names, and that cannot be had; error says why."""

    def __init__(self, number: int, error: NotADocument) -> None:
        self.number, self.width, self.height = number, 0.0, 0.0
        self._error = error

    def evidence(self) -> Evidence:
        return Evidence("", 0.0, 0.0)

    def layer_words(self) -> tuple[Word, ...]:
        return ()

    def drawn_rules(self) -> tuple[Rule, ...]:
        return ()

    def pixels(self) -> tuple[NDArray[np.uint8], float]:
        raise self._error


def _damaged(number: int) -> NotADocument:
    return NotADocument(f"page {number}", "the page is damaged", "Scan it again")


def _too_large(number: int, error: MemoryError) -> NotADocument:
    what = f"the page is too large ({error or 'not enough memory'})"
    return NotADocument(f"page {number}", what, "Scan it at 300 dpi, or save its picture as PNG")


class _Picture:
    """A page of a file of pictures. picture: grey or RGB, upright."""

    def __init__(self, number: int, picture: Any) -> None:
        self.number = number
        across, down = picture.size
        dpi = float((picture.info.get("dpi") or (0, 0))[0] or 0)
        points = 72 / dpi if dpi > 1 else 0.0  # phones write 72 dpi whatever the page is
        points *= _unit_of(across * points, down * points)
        if max(across, down) * points < SHORTEST:
            points = A4_LONG / max(across, down)
        self.width, self.height = across * points, down * points
        scale = _scale_for(self.width, self.height, MAX_DPI)
        size = (max(1, round(self.width * scale)), max(1, round(self.height * scale)))
        # At once, so that nobody holds the larger one while the page is read.
        self._picture = picture.resize(size) if across > size[0] * 1.02 else picture

    def evidence(self) -> Evidence:
        return Evidence("", 0.0, 1.0)

    def layer_words(self) -> tuple[Word, ...]:
        return ()

    def drawn_rules(self) -> tuple[Rule, ...]:
        return ()

    def pixels(self) -> tuple[NDArray[np.uint8], float]:
        return np.asarray(self._picture), self._picture.width / self.width


def _pictures(file: File, wanted: range | None) -> Iterator[tuple[int, RawPage]]:
    from PIL import Image, UnidentifiedImageError

    page: RawPage
    with _bytes_of(file) as stream:
        try:
            count = getattr(opened(stream), "n_frames", 1)
            for number in _numbers(count, wanted):
                # Opened anew, so that nothing holds its pixels beside those of the page.
                frame = opened(stream)
                frame.seek(number - 1)
                try:
                    page = _Picture(number, plain(stream, frame))
                except MemoryError as error:
                    page = _Lost(number, _too_large(number, error))
                del frame
                yield count, page
        except Image.DecompressionBombError as error:
            what = f"the picture has more than {2 * MOST_PIXELS // 10**6} million pixels"
            raise NotADocument(str(file.path), what, "Scan it at 300 dpi") from error
        except (UnidentifiedImageError, OSError, EOFError, SyntaxError) as error:
            raise NotADocument(
                str(file.path), f"the picture is damaged ({error})", "Scan or copy it again"
            ) from error


@contextmanager
def _pdf(file: File, stream: BufferedReader, password: str | None) -> Iterator[Any]:
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        document = pypdfium2.PdfDocument(stream, password=password)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            what = "the password is wrong" if password else "the PDF is encrypted"
            raise Encrypted(str(file.path), what, "Give its password with --password") from error
        raise NotADocument(
            str(file.path), "the PDF is damaged and cannot be opened", "Scan or copy it again"
        ) from error
    try:
        yield document
    finally:
        document.close()


def _pdf_pages(
    file: File, password: str | None, wanted: range | None
) -> Iterator[tuple[int, RawPage]]:
    import pypdfium2

    with ExitStack() as held:
        document = held.enter_context(_pdf(file, held.enter_context(_bytes_of(file)), password))
        count = len(document)
        if not count:
            raise NotADocument(str(file.path), "the PDF has no pages", "Scan or copy it again")
        plumber: Any = None

        def plumbed(index: int) -> Any:
            nonlocal plumber
            if plumber is None:
                import pdfplumber  # only for pages whose text layer is used

                stream = held.enter_context(_bytes_of(file))
                plumber = pdfplumber.open(stream, password=password or "")
            return plumber.pages[index]

        for number in _numbers(count, wanted):
            index = number - 1
            try:
                page = document[index]
            except pypdfium2.PdfiumError:
                yield count, _Lost(number, _damaged(number))
                continue
            size = file.stamp[1]
            yield count, _PdfPage(number, page, lambda index=index: plumbed(index), size)
            page.close()
            if plumber is not None:
                plumber.pages[index].close()


def _numbers(count: int, wanted: range | None) -> Iterator[int]:
    """Numbers of the pages that are there and wanted, the first is 1."""
    return (n for n in range(1, count + 1) if wanted is None or n in wanted)


def raw_pages(
    file: File, password: str | None = None, wanted: range | None = None
) -> Iterator[tuple[int, RawPage]]:
    """How many pages there are, and each page, one at a time.

    wanted: numbers of the pages to give, the first is 1; None for all.
    A page is valid until the next one is asked for. Raises Encrypted or NotADocument.
    """
    try:
        pdf = file.kind == "pdf"
        yield from _pdf_pages(file, password, wanted) if pdf else _pictures(file, wanted)
    except MemoryError as error:
        raise NotADocument(str(file.path), "a page is too large", "Scan it smaller") from error
