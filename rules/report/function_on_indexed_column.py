"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP06"]
params   = { big = 50000 }

[en]
title   = "Report hides an indexed column inside a function"
message = "Report {report} filters {table} (about {rows} rows) by {condition}. The index on {column} cannot be used for that."
fix     = "Leave the column alone and compute on the other side: a day becomes 'from the first moment of the day on, before the first moment of the next'. Or add an index on the expression itself."
[zh]
title   = "报表条件在索引列上套函数"
message = "报表 {report} 用 {condition} 过滤 {table}（约 {rows} 行），{column} 上的索引因此失效。"
fix     = "列不要加工，把计算放到另一边：按天查就写成“大于等于当天零点、小于次日零点”；或者直接给表达式建索引。"
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqltext import Known, Schema, conditions, owner, plain, scopes, searches, shown

_COMPARED = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In)
_COMPUTED = (exp.Func, exp.Cast, exp.DPipe, exp.Add, exp.Sub, exp.Mul, exp.Div)
_TEXT_TYPES = ("char", "text", "name")


def check(
    report: Table[Report],
    db_table: Table[DbTable],
    db_column: Table[DbColumn],
    db_index: Table[DbIndex],
    *,
    big: int,
) -> Iterator[dict[str, object]]:
    """A condition that wraps a column which leads an index, on a big table no other condition finds its way into."""
    schema = Schema(db_table.rows(), db_column.rows(), db_index.rows())
    for row in report.rows():
        found: dict[str, object] = {}
        for query in schema.queries(row):
            for scope in scopes(query):
                sources = schema.sources(scope)
                served: set[str] | None = None
                for condition in conditions(scope):
                    if not isinstance(condition, _COMPARED):
                        continue
                    wrapped = _wrapped(condition)
                    alias = owner(wrapped, sources) if wrapped is not None else None
                    known = sources.get(alias) if alias else None
                    if wrapped is None or known is None or known.rows < big or not _hidden(known, wrapped):
                        continue
                    served = searches(scope, sources) if served is None else served
                    if alias not in served:
                        found = {
                            "report_id": row.report_id,
                            "report": shown(row),
                            "table": known.table.name or known.table.table_id,
                            "rows": known.rows,
                            "reach": known.rows,
                            "condition": plain(condition, row.dialect or schema.dialect),
                            "column": wrapped.name,
                        }
        if found:
            yield found


def _wrapped(condition: exp.Expr) -> exp.Column | None:
    """The one column of a comparison, if a function or arithmetic stands around it."""
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
    bare = isinstance(side, exp.Paren) and side.unnest() is column
    computed = isinstance(side.unnest(), _COMPUTED)
    return column if computed and not bare and side.find(exp.AggFunc) is None else None


def _hidden(known: Known, column: exp.Column) -> bool:
    """Whether an index on the column itself is lost, and none on an expression takes its place."""
    name = column.name.lower()
    if not known.leads_index(name) or known.in_expression_index(name):
        return False
    cast = column.parent
    if isinstance(cast, exp.Cast) and cast.to.is_type(*exp.DataType.TEXT_TYPES):
        kind = (known.columns[name].type or "").lower() if name in known.columns else ""
        return not any(t in kind for t in _TEXT_TYPES)
    return True
