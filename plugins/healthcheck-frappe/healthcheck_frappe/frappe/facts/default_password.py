"""Accounts that still open with a password of Frappe's installers. Runs only with --check-passwords."""

from __future__ import annotations

from collections.abc import Iterator

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import default_passwords

FACTS = (DefaultPassword,)
#: As bench, its container images and its test data set them.
SHIPPED = ("admin", "password", "frappe", "123")
QUERIES = {
    "accounts": """
        SELECT u.name AS user_id, u.name AS login, a.password AS stored
        FROM `tabUser` AS u
        JOIN `__Auth` AS a ON a.doctype = 'User' AND a.fieldname = 'password' AND a.name = u.name
        WHERE u.enabled = 1
        ORDER BY u.name
    """,
}


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED)
