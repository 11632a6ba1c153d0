"""What of a report waits for a person, counted once: the same numbers on the screen, in
reports.csv, in the journal and in reports/NAME.json."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from operator import add

from document.record import Report


@dataclass(frozen=True, slots=True)
class Summary:
    """How much there is of what.

    rows: of all tables, the lines in records.csv. review: claims (figures, codes, facts) that
    need a person. not_understood: pages to be looked at as a whole. not_found: what a report of
    its kind has and this one lacks. checks: rules that do not hold. slips: faults of the
    paper for certain, each with all checks that follow from it counted as one.
    """

    rows: int = 0
    review: int = 0
    not_understood: int = 0
    not_found: int = 0
    checks: int = 0
    slips: int = 0

    @classmethod
    def of(cls, report: Report) -> Summary:
        return cls(
            sum(len(table.records) for table in report.tables),
            report.review,
            len(report.unclear_pages),
            len(report.missing),
            len(report.checks),
            len({check.root or check.id for check in report.checks if check.certain}),
        )

    def __add__(self, other: Summary) -> Summary:
        return Summary(*map(add, astuple(self), astuple(other)))

    def waiting(self, cross_checks: int = 0) -> list[str]:
        """What waits for a person, in words; nothing when nobody needs to look.

        cross_checks: checks between documents, which a report by itself does not have.

        >>> Summary(review=1, not_found=2).waiting()
        ['1 place to look at', '2 things not found']
        """
        counts = (
            (self.review, "place to look at", "places to look at"),
            (self.not_understood, "page not understood", "pages not understood"),
            (self.not_found, "thing not found", "things not found"),
            (cross_checks, "check between documents", "checks between documents"),
        )
        return [f"{n} {one if n == 1 else many}" for n, one, many in counts if n]

    @property
    def settled(self) -> bool:
        """Whether nobody needs to look."""
        return not self.waiting()
