"""Small tables, drawn, damaged and cleaned as the product cleans a page.

A whole table is damaged at once, so that a cell has what surrounds it on paper: rules,
neighbours, lines of text, dirt that runs from one cell into the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ingest.page.clean import ink
from ingest.page.rulings import draw
from training import inputs
from training.number_reader.damage import Chance, Damage, Pixels, clouds, scanned
from training.number_reader.figures import Figure, code_figure, figure, words

DPI = 200.0
"""Of the cleaned page."""
_FONTS = json.loads((Path(__file__).parent / "fonts.json").read_text("utf-8"))
_HALVED = 0.012
_HALF_AS_DARK = 0.8
"""A half of a figure may lose more than the whole of it."""
_GROUPS = {"times": 0.42, "sans": 0.33, "serif": 0.20, "mono": 0.05}
Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell of a sheet, in pixels of the cleaned page: left, top, right, bottom.

    box: along the middle of the rules. print: around what is typed, None when empty.
    figure: what is typed. left: which part of the print's blackness outlived the damage;
    weakest: the same of the sign, or the half of a figure, that suffered most.
    """

    box: Edges
    print: Edges | None
    figure: Figure
    left: float
    weakest: float


@dataclass(frozen=True, slots=True)
class Made:
    """A cleaned page, its resolution and its cells."""

    pixels: Pixels
    dpi: float
    cells: tuple[Typed, ...]


def held_out() -> tuple[str, ...]:
    """Families that are never trained on."""
    return tuple(_FONTS["held_out"])


def family(chance: Chance) -> str:
    """A family to train on, half of them near Times New Roman."""
    group = str(chance.choice(list(_GROUPS), p=list(_GROUPS.values())))
    names: list[str] = [n for n in _FONTS["families"][group] if n not in _FONTS["held_out"]]
    return names[int(chance.integers(0, len(names)))]


def files_of(name: str) -> list[str]:
    """The font files of a family, each a path that begins with the package that holds it."""
    for group in _FONTS["families"].values():
        if name in group:
            return list(group[name])
    raise KeyError(name)


def family_files() -> Iterator[str]:
    """The font files of all families."""
    for group in _FONTS["families"].values():
        for files in group.values():
            yield from files


@lru_cache(maxsize=64)
def _face(path: str, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(inputs.inside(path), pixels)


def _spread(chance: Chance, low: float, high: float, total: float) -> list[float]:
    """Edges from 0 up to about `total` with random steps."""
    edges = [0.0]
    while edges[-1] < total:
        edges.append(edges[-1] + float(chance.uniform(low, high)))
    return edges


class _Drawing:
    """A table while it is drawn; lengths in points unless said."""

    def __init__(self, chance: Chance, name: str) -> None:
        self.chance = chance
        self.scale = float(chance.choice((150, 180, 200, 200, 200, 240, 300))) / 72
        self.size = float(chance.uniform(8.5, 14.5)) if chance.random() < 0.93 else 16.0
        files = files_of(name)
        plain = [f for f in files if not any(k in f for k in ("Bold", "bold", "Italic", "Ital"))]
        self.faces = [self._some(plain or files), self._some(files)]
        self.shade = int(chance.integers(0, 60)) if chance.random() < 0.4 else 0
        tight = chance.random() < 0.35
        low = self.size * (1.7 if tight else 2.3)
        self.columns = _spread(chance, low, low + (12 if tight else 26), 270)
        line = self.size * 1.3
        tall = chance.random() < 0.35
        self.rows = _spread(chance, line + 1, line + (34 if tall else 9), 170 if tall else 150)
        self.margin = 16.0
        self.padding = float(chance.uniform(1.2, 5.4))
        self.align = str(chance.choice(("centre", "right", "left"), p=(0.7, 0.2, 0.1)))
        self.valign = float(chance.choice((0.5, 0.0, 1.0), p=(0.7, 0.22, 0.08)))
        width = round((self.columns[-1] + 2 * self.margin) * self.scale)
        height = round((self.rows[-1] + 2 * self.margin) * self.scale)
        self.image = Image.new("L", (width, height), 255)
        self.pen = ImageDraw.Draw(self.image)
        self.cells: list[tuple[Edges, tuple[Edges, ...], Figure]] = []

    def _some(self, files: Sequence[str]) -> str:
        return files[int(self.chance.integers(0, len(files)))]

    def font(self, usual: bool) -> ImageFont.FreeTypeFont:
        return _face(self.faces[0 if usual else 1], round(self.size * self.scale * 2) / 2)

    def _text(self, text: str, x: float, y: float, usual: bool) -> tuple[Edges, ...]:
        """Write with the left end of the line at x and its middle at y, in pixels.

        Gives the box of each sign that has ink.
        """
        face = self.font(usual)
        ascent, descent = face.getmetrics()
        y -= (ascent + descent) / 2
        self.pen.text((x, y), text, font=face, fill=self.shade)
        boxes = []
        for k, sign in enumerate(text):
            left, top, right, bottom = face.getbbox(sign)
            start = x + face.getlength(text[: k + 1]) - face.getlength(sign)
            if right > left and bottom > top:
                boxes.append((start + left, y + top, start + right, y + bottom))
        return tuple(boxes)

    def fill(self) -> None:
        """Type into every cell; some columns hold running text."""
        prose = {
            k
            for k in range(len(self.columns) - 1)
            if self.chance.random() < (0.3 if k in (0, len(self.columns) - 2) else 0.06)
        }
        codes = 0 if self.chance.random() < 0.35 else None
        for k, (left, right) in enumerate(zip(self.columns, self.columns[1:], strict=False)):
            for top, bottom in zip(self.rows, self.rows[1:], strict=False):
                box = (left, top, right, bottom)
                if k in prose:
                    self._prose(box)
                else:
                    self._cell(box, code_figure if k == codes else figure)

    def _prose(self, box: Edges) -> None:
        line = self.size * float(self.chance.uniform(1.1, 1.25))
        y = box[1] + line * 0.6
        while y + line * 0.5 <= box[3]:
            text = words(self.chance, int(self.chance.integers(2, 6)))
            face = self.font(True)
            room = (box[2] - box[0] - float(self.chance.uniform(0.6, 5))) * self.scale
            while text and face.getlength(text) > room:
                text = text[:-1]
            x = (box[0] + self.margin) * self.scale + float(self.chance.uniform(1, 5))
            if self.chance.random() < 0.5:  # flush with the next column
                x = (box[2] + self.margin - 0.8) * self.scale - face.getlength(text)
            self._text(text, x, (y + self.margin) * self.scale, True)
            y += line

    def _cell(self, box: Edges, make: Callable[[Chance], Figure]) -> None:
        chance, scale = self.chance, self.scale
        usual = chance.random() < 0.75
        face = self.font(usual)
        room = (box[2] - box[0] - 1.6) * scale
        typed = make(chance)
        for _ in range(6):
            if all(face.getlength(line) <= room for line in typed.lines):
                break
            typed = make(chance)
        else:
            typed = Figure((), "")
        line = self.size * 1.17
        if len(typed.lines) * line > box[3] - box[1] + 1:
            typed = Figure((), "")
        height = len(typed.lines) * line
        free = box[3] - box[1] - height
        y = box[1] + min(max(free * self.valign, min(2.0, free / 2)), max(free - 1, free / 2))
        found: list[Edges] = []
        for text in typed.lines:
            long = face.getlength(text)
            left = (box[0] + self.margin) * scale
            right = (box[2] + self.margin) * scale
            pad = min(self.padding * scale, (right - left - long) / 2)
            x = {"left": left + pad, "right": right - pad - long}.get(
                self.align, (left + right - long) / 2
            )
            found.extend(self._text(text, x, (y + line / 2 + self.margin) * scale, usual))
            y += line
        if found and len(typed.lines) == 1 and chance.random() < _HALVED:
            typed = self._halved(typed, _around(found), face)
        m = self.margin
        pixel_box = tuple((v + m) * scale for v in box)
        self.cells.append((pixel_box, tuple(found), typed))  # type: ignore[arg-type]

    def _halved(self, typed: Figure, around: Edges, face: ImageFont.FreeTypeFont) -> Figure:
        """Half of the first or the last sign is wiped away: no longer a figure."""
        text = typed.lines[0]
        at_end = self.chance.random() < 0.5
        sign = text[-1] if at_end else text[0]
        if sign not in "23456789":
            return typed
        part = face.getlength(sign) * float(self.chance.uniform(0.38, 0.62))
        x0, y0, x1, y1 = around
        wiped = (
            (x1 - part, y0 - 2, x1 + 2, y1 + 2) if at_end else (x0 - 2, y0 - 2, x0 + part, y1 + 2)
        )
        self.pen.rectangle(wiped, fill=255)
        return Figure(typed.lines, "#")

    def pixels(self) -> Pixels:
        canvas = np.array(self.image)
        self.bare = canvas.copy()
        self._rules(canvas)
        self._overlays(canvas)
        return canvas

    def _rules(self, canvas: Pixels) -> None:
        chance = self.chance
        style = str(
            chance.choice(
                ("grid", "thin", "dotted", "dashed", "horizontal", "none", "double"),
                p=(0.42, 0.16, 0.09, 0.06, 0.12, 0.11, 0.04),
            )
        )
        if style == "none":
            return
        thick = float(chance.uniform(0.15, 0.4) if style == "thin" else chance.uniform(0.35, 1.6))
        shade = float(chance.uniform(0, 120)) if chance.random() < 0.3 else 0.0
        m, s = self.margin, self.scale
        x0, x1 = m * s, (self.columns[-1] + m) * s
        y0, y1 = m * s, (self.rows[-1] + m) * s
        ways = [(canvas, self.rows, x0, x1)]
        if style != "horizontal":
            ways.append((canvas.T, self.columns, y0, y1))
        for picture, edges, start, end in ways:
            for edge in edges:
                offsets = (-0.8, 0.8) if style == "double" else (0.0,)
                for offset in offsets:
                    line = thick * (0.5 if style == "double" else 1.0)
                    self._rule(picture, (edge + m + offset) * s, start, end, line * s, shade, style)

    def _rule(
        self,
        picture: Pixels,
        at: float,
        start: float,
        end: float,
        thick: float,
        shade: float,
        style: str,
    ) -> None:
        """One horizontal rule of a picture (a column's on the transposed one), in pixels."""
        rows = np.arange(int(at - thick / 2) - 1, int(at + thick / 2) + 2)
        cover = np.clip(
            np.minimum(rows + 1, at + thick / 2) - np.maximum(rows, at - thick / 2), 0, 1
        )
        along = np.ones(int(end) - int(start))
        if style in ("dotted", "dashed"):
            period = (1.6 if style == "dotted" else 6.0) * self.scale
            along = (np.arange(len(along)) % period < period * 0.55).astype(np.float64)
        if self.chance.random() < 0.12:  # broken
            gap = int(self.chance.integers(0, len(along)))
            along[gap : gap + int(self.chance.uniform(4, 60) * self.scale)] = 0
        values = 255 - (255 - shade) * cover[:, None] * along[None, :]
        part = picture[rows[0] : rows[-1] + 1, int(start) : int(end)]
        np.minimum(part, values.astype(np.uint8), out=part)

    def _overlays(self, canvas: Pixels) -> None:
        """Seals, ticks, ovals and underlines, faded as colour fades in the value channel."""
        chance, s = self.chance, self.scale
        if chance.random() > 0.5:
            return
        layer = np.full(canvas.shape, 255, np.uint8)
        for _ in range(int(chance.choice((0, 1, 2), p=(0.4, 0.45, 0.15)))):
            self._seal(layer)
        if chance.random() < 0.15:
            self._signature(layer)
        for box, signs, _ in self.cells:
            if not signs:
                if chance.random() < 0.04:
                    self._tick(layer, box, box[1], box[3])
                continue
            if chance.random() > 0.3:
                continue
            shade = int(chance.integers(60, 235))
            x0, y0, x1, y1 = around = _around(signs)
            kind = int(chance.integers(0, 3))
            if kind == 0:
                self._tick(layer, box, y0, y1)
            elif kind == 1:
                self._oval(layer, around, shade, self._thick(0.5, 1.6))
            else:
                y = int(y1 + chance.uniform(0.8, 3) * s)
                ends = (int(x0), y), (int(x1), y + int(chance.integers(-2, 3)))
                cv2.line(layer, ends[0], ends[1], shade, self._thick(0.5, 1.6), cv2.LINE_AA)
        np.minimum(canvas, layer, out=canvas)

    def _thick(self, least: float, most: float) -> int:
        return max(1, round(float(self.chance.uniform(least, most)) * self.scale))

    def _tick(self, layer: Pixels, box: Edges, top: float, bottom: float) -> None:
        """A pen's tick somewhere in a box, between two heights."""
        chance, s = self.chance, self.scale
        x, y = chance.uniform(box[0], box[2]), chance.uniform(top, bottom)
        tick = np.array([(x - 4 * s, y - 2 * s), (x - s, y + 3 * s), (x + 7 * s, y - 8 * s)])
        shade = int(chance.integers(60, 235))
        thick = self._thick(0.5, 1.6)
        cv2.polylines(layer, [tick.astype(np.int32)], False, shade, thick, cv2.LINE_AA)

    def _seal(self, layer: Pixels) -> None:
        """A round seal: rings, letters along them, a star; its ink uneven and here and there gone.

        Its own picture is laid over the page, so that its gaps do not touch the print.
        """
        chance, s = self.chance, self.scale
        height, width = layer.shape
        own = np.full_like(layer, 255)
        centre = (int(chance.integers(0, width)), int(chance.integers(0, height)))
        shade = int(
            chance.integers(150, 242) if chance.random() < 0.8 else chance.integers(90, 150)
        )
        outer = float(chance.uniform(38, 56))
        for part in (1.0, 0.92, 0.58):
            cv2.circle(
                own, centre, round(outer * part * s), shade, self._thick(0.6, 2.4), cv2.LINE_AA
            )
        picture = Image.fromarray(own)
        pen = ImageDraw.Draw(picture)
        face = _face(self.faces[0], round(float(chance.uniform(7, 12)) * s))
        for turn in np.arange(0.0, 2 * np.pi, float(chance.uniform(0.2, 0.4))):
            letter = "BCDEGHKLMNOPQRSTUY"[int(chance.integers(0, 18))]
            reach = outer * 0.76 * s
            at = (centre[0] + reach * np.cos(turn), centre[1] + reach * np.sin(turn))
            pen.text(at, letter, font=face, fill=shade, anchor="mm")
        points = np.array([(np.sin(k * 0.8 * np.pi), -np.cos(k * 0.8 * np.pi)) for k in range(5)])
        star = (points * outer * 0.3 * s + centre).astype(np.int32)
        own = np.array(picture)
        cv2.fillPoly(own, [star], shade)
        uneven = clouds(chance, layer.shape, 12 * s) * float(chance.uniform(0, 45))
        worn = np.clip(own + np.where(own < 255, uneven, 0), 40, 255).astype(np.uint8)
        np.minimum(layer, worn, out=layer)

    def _signature(self, layer: Pixels) -> None:
        """A pen's loops across several cells."""
        chance, s = self.chance, self.scale
        height, width = layer.shape
        along = np.linspace(0, 1, 60)
        x = chance.uniform(0, width) + along * chance.uniform(40, 140) * s
        x = x + np.sin(along * chance.uniform(8, 40)) * chance.uniform(2, 12) * s
        y = chance.uniform(0, height) + np.sin(along * chance.uniform(6, 40)) * (
            chance.uniform(3, 18) * s
        )
        line = np.stack([x, y], axis=1).astype(np.int32)
        shade = int(chance.integers(60, 220))
        cv2.polylines(layer, [line], False, shade, self._thick(0.4, 1.2), cv2.LINE_AA)

    def _oval(self, layer: Pixels, around: Edges, shade: int, thick: int) -> None:
        """A pen's oval about a figure, whole or, where the pen was dry, in pieces."""
        chance, s = self.chance, self.scale
        x0, y0, x1, y1 = around
        shift = chance.normal(0, 3.2, 2) * s
        centre = (int((x0 + x1) / 2 + shift[0]), int((y0 + y1) / 2 + shift[1]))
        grow = chance.uniform(2, 9, 2) * s
        axes = (int((x1 - x0) / 2 + grow[0]), int((y1 - y0) / 2 + grow[1] * 0.7))
        turn = float(chance.uniform(-15, 15))
        pieces = 1 if chance.random() < 0.4 else int(chance.integers(3, 9))
        step = 360 / pieces
        for k in range(pieces):
            end = k * step + step * (1.0 if pieces == 1 else float(chance.uniform(0.4, 1.0)))
            cv2.ellipse(layer, centre, axes, turn, k * step, end, shade, thick, cv2.LINE_AA)


def _skew(chance: Chance) -> float:
    """Degrees left over after the page was straightened."""
    return float(chance.uniform(-0.8, 0.8) if chance.random() < 0.15 else chance.normal(0, 0.07))


def _straightened(
    chance: Chance, grey: Pixels, scale: float
) -> tuple[Pixels, np.ndarray[Any, np.dtype[np.float64]]]:
    """The cleaned page at DPI, and the matrix that leads to it."""
    inked = ink(grey, scale)
    target = DPI / 72
    middle = (grey.shape[1] / 2, grey.shape[0] / 2)
    turn = np.asarray(cv2.getRotationMatrix2D(middle, _skew(chance), target / scale), np.float64)
    size = (round(grey.shape[1] * target / scale), round(grey.shape[0] * target / scale))
    turn[:, 2] += np.array(size) / 2 - np.array(middle) + chance.uniform(-0.5, 0.5, 2)
    how = cv2.INTER_CUBIC if target > scale * 1.05 else cv2.INTER_LINEAR
    straight = cv2.warpAffine(inked, turn, size, flags=how, borderValue=0)
    return np.asarray(255 - straight, np.uint8), turn


def _moved(matrix: np.ndarray[Any, np.dtype[np.float64]], box: Edges) -> Edges:
    x0, y0, x1, y1 = box
    mx, my = (x0 + x1) / 2, (y0 + y1) / 2
    points = matrix @ np.array([(x0, my, 1), (x1, my, 1), (mx, y0, 1), (mx, y1, 1)], float).T
    return float(points[0, 0]), float(points[1, 2]), float(points[0, 1]), float(points[1, 3])


def sheet(chance: Chance, name: str | None = None, damage: Damage = scanned) -> Made:
    """One table; name: its font family, drawn at random when None. damage: how it is scanned."""
    drawing = _Drawing(chance, name or family(chance))
    drawing.fill()
    page = damage(chance, drawing.pixels(), drawing.scale)
    straight, matrix = _straightened(chance, page, drawing.scale)
    if chance.random() < 0.7:  # the product takes specks out before reading
        straight = draw(straight, DPI / 72).clean
    size = (straight.shape[1], straight.shape[0])
    bare = np.asarray(cv2.warpAffine(255 - drawing.bare, matrix, size), np.uint8)
    cells = []
    for box, signs, typed in drawing.cells:
        there = [_moved(matrix, sign) for sign in signs]
        around = _around(there) if there else None
        left, weakest = outlived(np.asarray(255 - straight, np.uint8), bare, there)
        cells.append(Typed(_moved(matrix, box), around, typed, left, weakest))
    return Made(straight, DPI, tuple(cells))


def _around(boxes: Sequence[Edges]) -> Edges:
    """The box around some boxes."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def outlived(inked: Pixels, bare: Pixels, signs: Sequence[Edges]) -> tuple[float, float]:
    """Ratios of blackness after and before: of all signs, and of the weakest one.

    Every sign counts by itself, however small: a lost minus or comma makes another number.
    A sign as large as a figure counts by its halves too.
    """
    if not signs:
        return 1.0, 1.0
    whole = _ratio(inked, bare, _around(signs))
    weakest = 1.0
    tall = max(s[3] - s[1] for s in signs)
    for x0, y0, x1, y1 in signs:
        weakest = min(weakest, _ratio(inked, bare, (x0, y0, x1, y1)))
        if y1 - y0 >= 0.6 * tall and x1 - x0 >= 0.3 * tall:
            mx, my = (x0 + x1) / 2, (y0 + y1) / 2
            halves = ((x0, y0, mx, y1), (mx, y0, x1, y1), (x0, y0, x1, my), (x0, my, x1, y1))
            weakest = min(weakest, *(_ratio(inked, bare, half) / _HALF_AS_DARK for half in halves))
    return whole, weakest


def _ratio(inked: Pixels, bare: Pixels, edges: Edges) -> float:
    """Blackness after and before in a box, edges included."""
    x0, y0, x1, y1 = (max(0, round(v)) for v in edges)
    place = np.s_[y0 : max(y0, y1) + 1, x0 : max(x0, x1) + 1]
    after, before = inked[place].sum(dtype=np.float64), bare[place].sum(dtype=np.float64)
    return float((after + 30) / (before + 30))
