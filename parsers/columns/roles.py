"""Which column of a table is what: by the words over it, by what it holds, by arithmetic.

The words come first. A column of scores whose heading says nothing gets its role from an
equation that its figures obey, or from the order max >= self >= verified; where more than one
way fits, it keeps its printed heading and a note says so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from document.record import Column
from document.relations import DIFFERENCES, rounding, runs
from document.wording import fold
from parsers.columns.content import Body, Content, Values, content, values
from parsers.columns.header import Header
from parsers.columns.vocabulary import (
    NONE,
    SURE,
    TOLD,
    WEAK,
    is_numeric,
    likeness,
    told_by_a_word,
    unknown_name,
)

MAX, SELF, VERIFIED, DEDUCTION = SCORES = (
    "max_score", "self_score", "verified_score", "deduction",
)  # fmt: skip
MOST_SCORES = 7
"""Columns of scores above which a table is none of criteria."""
FEWEST = 3
"""Rows that bear an equation out."""
ALIKE = 0.05
"""Two headings that fit a role so nearly alike do not say which one it is."""
BROKEN = 0.1
"""Share of rows in which the order of the scores may be broken: a misread figure, or a 0 where
nothing was scored."""
EXACT = 0.98
NEAR = 0.1
"""What a heading fits so much less than its best role it does not mean."""
PLAIN = 0.9
"""A heading so like a wording means it, whatever the figures are."""
MARGIN = 0.15
"""A way to name the columns that is not better than another by so much is no way."""
LEFT = 2
"""Columns at the left that may hold the codes."""
GOING_ON = 0.6
"""Share of the codes of a full sheet that follow the one above; scores do so by chance."""
WORDLESS = 3.0
"""Letters in a cell below which a column holds no words: strokes of rules, misread figures."""
HEADED = 5
"""Letters of the shortest heading of a field: "Cộng" (*sum*) is none."""
BY_CONTENT = 0.6
"""Confidence of a role that the words do not give."""
_OF_ANOTHER_TIME = re.compile(r"\b(?:19|20)\d\d\b|\bnam (?:truoc|ngoai)\b|\bky truoc\b")


@dataclass(frozen=True, slots=True)
class Named:
    """The columns of a table, one for each elementary column. notes: what is not sure."""

    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()


def named(header: Header, bodies: Sequence[Body]) -> Named:
    """The columns of a table.

    bodies: its grids on all pages, with as many columns as the header has.
    """
    held = [content(bodies, k) for k in range(len(header.texts))]
    scores = claims(header, held)
    roles = assigned(scores)
    columns = [
        Column(role, text, is_numeric(role), round(score, 3))
        for (role, score), text in zip(roles, header.texts, strict=True)
    ]
    notes: list[str] = []
    if _is_ranking(columns):
        columns, notes = _totalled(_with_codes(columns, held), held, values(bodies))
        columns = _fields_named(columns, held, header.own, values(bodies))
    else:
        columns = _with_codes(columns, held)
        columns, notes = _settled(columns, scores, held, header, values(bodies))
        columns = _with_criteria(columns, held)
    return Named(tuple(_kept(columns, held)), tuple(notes))


def claims(header: Header, held: Sequence[Content]) -> list[dict[str, float]]:
    """How well each column fits the roles that it may have, by the words over it and what it
    holds."""
    found = []
    for k, (text, own, inside) in enumerate(zip(header.texts, header.own, held, strict=True)):
        best = likeness(text)
        for role, score in likeness(own).items():
            best[role] = max(best.get(role, 0.0), score)
        if told := told_by_a_word(own) or told_by_a_word(text):
            best[told] = max(best.get(told, 0.0), TOLD)
        if k >= LEFT:
            best.pop("code", None)
        fitting = {role: s * _fits(role, inside) for role, s in best.items()}
        best_of_all = max(fitting.values(), default=0.0)
        if best_of_all and fitting.get(NONE) == best_of_all:
            fitting = {NONE: best_of_all}
        floor = max(WEAK, best_of_all - NEAR)
        found.append({role: s for role, s in fitting.items() if s >= floor})
    return found


def _fits(role: str, held: Content) -> float:
    """A factor for a role that the cells speak for or against."""
    if held.inked < 2:
        return 1.0
    if is_numeric(role):
        return 0.55 if held.long > 6 and held.figures < 0.3 else 1.0
    if role == "code":
        return 1.0 if held.code_like >= 0.4 else 0.6
    if role in ("criterion", "unit"):
        return 0.6 if held.code_like >= 0.6 and held.long < 3 else 1.0
    return 0.6 if held.figures >= 0.7 else 1.0


def assigned(claimed: Sequence[Mapping[str, float]]) -> list[tuple[str, float]]:
    """Each column its role, each role once, best likeness first.

    Of two columns that fit a role alike the one that fits no other takes it ("TC | Tự chấm").
    """
    ranked = []
    for column, found in enumerate(claimed):
        for role, score in found.items():
            other = max((s for r, s in found.items() if r != role), default=0.0)
            ranked.append((-round(score, 3), round(other, 3), column, role))
    roles: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, _, column, role in sorted(ranked):
        if column not in roles and role not in taken and role != NONE:
            roles[column] = (role, -score)
            taken.add(role)
    return [roles.get(c, ("", 0.0)) for c in range(len(claimed))]


def _kept(columns: Sequence[Column], held: Sequence[Content]) -> list[Column]:
    """Columns with a name each: unknown ones are kept under their printed header."""
    done: list[Column] = []
    for k, column in enumerate(columns):
        name = column.name or unknown_name(column.header, k)
        while any(d.name == name for d in done):
            name += "_2"
        numeric = column.numeric if column.name else held[k].figures >= 0.6
        done.append(replace(column, name=name, numeric=numeric))
    return done


# rankings


def _is_ranking(columns: Sequence[Column]) -> bool:
    """Whether units are ranked: a unit alone may be who verified, beside scores that are named."""
    names = {c.name for c in columns}
    scored = MAX in names and len(names & set(SCORES)) > 1
    return {"total_score", "rank"} <= names or ("unit" in names and not scored)


def _totalled(
    columns: Sequence[Column], held: Sequence[Content], rows: Sequence[Values]
) -> tuple[list[Column], list[str]]:
    """The column that is the sum of the fields beside it is the total, whatever its heading,
    where the one that is called so is no sum."""
    fields = [
        k
        for k, c in enumerate(columns)
        if k > 0 and held[k].figures >= 0.5 and c.name not in ("rank", "code", "unit")
    ]
    named = next((k for k, c in enumerate(columns) if c.name == "total_score"), None)
    sums = [k for k in fields if _is_sum(rows, k, [n for n in fields if n != k])]
    if not sums and named is not None:
        sums = _sums_of_some(rows, fields)[-1:]
    if len(sums) != 1 or sums[0] == named:
        return list(columns), []
    (total,) = sums
    done = list(columns)
    if named is not None:
        done[named] = Column("", done[named].header, True, 0.0)
    done[total] = Column("total_score", done[total].header, True, BY_CONTENT)
    note = f"{_said(total, done[total].header)} was taken for total_score as the sum of the fields"
    return done, [note]


def _sums_of_some(rows: Sequence[Values], fields: Sequence[int]) -> list[int]:
    """The columns that add up subtotals among the fields before them ("Tổng" of every group)."""
    return [
        k
        for at, k in enumerate(fields)
        if any(_is_sum(rows, k, [fields[n] for n in run], told=True) for run in runs(at, FEWEST))
    ]


def _is_sum(
    rows: Sequence[Values], total: int, fields: Sequence[int], least: int = 3, told: bool = False
) -> bool:
    """Whether a column is the sum of others, of so many at least, in most rows; each term may be
    rounded. told: only rows count in which so many terms are something."""
    kept = tried = 0
    for row in rows:
        terms = [row[k] for k in fields]
        if row[total] is None or len(terms) < least or any(t is None for t in terms):
            continue
        tried += 1
        whole = [t for t in (*terms, row[total]) if t is not None]
        enough = not told or sum(map(bool, terms)) >= least
        kept += enough and abs(sum(whole[:-1]) - whole[-1]) <= rounding(whole)
    return kept >= FEWEST and kept >= 0.6 * tried


def _fields_named(
    columns: Sequence[Column], held: Sequence[Content], own: Sequence[str], rows: Sequence[Values]
) -> list[Column]:
    """Columns of figures between the unit and its total are fields 1, 2, 3 of a ranking.

    A column whose figures are not read is a field too, unless the others make the total:
    without it those behind it would have the numbers of others. What it holds does not say so,
    and they are as sure as it is.
    """
    names = [c.name for c in columns]
    units, total = "unit" in names, names.index("total_score") if "total_score" in names else -1
    free = [
        k
        for k, name in enumerate(names)
        if k > 0
        and (name in ("", "survey", "note", "criterion") or is_numeric(name))
        and name not in ("total_score", "rank")
    ]
    fields = [k for k in free if held[k].figures >= 0.5]
    whole = total >= 0 and _is_sum(rows, total, fields, 2)
    unread = [k for k in free if k not in fields and _may_be_field(columns, held, own, k)]
    fields = fields if whole else sorted([*fields, *unread])
    doubtful = len(columns) if whole else min(unread, default=len(columns))
    done: list[Column] = []
    for k, column in enumerate(columns):
        if k in fields:
            sure = 0.9 if k < doubtful else BY_CONTENT
            done.append(Column(f"field_{fields.index(k) + 1}", column.header, True, sure))
        elif column.name == "code":
            done.append(Column("order", column.header, False, column.confidence))
        elif column.name == "criterion" and not units:
            done.append(Column("unit", column.header, False, column.confidence))
        else:
            done.append(column)
    return done


def _may_be_field(
    columns: Sequence[Column], held: Sequence[Content], own: Sequence[str], k: int
) -> bool:
    """Whether a column that is not read as figures is one of a field: its heading names
    figures, or stands in words between the unit and the total over a column without any.

    One that holds nothing is none, and a letter or two are of the headings beside it: white may
    have been taken for a column.
    """
    inked = held[k].inked + held[k].unread > 0
    if not inked or is_numeric(columns[k].name):
        return inked
    names = [c.name for c in columns]
    unit = names.index("unit") if "unit" in names else len(columns)
    total = names.index("total_score") if "total_score" in names else 0
    headed = sum(map(str.isalpha, own[k])) >= HEADED
    return not names[k] and unit < k < total and headed and held[k].long < WORDLESS


# words that say nothing


def _with_codes(columns: Sequence[Column], held: Sequence[Content]) -> list[Column]:
    """Where no heading names them for sure: short codes at the left, each but once, or most of
    them after each other."""
    done = list(columns)
    if any(c.name == "code" for c in done):
        return done
    for k, inside in enumerate(held[:LEFT]):
        in_order = inside.distinct >= 0.8 or inside.going_on >= GOING_ON
        short = inside.code_like >= 0.7 and inside.long < 3 and in_order
        if done[k].confidence < SURE and inside.inked >= FEWEST and short:
            done[k] = Column("code", done[k].header, False, BY_CONTENT)
            break
    return done


def _with_criteria(columns: Sequence[Column], held: Sequence[Content]) -> list[Column]:
    """Where no heading names it: a long text before the figures; reasons stand behind them."""
    done = list(columns)
    names = {c.name for c in done}
    if "criterion" in names or not names & set(SCORES):
        return done
    for k, inside in enumerate(held):
        if done[k].numeric:
            break
        long = inside.figures < 0.3 and inside.long > 8
        if not done[k].name and inside.inked >= FEWEST and long:
            done[k] = replace(done[k], name="criterion", confidence=BY_CONTENT)
            break
    return done


# scores


Way = tuple[str, ...]
"""A role, or "", for each of the columns that may hold scores."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """How the figures of two columns stand in the rows that have both: how many rows, in how
    many the first is above, equal and below; how often each is 0."""

    rows: int
    above: int
    equal: int
    below: int
    zeros: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Scores:
    """The columns that may hold scores, by their number among themselves.

    at: their places in the table. words: how well the heading of each fits a role.
    tied: roles that the heading of each says as well as another's does.
    open: whether the heading leaves it to the figures.
    apart: whether it is of another year, so that its order says nothing.
    pairs: by two of them. equations: (a, b, c) with a - b = c in most rows.
    computed: those that the index row says are a difference.
    """

    at: tuple[int, ...]
    words: tuple[Mapping[str, float], ...]
    tied: tuple[frozenset[str], ...]
    open: tuple[bool, ...]
    apart: tuple[bool, ...]
    pairs: Mapping[tuple[int, int], _Pair]
    equations: frozenset[tuple[int, int, int]]
    computed: frozenset[int]


def _scores(
    columns: Sequence[Column], claimed: Sequence[Mapping[str, float]], held: Sequence[Content],
    header: Header, rows: Sequence[Values],
) -> _Scores:  # fmt: skip
    at = tuple(
        k
        for k, c in enumerate(columns)
        if c.name in SCORES or (_is_free(c) and held[k].figures >= 0.5 and held[k].inked > 1)
    )
    pairs = {
        (a, b): _pair(rows, at[a], at[b]) for a, b in itertools.permutations(range(len(at)), 2)
    }
    triples = itertools.permutations(range(len(at)), 3)
    words = _claims_of_one([claimed[k] for k in at])
    return _Scores(
        at,
        words,
        tuple(
            frozenset(r for r, s in claimed[k].items() if s >= SURE and r not in left)
            for k, left in zip(at, words, strict=True)
        ),
        tuple(_is_open(claimed[k], left) for k, left in zip(at, words, strict=True)),
        tuple(bool(_OF_ANOTHER_TIME.search(fold(header.texts[k]))) for k in at),
        pairs,
        frozenset(t for t in triples if _differ(rows, *(at[n] for n in t))),
        frozenset(at.index(d[0]) for d in header.differences if d[0] in at),
    )


def _is_free(column: Column) -> bool:
    """Whether its heading leaves open what a column is: it says nothing, or is hardly like that
    of another column of figures ("Điểm theo thang" is like "Tổng điểm")."""
    return not column.name or (is_numeric(column.name) and column.confidence < PLAIN)


def _claims_of_one(claimed: Sequence[Mapping[str, float]]) -> tuple[dict[str, float], ...]:
    """What the headings say of scores; nothing of a role that two of them claim alike
    ("Kết quả A", "Kết quả B"), nor of a role that one of those is less like than it."""
    done = [{r: s for r, s in c.items() if r in SCORES} for c in claimed]
    for role in SCORES:
        claim = [bool(c) and max(c, key=c.__getitem__) == role for c in done]
        best = sorted((c[role] for c, own in zip(done, claim, strict=True) if own), reverse=True)
        if len(best) > 1 and best[0] - best[1] < ALIKE:
            done = [
                {r: s for r, s in c.items() if r != role and (s >= PLAIN or not own)}
                for c, own in zip(done, claim, strict=True)
            ]
    return tuple(done)


def _is_open(claimed: Mapping[str, float], left: Mapping[str, float]) -> bool:
    """Whether a heading says nothing for sure; one that is a wording to the letter never does,
    even if another column has it too."""
    surest = max((s for r, s in claimed.items() if r in (*SCORES, NONE)), default=0.0)
    return max(left.values(), default=0.0) < PLAIN and surest < EXACT


def _pair(rows: Sequence[Values], a: int, b: int) -> _Pair:
    both = [(x, y) for row in rows if (x := row[a]) is not None and (y := row[b]) is not None]
    above, equal = sum(x > y for x, y in both), sum(x == y for x, y in both)
    zeros = (sum(not x for x, _ in both), sum(not y for _, y in both))
    return _Pair(len(both), above, equal, len(both) - above - equal, zeros)


def _differ(rows: Sequence[Values], a: int, b: int, c: int) -> bool:
    """Whether a - b = c in most rows, and in two of them at least all three are something."""
    kept = tried = told = 0
    for row in rows:
        x, y, z = row[a], row[b], row[c]
        if x is None or y is None or z is None:
            continue
        tried += 1
        kept += x - y == z
        told += x - y == z and bool(y) and bool(z)
    return kept >= FEWEST and kept >= 0.6 * tried and told >= 2


def _settled(
    columns: Sequence[Column], claimed: Sequence[Mapping[str, float]], held: Sequence[Content],
    header: Header, rows: Sequence[Values],
) -> tuple[list[Column], list[str]]:  # fmt: skip
    """The columns with the roles of scores that words and figures together speak for."""
    space = _scores(columns, claimed, held, header, rows)
    if not space.at or len(space.at) > MOST_SCORES:
        return list(columns), []
    weighed = sorted(((_weight(space, way), way) for way in _ways(space)), reverse=True)
    best_weight, best = weighed[0]
    rivals = [way for weight, way in weighed[1:] if weight > best_weight - MARGIN]
    done, notes = _written(columns, header, space, best, rivals)
    odd = [*notes, *_contradicted(space, best), *_left_over(done, held)]
    return _open_to(done, held), odd


def _written(
    columns: Sequence[Column], header: Header, space: _Scores, best: Way, rivals: Sequence[Way]
) -> tuple[list[Column], list[str]]:
    done, notes = list(columns), []
    for n, k in enumerate(space.at):
        others = sorted({way[n] for way in rivals} - {best[n]})
        role, score = best[n], space.words[n].get(best[n], 0.0)
        may_be = tuple(r for r in (role, *others) if r) if others else ()
        if others:
            either = " or ".join(may_be)
            notes.append(f"{_said(k, header.texts[k])} may be {either}, which cannot be told")
            role, score = "", 0.0
        elif role and score < PLAIN and not (score >= SURE and _borne_out(space, best, n)):
            reason = (score < SURE and _reason(space, best, n)) or _WORDS
            score = max(score, reason.confidence)
            notes.append(
                f"{_said(k, header.texts[k])} was taken for {role} by {reason.words}, "
                "compare it with the scan"
            )
        if role or others or columns[k].name in SCORES:
            done[k] = Column(role, header.texts[k], is_numeric(role), round(score, 3), may_be)
    return done, notes


def _said(column: int, header: str) -> str:
    return f"column {column + 1} ({header!r})"


def _contradicted(space: _Scores, way: Way) -> Iterator[str]:
    """A maximum that most of the scores are above is none, whatever the words say."""
    for n, role in enumerate(way):
        if MAX in way and role and role != MAX:
            most = way.index(MAX)
            pair = space.pairs[most, n]
            if pair.rows > FEWEST and pair.below > 0.5 * pair.rows:
                yield (
                    f"most figures of column {space.at[n] + 1} ({role}) are above those of column "
                    f"{space.at[most] + 1} ({MAX}); a column may have slipped, compare the scan"
                )


def _left_over(columns: Sequence[Column], held: Sequence[Content]) -> Iterator[str]:
    """What is to be said of columns of figures that have no role, or hardly one."""
    for k, column in enumerate(columns):
        if column.numeric and column.name not in (*SCORES, "") and column.confidence < PLAIN:
            yield f"{_said(k, column.header)} was taken for {column.name} by {_WORDS.words}"
    for k in _roleless(columns, held):
        header = columns[k].header
        yield f"{_said(k, header)} is kept under its heading, its role is not known"


def _roleless(columns: Sequence[Column], held: Sequence[Content]) -> list[int]:
    """Columns of figures without a role in a table that lacks its maximum or all its scores."""
    names = {c.name for c in columns}
    if MAX in names and names & {SELF, VERIFIED}:
        return []
    return [k for k, c in enumerate(columns) if not c.name and held[k].figures >= 0.6]


def _open_to(columns: Sequence[Column], held: Sequence[Content]) -> list[Column]:
    """Columns with the missing roles that one without a role may have: any in a table that
    lacks its maximum or all its scores, else one that its heading is a little like."""
    names = {c.name for c in columns}
    scores = () if names & {SELF, VERIFIED} else (SELF, VERIFIED)
    missing = tuple(r for r in (MAX, *scores) if r not in names)
    done = list(columns)
    for k in _roleless(columns, held):
        done[k] = replace(done[k], candidate_roles=done[k].candidate_roles or missing)
    for k, column in enumerate(done):
        if not (column.name or column.candidate_roles) and held[k].figures >= 0.6:
            near = likeness(column.header)
            like = tuple(r for r in (SELF, VERIFIED) if r not in names and near.get(r, 0.0) > 0.5)
            done[k] = replace(column, candidate_roles=like)
    return done


def _ways(space: _Scores) -> Iterator[Way]:
    """All ways to give each role to one column at most; a column takes a role that its heading
    says, or, where that says nothing for sure, one that its figures speak for."""
    for size in range(min(len(SCORES), len(space.at)) + 1):
        for roles in itertools.combinations(SCORES, size):
            for places in itertools.permutations(range(len(space.at)), size):
                given = dict(zip(places, roles, strict=True))
                way = tuple(given.get(n, "") for n in range(len(space.at)))
                if all(_is_claimed(space, way, n) for n in given):
                    yield way


def _is_claimed(space: _Scores, way: Way, n: int) -> bool:
    """Whether something speaks for the role of a column: its words; its figures where the words
    leave it open; an equation where two headings say the same."""
    if way[n] in space.words[n] or (space.open[n] and _reason(space, way, n)):
        return True
    return way[n] in space.tied[n] and n in (_equation(space, way) or ())


@dataclass(frozen=True, slots=True)
class _Reason:
    words: str
    confidence: float


_EQUATION = _Reason("an equation of its figures", 0.6)
_WORDS = _Reason("a heading that is not quite like it", 0.0)
_ORDER = _Reason("the order of its figures", 0.5)


def _reason(space: _Scores, way: Way, n: int) -> _Reason | None:
    """What speaks for the role of a column besides its words."""
    equation = _equation(space, way)
    if equation and n in equation:
        return _EQUATION
    return _ORDER if _ordered(space, way, n) else None


def _borne_out(space: _Scores, way: Way, n: int) -> bool:
    """Whether the figures are as the role of a column has them, with nothing against it."""
    if DEDUCTION in way:
        equation = _equation(space, way)
        if equation and n in equation:
            usual = (way[equation[0]], way[equation[1]]) == (MAX, VERIFIED)
            parts = [space.words[k].get(way[k], 0.0) for k in equation[1:]]
            return usual and (max(parts) >= PLAIN or _oriented(space, equation) > 0)
    if not {MAX, SELF, VERIFIED} <= set(way) or way[n] == DEDUCTION:
        return False
    most, own, got = (way.index(r) for r in (MAX, SELF, VERIFIED))
    chain = space.pairs[most, own], space.pairs[own, got], space.pairs[most, got]
    return all(p.rows >= FEWEST and p.above >= p.below * 4 for p in chain)


def _equation(space: _Scores, way: Way) -> tuple[int, int, int] | None:
    """The columns of the difference that the deduction is, None when it is none."""
    for form in DIFFERENCES:
        usable = form.target == DEDUCTION and (MAX in way or form.minuend == MAX)
        if usable and set(form.columns) <= set(way):
            found = way.index(form.minuend), way.index(form.subtrahend), way.index(DEDUCTION)
            if found in space.equations:
                return found
    return None


def _ordered(space: _Scores, way: Way, n: int) -> bool:
    """Whether max >= self >= verified names a column of a sheet, one of self and verified that
    words do not name: full marks are common, as on one scale they are, and it is never broken,
    or seldom where words name the other one."""
    if not {MAX, SELF, VERIFIED} <= set(way) or way[n] == DEDUCTION:
        return False
    most, own, got = (way.index(r) for r in (MAX, SELF, VERIFIED))
    if any(space.apart[k] for k in (most, own, got)):
        return False
    surely = [space.words[k].get(way[k], 0.0) >= SURE for k in (own, got)]
    if surely[(own, got).index(n)] if n in (own, got) else any(surely):
        return False
    upper, lower = space.pairs[most, own], space.pairs[own, got]
    broken = upper.below + lower.below
    if min(upper.rows, lower.rows) < 5 or broken > (BROKEN * lower.rows if any(surely) else 0):
        return False
    return upper.equal >= 0.2 * upper.rows and (any(surely) or 2 <= lower.above < lower.rows)


def _weight(space: _Scores, way: Way) -> float:
    """How much speaks for a way to name the columns: a sure heading weighs 1."""
    weight = sum(space.words[n].get(role, 0.0) for n, role in enumerate(way))
    if equation := _equation(space, way):
        usual = way[equation[0]] == MAX and way[equation[1]] == VERIFIED
        weight += 1.0 + (0.3 if usual else 0.0) + _oriented(space, equation)
    if any(_ordered(space, way, n) for n, role in enumerate(way) if role):
        weight += 0.5
    for upper, lower in ((MAX, SELF), (MAX, VERIFIED), (MAX, DEDUCTION), (SELF, VERIFIED)):
        if {upper, lower} <= set(way):
            pair = space.pairs[way.index(upper), way.index(lower)]
            if pair.rows >= FEWEST:
                weight -= (0.5 if upper == SELF else 1.0) * pair.below / pair.rows
    return weight


def _oriented(space: _Scores, equation: tuple[int, int, int]) -> float:
    """What tells the deduction from what is left, which stand in an equation alike.

    An appendix lists what lost points, some of it all: then the deduction is never 0, what is
    left now and then. In a full sheet most is given in full: then the deduction is mostly 0.
    """
    _, left, lost = equation
    pair = space.pairs[left, lost]
    left_none, lost_none = pair.zeros
    weight = 0.5 if lost in space.computed else 0.0
    if not lost_none and 2 <= left_none <= 0.4 * pair.rows:
        weight += 0.3
    if lost_none >= 0.7 * pair.rows and left_none <= 0.4 * pair.rows:
        weight += 0.3
    return weight
