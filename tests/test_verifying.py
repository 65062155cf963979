"""Queries that show whether a repair is done: made of an adapter's own SELECTs, and run on the system itself."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from healthcheck.adapters import installed_adapters
from healthcheck.catalogue import Catalogue, CatalogueTable
from healthcheck.report.common import filled
from healthcheck.rule import Rule, builtin_rules, load_pack
from healthcheck.sample import MAPPING, build
from healthcheck.statements import fitting
from healthcheck.verifying import MAKES, Verifier, verifier_of
from tests.cli import run_cli

PACK = load_pack(builtin_rules())

#: No query can show these: passwords are tried on this machine, and sharing shows in the sign-ins to come.
BY_HAND = {"access.default_password", "access.shared_account"}

USERS: list[Any] = [
    "SELECT u.id AS user_id, u.name AS name, u.on_duty AS active FROM app_user AS u",
    {"deleted": "FALSE"},
    False,
]
ROLES: list[Any] = [
    "SELECT r.id AS role_id, r.tag AS code FROM app_role AS r",
    {"active": "TRUE", "deleted": "FALSE"},
    False,
]
GRANTS: list[Any] = ["SELECT g.uid AS user_id, g.rid AS role_id FROM app_grant AS g", {}, False]


def query(rule_id: str, selects: dict[str, Any], dialect: str = "mysql") -> str | None:
    """The rule's query in a system with these SELECTs."""
    return Verifier(dialect, selects, PACK.derived, flat=True).template(PACK.rules[rule_id])


def test_every_rule_on_access_and_organisation_has_a_query() -> None:
    """A new rule says how a repair is verified, or is among those that no query can verify."""
    rules = {name for name, rule in PACK.rules.items() if rule.family in ("access", "org") and not rule.verify}
    assert rules == BY_HAND


def test_systems_of_one_make_share_their_queries_and_others_do_not() -> None:
    """A fleet has hundreds of the same make; a column more, another dialect or another parameter is another query."""
    rule = PACK.rules["access.grant_to_missing_role"]
    selects: Any = {"user_account": [USERS], "role": [ROLES], "role_grant": [GRANTS]}
    known = verifier_of("mysql", selects, PACK.derived)
    assert verifier_of("mysql", json.loads(json.dumps(selects)), PACK.derived) is known
    assert known.template(rule) == known.template(rule) == Verifier("mysql", selects, PACK.derived).template(rule)
    renamed: Any = {**selects, "role_grant": [[str(GRANTS[0]).replace("app_grant", "their_grant"), {}, False]]}
    assert "their_grant" in str(verifier_of("mysql", renamed, PACK.derived).template(rule))
    assert "CAST(" in str(verifier_of("postgres", selects, PACK.derived).template(rule))
    assert verifier_of("mysql", selects, PACK.derived).template(replace(rule, verify="SELECT 1")) == "SELECT 1"
    for number in range(MAKES):
        verifier_of("mysql", {"role": [(f"SELECT {number}", {}, False)]}, PACK.derived)
    assert verifier_of("mysql", selects, PACK.derived) is not known, "a bounded number is remembered"


def test_query_is_made_of_the_adapter_s_selects() -> None:
    """Only the columns that are asked for are read, and keys are compared with the finding's."""
    selects = {"user_account": [USERS], "role": [ROLES], "role_grant": [GRANTS]}
    text = query("access.grant_to_missing_role", selects)
    assert text == (
        "SELECT COUNT(*) FROM (SELECT g.rid AS role_id, g.uid AS user_id FROM app_grant AS g) AS g"
        " WHERE g.user_id = '{user_id}' AND g.role_id = '{role_id}'"
        " AND NOT EXISTS(SELECT 1 FROM (SELECT r.id AS role_id FROM app_role AS r) AS r WHERE r.role_id = '{role_id}')"
    )
    postgres = query("access.grant_to_missing_role", selects, "postgres")
    assert postgres is not None and "CAST(g.user_id AS TEXT) = '{user_id}'" in postgres


def test_joins_that_nothing_asks_are_left_out() -> None:
    """What only names things does not make the query longer."""
    users = [
        "SELECT u.id AS user_id, d.name AS name, s.off = 0 AS active FROM app_user AS u"
        " LEFT JOIN app_name AS d ON d.id = u.id LEFT JOIN app_state AS s ON s.id = u.id",
        {"deleted": "FALSE", "company_id": "NULL"},
        False,
    ]
    text = query("access.leaver_active", {"user_account": [users], "employee": [["SELECT 1 AS user_id", {}, False]]})
    assert text is None  # nothing tells there whether an employee is still employed
    text = query(
        "access.weak_password_hash",
        {"user_account": [[str(users[0]).replace("d.name AS name", "'plain' AS password_scheme"), users[1], False]]},
    )
    assert text is not None and "app_name" not in text and "app_state" in text


def test_braces_of_the_system_s_own_sql_stay() -> None:
    """A template holds placeholders; braces of a JSON path are none."""
    roles = [
        "SELECT r.id AS role_id, r.data #>> '{state}' = 'on' AS active FROM app_role AS r",
        {"deleted": "FALSE"},
        False,
    ]
    text = query(
        "access.permission_grant_deleted_permission",
        {
            "role": [roles],
            "permission": [["SELECT p.id AS permission_id, p.gone AS deleted FROM app_menu AS p", {}, False]],
            "permission_grant": [["SELECT g.rid AS role_id, g.mid AS permission_id FROM app_right AS g", {}, False]],
        },
        "postgres",
    )
    assert text is not None and "{{state}}" in text
    done = filled(text, {"permission_id": "7"})
    assert done is not None and "'{state}'" in done and "= '7'" in done


def test_fact_that_only_program_code_gives_has_no_query() -> None:
    """Where a fact is gathered by a Python file that nothing stands for, nothing is promised."""
    assert query("access.grant_to_missing_role", {"role": [ROLES], "role_grant": None}) is None


def test_list_joined_with_what_exists_shows_no_orphan() -> None:
    """A packed list joined with the roles that exist never shows the member that is gone: 0 would say "repaired"."""
    packed = ["SELECT g.uid AS user_id, r.id AS role_id FROM app_grant AS g JOIN app_role AS r ON 1 = 1", {}, True]
    selects = {"user_account": [USERS], "role": [ROLES], "role_grant": [packed]}
    assert query("access.grant_to_missing_role", selects) is None
    assert query("access.role_unused", selects) is not None


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (["a", "b'c"], "IN ('a', 'b''c')"),
        (["a\\", "b"], None),
        ([], None),
        (None, None),
        ("7", "IN ('7')"),
    ],
)
def test_lists_of_keys_are_quoted_one_by_one(value: Any, written: str | None) -> None:
    """Keys come from the system that is examined: what cannot be quoted safely leaves the query out."""
    assert filled("IN ('{keys}')", {"keys": value}) == written


def test_own_statement_that_does_not_fit_is_left_out() -> None:
    """A version with other table names gets the advice without the statement, and so the derived query."""
    catalogue = Catalogue()
    table = CatalogueTable(name="app_user", schema="", columns={"id": "id"})
    catalogue.tables["app_user"] = table
    said = {
        "fixes": {
            "access.a": {
                "text": ["Do", "做"],
                "sql": "DELETE FROM app_user WHERE id = '{user_id}'",
                "verify": "SELECT COUNT(*) FROM app_user WHERE id = '{user_id}'",
            },
            "access.b": {
                "text": ["Do", "做"],
                "sql": "DELETE FROM users WHERE id = '{user_id}'",
                "verify": "SELECT COUNT(*) FROM app_user WHERE uid = '{user_id}'",
            },
        }
    }
    kept = fitting(said, "mysql", catalogue, "mysql")["fixes"]
    assert kept["access.a"] == said["fixes"]["access.a"]
    assert kept["access.b"] == {"text": ["Do", "做"], "sql": None, "verify": None}


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The messy sample company, and what its access and organisation rules find."""
    database = build("messy", tmp_path_factory.mktemp("verify") / "messy.db")
    code, out, err = run_cli(
        "scan", f"sqlite:///{database}", "--map", str(MAPPING), "--select", "access", "--select", "org",
        "--check-passwords", "--format", "json",
    )  # fmt: skip
    assert code == 1, err
    return database, json.loads(out)


def test_every_finding_of_the_sample_has_a_query_that_counts_it(messy: tuple[Path, dict[str, Any]]) -> None:
    """Run on the sample's own database, each query counts what is at fault."""
    database, report = messy
    found = [(o["rule"], f["statements"].get("verify")) for o in report["outcomes"] for f in o["findings"]]
    assert {rule for rule, text in found if text is None} == BY_HAND
    with sqlite3.connect(database) as con:
        counted = {rule: con.execute(text).fetchone()[0] for rule, text in found if text}
    assert not {rule: count for rule, count in counted.items() if count < 1}


def test_where_to_repair_is_known_in_every_product() -> None:
    """For every rule that can find something in a product the adapter says the menu path, or how it is repaired."""
    lacking = []
    for adapter in installed_adapters().found.values():
        # A file that says "there is none" finds nothing.
        given = {f.fact for f in adapter.fact_files() if "1 = 0" not in f.path.read_text("utf-8")}
        for rule in PACK.rules.values():
            if rule.family in ("access", "org") and rule.subject in given and not _told(adapter, rule):
                lacking.append((adapter.name, rule.id))
    assert lacking == []


def _told(adapter: Any, rule: Rule) -> bool:
    guide = adapter.fix_of(rule.id)
    return bool((guide and guide.text) or any(map(adapter.where_of, rule.menus)))
