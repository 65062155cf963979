"""What a reader may not see is named with what to grant, and is no answer: nobody waiting is something else."""

from __future__ import annotations

from pathlib import Path

import psycopg

from tests.cli import run_cli
from tests.servers import MariadbServer, PostgresServer
from tests.test_plans import facts

_WHY = "SELECT fact, state, reason_en, reason_zh FROM hc_part WHERE fact IN ('statement', 'lock_wait')"


def test_a_bare_reader_of_mariadb(mariadb_performance_schema: MariadbServer, tmp_path: Path) -> None:
    """Both sources are absent, each with the right it wants, in both languages."""
    server = mariadb_performance_schema
    server.create_database("turn_on")
    try:
        server.run_sql("turn_on", "CREATE TABLE a (id int PRIMARY KEY)")
        path = tmp_path / "s.duckdb"
        assert run_cli("collect", server.create_reader("turn_on"), "-o", str(path))[0] in (0, 3)
    finally:
        server.drop_database("turn_on")
    why = {fact: (state, en, zh) for fact, state, en, zh in facts(path, _WHY)}
    assert why["statement"][0] == why["lock_wait"][0] == "absent"
    assert "GRANT SELECT ON performance_schema.*" in why["statement"][1]
    assert "GRANT PROCESS ON *.*" in why["lock_wait"][1]
    assert all("给采集账号授予" in zh for _, _, zh in why.values())


def test_a_bare_reader_of_postgres(postgres: PostgresServer, tmp_path: Path) -> None:
    """Sessions of others that it cannot look into may be waiting: the table is absent, and with the right it is empty."""
    url = postgres.create_database("turn_on")
    try:
        postgres.run_sql("turn_on", "CREATE TABLE a (id int PRIMARY KEY)")
        with psycopg.connect(url) as somebody:
            somebody.execute("SELECT 1")
            for name, rights, state in (("bare", False, "absent"), ("granted", True, "empty")):
                path = tmp_path / f"{name}.duckdb"
                reader = postgres.create_reader("turn_on", statistics=rights)
                assert run_cli("collect", reader, "-o", str(path))[0] in (0, 3)
                [(_, found, en, zh)] = [row for row in facts(path, _WHY) if row[0] == "lock_wait"]
                assert found == state
                assert rights or ("grant pg_read_all_stats" in en and "授予 pg_read_all_stats" in zh)
    finally:
        postgres.drop_database("turn_on")
