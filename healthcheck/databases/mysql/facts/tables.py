"""Tables, columns and indexes, with what the server's own statistics tell of them.

They are read together because each statistic tells of two of them, and a live system is to be asked little.
information_schema is read as whole lists that are joined by a derived table's own index: joined to itself it costs
tables × tables comparisons, correlated it runs for minutes. COLUMNS tells primary keys, because STATISTICS would open
every table once more. `sql_mode` may be ANSI_QUOTES or not: nothing here depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from healthcheck.adapters import Source
from healthcheck.databases.mysql import in_slices
from healthcheck.facts import DbColumn, DbIndex, DbTable, Fact

FACTS = (DbTable, DbColumn, DbIndex)

# What is free in a tablespace that tables share is said of each of them.
_TABLES = in_slices(
    """
    SELECT
      t.TABLE_NAME AS table_name,
      t.TABLE_SCHEMA AS schema_name,
      t.TABLE_ROWS AS row_count,
      t.DATA_LENGTH + t.INDEX_LENGTH AS bytes,
      CASE WHEN t.ENGINE = 'InnoDB' AND @@global.innodb_file_per_table = 0 THEN NULL ELSE t.DATA_FREE END AS free_bytes,
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
    name="tables",
)
# A column of which only the start is indexed carries the length: `name(10)`. MySQL has expressions in indexes since 8.0.13
# and shows them in a column of their own, which MariaDB and older versions lack: there such a column cannot be NULL.
# What has no order of its own is a full-text index. Asking for COLLATION makes MariaDB open the tables, INDEX_TYPE too,
# and then CARDINALITY costs nothing more: how many values the first column has, as far as it is known.
_INDEXES = in_slices(
    """
    SELECT
      s.TABLE_NAME AS table_name,
      s.INDEX_NAME AS index_name,
      GROUP_CONCAT(
        CONCAT(COALESCE(s.COLUMN_NAME, '(expression)'), CASE WHEN s.SUB_PART IS NULL THEN '' ELSE CONCAT('(', s.SUB_PART, ')') END)
        ORDER BY s.SEQ_IN_INDEX SEPARATOR ', '
      ) AS column_list,
      MIN(s.NON_UNIQUE) AS non_unique,
      MIN(s.COLLATION) AS sorting,
      MIN(CASE WHEN s.SEQ_IN_INDEX = 1 AND s.SUB_PART IS NULL THEN s.COLUMN_NAME END) AS first_column,
      MIN(CASE WHEN s.SEQ_IN_INDEX = 1 THEN s.CARDINALITY END) AS distinct_values
    FROM information_schema.STATISTICS AS s
    WHERE s.TABLE_SCHEMA = DATABASE() AND {slice:s.TABLE_NAME}
    GROUP BY s.TABLE_NAME, s.INDEX_NAME
    """,
    parts=3,
    name="indexes",
)
QUERIES = {
    # The rows without an index's name tell of rows that were read without any.
    "uses": """
        SELECT u.OBJECT_NAME AS table_name, u.INDEX_NAME AS index_name,
          CASE WHEN u.INDEX_NAME IS NULL THEN u.COUNT_READ ELSE u.COUNT_STAR END AS figure
        FROM performance_schema.table_io_waits_summary_by_index_usage AS u
        WHERE u.OBJECT_SCHEMA = DATABASE()
    """,
    "sizes": """
        SELECT z.table_name AS table_name, z.index_name AS index_name, z.stat_value * @@global.innodb_page_size AS figure
        FROM mysql.innodb_index_stats AS z
        WHERE z.database_name = DATABASE() AND z.stat_name = 'size'
    """,
    "kept": """
        SELECT z.table_name AS table_name, UNIX_TIMESTAMP(z.last_update) AS made_at, z.n_rows AS row_count,
          VERSION() AS version
        FROM mysql.innodb_table_stats AS z
        WHERE z.database_name = DATABASE()
    """,
    # MariaDB's statistics that no engine makes: of columns without an index too, where ANALYZE was asked for them.
    "columns counted": """
        SELECT f.table_name AS table_name, f.column_name AS column_name, f.avg_frequency AS per_value
        FROM mysql.column_stats AS f
        WHERE f.db_name = DATABASE() AND f.avg_frequency >= 1
    """,
    **_TABLES,
    **_INDEXES,
    "columns": """
        SELECT
          c.TABLE_NAME AS table_name,
          c.COLUMN_NAME AS column_name,
          c.ORDINAL_POSITION AS position,
          c.COLUMN_TYPE AS type,
          c.IS_NULLABLE = 'YES' AS nullable,
          c.COLLATION_NAME AS collation,
          NULLIF(c.COLUMN_COMMENT, '') AS comment
        FROM information_schema.COLUMNS AS c
        WHERE c.TABLE_SCHEMA = DATABASE()
    """,
}


def collect(source: Source) -> Iterator[Fact]:
    """A row per table (views are read apart), per index and per column."""
    uses, sizes = _by_index(source, "uses", (DbIndex, "scans"), (DbTable, "seq_scans")), _sizes(source)
    kept = {
        str(row["table_name"]): row
        for row in source.rows("kept", gives=((DbTable, "analyzed_at"), (DbTable, "modified_rows")))
    }
    per_value = _per_value(source, kept)
    tables: dict[str, DbTable] = {}
    for query in _TABLES:
        for row in source.rows(query, fact=DbTable):
            table = _table(row, kept, uses)
            tables[table.table_id] = table
            yield table
    distinct: dict[tuple[str, str], int] = {}
    for query in _INDEXES:
        for row in source.rows(query, fact=DbIndex):
            index = _index(row, uses, sizes)
            yield index
            if row["first_column"] is not None and row["distinct_values"] is not None:
                if _is_sound(index.table_id, tables, kept):
                    first = (index.table_id, str(row["first_column"]))
                    distinct[first] = max(int(row["distinct_values"]), distinct.get(first, 0))
    for row in source.rows("columns", fact=DbColumn):
        name, column = str(row["table_name"]), str(row["column_name"])
        frequency, known = per_value.get((name, column)), tables.get(name)
        values = distinct.get((name, column))
        if frequency and known is not None and known.rows:
            values = max(1, round(known.rows / frequency))
        yield DbColumn.model_construct(
            table_id=name,
            name=column,
            position=row["position"],
            type=row["type"],
            nullable=bool(row["nullable"]),
            collation=row["collation"],
            distinct_values=values,
            comment=row["comment"],
            origin=f"{name}.{column}",
        )
    _say_what_is_known(source, counted=bool(uses), measured=bool(sizes), kept=bool(kept))


def _say_what_is_known(source: Source, *, counted: bool, measured: bool, kept: bool) -> None:
    """A figure that the server keeps to itself is unknown, not nought."""
    table = ["table_id", "schema_name", "name", "kind", "rows", "bytes", "free_bytes", "engine", "collation"]
    table += ["has_primary_key", "comment", "origin"]
    index = ["table_id", "name", "columns", "is_unique", "is_primary", "is_partial", "method", "origin"]
    column = ["table_id", "name", "position", "type", "nullable", "collation", "distinct_values", "comment", "origin"]
    source.columns_known(
        DbTable, *table, *(["seq_scans"] if counted else []), *(["analyzed_at", "modified_rows"] if kept else [])
    )
    source.columns_known(DbIndex, *index, *(["scans"] if counted else []), *(["bytes"] if measured else []))
    source.columns_known(DbColumn, *column)


Figures = dict[tuple[str, str | None], int]


def _by_index(source: Source, query: str, *gives: tuple[type[Fact], str]) -> Figures:
    """A figure by table and index, which the server may keep to itself."""
    return {
        (str(row["table_name"]), None if row["index_name"] is None else str(row["index_name"])): int(row["figure"])
        for row in source.rows(query, gives=gives)
    }


def _sizes(source: Source) -> Figures:
    return _by_index(source, "sizes", (DbIndex, "bytes"))


def _per_value(source: Source, kept: dict[str, dict[str, Any]]) -> dict[tuple[str, str], float]:
    """Rows per value of columns, where the server is a MariaDB whose `mysql` may be read."""
    if not any("mariadb" in str(row["version"]).lower() for row in kept.values()):
        return {}
    rows = source.rows("columns counted", gives=((DbColumn, "distinct_values"),))
    return {(str(row["table_name"]), str(row["column_name"])): float(row["per_value"]) for row in rows}


def _is_sound(table: str, tables: dict[str, DbTable], kept: dict[str, dict[str, Any]]) -> bool:
    """Whether an engine's numbers of values tell anything.

    InnoDB makes them up at each opening, and forgets them, for a table without statistics on record; those on record from
    when the table had less than half of its rows, or more than twice as many, tell of another table.
    """
    known = tables.get(table)
    if not kept or known is None or known.engine != "InnoDB":
        return True
    return known.modified_rows is not None and 2 * known.modified_rows <= (known.rows or 0)


def _table(row: dict[str, Any], kept: dict[str, dict[str, Any]], uses: Figures) -> DbTable:
    name = str(row["table_name"])
    rows, free = row["row_count"], row["free_bytes"]
    made, read = kept.get(name), uses.get((name, None))
    return DbTable.model_construct(
        table_id=name,
        schema_name=row["schema_name"],
        name=name,
        kind="table",
        rows=rows,
        bytes=None if row["bytes"] is None else row["bytes"] + (free or 0),
        free_bytes=free,
        engine=row["engine"],
        collation=row["collation"],
        has_primary_key=bool(row["has_primary_key"]),
        analyzed_at=None if made is None else datetime.fromtimestamp(float(made["made_at"]), UTC),
        # What came and went again in between does not show.
        modified_rows=None if made is None or rows is None else abs(int(rows) - int(made["row_count"])),
        seq_scans=None if read is None or rows is None else read // max(int(rows), 1),
        comment=row["comment"],
        origin=name,
    )


def _index(row: dict[str, Any], uses: Figures, sizes: Figures) -> DbIndex:
    """An index. A table that nobody touched since the server started is not counted, nor are its indexes."""
    table, name = str(row["table_name"]), str(row["index_name"])
    return DbIndex.model_construct(
        table_id=table,
        name=name,
        columns=row["column_list"],
        is_unique=not int(row["non_unique"]),
        is_primary=name == "PRIMARY",
        is_partial=False,
        method="fulltext" if row["sorting"] is None else "btree",
        bytes=sizes.get((table, name)),
        scans=uses.get((table, name)),
        origin=f"{table}.{name}",
    )
