"""Sentences for a person, in Vietnamese and English, about a value that does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from document import number
from document.record import Kind, Table
from document.table import Reading
from verify.arithmetic.equations import HEADLINE, RULES, Equation, Key

_COLUMNS = {
    "max_score": ("điểm chuẩn", "maximum score"),
    "self_score": ("điểm tự chấm", "self score"),
    "verified_score": ("điểm thẩm định", "verified score"),
    "survey": ("điểm điều tra xã hội học", "survey score"),
    "deduction": ("điểm bị trừ", "deduction"),
    "result": ("điểm đạt được", "resulting score"),
    "total_score": ("tổng điểm", "total score"),
    "rank": ("xếp hạng", "rank"),
    "headline_score": ("điểm số nêu trong báo cáo", "headline score"),
}

MISSING = (
    "; nhiều cột cùng lệch: có thể thiếu một dòng",
    "; several columns are off: a row may be missing",
)

_SHOWN = 12
"""Sums of more parts are told by their result only."""


def vi_number(value: Decimal | None) -> str:
    """With a decimal comma, as officers write it.

    >>> vi_number(Decimal("0.50")), vi_number(None)
    ('0,5', 'trống')
    """
    return "trống" if value is None else number.plain(value).replace(".", ",")


def en_number(value: Decimal | None) -> str:
    return "blank" if value is None else number.plain(value)


def column(table: Table, name: str) -> tuple[str, str]:
    """A column in words: its usual name, or its header as printed."""
    if name in _COLUMNS:
        return _COLUMNS[name]
    header = next((c.header for c in table.columns if c.name == name and c.header), name)
    return f"cột “{header}”", f"column “{header}”"


_HEADLINE = ("Câu kết quả chung", "Headline sentence")


def place(table: Table, key: Key, page: int) -> tuple[str, str]:
    """Where a cell stands: its row and page."""
    if key == HEADLINE:
        vi, en = _HEADLINE
    else:
        record = table.records[key[0]]
        name = record.path or record.code
        if record.kind is Kind.TOTAL:
            vi, en = "Dòng tổng", "Total row"
        elif name:
            vi, en = f"Dòng {name}", f"Row {name}"
        else:
            vi, en = f"Dòng thứ {record.row}", f"Row number {record.row}"
    return _on_page(vi, en, page)


def _on_page(vi: str, en: str, page: int) -> tuple[str, str]:
    return (f"{vi} (trang {page})", f"{en} (page {page})") if page else (vi, en)


def broken(
    table: Table, equation: Equation, values: Mapping[Key, Decimal], page: int
) -> tuple[str, str]:
    """The equation with its numbers, and what the paper says instead."""
    where = place(table, equation.target, page)
    sums = _sum(table, equation, values)
    name = column(table, equation.target[1])
    expected, printed = equation.expected(values), values.get(equation.target)
    plain_sum = equation.rule not in ("headline", "row_total")
    target = ("", "") if plain_sum else (f"{name[0]} ", f"{name[1]} ")
    alone = len(equation.parts) == 1 and not equation.offset
    result = ("", "") if alone else (f" = {vi_number(expected)}", f" = {en_number(expected)}")
    return (
        f"{where[0]}: {sums[0]}{result[0]}, trên giấy {target[0]}ghi {vi_number(printed)}",
        f"{where[1]}: {sums[1]}{result[1]}, the paper says {target[1]}{en_number(printed)}",
    )


def _sum(table: Table, equation: Equation, values: Mapping[Key, Decimal]) -> tuple[str, str]:
    rule = RULES[equation.rule]
    by_row = len({key[1] for _, key in equation.parts}) > 1
    if equation.rule in ("row_arithmetic", "total_arithmetic", "row_difference", "headline") and (
        len(equation.parts) <= 2
    ):
        return _named_sum(table, equation, values)
    name = column(table, equation.parts[0][1][1])
    vi = rule.vi if by_row else f"{name[0]}: {rule.vi}"
    en = rule.en if by_row else f"{name[1]}: {rule.en}"
    if len(equation.parts) > _SHOWN:
        return f"{vi} ({len(equation.parts)} dòng)", f"{en} ({len(equation.parts)} rows)"
    signs = " − " if equation.parts[0][0] < 0 else " + "
    parts = [values.get(key, Decimal(0)) for _, key in equation.parts]
    lead = number.plain(equation.offset) + signs if equation.offset else ""
    return (
        f"{vi} {lead.replace('.', ',')}{signs.join(vi_number(p) for p in parts)}",
        f"{en} {lead}{signs.join(en_number(p) for p in parts)}",
    )


def _named_sum(table: Table, equation: Equation, values: Mapping[Key, Decimal]) -> tuple[str, str]:
    """Each part with its name: "điểm chuẩn 2 − điểm thẩm định 1"."""
    vi = vi_number(equation.offset) if equation.offset else ""
    en = en_number(equation.offset) if equation.offset else ""
    total = table.records[equation.parts[0][1][0]].kind is Kind.TOTAL
    for sign, key in equation.parts:
        names = column(table, key[1])
        value = values.get(key, Decimal(0))
        joint = (" − " if sign < 0 else " + ") if vi else ""
        vi += f"{joint}{'tổng ' if total else ''}{names[0]} {vi_number(value)}"
        en += f"{joint}{'total ' if total else ''}{names[1]} {en_number(value)}"
    return vi, en


def culprit(
    table: Table, key: Key, page: int, printed: Decimal | None, meant: Decimal
) -> tuple[str, str]:
    """That one other figure explains the broken rules."""
    where, name = place(table, key, page), column(table, key[1])
    return (
        f"; nhiều khả năng sai ở {name[0]}, {where[0][0].lower() + where[0][1:]}: "
        f"ghi {vi_number(printed)}, đúng ra {vi_number(meant)}",
        f"; most likely the {name[1]} of {where[1][0].lower() + where[1][1:]} is wrong: "
        f"{en_number(printed)} for {en_number(meant)}",
    )


def misplaced(
    table: Table, key: Key, page: int, total: Decimal, printed: Decimal, expected: Decimal
) -> tuple[str, str]:
    """A rank that does not follow the totals."""
    vi, en = place(table, key, page)
    return (
        f"{vi}: tổng điểm {vi_number(total)} đứng thứ {vi_number(expected)}, "
        f"trên giấy xếp hạng {vi_number(printed)}",
        f"{en}: total score {en_number(total)} is number {en_number(expected)}, "
        f"the paper ranks it {en_number(printed)}",
    )


def wrong_percent(
    table: Table, key: Key, page: int, shown: str, printed: Decimal, expected: Decimal
) -> tuple[str, str]:
    """A percentage that is not the ratio beside it; shown is the ratio as printed."""
    vi, en = place(table, key, page)
    return (
        f"{vi}: {shown} = {vi_number(expected)}%, trên giấy ghi {vi_number(printed)}%",
        f"{en}: {shown} = {en_number(expected)}%, the paper says {en_number(printed)}%",
    )


def wrong_change(page: int, now: Decimal, before: Decimal, change: Decimal) -> tuple[str, str]:
    """A change against the year before that the two scores do not give."""
    vi, en = _on_page(*_HEADLINE, page)
    return (
        f"{vi}: {vi_number(now)} − {vi_number(before)} = {vi_number(now - before)}, "
        f"trên giấy ghi {'giảm' if change < 0 else 'tăng'} {vi_number(abs(change))} điểm",
        f"{en}: {en_number(now)} - {en_number(before)} = {en_number(now - before)}, "
        f"the paper says {'down' if change < 0 else 'up'} {en_number(abs(change))} points",
    )


def reason(rules: Sequence[str], vi: str, en: str) -> str:
    """Why a figure has its value: English with rule ids, then Vietnamese.

    >>> reason(["row_arithmetic"], "suy ra", "derived")
    'derived (row_arithmetic) | suy ra (row_arithmetic)'
    """
    named = f" ({', '.join(dict.fromkeys(rules))})" if rules else ""
    return f"{en}{named} | {vi}{named}"


def repaired(rules: Sequence[str], read: str, value: Decimal | None) -> str:
    return reason(
        rules,
        f"đọc lần đầu là “{read}”, cùng nét mực này còn đọc được thành {vi_number(value)}, "
        "khớp mọi phép tính",
        f"first read as “{read}”; the same ink also reads {en_number(value)}, which fits every "
        "rule",
    )


def derived(rules: Sequence[str]) -> str:
    vi, en = "không đọc được, suy ra từ phép tính", "not legible; forced by arithmetic"
    return reason(rules, vi, en)


def asked_for(rules: Sequence[str], value: Decimal | None) -> str:
    """Rules that a figure breaks, and what they ask for."""
    vi, en = (f"{words} {number}" for words, number in (
        ("các phép tính đòi hỏi", vi_number(value)), ("the rules ask for", en_number(value)),
    ))  # fmt: skip
    return reason(rules, vi, en)


def illegible(readings: Sequence[Reading]) -> str:
    said = ", ".join(f"“{r.text}”" for r in readings if r.text.strip())
    read = (f", đọc được {said}", f", read as {said}") if said else ("", "")
    return reason([], f"có nét mực nhưng không ra số{read[0]}", f"ink, but no number{read[1]}")


def more_than_one(values: Sequence[Decimal | None]) -> str:
    vi, en = (", ".join(map(told, values)) for told in (vi_number, en_number))
    return reason([], f"cũng có thể là {vi}", f"it may as well be {en}")


def above_maximum(value: Decimal, most: Decimal) -> str:
    vi = f"{vi_number(value)} lớn hơn điểm chuẩn {vi_number(most)} của dòng"
    return reason([], vi, f"{en_number(value)} is above the maximum {en_number(most)} of its row")


def above_its_sum(value: Decimal) -> str:
    vi = f"{vi_number(value)} không vừa với tổng mà nó thuộc về"
    return reason([], vi, f"{en_number(value)} does not fit below its sum, or above its parts")


def hardly_read(readings: Sequence[Reading], failed: Sequence[str]) -> str:
    """Readings that do not agree, or one that is not sure, and no rule that upholds it."""
    said = list(dict.fromkeys(r.text for r in readings if r.text.strip()))
    if len(said) > 1:
        vi, en = "các lần đọc khác nhau", "the readings differ"
    else:
        vi, en = "chỉ một lần đọc chưa chắc", "one reading that is not sure"
    quoted = ", ".join(f"“{text}”" for text in said)
    rules = ("phép tính không khớp", "a rule does not hold") if failed else (
        "không phép tính nào xác nhận", "no rule upholds it"
    )  # fmt: skip
    return reason(failed, f"{vi}: {quoted}; {rules[0]}", f"{en}: {quoted}; {rules[1]}")
