"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"

[en]
title   = "Minutes shown as the month"
message = "Report {report} formats a time with the letter of the month where the minutes belong: {found}. Every time in March ends in :03."
fix     = "Use the letter of the minutes: MI in Oracle and PostgreSQL, %i in MySQL, mm in SQL Server."
[zh]
title   = "时间格式把分钟写成了月份"
message = "报表 {report} 的 {found} 把分钟位写成了月份，三月份的时间全显示成 xx:03。"
fix     = "分钟用正确的格式符：Oracle、PostgreSQL 用 MI，MySQL 用 %i，SQL Server 用 mm。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A time format with the month in place of the minutes."""
    return findings("report.minutes_written_as_months", report)
