"""Every database of ../shared/data: recognised without a hint, fast, nothing broken, nothing invented."""

from __future__ import annotations

import json
import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cli import run_cli
from tests.servers import SHARED, MariadbServer, PostgresServer, Server

#: Seconds one scan may take (two cores).
BAR = 60.0

#: What the engine of a process adds to the product in the same database.
ENGINE = "BPMN engine (Flowable, Activiti, Camunda 7)"

#: Database → what must be recognised without a hint, and nothing beside it.
MARIADB = {
    "ruoyi": {"RuoYi (classic)"},
    "ruoyi_vue": {"RuoYi-Vue"},
    "ruoyi_plus": {"RuoYi-Vue-Plus"},
    "ry_activiti": {"RuoYi (classic)"},
    "tony_flowable": {"RuoYi-Vue"},
    "yudao": {"ruoyi-vue-pro (Yudao)"},
    "yudao_flowable22": {"ruoyi-vue-pro (Yudao)", ENGINE},
    "jeecg382": {"JeecgBoot"},
    "jeecg_flowable": {"JeecgBoot"},
    "erpnext14_demo": {"Frappe / ERPNext"},
    "jsherp": {"jshERP (GuanYiJia)"},
    "xingyun": {"Xingyun ERP", "Warm-Flow engine"},
    "blade": {"SpringBlade"},
    "eladmin": {"eladmin"},
    "xxl_job": {"XXL-JOB"},
}
POSTGRESQL = {"odoo16_demo": {"Odoo"}, "odoo16_clean": {"Odoo"}}

#: Rules that speak of the vendor's own installation as it is delivered, rightly.
#: RuoYi's sample role "普通角色" may edit roles: whoever keeps it for real people has that hole.
#: Its parameter for the characters of a password stands at "any" in the classic edition.
RUOYI = {"operation.setting_default_password", "access.privilege_to_grant", "operation.setting_password_rules_off"}
#: Database → all that may be found in it, where the whole of it is a vendor's clean installation.
CLEAN = {
    **dict.fromkeys(("ruoyi", "ruoyi_vue", "tony_flowable"), RUOYI),
    # Its store of files stands at 127.0.0.1 without a domain, so a browser looks for every file on its own machine. The vendor's sample
    # accounts "test" are in use, in Plus with their password in their name.
    "ruoyi_plus": RUOYI | {"operation.setting_demo_address", "access.account_for_testing"},
    "eladmin": {"access.account_for_testing"},
    "xingyun": set(),
    # the sample executors' token and the unsalted hash are the vendor's own, and whoever goes live with them has that hole
    "xxl_job": {"operation.setting_shipped_token", "access.weak_password_hash"},
    "odoo16_clean": {"operation.setting_demo_address", "operation.setting_self_registration"},
}
#: What rules rightly say of the tests' own servers, which are made quick and not safe, and count nothing.
SERVER = {"report.safety_switched_off", "report.statements_not_counted"}


def truth() -> list[dict[str, str]]:
    """Findings that were looked up by hand: database, rule, key of the subject, what the message says, and SQL that gives a row exactly when it is so."""
    text = (Path(__file__).parent / "truth.toml").read_text(encoding="utf-8")
    entries: list[dict[str, str]] = tomllib.loads(text)["finding"]
    return entries


def check(server: Server, name: str) -> None:
    """Scan and hold what every real system must give, and that the findings looked up by hand are there and true."""
    url = server.load_shared(name)
    started = time.monotonic()
    code, out, err = run_cli("scan", url, "--format", "json")
    seconds = time.monotonic() - started
    assert code in (0, 1), err
    assert err == ""
    report: dict[str, Any] = json.loads(out)
    assert set(report["target"]["products"]) == (MARIADB | POSTGRESQL)[name], report["target"]
    assert not [o for o in report["outcomes"] if o["status"] in ("broken", "timeout")]
    assert not [c for c in report["coverage"] if c["state"] == "partial"]
    for outcome in report["outcomes"]:
        for finding in outcome["findings"]:
            assert finding["subject"]["key"], finding
            assert finding["origin"], finding
            # ${…} is what a product writes, {…} a place in a message that nobody filled
            assert not re.search(r"(?<!\$)\{[a-z_]+\}", finding["message"]), finding["message"]
    fired = {o["rule"] for o in report["outcomes"] if o["status"] == "failed"} - SERVER
    assert fired <= CLEAN.get(name, fired)
    assert fired <= {entry["rule"] for entry in truth()}, "look one up by hand and add it to truth.toml"
    assert seconds < BAR, f"{seconds:.1f} s"
    found = {(o["rule"], f["subject"]["key"]): f["message"] for o in report["outcomes"] for f in o["findings"]}
    for entry in truth():
        if entry["database"] == name:
            assert entry.get("says", "") in found[entry["rule"], entry["key"]]
            assert server.run_sql(name, entry["sql"]), f"not so: {entry}"


def test_none_is_left_out() -> None:
    """Whatever is put into ../shared/data is scanned here."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: no real system to scan")
    dumps = {path.name.split(".")[0] for ending in ("*.sql.gz", "*.dump") for path in (SHARED / "data").glob(ending)}
    assert dumps == set(MARIADB | POSTGRESQL)


def test_every_system_that_finds_anything_was_looked_up() -> None:
    """Thirty findings and more, on every database but those where only the server is found fault with."""
    entries = truth()
    assert len(entries) >= 30
    assert {entry["database"] for entry in entries} == set(MARIADB | POSTGRESQL) - {"xingyun"}


@pytest.mark.parametrize("name", MARIADB)
def test_mariadb(mariadb: MariadbServer, name: str) -> None:
    """RuoYi and its children, JeecgBoot, ERPNext, and the smaller ones; a clean installation gives no noise."""
    check(mariadb, name)


@pytest.mark.parametrize("name", POSTGRESQL)
def test_odoo(postgres: PostgresServer, name: str) -> None:
    """Odoo with the vendor's demo data, and without."""
    check(postgres, name)
