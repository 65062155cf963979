"""How fast SQL text is judged: statements per CPU-second by every check, parsing alone, and sqlfluff beside them.

    python benchmarks/sqltext.py [--statements N] [--sqlfluff PYTHON]

The statements are those of the rules' own pages, every one with a constant of its own so that nothing is read from a
cache, judged against a catalogue of 200 tables. The bar is 1,500 short statements per CPU-second, parsing included.

sqlfluff wants an environment of its own: `python -m venv FOLDER && FOLDER/bin/pip install sqlfluff`, then
`--sqlfluff FOLDER/bin/python`. Both are given the same statements, parsing and all rules; sqlfluff's own parsing is told too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
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


#: Run by the Python that has sqlfluff: what it loads once is not counted, and its own cache is not asked.
_SQLFLUFF = """
import json, sys, time
import sqlfluff
from sqlfluff.core import Linter
given = json.load(sys.stdin)
linters = {dialect: Linter(dialect=dialect) for dialect in {d for _, d in given}}
for linter in linters.values():
    linter.lint_string("SELECT 1\\n")
rates = []
for run in (lambda l, sql: l.parse_string(sql), lambda l, sql: l.lint_string(sql)):
    started = time.process_time()
    for sql, dialect in given:
        run(linters[dialect], sql + "\\n")
    rates.append(len(given) / (time.process_time() - started))
print(json.dumps([sqlfluff.__version__, *rates]))
"""


def sqlfluff_rates(given: list[tuple[str, str]], python: str) -> tuple[str, float, float] | None:
    """sqlfluff's version and its statements per CPU-second, parsing alone and with its default rules; None without it."""
    done = subprocess.run([python, "-c", _SQLFLUFF], input=json.dumps(given), capture_output=True, text=True)
    if done.returncode:
        return None
    version, parsing, linting = json.loads(done.stdout.splitlines()[-1])
    return version, parsing, linting


def main() -> int:
    """Print the figures; the exit code says whether the bar is met."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--statements", type=int, default=3_000)
    options.add_argument("--sqlfluff", default=sys.executable, help="the Python of an environment that has sqlfluff")
    arguments = options.parse_args()
    count = arguments.statements
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
    same = given[:: max(len(given) // SQLFLUFF_STATEMENTS, 1)][:SQLFLUFF_STATEMENTS]
    other = sqlfluff_rates(same, arguments.sqlfluff)
    if other is None:
        print("sqlfluff                NOT MEASURED: it is not installed here, see --sqlfluff")
    else:
        version, parsed, linted = other
        print(f"on {len(same)} of them, evenly taken")
        print(f"  sqlfluff {version}, parsing {parsed:8,.1f} statements per CPU-second")
        print(f"  sqlfluff {version}, linting {linted:8,.1f} statements per CPU-second")
        print(f"  ours, parsing           {rate(parse, same):8,.0f} statements per CPU-second")
        print(f"  ours, all checks        {rate(judged, same):8,.0f} statements per CPU-second")
    return 0 if everything >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
