"""How fast SQL text is judged: statements per CPU-second by every check, parsing alone, and sqlfluff beside them.

    python benchmarks/sqltext.py [--statements N]

The statements are those of the rules' own pages, every one with a constant of its own so that nothing is read from a
cache, judged against a catalogue of 200 tables. The bar is 1,500 short statements per CPU-second, parsing included.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

import pyarrow as pa

from healthcheck import Table
from healthcheck.facts import TABLES, DbColumn, DbIndex, DbTable, Fact
from healthcheck.rule import builtin_rules, load_pack
from healthcheck.sqlcheck import CHECKS, hits_of
from healthcheck.sqlcheck.engine import schema_of
from healthcheck.sqlcheck.statement import Text, View
from healthcheck.sqltext import Schema, parse
from healthcheck.testing import read_cases

BAR = 1_500
#: Longer texts are no short statements.
SHORT = 200
#: sqlfluff is slow; this many say enough.
SQLFLUFF_STATEMENTS = 60
#: Neighbours on a machine take the caches away, CPU time or not; the best of these counts.
ROUNDS = 3


def statements(count: int) -> list[tuple[str, str]]:
    """Short statements of the pages with their dialects, each different from the others."""
    pack = load_pack(builtin_rules())
    seeds = []
    for rule in CHECKS:
        for case in read_cases(pack.rules[rule].page):
            for row in case.tables.get("report", []):
                sql = row.get("sql") or ""
                if 0 < len(sql) <= SHORT and "${" not in sql:
                    seeds.append((sql, row.get("dialect") or "mysql"))
    return [(f"{sql} /* {n} */", dialect) for n in range(count) for sql, dialect in [seeds[n % len(seeds)]]]


def catalogue() -> Schema:
    """Two hundred tables, those of the pages among them."""
    pack = load_pack(builtin_rules())
    rows: dict[str, dict[tuple[str, ...], dict[str, object]]] = {"db_table": {}, "db_column": {}, "db_index": {}}
    for rule in CHECKS:
        for case in read_cases(pack.rules[rule].page):
            for name, known in rows.items():
                for row in case.tables.get(name, []):
                    known[tuple(str(row.get(k)) for k in TABLES[name].keys)] = dict(row)
    for n in range(200):
        rows["db_table"][f"t{n}",] = {"table_id": f"t{n}", "rows": str(n * 1000)}
        for c in range(15):
            rows["db_column"][f"t{n}", f"c{c}"] = {"table_id": f"t{n}", "name": f"c{c}", "type": "bigint"}
    made = [_table(name, list(known.values())) for name, known in rows.items()]
    tables: Table[DbTable]
    columns: Table[DbColumn]
    indexes: Table[DbIndex]
    tables, columns, indexes = made  # type: ignore[assignment]
    return schema_of(tables, columns, indexes)


def _table(name: str, rows: list[dict[str, object]]) -> Table[Fact]:
    def value(row: dict[str, object], column: str, kind: type) -> object:
        found = row.get(column, TABLES[name].columns[column].default)
        if isinstance(found, str) and kind in (int, bool):
            return int(found) if kind is int else found == "true"
        return found

    columns = TABLES[name].columns.values()
    return Table(pa.table({c.name: [value(row, c.name, c.type) for row in rows] for c in columns}))


def rate(run: Callable[[str, str], object], given: list[tuple[str, str]], rounds: int = ROUNDS) -> float:
    """Statements per second of this process's own CPU time, the best of some rounds."""
    best = 0.0
    for _ in range(rounds):
        started = time.process_time()
        for sql, dialect in given:
            run(sql, dialect)
        best = max(best, len(given) / (time.process_time() - started))
    return best


def sqlfluff_rate(given: list[tuple[str, str]]) -> float | None:
    """The same statements through sqlfluff with its default rules; None when it is not installed."""
    try:
        import sqlfluff  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    sqlfluff.lint("SELECT 1\n", dialect="mysql")  # what it loads once is not counted
    return rate(lambda sql, dialect: sqlfluff.lint(sql, dialect=dialect), given, 1)


def main() -> int:
    """Print the figures; the exit code says whether the bar is met."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--statements", type=int, default=3_000)
    count = options.parse_args().statements
    pack = load_pack(builtin_rules())
    params = {rule: pack.rules[rule].params for rule in CHECKS}
    schema = catalogue()
    given = statements(count)
    for sql, dialect in given[:300]:  # dialects are set up when first used
        parse(sql, dialect)

    def judged(sql: str, dialect: str) -> None:
        view = View(Text(parse(sql, dialect)), schema, dialect)
        for rule in CHECKS:
            hits_of(rule, view, **params[rule])

    parsing, everything = rate(parse, given), rate(judged, given)
    length = sum(len(sql) for sql, _ in given) / len(given)
    print(f"{len(given)} statements of {length:.0f} characters on average, {len(CHECKS)} checks")
    print(f"parsing alone           {parsing:8,.0f} statements per CPU-second")
    print(f"parsing and all checks  {everything:8,.0f} statements per CPU-second (bar {BAR:,})")
    other = sqlfluff_rate(given[:SQLFLUFF_STATEMENTS])
    if other is None:
        print("sqlfluff                skipped: not installed (pip install sqlfluff)")
    else:
        print(f"sqlfluff                {other:8,.1f} statements per CPU-second")
    return 0 if everything >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
