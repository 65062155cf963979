"""Fact tables of vendors' plugins: a distribution names a module of fact classes (entry point group ``healthcheck.facts``)."""

from __future__ import annotations

import re

from healthcheck.distributions import named
from healthcheck.facts.base import Fact, TableSpec, subclasses

GROUP = "healthcheck.facts"


def load_vendors(tables: dict[str, TableSpec]) -> tuple[dict[str, str], dict[str, str]]:
    """Import every distribution's fact classes and add their tables to ``tables``.

    A distribution that fails, names no namespace of its own or takes a name that is taken adds nothing and is named.

    Returns:
        Table → distribution, and distribution → problem.
    """
    owners: dict[str, str] = {}
    problems: dict[str, str] = {}
    namespaces: dict[str, str] = {}
    for distribution, entry in named(GROUP):
        before = set(subclasses(Fact))
        try:
            entry.load()
            added = {spec.name: spec for spec in map(TableSpec, subclasses(Fact)) if spec.fact not in before}
            _check(added, tables, namespaces, distribution)
        except Exception as error:
            problems[distribution] = f"{type(error).__name__}: {error}"
            continue
        tables.update(added)
        owners.update(dict.fromkeys(added, distribution))
    return owners, problems


def _check(
    added: dict[str, TableSpec], tables: dict[str, TableSpec], namespaces: dict[str, str], distribution: str
) -> None:
    for name, spec in added.items():
        namespace = spec.fact.namespace
        if not re.fullmatch(r"[a-z][a-z0-9]{1,30}", namespace):
            raise ValueError(
                f"{spec.fact.__name__} has no namespace: set `namespace: ClassVar[str]` to a word of your own"
            )
        if namespaces.setdefault(namespace, distribution) != distribution:
            raise ValueError(f"the namespace {namespace} is that of {namespaces[namespace]}")
        if name in tables:
            raise ValueError(f"there is a fact table {name} already")
        if not spec.keys:
            raise ValueError(f"{name} has no key: mark a column as KeyText")
        missing = [column.ref for column in spec.columns.values() if column.ref and column.ref not in {*tables, *added}]
        if missing:
            raise ValueError(f"{name} points at {missing[0]}, which is no fact table")
