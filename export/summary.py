"""What of a report waits for a person, counted once: the same numbers on the screen, in
reports.csv, in the journal and in reports/NAME.json."""

from __future__ import annotations

from dataclasses import dataclass

from document.record import Report


@dataclass(frozen=True, slots=True)
class Summary:
    """How much there is of what.

    rows: of all tables, the lines in records.csv. review: claims (figures, codes, facts) that
    need a person. not_understood: pages to be looked at as a whole. not_found: what a report of
    its kind has and this one lacks. checks: rules that do not hold. slips: of these, the
    certain ones that follow from no other.
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
            sum(check.certain and check.root in ("", check.id) for check in report.checks),
        )

    @property
    def settled(self) -> bool:
        """Whether nobody needs to look."""
        return not (self.review or self.not_understood or self.not_found)
