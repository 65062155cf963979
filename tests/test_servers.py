"""The test servers themselves: they start, answer, keep readers out of writing, and keep a log."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from tests import servers
from tests.servers import Server, ServerUnavailable, SqlFailed, Statement

DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Connect to a URL of a server with the driver that the test environment has."""
    scheme, _, rest = url.partition(":")
    engine = create_engine(f"{DRIVERS[scheme]}:{rest}")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def ask(url: str, sql: str) -> list[tuple[Any, ...]]:
    """Run one query and give its rows."""
    with connected(url) as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    """Give each server in turn."""
    started = request.getfixturevalue(request.param)
    assert isinstance(started, Server)
    return started


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """Give the name of a database with one table of two rows."""
    server.create_database("small_shop")
    server.run_sql(
        "small_shop",
        "CREATE TABLE item (id int PRIMARY KEY, name varchar(20));INSERT INTO item VALUES (1, '轴承'), (2, 'O-ring');",
    )
    yield "small_shop"
    server.drop_database("small_shop")


def test_a_server_answers(server: Server) -> None:
    """A fresh server takes connections of the superuser."""
    (system,) = {"postgresql": ["postgres"], "mysql": ["mysql"]}[server.scheme]
    assert ask(server.url(system), "SELECT 1") == [(1,)]


def test_a_database_comes_and_goes(server: Server, database: str) -> None:
    """What was dropped is gone, and dropping it again is no error."""
    assert ask(server.url(database), "SELECT name FROM item ORDER BY id") == [
        ("轴承",),
        ("O-ring",),
    ]
    server.drop_database(database)
    server.drop_database(database)
    with pytest.raises(DBAPIError):
        ask(server.url(database), "SELECT 1")


def test_run_sql_gives_rows_and_errors(server: Server, database: str) -> None:
    """Rows are lines with tabs; the first error stops the script."""
    assert server.run_sql(database, "SELECT * FROM item ORDER BY id") == "1\t轴承\n2\tO-ring\n"
    with pytest.raises(SqlFailed, match="nowhere"):
        server.run_sql(database, "SELECT * FROM nowhere; DELETE FROM item;")
    assert server.run_sql(database, "SELECT count(*) FROM item") == "2\n"


def test_run_sql_reads_files(server: Server, database: str, tmp_path: Path) -> None:
    """A file is taken as it is, or unpacked when it is compressed."""
    plain = tmp_path / "more.sql"
    plain.write_text("INSERT INTO item VALUES (3, '三');\n", encoding="utf-8")
    packed = tmp_path / "more.sql.gz"
    packed.write_bytes(gzip.compress("INSERT INTO item VALUES (4, '四');\n".encode()))
    server.run_sql(database, plain)
    server.run_sql(database, packed)
    assert ask(server.url(database), "SELECT name FROM item WHERE id > 2 ORDER BY id") == [
        ("三",),
        ("四",),
    ]


def test_a_reader_reads(server: Server, database: str) -> None:
    """The reader's URL opens the database."""
    assert ask(server.create_reader(database), "SELECT count(*) FROM item") == [(2,)]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO item VALUES (9, 'x')",
        "UPDATE item SET name = 'x'",
        "DELETE FROM item",
        "DROP TABLE item",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE DATABASE mine",
    ],
)
def test_a_reader_cannot_write(server: Server, database: str, sql: str) -> None:
    """The server itself refuses every kind of writing, and nothing has changed."""
    reader = server.create_reader(database)
    with connected(reader) as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        with pytest.raises(DBAPIError, match=r"denied|must be owner"):
            connection.execute(text(sql))
    assert server.run_sql(database, "SELECT count(*), max(name) FROM item") == "2\t轴承\n"


def test_a_reader_needs_the_password(server: Server, database: str) -> None:
    """A wrong password is refused, so that tests can try what a scan says then."""
    reader = server.create_reader(database)
    with pytest.raises(DBAPIError, match=r"(?i)password"):
        ask(reader.replace(f":{servers.READER_PASSWORD}@", ":wrong@"), "SELECT 1")


def test_a_reader_sees_one_database(server: Server, database: str) -> None:
    """On MariaDB an underscore in a grant is a wildcard: another shop must stay closed."""
    reader = server.create_reader(database)
    server.create_database("smallXshop")
    try:
        server.run_sql("smallXshop", "CREATE TABLE item (id int)")
        with pytest.raises(DBAPIError, match="denied"):
            ask(reader.replace(f"/{database}", "/smallXshop"), "SELECT * FROM item")
    finally:
        server.drop_database("smallXshop")


def test_statements_are_logged(server: Server, database: str) -> None:
    """The log tells who executed what where, whole, and nothing of `run_sql`."""
    reader = server.create_reader(database)
    many_lines = "SELECT id,\n\n  name -- 名称\nFROM item\n\tWHERE id = 1"
    before = server.mark()
    ask(reader, "SELECT 11 AS early")
    mark = server.mark()
    ask(reader, many_lines)
    server.run_sql(database, "SELECT 33 AS setup")
    logged = server.statement_log(mark)
    assert [s.text for s in logged if s.database == database and "item" in s.text] == [many_lines]
    assert {s.user for s in logged} == {f"reader_{database}"}
    assert not any("setup" in s.text or "early" in s.text for s in logged)
    assert any("early" in s.text for s in server.statement_log(before))


def test_writing_shows_in_the_log(server: Server, database: str) -> None:
    """A test that looks only for SELECT, SHOW and SET would notice a write."""
    mark = server.mark()
    with connected(server.url(database)) as connection:
        connection.execute(text("UPDATE item SET name = 'x' WHERE id = 1"))
        connection.rollback()
    assert "UPDATE" in {s.verb for s in server.statement_log(mark)}


def test_prepared_statements_are_logged(postgres: servers.PostgresServer) -> None:
    """Statements with parameters are in PostgreSQL's log too, with the session's name."""
    mark = postgres.mark()
    with connected(postgres.url("postgres") + "?application_name=healthcheck") as connection:
        for number in range(8):  # psycopg prepares at the sixth time
            connection.execute(text("SELECT CAST(:n AS int)"), {"n": number})
    mine = [s for s in postgres.statement_log(mark) if s.text.startswith("SELECT CAST")]
    assert len(mine) == 8
    assert {s.application for s in mine} == {"healthcheck"}


def test_postgres_counts_statements(postgres: servers.PostgresServer, request: Any) -> None:
    """``pg_stat_statements`` works where the server has it."""
    if not postgres.has_statistics:
        pytest.skip("this PostgreSQL has no pg_stat_statements")
    postgres.create_database("counted")
    request.addfinalizer(lambda: postgres.drop_database("counted"))
    postgres.run_sql("counted", "CREATE EXTENSION pg_stat_statements")
    reader = postgres.create_reader("counted", statistics=True)
    ask(reader, "SELECT 42 AS remembered")
    seen = "SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%remembered%'"
    assert ask(reader, seen) != [(0,)]


def test_mariadb_counts_statements(mariadb_performance_schema: servers.MariadbServer) -> None:
    """``performance_schema`` works where it was asked for."""
    server = mariadb_performance_schema
    server.create_database("counted")
    reader = server.create_reader("counted", statistics=True)
    ask(reader, "SELECT 42 AS remembered")
    digests = "SELECT count(*) FROM performance_schema.events_statements_summary_by_digest"
    assert ask(reader, digests) != [(0,)]


@pytest.mark.parametrize(("name", "table"), [("odoo16_clean", "res_users")])
def test_shared_dump_in_postgres(postgres: servers.PostgresServer, name: str, table: str) -> None:
    """A real system's dump is restored once; a copy of one's own may be changed."""
    url = postgres.load_shared(name)
    assert postgres.load_shared(name) == url
    assert ask(url, f"SELECT count(*) > 0 FROM {table}") == [(True,)]
    with pytest.raises(DBAPIError, match="denied"):
        ask(url, f"DELETE FROM {table} RETURNING 1")
    own = postgres.load_shared(name, fresh=True)
    assert own != url
    assert ask(own, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(611,)]


def test_shared_dump_in_mariadb(mariadb: servers.MariadbServer) -> None:
    """A real system's dump is loaded once; a copy of one's own may be changed."""
    url = mariadb.load_shared("ruoyi")
    assert mariadb.load_shared("ruoyi") == url
    with pytest.raises(DBAPIError, match="denied"):
        ask(url, "DELETE FROM sys_user")
    own = mariadb.load_shared("ruoyi", fresh=True)
    assert own != url
    assert ask(own, "SELECT count(*) > 0 FROM sys_user") == [(1,)]


def test_a_misspelt_dump_names_the_others(server: Server) -> None:
    """Whoever asks for a dump that is not there is told which are."""
    if not (servers.SHARED / "data").is_dir():
        pytest.skip("../shared is absent")
    with pytest.raises(ValueError, match=r"there are: .*(odoo16_demo|yudao)"):
        server.load_shared("odo")


def test_without_shared_data_a_test_is_skipped(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The reason names the folder."""
    monkeypatch.setattr(servers, "SHARED", tmp_path / "absent")
    with pytest.raises(pytest.skip.Exception, match=r"\.\./shared is absent"):
        server.load_shared("yudao")


def test_no_server_is_told_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without programs and without a way to install them the reason says so."""
    monkeypatch.setattr("shutil.which", lambda *_args, **_options: None)
    with pytest.raises(ServerUnavailable, match="no apt-get"), servers.mariadb_server():
        pass


def test_a_stopped_server_leaves_nothing() -> None:
    """Neither the folder nor the process outlives the block."""
    try:
        with servers.postgres_server() as server:
            folder, url = server.folder, server.url("postgres")
            assert ask(url, "SELECT 1") == [(1,)]
    except ServerUnavailable as reason:
        pytest.skip(f"server unavailable: {reason}")
    assert not folder.exists()
    with pytest.raises(DBAPIError):
        ask(url, "SELECT 1")


@pytest.mark.parametrize(
    ("sql", "verb"),
    [
        ("select 1", "SELECT"),
        ("  /* why */ -- what\n (SELECT 1)", "SELECT"),
        ("SHOW GRANTS", "SHOW"),
        ("", ""),
    ],
)
def test_verb(sql: str, verb: str) -> None:
    """Comments and brackets before the first word do not hide it."""
    assert Statement("", "", "", sql).verb == verb
