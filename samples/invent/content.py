"""A report made up by chance: its table, what its letter says of it, perhaps a typing error.

Not how it looks on paper.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from document.number import parse, plain
from samples.invent.oddities import Oddity
from samples.invent.rows import Typist, grade, typist, words
from samples.invent.tables import TABLES
from samples.source import Appendix, Error, Letter, Report


def report(
    chance: Random, shape: str, rows: int, name: str, family: str,
    odd: frozenset[Oddity] = frozenset(),
) -> Report:  # fmt: skip
    """A whole report; rows: about how many its table has (units in a ranking)."""
    year = chance.randint(2019, 2024)
    hand = typist(chance)
    table = TABLES[shape](chance, rows, year, hand, odd)
    facts = _facts(chance, table, year, hand)
    made = Report(
        name, family, chance.choice((12, 13, 13, 14)), facts, _letter(chance, facts, shape), table
    )
    table = replace(table, note=_note(chance, facts))
    made = replace(made, appendix=table)
    return planted(chance, made) if chance.random() < 0.35 else made


def planted(chance: Random, report: Report) -> Report:
    """The report with one figure mistyped, so that a relation of the paper does not hold; never in
    a row whose code is a slip too, because the truth names the row by it."""
    shape, appendix = report.appendix.shape, report.appendix
    rows = list(appendix.rows)
    parents = [k for k, row in enumerate(rows) if row.kind == "parent"]
    data = [k for k, row in enumerate(rows) if row.kind == "data" and not row.slip]
    if shape == "C":
        name = chance.choice(("total_score", "rank"))
        kind, at = "row_total" if name == "total_score" else "rank_order", chance.choice(data)
    elif shape == "A" and chance.random() < 0.5:
        name, kind, at = "deduction", "row_arithmetic", chance.choice(data)
    elif parents and chance.random() < 0.6:
        name = chance.choice([c.name for c in appendix.columns if c.numeric])
        kind, at = "parent_sum", chance.choice(parents)
    elif appendix.total:
        name = chance.choice([c.name for c in appendix.columns if c.numeric])
        slipped = _slip(chance, appendix.total[name])
        error = Error("column_total", name, slipped, appendix.total[name])
        total = {**appendix.total, name: slipped}
        return replace(report, appendix=replace(appendix, total=total), planted=(error,))
    else:
        return report
    row = rows[at]
    slipped = _slip(chance, row.cells[name])
    code = row.code if shape == "C" else row.path
    error = Error(kind, name, slipped, row.cells[name], code)
    rows[at] = replace(row, cells={**row.cells, name: slipped})
    return replace(report, appendix=replace(appendix, rows=tuple(rows)), planted=(error,))


def _slip(chance: Random, typed: str) -> str:
    """One digit of a figure mistyped; a figure without one becomes 1."""
    places = [k for k, sign in enumerate(typed) if sign.isdigit()]
    if not places:
        return "1"
    at = chance.choice(places)
    other = chance.choice([d for d in "123456789" if d != typed[at]])
    return typed[:at] + other + typed[at + 1 :]


def _facts(chance: Random, table: Appendix, year: int, hand: Typist) -> dict[str, str | int]:
    """What the letter will say."""
    unit, district = chance.choice(words()["communes"]), chance.choice(words()["districts"])
    of = chance.randint(6, 24)
    facts: dict[str, str | int] = {
        "issuer": f"UBND {unit}, {district}",
        "report_number": f"{chance.randint(5, 400)}/BC-UBND",
        "report_date": f"{year + 1}-{chance.randint(1, 4):02d}-{chance.randint(1, 28):02d}",
        "index_year": year,
        "decision_number": f"{chance.randint(100, 4000)}/QĐ-UBND",
        "decision_date": f"{year}-12-{chance.randint(1, 31):02d}",
        "headline_max": "100",
    }
    score = _headline(table)
    facts["headline_score"] = hand.typed(chance, score)
    if table.shape == "B":
        facts["headline_max"] = plain(parse(table.total["max_score"]) or Decimal(0))
    if table.shape == "C":
        best = next(row for row in table.rows if parse(row.cells["total_score"]) == score)
        facts |= {"issuer": f"UBND {district}", "best": best.cells["unit"]}
        facts |= {"rank": 1, "rank_of": len(table.rows)}
        for unsaid in ("headline_max", "decision_number", "decision_date"):
            del facts[unsaid]
    else:
        facts |= {"rank": chance.randint(1, of), "rank_of": of, "grade": grade(score)}
    return facts


def _headline(table: Appendix) -> Decimal:
    if table.shape == "C":
        return max(parse(row.cells["total_score"]) or Decimal(0) for row in table.rows)
    if table.shape == "B":
        return parse(table.total["verified_score"]) or Decimal(0)
    return Decimal(100) - sum(
        (parse(r.cells["deduction"]) or Decimal(0) for r in table.rows
         if r.kind != "section" and "/" not in r.path),
        Decimal(0),
    )  # fmt: skip


def _day(iso: str | int, long: bool) -> str:
    year, month, day = str(iso).split("-")
    return f"ngày {day} tháng {month} năm {year}" if long else f"{day}/{month}/{year}"


def _note(chance: Random, facts: dict[str, str | int]) -> str:
    day = _day(facts["report_date"], chance.random() < 0.5)
    day = day if day.startswith("ngày") else f"ngày {day}"
    issuer = str(facts["issuer"]).split(",")[0]
    return f"(Kèm theo Báo cáo số {facts['report_number']} {day} của {issuer})"


def _letter(chance: Random, facts: dict[str, str | int], shape: str) -> Letter:
    given = words()["letter"]
    issuer, _, district = str(facts["issuer"]).partition(", ")
    unit = issuer.removeprefix("UBND ")
    place = unit.split(" ", 1)[1]
    said = {
        "unit": unit, "district": district or unit, "year": facts["index_year"],
        "decision": facts.get("decision_number", ""),
        "decision_day": _day(facts["decision_date"], False) if "decision_date" in facts else "",
        "score": facts["headline_score"], "grade": facts.get("grade", ""),
        "best": facts.get("best", ""),
        "rank": f"{facts['rank']:02d}" if "rank" in facts else "", "of": facts["rank_of"],
    }  # fmt: skip
    sentence = chance.choice(given["ranking" if shape == "C" else "headline"])
    most = facts.get("headline_max", "")
    sentence = sentence.replace("/100 điểm", f"/{most} điểm").format(**said)
    body = chance.sample(given["body"][:-1], chance.randint(2, 6))
    heads = [f"# {head}" for head in given["heads"]]
    title = chance.choice(given["titles"]).format(**said)
    middle = title.find(" ", len(title) // 2)
    lines = (heads[0], sentence, body[0], heads[1], *body[1:], given["body"][-1].format(**said))
    above = district if shape != "C" else "ỦY BAN NHÂN DÂN"
    issuer_lines = (f"UBND {above}".upper(), f"**ỦY BAN NHÂN DÂN {unit}**".upper())
    if shape == "C":
        issuer_lines = ("ỦY BAN NHÂN DÂN", f"**{unit.upper()}**")
    return Letter(
        issuer=issuer_lines,
        number=f"Số: {facts['report_number']}",
        place_and_date=f"{place}, {_day(facts['report_date'], True)}",
        title=("BÁO CÁO", title[:middle], title[middle + 1 :]),
        body=lines,
        receivers=tuple(r.format(**said) for r in given["receivers"]),
        signature=("TM. ỦY BAN NHÂN DÂN", chance.choice(("CHỦ TỊCH", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH")),
                   chance.choice(words()["people"])),
        signed=chance.random() < 0.6,
    )  # fmt: skip
