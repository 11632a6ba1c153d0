"""Boxes and the way back from a cleaned page to the page as the user sees it.

All lengths are points (1/72 inch); the origin is the top left corner, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, origin top left.

    x0, x1: left and right edge; top, bottom: upper and lower edge.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    def overlap(self, other: Box) -> Box:
        """The common part; its width or height is negative where there is none.

        >>> Box(0, 0, 10, 10).overlap(Box(5, 5, 20, 20))
        Box(x0=5, top=5, x1=10, bottom=10)
        """
        return Box(
            max(self.x0, other.x0),
            max(self.top, other.top),
            min(self.x1, other.x1),
            min(self.bottom, other.bottom),
        )

    def share_inside(self, other: Box) -> float:
        """How much of this box lies in the other, 0 to 1.

        >>> Box(0, 0, 10, 10).share_inside(Box(5, 0, 20, 20))
        0.5
        """
        common = self.overlap(other)
        if common.width <= 0 or common.height <= 0 or self.area == 0:
            return 0.0
        return common.area / self.area

    def contains_point(self, x: float, y: float) -> bool:
        return self.x0 <= x < self.x1 and self.top <= y < self.bottom

    def scaled(self, by: float) -> Box:
        """The box with every length taken times `by`."""
        return Box(self.x0 * by, self.top * by, self.x1 * by, self.bottom * by)

    def grown(self, by: float) -> Box:
        return Box(self.x0 - by, self.top - by, self.x1 + by, self.bottom + by)


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of the boxes.

    >>> hull([Box(0, 0, 1, 1), Box(3, 2, 4, 5)])
    Box(x0=0, top=0, x1=4, bottom=5)
    """
    found = list(boxes)
    if not found:
        raise ValueError("no boxes")
    return Box(
        min(b.x0 for b in found),
        min(b.top for b in found),
        max(b.x1 for b in found),
        max(b.bottom for b in found),
    )


Placed = TypeVar("Placed")


def text_lines(
    things: Iterable[Placed], box_of: Callable[[Placed], Box], slack: float = 0.0
) -> list[list[Placed]]:
    """Things as lines of text from top to bottom, each line from left to right.

    A thing joins the line whose last one's middle lies within half the height of the lower of
    both. slack: points that it may lie farther off.

    >>> first, second, below = Box(20, 1, 30, 11), Box(0, 0, 10, 10), Box(0, 14, 10, 24)
    >>> text_lines([first, below, second], lambda box: box) == [[second, first], [below]]
    True
    """
    lines: list[list[Placed]] = []
    for thing in sorted(things, key=lambda t: box_of(t).centre[1]):
        box = box_of(thing)
        for line in reversed(lines[-6:]):
            last = box_of(line[-1])
            apart = abs(last.centre[1] - box.centre[1])
            if apart < 0.5 * min(last.height, box.height) + slack:
                line.append(thing)
                break
        else:
            lines.append([thing])
    return [sorted(line, key=lambda t: box_of(t).x0) for line in lines]


def lines_of_ink(boxes: Iterable[Box]) -> list[list[Box]]:
    """Boxes of ink that nobody has read as lines of text: a dash has hardly a height."""
    return text_lines(boxes, lambda box: box, slack=1.0)


Row3 = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Transform:
    """A projective map of the plane, points to points.

    rows: the 3 x 3 matrix, row by row; (x, y, 1) as a column vector stands on its right.
    """

    rows: tuple[Row3, Row3, Row3]

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c = self.rows
        w = c[0] * x + c[1] * y + c[2]
        return (a[0] * x + a[1] * y + a[2]) / w, (b[0] * x + b[1] * y + b[2]) / w

    def box(self, box: Box) -> Box:
        """The smallest upright box around the mapped corners.

        >>> IDENTITY.box(Box(1, 2, 3, 4))
        Box(x0=1.0, top=2.0, x1=3.0, bottom=4.0)
        """
        corners = [self.point(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def inverse(self) -> Transform:
        """The way back.

        >>> Transform(((2.0, 0.0, 1.0), (0.0, 4.0, 0.0), (0.0, 0.0, 1.0))).inverse().point(3, 4)
        (1.0, 1.0)
        """
        (a, b, c), (d, e, f), (g, h, i) = self.rows
        k, m, n = e * i - f * h, f * g - d * i, d * h - e * g
        det = a * k + b * m + c * n
        return Transform(
            (
                (k / det, (c * h - b * i) / det, (b * f - c * e) / det),
                (m / det, (a * i - c * g) / det, (c * d - a * f) / det),
                (n / det, (b * g - a * h) / det, (a * e - b * d) / det),
            )
        )


IDENTITY = Transform(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)))
