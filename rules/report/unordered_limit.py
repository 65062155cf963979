"""
severity = "low"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"

[en]
title   = "Report shows some rows without saying which"
message = "Report {report} cuts its rows ({found}) without ORDER BY: which ones it shows changes from day to day, and pages repeat and miss rows."
fix     = "Sort by something unique: the business key, or the date and the id."
[zh]
title   = "报表限制行数却没有排序"
message = "报表 {report} 用 {found} 截取数据却没有 ORDER BY：每次取到哪些行不确定，翻页会重复或漏行。"
fix     = "按唯一字段排序，例如日期加主键。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """LIMIT, TOP or FETCH without ORDER BY."""
    return findings("report.unordered_limit", report)
