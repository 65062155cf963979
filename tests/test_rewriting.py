"""Rewrites of statements: each is executed beside its original on generated rows, in DuckDB, PostgreSQL and MariaDB."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthcheck.facts import DbColumn, DbTable
from healthcheck.sqlcheck.rewriting import REWRITES, all_rewritten, rewritten
from healthcheck.sqltext import Schema
from tests.servers import MariadbServer, PostgresServer

#: table → column → (type, nullable)
TABLES = {
    "orders": {
        "id": ("bigint", False), "day": ("timestamp", True), "due": ("date", True), "state": ("varchar(9)", True),
        "n": ("int", True), "item_id": ("bigint", False), "old_item_id": ("bigint", True),
    },
    "item": {"id": ("bigint", False), "code": ("varchar(9)", True), "parent_id": ("bigint", True), "kind": ("int", False)},
}  # fmt: skip
SCHEMA = Schema(
    [DbTable(table_id=t, name=t, rows=100_000) for t in TABLES],
    [
        DbColumn(table_id=t, name=c, position=n, type=kind, nullable=nullable)
        for t, columns in TABLES.items()
        for n, (c, (kind, nullable)) in enumerate(columns.items(), 1)
    ],
)

#: Statements that a rule repairs, with places for values: (rule, dialect, text).
STATEMENTS = [
    ("report.function_on_indexed_column", "mysql", "SELECT id FROM orders WHERE DATE(day) = '{day}'"),
    ("report.function_on_indexed_column", "mysql", "SELECT id FROM orders WHERE DATE(day) BETWEEN '{day}' AND '{day}'"),
    ("report.function_on_indexed_column", "mysql", "SELECT id FROM orders WHERE DATE(day) > '{day}' OR n = {n}"),
    ("report.function_on_indexed_column", "mysql", "SELECT id FROM orders WHERE DATE(day) <= '{day}' AND NOT DATE(day) < '{day}'"),
    ("report.function_on_indexed_column", "mysql", "SELECT id FROM orders WHERE YEAR(due) >= {year}"),
    ("report.function_on_indexed_column", "mysql", "SELECT id FROM orders WHERE DATE_FORMAT(day, '%Y-%m') = '{month}'"),
    ("report.function_on_indexed_column", "mysql", "SELECT id FROM orders WHERE n + {n} >= {n} AND n - {n} < {n}"),
    ("report.function_on_indexed_column", "postgres", "SELECT id FROM orders WHERE day::date = '{day}'"),
    ("report.function_on_indexed_column", "postgres", "SELECT id FROM orders WHERE extract(year FROM day) = {year}"),
    ("report.function_on_indexed_column", "postgres", "SELECT id FROM orders WHERE date_trunc('month', day) = '{month}-01'"),
    ("report.function_on_indexed_column", "postgres", "SELECT id FROM orders WHERE to_char(day, 'YYYY-MM-DD') = '{day}'"),
    ("report.or_across_columns", "mysql", "SELECT id, state FROM orders WHERE state = '{state}' OR n = {n}"),
    ("report.or_across_columns", "mysql", "SELECT state FROM orders WHERE id > 2 AND (n = {n} OR item_id = {n} OR state = 'a')"),
    ("report.or_across_columns", "mysql", "SELECT id FROM orders WHERE state = '{state}' OR state = 'b' OR state = '{state}'"),
    ("report.or_across_columns", "postgres", "SELECT o.n FROM orders o JOIN item i ON i.id = o.item_id WHERE o.n = {n} OR i.kind = {n}"),
    ("report.union_removes_nothing", "mysql", "SELECT DISTINCT 1 AS k, state FROM orders UNION SELECT DISTINCT 2, code FROM item"),
    ("report.union_removes_nothing", "postgres",
     "SELECT 'a' AS k, n, count(*) FROM orders GROUP BY n UNION SELECT 'b', kind, sum(id) FROM item GROUP BY kind"),
    ("report.not_in_nullable", "mysql",
     "SELECT o.id FROM orders o WHERE o.item_id NOT IN (SELECT i.id FROM item i WHERE i.kind = {n})"),
    ("report.not_in_nullable", "postgres", "SELECT o.id FROM orders o WHERE o.n > {n} AND o.item_id NOT IN (SELECT i.id FROM item i)"),
    ("report.count_for_existence", "mysql",
     "SELECT o.id FROM orders o WHERE (SELECT COUNT(*) FROM item i WHERE i.id = o.item_id AND i.kind = {n}) > 0"),
    ("report.count_for_existence", "postgres",
     "SELECT o.id FROM orders o WHERE (SELECT count(1) FROM item i WHERE i.parent_id = o.old_item_id) = 0"),
    ("report.distinct_in_subquery", "mysql", "SELECT id FROM orders WHERE item_id IN (SELECT DISTINCT id FROM item WHERE kind = {n})"),
    ("report.select_star", "mysql", "SELECT * FROM orders WHERE n = {n}"),
    ("report.select_star", "postgres", "SELECT i.* FROM orders o JOIN item i ON i.id = o.item_id WHERE o.n = {n}"),
    ("report.having_without_aggregate", "mysql",
     "SELECT state, COUNT(*) FROM orders WHERE id > 1 GROUP BY state HAVING state = '{state}' AND COUNT(*) >= 1"),
    ("report.having_without_aggregate", "postgres", "SELECT n, state, sum(id) FROM orders GROUP BY n, state HAVING n > {n} OR state = 'a'"),
]  # fmt: skip

DAYS = ["2023-12-31", "2024-01-01", "2024-02-28", "2024-02-29", "2024-03-01"]
CLOCKS = ["00:00:00", "00:00:01", "12:30:00", "23:59:59"]


def filled(text: str, chance: random.Random) -> str:
    """A statement with values that meet some of the rows."""
    while "{" in text:
        name = text[text.index("{") + 1 : text.index("}")]
        value = {
            "day": chance.choice(DAYS),
            "month": chance.choice(DAYS)[:7],
            "year": chance.choice(DAYS)[:4],
            "n": str(chance.randint(0, 4)),
            "state": chance.choice("abc"),
        }[name]
        text = text.replace("{" + name + "}", value, 1)
    return text


def rows_of(table: str, chance: random.Random, count: int) -> list[list[Any]]:
    """Rows with NULLs where they may be, and values that come again."""

    def value(column: str, kind: str, nullable: bool) -> Any:
        if nullable and chance.random() < 0.25:
            return None
        if kind == "timestamp":
            return f"{chance.choice(DAYS)} {chance.choice(CLOCKS)}"
        if kind == "date":
            return chance.choice(DAYS)
        return chance.choice("abc") if "char" in kind else chance.randint(0, 4)

    return [[value(c, kind, nullable) for c, (kind, nullable) in TABLES[table].items()] for _ in range(count)]


def literal(value: Any) -> str:
    """A value as SQL writes it."""
    return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value)


def script(chance: random.Random) -> str:
    """Both tables with rows."""
    parts = []
    for table, columns in TABLES.items():
        parts.append(f"DROP TABLE IF EXISTS {table}")
        spec = ", ".join(f"{c} {kind}{'' if nullable else ' NOT'} NULL" for c, (kind, nullable) in columns.items())
        parts.append(f"CREATE TABLE {table} ({spec})")
        parts += [
            f"INSERT INTO {table} VALUES ({', '.join(map(literal, row))})"
            for row in rows_of(table, chance, chance.randint(0, 12))
        ]
    return ";\n".join(parts)


def repaired(rule: str, dialect: str, text: str) -> str:
    """A statement's repair, which must be there."""
    found = rewritten(rule, text, dialect, SCHEMA)
    assert found is not None, f"{rule} left alone: {text}"
    assert found.same
    return found.after


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    """One database for all examples."""
    with duckdb.connect(":memory:") as connection:
        yield connection


@pytest.mark.parametrize(("rule", "dialect", "text"), STATEMENTS)
def test_same_rows(duck: duckdb.DuckDBPyConnection, rule: str, dialect: str, text: str) -> None:
    """Original and repair give the same rows, doubles counted, whatever the tables hold."""

    @settings(max_examples=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def holds(chance: random.Random) -> None:
        original = filled(text, chance)
        for statement in script(chance).split(";\n"):
            duck.execute(statement.replace(" NULL NULL", " NULL"))
        results = [
            Counter(duck.execute(sqlglot.transpile(sql, read=dialect, write="duckdb")[0]).fetchall())
            for sql in (original, repaired(rule, dialect, original))
        ]
        assert results[0] == results[1], original

    holds()


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_same_rows_on_the_server_itself(kind: str, request: pytest.FixtureRequest) -> None:
    """The same on a real server of each dialect, in its own words."""
    server: PostgresServer | MariadbServer = request.getfixturevalue(kind)
    dialect = {"postgres": "postgres", "mariadb": "mysql"}[kind]
    server.create_database("rewriting")
    chance = random.Random(7)
    kept = 0
    for _ in range(6):
        made = script(chance)
        server.run_sql("rewriting", made.replace("timestamp", "datetime") if kind == "mariadb" else made)
        pairs = []
        for rule, written, text in STATEMENTS:
            if written == dialect:
                original = filled(text, chance)
                pairs.append((original, repaired(rule, dialect, original)))
        for original, repair in pairs:
            one, other = (sorted(server.run_sql("rewriting", sql).splitlines()) for sql in (original, repair))
            assert one == other, f"{original}\n{repair}"
            kept += len(one)
    assert kept > 50, "the statements find hardly anything: nothing was proven"


def test_what_nulls_kept_away() -> None:
    """NOT IN over a column that may be NULL: the repair gives what NOT IN gives without the NULLs, and says so."""
    sql = "SELECT o.id FROM orders AS o WHERE o.item_id NOT IN (SELECT i.parent_id FROM item AS i)"
    found = rewritten("report.not_in_nullable", sql, "mysql", SCHEMA)
    assert found is not None
    assert not found.same
    with duckdb.connect(":memory:") as connection:
        for seed in range(30):
            for statement in script(random.Random(seed)).split(";\n"):
                connection.execute(statement)
            meant = sql.replace("FROM item AS i)", "FROM item AS i WHERE i.parent_id IS NOT NULL)")
            assert sorted(connection.execute(found.after).fetchall()) == sorted(connection.execute(meant).fetchall())


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("report.function_on_indexed_column", "SELECT id FROM orders WHERE UPPER(state) = 'A'"),
        ("report.function_on_indexed_column", "SELECT id FROM orders WHERE DATE(state) = '2024-01-01'"),
        ("report.function_on_indexed_column", "SELECT id FROM orders WHERE MONTH(day) = 3"),
        ("report.or_across_columns", "SELECT id FROM orders WHERE state = 'a' OR n = 1 ORDER BY id"),
        ("report.or_across_columns", "SELECT COUNT(*) FROM orders WHERE state = 'a' OR n = 1"),
        ("report.or_across_columns", "SELECT DISTINCT state FROM orders WHERE state = 'a' OR n = 1"),
        ("report.union_removes_nothing", "SELECT state FROM orders UNION SELECT code FROM item"),
        ("report.not_in_nullable", "SELECT o.id FROM orders o WHERE o.old_item_id NOT IN (SELECT i.id FROM item i)"),
        ("report.count_for_existence", "SELECT o.id FROM orders o WHERE (SELECT COUNT(i.code) FROM item i) > 0"),
        ("report.having_without_aggregate", "SELECT n, COUNT(*) FROM orders GROUP BY n WITH ROLLUP HAVING n > 1"),
        ("report.select_star", "SELECT * FROM orders o JOIN item i ON i.id = o.item_id"),
        ("report.select_star", "SELECT * FROM elsewhere"),
        ("report.function_on_indexed_column", "SELECT id FROM orders WHERE 1 = 1 <#if day??> AND DATE(day) = '${day}' </#if>"),
    ],
)  # fmt: skip
def test_left_alone(rule: str, text: str) -> None:
    """What would change the rows, or cannot be known, is not rewritten."""
    assert rewritten(rule, text, "mysql", SCHEMA) is None


def test_placeholders_are_kept() -> None:
    """What the report designer fills in stands in the repair as it stood in the report."""
    text = "SELECT id FROM orders WHERE DATE(day) = '${from_day}' AND n = #{n} AND state = {{ state }}"
    found = rewritten("report.function_on_indexed_column", text, "mysql", SCHEMA)
    assert found is not None
    for placeholder in ("'${from_day}'", "#{n}", "{{ state }}"):
        assert placeholder in found.after
    assert "DATE(day)" not in found.after
    assert any(line.startswith("-") for line in found.diff.splitlines())


def test_every_rewrite_is_proven() -> None:
    """No rewrite without a statement above."""
    assert set(REWRITES) - {"report.function_in_join"} == {rule for rule, _, _ in STATEMENTS}


def test_all_of_a_statement() -> None:
    """`healthcheck advise` shows each repair by itself."""
    text = "SELECT * FROM orders WHERE DATE(day) = '2024-02-28'"
    assert {r.rule for r in all_rewritten(text, "mysql", SCHEMA)} == {
        "report.select_star",
        "report.function_on_indexed_column",
    }
