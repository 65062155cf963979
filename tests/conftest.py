"""Fixtures that the whole suite shares: one private server of each kind per test session.

A server starts when the first test asks for it; with pytest-xdist each worker has its own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeVar

import pytest

from tests.mysql_server import MysqlServer, mysql_server
from tests.servers import (
    MariadbServer,
    PostgresServer,
    Server,
    ServerUnavailable,
    mariadb_server,
    postgres_server,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

if "HEALTHCHECK_CACHE" not in os.environ:  # no test writes into the user's own cache
    os.environ["HEALTHCHECK_CACHE"] = tempfile.mkdtemp(prefix="healthcheck-test-cache-")
    atexit.register(shutil.rmtree, os.environ["HEALTHCHECK_CACHE"], True)

_S = TypeVar("_S", bound=Server)
_LOUD = ("server unavailable: ", "Spark unavailable: ", "browser unavailable: ", "../shared is absent")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Give a private PostgreSQL, or skip and say why there is none."""
    yield from _running_or_skip(postgres_server())


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariadbServer]:
    """Give a private MariaDB, or skip and say why there is none."""
    yield from _running_or_skip(mariadb_server())


@pytest.fixture(scope="session")
def mariadb_performance_schema() -> Iterator[MariadbServer]:
    """Give a second private MariaDB that also counts statements (``performance_schema``)."""
    yield from _running_or_skip(mariadb_server(performance_schema=True))


@pytest.fixture(scope="session")
def mysql() -> Iterator[MysqlServer]:
    """Give a private MySQL, which no stable Debian has: see `tests.mysql_server`, or skip and say why there is none."""
    yield from _running_or_skip(mysql_server())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a real Chromium, or skip and say why there is none; it goes with the module, for Playwright holds a loop."""
    from tests.browser import BrowserUnavailable, chromium

    running = chromium()
    try:
        made = running.__enter__()
    except BrowserUnavailable as reason:
        pytest.skip(f"browser unavailable: {reason}")
    try:
        yield made
    finally:
        running.__exit__(None, None, None)


def _running_or_skip(server: AbstractContextManager[_S]) -> Iterator[_S]:
    try:
        running = server.__enter__()
    except ServerUnavailable as reason:
        pytest.skip(f"server unavailable: {reason}")
    try:
        yield running
    finally:
        server.__exit__(None, None, None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly, once per reason, that tests were skipped for want of a server or of data."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.getreports("skipped"):
        if isinstance(report.longrepr, tuple):
            reason = report.longrepr[2].removeprefix("Skipped: ")
            if reason.startswith(_LOUD):
                reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} tests SKIPPED: {reason}", red=True, bold=True)
