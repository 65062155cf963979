"""Access rules on systems nobody here wrote: every orphan agrees with SQL written by hand and run on the database itself,
what is so by design gives nothing, and the statements that reports print repair what they say.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli import run_cli
from tests.servers import MariadbServer, PostgresServer, Server

Found = dict[str, set[tuple[str, ...]]]

#: ruoyi-vue-pro. Packed department lists (`[100,101]`) are unpacked by the database itself.
YUDAO = {
    "grant_to_missing_user": """
        SELECT DISTINCT g.user_id, g.role_id FROM system_user_role g
        WHERE g.deleted = 0 AND NOT EXISTS (SELECT 1 FROM system_users u WHERE u.id = g.user_id)""",
    "grant_to_missing_role": """
        SELECT DISTINCT g.user_id, g.role_id FROM system_user_role g
        WHERE g.deleted = 0 AND NOT EXISTS (SELECT 1 FROM system_role r WHERE r.id = g.role_id)""",
    "grant_to_deleted_user": """
        SELECT DISTINCT g.user_id FROM system_user_role g JOIN system_users u ON u.id = g.user_id
        WHERE g.deleted = 0 AND u.deleted = 1""",
    "grant_to_inactive_role": """
        SELECT DISTINCT g.role_id FROM system_user_role g
        JOIN system_role r ON r.id = g.role_id JOIN system_users u ON u.id = g.user_id
        WHERE g.deleted = 0 AND (r.deleted = 1 OR r.status = 1) AND u.deleted = 0 AND u.status = 0""",
    "grant_other_company": """
        SELECT DISTINCT g.user_id, g.role_id FROM system_user_role g
        JOIN system_role r ON r.id = g.role_id JOIN system_users u ON u.id = g.user_id
        WHERE g.deleted = 0 AND r.deleted = 0 AND r.status = 0 AND u.deleted = 0 AND u.status = 0
          AND u.tenant_id <> r.tenant_id AND u.tenant_id <> 0 AND r.tenant_id <> 0""",
    "permission_grant_to_missing_role": """
        SELECT DISTINCT g.role_id, g.menu_id FROM system_role_menu g
        WHERE g.deleted = 0 AND NOT EXISTS (SELECT 1 FROM system_role r WHERE r.id = g.role_id)""",
    "permission_grant_missing_permission": """
        SELECT DISTINCT g.role_id, g.menu_id FROM system_role_menu g
        WHERE g.deleted = 0 AND NOT EXISTS (SELECT 1 FROM system_menu m WHERE m.id = g.menu_id)""",
    "permission_grant_deleted_permission": """
        SELECT DISTINCT g.menu_id FROM system_role_menu g
        JOIN system_menu m ON m.id = g.menu_id JOIN system_role r ON r.id = g.role_id
        WHERE g.deleted = 0 AND m.deleted = 1 AND r.deleted = 0 AND r.status = 0""",
    "permission_grant_duplicate": """
        SELECT g.role_id, g.menu_id FROM system_role_menu g WHERE g.deleted = 0
        GROUP BY g.role_id, g.menu_id HAVING COUNT(*) > 1""",
    "permission_parent_missing": """
        SELECT m.id FROM system_menu m
        WHERE m.deleted = 0 AND m.status = 0 AND m.parent_id <> 0
          AND NOT EXISTS (SELECT 1 FROM system_menu p WHERE p.id = m.parent_id AND p.deleted = 0)""",
    "scope_unit_missing": """
        SELECT DISTINCT r.id, j.dept FROM system_role r
        JOIN JSON_TABLE(r.data_scope_dept_ids, '$[*]' COLUMNS (dept BIGINT PATH '$')) j
        WHERE r.deleted = 0 AND r.data_scope = 2 AND r.data_scope_dept_ids LIKE '[%'
          AND NOT EXISTS (SELECT 1 FROM system_dept d WHERE d.id = j.dept AND d.deleted = 0)""",
    "custom_scope_empty": """
        SELECT r.id FROM system_role r
        WHERE r.deleted = 0 AND r.status = 0 AND r.data_scope = 2 AND r.code <> 'super_admin' AND NOT EXISTS (
          SELECT 1 FROM JSON_TABLE(
            CASE WHEN r.data_scope_dept_ids LIKE '[%' THEN r.data_scope_dept_ids ELSE '[]' END,
            '$[*]' COLUMNS (dept BIGINT PATH '$')
          ) j JOIN system_dept d ON d.id = j.dept AND d.deleted = 0)""",
}

#: JeecgBoot. Roles of departments and packs of tenants lie in tables of their own; data rules are packed by commas.
_JEECG_ROLES = """
    SELECT CAST(id AS BINARY) AS id FROM sys_role
    UNION ALL SELECT CAST(CONCAT('depart_role:', id) AS BINARY) FROM sys_depart_role
    UNION ALL SELECT CAST(CONCAT('tenant_pack:', id) AS BINARY) FROM sys_tenant_pack"""
_JEECG_GRANTS = """
    SELECT CAST(user_id AS BINARY) AS user_id, CAST(role_id AS BINARY) AS role_id FROM sys_user_role
    UNION ALL
    SELECT CAST(user_id AS BINARY), CAST(CONCAT('depart_role:', drole_id) AS BINARY) FROM sys_depart_role_user
    UNION ALL
    SELECT CAST(user_id AS BINARY), CAST(CONCAT('tenant_pack:', pack_id) AS BINARY)
    FROM sys_tenant_pack_user WHERE COALESCE(status, 1) = 1"""
_JEECG_PERMISSIONS = """
    SELECT CAST(id AS BINARY) AS id FROM sys_permission
    UNION ALL SELECT CAST(CONCAT('data_rule:', id) AS BINARY) FROM sys_permission_data_rule
    UNION ALL SELECT CAST(CONCAT('onl_auth_data:', id) AS BINARY) FROM onl_auth_data
    UNION ALL SELECT CAST(CONCAT('onl_auth_page:', id) AS BINARY) FROM onl_auth_page"""
_JEECG_CARRIED = """
    SELECT CAST(role_id AS BINARY) AS role_id, CAST(permission_id AS BINARY) AS permission_id
    FROM sys_role_permission
    UNION ALL
    SELECT CAST(CONCAT('depart_role:', role_id) AS BINARY), CAST(permission_id AS BINARY)
    FROM sys_depart_role_permission
    UNION ALL
    SELECT CAST(CONCAT('tenant_pack:', pack_id) AS BINARY), CAST(permission_id AS BINARY)
    FROM sys_tenant_pack_perms
    UNION ALL
    SELECT CAST(role_id AS BINARY),
           CAST(CONCAT(CASE WHEN type = 3 THEN 'onl_auth_data:' ELSE 'onl_auth_page:' END, auth_id) AS BINARY)
    FROM onl_auth_relation WHERE COALESCE(auth_mode, 'role') = 'role'
    UNION
    SELECT CAST(g.role_id AS BINARY), CAST(CONCAT('data_rule:', TRIM(j.entry)) AS BINARY)
    FROM sys_role_permission g
    JOIN JSON_TABLE(CONCAT('["', REPLACE(g.data_rule_ids, ',', '","'), '"]'), '$[*]' COLUMNS (entry TEXT PATH '$')) j
    WHERE g.data_rule_ids > '' AND TRIM(j.entry) > ''
    UNION
    SELECT CAST(CONCAT('depart_role:', g.role_id) AS BINARY), CAST(CONCAT('data_rule:', TRIM(j.entry)) AS BINARY)
    FROM sys_depart_role_permission g
    JOIN JSON_TABLE(CONCAT('["', REPLACE(g.data_rule_ids, ',', '","'), '"]'), '$[*]' COLUMNS (entry TEXT PATH '$')) j
    WHERE g.data_rule_ids > '' AND TRIM(j.entry) > ''"""
JEECG = {
    "grant_to_missing_user": f"""
        SELECT DISTINCT g.user_id, g.role_id FROM ({_JEECG_GRANTS}) g
        WHERE NOT EXISTS (SELECT 1 FROM sys_user u WHERE CAST(u.id AS BINARY) = g.user_id)""",
    "grant_to_missing_role": f"""
        SELECT DISTINCT g.user_id, g.role_id FROM ({_JEECG_GRANTS}) g
        WHERE g.role_id NOT IN (SELECT r.id FROM ({_JEECG_ROLES}) r)""",
    "grant_to_deleted_user": f"""
        SELECT DISTINCT g.user_id FROM ({_JEECG_GRANTS}) g
        JOIN sys_user u ON CAST(u.id AS BINARY) = g.user_id WHERE u.del_flag = 1""",
    "permission_grant_to_missing_role": f"""
        SELECT DISTINCT g.role_id, g.permission_id FROM ({_JEECG_CARRIED}) g
        WHERE g.role_id NOT IN (SELECT r.id FROM ({_JEECG_ROLES}) r)""",
    "permission_grant_missing_permission": f"""
        SELECT DISTINCT g.role_id, g.permission_id FROM ({_JEECG_CARRIED}) g
        WHERE g.permission_id NOT IN (SELECT p.id FROM ({_JEECG_PERMISSIONS}) p)""",
    "permission_grant_deleted_permission": f"""
        SELECT DISTINCT g.permission_id FROM ({_JEECG_CARRIED}) g
        JOIN sys_permission p ON CAST(p.id AS BINARY) = g.permission_id
        WHERE p.del_flag = 1 AND g.role_id IN (
          SELECT r.id FROM ({_JEECG_ROLES}) r
          WHERE r.id NOT IN (SELECT CAST(CONCAT('tenant_pack:', k.id) AS BINARY) FROM sys_tenant_pack k
                             WHERE k.status = '0'))""",
    "permission_parent_missing": """
        SELECT p.id FROM sys_permission p
        WHERE COALESCE(p.del_flag, 0) = 0 AND COALESCE(p.status, '1') <> '0' AND p.parent_id NOT IN ('', '0')
          AND NOT EXISTS (SELECT 1 FROM sys_permission u WHERE u.id = p.parent_id AND COALESCE(u.del_flag, 0) = 0)""",
    "permission_target_missing": """
        SELECT CONCAT('data_rule:', d.id) FROM sys_permission_data_rule d
        WHERE COALESCE(d.status, '1') <> '0' AND NOT EXISTS (SELECT 1 FROM sys_permission p WHERE p.id = d.permission_id)
        UNION ALL
        SELECT CONCAT('onl_auth_data:', d.id) FROM onl_auth_data d
        WHERE d.status = 1 AND NOT EXISTS (SELECT 1 FROM onl_cgform_head h WHERE h.id = d.cgform_id)
        UNION ALL
        SELECT CONCAT('onl_auth_page:', d.id) FROM onl_auth_page d
        WHERE d.status = 1 AND NOT EXISTS (SELECT 1 FROM onl_cgform_head h WHERE h.id = d.cgform_id)""",
}

#: Odoo 16: its foreign keys forbid most of it, which the rules must agree with; menus point without one.
ODOO = {
    "grant_to_missing_user": """
        SELECT uid, gid FROM res_groups_users_rel g WHERE NOT EXISTS (SELECT 1 FROM res_users u WHERE u.id = g.uid)""",
    "grant_to_missing_role": """
        SELECT uid, gid FROM res_groups_users_rel g WHERE NOT EXISTS (SELECT 1 FROM res_groups r WHERE r.id = g.gid)""",
    "role_parent_missing": """
        SELECT gid, hid FROM res_groups_implied_rel i
        WHERE NOT EXISTS (SELECT 1 FROM res_groups r WHERE r.id = i.gid)
           OR NOT EXISTS (SELECT 1 FROM res_groups r WHERE r.id = i.hid)""",
    "permission_grant_to_missing_role": """
        SELECT group_id, id FROM ir_model_access a
        WHERE active AND group_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM res_groups r WHERE r.id = a.group_id)
        UNION ALL
        SELECT gid, menu_id FROM ir_ui_menu_group_rel g WHERE NOT EXISTS (SELECT 1 FROM res_groups r WHERE r.id = g.gid)
        UNION ALL
        SELECT group_id, rule_group_id FROM rule_group_rel g
        WHERE NOT EXISTS (SELECT 1 FROM res_groups r WHERE r.id = g.group_id)""",
    "permission_grant_missing_permission": """
        SELECT gid, menu_id FROM ir_ui_menu_group_rel g WHERE NOT EXISTS (SELECT 1 FROM ir_ui_menu m WHERE m.id = g.menu_id)
        UNION ALL
        SELECT group_id, rule_group_id FROM rule_group_rel g
        WHERE NOT EXISTS (SELECT 1 FROM ir_rule r WHERE r.id = g.rule_group_id)""",
    "permission_target_missing": """
        SELECT 'ir_ui_menu,' || m.id FROM ir_ui_menu m
        WHERE m.active AND m.action > '' AND NOT EXISTS (
          SELECT 1 FROM ir_actions a WHERE a.type || ',' || a.id = m.action)
        UNION ALL
        SELECT 'ir_ui_menu,' || m.id FROM ir_ui_menu m
        JOIN ir_act_window w ON m.action = 'ir.actions.act_window,' || w.id
        WHERE m.active AND NOT EXISTS (SELECT 1 FROM ir_model k WHERE k.model = w.res_model)""",
}


_JSH = "JSON_TABLE(IF(b.value LIKE '[_%', REPLACE(b.value, '][', ','), '[]'), '$[*]' COLUMNS (id BIGINT PATH '$')) j"
_JSH_ROLES = f"jsh_user_business b JOIN {_JSH} WHERE b.type = 'UserRole' AND b.delete_flag = '0'"
_JSH_MENUS = f"""jsh_user_business b JOIN {_JSH} WHERE b.type = 'RoleFunctions' AND b.delete_flag = '0'
    AND NOT EXISTS (SELECT 1 FROM jsh_function d JOIN jsh_function c ON c.parent_number = d.number WHERE d.id = j.id)"""

#: jshERP. Grants are packed into one text (`[5][6]`); directories are shown with what is below them.
JSHERP = {
    "grant_to_missing_user": f"""
        SELECT DISTINCT b.key_id, j.id FROM {_JSH_ROLES}
        AND NOT EXISTS (SELECT 1 FROM jsh_user u WHERE u.id = b.key_id)""",
    "grant_to_missing_role": f"""
        SELECT DISTINCT b.key_id, j.id FROM {_JSH_ROLES}
        AND NOT EXISTS (SELECT 1 FROM jsh_role r WHERE r.id = j.id)""",
    "grant_to_inactive_role": f"""
        SELECT DISTINCT j.id FROM {_JSH_ROLES}
        AND EXISTS (SELECT 1 FROM jsh_role r WHERE r.id = j.id AND (r.delete_flag = '1' OR r.enabled = 0))
        AND EXISTS (SELECT 1 FROM jsh_user u WHERE u.id = b.key_id AND u.status = 0 AND u.delete_flag = '0')""",
    "grant_to_deleted_user": f"""
        SELECT DISTINCT b.key_id FROM {_JSH_ROLES}
        AND EXISTS (SELECT 1 FROM jsh_user u WHERE u.id = b.key_id AND u.delete_flag = '1')""",
    "permission_grant_to_missing_role": f"""
        SELECT DISTINCT b.key_id, j.id FROM {_JSH_MENUS}
        AND NOT EXISTS (SELECT 1 FROM jsh_role r WHERE r.id = b.key_id)
        UNION SELECT DISTINCT b.key_id, CONCAT(t.fun, ':', p.button) FROM jsh_user_business b
        JOIN JSON_TABLE(IF(JSON_VALID(b.btn_str), b.btn_str, '[]'), '$[*]' COLUMNS (fun VARCHAR(20) PATH '$.funId', ticked VARCHAR(99) PATH '$.btnStr')) t
        JOIN (SELECT 1 AS button UNION SELECT 2 UNION SELECT 3 UNION SELECT 7) p ON FIND_IN_SET(p.button, t.ticked)
        JOIN jsh_function f ON f.id = t.fun AND FIND_IN_SET(p.button, f.push_btn)
        WHERE b.type = 'RoleFunctions' AND b.delete_flag = '0' AND b.value LIKE CONCAT('%[', t.fun, ']%')
          AND NOT EXISTS (SELECT 1 FROM jsh_role r WHERE r.id = b.key_id)""",
    "permission_grant_missing_permission": f"""
        SELECT DISTINCT b.key_id, j.id FROM {_JSH_MENUS}
        AND NOT EXISTS (SELECT 1 FROM jsh_function f WHERE f.id = j.id)""",
    "permission_grant_deleted_permission": f"""
        SELECT DISTINCT j.id FROM {_JSH_MENUS}
        AND EXISTS (SELECT 1 FROM jsh_function f WHERE f.id = j.id AND f.delete_flag = '1')
        AND EXISTS (SELECT 1 FROM jsh_role r WHERE r.id = b.key_id AND r.delete_flag = '0' AND r.enabled = 1)""",
    "permission_parent_missing": """
        SELECT m.id FROM jsh_function m WHERE m.delete_flag = '0' AND m.enabled = 1 AND m.parent_number <> '0'
          AND NOT EXISTS (SELECT 1 FROM jsh_function p WHERE p.number = m.parent_number AND p.delete_flag = '0')""",
}

#: ERPNext. Accounts and roles are keyed by name; one custom row replaces all standard rows of its document type.
ERPNEXT = {
    "grant_to_missing_user": """
        SELECT DISTINCT h.parent, h.role FROM `tabHas Role` h WHERE h.parenttype = 'User'
          AND NOT EXISTS (SELECT 1 FROM tabUser u WHERE u.name = h.parent)""",
    "grant_to_missing_role": """
        SELECT DISTINCT h.parent, h.role FROM `tabHas Role` h WHERE h.parenttype = 'User'
          AND NOT EXISTS (SELECT 1 FROM tabRole r WHERE r.name = h.role)""",
    "grant_to_inactive_role": """
        SELECT DISTINCT h.role FROM `tabHas Role` h JOIN tabRole r ON r.name = h.role JOIN tabUser u ON u.name = h.parent
        WHERE h.parenttype = 'User' AND r.disabled = 1 AND u.enabled = 1""",
    "permission_grant_to_missing_role": """
        SELECT DISTINCT p.role, p.parent FROM (
            SELECT role, parent, permlevel FROM `tabCustom DocPerm`
            UNION ALL SELECT role, parent, permlevel FROM tabDocPerm
            WHERE parent NOT IN (SELECT parent FROM `tabCustom DocPerm`)) p
        WHERE NOT EXISTS (SELECT 1 FROM tabRole r WHERE r.name = p.role)""",
    "permission_target_missing": """
        SELECT DISTINCT p.parent FROM `tabCustom DocPerm` p
        WHERE NOT EXISTS (SELECT 1 FROM tabDocType d WHERE d.name = p.parent)""",
}

#: What years of customising leave behind in an ERPNext: roles and document types deleted past the framework.
ERPNEXT_DAMAGE = """
    INSERT INTO `tabHas Role` (name, parent, parenttype, parentfield, role) VALUES
        ('hc1', 'left@example.com', 'User', 'roles', 'Stock User'),
        ('hc2', 'test@erpnext.com', 'User', 'roles', 'Old Planner'),
        ('hc3', 'test@erpnext.com', 'User', 'roles', 'Fleet Manager');
    UPDATE tabRole SET disabled = 1 WHERE name = 'Fleet Manager';
    INSERT INTO `tabCustom DocPerm` (name, parent, role, permlevel, `read`, `write`) VALUES
        ('hc4', 'Weighbridge Ticket', 'Stock User', 0, 1, 1),
        ('hc5', 'Item Price', 'Old Planner', 0, 1, 1),
        ('hc6', 'Item Price', 'Stock User', 0, 1, 0);
"""


def scan(url: str) -> dict[str, Any]:
    """The JSON report of the access rules."""
    code, out, err = run_cli("scan", url, "--select", "access", "--format", "json", "--max-findings", "100000")
    assert code in (0, 1), err
    report: dict[str, Any] = json.loads(out)
    return report


def found_in(report: dict[str, Any], rule: str) -> set[tuple[str, ...]]:
    """Subject keys of a rule's findings; the rule must have run."""
    outcome = next(o for o in report["outcomes"] if o["rule"] == f"access.{rule}")
    assert outcome["status"] in ("passed", "failed"), outcome
    return {tuple(_keys(rule, f)) for f in outcome["findings"]}


def _keys(rule: str, finding: dict[str, Any]) -> list[str]:
    columns = {
        "role_grant": ("user_id", "role_id"),
        "permission_grant": ("role_id", "permission_id"),
        "role_scope": ("role_id", "org_unit_id"),
        "role_parent": ("role_id", "parent_id"),
        "user_account": ("user_id",),
        "role": ("role_id",),
        "permission": ("permission_id",),
    }
    return [str(finding["evidence"][c]) for c in columns[finding["subject"]["type"]]]


def by_hand(server: Server, database: str, sql: str) -> set[tuple[str, ...]]:
    """What a person's SQL gives on the live database."""
    return {tuple(line.split("\t")) for line in server.run_sql(database, sql + ";").splitlines() if line}


def differences(server: Server, database: str, report: dict[str, Any], edges: dict[str, str]) -> Found:
    """Per edge what only one of the two sides found."""
    both = {rule: found_in(report, rule) ^ by_hand(server, database, sql) for rule, sql in edges.items()}
    return {rule: keys for rule, keys in both.items() if keys}


def test_yudao(mariadb: MariadbServer) -> None:
    """ruoyi-vue-pro: every edge agrees; the super administrator without menu rows is no finding."""
    report = scan(mariadb.load_shared("yudao"))
    assert differences(mariadb, "yudao", report, YUDAO) == {}
    assert sum(len(found_in(report, rule)) for rule in YUDAO) > 10
    superuser = mariadb.run_sql("yudao", "SELECT id FROM system_role WHERE code = 'super_admin';").strip()
    for rule in (
        "role_without_permission",
        "role_unused",
        "data_scope_all",
        "child_without_parent_menu",
        "sod_in_role",
    ):
        assert not {keys for keys in found_in(report, rule) if superuser in keys}


def test_jeecg(mariadb: MariadbServer) -> None:
    """JeecgBoot: every edge agrees, roles of departments, packs of tenants and packed data rules included."""
    report = scan(mariadb.load_shared("jeecg382"))
    assert differences(mariadb, "jeecg382", report, JEECG) == {}
    assert sum(len(found_in(report, rule)) for rule in JEECG) > 400


def test_jsherp(mariadb: MariadbServer) -> None:
    """jshERP: every member of every packed list agrees."""
    report = scan(mariadb.load_shared("jsherp"))
    assert differences(mariadb, "jsherp", report, JSHERP) == {}
    assert sum(len(found_in(report, rule)) for rule in JSHERP) > 500


def test_erpnext(mariadb: MariadbServer) -> None:
    """ERPNext: every edge agrees, on a copy that was damaged as customising does; the demo itself has no orphan."""
    clean = scan(mariadb.load_shared("erpnext14_demo"))
    assert {rule: keys for rule in ERPNEXT if (keys := found_in(clean, rule))} == {}
    url = mariadb.load_shared("erpnext14_demo", fresh=True)
    copy = url.rsplit("/", 1)[1]
    mariadb.run_sql(copy, ERPNEXT_DAMAGE)
    report = scan(url)
    # A right on a document type is a permission of its own (`Item Price:write`): compared by document type.
    whole = {rule: {tuple(k.split(":")[0] for k in keys) for keys in found_in(report, rule)} for rule in ERPNEXT}
    assert whole == {rule: by_hand(mariadb, copy, sql) for rule, sql in ERPNEXT.items()}
    assert all(whole.values())


def test_odoo(postgres: PostgresServer) -> None:
    """Odoo: every edge agrees; OdooBot, public user, templates and feature switches give nothing."""
    report = scan(postgres.load_shared("odoo16_demo"))
    assert differences(postgres, "odoo16_demo", report, ODOO) == {}
    by_design = by_hand(
        postgres,
        "odoo16_demo",
        "SELECT res_id FROM ir_model_data WHERE model = 'res.users' AND module = 'base'"
        " AND name IN ('user_root', 'public_user', 'default_user', 'template_portal_user_id')",
    )
    switches = by_hand(
        postgres,
        "odoo16_demo",
        "SELECT g.id FROM res_groups g JOIN ir_model_data c ON c.model = 'ir.module.category' AND c.res_id = g.category_id"
        " WHERE c.module = 'base' AND c.name = 'module_category_hidden'",
    )
    assert by_design and switches
    for outcome in report["outcomes"]:
        for finding in outcome["findings"]:
            key = (finding["subject"]["key"],)
            assert not (finding["subject"]["type"] == "user_account" and key in by_design), finding
            assert not (finding["subject"]["type"] == "role" and key in switches), finding


@pytest.mark.parametrize("name", ["ruoyi_vue", "ruoyi"])
def test_superuser_without_menu_rows(mariadb: MariadbServer, name: str) -> None:
    """RuoYi: role 1 has no menu rows by design and gives nothing at all."""
    report = scan(mariadb.load_shared(name))
    assert mariadb.run_sql(name, "SELECT COUNT(*) FROM sys_role_menu WHERE role_id = 1;").strip() == "0"
    about = [f for o in report["outcomes"] for f in o["findings"] if f["subject"] == {**f["subject"], "type": "role"}]
    assert not [f for f in about if f["subject"]["key"] == "1"]


USED = {
    "yudao": """
        INSERT INTO infra_api_access_log
            (application_name, user_ip, user_agent, user_id, user_type, request_url, result_code, begin_time, end_time, duration) VALUES
            ('yudao', '', '', {user}, 2, '/admin-api/system/role/page', 0, NOW() - INTERVAL 400 DAY, NOW(), 1),
            ('yudao', '', '', {user}, 2, '/admin-api/system/dept/create', 0, NOW() - INTERVAL 300 DAY, NOW(), 1),
            ('yudao', '', '', {user}, 2, '/admin-api/system/role/page', 0, NOW() - INTERVAL 1 DAY, NOW(), 1)""",
    "ruoyi_vue": """
        INSERT INTO sys_oper_log (title, business_type, oper_name, status, oper_time) VALUES
            ('角色管理', 2, '{login}', 0, NOW() - INTERVAL 400 DAY),
            ('部门管理', 1, '{login}', 0, NOW() - INTERVAL 300 DAY),
            ('角色管理', 2, '{login}', 0, NOW() - INTERVAL 1 DAY)""",
}
WHO = {
    "yudao": """
        SELECT u.id, u.username FROM system_users u JOIN system_user_role g ON g.user_id = u.id AND g.deleted = 0
        JOIN system_role r ON r.id = g.role_id AND r.code <> 'super_admin' AND r.deleted = 0 AND r.status = 0
        JOIN system_role_menu x ON x.role_id = r.id AND x.deleted = 0
        JOIN system_menu m ON m.id = x.menu_id AND m.permission = 'system:dept:create' AND m.deleted = 0
        JOIN system_role_menu y ON y.role_id = r.id AND y.deleted = 0
        JOIN system_menu n ON n.id = y.menu_id AND n.permission = 'system:role:query' AND n.deleted = 0
        WHERE u.deleted = 0 AND u.status = 0 LIMIT 1""",
    "ruoyi_vue": """
        SELECT u.user_id, u.user_name FROM sys_user u JOIN sys_user_role g ON g.user_id = u.user_id
        WHERE g.role_id = 2 AND u.del_flag = '0' LIMIT 1""",
}


@pytest.mark.parametrize("name", USED)
def test_use_of_permissions_is_read_from_the_product_s_log(mariadb: MariadbServer, name: str) -> None:
    """A role keeps what its holders used lately, and is told what they last used ten months ago."""
    url = mariadb.load_shared(name, fresh=True)
    copy = url.rsplit("/", 1)[1]
    user, login = mariadb.run_sql(copy, WHO[name] + ";").split()
    mariadb.run_sql(copy, USED[name].format(user=user, login=login) + ";")
    report = scan(url)
    (outcome,) = (o for o in report["outcomes"] if o["rule"] == "access.permission_unused")
    idle = {f["evidence"]["names"] for f in outcome["findings"] if f["evidence"]["holders"]}
    assert idle == {"部门新增"}, outcome


@pytest.mark.parametrize("name", ["yudao", "jeecg382"])
def test_printed_statements_repair(mariadb: MariadbServer, name: str) -> None:
    """What reports print repairs: run on a copy, each statement's query gives 0 and the finding is gone."""
    url = mariadb.load_shared(name, fresh=True)
    copy = url.rsplit("/", 1)[1]
    before = [f for o in scan(url)["outcomes"] for f in o["findings"] if "sql" in f["statements"]]
    assert {f["statements"]["verify"] for f in before} and len(before) > 15
    checks = list(dict.fromkeys(f["statements"]["verify"] for f in before))
    counted = mariadb.run_sql(copy, "".join(f"{check};\n" for check in checks)).split()
    assert "0" not in counted, checks[counted.index("0")]
    repairs = list(dict.fromkeys(f["statements"]["sql"] for f in before))
    mariadb.run_sql(copy, "".join(f"{repair};\n" for repair in repairs))
    counted = mariadb.run_sql(copy, "".join(f"{check};\n" for check in checks)).split()
    assert set(counted) == {"0"}, checks[next(i for i, c in enumerate(counted) if c != "0")]
    left = {f["fingerprint"] for o in scan(url)["outcomes"] for f in o["findings"]}
    assert not [f["message"] for f in before if f["fingerprint"] in left]
