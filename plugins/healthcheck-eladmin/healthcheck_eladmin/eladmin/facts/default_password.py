"""Accounts that still open with a password of eladmin's seed data. Runs only with --check-passwords."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import default_passwords

FACTS = (DefaultPassword,)
#: As sql/eladmin.sql and the new-user form set it.
SHIPPED = ("123456",)
QUERIES = {
    "accounts": """
        SELECT u.user_id, u.username AS login, u.password AS stored
        FROM sys_user AS u
        WHERE COALESCE(u.enabled, 1) = 1
        ORDER BY u.user_id
    """,
}


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED)
