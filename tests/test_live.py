"""The engine on real servers: read-only, bounded, and honest about what it could not see."""

from __future__ import annotations

import json
import re
import threading
import time
from pathlib import Path

import pytest

from healthcheck.adapters import Adapters, load_adapter
from healthcheck.collect import collect
from healthcheck.databases import Limits
from healthcheck.errors import INCOMPLETE, PASSED, UNREACHABLE, USAGE
from healthcheck.plan import Options
from healthcheck.store import Snapshot
from healthcheck.target import read_target
from tests.cli import run_cli
from tests.servers import MariadbServer, PostgresServer

SCHEMA = """
CREATE TABLE app_user (id integer PRIMARY KEY, login varchar(40), name varchar(40), dept_id integer, enabled integer);
CREATE TABLE app_role (id integer PRIMARY KEY, code varchar(40), name varchar(40));
CREATE TABLE app_user_role (user_id integer, role_id integer);
INSERT INTO app_user VALUES (1, 'zhang', '张伟', 10, 1), (2, 'li', '李娜', NULL, 1), (3, 'wang', 'O''Hara; DROP', 11, 0);
INSERT INTO app_role VALUES (1, 'buyer', '采购员'), (2, 'admin', '管理员');
INSERT INTO app_user_role VALUES (1, 1), (2, 2), (99, 1);
"""

ADAPTER = """
title = { en = "Test system", zh = "测试系统" }
dialect = "postgres"
databases = ["postgresql", "mysql", "mariadb", "sqlite"]
[recognise]
all = ["app_user", "app_role", "app_user_role"]
"""

FACTS = {
    "user_account.sql": "SELECT u.id AS user_id, u.login AS login, u.name AS name, u.last_seen AS last_login_at, "
    "u.dept_id AS org_unit_id, u.enabled = 1 AS active, FALSE AS deleted, FALSE AS superuser, 'person' AS kind "
    "FROM app_user AS u",
    "role.sql": "SELECT r.id AS role_id, r.code AS code, r.name AS name, TRUE AS active, FALSE AS deleted, "
    "FALSE AS superuser, 'role' AS kind FROM app_role AS r",
    "role_grant.sql": "SELECT g.user_id AS user_id, g.role_id AS role_id FROM app_user_role AS g",
}


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    """A little adapter of the test system."""
    folder = tmp_path / "testsystem"
    (folder / "facts").mkdir(parents=True)
    (folder / "adapter.toml").write_text(ADAPTER, "utf-8")
    for name, sql in FACTS.items():
        (folder / "facts" / name).write_text(sql, "utf-8")
    return folder


def adapters(folder: Path) -> Adapters:
    """The test system's adapter alone."""
    one = load_adapter(folder)
    return Adapters({one.name: one})


def gather(url: str, folder: Path, path: Path, limits: Limits | None = None) -> Snapshot:
    """Collect ``url`` into a snapshot at ``path``."""
    snapshot = Snapshot.create(path)
    collect([read_target(url)], snapshot, adapters(folder), Options(limits=limits or Limits()))
    return snapshot


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_facts_and_states(kind: str, request: pytest.FixtureRequest, adapter: Path, tmp_path: Path) -> None:
    """Rows arrive with origin; a missing column is unknown with its reason; what no part names is absent."""
    server = request.getfixturevalue(kind)
    server.create_database("hc_facts")
    try:
        server.run_sql("hc_facts", SCHEMA)
        with gather(server.create_reader("hc_facts"), adapter, tmp_path / "s.duckdb") as snapshot:
            rows = snapshot.con.execute("SELECT user_id, name, active, origin FROM user_account ORDER BY 1").fetchall()
            assert rows == [
                ("1", "张伟", True, "app_user#1"),
                ("2", "李娜", True, "app_user#2"),
                ("3", "O'Hara; DROP", False, "app_user#3"),
            ]
            coverage = snapshot.coverage()
            assert coverage["user_account"].state == "complete"
            assert "app_user.last_seen" in coverage["user_account"].unknown["last_login_at"].en
            assert coverage["material"].state == "absent"
            assert coverage["db_table"].rows >= 3
    finally:
        server.drop_database("hc_facts")


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_only_reading_statements(kind: str, request: pytest.FixtureRequest, adapter: Path, tmp_path: Path) -> None:
    """The server's own log shows SELECT, SHOW, SET and PostgreSQL's COPY (SELECT …) TO STDOUT, and nothing else."""
    server = request.getfixturevalue(kind)
    server.create_database("hc_manners")
    try:
        server.run_sql("hc_manners", SCHEMA)
        url = server.create_reader("hc_manners")
        mark = server.mark()
        code, out, _ = run_cli("scan", url, "--map", str(adapter), "--format", "json", "--fail-on", "low")
        assert json.loads(out)["summary"]["rules"]["broken"] == 0, out
        assert code == 1
        statements = [s.text.strip() for s in server.statement_log(mark) if s.database in ("hc_manners", None, "")]
        assert len(statements) > 5
        allowed = re.compile(
            r"(?is)^(select|show|set|begin|commit|rollback|copy\s*\(\s*(select|with)\b.*\)\s*to\s+stdout)\b|^$"
        )
        strange = [s for s in statements if not allowed.match(s)]
        assert not strange, strange
    finally:
        server.drop_database("hc_manners")


def test_session_cannot_write(postgres: PostgresServer, mariadb: MariadbServer) -> None:
    """Even as a user who may write, the session refuses to."""
    from healthcheck.databases import StatementError, open_database

    for server in (postgres, mariadb):
        server.create_database("hc_write")
        try:
            server.run_sql("hc_write", SCHEMA)
            database = open_database(server.url("hc_write"))
            with pytest.raises(StatementError, match=r"(?i)read.only"):
                list(database.batches("DELETE FROM app_user"))
            database.close()
        finally:
            server.drop_database("hc_write")


def test_half_the_tables_unreadable(postgres: PostgresServer, adapter: Path, tmp_path: Path) -> None:
    """What may not be read is absent with the reason, its rules are skipped, the rest is judged."""
    postgres.create_database("hc_half")
    try:
        postgres.run_sql("hc_half", SCHEMA)
        url = postgres.create_reader("hc_half")
        user = re.search(r"//([^:@]+)", url)
        assert user
        postgres.run_sql("hc_half", f'REVOKE ALL ON app_role FROM "{user[1]}"')
        _, out, _ = run_cli("scan", url, "--map", str(adapter), "--format", "json", "--select", "access")
        report = json.loads(out)
        seen = {c["fact"]: c for c in report["coverage"]}
        assert seen["role"]["state"] == "absent"
        assert "permission" in seen["role"]["reasons"][0]
        assert seen["user_account"]["state"] == "complete"
        outcomes = {o["rule"]: o for o in report["outcomes"]}
        assert outcomes["access.grant_to_missing_role"]["status"] == "skipped"
        assert outcomes["access.grant_to_missing_user"]["status"] == "failed"
        assert "role" in outcomes["access.grant_to_missing_user"]["reason"]
    finally:
        postgres.drop_database("hc_half")


def test_connection_cut_midway(postgres: PostgresServer, adapter: Path, tmp_path: Path) -> None:
    """A connection that is killed while a table streams: what had arrived is kept, the exit code says incomplete."""
    postgres.create_database("hc_cut")
    try:
        postgres.run_sql("hc_cut", SCHEMA)
        postgres.run_sql(
            "hc_cut",
            "CREATE TABLE app_slow AS SELECT g AS user_id, g AS role_id FROM generate_series(1, 400000) AS g;"
            " DROP TABLE app_user_role; CREATE VIEW app_user_role AS SELECT s.user_id, s.role_id FROM app_slow AS s"
            " WHERE pg_sleep(CASE WHEN s.user_id % 100000 = 0 THEN 1.5 ELSE 0 END) IS NOT NULL",
        )
        url = postgres.create_reader("hc_cut")

        def cut() -> None:
            """Once the slow table has been streaming for two of its six seconds, however long it took to get there."""
            running = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'healthcheck'"
                " AND state = 'active' AND query LIKE '%app_user_role%' AND clock_timestamp() > query_start + interval '2 s'"
            )
            for _ in range(600):
                if postgres.run_sql("postgres", running):
                    return
                time.sleep(0.1)

        killer = threading.Thread(target=cut)
        killer.start()
        with gather(url, adapter, tmp_path / "cut.duckdb") as snapshot:
            killer.join()
            coverage = snapshot.coverage()
            assert coverage["user_account"].state == "complete"
            assert coverage["role_grant"].state in ("partial", "absent")
            assert coverage["role_grant"].reasons
    finally:
        postgres.drop_database("hc_cut")


def test_row_ceiling(postgres: PostgresServer, adapter: Path, tmp_path: Path) -> None:
    """The ceiling on rows makes a fact table partial and says so."""
    postgres.create_database("hc_ceiling")
    try:
        postgres.run_sql("hc_ceiling", SCHEMA)
        with gather(postgres.create_reader("hc_ceiling"), adapter, tmp_path / "s.duckdb", Limits(rows=2)) as snapshot:
            seen = snapshot.coverage()["user_account"]
            assert (seen.state, seen.rows) == ("partial", 2)
            assert "2 rows" in seen.reasons[0].en
    finally:
        postgres.drop_database("hc_ceiling")


def test_statement_timeout(postgres: PostgresServer, adapter: Path, tmp_path: Path) -> None:
    """A statement that runs too long is stopped on the server, and the rest is collected."""
    postgres.create_database("hc_slow")
    try:
        postgres.run_sql("hc_slow", SCHEMA)
        postgres.run_sql(
            "hc_slow",
            "DROP TABLE app_role; CREATE VIEW app_role AS SELECT 1 AS id, 'x' AS code, 'x' AS name, pg_sleep(30)::text AS z",
        )
        started = time.monotonic()
        with gather(postgres.create_reader("hc_slow"), adapter, tmp_path / "s.duckdb", Limits(seconds=1)) as snapshot:
            assert time.monotonic() - started < 15
            coverage = snapshot.coverage()
            assert coverage["role"].state == "absent"
            assert "time limit" in coverage["role"].reasons[0].en
            assert coverage["role_grant"].state == "complete"
    finally:
        postgres.drop_database("hc_slow")


def test_unreachable(postgres: PostgresServer, mariadb: MariadbServer) -> None:
    """Wrong password, database, port or driver: one message, the right exit code, no traceback, no secret."""
    for server in (postgres, mariadb):
        server.create_database("hc_door")
        try:
            url = server.create_reader("hc_door")
            wrong = re.sub(r"//([^:]+):[^@]*@", r"//\1:wrong-secret@", url)
            port = re.sub(r":(\d+)/", ":9/", wrong)
            nowhere = wrong.replace("hc_door", "hc_nowhere")
            for bad in (wrong, port, nowhere):
                for lang in ("en", "zh"):
                    code, out, err = run_cli("scan", bad, "--lang", lang)
                    assert code == UNREACHABLE, (bad, err)
                    assert out == ""
                    assert "Traceback" not in err and "wrong-secret" not in err
                    assert len([line for line in err.splitlines() if line.strip()]) <= 2
                    assert bool(re.search("[\u4e00-\u9fff]", err)) == (lang == "zh")
        finally:
            server.drop_database("hc_door")
    code, _, err = run_cli("scan", "mssql+pymssql://u:p@localhost/x")
    assert code == USAGE and "pip install" in err


def test_empty_and_unknown_database(postgres: PostgresServer, tmp_path: Path) -> None:
    """Nothing recognised is incomplete, never passed, and says what was looked for."""
    postgres.create_database("hc_empty")
    try:
        url = postgres.create_reader("hc_empty")
        # the tests' server is made quick, not safe, and a rule says so
        code, out, _ = run_cli("scan", url, "--ignore", "report.safety_switched_off")
        assert code == INCOMPLETE
        assert "no table" in out
        postgres.run_sql("hc_empty", "CREATE TABLE something (id integer PRIMARY KEY)")
        ignored = ("--ignore", "report.safety_switched_off")
        code, out, _ = run_cli("scan", url, "--lang", "zh", "--keep", str(tmp_path / "kept.duckdb"), *ignored)
        assert code == INCOMPLETE
        assert "没有识别出已知产品" in out
        assert (tmp_path / "kept.duckdb").is_file()
    finally:
        postgres.drop_database("hc_empty")


def test_plan_runs_nothing(postgres: PostgresServer, adapter: Path) -> None:
    """`plan` prints what a scan runs, and the server sees only the catalogue query."""
    postgres.create_database("hc_plan")
    try:
        postgres.run_sql("hc_plan", SCHEMA)
        url = postgres.create_reader("hc_plan")
        mark = postgres.mark()
        code, out, _ = run_cli("plan", url, "--map", str(adapter))
        assert code == 0
        assert "app_user_role" in out and "default_transaction_read_only" in out
        ran = [s.text for s in postgres.statement_log(mark) if s.database == "hc_plan"]
        assert not any("app_user" in text for text in ran)
    finally:
        postgres.drop_database("hc_plan")


def test_exit_code_tells_what_is_missing(postgres: PostgresServer, adapter: Path) -> None:
    """A table without permission makes a scan incomplete; two databases do not go into one snapshot."""
    postgres.create_database("hc_exit")
    try:
        postgres.run_sql("hc_exit", SCHEMA + "DELETE FROM app_user_role WHERE user_id = 99;")
        url = postgres.create_reader("hc_exit")
        code, _, _ = run_cli("scan", url, "--map", str(adapter), "--select", "access.grant_to_missing_user")
        assert code == PASSED
        user = re.search(r"//([^:@]+)", url)
        assert user
        postgres.run_sql("hc_exit", f'REVOKE ALL ON app_role FROM "{user[1]}"')
        code, _, _ = run_cli("scan", url, "--map", str(adapter), "--select", "access.grant_to_missing_user")
        assert code == INCOMPLETE
        code, _, err = run_cli("scan", f"erp={url}", f"erp={url}", "--lang", "zh")
        assert code == USAGE and "分别命名" in err
    finally:
        postgres.drop_database("hc_exit")
