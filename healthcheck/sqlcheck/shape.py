"""Checks of how a statement is built: ordering, paging, UNION, DISTINCT, subqueries, and what a report should not do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from healthcheck.sqlcheck.engine import Hit, check
from healthcheck.sqlcheck.statement import (
    Select,
    View,
    alias_free,
    constant,
    is_scalar,
    same_column,
    subquery,
    whole,
)
from healthcheck.sqltext import STAND_IN


@check("report.order_by_random", exp.Order, having=(exp.Rand, exp.Uuid))
def order_by_random(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Sorted by a random number; sampling inside a window is left alone."""
    if isinstance(node.parent, exp.Select | exp.SetOperation) and node.find(exp.Rand, exp.Uuid) is not None:
        yield Hit(view.sql(node))


@check("report.order_by_text", exp.Order)
def order_by_text(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A text is the same for every row; a number is a position, and what a user fills in is no text yet."""
    for ordered in node.expressions:
        by = ordered.this if isinstance(ordered, exp.Ordered) else ordered
        if isinstance(by, exp.Literal) and by.is_string and STAND_IN not in by.name:
            yield Hit(view.sql(by))


@check("report.deep_offset", exp.Offset)
def deep_offset(node: exp.Expr, view: View, rows: int) -> Iterator[Hit]:
    """So many rows passed over that reading them costs more than those shown."""
    passed = whole(node.expression)
    if passed is not None and passed >= rows:
        yield Hit(f"OFFSET {passed}", passed)


@check("report.long_in_list", exp.In)
def long_in_list(node: exp.Expr, view: View, items: int) -> Iterator[Hit]:
    """A list of values that belongs into a table."""
    count = len(node.expressions)
    if count >= items:
        yield Hit(f"{view.sql(node.this)} IN (… {count} …)", None, {"items": count})


@check("report.union_removes_nothing", exp.Union)
def union_removes_nothing(node: exp.Expr, view: View) -> Iterator[Hit]:
    """UNION of parts that hold no doubles and cannot have a row in common, because a constant tells them apart."""
    if isinstance(node.parent, exp.Union):
        return
    marks = parts_apart(node, view)
    if marks is not None:
        yield Hit(", ".join(view.sql(mark) for mark in marks[:4]))


def parts_apart(node: exp.Expr, view: View) -> list[exp.Expr] | None:
    """The constants that tell the parts of a UNION apart, where none of them holds doubles either; else None."""
    parts: list[exp.Expr] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, exp.Union) and part.args.get("distinct"):
            waiting += [part.expression, part.this]
        elif isinstance(part, exp.Select):
            parts.append(part)
        else:
            return None
    width = min(len(part.expressions) for part in parts)
    if all(_without_doubles(view.select(part)) for part in parts):
        for place in range(width):
            marks = [constant(part.expressions[place].unalias()) for part in parts]
            if None not in marks and len(set(map(str, marks))) == len(marks):
                return [part.expressions[place] for part in parts]
    return None


def _without_doubles(select: Select) -> bool:
    """GROUP BY whose columns are all shown, DISTINCT, or aggregates alone."""
    node = select.node
    if node.args.get("distinct") or select.aggregated:
        return True
    group = _plain_group(node)
    return bool(group) and all(_is_shown(item, node) for item in group)


def _plain_group(node: exp.Expr) -> list[exp.Expr]:
    group = node.args.get("group")
    if group is None or any(group.args.get(k) for k in ("rollup", "cube", "grouping_sets", "totals", "all")):
        return []
    return list(group.expressions)


def _is_shown(item: exp.Expr, select: exp.Expr) -> bool:
    """Whether what is grouped by is among the columns of the result."""
    position = whole(item)
    if position is not None:
        return 1 <= position <= len(select.expressions)
    for projection in select.expressions:
        inner = projection.unalias()
        if isinstance(item, exp.Column):
            if isinstance(inner, exp.Column) and same_column(item, inner):
                return True
            if not item.table and str(projection.alias).lower() == str(item.name).lower():
                return True
        elif inner == item:
            return True
    return False


@check("report.distinct_with_group_by", exp.Distinct)
def distinct_with_group_by(node: exp.Expr, view: View) -> Iterator[Hit]:
    """DISTINCT over groups of which every key is shown: there is nothing left to remove."""
    select = node.parent
    if isinstance(select, exp.Select) and not node.args.get("on"):
        group = _plain_group(select)
        if group and all(_is_shown(item, select) for item in group):
            yield Hit("SELECT DISTINCT … " + view.sql(select.args["group"]))


@check("report.unordered_limit", exp.Limit, exp.Fetch)
def unordered_limit(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Some rows of many, and no ORDER BY says which."""
    query = node.parent
    if not isinstance(query, exp.Select | exp.SetOperation) or _is_sorted(query):
        return
    count = node.args.get("expression") if isinstance(node, exp.Limit) else node.args.get("count")
    offset = query.args.get("offset")
    fixed = whole(count)
    if count is None or fixed == 0 or (fixed == 1 and offset is None):
        return
    above = query.parent
    if isinstance(above, exp.Exists) or (isinstance(above, exp.Subquery) and isinstance(above.parent, exp.Exists)):
        return
    if isinstance(query, exp.Select):
        source = query.args.get("from_")
        select = view.select(query)
        if source is None or select.aggregated:
            return
        inner = source.this.this if isinstance(source.this, exp.Subquery) else None
        if inner is not None and inner.args.get("order") and not select.joins:
            return  # sorted one level below
    sure = offset is not None
    yield Hit(view.sql(node), None, {"confidence": "likely" if sure else "possible"})


def _is_sorted(query: exp.Expr) -> bool:
    """Whether a query sorts; SQL Server's `ORDER BY (SELECT NULL)` does not."""
    order = query.args.get("order")
    return order is not None and not all(
        inner is not None and inner.args.get("from_") is None for inner in (subquery(o.this) for o in order.expressions)
    )


@check("report.useless_order_by", exp.Order, having=(exp.Subquery, exp.In, exp.Exists))
def useless_order_by(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A subquery is sorted, and what reads it sorts again, counts or only looks for a value."""
    select = node.parent
    if not isinstance(select, exp.Select) or not isinstance(select.parent, exp.Subquery | exp.In | exp.Exists):
        return
    if any(select.args.get(k) for k in ("limit", "offset", "locks")) or _distinct_on(select):
        return
    wrapper = select.parent.parent if isinstance(select.parent, exp.Subquery) else select.parent
    outer = view.around(select)
    if outer is None:
        return
    if isinstance(wrapper, exp.In | exp.Exists):
        yield Hit(view.sql(node))
    elif isinstance(wrapper, exp.From | exp.Join):
        top = outer.node
        if top.find(exp.Parameter, exp.SessionParameter, exp.GroupConcat, exp.ArrayAgg, exp.Anonymous, exp.Window):
            return  # numbers rows or collects them in the order in which they come
        if any(str(c.name).lower() == "rownum" for c in outer.columns):
            return
        if (top.args.get("order") and not top.args.get("limit")) or outer.aggregated:
            yield Hit(view.sql(node))


def _distinct_on(select: exp.Expr) -> bool:
    distinct = select.args.get("distinct")
    return distinct is not None and bool(distinct.args.get("on"))


@check("report.repeated_subquery", exp.Select, having=(exp.Subquery,))
def repeated_subquery(node: exp.Expr, view: View, times: int) -> Iterator[Hit]:
    """Columns fetched one by one from the same rows of another table."""
    if len(node.expressions) < times:
        return
    alike: dict[str, list[exp.Expr]] = {}
    for projection in node.expressions:
        for inner in projection.find_all(exp.Select):
            where = inner.args.get("where")
            if inner.find_ancestor(exp.Select) is not node or where is None or not is_scalar(inner):
                continue
            if any(inner.args.get(k) for k in ("limit", "order", "group", "distinct")):
                continue
            parts = [inner.args.get("from_"), *(inner.args.get("joins") or []), where]
            alike.setdefault(" ".join(view.sql(p, 2_000) for p in parts if p is not None), []).append(inner)
    for text, found in alike.items():
        if len(found) >= times and text:
            yield Hit(f"{len(found)} × {view.sql(found[0])}", None, {"times": len(found)})


_COUNTED: dict[tuple[type, int], str] = {
    (exp.GT, 0): "EXISTS",
    (exp.GTE, 1): "EXISTS",
    (exp.NEQ, 0): "EXISTS",
    (exp.EQ, 0): "NOT EXISTS",
    (exp.LT, 1): "NOT EXISTS",
    (exp.LTE, 0): "NOT EXISTS",
}
_TURNED: dict[type, type] = {exp.GT: exp.LT, exp.GTE: exp.LTE, exp.LT: exp.GT, exp.LTE: exp.GTE}


@check("report.count_for_existence", exp.GT, exp.GTE, exp.NEQ, exp.EQ, exp.LT, exp.LTE, having=(exp.Count,))
def count_for_existence(node: exp.Expr, view: View) -> Iterator[Hit]:
    """All rows are counted, where one would do to know that there is any."""
    kind: type = type(node)
    counted, number = subquery(node.this), whole(node.expression)
    if counted is None:
        kind = _TURNED.get(kind, kind)
        counted, number = subquery(node.expression), whole(node.this)
    if counted is None or number is None or (kind, number) not in _COUNTED:
        return
    if len(counted.expressions) == 1 and isinstance(counted.expressions[0].unalias(), exp.Count):
        if not counted.args.get("group") and not counted.args.get("having") and counted.args.get("where"):
            yield Hit(view.sql(node), None, {"instead": _COUNTED[kind, number]})


@check("report.distinct_in_subquery", exp.Distinct)
def distinct_in_subquery(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Doubles removed from what is only looked for a value."""
    select = node.parent
    if not isinstance(select, exp.Select) or node.args.get("on") or select.args.get("limit"):
        return
    above = select.parent
    if isinstance(above, exp.Subquery):
        inside = above.arg_key == "query" if isinstance(above.parent, exp.In) else False
        above = above.parent if inside or isinstance(above.parent, exp.Exists) else None
    if isinstance(above, exp.In | exp.Exists):
        yield Hit(view.sql(select))


@check("report.union_columns_differ", exp.Union, exp.Except, exp.Intersect)
def union_columns_differ(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Parts of a UNION with a different number of columns; no database accepts that."""
    if node.args.get("by_name") or node.args.get("side") or node.args.get("kind"):
        return
    left, right = _width(node.this), _width(node.expression)
    if left is not None and right is not None and left != right:
        yield Hit(view.sql(node), None, {"left": left, "right": right})


def _width(node: exp.Expr | None) -> int | None:
    while isinstance(node, exp.SetOperation | exp.Subquery | exp.Paren):
        node = node.this
    if not isinstance(node, exp.Select) or any(p.is_star for p in node.expressions) or not node.expressions:
        return None
    return len(node.expressions)


@check("report.duplicate_output_name", exp.Select)
def duplicate_output_name(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Two different columns under one name, in what the report returns or in what another SELECT reads."""
    if len(node.expressions) < 2:
        return
    select = view.select(node)
    derived = isinstance(node.parent, exp.Subquery) and isinstance(node.parent.parent, exp.From | exp.Join)
    if not (derived or (select.is_output and _is_first_part(node))):
        return
    seen: dict[str, exp.Expr] = {}
    for projection in node.expressions:
        name = str(projection.alias_or_name)
        if not name or projection.is_star or STAND_IN in name:
            continue
        identifier = projection.args.get("alias") or projection.this
        quoted = isinstance(identifier, exp.Identifier) and identifier.args.get("quoted")
        key = name if quoted and view.dialect in ("postgres", "oracle") else name.lower()
        first = seen.setdefault(key, projection)
        if first is not projection and first.unalias() != projection.unalias():
            yield Hit(f"{view.sql(first)} / {view.sql(projection)}", None, {"name": name})


def _is_first_part(node: exp.Expr) -> bool:
    """Whether a SELECT gives a UNION its names."""
    while node.parent is not None:
        if isinstance(node.parent, exp.SetOperation) and node.arg_key == "expression":
            return False
        node = node.parent
    return True


@check("report.locks_rows", exp.Lock)
def locks_rows(node: exp.Expr, view: View) -> Iterator[Hit]:
    """FOR UPDATE or FOR SHARE."""
    yield Hit("FOR UPDATE" if node.args.get("update") else "FOR SHARE")


_WRITES = (
    exp.Insert,
    exp.Update,
    exp.Delete,
    exp.Merge,
    exp.TruncateTable,
    exp.Drop,
    exp.Alter,
    exp.Create,
)


@check("report.writes_data")
def writes_data(view: View) -> Iterator[Hit]:
    """Statements that change data or tables; temporary tables are a report's own business."""
    own = set()
    for tree in view.text.others:
        if isinstance(tree, exp.Create) and _is_temporary(tree):
            target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
            own.add(alias_free(target))
    for tree in [*view.text.queries, *view.text.others]:
        into = tree.args.get("into")
        if into is not None and isinstance(into.this, exp.Table):
            if into.args.get("temporary") or _is_scratch(into.this):
                own.add(alias_free(into.this))
            else:
                yield Hit("SELECT … " + view.sql(into))
    for tree in view.text.others:
        if isinstance(tree, _WRITES) and not _is_temporary(tree):
            targets = list(_targets(tree))
            if targets and not all(_is_scratch(t) or alias_free(t) in own for t in targets):
                yield Hit(view.sql(tree))
    for tree in view.text.of(exp.Insert, exp.Update, exp.Delete, exp.Merge):
        yield Hit(view.sql(tree))  # in a WITH


def _targets(tree: exp.Expr) -> Iterator[exp.Expr]:
    """The tables that a statement changes."""
    listed = [tree.this, *tree.expressions, *(tree.args.get("tables") or [])]
    for target in listed if isinstance(tree, exp.Drop | exp.TruncateTable) else listed[:1]:
        table = target.this if isinstance(target, exp.Schema) else target
        if isinstance(table, exp.Table):
            yield table


def _is_temporary(tree: exp.Expr) -> bool:
    properties = tree.args.get("properties")
    return bool(tree.args.get("temporary")) or (
        properties is not None and properties.find(exp.TemporaryProperty) is not None
    )


def _is_scratch(table: exp.Expr) -> bool:
    """SQL Server's `#name` and table variables."""
    identifier = table.this
    return (
        not isinstance(identifier, exp.Identifier)
        or bool(identifier.args.get("temporary"))
        or str(identifier.name).startswith(("#", "@"))
    )


_DANGEROUS = {
    "pg_sleep", "pg_sleep_for", "sleep", "benchmark", "load_file", "pg_read_file", "pg_read_binary_file", "pg_ls_dir",
    "lo_import", "lo_export", "dblink", "dblink_exec", "query_to_xml", "pg_terminate_backend", "pg_reload_conf",
    "xp_cmdshell", "sp_oacreate", "openrowset", "opendatasource", "sys_eval", "sys_exec",
}  # fmt: skip
_DANGEROUS_PACKAGES = {"utl_http", "utl_file", "utl_tcp", "utl_smtp", "dbms_lock", "dbms_scheduler", "dbms_java"}


@check("report.dangerous_function", exp.Anonymous, exp.Dot)
def dangerous_function(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Functions that wait, read files, reach other machines or steer the server."""
    if isinstance(node, exp.Dot):
        if re.split(r"\W", view.sql(node))[0].lower() in _DANGEROUS_PACKAGES and not isinstance(node.parent, exp.Dot):
            yield Hit(view.sql(node))
    elif str(node.name).lower() in _DANGEROUS and not isinstance(node.parent, exp.Dot):
        yield Hit(view.sql(node))


_SECRETS = {
    "password", "passwd", "pwd", "user_pwd", "user_password", "password_hash", "pass_hash", "salt", "secret",
    "secret_key", "client_secret", "api_key", "apikey", "access_token", "refresh_token", "private_key", "pay_password",
}  # fmt: skip


@check("report.shows_secret", exp.Select)
def shows_secret(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A password, token or key among the columns that the report returns."""
    select = view.select(node)
    if not select.is_output:
        return
    for projection in node.expressions:
        column = projection.unalias()
        if isinstance(column, exp.Column) and str(column.name).lower() in _SECRETS:
            yield Hit(view.sql(column))
    for _, known in select.starred():
        for name in sorted(_SECRETS & known.columns.keys()):
            yield Hit(f"{known.name}.{name} (*)")


@check("report.unbounded_recursion", exp.With)
def unbounded_recursion(node: exp.Expr, view: View) -> Iterator[Hit]:
    """A recursive WITH that nothing stops when the data form a circle."""
    if not node.args.get("recursive") or view.dialect in ("tsql", "oracle"):  # those stop by themselves
        return
    for cte in node.expressions:
        union, name = cte.this, str(cte.alias).lower()
        if not isinstance(union, exp.Union) or union.args.get("distinct") or cte.args.get("search"):
            continue
        step = union.expression
        again = any(alias_free(t) == name for t in step.find_all(exp.Table))
        guards = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NEQ, exp.Not, exp.Between, exp.Limit, exp.Anonymous, exp.Any)
        if again and step.find(*guards) is None and node.parent is not None and node.parent.args.get("limit") is None:
            yield Hit(f"WITH RECURSIVE {cte.alias}")


@check("report.distinct_on_key", exp.Distinct, catalogue=True)
def distinct_on_key(node: exp.Expr, view: View) -> Iterator[Hit]:
    """DISTINCT over one table whose primary key is among the columns."""
    parent = node.parent
    if not isinstance(parent, exp.Select) or node.args.get("on") or parent.args.get("group"):
        return
    select = view.select(parent)
    known = next(iter(select.known.values()), None)
    if select.odd or len(select.known) != 1 or known is None or not known.primary:
        return
    shown = {str(c.name).lower() for p in parent.expressions if isinstance(c := p.unalias(), exp.Column)}
    if known.primary <= shown:
        key = ", ".join(sorted(known.primary))
        yield Hit(view.sql(parent), known.rows, {"table": known.name, "key": key, "rows": known.rows})
