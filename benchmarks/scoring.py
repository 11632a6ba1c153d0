"""What a reading of a document is worth: every claim of its truth against reports/NAME.json.

A claim is a figure, the code of a row, a figure of the total row, a fact of the report, a row or
a column itself, or an accusation of the typist. What counts is whether a person is told: a claim
that is wrong or missing and not left to a person is *silent*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from benchmarks.alike import Line, aligned
from document.claim import Verdict
from document.record import FACTS, Kind
from document.wording import fold, one_line

Json = dict[str, Any]
Value = Decimal | str | None

ASKS = frozenset(verdict.value for verdict in Verdict if verdict.needs_person)
RECORDS = (Kind.DATA.value, Kind.PARENT.value)
"""Kinds of rows that are records."""
WHOLE_ROW = frozenset({"row_arithmetic", "row_total", "total_arithmetic"})
"""Relations within one row: where one is broken, each figure of the row may be the wrong one."""


class What(StrEnum):
    """What is claimed."""

    ROW = "rows"
    COLUMN = "columns of figures"
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
    TOLD = "wrong or missing, whole flagged"
    """Not by itself, but its row, column, table, page or document is left to a person."""
    LOST = "in a lost row"
    """Its row was not found, which is a claim of its own."""

    @property
    def silent(self) -> bool:
        return self in (Outcome.WRONG, Outcome.MISSING)


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
        *_columns(truth, found),
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


def asks(claim: Json) -> bool:
    """Whether what has a verdict is for a person."""
    return claim["verdict"] in ASKS


@dataclass(frozen=True, slots=True)
class Found:
    """A record of reports/NAME.json and the table that it stands in."""

    table: Json
    record: Json

    @property
    def code(self) -> str:
        """As printed; in a ranking the order number, where that is not the code."""
        order = (t["text"] for t in self.record["texts"] if t["column"] == "order")
        return str(self.record["code"] or next(order, ""))

    @property
    def asks_for_code(self) -> bool:
        return self.record["code_verdict"] in ASKS

    @property
    def line(self) -> Line:
        """As it is compared."""
        words = tuple(fold(t["text"]) for t in self.record["texts"] if t["text"])
        figures = {f["column"]: number(f["value"]) for f in reversed(self.record["figures"])}
        return Line(words, code(self.code), figures)

    @property
    def figures(self) -> dict[str, tuple[str | None, bool]]:
        """Values by column, each with whether a person is asked; a column that nothing tells from
        another has none, and a person is asked."""
        undecided: dict[str, tuple[str | None, bool]] = dict.fromkeys(
            _undecided(self.table), (None, True)
        )
        shown = {f["column"]: (f["value"], asks(f)) for f in reversed(self.record["figures"])}
        return undecided | shown

    @property
    def asks(self) -> bool:
        """Whether the row is left to a person, as itself or by anything in it."""
        return asks(self.record) or self.asks_for_code or any(map(asks, self.record["figures"]))

    def doubted(self, column: str) -> bool:
        """Whether its row, its table, or a column of it is left to a person as a whole."""
        columns = (c for c in self.table["columns"] if c["name"] == column)
        return asks(self.record) or asks(self.table) or any(map(asks, columns))


def _undecided(table: Json) -> set[str]:
    """Names that a column of a table may have, and none has."""
    names = {column["name"] for column in table["columns"]}
    return {name for column in table["columns"] for name in column["may_be"]} - names


def _true_line(row: Json, numeric: Sequence[str]) -> Line:
    record = row["record"]
    words = fold(record.get("criterion") or record.get("unit") or "")
    return Line((words,), code(row["code"]), {name: number(record.get(name)) for name in numeric})


def _numeric(truth: Json) -> list[str]:
    return [column["name"] for column in truth["columns"] if column["numeric"]]


def _scored(truth: Json) -> list[Json]:
    return [row for row in truth["rows"] if row["kind"] in RECORDS]


def found_rows(found: Json) -> list[Found]:
    """The records of all tables of the report, in page order."""
    return [
        Found(table, record)
        for table in found["tables"]
        if not table["aside"]
        for record in table["records"]
        if record["kind"] in RECORDS
    ]


def _outcome(
    true: Value, got: Value, flagged: bool, due: bool = False, told: bool = False
) -> Outcome:
    """due: whether a flag is right although the value is. told: see Outcome.TOLD."""
    if true == got:
        return (Outcome.DUE if due else Outcome.NEEDLESS) if flagged else Outcome.RIGHT
    if flagged:
        return Outcome.FLAGGED
    if told:
        return Outcome.TOLD
    return Outcome.MISSING if got is None else Outcome.WRONG


def _rows(truth: Json, found: Json) -> Iterator[Claim]:
    """Each row, its code and its figures; then the records that are no row of the paper."""
    rows, records, numeric = _scored(truth), found_rows(found), _numeric(truth)
    true_lines = [_true_line(row, numeric) for row in rows]
    pairs = aligned(true_lines, [record.line for record in records])
    for at, row in enumerate(rows):
        if at in pairs:
            yield from _row(truth, row, records[pairs[at]])
        else:
            outcome = Outcome.TOLD if _said_unclear(found, row) else Outcome.MISSING
            yield from _lost(row, numeric, outcome)
    paired = set(pairs.values())
    for at, record in enumerate(records):
        if at not in paired:
            place = f"no such row, page {record.record['pages']}"
            outcome = _outcome(None, "row", record.asks, told=asks(record.table))
            yield Claim(What.ROW, place, None, record.code, outcome)


def _row(truth: Json, row: Json, record: Found) -> Iterator[Claim]:
    """A row that was found. slip: what a typist did to its code, which a flag may mean."""
    place = f"row {row.get('path') or row['code']}"
    itself = _outcome("row", "row", asks(record.record), "slip" in row)
    yield Claim(What.ROW, place, row["code"], record.code, itself)
    true_code, got_code = code(row["code"]) or None, code(record.code) or None
    if true_code or got_code:
        told = record.doubted("code")
        outcome = _outcome(true_code, got_code, record.asks_for_code, "slip" in row, told)
        yield Claim(What.CODE, f"{place} code", row["code"], record.code or None, outcome)
    figures = record.figures
    for name in _numeric(truth):
        true, (got, flagged) = row["record"].get(name), figures.get(name, (None, False))
        due, told = at_odds(truth, row, name), record.doubted(name)
        outcome = _outcome(number(true), number(got), flagged, due, told)
        yield Claim(What.FIGURE, f"{place} {name}", true, got, outcome)


def _columns(truth: Json, found: Json) -> Iterator[Claim]:
    """Each column of figures, where any table with rows was found."""
    tables = [t for t in found["tables"] if not t["aside"] and t["records"]]
    for name in _numeric(truth) if tables else ():
        columns = [c for table in tables for c in table["columns"] if c["name"] == name]
        asked = any(map(asks, columns)) or any(name in _undecided(table) for table in tables)
        got = columns[0]["header"] if columns else None
        told = any(map(asks, tables))
        outcome = _outcome("column", "column" if columns else None, asked, told=told)
        yield Claim(What.COLUMN, f"column {name}", name, got, outcome)


def _lost(row: Json, numeric: Sequence[str], outcome: Outcome) -> Iterator[Claim]:
    place = f"row {row.get('path') or row['code']}"
    yield Claim(What.ROW, place, row["code"], None, outcome)
    yield Claim(What.CODE, f"{place} code", row["code"], None, Outcome.LOST)
    for name in numeric:
        yield Claim(What.FIGURE, f"{place} {name}", row["record"].get(name), None, Outcome.LOST)


def _said_unclear(found: Json, row: Json) -> bool:
    """Whether a person is told that no table was found, or that a page of the row was not
    understood; any such page will do where the truth does not know the pages."""
    if "table" in _said_missing(found):
        return True
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
        fact = facts.get(name)
        true, got = truth["report"][name], fact["value"] if fact else None
        if true is None and got is None:
            continue
        flagged = asks(fact) if fact else name in _said_missing(found)
        due = headline and name == "headline_score"
        outcome = _outcome(number(true), number(got), flagged, due)
        yield Claim(What.FACT, name, None if true is None else str(true), got, outcome)


def _said_missing(found: Json) -> set[str]:
    """Names of what the program says that it looked for and did not find."""
    return {str(entry["what"]) for entry in found["not_found"]}


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
    for place, verdict, reason in _verdicts(found):
        if verdict in ASKS and not reason:
            yield place


def _verdicts(found: Json) -> Iterator[tuple[str, str, str]]:
    """Location, verdict and reason of all that has a verdict."""
    for table in found["tables"]:
        here = f"table {table['number']}"
        yield here, table["verdict"], table["reason"]
        for column in table["columns"]:
            yield f"{here} column {column['name']}", column["verdict"], column["reason"]
        for record in table["records"]:
            row = f"{here} row {record['row']}"
            yield row, record["verdict"], record["reason"]
            yield f"{row} code", record["code_verdict"], record["code_reason"]
            for figure in record["figures"]:
                yield f"{row} {figure['column']}", figure["verdict"], figure["reason"]
    for fact in found["facts"]:
        yield fact["name"], fact["verdict"], fact["reason"]


def _all_lost(truth: Json) -> Iterator[Claim]:
    """The claims of a document that could not be converted: the run said so by name."""
    for row in _scored(truth):
        yield from _lost(row, _numeric(truth), Outcome.TOLD)
    for name, true in (truth["totals"] or {"values": {}})["values"].items():
        yield Claim(What.TOTAL, f"total {name}", true, None, Outcome.TOLD)
    for name in FACTS:
        if truth["report"].get(name) is not None:
            true = str(truth["report"][name])
            yield Claim(What.FACT, name, true, None, Outcome.TOLD)
    for error in truth["planted_inconsistencies"]:
        yield Claim(What.PLANTED, error["type"], error.get("printed"), None, Outcome.TOLD)
