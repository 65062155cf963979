"""
severity = "medium"
subject  = "report"
effort   = "hours"
tags     = ["security"]
confidence = "likely"
checks   = ["RP07"]

[en]
title   = "Report pastes a parameter into its SQL"
message = "Report {report} pastes {parameters} into its SQL as text. Whoever can open the report may write a piece of SQL into the parameter."
fix     = "Use the product's bound parameters instead of text. Where the product has none, accept only values of a fixed list or of a number, and let the report's data source sign in with an account that may read its tables and nothing else."
[zh]
title   = "报表把参数拼进 SQL"
message = "报表 {report} 把 {parameters} 原样拼进 SQL，能打开报表的人就可能借参数夹带 SQL。"
fix     = "改用产品的预编译参数；产品不支持的，参数只允许下拉值或数字，报表数据源换成只能查所需表的只读账号。"
"""

import re
from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqltext import pasted, shown

#: Values that the product itself fills in: the signed-in user, organisation, tenant and clock.
_OWN = re.compile(r"(sys|login|current|tenant)(_\w+|[A-Z]\w*)|tenant|now|today")


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """Placeholders that are replaced by text; inside quotes many products filter the value, so it is less sure."""
    for row in report.rows():
        if row.sql is None or not row.active or row.deleted:
            continue
        found = [p for p in pasted(row.sql) if not _OWN.fullmatch(p.name)]
        if found:
            yield {
                "report_id": row.report_id,
                "report": shown(row),
                "parameters": ", ".join(sorted({p.name for p in found})),
                "menu_path": row.menu_path,
                "confidence": "possible" if all(p.quoted for p in found) else "likely",
            }
