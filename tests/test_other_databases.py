"""SQL Server and Oracle, as far as it can be told without a server: drivers, session, catalogue, failures."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.engine import make_url
from sqlalchemy.engine.reflection import ObjectKind

from healthcheck.databases import Limits, open_database
from healthcheck.databases.base import StatementError
from healthcheck.databases.other import Other
from healthcheck.errors import HealthcheckError, UsageError
from healthcheck.probe import fit

URLS = {
    "mssql+pymssql": "pymssql",
    "mssql+pyodbc": "pyodbc",
    "oracle+oracledb": "oracledb",
}


@pytest.mark.parametrize(("kind", "driver"), URLS.items())
def test_a_missing_driver_is_named(kind: str, driver: str) -> None:
    """What to install, in both languages, and no traceback; the password stays out of it."""
    if importlib.util.find_spec(driver):
        pytest.skip(f"{driver} is installed")
    with pytest.raises(UsageError) as caught:
        open_database(f"{kind}://reader:secret@nowhere.test/erp")
    assert f"pip install {driver}" in caught.value.text.en
    assert f"pip install {driver}" in caught.value.text.zh
    assert "secret" not in str(caught.value)


class Connection:
    """Answers the catalogue query, and remembers what it was asked."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows = rows
        self.asked: list[str] = []
        self.raw = SimpleNamespace(timeout=0, call_timeout=0)
        self.connection = SimpleNamespace(dbapi_connection=self.raw)

    def exec_driver_sql(self, sql: str) -> Iterator[tuple[Any, ...]]:
        self.asked.append(sql)
        if "boom" in sql:
            raise RuntimeError("Invalid object name 'boom'.")
        return iter(self.rows if sql.startswith("SELECT") else [])

    def execution_options(self, **options: object) -> Connection:
        assert options == {"stream_results": True, "no_parameters": True}
        return self

    def rollback(self) -> None:
        self.asked.append("ROLLBACK")

    def close(self) -> None:
        self.asked.append("CLOSE")


def opened(
    monkeypatch: pytest.MonkeyPatch, url: str, rows: list[tuple[Any, ...]]
) -> tuple[Other, Connection, dict[str, Any]]:
    """A session on a server that is not there."""
    connection = Connection(rows)
    given: dict[str, Any] = {}

    def create_engine(url: Any, connect_args: dict[str, Any]) -> Any:
        given.update(connect_args)
        return SimpleNamespace(connect=lambda: connection, dispose=lambda: None)

    monkeypatch.setattr(sqlalchemy, "create_engine", create_engine)
    return Other(make_url(url), Limits()), connection, given


@pytest.mark.parametrize(
    ("kind", "said", "arguments"),
    [
        ("mssql+pymssql", "SET LOCK_TIMEOUT 5000", {"login_timeout": 10, "timeout": 120}),
        ("mssql+pyodbc", "SET LOCK_TIMEOUT 5000", {"timeout": 10}),
        ("oracle+oracledb", "SET TRANSACTION READ ONLY", {"tcp_connect_timeout": 10}),
    ],
)
def test_the_session_is_careful(
    monkeypatch: pytest.MonkeyPatch, kind: str, said: str, arguments: dict[str, int]
) -> None:
    """Time limits are set under the driver's names; after a failure the session is as careful as before."""
    database, connection, given = opened(monkeypatch, f"{kind}://reader:secret@nowhere.test/erp", [])
    assert given == arguments
    assert connection.asked == [said] == database.session_statements()
    if kind == "mssql+pyodbc":
        assert connection.raw.timeout == 120
    if kind.startswith("oracle"):
        assert connection.raw.call_timeout == 120_000
    with pytest.raises(StatementError, match="boom"):
        list(database.batches("SELECT * FROM boom"))
    assert connection.asked[-2:] == ["ROLLBACK", said]
    database.close()
    assert connection.asked[-1] == "CLOSE"


def test_the_catalogue_is_one_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of tables cost one question; tables of other schemas are named with theirs, in their real spelling."""
    rows = [("ERP", f"T_{n}", c, 0) for n in range(2_000) for c in ("ID", "NAME")]
    rows += [("READER", "SM_USER", c, 1) for c in ("CUSERID", "USER_CODE")] + [("ERP", "SM_USER", "OLD", 0)]
    database, connection, _ = opened(monkeypatch, "oracle+oracledb://reader:secret@nowhere.test", rows)
    catalogue = database.catalogue()
    assert connection.asked[1:] == database.catalogue_statements()
    assert len(catalogue.tables) == 2_001
    assert catalogue.has("sm_user.user_code") and not catalogue.has("sm_user.old")
    fitted = fit("SELECT u.cuserid AS a, t.name AS b FROM sm_user u JOIN t_7 t ON t.id = u.cuserid", catalogue, "oracle",
                 "oracle")  # fmt: skip
    assert fitted.sql == ('SELECT u.cuserid AS a, t.name AS b FROM "SM_USER" u JOIN "ERP"."T_7" t ON t.id = u.cuserid')
    assert not fitted.unknown


def test_sql_server_views_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Products read through views (t_ICItem of K/3 is one): what is listed as a column is there."""
    rows = [("dbo", "t_ICItem", "FItemID", 1), ("dbo", "t_ICItem", "FName", 1), ("hr", "t_Emp", "FItemID", 0)]
    database, connection, _ = opened(monkeypatch, "mssql+pymssql://reader:secret@nowhere.test/AIS", rows)
    catalogue = database.catalogue()
    assert "INFORMATION_SCHEMA.COLUMNS" in connection.asked[-1]
    assert fit(
        "SELECT e.FItemID AS a, i.FName AS b FROM t_ICItem AS i JOIN t_Emp AS e ON e.FItemID = i.FItemID",
        catalogue,
        "tsql",
        "tsql",
    ).sql == ("SELECT e.FItemID AS a, i.FName AS b FROM t_ICItem AS i JOIN [hr].t_Emp AS e ON e.FItemID = i.FItemID")


def test_other_kinds_are_reflected_in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables and views of the default schema, by one call of SQLAlchemy's reflection."""
    asked: list[Any] = []

    def get_multi_columns(kind: Any) -> dict[tuple[None, str], list[dict[str, str]]]:
        asked.append(kind)
        return {(None, "a_view"): [{"name": "x"}], (None, "A"): [{"name": "Y"}]}

    monkeypatch.setattr(sqlalchemy, "inspect", lambda engine: SimpleNamespace(get_multi_columns=get_multi_columns))
    database, _, given = opened(monkeypatch, "sqlite:///erp.db", [])
    catalogue = database.catalogue()
    assert not given and asked == [ObjectKind.ANY]
    assert catalogue.has("a_view.x") and catalogue.has("a.y")


def test_a_catalogue_that_fails_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the server refuses us: no traceback, no password."""
    database, connection, _ = opened(monkeypatch, "mssql+pymssql://reader:secret@nowhere.test/erp", [])
    monkeypatch.setattr(connection, "exec_driver_sql", lambda sql: (_ for _ in ()).throw(RuntimeError("link lost")))
    with pytest.raises(HealthcheckError) as caught:
        database.catalogue()
    assert "link lost" in str(caught.value) and "secret" not in str(caught.value)
