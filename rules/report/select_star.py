"""
severity = "low"
subject  = "report"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP02"]
params   = { wide = 30, big = 100000 }

[en]
title   = "Report reads every column"
message = "Report {report} reads all {columns} columns of {tables} with SELECT *, whatever it shows."
fix     = "Name the columns that the report shows. Then a column added later costs nothing and does not end up in an export."
[zh]
title   = "报表用 SELECT * 取全部字段"
message = "报表 {report} 用 SELECT * 读取 {tables} 的全部 {columns} 个字段，不管用不用得到。"
fix     = "只写报表要用的字段。这样以后表里加字段既不拖慢报表，也不会被带进导出文件。"
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqltext import Known, Schema, scopes, shown


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], *, wide: int, big: int
) -> Iterator[dict[str, object]]:
    """`*` in what the report itself returns: from a wide or big table, or from a whole table of any size."""
    schema = Schema(db_table.rows(), db_column.rows())
    for row in report.rows():
        if row.sql is None or "*" not in row.sql:
            continue
        found: dict[str, Known] = {}
        sure = False
        for query in schema.queries(row):
            for scope in scopes(query):
                select = scope.expression
                if scope.parent is not None:
                    continue
                whole = not any(select.args.get(k) for k in ("where", "limit", "fetch", "group", "distinct"))
                for alias, known in _starred(select, schema.sources(scope)):
                    matters = known.rows >= big or len(known.columns) >= wide
                    if matters or (whole and known.columns):
                        found[alias] = known
                        sure = sure or matters
        if found:
            yield {
                "report_id": row.report_id,
                "report": shown(row),
                "tables": ", ".join(sorted({k.table.name or k.table.table_id for k in found.values()})),
                "columns": sum(len(k.columns) for k in found.values()),
                "rows": max(k.rows for k in found.values()),
                "confidence": "likely" if sure else "possible",
            }


def _starred(select: exp.Expr, sources: dict[str, Known | None]) -> Iterator[tuple[str, Known]]:
    for projection in select.expressions:
        if isinstance(projection, exp.Star):
            aliases = list(sources)
        elif isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star):
            aliases = [projection.table.lower()]
        else:
            continue
        for alias in aliases:
            known = sources.get(alias)
            if known:
                yield alias, known
