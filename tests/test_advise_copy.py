"""Index advice on a scratch copy: PostgreSQL without hypopg, MariaDB; the target is only read, the copy is gone afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthcheck.advise import Session, Work
from healthcheck.advise.growing import Sample, grow
from healthcheck.advise.scratch_postgres import PostgresScratch
from healthcheck.databases import Limits
from healthcheck.errors import PASSED, USAGE, UsageError
from healthcheck.facts import DbColumn
from tests.cli import run_cli
from tests.servers import MariadbServer, PostgresServer

POSTGRES = """
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE big (id int PRIMARY KEY, code text, kind int, day date, two boolean, "Order" int, note text, feeling mood, doc jsonb,
  made timestamptz, amount numeric(12,2));
CREATE TABLE small (id int, code text);
INSERT INTO big SELECT g, 'c' || g % 20000, g % 300, date '2020-01-01' + g % 2000, g % 2 = 0, g % 9000, repeat('n', 90), 'good', '{}',
  timestamptz '2022-01-01' + g * interval '1 minute', g % 900 + 0.25
  FROM generate_series(1, 60000) g;
INSERT INTO small SELECT g, 'c' || g FROM generate_series(1, 400) g;
CREATE INDEX i_kind_day ON big (kind, day);
CREATE VIEW v_big AS SELECT b.id, b.code AS number, b.kind FROM big AS b WHERE b.note IS NOT NULL;
ANALYZE;
"""
MARIADB = """
CREATE TABLE customer (id int PRIMARY KEY AUTO_INCREMENT, name varchar(40), region int, KEY (region));
CREATE TABLE big (id int PRIMARY KEY, code varchar(20), kind int, day date, two bit, `Order` int, note varchar(200), customer_id int,
  made datetime, doc json, twice int AS (kind * 2) VIRTUAL, KEY kd (kind, day),
  CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customer (id));
CREATE TABLE small (id int, code varchar(20));
INSERT INTO customer SELECT seq, concat('n', seq), seq % 50 FROM seq_1_to_3000;
INSERT INTO big (id, code, kind, day, two, `Order`, note, customer_id, made, doc)
  SELECT seq, concat('c', seq % 20000), seq % 300, date '2020-01-01' + INTERVAL seq % 2000 DAY, seq % 2, seq % 9000, repeat('n', 90),
  seq % 3000 + 1, timestamp('2022-01-01') + INTERVAL seq MINUTE, '{}' FROM seq_1_to_60000;
INSERT INTO small SELECT seq, concat('c', seq) FROM seq_1_to_400;
CREATE VIEW v_big AS SELECT b.id, b.code AS number, b.kind FROM big AS b WHERE b.note IS NOT NULL;
ANALYZE TABLE big, customer;
"""
#: What gains, in words of both, and what an index would be wrong for.
WORTH = """
SELECT id FROM big WHERE code = 'c77';
SELECT id FROM v_big WHERE number = 'c78';
SELECT note FROM big WHERE made BETWEEN '2022-01-03' AND '2022-01-04';
"""
SILENT = """
SELECT note FROM big WHERE kind = 3;
SELECT note FROM big WHERE id = 3;
SELECT id FROM small WHERE code = 'c7';
SELECT count(note) FROM big WHERE code LIKE '%7%';
SELECT count(*) FROM big WHERE code <> 'c7';
"""


def advised(*arguments: str) -> dict[str, Any]:
    """What the command says, as JSON."""
    code, out, err = run_cli("advise", *arguments, "--format", "json")
    assert code == PASSED, err
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.fixture(scope="module")
def postgres_target(postgres: PostgresServer) -> Iterator[str]:
    """A database with rows and no hypopg."""
    postgres.create_database("copy_target")
    postgres.run_sql("copy_target", POSTGRES)
    postgres.run_sql("copy_target", "SELECT pg_stat_reset()")
    yield postgres.create_reader("copy_target")
    postgres.drop_database("copy_target")


def test_postgres_without_hypopg(postgres: PostgresServer, postgres_target: str, tmp_path: Path) -> None:
    """Real indexes on a copy prove what helps; on the target nothing but questions were asked; the copy is gone."""
    scratch = postgres.create_database("copy_scratch")
    file = tmp_path / "work.sql"
    try:
        file.write_text(WORTH + SILENT + "SELECT note FROM big WHERE two;\n", "utf-8")
        mark = postgres.mark()
        data = advised(postgres_target, "--statements", str(file), "--scratch", scratch)
        assert data["proven"] and data["statements"]["not_planned"] == []
        assert [p["keys"][0] for p in data["proposals"]] == ["code", "made"]
        for proposal in data["proposals"]:
            assert proposal["cost_after"] * 2 <= proposal["cost_before"] and proposal["bytes"] > 0
        assert data["copied"]["public.big"] == {"rows": 20000, "of": 60000}
        assert not [p for p in data["notes"][1:] if "mood" in p]
        sent = [s.text for s in postgres.statement_log(mark) if s.database == "copy_target"]
        allowed = r"(?is)\s*(copy \((select|with|--).*\) to stdout|copy \(|select|with|set|begin|rollback|commit|--)"
        assert sent and not [text for text in sent if text.strip() and not re.match(allowed, text)]
        left = "SELECT count(*) FROM pg_class WHERE relname IN ('big', 'small', 'v_big')"
        assert postgres.run_sql("copy_scratch", left).strip() == "0"
    finally:
        postgres.drop_database("copy_scratch")


def test_what_is_refused(postgres: PostgresServer, postgres_target: str) -> None:
    """The target itself, a database with tables of somebody's, another kind of database, and MySQL without a copy."""
    own = postgres.url("copy_target")
    other = postgres.create_database("copy_full")
    session = Session.open(postgres_target)
    try:
        postgres.run_sql("copy_full", "CREATE TABLE mine (id int)")
        for scratch, said in (
            (own, "the target itself"),
            (own.replace("127.0.0.1", "localhost"), "the target itself"),
            ("mysql://x@127.0.0.1/y", "is PostgreSQL too"),
            ("no url", "no database URL"),
        ):
            with pytest.raises(UsageError, match=said):
                PostgresScratch(session, scratch, Limits(seconds=10))
        full = PostgresScratch(session, other, Limits(seconds=10))
        with pytest.raises(UsageError, match="not empty"):
            full.fill_from(session.schema, [Work("1", "SELECT 1 FROM big")], "postgres", 100, lambda done, total: None)
        full.close()
        assert postgres.run_sql("copy_full", "SELECT count(*) FROM pg_class WHERE relname = 'mine'").strip() == "1"
    finally:
        session.close()
        postgres.drop_database("copy_full")
    code, _, err = run_cli("advise", "mysql://x@127.0.0.1/y", lang="zh")
    assert code == USAGE and "--scratch" in err and "空库" in err


def test_mariadb(mariadb_performance_schema: MariadbServer, tmp_path: Path) -> None:
    """Advice from a copy holds when the index is really made on the target: the server then reads fewer than half of the rows."""
    server = mariadb_performance_schema
    server.create_database("copy_target")
    scratch = server.create_database("copy_scratch")
    try:
        server.run_sql("copy_target", MARIADB)
        server.run_sql("copy_target", "TRUNCATE performance_schema.table_io_waits_summary_by_table")
        url = server.create_reader("copy_target", statistics=True)
        server.run_sql("mysql", "GRANT SHOW VIEW ON `copy\\_target`.* TO 'reader_copy_target'@'127.0.0.1'")
        file = tmp_path / "work.sql"
        more = "SELECT note FROM big WHERE two = 1;\nUPDATE big SET note = 'x' WHERE `Order` = 77;\n"
        join = "SELECT c.name FROM customer c JOIN big b ON b.customer_id = c.id WHERE c.name = 'n3';\n"
        file.write_text(WORTH + SILENT + more + join, "utf-8")
        mark = server.mark()
        data = advised(url, "--statements", str(file), "--scratch", scratch)
        assert data["statements"]["not_planned"] == [] and data["notes"][1:] == [], data["notes"]
        assert sorted(p["keys"][0] for p in data["proposals"]) == ['"Order"', "code", "made", "name"]
        sent = [s for s in server.statement_log(mark) if s.database == "copy_target"]
        assert {s.verb for s in sent} <= {"SELECT", "SHOW", "SET"}, {s.verb for s in sent}
        assert server.run_sql("copy_scratch", "SHOW TABLES").strip() == ""
        for proposal in data["proposals"]:
            sql = proposal["gains"][0]["sql"]
            before = examined(server, sql)
            server.run_sql("copy_target", proposal["statement"])
            assert examined(server, sql) * 2 <= before, proposal
        # the same from what the server remembers, where digests have no values
        server.run_sql("copy_target", "TRUNCATE performance_schema.events_statements_summary_by_digest")
        server.run_sql("copy_target", "SELECT id FROM big WHERE `Order` = 5;" * 3 + "DROP INDEX `ix_big_Order` ON big")
        data = advised(url, "--scratch", scratch)
        assert ["ADD INDEX `ix_big_Order` (`Order`)" in p["statement"] for p in data["proposals"]] == [True]
    finally:
        server.drop_database("copy_target")
        server.drop_database("copy_scratch")


def examined(server: MariadbServer, sql: str) -> float:
    """Rows that a plan looks at on the target."""
    rows = server.run_sql("copy_target", f"EXPLAIN {sql}").splitlines()
    product = 1.0
    for row in rows:
        product *= float(row.split("\t")[8])
    return product


def test_hidden_view(mariadb: MariadbServer, tmp_path: Path) -> None:
    """What could not be copied is named, with what to grant; the rest is examined."""
    mariadb.create_database("copy_hidden")
    scratch = mariadb.create_database("copy_scratch")
    try:
        mariadb.run_sql(
            "copy_hidden", "CREATE TABLE t (id int, code int); INSERT INTO t SELECT seq, seq FROM seq_1_to_5000;"
            "CREATE VIEW v AS SELECT id FROM t; ANALYZE TABLE t",
        )  # fmt: skip
        file = tmp_path / "work.sql"
        file.write_text("SELECT id FROM v;\nSELECT id FROM t WHERE code = 7;\n", "utf-8")
        url = mariadb.create_reader("copy_hidden")
        code, out, err = run_cli("advise", url, "--statements", str(file), "--scratch", scratch, lang="zh")
        assert code == PASSED, err
        assert "临时库" in out and "请授予 SHOW VIEW" in out and "无法分析 1 条" in out
        assert "ALTER TABLE `t` ADD INDEX `ix_t_code` (`code`);" in out
    finally:
        mariadb.drop_database("copy_hidden")
        mariadb.drop_database("copy_scratch")


ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(-(2**31), 2**31 - 1)),
        st.one_of(st.none(), st.text(max_size=12)),
        st.dates(date(1990, 1, 1), date(2060, 1, 1)).map(str),
    ),
    max_size=40,
)
COLUMNS = (
    DbColumn(table_id="t", name="a", type="int", origin="t.a"),
    DbColumn(table_id="t", name="b", type="varchar(12)", origin="t.b"),
    DbColumn(table_id="t", name="c", type="date", origin="t.c"),
)


@given(ROWS, st.integers(0, 500), st.integers(0, 10_000_000))
@settings(deadline=None)
def test_grown_rows(rows: list[tuple[Any, ...]], count: int, total: int) -> None:
    """As many rows as asked for, of the column's kind, within its length, and none before or long after what was seen."""
    made = list(grow(Sample(COLUMNS, rows, max(total, len(rows))), count))
    assert len(made) == (count if rows else 0)
    for number, text, day in made:
        assert number is None or isinstance(number, int)
        assert text is None or len(text) <= 12
        assert min(r[2] for r in rows) <= day and date.fromisoformat(day)


def test_as_many_values_as_the_table_has() -> None:
    """A key stays one, few values stay few, and what PostgreSQL counted is believed."""
    columns = (
        DbColumn(table_id="t", name="id", type="int", origin="t.id"),
        DbColumn(table_id="t", name="state", type="text", origin="t.state"),
        DbColumn(table_id="t", name="customer", type="int", distinct_values=500, origin="t.customer"),
    )
    rows = [(n * 100, "ab"[n % 2], n % 450) for n in range(1, 1001)]
    made = list(grow(Sample(columns, rows, 100_000), 10_000))
    assert len({r[0] for r in made}) == 10_000
    assert {r[1] for r in made} == {"a", "b"}
    assert 450 <= len({r[2] for r in made}) <= 1_000
    assert min(r[0] for r in made) == 100 and max(r[0] for r in made) <= 100_000
