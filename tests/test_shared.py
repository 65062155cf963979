"""Every database of ../shared/data that an adapter of ours covers: recognised, fast, nothing broken, nothing invented."""

from __future__ import annotations

import json
import re
import time

import pytest

from tests.cli import run_cli
from tests.servers import MariadbServer, PostgresServer

#: Seconds one scan may take (two cores).
BAR = 30.0

#: Database → adapter that must be recognised without a hint.
MARIADB = {
    "ruoyi": "RuoYi (classic)",
    "ruoyi_vue": "RuoYi-Vue",
    "ruoyi_plus": "RuoYi-Vue-Plus",
    "ry_activiti": "RuoYi (classic)",
    "tony_flowable": "RuoYi-Vue",
    "yudao": "ruoyi-vue-pro (Yudao)",
    "yudao_flowable22": "ruoyi-vue-pro (Yudao)",
    "jeecg382": "JeecgBoot",
    "jeecg_flowable": "JeecgBoot",
}

#: Rules that speak of the vendor's own installation as it is delivered, rightly.
#: RuoYi's sample role "普通角色" may edit roles: whoever keeps it for real people has that hole.
VENDOR = {"operation.setting_default_password", "access.privilege_to_grant"}
#: What rules rightly say of the tests' own servers, which are made quick and not safe, and count nothing.
SERVER = {"report.safety_switched_off", "report.statements_not_counted"}


def check(url: str, product: str) -> dict[str, object]:
    """Scan and hold what every real system must give."""
    started = time.monotonic()
    code, out, err = run_cli("scan", url, "--format", "json")
    seconds = time.monotonic() - started
    assert code in (0, 1), err
    assert err == ""
    report: dict[str, object] = json.loads(out)
    assert product in report["target"]["products"], report["target"]  # type: ignore[index]
    broken = [o for o in report["outcomes"] if o["status"] in ("broken", "timeout")]  # type: ignore[attr-defined]
    assert not broken
    assert not [c for c in report["coverage"] if c["state"] == "partial"]  # type: ignore[attr-defined]
    for outcome in report["outcomes"]:  # type: ignore[attr-defined]
        for finding in outcome["findings"]:
            assert finding["subject"]["key"], finding
            assert finding["origin"], finding
            assert not re.search(r"\{[a-z_]+\}", finding["message"]), finding["message"]
    assert seconds < BAR, f"{seconds:.1f} s"
    return report


def rules_that_fired(report: dict[str, object]) -> set[str]:
    """Ids of failed rules."""
    return {o["rule"] for o in report["outcomes"] if o["status"] == "failed"} - SERVER  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", MARIADB)
def test_mariadb(mariadb: MariadbServer, name: str) -> None:
    """RuoYi family and JeecgBoot."""
    report = check(mariadb.load_shared(name), MARIADB[name])
    if name in ("ruoyi", "ruoyi_vue", "ruoyi_plus", "tony_flowable"):
        assert rules_that_fired(report) <= VENDOR  # nothing but what the vendor ships


@pytest.mark.parametrize("name", ["odoo16_demo", "odoo16_clean"])
def test_odoo(postgres: PostgresServer, name: str) -> None:
    """Odoo: a clean installation gives nothing at all."""
    report = check(postgres.load_shared(name), "Odoo")
    if name == "odoo16_clean":
        assert rules_that_fired(report) <= {"operation.setting_demo_address", "operation.setting_self_registration"}
