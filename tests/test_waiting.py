"""Who waits: a finding about a report says how long people waited for it, one about a statement whose report it is."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from healthcheck.outcome import Finding, Thing
from healthcheck.report.common import who_waits
from healthcheck.waiting import _count
from tests.cli import run_cli

REPORT_SQL = "SELECT o.no, o.amount FROM sale_order o WHERE o.day >= '${from_day}' AND o.state IN ('a', 'b')"
FACTS: dict[str, list[dict[str, Any]]] = {
    "user_account": [{"user_id": "u1", "login": "wang", "name": "王芳"}],
    "report": [
        {"report_id": "r1", "code": "R1", "name": "销售明细", "sql": REPORT_SQL, "dialect": "mysql", "menu_path": "报表 > 销售",
         "owner_user_id": "u1", "target": ""},
        {"report_id": "r2", "code": "R2", "name": "库存预测", "sql": "", "dialect": "", "menu_path": "库存 > 预测", "owner_user_id": "",
         "target": "report.stock.quantity"},
        {"report_id": "r3", "code": "R3", "name": "别的", "sql": "SELECT '${a}' FROM other_table o WHERE o.day = 1", "dialect": "mysql",
         "menu_path": "", "owner_user_id": "", "target": ""},
    ],
    "db_table": [
        {"table_id": "sale_order", "name": "sale_order", "kind": "table", "rows": 9000},
        {"table_id": "report_stock_quantity", "name": "report_stock_quantity", "kind": "view", "rows": ""},
    ],
    "statement": [
        # as a designer pages it, as the digest writes it
        {"statement_id": "q1", "sql": "SELECT COUNT ( ? ) FROM ( SELECT `o` . `no` , `o` . `amount` FROM `sale_order` `o` WHERE `o` . `day`"
         " >= ? AND `o` . `state` IN (...) ) `t`", "calls": 30, "total_ms": 240000, "mean_ms": 8000, "max_ms": 9000,
         "source": "events_statements_summary_by_digest"},
        {"statement_id": "q2", "sql": 'SELECT "product_id" FROM "report_stock_quantity" WHERE state = $1', "calls": 20, "total_ms": 120000,
         "mean_ms": 6000, "max_ms": 9000, "source": "pg_stat_statements"},
        # nobody waited: somebody looked at the plan
        {"statement_id": "q4", "sql": "EXPLAIN FORMAT = JSON " + REPORT_SQL.replace("'${from_day}'", "?").replace("'a', 'b'", "..."),
         "calls": 7, "total_ms": 7000, "mean_ms": 1000, "max_ms": 9000, "source": "events_statements_summary_by_digest"},
        {"statement_id": "q3", "sql": "SELECT o.no FROM sale_order o WHERE o.id = $1", "calls": 20, "total_ms": 120000,
         "mean_ms": 6000, "max_ms": 9000, "source": "pg_stat_statements"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, Any]]]:
    """Findings by rule and subject of a folder of fact files."""
    folder = tmp_path_factory.mktemp("facts")
    for name, rows in FACTS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    chosen = ("--select", "report.slow_statement", "--select", "report.string_parameter")
    code, out, err = run_cli("scan", str(folder), *chosen, "--format", "json", lang="zh")
    assert code in (0, 1, 3), err
    return {o["rule"]: {f["subject"]["key"]: f for f in o["findings"]} for o in json.loads(out)["outcomes"]}


def test_a_statement_names_its_report(findings: dict[str, dict[str, dict[str, Any]]]) -> None:
    """By the report's own words inside what the designer wraps around them, menu and owner with it."""
    found = findings["report.slow_statement"]["q1"]
    assert found["evidence"]["waited_report"] == "销售明细"
    assert found["message"].endswith("（报表：销售明细；菜单：报表 > 销售；负责人：王芳）")


def test_a_statement_names_the_report_whose_view_it_reads(findings: dict[str, dict[str, dict[str, Any]]]) -> None:
    """A screen on a view has no SQL of its own."""
    assert findings["report.slow_statement"]["q2"]["evidence"]["waited_report"] == "库存预测"


def test_a_statement_of_nobody_names_none(findings: dict[str, dict[str, dict[str, Any]]]) -> None:
    """The same table is not the same statement."""
    assert "waited_report" not in findings["report.slow_statement"]["q3"]["evidence"]


def test_short_times_are_seconds() -> None:
    """Nought minutes tell nobody anything."""
    said = {}
    for ms in (30.0, 4_200.0, 59_000.0, 240_000.0):
        thing = Thing("report", "r1", "r1")
        finding = Finding("report.x", "low", "certain", thing, thing, {}, [], "f")
        _count(finding, 3, ms)
        said[ms] = [who_waits(finding, lang) for lang in ("en", "zh")]
    assert said[30.0] == [" (3 calls, <0.1 seconds of waiting)", "（执行 3 次，累计等待 <0.1 秒）"]
    assert said[4_200.0] == [" (3 calls, 4.2 seconds of waiting)", "（执行 3 次，累计等待 4.2 秒）"]
    assert said[59_000.0][0] == " (3 calls, 59 seconds of waiting)"
    assert said[240_000.0] == [" (3 calls, 4 minutes of waiting)", "（执行 3 次，累计等待 4 分钟）"]


def test_a_report_says_how_long_people_waited(findings: dict[str, dict[str, dict[str, Any]]]) -> None:
    """Calls and minutes of its statement; nothing where none was counted."""
    found = findings["report.string_parameter"]
    assert (found["r1"]["evidence"]["waited_calls"], found["r1"]["evidence"]["waited_minutes"]) == (30, 4.0)
    assert "累计等待 4" in found["r1"]["message"]
    assert "waited_calls" not in found["r3"]["evidence"]
