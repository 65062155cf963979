"""ruoyi-vue-pro (Yudao) on its real databases: what its register of instances, messages and addresses say, and a statement that
repairs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from healthcheck.adapters import Adapters, load_adapter, load_reader
from tests.plugins.drift import Look, folder_of, look
from tests.plugins.test_reconciliation import by_hand, damaged
from tests.servers import MariadbServer

FOLDER = folder_of("healthcheck-ruoyi", "ruoyi_pro")


def seen(url: str, path: Path) -> Look:
    """What the product's adapter and the engine's make of a database."""
    folders = (FOLDER, folder_of("healthcheck-bpmn", "bpmn_engine"))
    return look(url, path, Adapters({folder.name: load_adapter(folder) for folder in folders}))


def keys(facts: Look, rule: str) -> set[str]:
    """Subjects of a rule's findings."""
    return {str(row["key"]) for row in facts.findings().get(rule, [])}


#: What is over in the register and not in the document; what the register shows as running.
OVER = """
SELECT CONCAT('bpm_oa_leave,', d.id) FROM bpm_oa_leave d JOIN bpm_process_instance_ext x USING (process_instance_id)
WHERE d.deleted = 0 AND d.result = 1 AND x.status = 2
"""
RUNNING = (
    "SELECT process_instance_id FROM bpm_process_instance_ext WHERE status = 1 AND end_time IS NULL AND deleted = 0"
)


def test_instances_that_the_engine_lost(mariadb: MariadbServer, tmp_path: Path) -> None:
    """The engine's tables are as good as empty: the register tells what ended and what is shown as running for ever."""
    url = mariadb.load_shared("yudao_flowable22")
    facts = seen(url, tmp_path / "facts.duckdb")
    over = by_hand(mariadb, url, OVER)
    assert len(over) == 14 and keys(facts, "flow.document_not_written_back") == over
    running = by_hand(mariadb, url, RUNNING)
    assert len(running) == 16 and keys(facts, "flow.instance_not_waiting") == running
    assert keys(facts, "flow.document_without_instance") == set()  # each of the rest has one of those
    # the one model that is deployed has no approver, neither drawn nor in the table, whose rows are all of models that are gone
    assert len(keys(facts, "flow.step_without_approver")) == 1
    assert facts.rows("SELECT count(*) FROM flow_approver JOIN flow USING (flow_id)") == [(0,)]


def test_without_a_register(mariadb: MariadbServer, tmp_path: Path) -> None:
    """Documents name instances of which there is no trace: they are told, although no document of the type has one."""
    url = mariadb.load_shared("yudao_flowable22")
    with damaged(mariadb, url, "DROP TABLE bpm_process_instance_ext;") as copy:
        facts = seen(copy, tmp_path / "facts.duckdb")
        waiting = by_hand(
            mariadb, copy, "SELECT CONCAT('bpm_oa_leave,', id) FROM bpm_oa_leave WHERE result = 1 AND deleted = 0"
        )
        assert len(waiting) == 19 and keys(facts, "flow.document_without_instance") == waiting


def test_what_the_engine_has_is_told_once(mariadb: MariadbServer, tmp_path: Path) -> None:
    """Of an instance that the engine runs or remembers, the register's row says nothing more."""
    url = mariadb.load_shared("yudao_flowable22")
    work = """
    SET @flow = (SELECT id_ FROM act_re_procdef);
    SET @running = (SELECT process_instance_id FROM bpm_process_instance_ext WHERE id = 197);
    SET @over = (SELECT process_instance_id FROM bpm_process_instance_ext WHERE id = 195);
    INSERT INTO act_ru_execution (id_, proc_inst_id_, proc_def_id_, suspension_state_, is_event_scope_)
        VALUES (@running, @running, @flow, 1, 0);
    INSERT INTO act_hi_procinst (id_, proc_inst_id_, proc_def_id_, start_time_, end_time_, delete_reason_)
        VALUES (@over, @over, @flow, '2022-01-23 12:00:00', '2022-01-23 13:00:00', '不要了');
    """
    with damaged(mariadb, url, work) as copy:
        facts = seen(copy, tmp_path / "facts.duckdb")
        assert facts.rows("SELECT instance_id FROM flow_instance GROUP BY ALL HAVING count(*) > 1") == []
        assert facts.rows(
            "SELECT upper(split_part(origin, '#', 1)) AS place, state, count(*) FROM flow_instance WHERE origin NOT LIKE 'bpm_%' GROUP BY ALL"
            " ORDER BY ALL"
        ) == [
            ("ACT_HI_PROCINST", "cancelled", 1),
            ("ACT_HI_PROCINST", "finished", 1),
            ("ACT_RU_EXECUTION", "running", 1),
        ]


def test_messages_and_addresses(mariadb: MariadbServer, tmp_path: Path) -> None:
    """Notifications of payments that were never sent; addresses that lead to the developer's machine."""
    url = mariadb.load_shared("yudao_flowable22")
    facts = seen(url, tmp_path / "22.duckdb")
    [payments] = facts.rows("SELECT waiting, failed FROM interface WHERE interface_id = 'pay_notify_task'")
    assert payments == (16, 0)
    assert keys(facts, "operation.setting_demo_address") == {
        "pay_app.6.pay_notify_url", "pay_app.6.refund_notify_url", "system_sms_channel.1.callback_url",
    }  # fmt: skip
    url = mariadb.load_shared("yudao")
    found = seen(url, tmp_path / "now.duckdb").findings()["operation.setting_demo_address"]
    assert {row["key"]: row["value"] for row in found} == {
        "infra_file_config.35.domain": "http://www.xxx.com",
        "infra_file_config.35.endpoint": "http://www.baidu.com",
        "system_mail_account.1.host": "smtp://127.0.0.1:8080",
    }


def test_failed_messages(mariadb: MariadbServer, tmp_path: Path) -> None:
    """Those of a text message, and of a payment that the product has given up; both ways in which it counted."""
    url = mariadb.load_shared("yudao_flowable22")
    work = """
    UPDATE system_sms_log SET send_status = 20;
    UPDATE pay_notify_task SET status = 3, last_execute_time = '2022-02-24 01:00:00' ORDER BY id LIMIT 2;
    UPDATE pay_notify_task SET status = 20 ORDER BY id DESC LIMIT 1;
    """
    with damaged(mariadb, url, work) as copy:
        facts = seen(copy, tmp_path / "facts.duckdb")
        assert facts.rows("SELECT name, waiting, failed FROM interface WHERE failed > 0 ORDER BY name") == [
            ("支付结果通知", 13, 3),
            ("短信渠道 芋道", 0, 1),
        ]
        assert keys(facts, "operation.interface_failing") == {"pay_notify_task", "system_sms_channel:1"}


class Stores:
    """A source with rows of `infra_file_config`, and of nothing else."""

    def __init__(self, *configs: str) -> None:
        self._configs = configs

    def has(self, name: str) -> bool:
        """Whether the product has the table."""
        return name.startswith("infra_file_config")

    def rows(self, _query: str) -> Iterator[dict[str, Any]]:
        """The stores, numbered."""
        yield from (
            {"id": n, "name": "", "master": True, "config": config} for n, config in enumerate(self._configs, 1)
        )


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (
            '{"endpoint": "http://127.0.0.1:9000", "domain": "https://files.corp.cn"}',
            {"domain": "https://files.corp.cn"},
        ),
        ('{"endpoint": "http://127.0.0.1:9000", "domain": null}', {"endpoint": "http://127.0.0.1:9000"}),
        ('{"domain": "https://me:secret@files.corp.cn/a?key=secret"}', {"domain": "https://files.corp.cn/a"}),
        ('{"accessSecret": "secret", "host": "10.0.0.1"}', {}),
        ("not JSON", {}),
        ("[]", {}),
    ],
)
def test_addresses_of_a_file_store(config: str, told: dict[str, str]) -> None:
    """Neither keys nor passwords, and a store on the server's own machine only where browsers are sent to it."""
    reader = load_reader(FOLDER / "facts" / "addresses.py")
    assert {s.key.rsplit(".", 1)[1]: s.value for s in reader.collect(Stores(config))} == told


def test_the_grant_that_is_kept_is_the_tenants_own(mariadb: MariadbServer) -> None:
    """Of a permission granted twice the older row is another tenant's, which the role does not see."""
    url = mariadb.load_shared("yudao")
    guide = load_adapter(FOLDER).fix_of("access.permission_grant_duplicate")
    assert guide is not None and guide.sql is not None
    with damaged(mariadb, url, guide.sql.format(role_id="1", permission_id="5811") + ";") as copy:
        left = "SELECT tenant_id FROM system_role_menu WHERE role_id = 1 AND menu_id = 5811 AND deleted = 0"
        assert by_hand(mariadb, url, left) == {"0", "1"}
        assert by_hand(mariadb, copy, left) == {"1"}
