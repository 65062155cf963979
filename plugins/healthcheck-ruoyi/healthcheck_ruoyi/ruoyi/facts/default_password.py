"""Accounts that still open with a password of RuoYi's seed data. Runs only with --check-passwords."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import Row, default_passwords

FACTS = (DefaultPassword,)
#: As sql/ry_*.sql and the manual give them.
SHIPPED = ("admin123", "123456")
QUERIES = {
    "accounts": """
        SELECT u.user_id, u.login_name AS login, u.password AS stored, u.salt
        FROM sys_user AS u
        WHERE COALESCE(u.del_flag, '0') = '0'
        ORDER BY u.user_id
    """,
    "initial": """
        SELECT c.config_value AS value FROM sys_config AS c WHERE c.config_key = 'sys.user.initPassword'
    """,
}


def opens(row: Row, password: str) -> bool:
    """MD5 of sign-in name, password and salt, one after the other (SysPasswordService)."""
    text = f"{row['login']}{password}{row['salt'] or ''}"
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest() == str(row["stored"]).lower()


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED, opens, initial="initial")
