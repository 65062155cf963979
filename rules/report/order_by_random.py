"""
severity = "low"
subject  = "report"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"

[en]
title   = "Report sorts by a random number"
message = "Report {report} sorts its rows at random: {found}. The database gives every row a number and sorts them all, to show a few."
fix     = "If a sample is wanted, take one by key (every hundredth number, a table sample). Otherwise sort by what the reader looks for."
[zh]
title   = "报表按随机数排序"
message = "报表 {report} 按随机数排序（{found}），数据库要给每一行都算一个随机数再全部排序，只为显示几行。"
fix     = "要抽样就按主键取（如每百条取一条、TABLESAMPLE）；不是抽样就按用户要看的字段排序。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A sort by a random number."""
    return findings("report.order_by_random", report)
