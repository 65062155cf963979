"""Who waits for whom at this moment, from the sys schema."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, LockWait
from healthcheck.fingerprint import without_values
from healthcheck.language import Text

FACTS = (LockWait,)

QUERIES = {
    "waits": """
        SELECT w.waiting_pid AS waiting, w.blocking_pid AS blocking, w.wait_age_secs AS seconds,
          w.waiting_query AS query_text, w.blocking_query AS blocking_text
        FROM sys.innodb_lock_waits AS w
        LIMIT 100
    """
}

TURN_ON = {
    LockWait: Text(
        "to see them: GRANT PROCESS ON *.* and GRANT SELECT, EXECUTE ON sys.* to the user that reads (sys: MySQL, MariaDB 10.6 or"
        " later)",
        "如需查看：给采集账号授予 GRANT PROCESS ON *.* 和 GRANT SELECT, EXECUTE ON sys.*（sys 库：MySQL、MariaDB 10.6 及以上）",
    )
}

known = {
    LockWait: ("waiting_session", "blocking_session", "waited_ms", "sql", "blocking_sql", "blocking_state", "origin")
}


def collect(source: Source) -> Iterator[Fact]:
    """A row per session that waits for a row lock of InnoDB."""
    for row in source.rows("waits"):
        blocking = row["blocking_text"]
        yield LockWait(
            waiting_session=str(row["waiting"]),
            blocking_session=str(row["blocking"]),
            waited_ms=float(row["seconds"] or 0) * 1000,
            sql=without_values(str(row["query_text"] or ""), "mysql") or None,
            blocking_sql=without_values(str(blocking), "mysql") if blocking else None,
            blocking_state="active" if blocking else "idle in transaction",
            origin=f"sys.innodb_lock_waits#{row['waiting']}",
        )
