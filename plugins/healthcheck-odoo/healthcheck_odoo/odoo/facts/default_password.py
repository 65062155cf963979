"""Accounts that still open with a password of Odoo's first installation. Runs only with --check-passwords."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import default_passwords

FACTS = (DefaultPassword,)
#: As a new database and its demo data have them: mostly the sign-in name, which is always tried.
SHIPPED = ("admin", "demo", "odoo")
QUERIES = {
    "accounts": """
        SELECT u.id AS user_id, u.login, u.password AS stored
        FROM res_users AS u
        WHERE u.active
        ORDER BY u.share, u.id
    """,
}


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED)
