"""Indexes; how often each was used where performance_schema counts that, how big it is where `mysql` may be read."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.databases.mysql import in_slices
from healthcheck.facts import DbIndex, Fact

FACTS = (DbIndex,)

# A column of which only the start is indexed carries the length: `name(10)`. MySQL has expressions in indexes since 8.0.13
# and shows them in a column of their own, which MariaDB and older versions lack: there such a column cannot be NULL.
# What has no order of its own is a full-text index. Asking for COLLATION makes MariaDB open the tables, INDEX_TYPE too.
_SLICES = in_slices(
    """
    SELECT
      s.TABLE_NAME AS table_name,
      s.INDEX_NAME AS index_name,
      GROUP_CONCAT(
        CONCAT(COALESCE(s.COLUMN_NAME, '(expression)'), CASE WHEN s.SUB_PART IS NULL THEN '' ELSE CONCAT('(', s.SUB_PART, ')') END)
        ORDER BY s.SEQ_IN_INDEX SEPARATOR ', '
      ) AS column_list,
      MIN(s.NON_UNIQUE) AS non_unique,
      MIN(s.COLLATION) AS sorting
    FROM information_schema.STATISTICS AS s
    WHERE s.TABLE_SCHEMA = DATABASE() AND {slice:s.TABLE_NAME}
    GROUP BY s.TABLE_NAME, s.INDEX_NAME
    """,
    parts=3,
)
QUERIES = {
    "uses": """
        SELECT u.OBJECT_NAME AS table_name, u.INDEX_NAME AS index_name, u.COUNT_STAR AS figure
        FROM performance_schema.table_io_waits_summary_by_index_usage AS u
        WHERE u.OBJECT_SCHEMA = DATABASE() AND u.INDEX_NAME IS NOT NULL
    """,
    "sizes": """
        SELECT z.table_name AS table_name, z.index_name AS index_name, z.stat_value * @@global.innodb_page_size AS figure
        FROM mysql.innodb_index_stats AS z
        WHERE z.database_name = DATABASE() AND z.stat_name = 'size'
    """,
    **_SLICES,
}


def collect(source: Source) -> Iterator[Fact]:
    """A row per index. A table that nobody touched since the server started is not counted, nor are its indexes."""
    uses, sizes = _counted(source, "uses", "scans"), _counted(source, "sizes", "bytes")
    counted = [name for name, found in (("scans", uses), ("bytes", sizes)) if found]
    source.columns_known(
        DbIndex, "table_id", "name", "columns", "is_unique", "is_primary", "is_partial", "method", "origin", *counted
    )
    for query in _SLICES:
        for row in source.rows(query):
            table, name = str(row["table_name"]), str(row["index_name"])
            yield DbIndex.model_construct(
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


def _counted(source: Source, query: str, column: str) -> dict[tuple[str, str], int]:
    """A figure by table and index, which the server may keep to itself."""
    rows = source.rows(query, gives=(DbIndex, column))
    return {(str(row["table_name"]), str(row["index_name"])): int(row["figure"]) for row in rows}
