"""
severity = "info"
subject  = "report"
effort   = "minutes"
tags     = ["performance"]
confidence = "likely"

[en]
title   = "LIKE without a wildcard"
message = "Report {report} uses LIKE for a text that is meant as it stands: {found}."
fix     = "Write =, or add the % that was forgotten."
[zh]
title   = "LIKE 没有通配符"
message = "报表 {report} 的 {found} 没有 % 或 _，等同于等号。"
fix     = "要精确匹配就写 =；漏了 % 就补上。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """LIKE with a text that has no wildcard."""
    return findings("report.like_without_wildcard", report)
