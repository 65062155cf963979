"""
severity = "medium"
subject  = "report"
effort   = "minutes"
tags     = ["soundness"]
confidence = "likely"

[en]
title   = "Report sorts by a fixed text"
message = "Report {report} sorts by the text {found}, the same for every row: the rows come in any order, or the database refuses."
fix     = "Sort by the column or its alias without quotes (backticks in MySQL and MariaDB, where double quotes make a text)."
[zh]
title   = "报表按固定文字排序，等于没排"
message = "报表 {report} 按文字 {found} 排序，每一行都一样，等于没排序，有的库直接报错。"
fix     = "改按字段或别名排序，不要加引号；MySQL、MariaDB 里双引号括起来的是文字，别名要用反引号。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A sort by a text that stands in the statement."""
    return findings("report.order_by_text", report)
