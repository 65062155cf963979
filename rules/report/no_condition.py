"""
severity = "medium"
subject  = "report"
cause    = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP02"]
params   = { big = 50000 }

[en]
title   = "Report reads a big table without any condition"
message = "Report {report} reads all of {table} (about {rows} rows) every time it is opened."
fix     = "Give it a condition that every user fills in, usually a period or an organisation, with an index on that column; and a page size."
[zh]
title   = "报表不带条件查大表"
message = "报表 {report} 每次打开都要把 {table}（约 {rows} 行）整表读一遍。"
fix     = "加上必填的查询条件（一般是期间或组织），该字段要有索引，并且分页。"
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from healthcheck import Table
from healthcheck.facts import DbTable, Report
from healthcheck.sqltext import Known, Schema, scopes, shown


def check(report: Table[Report], db_table: Table[DbTable], *, big: int) -> Iterator[dict[str, object]]:
    """The report's own SELECT reads a big table and neither WHERE nor LIMIT nor an inner join narrows it."""
    schema = Schema(db_table.rows())
    for row in report.rows():
        worst: Known | None = None
        condensed = False
        for query in schema.queries(row):
            for scope in scopes(query):
                known = _whole(scope.expression, schema) if scope.parent is None else None
                if known and known.rows >= big and (worst is None or known.rows > worst.rows):
                    worst = known
                    select = scope.expression
                    condensed = bool(select.args.get("group")) or select.find(exp.AggFunc) is not None
        if worst:
            yield {
                "report_id": row.report_id,
                "cause_key": row.report_id,
                "report": shown(row),
                "table": worst.table.name or worst.table.table_id,
                "rows": worst.rows,
                "reach": worst.rows,
                "confidence": "possible" if condensed else "likely",
            }


def _whole(select: exp.Expr, schema: Schema) -> Known | None:
    """The table of FROM, if all of it is read."""
    if any(select.args.get(k) for k in ("where", "having", "limit", "fetch", "laterals")):
        return None
    if any(join.side != "LEFT" for join in select.args.get("joins") or []):
        return None
    source = select.args.get("from_") or select.args.get("from")
    return schema.known(source.this) if source is not None and isinstance(source.this, exp.Table) else None
