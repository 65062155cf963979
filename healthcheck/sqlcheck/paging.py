"""Pages of a result: whether the order that cuts it into pages tells every row from every other."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from healthcheck.sqlcheck.engine import Hit, check
from healthcheck.sqlcheck.statement import COLLECTING, Select, View, bare, whole

#: What gives many rows one value: sorting by it says nothing of the column below.
_COARSE = (
    exp.Date, exp.TsOrDsToDate, exp.DateTrunc, exp.TimestampTrunc, exp.DatetimeTrunc, exp.Year, exp.Month, exp.Day,
    exp.Quarter, exp.Week, exp.Hour, exp.Extract, exp.TimeToStr, exp.ToChar, exp.Substring, exp.Left, exp.Length,
    exp.Case, exp.If, exp.Coalesce, exp.Round, exp.Floor, exp.Ceil, exp.Abs, exp.Predicate,
)  # fmt: skip
#: Share of a table's rows from which a column's values count as different in practice.
_ALL_DIFFERENT = 0.99

#: A column: the alias of its table and its name, in lower case.
Name = tuple[str, str]


@check("report.page_order_not_unique", exp.Order, catalogue=True, joined=False)
def page_order_not_unique(node: exp.Expr, view: View, rows: int) -> Iterator[Hit]:
    """Pages cut by an order in which several rows are equal: between two of them the next page may begin."""
    ordered = _paged(node, view)
    if ordered is None:
        return
    select = view.select(ordered)
    known = {alias: table for alias, table in select.known.items() if table is not None}
    if not select.closed or any(not table.keys for table in known.values()) or select.aggregated:
        return
    given = _ordering(node, select)
    if given is None:
        return
    told = _told(select, given)
    wanted = _tells_rows(select)
    if wanted is None or wanted <= told:
        return
    missing = {alias for alias, _ in wanted - told}
    alias = max(missing, key=lambda a: (known[a].rows, a))
    table = known[alias]
    if table.rows < rows:
        return
    grouped = ordered.args.get("group") is not None or ordered.args.get("distinct") is not None
    key = sorted(name for a, name in wanted - told if a == alias) if grouped else sorted(table.keys[0])
    yield Hit(
        view.sql(node),
        table.rows,
        {"table": table.name, "rows": table.rows, "key": ", ".join(f"{alias}.{name}" for name in key)},
    )


def _paged(node: exp.Expr, view: View) -> exp.Expr | None:
    """The SELECT that an ORDER BY cuts into pages, by OFFSET, ROW_NUMBER or Oracle's ROWNUM."""
    parent = node.parent
    if isinstance(parent, exp.Window):
        return _numbered(parent, view)
    if not isinstance(parent, exp.Select):
        return None
    offset = parent.args.get("offset")
    if offset is not None:
        return parent if whole(offset.expression) != 0 else None
    outer = view.select(parent).outer
    if outer is None or outer.outer is None or not isinstance(parent.parent, exp.Subquery):
        return None
    return parent if any(str(c.name).lower() == "rownum" for c in outer.columns) else None


def _numbered(window: exp.Window, view: View) -> exp.Expr | None:
    """The SELECT whose rows a window numbers, if the SELECT around it chooses by the number."""
    alias = window.parent
    if (
        not isinstance(window.this, exp.RowNumber)
        or window.args.get("partition_by")
        or not isinstance(alias, exp.Alias)
    ):
        return None
    inner = view.around(window)
    outer = inner.outer if inner is not None else None
    if inner is None or outer is None or inner.is_output:
        return None
    name = str(alias.alias).lower()
    for condition in outer.conditions:
        column = bare(condition.this)
        if isinstance(column, exp.Column) and str(column.name).lower() == name:
            first = whole(condition.args.get("low") or condition.args.get("expression"))
            if isinstance(condition, exp.Between | exp.GT | exp.GTE) and first not in (0, 1):
                return inner.node
    return None


def _ordering(order: exp.Expr, select: Select) -> set[Name] | None:
    """The columns by which rows are told apart; None when that is not certain."""
    found: set[Name] = set()
    for item in order.expressions:
        value = bare(item.this)
        place = whole(value)
        if place is not None and 1 <= place <= len(select.node.expressions):
            value = select.node.expressions[place - 1].unalias()
        elif isinstance(value, exp.Column) and not value.table:
            value = bare(select.aliases.get(str(value.name).lower(), value))
        if value is None or isinstance(value, exp.Star) or value.find(exp.Window, exp.Rand, exp.Uuid) is not None:
            return None
        if isinstance(value, (*_COARSE, *COLLECTING, exp.AggFunc, exp.Query, exp.Subquery)):
            continue
        for column in value.find_all(exp.Column):
            alias = select.owner(column)
            if alias is None:
                return None
            if column.find_ancestor(*_COARSE, *COLLECTING, exp.AggFunc, exp.Select, exp.Order) in (order, select.node):
                found.add((alias, str(column.name).lower()))
    return found


def _told(select: Select, given: set[Name]) -> set[Name]:
    """Every column whose value follows from the given ones: by a key, an equality, or because it is fixed."""
    told = set(given)
    pairs: list[tuple[Name, Name]] = []
    for condition in select.conditions:
        if not isinstance(condition, exp.EQ | exp.NullSafeEQ):
            continue
        sides = [_name(bare(side), select) for side in (condition.this, condition.expression)]
        one, other = sides
        if one is not None and other is not None:
            pairs.append((one, other))
        elif one is not None and condition.expression.find(exp.Column, exp.Query) is None:
            told.add(one)
        elif other is not None and condition.this.find(exp.Column, exp.Query) is None:
            told.add(other)
    before = -1
    while before != len(told):
        before = len(told)
        for one, other in pairs:
            if one in told or other in told:
                told |= {one, other}
        for alias, known in select.known.items():
            if known is not None and _told_row(select, alias, told):
                told |= {(alias, name) for name in known.columns}
    return told


def _told_row(select: Select, alias: str, told: set[Name]) -> bool:
    """Whether a row of a table is told from its others: by a key, or by values that are all different in practice."""
    known = select.known[alias]
    names = {name for a, name in told if a == alias}
    if known is None or any(key <= names for key in known.keys):
        return known is not None
    most = max((known.columns[n].distinct_values or 0 for n in names if n in known.columns), default=0)
    return bool(known.rows) and most >= _ALL_DIFFERENT * known.rows


def _tells_rows(select: Select) -> set[Name] | None:
    """The columns that make a row of the result what it is; None when that is not certain."""
    node = select.node
    group, distinct = node.args.get("group"), node.args.get("distinct")
    if group is None and distinct is None:
        return {(a, name) for a, known in select.known.items() if known for key in known.keys[:1] for name in key}
    if group is not None:
        if any(group.args.get(k) for k in ("rollup", "cube", "grouping_sets", "totals", "all")):
            return None
        items = list(group.expressions)
    elif distinct is None or distinct.args.get("on") is not None:
        return None
    else:
        items = [p.unalias() for p in node.expressions]
    wanted: set[Name] = set()
    for item in items:
        place = whole(item)
        value: exp.Expr | None = bare(item)
        if place is not None and group is not None and 1 <= place <= len(node.expressions):
            value = bare(node.expressions[place - 1].unalias())
        elif isinstance(value, exp.Column) and not value.table and group is not None:
            value = bare(select.aliases.get(str(value.name).lower(), value))
        name = _name(value, select)
        if name is None:
            return None  # a computed group: whether the order tells it is anybody's guess
        wanted.add(name)
    return wanted


def _name(node: exp.Expr | None, select: Select) -> Name | None:
    """A column's table and name, if it is one and its table is certain."""
    if not isinstance(node, exp.Column) or isinstance(node.this, exp.Star):
        return None
    alias = select.owner(node)
    return (alias, str(node.name).lower()) if alias else None
