"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"
params   = { rows = 100 }

[en]
title   = "Report's pages repeat and miss rows"
message = "Report {report} is cut into pages by {found}, in which several rows of {table} (about {rows}) can be equal: one of them may come on two pages, and another on none."
fix     = "Add what no two rows share as the last item of ORDER BY: {key}. An export page by page is then complete again."
[zh]
title   = "报表翻页会重复、漏行"
message = "报表 {report} 按 {found} 翻页，而 {table}（约 {rows} 行）里会有多行排序值相同：同一行可能两页都出现，另一行哪页都没有。"
fix     = "在 ORDER BY 最后补上唯一字段 {key}。这样分页导出才不会重复、缺数据。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], db_index: Table[DbIndex], *, rows: int
) -> Iterator[dict[str, object]]:
    """Pages by OFFSET, ROW_NUMBER or ROWNUM whose ORDER BY several rows may share."""
    return findings("report.page_order_not_unique", report, db_table, db_column, db_index, rows=rows)
