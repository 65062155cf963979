"""The jshERP adapter on a real database with what its packed grants have left behind, and on drifted copies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from healthcheck.adapters import load_reader
from tests.plugins.drift import Look, complete, folder_of, look, survives_drift
from tests.servers import MariadbServer

DATABASE = "jsherp"
FOLDER = folder_of("healthcheck-jsherp", "jsherp")


@pytest.fixture(scope="module")
def url(mariadb: MariadbServer) -> str:
    """URL of the loaded database."""
    return mariadb.load_shared(DATABASE)


@pytest.fixture(scope="module")
def facts(url: str, tmp_path_factory: pytest.TempPathFactory) -> Look:
    """What the adapters make of it."""
    return look(url, tmp_path_factory.mktemp("jsherp") / "facts.duckdb")


def table(mariadb: MariadbServer, sql: str) -> list[list[str]]:
    """Rows of a query on the product's own tables."""
    return [line.split("\t") for line in mariadb.run_sql(DATABASE, sql).splitlines()]


def packed(mariadb: MariadbServer, kind: str) -> set[tuple[str, str]]:
    """(who, what) of one kind of packed grant, cut up here once more."""
    rows = table(
        mariadb,
        f"SELECT key_id, value FROM jsh_user_business WHERE type = '{kind}' AND COALESCE(delete_flag, '0') <> '1'",
    )
    return {(key, one) for key, value in rows for one in re.findall(r"\[(\d+)\]", value)}


def test_recognised(facts: Look) -> None:
    """Without a hint, by this adapter alone, and read whole."""
    assert facts.names == {"jsherp"}
    complete(facts)


def test_packed_grants(mariadb: MariadbServer, facts: Look) -> None:
    """`[210][225]` is cut up into single grants."""
    assert set(facts.rows("SELECT user_id, role_id FROM role_grant")) == packed(mariadb, "UserRole")
    menus = set(facts.rows("SELECT role_id, permission_id FROM permission_grant WHERE permission_id NOT LIKE '%:%'"))
    assert menus == packed(mariadb, "RoleFunctions")


def test_buttons() -> None:
    """Buttons that cannot be read tick none."""
    module = load_reader(FOLDER / "facts" / "packed.py")
    assert module.buttons('[{"funId":25,"btnStr":"1,3"},{"funId":"26"}]') == {"25": ["1", "3"], "26": []}
    assert module.buttons("[{]") == module.buttons(None) == module.buttons("7") == {}
    assert [module.true(v) for v in (b"\x01", b"\x00", 1, 0, None)] == [True, False, True, False, True]


def test_stock_is_signed(mariadb: MariadbServer, facts: Look) -> None:
    """Quantities are taken as they stand."""
    want = table(
        mariadb, "SELECT COUNT(*), SUM(current_number) FROM jsh_material_current_stock WHERE delete_flag = '0'"
    )
    [(count, total)] = facts.rows("SELECT count(*), CAST(sum(quantity) AS DOUBLE) FROM stock")
    assert [count, total] == [int(want[0][0]), float(want[0][1])]


def test_findings_stand(mariadb: MariadbServer, facts: Look) -> None:
    """What is found is so in the product's own tables."""
    found = facts.findings()
    users = {row[0] for row in table(mariadb, "SELECT id FROM jsh_user")}
    roles = {row[0] for row in table(mariadb, "SELECT id FROM jsh_role")}
    functions = {row[0] for row in table(mariadb, "SELECT id FROM jsh_function")}
    grants, menus = packed(mariadb, "UserRole"), packed(mariadb, "RoleFunctions")
    missing_user = {(u, r) for u, r in grants if u not in users}
    assert {(row["user_id"], row["role_id"]) for row in found["access.grant_to_missing_user"]} == missing_user
    missing_role = {(u, r) for u, r in grants if r not in roles}
    assert {(row["user_id"], row["role_id"]) for row in found["access.grant_to_missing_role"]} == missing_role
    dead = {(r, f) for r, f in menus if f not in functions}
    assert {
        (row["role_id"], row["permission_id"]) for row in found["access.permission_grant_missing_permission"]
    } == dead
    ownerless = {r for r, _ in menus if r not in roles}
    assert {row["role_id"] for row in found["access.permission_grant_to_missing_role"]} == ownerless
    same = table(mariadb, "SELECT COUNT(*) FROM jsh_user WHERE delete_flag = '0' GROUP BY password HAVING COUNT(*) > 1")
    assert [[str(row["size"])] for row in found["access.password_shared"]] == same
    assert table(mariadb, "SELECT COUNT(*) FROM jsh_log") == [["0"]]
    assert [row["key"] for row in found["operation.audit_log_empty"]] == ["jsh_log"]
    for row in found["access.sod_in_role"]:  # the role has the buttons Edit and Audit of one page
        [[value]] = table(
            mariadb, f"SELECT btn_str FROM jsh_user_business WHERE type = 'RoleFunctions' AND key_id = {row['role_id']}"
        )
        assert "1,2" in value or '"2' in value
    # the platform's and the tenants' own roles have every function by design
    assert not {row["role_id"] for row in found["access.sod_in_role"]} & {"4", "10"}
    assert not set(found) & {
        "material.uom_conversion_contradictory",
        "material.uom_missing",
        "access.user_without_role",
    }


def test_drift(mariadb: MariadbServer, url: str, facts: Look, tmp_path: Path) -> None:
    """Columns and tables lost at random."""
    survives_drift(mariadb, url, facts, FOLDER, tmp_path, range(2))
