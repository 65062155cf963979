"""Accounts that still open with a password of ruoyi-vue-pro's seed data. Runs only with --check-passwords."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import default_passwords

FACTS = (DefaultPassword,)
#: As sql/mysql/*.sql and the manual give them.
SHIPPED = ("admin123", "123456")
QUERIES = {
    "accounts": """
        SELECT u.id AS user_id, u.username AS login, u.password AS stored
        FROM sys_user AS u
        WHERE u.deleted = 0
        ORDER BY u.id
    """,
    "initial": """
        SELECT c.value AS value FROM inf_config AS c WHERE present(c.config_key, c.`key`) IN ('system.user.init-password', 'sys.user.init-password')
    """,
}


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED, initial="initial")
