"""What a schema says of itself: tables, columns and the comments that people left on them. No row is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from healthcheck.databases import Database

#: Comments by kind of database: rows of table, column (empty for the table's own) and text.
_COMMENTS = {
    "postgresql": """
        SELECT c.relname AS t, coalesce(a.attname, '') AS c, d.description AS s
        FROM pg_description d
        JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0""",
    "mysql": """
        SELECT table_name AS t, '' AS c, table_comment AS s FROM information_schema.tables
        WHERE table_schema = DATABASE() AND table_comment <> ''
        UNION ALL
        SELECT table_name, column_name, column_comment FROM information_schema.columns
        WHERE table_schema = DATABASE() AND column_comment <> ''""",
}
_COMMENTS["mariadb"] = _COMMENTS["mysql"]


@dataclass(frozen=True)
class SchemaTable:
    """A table: its comment, and its columns with theirs, in order."""

    name: str
    comment: str
    columns: dict[str, str]


@dataclass
class Schema:
    """All tables of a database, and how it is spoken to."""

    kind: str
    dialect: str
    tables: list[SchemaTable] = field(default_factory=list)


def read_schema(database: Database) -> Schema:
    """Read tables, columns and comments; views of the database's own are left out as everywhere."""
    catalogue = database.catalogue()
    comments: dict[tuple[str, str], str] = {}
    if database.kind in _COMMENTS:
        for row in database.rows(_COMMENTS[database.kind]):
            comments[str(row["t"]).lower(), str(row["c"]).lower()] = " ".join(str(row["s"]).split())
    schema = Schema(database.kind, database.dialect)
    for table in catalogue.tables.values():
        columns = {real: comments.get((table.name.lower(), key), "") for key, real in table.columns.items()}
        schema.tables.append(SchemaTable(table.shown, comments.get((table.name.lower(), ""), ""), columns))
    return schema
