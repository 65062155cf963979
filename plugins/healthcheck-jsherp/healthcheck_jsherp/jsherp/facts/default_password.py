"""Accounts that still open with a password of jshERP's seed data. Runs only with --check-passwords."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import Row, default_passwords

FACTS = (DefaultPassword,)
#: As docs/jsh_erp.sql and the reset button set it.
SHIPPED = ("123456",)
QUERIES = {
    "accounts": """
        SELECT u.id AS user_id, u.login_name AS login, u.password AS stored
        FROM jsh_user AS u
        WHERE COALESCE(u.delete_flag, '0') <> '1'
        ORDER BY u.id
    """,
}


def opens(row: Row, password: str) -> bool:
    """MD5 of the password."""
    return hashlib.md5(password.encode("utf-8"), usedforsecurity=False).hexdigest() == str(row["stored"]).lower()


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED, opens)
