"""
severity = "low"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
params   = { rows = 10000 }

[en]
title   = "Report skips thousands of rows to show a few"
message = "Report {report} reads and throws away the rows before its page: {found}."
fix     = "Continue from the last row shown (WHERE id > … ORDER BY id LIMIT …), or export in one go instead of page by page."
[zh]
title   = "报表深分页"
message = "报表 {report} 跳过大量行再取一页（{found}），前面的行全部白读。"
fix     = "改成从上一页最后一行往后取（WHERE id > … ORDER BY id LIMIT …）；要导出就一次导完，不要一页页翻。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], *, rows: int) -> Iterator[dict[str, object]]:
    """An OFFSET written out that passes over thousands of rows."""
    return findings("report.deep_offset", report, rows=rows)
