"""Reads reports/NAME.json back: the Report that export.document wrote.

Words, rules and components of a page are not written and do not come back; everything else does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from document.change import Change
from document.check import Blamed, Check
from document.claim import Location, Verdict
from document.geometry import Box, Transform
from document.page import Layer, Origin, Page
from document.record import (
    Code,
    Column,
    Fact,
    Figure,
    Kind,
    Missing,
    NotUnderstood,
    Quality,
    Record,
    Report,
    Shape,
    Source,
    Table,
    TextCell,
)
from document.table import Reading
from export.document import FORMAT

Json = dict[str, Any]


def _value(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _place(data: Json | None) -> Location | None:
    if data is None:
        return None
    return Location(data["page"], None if data["box"] is None else Box(*data["box"]))


def _places(data: Iterable[Json]) -> tuple[Location, ...]:
    return tuple(place for item in data if (place := _place(item)))


def _reading(data: Json) -> Reading:
    return Reading(Origin(data["origin"]), data["text"], data["confidence"])


def _figure(data: Json) -> Figure:
    return Figure(
        data["column"],
        data["printed"],
        _value(data["value"]),
        Verdict(data["verdict"]),
        tuple(_reading(r) for r in data["readings"]),
        tuple(_value(a) for a in data["alternatives"]),
        data["reason"],
        _place(data["place"]),
        tuple(data["rules"]),
        data["inked"],
    )


def _code(data: Json) -> Code:
    return Code(
        "code",
        data["code_printed"],
        data["code"] or None,
        Verdict(data["code_verdict"]),
        tuple(_reading(r) for r in data["code_readings"]),
        tuple(data["code_alternatives"]),
        data["code_reason"],
        _place(data["code_place"]),
    )


def _record(data: Json) -> Record:
    return Record(
        Kind(data["kind"]),
        data["row"],
        _code(data),
        tuple(TextCell(t["column"], t["text"], _places(t["places"])) for t in data["texts"]),
        tuple(_figure(f) for f in data["figures"]),
        data["path"],
        data["level"],
        tuple(data["pages"]),
        tuple(data["notes"]),
        Verdict(data["verdict"]),
        data["reason"],
    )


def _table(data: Json) -> Table:
    return Table(
        data["number"],
        Shape(data["shape"]),
        tuple(
            Column(
                c["name"],
                c["header"],
                c["numeric"],
                c["confidence"],
                tuple(c["may_be"]),
                Verdict(c["verdict"]),
                c["reason"],
            )
            for c in data["columns"]
        ),
        tuple(_record(r) for r in data["records"]),
        tuple(data["pages"]),
        data["title"],
        tuple(data["notes"]),
        data["aside"],
        Verdict(data["verdict"]),
        data["reason"],
    )


def _page(data: Json) -> Page:
    a, b, c = (tuple(row) for row in data["to_original"])
    return Page(
        data["number"],
        data["width"],
        data["height"],
        lines=tuple(data["text"].split("\n")) if data["text"] else (),
        layer=Layer(data["layer"]),
        layer_reason=data["layer_reason"],
        turned=data["turned"],
        skew=data["skew"],
        to_original=Transform((a, b, c)),
        original_width=data["original_width"],
        original_height=data["original_height"],
        dpi=data["dpi"],
        blank=data["blank"],
        notes=tuple(data["notes"]),
    )


def _fact(data: Json) -> Fact:
    return Fact(
        data["name"],
        data["printed"],
        data["value"],
        Verdict(data["verdict"]),
        tuple(_reading(r) for r in data["readings"]),
        tuple(data["alternatives"]),
        data["reason"],
        _place(data["place"]),
    )


def _check(data: Json) -> Check:
    return Check(
        data["rule"],
        data["table"] or 0,
        data["path"],
        data["column"],
        data["page"] or 0,
        _value(data["printed"]),
        _value(data["expected"]),
        data["certain"],
        data["vi"],
        data["en"],
        data["id"],
        data["root"],
        None if data["blamed"] is None else Blamed(**data["blamed"]),
    )


def _change(data: Json) -> Change:
    others = tuple((text, posterior) for text, posterior in data["runners_up"])
    return Change(
        data["where"], data["start"], data["before"], data["after"], data["posterior"], others
    )


def from_json(data: Json) -> Report:
    """The report of such an object. Raises KeyError or ValueError when it is none."""
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']}, not {FORMAT}")
    source = data["source"]
    return Report(
        Source(source["name"], source["sha256"], source["pages"]),
        tuple(_fact(f) for f in data["facts"]),
        tuple(_table(t) for t in data["tables"]),
        tuple(_page(p) for p in data["pages"]),
        tuple(_check(c) for c in data["checks"]),
        tuple(data["notes"]),
        data["rules_checked"],
        None if data["quality"] is None else Quality(**data["quality"]),
        tuple(_change(c) for c in data["changes"]),
        tuple(NotUnderstood(u["page"], u["reason"]) for u in data["not_understood"]),
        tuple(Missing(**m) for m in data["not_found"]),
    )


def load(path: Path) -> Report:
    """The report in reports/NAME.json. Raises OSError, or ValueError when it is none."""
    try:
        return from_json(json.loads(path.read_bytes()))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: not a report of this version ({error!r})") from error
