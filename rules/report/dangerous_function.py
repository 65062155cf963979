"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["security"]
confidence = "likely"

[en]
title   = "Report calls a function that reaches beyond the data"
message = "Report {report} calls {found}. It can wait, read files, reach other machines or steer the server."
fix     = "Take the call out, ask who put it there, and take the right to such functions from the report account."
[zh]
title   = "报表调用了危险函数"
message = "报表 {report} 调用了 {found}，这类函数能让数据库挂起、读服务器文件、访问其他机器甚至控制服务器。"
fix     = "去掉调用并查清是谁加的，同时收回报表账号执行这类函数的权限。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """Functions that wait, read files or reach other machines."""
    return findings("report.dangerous_function", report)
