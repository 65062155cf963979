"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "days"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP05"]

[en]
title   = "Report joins a text column with a number"
message = "Report {report} joins {left} ({left_type}) with {right} ({right_type}): {found}. The database converts one side row by row, or refuses."
fix     = "Give both columns one type. Until then convert the small side, not the big one."
[zh]
title   = "关联字段类型不一致"
message = "报表 {report} 用 {left}（{left_type}）关联 {right}（{right_type}）：{found}，数据库要逐行转换，索引失效，有的库直接报错。"
fix     = "把两边改成同一类型；改之前先在小表那边转换。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """A text column joined with a number."""
    return findings("report.join_type_mismatch", report, db_table, db_column)
