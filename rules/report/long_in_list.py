"""
severity = "low"
subject  = "report"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
params   = { items = 100 }

[en]
title   = "Report lists a hundred values and more in its SQL"
message = "Report {report} lists {items} values in a condition: {found}."
fix     = "Put the values into a table (or give the rows a mark that says why they belong) and join with it."
[zh]
title   = "报表 SQL 里写死上百个值"
message = "报表 {report} 的条件里列了 {items} 个值：{found}。"
fix     = "把这些值放进一张表（或给数据加一个能说明原因的标识）再关联。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], *, items: int) -> Iterator[dict[str, object]]:
    """An IN list of a hundred values and more."""
    return findings("report.long_in_list", report, items=items)
