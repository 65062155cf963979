"""An adapter on paper: the tables and columns its statements name, and a database that has these and no data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import pyarrow as pa
import sqlglot
from sqlalchemy.engine import make_url
from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

from healthcheck.adapters import Adapters, load_adapter, load_reader
from healthcheck.catalogue import Catalogue
from healthcheck.databases import Database, Limits
from healthcheck.plan import Options, Plan, make_plan

#: sqlglot's name of a dialect, by the kind of database.
DIALECTS = {
    "mssql": "tsql",
    "oracle": "oracle",
    "mysql": "mysql",
    "mariadb": "mysql",
    "postgresql": "postgres",
    "sqlite": "sqlite",
}

Schema = dict[str, set[str]]


@cache
def read_by(folder: Path) -> dict[str, frozenset[str]]:
    """Table → columns that the adapter's statements and marks name."""
    adapter = load_adapter(folder)
    texts = [section.sql for file in adapter.fact_files() for section in file.sections()]
    texts += [sql for path in adapter.readers() for sql in getattr(load_reader(path), "QUERIES", {}).values()]
    found: Schema = {}
    spelling: dict[str, str] = {}
    for text in texts:
        [tree] = sqlglot.parse(text, read=adapter.dialect)
        assert isinstance(tree, exp.Query), text
        for scope in traverse_scope(tree):
            for source in scope.sources.values():
                if isinstance(source, exp.Table):
                    found.setdefault(spelling.setdefault(source.name.lower(), source.name), set())
            for read in scope.columns:
                origin = scope.sources.get(read.table)
                if isinstance(origin, exp.Table):
                    found[spelling[origin.name.lower()]].add(read.name)
    marks = adapter.recognise
    for mark in (*marks.all, *marks.any):
        table, _, column = mark.partition(".")
        known = next((t for t in found if t.lower() == table.lower()), table)
        columns = found.setdefault(known, set())
        if column and column.lower() not in {c.lower() for c in columns}:
            columns.add(column)
    return {t: frozenset(c) for t, c in found.items()}


def catalogue_of(schema: Mapping[str, Collection[str]]) -> Catalogue:
    """What a database with these tables says of itself."""
    catalogue = Catalogue()
    for table, columns in schema.items():
        if columns:
            catalogue.add("", table, sorted(columns))
    return catalogue


class Nowhere(Database):
    """A database that is a catalogue and nothing else: whatever is asked of its data fails."""

    def __init__(self, kind: str) -> None:
        super().__init__(make_url(f"{kind}://nowhere/x"), Limits())
        self.kind = kind  # type: ignore[misc]
        self.dialect = DIALECTS[kind]  # type: ignore[misc]

    def catalogue(self) -> Catalogue:
        raise AssertionError

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        raise AssertionError(sql)

    def estimate(self, sql: str) -> str:
        raise AssertionError(sql)

    def close(self) -> None:
        raise AssertionError


def planned(folder: Path, kind: str, schema: Mapping[str, Collection[str]]) -> Plan:
    """What would run on such a database."""
    adapters = Adapters({folder.name: load_adapter(folder)})
    return make_plan(Nowhere(kind), catalogue_of(schema), adapters, Options(adapter=folder.name))
