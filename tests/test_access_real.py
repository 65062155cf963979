"""Access rules on systems nobody here wrote: every orphan agrees with SQL written by hand and run on the database itself,
what is so by design gives nothing, and the statements that reports print repair what they say.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from healthcheck.databases import Limits, open_database
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
        WHERE g.deleted = 0 AND NOT EXISTS (SELECT 1 FROM system_role r WHERE r.id = g.role_id)
          AND EXISTS (SELECT 1 FROM system_users u WHERE u.id = g.user_id)""",
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
        WHERE g.deleted = 0 AND NOT EXISTS (SELECT 1 FROM system_menu m WHERE m.id = g.menu_id)
          AND EXISTS (SELECT 1 FROM system_role r WHERE r.id = g.role_id)""",
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
    "account_company_gone": """
        SELECT u.id FROM system_users u WHERE u.deleted = 0 AND u.status = 0 AND u.tenant_id <> 0
          AND NOT EXISTS (SELECT 1 FROM system_tenant t WHERE t.id = u.tenant_id AND t.deleted = 0)""",
    "role_company_gone": """
        SELECT r.id FROM system_role r WHERE r.deleted = 0 AND r.status = 0 AND r.tenant_id <> 0
          AND NOT EXISTS (SELECT 1 FROM system_tenant t WHERE t.id = r.tenant_id AND t.deleted = 0)""",
    "grant_company_gone": """
        SELECT DISTINCT g.user_id, g.role_id FROM system_user_role g WHERE g.deleted = 0 AND g.tenant_id <> 0
          AND NOT EXISTS (SELECT 1 FROM system_tenant t WHERE t.id = g.tenant_id AND t.deleted = 0)""",
    "permission_grant_other_company": """
        SELECT DISTINCT g.role_id, g.menu_id FROM system_role_menu g JOIN system_role r ON r.id = g.role_id
        WHERE g.deleted = 0 AND r.deleted = 0 AND g.tenant_id <> r.tenant_id AND g.tenant_id <> 0 AND r.tenant_id <> 0""",
    "grant_to_disabled_user": """
        SELECT DISTINCT g.user_id FROM system_user_role g
        JOIN system_users u ON u.id = g.user_id JOIN system_role r ON r.id = g.role_id
        WHERE g.deleted = 0 AND u.deleted = 0 AND u.status = 1 AND r.deleted = 0 AND r.status = 0""",
    "org.unit_company_gone": """
        SELECT d.id FROM system_dept d WHERE d.deleted = 0 AND d.status = 0 AND d.tenant_id <> 0
          AND NOT EXISTS (SELECT 1 FROM system_tenant t WHERE t.id = d.tenant_id AND t.deleted = 0)""",
    "org.unit_parent_missing": """
        SELECT d.id FROM system_dept d WHERE d.deleted = 0 AND d.status = 0 AND d.parent_id <> 0
          AND NOT EXISTS (SELECT 1 FROM system_dept p WHERE p.id = d.parent_id AND p.deleted = 0)""",
    "org.head_account_gone": """
        SELECT d.id FROM system_dept d WHERE d.deleted = 0 AND d.status = 0 AND d.leader_user_id <> 0
          AND NOT EXISTS (SELECT 1 FROM system_users u WHERE u.id = d.leader_user_id AND u.deleted = 0 AND u.status = 0)""",
    "org.user_unit_invalid": """
        SELECT u.id FROM system_users u WHERE u.deleted = 0 AND u.status = 0 AND u.dept_id <> 0
          AND NOT EXISTS (SELECT 1 FROM system_dept d WHERE d.id = u.dept_id AND d.deleted = 0 AND d.status = 0)""",
    "org.position_missing": """
        SELECT p.post_id, p.user_id FROM system_user_post p WHERE p.deleted = 0
          AND NOT EXISTS (SELECT 1 FROM system_post k WHERE k.id = p.post_id AND k.deleted = 0)
        UNION
        SELECT j.post, u.id FROM system_users u
        JOIN JSON_TABLE(IF(u.post_ids LIKE '[%', u.post_ids, '[]'), '$[*]' COLUMNS (post BIGINT PATH '$')) j
        WHERE u.deleted = 0 AND NOT EXISTS (SELECT 1 FROM system_post k WHERE k.id = j.post AND k.deleted = 0)""",
    "org.position_holder_missing": """
        SELECT DISTINCT p.post_id, p.user_id FROM system_user_post p WHERE p.deleted = 0
          AND NOT EXISTS (SELECT 1 FROM system_users u WHERE u.id = p.user_id AND u.deleted = 0)""",
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
        WHERE g.role_id NOT IN (SELECT r.id FROM ({_JEECG_ROLES}) r)
          AND g.user_id IN (SELECT CAST(u.id AS BINARY) FROM sys_user u)""",
    "grant_to_deleted_user": f"""
        SELECT DISTINCT g.user_id FROM ({_JEECG_GRANTS}) g
        JOIN sys_user u ON CAST(u.id AS BINARY) = g.user_id WHERE u.del_flag = 1""",
    "permission_grant_to_missing_role": f"""
        SELECT DISTINCT g.role_id, g.permission_id FROM ({_JEECG_CARRIED}) g
        WHERE g.role_id NOT IN (SELECT r.id FROM ({_JEECG_ROLES}) r)""",
    "permission_grant_missing_permission": f"""
        SELECT DISTINCT g.role_id, g.permission_id FROM ({_JEECG_CARRIED}) g
        WHERE g.permission_id NOT IN (SELECT p.id FROM ({_JEECG_PERMISSIONS}) p)
          AND g.role_id IN (SELECT r.id FROM ({_JEECG_ROLES}) r)""",
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
        WHERE d.status = 1 AND NOT EXISTS (SELECT 1 FROM onl_cgform_head h WHERE h.id = d.cgform_id)
        UNION ALL
        SELECT m.id FROM (
          SELECT p.id, p.url, SUBSTRING_INDEX(SUBSTRING_INDEX(p.url, '?', 1), '/', -1) AS page FROM sys_permission p
          WHERE COALESCE(p.del_flag, 0) = 0 AND COALESCE(p.status, '1') <> '0' AND p.url NOT LIKE '%/:%') m
        WHERE m.url REGEXP '^/drag/(page/)?view/.' AND m.page NOT IN (SELECT id FROM onl_drag_page WHERE COALESCE(del_flag, 0) = 0)
           OR m.url LIKE '/jmreport/view/%' AND m.page NOT IN (SELECT id FROM jimu_report WHERE COALESCE(del_flag, 0) = 0)
           OR m.url LIKE '/online/cgreport/%' AND m.page NOT IN (SELECT id FROM onl_cgreport_head)
           OR m.url REGEXP '^/online/cgform[A-Za-z]*List/.' AND m.page NOT IN (SELECT id FROM onl_cgform_head)""",
    "role_company_gone": """
        SELECT r.id FROM sys_role r WHERE r.tenant_id > 0
          AND NOT EXISTS (SELECT 1 FROM sys_tenant t WHERE t.id = r.tenant_id AND COALESCE(t.del_flag, 0) = 0)
        UNION
        SELECT CONCAT('tenant_pack:', p.id) FROM sys_tenant_pack p WHERE p.tenant_id > 0 AND p.status <> '0'
          AND NOT EXISTS (SELECT 1 FROM sys_tenant t WHERE t.id = p.tenant_id AND COALESCE(t.del_flag, 0) = 0)""",
    "grant_company_gone": """
        SELECT DISTINCT g.user_id, g.role_id FROM sys_user_role g WHERE g.tenant_id > 0
          AND NOT EXISTS (SELECT 1 FROM sys_tenant t WHERE t.id = g.tenant_id AND COALESCE(t.del_flag, 0) = 0)
        UNION
        SELECT DISTINCT g.user_id, CONCAT('tenant_pack:', g.pack_id) FROM sys_tenant_pack_user g
        WHERE g.tenant_id > 0 AND COALESCE(g.status, 1) = 1
          AND NOT EXISTS (SELECT 1 FROM sys_tenant t WHERE t.id = g.tenant_id AND COALESCE(t.del_flag, 0) = 0)""",
    "grant_to_disabled_user": f"""
        SELECT DISTINCT g.user_id FROM ({_JEECG_GRANTS}) g
        JOIN sys_user u ON CAST(u.id AS BINARY) = g.user_id AND u.status = 2 AND COALESCE(u.del_flag, 0) = 0
        WHERE g.role_id IN (SELECT r.id FROM ({_JEECG_ROLES}) r
          WHERE r.id NOT IN (SELECT CAST(CONCAT('tenant_pack:', k.id) AS BINARY) FROM sys_tenant_pack k
                             WHERE k.status = '0'))""",
    "org.unit_company_gone": """
        SELECT d.id FROM sys_depart d
        WHERE COALESCE(d.del_flag, '0') <> '1' AND COALESCE(d.status, '1') <> '0' AND d.tenant_id > 0
          AND NOT EXISTS (SELECT 1 FROM sys_tenant t WHERE t.id = d.tenant_id AND COALESCE(t.del_flag, 0) = 0)""",
    "org.unit_parent_missing": """
        SELECT d.id FROM sys_depart d
        WHERE COALESCE(d.del_flag, '0') <> '1' AND COALESCE(d.status, '1') <> '0' AND d.parent_id NOT IN ('', '0')
          AND NOT EXISTS (SELECT 1 FROM sys_depart p WHERE p.id = d.parent_id AND COALESCE(p.del_flag, '0') <> '1')""",
    "org.user_unit_invalid": """
        SELECT u.id FROM sys_user u JOIN sys_user_depart m ON m.user_id = u.id
        LEFT JOIN sys_depart d ON d.id = m.dep_id AND COALESCE(d.del_flag, '0') <> '1' AND COALESCE(d.status, '1') <> '0'
        WHERE COALESCE(u.status, 1) <> 2 AND COALESCE(u.del_flag, 0) <> 1
        GROUP BY u.id HAVING COUNT(d.id) = 0""",
    "org.position_missing": """
        SELECT DISTINCT h.position_id, h.user_id FROM sys_user_position h
        WHERE NOT EXISTS (SELECT 1 FROM sys_position p WHERE p.id = h.position_id)""",
    "org.position_holder_missing": """
        SELECT DISTINCT h.position_id, h.user_id FROM sys_user_position h
        WHERE NOT EXISTS (SELECT 1 FROM sys_user u WHERE u.id = h.user_id AND COALESCE(u.del_flag, 0) <> 1)""",
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
    "account_company_gone": """
        SELECT u.id FROM res_users u WHERE u.active AND u.company_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM res_company c WHERE c.id = u.company_id)""",
    "grant_to_disabled_user": """
        SELECT DISTINCT u.id FROM res_users u JOIN res_groups_users_rel g ON g.uid = u.id
        WHERE NOT u.active AND NOT u.share AND u.id NOT IN (SELECT d.res_id FROM ir_model_data d WHERE d.model = 'res.users')
          AND EXISTS (SELECT 1 FROM ir_model_access a WHERE a.group_id = g.gid)""",
    "org.unit_company_gone": """
        SELECT d.id FROM hr_department d WHERE d.active AND d.company_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM res_company c WHERE c.id = d.company_id)""",
    "org.unit_parent_missing": """
        SELECT d.id FROM hr_department d WHERE d.active AND d.parent_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM hr_department p WHERE p.id = d.parent_id)""",
    "org.head_employee_left": """
        SELECT d.id FROM hr_department d WHERE d.active AND d.manager_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM hr_employee e WHERE e.id = d.manager_id AND e.active)""",
    "org.employee_unit_invalid": """
        SELECT e.id FROM hr_employee e WHERE e.active AND e.department_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM hr_department d WHERE d.id = e.department_id AND d.active)""",
    "org.manager_left": """
        SELECT e.id FROM hr_employee e WHERE e.active AND e.parent_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM hr_employee m WHERE m.id = e.parent_id AND m.active)""",
    "org.position_missing": """
        SELECT e.job_id, e.id FROM hr_employee e WHERE e.active AND e.job_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM hr_job j WHERE j.id = e.job_id)""",
}


_JSH = "JSON_TABLE(IF(b.value LIKE '[_%', REPLACE(b.value, '][', ','), '[]'), '$[*]' COLUMNS (id BIGINT PATH '$')) j"
_JSH_ROLES = f"jsh_user_business b JOIN {_JSH} WHERE b.type = 'UserRole' AND b.delete_flag = '0'"
_JSH_MENUS = f"""jsh_user_business b JOIN {_JSH} WHERE b.type = 'RoleFunctions' AND b.delete_flag = '0'
    AND NOT EXISTS (SELECT 1 FROM jsh_function d JOIN jsh_function c ON c.parent_number = d.number WHERE d.id = j.id)"""

_JSH_OTHER_TENANT = """SELECT 1 FROM jsh_role r WHERE r.id = b.key_id AND r.delete_flag = '0'
    AND r.tenant_id <> 0 AND b.tenant_id <> 0 AND r.tenant_id <> b.tenant_id"""

#: jshERP. Grants are packed into one text (`[5][6]`); directories are shown with what is below them.
JSHERP = {
    "grant_to_missing_user": f"""
        SELECT DISTINCT b.key_id, j.id FROM {_JSH_ROLES}
        AND NOT EXISTS (SELECT 1 FROM jsh_user u WHERE u.id = b.key_id)""",
    "grant_to_missing_role": f"""
        SELECT DISTINCT b.key_id, j.id FROM {_JSH_ROLES}
        AND NOT EXISTS (SELECT 1 FROM jsh_role r WHERE r.id = j.id)
        AND EXISTS (SELECT 1 FROM jsh_user u WHERE u.id = b.key_id)""",
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
        AND NOT EXISTS (SELECT 1 FROM jsh_function f WHERE f.id = j.id)
        AND EXISTS (SELECT 1 FROM jsh_role r WHERE r.id = b.key_id)""",
    "permission_grant_deleted_permission": f"""
        SELECT DISTINCT j.id FROM {_JSH_MENUS}
        AND EXISTS (SELECT 1 FROM jsh_function f WHERE f.id = j.id AND f.delete_flag = '1')
        AND EXISTS (SELECT 1 FROM jsh_role r WHERE r.id = b.key_id AND r.delete_flag = '0' AND r.enabled = 1)
        UNION SELECT DISTINCT CONCAT(t.fun, ':', p.button) FROM jsh_user_business b
        JOIN jsh_role r ON r.id = b.key_id AND r.delete_flag = '0' AND r.enabled = 1
        JOIN JSON_TABLE(IF(JSON_VALID(b.btn_str), b.btn_str, '[]'), '$[*]' COLUMNS (fun VARCHAR(20) PATH '$.funId', ticked VARCHAR(99) PATH '$.btnStr')) t
        JOIN (SELECT 1 AS button UNION SELECT 2 UNION SELECT 3 UNION SELECT 7) p ON FIND_IN_SET(p.button, t.ticked)
        JOIN jsh_function f ON f.id = t.fun AND f.delete_flag = '1' AND FIND_IN_SET(p.button, f.push_btn)
        WHERE b.type = 'RoleFunctions' AND b.delete_flag = '0' AND b.value LIKE CONCAT('%[', t.fun, ']%')""",
    "permission_parent_missing": """
        SELECT m.id FROM jsh_function m WHERE m.delete_flag = '0' AND m.enabled = 1 AND m.parent_number <> '0'
          AND NOT EXISTS (SELECT 1 FROM jsh_function p WHERE p.number = m.parent_number AND p.delete_flag = '0')""",
    "account_company_gone": """
        SELECT u.id FROM jsh_user u WHERE u.delete_flag = '0' AND u.status = 0 AND u.tenant_id <> 0
          AND NOT EXISTS (SELECT 1 FROM jsh_tenant t WHERE t.tenant_id = u.tenant_id AND COALESCE(t.delete_flag, '0') <> '1')""",
    "role_company_gone": """
        SELECT r.id FROM jsh_role r WHERE r.delete_flag = '0' AND COALESCE(r.enabled, 1) = 1 AND r.tenant_id <> 0
          AND NOT EXISTS (SELECT 1 FROM jsh_tenant t WHERE t.tenant_id = r.tenant_id AND COALESCE(t.delete_flag, '0') <> '1')""",
    "permission_grant_other_company": f"""
        SELECT DISTINCT b.key_id, j.id FROM {_JSH_MENUS} AND EXISTS ({_JSH_OTHER_TENANT})
        UNION SELECT DISTINCT b.key_id, CONCAT(t.fun, ':', p.button) FROM jsh_user_business b
        JOIN JSON_TABLE(IF(JSON_VALID(b.btn_str), b.btn_str, '[]'), '$[*]' COLUMNS (fun VARCHAR(20) PATH '$.funId', ticked VARCHAR(99) PATH '$.btnStr')) t
        JOIN (SELECT 1 AS button UNION SELECT 2 UNION SELECT 3 UNION SELECT 7) p ON FIND_IN_SET(p.button, t.ticked)
        JOIN jsh_function f ON f.id = t.fun AND FIND_IN_SET(p.button, f.push_btn)
        WHERE b.type = 'RoleFunctions' AND b.delete_flag = '0' AND b.value LIKE CONCAT('%[', t.fun, ']%')
          AND EXISTS ({_JSH_OTHER_TENANT})""",
    "grant_to_disabled_user": f"""
        SELECT DISTINCT b.key_id FROM {_JSH_ROLES}
        AND EXISTS (SELECT 1 FROM jsh_user u WHERE u.id = b.key_id AND u.status <> 0 AND u.delete_flag = '0')
        AND EXISTS (SELECT 1 FROM jsh_role r WHERE r.id = j.id AND r.enabled = 1 AND r.delete_flag = '0')""",
    "org.unit_company_gone": """
        SELECT o.id FROM jsh_organization o WHERE COALESCE(o.delete_flag, '0') <> '1' AND o.tenant_id <> 0
          AND NOT EXISTS (SELECT 1 FROM jsh_tenant t WHERE t.tenant_id = o.tenant_id AND COALESCE(t.delete_flag, '0') <> '1')""",
    "org.unit_parent_missing": """
        SELECT o.id FROM jsh_organization o WHERE COALESCE(o.delete_flag, '0') <> '1' AND o.parent_id <> 0
          AND NOT EXISTS (SELECT 1 FROM jsh_organization p WHERE p.id = o.parent_id AND COALESCE(p.delete_flag, '0') <> '1')""",
    "org.user_unit_invalid": """
        SELECT q.user_id FROM (
          SELECT m.user_id, MAX(m.orga_id) AS orga FROM jsh_orga_user_rel m
          JOIN jsh_user u ON u.id = m.user_id AND u.delete_flag = '0' AND u.status = 0
          WHERE COALESCE(m.delete_flag, '0') <> '1' AND (u.login_name <> 'admin' OR u.tenant_id <> 0)
          GROUP BY m.user_id HAVING COUNT(DISTINCT m.orga_id) = 1) q
        WHERE NOT EXISTS (
          SELECT 1 FROM jsh_organization o WHERE o.id = q.orga AND COALESCE(o.delete_flag, '0') <> '1')""",
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
    "grant_to_disabled_user": """
        SELECT DISTINCT h.parent FROM `tabHas Role` h JOIN tabUser u ON u.name = h.parent JOIN tabRole r ON r.name = h.role
        WHERE h.parenttype = 'User' AND u.enabled = 0 AND COALESCE(r.disabled, 0) = 0
          AND u.name NOT IN ('Administrator', 'Guest') AND r.name NOT IN (
            SELECT p.role FROM tabDocPerm p JOIN tabDocType d ON d.name = p.parent WHERE COALESCE(d.custom, 0) = 0)""",
    "org.unit_company_gone": """
        SELECT d.name FROM tabDepartment d WHERE COALESCE(d.disabled, 0) = 0 AND d.company > ''
          AND NOT EXISTS (SELECT 1 FROM tabCompany c WHERE c.name = d.company)""",
    "org.unit_parent_missing": """
        SELECT d.name FROM tabDepartment d WHERE COALESCE(d.disabled, 0) = 0 AND d.parent_department > ''
          AND NOT EXISTS (SELECT 1 FROM tabDepartment p WHERE p.name = d.parent_department)""",
    "org.employee_unit_invalid": """
        SELECT e.name FROM tabEmployee e WHERE e.status NOT IN ('Left', 'Inactive') AND e.department > ''
          AND NOT EXISTS (SELECT 1 FROM tabDepartment d WHERE d.name = e.department AND COALESCE(d.disabled, 0) = 0)""",
    "org.manager_left": """
        SELECT e.name FROM tabEmployee e WHERE e.status NOT IN ('Left', 'Inactive') AND e.reports_to > ''
          AND NOT EXISTS (SELECT 1 FROM tabEmployee m WHERE m.name = e.reports_to AND m.status NOT IN ('Left', 'Inactive'))""",
    "org.position_missing": """
        SELECT DISTINCT e.designation, e.name FROM tabEmployee e WHERE e.designation > ''
          AND NOT EXISTS (SELECT 1 FROM tabDesignation g WHERE g.name = e.designation)""",
}

#: What a copy needs so that no edge is without an orphan: tenants, units and people deleted past the product.
DAMAGE = {
    "yudao": """
        UPDATE system_role SET tenant_id = 999 WHERE code = 'test-dp';
        UPDATE system_user_role SET tenant_id = 998 WHERE deleted = 0 ORDER BY id LIMIT 1;
        UPDATE system_users SET status = 1 WHERE username = 'test';
        UPDATE system_dept SET tenant_id = 997 WHERE id = 103;
        UPDATE system_dept SET parent_id = 99999 WHERE id = 104;
        UPDATE system_dept SET leader_user_id = 88888 WHERE id = 102;
        UPDATE system_users SET dept_id = 77777 WHERE username = 'yuanma';
        INSERT INTO system_user_post (user_id, post_id, tenant_id) VALUES (66666, 1, 1);
        INSERT INTO system_user_role (user_id, role_id, tenant_id) VALUES (66666, 2, 1), (1, 55555, 1);
        INSERT INTO system_role_menu (role_id, menu_id, tenant_id) VALUES (55555, 1, 1), (2, 44444, 1), (2, 1, 1), (2, 1, 1);
        UPDATE system_menu SET parent_id = 33333 WHERE deleted = 0 AND parent_id <> 0 ORDER BY id LIMIT 1;
        INSERT INTO system_role (name, code, sort, data_scope, data_scope_dept_ids, status, type, tenant_id) VALUES
            ('hc', 'hc1', 1, 2, '[22222]', 0, 2, 1), ('hc off', 'hc2', 1, 1, '', 1, 2, 1), ('hc far', 'hc3', 1, 1, '', 0, 2, 122);
        INSERT INTO system_user_role (user_id, role_id, tenant_id)
            SELECT 1, id, 1 FROM system_role WHERE code IN ('hc2', 'hc3');
        INSERT INTO system_users (username, password, nickname, status, deleted, tenant_id) VALUES ('hc', 'x', 'hc', 0, 1, 1);
        INSERT INTO system_user_role (user_id, role_id, tenant_id) SELECT id, 2, 1 FROM system_users WHERE username = 'hc';
        INSERT INTO system_menu (name, permission, type, sort, parent_id, deleted) VALUES ('hc', 'hc:x', 3, 1, 0, 1);
        INSERT INTO system_role_menu (role_id, menu_id, tenant_id) SELECT 2, id, 1 FROM system_menu WHERE permission = 'hc:x';""",
    "jeecg382": """
        UPDATE sys_user SET status = 2 WHERE username = 'zhangsan';
        INSERT INTO sys_user_role (id, user_id, role_id) SELECT 'hc1', id, 'f6817f48af4fb3af11b9e8bf182f618b' FROM sys_user
            WHERE username = 'zhangsan';
        UPDATE sys_depart SET tenant_id = 999 ORDER BY id LIMIT 1;
        UPDATE sys_depart SET parent_id = 'gone' WHERE parent_id > '' ORDER BY id LIMIT 1;
        DELETE FROM sys_user_depart WHERE user_id = (SELECT id FROM sys_user WHERE username = 'jeecg');
        INSERT INTO sys_user_depart (ID, user_id, dep_id) SELECT 'hc1', id, 'gone' FROM sys_user WHERE username = 'jeecg';
        INSERT INTO sys_user_position (id, user_id, position_id) SELECT 'hc1', id, 'gone' FROM sys_user WHERE username = 'admin';
        INSERT INTO sys_user_position (id, user_id, position_id) SELECT 'hc2', 'nobody', id FROM sys_position LIMIT 1;
        UPDATE sys_user SET del_flag = 1 WHERE username = 'ceshi';
        INSERT INTO sys_user_role (id, user_id, role_id) SELECT 'hc2', id, 'f6817f48af4fb3af11b9e8bf182f618b' FROM sys_user
            WHERE username = 'ceshi';
        INSERT INTO sys_user_role (id, user_id, role_id) VALUES ('hc3', 'nobody', 'f6817f48af4fb3af11b9e8bf182f618b');
        INSERT INTO sys_user_role (id, user_id, role_id) SELECT 'hc4', id, 'gone' FROM sys_user WHERE username = 'admin';
        UPDATE sys_permission SET parent_id = 'gone' WHERE parent_id > '' AND del_flag = 0 ORDER BY id LIMIT 1;
        UPDATE sys_permission p SET p.del_flag = 1 WHERE p.id IN (
            SELECT q.id FROM (SELECT MIN(g.permission_id) AS id FROM sys_role_permission g
                              JOIN sys_permission s ON s.id = g.permission_id AND s.del_flag = 0
                              WHERE g.role_id = 'f6817f48af4fb3af11b9e8bf182f618b') q);""",
    "jsherp": """
        UPDATE jsh_user SET tenant_id = 999 WHERE id = 131;
        UPDATE jsh_role SET tenant_id = 999 WHERE id = 17;
        UPDATE jsh_organization SET tenant_id = 999 WHERE id = 14;
        UPDATE jsh_organization SET parent_id = 888 WHERE id = 13;
        UPDATE jsh_user SET status = 2 WHERE id = 63;
        UPDATE jsh_orga_user_rel SET orga_id = 777 WHERE user_id = 131;
        UPDATE jsh_user_business SET value = CONCAT(value, '[555]') WHERE type = 'UserRole' AND key_id = 131;
        UPDATE jsh_user_business SET value = CONCAT(value, '[99999]') WHERE type = 'RoleFunctions' AND key_id = 17;
        INSERT INTO jsh_role (name, type, enabled, delete_flag, tenant_id) VALUES ('hc', '全部数据', 0, '0', 63);
        UPDATE jsh_user_business b JOIN jsh_role r ON r.name = 'hc' SET b.value = CONCAT(b.value, '[', r.id, ']')
            WHERE b.type = 'UserRole' AND b.key_id = 131;
        INSERT INTO jsh_user (username, login_name, password, status, delete_flag, tenant_id) VALUES ('hc', 'hc', 'x', 0, '1', 63);
        INSERT INTO jsh_user_business (type, key_id, value, delete_flag) SELECT 'UserRole', id, '[17]', '0' FROM jsh_user
            WHERE login_name = 'hc';
        UPDATE jsh_function SET parent_number = '98765' WHERE delete_flag = '0' AND enabled = 1 AND parent_number <> '0'
            AND number NOT IN (SELECT * FROM (SELECT parent_number FROM jsh_function) k) ORDER BY id LIMIT 1;
        UPDATE jsh_function SET delete_flag = '1' WHERE id = (
            SELECT * FROM (SELECT MAX(f.id) FROM jsh_function f JOIN jsh_user_business b
                ON b.type = 'RoleFunctions' AND b.key_id = 17 AND b.value LIKE CONCAT('%[', f.id, ']%')
                WHERE f.number NOT IN (SELECT parent_number FROM jsh_function)) k);""",
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
        ('hc6', 'Item Price', 'Stock User', 0, 1, 0),
        ('hc7', 'Item Price', 'Yard Clerk', 0, 1, 0);
    INSERT INTO tabRole (name, disabled) VALUES ('Yard Clerk', 0);
    INSERT INTO tabUser (name, enabled, user_type) VALUES ('off@example.com', 0, 'System User');
    INSERT INTO `tabHas Role` (name, parent, parenttype, parentfield, role) VALUES
        ('hc8', 'off@example.com', 'User', 'roles', 'Yard Clerk');
    UPDATE tabDepartment SET company = 'Sold Company' WHERE name = 'Accounts - _TC1';
    UPDATE tabDepartment SET parent_department = 'Gone' WHERE name = 'Accounts - _TC';
    UPDATE tabEmployee SET department = 'Gone', reports_to = '_TC-EMP-00002' WHERE name = '_TC-EMP-00001';
    UPDATE tabEmployee SET status = 'Left' WHERE name = '_TC-EMP-00002';
    UPDATE tabEmployee SET designation = 'Gone' WHERE name = '_TC-EMP-00003';
"""


def scan(url: str) -> dict[str, Any]:
    """The JSON report of the access rules."""
    code, out, err = run_cli(
        "scan", url, "--select", "access", "--select", "org", "--format", "json", "--max-findings", "100000"
    )
    assert code in (0, 1), err
    report: dict[str, Any] = json.loads(out)
    return report


def found_in(report: dict[str, Any], rule: str) -> set[tuple[str, ...]]:
    """Subject keys of a rule's findings; the rule must have run."""
    whole = rule if "." in rule else f"access.{rule}"
    outcome = next(o for o in report["outcomes"] if o["rule"] == whole)
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
        "position_holder": ("position_id", "holder_id"),
        "org_unit": ("org_unit_id",),
        "employee": ("employee_id",),
    }
    return [str(finding["evidence"][c]) for c in columns[finding["subject"]["type"]]]


def by_hand(server: Server, database: str, sql: str) -> set[tuple[str, ...]]:
    """What a person's SQL gives on the live database."""
    return {tuple(line.split("\t")) for line in server.run_sql(database, sql + ";").splitlines() if line}


def differences(server: Server, database: str, report: dict[str, Any], edges: dict[str, str]) -> Found:
    """Per edge what only one of the two sides found."""
    both = {rule: found_in(report, rule) ^ by_hand(server, database, sql) for rule, sql in edges.items()}
    return {rule: keys for rule, keys in both.items() if keys}


#: What no query can show: passwords are tried on this machine, and sharing shows in the sign-ins to come.
BY_HAND = {"access.default_password", "access.shared_account"}


def answers(url: str, queries: list[str]) -> dict[str, int]:
    """What each query gives on the live database, run as its reader."""
    database = open_database(url, Limits())
    try:
        return {
            query: int(str(next(iter(next(iter(database.rows(query))).values())))) for query in dict.fromkeys(queries)
        }
    finally:
        database.close()


def verified(url: str, report: dict[str, Any]) -> None:
    """Every finding says where or how it is repaired, and has a query that runs and counts what is at fault."""
    found = [(o["rule"], f) for o in report["outcomes"] for f in o["findings"]]
    assert not [f["message"] for _, f in found if not (f["where"] or "sql" in f["statements"])]
    assert {rule for rule, f in found if "verify" not in f["statements"]} <= BY_HAND
    counted = answers(url, [f["statements"]["verify"] for _, f in found if "verify" in f["statements"]])
    assert not {query: count for query, count in counted.items() if count < 1}


def test_yudao(mariadb: MariadbServer) -> None:
    """ruoyi-vue-pro: every edge agrees; the super administrator without menu rows is no finding."""
    url = mariadb.load_shared("yudao")
    report = scan(url)
    assert differences(mariadb, "yudao", report, YUDAO) == {}
    verified(url, report)
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
    url = mariadb.load_shared("jeecg382")
    report = scan(url)
    assert differences(mariadb, "jeecg382", report, JEECG) == {}
    verified(url, report)
    assert sum(len(found_in(report, rule)) for rule in JEECG) > 300


def test_jsherp(mariadb: MariadbServer) -> None:
    """jshERP: every member of every packed list agrees."""
    url = mariadb.load_shared("jsherp")
    report = scan(url)
    assert differences(mariadb, "jsherp", report, JSHERP) == {}
    verified(url, report)
    assert sum(len(found_in(report, rule)) for rule in JSHERP) > 350


def test_erpnext(mariadb: MariadbServer) -> None:
    """ERPNext: every edge agrees, on a copy that was damaged as customising does; the demo itself has no orphan."""
    clean = scan(mariadb.load_shared("erpnext14_demo"))
    assert {rule: keys for rule in ERPNEXT if (keys := found_in(clean, rule))} == {}
    url = mariadb.load_shared("erpnext14_demo", fresh=True)
    copy = url.rsplit("/", 1)[1]
    mariadb.run_sql(copy, ERPNEXT_DAMAGE)
    report = scan(url)
    verified(url, report)
    # A right on a document type is a permission of its own (`Item Price:write`): compared by document type.
    whole = {rule: {tuple(k.split(":")[0] for k in keys) for keys in found_in(report, rule)} for rule in ERPNEXT}
    assert whole == {rule: by_hand(mariadb, copy, sql) for rule, sql in ERPNEXT.items()}
    assert all(whole.values())


def test_odoo(postgres: PostgresServer) -> None:
    """Odoo: every edge agrees; OdooBot, public user, templates and feature switches give nothing."""
    url = postgres.load_shared("odoo16_demo")
    report = scan(url)
    assert differences(postgres, "odoo16_demo", report, ODOO) == {}
    verified(url, report)
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
    url = mariadb.load_shared(name)
    report = scan(url)
    verified(url, report)
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


EDGES = {"yudao": YUDAO, "jeecg382": JEECG, "jsherp": JSHERP}


@pytest.mark.parametrize("name", EDGES)
def test_damage_on_every_edge_is_found_and_repaired(mariadb: MariadbServer, name: str) -> None:
    """A copy with orphans on every edge: all agree with SQL by hand, and what reports print repairs what it says."""
    url = mariadb.load_shared(name, fresh=True)
    copy = url.rsplit("/", 1)[1]
    mariadb.run_sql(copy, DAMAGE[name])
    report = scan(url)
    assert differences(mariadb, copy, report, EDGES[name]) == {}
    assert [rule for rule in EDGES[name] if not found_in(report, rule)] == []
    verified(url, report)
    # A button without its menu is deleted or hung under another by hand: no statement knows which.
    before = [
        f
        for o in report["outcomes"]
        for f in o["findings"]
        if "sql" in f["statements"]
        and (o["rule"] != "access.permission_parent_missing" or f["evidence"]["kind"] != "action")
    ]
    assert len(before) > 15
    repairs = list(dict.fromkeys(f["statements"]["sql"] for f in before))
    mariadb.run_sql(copy, "".join(f"{repair};\n" for repair in repairs))
    counted = answers(url, [f["statements"]["verify"] for f in before])
    assert not {query: count for query, count in counted.items() if count}
    left = {f["fingerprint"] for o in scan(url)["outcomes"] for f in o["findings"]}
    assert not [f["message"] for f in before if f["fingerprint"] in left]
