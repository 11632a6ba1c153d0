"""A claim: something that the program says the paper says, with its evidence and a verdict.

Figures, codes and facts are claims. The words for verdicts stand here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, Self, TypeVar

from document.geometry import Box
from document.table import Reading

V = TypeVar("V")


class Verdict(StrEnum):
    """How far a claim can be trusted; the order is from proven to lost."""

    CONSISTENT = "consistent"
    """Read, and every rule that covers it holds."""
    UNVERIFIED = "unverified"
    """Read with agreeing readings; no rule covers it."""
    DISPUTED = "disputed"
    """Read with agreeing readings; it stands in a broken rule, and is not the one to blame."""
    BLANK = "blank"
    """Nothing is printed there."""
    REPAIRED = "repaired"
    """Another reading of the same ink satisfies all rules, and only that one."""
    DERIVED = "derived"
    """Nothing legible; the rules force one value."""
    DISCREPANCY = "discrepancy"
    """The readings support what is printed, and a rule fails: the paper contradicts itself."""
    AMBIGUOUS = "ambiguous"
    """More than one value fits, or something speaks against the value and no rule decides."""
    UNREAD = "unread"
    """Ink is there, no value."""

    @property
    def needs_person(self) -> bool:
        return self in (Verdict.DISCREPANCY, Verdict.AMBIGUOUS, Verdict.UNREAD)


@dataclass(frozen=True, slots=True)
class Location:
    """Where something is printed.

    page: 1-based. box: points on the page as the file shows it; None for text files.
    """

    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Claim(Generic[V]):
    """Something that the program says the paper says.

    name: what it is: a canonical column, "code", or the name of a fact.
    printed: the text as read, before any interpretation; "" when nothing is printed.
    value: the value handed on; None when nothing is printed or it is not readable
        (the verdict tells which).
    verdict: see Verdict; UNVERIFIED until the verify stage has seen it.
    readings: every independent reading of it, best first.
    alternatives: other values that were considered, likeliest first.
    reason: why the value is not simply read, or why a person must look, in one sentence.
    place: where; None when that is not known.
    """

    name: str
    printed: str = ""
    value: V | None = None
    verdict: Verdict = Verdict.UNVERIFIED
    readings: tuple[Reading, ...] = ()
    alternatives: tuple[V | None, ...] = ()
    reason: str = ""
    place: Location | None = None

    @property
    def page(self) -> int:
        """1-based page that it stands on; 0 when unknown."""
        return self.place.page if self.place else 0

    def doubted(self, reason: str) -> Self:
        """The claim left to a person; one that is already keeps its own reason."""
        if self.verdict.needs_person and self.reason:
            return self
        verdict = self.verdict if self.verdict.needs_person else Verdict.AMBIGUOUS
        return replace(self, verdict=verdict, reason=reason)
