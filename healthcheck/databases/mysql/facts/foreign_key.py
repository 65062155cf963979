"""Foreign keys that the database enforces."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.databases.mysql import in_slices
from healthcheck.facts import Fact, ForeignKey

FACTS = (ForeignKey,)

QUERIES = in_slices(
    """
    SELECT
      k.TABLE_NAME AS table_name,
      k.CONSTRAINT_NAME AS constraint_name,
      GROUP_CONCAT(k.COLUMN_NAME ORDER BY k.ORDINAL_POSITION SEPARATOR ', ') AS column_list,
      CASE
        WHEN MIN(k.REFERENCED_TABLE_SCHEMA) = DATABASE() THEN MIN(k.REFERENCED_TABLE_NAME)
        ELSE CONCAT(MIN(k.REFERENCED_TABLE_SCHEMA), '.', MIN(k.REFERENCED_TABLE_NAME))
      END AS referenced,
      GROUP_CONCAT(k.REFERENCED_COLUMN_NAME ORDER BY k.ORDINAL_POSITION SEPARATOR ', ') AS referenced_list
    FROM information_schema.KEY_COLUMN_USAGE AS k
    WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL AND {slice:k.TABLE_NAME}
    GROUP BY k.TABLE_NAME, k.CONSTRAINT_NAME
    """,
    parts=2,
)

known = {ForeignKey: ("table_id", "name", "columns", "ref_table_id", "ref_columns", "origin")}


def collect(source: Source) -> Iterator[Fact]:
    """A row per foreign key."""
    for query in QUERIES:
        for row in source.rows(query):
            table, name = str(row["table_name"]), str(row["constraint_name"])
            yield ForeignKey.model_construct(
                table_id=table,
                name=name,
                columns=row["column_list"],
                ref_table_id=row["referenced"],
                ref_columns=row["referenced_list"],
                origin=f"{table}.{name}",
            )
