"""Tables and views of an SQLite file, with their rows.

SQLite keeps no estimate of rows by itself. The pages of a file tell the exact number while the file is small; of a large
one the last ANALYZE is used where there was one, and otherwise nothing: counting would read everything.
"""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DbTable, Fact

FACTS = (DbTable,)

#: Pages of a file that are walked to count rows: 256 MB at the usual page size, a fraction of a second.
_QUICK = 65_536

QUERIES = {
    "tables": """
        SELECT m.name AS name, m.type AS type, m.sql AS definition, l.wr AS without_rowid, l.type AS kind, k.keys AS keys
        FROM sqlite_schema AS m
        JOIN pragma_table_list() AS l ON l.name = m.name AND l.schema = 'main'
        LEFT JOIN (
          SELECT n.name AS name, sum(i.pk > 0) AS keys
          FROM sqlite_schema AS n JOIN pragma_table_info(n.name) AS i
          WHERE n.type = 'table'
          GROUP BY n.name
        ) AS k ON k.name = m.name
        WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    """,
    "owners": "SELECT m.name AS name, m.tbl_name AS owner FROM sqlite_schema AS m WHERE m.type IN ('table', 'index')",
    "small": f"""
        SELECT c.page_count <= {_QUICK} AS small, d.name AS dbstat
        FROM pragma_page_count() AS c
        LEFT JOIN pragma_module_list() AS d ON d.name = 'dbstat'
    """,
    "pages": """
        SELECT s.name AS name, sum(s.ncell) AS cells, sum(CASE WHEN s.pagetype = 'leaf' THEN s.ncell ELSE 0 END) AS leaf_cells,
          sum(s.pgsize) AS bytes
        FROM dbstat('main') AS s
        GROUP BY s.name
    """,
    "analyzed": "SELECT t.tbl AS name, max(CAST(t.stat AS INTEGER)) AS row_count FROM sqlite_stat1 AS t GROUP BY t.tbl",
}

known = {DbTable: ("table_id", "name", "kind", "rows", "bytes", "has_primary_key", "definition", "origin")}


def collect(source: Source) -> Iterator[Fact]:
    """One row per table and view; shadow tables of a full-text index belong to it and are no tables of the system."""
    rows: dict[str, int] = {}
    cells: dict[str, tuple[int, int]] = {}
    size: dict[str, int] = {}
    if source.has("sqlite_stat1"):
        rows = {r["name"]: r["row_count"] for r in source.rows("analyzed")}
    if all(r["small"] and r["dbstat"] for r in source.rows("small")):
        owner = {r["name"]: r["owner"] for r in source.rows("owners")}
        for page in source.rows("pages"):
            cells[page["name"]] = (page["cells"], page["leaf_cells"])
            table = owner.get(page["name"], page["name"])
            size[table] = size.get(table, 0) + page["bytes"]
    for table in source.rows("tables"):
        name = table["name"]
        if table["kind"] == "shadow":
            continue
        if table["type"] == "view":
            yield DbTable(table_id=name, name=name, kind="view", definition=table["definition"], origin=name)
            continue
        every, leaves = cells.get(name, (None, None))
        yield DbTable(
            table_id=name,
            name=name,
            rows=(every if table["without_rowid"] else leaves) if name in cells else rows.get(name),
            bytes=size.get(name),
            has_primary_key=bool(table["keys"]),
            origin=name,
        )
