"""
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { rows = 50000 }

[en]
title   = "Plan cannot use an index because of how a condition is written"
message = "The plan reads all of {table_id} ({rows} rows) although {column} has an index: {condition} wraps the column. It begins: {start}"
fix     = "Leave the column alone on its side of the comparison: a range instead of a date function, the literal cast instead of the column. Where that cannot be, an index on the expression itself."
[zh]
title   = "条件写法导致有索引用不上"
message = "{column} 明明有索引，执行计划却扫了整张 {table_id}（{rows} 行），因为条件 {condition} 在列上套了函数或类型转换。语句开头：{start}"
fix     = "让列单独放在比较符一边：日期函数改成区间，类型转换放到常量那边；实在改不了就建表达式索引。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, QueryPlan, Statement
from healthcheck.sqlcheck.engine import schema_of
from healthcheck.sqlcheck.filters import hidden_by_filter


def check(
    plan_node: Table[QueryPlan],
    statement: Table[Statement],
    db_table: Table[DbTable],
    db_column: Table[DbColumn],
    db_index: Table[DbIndex],
    *,
    rows: int,
) -> Iterator[dict[str, object]]:
    """Whole scans whose filter wraps a column that leads an index; the biggest table per statement."""
    schema = schema_of(db_table, db_column, db_index)
    sent = {s.statement_id: s for s in statement.rows()}
    worst: dict[str, dict[str, object]] = {}
    for node in sorted(plan_node.rows(), key=lambda n: (n.statement_id, n.plan, n.node_id)):
        if node.operation not in ("Seq Scan", "ALL", "index") or not node.filter or node.table_id is None:
            continue
        known = schema.by_id.get(node.table_id)
        if known is None or known.rows < rows:
            continue
        column = hidden_by_filter(node.filter, known, schema.dialect)
        if column is None:
            continue
        said = sent.get(node.statement_id)
        before = worst.get(node.statement_id)
        if before is None or int(str(before["rows"])) < known.rows:
            worst[node.statement_id] = {
                "statement_id": node.statement_id,
                "table_id": node.table_id,
                "rows": known.rows,
                "column": column,
                "condition": node.filter,
                "reach": said.total_ms if said else None,
                "start": (said.sql or "").strip()[:200] if said else None,
                "report_id": said.report_id if said else None,
                "source": node.source,
            }
    yield from worst.values()
