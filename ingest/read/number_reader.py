"""Reads figures in boxes: scores, codes, ratios, percentages; says how far to trust each.

Its own witness beside the OCR engine: a small network that was trained on figures only. It
reads one line of digits and separators; a text is "#" to it, and no text is made of it here.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.image import Pixels
from ingest.read.figure_window import HEIGHT, Box, CropDefect, Window, windows

if TYPE_CHECKING:
    import onnxruntime

Chances = NDArray[np.float32]
"""Log-chances, shape (steps, 1 + signs); column 0 is "no sign here"."""

MODEL = Path(__file__).parent.parent / "models" / "number_reader.onnx"
NOT_A_NUMBER = "#"

_ROWS = 40
_WIDTHS = 16
"""Pictures are widened to a multiple of this by their own width alone, so that what stands
in the same batch does not change a reading."""
_BATCH = 64
View = tuple[float, int, int]
"""How a window is shown to the network: its scale, rows down, columns right."""
_FIRST_VIEW: tuple[View, ...] = ((1.0, 0, 0),)
_SECOND_VIEW: tuple[View, ...] = ((0.9, 1, 2),)
_MORE_VIEWS: tuple[View, ...] = ((1.1, -1, 1), (0.95, -2, 3))
"""Shown when the first two are not sure."""
_SURE = 0.97
_CLEAN_BLANK = 0.9995
"""Confidence in an empty cell without a grain of ink; no such window was ever a figure."""
_WITH_DEFECT = {
    CropDefect.CUT: 0.5,
    CropDefect.LINES: 0.5,
    CropDefect.RULE: 0.7,
    CropDefect.WIDE: 0.5,
    CropDefect.MORE: 0.5,
}
"""What is left of the confidence when the window may not show all of the cell."""
_FORM = re.compile(
    r"#|-?"  # no number, nothing, not applicable
    r"|[-+]?\d+([.,]\d+)*[.,]?%?"  # scores, codes, thousands, percentages
    r"|\([-+]?\d+([.,]\d+)?\)"
    r"|\d+([.,]\d+)*/\d+([.,]\d+)*"
    r"|[IVX]+([.]\d+)*\.?"
)
"""What figures, codes and ratios look like."""
_ODD = 0.1
"""Weight of a string of no usual form against one that has it."""
_BEAMS = 6
_CERTAIN = 0.95
"""Probability of one string in every view from which on no others are looked for."""
_FAINTEST = 1e-3
_MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class FigureReading:
    """What stands in a box.

    text: best string of digits and ``, . / % - + ( ) I V X``; "" for an empty cell, "#" for
        what is no number.
    confidence: probability that `text` is right, mean over the views.
    alternatives: the next best strings with their probabilities, best first.
    accepted: sure enough to be used unseen: a number whose value is over the threshold that
        came with the model (comma and point count as one), of a usual form, all views
        agreeing on the value, nothing unexplained (ink cut off, a second line).
    """

    text: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    accepted: bool


class NumberReader:
    """A loaded network. One core; the same pixels always give the same readings."""

    def __init__(self, model: Path | None = None) -> None:
        """model: an ONNX file with its record (same name, .json) beside it; None: our own."""
        import onnxruntime

        path = model or MODEL
        record = json.loads(path.with_suffix(".json").read_text("utf-8"))
        self._signs: str = record["alphabet"]
        self._threshold: float = record["threshold"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: onnxruntime.InferenceSession = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )

    def read(
        self, pixels: Pixels, boxes: Sequence[Box], dpi: float, said: Sequence[str] = ()
    ) -> tuple[FigureReading, ...]:
        """One reading for each box, in order.

        pixels: (height, width) uint8, a cleaned page (ingest.page.clean), paper 255. boxes: left,
        top, right, bottom in its pixels, along the middle of the rules, right to about three
        points. dpi: pixels an inch. said: what another engine read in each box, or nothing; a
        figure of which one view is certain, and that was said too, is looked at no more. Raises
        ValueError for other pixels or no page under the boxes.
        """
        seen = list(windows(pixels, boxes, dpi))
        inked = [k for k, window in enumerate(seen) if not window.blank]
        views = self._chances([seen[k].ink for k in inked], _FIRST_VIEW)
        judged = {k: _Judged(v, self._signs) for k, v in zip(inked, views, strict=True)}
        _score(list(judged.values()))

        def look_again(cells: Sequence[int], views: Sequence[View]) -> None:
            more = self._chances([seen[k].ink for k in cells], views)
            for k, extra in zip(cells, more, strict=True):
                judged[k].look_again(extra)
            _score([judged[k] for k in cells])

        told = dict(enumerate(said))
        left = {k: j for k, j in judged.items() if not j.bears_out(told.get(k, ""))}
        look_again(list(left), _SECOND_VIEW)
        open_ones = [j for j in left.values() if not j.certain]
        for cell in open_ones:
            cell.take_in(_beams(cell.views[0]))
        _score(open_ones)
        look_again([k for k, j in left.items() if j.doubtful], _MORE_VIEWS)
        return tuple(self._reading(w, judged.get(k)) for k, w in enumerate(seen))

    def quick_read(
        self, pixels: Pixels, boxes: Sequence[Box], dpi: float
    ) -> tuple[tuple[str, float], ...]:
        """Text and confidence for each box from one view alone, to tell figures from words.

        Takes what `read` takes. The confidence is the probability of the best path, a lower
        bound of that of its text; a figure that is handed on is read by `read`.
        """
        seen = list(windows(pixels, boxes, dpi))
        inked = [k for k, window in enumerate(seen) if not window.blank]
        found = [("", 0.0)] * len(seen)
        views = self._chances([seen[k].ink for k in inked], _FIRST_VIEW)
        for k, (view,) in zip(inked, views, strict=True):
            text = "".join(self._signs[c - 1] for c in _best_path(view))
            left = min((_WITH_DEFECT[t] for t in seen[k].defects), default=1.0)
            found[k] = (text, float(np.exp(view.max(axis=1).sum())) * left)
        return tuple(found)

    def _chances(self, inks: Sequence[Pixels], views: Sequence[View]) -> list[list[Chances]]:
        """The chances of each picture in each view."""
        groups: dict[int, list[tuple[int, Pixels]]] = defaultdict(list)
        for at, ink in enumerate(inks):
            for view in views:
                picture = _shown(ink, view)
                groups[picture.shape[1]].append((at, picture))
        found: list[list[Chances]] = [[] for _ in inks]
        for members in groups.values():
            for start in range(0, len(members), _BATCH):
                part = members[start : start + _BATCH]
                batch = np.stack([picture for _, picture in part])[:, None].astype(np.float32)
                (chances,) = self._session.run(None, {"ink": batch / np.float32(255)})
                for (at, _), own in zip(part, chances, strict=True):
                    found[at].append(own)
        return found

    def _reading(self, window: Window, judged: _Judged | None) -> FigureReading:
        left = min((_WITH_DEFECT[t] for t in window.defects), default=1.0)
        if judged is None:
            return FigureReading("", _CLEAN_BLANK * left, (), not window.defects)
        ranked = judged.ranked()
        text, confidence = ranked[0]
        others = sorted(ranked[1:], key=lambda found: -found[1])[:_MOST_ALTERNATIVES]
        alternatives = tuple((s, p * left) for s, p in others)
        value = _value(text)
        accepted = (
            sum(p for s, p in ranked if _value(s) == value) >= self._threshold
            and judged.agreeing
            and not window.defects
            and text != NOT_A_NUMBER
            and _FORM.fullmatch(text) is not None
        )
        return FigureReading(text, confidence * left, alternatives, accepted)


def _shown(ink: Pixels, view: View) -> Pixels:
    """The picture scaled and moved, _ROWS high, a multiple of _WIDTHS wide."""
    scale, down, right = view
    height, width = ink.shape
    if scale != 1.0:
        size = (max(8, round(width * scale)), round(height * scale))
        ink = np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        height, width = ink.shape
    out = np.zeros((_ROWS, max(32, -(-(width + right) // _WIDTHS) * _WIDTHS)), np.uint8)
    top = (height - _ROWS) // 2 - down
    a, b = max(0, top), min(height, top + _ROWS)
    out[a - top : b - top, right : right + width] = ink[a:b]
    return out


class _Judged:
    """The strings that one cell may hold, and their probability in every view."""

    def __init__(self, views: Sequence[Chances], signs: str) -> None:
        self.views = list(views)
        self.signs = signs
        self.strings: list[tuple[int, ...]] = []
        self.take_in(map(_best_path, self.views))

    def take_in(self, strings: Iterable[tuple[int, ...]]) -> None:
        """Take more strings into account; the probabilities are to be filled in anew."""
        self.strings = list(dict.fromkeys((*self.strings, *strings)))
        self.chances = np.zeros((len(self.strings), len(self.views)))

    def look_again(self, views: Sequence[Chances]) -> None:
        """Take more views into account; the probabilities are to be filled in anew."""
        self.views.extend(views)
        self.take_in(map(_best_path, views))

    @property
    def certain(self) -> bool:
        """Whether one string is as good as sure in every view."""
        return bool(self.chances.min(axis=1).max() >= _CERTAIN)

    def bears_out(self, said: str) -> bool:
        """Whether it is certain, and of the value that another engine read."""
        (text, _), *_ = self.ranked()
        return self.certain and _value(text) == _value(said.strip())

    @property
    def confidence(self) -> float:
        return float(self.chances.mean(axis=1).max())

    @property
    def agreeing(self) -> bool:
        """Whether one value is the best in every view."""
        best = {self._text(k) for k in self.chances.argmax(axis=0).tolist()}
        return len({_value(text) for text in best}) == 1

    @property
    def doubtful(self) -> bool:
        """Whether more views may bear a figure out; a word in every view stays one."""
        seen = {self._text(k) for k in self.chances.argmax(axis=0).tolist()}
        return seen != {NOT_A_NUMBER} and (not self.agreeing or self.confidence < _SURE)

    def ranked(self) -> list[tuple[str, float]]:
        """Strings with their mean probability; one of an odd form must be far better."""
        mean: dict[str, float] = defaultdict(float)
        for at, chance in enumerate(self.chances.mean(axis=1).tolist()):
            mean[self._text(at)] += chance
        return sorted(mean.items(), key=lambda f: -f[1] * (1.0 if _FORM.fullmatch(f[0]) else _ODD))

    def _text(self, at: int) -> str:
        text = "".join(self.signs[c - 1] for c in self.strings[at])
        return NOT_A_NUMBER if NOT_A_NUMBER in text else text


def _value(text: str) -> str:
    """The text with one kind of separator."""
    return text.replace(",", ".")


def _best_path(chances: Chances) -> tuple[int, ...]:
    """The classes of the best path, repeats joined and gaps left out."""
    path = chances.argmax(axis=1).tolist()
    return tuple(c for c, before in zip(path, [0, *path], strict=False) if c not in (0, before))


def _beams(chances: Chances) -> list[tuple[int, ...]]:
    """The most probable strings by a prefix beam search, best first."""
    # For each prefix: the probability that it ended in a gap, and in its last sign.
    beams: dict[tuple[int, ...], list[float]] = {(): [1.0, 0.0]}
    for row in np.exp(chances):
        near = [int(c) for c in np.flatnonzero(row >= _FAINTEST) if c]
        values: list[float] = row.tolist()
        after: dict[tuple[int, ...], list[float]] = {}
        for prefix, (gap, sign) in beams.items():
            last = prefix[-1] if prefix else 0
            same = after.setdefault(prefix, [0.0, 0.0])
            same[0] += (gap + sign) * values[0]
            if last:
                same[1] += sign * values[last]
            for c in near:
                longer = after.setdefault((*prefix, c), [0.0, 0.0])
                longer[1] += (gap if c == last else gap + sign) * values[c]
        if len(after) > _BEAMS:
            best = sorted(after, key=lambda prefix: -sum(after[prefix]))[:_BEAMS]
            after = {prefix: after[prefix] for prefix in best}
        beams = after
    return sorted(beams, key=lambda prefix: -sum(beams[prefix]))


def _score(cells: Sequence[_Judged]) -> None:
    """Fill in the exact probability of every string in every view, all cells at once."""
    work = [
        (cell, s, v)
        for cell in cells
        for s in range(len(cell.strings))
        for v in range(len(cell.views))
    ]
    if not work:
        return
    views = [view for cell in cells for view in cell.views]
    first = np.cumsum([0, *(len(cell.views) for cell in cells)]).tolist()
    begin = {id(cell): at for cell, at in zip(cells, first, strict=False)}
    chances = _side_by_side(views)
    states = 2 * max(len(cell.strings[s]) for cell, s, _ in work) + 1
    paths = np.zeros((len(work), states), np.int64)
    last = np.zeros(len(work), np.int64)
    for k, (cell, s, _) in enumerate(work):
        string = cell.strings[s]
        paths[k, 1 : 2 * len(string) : 2] = string
        last[k] = 2 * len(string)
    skips = np.zeros((len(work), states))
    skips[:, 2:] = (paths[:, 2:] != 0) & (paths[:, 2:] != paths[:, :-2])
    of_view = np.array([begin[id(cell)] + v for cell, _, v in work])
    at = of_view[:, None] * chances.shape[2] + paths
    emit = chances[0].ravel()[at]
    state = np.zeros((len(work), states))
    state[:, :2] = emit[:, :2]
    state[:, 1:2] *= (last > 0)[:, None]
    for now in chances[1:]:
        came = state.copy()
        came[:, 1:] += state[:, :-1]
        came[:, 2:] += skips[:, 2:] * state[:, :-2]
        state = came * now.ravel()[at]
    rows = np.arange(len(work))
    total = state[rows, last] + np.where(last > 0, state[rows, np.maximum(last - 1, 0)], 0.0)
    for (cell, s, v), chance in zip(work, total.tolist(), strict=True):
        cell.chances[s, v] = min(1.0, chance)


def _side_by_side(views: Sequence[Chances]) -> NDArray[np.float64]:
    """Chances (not their logarithms) of all views, (steps, views, 1 + signs).

    A picture narrower than the widest one goes on with sure gaps.
    """
    steps = max(map(len, views))
    found = np.zeros((steps, len(views), views[0].shape[1]))
    found[:, :, 0] = 1.0
    for k, view in enumerate(views):
        found[: len(view), k] = np.exp(view)
    return found


assert HEIGHT > _ROWS
