"""Accounts of the scheduling centre that still open with the password of XXL-JOB's seed data. Runs only with --check-passwords."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import Row, default_passwords

FACTS = (DefaultPassword,)
#: As doc/db/tables_xxl_job.sql sets it for admin.
SHIPPED = ("123456",)
QUERIES = {
    "accounts": """
        SELECT CONCAT('xxl:', u.id) AS user_id, u.username AS login, u.password AS stored
        FROM xxl_job_user AS u
        ORDER BY u.role DESC, u.id
    """,
}


def opens(row: Row, password: str) -> bool | None:
    """MD5 of the password in older versions, SHA-256 in newer ones."""
    stored = str(row["stored"]).lower()
    digest = {32: hashlib.md5(usedforsecurity=False), 64: hashlib.sha256()}.get(len(stored))
    if digest is None:
        return None
    digest.update(password.encode("utf-8"))
    return digest.hexdigest() == stored


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account; none can be switched off."""
    yield from default_passwords(source, SHIPPED, opens)
