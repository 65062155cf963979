"""Plans on their way into the snapshot: which statements are asked for, and what became of it."""

from __future__ import annotations

import time

from healthcheck.databases import Database
from healthcheck.facts import TABLES, Statement
from healthcheck.language import Text, join
from healthcheck.planning.explain import Asked, can_explain, explain, worth_explaining
from healthcheck.reading import facts_batch
from healthcheck.store import Part, Snapshot

SOURCE = "explain"

_STATEMENTS = """
SELECT s.statement_id, s.sql FROM statement AS s
WHERE s.sql IS NOT NULL AND s.report_id IS NULL ORDER BY s.total_ms DESC NULLS LAST, s.statement_id LIMIT 500
"""
_REPORTS = """
SELECT r.report_id, r.sql, r.dialect FROM report AS r
WHERE r.sql IS NOT NULL AND r.data_source IS NULL AND r.active AND NOT r.deleted
ORDER BY r.views DESC NULLS LAST, r.report_id LIMIT 500
"""
_KNOWN = ("statement_id", "sql", "report_id", "source", "origin")


def not_asked(snapshot: Snapshot) -> None:
    """Note that plans were left alone because nobody asked for them."""
    reason = Text("read only with --explain N", "仅在加上 --explain N 时读取")
    snapshot.record(Part("query_plan", SOURCE, "absent", reason))


def collect_plans(database: Database, snapshot: Snapshot, count: int) -> None:
    """Plan the ``count`` statements that took most time, and as many reports, into `query_plan`.

    A report's own SQL becomes a row of `statement` too, without any figures, for the plan to belong to.
    """
    part = Part("query_plan", SOURCE, "empty", statement=f"EXPLAIN … ({count})")
    if not can_explain(database):
        part.state = "absent"
        part.reason = Text(
            f"plans of {database.kind} are not understood; they are of PostgreSQL, MySQL and MariaDB",
            f"暂不支持解读 {database.kind} 的执行计划，目前支持 PostgreSQL、MySQL、MariaDB",
        )
        snapshot.record(part)
        return
    started = time.perf_counter()
    remembered = snapshot.con.execute(_STATEMENTS).fetchall()
    chosen = [Asked(str(i), str(sql)) for i, sql in remembered if worth_explaining(sql)][:count]
    dialects = {database.dialect, database.kind, None, ""}
    reports = [
        (str(i), str(sql)) for i, sql, dialect in snapshot.con.execute(_REPORTS).fetchall() if dialect in dialects
    ]
    reports = [(i, sql) for i, sql in reports if worth_explaining(sql)][:count]
    asked = chosen + [Asked(f"report:{i}", sql, report=True) for i, sql in reports]
    found = explain(database, asked)
    texts = [
        Statement(statement_id=f"report:{i}", sql=sql[:4000], report_id=i, source="report", origin=f"report#{i}")
        for i, sql in reports
    ]
    if texts:
        own = Part("statement", SOURCE, "empty", known=_KNOWN)
        snapshot.append(own, [facts_batch(TABLES["statement"], [*texts])])
        own.known = _KNOWN
        snapshot.record(own)
    if found.nodes:
        snapshot.append(part, [facts_batch(TABLES["query_plan"], [*found.nodes])])
    part.known = tuple(TABLES["query_plan"].columns)
    part.ms = (time.perf_counter() - started) * 1000
    if found.problems:
        shown = join(list(dict.fromkeys(found.problems))[:2])
        part.reason = Text(
            f"{found.planned} of {len(asked)} statements were planned; others were refused: {shown.en}",
            f"{len(asked)} 条语句中 {found.planned} 条取到了执行计划，其余被数据库拒绝：{shown.zh}",
        )
    if not found.planned and asked:
        part.state = "absent"
    snapshot.record(part)
