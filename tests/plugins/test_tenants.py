"""Tenants and their packages: on the real databases as they are, and as a site that has lived with them for a while."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from healthcheck.rule import builtin_rules, load_pack
from healthcheck.run import run_rules
from tests.plugins.drift import Look
from tests.plugins.test_operating_facts import seen
from tests.plugins.test_reconciliation import by_hand, damaged
from tests.servers import MariadbServer

RULES = (
    "access.permission_outside_package",
    "org.company_package_gone",
    "org.company_expired",
    "org.company_account_limit",
)

#: What roles of tenants carry beside their package: menus and buttons in use, of the list as JSON.
OUTSIDE = """
SELECT DISTINCT r.id FROM system_role r JOIN system_tenant t ON t.id = r.tenant_id
JOIN system_tenant_package k ON k.id = t.package_id AND k.deleted = 0
JOIN system_role_menu g ON g.role_id = r.id AND g.deleted = 0
JOIN system_menu m ON m.id = g.menu_id AND m.deleted = 0 AND m.status = 0 AND m.type <> 1
WHERE r.deleted = 0 AND r.status = 0 AND t.deleted = 0 AND NOT JSON_CONTAINS(k.menu_ids, CAST(m.id AS CHAR))"""


def judged(facts: Look) -> dict[str, list[dict[str, Any]]]:
    """What the rules on tenants found: keys and evidence."""
    pack = load_pack(builtin_rules())
    outcomes = run_rules(facts.path, pack, {name: pack.rules[name] for name in RULES})
    assert not [(o.rule.id, str(o.reason)) for o in outcomes if o.status in ("broken", "timeout")]
    return {o.rule.id: [{"key": f.subject.key, **f.evidence} for f in o.findings] for o in outcomes if o.findings}


def keys(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """Rule → keys."""
    return {rule: [str(row["key"]) for row in rows] for rule, rows in found.items()}


def test_yudao(mariadb: MariadbServer, tmp_path: Path) -> None:
    """As counted by hand; the platform's own tenant has package 0, which is none."""
    url = mariadb.load_shared("yudao")
    ended = by_hand(
        mariadb,
        url,
        "SELECT t.id FROM system_tenant t WHERE t.deleted = 0 AND t.status = 0 AND t.expire_time < NOW() + INTERVAL 14 DAY"
        " AND EXISTS (SELECT 1 FROM system_users u WHERE u.tenant_id = t.id AND u.deleted = 0 AND u.status = 0)",
    )
    facts = seen(url, tmp_path / "fresh.duckdb", "healthcheck-ruoyi", "ruoyi_pro")
    assert facts.rows("SELECT package_id, account_limit FROM company WHERE company_id = '1'") == [(None, 9999)]
    assert {rule: set(found) for rule, found in keys(judged(facts)).items()} == {
        "access.permission_outside_package": by_hand(mariadb, url, OUTSIDE),
        "org.company_expired": ended,
    }
    damage = """UPDATE system_tenant SET package_id = 999 WHERE id = 122;
        UPDATE system_tenant SET account_count = 1, expire_time = '2099-01-01' WHERE id = 121;
        UPDATE system_tenant_package SET menu_ids = '[1, 2]' WHERE id = 111;
        DELETE FROM system_role_menu WHERE role_id = 109 AND menu_id NOT IN (1, 100, 103, 1001);"""
    with damaged(mariadb, url, damage) as copy:
        after = judged(seen(copy, tmp_path / "after.duckdb", "healthcheck-ruoyi", "ruoyi_pro"))
        assert keys(after)["org.company_package_gone"] == ["122"]
        assert keys(after)["org.company_account_limit"] == ["121"]
        assert "121" not in keys(after)["org.company_expired"]
        carried = by_hand(
            mariadb,
            copy,
            "SELECT COUNT(DISTINCT g.menu_id) FROM system_role_menu g JOIN system_menu m ON m.id = g.menu_id AND m.deleted = 0"
            " AND m.status = 0 AND m.type <> 1 WHERE g.role_id = 109 AND g.deleted = 0",
        )
        [row] = after["access.permission_outside_package"]  # role 111 is of a tenant whose package is gone
        assert row["key"] == "109" and {str(row["count"])} == carried != {"0"}


def test_ruoyi_plus(mariadb: MariadbServer, tmp_path: Path) -> None:
    """The platform's own tenant has no package, term or limit; a tenant of a site has all three."""
    url = mariadb.load_shared("ruoyi_plus")
    assert judged(seen(url, tmp_path / "fresh.duckdb", "healthcheck-ruoyi", "ruoyi_plus")) == {}
    damage = """INSERT INTO sys_tenant_package (package_id, package_name, menu_ids, status, del_flag)
            VALUES (7, '基础版', '1, 100, 1001', '0', '0'), (8, '旧版', '1', '1', '0');
        INSERT INTO sys_tenant (id, tenant_id, company_name, package_id, expire_time, account_count, status, del_flag) VALUES
            (71, '100071', '甲', 7, '2020-01-01', 1, '0', '0'), (72, '100072', '乙', 8, NULL, -1, '0', '0');
        INSERT INTO sys_role (role_id, tenant_id, role_name, role_key, role_sort, status, del_flag)
            VALUES (71, '100071', '甲管理员', 'admin', 1, '0', '0');
        INSERT INTO sys_role_menu (role_id, menu_id) VALUES (71, 1), (71, 100), (71, 1001), (71, 1002);
        INSERT INTO sys_user (user_id, tenant_id, user_name, nick_name, status, del_flag)
            VALUES (71, '100071', 'jia', '甲', '0', '0'), (72, '100071', 'jia2', '甲二', '1', '0');"""
    with damaged(mariadb, url, damage) as copy:
        after = judged(seen(copy, tmp_path / "after.duckdb", "healthcheck-ruoyi", "ruoyi_plus"))
        assert keys(after) == {
            "access.permission_outside_package": ["71"],
            "org.company_package_gone": ["100072"],
            "org.company_expired": ["100071"],
            "org.company_account_limit": ["100071"],
        }
        assert (
            after["access.permission_outside_package"][0]["count"] == 1
        )  # the folder and what is in the package are not


def test_blade(mariadb: MariadbServer, tmp_path: Path) -> None:
    """Tenants of the open product have no package; BladeX's, made from its published tables, do."""
    url = mariadb.load_shared("blade")
    assert judged(seen(url, tmp_path / "fresh.duckdb", "healthcheck-springblade", "springblade")) == {}
    menus = by_hand(
        mariadb,
        url,
        "SELECT COUNT(DISTINCT g.menu_id) FROM blade_role_menu g JOIN blade_menu m ON m.id = g.menu_id"
        " WHERE m.is_deleted = 0 AND g.role_id = (SELECT MIN(r.id) FROM blade_role r WHERE r.is_deleted = 0)",
    )
    damage = """ALTER TABLE blade_tenant ADD COLUMN account_number INT DEFAULT -1, ADD COLUMN expire_time DATETIME,
            ADD COLUMN package_id BIGINT;
        CREATE TABLE blade_tenant_package (id BIGINT, package_name VARCHAR(50), menu_id VARCHAR(3000), status INT, is_deleted INT);
        SET @role = (SELECT MIN(r.id) FROM blade_role r WHERE r.is_deleted = 0);
        SET @menu = (SELECT MIN(g.menu_id) FROM blade_role_menu g JOIN blade_menu m ON m.id = g.menu_id AND m.is_deleted = 0
            WHERE g.role_id = @role);
        INSERT INTO blade_tenant_package VALUES (5, '基础包', CONCAT(@menu, ',99'), 1, 0);
        UPDATE blade_role SET is_deleted = 1 WHERE id <> @role;
        UPDATE blade_role SET role_alias = 'staff' WHERE id = @role;
        UPDATE blade_tenant SET package_id = 5, account_number = 0;"""
    with damaged(mariadb, url, damage) as copy:
        after = judged(seen(copy, tmp_path / "after.duckdb", "healthcheck-springblade", "springblade"))
        assert set(keys(after)) == {"access.permission_outside_package", "org.company_account_limit"}
        [row] = after["access.permission_outside_package"]
        assert {str(int(str(row["count"])) + 1)} == menus and row["package"] == "基础包"


def test_jsherp(mariadb: MariadbServer, tmp_path: Path) -> None:
    """A tenant there has a number of users and a term, and no package."""
    url = mariadb.load_shared("jsherp")
    assert judged(seen(url, tmp_path / "fresh.duckdb", "healthcheck-jsherp", "jsherp")) == {}
    with damaged(mariadb, url, "UPDATE jsh_tenant SET user_num_limit = 1, expire_time = '2021-02-24';") as copy:
        after = judged(seen(copy, tmp_path / "after.duckdb", "healthcheck-jsherp", "jsherp"))
        assert set(after) == {"org.company_expired", "org.company_account_limit"}
