"""Jobs, numbers, dictionaries, forms and packages of the RuoYi family and JeecgBoot: on the real databases as they are, and with
what a site that is at work has in tables that a fresh installation leaves empty."""

from __future__ import annotations

import re
from pathlib import Path

from healthcheck.adapters import Adapters, load_adapter
from tests.plugins.drift import Look, folder_of, look
from tests.plugins.test_reconciliation import by_hand, damaged
from tests.servers import MariadbServer

#: Quartz as several servers share it: one job is due, one is a day late. Numbers as the MES children make them: a fixed text and
#: a counter, one nearly through; one that starts anew every day.
RUOYI = """
UPDATE sys_job SET status = '0';
INSERT INTO qrtz_triggers (sched_name, trigger_name, trigger_group, job_name, job_group, trigger_state, trigger_type, start_time,
    next_fire_time, prev_fire_time)
SELECT 'RuoyiScheduler', CONCAT('TASK_CLASS_NAME', job_id), job_group, CONCAT('TASK_CLASS_NAME', job_id), job_group, 'WAITING', 'CRON', 0,
    UNIX_TIMESTAMP(IF(job_id = 1, '2026-11-18 03:00:00', '2026-11-20 09:00:00')) * 1000, -1 FROM sys_job WHERE job_id IN (1, 2);
INSERT INTO sys_job_log (job_name, job_group, invoke_target, status, create_time)
SELECT job_name, job_group, invoke_target, '0', '2026-11-20 08:00:00' FROM sys_job WHERE job_id = 2;
CREATE TABLE sys_auto_code_rule (rule_id BIGINT, rule_code VARCHAR(64), rule_name VARCHAR(255), enable_flag CHAR(1));
CREATE TABLE sys_auto_code_part (part_id BIGINT, rule_id BIGINT, part_index INT, part_type VARCHAR(20), part_length INT,
    fix_character VARCHAR(64), seria_start_no INT, seria_step INT, cycle_flag CHAR(1));
CREATE TABLE sys_auto_code_result (code_id BIGINT, rule_id BIGINT, last_serial_no INT);
INSERT INTO sys_auto_code_rule VALUES (1, 'ITEM_CODE', '物料编码', 'Y'), (2, 'ISSUE_CODE', '领料单号', 'Y'), (3, 'OLD', '旧', 'N');
INSERT INTO sys_auto_code_part VALUES (1, 1, 1, 'FIXCHAR', 4, 'ITEM', NULL, NULL, NULL), (2, 1, 2, 'SERIALNO', 4, NULL, 1, 1, 'N'),
    (3, 2, 1, 'NOWDATE', 8, NULL, NULL, NULL, NULL), (4, 2, 2, 'SERIALNO', 3, NULL, 1, 1, 'Y'), (5, 3, 1, 'SERIALNO', 3, NULL, 5, 1, 'N');
INSERT INTO sys_auto_code_result VALUES (1, 1, 9400), (2, 1, 9401), (3, 2, 12);
DELETE FROM sys_dict_type WHERE dict_type = 'sys_user_sex';
"""


def seen(url: str, path: Path, distribution: str, name: str) -> Look:
    """What one adapter makes of a database."""
    return look(url, path, Adapters({name: load_adapter(folder_of(distribution, name))}), name)


def test_ruoyi(mariadb: MariadbServer, tmp_path: Path) -> None:
    """The next run is Quartz's own, numbers are those of their rules, a dictionary that lost its head is told."""
    url = mariadb.load_shared("ruoyi_vue")
    fresh = seen(url, tmp_path / "fresh.duckdb", "healthcheck-ruoyi", "ruoyi_vue")
    assert "migration.orphan_children" not in fresh.findings() and "operation.job_overdue" not in fresh.findings()
    with damaged(mariadb, url, RUOYI) as copy:
        facts = seen(copy, tmp_path / "facts.duckdb", "healthcheck-ruoyi", "ruoyi_vue")
        assert facts.rows(
            "SELECT code, prefix, padding, next_number, active FROM number_sequence ORDER BY sequence_id"
        ) == [
            ("ITEM_CODE", "ITEM", 4, 9402, True),
            ("ISSUE_CODE", None, 3, None, True),
            ("OLD", None, 3, 5, False),
        ]
        found = {rule: [row["key"] for row in rows] for rule, rows in facts.findings().items()}
        assert found["operation.sequence_nearly_exhausted"] == ["1"]
        assert found["operation.job_overdue"] == ["1"]
        [lost] = facts.findings()["migration.orphan_children"]
        assert lost["key"] == "sys_dict_data.dict_type,sys_dict_type" and lost["example"] == "sys_user_sex"


def test_yudao(mariadb: MariadbServer, tmp_path: Path) -> None:
    """Menus a package names and that are gone; entries of dictionaries as counted by hand."""
    url = mariadb.load_shared("yudao")
    facts = seen(url, tmp_path / "fresh.duckdb", "healthcheck-ruoyi", "ruoyi_pro")
    entries = by_hand(
        mariadb,
        url,
        "SELECT COUNT(*) FROM system_dict_data WHERE deleted = 0 AND dict_type NOT IN (SELECT type FROM system_dict_type WHERE deleted = 0)",
    )
    found = {row["key"]: row for row in facts.findings()["migration.orphan_children"]}
    assert set(found) == {"system_dict_data.dict_type,system_dict_type"}
    assert {str(row["orphans"]) for row in found.values()} == entries != {"0"}
    with damaged(mariadb, url, "UPDATE system_menu SET deleted = 1 WHERE id IN (2160, 1254);") as copy:
        after = seen(copy, tmp_path / "after.duckdb", "healthcheck-ruoyi", "ruoyi_pro").findings()
        told = {row["key"]: (row["orphans"], row["example"]) for row in after["migration.orphan_children"]}
        assert told["system_tenant_package.menu_ids,system_menu"] == (2, "1254")


def menus_astray(facts: Look) -> set[str]:
    """Menus that open what is gone; data rules left out."""
    found = facts.findings()["access.permission_target_missing"]
    return {str(row["permission"]) for row in found if row["kind"] == "menu"}


def test_jeecg(mariadb: MariadbServer, tmp_path: Path) -> None:
    """Fields of forms that are gone, as counted by hand; menus of pages that are gone; messages that failed long ago or lately; a field
    whose dictionary or number rule is gone; check rules; the next run is Quartz's own."""
    url = mariadb.load_shared("jeecg382")
    fields = "SELECT COUNT(*) FROM onl_cgform_field WHERE cgform_head_id NOT IN (SELECT id FROM onl_cgform_head)"
    facts = seen(url, tmp_path / "fresh.duckdb", "healthcheck-jeecg", "jeecg")
    left = {row["key"]: row["orphans"] for row in facts.findings()["migration.designer_leftovers"]}
    assert {str(left["onl_cgform_field.cgform_head_id,onl_cgform_head"])} == by_hand(mariadb, url, fields) != {"0"}
    assert "migration.orphan_children" not in facts.findings()
    assert menus_astray(facts) == {"仪表盘集成示例"}
    # Messages of 2016 to 2018 in a system that was used in 2025.
    assert facts.rows("SELECT max(last_failed_at)::VARCHAR FROM interface") == [("2018-07-09 14:04:32",)]
    assert "operation.interface_failing" not in facts.findings()
    # Reports connect as root, and a key of the OpenAPI acts as admin.
    signs_in = facts.findings()["operation.interface_superuser"]
    assert [
        (row["login"], str(row["key"]).partition(":")[0]) for row in sorted(signs_in, key=lambda row: str(row["key"]))
    ] == [
        *[("root", "jimu_report_data_source")] * 3,
        ("admin", "open_api_auth"),
        ("root", "sys_data_source"),
    ]
    rules = dict(facts.rows("SELECT name, pattern FROM code_rule"))
    assert set(rules) == {"通用编码规则", "负责的功能测试"}
    general = re.compile(str(rules["通用编码规则"]))
    assert [code for code in ("A-1", "Ab", "A_12", "A23456789012", "A234567890123") if general.fullmatch(code)] == [
        "A_12",
        "A23456789012",
    ]
    assert "material.code_rule_contradictory" not in facts.findings()
    damage = """DELETE FROM sys_dict WHERE dict_code = 'sex';
        UPDATE jimu_report SET del_flag = 1 WHERE id = '961455b47c0b86dc961e90b5893bff05';
        ALTER TABLE onl_cgreport_head CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
        ALTER TABLE sys_permission CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
        UPDATE sys_permission SET url = '/online/cgreport/1590154651759259640?sex=1' WHERE name = '带参数报表';
        UPDATE sys_permission SET url = '/online/cgformTreeList/none?a=b/c' WHERE name = 'Online表单例子';
        UPDATE sys_permission SET component = REPLACE(component, '964024982110830592', (SELECT MIN(id) FROM onl_drag_page))
            WHERE name = '仪表盘集成示例';
        UPDATE sys_sms SET es_send_time = '2025-07-01 08:00:00' WHERE es_type = '3' ORDER BY id LIMIT 1;
        DELETE FROM sys_fill_rule WHERE rule_code = 'shop_order_num';
        UPDATE sys_check_rule SET rule_json = '[{"digits":"1","pattern":"^[A-Z$"},{"digits":"*","pattern":".*"}]' WHERE rule_code = 'test';
        UPDATE sys_check_rule SET rule_json = '[{"digits":"*","pattern":"\\\\p{Lu}+"}]' WHERE rule_code = 'common';
        UPDATE sys_quartz_job SET status = 0;
        INSERT INTO qrtz_triggers (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP, JOB_NAME, JOB_GROUP, TRIGGER_STATE, TRIGGER_TYPE,
            START_TIME, NEXT_FIRE_TIME, PREV_FIRE_TIME)
        SELECT 'MyScheduler', j.id, 'DEFAULT', j.id, 'DEFAULT', 'ERROR', 'CRON', 0,
            UNIX_TIMESTAMP('2026-11-01 00:00:00') * 1000, -1 FROM sys_quartz_job j WHERE j.job_class_name LIKE '%SendMsgJob'
        UNION ALL SELECT 'MyScheduler', j.id, 'DEFAULT', j.id, 'DEFAULT', 'WAITING', 'CRON', 0, UNIX_TIMESTAMP('2026-11-21 00:00:00') * 1000,
            UNIX_TIMESTAMP('2026-11-20 00:00:00') * 1000 FROM sys_quartz_job j WHERE j.job_class_name LIKE '%SampleJob';"""
    with damaged(mariadb, url, damage) as copy:
        facts = seen(copy, tmp_path / "after.duckdb", "healthcheck-jeecg", "jeecg")
        after = facts.findings()
        # The dashboard's address leads to another page than its route names.
        assert menus_astray(facts) == {"积木报表例子", "带参数报表", "Online表单例子"}
        assert [row["key"] for row in after["operation.interface_failing"]] == ["sys_sms:3"]
        told = {row["key"]: row["example"] for row in after["migration.orphan_children"]}
        assert told["onl_cgform_field.dict_field,sys_dict"] == "sex"
        assert (
            told["sys_dict_item.dict_id,sys_dict"]
            == by_hand(mariadb, url, "SELECT id FROM sys_dict WHERE dict_code = 'sex'").pop()
        )
        assert told["onl_cgform_field.field_default_value,sys_fill_rule"] == "${shop_order_num}"
        [unreadable] = after["material.code_rule_contradictory"]  # what only Java reads is no mistake
        assert unreadable["name"] == "负责的功能测试"
        [late] = after["operation.job_overdue"]
        assert "SendMsgJob" in late["job"]
