"""A draft for a system without an adapter: tried on systems that have one, so that the truth is known."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from healthcheck.adapters import FactFile
from healthcheck.databases import Limits, open_database
from healthcheck.drafting import draft, read_schema
from healthcheck.drafting.match import lexicon, words_of
from healthcheck.facts import TABLES
from tests.cli import run_cli
from tests.servers import MariadbServer

PLUGINS = Path(__file__).parent.parent / "plugins"

#: Database → the adapter that tells which table is which.
KNOWN = {
    "ruoyi": "healthcheck-ruoyi/healthcheck_ruoyi/ruoyi",
    "ruoyi_vue": "healthcheck-ruoyi/healthcheck_ruoyi/ruoyi_vue",
    "yudao": "healthcheck-ruoyi/healthcheck_ruoyi/ruoyi_pro",
    "jeecg382": "healthcheck-jeecg/healthcheck_jeecg/jeecg",
    "jsherp": "healthcheck-jsherp/healthcheck_jsherp/jsherp",
    "eladmin": "healthcheck-eladmin/healthcheck_eladmin/eladmin",
    "xingyun": "healthcheck-xingyun/healthcheck_xingyun/xingyun",
    "blade": "healthcheck-springblade/healthcheck_springblade/springblade",
}


def tables_of(adapter: Path) -> dict[str, set[str]]:
    """Fact → tables an adapter's SQL reads it from."""
    found: dict[str, set[str]] = {}
    for folder in (adapter, adapter.parent / "ruoyi_vue"):
        for path in (folder / "facts").glob("*.sql"):
            fact = path.name.split(".")[0]
            for section in FactFile(fact, path).sections():
                tree = sqlglot.parse_one(section.sql.replace("present(", "coalesce("), dialect="mysql")
                found.setdefault(fact, set()).update(t.name for t in tree.find_all(exp.Table))
        if adapter.parent.name != "healthcheck_ruoyi" or adapter.name == "ruoyi_pro":
            break
    return found


def test_drafts_agree_with_adapters(mariadb: MariadbServer) -> None:
    """Of the tables that a draft names, 95 of 100 are those an adapter's author chose; four of five are found."""
    right = wrong = missed = 0
    differences = []
    for name, folder in KNOWN.items():
        database = open_database(mariadb.load_shared(name), Limits())
        try:
            schema = read_schema(database)
        finally:
            database.close()
        made = draft(schema)
        there = {table.name for table in schema.tables}
        truth = {fact: tables & there for fact, tables in tables_of(PLUGINS / folder).items()}
        drafted = {m.fact: m.table.name for m in made.mapped}
        for fact, tables in truth.items():
            if fact not in lexicon() or not tables:
                continue
            if fact not in drafted:
                missed += 1
                differences.append(f"{name}: {fact} not found in {sorted(tables)}")
            elif drafted[fact] in tables:
                right += 1
            else:
                wrong += 1
                differences.append(f"{name}: {fact} from {drafted[fact]} and not {sorted(tables)}")
    assert right / (right + wrong) >= 0.95, differences
    assert right / (right + wrong + missed) >= 0.8, differences


SCHEMA = """
CREATE TABLE t_operator (id INTEGER PRIMARY KEY, login_name TEXT, real_name TEXT, dept_id INTEGER, enabled INTEGER);
CREATE TABLE t_operator_log (id INTEGER, login_name TEXT, name TEXT);
CREATE TABLE t_role (id INTEGER PRIMARY KEY, role_name TEXT);
CREATE TABLE t_user_role (user_id INTEGER, role_id INTEGER, is_deleted INTEGER);
CREATE TABLE t_item (id INTEGER PRIMARY KEY, item_code TEXT, item_name TEXT, spec TEXT, "order" INTEGER);
INSERT INTO t_operator VALUES (1, 'wang', '王芳', 0, 1);
INSERT INTO t_role VALUES (1, 'Buyer');
INSERT INTO t_user_role VALUES (1, 1, 0), (1, 7, 0), (1, 8, 1);
"""


@pytest.fixture
def unknown(tmp_path: Path) -> str:
    """A system nobody has seen."""
    path = tmp_path / "site.db"
    with sqlite3.connect(path) as con:
        con.executescript(SCHEMA)
    con.close()
    return f"sqlite:///{path}"


def test_from_nothing_to_a_finding(unknown: str, tmp_path: Path) -> None:
    """Draft, check, scan: the role that is gone is found, the link that was removed is not."""
    folder = tmp_path / "mapping"
    code, out, err = run_cli("map", "init", unknown, "-o", str(folder), "--title", "工厂系统")
    assert code == 0, err
    assert "t_operator" in out and "t_operator_log" not in out
    account = (folder / "facts" / "user_account.sql").read_text("utf-8")
    assert "which account passes every permission check" in account and "哪个账号" in account
    code, out, err = run_cli("map", "check", str(folder), unknown)
    assert code == 0, err
    assert "✓ mapping/user_account.sql" in out and "Rules that run" in out and "What would help most" in out
    code, out, err = run_cli(
        "scan", unknown, "--map", str(folder), "--select", "access.grant_to_missing_role", "--format", "json"
    )
    assert code in (0, 1), err
    assert '"key": "1,7"' in out and '"key": "1,8"' not in out


def test_a_statement_that_does_not_fit_is_named(unknown: str, tmp_path: Path) -> None:
    """A column that is not there is told by name, before anything runs."""
    folder = tmp_path / "mapping"
    run_cli("map", "init", unknown, "-o", str(folder))
    path = folder / "facts" / "role.sql"
    path.write_text(path.read_text("utf-8").replace("x.id AS role_id", "x.no AS role_id"), "utf-8")
    code, out, _ = run_cli("map", "check", str(folder), unknown)
    assert code == 1 and "✗ mapping/role.sql" in out and "no" in out


def test_nothing_is_overwritten_and_nothing_is_said(unknown: str, tmp_path: Path) -> None:
    """A folder with something in it, and a schema without anything known."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep", "utf-8")
    code, _, err = run_cli("map", "init", unknown, "-o", str(tmp_path / "mine"))
    assert code == 2 and "not empty" in err
    empty = tmp_path / "empty.db"
    with sqlite3.connect(empty) as con:
        con.execute("CREATE TABLE zzz (a TEXT)")
    con.close()
    code, _, err = run_cli("map", "init", f"sqlite:///{empty}", "-o", str(tmp_path / "new"))
    assert code == 2 and "nothing to draft from" in err


def test_words() -> None:
    """Names in every style, plurals included."""
    assert words_of("sysUserRoles") == ["sys", "user", "role"]
    assert words_of("T_USER_STATUS") == ["t", "user", "status"]
    assert all(fact in TABLES and set(entry.columns) <= set(TABLES[fact].columns) for fact, entry in lexicon().items())
