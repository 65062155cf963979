"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["RP01"]

[en]
title   = "Commas and JOIN mixed so that the query fails"
message = "Report {report} uses {alias} before it is there: {found}. JOIN binds before the comma, so the database does not know {alias} yet."
fix     = "Write all joins with JOIN … ON."
[zh]
title   = "逗号连接与 JOIN 混用导致报错"
message = "报表 {report} 在 {found} 中引用了 {alias}；JOIN 优先于逗号，此时 {alias} 还不存在，语句报错。"
fix     = "全部改用 JOIN … ON 写法。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A JOIN whose condition names a table before the last comma."""
    return findings("report.comma_join_scope", report)
