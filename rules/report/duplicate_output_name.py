"""
severity = "medium"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"

[en]
title   = "Two columns under one name"
message = "Report {report} returns two different columns as {name}: {found}. Which of them shows depends on the tool."
fix     = "Give one of them another name with AS."
[zh]
title   = "两个不同的列同名"
message = "报表 {report} 把两个不同的字段都叫 {name}（{found}），显示哪一个取决于工具。"
fix     = "用 AS 给其中一个改名。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """Two different columns under one name."""
    return findings("report.duplicate_output_name", report)
