"""
severity = "high"
subject  = "report"
effort   = "hours"
tags     = ["go-live", "orphan"]
confidence = "likely"
checks   = ["RP01"]

[en]
title   = "Report reads a table that does not exist"
message = "Report {report} reads {tables}, which this database does not have. Opening it ends in an error."
fix     = "Create what is missing, correct the name in the report's SQL, or take the report away. If the table lives in another database, choose that data source in the report. Check as well that the account of this scan may see the table."
[zh]
title   = "报表查询了不存在的表"
message = "报表 {report} 查询的 {tables} 在本库中不存在，一打开就会报错。"
fix     = "补建缺少的表，或改正报表 SQL 里的表名；报表已经没人用就下线。表如果在别的库，请在报表里选对数据源。另请确认体检所用的账号能看到这张表。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbTable, Report
from healthcheck.sqlcheck.engine import schema_of
from healthcheck.sqlcheck.reading import tables
from healthcheck.sqltext import shown

#: Tables that a data source must share with this database before it counts as the same one under another name.
_SHARED = 3


def check(report: Table[Report], db_table: Table[DbTable]) -> Iterator[dict[str, object]]:
    """Names in FROM and JOIN that are neither a table nor a view of the database nor a name of the query's own.

    Products connect to their own database a second time under a name. Such a data source shows by the tables that its
    reports read: at least three of them are here, and no fewer than are missing.
    """
    schema = schema_of(db_table)
    if not schema.by_name:
        return
    found: list[tuple[Report, dict[str, str]]] = []
    shared: dict[str, set[str]] = {}
    lacking: dict[str, set[str]] = {}
    for row in report.rows():
        missing: dict[str, str] = {}
        source = row.data_source or ""
        for table in tables(row, schema):
            if schema.exists(table):
                shared.setdefault(source, set()).add(table.name.lower())
            else:
                lacking.setdefault(source, set()).add(table.name.lower())
                missing[table.name.lower()] = table.name
        if missing:
            found.append((row, missing))
    for row, missing in found:
        source = row.data_source or ""
        here = len(shared.get(source, ()))
        if source and (here < _SHARED or here < len(lacking[source])):
            continue
        yield {
            "report_id": row.report_id,
            "report": shown(row),
            "tables": ", ".join(name for _, name in sorted(missing.items())),
            "menu_path": row.menu_path,
            "data_source": row.data_source,
            "confidence": "possible" if source else "likely",
        }
