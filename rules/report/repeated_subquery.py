"""
severity = "medium"
subject  = "report"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
params   = { times = 2 }

[en]
title   = "Report asks the same table once per column"
message = "Report {report} fetches columns one by one from the same rows: {found}. Each runs for every line of the report."
fix     = "Join the table once, or sum it up once in a subquery in FROM."
[zh]
title   = "报表逐列用子查询取同一张表"
message = "报表 {report} 对同一条件的数据逐列写子查询（{found}），每个子查询对报表的每一行都要跑一遍。"
fix     = "改为 JOIN 一次取全，或在 FROM 里先汇总一次再关联。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], *, times: int) -> Iterator[dict[str, object]]:
    """Subqueries in the column list that read the same rows."""
    return findings("report.repeated_subquery", report, times=times)
