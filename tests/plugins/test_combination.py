"""A product and the engine of its approval flows in one database: one set of people, one set of tasks; and with losses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from healthcheck.adapters import Adapters, load_adapter
from tests.plugins.drift import Look, complete, folder_of, look, original, survives_drift
from tests.servers import MariadbServer, Server

#: Work under way in ruoyi-vue-pro: a task of somebody who is there, of somebody disabled, of somebody deleted, and one for a
#: role. The approvers of the step stand in the product's own table, the step in the engine's.
YUDAO = """
SET @flow = (SELECT id_ FROM act_re_procdef WHERE key_ = 'flowable_01');
INSERT INTO act_hi_procinst (id_, proc_inst_id_, business_key_, proc_def_id_, start_time_, start_user_id_)
    SELECT CONCAT('p', n), CONCAT('p', n), CONCAT('QJ-', n), @flow, '2022-03-01 08:00:00', '104' FROM (SELECT 1 n UNION SELECT 2
    UNION SELECT 3 UNION SELECT 4) x;
INSERT INTO act_ru_execution (id_, proc_inst_id_, business_key_, parent_id_, proc_def_id_, act_id_, suspension_state_, is_event_scope_)
    SELECT id_, id_, business_key_, NULL, @flow, NULL, 1, 0 FROM act_hi_procinst WHERE id_ IN ('p1', 'p2', 'p3', 'p4')
    UNION ALL SELECT CONCAT(id_, 'e'), id_, NULL, id_, @flow, 'task01', 1, 0 FROM act_hi_procinst WHERE id_ IN ('p1', 'p2', 'p3', 'p4');
INSERT INTO act_ru_task (id_, execution_id_, proc_inst_id_, proc_def_id_, name_, task_def_key_, assignee_, create_time_) VALUES
    ('t1', 'p1e', 'p1', @flow, '经理审批', 'task01', '103', '2022-03-01 08:00:00'),
    ('t2', 'p2e', 'p2', @flow, '经理审批', 'task01', '100', '2022-03-01 08:00:00'),
    ('t3', 'p3e', 'p3', @flow, '经理审批', 'task01', '999', '2022-03-01 08:00:00'),
    ('t4', 'p4e', 'p4', @flow, '经理审批', 'task01', NULL, '2022-03-01 08:00:00');
INSERT INTO act_ru_identitylink (id_, type_, task_id_, user_id_, group_id_) VALUES
    ('l1', 'candidate', 't4', '104', NULL), ('l2', 'candidate', 't4', '103', NULL);
INSERT INTO bpm_task_assign_rule (model_id, process_definition_id, task_definition_key, type, options, deleted)
    VALUES ('m', @flow, 'task01', 10, '[1,2]', 0), ('m', @flow, 'task01', 30, '[103]', 0);
"""

#: A flow of Warm-Flow in Xingyun: its steps name a user, a role, nobody that exists, and the applicant.
XINGYUN = """
INSERT INTO flow_definition (id, flow_code, flow_name, version, is_publish, activity_status, del_flag, create_time)
    VALUES (1, 'buy', '采购审批', '1', 1, 1, '0', '2025-01-01');
INSERT INTO flow_node (id, node_type, definition_id, node_code, node_name, permission_flag, node_ratio, version, del_flag) VALUES
    (1, 0, 1, 's', '开始', NULL, 0, '1', '0'), (2, 1, 1, 'apply', '申请', NULL, 0, '1', '0'),
    (3, 1, 1, 'boss', '经理', '1', 0, '1', '0'), (4, 1, 1, 'gone', '总监', '4711', 0, '1', '0'),
    (5, 1, 1, 'none', '财务', '', 0, '1', '0'), (6, 2, 1, 'e', '结束', NULL, 0, '1', '0');
INSERT INTO flow_skip (id, definition_id, now_node_code, now_node_type, next_node_code, next_node_type, skip_type, del_flag) VALUES
    (1, 1, 's', 0, 'apply', 1, 'PASS', '0'), (2, 1, 'apply', 1, 'boss', 1, 'PASS', '0'), (3, 1, 'boss', 1, 'gone', 1, 'PASS', '0'),
    (4, 1, 'gone', 1, 'none', 1, 'PASS', '0'), (5, 1, 'none', 1, 'e', 2, 'PASS', '0');
INSERT INTO flow_instance (id, definition_id, business_id, node_type, node_code, flow_status, activity_status, create_by, create_time, del_flag)
    VALUES (1, 1, 'CG-1', 1, 'boss', '1', 1, '1', '2025-02-01', '0'), (2, 1, 'CG-2', 1, 'gone', '1', 1, '1', '2025-02-01', '0');
INSERT INTO flow_task (id, definition_id, instance_id, node_code, node_name, node_type, flow_status, create_time, del_flag)
    VALUES (1, 1, 1, 'boss', '经理', 1, '1', '2025-02-01', '0'), (2, 1, 2, 'gone', '总监', 1, '1', '2025-02-01', '0');
INSERT INTO flow_user (id, type, processed_by, associated, del_flag) VALUES (1, '1', '1', 1, '0'), (2, '1', '4711', 2, '0');
"""


def running(server: MariadbServer, database: str, work: str) -> Iterator[str]:
    """A copy of a real database with work under way in it."""
    url = server.load_shared(database, fresh=True)
    server.run_sql(url.rsplit("/", 1)[1], work)
    yield url
    server.drop_database(url.rsplit("/", 1)[1])


@pytest.fixture(scope="module")
def yudao(mariadb: MariadbServer) -> Iterator[str]:
    """ruoyi-vue-pro of 2022 with Flowable."""
    yield from running(mariadb, "yudao_flowable22", YUDAO)


@pytest.fixture(scope="module")
def xingyun(mariadb: MariadbServer) -> Iterator[str]:
    """Xingyun with Warm-Flow."""
    yield from running(mariadb, "xingyun", XINGYUN)


def flow_findings(facts: Look) -> set[tuple[str, str]]:
    """(rule, subject) of the findings on flows and their tasks."""
    return {(rule, row["key"]) for rule, rows in facts.findings().items() if rule.startswith("flow.") for row in rows}


def count(server: Server, url: str, sql: str) -> list[str]:
    """What a person's SQL gives on the live database."""
    return sorted(server.run_sql(url.rsplit("/", 1)[1], sql + ";").splitlines())


def test_ruoyi_vue_pro_with_flowable(mariadb: MariadbServer, yudao: str, tmp_path: Path) -> None:
    """The product's users are the engine's people, and every task, step and approver belongs to one flow."""
    facts = look(yudao, tmp_path / "facts.duckdb")
    assert facts.product == "ruoyi_pro" and facts.names == {"ruoyi_pro", "bpmn_engine"}
    assert facts.plan.version_of == "bpmn_engine"  # the product keeps none of its own
    complete(facts)

    def keys(sql: str) -> list[str]:
        return sorted(str(row[0]) for row in facts.rows(sql))

    # one set of people: the product's, and none of the engine's own (ACT_ID_USER is empty, as the product leaves it)
    assert keys("SELECT user_id FROM user_account") == count(mariadb, yudao, "SELECT id FROM system_user")
    assert len(set(keys("SELECT source FROM hc_part WHERE fact = 'user_account' AND rows > 0"))) == 1
    strangers = count(
        mariadb,
        yudao,
        "SELECT t.id_ FROM act_ru_task t LEFT JOIN system_user u ON u.id = t.assignee_"
        " WHERE t.assignee_ > '' AND u.id IS NULL",
    )
    assert (
        strangers
        == ["t3"]
        == keys("SELECT task_id FROM flow_task WHERE assignee_user_id NOT IN (SELECT user_id FROM user_account)")
    )
    # one set of tasks, each in an instance and at a step of a flow that is known
    assert keys("SELECT task_id FROM flow_task") == count(mariadb, yudao, "SELECT id_ FROM act_ru_task")
    assert keys(
        "SELECT t.task_id FROM flow_task AS t JOIN flow_instance USING (instance_id) JOIN flow AS f ON f.flow_id = t.flow_id"
        " JOIN flow_node AS n ON n.flow_id = t.flow_id AND n.node_id = t.node_id"
    ) == ["t1", "t2", "t3", "t4"]
    # approvers from the product's table, on steps of the engine's model
    assert facts.rows(
        "SELECT n.name, a.kind, a.reference, a.source FROM flow_approver AS a JOIN flow_node AS n USING (flow_id, node_id)"
        " JOIN flow AS f USING (flow_id) WHERE f.code = 'flowable_01' ORDER BY ALL"
    ) == [
        ("task01", "role", "1", "bpm_task_assign_rule"),
        ("task01", "role", "2", "bpm_task_assign_rule"),
        ("task01", "user", "103", "bpm_task_assign_rule"),
    ]
    # and the rules see both: whoever is disabled or gone holds up work, the others do not
    gone = {key for rule, key in flow_findings(facts) if rule == "flow.task_assignee_gone"}
    assert gone == {"t2", "t3"}
    assert not {rule for rule, _ in flow_findings(facts)} & {"flow.step_without_approver", "flow.approver_missing"}


def test_xingyun_with_warm_flow(xingyun: str, tmp_path: Path) -> None:
    """The engine's people are the product's: the one who does not exist is found, in the flow and in the work that waits."""
    facts = look(xingyun, tmp_path / "facts.duckdb")
    assert facts.product == "xingyun" and facts.names == {"xingyun", "warm_flow"}
    complete(facts)
    assert flow_findings(facts) == {
        ("flow.all_approvers_gone", "1,gone"),
        ("flow.step_without_approver", "1,none"),
        ("flow.task_nobody_can_take", "2"),
    }


def test_drift_of_flowable(mariadb: MariadbServer, yudao: str, tmp_path: Path) -> None:
    """Both lose columns and tables at random."""
    folders = [folder_of("healthcheck-ruoyi", "ruoyi_pro"), folder_of("healthcheck-bpmn", "bpmn_engine")]
    both = Adapters({folder.name: load_adapter(folder) for folder in folders})
    base = look(yudao, tmp_path / "base.duckdb", both)
    survives_drift(original(mariadb, yudao), base, tmp_path, *folders)


def test_drift_of_warm_flow(mariadb: MariadbServer, xingyun: str, tmp_path: Path) -> None:
    """Both lose columns and tables at random."""
    folders = [folder_of("healthcheck-xingyun", "xingyun"), folder_of("healthcheck-ruoyi", "warm_flow")]
    both = Adapters({folder.name: load_adapter(folder) for folder in folders})
    base = look(xingyun, tmp_path / "base.duckdb", both)
    survives_drift(original(mariadb, xingyun), base, tmp_path, *folders)
