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

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """Equality between two columns whose collations are known and differ."""
    return findings("report.join_collation_mismatch", report, db_table, db_column)
