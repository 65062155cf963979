"""What the engine asks of a connection to a live system, whatever its kind."""

from __future__ import annotations

import contextlib
import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
from sqlalchemy.engine import URL

from healthcheck.catalogue import Catalogue
from healthcheck.errors import RefusedError, UnreachableError
from healthcheck.language import Text


@dataclass(frozen=True)
class Limits:
    """Manners on a live system.

    Attributes:
        rows: most rows read per statement; what is beyond is left and the fact table becomes partial.
        seconds: longest time one statement may run on the server.
        lock_seconds: longest wait for a lock.
        connect_seconds: longest wait for the connection.
    """

    rows: int = 20_000_000
    seconds: int = 120
    lock_seconds: int = 5
    connect_seconds: int = 10


class StatementError(Exception):
    """A statement failed on the server; ``lost`` tells whether the connection is gone with it."""

    def __init__(self, text: Text, lost: bool = False) -> None:
        self.text = text
        self.lost = lost
        super().__init__(text.en)


class Database(ABC):
    """A read-only session on a target.

    Attributes:
        kind: name under which adapters list it (`postgresql`, `mysql`, `sqlite`).
        dialect: the same for sqlglot.
        facts: folder of the SQL that reads the database's own catalogue, or None.
    """

    kind: ClassVar[str]
    dialect: ClassVar[str]
    facts: ClassVar[Path | None] = None

    def __init__(self, url: URL, limits: Limits) -> None:
        self.url = url
        self.limits = limits

    @property
    def label(self) -> str:
        """The address without credentials, safe for reports."""
        bare = URL.create(self.url.drivername, None, None, self.url.host, self.url.port, self.url.database)
        return bare.render_as_string()

    @abstractmethod
    def catalogue(self) -> Catalogue:
        """Tables and columns, in at most three statements."""

    @abstractmethod
    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Run one SELECT and stream its rows, never all at once.

        Raises:
            StatementError: when the server refuses it, stops it, or the connection breaks, also midway.
        """

    @abstractmethod
    def estimate(self, sql: str) -> str:
        """What the planner expects of a SELECT, in a few words; empty where it does not say."""

    @abstractmethod
    def close(self) -> None:
        """End the session."""

    def reconnect(self) -> bool:
        """Try once to come back after the connection broke."""
        return False

    def catalogue_statements(self) -> list[str]:
        """The statements :meth:`catalogue` runs, for ``healthcheck plan``."""
        return []

    def session_statements(self) -> list[str]:
        """What is set on the session before anything else, for ``healthcheck plan``."""
        return []

    def rows(self, sql: str) -> Iterator[dict[str, object]]:
        """Rows of one SELECT as dictionaries with lower-case column names."""
        for batch in self.batches(sql):
            names = [n.lower() for n in batch.schema.names]
            for values in zip(*(c.to_pylist() for c in batch.columns), strict=True):
                yield dict(zip(names, values, strict=True))


def ahead(batches: Iterator[pa.RecordBatch], depth: int = 1) -> Iterator[pa.RecordBatch]:
    """Read the next batches in a thread of their own while the last one is being written."""
    waiting: queue.Queue[pa.RecordBatch | BaseException | None] = queue.Queue(depth)
    stopped = threading.Event()

    def read() -> None:
        last: BaseException | None = None
        try:
            for batch in batches:
                waiting.put(batch)
                if stopped.is_set():
                    return
        except BaseException as error:
            last = error
        waiting.put(last)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
        while thread.is_alive():  # a reader that waits for room is let go
            with contextlib.suppress(queue.Empty):
                waiting.get(timeout=0.01)
        thread.join()


_HINTS: tuple[tuple[tuple[str, ...], Text], ...] = (
    (
        ("password", "access denied", "1045", "authentication"),
        Text(
            "User name or password is wrong, or the user may not connect from here.",
            "用户名或密码错误，或该用户不允许从本机连接。",
        ),
    ),
    (
        ("does not exist", "unknown database", "1049"),
        Text("There is no such database on the server. Check the name.", "服务器上没有这个数据库，请核对库名。"),
    ),
    (
        ("could not translate", "name or service", "getaddrinfo", "nodename", "resolve"),
        Text("The host name is not known here. Check the address.", "主机名无法解析，请核对地址。"),
    ),
    (
        ("refused", "can't connect", "2003", "could not connect"),
        Text(
            "Nothing listens at that address. Check host, port and firewall.",
            "该地址没有服务在监听，请检查主机、端口和防火墙。",
        ),
    ),
    (
        ("timeout", "timed out"),
        Text(
            "The server did not answer in time. Check network and firewall.",
            "服务器没有在规定时间内应答，请检查网络和防火墙。",
        ),
    ),
)

#: How many of these, from the first, are the server's own answer.
_REFUSED = 2


def unreachable(label: str, error: Exception) -> UnreachableError:
    """The one clear message for a target that cannot be opened."""
    said = first_line(error)
    lowered = str(error).lower()
    known = next((n for n, (words, _) in enumerate(_HINTS) if any(w in lowered for w in words)), None)
    hint = None if known is None else _HINTS[known][1]
    kind = RefusedError if known is not None and known < _REFUSED else UnreachableError
    return kind(
        f"Cannot open {label}. {hint.en if hint else 'Check the address.'} (The driver says: {said})",
        f"无法打开 {label}。{hint.zh if hint else '请核对地址。'}（驱动信息：{said}）",
    )


def first_line(error: BaseException) -> str:
    """The first line of what a driver said, without a trailing stop."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__).rstrip(".")


def failed(error: Exception) -> Text:
    """A statement's failure as a reason."""
    said = first_line(error)
    lowered = str(error).lower()
    if any(w in lowered for w in ("permission denied", "command denied", "1142", "1143", "not authorized")):
        return Text(f"no permission ({said})", f"没有权限（{said}）")
    if any(w in lowered for w in ("statement timeout", "max_statement_time", "1969", "3024", "interrupted")):
        return Text(f"stopped at the time limit ({said})", f"超过时限被中止（{said}）")
    return Text(f"the database refused it ({said})", f"数据库执行失败（{said}）")
