"""Checks of results that are wrong although the statement runs, and of statements that cannot run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from healthcheck.sqlcheck.engine import Hit, check
from healthcheck.sqlcheck.statement import AGGREGATES, View, aggregates, bare, subquery, whole

#: Dialects in which whole numbers divide without a remainder.
_WHOLE_DIVISION = {"postgres", "redshift", "tsql", "sqlite"}


@check("report.exists_always_true", exp.Exists)
def exists_always_true(node: exp.Expr, view: View) -> Iterator[Hit]:
    """EXISTS over an aggregate without GROUP BY, which always returns one row."""
    inner = subquery(node.this)
    if inner is None or any(inner.args.get(k) for k in ("group", "having", "limit", "offset")):
        return
    if inner.args.get("from_") is not None and view.select(inner).aggregated:
        yield Hit(view.sql(node))


@check("report.aggregate_in_where", *AGGREGATES)
def aggregate_in_where(node: exp.Expr, view: View) -> Iterator[Hit]:
    """An aggregate in WHERE; no database accepts that."""
    if isinstance(node, exp.Min | exp.Max) and node.expressions:
        return  # SQLite's max(a, b)
    above = node.find_ancestor(exp.Where, exp.Select)
    if isinstance(above, exp.Where) and isinstance(above.parent, exp.Select):
        yield Hit(view.sql(node))


@check("report.integer_division", exp.Div)
def integer_division(node: exp.Expr, view: View) -> Iterator[Hit]:
    """One count divided by another, where that gives 0 for everything below 100 %."""
    if view.dialect not in _WHOLE_DIVISION:
        return
    left, right = bare(node.this), bare(node.expression)
    if left is None or right is None or not aggregates(right):
        return
    if _is_whole(left) and _is_whole(right) and not isinstance(left, exp.Mul):
        yield Hit(view.sql(node))


def _is_whole(node: exp.Expr | None) -> bool:
    """Whether a value is certain to be a whole number."""
    node = bare(node)
    if isinstance(node, exp.Count):
        return True
    if isinstance(node, exp.Literal):
        return whole(node) is not None and "." not in node.name
    if isinstance(node, exp.Sum):
        return _is_whole(node.this) if isinstance(node.this, exp.Case | exp.If | exp.Literal) else False
    if isinstance(node, exp.Case):
        branches = [branch.args.get("true") for branch in node.args.get("ifs") or []]
        branches += [node.args["default"]] if node.args.get("default") is not None else []
        return bool(branches) and all(_is_whole(b) or isinstance(b, exp.Null) for b in branches)
    if isinstance(node, exp.Add | exp.Sub | exp.Mul):
        return _is_whole(node.this) and _is_whole(node.expression)
    if isinstance(node, exp.Nullif | exp.Coalesce):
        parts = [node.this, *(node.expressions or [node.args.get("expression")])]
        return all(_is_whole(part) for part in parts)
    return False


#: Oracle's and PostgreSQL's letters for a day, month, year, hour, minute, second.
_LETTERS = {"YYYY": "%Y", "RRRR": "%Y", "YY": "%y", "HH24": "%H", "HH12": "%I", "HH": "%I", "MI": "%M", "MM": "%m"}
_LETTERS |= {"DD": "%d", "SS": "%S", "MON": "%b", "MONTH": "%B"}
_LETTER = re.compile("YYYY|RRRR|YY|HH24|HH12|HH|MI|MM|DD|SS|MONTH|MON", re.IGNORECASE)
#: SQL Server's numbers for dates that begin with the day or the month.
_STYLES = {1, 3, 4, 5, 10, 101, 103, 104, 105, 110}

_FORMATS = tuple(
    getattr(exp, name)
    for name in ("TimeToStr", "ToChar", "StrToTime", "StrToDate", "ToTimestamp", "TsOrDsToDate", "TsOrDsToTimestamp")
    if hasattr(exp, name)
)


def _format(node: exp.Expr | None) -> str:
    """A format in strftime's letters; empty when it has none."""
    if isinstance(node, exp.Convert):
        return "%d/%m/%Y" if whole(node.args.get("style")) in _STYLES else ""
    given = node.args.get("format") if isinstance(node, _FORMATS) else None
    if not isinstance(given, exp.Literal):
        return ""
    text = str(given.name)
    if "%" in text:
        return text
    return _LETTER.sub(lambda m: _LETTERS[m[0].upper()], text)


@check("report.minutes_written_as_months", *_FORMATS)
def minutes_written_as_months(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A time of day whose minutes are formatted as the month."""
    if re.search(r"%[-]?[HIhkl]:%[-]?m|%[-]?m:%[-]?[SsT]", _format(node)):
        yield Hit(view.sql(node))


@check(
    "report.dates_sorted_as_text",
    exp.Ordered,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.Between,
    having=(*_FORMATS, exp.Convert),
)
def dates_sorted_as_text(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Dates turned into text that begins with the day or month, then sorted or compared."""
    if isinstance(node, exp.Ordered):
        if not isinstance(node.parent, exp.Order) or not isinstance(node.parent.parent, exp.Select):
            return
        sides = [node.this]
        if isinstance(node.this, exp.Column) and not node.this.table:
            select = view.select(node.parent.parent)
            sides = [select.aliases.get(str(node.this.name).lower())]
    else:
        sides = [node.this, node.args.get("expression")]
    for side in sides:
        text = _format(side)
        year, first = text.upper().find("%Y"), min((text.find(c) for c in ("%d", "%m") if c in text), default=-1)
        if 0 <= first < year:
            yield Hit(view.sql(side))


@check("report.alias_in_where", exp.Where, catalogue=True, having=(exp.Alias,))
def alias_in_where(node: exp.Expr, view: View) -> Iterator[Hit]:
    """WHERE uses a name that the SELECT gives: it does not exist yet."""
    parent = node.parent
    if not isinstance(parent, exp.Select) or view.dialect not in ("postgres", "mysql", "tsql", "oracle"):
        return
    select = view.select(parent)
    if not select.closed or select.outer is not None:
        return
    if not select.aliases:
        return
    for column in select.own(node):
        name = str(column.name).lower()
        given = select.aliases.get(name)
        if column.table or given is None or any(k and name in k.columns for k in select.known.values()):
            continue
        yield Hit(view.sql(column), None, {"alias": str(column.name), "meant": view.sql(given)})


@check("report.ambiguous_column", exp.Select, catalogue=True, having=(exp.Join,))
def ambiguous_column(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A column without its table's name that two of the tables have."""
    select = view.select(node)
    if len(select.tables) < 2 or select.odd or any(join.method for join in select.joins):
        return
    shared = {str(c.name).lower() for join in select.joins for c in join.args.get("using") or []}
    for column, qualifier, name in select.names:
        if qualifier or name in shared or name in select.aliases or column.find_ancestor(exp.With, exp.Order):
            continue
        holders = sorted(k.name for k in select.known.values() if k and name in k.columns)
        if len(holders) >= 2:
            yield Hit(view.sql(column), None, {"column": str(column.name), "tables": ", ".join(holders)})


@check("report.not_in_nullable", exp.Not, catalogue=True)
def not_in_nullable(node: exp.Expr, view: View) -> Iterator[Hit]:
    """NOT IN over a column that may be NULL: one such row, and nothing is found."""
    search = bare(node.this)
    inner = subquery(search.args.get("query")) if isinstance(search, exp.In) else None
    if inner is None or len(inner.expressions) != 1:
        return
    column = inner.expressions[0].unalias()
    select = view.select(inner)
    known = select.table_of(column) if isinstance(column, exp.Column) else None
    name = str(column.name).lower()
    if known is None or name not in known.columns or known.columns[name].nullable is not True:
        return
    for condition in select.conditions:
        if any(str(c.name).lower() == name for c in condition.find_all(exp.Column)):
            return  # NOT NULL is asked for, or a comparison keeps NULL away
    yield Hit(view.sql(node), known.rows, {"column": f"{known.name}.{column.name}"})
