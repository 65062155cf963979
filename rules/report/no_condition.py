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

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report],
    db_table: Table[DbTable],
    db_column: Table[DbColumn] | None,
    db_index: Table[DbIndex] | None,
    *,
    big: int,
) -> Iterator[dict[str, object]]:
    """The report's own SELECT reads a big table and neither WHERE nor LIMIT nor an inner join narrows it."""
    return findings("report.no_condition", report, db_table, db_column, db_index, big=big)
