"""A sample report as its author wrote it: reports/NAME.toml as values. Not what is read from it."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "reports"

Facts = dict[str, str | int]


NUMERIC = ("max_score", "self_score", "verified_score", "deduction", "total_score", "rank")
"""Columns of figures; the fields of a ranking, field_1 and so on, are so too."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The report itself, before its appendix.

    issuer: lines on the left of the national heading; ** around a line makes it bold.
    title: the kind of document, then what it is about.
    body: one paragraph each; "# " opens a heading, "## " a smaller one.
    signature: whose authority, role, name; a line break splits a part over lines.
    signed: whether a pen signature stands above the name.
    """

    issuer: tuple[str, ...]
    number: str
    place_and_date: str
    title: tuple[str, ...]
    body: tuple[str, ...]
    receivers: tuple[str, ...]
    signature: tuple[str, str, str]
    signed: bool


@dataclass(frozen=True, slots=True)
class Column:
    """name: canonical ("max_score"). share: width relative to the others. over: the header cells
    above its own, from the top; a cell that neighbours have too spans them. merged: equal texts
    in rows that follow each other stand once, in one cell. narrow: words that do not fit into it
    are broken."""

    name: str
    header: str
    share: float
    over: tuple[str, ...] = ()
    merged: bool = False
    narrow: bool = False

    @property
    def numeric(self) -> bool:
        return self.name in NUMERIC or self.name.startswith("field_")


@dataclass(frozen=True, slots=True)
class Row:
    """kind: data, parent (shape B) or section (code and text only, merged over the columns).
    path: the code made unique by its parents; cells: by column name, as printed.
    slip: what its typist did to its code: "doubled" or "moved"; "" where nothing."""

    kind: str
    path: str
    cells: dict[str, str]
    slip: str = ""

    @property
    def code(self) -> str:
        return self.cells["order"] if "order" in self.cells else self.cells["code"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """How the lines and fills of a table are drawn.

    lines: grid, horizontal (no vertical ones), dotted, double, frame (around the table and its
    header only) or none. width: points. shade: grey level of the header's cells, 255 for none.
    numbers: where figures stand in their cells. top: whether text begins at the top of its cell.
    """

    lines: str = "grid"
    width: float = 0.5
    shade: int = 255
    numbers: str = "centre"
    top: bool = False


@dataclass(frozen=True, slots=True)
class Appendix:
    """The score table. shape: A deduction appendix, B full sheet, C ranking. point_size: of its
    text. row_pad: points left free above and below the text of a cell. total: printed in the
    last row, or in the first when total_first; empty when there is no such row. oddities: what is
    out of the ordinary in it."""

    shape: str
    title: tuple[str, ...]
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total_label: str
    total: dict[str, str]
    point_size: float
    row_pad: float = 2.6
    landscape: bool = False
    index_row: bool = False
    repeat_header: bool = False
    split_rows: bool = False
    total_first: bool = False
    ruling: Ruling = Ruling()
    oddities: frozenset[str] = frozenset()

    @property
    def scored(self) -> tuple[Row, ...]:
        """The rows that are records: all but the section rows."""
        return tuple(row for row in self.rows if row.kind != "section")


@dataclass(frozen=True, slots=True)
class Error:
    """A relation that the printed numbers break; the types are those of the truth files."""

    type: str
    field: str
    printed: str
    expected: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """family: serif or sans. planted: typed errors made on purpose; follows: what breaks because
    of them. facts: what heading and headline sentence say, dates as ISO, scores as printed."""

    name: str
    family: str
    body_pt: float
    facts: Facts
    letter: Letter
    appendix: Appendix
    planted: tuple[Error, ...] = field(default=())
    follows: tuple[Error, ...] = field(default=())


def names() -> tuple[str, ...]:
    """All sample reports, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load(name: str) -> Report:
    """The report of reports/NAME.toml, its text NFC."""
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    data = tomllib.loads(unicodedata.normalize("NFC", text))
    return Report(
        name=name,
        family=data["family"],
        body_pt=data["body_pt"],
        facts=data["facts"],
        letter=_letter(data),
        appendix=_appendix(data["appendix"]),
        planted=tuple(Error(**error) for error in data.get("planted", ())),
        follows=tuple(Error(**error) for error in data.get("follows", ())),
    )


def _letter(data: dict[str, Any]) -> Letter:
    given = data["letter"]
    authority, role, signer = given["signature"]
    return Letter(
        issuer=tuple(given["issuer"]),
        number=given["number"],
        place_and_date=given["place_and_date"],
        title=tuple(given["title"]),
        body=tuple(data["body"].strip().splitlines()),
        receivers=tuple(given["receivers"]),
        signature=(authority, role, signer),
        signed=data.get("signed", False),
    )


def _appendix(given: dict[str, Any]) -> Appendix:
    columns = tuple(
        Column(**{**column, "over": tuple(column.get("over", ()))}) for column in given["columns"]
    )
    shape = given["shape"]
    return Appendix(
        **{key: value for key, value in given.items() if key not in _MADE_HERE},
        title=tuple(given["title"]),
        columns=columns,
        rows=_rows(given["rows"], columns, shape),
        total=dict(zip(_beside_label(columns), given["total"], strict=True)),
    )


_MADE_HERE = ("title", "columns", "rows", "total")


def _beside_label(columns: tuple[Column, ...]) -> list[str]:
    """The columns right of the total row's label, which covers code and criterion."""
    return [column.name for column in columns if column.name not in ("code", "criterion")]


def _rows(given: list[list[str]], columns: tuple[Column, ...], shape: str) -> tuple[Row, ...]:
    names = [column.name for column in columns]
    paths = _paths([cells[0] for cells in given]) if shape == "B" else [c[0] for c in given]
    rows = []
    for cells, path in zip(given, paths, strict=True):
        kind = "section" if len(cells) == 2 else "data"
        if any(other.startswith(path + "/") for other in paths):
            kind = "parent"
        rows.append(Row(kind, path, dict(zip(names, cells, strict=kind != "section"))))
    return tuple(rows)


def _paths(codes: list[str]) -> list[str]:
    """Codes I, 1, 1.1 that start again under each Roman number, made unique."""
    open_codes: list[tuple[int, str]] = []
    paths = []
    for code in codes:
        level = 0 if code.isalpha() else 1 + code.count(".")
        while open_codes and open_codes[-1][0] >= level:
            open_codes.pop()
        open_codes.append((level, code))
        paths.append("/".join(code for _, code in open_codes))
    return paths
