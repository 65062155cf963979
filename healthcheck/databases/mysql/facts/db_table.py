"""Tables and how full they are; the rows of an InnoDB table are an estimate.

information_schema is read as whole lists that are joined by a derived table's own index: joined to itself it costs
tables × tables comparisons, correlated it runs for minutes. COLUMNS tells primary keys, because STATISTICS would open
every table once more. `sql_mode` may be ANSI_QUOTES or not: nothing here depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.databases.mysql import in_slices
from healthcheck.facts import DbTable, Fact

FACTS = (DbTable,)

QUERIES = in_slices(
    """
    SELECT
      t.TABLE_NAME AS table_name,
      t.TABLE_SCHEMA AS schema_name,
      t.TABLE_ROWS AS row_count,
      t.DATA_LENGTH + t.INDEX_LENGTH AS bytes,
      t.ENGINE AS engine,
      t.TABLE_COLLATION AS collation,
      k.TABLE_NAME IS NOT NULL AS has_primary_key,
      NULLIF(t.TABLE_COMMENT, '') AS comment
    FROM information_schema.TABLES AS t
    LEFT JOIN (
      SELECT DISTINCT c.TABLE_NAME
      FROM information_schema.COLUMNS AS c
      WHERE c.TABLE_SCHEMA = DATABASE() AND c.COLUMN_KEY = 'PRI' AND {slice:c.TABLE_NAME}
    ) AS k ON k.TABLE_NAME = t.TABLE_NAME
    WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND {slice:t.TABLE_NAME}
    """,
    parts=3,
)

known = {
    DbTable: (
        "table_id", "schema_name", "name", "kind", "rows", "bytes", "engine", "collation", "has_primary_key", "comment", "origin",
    )
}  # fmt: skip


def collect(source: Source) -> Iterator[Fact]:
    """A row per table; views are read apart."""
    for query in QUERIES:
        for row in source.rows(query):
            name = str(row["table_name"])
            yield DbTable.model_construct(
                table_id=name,
                schema_name=row["schema_name"],
                name=name,
                kind="table",
                rows=row["row_count"],
                bytes=row["bytes"],
                engine=row["engine"],
                collation=row["collation"],
                has_primary_key=bool(row["has_primary_key"]),
                comment=row["comment"],
                origin=name,
            )
