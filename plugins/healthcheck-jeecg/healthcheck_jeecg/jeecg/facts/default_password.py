"""Accounts that still open with a password of JeecgBoot's seed data. Runs only with --check-passwords."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from healthcheck.adapters import Source
from healthcheck.facts import DefaultPassword
from healthcheck.passwords import Row, default_passwords

FACTS = (DefaultPassword,)
#: As db/*.sql and the manual give them.
SHIPPED = ("123456", "jeecg123", "jeecg@123")
QUERIES = {
    "accounts": """
        SELECT u.id AS user_id, u.username AS login, u.password AS stored, u.salt
        FROM sys_user AS u
        WHERE COALESCE(u.del_flag, 0) = 0
        ORDER BY u.id
    """,
}


def opens(row: Row, password: str) -> bool | None:
    """The sign-in name, enciphered with the password and the salt as PBEWithMD5AndDES (PasswordUtil, RFC 8018 §6.1)."""
    salt = str(row["salt"] or "").encode("utf-8")
    if len(salt) != 8:
        return None
    key = password.encode("utf-8") + salt
    for _ in range(1000):
        key = hashlib.md5(key, usedforsecurity=False).digest()
    # DES is Triple DES with the same key three times.
    cipher = Cipher(TripleDES(key[:8] * 3), CBC(key[8:])).encryptor()
    padder = PKCS7(64).padder()
    text = padder.update(str(row["login"]).encode("utf-8")) + padder.finalize()
    return (cipher.update(text) + cipher.finalize()).hex() == str(row["stored"]).lower()


def collect(source: Source) -> Iterator[DefaultPassword]:
    """Every account in use."""
    yield from default_passwords(source, SHIPPED, opens)
