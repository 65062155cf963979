"""What the servers' own statistics tell of tables: whether there are any, whether they still hold, what lies empty."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from tests.cli import run_cli
from tests.servers import MariadbServer, PostgresServer

#: Twice and more what the rules ask for: InnoDB counts by a sample, and was seen to miss by a sixth.
ROWS = 120_000
#: Rows of 400 bytes, so that few of them make a table of several megabytes.
MARIADB = f"""
CREATE TABLE steady (id int PRIMARY KEY, code varchar(40), kind int, KEY (code)) ENGINE=InnoDB;
CREATE TABLE loaded (id int PRIMARY KEY, code varchar(40), KEY (code)) ENGINE=InnoDB STATS_AUTO_RECALC=0;
CREATE TABLE forgotten (id int PRIMARY KEY, code varchar(40), KEY (code)) ENGINE=InnoDB STATS_PERSISTENT=0;
CREATE TABLE cleared (id int PRIMARY KEY, code char(200)) ENGINE=InnoDB;
INSERT INTO steady SELECT seq, concat('c', seq), seq % 11 FROM seq_1_to_{ROWS};
INSERT INTO loaded SELECT seq, concat('c', seq) FROM seq_1_to_{ROWS};
INSERT INTO forgotten SELECT seq, concat('c', seq) FROM seq_1_to_{ROWS};
INSERT INTO cleared SELECT seq, repeat('x', 200) FROM seq_1_to_{ROWS};
DELETE FROM cleared WHERE id < {ROWS - 5_000};
ANALYZE TABLE steady PERSISTENT FOR ALL;
SELECT count(*) FROM steady IGNORE INDEX (code, PRIMARY) WHERE kind = 3;
"""
POSTGRES = f"""
CREATE TABLE steady AS SELECT g AS id, repeat('x', 400) AS code FROM generate_series(1, {ROWS}) AS g;
CREATE TABLE cleared AS SELECT * FROM steady;
CREATE TABLE untold AS SELECT * FROM steady;
DELETE FROM cleared WHERE id < {ROWS - 5_000};
VACUUM ANALYZE steady; VACUUM ANALYZE cleared;
"""


def collected(url: str, folder: Path) -> duckdb.DuckDBPyConnection:
    """A snapshot of a database, opened."""
    code, _, err = run_cli("collect", url, "-o", str(folder / "it.duckdb"))
    assert code in (0, 3), err
    return duckdb.connect(str(folder / "it.duckdb"), read_only=True)


def tables_found(folder: Path, *rules: str) -> dict[str, set[str]]:
    """The tables, without their schema, that rules find something about in the snapshot."""
    selected = [word for rule in rules for word in ("--select", rule)]
    _, out, err = run_cli("scan", str(folder / "it.duckdb"), *selected, "--format", "json")
    outcomes = json.loads(out)["outcomes"]
    assert {o["status"] for o in outcomes} <= {"passed", "failed"}, err
    return {o["rule"]: {f["subject"]["key"].rpartition(".")[2] for f in o["findings"]} for o in outcomes}


def test_mariadb_tells_of_its_statistics(mariadb_performance_schema: MariadbServer, tmp_path: Path) -> None:
    """Tables loaded since, tables that keep no statistics, files half empty, columns that only MariaDB's own counts know."""
    server = mariadb_performance_schema
    url = server.create_database("kept")
    try:
        server.run_sql("kept", MARIADB)
        with collected(url, tmp_path) as facts:
            rows = facts.execute("SELECT name, rows, free_bytes, modified_rows, analyzed_at, seq_scans FROM db_table")
            tables = {name: figures for name, *figures in rows.fetchall()}
            columns = facts.execute("SELECT table_id || '.' || name, distinct_values FROM db_column").fetchall()
            values = {str(name): number for name, number in columns}
        assert tables["cleared"][1] >= 8 * 2**20 > tables["steady"][1]
        assert tables["loaded"][2] >= ROWS / 2 > tables["steady"][2]
        assert tables["forgotten"][3] is None and tables["steady"][3] is not None
        assert tables["steady"][4] >= 1
        assert values["steady.kind"] == 11  # no index has it
        assert values["steady.id"] > ROWS / 2
        assert values["loaded.code"] is None and values["forgotten.code"] is None  # figures of another day are none
        found = tables_found(tmp_path, "report.never_analyzed", "report.stale_statistics")
        assert found == {"report.never_analyzed": {"forgotten"}, "report.stale_statistics": {"loaded"}}
    finally:
        server.drop_database("kept")


def test_mariadb_that_keeps_its_statistics_to_itself(mariadb: MariadbServer, tmp_path: Path) -> None:
    """Whoever may not read `mysql` hears nothing of it, and every column, index and table all the same."""
    server = mariadb
    server.create_database("closed")
    try:
        server.run_sql("closed", MARIADB.replace(str(ROWS), "2000").replace(str(ROWS - 5_000), "1000"))
        with collected(server.create_reader("closed"), tmp_path) as facts:
            states = facts.execute("SELECT fact, state, rows FROM hc_part WHERE source = 'mysql/tables.py'").fetchall()
            known = facts.execute("SELECT unknown FROM hc_part WHERE fact = 'db_table' AND source = 'mysql/tables.py'")
            unknown = json.loads(known.fetchall()[0][0])
            values = facts.execute("SELECT count(distinct_values) FROM db_column").fetchall()
        assert sorted(states) == [
            ("db_column", "complete", 9),
            ("db_index", "complete", 7),
            ("db_table", "complete", 4),
        ]
        assert {"analyzed_at", "modified_rows"} <= set(unknown)
        assert values[0][0] >= 4  # what indexes tell by themselves
    finally:
        server.drop_database("closed")


def test_postgresql_tells_what_lies_empty(postgres: PostgresServer, tmp_path: Path) -> None:
    """What rows and widths say is free agrees with what packing the table gives back."""
    postgres.create_database("emptied")
    try:
        postgres.run_sql("emptied", "ALTER DATABASE emptied SET client_min_messages = warning")
        for statement in POSTGRES.strip().split(";"):
            if statement.strip():
                postgres.run_sql("emptied", statement)
        url = postgres.create_reader("emptied", statistics=True)
        with collected(url, tmp_path) as facts:
            rows = facts.execute("SELECT name, bytes, free_bytes FROM db_table").fetchall()
        told = {name: (size, free) for name, size, free in rows}
        postgres.run_sql("emptied", "VACUUM FULL cleared")
        postgres.run_sql("emptied", "ANALYZE cleared")
        (tmp_path / "it.duckdb").unlink()
        with collected(url, tmp_path) as facts:
            packed = facts.execute("SELECT bytes FROM db_table WHERE name = 'cleared'").fetchall()[0][0]
        size, free = told["cleared"]
        assert abs((size - packed) - free) <= 0.1 * size, (size, packed, free)
        assert told["steady"][1] <= 0.1 * told["steady"][0]
        assert told["untold"][1] in (None, 0)  # without statistics nobody can say
    finally:
        postgres.drop_database("emptied")
