"""The jshERP adapter on a real database with what its packed grants have left behind, and on drifted copies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from healthcheck.adapters import load_reader
from tests.plugins.drift import Look, complete, folder_of, look, original, survives_drift
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
    above = {
        row[0]
        for row in table(
            mariadb, "SELECT id FROM jsh_function WHERE number IN (SELECT parent_number FROM jsh_function)"
        )
    }
    assert menus == {(role, key) for role, key in packed(mariadb, "RoleFunctions") if key not in above}


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
    # What has lost both ends is told once: of the account, of the role.
    missing_role = {(u, r) for u, r in grants if r not in roles and u in users}
    assert {(row["user_id"], row["role_id"]) for row in found.get("access.grant_to_missing_role", [])} == missing_role
    dead = {(r, f) for r, f in menus if f not in functions and r in roles}
    assert {
        (row["role_id"], row["permission_id"]) for row in found.get("access.permission_grant_missing_permission", [])
    } == dead
    ownerless = {r for r, f in menus if r not in roles}
    assert {row["role_id"] for row in found["access.permission_grant_to_missing_role"]} == ownerless
    same = table(mariadb, "SELECT COUNT(*) FROM jsh_user WHERE delete_flag = '0' GROUP BY password HAVING COUNT(*) > 1")
    assert [[str(row["size"])] for row in found["access.password_shared"]] == same
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
    survives_drift(original(mariadb, url), facts, tmp_path, FOLDER)


SMALL = """
CREATE TABLE jsh_user (id BIGINT, username VARCHAR(50), login_name VARCHAR(50), password VARCHAR(50), leader_flag VARCHAR(1),
    status INT, tenant_id BIGINT, delete_flag VARCHAR(1));
CREATE TABLE jsh_user_business (id BIGINT, type VARCHAR(50), key_id VARCHAR(50), value TEXT, btn_str TEXT, tenant_id BIGINT,
    delete_flag VARCHAR(1));
CREATE TABLE jsh_function (id BIGINT, number VARCHAR(50), name VARCHAR(50), parent_number VARCHAR(50), url VARCHAR(100),
    push_btn VARCHAR(50), enabled BIT(1), delete_flag VARCHAR(1));
CREATE TABLE jsh_role (id BIGINT, name VARCHAR(50), type VARCHAR(50), enabled BIT(1), tenant_id BIGINT, delete_flag VARCHAR(1));
CREATE TABLE jsh_unit (id BIGINT, basic_unit VARCHAR(50), other_unit VARCHAR(50), other_unit_two VARCHAR(50),
    other_unit_three VARCHAR(50), ratio DECIMAL(24,3), ratio_two DECIMAL(24,3), ratio_three DECIMAL(24,3));
CREATE TABLE jsh_material (id BIGINT, name VARCHAR(50), standard VARCHAR(50), model VARCHAR(50), brand VARCHAR(50), mfrs VARCHAR(50),
    color VARCHAR(50), category_id BIGINT, unit VARCHAR(50), unit_id BIGINT, expiry_num INT, enabled BIT(1),
    enable_serial_number VARCHAR(1), enable_batch_number VARCHAR(1), tenant_id BIGINT, delete_flag VARCHAR(1));
CREATE TABLE jsh_material_extend (id BIGINT, material_id BIGINT, bar_code VARCHAR(50), commodity_unit VARCHAR(50),
    default_flag VARCHAR(1), tenant_id BIGINT, delete_Flag VARCHAR(1));
CREATE TABLE jsh_depot (id BIGINT, name VARCHAR(50));
CREATE TABLE jsh_material_current_stock (id BIGINT, material_id BIGINT, depot_id BIGINT, current_number DECIMAL(24,6),
    current_unit_price DECIMAL(24,6), tenant_id BIGINT, delete_flag VARCHAR(1));
INSERT INTO jsh_user VALUES (1, '平台', 'admin', MD5('a'), '0', 0, 0, '0'), (63, '老板', 'boss', MD5('b'), '1', 0, 63, '0'),
    (64, '小张', 'zhang', MD5('c'), '0', 2, 63, '0'), (65, '小李', 'li', MD5('d'), '0', 0, 63, '1'),
    (66, '小王', 'wang', MD5('e'), '0', 0, 63, NULL);
INSERT INTO jsh_role VALUES (4, '管理员', '全部数据', 1, NULL, '0'), (10, '租户', '全部数据', 1, NULL, '0'), (20, '仓库', '本机构数据', 1, 63, '0'),
    (21, '停用', '个人数据', 0, 63, '0');
INSERT INTO jsh_function VALUES (1, '01', '采购', '0', '/bill', '', 1, '0'), (2, '0101', '采购订单', '01', '/bill/purchase_order', '1,2', 1, '0'),
    (3, '0102', '旧菜单', '01', '/old', '', 0, '1');
INSERT INTO jsh_user_business VALUES (1, 'UserRole', '63', '[10]', NULL, 63, '0'), (2, 'UserRole', '64', '[20][21]', NULL, 63, '0'),
    (3, 'RoleFunctions', '20', '[1][2]', '[{"funId":2,"btnStr":"1,9"},{"funId":3,"btnStr":"1"}]', 63, '0'),
    (4, 'RoleFunctions', '21', '[2]', 'broken', 63, '1'), (5, 'UserDepot', '64', '[1]', NULL, 63, '0'),
    (6, 'UserRole', '66', '[20][21]', NULL, 63, NULL);
INSERT INTO jsh_unit VALUES (7, '个', '箱', '托', NULL, 12, 0, NULL), (8, '个', '箱', NULL, NULL, 10, NULL, NULL);
INSERT INTO jsh_material VALUES (100, '螺丝', 'M8', NULL, '', '厂', NULL, NULL, NULL, 7, 0, 1, '0', '1', 63, '0'),
    (101, '螺母', 'M8', NULL, '牌', '厂', NULL, NULL, '', 8, 365, 1, '0', '0', 63, '0'),
    (102, '垫片', '', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, 1, '0', '0', 63, '0'),
    (103, '停用料', '', NULL, NULL, NULL, NULL, NULL, '个', NULL, NULL, 0, '0', '0', 63, '0');
INSERT INTO jsh_material_extend VALUES (1, 100, '1000', '个', '1', 63, '0'), (2, 100, '1001', '箱', '0', 63, '0'),
    (3, 101, '1000', '个', '1', 63, '0'), (4, 102, '1002', '片', '1', 63, '1'), (5, 999, '1003', '个', '1', 63, '0');
INSERT INTO jsh_depot VALUES (1, '总仓');
INSERT INTO jsh_material_current_stock VALUES (1, 100, 1, -5, 2, 63, '0'), (2, 103, 1, 3, NULL, 63, '0'), (3, 100, 1, -9, 2, 63, '1');
"""


def test_small_system(mariadb: MariadbServer, tmp_path: Path) -> None:
    """What the real database has none of: buttons, three units, a disabled material with stock, deleted rows."""
    mariadb.create_database("jsh_small")
    mariadb.run_sql("jsh_small", SMALL)
    facts = look(mariadb.url("jsh_small"), tmp_path / "small.duckdb")
    assert facts.names == {"jsherp"}
    assert facts.rows("SELECT role_id, permission_id FROM permission_grant ORDER BY 1, 2") == [
        ("20", "2"),
        ("20", "2:1"),
    ]
    assert facts.rows("SELECT user_id, active, deleted, superuser, company_id FROM user_account ORDER BY 1") == [
        ("1", True, False, True, None),
        ("63", True, False, False, "63"),
        ("64", False, False, False, "63"),
        ("65", True, True, False, "63"),
        ("66", True, False, False, "63"),
    ]
    assert facts.rows("SELECT code, uom_id, brand, lot_tracked, active FROM material ORDER BY material_id") == [
        ("1000", "个", "厂", True, True),
        ("1000", "个", "牌", False, True),
        (None, None, None, False, True),
        (None, "个", None, False, False),
    ]
    conversions = facts.rows("SELECT conversion_id, from_uom_id, CAST(factor AS INT) FROM uom_conversion ORDER BY 1")
    assert conversions == [("100:7:1", "箱", 12), ("100:7:2", "托", 0), ("101:8:1", "箱", 10)]
    keys = {rule: sorted(row["key"] for row in rows) for rule, rows in facts.findings().items()}
    keys.pop("access.weak_password_hash")
    assert keys == {
        "access.grant_to_disabled_user": ["64"],
        "access.grant_to_inactive_role": ["21"],
        "material.barcode_duplicate": ["1"],
        "material.barcode_orphan": ["5"],
        "material.duplicate_code": ["100"],
        "material.inactive_with_stock": ["103"],
        "material.negative_stock": ["1"],
        "material.shelf_life_without_lot": ["101"],
        "material.uom_conversion_invalid": ["100:7:2"],
        "material.uom_missing": ["102"],
    }
