"""
severity = "high"
subject  = "report"
effort   = "hours"
tags     = ["go-live", "orphan"]
confidence = "likely"
checks   = ["RP01"]

[en]
title   = "Report reads a column that does not exist"
message = "Report {report} reads {columns}, which the tables do not have. Opening it ends in an error."
fix     = "Correct the name in the report's SQL, or add the column that an upgrade has dropped or renamed."
[zh]
title   = "报表查询了不存在的字段"
message = "报表 {report} 查询的字段 {columns} 在表中不存在，一打开就会报错。"
fix     = "改正报表 SQL 里的字段名；如果是升级时被删掉或改名的字段，按新表结构调整。"
"""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqltext import STAND_IN, Known, Schema, scopes, shown

#: Names that databases answer without any column behind them.
_PSEUDO = {
    "rownum", "rowid", "level", "sysdate", "systimestamp", "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid",
    "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user", "session_user",
    "user", "uid", "value", "true", "false", "unknown", "null", "default", "dual", "excluded",
}  # fmt: skip


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """Columns that no table of their SELECT has, where every one of those tables is known with its columns."""
    schema = Schema(db_table.rows(), db_column.rows())
    for row in report.rows():
        missing: dict[str, str] = {}
        for query in schema.queries(row):
            for scope in scopes(query):
                for name in _missing(scope, schema):
                    missing[name.lower()] = name
        if missing:
            names = ", ".join(name for _, name in sorted(missing.items()))
            yield {"report_id": row.report_id, "report": shown(row), "columns": names, "menu_path": row.menu_path}


def _missing(scope: Scope, schema: Schema) -> Iterator[str]:
    sources = schema.sources(scope)
    select = scope.expression
    own = {p.alias.lower() for p in select.expressions if p.alias} | set(sources)
    closed = bool(sources) and not scope.is_correlated_subquery and all(k and k.columns for k in sources.values())
    closed = closed and scope.parent is None and not select.args.get("laterals")
    for column in select.find_all(exp.Column):
        name = column.name.lower()
        if column.find_ancestor(exp.Select) is not select or isinstance(column.this, exp.Star) or name in _PSEUDO:
            continue
        if not isinstance(column.this, exp.Identifier) or column.args.get("catalog") or STAND_IN in name:
            continue
        if column.table:
            known = sources.get(column.table.lower())
            if known and known.columns and name not in known.columns and _certain(known):
                yield f"{known.table.name or known.table.table_id}.{column.name}"
        elif closed and name not in own and not any(k and name in k.columns for k in sources.values()):
            yield column.name


def _certain(known: Known) -> bool:
    """A table of which the catalogue gives columns; partitions and foreign tables come with theirs as well."""
    return known.table.kind in ("table", "view", "materialized_view")
