"""Statements that pg_stat_statements remembers, and how many of them the role may not see.

A role without pg_read_all_stats sees nothing but its own statements; SQL alone would call that all there is.
"""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Statement

FACTS = (Statement,)
#: Nothing counted is not the same as nothing run: our own statements are counted where any are.
GIVEN_ONLY = True

#: The columns got their present names in version 13.
_QUERY = """
    SELECT s.queryid AS queryid, left(min(s.query), 4000) AS query, CAST(sum(s.calls) AS bigint) AS calls,
      sum(s.{total}) AS total_ms, max(s.{longest}) AS max_ms, CAST(sum(s.rows) AS bigint) AS row_count,
      CAST(sum(s.temp_blks_written) AS bigint) AS temp_blocks
    FROM pg_stat_statements AS s
    JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
    WHERE d.datname = pg_catalog.current_database() AND s.queryid IS NOT NULL AND s.{total} >= 0
    GROUP BY s.queryid
    ORDER BY sum(s.{total}) DESC
    LIMIT 500
"""

#: What PostgreSQL counts temporary files in; builds with another size are rare enough.
BLOCK_BYTES = 8192

QUERIES = {
    "statements": _QUERY.format(total="total_exec_time", longest="max_exec_time"),
    "statements_12": _QUERY.format(total="total_time", longest="max_time"),
    "hidden": """
        SELECT count(*) AS hidden
        FROM pg_stat_statements AS s
        JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
        WHERE d.datname = pg_catalog.current_database() AND s.queryid IS NULL
    """,
}

known = {
    Statement: (
        "statement_id",
        "sql",
        "calls",
        "total_ms",
        "mean_ms",
        "max_ms",
        "rows",
        "temp_bytes",
        "source",
        "origin",
    )
}


def collect(source: Source) -> Iterator[Fact]:
    """The 500 statements of this database that took most time; how to turn the counting on where it is off."""
    if not source.has("pg_stat_statements"):
        source.problem(
            Statement,
            "pg_stat_statements is not there: add it to shared_preload_libraries, restart the server, run CREATE EXTENSION"
            " pg_stat_statements in this database and grant pg_read_all_stats to the role that reads",
            "没有 pg_stat_statements：把它加入 shared_preload_libraries 并重启，在本库执行 CREATE EXTENSION pg_stat_statements，"
            "再给采集账号授予 pg_read_all_stats",
        )
        return
    for row in source.rows("statements_12" if source.has("pg_stat_statements.total_time") else "statements"):
        yield Statement(
            statement_id=str(row["queryid"]),
            sql=row["query"],
            calls=row["calls"],
            total_ms=row["total_ms"],
            mean_ms=row["total_ms"] / row["calls"] if row["calls"] else None,
            max_ms=row["max_ms"],
            rows=row["row_count"],
            temp_bytes=(row["temp_blocks"] or 0) * BLOCK_BYTES,
            source="pg_stat_statements",
            origin=f"pg_stat_statements#{row['queryid']}",
        )
    for row in source.rows("hidden"):
        if row["hidden"]:
            source.problem(
                Statement,
                f"{row['hidden']} statements of other users are hidden; grant pg_read_all_stats to see them",
                f"其他用户的 {row['hidden']} 条语句不可见，授予 pg_read_all_stats 后才能看到",
            )
