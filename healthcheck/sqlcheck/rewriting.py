"""Repairs of a statement's text, on its tree: what a check found, written so that it is not found any more.

A rewrite is offered only where both texts give the same rows whatever the tables hold, as far as the catalogue tells (types,
NOT NULL); the tests execute both on random rows. Placeholders of report designers are kept; a text with directives that
put pieces together (`<#if …>`, `{% … %}`) is left alone, because nobody knows what will stand there.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from healthcheck.sqlcheck.shape import parts_apart
from healthcheck.sqlcheck.statement import Select, Text, View, alternatives, bare, conjuncts, subquery, whole
from healthcheck.sqlcheck.types import kind_of
from healthcheck.sqltext import Known, Schema, directives, placeholders

#: Texts longer than this are repaired by people.
MAX_LENGTH = 8_000
#: Columns that `*` is spelt out to.
MAX_COLUMNS = 60
#: What stands for placeholder number n while the tree is changed; the number after it tells which.
_MARK = 77_000_000
#: Noted on a tree whose rows change, because what it gave was wrong.
_REPAIRS = "repairs"


@dataclass(frozen=True)
class Rewritten:
    """A statement before and after.

    Attributes:
        rule: the check whose finding it clears.
        before: the text as it was, laid out as ``after`` is.
        same: both give the same rows; else the new text gives those that NULLs kept away, which is the repair.
    """

    rule: str
    before: str
    after: str
    same: bool = True

    @property
    def diff(self) -> str:
        """What changes, line by line."""
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), lineterm="", n=2)
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


Change = Callable[[exp.Expr, View], bool]
#: By rule: what changes a tree in place and tells whether it did.
REWRITES: dict[str, Change] = {}


def _rewrite(*rules: str) -> Callable[[Change], Change]:
    def register(change: Change) -> Change:
        REWRITES.update(dict.fromkeys(rules, change))
        return change

    return register


def rewritten(rule: str, sql: str, dialect: str, schema: Schema) -> Rewritten | None:
    """One statement repaired as a rule's fix says; None when there is no safe way."""
    change = REWRITES.get(rule)
    if change is None or len(sql) > MAX_LENGTH or directives(sql):
        return None
    marked, originals = _marked(sql)
    try:
        trees = [t for t in sqlglot.parse(marked, read=dialect) if t is not None]
        if len(trees) != 1 or not isinstance(trees[0], exp.Query):
            return None
        before = trees[0].sql(dialect, pretty=True)
        tree = exp.Subquery(this=trees[0])  # so that the outermost node can be replaced too
        if not change(tree, View(Text([trees[0]]), schema, dialect)):
            return None
        after = tree.this.sql(dialect, pretty=True)
        sqlglot.parse_one(after, read=dialect)
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError):
        return None
    if before == after:
        return None
    same = not tree.meta.get(_REPAIRS)
    return Rewritten(rule, _unmarked(before, originals), _unmarked(after, originals), same)


def all_rewritten(sql: str, dialect: str, schema: Schema) -> Iterator[Rewritten]:
    """Every repair that a statement allows, each by itself."""
    seen = set()
    for rule in REWRITES:
        found = rewritten(rule, sql, dialect, schema)
        if found is not None and found.after not in seen:
            seen.add(found.after)
            yield found


def _marked(sql: str) -> tuple[str, list[str]]:
    """A text with a number of its own in place of each placeholder."""
    originals: list[str] = []

    def take(match: re.Match[str]) -> str:
        originals.append(match[0])
        return str(_MARK + len(originals) - 1)

    return placeholders().sub(take, sql), originals


def _unmarked(sql: str, originals: list[str]) -> str:
    return re.sub(
        r"77\d{6}", lambda m: originals[int(m[0]) - _MARK] if int(m[0]) - _MARK < len(originals) else m[0], sql
    )


def _is_mark(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Literal) and re.search(r"77\d{6}", str(node.name)) is not None


# ── Conditions on dates and numbers ────────────────────────────────────────────────────────────────────────────


@_rewrite("report.function_on_indexed_column", "report.function_in_join")
def range_for_function(tree: exp.Expr, view: View) -> bool:
    """`DATE(t) = d` → `t >= d AND t < next day`; years and months too; `n + 1 = 5` → `n = 4`."""
    changed = False
    for node in list(tree.find_all(exp.EQ, exp.GTE, exp.LT, exp.LTE, exp.GT, exp.Between)):
        select = view.around(node)
        if select is None or node.find(exp.Query) is not None:
            continue
        made = _range(node, select) or _moved(node, select)
        if made is not None:
            node.replace(made)
            changed = True
    return changed


def _period_of(side: exp.Expr | None) -> tuple[exp.Column, str] | None:
    """The column inside a date function, and the period that the function cuts it to."""
    node = bare(side)
    inner, period = None, ""
    if (isinstance(node, exp.Cast) and node.to.is_type(exp.DataType.Type.DATE)) or (
        isinstance(node, exp.TsOrDsToDate | exp.Date) and not node.args.get("format") and not node.expressions
    ):
        inner, period = node.this, "day"
    elif isinstance(node, exp.Year):
        inner, period = node.this, "year"
    elif isinstance(node, exp.Extract) and str(node.this.name).upper() == "YEAR":
        inner, period = node.expression, "year"
    elif isinstance(node, exp.TimestampTrunc | exp.DateTrunc):
        unit = str(node.args["unit"].name).lower() if node.args.get("unit") else ""
        inner, period = node.this, unit if unit in ("day", "month", "year") else ""
    elif isinstance(node, exp.TimeToStr):
        formats = {"%Y-%m-%d": "day", "%Y-%m": "month", "%Y": "year"}
        given = node.args.get("format")
        inner, period = node.this, formats.get(str(given.name) if isinstance(given, exp.Literal) else "", "")
    while isinstance(inner, exp.TsOrDsToDate | exp.TsOrDsToTimestamp | exp.Paren):
        inner = inner.this
    return (inner, period) if isinstance(inner, exp.Column) and period else None


def _range(node: exp.Expr, select: Select) -> exp.Expr | None:
    found = _period_of(node.this)
    if found is None:
        return None
    column, period = found
    if kind_of(select.type_of(column)) not in ("time", "day"):
        return None
    if isinstance(node, exp.Between):
        low, high = _bounds(node.args.get("low"), period), _bounds(node.args.get("high"), period)
        return _both(column, low[0], high[1]) if low and high else None
    bounds = _bounds(node.expression, period)
    if bounds is None:
        return None
    first, after = bounds
    made: dict[type, exp.Expr] = {
        exp.EQ: _both(column, first, after),
        exp.GTE: exp.GTE(this=column.copy(), expression=first),
        exp.LT: exp.LT(this=column.copy(), expression=first),
        exp.LTE: exp.LT(this=column.copy(), expression=after),
        exp.GT: exp.GTE(this=column.copy(), expression=after),
    }
    return made[type(node)]


def _both(column: exp.Column, first: exp.Expr, after: exp.Expr) -> exp.Expr:
    return exp.Paren(
        this=exp.And(
            this=exp.GTE(this=column.copy(), expression=first), expression=exp.LT(this=column.copy(), expression=after)
        )
    )


def _bounds(value: exp.Expr | None, period: str) -> tuple[exp.Expr, exp.Expr] | None:
    """The first day of a period and the first one after it."""
    node = bare(value)
    while isinstance(node, exp.TsOrDsToDate | exp.TsOrDsToTimestamp | exp.DateStrToDate) or (
        isinstance(node, exp.Cast) and node.to.is_type(exp.DataType.Type.DATE, exp.DataType.Type.TIMESTAMP)
    ):
        node = node.this
    if node is not None and period == "day" and (_is_mark(node) or isinstance(node, exp.Parameter | exp.Placeholder)):
        day = exp.cast(node.copy(), "date")
        return day, exp.Add(this=day.copy(), expression=exp.Interval(this=exp.Literal.string("1"), unit=exp.var("DAY")))
    written = str(node.name) if isinstance(node, exp.Literal) else ""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?: 00:00:00)?", written)
    if match is None or _is_mark(node):
        return None
    year, month, day_of = match[1], match[2], match[3]
    given = "day" if day_of else "month" if month else "year"
    if given != period and not (given == "day" and isinstance(value, exp.Expr) and _begins(match, period)):
        return None
    try:
        first = date(int(year), int(month or 1), int(day_of or 1))
        after = _next(first, period)
    except ValueError:
        return None
    return exp.Literal.string(first.isoformat()), exp.Literal.string(after.isoformat())


def _begins(match: re.Match[str], period: str) -> bool:
    """Whether a day is the first of its period, as date_trunc gives it."""
    return (period == "month" and match[3] == "01") or (period == "year" and match[2] == "01" and match[3] == "01")


def _next(first: date, period: str) -> date:
    if period == "day":
        return first + timedelta(days=1)
    if period == "year":
        return date(first.year + 1, 1, 1)
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _moved(node: exp.Expr, select: Select) -> exp.Expr | None:
    """`n + 1 = 5` → `n = 4`, for whole numbers that cannot overflow."""
    side, value = bare(node.this), whole(node.args.get("expression"))
    if (
        isinstance(node, exp.Between)
        or not isinstance(side, exp.Add | exp.Sub)
        or value is None
        or _is_mark(node.expression)
    ):
        return None
    column, step = bare(side.this), whole(side.expression)
    if not isinstance(column, exp.Column) or step is None or _is_mark(bare(side.expression)):
        return None
    if not re.match(r"(big|small|tiny|medium)?int(eger)?\b(?!.*unsigned)", select.type_of(column)):
        return None
    moved = value - step if isinstance(side, exp.Add) else value + step
    if abs(moved) > 2**31 or abs(step) > 2**31:
        return None
    return type(node)(this=column.copy(), expression=exp.Literal.number(moved))


# ── OR, IN, UNION ──────────────────────────────────────────────────────────────────────────────────────────────


@_rewrite("report.or_across_columns")
def union_for_or(tree: exp.Expr, view: View) -> bool:
    """`a = 1 OR a = 2` → `a IN (1, 2)`; `a = 1 OR b = 2` → two SELECTs, of which the second leaves out the first's rows."""
    changed = _in_for_or(tree)
    select = tree.this
    if changed or not isinstance(select, exp.Select) or not _plain(select):
        return changed
    where = select.args.get("where")
    parts = list(conjuncts(where.this)) if where is not None else []
    either = [part for part in parts if isinstance(part, exp.Or)]
    if len(either) != 1:
        return False
    choices = list(alternatives(either[0]))
    if not 2 <= len(choices) <= 4 or any(_unsure(c) for c in choices):
        return False
    rest = [part for part in parts if part is not either[0]]
    made: exp.Expr | None = None
    for number, choice in enumerate(choices):
        one = select.copy()
        conditions = [*rest, choice, *(_not_true(earlier) for earlier in choices[:number])]
        one.set("where", exp.Where(this=exp.and_(*[c.copy() for c in conditions])))
        made = one if made is None else exp.Union(this=made, expression=one, distinct=False)
    assert made is not None
    select.replace(made)
    return True


def _in_for_or(tree: exp.Expr) -> bool:
    changed = False
    for node in list(tree.find_all(exp.Or)):
        if isinstance(node.parent, exp.Or):
            continue
        choices = list(alternatives(node))
        columns = {c.this.sql() for c in choices if isinstance(c, exp.EQ) and isinstance(c.this, exp.Column)}
        values = [c.expression for c in choices if isinstance(c, exp.EQ) and isinstance(c.expression, exp.Literal)]
        if len(choices) >= 2 and len(columns) == 1 and len(values) == len(choices):
            node.replace(exp.In(this=choices[0].this.copy(), expressions=[v.copy() for v in values]))
            changed = True
    return changed


def _plain(select: exp.Expr) -> bool:
    """A SELECT whose rows are those of its tables: nothing is grouped, sorted, numbered or cut."""
    wanted = (
        "group",
        "having",
        "order",
        "limit",
        "offset",
        "distinct",
        "with_",
        "with",
        "windows",
        "qualify",
        "locks",
        "into",
    )
    return not any(select.args.get(k) for k in wanted) and select.find(exp.AggFunc, exp.Window) is None


def _unsure(condition: exp.Expr) -> bool:
    """Whether a condition may come out differently when it is asked twice, or is no plain comparison."""
    plain = isinstance(condition, exp.EQ | exp.GT | exp.GTE | exp.LT | exp.LTE | exp.Between | exp.In)
    return not plain or condition.find(exp.Query, exp.Anonymous, exp.Rand, exp.Uuid) is not None


def _not_true(condition: exp.Expr) -> exp.Expr:
    """False or unknown: `NOT coalesce(condition, FALSE)` in words that every database has."""
    case = exp.Case(ifs=[exp.If(this=condition.copy(), true=exp.Literal.number(1))], default=exp.Literal.number(0))
    return exp.EQ(this=case, expression=exp.Literal.number(0))


@_rewrite("report.union_removes_nothing")
def union_all(tree: exp.Expr, view: View) -> bool:
    """UNION → UNION ALL where no two rows can be alike."""
    changed = False
    for node in list(tree.find_all(exp.Union)):
        if not isinstance(node.parent, exp.Union) and parts_apart(node, view) is not None:
            for union in [node, *node.find_all(exp.Union)]:
                if union is node or _within(union, node):
                    union.set("distinct", False)
                    changed = True
    return changed


def _within(union: exp.Expr, top: exp.Expr) -> bool:
    """Whether a UNION is a part of a bigger one, not of a subquery in it."""
    above = union.parent
    while isinstance(above, exp.Union) and above is not top:
        above = above.parent
    return above is top


# ── Subqueries ─────────────────────────────────────────────────────────────────────────────────────────────────


@_rewrite("report.not_in_nullable")
def not_exists(tree: exp.Expr, view: View) -> bool:
    """`x NOT IN (SELECT y …)` → `NOT EXISTS (SELECT 1 … AND y = x)`, where `x` cannot be NULL.

    Where `y` can be, one NULL made the first give nothing: the second gives the rows that were meant.
    """
    changed = False
    for node in list(tree.find_all(exp.Not)):
        search = bare(node.this)
        inner = subquery(search.args.get("query")) if isinstance(search, exp.In) else None
        outer = view.around(node)
        if inner is None or outer is None or not isinstance(search, exp.In) or not isinstance(search.this, exp.Column):
            continue
        if len(inner.expressions) != 1 or not _plain(inner):
            continue
        select = view.select(inner)
        looked = inner.expressions[0].unalias()
        if not isinstance(looked, exp.Column) or not _never_null(search.this, outer):
            continue
        if not search.this.table or str(search.this.table).lower() in select.tables or not looked.table:
            continue
        made = inner.copy()
        made.set("expressions", [exp.Literal.number(1)])
        tie = exp.EQ(this=looked.copy(), expression=search.this.copy())
        where = made.args.get("where")
        made.set("where", exp.Where(this=exp.and_(where.this, tie) if where is not None else tie))
        node.replace(exp.Not(this=exp.Exists(this=made)))
        changed = True
        if not _never_null(looked, select):
            tree.meta[_REPAIRS] = True
    return changed


def _never_null(column: exp.Column, select: Select) -> bool:
    known = select.table_of(column)
    name = str(column.name).lower()
    if known is None or name not in known.columns or known.columns[name].nullable is not False:
        return False
    # an outer join makes NULLs of its own
    return not any(str(join.side) for join in select.joins)


_COUNTED: dict[tuple[type, int], bool] = {
    (exp.GT, 0): True,
    (exp.GTE, 1): True,
    (exp.NEQ, 0): True,
    (exp.EQ, 0): False,
    (exp.LT, 1): False,
    (exp.LTE, 0): False,
}


@_rewrite("report.count_for_existence")
def exists_for_count(tree: exp.Expr, view: View) -> bool:
    """`(SELECT COUNT(*) …) > 0` → `EXISTS (SELECT 1 …)`."""
    changed = False
    for node in list(tree.find_all(exp.GT, exp.GTE, exp.NEQ, exp.EQ, exp.LT, exp.LTE)):
        counted, number = subquery(node.this), whole(node.expression)
        if counted is None or number is None or (type(node), number) not in _COUNTED or len(counted.expressions) != 1:
            continue
        total = counted.expressions[0].unalias()
        star = isinstance(total, exp.Count) and (
            isinstance(total.this, exp.Star) or (isinstance(total.this, exp.Literal) and not total.expressions)
        )
        if not star or any(counted.args.get(k) for k in ("group", "having", "limit", "offset", "distinct", "order")):
            continue
        made = counted.copy()
        made.set("expressions", [exp.Literal.number(1)])
        found: exp.Expr = exp.Exists(this=made)
        node.replace(found if _COUNTED[type(node), number] else exp.Not(this=found))
        changed = True
    return changed


@_rewrite("report.distinct_in_subquery")
def without_distinct(tree: exp.Expr, view: View) -> bool:
    """`IN (SELECT DISTINCT …)` → `IN (SELECT …)`."""
    changed = False
    for node in list(tree.find_all(exp.In, exp.Exists)):
        inner = subquery(node.args.get("query") if isinstance(node, exp.In) else node.this)
        if inner is None or inner.args.get("limit") or inner.args.get("offset"):
            continue
        distinct = inner.args.get("distinct")
        if distinct is not None and not distinct.args.get("on"):
            inner.set("distinct", None)
            changed = True
    return changed


# ── What is shown, what is grouped ─────────────────────────────────────────────────────────────────────────────


@_rewrite("report.select_star")
def named_columns(tree: exp.Expr, view: View) -> bool:
    """`SELECT *` → the columns that there are now, for the author to strike out what the report does not show."""
    select = tree.this
    if not isinstance(select, exp.Select):
        return False
    reads = view.select(select)
    if reads.odd or any(join.args.get("using") or join.method for join in reads.joins):
        return False
    made: list[exp.Expr] = []
    changed = False
    for projection in select.expressions:
        if isinstance(projection, exp.Star):
            aliases = list(reads.tables)
        elif isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star):
            aliases = [str(projection.table).lower()]
        else:
            made.append(projection)
            continue
        for alias in aliases:
            known = reads.known.get(alias)
            if known is None or not known.columns or not all(c.position for c in known.columns.values()):
                return False
            made.extend(_column(known, alias, name, len(reads.tables) > 1) for name in _in_order(known))
        changed = True
    if not changed or len(made) > MAX_COLUMNS or len({c.output_name.lower() for c in made}) < len(made):
        return False
    select.set("expressions", made)
    return True


def _in_order(known: Known) -> list[str]:
    return [c.name for c in sorted(known.columns.values(), key=lambda c: c.position or 0)]


def _column(known: Known, alias: str, name: str, qualified: bool) -> exp.Column:
    quoted = re.fullmatch(r"[a-z_][a-z0-9_]*", name) is None
    return exp.column(exp.to_identifier(name, quoted=quoted), table=alias if qualified else None)


@_rewrite("report.having_without_aggregate")
def where_for_having(tree: exp.Expr, view: View) -> bool:
    """Conditions on grouped columns → WHERE, before the rows are grouped."""
    changed = False
    for node in list(tree.find_all(exp.Having)):
        select = node.parent
        group = select.args.get("group") if isinstance(select, exp.Select) else None
        if (
            not isinstance(select, exp.Select)
            or group is None
            or any(group.args.get(k) for k in ("rollup", "cube", "grouping_sets", "totals", "all"))
        ):
            continue
        keys = {item.sql().lower() for item in group.expressions if isinstance(item, exp.Column)}
        stay: list[exp.Expr] = []
        move: list[exp.Expr] = []
        for condition in conjuncts(node.this):
            columns = list(condition.find_all(exp.Column))
            grouped = bool(columns) and all(c.sql().lower() in keys for c in columns)
            named = any(
                str(p.alias).lower() in {str(c.name).lower() for c in columns} for p in select.expressions if p.alias
            )
            plain = condition.find(exp.AggFunc, exp.Window, exp.Query, exp.Anonymous) is None
            (move if grouped and plain and not named else stay).append(condition)
        if not move:
            continue
        where = select.args.get("where")
        before = [where.this] if where is not None else []
        select.set("where", exp.Where(this=exp.and_(*[c.copy() for c in [*before, *move]])))
        select.set("having", exp.Having(this=exp.and_(*[c.copy() for c in stay])) if stay else None)
        changed = True
    return changed
