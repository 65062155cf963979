"""Statements of an adapter's guidance, kept only where they fit the system: its tables, its columns, its dialect."""

from __future__ import annotations

import re
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from healthcheck.catalogue import Catalogue
from healthcheck.errors import PackError
from healthcheck.probe import UnusableError, fit


def fitting(described: dict[str, Any], read: str, catalogue: Catalogue, write: str) -> dict[str, Any]:
    """An adapter as :func:`healthcheck.adapters.describe` gives it, without statements that cannot run on the system.

    Args:
        read: dialect that the adapter is written in.
        write: dialect of the system's database.
    """
    fixes = {
        rule: {
            **fix,
            "sql": _repair(fix["sql"], read, catalogue, write),
            "verify": _query(fix["verify"], read, catalogue, write),
        }
        for rule, fix in described["fixes"].items()
    }
    return {**described, "fixes": fixes}


def _repair(sql: str | None, read: str, catalogue: Catalogue, write: str) -> str | None:
    """A statement that changes something, as its author wrote it, where every table it names is there."""
    if not sql or not read or not write:
        return sql
    try:
        tree = sqlglot.parse_one(_guarded(sql), read=read)
    except SqlglotError:
        return sql if read == write else None
    if any(catalogue.table(table.name) is None for table in tree.find_all(exp.Table)):
        return None
    return sql if read == write else _restored(tree.sql(dialect=write))


def _query(sql: str | None, read: str, catalogue: Catalogue, write: str) -> str | None:
    """A query, as its author wrote it, where the system has what it reads."""
    if not sql or not read or not write:
        return sql
    try:
        fitted = fit(_guarded(sql), catalogue, read, write)
    except (PackError, UnusableError):
        return None
    if fitted.unknown:
        return None
    return sql if read == write else _restored(fitted.sql)


def _guarded(sql: str) -> str:
    return re.sub(r"\{(\w+)\}", r"hc__\1__hc", sql)


def _restored(sql: str) -> str:
    return re.sub(r"hc__(\w+?)__hc", r"{\1}", sql.replace("{", "{{").replace("}", "}}"))
