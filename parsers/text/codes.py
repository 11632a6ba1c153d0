"""Codes of a plain text put right where their order in the table leaves no other choice.

Text from an OCR loses the dots of a code wholly ("3122") and takes one digit for another
("3.42.1"); parsers.codes mends what a reader of single cells does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers import codes
from parsers.layouts import kept, load

LEFT = 6.0
"""Cost of leaving a code that fits nowhere as printed."""
BREAK = 5.0
"""Cost of a code that is not greater than the one before."""
SLIP = 2.0
"""Cost of one digit taken for another."""
CERTAIN = 0.05
"""Two readings nearer than this: the order does not tell."""

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A code as it should be. note: why it is not what is printed, "" when it is."""

    code: str
    note: str = ""


def _parted(digits: str) -> Iterator[Numbers]:
    """Digits as a chain of numbers below 100, none with a leading zero."""
    if not digits:
        yield ()
        return
    for take in (1, 2):
        if len(digits) >= take and digits[0] != "0":
            for rest in _parted(digits[take:]):
                yield (int(digits[:take]), *rest)


def _slipped(text: str) -> Iterator[str]:
    for k, digit in enumerate(text):
        for other in load("plain")["digit_slips"].get(digit, ""):
            yield text[:k] + other + text[k + 1 :]


@kept
def options(printed: str) -> dict[Numbers, float]:
    """What a printed code may be, with costs. As read costs nothing; lost dots cost little
    where all are lost.

    >>> options("113")[1, 1, 3] < options("1.13")[1, 1, 3], options("3.42.1")[3, 12, 1]
    (True, 2.0)
    """
    text = re.sub(r"\s", "", printed).replace(",", ".").strip(".")
    best: dict[Numbers, float] = {}

    def offer(numbers: Numbers, cost: float) -> None:
        if 0 < len(numbers) <= 5 and cost < best.get(numbers, LEFT):
            best[numbers] = cost

    for form, cost in ((text, 0.0), *((s, SLIP) for s in _slipped(text))):
        offer(codes.parts(codes.clean(form)), cost)
        dots = form.count(".")
        for numbers in _parted(form.replace(".", "")):
            added = len(numbers) - 1 - dots
            if ".".join(map(str, numbers)) != form:
                moved = 1.2 if dots else 0.4
                offer(numbers, cost + moved + 0.1 * abs(added))
    return best


def _step(last: Numbers, numbers: Numbers) -> float:
    """Cost of one code after another: small for the next one, more for a leap."""
    if not last:
        return 0.03 * sum(n - 1 for n in numbers)
    if numbers <= last:
        return BREAK
    at = next((k for k, (a, b) in enumerate(zip(last, numbers, strict=False)) if a != b), None)
    if at is None:
        return 0.1 + 0.03 * sum(n - 1 for n in numbers[len(last) :])
    leap = 0.1 * (numbers[at] - last[at] - 1)
    return min(leap, 3.0) + 0.03 * sum(n - 1 for n in numbers[at + 1 :])


@dataclass(frozen=True, slots=True)
class _Path:
    cost: float
    chosen: tuple[Numbers | None, ...]


def _best_chain(printed: Sequence[str]) -> tuple[Numbers | None, ...]:
    """The cheapest reading of all codes together; None where one stays as printed."""
    paths: dict[Numbers, _Path] = {(): _Path(0.0, ())}
    for text in printed:
        grown: dict[Numbers, _Path] = {}

        def offer(last: Numbers, path: _Path, into: dict[Numbers, _Path]) -> None:
            if last not in into or path.cost < into[last].cost:
                into[last] = path

        roman = codes.is_roman(codes.clean(text))
        for last, path in paths.items():
            if roman:  # numbering may begin again below it
                offer(last, _Path(path.cost, (*path.chosen, None)), grown)
                offer((), _Path(path.cost + 0.2, (*path.chosen, None)), grown)
                continue
            for numbers, cost in options(text).items():
                whole = path.cost + cost + _step(last, numbers)
                offer(numbers, _Path(whole, (*path.chosen, numbers)), grown)
            offer(last, _Path(path.cost + LEFT, (*path.chosen, None)), grown)
        paths = grown
    return min(paths.values(), key=lambda p: p.cost).chosen


def _forced(text: str, chosen: Numbers, before: Numbers, after: Numbers) -> bool:
    """Whether no other reading fits between its neighbours as well."""

    def cost(numbers: Numbers) -> float:
        return (
            options(text)[numbers]
            + _step(before, numbers)
            + (_step(numbers, after) if after else 0.0)
        )

    others = [cost(n) for n in options(text) if n != chosen]
    return not others or min(others) - cost(chosen) > CERTAIN


def settle(printed: Sequence[str]) -> tuple[Settled, ...]:
    """The codes of one table from top to bottom, each with a note where it was mended.

    >>> read = ["113", "1.5.3", "154", "1.6", "3.11.2", "3.42.1", "3122", "3132", "7.1.4", "72"]
    >>> " ".join(s.code for s in settle(read))
    '1.1.3 1.5.3 1.5.4 1.6 3.11.2 3.12.1 3.12.2 3.13.2 7.1.4 7.2'
    >>> settle(["1.2", "9"])[1].note
    ''
    """
    chain = _best_chain(printed)
    done: list[Settled] = []
    for k, (text, numbers) in enumerate(zip(printed, chain, strict=True)):
        own = codes.clean(text)
        if numbers is None:
            done.append(Settled(own or re.sub(r"\s", "", text).strip(".")))
            continue
        code = ".".join(map(str, numbers))
        if code == own:
            done.append(Settled(code))
            continue
        before = next((n for n in reversed(chain[:k]) if n), ())
        after = next((n for n in chain[k + 1 :] if n), ())
        if _forced(text, numbers, before, after):
            why = f"code printed {text!r}, read as {code}: the only reading that fits the order"
            done.append(Settled(code, why))
        else:
            why = f"code printed {text!r}: the order does not tell where its dots stood"
            done.append(Settled(own or text, why))
    return tuple(done)
