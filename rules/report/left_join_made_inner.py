"""
severity = "medium"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"

[en]
title   = "LEFT JOIN that WHERE turns into a plain one"
message = "Report {report} keeps rows without a partner in {table} and then throws them away: {found}."
fix     = "Move the condition into ON if rows without a partner belong into the report. If not, write JOIN."
[zh]
title   = "LEFT JOIN 被 WHERE 变成了内连接"
message = "报表 {report} 左连接 {table}，又在 WHERE 里写了 {found}，没有匹配的行全被过滤掉了。"
fix     = "要保留没有匹配的行，就把条件移到 ON 里；不需要保留就直接写 JOIN。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A LEFT JOIN whose table WHERE asks for a value."""
    return findings("report.left_join_made_inner", report)
