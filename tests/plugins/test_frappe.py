"""The Frappe adapter on an ERPNext 14 that nobody here wrote, and on copies whose schema has drifted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugins.drift import Look, complete, folder_of, look, survives_drift
from tests.servers import MariadbServer

DATABASE = "erpnext14_demo"
FOLDER = folder_of("healthcheck-frappe", "frappe")


@pytest.fixture(scope="module")
def url(mariadb: MariadbServer) -> str:
    """URL of the loaded database."""
    return mariadb.load_shared(DATABASE)


@pytest.fixture(scope="module")
def facts(url: str, tmp_path_factory: pytest.TempPathFactory) -> Look:
    """What the adapters make of it."""
    return look(url, tmp_path_factory.mktemp("frappe") / "facts.duckdb")


def column(mariadb: MariadbServer, sql: str) -> list[str]:
    """First column of a query on the product's own tables."""
    return sorted(line.split("\t")[0] for line in mariadb.run_sql(DATABASE, sql).splitlines())


def test_recognised(facts: Look) -> None:
    """Without a hint, by this adapter alone, and read whole."""
    assert facts.names == {"frappe"}
    complete(facts)


def test_grants_are_those_of_users(mariadb: MariadbServer, facts: Look) -> None:
    """Roles of reports, pages and role profiles are no grants to people."""
    want = column(
        mariadb,
        "SELECT DISTINCT CONCAT(parent, '|', role) FROM `tabHas Role` WHERE parenttype = 'User'",
    )
    assert sorted(r[0] for r in facts.rows("SELECT user_id || '|' || role_id FROM role_grant")) == want
    assert facts.rows("SELECT user_id FROM user_account WHERE superuser") == [("Administrator",)]
    system = facts.rows("SELECT user_id FROM user_account WHERE kind = 'system' ORDER BY 1")
    assert system == [("Administrator",), ("Guest",)]


def test_permissions(mariadb: MariadbServer, facts: Look) -> None:
    """A right per document type and column; levels above 0 are fields, `if_owner` the author's own documents."""
    want = column(
        mariadb,
        """SELECT DISTINCT CONCAT(p.parent, ':write|', p.role) FROM tabDocPerm p JOIN tabDocType d ON d.name = p.parent
        WHERE p.`write` = 1 AND p.permlevel = 0 AND p.if_owner = 0 AND d.istable = 0""",
    )
    got = facts.rows(
        """SELECT g.permission_id || '|' || g.role_id FROM permission_grant g
        WHERE g.permission_id LIKE '%:write'"""
    )
    assert sorted(r[0] for r in got) == want
    reports = facts.rows("SELECT count(*) FROM permission WHERE kind = 'report'")
    assert reports == [(len(column(mariadb, "SELECT name FROM tabReport")),)]


def test_only_query_reports_have_sql(mariadb: MariadbServer, facts: Look) -> None:
    """Script reports keep old text in the field that a query report runs."""
    want = column(mariadb, "SELECT name FROM tabReport WHERE report_type = 'Query Report' AND query > ''")
    assert sorted(r[0] for r in facts.rows("SELECT report_id FROM report WHERE sql IS NOT NULL")) == want


def test_findings_stand(mariadb: MariadbServer, facts: Look) -> None:
    """What is found is so in the product's own tables, and nothing beside it that judges the product's set-up."""
    found = facts.findings()
    keys = {rule: sorted(row["key"] for row in rows) for rule, rows in found.items()}
    empty_roles = column(
        mariadb,
        """SELECT DISTINCT t.parent FROM `tabWorkflow Transition` t JOIN tabWorkflow w ON w.name = t.parent AND w.is_active
        WHERE t.allowed <> 'All' AND NOT EXISTS (SELECT 1 FROM `tabHas Role` h JOIN tabUser u ON u.name = h.parent
        WHERE h.parenttype = 'User' AND h.role = t.allowed AND u.enabled = 1)""",
    )
    assert [row["flow"] for row in found["flow.role_without_members"]] == empty_roles == ["Test ToDo"]
    assert keys["material.uom_conversion_invalid"] == column(
        mariadb, "SELECT name FROM `tabUOM Conversion Factor` WHERE value <= 0 OR (from_uom = to_uom AND value <> 1)"
    )
    assert keys["operation.audit_log_empty"] == ["Activity Log"]
    assert column(mariadb, "SELECT COUNT(*) FROM `tabActivity Log`") == ["0"]
    for key in keys["access.role_unused"]:
        held = f"SELECT COUNT(*) FROM `tabHas Role` WHERE parenttype = 'User' AND role = '{key}'"
        shipped = f"SELECT COUNT(*) FROM tabDocPerm p JOIN tabDocType d ON d.name = p.parent WHERE p.role = '{key}' AND NOT d.custom"
        assert column(mariadb, held) == column(mariadb, shipped) == ["0"]
    rights = "SELECT COUNT(*) FROM tabDocPerm WHERE role = '{}' AND parent = '{}' AND `{}` = 1 AND permlevel = 0"
    for row in found["access.sod_in_role"]:
        for side in (row["one"], row["other"]):
            doctype, right = side.split(":")
            assert column(mariadb, rights.format(row["role_id"], doctype, right)) != ["0"]
    # by design: shipped roles, states that code sets, Administrator and Guest, defaults of nobody
    assert not {r for r in found if r.startswith("org.")}
    assert not set(found) & {"access.role_without_permission", "access.user_without_role", "flow.dead_end"}


def test_drift(mariadb: MariadbServer, url: str, facts: Look, tmp_path: Path) -> None:
    """Columns and tables lost at random."""
    survives_drift(mariadb, url, facts, FOLDER, tmp_path, range(3))
