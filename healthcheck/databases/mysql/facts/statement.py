"""Statements as performance_schema's digests remember them, else from the slow query log's table.

A server counts in one place or the other, seldom in both; where it does, the digests know more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Statement
from healthcheck.language import Text
from healthcheck.serverlog import Tally

FACTS = (Statement,)
#: Nothing counted is not the same as nothing run: our own statements are counted where any are.
GIVEN_ONLY = True

QUERIES = {
    # Timers are picoseconds. A digest that was cut off by the server's own limit is still the same digest.
    "digests": """
        SELECT
          s.DIGEST AS statement_id,
          LEFT(s.DIGEST_TEXT, 4000) AS query_text,
          s.COUNT_STAR AS calls,
          s.SUM_TIMER_WAIT / 1000000000 AS total_ms,
          s.AVG_TIMER_WAIT / 1000000000 AS mean_ms,
          s.MAX_TIMER_WAIT / 1000000000 AS max_ms,
          s.SUM_ROWS_SENT + s.SUM_ROWS_AFFECTED AS row_count,
          s.SUM_ROWS_EXAMINED AS rows_examined,
          s.SUM_LOCK_TIME / 1000000000 AS lock_ms,
          s.SUM_CREATED_TMP_DISK_TABLES AS disk_tables
        FROM performance_schema.events_statements_summary_by_digest AS s
        WHERE s.SCHEMA_NAME = DATABASE() AND s.DIGEST IS NOT NULL
        ORDER BY s.SUM_TIMER_WAIT DESC
        LIMIT 500
    """,
    "slow_log": """
        SELECT
          LEFT(l.sql_text, 4000) AS query_text,
          TIME_TO_SEC(l.query_time) * 1000 + MICROSECOND(l.query_time) / 1000 AS ms,
          TIME_TO_SEC(l.lock_time) * 1000 + MICROSECOND(l.lock_time) / 1000 AS lock_ms,
          l.rows_sent AS rows_sent,
          l.rows_examined AS rows_examined
        FROM mysql.slow_log AS l
        WHERE l.db = DATABASE()
        ORDER BY l.start_time DESC
        LIMIT 20000
    """,
    "switches": """
        SELECT CAST(@@global.performance_schema AS CHAR) AS counting, CAST(@@global.slow_query_log AS CHAR) AS logging,
          CAST(@@global.log_output AS CHAR) AS place
    """,
}

TURN_ON = {
    Statement: Text(
        "to see them: GRANT SELECT ON performance_schema.* (and on mysql.slow_log) to the user that reads",
        "如需查看：给采集账号授予 performance_schema.*（以及 mysql.slow_log）的 SELECT 权限",
    )
}

known = {
    Statement: (
        "statement_id", "sql", "calls", "total_ms", "mean_ms", "max_ms", "rows", "rows_examined", "lock_ms", "disk_tables",
        "source", "origin",
    )
}  # fmt: skip


def collect(source: Source) -> Iterator[Fact]:
    """The 500 statements that took most time; how to turn the counting on where it is off."""
    switches = next(iter(source.rows("switches")), {})
    counting = _is_on(switches.get("counting"))
    if not switches or counting:
        seen = False
        for row in source.rows("digests"):
            seen = True
            yield _statement(row)
        if seen or not switches:
            return
    if _is_on(switches.get("logging")) and "TABLE" in str(switches.get("place")).upper():
        tally = Tally("slow log", "mysql", "mysql.slow_log")
        for row in source.rows("slow_log"):
            tally.call(
                _text(row["query_text"]),
                float(row["ms"] or 0),
                _whole(row["rows_sent"]),
                _whole(row["rows_examined"]),
                float(row["lock_ms"] or 0),
            )
        yield from tally.statements()
        return
    if not counting:
        source.problem(
            Statement,
            "the server does not count statements: set performance_schema = ON in my.cnf and restart it, or SET GLOBAL"
            " slow_query_log = ON with log_output = 'FILE,TABLE' and long_query_time = 1",
            "服务器没有统计语句：在 my.cnf 设 performance_schema = ON 并重启，或执行 SET GLOBAL slow_query_log = ON，"
            "并设 log_output = 'FILE,TABLE'、long_query_time = 1",
        )


#: MariaDB's digests write some names as the parser's own words: a column `day` as SQL_TSI_DAY.
_PARSERS_WORD = re.compile(r"\bSQL_TSI_(?=(?:YEAR|QUARTER|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MICROSECOND)\b)")


def _statement(row: dict[str, object]) -> Statement:
    return Statement.model_construct(
        statement_id=str(row["statement_id"]),
        sql=_PARSERS_WORD.sub("", _text(row["query_text"])) if row["query_text"] is not None else None,
        calls=_whole(row["calls"]),
        total_ms=_number(row["total_ms"]),
        mean_ms=_number(row["mean_ms"]),
        max_ms=_number(row["max_ms"]),
        rows=_whole(row["row_count"]),
        rows_examined=_whole(row["rows_examined"]),
        lock_ms=_number(row["lock_ms"]),
        disk_tables=_whole(row["disk_tables"]),
        source="events_statements_summary_by_digest",
        origin=f"events_statements_summary_by_digest#{row['statement_id']}",
    )


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))


def _is_on(value: object) -> bool:
    return str(value).upper() in ("1", "ON")
