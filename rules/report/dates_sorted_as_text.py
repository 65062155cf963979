"""
severity = "medium"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"

[en]
title   = "Dates sorted as text"
message = "Report {report} turns dates into text that begins with the day or the month and then sorts or compares it: {found}. 02/01/2026 comes before 31/12/2025."
fix     = "Sort and compare by the date itself; format it only where it is shown. Or write year, month, day."
[zh]
title   = "日期转成文本后排序或比较"
message = "报表 {report} 把日期转成以日或月开头的文本再排序、比较（{found}），2026 年 1 月 2 日会排在 2025 年 12 月 31 日前面。"
fix     = "排序和比较用日期字段本身，只在显示时格式化；或者用年月日顺序的格式。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """Dates turned into text, day or month first, and sorted."""
    return findings("report.dates_sorted_as_text", report)
