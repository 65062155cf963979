"""MySQL itself, where MariaDB differs from it: how people sign in, what it counts, its plans. See `tests.mysql_server`."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pymysql
import pytest

from healthcheck.planning.mysql_plan import mysql_nodes
from tests.cli import run_cli
from tests.mysql_server import MysqlServer
from tests.test_catalogue_cost import READING, STATEMENTS
from tests.test_plans import SCHEMA, SLOW, facts, findings

ROWS = """
SET cte_max_recursion_depth = 200000;
INSERT INTO customer WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 3000)
  SELECT n, concat('name ', n), n % 50 FROM s;
INSERT INTO sale_order WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 60000)
  SELECT n, n % 3000 + 1, timestamp('2022-01-01') + INTERVAL n * 5 MINUTE, concat('X', n), n % 900 FROM s;
ANALYZE TABLE customer, sale_order;
"""
#: Plans of every kind of step that this optimiser has.
SHAPES = [
    *SLOW,
    "SELECT c.name, count(*) FROM sale_order o JOIN customer c ON c.id = o.customer_id GROUP BY c.name ORDER BY 2",
    "SELECT o.id FROM sale_order o JOIN customer c ON c.name = o.ext_no",
    "SELECT id FROM customer c WHERE NOT EXISTS (SELECT 1 FROM sale_order o WHERE o.customer_id = c.id)",
    "SELECT d.n FROM (SELECT customer_id, count(*) n FROM sale_order GROUP BY customer_id) d JOIN customer c ON c.id = d.n",
    "SELECT id FROM customer WHERE name = 'a' UNION SELECT id FROM sale_order WHERE amount = 3",
    "SELECT * FROM sale_order WHERE customer_id = (SELECT max(id) FROM customer)",
    "SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY id) FROM sale_order",
    "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT * FROM t JOIN customer c ON c.region = t.n",
]


@pytest.fixture(scope="module")
def shop(mysql: MysqlServer) -> Iterator[str]:
    """A database that has answered slow statements, and its reader's URL."""
    mysql.create_database("mysql_shop")
    for part in f"{SCHEMA};{ROWS}".split(";"):
        if part.strip():
            mysql.run_sql("mysql_shop", f"SET cte_max_recursion_depth = 200000; {part}")
    mysql.run_sql("mysql_shop", "; ".join([*SLOW[:2], SHAPES[4]]))
    yield mysql.create_reader("mysql_shop", statistics=True)
    mysql.drop_database("mysql_shop")


def test_what_is_read(mysql: MysqlServer, shop: str, tmp_path: Path) -> None:
    """A user with MySQL's own sign-in gets everything in twenty statements, and the server writes nothing down for it."""
    mark = mysql.mark()
    path = tmp_path / "s.duckdb"
    code, _, err = run_cli("collect", shop, "-o", str(path))
    assert code in (0, 3), err
    sent = [s.text[:80] for s in mysql.statement_log(mark) if s.verb in READING]
    assert len(sent) <= STATEMENTS, sent
    states = dict(facts(path, "SELECT fact || ' ' || source, state FROM hc_part WHERE source LIKE 'mysql/%'"))
    assert {k for k, v in states.items() if v not in ("complete", "empty")} <= {"lock_wait mysql/lock_wait.py"}
    [(rows, modified, has_key)] = facts(
        path, "SELECT rows, modified_rows, has_primary_key FROM db_table WHERE name = 'sale_order'"
    )
    assert 50_000 < rows < 70_000
    assert modified < rows / 10
    assert has_key
    [(size, uses)] = facts(path, "SELECT bytes, scans FROM db_index WHERE table_id = 'sale_order' AND name = 'ix_day'")
    assert size > 0
    assert uses is not None
    counted = facts(
        path,
        "SELECT calls, rows_examined, total_ms > 0 FROM statement WHERE sql LIKE '%`ext_no` = ?%' AND sql LIKE '%`id`%'",
    )
    assert (1, 60_000, True) in counted


def test_figures_are_of_today(mysql: MysqlServer, tmp_path: Path) -> None:
    """information_schema tells what it wrote down up to a day ago, unless asked not to: a filled table is no empty one."""
    mysql.create_database("mysql_today")
    try:
        mysql.run_sql("mysql_today", "CREATE TABLE doc (id int PRIMARY KEY AUTO_INCREMENT, n int)")
        asked = "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'mysql_today'"
        assert mysql.run_sql("mysql_today", asked).strip() == "0"
        mysql.run_sql("mysql_today", "INSERT INTO doc (n) SELECT 1 FROM mysql.help_topic LIMIT 700")
        assert mysql.run_sql("mysql_today", asked).strip() == "0"
        path = tmp_path / "s.duckdb"
        assert run_cli("collect", mysql.create_reader("mysql_today", statistics=True), "-o", str(path))[0] in (0, 3)
        [(rows,)] = facts(path, "SELECT rows FROM db_table WHERE name = 'doc'")
        assert 300 <= rows <= 1_500
    finally:
        mysql.drop_database("mysql_today")


def test_explain(shop: str, tmp_path: Path) -> None:
    """Calls as they were sent are planned; the hidden index is found, and a hash join is no loop over millions."""
    path = tmp_path / "s.duckdb"
    assert run_cli("collect", shop, "--explain", "20", "-o", str(path))[0] in (0, 3)
    assert facts(path, "SELECT count(*) FROM query_plan WHERE plan = 'sample'")[0][0] > 3
    found = findings(str(path))
    assert [f["evidence"]["column"] for f in found["report.plan_condition_hides_index"]] == ["day"]
    assert not found["report.plan_nested_loop_over_many"]
    assert not facts(path, "SELECT 1 FROM query_plan WHERE filter LIKE '%2022%'")


def nodes_of(url: str, sql: str, version: int) -> list[Any]:
    """What is read from a plan in one of the two formats, without steps that build something aside."""
    user, _, rest = url.removeprefix("mysql://").partition(":")
    password, _, place = rest.partition("@")
    host, _, database = place.partition("/")
    with pymysql.connect(
        host=host.split(":")[0], port=int(host.split(":")[1]), user=user, password=password, database=database
    ) as connection:
        cursor = connection.cursor()
        cursor.execute(f"SET SESSION explain_json_format_version = {version}")
        cursor.execute(f"EXPLAIN FORMAT=JSON {sql}")
        said = json.loads((cursor.fetchone() or ["{}"])[0])
    assert ("query_plan" in said) == (version == 2)
    names = {"o": "sale_order", "c": "customer"}
    return [n for n in mysql_nodes("q", "x", said, "EXPLAIN", names) if n.table_id is not None]


@pytest.mark.parametrize("sql", SHAPES)
def test_both_formats_say_the_same(shop: str, sql: str) -> None:
    """The tables of the database, how they are read, how often and how many rows: as blocks and as steps."""
    blocks, steps = (nodes_of(shop, sql, version) for version in (1, 2))
    assert blocks
    assert sorted((n.table_id, n.operation, n.index_name or "") for n in blocks) == sorted(
        (n.table_id, n.operation, n.index_name or "") for n in steps
    )
    assert {n.table_id for n in blocks} <= {"sale_order", "customer"}
    touched = [sum((n.rows_read or 1) * (n.loops or 1) for n in nodes) for nodes in (blocks, steps)]
    assert touched[0] == pytest.approx(touched[1], rel=0.2)


def test_a_server_whose_optimiser_writes_steps_only(mysql: MysqlServer, shop: str, tmp_path: Path) -> None:
    """With the hypergraph optimiser the older format is not to be had."""
    mysql.run_sql("mysql", "SET GLOBAL optimizer_switch = 'hypergraph_optimizer=on'")
    try:
        path = tmp_path / "s.duckdb"
        assert run_cli("collect", shop, "--explain", "20", "-o", str(path))[0] in (0, 3)
        found = findings(str(path))
        assert [f["evidence"]["column"] for f in found["report.plan_condition_hides_index"]] == ["day"]
    finally:
        mysql.run_sql("mysql", "SET GLOBAL optimizer_switch = 'hypergraph_optimizer=off'")


def test_a_waiting_session(mysql: MysqlServer, shop: str, tmp_path: Path) -> None:
    """Who waits for whom is read from `sys`, by a user who may."""
    reader = shop.split("//")[1].split(":")[0]
    mysql.run_sql(
        "mysql", f"GRANT PROCESS ON *.* TO {reader}@'127.0.0.1'; GRANT SELECT, EXECUTE ON sys.* TO {reader}@'127.0.0.1'"
    )
    settings: dict[str, Any] = {"host": "127.0.0.1", "port": mysql.port, "user": "root", "database": "mysql_shop"}
    with pymysql.connect(**settings) as holder, pymysql.connect(**settings, autocommit=True) as waiter:
        holder.cursor().execute("UPDATE customer SET region = 1 WHERE id = 7")
        sent = threading.Thread(target=waiter.cursor().execute, args=["UPDATE customer SET region = 2 WHERE id = 7"])
        sent.start()
        path = tmp_path / "s.duckdb"
        try:
            for _ in range(50):  # until the server has seen it wait
                path.unlink(missing_ok=True)
                assert run_cli("collect", shop, "-o", str(path))[0] in (0, 3)
                if facts(path, "SELECT 1 FROM lock_wait"):
                    break
        finally:
            holder.rollback()
            sent.join()
    assert facts(path, "SELECT sql FROM lock_wait") == [("UPDATE customer SET region = ? WHERE id = ?",)]


def test_indexes_are_proven_on_a_copy(mysql: MysqlServer, shop: str) -> None:
    """The statement that scans gets an index, created and seen by the optimiser in the scratch database."""
    url = mysql.create_database("mysql_scratch")
    try:
        code, out, err = run_cli("advise", shop, "--scratch", url, "--format", "json")
        assert code == 0, err
        proposed = json.loads(out)["proposals"]
        assert any("ext_no" in str(p) for p in proposed), out
        assert mysql.run_sql("mysql_scratch", "SHOW TABLES") == ""
    finally:
        mysql.drop_database("mysql_scratch")


def test_the_snapshot_is_whole(shop: str, tmp_path: Path) -> None:
    """Nothing of what MySQL says needs a MariaDB to be read."""
    path = tmp_path / "s.duckdb"
    assert run_cli("collect", shop, "-o", str(path))[0] in (0, 3)
    with duckdb.connect(str(path), read_only=True) as snapshot:
        names = {name for (name,) in snapshot.execute("SELECT name FROM db_setting").fetchall()}
    assert {"version", "innodb_buffer_pool_size", "statements_since"} <= names
