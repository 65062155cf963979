"""
severity = "medium"
subject  = "report"
effort   = "days"
tags     = ["performance"]
confidence = "likely"

[en]
title   = "Report joins by looking into a packed list"
message = "Report {report} joins tables by searching a key inside a text: {found}. Every row of one table is tried with every row of the other."
fix     = "Keep the list in a table of its own, one row per entry, and join with that."
[zh]
title   = "报表用打包字段做关联"
message = "报表 {report} 用 {found} 在一串 ID 里找匹配，两张表逐行两两比对，索引完全用不上。"
fix     = "把打包的列表拆成一张明细表，一行一个，再关联。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A key of one table searched inside a text of another."""
    return findings("report.joins_packed_list", report)
