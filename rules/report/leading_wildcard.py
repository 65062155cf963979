"""
severity = "low"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP06"]
params   = { big = 50000 }

[en]
title   = "Report searches a big table for a piece of text in the middle"
message = "Report {report} filters {table} (about {rows} rows) by {condition}, which no ordinary index can serve."
fix     = "Search from the beginning of the text where that is enough, ask for another condition first (a period, a customer), or add a full-text or trigram index."
[zh]
title   = "报表在大表上做前置模糊查询"
message = "报表 {report} 用 {condition} 过滤 {table}（约 {rows} 行），普通索引用不上。"
fix     = "能从开头匹配就去掉前面的 %；或先要求填期间、客户等条件；确实要模糊查的建全文索引或 trigram 索引。"
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqltext import Schema, conditions, owner, plain, scopes, searches, shown


def check(
    report: Table[Report],
    db_table: Table[DbTable],
    db_column: Table[DbColumn],
    db_index: Table[DbIndex],
    *,
    big: int,
) -> Iterator[dict[str, object]]:
    """`LIKE '%…'` that must hold, on a big table for which no other condition can use an index."""
    schema = Schema(db_table.rows(), db_column.rows(), _searchable(db_index))
    text_indexed = {
        (i.table_id, (i.columns or "").split(" ")[0].lower()) for i in db_index.rows() if i.method in _TEXT_METHODS
    }
    for row in report.rows():
        if row.sql is None or "like" not in row.sql.lower():
            continue
        found: dict[str, object] = {}
        for query in schema.queries(row):
            for scope in scopes(query):
                sources = schema.sources(scope)
                served = searches(scope, sources)
                for condition in conditions(scope):
                    if not isinstance(condition, exp.Like | exp.ILike) or not _open(condition.expression):
                        continue
                    column = condition.this
                    alias = owner(column, sources) if isinstance(column, exp.Column) else None
                    known = sources.get(alias) if alias else None
                    if known is None or known.rows < big or alias in served:
                        continue
                    if (known.table.table_id, column.name.lower()) in text_indexed:
                        continue
                    found = {
                        "report_id": row.report_id,
                        "report": shown(row),
                        "table": known.table.name or known.table.table_id,
                        "rows": known.rows,
                        "reach": known.rows,
                        "condition": plain(condition, row.dialect or schema.dialect),
                    }
        if found:
            yield found


_TEXT_METHODS = {"gin", "gist", "fulltext", "spgist", "rum"}


def _searchable(indexes: Table[DbIndex]) -> Iterator[DbIndex]:
    return (i for i in indexes.rows() if i.method not in _TEXT_METHODS)


def _open(pattern: exp.Expr | None) -> bool:
    """Whether the pattern begins with a wildcard."""
    if isinstance(pattern, exp.Concat):
        pattern = pattern.expressions[0] if pattern.expressions else None
    while isinstance(pattern, exp.DPipe):
        pattern = pattern.this
    return isinstance(pattern, exp.Literal) and pattern.is_string and pattern.name.startswith("%")
