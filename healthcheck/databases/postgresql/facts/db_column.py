"""Columns, with how many different values the planner believes them to have.

pg_stats asks for the rights on each column that it shows, which takes a second for a hundred thousand of them. So it is read
a third of the tables at a time and by itself: nothing but a comparison of names reaches into that view, and the planner
would take any other table that is joined with it for a handful of rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DbColumn, Fact

FACTS = (DbColumn,)
PARTS = 3

_VALUES = """
    SELECT s.schemaname || '.' || s.tablename AS table_id, s.attname AS name, s.n_distinct AS n_distinct
    FROM pg_catalog.pg_stats AS s
    WHERE NOT s.inherited AND s.schemaname NOT IN ('pg_catalog', 'information_schema') AND {within}
"""
#: The name below which a share of the tables lie.
_BELOW = """
    (
      SELECT percentile_disc({share}) WITHIN GROUP (ORDER BY k.relname)
      FROM pg_catalog.pg_class AS k
      WHERE k.relkind IN ('r', 'p', 'm', 'f') AND k.relname NOT LIKE 'pg\\_%'
    )
"""


def _within(part: int) -> str:
    """The condition that a table's name belongs to a part."""
    bounds = []
    if part > 0:
        bounds.append(f"s.tablename >= {_BELOW.format(share=round(part / PARTS, 3))}")
    if part < PARTS - 1:
        bounds.append(f"s.tablename < {_BELOW.format(share=round((part + 1) / PARTS, 3))}")
    return " AND ".join(bounds)


_PARTS = {f"values part {part + 1} of {PARTS}": _VALUES.format(within=_within(part)) for part in range(PARTS)}
QUERIES = {
    **_PARTS,
    "columns": """
        SELECT
          n.nspname || '.' || c.relname AS table_id,
          a.attname AS name,
          a.attnum AS position,
          pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
          NOT a.attnotnull AS nullable,
          CASE WHEN a.attcollation <> 0 THEN l.collname END AS collation,
          c.reltuples AS row_count,
          d.description AS comment
        FROM pg_catalog.pg_attribute AS a
        JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation
        LEFT JOIN pg_catalog.pg_description AS d
          ON d.objoid = c.oid AND d.objsubid = a.attnum AND d.classoid = CAST('pg_catalog.pg_class' AS regclass)
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND a.attnum > 0
          AND NOT a.attisdropped
          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
          AND n.nspname NOT LIKE 'pg\\_temp\\_%' AND n.nspname NOT LIKE 'pg\\_toast\\_temp\\_%'
    """,
}

known = {
    DbColumn: ("table_id", "name", "position", "type", "nullable", "collation", "distinct_values", "comment", "origin")
}


def collect(source: Source) -> Iterator[Fact]:
    """A row per column."""
    values: dict[tuple[str, str], float] = {}
    for query in _PARTS:
        for row in source.rows(query, gives=(DbColumn, "distinct_values")):
            values[row["table_id"], row["name"]] = row["n_distinct"]
    for row in source.rows("columns"):
        table, name = row["table_id"], row["name"]
        yield DbColumn.model_construct(
            table_id=table,
            name=name,
            position=row["position"],
            type=row["type"],
            nullable=row["nullable"],
            collation=row["collation"],
            distinct_values=_different(values.get((table, name)), row["row_count"]),
            comment=row["comment"],
            origin=f"{table}.{name}",
        )


def _different(told: float | None, rows: float) -> int | None:
    """How many values that is: a negative number is a share of the rows, nought says nothing."""
    if not told or (told < 0 and rows < 0):
        return None
    return round(told if told > 0 else -told * rows)
