"""A doubt: why claims that were read well may not be what the paper says there.

It is raised before anything is judged: a cell that is doubted is unknown to every rule.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason to leave something of a table to a person.

    reason: one sentence. rows: 0-based places of its records; None for all of them.
    columns: canonical names; None for all figures of the rows.
    unseen: whether it is that nothing was seen where a figure is printed: the cells are unread,
        and rules may still tell them. slipped: then only a sum of their column may, because
        another column may stand in its place.
    page: 1-based page that must be looked at as a whole; 0 for none.
    """

    reason: str
    rows: frozenset[int] | None = None
    columns: frozenset[str] | None = None
    unseen: bool = False
    slipped: bool = False
    page: int = 0

    def touches(self, row: int, column: str) -> bool:
        """Whether a cell is doubted.

        >>> Doubt("", frozenset({2}), None).touches(2, "rank"), Doubt("").touches(0, "rank")
        (True, True)
        >>> Doubt("", None, frozenset({"deduction"})).touches(2, "rank")
        False
        """
        own_row = self.rows is None or row in self.rows
        return own_row and (self.columns is None or column in self.columns)
