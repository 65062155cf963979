"""Checks of what a report reads: tables and columns that are not there, or more of them than it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from healthcheck.facts import Report
from healthcheck.sqlcheck.engine import Hit, check
from healthcheck.sqlcheck.statement import View, constant, text_of
from healthcheck.sqltext import STAND_IN, Known, Schema

#: Names that databases answer without any column behind them.
_PSEUDO = {
    "rownum", "rowid", "level", "sysdate", "systimestamp", "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid",
    "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user", "session_user",
    "user", "uid", "value", "true", "false", "unknown", "null", "default", "dual", "excluded",
}  # fmt: skip


def tables(report: Report, schema: Schema) -> Iterator[exp.Table]:
    """The tables that a report reads and whose existence can be judged, whatever its data source."""
    if not report.sql or not report.active or report.deleted:
        return
    dialect = report.dialect or schema.dialect
    view = View(text_of(report.sql, dialect), schema, dialect)
    for node in view.text.of(exp.Select):
        for table in view.select(node).tables.values():
            if table is not None and schema.judged(table):
                yield table


@check("report.missing_column", exp.Select, catalogue=True)
def missing_column(node: exp.Expr, view: View) -> Iterator[Hit]:
    """Columns that no table of their SELECT has, where every one of those tables is known with its columns."""
    select = view.select(node)
    own = set(select.aliases) | set(select.tables)
    closed = select.closed and select.is_root
    for column, qualifier, name in select.names:
        if name in _PSEUDO or not isinstance(column.this, exp.Identifier) or column.args.get("catalog"):
            continue
        if STAND_IN in name:
            continue
        if qualifier:
            known = select.known.get(qualifier)
            if known and known.columns and name not in known.columns and _certain(known):
                yield Hit(f"{known.name}.{column.name}")
        elif closed and name not in own and not any(k and name in k.columns for k in select.known.values()):
            yield Hit(str(column.name))


def _certain(known: Known) -> bool:
    """A table of which the catalogue gives columns; partitions and foreign tables come with theirs as well."""
    return known.table.kind in ("table", "view", "materialized_view")


#: Parts of a SELECT that choose among rows; Oracle walks a tree by CONNECT BY.
_NARROWING = ("having", "limit", "laterals", "connect")


@check("report.no_condition", exp.Select, catalogue=True, joined=False)
def no_condition(node: exp.Expr, view: View, big: int) -> Iterator[Hit]:
    """The report's own SELECT, or all that it counts, reads a big table and nothing narrows it."""
    select = view.select(node)
    if not select.is_root:
        return
    while True:
        if any(node.args.get(k) for k in _NARROWING) or not all(map(_holds, select.filters)):
            return
        source, alias = node.args.get("from_"), select.whole
        if source is None or alias is None:
            return
        inner = source.this.this if isinstance(source.this, exp.Subquery) else None
        if not isinstance(inner, exp.Select):
            break
        node = inner  # SELECT count(*) FROM (SELECT …): how designers ask for the number of pages
        select = view.select(inner)
    known = select.known.get(alias)
    if known is not None and known.rows >= big:
        condensed = bool(node.args.get("group")) or node.find(exp.AggFunc) is not None
        joined = any(str(join.side) != "LEFT" for join in select.joins)  # a key that is empty finds no partner
        confidence = "possible" if condensed or joined else "likely"
        yield Hit(known.name, known.rows, {"table": known.name, "rows": known.rows, "confidence": confidence})


def _holds(condition: exp.Expr) -> bool:
    """Whether a condition chooses nothing: the `1 = 1` that designers put before pieces that may be left out."""
    if isinstance(condition, exp.Boolean):
        return bool(condition.this)
    left = constant(condition.this) if isinstance(condition, exp.EQ) else None
    return left is not None and left == constant(condition.expression)


#: Types whose values may be longer than all other columns of the row together. PostgreSQL's `text` says nothing of length.
_LONG = re.compile(r"((medium|long)(text|blob)|blob|n?clob|bytea|jsonb?|xml|image|ntext|(n?var)(char|binary)\(max\))\b")
#: Rows from which a long column is more than a form that is shown.
_SOME = 1_000


def _is_wide(known: Known, wide: int) -> bool:
    """Whether its rows are a lot to read: many columns, or rows by the thousand with a long one."""
    if len(known.columns) >= wide:
        return True
    return known.rows >= _SOME and any(_LONG.match((c.type or "").lower()) for c in known.columns.values())


@check("report.select_star", exp.Select, catalogue=True)
def select_star(node: exp.Expr, view: View, wide: int, big: int) -> Iterator[Hit]:
    """`*` in what the report itself returns: from a wide or big table, or from a whole table of any size."""
    select = view.select(node)
    if not select.is_root:
        return
    whole = not any(node.args.get(k) for k in ("where", "limit", "group", "distinct"))
    found: dict[str, Known] = {}
    sure = False
    for alias, known in select.starred():
        matters = known.rows >= big or _is_wide(known, wide)
        if matters or (whole and known.columns):
            found[alias] = known
            sure = sure or matters
    if found:
        yield Hit(
            ", ".join(sorted({k.name for k in found.values()})),
            None,
            {
                "tables": ", ".join(sorted({k.name for k in found.values()})),
                "columns": sum(len(k.columns) for k in found.values()),
                "rows": max(k.rows for k in found.values()),
                "confidence": "likely" if sure else "possible",
            },
        )
