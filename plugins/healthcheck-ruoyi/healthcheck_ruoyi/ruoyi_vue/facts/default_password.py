"""Accounts that still open with a password of RuoYi-Vue's seed data. Runs only with --check-passwords."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import default_passwords

FACTS = (DefaultPassword,)
#: As sql/ry_*.sql and the manual give them.
SHIPPED = ("admin123", "123456")
QUERIES = {
    "accounts": """
        SELECT u.user_id, u.user_name AS login, u.password AS stored
        FROM sys_user AS u
        WHERE COALESCE(u.del_flag, '0') = '0'
        ORDER BY u.user_id
    """,
    "initial": """
        SELECT c.config_value AS value FROM sys_config AS c WHERE c.config_key = 'sys.user.initPassword'
    """,
}


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED, initial="initial")
