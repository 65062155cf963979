"""Accounts that still open with a password of Xingyun ERP's seed data. Runs only with --check-passwords."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import default_passwords

FACTS = (DefaultPassword,)
#: As its SQL scripts and manual give it.
SHIPPED = ("admin", "123456")
QUERIES = {
    "accounts": """
        SELECT u.id AS user_id, u.username AS login, u.password AS stored
        FROM sys_user AS u
        WHERE u.available = 1
        ORDER BY u.id
    """,
}


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED)
