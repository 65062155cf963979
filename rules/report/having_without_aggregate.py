"""
severity = "low"
subject  = "report"
effort   = "minutes"
tags     = ["performance"]
confidence = "likely"

[en]
title   = "HAVING filters what WHERE could"
message = "Report {report} groups first and then takes groups away by a plain column: {found}."
fix     = "Move the condition from HAVING to WHERE, so that the rows are gone before they are grouped."
[zh]
title   = "HAVING 里写了本该放在 WHERE 的条件"
message = "报表 {report} 先分组汇总再用普通字段过滤（{found}），白算了要丢掉的分组。"
fix     = "把条件从 HAVING 移到 WHERE，先过滤再汇总。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A HAVING on grouped columns alone."""
    return findings("report.having_without_aggregate", report)
