"""The database that holds a history: opening it, bringing its tables up to date, transactions, errors."""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url

from healthcheck.errors import HealthcheckError, UnreachableError, UsageError
from healthcheck.history.tables import metadata

#: The newest step in ``migrations/versions``.
HEAD = "0002"
#: Where Alembic notes the step; named so that it is taken for nobody else's.
VERSION_TABLE = "healthcheck_history"
#: Environment variable with the history's URL, so that a password stands on no command line.
VARIABLE = "HEALTHCHECK_HISTORY"

#: How long a save waits for another one, in seconds.
WAIT_SECONDS = 120

#: Databases that cannot undo the making of a table.
_WITHOUT_DDL_TRANSACTIONS = ("mysql", "mariadb")

_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}


def default_url() -> str:
    """Where a history is kept unless somebody says otherwise: an SQLite file in the user's data folder."""
    from platformdirs import user_data_path

    given = os.environ.get(VARIABLE)
    return given or f"sqlite:///{user_data_path('healthcheck', appauthor=False) / 'history.db'}"


def read_url(text: str | None) -> URL:
    """A URL, or the path of an SQLite file, as SQLAlchemy takes it.

    Raises:
        UsageError: when it is neither.
    """
    text = text or default_url()
    if "://" not in text:
        text = f"sqlite:///{text}"
    try:
        url = make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        raise UsageError(
            "--history is no database URL. Expected the path of an SQLite file, or a URL such as"
            " postgresql://user:password@host/database.",
            "--history 不是合法的数据库地址。可以写 SQLite 文件路径，或 postgresql://用户:密码@主机/库名 这样的地址。",
        ) from None
    if url.drivername == "mysql" or url.drivername == "mariadb":
        url = url.update_query_dict({"charset": "utf8mb4"})
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def label(url: URL) -> str:
    """The URL without its password."""
    return url.database or "sqlite" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def connect(url: URL, create: bool) -> sa.Engine:
    """An engine on a history whose tables are up to date.

    Args:
        create: make the history when there is none.

    Raises:
        UsageError: when there is no history, it is another program's database, or a newer healthcheck wrote it.
        UnreachableError: when the database cannot be opened.
    """
    lite = url.get_backend_name() == "sqlite"
    path = Path(url.database) if lite and url.database and url.database != ":memory:" else None
    if path is not None and not path.is_file():
        if not create:
            raise _nothing(url)
        _make_folder(path, url)
        _make_file(path)
    try:
        engine = sa.create_engine(
            url, **({"connect_args": {"timeout": WAIT_SECONDS}} if lite else {"pool_pre_ping": True})
        )
    except (ImportError, sa.exc.NoSuchModuleError) as error:
        name = getattr(error, "name", None) or str(error).rsplit(":", 1)[-1]
        raise UsageError(
            f"No driver for {url.get_backend_name()!r} is installed ({name}). Install it: pip install {name}",
            f"没有安装 {url.get_backend_name()!r} 的驱动（{name}），请安装：pip install {name}",
        ) from None
    if lite:
        _begin_by_hand(engine)
    try:
        _bring_up_to_date(engine, create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _nothing(url: URL) -> UsageError:
    where = label(url)
    return UsageError(
        f"There is no history at {where}. healthcheck scan … --save begins one.",
        f"{where} 处还没有历史记录。用 healthcheck scan … --save 保存第一次扫描即可建立。",
    )


def _make_folder(path: Path, url: URL) -> None:
    folder = path.parent
    if folder.is_dir():
        return
    if str(url) != str(read_url(default_url())):
        raise UsageError(f"--history: there is no folder {folder}.", f"--history：目录 {folder} 不存在。")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The folder {folder} for the history cannot be made ({error.strerror}). Name another place with --history.",
            f"无法建立历史记录目录 {folder}（{error.strerror}），请用 --history 指定其他位置。",
        ) from None


def _make_file(path: Path) -> None:
    """An empty file that only its owner may read: it will hold what the examined system holds."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise UsageError(
            f"The history {path} cannot be made: {error.strerror}.", f"无法建立历史记录 {path}：{error.strerror}。"
        ) from None


def _begin_by_hand(engine: sa.Engine) -> None:
    """Let SQLite begin transactions as we say: writers take their turn, and changes of tables are undone with the rest."""

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the history."""
    options: dict[str, Any] = {"reading": True}
    if engine.dialect.name != "sqlite":
        options["isolation_level"] = "REPEATABLE READ"
    with (
        _told(engine),
        _rows_uncollected(),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction: all of it happens, or nothing."""
    options: dict[str, Any] = {}
    if engine.dialect.name != "sqlite":
        options["isolation_level"] = "READ COMMITTED"  # what others saved while we waited for our turn is seen
    with (
        _told(engine),
        _rows_uncollected(),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def _rows_uncollected() -> Iterator[None]:
    """Hold the garbage collector back: it looks through every row again and again, a third of the time with 50,000."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@contextmanager
def _told(engine: sa.Engine) -> Iterator[None]:
    """Database errors as one message without statements or values."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        said = " ".join(str(error.orig).split())[:300]
        where = label(engine.url)
        if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
            raise UnreachableError(
                f"The history at {where} cannot be used: {said}", f"历史记录 {where} 无法使用：{said}"
            ) from None
        raise HealthcheckError(
            f"The history at {where} refused a statement: {said}", f"历史记录 {where} 执行失败：{said}"
        ) from None


def _bring_up_to_date(engine: sa.Engine, create: bool) -> None:
    with reading(engine) as connection:
        if _revision(connection) == HEAD:
            return
    with writing(engine) as connection, _turn(connection):
        now = _revision(connection)
        if now == HEAD:  # another program did it meanwhile
            return
        where = label(engine.url)
        if now is not None and now > HEAD:
            raise UsageError(
                f"The history at {where} was written by a newer healthcheck (step {now}, this one knows {HEAD})."
                " Update healthcheck.",
                f"历史记录 {where} 由更新版本的健康检查写入（结构版本 {now}，本程序只认识到 {HEAD}），请升级程序。",
            )
        if now is None:
            _clear_interrupted(connection)
            if sa.inspect(connection).get_table_names():
                raise UsageError(
                    f"{where} is not empty and holds no history. Give healthcheck a database of its own.",
                    f"{where} 不是空库，也不是历史记录库。请为健康检查单独建一个库。",
                )
            if not create:
                raise _nothing(engine.url)
        upgrade(connection)


@contextmanager
def _turn(connection: sa.Connection) -> Iterator[None]:
    """Let one program at a time change the tables; SQLite sees to that by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(7204113)"))
    if connection.dialect.name not in _WITHOUT_DDL_TRANSACTIONS:
        yield
        return
    connection.execute(sa.text(f"SELECT GET_LOCK('healthcheck_history', {WAIT_SECONDS})"))
    try:
        yield
    finally:
        connection.execute(sa.text("SELECT RELEASE_LOCK('healthcheck_history')"))


def _clear_interrupted(connection: sa.Connection) -> None:
    """Take away what is left when the making of a history was cut off where making a table cannot be undone.

    Only empty tables, and only when there are none but ours.
    """
    if connection.dialect.name not in _WITHOUT_DDL_TRANSACTIONS:
        return
    found = set(sa.inspect(connection).get_table_names())
    ours = [table for table in reversed(metadata.sorted_tables) if table.name in found]
    if found - {VERSION_TABLE} != {table.name for table in ours}:
        return
    if any(connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in ours):
        return
    for table in ours:
        connection.execute(sa.text(f"DROP TABLE `{table.name}`"))


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    step: str | None = connection.scalar(sa.text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return step


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Take the steps that are missing, within the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
