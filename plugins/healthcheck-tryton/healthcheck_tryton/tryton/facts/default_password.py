"""Accounts that still open with a password of Tryton's guides. Runs only with --check-passwords."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import default_passwords

FACTS = (DefaultPassword,)
#: As trytond-admin asks for one, and guides use these.
SHIPPED = ("admin", "tryton", "password")
QUERIES = {
    "accounts": """
        SELECT u.id AS user_id, u.login, u.password_hash AS stored
        FROM res_user AS u
        WHERE u.active
        ORDER BY u.id
    """,
}


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED)
