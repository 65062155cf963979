"""Index advice measured: a generated workload on a real PostgreSQL with hypopg, beside single-column advice.

    python -m benchmarks.advise [--seed N] [--copy ROWS]

Twelve tables of a trading company, sixty statements that pg_stat_statements remembers. The advice is taken at its word:
its indexes are created, and the planner is asked again. Bars: at least 90 % of the proposals are used and halve some
statement, none repeats an index that exists, and the whole workload costs no more than with the indexes that
single-column advice (as dexter gives it) comes to in the same run.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from healthcheck.advise import Advice, Index, Session, Work, advise, remembered
from healthcheck.advise.candidates import candidates, quote, uses_of
from healthcheck.advise.scratch_postgres import PostgresScratch
from healthcheck.advise.session import index_names
from healthcheck.databases import Limits, StatementError
from tests.servers import PostgresServer, ServerUnavailable, SqlFailed, postgres_server

STATEMENTS = 60

SCHEMA = """
CREATE TABLE company (id int PRIMARY KEY, code text NOT NULL, name text);
CREATE TABLE department (id int PRIMARY KEY, company_id int, name text);
CREATE TABLE employee (id int PRIMARY KEY, department_id int, name text, email text, active boolean, hired date);
CREATE TABLE customer (id int PRIMARY KEY, company_id int, code text UNIQUE, name text, region int, email text, active boolean);
CREATE TABLE supplier (id int PRIMARY KEY, code text, name text, rating int);
CREATE TABLE material (id int PRIMARY KEY, code text UNIQUE, name text, category int, supplier_id int, barcode text);
CREATE TABLE warehouse (id int PRIMARY KEY, name text);
CREATE TABLE sale_order (id int PRIMARY KEY, no text UNIQUE, customer_id int, employee_id int, day date, state text,
  amount numeric(18,2), shipped boolean, note text);
CREATE TABLE order_line (id int PRIMARY KEY, order_id int, material_id int, qty numeric(18,4), price numeric(18,4),
  state text);
CREATE TABLE stock_move (id int PRIMARY KEY, material_id int, warehouse_id int, lot text, moved_at timestamp,
  qty numeric(18,4), kind int, document text);
CREATE TABLE invoice (id int PRIMARY KEY, no text, order_id int, customer_id int, due date, paid boolean, total numeric(18,2));
CREATE TABLE audit_log (id int PRIMARY KEY, employee_id int, table_name text, row_id int, at timestamp, action text,
  detail text);
CREATE INDEX i_line_order ON order_line (order_id);
CREATE INDEX i_log_at ON audit_log (at);
CREATE INDEX i_order_customer_day ON sale_order (customer_id, day);
INSERT INTO company SELECT g, 'C' || g, 'company ' || g FROM generate_series(1, 3) g;
INSERT INTO department SELECT g, g % 3 + 1, 'department ' || g FROM generate_series(1, 100) g;
INSERT INTO employee SELECT g, g % 100 + 1, 'name ' || g, 'e' || g || '@x.example', g % 20 <> 0, date '2010-01-01' + g
  FROM generate_series(1, 3000) g;
INSERT INTO customer SELECT g, g % 3 + 1, 'K' || g, 'Customer ' || g % 18000, g % 60, 'c' || g || '@x.example', g % 50 <> 0
  FROM generate_series(1, 20000) g;
INSERT INTO supplier SELECT g, 'S' || g, 'supplier ' || g, g % 5 FROM generate_series(1, 2000) g;
INSERT INTO material SELECT g, 'M' || g, 'Material ' || g, g % 200, g % 2000 + 1, '690' || g FROM generate_series(1, 20000) g;
INSERT INTO warehouse SELECT g, 'warehouse ' || g FROM generate_series(1, 20) g;
INSERT INTO sale_order SELECT g, 'SO' || g, (g * 7919) % 20000 + 1, (g * 31) % 3000 + 1, date '2022-01-01' + (g / 55)::int,
  (ARRAY['draft','open','done','done','done','done','lost'])[(g * 13) % 7 + 1], g % 9000, g % 40 <> 0, repeat('n', g % 40)
  FROM generate_series(1, 60000) g;
INSERT INTO order_line SELECT g, g / 3 + 1, (g::bigint * 104729 % 20000)::int + 1, g % 50, g % 700, 'x' || g % 4
  FROM generate_series(1, 170000) g;
INSERT INTO stock_move SELECT g, (g::bigint * 15485863 % 20000)::int + 1, g % 20 + 1, 'L' || g % 9000,
  timestamp '2022-01-01' + g * interval '9 minutes', g % 90, g % 4, 'D' || g / 4 FROM generate_series(1, 170000) g;
INSERT INTO invoice SELECT g, 'I' || g, g, (g * 7919) % 20000 + 1, date '2022-02-01' + (g / 45)::int, g % 30 <> 0, g % 5000
  FROM generate_series(1, 50000) g;
INSERT INTO audit_log SELECT g, (g * 17) % 3000 + 1, 't' || g % 40, (g * 7) % 50000, timestamp '2022-01-01' + g * interval '7 minutes',
  'a' || g % 3, repeat('d', 60) FROM generate_series(1, 150000) g;
ANALYZE;
"""

#: What statements may filter by: table → columns with a value for each.
COLUMNS: dict[str, dict[str, str]] = {
    "employee": {"department_id": "{100}", "email": "'e{3000}@x.example'", "name": "'name {3000}'"},
    "customer": {"region": "{60}", "email": "'c{20000}@x.example'", "name": "'Customer {18000}'", "code": "'K{20000}'"},
    "supplier": {"code": "'S{2000}'", "rating": "{5}"},
    "material": {"category": "{200}", "supplier_id": "{2000}", "barcode": "'690{20000}'", "code": "'M{20000}'"},
    "sale_order": {"customer_id": "{20000}", "employee_id": "{3000}", "day": "date '2023-{12}-1'", "state": "'open'"},
    "order_line": {"order_id": "{50000}", "material_id": "{20000}", "state": "'x{3}'"},
    "stock_move": {"material_id": "{20000}", "lot": "'L{9000}'", "document": "'D{40000}'", "warehouse_id": "{20}"},
    "invoice": {"order_id": "{50000}", "customer_id": "{20000}", "no": "'I{50000}'", "due": "date '2023-{12}-1'"},
    "audit_log": {"employee_id": "{3000}", "row_id": "{50000}", "table_name": "'t{39}'"},
    "company": {"code": "'C{3}'"},
    "department": {"company_id": "{3}", "name": "'department {100}'"},
    "warehouse": {"name": "'warehouse {20}'"},
}
RANGES = {"sale_order": "day", "stock_move": "moved_at", "invoice": "due", "audit_log": "at", "employee": "hired"}
SHOWN = {
    "sale_order": "no, amount",
    "stock_move": "qty",
    "invoice": "total",
    "audit_log": "detail",
    "order_line": "qty, price",
}
JOINS = [
    ("customer", "sale_order", "c.id = o.customer_id"),
    ("employee", "sale_order", "c.id = o.employee_id"),
    ("material", "order_line", "c.id = o.material_id"),
    ("material", "stock_move", "c.id = o.material_id"),
    ("supplier", "material", "c.id = o.supplier_id"),
    ("sale_order", "invoice", "c.id = o.order_id"),
    ("department", "employee", "c.id = o.department_id"),
    ("employee", "audit_log", "c.id = o.employee_id"),
]
SPECIAL = [
    "SELECT id, name FROM customer WHERE lower(email) = lower('C{20000}@x.example')",
    "SELECT id, no FROM sale_order WHERE NOT shipped AND day < date '2023-{12}-1'",
    "SELECT no, total FROM invoice WHERE NOT paid AND customer_id = {20000}",
    "SELECT id FROM employee WHERE active AND department_id = {100}",
    "SELECT no FROM sale_order WHERE state = 'open' AND employee_id = {3000} ORDER BY day DESC LIMIT 20",
    "SELECT count(*) FROM sale_order WHERE shipped",
    "UPDATE stock_move SET qty = qty WHERE document = 'D{40000}'",
]


@dataclass(frozen=True)
class Result:
    """What one run came to; costs are the planner's, each statement's times its calls."""

    advice: Advice
    used: int
    halving: int
    repeating: int
    before: float
    after: float
    baseline: float
    baseline_indexes: int
    seconds: float


def workload(seed: int, count: int = STATEMENTS) -> list[str]:
    """Statements with a place for a value written `{most}`."""
    chance = random.Random(seed)
    made = list(SPECIAL)
    tables = list(COLUMNS)
    while len(made) < count:
        table = chance.choices(tables, [0.2 if t in ("company", "department", "warehouse") else 2 for t in tables])[0]
        column = chance.choice(list(COLUMNS[table]))
        where = f"{column} = {COLUMNS[table][column]}"
        shown = SHOWN.get(table, "id, name")
        shape = chance.random()
        if shape < 0.25:
            sql = f"SELECT {shown} FROM {table} WHERE {where}"
        elif shape < 0.4 and table in RANGES:
            day = RANGES[table]
            sql = f"SELECT {shown} FROM {table} WHERE {where} AND {day} >= date '2023-{{12}}-1' AND {day} < date '2024-1-1'"
        elif shape < 0.5:
            other = chance.choice(list(COLUMNS[table]))
            sql = f"SELECT {shown} FROM {table} WHERE {where} AND {other} = {COLUMNS[table][other]}"
        elif shape < 0.65 and table in RANGES:
            sql = f"SELECT {shown} FROM {table} WHERE {where} ORDER BY {RANGES[table]} DESC LIMIT 10"
        elif shape < 0.72:
            sql = f"SELECT count(*) FROM {table} WHERE {where}"
        elif shape < 0.78:
            values = ", ".join([COLUMNS[table][column]] * 3)
            sql = f"SELECT {shown} FROM {table} WHERE {column} IN ({values})"
        else:
            left, right, on = chance.choice(JOINS)
            column = chance.choice(list(COLUMNS[left]))
            sql = f"SELECT o.* FROM {left} c JOIN {right} o ON {on} WHERE c.{column} = {COLUMNS[left][column]}"
        if sql not in made:
            made.append(sql)
    return made


def filled(sql: str, chance: random.Random) -> str:
    """A statement with values."""
    while "{" in sql:
        start, end = sql.index("{"), sql.index("}")
        sql = f"{sql[:start]}{chance.randint(1, int(sql[start + 1 : end]))}{sql[end + 1 :]}"
    return sql


def prepare(server: PostgresServer, database: str, seed: int) -> str:
    """Make the database, run the workload so that the server remembers it, and give a reader's URL.

    Raises:
        ServerUnavailable: when the server has no hypopg or no pg_stat_statements.
    """
    server.create_database(database)
    try:
        server.run_sql(database, "CREATE EXTENSION pg_stat_statements; CREATE EXTENSION hypopg")
    except SqlFailed as reason:
        raise ServerUnavailable(f"PostgreSQL without hypopg or pg_stat_statements: {reason}") from None
    server.run_sql(database, SCHEMA)
    chance = random.Random(seed + 1)
    server.run_sql("postgres", "SELECT 1")
    server.run_sql(database, "SELECT pg_stat_statements_reset(); SELECT pg_stat_reset()")
    runs = [filled(sql, chance) for sql in workload(seed) for _ in range(chance.choice((1, 2, 3, 5)))]
    server.run_sql(database, ";\n".join(runs))
    server.run_sql(database, "GRANT UPDATE ON ALL TABLES IN SCHEMA public TO PUBLIC")
    return server.create_reader(database, statistics=True)


def total(session: Session, works: Sequence[Work], indexes: frozenset[Index] = frozenset()) -> float:
    """Cost of a workload; statements that cannot be planned are left out, always the same ones."""
    cost = 0.0
    for work in works:
        try:
            session.prepare(work)
            cost += session.plan(work, indexes).cost * work.calls
        except StatementError:
            continue
    return cost


def single_columns(session: Session, works: Sequence[Work]) -> frozenset[Index]:
    """Advice as dexter gives it: single columns, all at once per statement, taken when used and saving half."""
    known = {k.table.table_id: k for tables in session.schema.by_name.values() for k in tables}
    taken: set[Index] = set()
    for work in works:
        try:
            session.prepare(work)
            planned = session.plan(work)
            tried = set()
            for use in uses_of(planned.plan):
                if use.table_id in known:
                    allowed = set(candidates(use, known[use.table_id]))
                    names = {*use.equal, *use.ranges, *use.joins, *(key.split(" ")[0] for key in use.order)}
                    tried |= {i for n in names if (i := Index(use.table_id, (quote(n),))) in allowed}
            then = session.plan(work, tried)
        except StatementError:
            continue
        if then.cost * 2 <= planned.cost:
            taken |= then.used
    return frozenset(taken)


def run(server: PostgresServer, database: str, seed: int, copy_rows: int = 0) -> Result:
    """Advise, create what was advised, ask the planner again; the same for the baseline.

    With ``copy_rows`` the advice is tried on a scratch copy of so many rows per table instead of with hypopg, and taken
    at its word on the database itself all the same.
    """
    url = prepare(server, database, seed)
    session = Session.open(url)
    works = remembered(session, 200)
    started = time.monotonic()
    advice = (
        advised_on_copy(server, f"{database}_copy", session, works, copy_rows) if copy_rows else advise(session, works)
    )
    seconds = time.monotonic() - started
    baseline = single_columns(session, works)
    before = total(session, works)
    existing = {k.table.table_id: k.indexes for tables in session.schema.by_name.values() for k in tables}
    session.close()

    ours = [p.index for p in advice.proposals]
    after, used, halving = _created(server, database, url, works, ours)
    theirs, _, _ = _created(server, database, url, works, sorted(baseline, key=lambda i: i.sql()))
    repeating = sum(
        any(have.split(", ")[: len(i.keys)] == list(i.keys) for have in existing[i.table_id])
        or any(
            o is not i and o.table_id == i.table_id and o.keys[: len(i.keys)] == i.keys and not o.where for o in ours
        )
        for i in ours
        if not i.where and not i.carried
    )
    return Result(advice, used, halving, repeating, before, after, theirs, len(baseline), seconds)


def advised_on_copy(server: PostgresServer, name: str, session: Session, works: Sequence[Work], rows: int) -> Advice:
    """The advice that a scratch copy gives."""
    scratch = PostgresScratch(session, server.create_database(name), Limits(seconds=60))
    try:
        scratch.fill_from(session.schema, works, scratch.dialect, rows, lambda done, total: None)
        assert not scratch.copy.problems, scratch.copy.problems
        return advise(scratch, works)
    finally:
        scratch.close()
        server.drop_database(name)


def _created(
    server: PostgresServer, database: str, url: str, works: Sequence[Work], indexes: Sequence[Index]
) -> tuple[float, int, int]:
    """Workload cost with the indexes really there, how many are used, and how many halve some statement."""
    names = {f"advised_{n}": index for n, index in enumerate(indexes)}
    for name, index in names.items():
        server.run_sql(database, index.sql(name))
    server.run_sql(database, "ANALYZE")
    session = Session.open(url)
    cost = total(session, works)
    users: dict[str, list[Work]] = {name: [] for name in names}
    with_all: dict[str, float] = {}
    for work in works:
        try:
            planned = session.plan(work)
        except (StatementError, KeyError):
            continue
        with_all[work.statement_id] = planned.cost
        for name in set(index_names(planned.plan)):
            if name in users:
                users[name].append(work)
    session.close()
    halving = 0
    for name, served in users.items():
        if not served:
            continue
        server.run_sql(database, f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass")
        session = Session.open(url)
        for work in served:
            session.prepare(work)
            if session.plan(work).cost >= 2 * with_all[work.statement_id]:
                halving += 1
                break
        session.close()
        server.run_sql(database, f"UPDATE pg_index SET indisvalid = true WHERE indexrelid = '{name}'::regclass")
    for name in names:
        server.run_sql(database, f"DROP INDEX {name}")
    return cost, sum(bool(served) for served in users.values()), halving


def main() -> int:
    """Print the figures; the exit code says whether the bars are met."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--copy", type=int, default=0, metavar="ROWS", help="try on a scratch copy instead of with hypopg"
    )
    seed, copy_rows = options.parse_args().seed, options.parse_args().copy
    try:
        with postgres_server() as server:
            result = run(server, f"advice_{seed}", seed, copy_rows)
    except ServerUnavailable as reason:
        print(f"skipped: {reason}")
        return 0
    count = len(result.advice.proposals)
    for proposal in result.advice.proposals:
        print(f"  {proposal.statement}  {proposal.before:,.0f} -> {proposal.after:,.0f}")
    print(f"{result.advice.considered} statements, {len(result.advice.unplanned)} could not be planned")
    for work, why in result.advice.unplanned:
        print(f"  not planned: {work.sql[:80]}: {why.en}")
    print(f"{count} proposals in {result.seconds:.1f} s: {result.used} used, {result.halving} halve some statement")
    print(f"{result.repeating} repeat an index")
    print(f"workload cost {result.before:,.0f} -> {result.after:,.0f}; single columns {result.baseline:,.0f}", end="")
    print(f" with {result.baseline_indexes} indexes")
    good = count > 0 and min(result.used, result.halving) >= 0.9 * count
    return 0 if good and not result.repeating and result.after <= result.baseline * 1.001 else 1


if __name__ == "__main__":
    sys.exit(main())
