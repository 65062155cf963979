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

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], db_index: Table[DbIndex], *, big: int
) -> Iterator[dict[str, object]]:
    """`LIKE '%…'` that must hold, on a big table for which no other condition can use an index."""
    return findings("report.leading_wildcard", report, db_table, db_column, db_index, big=big)
