"""Whatever an adapter gives and a rule can find something in, a person is told where in the product to repair it."""

from __future__ import annotations

import re

import pytest

from healthcheck.adapters import Adapter, installed_adapters, load_reader
from healthcheck.facts import TABLES
from healthcheck.rule import builtin_rules, load_pack
from tests.plugins.drift import PLUGINS

ADAPTERS = {a.name: a for a in installed_adapters(sorted(PLUGINS.glob("healthcheck-*"))).found.values()}
#: Those that read databases; in folders the file and its line are the place.
PRODUCTS = sorted(name for name, a in ADAPTERS.items() if a.databases and a.kind != "database")
SUBJECTS = {rule.subject for rule in load_pack(builtin_rules()).rules.values()}
#: A file whose only answer is "there is none".
NONE = re.compile(r"WHERE\s+(1 = 0|FALSE)\s*$")


def given(adapter: Adapter) -> set[str]:
    """Fact tables of which rows can come."""
    tables = {f.fact for f in adapter.fact_files() if not NONE.search(f.path.read_text("utf-8").strip())}
    classes = {fact for path in adapter.readers() for fact in load_reader(path).FACTS}
    return tables | {name for name, spec in TABLES.items() if spec.fact in classes and not spec.fact.opt_in}


def told(adapter: Adapter | None, table: str) -> bool:
    """Whether the adapter, or the one it extends, says where the table is kept."""
    return adapter is not None and (table in adapter.where or told(adapter.parent, table))


@pytest.mark.parametrize("name", PRODUCTS)
def test_every_subject_has_a_place(name: str) -> None:
    """A menu path, in both languages, for every fact table that a finding can be about."""
    adapter = ADAPTERS[name]
    assert sorted(table for table in given(adapter) & SUBJECTS if not told(adapter, table)) == []
    assert not [table for table, text in adapter.where.items() if not (text.en.strip() and text.zh.strip())]
