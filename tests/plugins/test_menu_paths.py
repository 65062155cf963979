"""Whatever an adapter gives and a rule can find something in, a person is told where in the product to repair it."""

from __future__ import annotations

import re
import sqlite3

import pytest

from healthcheck.adapters import Adapter, installed_adapters, load_reader
from healthcheck.facts import TABLES
from healthcheck.rule import builtin_rules, load_pack
from tests.plugins.drift import PLUGINS
from tests.servers import MariadbServer

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


#: Menus of real systems, parent first; and what hangs elsewhere: menus of a variant, pages inside a page.
MENUS = {
    "jeecg382": (
        "jeecg",
        "SELECT p.name, m.name FROM sys_permission m JOIN sys_permission p ON p.id = m.parent_id WHERE m.del_flag = 0",
        {"流程管理", "报表设计器"},
    ),
    "jsherp": ("jsherp", "SELECT p.name, m.name FROM jsh_function m JOIN jsh_function p ON p.number = m.parent_number", set()),
    "yudao": (
        "ruoyi_pro",
        "SELECT p.name, m.name FROM system_menu m JOIN system_menu p ON p.id = m.parent_id WHERE m.deleted = 0",
        set(),
    ),
    "xingyun": ("xingyun", "SELECT p.title, m.title FROM sys_menu m JOIN sys_menu p ON p.id = m.parent_id", set()),
}  # fmt: skip


def paths(text: str) -> set[tuple[str, str]]:
    """The first two steps of every menu path of a text, remarks in brackets left out."""
    found = set()
    for path in re.split(r"；|、(?=[^、>]*>)", re.sub("（[^）]*）", "", text)):
        top, *rest = (step.strip() for step in path.split(">"))
        found |= {(top.split("：")[-1], step.split("，")[0]) for step in (rest[0].split("、") if rest else ())}
    return found


@pytest.mark.parametrize("database", sorted(MENUS))
def test_places_are_called_as_in_the_product(mariadb: MariadbServer, database: str) -> None:
    """What people are told to open is in the product's own table of menus, in Chinese."""
    mariadb.load_shared(database)
    name, sql, elsewhere = MENUS[database]
    menus = {tuple(line.split("\t")) for line in mariadb.run_sql(database, sql).splitlines()}
    told = {path: fact for fact, text in ADAPTERS[name].where.items() for path in paths(text.zh)}
    assert len(told) > 8
    assert {path: fact for path, fact in told.items() if path not in menus and path[0] not in elsewhere} == {}


@pytest.mark.parametrize("name", PRODUCTS)
def test_an_origin_names_a_table(name: str) -> None:
    """Not the alias that the SQL gives it."""
    files = [f.path for f in ADAPTERS[name].fact_files()]
    assert [path for path in files if re.search(r" AS \w+' AS origin", path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("name", "table", "key", "column", "button"),
    [
        ("jeecg", "sys_permission", "id", "menu_type", 2),
        ("ruoyi_vue", "sys_menu", "menu_id", "menu_type", "F"),
        ("ruoyi_pro", "system_menu", "id", "type", 3),
        ("ruoyi_pro_2021", "sys_menu", "id", "menu_type", 3),
    ],
)
def test_a_button_is_not_made_a_menu(name: str, table: str, key: str, column: str, button: object) -> None:
    """The statement for entries whose parent is gone lifts menus to the top, and leaves buttons to whoever knows their menu."""
    guide = ADAPTERS[name].fix_of("access.permission_parent_missing")
    assert guide is not None and guide.sql is not None
    con = sqlite3.connect(":memory:")
    con.execute(f"CREATE TABLE {table} ({key} TEXT, parent_id TEXT, {column})")
    for entry, kind, value in (("m", "menu", 1), ("b", "action", button)):
        con.execute(f"INSERT INTO {table} VALUES (?, 'gone', ?)", (entry, value))
        con.execute(guide.sql.format(permission_id=entry, kind=kind))
    assert con.execute(f"SELECT {key} FROM {table} WHERE parent_id = 'gone'").fetchall() == [("b",)]
