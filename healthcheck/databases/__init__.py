"""Read-only sessions on live databases, one module per kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from healthcheck.databases.base import Database, Limits, StatementError
from healthcheck.errors import UsageError
from healthcheck.language import Text

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

__all__ = ["Database", "Limits", "StatementError", "open_database", "parse_url"]


def parse_url(url: str) -> URL:
    """A database's address.

    Raises:
        UsageError: when the URL cannot be read.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise UsageError(
            "The target is no database URL. Expected kind://user:password@host:port/database,"
            " such as postgresql://reader:secret@db.example/erp or sqlite:///erp.db.",
            "目标不是合法的数据库地址，应写成 类型://用户:密码@主机:端口/库名，"
            "例如 postgresql://reader:secret@db.example/erp 或 sqlite:///erp.db。",
        ) from None


def open_database(url: str, limits: Limits | None = None) -> Database:
    """Connect to ``url`` for reading.

    Raises:
        UsageError: when the URL cannot be read or the driver for it is not installed.
        UnreachableError: when the server does not let us in.
    """
    from sqlalchemy.exc import NoSuchModuleError

    limits = limits or Limits()
    parsed = parse_url(url)
    backend = parsed.drivername.split("+", 1)[0]
    try:
        if backend in ("postgresql", "postgres"):
            from healthcheck.databases.postgresql import PostgreSQL

            return PostgreSQL(parsed, limits)
        if backend in ("mysql", "mariadb"):
            from healthcheck.databases.mysql import MySQL

            return MySQL(parsed, limits)
        if backend == "sqlite":
            from healthcheck.databases.sqlite import SQLite

            return SQLite(parsed, limits)
        from healthcheck.databases.other import Other

        return Other(parsed, limits)
    except (ImportError, NoSuchModuleError) as error:
        import difflib

        near = difflib.get_close_matches(backend, _KINDS, 1)
        if isinstance(error, NoSuchModuleError) and near and near[0] != backend:
            raise UsageError(
                f"Unknown kind of database {backend!r}. Did you mean {near[0]}?",
                f"不认识的数据库类型 '{backend}'，是否想写 {near[0]}？",
            ) from None
        missing = getattr(error, "name", None)
        name = missing or str(error).rsplit(":", 1)[-1]
        raise UsageError(
            f"No driver for {backend!r} is installed ({name}). {_install(backend, missing).en}",
            f"没有安装 {backend!r} 的驱动（{name}）。{_install(backend, missing).zh}",
        ) from None


#: Kinds of databases that people write; SQLAlchemy may know further ones.
_KINDS = ("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle", "duckdb", "clickhouse")

#: Driver module → what pip calls it, where the two differ; and the usual driver of a kind that names none.
_DRIVERS = {
    "oracle": "oracledb",
    "cx_Oracle": "oracledb",
    "duckdb": "duckdb-engine",
    "clickhouse": "clickhouse-sqlalchemy",
    "clickhouse_sqlalchemy": "clickhouse-sqlalchemy",
    "ibm_db_sa": "ibm_db_sa",
    "MySQLdb": "mysqlclient",
}


def _install(backend: str, module: str | None) -> Text:
    known = _DRIVERS.get(module or backend, module)
    if known is None:
        return Text(
            "Known kinds: postgresql, mysql, mariadb, sqlite, and every SQLAlchemy dialect that is installed.",
            "支持 postgresql、mysql、mariadb、sqlite，以及已安装的任何 SQLAlchemy 方言。",
        )
    return Text(f"Install one: pip install {known}", f"请安装：pip install {known}")
