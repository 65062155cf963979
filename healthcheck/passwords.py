"""Does an account still open with a password its product is shipped with? Tried on this machine, on stored hashes.

For adapters' ``facts/default_password.py``, which run only when a user asks (``--check-passwords``). Nothing signs in
anywhere; neither a hash nor a password is kept, logged or shown.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

from healthcheck.facts import DefaultPassword

if TYPE_CHECKING:
    from passlib.context import CryptContext

    from healthcheck.adapters import Source

#: Seconds that are spent on trying: slow hashes are slow by design. What is left then stays unknown.
BUDGET = 60.0

Row = Mapping[str, Any]


@cache
def _context() -> CryptContext:
    from passlib.context import CryptContext

    return CryptContext(schemes=["bcrypt", "pbkdf2_sha512", "pbkdf2_sha256", "pbkdf2_sha1", "argon2", "scrypt"])


def modular_crypt(stored: str, password: str) -> bool | None:
    """Whether ``password`` opens ``stored``, a hash that names its own scheme (``$2a$10$…``, ``$pbkdf2-sha512$…``).

    Returns:
        None when the scheme is not known here.
    """
    from passlib.exc import MissingBackendError

    text = stored.removeprefix("{bcrypt}")
    try:
        return bool(_context().verify(password, text))
    except (ValueError, TypeError, MissingBackendError):
        return None


def shipped_scheme(row: Row, password: str) -> bool | None:
    """:func:`modular_crypt` on the column ``stored``."""
    return modular_crypt(str(row["stored"] or ""), password)


def default_passwords(
    source: Source,
    shipped: Sequence[str],
    opens: Callable[[Row, str], bool | None] = shipped_scheme,
    initial: str | None = None,
    accounts: str = "accounts",
) -> Iterator[DefaultPassword]:
    """Try the shipped passwords, and the sign-in name itself, on every account of a query.

    Args:
        source: its query returns ``user_id``, ``login``, ``stored`` and whatever ``opens`` needs besides,
            those that matter most first; rows with nothing stored cannot sign in with a password.
        shipped: passwords that the product's seed data or manual gives.
        opens: whether a password opens a row; None when it cannot tell.
        initial: a query that returns ``value``: the system's own setting of the password new accounts get.
        accounts: the name of the query.
    """
    candidates = [*shipped]
    if initial is not None:
        candidates += [str(row["value"]) for row in source.rows(initial) if row["value"]]
    rows = [row for row in source.rows(accounts) if row["stored"]]
    end = time.monotonic() + BUDGET

    def verdict(row: Row) -> bool | None:
        said: list[bool | None] = []
        for password in dict.fromkeys([*candidates, str(row["login"] or "")]):
            if time.monotonic() > end:
                return None
            if password:
                said.append(opens(row, password))
                if said[-1]:
                    return True
        return None if not said or None in said else False

    untold = 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # hashing lets go of the interpreter
        for row, opened in zip(rows, pool.map(verdict, rows), strict=True):
            untold += opened is None
            yield DefaultPassword(user_id=str(row["user_id"]), opens=opened)
    if untold:
        source.problem(
            DefaultPassword,
            f"{untold} of {len(rows)} accounts could not be tried within {BUDGET:g} s or have a hash of unknown form",
            f"{len(rows)} 个账号中有 {untold} 个未能核对（超过 {BUDGET:g} 秒，或密文格式不认识）",
        )
