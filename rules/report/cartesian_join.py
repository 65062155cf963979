"""
severity = "high"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { pairs = 100000 }

[en]
title   = "Report joins tables without saying how they belong together"
message = "Report {report} combines every row of {left} with every row of {right}: about {pairs_made} rows, most of them meaningless."
fix     = "Add the missing join condition. If every combination is really wanted, write CROSS JOIN, so that the next reader knows."
[zh]
title   = "报表关联缺少连接条件"
message = "报表 {report} 把 {left} 与 {right} 逐行两两组合，约产生 {pairs_made} 行，大部分没有意义，汇总金额也会成倍放大。"
fix     = "补上关联条件；确实需要全组合的，写成 CROSS JOIN，让后来的人看得明白。"
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqltext import Known, Schema, conditions, owner, scopes, shown


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], *, pairs: int
) -> Iterator[dict[str, object]]:
    """Tables of one SELECT that no condition ties together, directly or by way of others."""
    schema = Schema(db_table.rows(), db_column.rows())
    for row in report.rows():
        worst: tuple[int, Known, Known] | None = None
        for query in schema.queries(row):
            for scope in scopes(query):
                for one, other in _apart(scope, schema.sources(scope)):
                    made = min(one.rows * other.rows, 10**18)
                    if min(one.rows, other.rows) >= 2 and made >= pairs and (worst is None or made > worst[0]):
                        worst = (made, one, other)
        if worst:
            made, one, other = worst
            yield {
                "report_id": row.report_id,
                "report": shown(row),
                "left": one.table.name or one.table.table_id,
                "right": other.table.name or other.table.table_id,
                "pairs_made": made,
                "reach": made,
            }


def _apart(scope: Scope, sources: dict[str, Known | None]) -> Iterator[tuple[Known, Known]]:
    """The biggest tables of the first two groups that nothing ties together."""
    select = scope.expression
    joins = select.args.get("joins") or []
    if len(sources) < 2 or select.args.get("laterals"):
        return
    group = {alias: alias for alias in sources}

    def tie(aliases: set[str]) -> None:
        roots = {group[a] for a in aliases}
        if roots:
            into = min(roots)
            for alias in group:
                if group[alias] in roots:
                    group[alias] = into

    for join in joins:
        if (
            join.kind == "CROSS"
            or join.method
            or join.args.get("using")
            or isinstance(join.this, exp.Lateral | exp.Unnest)
        ):
            tie(set(sources))
            return
    filtered: set[str] = set()
    for condition in conditions(scope):
        mentioned: set[str] = set()
        for column in condition.find_all(exp.Column):
            alias = owner(column, sources)
            if alias is None and not _inner(column, select):
                return
            mentioned |= {alias} if alias else set()
        if len(mentioned) == 1 and isinstance(condition, exp.EQ):
            filtered |= mentioned
        tie(mentioned)
    spared = {group[alias] for alias, known in sources.items() if known is None or alias in filtered}
    biggest: dict[str, Known] = {}
    for alias, known in sources.items():
        best = biggest.get(group[alias])
        if known and group[alias] not in spared and (best is None or known.rows > best.rows):
            biggest[group[alias]] = known
    ranked = sorted(biggest.values(), key=lambda k: (-k.rows, k.table.table_id))
    if len(ranked) >= 2:
        yield ranked[0], ranked[1]


def _inner(column: exp.Column, select: exp.Expr) -> bool:
    """Whether the column belongs to a subquery of the condition."""
    return column.find_ancestor(exp.Select) is not select
