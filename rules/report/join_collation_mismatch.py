"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP05"]

[en]
title   = "Report joins text columns of different collations"
message = "Report {report} compares {left} ({left_collation}) with {right} ({right_collation}). The database converts one side row by row and leaves its index unused, or refuses the query."
fix     = "Give both columns the same collation (ALTER TABLE … CONVERT TO, at a quiet hour, after a test on a copy). Converting inside the report's SQL only moves the problem."
[zh]
title   = "报表关联字段的排序规则不一致"
message = "报表 {report} 关联了 {left}（{left_collation}）与 {right}（{right_collation}），数据库要逐行转换，索引失效，甚至直接报错 Illegal mix of collations。"
fix     = "把两个字段统一成同一字符集和排序规则（在副本上验证后，选业务低峰执行 ALTER TABLE … CONVERT TO）；在 SQL 里临时转换治标不治本。"
"""

from collections.abc import Iterator

from sqlglot import exp

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqltext import Schema, conditions, owner, scopes, shown


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """Equality between two columns whose collations are known and differ."""
    schema = Schema(db_table.rows(), db_column.rows())
    for row in report.rows():
        found: dict[str, object] = {}
        for query in schema.queries(row):
            for scope in scopes(query):
                sources = schema.sources(scope)
                for condition in conditions(scope):
                    sides = [condition.this, condition.expression] if isinstance(condition, exp.EQ) else []
                    if len(sides) != 2 or not all(isinstance(s, exp.Column) for s in sides):
                        continue
                    placed = [(side, sources.get(owner(side, sources) or "")) for side in sides]
                    texts = [k.columns.get(side.name.lower()) if k else None for side, k in placed]
                    left, right = texts
                    if left is None or right is None or not left.collation or not right.collation:
                        continue
                    if left.collation == right.collation or "default" in (left.collation, right.collation):
                        continue
                    names = [f"{k.table.name or k.table.table_id}.{s.name}" for s, k in placed if k]
                    found = {
                        "report_id": row.report_id,
                        "report": shown(row),
                        "left": names[0],
                        "left_collation": left.collation,
                        "right": names[1],
                        "right_collation": right.collation,
                        "reach": max(k.rows for _, k in placed if k),
                    }
        if found:
            yield found
