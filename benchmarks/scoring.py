"""What a reading of a document is worth: every claim of its truth against reports/NAME.json.

A claim is a figure, the code of a row, a figure of the total row, a fact of the report, a row
itself, or an accusation of the typist. What counts is whether a person is told: a claim that is
wrong or missing and not left to a person is *silent*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from benchmarks.alike import Line, aligned
from document.record import FACTS
from document.wording import fold, one_line

Json = dict[str, Any]
Value = Decimal | str | None

ASKS = frozenset({"discrepancy", "ambiguous", "unread"})
"""Verdicts that leave a claim to a person."""
RECORDS = ("data", "parent")
"""Kinds of rows that are records."""
WHOLE_ROW = frozenset({"row_arithmetic", "row_total", "total_arithmetic"})
"""Relations within one row: where one is broken, each figure of the row may be the wrong one."""


class What(StrEnum):
    """What is claimed."""

    ROW = "rows"
    FIGURE = "figures"
    CODE = "codes"
    TOTAL = "figures of the total"
    FACT = "facts"
    ACCUSATION = "certain accusations"
    PLANTED = "planted errors"

    @property
    def printed(self) -> bool:
        """Whether the paper says it, and not the program of the paper."""
        return self not in (What.ACCUSATION, What.PLANTED)


class Outcome(StrEnum):
    """What became of a claim."""

    RIGHT = "right"
    NEEDLESS = "right, needless flag"
    DUE = "right, flag due"
    """The paper itself is at odds there: a typing error, a code that stands twice."""
    WRONG = "wrong, silent"
    """Another value, or one where the paper has none."""
    MISSING = "missing, silent"
    FLAGGED = "wrong or missing, flagged"
    LOST = "in a lost row"
    """Its row was not found, which is a claim of its own."""

    @property
    def silent(self) -> bool:
        return self in (Outcome.WRONG, Outcome.MISSING)

    @property
    def right(self) -> bool:
        return self in (Outcome.RIGHT, Outcome.NEEDLESS, Outcome.DUE)


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. place: for a person who looks it up. true, got: None for nothing."""

    what: What
    place: str
    true: str | None
    got: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Score:
    """All claims of a document. unexplained: flags that give no reason, by their place."""

    claims: tuple[Claim, ...]
    unexplained: tuple[str, ...] = ()

    def count(self, what: What, *outcomes: Outcome) -> int:
        """How many claims of a kind had one of the outcomes; all of them when none is named."""
        return sum(c.what is what and (not outcomes or c.outcome in outcomes) for c in self.claims)

    @property
    def silent(self) -> tuple[Claim, ...]:
        """What is wrong or missing on the paper's side, and nobody is told."""
        return tuple(c for c in self.claims if c.outcome.silent and c.what.printed)


def score(truth: Json, found: Json | None) -> Score:
    """A document against its truth; found: None where converting it failed, which was said."""
    if found is None:
        return Score(tuple(_all_lost(truth)))
    claims = (
        *_rows(truth, found),
        *_totals(truth, found),
        *_facts(truth, found),
        *_accusations(truth, found),
    )
    return Score(claims, tuple(unexplained(found)))


def number(text: str | int | None) -> Value:
    """A decimal where it is one, else the text folded to one line in small letters."""
    plain = one_line(str(text)).lower() if text is not None else ""
    if plain in ("", "-"):
        return None
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return plain


def code(text: str | None) -> str:
    """A code as it is compared: without the full stop that may close it."""
    return one_line(text or "").rstrip(".").upper()


def asks(claim: Json, key: str = "verdict") -> bool:
    """Whether a figure, a fact, or the code of a record (key: code_verdict) is for a person."""
    return claim.get(key) in ASKS


def found_line(record: Json) -> Line:
    """A record of reports/NAME.json as it is compared."""
    words = tuple(fold(t["text"]) for t in record["texts"] if t["text"])
    figures = {f["column"]: number(f["value"]) for f in reversed(record["figures"])}
    return Line(words, code(found_code(record)), figures)


def found_code(record: Json) -> str:
    """The code of a record; in a ranking its order number, where it is not the code."""
    order = (t["text"] for t in record["texts"] if t["column"] == "order")
    return str(record["code"] or next(order, ""))


def _true_line(row: Json, numeric: Sequence[str]) -> Line:
    record = row["record"]
    words = fold(record.get("criterion") or record.get("unit") or "")
    return Line((words,), code(row["code"]), {name: number(record.get(name)) for name in numeric})


def _numeric(truth: Json) -> list[str]:
    return [column["name"] for column in truth["columns"] if column["numeric"]]


def _scored(truth: Json) -> list[Json]:
    return [row for row in truth["rows"] if row["kind"] in RECORDS]


def records_of(found: Json) -> list[Json]:
    """The records of all tables of the report, in page order."""
    return [
        record
        for table in found["tables"]
        if not table["aside"]
        for record in table["records"]
        if record["kind"] in RECORDS
    ]


def _outcome(true: Value, got: Value, flagged: bool, due: bool = False) -> Outcome:
    if true == got:
        return (Outcome.DUE if due else Outcome.NEEDLESS) if flagged else Outcome.RIGHT
    if flagged:
        return Outcome.FLAGGED
    return Outcome.MISSING if got is None else Outcome.WRONG


def _rows(truth: Json, found: Json) -> Iterator[Claim]:
    """Each row, its code and its figures; then the records that are no row of the paper."""
    rows, records, numeric = _scored(truth), records_of(found), _numeric(truth)
    true_lines = [_true_line(row, numeric) for row in rows]
    pairs = aligned(true_lines, [found_line(record) for record in records])
    for at, row in enumerate(rows):
        if at not in pairs:
            outcome = Outcome.FLAGGED if _said_unclear(found, row) else Outcome.MISSING
            yield from _lost(row, numeric, outcome)
            continue
        record = records[pairs[at]]
        place = f"row {row.get('path') or row['code']}"
        yield Claim(What.ROW, place, row["code"], found_code(record), Outcome.RIGHT)
        if row["code"] or found_code(record):
            yield _code(place, row, record)
        figures = {f["column"]: f for f in reversed(record["figures"])}
        for name in numeric:
            figure = figures.get(name, {})
            true, got = row["record"].get(name), figure.get("value")
            due = at_odds(truth, row, name)
            outcome = _outcome(number(true), number(got), asks(figure), due)
            yield Claim(What.FIGURE, f"{place} {name}", true, got, outcome)
    paired = set(pairs.values())
    for at, record in enumerate(records):
        if at not in paired:
            left = asks(record, "code_verdict") or any(asks(f) for f in record["figures"])
            place = f"no such row, page {record['pages']}"
            outcome = Outcome.FLAGGED if left else Outcome.WRONG
            yield Claim(What.ROW, place, None, found_code(record), outcome)


def _code(place: str, row: Json, record: Json) -> Claim:
    """The code of a row; slip: what a typist did to it, which a flag on it may mean."""
    got = found_code(record)
    flagged = asks(record, "code_verdict")
    outcome = _outcome(code(row["code"]) or None, code(got) or None, flagged, "slip" in row)
    return Claim(What.CODE, f"{place} code", row["code"], got or None, outcome)


def _lost(row: Json, numeric: Sequence[str], outcome: Outcome) -> Iterator[Claim]:
    place = f"row {row.get('path') or row['code']}"
    yield Claim(What.ROW, place, row["code"], None, outcome)
    yield Claim(What.CODE, f"{place} code", row["code"], None, Outcome.LOST)
    for name in numeric:
        yield Claim(What.FIGURE, f"{place} {name}", row["record"].get(name), None, Outcome.LOST)


def _said_unclear(found: Json, row: Json) -> bool:
    """Whether a page of the row is one of which a person is told that it was not understood; any
    such page will do where the truth does not know the pages."""
    told = {unclear["page"] for unclear in found["not_understood"]}
    boxes = [piece["page"] + 1 for pieces in row.get("boxes", {}).values() for piece in pieces]
    pages = set(row.get("pages") or boxes)
    return bool(told & pages if pages else told)


def at_odds(truth: Json, row: Json | None, name: str) -> bool:
    """Whether the paper contradicts itself in a figure of a row, None for the total row."""
    for broken in (*truth["violated_checks"], *truth["planted_inconsistencies"]):
        whole = broken["type"] in WHOLE_ROW
        if broken["field"] != name and not whole:
            continue
        if row is None and not broken["code"] and broken["type"] != "headline":
            return True
        if row is not None and broken["code"] in (row.get("path"), row["code"]):
            return True
    return False


def _totals(truth: Json, found: Json) -> Iterator[Claim]:
    """The figures of the total row, of the means in a ranking."""
    got: Json = found["totals"] or {}
    flags = got.get("flags", {})
    said = not got and "total_row" in _said_missing(found)
    true: Json = truth["totals"]["values"] if truth["totals"] else {}
    names = true or [name for name in _numeric(truth) if got.get(name)]
    for name in names:
        flagged = bool(flags.get(name)) or said
        due = at_odds(truth, None, name)
        outcome = _outcome(number(true.get(name)), number(got.get(name)), flagged, due)
        yield Claim(What.TOTAL, f"total {name}", true.get(name), got.get(name), outcome)


def _facts(truth: Json, found: Json) -> Iterator[Claim]:
    """What heading and sentences say, as far as the truth knows it; null: that it is not said."""
    facts = {fact["name"]: fact for fact in found["facts"]}
    headline = any(broken["type"] == "headline" for broken in truth["violated_checks"])
    for name in FACTS:
        if name not in truth["report"]:
            continue
        fact = facts.get(name, {})
        true, got = truth["report"][name], fact.get("value") or None
        if true is None and got is None:
            continue
        flagged = asks(fact) or (got is None and name in _said_missing(found))
        due = headline and name == "headline_score"
        outcome = _outcome(number(true), number(got), flagged, due)
        yield Claim(What.FACT, name, None if true is None else str(true), got, outcome)


def _said_missing(found: Json) -> set[str]:
    """Names of what the program says that it looked for and did not find."""
    return {str(entry["what"]) for entry in found.get("not_found", ())}


def _accusations(truth: Json, found: Json) -> Iterator[Claim]:
    """Certain checks against the relations that the printed figures break, and the other way."""
    certain = [check for check in found["checks"] if check["certain"]]
    planted = truth["planted_inconsistencies"]
    broken = [*truth["violated_checks"], *planted]
    for check in certain:
        right = any(_same_relation(b, check) for b in broken)
        place = f"{check['rule']} {check['path']} {check['column']}".replace("  ", " ")
        outcome = Outcome.RIGHT if right else Outcome.WRONG
        yield Claim(What.ACCUSATION, place, None, check["en"], outcome)
    for error in planted:
        told = [c for c in found["checks"] if _same_relation(error, c)]
        place = f"{error['type']} {error['code'] or ''} {error['field']}".replace("  ", " ")
        outcome = Outcome.FLAGGED if told else Outcome.MISSING
        if any(check["certain"] for check in told):
            outcome = Outcome.RIGHT
        yield Claim(What.PLANTED, place, error.get("printed"), None, outcome)


def _same_relation(broken: Json, check: Json) -> bool:
    """Whether a check names a broken relation; the code of a row will do for its path."""
    path = code(broken["code"])
    if broken["type"] != check["rule"] or check["column"] not in ("", broken["field"]):
        return False
    return code(check["path"]) in (path, path.rpartition("/")[2])


def unexplained(found: Json) -> Iterator[str]:
    """Claims that are left to a person without a word why."""
    for table in found["tables"]:
        for record in table["records"]:
            place = f"table {table['number']} row {record['row']}"
            if asks(record, "code_verdict") and not record.get("code_reason"):
                yield f"{place} code"
            for figure in record["figures"]:
                if asks(figure) and not _reason(figure):
                    yield f"{place} {figure['column']}"
    for fact in found["facts"]:
        if asks(fact) and not _reason(fact):
            yield str(fact["name"])


def _reason(claim: Json) -> str:
    return str(claim.get("reason") or claim.get("because") or "")


def _all_lost(truth: Json) -> Iterator[Claim]:
    """The claims of a document that could not be converted: the run said so by name."""
    for row in _scored(truth):
        yield from _lost(row, _numeric(truth), Outcome.FLAGGED)
    for name, true in (truth["totals"] or {"values": {}})["values"].items():
        yield Claim(What.TOTAL, f"total {name}", true, None, Outcome.FLAGGED)
    for name in FACTS:
        if truth["report"].get(name) is not None:
            true = str(truth["report"][name])
            yield Claim(What.FACT, name, true, None, Outcome.FLAGGED)
    for error in truth["planted_inconsistencies"]:
        yield Claim(What.PLANTED, error["type"], error.get("printed"), None, Outcome.FLAGGED)
