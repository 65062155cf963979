"""Accounts that still open with a password of SpringBlade's seed data. Runs only with --check-passwords."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import Row, default_passwords

FACTS = (DefaultPassword,)
#: As doc/sql gives them; 123456 is what a reset sets.
SHIPPED = ("admin", "hr", "manager", "boss", "123456")
QUERIES = {
    "accounts": """
        SELECT u.id AS user_id, u.account AS login, u.password AS stored
        FROM blade_user AS u
        WHERE COALESCE(u.is_deleted, 0) = 0
        ORDER BY u.id
    """,
}


def opens(row: Row, password: str) -> bool:
    """SHA-1 of the password's MD5, in hexadecimal (DigestUtil.encrypt)."""
    inner = hashlib.md5(password.encode("utf-8"), usedforsecurity=False).hexdigest()
    return hashlib.sha1(inner.encode("ascii"), usedforsecurity=False).hexdigest() == str(row["stored"]).lower()


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED, opens)
