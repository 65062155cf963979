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
    "system_users": """
        SELECT u.id AS user_id, u.username AS login, u.password AS stored
        FROM system_users AS u
        WHERE u.deleted = 0
        ORDER BY u.id
    """,
    "system_user": """
        SELECT u.id AS user_id, u.username AS login, u.password AS stored
        FROM system_user AS u
        WHERE u.deleted = 0
        ORDER BY u.id
    """,
    "initial": """
        SELECT c.value FROM infra_config AS c
        WHERE present(c.config_key, c.`key`) IN ('system.user.init-password', 'sys.user.init-password')
    """,
}


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    accounts = "system_users" if source.has("system_users") else "system_user"
    yield from default_passwords(source, SHIPPED, initial="initial", accounts=accounts)
