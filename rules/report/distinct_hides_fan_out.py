"""
severity = "low"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"

[en]
title   = "DISTINCT cleans up after a join"
message = "Report {report} joins {table} (about {rows} rows), shows nothing of it, and takes the doubles away with DISTINCT."
fix     = "Write EXISTS instead of the join: {table} is then looked up once per row and nothing is doubled."
[zh]
title   = "先关联放大再 DISTINCT 去重"
message = "报表 {report} 关联了 {table}（约 {rows} 行）却不显示它的任何字段，再用 DISTINCT 把重复的去掉。"
fix     = "改用 EXISTS，不放大也就不用去重。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], db_index: Table[DbIndex]
) -> Iterator[dict[str, object]]:
    """DISTINCT after a join with a table that shows nothing."""
    return findings("report.distinct_hides_fan_out", report, db_table, db_column, db_index)
