"""Checks of single conditions: what can never hold, always holds, or keeps an index from being used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from healthcheck.sqlcheck.engine import Hit, check
from healthcheck.sqlcheck.statement import (
    COMPARISONS,
    SERVED,
    Select,
    View,
    alternatives,
    bare,
    conjuncts,
    constant,
    in_condition,
    is_scalar,
    null_test,
    subquery,
)
from healthcheck.sqltext import STAND_IN, Known

_COMPUTED = (exp.Func, exp.Cast, exp.DPipe, exp.Add, exp.Sub, exp.Mul, exp.Div)
_PLAIN = (exp.Literal, exp.Column, exp.Parameter, exp.Placeholder, type(None))
_TEXT_TYPES = ("char", "text", "name")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@check("report.compares_with_null", *COMPARISONS, having=(exp.Null,))
def compares_with_null(node: exp.Expr, view: View) -> Iterator[Hit]:
    """`= NULL` in a condition."""
    if (isinstance(node.this, exp.Null) or isinstance(node.expression, exp.Null)) and in_condition(node):
        yield Hit(view.sql(node))


@check("report.case_when_null", exp.Case)
def case_when_null(node: exp.Expr, view: View) -> Iterator[Hit]:
    """`CASE x WHEN NULL`: x = NULL is never true."""
    if node.this is not None and any(isinstance(branch.this, exp.Null) for branch in node.args.get("ifs") or []):
        yield Hit(view.sql(node))


@check("report.null_in_list", exp.In, having=(exp.Null,))
def null_in_list(node: exp.Expr, view: View) -> Iterator[Hit]:
    """NULL in a list of values; with NOT IN no row is left at all."""
    if any(isinstance(bare(item), exp.Null) for item in node.expressions):
        negated = isinstance(node.parent, exp.Not)
        yield Hit(view.sql(node.parent if negated and node.parent else node))


@check("report.condition_always_true", exp.Or)
def condition_always_true(node: exp.Expr, view: View) -> Iterator[Hit]:
    """`OR 1 = 1`: the rest of the condition counts for nothing."""
    if isinstance(node.parent, exp.Or) or not in_condition(node):
        return
    for part in alternatives(node):
        left = constant(part.this) if isinstance(part, exp.EQ) else None
        if (left is not None and left == constant(part.expression)) or (isinstance(part, exp.Boolean) and part.this):
            yield Hit(view.sql(node))
            return


@check("report.self_comparison", *COMPARISONS)
def self_comparison(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A column compared with itself."""
    if is_self_comparison(node) and in_condition(node):
        yield Hit(view.sql(node))


def is_self_comparison(node: exp.Expr) -> bool:
    """Whether both sides are one column, under one alias."""
    left, right = node.this, node.args.get("expression")
    if not isinstance(node, COMPARISONS) or not isinstance(left, exp.Column) or not isinstance(right, exp.Column):
        return False
    if STAND_IN in left.name or str(left.name).lower() != str(right.name).lower():
        return False
    return str(left.table).lower() == str(right.table).lower() and str(left.db).lower() == str(right.db).lower()


@check("report.contradictory_condition", exp.Where, exp.Having)
def contradictory_condition(node: exp.Expr, view: View) -> Iterator[Hit]:
    """One column must be two values at once, or a value and NULL."""
    wanted: dict[tuple[str, str], tuple[str, exp.Expr]] = {}
    for condition in conjuncts(node.this):
        column = condition.this
        if not isinstance(condition, exp.EQ | exp.Is) or not isinstance(column, exp.Column):
            continue
        if isinstance(condition, exp.Is):
            value: object = "\0null" if null_test(condition) else None
        else:
            value = constant(condition.expression)
        if value is None:
            continue
        name = (str(column.table).lower(), str(column.name).lower())
        text = f"{value:g}" if isinstance(value, float) else str(value).casefold().strip()
        first = wanted.setdefault(name, (text, condition))
        if first[0] != text:
            yield Hit(f"{view.sql(first[1])} AND {view.sql(condition)}")


@check("report.between_reversed", exp.Between)
def between_reversed(node: exp.Expr, view: View) -> Iterator[Hit]:
    """The lower bound is above the upper one."""
    low, high = constant(node.args.get("low")), constant(node.args.get("high"))
    if node.args.get("symmetric"):
        return
    if isinstance(low, str) and isinstance(high, str):
        reversed_ = bool(_DAY.match(low) and _DAY.match(high)) and low > high
    else:
        reversed_ = isinstance(low, float) and isinstance(high, float) and low > high
    if reversed_:
        yield Hit(view.sql(node))


@check("report.like_without_wildcard", exp.Like)
def like_without_wildcard(node: exp.Expr, view: View) -> Iterator[Hit]:
    """LIKE with a text that is meant as it stands."""
    pattern = node.expression
    if isinstance(pattern, exp.Literal) and pattern.is_string and pattern.name and STAND_IN not in pattern.name:
        wild = "%_[" if view.dialect == "tsql" else "%_"
        if not any(c in pattern.name for c in wild) and isinstance(node.this, exp.Column):
            yield Hit(view.sql(node))


@check("report.having_without_aggregate", exp.Having)
def having_without_aggregate(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A condition on the grouped columns themselves, which could take rows away before they are grouped."""
    parent = node.parent
    group = parent.args.get("group") if parent is not None else None
    if not isinstance(parent, exp.Select) or group is None:
        return
    if any(group.args.get(k) for k in ("rollup", "cube", "grouping_sets", "totals", "all")):
        return
    select = view.select(parent)
    keys = [item for item in group.expressions if isinstance(item, exp.Column)]
    for condition in conjuncts(node.this):
        columns = list(condition.find_all(exp.Column))
        if not columns or condition.find(exp.AggFunc, exp.Anonymous, exp.Window, exp.Query) is not None:
            continue
        if all(any(_is_key(c, k, select) for k in keys) for c in columns):
            yield Hit(view.sql(condition))


def _is_key(column: exp.Column, key: exp.Column, select: Select) -> bool:
    if str(column.name).lower() != str(key.name).lower():
        return False
    alias = select.aliases.get(str(column.name).lower())
    if alias is not None and not (isinstance(alias, exp.Column) and alias.name == column.name):
        return False
    return not column.table or not key.table or str(column.table).lower() == str(key.table).lower()


@check("report.leading_wildcard", exp.Select, catalogue=True, joined=False, having=(exp.Like, exp.ILike))
def leading_wildcard(node: exp.Expr, view: View, big: int) -> Iterator[Hit]:
    """`LIKE '%…'` that must hold, on a big table for which no other condition can use an index."""
    select = view.select(node)
    for condition in select.conditions:
        if not isinstance(condition, exp.Like | exp.ILike) or not _open(condition.expression):
            continue
        column = condition.this
        alias = select.owner(column) if isinstance(column, exp.Column) else None
        known = select.known.get(alias) if alias else None
        if alias is None or known is None or known.rows < big or select.is_led_to(alias, condition, big):
            continue
        if any(i.split(" ")[0].split(",")[0] == column.name.lower() for i in known.text_indexes):
            continue
        if known.in_expression_index(column.name.lower()):
            continue
        condition_text = view.sql(condition)
        yield Hit(
            condition_text,
            known.rows,
            {"table": known.name, "rows": known.rows, "condition": condition_text},
        )


def _open(pattern: exp.Expr | None) -> bool:
    """Whether the pattern begins with a wildcard."""
    if isinstance(pattern, exp.Concat):
        pattern = pattern.expressions[0] if pattern.expressions else None
    while isinstance(pattern, exp.DPipe | exp.Add):
        pattern = pattern.this
    return isinstance(pattern, exp.Literal) and pattern.is_string and pattern.name.startswith("%")


@check("report.function_on_indexed_column", exp.Select, catalogue=True, joined=False)
def function_on_indexed_column(node: exp.Expr, view: View, big: int) -> Iterator[Hit]:
    """A condition that wraps a column which leads an index, on a big table no other condition finds its way into."""
    select = view.select(node)
    for condition in select.conditions:
        if not isinstance(condition, SERVED):
            continue
        wrapped = wrapped_column(condition)
        alias = select.owner(wrapped) if wrapped is not None else None
        known = select.known.get(alias) if alias else None
        if wrapped is None or known is None or known.rows < big or not hidden(known, wrapped):
            continue
        if alias and not select.is_led_to(alias, condition, big):
            text = view.sql(condition)
            evidence = {"table": known.name, "rows": known.rows, "condition": text, "column": wrapped.name}
            yield Hit(text, known.rows, evidence)


def wrapped_column(condition: exp.Expr) -> exp.Column | None:
    """The one column of a comparison, if a function or arithmetic stands around it."""
    if isinstance(condition.this, exp.Column) and isinstance(condition.args.get("expression"), _PLAIN):
        return None
    columns = list(condition.find_all(exp.Column))
    if len(columns) != 1 or condition.find(exp.Query) is not None:
        return None
    column = columns[0]
    side: exp.Expr = column
    while side.parent is not condition:
        parent = side.parent
        if parent is None:
            return None
        side = parent
    if side.arg_key not in ("this", "expression") or side is column:
        return None
    plain = isinstance(side, exp.Paren) and side.unnest() is column
    computed = isinstance(side.unnest(), _COMPUTED)
    return column if computed and not plain and side.find(exp.AggFunc) is None else None


def hidden(known: Known, column: exp.Column) -> bool:
    """Whether an index on the column itself is lost, and none on an expression takes its place."""
    name = str(column.name).lower()
    if not known.leads_index(name) or known.in_expression_index(name):
        return False
    cast = column.parent
    while isinstance(cast, exp.Paren):
        cast = cast.parent
    if isinstance(cast, exp.Cast) and cast.to.is_type(*exp.DataType.TEXT_TYPES):
        kind = (known.columns[name].type or "").lower() if name in known.columns else ""
        return not any(t in kind for t in _TEXT_TYPES)
    return True


@check("report.or_across_columns", exp.Select, catalogue=True, joined=False, having=(exp.Or,))
def or_across_columns(node: exp.Expr, view: View, big: int) -> Iterator[Hit]:
    """`a = 1 OR b = 2` on a big table, where only one of the columns has an index, so that neither is used."""
    select = view.select(node)
    for condition in select.conditions:
        if not isinstance(condition, exp.Or):
            continue
        columns: dict[str, exp.Column] = {}
        owners = set()
        for part in alternatives(condition):
            inner = list(part.find_all(exp.Column))
            if not isinstance(part, SERVED) or len(inner) != 1 or part.this is not inner[0] or part.find(exp.Query):
                break
            columns[str(inner[0].name).lower()] = inner[0]
            owners.add(select.owner(inner[0]))
        else:
            alias = owners.pop() if len(owners) == 1 else None
            known = select.known.get(alias) if alias else None
            if alias is None or known is None or known.rows < big or len(columns) < 2:
                continue
            if select.is_led_to(alias, condition, big):
                continue
            without = sorted(name for name in columns if not known.leads_index(name))
            if without and len(without) < len(columns):
                yield Hit(
                    view.sql(condition),
                    known.rows,
                    {"table": known.name, "rows": known.rows, "columns": ", ".join(without)},
                )


@check("report.unselective_condition", exp.Select, catalogue=True, joined=False, having=(exp.Where,))
def unselective_condition(node: exp.Expr, view: View, big: int) -> Iterator[Hit]:
    """All that narrows a big table with a date in it are columns of few values, or values that it should not have."""
    select = view.select(node)
    source = node.args.get("from_")
    if not select.is_root or source is None or any(node.args.get(k) for k in ("limit", "having")):
        return
    alias = select.whole
    known = select.known.get(alias) if alias else None
    if not select.filters or alias is None or known is None or known.rows < big:
        return
    share, narrowed = 1.0, False
    for condition in select.filters:
        if bare(condition) is None or not _mentions(condition, select, alias):
            continue
        narrowed = True
        if _leaves_most(condition):
            continue
        column = condition.this
        if not isinstance(condition, exp.EQ | exp.In) or not isinstance(column, exp.Column):
            return
        kept = known.columns.get(str(column.name).lower())
        if kept is None or not kept.distinct_values or subquery(condition.args.get("query")) is not None:
            return
        chosen = len(condition.expressions) if isinstance(condition, exp.In) else 1
        share *= min(1.0, chosen / kept.distinct_values)
    dated = [c.name for c in known.columns.values() if is_dated(c.type or "")]
    expected = int(known.rows * share)
    if narrowed and expected >= big and dated:
        yield Hit(
            view.sql(node.args["where"]),
            expected,
            {"table": known.name, "rows": known.rows, "expected": expected, "dates": ", ".join(sorted(dated)[:3])},
        )


def _leaves_most(condition: exp.Expr) -> bool:
    """Whether a condition only says what a column is not: `<> 'x'`, `IS NOT NULL`, `NOT IN ('x', 'y')`."""
    if isinstance(condition, exp.NEQ):
        return isinstance(condition.this, exp.Column) and condition.expression.find(exp.Column, exp.Query) is None
    inner = bare(condition.this) if isinstance(condition, exp.Not) else condition
    if null_test(condition) is False and inner is not None:
        return isinstance(inner.this, exp.Column)
    return (
        isinstance(condition, exp.Not)
        and isinstance(inner, exp.In)
        and isinstance(inner.this, exp.Column)
        and bool(inner.expressions)
    )


def is_dated(type_: str) -> bool:
    """Whether a column's type holds a day or an instant."""
    return "date" in type_.lower() or "timestamp" in type_.lower()


def _mentions(condition: exp.Expr, select: Select, alias: str) -> bool:
    """Whether a condition is about the table, or may be."""
    columns = list(condition.find_all(exp.Column))
    if not columns:
        return STAND_IN in _literals(condition) or condition.find(exp.Query) is not None
    return any(select.owner(c) in (alias, None) for c in columns)


def _literals(node: exp.Expr) -> str:
    """All literals below a node."""
    return " ".join(str(item.name) for item in node.find_all(exp.Literal))


@check("report.correlated_without_index", exp.Select, catalogue=True, joined=False, having=(exp.Subquery,))
def correlated_without_index(node: exp.Expr, view: View, big: int) -> Iterator[Hit]:
    """A subquery that runs once per row and has no index to find its rows by."""
    select = view.select(node)
    outer = select.outer
    if outer is None or outer.odd or select.odd or not is_scalar(node):
        return
    tied: dict[str, list[str]] = {}
    for condition in select.conditions:
        if not isinstance(condition, exp.EQ):
            continue
        for mine, other in ((condition.this, condition.expression), (condition.expression, condition.this)):
            if isinstance(mine, exp.Column) and isinstance(other, exp.Column) and other.table:
                alias = select.owner(mine)
                if alias and str(other.table).lower() not in select.tables and str(other.table).lower() in outer.tables:
                    tied.setdefault(alias, []).append(str(mine.name).lower())
    for alias, columns in tied.items():
        known = select.known.get(alias)
        if known is None or known.rows < big or alias in select.searched or not known.columns:
            continue
        if not any(known.leads_index(c) or known.in_expression_index(c) for c in columns):
            yield Hit(
                view.sql(node),
                known.rows,
                {"table": known.name, "rows": known.rows, "columns": ", ".join(sorted(columns))},
            )
