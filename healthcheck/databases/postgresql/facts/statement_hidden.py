"""Says so when other users' statements are hidden: without pg_read_all_stats a role sees nothing but its own."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import Fact, Statement

FACTS = (Statement,)

QUERIES = {
    "hidden": """
        SELECT count(*) AS hidden
        FROM pg_stat_statements AS s
        JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
        WHERE d.datname = pg_catalog.current_database() AND s.queryid IS NULL
    """
}


def collect(source: Source) -> Iterator[Fact]:
    """No row of its own, only the reason why the others are not all there are."""
    if source.has("pg_stat_statements"):
        for row in source.rows("hidden"):
            if row["hidden"]:
                source.problem(
                    Statement,
                    f"{row['hidden']} statements of other users are hidden; grant pg_read_all_stats to see them",
                    f"其他用户的 {row['hidden']} 条语句不可见，授予 pg_read_all_stats 后才能看到",
                )
    yield from ()
