"""What tables and columns a database has: the ground that adapters are probed against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CatalogueTable:
    """A table or view of the target.

    Attributes:
        schema: its schema, or empty when it is the connection's default one.
        name: its real name, case included.
        columns: real column names by lower-case name.
        readable: whether the connected user may SELECT from it.
    """

    schema: str
    name: str
    columns: dict[str, str]
    readable: bool = True

    @property
    def shown(self) -> str:
        """The name as a person writes it."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass
class Catalogue:
    """All tables by lower-case name; where two schemas have one, the connection's default schema wins."""

    tables: dict[str, CatalogueTable] = field(default_factory=dict)

    def add(self, schema: str, name: str, columns: Iterable[str], readable: bool = True, default: bool = True) -> None:
        """Add a table; ``default`` tells whether it lies in the connection's default schema."""
        key = name.lower()
        if key in self.tables and not default:
            return
        self.tables[key] = CatalogueTable("" if default else schema, name, {c.lower(): c for c in columns}, readable)

    def table(self, name: str) -> CatalogueTable | None:
        """The table called ``name``, whatever its case."""
        return self.tables.get(name.lower())

    def has(self, thing: str) -> bool:
        """Whether ``table`` or ``table.column`` exists."""
        name, _, column = thing.partition(".")
        table = self.table(name)
        return table is not None and (not column or column.lower() in table.columns)
